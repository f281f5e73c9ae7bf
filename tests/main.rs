//! The integration tests, in one binary: each module says what belongs there.

mod authorizer;
mod aws;
mod configuration_schema;
mod corpus;
mod suite_schema;
mod support;
