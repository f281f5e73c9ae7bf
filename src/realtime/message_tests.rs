//! What is read from clients and what is written to them, each frame whole.

use super::limits::{FRAME_BYTES, ID_BYTES};
use super::{AuthorizationFault, AuthorizationObject, ClientMessage, ErrorEntry, MessageFault, ServerMessage};

#[test]
fn the_messages_of_clients_are_read() {
    // As amplify-js, gql and Amplify for Flutter write them.
    let start = |id: &str, data: &str, authorization: AuthorizationObject| ClientMessage::Start {
        id: id.to_owned(),
        data: data.to_owned(),
        authorization,
    };
    let object = [("Authorization", "t"), ("host", "h")].into_iter().collect::<AuthorizationObject>();
    let cases = [
        (r#"{"type":"connection_init"}"#, ClientMessage::ConnectionInit),
        (r#"{"type":"connection_init","payload":{"x":1}}"#, ClientMessage::ConnectionInit),
        (
            r#"{"id":"1","payload":{"data":"{ \"query\" :\"subscription { a }\"}","extensions":{"authorization":{"Authorization":"t","host":"h"}}},"type":"start"}"#,
            start("1", r#"{ "query" :"subscription { a }"}"#, object),
        ),
        (r#"{"id":"1","type":"start","payload":{"data":""}}"#, start("1", "", AuthorizationObject::default())),
        (
            r#"{"id":"1","type":"start","payload":{"data":"","extensions":{"authorization":null}}}"#,
            start("1", "", AuthorizationObject::default()),
        ),
        (r#"{"id":"1","type":"stop"}"#, ClientMessage::Stop { id: "1".to_owned() }),
    ];
    for (text, expected) in cases {
        assert_eq!(ClientMessage::parse(text), Ok(expected), "{text}");
    }
}

#[test]
fn what_no_client_should_send_has_a_clear_fault() {
    let long_id = format!(r#"{{"id":"{}","type":"stop"}}"#, "a".repeat(ID_BYTES + 1));
    let deep = "[".repeat(10_000);
    let large = " ".repeat(FRAME_BYTES + 1);
    let cases = [
        ("", MessageFault::NotAnObject),
        ("{", MessageFault::NotAnObject),
        ("[]", MessageFault::NotAnObject),
        (deep.as_str(), MessageFault::NotAnObject),
        (large.as_str(), MessageFault::TooLarge { bytes: FRAME_BYTES + 1 }),
        ("{}", MessageFault::UnknownType),
        (r#"{"type":1}"#, MessageFault::UnknownType),
        (r#"{"id":"1","type":"subscribe","payload":{}}"#, MessageFault::UnknownType),
        (r#"{"type":"stop"}"#, MessageFault::BadId),
        (r#"{"id":1,"type":"stop"}"#, MessageFault::BadId),
        (r#"{"id":"","type":"stop"}"#, MessageFault::BadId),
        (long_id.as_str(), MessageFault::BadId),
        (r#"{"type":"start","payload":{"data":""}}"#, MessageFault::BadId),
        (r#"{"id":"1","type":"start"}"#, MessageFault::NoData),
        (r#"{"id":"1","type":"start","payload":"x"}"#, MessageFault::NoData),
        (r#"{"id":"1","type":"start","payload":{"query":"subscription { a }"}}"#, MessageFault::NoData),
        (r#"{"id":"1","type":"start","payload":{"data":{"query":"x"}}}"#, MessageFault::NoData),
        (
            r#"{"id":"1","type":"start","payload":{"data":"","extensions":{"authorization":"t"}}}"#,
            MessageFault::BadAuthorization(AuthorizationFault::NotAnObject),
        ),
        (
            r#"{"id":"1","type":"start","payload":{"data":"","extensions":{"authorization":{"host":null}}}}"#,
            MessageFault::BadAuthorization(AuthorizationFault::NotText { name: "host".to_owned() }),
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(ClientMessage::parse(text), Err(expected), "{text:.80}");
    }
}

#[test]
fn frames_are_written_as_appsync_writes_them() {
    let id = "1\"é".to_owned();
    let denied = ErrorEntry::field_denied("onX");
    let reached = ErrorEntry::new("MaxSubscriptionsReachedError", "Max number of 200 subscriptions reached");
    let refused = ErrorEntry::new("UnauthorizedException", "You are not authorized to make this call.");
    let cases = [
        (
            ServerMessage::ConnectionAck { connection_timeout_ms: 300_000 },
            r#"{"type":"connection_ack","payload":{"connectionTimeoutMs":300000}}"#,
        ),
        (ServerMessage::KeepAlive, r#"{"type":"ka"}"#),
        (ServerMessage::StartAck { id: id.clone() }, r#"{"id":"1\"é","type":"start_ack"}"#),
        (
            ServerMessage::Data { id: id.clone(), payload: r#"{"data": {"a":1}}"#.into() },
            r#"{"id":"1\"é","type":"data","payload":{"data": {"a":1}}}"#,
        ),
        (
            ServerMessage::Error { id: Some(id.clone()), errors: vec![denied, ErrorEntry::validation("v")] },
            r#"{"id":"1\"é","type":"error","payload":{"errors":[{"errorType":"Unauthorized","message":"Not Authorized to access onX on type Subscription"},{"message":"v"}]}}"#,
        ),
        (
            MessageFault::UnknownType.answer(),
            r#"{"type":"error","payload":{"errors":[{"errorType":"UnsupportedOperation","message":"unknown not supported through the realtime channel"}]}}"#,
        ),
        (
            ServerMessage::LimitError { id: Some(id.clone()), error: reached },
            r#"{"id":"1\"é","type":"error","payload":{"errors":{"errorType":"MaxSubscriptionsReachedError","message":"Max number of 200 subscriptions reached"}}}"#,
        ),
        (ServerMessage::Complete { id }, r#"{"id":"1\"é","type":"complete"}"#),
        (
            ServerMessage::ConnectionError { errors: vec![refused.with_code(401)] },
            r#"{"payload":{"errors":[{"errorType":"UnauthorizedException","message":"You are not authorized to make this call.","errorCode":401}]},"type":"connection_error"}"#,
        ),
        (
            ServerMessage::ConnectionError { errors: vec![ErrorEntry::required_headers_missing()] },
            r#"{"payload":{"errors":[{"message":"Required headers are missing.","errorCode":400}]},"type":"connection_error"}"#,
        ),
    ];
    for (message, expected) in cases {
        assert_eq!(message.to_string(), expected);
    }
}

#[test]
fn what_a_client_writes_is_read_back_and_shows_no_secret() {
    let authorization = [("host", "h"), ("Authorization", "t0p \"ü\"")].into_iter().collect::<AuthorizationObject>();
    let (id, data) = ("1".to_owned(), "{ \"query\" :\n\"subscription { a }\"}".to_owned());
    let messages = [
        ClientMessage::ConnectionInit,
        ClientMessage::Start { id: id.clone(), data, authorization },
        ClientMessage::Stop { id },
    ];
    for message in messages {
        assert_eq!(ClientMessage::parse(message.frame().expose()), Ok(message.clone()));
        assert!(!format!("{message:?}").contains("t0p"), "{message:?}");
    }
}
