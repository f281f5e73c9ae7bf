//! One subscription of a client as a state machine, over one connection after another: what happens goes in, what is to be
//! done comes out.
//!
//! Time is an argument, the duration since any moment that the caller keeps, and so is chance. Each connection asks for
//! authorization anew, twice: tokens expire and signatures are good for minutes.

use std::time::Duration;

use super::authorization::AuthorizationObject;
use super::heard::{Ending, Heard, Lost, Purpose};
use super::limits::{ACKNOWLEDGED_WITHIN, CONNECTION_TIMEOUT};
use super::message::{ClientMessage, ErrorEntry};
use super::received::Received;
use crate::appsync::refusal_words::LIMIT_EXCEEDED_ERROR;

/// The codes of a `connection_error` after which no client tries again.
///
/// Source: amplify-js, `NON_RETRYABLE_CODES`.
const FINAL_CODES: [u16; 3] = [400, 401, 403];

/// The errors that pass by waiting: the rate of connects or starts, and not what is asked for, was too high.
///
/// Source: aws-amplify/aws-appsync-realtime-client-ios#67, which waits and tries again.
const PASSING_ERROR: &str = LIMIT_EXCEEDED_ERROR;

/// How long is waited for what, and how often something is tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClientLimits {
    /// For a connection to be opened, its handshake included.
    pub opened_within: Duration,
    /// For `connection_ack`, and for `start_ack`.
    pub acknowledged_within: Duration,
    /// For any frame on a connection whose `connection_ack` does not say how long.
    pub silent_at_most: Duration,
    /// For `complete` after a `stop`.
    pub completed_within: Duration,
    /// The most attempts until the subscription stands for the first time. Later there is no such limit.
    pub first_attempts: u32,
    /// The wait after the first failed attempt; it doubles with each.
    pub retry_after: Duration,
    /// The longest wait between two attempts.
    pub retry_after_at_most: Duration,
}

impl Default for ClientLimits {
    fn default() -> Self {
        Self {
            opened_within: Duration::from_secs(15),
            acknowledged_within: ACKNOWLEDGED_WITHIN,
            silent_at_most: CONNECTION_TIMEOUT,
            completed_within: Duration::from_secs(2),
            first_attempts: 3,
            retry_after: Duration::from_secs(1),
            retry_after_at_most: Duration::from_secs(30),
        }
    }
}

/// What happens to a subscription.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClientInput<'a> {
    /// It is wanted.
    Begin,
    /// The authorization that was asked for.
    Authorized(AuthorizationObject),
    /// The connection is open.
    Opened,
    /// A text frame came.
    Text(&'a str),
    /// A binary frame came.
    Binary,
    /// There is no authorization, or no connection, or no connection any more.
    Lost(Lost),
    /// Time went by: [`Subscription::next_deadline`] is reached.
    Tick,
    /// The user wants no more. A second time: at once.
    Stop,
}

/// What is to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClientOutput<'a> {
    /// Get an authorization object that is new; answer with `Authorized` or `Lost`.
    Authorize(Purpose),
    /// Open a connection with this object; answer with `Opened` or `Lost`.
    Open(AuthorizationObject),
    /// Send [`ClientMessage::frame`].
    Send(ClientMessage),
    /// Close the connection, or give up the one that is being opened. Nothing that it still sends counts.
    Close,
    /// Tell the user.
    Tell(Heard<'a>),
    /// It is over. It is the last output.
    Finished(Ending),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Not yet begun.
    New,
    /// The authorization of a connect is awaited; there is no connection.
    Authorizing,
    /// A connection is being opened.
    Opening,
    /// `connection_init` was sent.
    Connecting,
    /// The connection is acknowledged; the authorization of the start is awaited.
    Connected,
    /// `start` was sent.
    Starting,
    /// `start_ack` came.
    Standing,
    /// `stop` was sent.
    Stopping,
    /// There is no connection until the deadline.
    Waiting,
    /// Nothing happens any more.
    Finished,
}

/// A subscription of a client.
///
/// Until it stands for the first time, a connection that cannot be opened is the end: a wrong name or port is no fault that
/// passes. So is an authorization that cannot be had. A connection that was open and failed is tried again, a few times.
/// Once the subscription has stood, everything but a refusal is tried again without end.
#[derive(Debug)]
pub struct Subscription {
    id: String,
    data: String,
    limits: ClientLimits,
    state: State,
    deadline: Option<Duration>,
    /// For how long this connection may be silent, and when it was heard last.
    silent_at_most: Duration,
    heard_at: Duration,
    /// Whether it ever stood.
    stood: bool,
    /// Since when it stands no more.
    gap_since: Option<Duration>,
    /// Attempts since it stood last.
    attempts: u32,
}

type Outputs<'a> = Vec<ClientOutput<'a>>;

impl Subscription {
    /// A subscription with this name, which must differ from those of its connection, for this request: JSON with `query`,
    /// `variables`, `operationName`. It is sent byte for byte, as IAM signs it.
    #[must_use]
    pub fn new(id: impl Into<String>, data: impl Into<String>, limits: ClientLimits) -> Self {
        Self {
            id: id.into(),
            data: data.into(),
            limits,
            state: State::New,
            deadline: None,
            silent_at_most: limits.silent_at_most,
            heard_at: Duration::ZERO,
            stood: false,
            gap_since: None,
            attempts: 0,
        }
    }

    /// When the next [`ClientInput::Tick`] is due; `None` when there is nothing to wait for.
    #[must_use]
    pub fn next_deadline(&self) -> Option<Duration> {
        let silent = matches!(self.state, State::Connected | State::Starting | State::Standing)
            .then(|| self.heard_at.saturating_add(self.silent_at_most));
        match (self.deadline, silent) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        }
    }

    /// Whether it ever stood.
    #[must_use]
    pub fn stood(&self) -> bool {
        self.stood
    }

    /// Takes what happened and says what is to be done, in this order. `chance` is a number from 0 to 1, drawn anew for each
    /// input that may end a connection: a wait is between half of what it may be and all of it, so that many clients of a
    /// server that comes back do not come all at once. An input that does not fit gives nothing.
    pub fn handle<'a>(&mut self, now: Duration, chance: f64, input: ClientInput<'a>) -> Outputs<'a> {
        match (self.state, input) {
            (State::Finished, _) => Vec::new(),
            (State::New, ClientInput::Begin) => self.attempt(),
            (State::New, ClientInput::Stop) => self.finish(Ending::Stopped),
            (State::New, _) | (_, ClientInput::Begin) => Vec::new(),
            (State::Authorizing, ClientInput::Authorized(object)) => {
                self.enter(State::Opening, Some(now.saturating_add(self.limits.opened_within)));
                vec![ClientOutput::Open(object)]
            }
            (State::Connected, ClientInput::Authorized(object)) => {
                self.enter(State::Starting, Some(now.saturating_add(self.limits.acknowledged_within)));
                let (id, data) = (self.id.clone(), self.data.clone());
                vec![ClientOutput::Send(ClientMessage::Start { id, data, authorization: object })]
            }
            (State::Opening, ClientInput::Opened) => {
                self.enter(State::Connecting, Some(now.saturating_add(self.limits.acknowledged_within)));
                vec![ClientOutput::Send(ClientMessage::ConnectionInit)]
            }
            (_, ClientInput::Authorized(_) | ClientInput::Opened) => Vec::new(),
            (_, ClientInput::Text(text)) if self.has_connection() => self.frame(now, chance, text),
            (_, ClientInput::Binary) if self.has_connection() => {
                self.heard_at = now;
                vec![ignored("a binary frame")]
            }
            (_, ClientInput::Text(_) | ClientInput::Binary) => Vec::new(),
            (State::Waiting, ClientInput::Lost(_)) => Vec::new(),
            (State::Stopping, ClientInput::Lost(_)) => self.finish(Ending::Stopped),
            (_, ClientInput::Lost(lost)) => self.lost(now, chance, lost),
            (_, ClientInput::Tick) => self.tick(now, chance),
            (_, ClientInput::Stop) => self.stop(now),
        }
    }

    fn enter(&mut self, state: State, deadline: Option<Duration>) {
        (self.state, self.deadline) = (state, deadline);
    }

    fn has_connection(&self) -> bool {
        use State::{Connected, Connecting, Standing, Starting, Stopping};
        matches!(self.state, Connecting | Connected | Starting | Standing | Stopping)
    }

    fn attempt<'a>(&mut self) -> Outputs<'a> {
        self.attempts = self.attempts.saturating_add(1);
        self.silent_at_most = self.limits.silent_at_most;
        self.enter(State::Authorizing, None);
        vec![ClientOutput::Authorize(Purpose::Connect)]
    }

    fn finish<'a>(&mut self, ending: Ending) -> Outputs<'a> {
        let close = self.has_connection() || self.state == State::Opening;
        self.enter(State::Finished, None);
        let close = close.then_some(ClientOutput::Close);
        close.into_iter().chain([ClientOutput::Finished(ending)]).collect()
    }

    fn stop<'a>(&mut self, now: Duration) -> Outputs<'a> {
        if !matches!(self.state, State::Starting | State::Standing) {
            return self.finish(Ending::Stopped);
        }
        self.enter(State::Stopping, Some(now.saturating_add(self.limits.completed_within)));
        vec![ClientOutput::Send(ClientMessage::Stop { id: self.id.clone() })]
    }

    fn tick<'a>(&mut self, now: Duration, chance: f64) -> Outputs<'a> {
        if self.next_deadline().is_none_or(|deadline| now < deadline) {
            return Vec::new();
        }
        let acknowledged = self.limits.acknowledged_within;
        match self.state {
            State::Waiting => self.attempt(),
            State::Stopping => self.finish(Ending::Stopped),
            State::Opening => self.lost(now, chance, Lost::NoHandshake(self.limits.opened_within)),
            State::Connecting => self.lost(now, chance, Lost::NoConnectionAck(acknowledged)),
            State::Starting if self.deadline.is_some_and(|deadline| now >= deadline) => {
                self.lost(now, chance, Lost::NoStartAck(acknowledged))
            }
            _ => self.lost(now, chance, Lost::Silent(self.silent_at_most)),
        }
    }

    /// The connection is gone or is given up: another one follows, or this is the end.
    fn lost<'a>(&mut self, now: Duration, chance: f64, lost: Lost) -> Outputs<'a> {
        let never_was = matches!(lost, Lost::NotOpened(_) | Lost::NotAuthorized(_) | Lost::NoHandshake(_));
        if !self.stood && (never_was || self.attempts >= self.limits.first_attempts) {
            return self.finish(match lost {
                Lost::Told(errors) => Ending::Refused { purpose: self.purpose(), errors },
                lost => Ending::Failed(lost),
            });
        }
        let mut outputs = Vec::new();
        if self.has_connection() || self.state == State::Opening {
            outputs.push(ClientOutput::Close);
        }
        let stood = self.state == State::Standing;
        let attempt = if stood { 0 } else { self.attempts };
        let after = self.wait(attempt, chance);
        self.enter(State::Waiting, Some(now.saturating_add(after)));
        outputs.push(ClientOutput::Tell(match stood {
            true => {
                self.gap_since = Some(now);
                self.attempts = 0;
                Heard::Gap(lost)
            }
            false => Heard::Retrying { why: lost, attempt, after },
        }));
        outputs
    }

    /// How long to wait when so many attempts in a row have failed.
    fn wait(&self, failed: u32, chance: f64) -> Duration {
        let doubled = 2_u32.saturating_pow(failed.saturating_sub(1));
        let longest = self.limits.retry_after.saturating_mul(doubled).min(self.limits.retry_after_at_most);
        let chance = if chance.is_finite() { chance.clamp(0.0, 1.0) } else { 1.0 };
        Duration::try_from_secs_f64(longest.as_secs_f64() * (0.5 + chance / 2.0)).unwrap_or(longest)
    }

    fn purpose(&self) -> Purpose {
        match self.state {
            State::Starting | State::Standing => Purpose::Start,
            _ => Purpose::Connect,
        }
    }

    /// Any frame shows that the connection lives, not only `ka`: giving up one that delivers would lose events.
    fn frame<'a>(&mut self, now: Duration, chance: f64, text: &'a str) -> Outputs<'a> {
        self.heard_at = now;
        let Ok(message) = Received::parse(text) else { return vec![ignored("a frame that is no message of AppSync")] };
        let is_ours = |id: &str| id == self.id;
        match (self.state, message) {
            (_, Received::KeepAlive) => Vec::new(),
            (State::Connecting, Received::ConnectionAck { connection_timeout_ms }) => {
                self.silent_at_most = connection_timeout_ms.map_or(self.limits.silent_at_most, Duration::from_millis);
                self.enter(State::Connected, None);
                vec![ClientOutput::Tell(Heard::Connected), ClientOutput::Authorize(Purpose::Start)]
            }
            (State::Starting, Received::StartAck { id }) if is_ours(&id) => self.started(now),
            // One that came before `start_ack` is an event all the same.
            (State::Starting | State::Standing, Received::Data { id, payload }) if is_ours(&id) => {
                vec![ClientOutput::Tell(Heard::Event(payload))]
            }
            (State::Stopping, Received::Data { id, .. }) if is_ours(&id) => Vec::new(),
            (State::Starting | State::Standing, Received::Complete { id }) if is_ours(&id) => {
                self.finish(Ending::Completed)
            }
            // AppSync has no subscription of this name to stop: it is stopped.
            (State::Stopping, Received::Complete { id }) if is_ours(&id) => self.finish(Ending::Stopped),
            (State::Stopping, Received::Error { .. } | Received::ConnectionError { .. }) => {
                self.finish(Ending::Stopped)
            }
            (_, Received::ConnectionError { errors }) => self.refused_connect(now, chance, errors),
            (State::Connecting, Received::Error { errors, .. }) => self.refused_connect(now, chance, errors),
            (_, Received::Error { id: Some(id), .. }) if !is_ours(&id) => {
                vec![ignored(&format!("an `error` for another subscription, `{id:.64}`"))]
            }
            // Without an id it is for us while our start is the one message that is not answered: AppSync leaves the id
            // away where it could not take the message (artilleryio/artillery#1567, ChilliCream/graphql-platform#6468).
            (State::Starting, Received::Error { errors, .. })
            | (State::Standing, Received::Error { id: Some(_), errors }) => self.refused_start(now, chance, errors),
            (_, Received::Error { errors, .. }) => vec![ClientOutput::Tell(Heard::Trouble(errors))],
            (_, message) => vec![ignored(&name(&message))],
        }
    }

    fn started<'a>(&mut self, now: Duration) -> Outputs<'a> {
        self.enter(State::Standing, None);
        self.stood = true;
        let attempts = std::mem::take(&mut self.attempts);
        let heard = self
            .gap_since
            .take()
            .map_or(Heard::Started, |since| Heard::Resumed { after: now.saturating_sub(since), attempts });
        vec![ClientOutput::Tell(heard)]
    }

    fn refused_connect<'a>(&mut self, now: Duration, chance: f64, errors: Vec<ErrorEntry>) -> Outputs<'a> {
        let is_final = errors.iter().any(|error| error.error_code.is_some_and(|code| FINAL_CODES.contains(&code)));
        match is_final {
            true => self.finish(Ending::Refused { purpose: Purpose::Connect, errors }),
            false => self.lost(now, chance, Lost::Told(errors)),
        }
    }

    fn refused_start<'a>(&mut self, now: Duration, chance: f64, errors: Vec<ErrorEntry>) -> Outputs<'a> {
        match errors.iter().all(|error| error.error_type.as_deref() == Some(PASSING_ERROR)) {
            true => self.lost(now, chance, Lost::Told(errors)),
            false => self.finish(Ending::Refused { purpose: Purpose::Start, errors }),
        }
    }
}

fn ignored<'a>(what: &str) -> ClientOutput<'a> {
    ClientOutput::Tell(Heard::Ignored(what.to_owned()))
}

/// What a frame is that nobody waits for.
fn name(message: &Received<'_>) -> String {
    let out_of_place = |kind: &str| format!("a `{kind}` that nobody waits for");
    match message {
        Received::ConnectionAck { .. } => out_of_place("connection_ack"),
        Received::StartAck { .. } => out_of_place("start_ack"),
        Received::Data { .. } => out_of_place("data"),
        Received::Complete { .. } => out_of_place("complete"),
        Received::Other { kind } => format!("a frame of type `{kind:.64}`"),
        Received::KeepAlive | Received::Error { .. } | Received::ConnectionError { .. } => out_of_place("frame"),
    }
}
