//! The upgrade, and whether a connect is let in.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use super::{sandbox, start};
use crate::support::websocket::{Socket, subprotocols, token};

fn refused(entry: &str) -> String {
    format!(r#"{{"payload":{{"errors":[{entry}]}},"type":"connection_error"}}"#)
}

#[test]
fn a_connection_is_upgraded_in_either_form_at_every_address() {
    let sandbox = sandbox();
    let emulator = start(&sandbox);
    let origin = emulator.text("controlPlaneUrl");
    let of_api = format!("/apis/{}/graphql", emulator.text("apiId"));
    let host = format!("{}.appsync-realtime-api.eu-west-1.localhost", emulator.text("apiId"));
    let object = token("all");
    let today = subprotocols(&object);
    let earlier = format!("?header={}&payload=e30%3D", STANDARD.encode(object.to_string()).replace('=', "%3D"));
    for path in ["/graphql", "/graphql/realtime", &of_api, &format!("{of_api}/realtime")] {
        for (target, subprotocol) in [(path.to_owned(), today.as_str()), (format!("{path}{earlier}"), "graphql-ws")] {
            let mut socket = Socket::open(origin, &target, &[("sec-websocket-protocol", subprotocol)]);
            for expected in [
                "upgrade: websocket\r\n",
                "connection: Upgrade\r\n",
                "sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n",
                "sec-websocket-protocol: graphql-ws\r\n",
            ] {
                assert!(socket.head.contains(expected), "{expected}{}", socket.head);
            }
            socket.init();
        }
    }
    let mut by_host = Socket::open(origin, "/graphql", &[("host", &host), ("sec-websocket-protocol", &today)]);
    by_host.init();
}

#[test]
fn what_is_no_handshake_is_answered_over_http() {
    let sandbox = sandbox();
    let emulator = start(&sandbox);
    let origin = emulator.text("controlPlaneUrl");
    let today = subprotocols(&token("all"));
    for (target, header, status) in [
        ("/graphql/realtime", ("sec-websocket-key", ""), "400 Bad Request"),
        ("/graphql/realtime", ("connection", "keep-alive"), "400 Bad Request"),
        ("/graphql/realtime", ("sec-websocket-version", ""), "400 Bad Request"),
        ("/graphql/realtime", ("sec-websocket-version", "8"), "426 Upgrade Required"),
        ("/apis/nothere/graphql", ("x", "y"), "404 Not Found"),
    ] {
        let (head, _) = Socket::ask(origin, target, &[header, ("sec-websocket-protocol", &today)]);
        assert!(head.starts_with(&format!("HTTP/1.1 {status}\r\n")), "{target} {header:?} {head}");
        assert_eq!(head.contains("sec-websocket-version: 13\r\n"), status.starts_with("426"), "{head}");
    }
}

#[test]
fn a_fault_of_the_handshake_is_told_in_a_frame() {
    let sandbox = sandbox();
    let emulator = start(&sandbox);
    let origin = emulator.text("controlPlaneUrl");
    let with = |message: &str| refused(&format!(r#"{{"message":"{message}","errorCode":400}}"#));
    let bad = refused(r#"{"errorType":"BadRequest","errorCode":400}"#);
    for (target, subprotocol, frame) in [
        ("/graphql", "", with("NoProtocolError")),
        ("/graphql", "graphql-transport-ws", with("SubProtocolNotSupportedError")),
        ("/graphql", "graphql-ws", with("Required headers are missing.")),
        ("/graphql", "graphql-ws, header-e30", with("Required headers are missing.")),
        ("/graphql", "graphql-ws, header-*", bad.clone()),
        ("/graphql?header=W10=", "graphql-ws", bad),
    ] {
        let mut socket = Socket::open(origin, target, &[("sec-websocket-protocol", subprotocol)]);
        assert_eq!(socket.head.contains("sec-websocket-protocol"), subprotocol.starts_with("graphql-ws"));
        socket.send(&json!({ "type": "connection_init" }));
        assert_eq!((socket.frame(), socket.closed()), (frame, Some(1008)), "{target} {subprotocol}");
    }
}

#[test]
fn a_refused_connect_is_told_before_anything_else() {
    let sandbox = sandbox();
    let emulator = start(&sandbox);
    let origin = emulator.text("controlPlaneUrl");
    let unauthorized = r#"{"errorType":"UnauthorizedException","message":"You are not authorized to make this call.","errorCode":401}"#;
    let crash = r#"{"errorType":"AuthorizerFailureException","message":"database unreachable","errorCode":500}"#;
    for (name, entry) in [("nobody", unauthorized), ("crash", crash)] {
        let mut socket = Socket::with(origin, &token(name));
        assert_eq!((socket.frame(), socket.closed()), (refused(entry), Some(1008)), "{name}");
        // A client that has not spoken yet, and may read nothing before it has, finds the connection open.
        let mut late = Socket::with(origin, &token(name));
        assert_eq!((late.frame(), late.is_silent_for(Duration::from_millis(200))), (refused(entry), true), "{name}");
        late.send(&json!({ "type": "connection_init" }));
        assert_eq!(late.closed(), Some(1008), "{name}");
    }
    let line = emulator.line();
    let trace = emulator.send("GET", &format!("/_trace/{}", line["trace"].as_str().unwrap()), &[], "");
    assert_eq!(trace.json()["result"]["request"], json!("denied"), "{}", trace.body);
    assert_eq!(
        (&line["event"], &line["operation"], &line["decision"], &line["mode"], &line["status"]),
        (&json!("request"), &json!("connect"), &json!("denied"), &json!("AWS_LAMBDA"), &json!(401))
    );
    assert_eq!([emulator.line(), emulator.line()].map(|line| line["status"].clone()), [json!(401), json!(500)]);
}

#[test]
fn a_connection_ends_with_1001_when_the_emulator_stops() {
    let sandbox = sandbox();
    let emulator = start(&sandbox);
    let mut socket = Socket::connected(emulator.text("controlPlaneUrl"), "all");
    assert_eq!(emulator.stop(), Some(130));
    assert_eq!(socket.closed(), Some(1001));
}
