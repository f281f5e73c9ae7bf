//! `query`, as users run it.

mod batch;
mod modes;
mod request;
