//! Which starts are let in, and what the others are told.

use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;

use super::{mutate, of, sandbox, start};
use crate::support::emulator::Emulator;
use crate::support::websocket::{Socket, token};

fn error(id: &str, entry: &str) -> String {
    format!(r#"{{"id":"{id}","type":"error","payload":{{"errors":[{entry}]}}}}"#)
}

#[test]
fn a_start_is_judged_by_its_own_authorization() {
    let sandbox = sandbox();
    let emulator = start(&sandbox);
    let mut socket = Socket::connected(emulator.text("controlPlaneUrl"), "all");
    let wanted = of("subscription Named { onAnyEvent { id } }");
    let unauthorized = r#"{"errorType":"UnauthorizedException","message":"You are not authorized to make this call."}"#;
    socket.start("1", &wanted, &token("nobody"));
    assert_eq!(socket.frame(), error("1", unauthorized));
    socket.start("2", &wanted, &json!({}));
    let missing = r#"{"errorType":"UnauthorizedException","message":"Missing authorization header"}"#;
    assert_eq!(socket.frame(), error("2", missing));
    socket.start("3", &wanted, &token("crash"));
    let crash = r#"{"errorType":"AuthorizerFailureException","message":"database unreachable"}"#;
    assert_eq!(socket.frame(), error("3", crash));
    socket.subscribed("1", &wanted, "some");
    let lines: Vec<Value> = std::iter::repeat_with(|| emulator.line()).take(5).collect();
    let told = |member: &str| lines.iter().map(|line| line[member].clone()).collect::<Value>();
    let named = "subscription Named";
    assert_eq!(told("operation"), json!(["connect", named, named, named, named]));
    assert_eq!(told("decision"), json!(["allowed", "denied", "denied", "denied", "allowed"]));
    assert_eq!(told("status"), json!([200, 401, 401, 500, 200]));
}

#[test]
fn a_denied_field_of_subscription_is_refused_in_a_frame() {
    let sandbox = sandbox();
    let emulator = start(&sandbox);
    let mut socket = Socket::connected(emulator.text("controlPlaneUrl"), "some");
    socket.start("1", &of("subscription { mine: onUpdateEvent(id: \"1\") { id } }"), &token("some"));
    let denied =
        r#"{"errorType":"Unauthorized","message":"Not Authorized to access onUpdateEvent on type Subscription"}"#;
    assert_eq!(socket.frame(), error("1", denied));
}

#[test]
fn what_is_no_valid_subscription_is_refused_in_appsyncs_words() {
    let sandbox = sandbox();
    let emulator = start(&sandbox);
    let mut socket = Socket::connected(emulator.text("controlPlaneUrl"), "all");
    let unsupported = |what: &str| {
        format!(
            r#"{{"errorType":"UnsupportedOperation","message":"{what} not supported through the realtime channel"}}"#
        )
    };
    let message = |text: &str| format!(r#"{{"message":"{text}"}}"#);
    let cases = [
        (of("{ getEvent(id: \"1\") { id } }"), unsupported("query")),
        (of("mutation { createEvent(id: \"1\") { id } }"), unsupported("mutation")),
        (
            of("subscription { onAnyEvent { nothing } }"),
            message(
                "Validation error of type FieldUndefined: Field 'nothing' in type 'Event' is undefined @ 'onAnyEvent/nothing'",
            ),
        ),
        (
            json!({ "query": "subscription S($id: ID!) { onUpdateEvent(id: $id) { id } }" }),
            message("Variable 'id' has coerced Null value for NonNull type 'ID!'"),
        ),
        (
            json!({ "query": "subscription S { onAnyEvent { id } }", "operationName": "T" }),
            r#"{"errorType":"BadRequestException","message":"Unknown operation named 'T'."}"#.to_owned(),
        ),
        (
            json!([1]),
            r#"{"errorType":"MalformedHttpRequestException","message":"Unable to parse GraphQL query."}"#.to_owned(),
        ),
        (
            of("subscription {"),
            r#"{"errorType":"MalformedHttpRequestException","message":"Unable to parse GraphQL query."}"#.to_owned(),
        ),
    ];
    for (number, (data, entry)) in cases.into_iter().enumerate() {
        let id = number.to_string();
        socket.start(&id, &data, &token("all"));
        assert_eq!(socket.frame(), error(&id, &entry), "{data}");
    }
    for query in ["subscription { a: onAnyEvent { id } b: onAnyEvent { id } }", "subscription { __typename }"] {
        socket.start("x", &of(query), &token("all"));
        let frame = socket.frame();
        assert!(
            frame.starts_with(r#"{"id":"x","type":"error","payload":{"errors":[{"message":"Validation error"#),
            "{frame}"
        );
    }
}

#[test]
fn malformed_frames_are_answered_and_the_connection_stays() {
    let sandbox = sandbox();
    let emulator = start(&sandbox);
    let mut socket = Socket::connected(emulator.text("controlPlaneUrl"), "all");
    let unknown = r#"{"type":"error","payload":{"errors":[{"errorType":"UnsupportedOperation","message":"unknown not supported through the realtime channel"}]}}"#;
    let large = format!(r#"{{"type":"start","id":"{}"}}"#, "x".repeat(250 << 10));
    for frame in ["", "null", "{", r#"{"type":"subscribe","id":"1"}"#, r#"{"type":"start","id":"1"}"#, &large] {
        socket.write(Message::text(frame));
        assert_eq!(socket.frame(), unknown, "{}", &frame[..frame.len().min(40)]);
    }
    socket.write(Message::binary(vec![0, 159, 146, 150]));
    assert_eq!(socket.frame(), unknown);
    socket.subscribed("1", &of("subscription { onAnyEvent { id } }"), "all");
    mutate(&emulator, "mutation { createEvent(id: \"1\") { id } }");
    assert_eq!(socket.frame(), r#"{"id":"1","type":"data","payload":{"data":{"onAnyEvent":{"id":"1"}}}}"#);
    let mut other = Socket::connected(emulator.text("controlPlaneUrl"), "all");
    other.write(Message::text("x".repeat(400 << 10)));
    other.gone();
}

#[test]
fn ten_thousand_frames_on_one_connection_are_all_answered() {
    let sandbox = sandbox();
    let emulator = start(&sandbox);
    let mut socket = Socket::connected(emulator.text("controlPlaneUrl"), "all");
    let wanted = of("subscription { onAnyEvent { id } }").to_string();
    let authorization = token("all");
    for batch in 0..100 {
        for number in 0..50 {
            let id = format!("{batch}-{number}");
            let payload = json!({ "data": wanted, "extensions": { "authorization": authorization } });
            socket.buffer(&json!({ "id": id, "type": "start", "payload": payload }));
            socket.buffer(&json!({ "id": id, "type": "stop" }));
        }
        socket.flush();
        let mut completed = 0;
        while completed < 50 {
            let frame = socket.frame();
            assert!(frame.ends_with(r#""type":"complete"}"#) || frame.ends_with(r#""type":"start_ack"}"#), "{frame}");
            completed += usize::from(frame.ends_with(r#""type":"complete"}"#));
        }
    }
    socket.subscribed("last", &of("subscription { onAnyEvent { id } }"), "all");
    mutate(&emulator, "mutation { createEvent(id: \"1\") { id } }");
    assert_eq!(socket.frame(), r#"{"id":"last","type":"data","payload":{"data":{"onAnyEvent":{"id":"1"}}}}"#);
}

#[test]
fn without_a_schema_a_subscription_is_refused_as_over_http() {
    let sandbox = sandbox();
    let emulator = Emulator::start(&sandbox, "--authorizer rules.yaml");
    let mut socket = Socket::connected(emulator.text("controlPlaneUrl"), "all");
    socket.start("1", &of("subscription { onAnyEvent { id } }"), &token("all"));
    let entry = r#"{"errorType":"GraphQLSchemaException","message":"No schema definition exists."}"#;
    assert_eq!(socket.frame(), error("1", entry));
}
