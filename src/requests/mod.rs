//! Requests files: requests to an API, what must be answered to each, and what came of them.
//!
//! A file is parsed here, completely and without touching the world; the caller reads the files that it names, sends the
//! requests, and hands the answers to [`judge`].

mod caller;
mod data_path;
mod errors;
mod expectation;
mod fields;
mod file;
mod judge;
mod result;

pub use caller::RequestCaller;
pub use data_path::{DataPath, DataPathError};
pub use errors::{ExpectedError, ExpectedErrors, error_line};
pub use expectation::{ExpectedData, RequestExpectation};
pub use fields::RequestFields;
pub use file::{Request, RequestsFile};
pub use judge::{Answer, judge};
pub use result::{RequestResult, RequestResults};

#[cfg(test)]
mod judge_tests;
#[cfg(test)]
mod tests;
