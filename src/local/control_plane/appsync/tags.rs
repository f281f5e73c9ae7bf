//! TagResource, UntagResource, ListTagsForResource.

use serde_json::{Map, Value, json};

use super::routes::{api, change_api};
use crate::appsync::Arn;
use crate::local::control_plane::plane::ControlPlane;
use crate::local::control_plane::refusal::Refusal;
use crate::local::control_plane::request::{Change, ControlAnswer, ControlRequest};
use crate::local::control_plane::shape::{Shape, checked, required};

const MEMBER: &str = "tags";

/// The most tags of an API.
///
/// Source: `TagMap` of the service model.
const TAGS_AT_MOST: usize = 50;

pub(super) fn list(plane: &ControlPlane<'_>, arn: &str) -> Result<ControlAnswer, Refusal> {
    let record = api(plane, &id_of(plane, arn)?)?;
    let tags = record.document.get(MEMBER).cloned().unwrap_or_else(|| json!({}));
    Ok(ControlAnswer::json(200, &json!({ MEMBER: tags })))
}

pub(super) fn add(plane: &ControlPlane<'_>, request: &ControlRequest, arn: &str) -> Result<ControlAnswer, Refusal> {
    let id = id_of(plane, arn)?;
    let mut given = checked(&request.members()?, &[required(MEMBER, Shape::Map)], "")?;
    let Some(Value::Object(added)) = given.shift_remove(MEMBER) else { return list(plane, arn) };
    change(plane, &id, |tags| {
        tags.extend(added);
        check(tags)
    })
}

pub(super) fn remove(plane: &ControlPlane<'_>, request: &ControlRequest, arn: &str) -> Result<ControlAnswer, Refusal> {
    let id = id_of(plane, arn)?;
    let keys = request.parameters("tagKeys");
    if keys.is_empty() {
        return Err(Refusal::bad_request(Refusal::constraint("null", "tagKeys", "Member must not be null")));
    }
    change(plane, &id, |tags| {
        tags.retain(|key, _| !keys.contains(key));
        Ok(())
    })
}

fn change(
    plane: &ControlPlane<'_>,
    id: &str,
    change: impl FnOnce(&mut Map<String, Value>) -> Result<(), Refusal>,
) -> Result<ControlAnswer, Refusal> {
    change_api(plane, id, |record| {
        let mut tags = match record.document.shift_remove(MEMBER) {
            Some(Value::Object(tags)) => tags,
            _ => Map::new(),
        };
        change(&mut tags)?;
        if !tags.is_empty() {
            record.document.insert(MEMBER.to_owned(), Value::Object(tags));
        }
        Ok(())
    })?;
    Ok(ControlAnswer::json(200, &json!({})).changed(Change::ApiChanged(id.to_owned())))
}

/// The API that an ARN names, in this region and account.
fn id_of(plane: &ControlPlane<'_>, arn: &str) -> Result<String, Refusal> {
    match arn.parse() {
        Ok(Arn::Api(api)) if plane.store.api_arn(&api.api_id) == arn => Ok(api.api_id),
        Ok(Arn::Api(api)) => Err(Refusal::no_api(&api.api_id)),
        // Assumed: the words.
        _ => Err(Refusal::bad_request(format!("{arn} is not the ARN of a GraphQL API."))),
    }
}

/// Refuses tags that the service does not take.
///
/// Source: `TagKey` and `TagValue` of the service model; assumed: the words.
pub(super) fn check(tags: &Map<String, Value>) -> Result<(), Refusal> {
    let refused =
        |value: &str, constraint: &str| Err(Refusal::bad_request(Refusal::constraint(value, MEMBER, constraint)));
    if tags.len() > TAGS_AT_MOST {
        return refused("...", "Member must have length less than or equal to 50");
    }
    for (key, value) in tags {
        if key.is_empty() || key.chars().count() > 128 {
            return refused(key, "Map keys must have length from 1 to 128");
        }
        if key.starts_with("aws:") {
            return refused(key, "Map keys must satisfy regular expression pattern: ^(?!aws:)[ a-zA-Z+-=._:/]+$");
        }
        if value.as_str().is_none_or(|value| value.chars().count() > 256) {
            return refused("...", "Map values must have length less than or equal to 256");
        }
    }
    Ok(())
}
