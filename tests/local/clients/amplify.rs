//! AWS Amplify for JavaScript, over HTTPS as it asks for.

use std::path::Path;

use serde_json::{Value, json};

use super::stage::Stage;
use super::steps::{Client, body, compare};
use crate::support::{need, need_npm};

/// What Amplify adds to a refusal of type `UnauthorizedException`.
const SUGGESTION: &str = "If you're calling an Amplify-generated API, make sure to set the \"authMode\" in \
    generateClient({ authMode: '...' }) to the backend authorization rule's auth provider ('apiKey', 'userPool', 'iam', \
    'oidc', 'lambda')";

/// The errors of an answer without `data`, which Amplify's applications are shown by the steps' script without it.
fn with_errors(data: Value, mut errors: Value) -> Value {
    for error in errors.as_array_mut().unwrap() {
        error.as_object_mut().unwrap().remove("data");
    }
    json!({ "thrown": { "data": data, "errors": errors } })
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
fn amplify_is_served_in_every_mode() {
    if !need("node") {
        return;
    }
    let Some(installed) = need_npm("clients-amplify", &["aws-amplify@6.22.1", "ws@8.23.0"]) else { return };
    let client =
        Client { adds_typename: false, answered: |data| json!({ "answer": { "data": data } }), with_errors, refused };
    let stage = Stage::open("--tls");
    let script = ("amplify.mjs", include_str!("amplify.mjs"));
    let played = stage.play(Path::new("node"), &installed, script, false);
    compare(&played, &client.expected());
}
