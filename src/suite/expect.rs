//! Whether what a case expects came true.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::expectation::{Expectation, ExpectedAccess, ExpectedDecision};
use super::result::{Answered, CaseResult, Failure};
use crate::appsync::{ApiIdentity, Coordinate};
use crate::engine::{Access, Code, Decision, Rule, Severity, Stage, Step};

/// Every expectation that is not true, in the order in which a suite lists them.
///
/// An authorizer that failed, and an answer that breaks the contract, is a failure unless it was expected, whatever else
/// was: a denial by accident is not the denial that the case is about.
#[must_use]
pub fn unmet(expected: &Expectation, result: &CaseResult, api: &ApiIdentity) -> Vec<Failure> {
    let mut failures = Vec::new();
    if let Some(fault) = &result.fault {
        failures.push(failure("authorizer", json!("an answer"), json!(fault), None));
        return failures;
    }
    unmet_outcome(expected, result, &mut failures);
    unmet_decision(expected, result, &mut failures);
    unmet_answer(expected, result, api, &mut failures);
    unmet_fields(expected, result, &mut failures);
    failures
}

/// `error`, `timed-out` and `violations`.
fn unmet_outcome(expected: &Expectation, result: &CaseResult, failures: &mut Vec<Failure>) {
    let thrown = step(result, |step| step.code == Code::A201);
    let message = thrown.and_then(|step| step.facts.get("errorMessage")).and_then(Value::as_str);
    match (&expected.error, message) {
        (Some(wanted), Some(message)) if message.contains(&wanted.value) => {}
        (Some(wanted), found) => failures.push(failure("error", json!(wanted.value), json!(found), rule(thrown))),
        (None, Some(message)) => failures.push(failure("error", Value::Null, json!(message), rule(thrown))),
        (None, None) => {}
    }
    let timed_out = step(result, |step| step.code == Code::A202);
    if expected.timed_out.is_some() != timed_out.is_some() {
        let (wanted, found) = (expected.timed_out.is_some(), timed_out.is_some());
        failures.push(failure("timed-out", json!(wanted), json!(found), rule(timed_out)));
    }
    if let Some(refused) = step(result, |step| step.code == Code::A203) {
        failures.push(failure("authorizer", json!("an answer"), json!(refused.code.rule().title), rule(Some(refused))));
    }
    match &expected.violations {
        Some(wanted) => {
            let wanted: BTreeSet<String> = wanted.value.iter().map(|text| code_of(&text.value)).collect();
            let found: BTreeSet<String> = result.violations().map(|step| step.code.to_string()).collect();
            if wanted != found {
                failures.push(failure("violations", json!(wanted), json!(found), None));
            }
        }
        // Without a word on violations, only one that refuses the whole answer fails the case.
        None => {
            for step in result.violations().filter(|step| step.code.rule().severity == Severity::Error) {
                failures.push(failure("violations", json!([]), json!([step.code.to_string()]), rule(Some(step))));
            }
        }
    }
}

/// `authorized`, and `allow` or `deny` of a matrix. Without any expectation the caller is expected to be allowed.
fn unmet_decision(expected: &Expectation, result: &CaseResult, failures: &mut Vec<Failure>) {
    let deciding = result.deciding_rule();
    if let Some(wanted) = &expected.authorized {
        let found = match result.decision() {
            Decision::Allowed => json!(true),
            Decision::Denied => json!(false),
            Decision::Unknown => json!("unknown"),
        };
        if found != json!(wanted.value) {
            failures.push(failure("authorized", json!(wanted.value), found, deciding.clone()));
        }
    }
    let nothing = *expected == Expectation::default();
    let wanted = match (&expected.decision, nothing) {
        (Some(decision), _) => decision.value,
        (None, true) => ExpectedDecision::Allow,
        (None, false) => return,
    };
    let wanted = match wanted {
        ExpectedDecision::Allow => Decision::Allowed,
        ExpectedDecision::Deny => Decision::Denied,
    };
    let found = result.effective_decision();
    if wanted != found {
        let rule = result
            .fields
            .iter()
            .find(|field| field.access == Access::Denied && result.decision() == Decision::Allowed)
            .map_or(deciding, |field| Some(field.code.to_string()));
        failures.push(failure("decision", json!(wanted.name()), json!(found.name()), rule));
    }
}

/// `resolver-context`, `denied-fields`, `ttl` and `within`.
fn unmet_answer(expected: &Expectation, result: &CaseResult, api: &ApiIdentity, failures: &mut Vec<Failure>) {
    let verdict = result.verdict.as_ref();
    let context = verdict.and_then(|verdict| verdict.identity.get("resolverContext")).and_then(Value::as_object);
    let empty = Map::new();
    if let Some(wanted) = &expected.resolver_context {
        let found = context.unwrap_or(&empty);
        for (name, value) in wanted.value.iter().filter(|(name, value)| found.get(name.as_str()) != Some(*value)) {
            let found = found.get(name.as_str()).cloned().unwrap_or(Value::Null);
            failures.push(failure(&format!("resolver-context.{name}"), value.clone(), found, None));
        }
    }
    if let Some(wanted) = &expected.resolver_context_exactly {
        let found = context.unwrap_or(&empty);
        if *found != wanted.value {
            failures.push(failure("resolver-context-exactly", json!(wanted.value), json!(found), None));
        }
    }
    if let Some(wanted) = &expected.denied_fields {
        let found: BTreeSet<String> = verdict
            .map(|verdict| verdict.denied_fields.iter().map(Coordinate::to_string).collect())
            .unwrap_or_default();
        // The ARN of another API strikes nothing here, so it can never be met.
        let name = |of_api: &Option<ApiIdentity>, coordinate: &Coordinate, written: &str| match of_api {
            Some(other) if other != api => written.to_owned(),
            _ => coordinate.to_string(),
        };
        let wanted: BTreeSet<String> =
            wanted.value.iter().map(|entry| name(&entry.api, &entry.coordinate, &entry.written.value)).collect();
        if wanted != found {
            failures.push(failure("denied-fields", json!(wanted), json!(found), None));
        }
    }
    if let Some(wanted) = &expected.ttl_seconds {
        let found = verdict.and_then(|verdict| verdict.ttl).map(|ttl| ttl.seconds);
        if found != Some(wanted.value) {
            failures.push(failure("ttl", json!(wanted.value), json!(found), None));
        }
    }
    if let (Some(wanted), Answered::Called { duration, .. }) = (&expected.within, result.answered)
        && duration > wanted.value
    {
        let text = |duration| json!(humantime::format_duration(duration).to_string());
        failures.push(failure("within", text(wanted.value), text(duration), None));
    }
}

/// `fields`: a field counts as denied where any selection of it is.
fn unmet_fields(expected: &Expectation, result: &CaseResult, failures: &mut Vec<Failure>) {
    for (coordinate, wanted) in &expected.fields {
        let selected = || result.fields.iter().filter(|field| field.coordinate == coordinate.value);
        let worst = selected()
            .find(|field| field.access == Access::Denied)
            .or_else(|| selected().find(|field| field.access == Access::Unknown))
            .or_else(|| selected().next());
        let wanted = match wanted {
            ExpectedAccess::Reached => Access::Reached,
            ExpectedAccess::Denied => Access::Denied,
        };
        if worst.map(|field| field.access) != Some(wanted) {
            let found = worst.map_or("not selected", |field| field.access.name());
            let rule = worst.map(|field| field.code.to_string());
            failures.push(failure(&format!("fields.{}", coordinate.value), json!(wanted.name()), json!(found), rule));
        }
    }
}

/// The first step of a result that fits.
fn step(result: &CaseResult, fits: impl Fn(&Step) -> bool) -> Option<&Step> {
    result.verdict.as_ref()?.trace.steps.iter().find(|step| fits(step))
}

/// The code of the rule of a step.
fn rule(step: Option<&Step>) -> Option<String> {
    step.map(|step| step.code.to_string())
}

/// The code that a user wrote as a code or a name.
fn code_of(text: &str) -> String {
    Rule::find(text).map_or_else(|| text.to_owned(), |rule| rule.code.to_string())
}

/// Whether a text names a rule that an answer can break; suites are checked with it before anything runs.
#[must_use]
pub fn is_violation(text: &str) -> bool {
    Rule::find(text).is_some_and(|rule| matches!(rule.stage, Stage::Contract | Stage::DeniedFields))
}

fn failure(expectation: &str, expected: Value, actual: Value, rule: Option<String>) -> Failure {
    Failure { expectation: expectation.to_owned(), expected, actual, rule }
}
