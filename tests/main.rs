//! The integration tests, in one binary: each module says what belongs there.

mod authorizer;
mod aws;
mod cli;
mod suite_schema;
mod support;
