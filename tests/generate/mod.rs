//! `generate`: what it writes, held against the tools that will read it.

pub(crate) mod peers;
mod schemas;
