//! Whether an answer is what was expected.

use std::time::Duration;

use serde_json::{Map, Value, json};

use super::errors::ExpectedErrors;
use super::expectation::{ExpectedData, RequestExpectation};
use super::result::RequestResult;
use crate::appsync::Secret;
use crate::suite::{CaseOutcome, Failure};

/// How much of a body that is no answer of GraphQL is shown, in characters.
const SHOWN_CHARACTERS: usize = 200;

/// An answer of an API.
#[derive(Debug, Clone, Copy)]
pub struct Answer<'a> {
    /// The HTTP status.
    pub status: u16,
    /// The body, decompressed.
    pub body: &'a [u8],
    /// From the first byte sent to the last received.
    pub duration: Duration,
}

/// The result of a request that was answered so, without the secrets that it was sent with.
#[must_use]
pub fn judge(
    unsent: RequestResult,
    expected: &RequestExpectation,
    answer: &Answer<'_>,
    secrets: &[Secret],
) -> RequestResult {
    let body = match serde_json::from_slice(answer.body) {
        Ok(Value::Object(members)) => Some(members),
        _ => None,
    };
    let errors = body.as_ref().map(errors_of).unwrap_or_default();
    let failures = unmet(expected, answer, body.as_ref(), &errors, secrets);
    let outcome = if failures.is_empty() { CaseOutcome::Passed } else { CaseOutcome::Failed };
    let (status, duration) = (Some(answer.status), Some(answer.duration));
    let mut result = RequestResult { outcome, status, duration, errors, failures, ..unsent };
    secrets.iter().for_each(|secret| result.redact(secret));
    result
}

/// The `errors` of a body. The specification wants a list; anything else but null is an error all the same.
fn errors_of(body: &Map<String, Value>) -> Vec<Value> {
    match body.get("errors") {
        None | Some(Value::Null) => Vec::new(),
        Some(Value::Array(errors)) => errors.clone(),
        Some(other) => vec![other.clone()],
    }
}

/// Every expectation that is not true, in the order in which the schema lists them.
fn unmet(
    expected: &RequestExpectation,
    answer: &Answer<'_>,
    body: Option<&Map<String, Value>>,
    errors: &[Value],
    secrets: &[Secret],
) -> Vec<Failure> {
    let mut failures = Vec::new();
    let expects_errors = expected.errors.as_ref().is_some_and(|errors| !errors.value.is_none());
    let is_success = |status: u16| (200..=299).contains(&status);
    let fits = match &expected.status {
        Some(wanted) => answer.status == wanted.value,
        None => is_success(answer.status) || expects_errors,
    };
    if !fits {
        let wanted = expected.status.as_ref().map_or_else(|| json!("2xx"), |wanted| json!(wanted.value));
        failures.push(failure("status", wanted, json!(answer.status)));
    }
    // Who expects a refusal and says no more takes whatever comes with it.
    let expects_refusal = expected.status.as_ref().is_some_and(|wanted| !is_success(wanted.value));
    let looks_into_it = expected.data.is_some() || expected.errors.is_some() || !expects_refusal;
    match body {
        Some(body) => {
            let data = expected.data.iter().flat_map(|data| &data.value);
            failures.extend(data.filter_map(|expected| unmet_data(expected, body.get("data"))));
            let wanted = match &expected.errors {
                Some(errors) => Some(&errors.value),
                None if expects_refusal => None,
                None => Some(&ExpectedErrors::None),
            };
            failures.extend(wanted.into_iter().flat_map(|wanted| wanted.unmet(errors)));
        }
        None if looks_into_it => {
            failures.push(failure("body", json!("an answer of GraphQL"), json!(shown(answer.body, secrets))));
        }
        None => {}
    }
    if let Some(wanted) = expected.within.as_ref().filter(|wanted| answer.duration > wanted.value) {
        let text = |duration: Duration| json!(humantime::format_duration(duration).to_string());
        failures.push(failure("within", text(wanted.value), text(answer.duration)));
    }
    failures
}

/// What is wrong with the value at one place.
fn unmet_data(expected: &ExpectedData, data: Option<&Value>) -> Option<Failure> {
    let path = &expected.path.value;
    let found = match data {
        Some(data) => path.find(data),
        None => Err("the answer has no data".to_owned()),
    };
    let actual = match found {
        Ok(found) if same(&expected.value, found) => return None,
        Ok(found) => found.clone(),
        Err(missing) => json!(format!("nothing: {missing}")),
    };
    Some(failure(&format!("data.{path}"), expected.value.clone(), actual))
}

/// Whether two values are the same: numbers by value, members in any order.
fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => match (whole(one), whole(other)) {
            (Some(one), Some(other)) => one == other,
            (None, None) => one.as_f64() == other.as_f64(),
            _ => false,
        },
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            let has = |(name, value): (&String, &Value)| other.get(name).is_some_and(|found| same(value, found));
            one.len() == other.len() && one.iter().all(has)
        }
        _ => one == other,
    }
}

/// The value of a number that is whole, however it is written.
#[expect(clippy::cast_possible_truncation, reason = "only what is whole and fits is converted")]
fn whole(number: &serde_json::Number) -> Option<i128> {
    /// 2^127: every float below it is an `i128`.
    const LIMIT: f64 = 170_141_183_460_469_231_731_687_303_715_884_105_728.0;
    number.as_i128().or_else(|| {
        let float = number.as_f64()?;
        (float.fract() == 0.0 && float.abs() < LIMIT).then_some(float as i128)
    })
}

/// The beginning of a body that is no answer of GraphQL. Secrets are taken out first: half of one would not be recognised.
fn shown(body: &[u8], secrets: &[Secret]) -> String {
    let text = String::from_utf8_lossy(body).into_owned();
    let text = secrets.iter().fold(text, |text, secret| secret.masked_in(&text).unwrap_or(text));
    match text.char_indices().nth(SHOWN_CHARACTERS) {
        None => text,
        Some((at, _)) => format!("{}…", &text[..at]),
    }
}

fn failure(expectation: &str, expected: Value, actual: Value) -> Failure {
    Failure { expectation: expectation.to_owned(), expected, actual, rule: None }
}
