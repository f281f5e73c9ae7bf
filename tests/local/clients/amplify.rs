//! AWS Amplify for JavaScript, over HTTPS, since it subscribes by `wss:` only.

use std::path::Path;

use serde_json::{Value, json};

use super::steps::{Client, Subscriber, body, compare};
use crate::support::stage::Stage;
use crate::support::{need, need_npm};

/// What Amplify adds to a refusal of type `UnauthorizedException`.
const SUGGESTION: &str = "If you're calling an Amplify-generated API, make sure to set the \"authMode\" in \
    generateClient({ authMode: '...' }) to the backend authorization rule's auth provider ('apiKey', 'userPool', 'iam', \
    'oidc', 'lambda')";

/// Amplify throws what has errors, with its data.
fn with_errors(data: Value, errors: Value) -> Value {
    json!({ "thrown": { "data": data, "errors": shown(errors) } })
}

/// Errors as the script shows them: not with their `data`, which is always null.
fn shown(mut errors: Value) -> Value {
    for error in errors.as_array_mut().unwrap() {
        error.as_object_mut().unwrap().remove("data");
    }
    errors
}

fn delivered(data: Value, errors: Option<Value>) -> Value {
    match errors {
        Some(errors) => json!({ "next": { "data": data, "errors": shown(errors) } }),
        None => json!({ "next": { "data": data } }),
    }
}

/// Of subscriptions Amplify advises only where AppSync says `Permission denied`.
fn not_subscribed(text: &str) -> Value {
    let error = match text.contains("Permission denied") {
        true => json!({ "message": "Unauthorized", "recoverySuggestion": SUGGESTION }),
        false => json!({ "message": text }),
    };
    json!({ "error": { "errors": [error] } })
}

/// A refusal: AppSync's words are in the body of the response only.
fn refused(status: u16, error_type: &str, message: &str) -> Value {
    let mut error = match error_type {
        "UnauthorizedException" => json!({ "message": "Unauthorized", "recoverySuggestion": SUGGESTION }),
        _ => json!({ "message": "Unknown error" }),
    };
    error["origin"] = json!({ "name": error_type, "status": status, "body": body(error_type, message) });
    json!({ "thrown": { "data": {}, "errors": [error] } })
}

#[test]
fn amplify_is_served_in_every_mode_and_subscribes() {
    if !need("node") {
        return;
    }
    let Some(installed) = need_npm("clients-amplify", &["aws-amplify@6.22.1", "ws@8.23.0"]) else { return };
    let client =
        Client { adds_typename: false, answered: |data| json!({ "answer": { "data": data } }), with_errors, refused };
    let stage = Stage::open("--tls");
    let script = ("amplify.mjs", include_str!("amplify.mjs"));
    let played = stage.play(Path::new("node"), &installed, script, true);
    let mut expected = client.expected();
    expected.extend(client.subscribed(&Subscriber { delivered, refused: not_subscribed }));
    compare(&played, &expected);
}
