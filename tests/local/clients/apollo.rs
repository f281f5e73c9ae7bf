//! Apollo Client with AppSync's own links, as applications without Amplify use them.

use std::path::Path;

use serde_json::{Value, json};

use super::steps::{Client, Subscriber, WRONG_SIGNATURE, body, compare};
use crate::support::stage::Stage;
use crate::support::{need, need_npm};

const PACKAGES: [&str; 6] = [
    "@apollo/client@4.3.8",
    "aws-appsync-auth-link@4.0.2",
    "aws-appsync-subscription-link@4.0.3",
    "graphql@16.15.0",
    "rxjs@7.8.2",
    "ws@8.23.0",
];

/// Errors beside data.
fn with_errors(data: Value, errors: Value) -> Value {
    let messages: Vec<&str> =
        errors.as_array().unwrap().iter().map(|error| error["message"].as_str().unwrap()).collect();
    let error = json!({
        "name": "CombinedGraphQLErrors", "message": messages.join("\n"), "data": data, "errors": errors,
    });
    json!({ "data": data, "error": error })
}

/// A refusal: of Apollo's errors only the body of the response has AppSync's words.
fn refused(status: u16, error_type: &str, message: &str) -> Value {
    json!({ "error": {
        "name": "ServerError",
        "message": format!("Response not successful: Received status code {status}"),
        "statusCode": status,
        "bodyText": body(error_type, message),
    } })
}

fn delivered(data: Value, errors: Option<Value>) -> Value {
    match errors {
        Some(errors) => json!({ "next": with_errors(data, errors) }),
        None => json!({ "next": { "data": data } }),
    }
}

/// The link's errors are none that Apollo Client knows.
fn not_subscribed(text: &str) -> Value {
    json!({ "next": { "error": {
        "name": "UnconventionalError",
        "message": "An error of unexpected shape occurred.",
        "cause": { "errors": [{ "message": text, "extensions": {} }] },
    } } })
}

#[test]
fn apollo_client_with_the_links_for_appsync_is_served_in_every_mode_and_subscribes() {
    if !need("node") {
        return;
    }
    let Some(installed) = need_npm("clients-apollo", &PACKAGES) else { return };
    let client = Client { adds_typename: true, answered: |data| json!({ "data": data }), with_errors, refused };
    let stage = Stage::open("");
    let script = ("apollo.cjs", include_str!("apollo.cjs"));
    let played = stage.play(Path::new("node"), &installed, script, true);
    let mut expected = client.expected();
    // AppSync refuses it as well: awslabs/aws-mobile-appsync-sdk-js#773.
    expected.insert(
        "iam, changed after it was signed".to_owned(),
        refused(403, "InvalidSignatureException", WRONG_SIGNATURE),
    );
    expected.extend(client.subscribed(&Subscriber { delivered, refused: not_subscribed }));
    compare(&played, &expected);
}
