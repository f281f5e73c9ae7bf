//! CreateApiKey, ListApiKeys, UpdateApiKey, DeleteApiKey.

use std::time::{Duration, SystemTime};

use serde_json::{Map, Value, json};

use super::routes::{api, change_api};
use crate::appsync::Secret;
use crate::local::control_plane::page::{listed, page};
use crate::local::control_plane::plane::ControlPlane;
use crate::local::control_plane::refusal::Refusal;
use crate::local::control_plane::request::{Change, ControlAnswer, ControlRequest};
use crate::local::control_plane::shape::{ANY_LENGTH, Member, Shape, checked, optional};
use crate::local::store::{ApiKey, new_api_key, seconds};

const DAY: u64 = 24 * 60 * 60;
const HOUR: u64 = 60 * 60;

/// How long a key is valid when nobody says.
///
/// Source: AppSync API reference, CreateApiKey, `expires`.
const DEFAULT_DAYS: u64 = 7;

/// The shortest and the longest validity.
///
/// Source: the documentation of ApiKeyValidityOutOfBoundsException in the service model.
const DAYS: std::ops::RangeInclusive<u64> = 1..=365;

/// The most keys that an API has.
///
/// Source: AppSync quotas as reported by users.
const KEYS_PER_API: usize = 50;

const MEMBERS: &[Member] = &[optional("description", Shape::Text(ANY_LENGTH)), optional("expires", Shape::Integer)];

pub(super) fn create(plane: &ControlPlane<'_>, request: &ControlRequest, id: &str) -> Result<ControlAnswer, Refusal> {
    api(plane, id)?;
    let given = checked(&request.members()?, MEMBERS, "")?;
    let expires = expiry(&given, plane.now)?.unwrap_or_else(|| hour(seconds(plane.now) + DEFAULT_DAYS * DAY));
    let key = ApiKey {
        id: Secret::new(new_api_key()),
        description: description(&given),
        expires: Some(expires),
        configured: false,
    };
    let body = json!({ "apiKey": shown(&key) });
    change_api(plane, id, |record| {
        record.api_keys.retain(|key| !key.is_deleted(plane.now));
        if record.api_keys.len() >= KEYS_PER_API {
            // Assumed: the words.
            let message = format!("An API can have at most {KEYS_PER_API} API keys.");
            return Err(Refusal::new(400, "ApiKeyLimitExceededException", message));
        }
        record.api_keys.push(key);
        Ok(())
    })?;
    Ok(ControlAnswer::json(200, &body).changed(Change::ApiChanged(id.to_owned())))
}

pub(super) fn list(plane: &ControlPlane<'_>, request: &ControlRequest, id: &str) -> Result<ControlAnswer, Refusal> {
    let record = api(plane, id)?;
    let keys = record.api_keys.iter().filter(|key| !key.is_deleted(plane.now));
    let (keys, next) = page(request, (1..).zip(keys).collect(), |(place, _)| *place)?;
    let keys = keys.iter().map(|(_, key)| shown(key)).collect();
    Ok(ControlAnswer::json(200, &listed("apiKeys", keys, next)))
}

pub(super) fn update(
    plane: &ControlPlane<'_>,
    request: &ControlRequest,
    id: &str,
    key: &str,
) -> Result<ControlAnswer, Refusal> {
    api(plane, id)?;
    let given = checked(&request.members()?, MEMBERS, "")?;
    let expires = expiry(&given, plane.now)?;
    let body = change_api(plane, id, |record| {
        let known = record.api_keys.iter_mut().find(|known| known.id.expose() == key && !known.is_deleted(plane.now));
        let known = known.ok_or_else(no_key)?;
        // Assumed: what is left out stays.
        known.expires = expires.or(known.expires);
        known.description = description(&given).or(known.description.take());
        Ok(json!({ "apiKey": shown(known) }))
    })?;
    Ok(ControlAnswer::json(200, &body).changed(Change::ApiChanged(id.to_owned())))
}

pub(super) fn delete(plane: &ControlPlane<'_>, id: &str, key: &str) -> Result<ControlAnswer, Refusal> {
    change_api(plane, id, |record| {
        let before = record.api_keys.len();
        record.api_keys.retain(|known| known.id.expose() != key);
        if record.api_keys.len() == before { Err(no_key()) } else { Ok(()) }
    })?;
    Ok(ControlAnswer::json(200, &json!({})).changed(Change::ApiChanged(id.to_owned())))
}

/// Assumed: the words. They do not repeat the key, which could be somebody's.
fn no_key() -> Refusal {
    Refusal::not_found("API key not found.")
}

fn description(given: &Map<String, Value>) -> Option<String> {
    given.get("description").and_then(Value::as_str).map(str::to_owned)
}

/// When a key expires, if the request says so: rounded down to the hour.
///
/// Source: AppSync API reference, CreateApiKey and UpdateApiKey, `expires`.
fn expiry(given: &Map<String, Value>, now: SystemTime) -> Result<Option<u64>, Refusal> {
    let Some(expires) = given.get("expires").and_then(Value::as_i64) else { return Ok(None) };
    let refused = |message: String| Err(Refusal::new(400, "ApiKeyValidityOutOfBoundsException", message));
    let expires = u64::try_from(expires).unwrap_or_default();
    if expires < seconds(now + Duration::from_secs(DAYS.start() * DAY)) {
        // Assumed: the words, after those for the other end.
        return refused(format!("API key must be valid for a minimum of {} day.", DAYS.start()));
    }
    if expires > seconds(now + Duration::from_secs(DAYS.end() * DAY)) {
        // The service's own words: sid88in/serverless-appsync-plugin#329.
        return refused(format!("API key can be valid for a maximum of {} days.", DAYS.end()));
    }
    Ok(Some(hour(expires)))
}

const fn hour(seconds: u64) -> u64 {
    seconds - seconds % HOUR
}

fn shown(key: &ApiKey) -> Value {
    let mut shown = json!({ "id": key.id.expose() });
    if let Some(description) = &key.description {
        shown["description"] = description.as_str().into();
    }
    // AppSync has no key without an end; one of the configuration that has none shows none.
    if let (Some(expires), Some(deletes)) = (key.expires, key.deletes()) {
        shown["expires"] = expires.into();
        shown["deletes"] = deletes.into();
    }
    shown
}
