//! `--preset amplify`: the files that Amplify's generator writes, so that a project can change over without changing its code.
//!
//! Statement files are the same to the byte where Amplify's are valid. `API.ts` has the same names, and types to which theirs
//! can be assigned and the other way round, except where theirs say what is not so.

mod api;
mod constants;
mod exported;
mod output;
mod statements;
mod type_text;

pub use output::{Target, files};

#[cfg(test)]
mod api_tests;
#[cfg(test)]
mod statements_tests;
