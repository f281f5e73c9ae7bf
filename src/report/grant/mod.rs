//! The results of `grant`.
//!
//! - `subject`: what they are about.
//! - `policy`: the policy, or infrastructure code in its place.
//! - `outcome`: what `--apply` and `--revoke` will do, and what came of it.
//! - `check`: whether the role may already.

mod check;
mod outcome;
mod policy;
mod subject;

pub use check::GrantCheckReport;
pub use outcome::{GrantAction, GrantOutcomeReport, GrantPlan, GrantStep, GrantStepResult, VariableChange};
pub use policy::GrantPolicyReport;
pub use subject::{EndpointVariable, GrantSubject, VariableState};
