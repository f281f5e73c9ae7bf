//! The plan and what came of it, for programs. Members are only ever added.

use serde_json::{Map, Value, json};

use super::outcome::{CarriedOut, ConfiguredApi, StepOutcome};
use super::outcome_text::restoring;
use super::permission_text;
use super::warnings::{PlanWarning, warnings};
use crate::plan::{Difference, Plan, Step, Verification};

/// The members of one API.
pub(super) fn of_api(api: &ConfiguredApi) -> Value {
    let plan = &api.plan;
    let carried_out = api.carried_out.as_ref();
    let warnings: Vec<Value> = warnings(plan).iter().map(PlanWarning::json).collect();
    json!({
        "api": {
            "id": plan.api.api_id,
            "name": api.name,
            "arn": plan.api.to_string(),
            "region": plan.api.region,
        },
        "changes": differences(&plan.changes),
        "warnings": warnings,
        "permission": permission_text::json(&plan.permission),
        "carriedUnknown": plan.carried_unknown,
        "leftOut": plan.left_out,
        "steps": steps(plan, carried_out),
        "applied": carried_out.is_some_and(CarriedOut::is_applied),
        "verified": carried_out.and_then(CarriedOut::is_verified),
        "verification": carried_out.and_then(|done| done.verification.as_ref()).map(verification),
        "backup": carried_out.and_then(|done| done.backup.as_ref()).map(|path| {
            json!({ "file": path, "restore": restoring(api, path) })
        }),
        "notes": api.notes,
    })
}

/// The same members of an environment that has no plan.
pub(super) fn of_nothing() -> Map<String, Value> {
    let (null, none) = (Value::Null, Value::Array(Vec::new()));
    let members = [
        ("api", &null),
        ("changes", &none),
        ("warnings", &none),
        ("permission", &null),
        ("carriedUnknown", &none),
        ("leftOut", &none),
        ("steps", &none),
        ("applied", &Value::Bool(false)),
        ("verified", &null),
        ("verification", &null),
        ("backup", &null),
        ("notes", &none),
    ];
    members.map(|(name, value)| (name.to_owned(), value.clone())).into_iter().collect()
}

fn differences(list: &[Difference]) -> Value {
    let one =
        |Difference { path, before, after }: &Difference| json!({ "path": path, "before": before, "after": after });
    list.iter().map(one).collect()
}

/// The steps of the plan; with what came of them when it was carried out.
fn steps(plan: &Plan, carried_out: Option<&CarriedOut>) -> Value {
    let told = |step: &Step, result: Value| {
        json!({
            "step": step.name(),
            "what": step.wish(),
            "action": step.action(),
            "resource": step.resource(plan),
            "result": result,
        })
    };
    match carried_out {
        Some(done) => {
            let told = |StepOutcome { step, result }: &StepOutcome| told(step, json!(result.name()));
            done.steps.iter().map(told).collect()
        }
        None => plan.steps().iter().map(|step| told(step, Value::Null)).collect(),
    }
}

fn verification(found: &Verification) -> Value {
    match found {
        Verification::Applied { filled } => {
            json!({ "result": "as-meant", "filled": differences(filled), "different": [] })
        }
        Verification::Unchanged => json!({ "result": "unchanged", "filled": [], "different": [] }),
        Verification::Different(wrong) => {
            json!({ "result": "different", "filled": [], "different": differences(wrong) })
        }
    }
}
