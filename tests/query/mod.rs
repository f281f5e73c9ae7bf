//! `query`, as users run it.

mod modes;
mod request;
