//! What a JWT says of itself: its claims, never its signature and never the whole token.

use std::time::SystemTime;

use serde_json::{Map, Value};

use super::super::jwt::Claims;
use super::super::rules::Code;
use super::super::subject::seconds_since_1970;
use super::super::trace::Step;
use super::moment::span;
use super::sent::{Diagnosis, cut, quoted};

/// The claims that are told, in this order.
const CLAIMS: [&str; 14] = [
    "iss",
    "aud",
    "client_id",
    "azp",
    "token_use",
    "sub",
    "scope",
    "scp",
    "cognito:groups",
    "groups",
    "exp",
    "nbf",
    "iat",
    "auth_time",
];

/// The most entries of a list that are told.
const ENTRIES: usize = 10;

/// What a JWT says, in a sentence; times are relative to `at`.
pub(super) fn content(claims: &Claims, at: SystemTime) -> Diagnosis {
    let mut parts = Vec::new();
    let text = |name: &str| claims.text(name);
    parts.extend(text("iss").map(|issuer| format!("issuer {}", quoted([issuer]))));
    parts.extend(listed(claims, &["aud"]).map(|audience| format!("audience {audience}")));
    parts.extend(text("client_id").map(|client| format!("client_id {}", quoted([client]))));
    parts.extend(text("azp").map(|client| format!("azp {}", quoted([client]))));
    parts.extend(text("token_use").map(|used| format!("token_use {}", quoted([used]))));
    parts.extend(text("sub").map(|subject| format!("subject {}", quoted([subject]))));
    parts.extend(listed(claims, &["scope", "scp"]).map(|scopes| format!("scopes {scopes}")));
    parts.extend(listed(claims, &["cognito:groups", "groups"]).map(|groups| format!("groups {groups}")));
    let now = seconds_since_1970(at);
    parts.extend(claims.seconds("exp").map(|time| match time - now {
        left if left <= 0.0 => format!("expired {} ago", span(left)),
        left => format!("expires in {}", span(left)),
    }));
    let begins = claims.seconds("nbf").filter(|time| *time > now);
    parts.extend(begins.map(|time| format!("valid only in {}", span(time - now))));
    parts.extend(claims.seconds("iat").map(|time| match now - time {
        age if age >= 0.0 => format!("issued {} ago", span(age)),
        age => format!("issued {} from now", span(age)),
    }));
    let says = if parts.is_empty() { "nothing of what is known".to_owned() } else { parts.join(", ") };
    let told = Diagnosis::new(None, format!("the token is a JWT that says: {says}"));
    Diagnosis { facts: facts(claims), ..told }
}

/// A step that speaks of the token, with its facts in the sentence. `None` for those whose title says it all.
pub(super) fn sentence(step: &Step, at: SystemTime) -> Option<String> {
    let now = seconds_since_1970(at);
    let number = |name: &str| step.facts.get(name).and_then(Value::as_f64);
    let text = |name: &str| step.facts.get(name).and_then(Value::as_str);
    Some(match step.code {
        Code::K203 => format!("the JWT expired {} ago", span(number("exp")? - now)),
        Code::K211 => format!("the JWT is valid only in {}", span(number("nbf")? - now)),
        Code::K210 => {
            let used =
                text("token_use").map_or("no `token_use`".to_owned(), |used| format!("`token_use` `{}`", cut(used)));
            format!("the JWT of a user pool has {used}, and only `id` and `access` open anything")
        }
        Code::M204 => format!("the API has no provider for JWTs of `{}`", cut(text("issuer")?)),
        Code::M202 => "the API has no mode that takes what the request brings".to_owned(),
        Code::M203 => "the API takes JWTs, and the token is none".to_owned(),
        Code::M106 => format!(
            "the token is a JWT of `{}`, another provider of this API, so it never reached the Lambda authorizer",
            cut(text("issuer")?)
        ),
        Code::G201 => format!(
            "the token ({} characters) does not match identityValidationExpression `{}`, so the authorizer was not called",
            number("characters")?,
            cut(text("expression")?)
        ),
        Code::G202 => format!(
            "the token has {} characters, more than {}, so the authorizer was not called",
            number("characters")?,
            number("limit")?
        ),
        _ => return None,
    })
}

/// Claims that are a text of words or a list of texts, in backticks.
fn listed(claims: &Claims, names: &[&str]) -> Option<String> {
    let value = names.iter().find_map(|name| claims.as_object().get(*name))?;
    let texts: Vec<&str> = match value {
        Value::String(text) => text.split_whitespace().collect(),
        Value::Array(list) => list.iter().filter_map(Value::as_str).collect(),
        _ => return None,
    };
    let more = texts.len().saturating_sub(ENTRIES);
    let shown = quoted(texts.into_iter().take(ENTRIES));
    Some(match more {
        0 => shown,
        more => format!("{shown} and {more} more"),
    })
}

/// The claims that are told, cut where they are long; of a user pool's or an issuer's own claims nothing is told.
fn facts(claims: &Claims) -> Map<String, Value> {
    let told = CLAIMS.into_iter().filter_map(|name| {
        let value = match claims.as_object().get(name)? {
            Value::String(text) => Value::from(cut(text)),
            Value::Array(list) => {
                list.iter().filter_map(Value::as_str).take(ENTRIES).map(|text| Value::from(cut(text))).collect()
            }
            Value::Object(_) => return None,
            plain => plain.clone(),
        };
        Some((name.to_owned(), value))
    });
    told.collect()
}
