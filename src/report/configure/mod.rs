//! The result of `configure`: the plan, what it means, and what came of it.
//!
//! - `outcome`: what came of each step.
//! - `report`: the result of the command, of one API or of several.
//! - `plan_text`, `changes`, `permission_text`: the plan for people.
//! - `warnings`: what the plan means, in sentences; `routes`, `access`: those about requests and fields.
//! - `outcome_text`: what came of it, for people.
//! - `meanwhile`: what a plan made again says that the one shown did not.
//! - `json`: all of it for programs.

mod access;
mod changes;
mod infrastructure;
mod json;
mod meanwhile;
mod outcome;
mod outcome_text;
mod permission_text;
mod plan_text;
mod report;
mod routes;
mod warnings;

#[cfg(test)]
mod tests;

pub use infrastructure::InfrastructureReport;
pub use meanwhile::{Meanwhile, changed_meanwhile};
pub use outcome::{CarriedOut, ConfiguredApi, Intent, StepOutcome, StepResult, not_verified};
pub use outcome_text::write_outcome;
pub use plan_text::write_plan;
pub use report::{ConfigureReport, Configured};
pub use warnings::{PlanWarning, warnings};
