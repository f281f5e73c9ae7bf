//! What nobody can say whether a subscriber may have.

use std::time::SystemTime;

use serde_json::{Value, json};

use super::of;
use crate::support::emulator::Emulator;
use crate::support::sandbox::Sandbox;
use crate::support::signing::Signer;
use crate::support::websocket::Socket;

const SCHEMA: &str = r#"
type Query { name: String }
type Mutation { createEvent(name: String): Event }
type Subscription { onCreateEvent: Event @aws_subscribe(mutations: ["createEvent"]) }
type Event { id: ID name: String }
"#;

const CONFIGURATION: &str = r#"
local:
  apis:
    - { name: events, schema: schema.graphql, default: { mode: AWS_IAM } }
  credentials:
    - { access-key-id: AKIAALL, secret: { env: CALLERS_SECRET }, policies: [all.json] }
    - { access-key-id: AKIASOME, secret: { env: CALLERS_SECRET }, policies: [all.json, perhaps.json] }
"#;

/// The authorization object of a caller for a POST of this body.
fn signed(caller: &str, url: &str, body: &str) -> Value {
    let signer = Signer { access_key_id: caller, secret_access_key: "s3", region: "eu-west-1", service: "appsync" };
    let mut object = json!({ "host": url.split('/').nth(2).unwrap() });
    for (name, value) in signer.headers(SystemTime::now(), "POST", url, &[], body) {
        object[if name == "authorization" { "Authorization".to_owned() } else { name }] = json!(value);
    }
    object
}

/// Whether the Deny counts depends on facts of the call that the emulator does not have. Who has the field for certain must
/// not share a delivery with who does not, though both ask for the same.
#[test]
fn a_field_that_a_policy_may_deny_is_not_delivered() {
    let mut sandbox = Sandbox::new();
    sandbox.set("CALLERS_SECRET", "s3");
    sandbox.file("schema.graphql", SCHEMA);
    sandbox.file("appsync-auth.yaml", CONFIGURATION);
    sandbox.file("all.json", r#"{ "Statement": { "Effect": "Allow", "Action": "appsync:GraphQL", "Resource": "*" } }"#);
    let perhaps = json!({ "Statement": {
        "Effect": "Deny",
        "Action": "appsync:GraphQL",
        "Resource": "*/types/Event/fields/name",
        "Condition": { "StringEquals": { "aws:PrincipalTag/team": "guests" } },
    } });
    sandbox.file("perhaps.json", perhaps.to_string());
    let emulator = Emulator::start(&sandbox, "");
    let (origin, url) = (emulator.text("controlPlaneUrl"), emulator.url());
    let wanted = of("subscription { onCreateEvent { name } }");
    let mut sockets = ["AKIAALL", "AKIASOME"].map(|caller| {
        let mut socket = Socket::with(origin, &signed(caller, &format!("{url}/connect"), "{}"));
        socket.init();
        socket.start("1", &wanted, &signed(caller, url, &wanted.to_string()));
        assert_eq!(socket.frame(), r#"{"id":"1","type":"start_ack"}"#, "{caller}");
        socket
    });
    let body = json!({ "query": "mutation { createEvent(name: \"x\") { name } }" }).to_string();
    let signer = Signer { access_key_id: "AKIAALL", secret_access_key: "s3", region: "eu-west-1", service: "appsync" };
    let mut headers = signer.headers(SystemTime::now(), "POST", url, &[], &body);
    headers.push(("content-type".to_owned(), "application/json".to_owned()));
    let headers: Vec<(&str, &str)> = headers.iter().map(|(name, value)| (&**name, &**value)).collect();
    let answer = emulator.send("POST", url, &headers, &body);
    assert_eq!(answer.body, r#"{"data":{"createEvent":{"name":"x"}}}"#);
    let payloads = sockets.each_mut().map(|socket| {
        let frame: Value = serde_json::from_str(&socket.frame()).unwrap();
        (frame["payload"]["data"].clone(), frame["payload"]["errors"][0]["message"].clone())
    });
    let denied = json!("Not Authorized to access name on type Event");
    assert_eq!(
        payloads,
        [
            (json!({ "onCreateEvent": { "name": "x" } }), Value::Null),
            (json!({ "onCreateEvent": { "name": null } }), denied)
        ]
    );
}
