//! What came of a case: values that reports show.

use std::time::Duration;

use serde_json::{Map, Value, json};

use crate::engine::contract::violations;
use crate::engine::{Decision, FieldAccess, Step, Verdict};
use crate::status::Status;

/// Whether a case came out as expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CaseOutcome {
    /// Everything expected is true; with no expectation, the request and all selected fields are allowed.
    Passed,
    /// Something expected is not true.
    Failed,
    /// It was not run, because an earlier case failed and that ends the run.
    Skipped,
}

impl CaseOutcome {
    /// The word that people and JSON see.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed => "failed",
            Self::Skipped => "skipped",
        }
    }
}

/// Where a case stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CasePlace {
    /// The suite file, as the user gave it.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
}

/// What came of one case.
#[derive(Debug, Clone, PartialEq)]
pub struct CaseResult {
    /// The name; unique in its suite.
    pub name: String,
    /// Where it stands; a single token stands nowhere.
    pub place: Option<CasePlace>,
    /// Whether it came out as expected.
    pub outcome: CaseOutcome,
    /// The decision with its reasons; `None` when there is none, see `fault`.
    pub verdict: Option<Verdict>,
    /// The access to each selected field; empty without a query.
    pub fields: Vec<FieldAccess>,
    /// Notes on `deniedFields` that need the schema.
    pub notes: Vec<Step>,
    /// How the authorizer answered.
    pub answered: Answered,
    /// Each expectation that is not true.
    pub failures: Vec<Failure>,
    /// Why there is no verdict, in one line: the authorizer could not be reached.
    pub fault: Option<String>,
    /// What the handler printed, without the token.
    pub logs: String,
    /// The event that was or would be sent, without the token.
    pub event: Option<Value>,
}

/// How the authorizer answered.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Answered {
    /// It was not called: the token did not pass the gate, or an earlier answer was used.
    NotCalled,
    /// It was called and took this long; `cold_start` is how long it took to start before that.
    Called {
        /// From sending the event to the whole answer.
        duration: Duration,
        /// How long the process took to start; `None` when it was warm or is not ours.
        cold_start: Option<Duration>,
    },
}

/// An expectation that is not true.
#[derive(Debug, Clone, PartialEq)]
pub struct Failure {
    /// What was expected to be so, such as `authorized` or `fields.Event.comments`.
    pub expectation: String,
    /// The expected value.
    pub expected: Value,
    /// The value that there is.
    pub actual: Value,
    /// The rule that decided, where one did: its code.
    pub rule: Option<String>,
}

impl Failure {
    /// One line: `authorized: expected true, found false (R201)`.
    #[must_use]
    pub fn line(&self) -> String {
        let rule = self.rule.as_ref().map(|rule| format!(" ({rule})")).unwrap_or_default();
        format!("{}: expected {}, found {}{rule}", self.expectation, self.expected, self.actual)
    }

    /// `{expectation, expected, actual, rule}`.
    #[must_use]
    pub fn to_json(&self) -> Value {
        json!({
            "expectation": self.expectation,
            "expected": self.expected,
            "actual": self.actual,
            "rule": self.rule,
        })
    }
}

impl CaseResult {
    /// The decision on the request alone.
    #[must_use]
    pub fn decision(&self) -> Decision {
        self.verdict.as_ref().map_or(Decision::Unknown, |verdict| verdict.decision)
    }

    /// `denied` when the request or one of the selected fields is; this is what `--expect` and a matrix speak of.
    #[must_use]
    pub fn effective_decision(&self) -> Decision {
        self.verdict.as_ref().map_or(Decision::Unknown, |verdict| verdict.decision_with(&self.fields))
    }

    /// What the authorizer's answer says that AppSync would not take as it stands.
    pub fn violations(&self) -> impl Iterator<Item = &Step> {
        self.verdict.iter().flat_map(|verdict| violations(&verdict.trace.steps)).chain(&self.notes)
    }

    /// The result as JSON, as `test-token --json` and the JSON report show it.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let verdict = self.verdict.as_ref();
        let ttl = verdict
            .and_then(|verdict| verdict.ttl)
            .map(|ttl| json!({ "seconds": ttl.seconds, "source": ttl.source.name() }));
        let context = verdict.and_then(|verdict| verdict.identity.get("resolverContext")).cloned();
        let denied: Vec<String> =
            verdict.map(|verdict| verdict.denied_fields.iter().map(ToString::to_string).collect()).unwrap_or_default();
        let violations: Vec<Value> = self
            .violations()
            .map(|step| {
                let rule = step.code.rule();
                json!({
                    "code": step.code.to_string(),
                    "name": rule.name,
                    "severity": rule.severity.name(),
                    "message": rule.title,
                    "facts": step.facts,
                })
            })
            .collect();
        let duration = match self.answered {
            Answered::NotCalled => Value::Null,
            Answered::Called { duration, .. } => json!(milliseconds(duration)),
        };
        let mut object = Map::new();
        object.insert("name".to_owned(), json!(self.name));
        object.insert("suite".to_owned(), json!(self.place.as_ref().map(|place| &place.file)));
        object.insert("line".to_owned(), json!(self.place.as_ref().map(|place| place.line)));
        object.insert("outcome".to_owned(), json!(self.outcome.name()));
        object.insert("decision".to_owned(), json!(self.decision().name()));
        object.insert("rule".to_owned(), json!(self.deciding_rule()));
        object.insert("ttl".to_owned(), json!(ttl));
        object.insert("resolverContext".to_owned(), json!(context));
        object.insert("deniedFields".to_owned(), json!(denied));
        object.insert("fields".to_owned(), self.fields.iter().map(FieldAccess::to_json).collect());
        object.insert("violations".to_owned(), Value::Array(violations));
        object.insert("durationMs".to_owned(), duration);
        object.insert("failures".to_owned(), self.failures.iter().map(Failure::to_json).collect());
        object.insert("fault".to_owned(), json!(self.fault));
        if !self.logs.is_empty() {
            object.insert("logs".to_owned(), json!(self.logs));
        }
        if let Some(event) = &self.event {
            object.insert("event".to_owned(), event.clone());
        }
        Value::Object(object)
    }

    /// The code of the rule that denied the request, or that let it in.
    #[must_use]
    pub fn deciding_rule(&self) -> Option<String> {
        let trace = &self.verdict.as_ref()?.trace;
        let step = trace.first_denial().or_else(|| {
            let last = |outcome| trace.steps.iter().rev().find(move |step| step.outcome == outcome);
            last(crate::engine::Outcome::Unknown)
                .or_else(|| trace.steps.iter().find(|step| step.code == crate::engine::Code::R100))
        })?;
        Some(step.code.to_string())
    }
}

/// How many cases came out how.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Totals {
    /// As expected.
    pub passed: usize,
    /// Not as expected.
    pub failed: usize,
    /// Not run.
    pub skipped: usize,
    /// From the first case to the last.
    pub duration: Duration,
}

impl Totals {
    /// Counts the outcomes of a run that took so long.
    pub fn of(outcomes: impl IntoIterator<Item = CaseOutcome>, duration: Duration) -> Self {
        let mut totals = Self { duration, ..Self::default() };
        for outcome in outcomes {
            match outcome {
                CaseOutcome::Passed => totals.passed += 1,
                CaseOutcome::Failed => totals.failed += 1,
                CaseOutcome::Skipped => totals.skipped += 1,
            }
        }
        totals
    }

    /// All of them.
    #[must_use]
    pub const fn all(&self) -> usize {
        self.passed + self.failed + self.skipped
    }

    /// Yes when nothing failed.
    #[must_use]
    pub const fn status(&self) -> Status {
        if self.failed == 0 { Status::Yes } else { Status::No }
    }

    /// As JSON; `all` is the name of the number of all of them.
    #[must_use]
    pub fn to_json(&self, all: &str) -> Value {
        json!({
            all: self.all(),
            "passed": self.passed,
            "failed": self.failed,
            "skipped": self.skipped,
            "durationMs": milliseconds(self.duration),
        })
    }
}

/// The results of all cases, in the order of the files.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SuiteResults {
    /// The results.
    pub cases: Vec<CaseResult>,
    /// From the first case to the last.
    pub duration: Duration,
}

impl SuiteResults {
    /// How many cases came out how.
    #[must_use]
    pub fn totals(&self) -> Totals {
        Totals::of(self.cases.iter().map(|case| case.outcome), self.duration)
    }

    /// Yes when nothing failed.
    #[must_use]
    pub fn status(&self) -> Status {
        self.totals().status()
    }

    /// The results as JSON: `{cases, totals}`.
    #[must_use]
    pub fn to_json(&self) -> Value {
        json!({
            "cases": self.cases.iter().map(CaseResult::to_json).collect::<Vec<_>>(),
            "totals": self.totals().to_json("cases"),
        })
    }
}

/// A duration in milliseconds, to the microsecond.
#[must_use]
pub fn milliseconds(duration: Duration) -> f64 {
    (duration.as_secs_f64() * 1_000_000.0).round() / 1_000.0
}
