//! `generate`: what it writes, held against the tools that will read it.

mod client;
pub(crate) mod peers;
mod schemas;
mod valid;
