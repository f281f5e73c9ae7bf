//! The messages of AppSync's GraphQL over WebSocket: what a client may send, and what the service sends, byte for byte.

use std::fmt;
use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::authorization::{AuthorizationFault, AuthorizationObject};
use super::limits::{FRAME_BYTES, ID_BYTES};
use crate::appsync::{Secret, refusal_words};

/// What a client sends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClientMessage {
    /// `connection_init`; its payload, if there is one, says nothing.
    ConnectionInit,
    /// `start`: asks for a subscription.
    Start {
        /// The client's name for the subscription.
        id: String,
        /// `payload.data`: the request as the client wrote it. IAM signs these bytes, so they are never written anew.
        data: String,
        /// `payload.extensions.authorization`; empty when there is none.
        authorization: AuthorizationObject,
    },
    /// `stop`: ends a subscription.
    Stop {
        /// The client's name for the subscription.
        id: String,
    },
}

/// Why a frame is no message of a client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MessageFault {
    /// It has more bytes than [`FRAME_BYTES`].
    TooLarge {
        /// How many it has.
        bytes: usize,
    },
    /// It is no text.
    Binary,
    /// It is not a JSON object.
    NotAnObject,
    /// Its `type` is missing or is none of `connection_init`, `start` and `stop`.
    UnknownType,
    /// A `start` or `stop` whose `id` is missing, is no text, is empty or has more bytes than [`ID_BYTES`].
    BadId,
    /// A `start` without a text in `payload.data`, such as those of the Apollo protocol of the same name.
    NoData,
    /// A `start` whose `payload.extensions.authorization` is not an object of texts.
    BadAuthorization(AuthorizationFault),
}

impl ClientMessage {
    /// Reads a text frame.
    ///
    /// # Errors
    /// The frame is no message that AppSync takes; [`MessageFault::answer`] is what the client gets.
    pub fn parse(text: &str) -> Result<Self, MessageFault> {
        if text.len() > FRAME_BYTES {
            return Err(MessageFault::TooLarge { bytes: text.len() });
        }
        let Ok(Value::Object(mut message)) = serde_json::from_str(text) else { return Err(MessageFault::NotAnObject) };
        match message.get("type").and_then(Value::as_str) {
            Some("connection_init") => Ok(Self::ConnectionInit),
            Some("start") => start(&mut message),
            Some("stop") => Ok(Self::Stop { id: id(&mut message)? }),
            _ => Err(MessageFault::UnknownType),
        }
    }

    /// The frame to send. That of a `start` holds the secrets of its authorization object.
    #[must_use]
    pub fn frame(&self) -> Secret {
        let frame = match self {
            Self::ConnectionInit => json!({ "type": "connection_init" }),
            Self::Start { id, data, authorization } => {
                let extensions = json!({ "authorization": authorization.to_json() });
                json!({ "id": id, "type": "start", "payload": { "data": data, "extensions": extensions } })
            }
            Self::Stop { id } => json!({ "id": id, "type": "stop" }),
        };
        Secret::new(frame.to_string())
    }
}

fn start(message: &mut Map<String, Value>) -> Result<ClientMessage, MessageFault> {
    let id = id(message)?;
    let mut payload = message.remove("payload").unwrap_or_default();
    let Some(Value::String(data)) = payload.get_mut("data").map(Value::take) else { return Err(MessageFault::NoData) };
    let authorization = payload.pointer_mut("/extensions/authorization").map(Value::take).unwrap_or_default();
    let authorization = match authorization {
        Value::Null => AuthorizationObject::default(),
        given => AuthorizationObject::from_json(given).map_err(MessageFault::BadAuthorization)?,
    };
    Ok(ClientMessage::Start { id, data, authorization })
}

fn id(message: &mut Map<String, Value>) -> Result<String, MessageFault> {
    match message.remove("id") {
        Some(Value::String(id)) if !id.is_empty() && id.len() <= ID_BYTES => Ok(id),
        _ => Err(MessageFault::BadId),
    }
}

impl MessageFault {
    /// What the client gets. The connection stays open.
    ///
    /// Source: artilleryio/artillery#1567, enisdenjo/graphql-ws#602 (another `type`) and ChilliCream/graphql-platform#6468
    /// (a `start` without `payload.data`): the same words, and no `id` though the message had one. Assumed for the others.
    #[must_use]
    pub fn answer(&self) -> ServerMessage {
        ServerMessage::Error { id: None, errors: vec![ErrorEntry::unsupported_operation("unknown")] }
    }
}

impl fmt::Display for MessageFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge { bytes } => write!(f, "the frame has {bytes} bytes, more than {FRAME_BYTES}"),
            Self::Binary => f.write_str("the frame is binary"),
            Self::NotAnObject => f.write_str("the frame is not a JSON object"),
            Self::UnknownType => f.write_str("`type` is none of `connection_init`, `start` and `stop`"),
            Self::BadId => write!(f, "`id` is not a text of 1 to {ID_BYTES} bytes"),
            Self::NoData => f.write_str("`payload.data` is not a text"),
            Self::BadAuthorization(fault) => fault.fmt(f),
        }
    }
}

/// One entry of `errors`. A member that is not there is not written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ErrorEntry {
    /// `errorType`.
    pub error_type: Option<String>,
    /// `message`.
    pub message: Option<String>,
    /// `errorCode`, an HTTP status; only in `connection_error`. Clients take 400, 401 and 403 as final.
    pub error_code: Option<u16>,
}

impl ErrorEntry {
    /// An entry as `error` has it: without a code.
    ///
    /// Source: aws-amplify/aws-appsync-realtime-client-ios#108, aws-amplify/amplify-js#12679.
    pub fn new(error_type: impl Into<String>, message: impl Into<String>) -> Self {
        Self { error_type: Some(error_type.into()), message: Some(message.into()), error_code: None }
    }

    /// A fault that validation or coercion found: a message and nothing else.
    ///
    /// Source: the answer pasted in aws-amplify/amplify-cli#7427.
    pub fn validation(message: impl Into<String>) -> Self {
        Self { message: Some(message.into()), ..Self::default() }
    }

    /// The same entry with the status that `connection_error` carries.
    ///
    /// Source: aws-amplify/amplify-flutter#2763, where a refused connect has `errorCode` 401.
    #[must_use]
    pub fn with_code(self, status: u16) -> Self {
        Self { error_code: Some(status), ..self }
    }

    /// The caller may not use this field of `Subscription`.
    ///
    /// Source: aws-amplify/amplify-js#12679.
    #[must_use]
    pub fn field_denied(field: &str) -> Self {
        Self::new(refusal_words::UNAUTHORIZED, refusal_words::field_denied("Subscription", field))
    }

    /// An operation that does not belong here: `query`, `mutation`, or `unknown`.
    ///
    /// Source: artilleryio/artillery#1567 for `unknown`; aws-amplify/amplify-cli#4118 for operations that are no
    /// subscription, which gives the type of the error and not the word. The word is Assumed.
    #[must_use]
    pub fn unsupported_operation(what: &str) -> Self {
        Self::new(refusal_words::UNSUPPORTED_OPERATION, format!("{what} not supported through the realtime channel"))
    }

    /// A handshake without an authorization object. Only for the connect.
    ///
    /// Source: graphql-dotnet/graphql-client#662.
    #[must_use]
    pub fn required_headers_missing() -> Self {
        Self::validation(refusal_words::REQUIRED_HEADERS_MISSING).with_code(400)
    }

    fn write(&self, out: &mut String) {
        let mut entry = Map::new();
        entry.extend(self.error_type.as_deref().map(|text| ("errorType".to_owned(), Value::from(text))));
        entry.extend(self.message.as_deref().map(|text| ("message".to_owned(), Value::from(text))));
        entry.extend(self.error_code.map(|code| ("errorCode".to_owned(), Value::from(code))));
        out.push_str(&Value::Object(entry).to_string());
    }
}

impl fmt::Display for ErrorEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.error_type, &self.message) {
            (Some(error_type), Some(message)) => write!(f, "`{error_type}: {message}`")?,
            (Some(words), None) | (None, Some(words)) => write!(f, "`{words}`")?,
            (None, None) => f.write_str("an error without words")?,
        }
        self.error_code.map_or(Ok(()), |code| write!(f, " ({code})"))
    }
}

/// What the service sends. `Display` prints the frame, its keys in the order in which AppSync writes them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ServerMessage {
    /// `connection_ack`.
    ConnectionAck {
        /// `connectionTimeoutMs`, in milliseconds.
        connection_timeout_ms: u64,
    },
    /// `ka`.
    KeepAlive,
    /// `start_ack`: the subscription stands.
    StartAck {
        /// The client's name for the subscription.
        id: String,
    },
    /// `data`: something happened that was subscribed to.
    Data {
        /// The client's name for the subscription.
        id: String,
        /// The payload, JSON already: `{"data":…}`. One payload goes to many subscribers.
        payload: Arc<str>,
    },
    /// `error`: a subscription was refused, or, without an id, a message could not be taken.
    Error {
        /// The client's name for the subscription.
        id: Option<String>,
        /// What is wrong.
        errors: Vec<ErrorEntry>,
    },
    /// `error` for a limit. Its `errors` is one object and no list.
    ///
    /// Source: aws-amplify/amplify-cli#3547; aws-appsync-realtime-client-ios reads `MaxSubscriptionsReachedError` (with an
    /// id) and `LimitExceededError` (without) in this shape only.
    LimitError {
        /// The client's name for the subscription.
        id: Option<String>,
        /// The limit that was reached.
        error: ErrorEntry,
    },
    /// `complete`: the subscription ended.
    Complete {
        /// The client's name for the subscription.
        id: String,
    },
    /// `connection_error`: there will be no connection.
    ConnectionError {
        /// Why.
        errors: Vec<ErrorEntry>,
    },
}

/// The frame of a `data` message, without a copy of id and payload before: one payload goes to many subscribers.
///
/// Source of the order of the keys: AppSync developer guide, "Building a real-time WebSocket client".
#[must_use]
pub fn data_frame(id: &str, payload: &str) -> String {
    let mut frame = String::with_capacity(id.len() + payload.len() + 48);
    frame.push_str(r#"{"id":"#);
    frame.push_str(&Value::from(id).to_string());
    frame.push_str(r#","type":"data","payload":"#);
    frame.push_str(payload);
    frame.push('}');
    frame
}

fn list(errors: &[ErrorEntry]) -> String {
    let mut out = String::from("[");
    for (at, error) in errors.iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        error.write(&mut out);
    }
    out.push(']');
    out
}

fn error(f: &mut fmt::Formatter<'_>, id: Option<&str>, errors: &str) -> fmt::Result {
    f.write_str("{")?;
    if let Some(id) = id {
        write!(f, r#""id":{},"#, Value::from(id))?;
    }
    write!(f, r#""type":"error","payload":{{"errors":{errors}}}}}"#)
}

impl fmt::Display for ServerMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ConnectionAck { connection_timeout_ms } => {
                write!(f, r#"{{"type":"connection_ack","payload":{{"connectionTimeoutMs":{connection_timeout_ms}}}}}"#)
            }
            Self::KeepAlive => f.write_str(r#"{"type":"ka"}"#),
            // Source: aws-amplify/amplify-js#9706.
            Self::StartAck { id } => write!(f, r#"{{"id":{},"type":"start_ack"}}"#, Value::from(id.as_str())),
            Self::Data { id, payload } => f.write_str(&data_frame(id, payload)),
            Self::Error { id, errors } => error(f, id.as_deref(), &list(errors)),
            Self::LimitError { id, error: entry } => {
                let mut out = String::new();
                entry.write(&mut out);
                error(f, id.as_deref(), &out)
            }
            Self::Complete { id } => write!(f, r#"{{"id":{},"type":"complete"}}"#, Value::from(id.as_str())),
            // Source: aws-amplify/amplify-flutter#2763, aws/aws-appsync-community#195: the payload comes first.
            Self::ConnectionError { errors } => {
                write!(f, r#"{{"payload":{{"errors":{}}},"type":"connection_error"}}"#, list(errors))
            }
        }
    }
}
