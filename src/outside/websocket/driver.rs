//! One connection after another: what happens goes into the state machine, and what it says is done.

use std::future::{self, Future};
use std::ops::ControlFlow;
use std::pin::{Pin, pin};
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use tokio::time::{Instant, sleep_until, timeout};
use tokio_tungstenite::tungstenite::error::{CapacityError, ProtocolError};
use tokio_tungstenite::tungstenite::{self, Message, Utf8Bytes};
use uuid::Uuid;

use super::opening::{MESSAGE_BYTES, NotOpened, Socket, open};
use crate::appsync::Secret;
use crate::appsync::endpoint::shown_url;
use crate::error::{Error, ErrorKind, Result};
use crate::outside::http::{HttpClient, innermost, jitter};
use crate::outside::said::one_line;
use crate::realtime::client::{ClientInput, ClientOutput};
use crate::realtime::{
    AuthorizationObject, ClientLimits, ClientMessage, Ending, ErrorEntry, Heard, Lost, Purpose, Subscription,
};

/// How long a message may take to be sent.
const SENT_WITHIN: Duration = Duration::from_secs(15);

/// How long the other side may take to answer a Close frame.
const CLOSED_WITHIN: Duration = Duration::from_millis(500);

/// What is subscribed to, and how it is reached.
#[derive(Debug, Clone, Copy)]
pub struct Subscribing<'a> {
    /// The address of the real-time service: `wss://…` or `ws://…`.
    pub url: &'a str,
    /// Headers of the handshake besides those of the protocol: `host` where it is another, and the user's own.
    pub headers: &'a [(String, Secret)],
    /// The request, JSON with `query`, `variables`, `operationName`. It is sent byte for byte.
    pub data: &'a str,
    /// A client made by [`HttpClient::for_websocket`].
    pub client: &'a HttpClient,
    /// How long is waited, and how often something is tried.
    pub limits: ClientLimits,
}

/// Why the user wants no more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StopReason {
    /// Ctrl-C.
    Interrupted,
    /// The time that was given is over.
    Elapsed,
    /// Whoever hears the events has heard enough.
    Enough,
}

/// What is told while a subscription goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told<'a> {
    /// What the user should hear.
    Heard(Heard<'a>),
    /// A connection is about to be opened.
    Opening,
    /// A message was sent. Its `Debug` hides the secrets.
    Sent(&'a ClientMessage),
    /// A text frame came.
    Received(&'a str),
}

/// A subscription that has ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    /// How many events were told.
    pub events: u64,
    /// How it ended.
    pub how: How,
}

/// How a subscription ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum How {
    /// The user wanted no more.
    Stopped(StopReason),
    /// The service completed it.
    Completed,
    /// The service refused it, or ended it with errors.
    Refused {
        /// The connect, or the start.
        purpose: Purpose,
        /// What the service said; at least one.
        errors: Vec<ErrorEntry>,
    },
}

/// What is waited for.
#[derive(Debug)]
enum Doing {
    Nothing,
    Authorizing(Purpose),
    Opening(AuthorizationObject),
    Reading,
}

/// What happened.
#[derive(Debug)]
enum Happened {
    Text(Utf8Bytes),
    Other(ClientInput<'static>),
}

/// What one connection after another has in common.
struct Driver<'a> {
    asked: &'a Subscribing<'a>,
    machine: Subscription,
    began: Instant,
    chance: f64,
    doing: Doing,
    socket: Option<Socket>,
    stopped: Option<StopReason>,
    events: u64,
    /// The last failure to be authorized or connected, in full.
    failure: Option<Error>,
}

/// Subscribes, and goes on until it is enough.
///
/// `authorize` gives an authorization object; it is asked anew for each connect and each start. `told` hears everything
/// and may break off; then the subscription is stopped, as when `ended_by` comes to its end.
///
/// A subscription that never stood fails at once when its host cannot be reached or no authorization can be had, and
/// after [`ClientLimits::first_attempts`] when connections fail. One that stood is resumed without end, until it is refused.
///
/// # Errors
/// Outside: the API cannot be reached, or is none. Those of `authorize` and `told`.
pub async fn subscribe(
    asked: &Subscribing<'_>,
    mut authorize: impl AsyncFnMut(Purpose) -> Result<AuthorizationObject>,
    mut told: impl FnMut(Told<'_>) -> Result<ControlFlow<()>>,
    ended_by: impl Future<Output = StopReason>,
) -> Result<Ended> {
    let mut ended_by = pin!(ended_by);
    let mut driver = Driver {
        asked,
        machine: Subscription::new(Uuid::new_v4().to_string(), asked.data, asked.limits),
        began: Instant::now(),
        chance: chance(),
        doing: Doing::Nothing,
        socket: None,
        stopped: None,
        events: 0,
        failure: None,
    };
    let mut happened = Happened::Other(ClientInput::Begin);
    loop {
        let ended = driver.take(happened, &mut told).await?;
        happened = match ended {
            ControlFlow::Break(ended) => return Ok(ended),
            ControlFlow::Continue(Some(next)) => next,
            ControlFlow::Continue(None) => driver.wait(&mut authorize, ended_by.as_mut()).await?,
        };
    }
}

/// Where the driver goes on: the end, or the next thing that happened, when it is known already.
type Next = ControlFlow<Ended, Option<Happened>>;

impl Driver<'_> {
    /// Hands what happened to the state machine, and does what it says.
    async fn take(
        &mut self,
        happened: Happened,
        told: &mut impl FnMut(Told<'_>) -> Result<ControlFlow<()>>,
    ) -> Result<Next> {
        let mut enough = false;
        let mut lost = None;
        let input = match &happened {
            Happened::Text(text) => {
                enough |= told(Told::Received(text))?.is_break();
                ClientInput::Text(text)
            }
            Happened::Other(input) => input.clone(),
        };
        for output in self.machine.handle(self.began.elapsed(), self.chance, input) {
            match output {
                ClientOutput::Tell(heard) => {
                    self.events += u64::from(matches!(heard, Heard::Event(_)));
                    enough |= told(Told::Heard(heard))?.is_break();
                }
                ClientOutput::Authorize(purpose) => self.doing = Doing::Authorizing(purpose),
                ClientOutput::Open(object) => {
                    enough |= told(Told::Opening)?.is_break();
                    self.chance = chance();
                    self.doing = Doing::Opening(object);
                }
                ClientOutput::Send(message) => {
                    self.doing = Doing::Reading;
                    lost = self.send(&message).await.err();
                    enough |= told(Told::Sent(&message))?.is_break();
                }
                ClientOutput::Close => {
                    self.doing = Doing::Nothing;
                    close(self.socket.take()).await;
                }
                ClientOutput::Finished(ending) => return Ok(ControlFlow::Break(self.ended(ending)?)),
            }
        }
        if enough && self.stopped.is_none() {
            self.stopped = Some(StopReason::Enough);
            return Ok(ControlFlow::Continue(Some(Happened::Other(ClientInput::Stop))));
        }
        Ok(ControlFlow::Continue(lost.map(|lost| Happened::Other(ClientInput::Lost(lost)))))
    }

    fn ended(&mut self, ending: Ending) -> Result<Ended> {
        let how = match ending {
            // The state machine stops only when it is told to.
            Ending::Stopped => How::Stopped(self.stopped.unwrap_or(StopReason::Enough)),
            Ending::Completed => How::Completed,
            Ending::Refused { purpose, errors } => How::Refused { purpose, errors },
            Ending::Failed(lost) => return Err(failed(self.asked, &lost, self.failure.take())),
        };
        Ok(Ended { events: self.events, how })
    }

    /// Waits for what happens next.
    async fn wait(
        &mut self,
        authorize: &mut impl AsyncFnMut(Purpose) -> Result<AuthorizationObject>,
        ended_by: Pin<&mut impl Future<Output = StopReason>>,
    ) -> Result<Happened> {
        let deadline = self.machine.next_deadline().and_then(|deadline| self.began.checked_add(deadline));
        // A service that goes on sending after a `stop` must not keep us.
        if self.stopped.is_some() && deadline.is_some_and(|deadline| deadline <= Instant::now()) {
            return Ok(Happened::Other(ClientInput::Tick));
        }
        let tick = async move {
            match deadline {
                Some(deadline) => sleep_until(deadline).await,
                None => future::pending().await,
            }
        };
        let is_stopped = self.stopped.is_some();
        tokio::select! {
            biased;
            reason = ended_by, if !is_stopped => {
                self.stopped = Some(reason);
                Ok(Happened::Other(ClientInput::Stop))
            }
            // Before the time: while nobody took the events, frames came that show that the connection lives.
            happened = self.work(authorize) => happened,
            () = tick => Ok(Happened::Other(ClientInput::Tick)),
        }
    }

    async fn work(
        &mut self,
        authorize: &mut impl AsyncFnMut(Purpose) -> Result<AuthorizationObject>,
    ) -> Result<Happened> {
        let input = match &self.doing {
            Doing::Nothing => future::pending().await,
            Doing::Authorizing(purpose) => match authorize(*purpose).await {
                Ok(object) => ClientInput::Authorized(object),
                Err(error) if !may_pass(&error) => return Err(error),
                Err(error) => ClientInput::Lost(Lost::NotAuthorized(self.keep(error))),
            },
            Doing::Opening(object) => match open(self.asked, object).await {
                Ok(socket) => {
                    self.socket = Some(socket);
                    ClientInput::Opened
                }
                Err(NotOpened::Final(error)) => return Err(error),
                Err(NotOpened::Passing(error)) => ClientInput::Lost(Lost::NotOpened(self.keep(error))),
            },
            Doing::Reading => return Ok(self.read().await),
        };
        self.doing = Doing::Nothing;
        Ok(Happened::Other(input))
    }

    /// Keeps an error for the end; gives its words.
    fn keep(&mut self, error: Error) -> String {
        let words = error.message().to_owned();
        self.failure = Some(error);
        words
    }

    async fn read(&mut self) -> Happened {
        let lost = |how: String| Happened::Other(ClientInput::Lost(Lost::Closed(how)));
        let Some(socket) = &mut self.socket else { return lost("there is none".to_owned()) };
        loop {
            match socket.next().await {
                Some(Ok(Message::Text(text))) => return Happened::Text(text),
                Some(Ok(Message::Binary(_))) => return Happened::Other(ClientInput::Binary),
                Some(Ok(Message::Close(frame))) => {
                    return lost(frame.map_or_else(
                        || "the other side closed it without a code".to_owned(),
                        |frame| format!("code {} {}", u16::from(frame.code), one_line(&frame.reason)).trim().to_owned(),
                    ));
                }
                // A Ping is answered by reading on.
                Some(Ok(Message::Ping(_) | Message::Pong(_) | Message::Frame(_))) => {}
                Some(Err(error)) => return lost(words(&error)),
                None => return lost("the other side ended it".to_owned()),
            }
        }
    }

    async fn send(&mut self, message: &ClientMessage) -> Result<(), Lost> {
        let Some(socket) = &mut self.socket else { return Ok(()) };
        let frame = Message::text(message.frame().expose());
        match timeout(SENT_WITHIN, socket.send(frame)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(error)) => Err(Lost::Closed(words(&error))),
            Err(_) => Err(Lost::Closed("nothing can be sent".to_owned())),
        }
    }
}

/// Whether an authorization may be had later: a network that is away, credentials that are being renewed.
fn may_pass(error: &Error) -> bool {
    matches!(error.kind(), ErrorKind::Outside | ErrorKind::Credentials)
}

/// A number from 0 to 1.
fn chance() -> f64 {
    jitter() - 0.5
}

/// Closes a connection politely, if the other side is quick.
async fn close(socket: Option<Socket>) {
    let Some(mut socket) = socket else { return };
    let closing = async {
        // The other side may have closed first.
        let _ = socket.close(None).await;
        while let Some(Ok(_)) = socket.next().await {}
    };
    let _ = timeout(CLOSED_WITHIN, closing).await;
}

/// Why a connection failed.
fn words(error: &tungstenite::Error) -> String {
    match error {
        tungstenite::Error::Capacity(CapacityError::MessageTooLong { .. }) => {
            format!("a message has more than {} MiB", MESSAGE_BYTES >> 20)
        }
        tungstenite::Error::Protocol(ProtocolError::ResetWithoutClosingHandshake) => {
            "the other side ended it without a word".to_owned()
        }
        tungstenite::Error::Utf8(_) => "a text frame is not UTF-8".to_owned(),
        error => one_line(&innermost(error)),
    }
}

/// The error of a subscription that never stood.
fn failed(asked: &Subscribing<'_>, lost: &Lost, failure: Option<Error>) -> Error {
    let (code, help) = match lost {
        Lost::NotOpened(_) | Lost::NotAuthorized(_) => {
            return failure.unwrap_or_else(|| Error::bug("a connection failed for no reason"));
        }
        Lost::NoHandshake(_) | Lost::NoConnectionAck(_) | Lost::NoStartAck(_) | Lost::Silent(_) => {
            ("timeout", "check the URL: is it that of an AppSync API with real-time subscriptions?")
        }
        Lost::Closed(_) | Lost::Told(_) => ("connection-lost", "try again; with `-v` each attempt is shown"),
    };
    Error::outside(code, format!("cannot subscribe at `{}`: {lost}", shown_url(asked.url))).help(help)
}
