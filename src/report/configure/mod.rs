//! stub
mod infrastructure;
mod json;
mod meanwhile;
mod outcome;
mod outcome_text;
mod plan_text;
mod report;
pub use infrastructure::InfrastructureReport;
pub use meanwhile::{Meanwhile, changed_meanwhile};
pub use outcome::{CarriedOut, ConfiguredApi, Intent, StepOutcome, StepResult};
pub use outcome_text::write_outcome;
pub use plan_text::write_plan;
pub use report::{ConfigureReport, Configured};
