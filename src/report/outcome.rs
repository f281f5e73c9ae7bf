//! What reports show of runs of many: the cases of suites, and the requests of a file. Each format is written once, for both.

use std::borrow::Cow;
use std::time::Duration;

use serde_json::Value;

use super::wording::{lines_of, one_line};
use crate::requests::{RequestResult, RequestResults, error_line};
use crate::suite::{Answered, CaseOutcome, CasePlace, CaseResult, Failure, SuiteResults, Totals};

/// How many errors of an answer are shown; JSON has them all.
const ERRORS_SHOWN: usize = 20;

/// The results of a run.
#[derive(Debug, Clone, Copy)]
pub enum Outcomes<'a> {
    /// Of the cases of suites.
    Cases(&'a SuiteResults),
    /// Of the requests of a file.
    Requests(&'a RequestResults),
}

/// One case or one request.
#[derive(Debug, Clone)]
pub struct OutcomeRow<'a> {
    /// Its name.
    pub name: &'a str,
    /// Where it stands; a single token stands nowhere.
    pub place: Option<&'a CasePlace>,
    /// Whether it came out as expected.
    pub outcome: CaseOutcome,
    /// Each thing that is wrong, in one line: at least one where it failed.
    pub reasons: Vec<String>,
    /// Each expectation that is not true.
    pub failures: &'a [Failure],
    /// Whether it could not be judged at all.
    pub is_fault: bool,
    /// How long the call took, when there was one.
    pub duration: Option<Duration>,
    /// What there is to read besides, line by line; what it is says [`Outcomes::output`].
    pub output: Vec<String>,
    /// The event that was sent, where it is to be shown.
    pub event: Option<&'a Value>,
    /// What a table says of it, under the headings [`Outcomes::columns`].
    pub cells: Vec<Cow<'a, str>>,
}

/// The names of what [`OutcomeRow::output`] holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OutputNames {
    /// For people.
    pub title: &'static str,
    /// The first word of a line for a pipe.
    pub word: &'static str,
}

impl<'a> From<&'a SuiteResults> for Outcomes<'a> {
    fn from(results: &'a SuiteResults) -> Self {
        Self::Cases(results)
    }
}

impl<'a> From<&'a RequestResults> for Outcomes<'a> {
    fn from(results: &'a RequestResults) -> Self {
        Self::Requests(results)
    }
}

impl<'a> Outcomes<'a> {
    /// A row for each, in the order of the files.
    #[must_use]
    pub fn rows(self) -> Vec<OutcomeRow<'a>> {
        match self {
            Self::Cases(results) => results.cases.iter().map(of_case).collect(),
            Self::Requests(results) => results.requests.iter().map(of_request).collect(),
        }
    }

    /// What one of them is called: `case`.
    #[must_use]
    pub const fn noun(self) -> &'static str {
        match self {
            Self::Cases(_) => "case",
            Self::Requests(_) => "request",
        }
    }

    /// The command that gives such results: the name of those that stand in no file.
    #[must_use]
    pub const fn command(self) -> &'static str {
        match self {
            Self::Cases(_) => "test-token",
            Self::Requests(_) => "query",
        }
    }

    /// What a table says of each besides its outcome, name and duration.
    #[must_use]
    pub const fn columns(self) -> &'static [&'static str] {
        match self {
            Self::Cases(_) => &["decision", "rule"],
            Self::Requests(_) => &["status"],
        }
    }

    /// What there is to read besides.
    #[must_use]
    pub const fn output(self) -> OutputNames {
        match self {
            Self::Cases(_) => OutputNames { title: "output of the authorizer", word: "output" },
            Self::Requests(_) => OutputNames { title: "errors of the answer", word: "error" },
        }
    }

    /// How many came out how, and how long all of them took.
    #[must_use]
    pub fn totals(self) -> Totals {
        match self {
            Self::Cases(results) => results.totals(),
            Self::Requests(results) => results.totals(),
        }
    }

    /// The results as JSON.
    #[must_use]
    pub fn to_json(self) -> Value {
        match self {
            Self::Cases(results) => results.to_json(),
            Self::Requests(results) => results.to_json(),
        }
    }
}

fn of_case(case: &CaseResult) -> OutcomeRow<'_> {
    let mut reasons = reasons(case.fault.as_deref(), &case.failures);
    if reasons.is_empty() && case.outcome == CaseOutcome::Failed {
        let rule = case.deciding_rule().map(|rule| format!(" ({rule})")).unwrap_or_default();
        reasons.push(format!("{}{rule}", case.decision().name()));
    }
    let decision = if case.verdict.is_some() { case.decision().name() } else { "" };
    OutcomeRow {
        name: &case.name,
        place: case.place.as_ref(),
        outcome: case.outcome,
        reasons,
        failures: &case.failures,
        is_fault: case.fault.is_some(),
        duration: match case.answered {
            Answered::NotCalled => None,
            Answered::Called { duration, .. } => Some(duration),
        },
        output: lines_of(&case.logs),
        event: case.event.as_ref(),
        cells: vec![decision.into(), case.deciding_rule().unwrap_or_default().into()],
    }
}

fn of_request(request: &RequestResult) -> OutcomeRow<'_> {
    OutcomeRow {
        name: &request.name,
        place: Some(&request.place),
        outcome: request.outcome,
        reasons: reasons(request.fault.as_deref(), &request.failures),
        failures: &request.failures,
        is_fault: request.fault.is_some(),
        duration: request.duration,
        output: errors_shown(request),
        event: None,
        cells: vec![request.status.map(|status| status.to_string()).unwrap_or_default().into()],
    }
}

/// The errors of an answer that is not what was expected, unless what is wrong is the errors themselves.
fn errors_shown(request: &RequestResult) -> Vec<String> {
    let told = request.failures.iter().any(|failure| failure.expectation.starts_with("errors"));
    if request.outcome != CaseOutcome::Failed || told {
        return Vec::new();
    }
    let mut lines: Vec<String> =
        request.errors.iter().take(ERRORS_SHOWN).map(|error| one_line(&error_line(error)).into_owned()).collect();
    let more = request.errors.len().saturating_sub(ERRORS_SHOWN);
    if more > 0 {
        lines.push(format!("and {more} more"));
    }
    lines
}

/// Each thing that is wrong, in one line.
fn reasons(fault: Option<&str>, failures: &[Failure]) -> Vec<String> {
    let fault = fault.map(|fault| one_line(fault).into_owned());
    let failures = failures.iter().map(|failure| one_line(&failure.line()).into_owned());
    fault.into_iter().chain(failures).collect()
}

impl OutcomeRow<'_> {
    /// The file; empty for a single token.
    #[must_use]
    pub fn file(&self) -> &str {
        self.place.map_or("", |place| place.file.as_str())
    }

    /// `file:line`; empty for a single token.
    #[must_use]
    pub fn place_told(&self) -> String {
        self.place.map(|place| format!("{}:{}", one_line(&place.file), place.line)).unwrap_or_default()
    }
}
