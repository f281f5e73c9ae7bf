//! x
mod suite_schema;
