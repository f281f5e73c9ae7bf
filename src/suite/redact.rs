//! Takes a token out of everything that a result shows.

use serde_json::{Map, Value};

use super::result::CaseResult;
use crate::appsync::Secret;
use crate::engine::diagnosis::Diagnosis;
use crate::engine::{FieldAccess, Verdict};

/// Replaces a token, and its base64, by `***` wherever the authorizer or its handler put it: thrown messages, resolver
/// context, printed lines, the event.
pub fn redact(result: &mut CaseResult, token: &Secret) {
    if token.expose().is_empty() {
        return;
    }
    let mask = |text: &mut String| {
        if let Some(masked) = token.masked_in(text) {
            *text = masked;
        }
    };
    mask(&mut result.logs);
    result.fault.iter_mut().for_each(mask);
    result.event.iter_mut().for_each(|event| redact_value(event, token));
    for failure in &mut result.failures {
        redact_value(&mut failure.expected, token);
        redact_value(&mut failure.actual, token);
    }
    result.notes.iter_mut().for_each(|step| redact_map(&mut step.facts, token));
    match &mut result.verdict {
        Some(verdict) => redact_verdict(verdict, &mut result.fields, token),
        None => result.fields.iter_mut().for_each(|field| redact_field(field, token)),
    }
}

/// Replaces a secret, and its base64, by `***` in a verdict and in the access to its fields.
pub fn redact_verdict(verdict: &mut Verdict, fields: &mut [FieldAccess], secret: &Secret) {
    fields.iter_mut().for_each(|field| redact_field(field, secret));
    verdict.trace.steps.iter_mut().for_each(|step| redact_map(&mut step.facts, secret));
    redact_value(&mut verdict.identity, secret);
    if let Some(message) = verdict.refusal.as_mut().and_then(|refusal| refusal.message.as_mut())
        && let Some(masked) = secret.masked_in(message)
    {
        *message = masked;
    }
}

/// Replaces a secret, and its base64, by `***` in what is said of a denial: it repeats what the API answered.
pub fn redact_diagnosis(diagnosis: &mut Diagnosis, secret: &Secret) {
    for text in std::iter::once(&mut diagnosis.says).chain(&mut diagnosis.help) {
        if let Some(masked) = secret.masked_in(text) {
            *text = masked;
        }
    }
    redact_map(&mut diagnosis.facts, secret);
}

fn redact_field(field: &mut FieldAccess, secret: &Secret) {
    redact_map(&mut field.facts, secret);
    field.notes.iter_mut().for_each(|step| redact_map(&mut step.facts, secret));
}

/// Replaces a token, and its base64, by `***` in every text of a value, names included.
pub fn redact_value(value: &mut Value, token: &Secret) {
    match value {
        Value::String(text) => {
            if let Some(masked) = token.masked_in(text) {
                *text = masked;
            }
        }
        Value::Array(list) => list.iter_mut().for_each(|each| redact_value(each, token)),
        Value::Object(object) => redact_map(object, token),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Replaces the token in names and values.
fn redact_map(object: &mut Map<String, Value>, token: &Secret) {
    let named = object.keys().any(|name| token.masked_in(name).is_some());
    if named {
        *object = std::mem::take(object)
            .into_iter()
            .map(|(name, value)| (token.masked_in(&name).unwrap_or(name), value))
            .collect();
    }
    object.iter_mut().for_each(|(_, value)| redact_value(value, token));
}
