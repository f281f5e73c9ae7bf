//! Values of scalars and enums on their way in: from the JSON of variables and the literals of documents.

use apollo_compiler::ast;
use apollo_compiler::schema::ExtendedType;
use serde_json::{Map, Number, Value};

use super::aws_formats;
use super::schema::Schema;

/// What Java calls the class of a value of JSON; it stands in graphql-java's messages.
pub(super) fn java_class(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "Boolean",
        Value::Number(number) if number.as_i64().is_some_and(|number| i32::try_from(number).is_ok()) => "Integer",
        Value::Number(number) if number.is_i64() => "Long",
        Value::Number(number) if number.is_u64() => "BigInteger",
        Value::Number(_) => "Double",
        Value::String(_) => "String",
        Value::Array(_) => "ArrayList",
        Value::Object(_) => "LinkedHashMap",
    }
}

/// A value as Java's `toString` prints it: maps `{a=1, b=2}`, lists `[a, b]`, numbers with a fraction as they are.
pub(super) fn java_text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(java_text).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Object(members) => {
            let members: Vec<String> =
                members.iter().map(|(name, value)| format!("{name}={}", java_text(value))).collect();
            format!("{{{}}}", members.join(", "))
        }
        other => other.to_string(),
    }
}

/// A whole number of 32 bits, out of a number or a text with one (graphql-java `Scalars.GraphQLInt`).
pub(super) fn int(value: &Value) -> Option<Value> {
    let whole = match value {
        Value::Number(number) => match number.as_i64() {
            Some(whole) => whole,
            None => whole_of(number.as_f64()?)?,
        },
        Value::String(text) => match text.parse::<i64>() {
            Ok(whole) => whole,
            Err(_) => whole_of(text.parse::<f64>().ok()?)?,
        },
        _ => return None,
    };
    i32::try_from(whole).ok().map(Value::from)
}

#[allow(clippy::cast_possible_truncation, reason = "the number was compared with its truncation")]
fn whole_of(number: f64) -> Option<i64> {
    (number.fract() == 0.0 && number.abs() < 9e15).then_some(number as i64)
}

/// A number, out of a number or a text with one (graphql-java `Scalars.GraphQLFloat`).
pub(super) fn float(value: &Value) -> Option<Value> {
    let number = match value {
        Value::Number(number) => number.as_f64()?,
        Value::String(text) => text.parse::<f64>().ok()?,
        _ => return None,
    };
    Number::from_f64(number).map(Value::Number)
}

/// A truth value; a text is true when it says `true`, a number when it is not zero (graphql-java `GraphQLBoolean`).
pub(super) fn boolean(value: &Value) -> Option<Value> {
    match value {
        Value::Bool(flag) => Some(Value::Bool(*flag)),
        Value::String(text) => Some(Value::Bool(text.eq_ignore_ascii_case("true"))),
        Value::Number(number) => Some(Value::Bool(number.as_f64() != Some(0.0))),
        _ => None,
    }
}

/// A text, out of a text or a whole number (graphql-java `Scalars.GraphQLID`).
pub(super) fn id(value: &Value) -> Option<Value> {
    match value {
        Value::String(_) => Some(value.clone()),
        Value::Number(number) if number.is_i64() => Some(Value::String(number.to_string())),
        _ => None,
    }
}

/// What a value of JSON means as a scalar or enum.
///
/// # Errors
/// graphql-java's message, without the variable that it is about.
pub(super) fn parse(schema: &Schema, type_name: &str, value: &Value) -> Result<Value, String> {
    let expected = |parsed: Option<Value>| {
        parsed.ok_or_else(|| format!("Expected type '{type_name}' but was '{}'.", java_class(value)))
    };
    match type_name {
        "Int" => return expected(int(value)),
        "Float" => return expected(float(value)),
        "Boolean" => return expected(boolean(value)),
        "ID" => return expected(id(value)),
        "String" => return Ok(Value::String(java_text(value))),
        _ => {}
    }
    if let Some(ExtendedType::Enum(definition)) = schema.compiled().types.get(type_name) {
        let name = value.as_str().filter(|name| definition.values.contains_key(*name));
        let unknown =
            || format!("Invalid input for Enum '{type_name}'. No value found for name '{}'", java_text(value));
        return name.map(|name| Value::String(name.to_owned())).ok_or_else(unknown);
    }
    let text = java_text(value);
    let is_right = match value {
        Value::String(_) | Value::Number(_) => aws_formats::fits(type_name, &text),
        _ => false,
    };
    if !is_right {
        return Err(format!("Unable to parse `{text}` as a valid {}.", aws_formats::name(type_name, false)));
    }
    match type_name {
        "AWSTimestamp" => Ok(text.parse::<i64>().map_or(Value::Null, Value::from)),
        _ => Ok(Value::String(text)),
    }
}

/// A literal as JSON. Variables are looked up; one without a value is null, as AppSync has it
/// (aws/aws-appsync-community#348).
pub(super) fn literal(value: &ast::Value, variables: &Map<String, Value>) -> Value {
    match value {
        ast::Value::Null => Value::Null,
        ast::Value::Enum(name) => Value::String(name.to_string()),
        ast::Value::Variable(name) => variables.get(name.as_str()).cloned().unwrap_or_default(),
        ast::Value::String(text) => Value::String(text.clone()),
        ast::Value::Float(number) => number.as_str().parse::<f64>().ok().map_or(Value::Null, Value::from),
        ast::Value::Int(number) => match number.as_str().parse::<i64>() {
            Ok(whole) => Value::from(whole),
            Err(_) => number.as_str().parse::<f64>().ok().map_or(Value::Null, Value::from),
        },
        ast::Value::Boolean(flag) => Value::Bool(*flag),
        ast::Value::List(items) => Value::Array(items.iter().map(|item| literal(item, variables)).collect()),
        ast::Value::Object(members) => {
            Value::Object(members.iter().map(|(name, value)| (name.to_string(), literal(value, variables))).collect())
        }
    }
}
