//! What came of a plan, step by step.

use crate::error::Error;
use crate::plan::{Plan, Step, Verification};

/// What the user wants of the plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Intent {
    /// To see it: `--dry-run`.
    Show,
    /// To hear whether it is empty: `--check`.
    Check,
    /// To have it carried out.
    Apply,
}

/// One API, its plan, and what came of it.
#[derive(Debug, Clone)]
pub struct ConfiguredApi {
    /// The environment of the configuration, where several are done.
    pub environment: Option<String>,
    /// The API's name.
    pub name: Option<String>,
    /// The plan.
    pub plan: Plan,
    /// What the user should know that the plan itself does not say, such as a schema that cannot be read.
    pub notes: Vec<String>,
    /// What was done; `None` when nothing was to be done, or nothing more than the plan was asked for.
    pub carried_out: Option<CarriedOut>,
}

/// What was done.
#[derive(Debug, Clone, Default)]
pub struct CarriedOut {
    /// Each step, in the order in which it was done or would have been.
    pub steps: Vec<StepOutcome>,
    /// What reading the API again showed; `None` when it was not read again.
    pub verification: Option<Verification>,
    /// Where the configuration from before was saved.
    pub backup: Option<String>,
    /// Why it ended before its end.
    pub error: Option<Error>,
}

/// What came of one step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepOutcome {
    /// The step.
    pub step: Step,
    /// What came of it.
    pub result: StepResult,
}

/// What came of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepResult {
    /// It was done.
    Done,
    /// It was done, and taken back since a later step failed.
    TakenBack,
    /// It failed, and nothing was changed by it.
    Failed,
    /// It was sent, and nobody can tell whether it was done.
    Unclear,
    /// It was not begun.
    NotBegun,
}
