//! The integration tests, in one binary: each module says what belongs there.

mod authorizer;
mod aws;
mod configuration_schema;
mod corpus;
mod generated;
mod properties;
mod rules;
mod suite_schema;
mod support;
