//! The messages of the service as a client reads them: payloads stay the text that came, so key order and numbers are kept.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use super::message::ErrorEntry;

/// What the service sent. [`super::ServerMessage`] is what writes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Received<'a> {
    /// `connection_ack`.
    ConnectionAck {
        /// `connectionTimeoutMs`, in milliseconds; `None` where it is no positive whole number.
        connection_timeout_ms: Option<u64>,
    },
    /// `ka`.
    KeepAlive,
    /// `start_ack`.
    StartAck {
        /// The client's name for the subscription.
        id: Cow<'a, str>,
    },
    /// `data`.
    Data {
        /// The client's name for the subscription.
        id: Cow<'a, str>,
        /// The payload, byte for byte as it came.
        payload: &'a str,
    },
    /// `error`, for a subscription or, without an id, for the connection.
    Error {
        /// The client's name for the subscription.
        id: Option<Cow<'a, str>>,
        /// At least one.
        errors: Vec<ErrorEntry>,
    },
    /// `complete`.
    Complete {
        /// The client's name for the subscription.
        id: Cow<'a, str>,
    },
    /// `connection_error`.
    ConnectionError {
        /// At least one.
        errors: Vec<ErrorEntry>,
    },
    /// A `type` that a client of GraphQL subscriptions does not know, or a known one without what it must have.
    Other {
        /// The `type`.
        kind: Cow<'a, str>,
    },
}

/// The frame is not a JSON object with a text as `type`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotAMessage;

/// The members that count; others are passed over.
#[derive(Deserialize)]
struct Frame<'a> {
    #[serde(borrow, rename = "type")]
    kind: Cow<'a, str>,
    #[serde(borrow)]
    id: Option<&'a RawValue>,
    #[serde(borrow)]
    payload: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

impl<'a> Received<'a> {
    /// Reads a text frame.
    ///
    /// # Errors
    /// The frame is no message at all.
    pub fn parse(frame: &'a str) -> Result<Self, NotAMessage> {
        let Frame { kind, id, payload } = serde_json::from_str(frame).map_err(|_| NotAMessage)?;
        let id = id.and_then(|id| serde_json::from_str(id.get()).ok()).map(|Text(id)| id);
        let payload = payload.map(RawValue::get);
        Ok(match (&*kind, id, payload) {
            ("connection_ack", _, payload) => Self::ConnectionAck { connection_timeout_ms: timeout(payload) },
            ("ka", ..) => Self::KeepAlive,
            ("start_ack", Some(id), _) => Self::StartAck { id },
            ("data", Some(id), Some(payload)) => Self::Data { id, payload },
            ("error", id, payload) => Self::Error { id, errors: errors(payload) },
            ("complete", Some(id), _) => Self::Complete { id },
            ("connection_error", _, payload) => Self::ConnectionError { errors: errors(payload) },
            _ => Self::Other { kind },
        })
    }
}

fn timeout(payload: Option<&str>) -> Option<u64> {
    let payload: Value = serde_json::from_str(payload?).ok()?;
    payload.get("connectionTimeoutMs")?.as_u64().filter(|milliseconds| *milliseconds > 0)
}

/// The entries of a payload: `errors` is a list, one object where a limit was reached (aws-amplify/amplify-cli#3547), or
/// absent; then the payload is the entry.
fn errors(payload: Option<&str>) -> Vec<ErrorEntry> {
    let payload: Value = payload.and_then(|payload| serde_json::from_str(payload).ok()).unwrap_or_default();
    let entries = match payload.get("errors") {
        Some(Value::Array(entries)) => entries.iter().map(entry).collect(),
        Some(one) => vec![entry(one)],
        None => vec![entry(&payload)],
    };
    if entries.is_empty() { vec![ErrorEntry::default()] } else { entries }
}

fn entry(value: &Value) -> ErrorEntry {
    let text = |name: &str| value.get(name).and_then(Value::as_str).map(str::to_owned);
    let code = value.get("errorCode").and_then(Value::as_u64).and_then(|code| u16::try_from(code).ok());
    let message = text("message").or_else(|| value.as_str().map(str::to_owned));
    ErrorEntry { error_type: text("errorType"), message, error_code: code }
}

impl fmt::Display for NotAMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the frame is not a JSON object with a `type`")
    }
}

#[cfg(test)]
mod tests {
    use super::super::message::ServerMessage;
    use super::*;

    #[test]
    fn what_the_service_writes_is_read_back() {
        let entry = ErrorEntry::new("UnauthorizedException", "no \"entry\"\n");
        let limit = ErrorEntry::new("LimitExceededError", "Rate limit exceeded");
        let id = || "a\"ü".to_owned();
        let borrowed = || Cow::Borrowed("a\"ü");
        let cases = [
            (
                ServerMessage::ConnectionAck { connection_timeout_ms: 300_000 },
                Received::ConnectionAck { connection_timeout_ms: Some(300_000) },
            ),
            (ServerMessage::KeepAlive, Received::KeepAlive),
            (ServerMessage::StartAck { id: id() }, Received::StartAck { id: borrowed() }),
            (
                ServerMessage::Data { id: id(), payload: r#"{"data":{}}"#.into() },
                Received::Data { id: borrowed(), payload: r#"{"data":{}}"# },
            ),
            (
                ServerMessage::Error { id: Some(id()), errors: vec![entry.clone(), entry.clone()] },
                Received::Error { id: Some(borrowed()), errors: vec![entry.clone(), entry.clone()] },
            ),
            (
                ServerMessage::LimitError { id: None, error: limit.clone() },
                Received::Error { id: None, errors: vec![limit] },
            ),
            (ServerMessage::Complete { id: id() }, Received::Complete { id: borrowed() }),
            (
                ServerMessage::ConnectionError { errors: vec![entry.clone().with_code(401)] },
                Received::ConnectionError { errors: vec![entry.with_code(401)] },
            ),
        ];
        for (message, expected) in cases {
            assert_eq!(Received::parse(&message.to_string()), Ok(expected));
        }
    }

    #[test]
    fn a_payload_is_passed_on_byte_for_byte() {
        let payload = r#"{ "b": 1.0e+2,"a" :12345678901234567890.10, "é":"\u00e9","b":null}"#;
        let frame = format!(r#" {{"type":"data","more":[1],"payload":{payload} ,"id":"1"}} "#);
        assert_eq!(Received::parse(&frame), Ok(Received::Data { id: Cow::Borrowed("1"), payload }));
    }

    #[test]
    fn what_is_odd_is_read_as_far_as_it_says_something() {
        let none = ErrorEntry::default();
        let said = |message: &str| ErrorEntry::validation(message);
        let error = |errors: Vec<ErrorEntry>| Received::Error { id: None, errors };
        let cases = [
            (r#"{"type":"connection_ack"}"#, Received::ConnectionAck { connection_timeout_ms: None }),
            (
                r#"{"type":"connection_ack","payload":{"connectionTimeoutMs":0}}"#,
                Received::ConnectionAck { connection_timeout_ms: None },
            ),
            (
                r#"{"type":"connection_ack","payload":{"connectionTimeoutMs":"5"}}"#,
                Received::ConnectionAck { connection_timeout_ms: None },
            ),
            (r#"{"type":"ka","payload":null,"id":null}"#, Received::KeepAlive),
            (r#"{"type":"error"}"#, error(vec![none.clone()])),
            (r#"{"type":"error","id":7,"payload":{"errors":[]}}"#, error(vec![none.clone()])),
            (r#"{"type":"error","payload":{"message":"m"}}"#, error(vec![said("m")])),
            (r#"{"type":"error","payload":{"errors":["m",3]}}"#, error(vec![said("m"), none.clone()])),
            (
                r#"{"type":"connection_error","payload":{"errors":[{"errorCode":70000}]}}"#,
                Received::ConnectionError { errors: vec![none] },
            ),
            (r#"{"type":"data","id":"1"}"#, Received::Other { kind: Cow::Borrowed("data") }),
            (r#"{"type":"start_ack"}"#, Received::Other { kind: Cow::Borrowed("start_ack") }),
            (r#"{"type":"p\u006fng"}"#, Received::Other { kind: Cow::Borrowed("pong") }),
        ];
        for (frame, expected) in cases {
            assert_eq!(Received::parse(frame), Ok(expected), "{frame}");
        }
        for frame in ["", "null", "[]", "{}", r#"{"type":1}"#, r#"{"type":"ka"} x"#, "{\"type\":\"ka\""] {
            assert_eq!(Received::parse(frame), Err(NotAMessage), "{frame}");
        }
    }
}
