//! `generate`: what it writes, held against the tools that will read it.

mod amplify;
mod canonical;
mod client;
mod config;
mod docs;
mod files;
mod loading;
pub(crate) mod peers;
mod reach;
mod schemas;
mod typescript;
mod valid;
#[cfg(unix)]
mod watch;
