//! `grant`: let a Lambda function call the API by AWS_IAM.
//!
//! - `args`: what the user can say.
//! - `run`: the whole of a run.
//! - `read`: the API, its schema, the function and its role.
//! - `apply`, `revoke`: the changes, with what came of each step; `variable` is the step that changes the function.
//! - `check`: the role's policies, read for the judgement.
//! - `journal`: what was done so far, for when the user interrupts.

mod apply;
mod args;
mod check;
mod journal;
mod read;
mod revoke;
mod run;
mod variable;

pub use args::Args;
pub use run::run;
