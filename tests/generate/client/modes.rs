//! The five modes against the emulator, which verifies signatures and JWTs: data, partial data, refusals, events.

use serde_json::{Map, Value, json};

use super::platforms;
use crate::support::stage::Stage;

const UNAUTHORIZED: &str = "You are not authorized to make this call.";
const WRONG_SIGNATURE: &str = "The request signature we calculated does not match the signature you provided. Check your \
    AWS Secret Access Key and signing method. Consult the service documentation for details.";
const UNKNOWN_KEY: &str = "The security token included in the request is invalid.";

/// What is wrong, the status, the type of the error, its message, and the `errorCode` of a subscription.
const REFUSED: [(&str, u16, &str, &str, Option<u16>); 8] = [
    ("lambda, denied", 401, "UnauthorizedException", UNAUTHORIZED, Some(401)),
    ("lambda, failed", 500, "AuthorizerFailureException", "database unreachable", Some(500)),
    ("apiKey, unknown", 401, "UnauthorizedException", UNAUTHORIZED, Some(401)),
    ("apiKey, expired", 401, "UnauthorizedException", UNAUTHORIZED, Some(401)),
    // A policy is about fields, and a connection has none.
    ("iam, no permission", 401, "UnauthorizedException", "Permission denied", None),
    ("iam, wrong secret", 403, "InvalidSignatureException", WRONG_SIGNATURE, Some(403)),
    ("iam, unknown key", 403, "UnrecognizedClientException", UNKNOWN_KEY, Some(403)),
    ("userPool, forged", 401, "UnauthorizedException", UNAUTHORIZED, Some(401)),
];

/// The entry of a field that was denied.
fn denied(path: &[&str], type_name: &str, column: u32) -> Value {
    let field = path.last().unwrap();
    json!({
        "path": path,
        "data": null,
        "errorType": "Unauthorized",
        "errorInfo": null,
        "locations": [{ "line": 1, "column": column, "sourceName": null }],
        "message": format!("Not Authorized to access {field} on type {type_name}"),
    })
}

/// What is thrown where fields were denied; a subscription has neither status nor id.
fn partial(data: &Value, errors: &[Value], is_event: bool) -> Value {
    let first = errors[0]["message"].as_str().unwrap();
    let more = if errors.len() > 1 { " (and 1 more)" } else { "" };
    let message = format!("Unauthorized: {first}{more}");
    let mut thrown = json!({
        "name": "AppSyncError", "message": message, "errors": errors, "data": data, "hasId": !is_event,
        "isRefusal": false,
    });
    if !is_event {
        thrown["status"] = json!(200);
    }
    json!({ "thrown": thrown })
}

/// What is thrown where all was refused.
fn refused(status: Option<u16>, error_type: &str, message: &str, code: Option<u16>) -> Value {
    let mut error = json!({ "errorType": error_type, "message": message });
    if let Some(code) = code {
        error["errorCode"] = json!(code);
    }
    let mut thrown = json!({
        "name": "AppSyncError", "message": format!("{error_type}: {message}"), "errors": [error], "data": null,
        "hasId": status.is_some(), "isRefusal": error_type != "AuthorizerFailureException",
    });
    if let Some(status) = status {
        thrown["status"] = json!(status);
    }
    json!({ "thrown": thrown })
}

/// What an application sees of each step.
fn expected() -> Map<String, Value> {
    let mut expected = Map::new();
    for mode in ["lambda", "apiKey", "iam", "userPool", "oidc"] {
        let sees_secret = !matches!(mode, "lambda" | "iam");
        let mut add = |step: &str, seen: Value| expected.insert(format!("{mode}: {step}"), seen);
        add("query", json!({ "getEvent": { "id": "7", "name": "opening" } }));

        let secret = if sees_secret { json!("s3") } else { json!(null) };
        let data = json!({ "getEvent": { "id": "7", "name": "opening", "secret": secret }, "audit": null });
        let of_secret = (!sees_secret).then(|| denied(&["getEvent", "secret"], "Event", 41));
        let errors: Vec<Value> = of_secret.into_iter().chain([denied(&["audit"], "Query", 50)]).collect();
        add("fields", partial(&data, &errors, false));

        let data = json!({ "createEvent": { "name": mode, "secret": null } });
        let errors = [denied(&["createEvent", "secret"], "Event", 67)];
        add("mutation", if sees_secret { data } else { partial(&data, &errors, false) });

        let data = json!({ "onCreateEvent": { "name": format!("to {mode}"), "secret": null } });
        let errors = [denied(&["onCreateEvent", "secret"], "Event", 45)];
        let errors = if sees_secret { &[] } else { &errors[..] };
        add("raw subscription", json!({ "data": data, "errors": errors }));
        add("subscription", if sees_secret { data } else { partial(&data, errors, true) });
    }
    for (name, status, error_type, message, code) in REFUSED {
        expected.insert(name.to_owned(), refused(Some(status), error_type, message, None));
        expected.insert(format!("{name}: subscription"), refused(None, error_type, message, code));
    }
    let message = "Not Authorized to access onAudit on type Subscription";
    expected.insert("denied: subscription".to_owned(), refused(None, "Unauthorized", message, None));
    let invalid = json!({
        "path": null,
        "locations": [{ "line": 1, "column": 3, "sourceName": null }],
        "message": "Validation error of type FieldUndefined: Field 'nope' in type 'Query' is undefined @ 'nope'",
    });
    let raw = json!({ "data": null, "errors": [invalid], "status": 200, "hasId": true });
    expected.insert("invalid".to_owned(), raw);
    expected
}

#[test]
fn the_client_is_served_in_every_mode_and_subscribes() {
    for platform in platforms() {
        let stage = Stage::open("");
        let seen = platform.run("modes.mjs", &stage.given(true)).json();
        let expected = expected();
        for (step, expected) in &expected {
            assert_eq!(&seen[step], expected, "{step}");
        }
        assert_eq!(seen.as_object().unwrap().len(), expected.len());
    }
}

#[test]
fn a_subscription_in_every_mode_survives_the_loss_of_its_connection() {
    for platform in platforms() {
        let stage = Stage::open("");
        assert_eq!(platform.steps("relay.mjs", &stage.given(true)), 7);
    }
}
