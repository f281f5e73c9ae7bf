//! `generate`: what it writes, held against the tools that will read it.

mod canonical;
mod config;
mod files;
mod loading;
pub(crate) mod peers;
mod reach;
mod schemas;
#[cfg(unix)]
mod watch;
