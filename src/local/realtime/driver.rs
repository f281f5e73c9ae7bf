//! A connection: what comes from the socket, the authorizer and the hub goes into the protocol's state machine, and what
//! it says is done.

use std::collections::VecDeque;
use std::future;
use std::sync::Arc;
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use hyper::upgrade::Upgraded;
use hyper_util::rt::TokioIo;
use tokio::sync::watch;
use tokio::task::{JoinError, JoinSet};
use tokio::time::{Instant, sleep_until, timeout};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::{self, Message};

use super::authorize::Route;
use super::hub::{Admitted, Seat};
use super::mailbox::{Inbox, Mail};
use crate::local::emulator::Emulator;
use crate::realtime::server::CLOSE_REFUSED;
use crate::realtime::{AuthorizationObject, Connection, ErrorEntry, HandshakeFault, Input, Output, Start, StartId};

type Socket = WebSocketStream<TokioIo<Upgraded>>;

/// How many connects and starts of one connection are judged at the same time; more of them wait.
const JUDGED_AT_ONCE: usize = 16;

/// How long a client may take to read what it is sent.
const SEND_WITHIN: Duration = Duration::from_secs(30);

/// How long a client may take to answer a Close frame.
const CLOSE_WITHIN: Duration = Duration::from_secs(2);

/// How long a refused client may take to say its first word. Some clients read nothing before they have said
/// `connection_init`; were the connection closed by then, they would not see why (gql for Python: `ConnectionClosedError`).
/// The service is never so quick that this happens; a Node.js process on a busy machine can need more than a second.
const HEAR_WITHIN: Duration = Duration::from_secs(5);

/// The emulator stops, or the API is gone: the service goes away.
const GOING_AWAY: u16 = 1001;

/// A fault of the program.
const INTERNAL_ERROR: u16 = 1011;

/// Where a connection stands.
#[derive(Debug)]
pub(super) struct Place {
    pub(super) emulator: Arc<Emulator>,
    pub(super) seat: Seat,
    pub(super) inbox: Inbox,
    pub(super) route: Arc<Route>,
    pub(super) stop: watch::Receiver<bool>,
}

/// What was judged.
#[derive(Debug)]
enum Answer {
    Connect(Result<(), ErrorEntry>),
    Start(StartId, Result<Box<Admitted>, Vec<ErrorEntry>>),
}

/// What happens to a connection.
#[derive(Debug)]
enum Event {
    Stop,
    Read(Option<Result<Message, tungstenite::Error>>),
    Judged(Result<Answer, JoinError>),
    Mail(Option<Mail>),
    Tick,
}

/// The connection is over; a Close frame with this code may be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Over(Option<u16>);

/// A connection that is served.
struct Driver {
    socket: Socket,
    place: Place,
    machine: Connection,
    began: Instant,
    judging: JoinSet<Answer>,
    /// Starts that wait to be judged; those that the client gave up are taken out.
    waiting: VecDeque<Start>,
    /// Whether the client has said anything.
    heard: bool,
}

/// Serves a connection until it ends.
pub(super) async fn serve(socket: Socket, place: Place, authorization: AuthorizationObject) {
    let mut driver = Driver {
        socket,
        place,
        machine: Connection::default(),
        began: Instant::now(),
        judging: JoinSet::new(),
        waiting: VecDeque::new(),
        heard: false,
    };
    let Over(code) = driver.run(authorization).await;
    let Driver { mut socket, place, judging, heard, .. } = driver;
    // Nothing is judged or delivered any more, while the client may still take its time.
    drop(judging);
    drop(place.inbox);
    if code == Some(CLOSE_REFUSED) && !heard {
        hear(&mut socket).await;
    }
    close(socket, code).await;
    drop(place.seat);
}

/// Tells of a fault in the handshake and ends the connection.
pub(super) async fn refuse(mut socket: Socket, fault: &HandshakeFault) {
    let frame = Message::text(fault.answer().to_string());
    if let Ok(Ok(())) = timeout(SEND_WITHIN, socket.send(frame)).await {
        hear(&mut socket).await;
        close(socket, Some(fault.close_code())).await;
    }
}

/// Waits for the client's first word.
async fn hear(socket: &mut Socket) {
    let _ = timeout(HEAR_WITHIN, socket.next()).await;
}

/// Closes a connection, and reads what is still under way: what is left unread would reset the connection, and the client
/// might lose what it was sent last.
async fn close(mut socket: Socket, code: Option<u16>) {
    let Some(code) = code else { return };
    let closing = async {
        let frame = CloseFrame { code: code.into(), reason: Default::default() };
        // The client may have closed first; then its frame is answered by reading on.
        let _ = socket.close(Some(frame)).await;
        while let Some(Ok(_)) = socket.next().await {}
    };
    let _ = timeout(CLOSE_WITHIN, closing).await;
}

impl Driver {
    async fn run(&mut self, authorization: AuthorizationObject) -> Over {
        let outputs = self.machine.handle(Duration::ZERO, Input::Opened(authorization));
        let mut done = self.perform(outputs).await;
        while done.is_ok() {
            let event = self.next().await;
            done = self.take(event).await;
        }
        let over = done.err().unwrap_or(Over(None));
        let outputs = self.machine.handle(self.began.elapsed(), Input::Closed);
        self.forget(&outputs);
        over
    }

    async fn next(&mut self) -> Event {
        let deadline = self.machine.next_deadline().and_then(|deadline| self.began.checked_add(deadline));
        let tick = async move {
            match deadline {
                Some(deadline) => sleep_until(deadline).await,
                None => future::pending().await,
            }
        };
        tokio::select! {
            _ = self.place.stop.wait_for(|stop| *stop) => Event::Stop,
            read = self.socket.next() => Event::Read(read),
            Some(answer) = self.judging.join_next(), if !self.judging.is_empty() => Event::Judged(answer),
            mail = self.place.inbox.next() => Event::Mail(mail),
            () = tick => Event::Tick,
        }
    }

    async fn take(&mut self, event: Event) -> Result<(), Over> {
        let now = self.began.elapsed();
        self.heard |= matches!(event, Event::Read(_));
        let outputs = match event {
            Event::Stop | Event::Mail(None) => return Err(Over(Some(GOING_AWAY))),
            Event::Read(None) => return Err(Over(None)),
            Event::Read(Some(Err(error))) => return Err(Over(code_of(&error))),
            Event::Read(Some(Ok(Message::Text(text)))) => self.machine.handle(now, Input::Text(&text)),
            Event::Read(Some(Ok(Message::Binary(_)))) => self.machine.handle(now, Input::Binary),
            // The code is that of the client: its frame is sent back.
            Event::Read(Some(Ok(Message::Close(frame)))) => {
                return Err(Over(Some(frame.map_or(1000, |frame| frame.code.into()))));
            }
            Event::Read(Some(Ok(_))) => return Ok(()),
            Event::Judged(Ok(answer)) => self.judged(now, answer),
            Event::Judged(Err(_)) => return Err(Over(Some(INTERNAL_ERROR))),
            Event::Mail(Some(Mail::Delivery(start, payload))) => {
                self.machine.handle(now, Input::Delivery(start, &payload))
            }
            Event::Mail(Some(Mail::Completed(start))) => self.machine.handle(now, Input::Completed(start)),
            Event::Tick => self.machine.handle(now, Input::Tick),
        };
        self.perform(outputs).await
    }

    fn judged(&mut self, now: Duration, answer: Answer) -> Vec<Output> {
        match answer {
            Answer::Connect(Ok(())) => self.machine.handle(now, Input::ConnectAuthorized),
            Answer::Connect(Err(entry)) => self.machine.handle(now, Input::ConnectRefused(entry)),
            Answer::Start(start, Err(errors)) => self.machine.handle(now, Input::StartRefused(start, errors)),
            Answer::Start(start, Ok(admitted)) => {
                let outputs = self.machine.handle(now, Input::StartAuthorized(start));
                // Nothing is to be done for a start that the client has given up.
                if !outputs.is_empty() {
                    self.place.seat.subscribe(start, *admitted);
                }
                outputs
            }
        }
    }

    /// Does what the state machine says.
    async fn perform(&mut self, outputs: Vec<Output>) -> Result<(), Over> {
        self.forget(&outputs);
        let mut over = Ok(());
        let mut frames = Vec::new();
        for output in outputs {
            match output {
                Output::Send(frame) => frames.push(frame),
                Output::AuthorizeConnect(authorization) => self.judge_connect(authorization),
                Output::AuthorizeStart(start) => self.waiting.push_back(start),
                Output::Unregister(_) => {}
                Output::Dropped { bytes, .. } => {
                    let emulator = &self.place.emulator;
                    emulator.say(&format!("warning: a delivery of {bytes} bytes is too large and was dropped"));
                }
                Output::Close(code) => over = Err(Over(Some(code))),
            }
        }
        self.judge_starts();
        if !frames.is_empty() {
            let sent = tokio::select! {
                biased;
                sent = timeout(SEND_WITHIN, send(&mut self.socket, frames)) => matches!(sent, Ok(Ok(()))),
                // The emulator does not wait for a client that does not read.
                _ = self.place.stop.wait_for(|stop| *stop) => false,
            };
            if !sent {
                return Err(Over(None));
            }
        }
        over
    }

    /// Gives up the starts that the state machine forgot.
    fn forget(&mut self, outputs: &[Output]) {
        for output in outputs {
            if let Output::Unregister(forgotten) = output {
                self.waiting.retain(|start| start.start != *forgotten);
                self.place.seat.unsubscribe(*forgotten);
            }
        }
    }

    fn judge_connect(&mut self, authorization: AuthorizationObject) {
        let (emulator, route) = (Arc::clone(&self.place.emulator), Arc::clone(&self.place.route));
        self.judging.spawn(async move { Answer::Connect(emulator.authorize_connect(&route, &authorization).await) });
    }

    fn judge_starts(&mut self) {
        while self.judging.len() < JUDGED_AT_ONCE
            && let Some(Start { start, data, authorization, .. }) = self.waiting.pop_front()
        {
            let (emulator, route) = (Arc::clone(&self.place.emulator), Arc::clone(&self.place.route));
            self.judging.spawn(async move {
                let admitted = emulator.authorize_start(&route, &authorization, &data).await;
                Answer::Start(start, admitted.map(Box::new))
            });
        }
    }
}

async fn send(socket: &mut Socket, frames: Vec<String>) -> Result<(), tungstenite::Error> {
    for frame in frames {
        socket.feed(Message::text(frame)).await?;
    }
    socket.flush().await
}

/// What to close with after a fault of the WebSocket itself; `None` where nothing can be sent.
fn code_of(error: &tungstenite::Error) -> Option<u16> {
    match error {
        tungstenite::Error::Capacity(_) => Some(1009),
        tungstenite::Error::Utf8(_) => Some(1007),
        tungstenite::Error::Protocol(tungstenite::error::ProtocolError::ResetWithoutClosingHandshake) => None,
        tungstenite::Error::Protocol(_) => Some(1002),
        _ => None,
    }
}
