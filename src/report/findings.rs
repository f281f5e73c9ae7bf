//! The `findings` of the JSON envelope.

use serde_json::{Value, json};

use super::help::help_for;
use super::wording;
use crate::appsync::Coordinate;
use crate::engine::Step;
use crate::suite::{CasePlace, CaseResult};

/// What the answer in a case breaks, as findings that stand at the case.
#[must_use]
pub fn of_case(case: &CaseResult) -> Vec<Value> {
    case.violations().map(|step| of_step(step, case.place.as_ref())).collect()
}

/// A finding with every member; those that do not apply are null.
pub(super) fn of_step(step: &Step, place: Option<&CasePlace>) -> Value {
    let rule = step.code.rule();
    let facts = wording::facts(&step.facts);
    let message = if facts.is_empty() { rule.title.to_owned() } else { format!("{} ({facts})", rule.title) };
    let entry = step.facts.get("entry").and_then(Value::as_str);
    let coordinate = entry.and_then(|entry| entry.parse::<Coordinate>().ok());
    json!({
        "code": step.code.to_string(),
        "name": rule.name,
        "severity": rule.severity.name(),
        "message": message,
        "coordinate": coordinate.map(|coordinate| coordinate.to_string()),
        "file": place.map(|place| &place.file),
        "line": place.map(|place| place.line),
        "column": null,
        "endLine": null,
        "endColumn": null,
        "help": help_for(step.code, &step.facts),
        "evidence": { "kind": rule.evidence.name(), "text": rule.evidence.text() },
    })
}
