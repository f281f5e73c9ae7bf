//! Stage R: is the function's answer one that AppSync accepts, and what does it say?

use serde_json::{Map, Value};

use super::refusal::Refusal;
use super::rules::Code;
use super::subject::{InvalidAnswer, Readings};
use super::trace::{Outcome, Step};
use crate::appsync::limits;

/// The members of an answer that AppSync knows.
const MEMBERS: [&str; 4] = ["isAuthorized", "resolverContext", "deniedFields", "ttlOverride"];

/// What an accepted answer says.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Answer {
    /// `isAuthorized`; only the JSON value `true` is true.
    pub is_authorized: bool,
    /// `resolverContext` as resolvers see it: without nested values.
    pub resolver_context: Map<String, Value>,
    /// `deniedFields`, as written.
    pub denied_fields: Vec<String>,
    /// `ttlOverride`, brought into the range that AppSync takes.
    pub ttl_override: Option<i64>,
}

/// An answer with the steps that judged it.
#[derive(Debug, Clone, PartialEq)]
pub struct Judged {
    /// What it says; a refused answer says that the caller is not authorized.
    pub answer: Answer,
    /// What the client gets when it is a denial.
    pub refusal: Option<Refusal>,
    /// The steps; the last one decides.
    pub steps: Vec<Step>,
    /// Whether AppSync can keep it: an answer that failed is never kept.
    pub cacheable: bool,
}

/// Judges the payload that the function returned.
#[must_use]
pub fn judge_answer(payload: &[u8], readings: &Readings) -> Judged {
    if payload.len() > limits::LAMBDA_RESPONSE_BYTES {
        let step = Step::denied(Code::R209).fact("bytes", payload.len()).fact("limit", limits::LAMBDA_RESPONSE_BYTES);
        return failed(step);
    }
    let object = match serde_json::from_slice(payload) {
        Ok(Value::Object(object)) => object,
        Ok(other) => return invalid(Step::denied(Code::R202).fact("is", kind(&other)), readings),
        Err(error) => {
            let step = Step::denied(Code::R203).fact("bytes", payload.len()).fact("reason", error.to_string());
            return invalid(step, readings);
        }
    };
    judge_object(&object, readings)
}

/// Judges an answer that is a JSON object.
fn judge_object(object: &Map<String, Value>, readings: &Readings) -> Judged {
    let mut steps = unknown_members(object);
    let authorized = match object.get("isAuthorized") {
        Some(Value::Bool(authorized)) => *authorized,
        None => return with_notes(steps, invalid(Step::denied(Code::R204), readings)),
        Some(other) => {
            let step = Step::denied(Code::R205).fact("isAuthorized", other.clone()).fact("is", kind(other));
            return with_notes(steps, denied(step, Answer::default()));
        }
    };
    let mut answer = Answer { is_authorized: authorized, ..Answer::default() };
    let (ttl_override, ttl_step) = ttl_override(object.get("ttlOverride"));
    answer.ttl_override = ttl_override;
    steps.extend(ttl_step);
    if !authorized {
        return with_notes(steps, denied(Step::denied(Code::R201), answer));
    }
    match denied_fields(object.get("deniedFields")) {
        Ok(fields) => answer.denied_fields = fields,
        Err(step) => return with_notes(steps, invalid(step, readings)),
    }
    match resolver_context(object.get("resolverContext")) {
        Ok((context, notes)) => {
            answer.resolver_context = context;
            steps.extend(notes);
        }
        Err(Unusable::NotAnObject(step)) => return with_notes(steps, invalid(step, readings)),
        Err(Unusable::TooLarge(step)) => {
            return with_notes(steps, failed(step));
        }
    }
    let accepted = Step::passed(Code::R100)
        .fact("isAuthorized", true)
        .fact("resolverContext", answer.resolver_context.len())
        .fact("deniedFields", answer.denied_fields.len());
    let accepted = match answer.ttl_override {
        Some(seconds) => accepted.fact("ttlOverride", seconds),
        None => accepted,
    };
    steps.push(accepted);
    Judged { answer, refusal: None, steps, cacheable: true }
}

/// A note for each member that AppSync does not know.
fn unknown_members(object: &Map<String, Value>) -> Vec<Step> {
    object
        .keys()
        .filter(|name| !MEMBERS.contains(&name.as_str()))
        .map(|name| {
            let step = Step::noted(Code::R106).fact("member", name.as_str());
            let meant = MEMBERS
                .into_iter()
                .map(|member| (strsim::normalized_damerau_levenshtein(member, name), member))
                .filter(|(similarity, _)| *similarity >= 0.6)
                .max_by(|(one, _), (other, _)| one.total_cmp(other));
            match meant {
                Some((_, member)) => step.fact("didYouMean", member),
                None => step,
            }
        })
        .collect()
}

/// `ttlOverride` in the range that AppSync takes, and a note when it had to be brought there.
fn ttl_override(value: Option<&Value>) -> (Option<i64>, Option<Step>) {
    let Some(value) = value else { return (None, None) };
    let noted = |code: Code| Some(Step::noted(code).fact("ttlOverride", value.clone()));
    // A number such as 60.0 or 1e2 is an integer in JSON's one number type.
    let whole = value.as_f64().filter(|number| number.fract() == 0.0 && number.is_finite());
    match whole {
        None => (None, noted(Code::R103)),
        Some(number) if number < 0.0 => (Some(limits::TTL_SECONDS_MIN), noted(Code::R104)),
        Some(number) if number > 3_600.0 => (Some(limits::TTL_SECONDS_MAX), noted(Code::R105)),
        #[expect(clippy::cast_possible_truncation, reason = "a whole number from 0 to 3,600")]
        Some(number) => (Some(number as i64), None),
    }
}

/// `deniedFields` as texts.
fn denied_fields(value: Option<&Value>) -> Result<Vec<String>, Step> {
    let refused = |what: &Value| Step::denied(Code::R206).fact("is", kind(what));
    match value {
        None => Ok(Vec::new()),
        Some(Value::Array(list)) => list
            .iter()
            .map(|entry| {
                entry.as_str().map(str::to_owned).ok_or_else(|| refused(entry).fact("in", "an entry of the list"))
            })
            .collect(),
        Some(other) => Err(refused(other)),
    }
}

/// Why a `resolverContext` cannot be used.
enum Unusable {
    NotAnObject(Step),
    TooLarge(Step),
}

/// `resolverContext` as resolvers see it, with notes.
fn resolver_context(value: Option<&Value>) -> Result<(Map<String, Value>, Vec<Step>), Unusable> {
    let object = match value {
        None => return Ok((Map::new(), vec![Step::noted(Code::R101)])),
        Some(Value::Object(object)) => object,
        Some(other) => return Err(Unusable::NotAnObject(Step::denied(Code::R207).fact("is", kind(other)))),
    };
    let bytes = serde_json::to_vec(object).map_or(0, |json| json.len());
    if bytes > limits::RESOLVER_CONTEXT_BYTES {
        let step = Step::denied(Code::R208).fact("bytes", bytes).fact("limit", limits::RESOLVER_CONTEXT_BYTES);
        return Err(Unusable::TooLarge(step));
    }
    let mut context = Map::new();
    let mut steps = Vec::new();
    for (name, value) in object {
        match value {
            Value::Object(_) | Value::Array(_) => {
                steps.push(Step::noted(Code::R102).fact("key", name.as_str()).fact("is", kind(value)));
                continue;
            }
            Value::String(_) => {}
            other => steps.push(Step::noted(Code::R107).fact("key", name.as_str()).fact("is", kind(other))),
        }
        context.insert(name.clone(), value.clone());
    }
    Ok((context, steps))
}

/// What a JSON value is, in words.
const fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

/// A denial: the answer is kept like any other.
fn denied(step: Step, answer: Answer) -> Judged {
    Judged { answer, refusal: Some(Refusal::unauthorized()), steps: vec![step], cacheable: true }
}

/// An answer that breaks the contract: 401 or 500, as it is read; never kept.
fn invalid(step: Step, readings: &Readings) -> Judged {
    match readings.invalid_answer {
        InvalidAnswer::Status401 => Judged { cacheable: false, ..denied(step, Answer::default()) },
        InvalidAnswer::Status500 => failed(step),
    }
}

/// A failure: 500, never kept.
fn failed(step: Step) -> Judged {
    let refusal = Refusal::of_broken_answer(step.code);
    Judged { answer: Answer::default(), refusal: Some(refusal), steps: vec![step], cacheable: false }
}

/// Puts notes before the deciding step.
fn with_notes(mut notes: Vec<Step>, mut judged: Judged) -> Judged {
    notes.append(&mut judged.steps);
    Judged { steps: notes, ..judged }
}

impl Judged {
    /// The steps that say what AppSync would not take as it stands: warnings and refusals, without a plain `false`.
    pub fn violations(&self) -> impl Iterator<Item = &Step> {
        violations(&self.steps)
    }
}

/// The steps of the contract that say what AppSync would not take as it stands.
pub fn violations(steps: &[Step]) -> impl Iterator<Item = &Step> {
    use super::rules::{Severity, Stage};
    steps.iter().filter(|step| {
        let rule = step.code.rule();
        matches!(rule.stage, Stage::Contract | Stage::DeniedFields)
            && rule.severity != Severity::Info
            && !matches!(step.code, Code::R201 | Code::R101 | Code::F201 | Code::F105)
            && step.outcome != Outcome::Passed
    })
}
