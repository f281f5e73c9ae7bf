//! `generate`: what it writes, held against the tools that will read it.

mod amplify;
mod client;
mod canonical;
mod config;
mod files;
mod loading;
pub(crate) mod peers;
mod reach;
mod schemas;
mod valid;
#[cfg(unix)]
mod watch;
