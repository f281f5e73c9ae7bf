//! The integration tests, in one binary: each module says what belongs there.

mod aws;
mod suite_schema;
