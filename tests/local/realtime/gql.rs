//! gql for Python, with its transport for AppSync's WebSocket.

use std::process::Command;

use serde_json::json;

use super::modes::all_modes;
use crate::support::need_pip;
use crate::support::sandbox::ended;

#[test]
fn gql_for_python_subscribes_in_every_mode() {
    let Some(python) = need_pip("clients-gql", &["gql[aiohttp,botocore,websockets]==4.4.0"]) else { return };
    let (sandbox, emulator) = all_modes();
    let script = sandbox.file("gql_ws.py", include_str!("gql.py"));
    let mut given = emulator.ready.clone();
    let jwt = emulator.send("POST", "/_token", &[], r#"{"mode": "AMAZON_COGNITO_USER_POOLS"}"#);
    given["jwt"] = jwt.json()["token"].clone();
    let mut command = Command::new(python);
    command
        .arg(script)
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("HOME", sandbox.path().join("home"))
        .env("GIVEN", given.to_string());
    let ran = ended(&mut command);
    assert_eq!(ran.code, Some(0), "{}", ran.whole());
    let created = json!({ "seen": { "onCreateEvent": { "id": "1" } } });
    let raised = |class: &str, text: &str| json!({ "raised": class, "text": text });
    let denied = "{'path': ['onCreateEvent', 'name'], 'data': None, 'errorType': 'Unauthorized', 'errorInfo': None, 'locations': [{'line': 4, 'column': 5, 'sourceName': None}], 'message': 'Not Authorized to access name on type Event'}";
    assert_eq!(
        ran.json(),
        json!({
            "token": { "seen": { "onCreateEvent": { "id": "1", "name": null } } },
            "userPool": created,
            "apiKey": created,
            "apiKey, denied field": raised("TransportQueryError", denied),
            "iam": created,
            "iam, denied subscription": raised("TransportQueryError", "{'errors': [{'errorType': 'Unauthorized', 'message': 'Not Authorized to access keysOnly on type Subscription'}]}"),
            "iam, wrong secret": raised("TransportServerError", "Server error: '{'errors': [{'errorType': 'InvalidSignatureException', 'message': 'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.', 'errorCode': 403}]}'"),
            "apiKey, unknown": raised("TransportServerError", "Server error: '{'errors': [{'errorType': 'UnauthorizedException', 'message': 'You are not authorized to make this call.', 'errorCode': 401}]}'"),
            "a query": raised("TransportQueryError", "{'errors': [{'errorType': 'UnsupportedOperation', 'message': 'query not supported through the realtime channel'}]}"),
        })
    );
}
