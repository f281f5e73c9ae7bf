//! What came of requests: values that reports show.

use std::time::Duration;

use serde_json::{Value, json};

use crate::appsync::Secret;
use crate::suite::{CaseOutcome, CasePlace, Failure, Totals, milliseconds, redact_value};

/// What came of one request.
#[derive(Debug, Clone, PartialEq)]
pub struct RequestResult {
    /// The name; unique in its file.
    pub name: String,
    /// Where it stands.
    pub place: CasePlace,
    /// Whether it was answered as expected.
    pub outcome: CaseOutcome,
    /// The HTTP status of the answer; `None` without one.
    pub status: Option<u16>,
    /// From the first byte sent to the last received; `None` without an answer.
    pub duration: Option<Duration>,
    /// The `errors` of the answer, as they came.
    pub errors: Vec<Value>,
    /// Each expectation that is not true.
    pub failures: Vec<Failure>,
    /// Why there is no answer, in one line.
    pub fault: Option<String>,
}

impl RequestResult {
    /// The result of a request that was not sent.
    #[must_use]
    pub fn unsent(name: impl Into<String>, place: CasePlace) -> Self {
        Self {
            name: name.into(),
            place,
            outcome: CaseOutcome::Skipped,
            status: None,
            duration: None,
            errors: Vec::new(),
            failures: Vec::new(),
            fault: None,
        }
    }

    /// The same request, which got no answer.
    #[must_use]
    pub fn failed_to_send(self, fault: impl Into<String>) -> Self {
        Self { outcome: CaseOutcome::Failed, fault: Some(fault.into()), ..self }
    }

    /// Replaces a secret, and its base64, by `***` wherever the answer or a fault repeats it.
    pub fn redact(&mut self, secret: &Secret) {
        if let Some(masked) = self.fault.as_ref().and_then(|fault| secret.masked_in(fault)) {
            self.fault = Some(masked);
        }
        self.errors.iter_mut().for_each(|error| redact_value(error, secret));
        for failure in &mut self.failures {
            redact_value(&mut failure.expected, secret);
            redact_value(&mut failure.actual, secret);
        }
    }

    /// `{name, file, line, outcome, status, durationMs, errors, failures, fault}`.
    #[must_use]
    pub fn to_json(&self) -> Value {
        json!({
            "name": self.name,
            "file": self.place.file,
            "line": self.place.line,
            "outcome": self.outcome.name(),
            "status": self.status,
            "durationMs": self.duration.map(milliseconds),
            "errors": self.errors,
            "failures": self.failures.iter().map(Failure::to_json).collect::<Vec<_>>(),
            "fault": self.fault,
        })
    }
}

/// The results of all requests, in the order of the file.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct RequestResults {
    /// The results.
    pub requests: Vec<RequestResult>,
    /// From the first request to the last answer.
    pub duration: Duration,
}

impl RequestResults {
    /// How many requests came out how.
    #[must_use]
    pub fn totals(&self) -> Totals {
        Totals::of(self.requests.iter().map(|request| request.outcome), self.duration)
    }

    /// The results as JSON: `{requests, totals}`.
    #[must_use]
    pub fn to_json(&self) -> Value {
        json!({
            "requests": self.requests.iter().map(RequestResult::to_json).collect::<Vec<_>>(),
            "totals": self.totals().to_json("requests"),
        })
    }
}
