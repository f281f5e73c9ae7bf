//! What came of a plan, step by step.

use crate::error::Error;
use crate::plan::{Plan, Step, Verification};
use crate::report::wording::count;

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
    /// The environment that the user chose, of one too: who is asked, and as whom, can be said there alone.
    pub chosen_environment: Option<String>,
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

impl CarriedOut {
    /// Nothing was begun, for this reason if there is one.
    #[must_use]
    pub fn not_begun(plan: &Plan, error: Option<Error>) -> Self {
        let mut carried_out = Self { error, ..Self::default() };
        carried_out.add_not_begun(plan);
        carried_out
    }

    /// Adds the steps of the plan that nothing came of so far.
    pub fn add_not_begun(&mut self, plan: &Plan) {
        for step in plan.steps() {
            if self.steps.iter().all(|outcome| outcome.step != step) {
                self.steps.push(StepOutcome { step, result: StepResult::NotBegun });
            }
        }
    }

    /// Why it did not come to its end: its error, or that reading the API again does not show what was meant.
    #[must_use]
    pub fn fault(&self) -> Option<Error> {
        self.error.clone().or_else(|| not_verified(self.verification.as_ref()?))
    }

    /// Whether all that the plan says is done and nothing of it was taken back.
    #[must_use]
    pub fn is_applied(&self) -> bool {
        !self.steps.is_empty() && self.steps.iter().all(|step| step.result == StepResult::Done)
    }

    /// Whether the API was read again and is as it was meant; `None` when it was not read again.
    #[must_use]
    pub fn is_verified(&self) -> Option<bool> {
        self.verification.as_ref().map(|found| matches!(found, Verification::Applied { .. }))
    }
}

impl StepResult {
    /// The word in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::TakenBack => "taken-back",
            Self::Failed => "failed",
            Self::Unclear => "unclear",
            Self::NotBegun => "not-begun",
        }
    }

    /// The words that people see.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::TakenBack => "taken back",
            Self::NotBegun => "not begun",
            Self::Done | Self::Failed | Self::Unclear => self.name(),
        }
    }
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

/// What is wrong when reading the API again does not show what was meant; `None` when it does.
#[must_use]
pub fn not_verified(verification: &Verification) -> Option<Error> {
    let (message, help) = match verification {
        Verification::Applied { .. } => return None,
        Verification::Unchanged => (
            "the update was accepted, but the API still reads as it was before".to_owned(),
            "run the same command again: it plans anew from what the API is then",
        ),
        Verification::Different(wrong) => (
            format!("the API reads otherwise than was meant: {} different", count(wrong.len(), "setting")),
            "somebody may have changed the API at the same time: look at what is there, then run the same command again",
        ),
    };
    Some(Error::outside("not-verified", message).help(help))
}
