//! Suites: cases for an authorizer, what is expected of each, and the matrix of tokens and operations.
//!
//! A suite is parsed here, completely and without touching the world: files that it names (`include`, `@FILE`, tokens)
//! are read by the caller, who also runs the cases.

mod case;
mod expectation;
mod file;
mod include;
mod matrix;
mod paths;

pub use case::{Case, CaseFields, CaseToken, Variables};
pub use expectation::{Expectation, ExpectedAccess, ExpectedDecision, ExpectedDeniedField};
pub use file::{DescribedApi, SuiteApi, SuiteFile};
pub use include::IncludeStack;
pub use matrix::{Matrix, MatrixExpectation};

#[cfg(test)]
mod tests;
