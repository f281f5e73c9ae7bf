//! gql for Python, with its classes for AppSync's modes, over HTTP.

use serde_json::{Value, json};

use super::steps::{Client, compare};
use crate::support::need_pip;
use crate::support::stage::Stage;

/// gql shows the first error as Python writes it.
fn with_errors(data: Value, errors: Value) -> Value {
    let text = python(&errors[0]);
    json!({ "raised": "TransportQueryError", "text": text, "errors": errors, "data": data })
}

/// A value as Python's `repr` writes it.
fn python(value: &Value) -> String {
    match value {
        Value::Null => "None".to_owned(),
        Value::String(text) if text.contains('\'') => format!("\"{text}\""),
        Value::String(text) => format!("'{text}'"),
        Value::Array(items) => format!("[{}]", items.iter().map(python).collect::<Vec<_>>().join(", ")),
        Value::Object(members) => {
            let members: Vec<String> =
                members.iter().map(|(name, value)| format!("'{name}': {}", python(value))).collect();
            format!("{{{}}}", members.join(", "))
        }
        Value::Bool(_) | Value::Number(_) => value.to_string(),
    }
}

#[test]
fn gql_for_python_is_served_in_every_mode_over_http() {
    let Some(python) = need_pip("clients-gql", &["gql[aiohttp,botocore,websockets]==4.4.0"]) else { return };
    let client = Client {
        adds_typename: false,
        answered: |data| json!({ "answer": data }),
        with_errors,
        refused: |_, error_type, message| {
            with_errors(json!(null), json!([{ "errorType": error_type, "message": message }]))
        },
    };
    let stage = Stage::open("");
    let script = ("gql_http.py", include_str!("gql_http.py"));
    let played = stage.play(&python, python.parent().unwrap(), script, false);
    compare(&played, &client.expected());
}
