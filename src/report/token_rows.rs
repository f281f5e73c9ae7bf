//! The facts of one token's result, as rows of a label and a text.

use serde_json::Value;

use super::token::Expect;
use super::wording::{self, count, duration, shown};
use crate::engine::{Access, Code, Decision, Outcome, Stage, Step, TtlSource, Verdict};
use crate::status::Status;
use crate::suite::{Answered, CaseResult};

/// A row: a label and a text; in a pipe the label can be a longer key, with a text of its own.
pub(super) struct Row {
    /// The label on a terminal; the same label twice is written once.
    pub(super) label: &'static str,
    /// The text on a terminal.
    pub(super) text: String,
    /// Key and text in a pipe, where they differ.
    pub(super) piped: Option<(String, String)>,
}

impl Row {
    fn new(label: &'static str, text: impl Into<String>) -> Self {
        Self { label, text: text.into(), piped: None }
    }

    /// What the client sees.
    fn client(text: String) -> Self {
        Self { piped: Some(("client".to_owned(), text.clone())), ..Self::new("client gets", text) }
    }
}

/// The rows of a result, in the order of the pipeline.
pub(super) fn rows(result: &CaseResult, expected: Option<(Expect, Status)>) -> Vec<Row> {
    let mut rows = Vec::new();
    if let Some((expected, status)) = expected {
        let met = match status {
            Status::Yes => "met",
            Status::Outside => "not met: the authorizer gave no answer",
            Status::Unknown => "not known",
            _ => "not met",
        };
        rows.push(Row::new("expected", format!("{} ({met})", expected.name())));
    }
    let Some(verdict) = &result.verdict else { return rows };
    rows.extend(client_rows(result, verdict));
    rows.extend(mode_row(verdict));
    rows.extend(gate_row(verdict));
    rows.extend(cache_row(verdict));
    rows.push(Row::new("authorizer", authorizer(result, verdict)));
    rows.extend(context_rows(verdict));
    rows.extend(denied_field_rows(result, verdict));
    rows
}

/// What the client sees when something is refused.
fn client_rows(result: &CaseResult, verdict: &Verdict) -> Vec<Row> {
    if let Some(refusal) = &verdict.refusal {
        let message = refusal.message.as_deref().map(wording::one_line);
        let message = message.as_deref().unwrap_or("(no message)");
        return vec![Row::client(format!("{} {}: {message}", refusal.status, refusal.error_type))];
    }
    if verdict.decision != Decision::Allowed {
        return Vec::new();
    }
    let mut messages: Vec<String> = Vec::new();
    for field in result.fields.iter().filter(|field| field.access == Access::Denied) {
        let message = field.denial_message();
        if !messages.contains(&message) {
            messages.push(message);
        }
    }
    messages.into_iter().map(|message| Row::client(format!("200 Unauthorized: {message}"))).collect()
}

/// The mode, with the rule that selected it where it was looked for.
fn mode_row(verdict: &Verdict) -> Option<Row> {
    let selected = decisive(verdict, Stage::Mode).map(|step| wording::rule(step.code));
    let text = match (verdict.mode, selected) {
        (Some(mode), Some(rule)) => format!("{} ({rule})", mode.name()),
        (Some(mode), None) => mode.name().to_owned(),
        (None, Some(rule)) => format!("none ({rule})"),
        (None, None) => return None,
    };
    Some(Row::new("mode", text))
}

/// Whether the token passed its limits and the expression.
fn gate_row(verdict: &Verdict) -> Option<Row> {
    let step = decisive(verdict, Stage::Gate)?;
    let fact = |name: &str| step.facts.get(name).map(shown).unwrap_or_default();
    let expression = fact("expression");
    let number = step.facts.get("characters").and_then(Value::as_u64).unwrap_or_default();
    let characters = count(usize::try_from(number).unwrap_or(usize::MAX), "character");
    let text = match step.code {
        Code::G101 => format!("the token matches `{expression}` ({characters})"),
        Code::G102 => "open: the API has no identityValidationExpression".to_owned(),
        Code::G201 => format!("the token ({characters}) does not match `{expression}`"),
        Code::G205 | Code::G206 => format!("`{expression}`: {}", fact("reason")),
        code => code.rule().title.to_owned(),
    };
    Some(Row::new("gate", text))
}

/// The step of a stage that says how it came out.
fn decisive(verdict: &Verdict, stage: Stage) -> Option<&Step> {
    let steps = &verdict.trace.steps;
    steps.iter().rev().find(|step| step.code.rule().stage == stage && step.outcome != Outcome::Noted)
}

/// How long the answer would live, and who says so.
fn cache_row(verdict: &Verdict) -> Option<Row> {
    let trace = &verdict.trace;
    if let Some(hit) = trace.steps.iter().find(|step| step.code == Code::C101) {
        let left = hit.facts.get("secondsLeft").map(wording::json_line).unwrap_or_default();
        return Some(Row::new("cache", format!("an earlier answer was used, which is valid for {left} s more")));
    }
    let Some(ttl) = verdict.ttl else {
        let called = trace.steps.iter().any(|step| {
            step.code.rule().stage == Stage::Authorizer && matches!(step.outcome, Outcome::Passed | Outcome::Denied)
        });
        return called.then(|| Row::new("cache", "not cached (AppSync keeps no answer that failed)"));
    };
    let text = match (ttl.seconds, ttl.source) {
        (0, TtlSource::Default) => "not cached (authorizerResultTtlInSeconds is not set)".to_owned(),
        (0, source) => format!("not cached ({} is 0)", source.name()),
        (seconds, source) if trace.has(Code::C104) => format!("would be cached {seconds} s ({})", source.name()),
        _ if trace.has(Code::C105) => "not cached (the answer is too large)".to_owned(),
        _ => "not cached (denials are not kept)".to_owned(),
    };
    Some(Row::new("cache", text))
}

/// How the authorizer answered, and how long it took.
fn authorizer(result: &CaseResult, verdict: &Verdict) -> String {
    let (took, cold_start) = match result.answered {
        Answered::NotCalled => return "not called".to_owned(),
        Answered::Called { duration, cold_start } => (duration, cold_start),
    };
    let trace = &verdict.trace;
    let failed = trace.steps.iter().find(|step| step.code == Code::A201);
    let with = failed.and_then(|step| step.facts.get("errorType")).map(|name| format!(" with {}", shown(name)));
    let what = if failed.is_some() {
        "failed after"
    } else if trace.has(Code::A202) {
        "timed out after"
    } else if trace.has(Code::A203) {
        "could not be invoked, known after"
    } else {
        "answered in"
    };
    let cold = cold_start.map(|start| format!(", plus a cold start of {}", duration(start))).unwrap_or_default();
    format!("{what} {}{}{cold}", duration(took), with.unwrap_or_default())
}

/// What resolvers see, a key a row.
fn context_rows(verdict: &Verdict) -> Vec<Row> {
    let context = verdict.identity.get("resolverContext").and_then(|context| context.as_object());
    let Some(context) = context else { return Vec::new() };
    if context.is_empty() {
        return vec![Row::new("resolverContext", "(empty)")];
    }
    let row = |(key, value): (&String, _)| {
        let (key, value) = (wording::one_line(key), shown(value));
        Row {
            label: "resolverContext",
            text: format!("{key}: {value}"),
            piped: Some((format!("resolverContext.{key}"), value)),
        }
    };
    context.iter().map(row).collect()
}

/// What `deniedFields` strikes, with the places in the query that it hits.
fn denied_field_rows(result: &CaseResult, verdict: &Verdict) -> Vec<Row> {
    let row = |coordinate: &crate::appsync::Coordinate| {
        let hit = result.fields.iter().filter(|field| field.coordinate == *coordinate);
        let paths: Vec<String> = hit.map(|field| field.path.join(".")).collect();
        let text = match (result.fields.is_empty(), paths.is_empty()) {
            (true, _) => coordinate.to_string(),
            (false, true) => format!("{coordinate} (not selected)"),
            (false, false) => format!("{coordinate} (strikes {})", paths.join(", ")),
        };
        Row::new("deniedFields", text)
    };
    verdict.denied_fields.iter().map(row).collect()
}
