//! One connection of the server as a state machine: what happens goes in, what is to be done comes out.
//!
//! It asks for authorization and never decides it. Time is an argument: the duration since any moment that the caller
//! keeps for all connections.

use std::time::Duration;

use super::authorization::AuthorizationObject;
use super::limits::{
    CONNECTION_LIFETIME, CONNECTION_TIMEOUT, HELD_BYTES, HELD_MESSAGES, KEEP_ALIVE, PAYLOAD_BYTES,
    SUBSCRIPTIONS_PER_CONNECTION,
};
use super::message::{ClientMessage, ErrorEntry, MessageFault, ServerMessage, data_frame};
use crate::appsync::refusal_words;

/// The code of the Close frame after a `connection_error`.
///
/// The service ends such a connection without a Close frame (graphql-dotnet/graphql-client#591, Textalk/websocket-php#92,
/// sony/appsync-client-go#10: 1006 at the client). We send one, so that the error is not lost in a reset; the code is ours.
pub const CLOSE_REFUSED: u16 = 1008;

/// The code of the Close frame when a connection has lived its time. Assumed.
pub const CLOSE_LIFETIME: u16 = 1001;

/// The n-th `start` of a connection. A client may use an id again once it is free; this number is never used again, so an
/// answer that comes late meets nobody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StartId(u64);

/// A `start` that waits for its authorization.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Start {
    /// The name to answer, deliver and complete with.
    pub start: StartId,
    /// The client's name for the subscription, for the log.
    pub id: String,
    /// The request as the client wrote it: JSON with `query`, `variables`, `operationName`. IAM signs these bytes.
    pub data: String,
    /// The headers that came with it; empty when there are none.
    pub authorization: AuthorizationObject,
}

/// What happens to a connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input<'a> {
    /// The upgrade was answered. The object is that of the handshake; empty when it had none.
    Opened(AuthorizationObject),
    /// A text frame came.
    Text(&'a str),
    /// A binary frame came.
    Binary,
    /// Time went by: [`Connection::next_deadline`] is reached.
    Tick,
    /// The connect is authorized.
    ConnectAuthorized,
    /// The connect is refused. The entry has an `errorCode`.
    ConnectRefused(ErrorEntry),
    /// A start is authorized and valid. Register it for deliveries after this input: earlier ones would be lost.
    StartAuthorized(StartId),
    /// A start is refused: by authorization, by a directive of its field, or by validation.
    StartRefused(StartId, Vec<ErrorEntry>),
    /// Something is delivered: a payload that is JSON already, `{"data":…}`.
    Delivery(StartId, &'a str),
    /// The service ends a subscription.
    Completed(StartId),
    /// The socket is closed, by whomever.
    Closed,
}

/// What is to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Output {
    /// Send this text frame.
    Send(String),
    /// Ask whether this connect is authorized; answer with `ConnectAuthorized` or `ConnectRefused`.
    AuthorizeConnect(AuthorizationObject),
    /// Ask whether this start is authorized, and validate it; answer with `StartAuthorized` or `StartRefused`.
    AuthorizeStart(Start),
    /// Forget this start: give up what it waits for, deliver to it no more.
    Unregister(StartId),
    /// A payload is larger than [`PAYLOAD_BYTES`] and was not sent; the client is told nothing.
    Dropped {
        /// Whose.
        start: StartId,
        /// How many bytes it has.
        bytes: usize,
    },
    /// Close the socket with this code. It is the last output of a connection.
    Close(u16),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Not yet opened.
    New,
    /// The connect is being authorized.
    Connecting,
    /// The connect is authorized.
    Open,
    /// Nothing happens any more.
    Closed,
}

#[derive(Debug)]
struct Subscription {
    start: StartId,
    id: Box<str>,
    /// Whether it was acknowledged; before that it waits for its authorization.
    acknowledged: bool,
}

/// A connection of the server.
///
/// AppSync authorizes a connect by its handshake: a refusal comes right after the upgrade, whether or not the client sent
/// `connection_init` (aws/aws-appsync-community#195 shows it for a handshake without subprotocol; for a refusal by
/// authorization it is Assumed). `connection_init` is optional, and a `start` may come before its answer (AppSync developer
/// guide, "Building a real-time WebSocket client"; ChilliCream/graphql-platform#6468). An idle connection owns no memory on
/// the heap.
#[derive(Debug)]
pub struct Connection {
    state: State,
    most_subscriptions: usize,
    ends_at: Duration,
    next_keep_alive: Duration,
    starts: u64,
    /// In ascending order of their `start`.
    subscriptions: Vec<Subscription>,
    /// What came while the connect is being authorized.
    held: Vec<Result<ClientMessage, MessageFault>>,
    held_bytes: usize,
}

impl Default for Connection {
    fn default() -> Self {
        Self::new(SUBSCRIPTIONS_PER_CONNECTION)
    }
}

impl Connection {
    /// A connection that may have so many subscriptions; the default is [`SUBSCRIPTIONS_PER_CONNECTION`].
    #[must_use]
    pub fn new(most_subscriptions: usize) -> Self {
        Self {
            state: State::New,
            most_subscriptions,
            ends_at: Duration::MAX,
            next_keep_alive: Duration::MAX,
            starts: 0,
            subscriptions: Vec::new(),
            held: Vec::new(),
            held_bytes: 0,
        }
    }

    /// When the next [`Input::Tick`] is due; `None` when there is nothing to wait for.
    #[must_use]
    pub fn next_deadline(&self) -> Option<Duration> {
        match self.state {
            State::New | State::Closed => None,
            State::Connecting => Some(self.ends_at),
            State::Open => Some(self.ends_at.min(self.next_keep_alive)),
        }
    }

    /// How many subscriptions there are, those being authorized included.
    #[must_use]
    pub fn subscriptions(&self) -> usize {
        self.subscriptions.len()
    }

    /// Takes what happened and says what is to be done, in this order. An input that no longer fits, such as an answer for a
    /// start that the client stopped, gives nothing.
    pub fn handle(&mut self, now: Duration, input: Input<'_>) -> Vec<Output> {
        match (self.state, input) {
            (State::Closed, _) => Vec::new(),
            (State::New, Input::Opened(authorization)) => {
                self.state = State::Connecting;
                self.ends_at = now.saturating_add(CONNECTION_LIFETIME);
                vec![Output::AuthorizeConnect(authorization)]
            }
            (_, Input::Closed) => self.end(),
            (State::New, _) | (_, Input::Opened(_)) => Vec::new(),
            (_, Input::Text(text)) => self.frame(now, ClientMessage::parse(text), text.len()),
            (_, Input::Binary) => self.frame(now, Err(MessageFault::Binary), 0),
            (_, Input::Tick) => self.tick(now),
            (State::Connecting, Input::ConnectAuthorized) => self.connected(now),
            (State::Connecting, Input::ConnectRefused(entry)) => {
                let mut outputs = vec![send(&ServerMessage::ConnectionError { errors: vec![entry] })];
                outputs.extend(self.end());
                outputs.push(Output::Close(CLOSE_REFUSED));
                outputs
            }
            (_, Input::ConnectAuthorized | Input::ConnectRefused(_)) => Vec::new(),
            (_, Input::StartAuthorized(start)) => self.start_authorized(start),
            (_, Input::StartRefused(start, errors)) => self.start_refused(start, errors),
            (_, Input::Delivery(start, payload)) => self.deliver(start, payload),
            (_, Input::Completed(start)) => self.completed(start),
        }
    }

    /// Everything is given up; there are no frames in it.
    fn end(&mut self) -> Vec<Output> {
        self.state = State::Closed;
        self.held = Vec::new();
        std::mem::take(&mut self.subscriptions).into_iter().map(|one| Output::Unregister(one.start)).collect()
    }

    /// While the connect is being authorized everything waits: a refusal must be the first frame. Only a client that sends
    /// more than is kept is told so before.
    fn frame(&mut self, now: Duration, message: Result<ClientMessage, MessageFault>, bytes: usize) -> Vec<Output> {
        if self.state == State::Open {
            return self.message(now, message);
        }
        // What cannot be read is not kept, so its bytes do not count.
        let bytes = if message.is_ok() { bytes } else { 0 };
        if self.held.len() < HELD_MESSAGES && bytes <= HELD_BYTES.saturating_sub(self.held_bytes) {
            self.held_bytes += bytes;
            self.held.push(message);
            return Vec::new();
        }
        // Source of the words and the shape: aws-amplify/aws-appsync-realtime-client-ios#67.
        let error = ErrorEntry::new(refusal_words::LIMIT_EXCEEDED_ERROR, "Rate limit exceeded");
        vec![send(&ServerMessage::LimitError { id: None, error })]
    }

    fn connected(&mut self, now: Duration) -> Vec<Output> {
        self.state = State::Open;
        self.next_keep_alive = now.saturating_add(KEEP_ALIVE);
        self.held_bytes = 0;
        let held = std::mem::take(&mut self.held);
        held.into_iter().flat_map(|message| self.message(now, message)).collect()
    }

    fn message(&mut self, now: Duration, message: Result<ClientMessage, MessageFault>) -> Vec<Output> {
        match message {
            Err(fault) => vec![send(&fault.answer())],
            Ok(ClientMessage::ConnectionInit) => {
                // Source: ChilliCream/graphql-platform#6468: a `ka` follows the answer at once.
                self.next_keep_alive = now.saturating_add(KEEP_ALIVE);
                let connection_timeout_ms = CONNECTION_TIMEOUT.as_secs() * 1_000;
                vec![send(&ServerMessage::ConnectionAck { connection_timeout_ms }), send(&ServerMessage::KeepAlive)]
            }
            Ok(ClientMessage::Start { id, data, authorization }) => vec![self.start(id, data, authorization)],
            Ok(ClientMessage::Stop { id }) => self.stop(id),
        }
    }

    fn start(&mut self, id: String, data: String, authorization: AuthorizationObject) -> Output {
        if self.subscriptions.iter().any(|one| *one.id == *id) {
            // Source: aws-amplify/amplify-js#12818. That the first one lives on is Assumed.
            let entry = ErrorEntry::new(
                refusal_words::DUPLICATED_OPERATION_ERROR,
                format!("Duplicated operation with id {id}"),
            );
            return send(&ServerMessage::Error { id: Some(id), errors: vec![entry] });
        }
        if self.subscriptions.len() >= self.most_subscriptions {
            // Source: aws-amplify/amplify-cli#3547, aws-appsync-realtime-client-ios.
            let message = format!("Max number of {} subscriptions reached", self.most_subscriptions);
            let error = ErrorEntry::new(refusal_words::MAX_SUBSCRIPTIONS_REACHED_ERROR, message);
            return send(&ServerMessage::LimitError { id: Some(id), error });
        }
        let start = StartId(self.starts);
        self.starts += 1;
        self.subscriptions.push(Subscription { start, id: id.as_str().into(), acknowledged: false });
        Output::AuthorizeStart(Start { start, id, data, authorization })
    }

    fn stop(&mut self, id: String) -> Vec<Output> {
        match self.subscriptions.iter().position(|one| *one.id == *id) {
            Some(at) => {
                let start = self.subscriptions.remove(at).start;
                vec![Output::Unregister(start), send(&ServerMessage::Complete { id })]
            }
            None => {
                // Source: the sample message in the tests of Amplify for Flutter.
                let entry = ErrorEntry::new("UnknownOperationError", format!("Unknown operation id {id}"));
                vec![send(&ServerMessage::Error { id: Some(id), errors: vec![entry] })]
            }
        }
    }

    fn tick(&mut self, now: Duration) -> Vec<Output> {
        if now >= self.ends_at {
            let mut outputs = self.end();
            outputs.push(Output::Close(CLOSE_LIFETIME));
            return outputs;
        }
        if self.state != State::Open || now < self.next_keep_alive {
            return Vec::new();
        }
        self.next_keep_alive = now.saturating_add(KEEP_ALIVE);
        vec![send(&ServerMessage::KeepAlive)]
    }

    fn at(&self, start: StartId) -> Option<usize> {
        self.subscriptions.binary_search_by_key(&start, |one| one.start).ok()
    }

    fn start_authorized(&mut self, start: StartId) -> Vec<Output> {
        let Some(one) = self.at(start).and_then(|at| self.subscriptions.get_mut(at)) else { return Vec::new() };
        if one.acknowledged {
            return Vec::new();
        }
        one.acknowledged = true;
        vec![send(&ServerMessage::StartAck { id: one.id.to_string() })]
    }

    fn start_refused(&mut self, start: StartId, errors: Vec<ErrorEntry>) -> Vec<Output> {
        match self.at(start) {
            Some(at) if !self.subscriptions[at].acknowledged => {
                let id = self.subscriptions.remove(at).id.into_string();
                vec![send(&ServerMessage::Error { id: Some(id), errors })]
            }
            _ => Vec::new(),
        }
    }

    fn deliver(&self, start: StartId, payload: &str) -> Vec<Output> {
        let Some(one) = self.at(start).map(|at| &self.subscriptions[at]).filter(|one| one.acknowledged) else {
            return Vec::new();
        };
        if payload.len() > PAYLOAD_BYTES {
            return vec![Output::Dropped { start, bytes: payload.len() }];
        }
        vec![Output::Send(data_frame(&one.id, payload))]
    }

    fn completed(&mut self, start: StartId) -> Vec<Output> {
        let Some(at) = self.at(start) else { return Vec::new() };
        let id = self.subscriptions.remove(at).id.into_string();
        vec![Output::Unregister(start), send(&ServerMessage::Complete { id })]
    }
}

fn send(message: &ServerMessage) -> Output {
    Output::Send(message.to_string())
}

#[cfg(test)]
impl StartId {
    /// The n-th start, for tests.
    pub(super) fn nth(number: u64) -> Self {
        Self(number)
    }
}
