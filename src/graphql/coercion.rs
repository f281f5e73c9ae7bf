//! Values of scalars and enums on their way out: from what a resolver returned to what a client gets.

use apollo_compiler::schema::ExtendedType;
use serde_json::Value;

use super::aws_formats;
use super::scalars::{boolean, float, id, int, java_class, java_text};
use super::schema::Schema;

/// A leaf of an answer: the value as the scalar or enum of this name has it.
///
/// As in graphql-java, what can be converted is: a number becomes a text where a `String` is wanted, `"5"` a number where
/// an `Int` is, and an object the text of a Java map.
///
/// # Errors
/// AppSync's words for why it cannot be: they go behind `Can't serialize value (/path) : `. Seen for enums
/// (`Invalid input for Enum 'X'. …`) and for date-times (aws-amplify/amplify-js#5963).
pub fn serialize(schema: &Schema, type_name: &str, value: &Value) -> Result<Value, String> {
    let expected = |converted: Option<Value>| {
        converted.ok_or_else(|| format!("Expected type '{type_name}' but was '{}'.", java_class(value)))
    };
    match (type_name, value) {
        ("String" | "ID", Value::String(_)) | ("Boolean", Value::Bool(_)) => Ok(value.clone()),
        ("String", _) => Ok(Value::String(java_text(value))),
        ("ID", _) => expected(id(value)),
        ("Boolean", _) => expected(boolean(value)),
        ("Int", _) => expected(int(value)),
        ("Float", _) => expected(float(value)),
        // A text that is JSON stays as it is and all else is encoded; that AppSync leaves such a text alone is assumed.
        ("AWSJSON", Value::String(text)) if aws_formats::fits("AWSJSON", text) => Ok(value.clone()),
        ("AWSJSON", _) => Ok(Value::String(value.to_string())),
        _ => serialize_other(schema, type_name, value),
    }
}

fn serialize_other(schema: &Schema, type_name: &str, value: &Value) -> Result<Value, String> {
    if let Some(ExtendedType::Enum(definition)) = schema.compiled().types.get(type_name) {
        let is_known = value.as_str().is_some_and(|name| definition.values.contains_key(name));
        let unknown = || format!("Invalid input for Enum '{type_name}'. Unknown value '{}'", java_text(value));
        return is_known.then(|| value.clone()).ok_or_else(unknown);
    }
    let text = java_text(value);
    let is_text = matches!(value, Value::String(_) | Value::Number(_));
    if !is_text || !aws_formats::fits(type_name, &text) {
        return Err(format!("Unable to serialize `{text}` as a valid {}.", aws_formats::name(type_name, true)));
    }
    match type_name {
        "AWSTimestamp" => Ok(text.parse::<i64>().map_or(Value::Null, Value::from)),
        _ => Ok(Value::String(text)),
    }
}
