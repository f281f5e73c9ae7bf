//! `generate`: what it writes, held against the tools that will read it.

mod amplify;
mod canonical;
mod client;
mod config;
mod defaults;
mod determinism;
mod docs;
mod end_to_end;
mod files;
mod left_out;
mod live;
mod loading;
mod options;
mod paths;
pub(crate) mod peers;
mod random;
mod reach;
mod refusals;
mod schemas;
mod typescript;
mod valid;
#[cfg(unix)]
mod watch;
