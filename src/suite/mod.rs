//! Suites: cases for an authorizer, what is expected of each, the matrix of tokens and operations, and what came of them.
//!
//! A suite is parsed here, completely and without touching the world: files that it names (`include`, `@FILE`, tokens)
//! are read by the caller, who also runs the cases.

mod case;
mod expect;
mod expectation;
mod file;
mod include;
mod matrix;
mod paths;
mod redact;
mod result;

pub use case::{Case, CaseFields, CaseToken, Variables, read_headers};
pub use expect::{is_violation, unmet};
pub use expectation::{Expectation, ExpectedAccess, ExpectedDecision, ExpectedDeniedField};
pub use file::{DescribedApi, SuiteApi, SuiteFile};
pub use include::IncludeStack;
pub use matrix::{Matrix, MatrixExpectation};
pub use paths::{replace_file, replace_in_request};
pub use redact::{redact, redact_diagnosis, redact_value, redact_verdict};
pub use result::{Answered, CaseOutcome, CasePlace, CaseResult, Failure, SuiteResults, Totals, milliseconds};

#[cfg(test)]
mod tests;
