//! The integration tests, in one binary: each module says what belongs there.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::panic,
    reason = "a test says what went wrong by panicking, and why it is skipped on standard error"
)]

mod access;
mod architecture;
mod authorizer;
mod aws;
mod cli;
mod configuration_schema;
mod configure;
mod corpus;
mod demo;
mod docs;
mod examples;
mod explain;
mod generate;
mod generated;
mod grant;
mod init;
mod lint;
mod local;
mod memory;
mod properties;
mod query;
mod rules;
mod sign;
mod status;
mod suite_schema;
mod support;
