//! The steps that every client plays, and what AppSync answers to each.

use serde_json::{Map, Value, json};

/// The words of AppSync for a request whose token, key or JWT does not let it in.
pub(super) const UNAUTHORIZED: &str = "You are not authorized to make this call.";

/// The words of AWS for a signature that is not the caller's.
pub(super) const WRONG_SIGNATURE: &str = "The request signature we calculated does not match the signature you \
    provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.";

/// The words of AWS for an access key that nobody has.
pub(super) const UNKNOWN_KEY: &str = "The security token included in the request is invalid.";

/// How each mode is refused: what is wrong, the status, the type of the error, its message.
pub(super) const REFUSED: [(&str, u16, &str, &str); 8] = [
    ("lambda, denied", 401, "UnauthorizedException", UNAUTHORIZED),
    ("lambda, failed", 500, "AuthorizerFailureException", "database unreachable"),
    ("apiKey, unknown", 401, "UnauthorizedException", UNAUTHORIZED),
    ("apiKey, expired", 401, "UnauthorizedException", UNAUTHORIZED),
    ("iam, no permission", 401, "UnauthorizedException", "Permission denied"),
    ("iam, wrong secret", 403, "InvalidSignatureException", WRONG_SIGNATURE),
    ("iam, unknown key", 403, "UnrecognizedClientException", UNKNOWN_KEY),
    ("userPool, forged", 401, "UnauthorizedException", UNAUTHORIZED),
];

/// What a client makes of answers.
pub(super) struct Client {
    /// Whether it adds `__typename` to every selection.
    pub(super) adds_typename: bool,
    /// Data without errors.
    pub(super) answered: fn(Value) -> Value,
    /// Data with errors.
    pub(super) with_errors: fn(Value, Value) -> Value,
    /// A request that was refused as a whole: status, type, message.
    pub(super) refused: fn(u16, &str, &str) -> Value,
}

/// The entry of a field that was denied.
pub(super) fn denied(path: &[&str], line: u32, column: u32) -> Value {
    let (field, type_name) = match path {
        [field] => (*field, "Query"),
        [.., field] => (*field, "Event"),
        [] => ("", ""),
    };
    json!({
        "path": path,
        "data": null,
        "errorType": "Unauthorized",
        "errorInfo": null,
        "locations": [{ "line": line, "column": column, "sourceName": null }],
        "message": format!("Not Authorized to access {field} on type {type_name}"),
    })
}

impl Client {
    /// An event as this client asks for it.
    pub(super) fn event(&self, mut event: Value) -> Value {
        if self.adds_typename {
            event["__typename"] = json!("Event");
        }
        event
    }

    /// What it sees of each step over HTTP.
    pub(super) fn expected(&self) -> Map<String, Value> {
        let mut expected = Map::new();
        // `audit` stands behind the event, whose last line may be `__typename`.
        let line_of_audit = if self.adds_typename { 8 } else { 7 };
        for mode in ["lambda", "apiKey", "iam", "userPool", "oidc"] {
            let sees_secret = !matches!(mode, "lambda" | "iam");
            let event = self.event(json!({ "id": "7", "name": "opening" }));
            expected.insert(format!("{mode}: query"), (self.answered)(json!({ "getEvent": event })));

            let secret = if sees_secret { json!("s3") } else { json!(null) };
            let event = self.event(json!({ "id": "7", "name": "opening", "secret": secret }));
            let of_secret = (!sees_secret).then(|| denied(&["getEvent", "secret"], 5, 5));
            let errors: Vec<Value> = of_secret.into_iter().chain([denied(&["audit"], line_of_audit, 3)]).collect();
            let data = json!({ "getEvent": event, "audit": null });
            expected.insert(format!("{mode}: fields"), (self.with_errors)(data, json!(errors)));

            let data = json!({ "createEvent": self.event(json!({ "name": mode, "secret": null })) });
            let created = match sees_secret {
                true => (self.answered)(data),
                false => (self.with_errors)(data, json!([denied(&["createEvent", "secret"], 4, 5)])),
            };
            expected.insert(format!("{mode}: mutation"), created);
        }
        for (name, status, error_type, message) in REFUSED {
            expected.insert(name.to_owned(), (self.refused)(status, error_type, message));
        }
        let invalid = json!([{
            "path": null,
            "locations": [{ "line": 2, "column": 3, "sourceName": null }],
            "message": "Validation error of type FieldUndefined: Field 'nope' in type 'Query' is undefined @ 'nope'",
        }]);
        expected.insert("invalid".to_owned(), (self.with_errors)(json!(null), invalid));
        expected
    }
}

/// What a client makes of subscriptions.
pub(super) struct Subscriber {
    /// An event, with errors or without.
    pub(super) delivered: fn(Value, Option<Value>) -> Value,
    /// A subscription that does not come to stand, with the clients' own words for it.
    pub(super) refused: fn(&str) -> Value,
}

impl Client {
    /// What it sees of each step over a WebSocket.
    pub(super) fn subscribed(&self, subscriber: &Subscriber) -> Map<String, Value> {
        let mut expected = Map::new();
        for mode in ["lambda", "apiKey", "iam", "userPool", "oidc"] {
            let event = self.event(json!({ "name": format!("to {mode}"), "secret": null }));
            let denied = matches!(mode, "lambda" | "iam").then(|| json!([denied(&["onCreateEvent", "secret"], 4, 5)]));
            let delivered = (subscriber.delivered)(json!({ "onCreateEvent": event }), denied);
            expected.insert(format!("{mode}: subscription"), delivered);
        }
        // Of an error of a subscription the clients show all, of one of their connection only the type.
        let of_start = |error_type, message| format!("Connection failed: {}", body(error_type, message));
        let denied = of_start("Unauthorized", "Not Authorized to access onAudit on type Subscription");
        expected.insert("lambda: subscription to what is denied".to_owned(), (subscriber.refused)(&denied));
        for (name, _, error_type, message) in REFUSED {
            let text = match name {
                "lambda, failed" => continue,
                // A policy is about fields, and a connection has none.
                "iam, no permission" => of_start(error_type, message),
                _ => format!("Connection failed: {error_type}"),
            };
            expected.insert(format!("{name}: subscription"), (subscriber.refused)(&text));
        }
        expected
    }
}

/// The body of a refusal.
pub(super) fn body(error_type: &str, message: &str) -> String {
    format!(r#"{{"errors":[{{"errorType":"{error_type}","message":"{message}"}}]}}"#)
}

/// Compares step by step, so that a difference names its step.
pub(super) fn compare(played: &Value, expected: &Map<String, Value>) {
    for (step, expected) in expected {
        assert_eq!(&played[step], expected, "{step}");
    }
    let steps: Vec<&String> = played.as_object().unwrap().keys().collect();
    assert_eq!(steps, expected.keys().collect::<Vec<_>>());
}
