//! GetGraphqlApiEnvironmentVariables, PutGraphqlApiEnvironmentVariables.

use serde_json::{Map, Value, json};

use super::routes::{api, change_api};
use crate::local::control_plane::plane::ControlPlane;
use crate::local::control_plane::refusal::Refusal;
use crate::local::control_plane::request::{Change, ControlAnswer, ControlRequest};
use crate::local::control_plane::shape::{Shape, checked, required};

const MEMBER: &str = "environmentVariables";

/// The most variables of an API, the length of a name, and the longest value.
///
/// Source: `EnvironmentVariableMap`, `EnvironmentVariableKey` and `EnvironmentVariableValue` of the service model.
const VARIABLES_AT_MOST: usize = 50;
const NAME_CHARACTERS: std::ops::RangeInclusive<usize> = 2..=64;
const VALUE_CHARACTERS_AT_MOST: usize = 512;

pub(super) fn get(plane: &ControlPlane<'_>, id: &str) -> Result<ControlAnswer, Refusal> {
    Ok(ControlAnswer::json(200, &json!({ MEMBER: api(plane, id)?.environment })))
}

/// Replaces all variables.
///
/// Source: AppSync API reference, PutGraphqlApiEnvironmentVariables.
pub(super) fn put(plane: &ControlPlane<'_>, request: &ControlRequest, id: &str) -> Result<ControlAnswer, Refusal> {
    api(plane, id)?;
    let mut given = checked(&request.members()?, &[required(MEMBER, Shape::Map)], "")?;
    let Some(Value::Object(variables)) = given.shift_remove(MEMBER) else { return get(plane, id) };
    check(&variables)?;
    let body = json!({ MEMBER: variables });
    change_api(plane, id, |record| {
        record.environment = variables;
        Ok(())
    })?;
    Ok(ControlAnswer::json(200, &body).changed(Change::ApiChanged(id.to_owned())))
}

/// Assumed: the words, which are those of AWS's framework.
fn check(variables: &Map<String, Value>) -> Result<(), Refusal> {
    let refused =
        |value: &str, constraint: String| Err(Refusal::bad_request(Refusal::constraint(value, MEMBER, &constraint)));
    if variables.len() > VARIABLES_AT_MOST {
        return refused("...", format!("Member must have length less than or equal to {VARIABLES_AT_MOST}"));
    }
    for (name, value) in variables {
        let mut letters = name.bytes();
        let plain = letters.next().is_some_and(|byte| byte.is_ascii_alphabetic())
            && letters.all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        if !plain || !NAME_CHARACTERS.contains(&name.len()) {
            let constraint = "Map keys must satisfy constraint: [Member must have length less than or equal to 64, Member must have length greater than or equal to 2, Member must satisfy regular expression pattern: ^[A-Za-z]+\\w*$]";
            return refused(name, constraint.to_owned());
        }
        if value.as_str().is_none_or(|value| value.chars().count() > VALUE_CHARACTERS_AT_MOST) {
            let constraint = format!("Member must have length less than or equal to {VALUE_CHARACTERS_AT_MOST}");
            return refused("...", format!("Map value must satisfy constraint: [{constraint}]"));
        }
    }
    Ok(())
}
