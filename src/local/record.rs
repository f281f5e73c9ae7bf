//! What is said of each request: a line in the journal, and its trace.

use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;

use super::authorize::Judged;
use super::emulator::Emulator;
use super::traces::TraceRecord;
use crate::appsync::{AuthenticationType, Secret};
use crate::engine::{Access, Code, Decision, FieldAccess, Outcome, Request, Verdict};
use crate::report::wording::one_line;

impl Emulator {
    /// Keeps the trace of a request, and writes its line. `status` is that of the answer.
    pub(super) fn record(&self, judged: Judged, request: &Request, operation: String, status: u16, duration: Duration) {
        self.count_request();
        if !self.options.quiet {
            let line = Line { judged: &judged, request, operation: &operation, status, duration };
            self.journal.line(&if self.options.json { line.json() } else { line.text() });
        }
        let Judged { verdict, fields, schema } = judged;
        let secrets = request.headers.secrets().collect();
        let record = TraceRecord { operation, verdict: Arc::new(verdict), fields, schema, secrets };
        self.traces.keep(&request.request_id, record);
    }

    /// Something that whoever runs the emulator should know.
    pub fn say(&self, text: &str) {
        self.notes.line(text);
    }

    /// What a function printed, a line each, without the secret that it was given.
    pub(super) fn show_logs(&self, function: &str, logs: &str, secret: &Secret) {
        if logs.is_empty() {
            return;
        }
        let logs = secret.masked_in(logs).unwrap_or_else(|| logs.to_owned());
        for line in logs.lines() {
            self.say(&format!("{function} | {}", one_line(line)));
        }
    }
}

/// A request in a line.
struct Line<'a> {
    judged: &'a Judged,
    request: &'a Request,
    operation: &'a str,
    status: u16,
    duration: Duration,
}

impl Line<'_> {
    fn decision(&self) -> &'static str {
        let denied = self.judged.fields.iter().any(|field| field.access != Access::Reached);
        match self.judged.verdict.decision {
            Decision::Allowed if denied => "allowed in part",
            Decision::Allowed => "allowed",
            // What nobody can judge is not let in.
            Decision::Denied | Decision::Unknown => "denied",
        }
    }

    fn text(&self) -> String {
        let mut line = format!("{}  {:<15}", self.status, self.decision());
        let mode = self.judged.verdict.mode.map_or("-", AuthenticationType::name);
        let rule =
            decisive(&self.judged.verdict, &self.judged.fields).map_or_else(|| "-".to_owned(), |code| code.to_string());
        let milliseconds = self.duration.as_secs_f64() * 1000.0;
        // Writing into a text does not fail.
        let _ = write!(
            line,
            "  {mode:<25}  {rule:<4}  {milliseconds:>7.1} ms  {}  {}",
            self.request.request_id,
            one_line(self.operation)
        );
        line
    }

    fn json(&self) -> String {
        let verdict = &self.judged.verdict;
        // Of a request that was not let in, what refused it is said by its rule.
        let let_in = verdict.decision == Decision::Allowed;
        let denied = self.judged.fields.iter().filter(|field| let_in && field.access != Access::Reached);
        let line = JsonLine {
            event: "request",
            trace: &self.request.request_id,
            operation: self.operation,
            decision: self.decision(),
            mode: verdict.mode.map(AuthenticationType::name),
            rule: decisive(verdict, &self.judged.fields).map(|code| code.to_string()),
            denied_fields: denied.map(|field| field.coordinate.to_string()).collect(),
            status: self.status,
            duration_ms: (self.duration.as_secs_f64() * 1_000_000.0).round() / 1000.0,
        };
        serde_json::to_string(&line).unwrap_or_default()
    }
}

/// A request in a line for programs, in the order of its members.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct JsonLine<'a> {
    event: &'static str,
    trace: &'a str,
    operation: &'a str,
    decision: &'static str,
    mode: Option<&'static str>,
    rule: Option<String>,
    denied_fields: Vec<String>,
    status: u16,
    duration_ms: f64,
}

/// The rule that decided: the one that denied the request or a field, else the last that let it pass.
fn decisive(verdict: &Verdict, fields: &[FieldAccess]) -> Option<Code> {
    let of_outcome = |outcome: Outcome| verdict.trace.steps.iter().find(|step| step.outcome == outcome);
    let of_request = of_outcome(Outcome::Denied).or_else(|| of_outcome(Outcome::Unknown)).map(|step| step.code);
    let of_field = || fields.iter().find(|field| field.access != Access::Reached).map(|field| field.code);
    let passed = || verdict.trace.steps.iter().rfind(|step| step.outcome == Outcome::Passed).map(|step| step.code);
    of_request.or_else(of_field).or_else(passed)
}
