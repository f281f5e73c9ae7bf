//! Directives, policies and `deniedFields` together: which of the selected fields are reached?

use super::denied_fields::DeniedFields;
use super::directives::{self, Asker};
use super::iam;
use super::rules::Code;
use super::subject::Api;
use super::trace::{Access, Decision, FieldAccess, Outcome, Step, Verdict};
use crate::appsync::{AuthenticationType, Coordinate};
use crate::graphql::{Schema, SelectedField};

/// The access to each selected field of a request, in the order of the selection.
///
/// Directives come first, then policies, then `deniedFields`; the first that denies decides. Of a request that is not
/// let in no field is reached: what refused the request, or left it open, decides for each.
#[must_use]
pub fn field_access(
    verdict: &Verdict,
    api: &Api,
    schema: Option<&Schema>,
    selected: &[SelectedField],
) -> Vec<FieldAccess> {
    if verdict.decision == Decision::Denied {
        return selected.iter().map(|field| as_the_request(verdict, field, Access::Denied)).collect();
    }
    selected
        .iter()
        .map(|field| {
            let mut steps = field_steps(verdict, api, schema, field);
            let step = decisive(&steps).map_or_else(|| Step::unknown(Code::D106), |index| steps.remove(index));
            steps.retain(|step| matches!(step.outcome, Outcome::Noted | Outcome::Passed));
            if verdict.decision == Decision::Unknown && step.outcome != Outcome::Denied {
                return as_the_request(verdict, field, Access::Unknown);
            }
            let access = match step.outcome {
                Outcome::Denied => Access::Denied,
                Outcome::Unknown => Access::Unknown,
                Outcome::Passed | Outcome::Noted => Access::Reached,
            };
            FieldAccess {
                coordinate: field.coordinate.clone(),
                path: field.path.clone(),
                access,
                code: step.code,
                facts: step.facts,
                notes: steps,
            }
        })
        .collect()
}

/// Which of a field's steps decides: the first that denies, else the first that cannot decide, else the first that passes.
#[must_use]
pub fn decisive(steps: &[Step]) -> Option<usize> {
    [Outcome::Denied, Outcome::Unknown, Outcome::Passed]
        .into_iter()
        .find_map(|outcome| steps.iter().position(|step| step.outcome == outcome))
}

/// The access to a field that the request's own decision settles, with the step that made that decision.
fn as_the_request(verdict: &Verdict, field: &SelectedField, access: Access) -> FieldAccess {
    let outcome = if access == Access::Denied { Outcome::Denied } else { Outcome::Unknown };
    let step = verdict.trace.steps.iter().find(|step| step.outcome == outcome);
    FieldAccess {
        coordinate: field.coordinate.clone(),
        path: field.path.clone(),
        access,
        code: step.map_or(Code::D106, |step| step.code),
        facts: step.map(|step| step.facts.clone()).unwrap_or_default(),
        notes: Vec::new(),
    }
}

/// What each stage says of one field.
fn field_steps(verdict: &Verdict, api: &Api, schema: Option<&Schema>, field: &SelectedField) -> Vec<Step> {
    if field.is_introspection {
        return vec![Step::passed(Code::D104)];
    }
    let coordinate = &field.coordinate;
    let is_root = field.path.len() == 1;
    let known = schema.filter(|schema| schema.contains(coordinate));
    let asker = verdict.mode.map(|mode| Asker { api, mode, caller: &verdict.caller });
    let mut steps = match (known, asker) {
        (Some(schema), Some(asker)) => judge_field(schema, asker, coordinate, is_root),
        (_, asker) => {
            let unknown = Step::unknown(Code::D106);
            std::iter::once(unknown).chain(asker.and_then(|asker| policies(asker, coordinate, is_root))).collect()
        }
    };
    if let Some(struck) = struck(&verdict.denied_fields, coordinate) {
        steps.extend(field.non_null.then(|| Step::noted(Code::F105)));
        steps.push(struck);
    }
    steps
}

/// What directives, and under AWS_IAM policies, say of one field to a caller that was let in; the first step that denies decides,
/// see [`decisive`].
#[must_use]
pub fn judge_field(schema: &Schema, asker: Asker<'_>, coordinate: &Coordinate, is_root: bool) -> Vec<Step> {
    let mut steps = directives::judge_field(schema, asker, coordinate, is_root);
    steps.extend(policies(asker, coordinate, is_root));
    steps
}

/// What policies say of a field, which are asked under AWS_IAM only.
fn policies(asker: Asker<'_>, coordinate: &Coordinate, is_root: bool) -> Option<Step> {
    if asker.mode != AuthenticationType::AwsIam {
        return None;
    }
    iam::judge_field(asker.caller.policies.as_deref(), &asker.api.identity, coordinate, is_root)
}

/// That `deniedFields` strikes a field, where it does.
#[must_use]
pub fn struck(denied: &DeniedFields, coordinate: &Coordinate) -> Option<Step> {
    denied.strikes(coordinate).then(|| Step::denied(Code::F201).fact("entry", coordinate.to_string()))
}

/// The fields of an operation's root, for policies that decide on a request as a whole.
#[must_use]
pub fn root_fields(selected: &[SelectedField]) -> Vec<Coordinate> {
    selected
        .iter()
        .filter(|field| field.path.len() == 1 && !field.is_introspection)
        .map(|field| field.coordinate.clone())
        .collect()
}
