//! A subscription: each event as it comes, notes on what the connection does, and the end that was asked for.

use std::cell::{Cell, RefCell};
use std::io;
use std::ops::ControlFlow;
use std::time::{Duration, SystemTime};

use serde_json::value::RawValue;
use serde_json::{Map, Value, json};

use super::run::Subject;
use super::target::Address;
use crate::appsync::Secret;
use crate::appsync::endpoint::shown_url;
use crate::commands::context::Context;
use crate::error::{Error, Result};
use crate::outside::http::{HttpClient, HttpOptions};
use crate::outside::websocket::{Ended, How, StopReason, Subscribing, Told, subscribe};
use crate::outside::{Verbosity, signal};
use crate::realtime::{AuthorizationObject, ClientLimits, ErrorEntry, Heard, Purpose, seconds};
use crate::report::json_text;
use crate::report::wording::{count, one_line};
use crate::status::Status;

/// What is subscribed to, and until when.
#[derive(Debug)]
pub(super) struct Wanted<'a> {
    /// Where the real-time service is.
    pub(super) address: Address,
    /// The user's own headers, sent with the handshake.
    pub(super) headers: Vec<(String, Secret)>,
    /// The request's body: `payload.data`.
    pub(super) data: &'a str,
    /// How the API is reached. Its timeout is the longest that a handshake may take.
    pub(super) http: &'a HttpOptions,
    /// After so many events it is enough.
    pub(super) max_events: Option<u64>,
    /// After this time it is enough, from now: connecting counts, so that a run in CI ends in time.
    pub(super) duration: Option<Duration>,
}

/// How a subscription ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Listened {
    /// With this status; it has been told.
    Ended(Status),
    /// The API refused it, which has been told; the errors are left to be explained. The status is [`Status::No`].
    Refused {
        /// The connect, or the start.
        purpose: Purpose,
        /// What the API said.
        errors: Vec<ErrorEntry>,
    },
}

impl Listened {
    /// How the run ends.
    pub(super) const fn status(&self) -> Status {
        match self {
            Self::Ended(status) => *status,
            Self::Refused { .. } => Status::No,
        }
    }
}

/// Listens to the subscription of a command line, and gives what it was authorized with last. The credential is read anew
/// for each connect and each start.
///
/// # Errors
/// Those of [`listen`].
pub(super) async fn subscription(subject: &Subject<'_>) -> Result<(Listened, AuthorizationObject)> {
    let Subject { args, context, prepared, request, .. } = subject;
    let data = request.body();
    let own = prepared.headers.iter().map(|(name, value)| (name.to_owned(), Secret::new(value)));
    let wanted = Wanted {
        address: prepared.target.realtime(),
        headers: own.collect(),
        data: &data,
        http: &prepared.http,
        max_events: args.subscription.max_events,
        duration: args.subscription.for_duration,
    };
    let last = RefCell::new(AuthorizationObject::default());
    let authorize = async |purpose| {
        let credential = prepared.caller.credential(context).await?;
        let data = (purpose == Purpose::Start).then_some(data.as_str());
        let object = credential.object(&prepared.target.api, data, &prepared.headers, SystemTime::now())?;
        last.replace(object.clone());
        Ok(object)
    };
    let listened = listen(&wanted, authorize, context).await?;
    Ok((listened, last.into_inner()))
}

/// Listens until it is enough. `authorize` is asked for each connect and each start.
///
/// # Errors
/// The API cannot be reached, there is no authorization, or standard output cannot be written.
pub(super) async fn listen(
    wanted: &Wanted<'_>,
    mut authorize: impl AsyncFnMut(Purpose) -> Result<AuthorizationObject>,
    context: &Context<'_>,
) -> Result<Listened> {
    let client = HttpClient::for_websocket(wanted.http)?;
    let mut headers = wanted.headers.clone();
    if let Some(host) = &wanted.address.host {
        headers.retain(|(name, _)| !name.eq_ignore_ascii_case("host"));
        headers.push(("host".to_owned(), Secret::new(host)));
    }
    let limits = ClientLimits { opened_within: wanted.http.timeout, ..ClientLimits::default() };
    let asked = Subscribing { url: &wanted.address.url, headers: &headers, data: wanted.data, client: &client, limits };
    let listener = Listener {
        context,
        url: shown_url(&wanted.address.url),
        most: wanted.max_events.unwrap_or(u64::MAX),
        events: Cell::new(0),
        stood: Cell::new(false),
        failure: RefCell::new(None),
        secrets: RefCell::new(Vec::new()),
    };
    let authorize = async |purpose| {
        let object = authorize(purpose).await?;
        listener.secrets.replace(object.secrets().collect());
        Ok(object)
    };
    let ended = subscribe(&asked, authorize, |told| listener.hear(&told), ended_by(wanted.duration)).await;
    match ended {
        Ok(ended) => listener.end(ended, wanted),
        Err(error) => Err(listener.secrets.borrow().iter().fold(error, Error::without)),
    }
}

/// Ctrl-C, or the time.
async fn ended_by(duration: Option<Duration>) -> StopReason {
    let over = async {
        match duration {
            Some(duration) => tokio::time::sleep(duration).await,
            None => std::future::pending().await,
        }
    };
    tokio::select! {
        biased;
        () = signal::interrupted() => StopReason::Interrupted,
        () = over => StopReason::Elapsed,
    }
}

/// Whoever hears the events, for the user.
struct Listener<'a> {
    context: &'a Context<'a>,
    /// As it may be shown.
    url: String,
    most: u64,
    events: Cell<u64>,
    /// Whether the subscription ever stood.
    stood: Cell<bool>,
    /// Why the last attempt failed.
    failure: RefCell<Option<String>>,
    /// Of the last authorization. A server may say again what it was sent, so they are taken out of all but events.
    secrets: RefCell<Vec<Secret>>,
}

impl Listener<'_> {
    fn hear(&self, told: &Told<'_>) -> Result<ControlFlow<()>> {
        let console = self.context.console;
        match told {
            Told::Heard(Heard::Event(payload)) => return self.event(payload),
            Told::Heard(heard) => self.note(heard),
            Told::Opening => console.wire(&format!("> GET {} (WebSocket)", self.url)),
            Told::Sent(message) => console.wire(&format!("> {message:?}")),
            Told::Received(frame) if console.verbosity.get() >= Verbosity::Wire => {
                console.wire(&format!("< {}", one_line(&self.masked(frame))));
            }
            Told::Received(_) => {}
        }
        Ok(ControlFlow::Continue(()))
    }

    fn masked(&self, text: &str) -> String {
        let secrets = self.secrets.borrow();
        secrets.iter().fold(text.to_owned(), |text, secret| secret.masked_in(&text).unwrap_or(text))
    }

    /// Words of others in one line.
    fn line(&self, words: impl ToString) -> String {
        one_line(&self.masked(&words.to_string())).into_owned()
    }

    fn event(&self, payload: &str) -> Result<ControlFlow<()>> {
        let events = self.events.get() + 1;
        self.events.set(events);
        let is_heard = self.write(payload)?;
        Ok(if is_heard && events < self.most { ControlFlow::Continue(()) } else { ControlFlow::Break(()) })
    }

    /// Writes JSON as it came: at a terminal laid out, else on one line. Whether somebody still reads it.
    fn write(&self, text: &str) -> Result<bool> {
        let (console, style) = (self.context.console, &self.context.style);
        let laid_out = style.terminal && !self.context.json;
        let mut is_read = true;
        console.write_out(|out| {
            let written = match serde_json::from_str::<&RawValue>(text) {
                Ok(value) if laid_out => json_text::write(value, out, style, true),
                // A line break between its tokens would make two lines of one event.
                Ok(value) if text.contains(['\n', '\r']) => out.write_all(json_text::on_one_line(value).as_bytes()),
                _ => out.write_all(text.as_bytes()),
            };
            let written = written.and_then(|()| out.write_all(b"\n")).and_then(|()| out.flush());
            is_read = !written.as_ref().is_err_and(|error| error.kind() == io::ErrorKind::BrokenPipe);
            written
        })?;
        Ok(is_read)
    }

    fn note(&self, heard: &Heard<'_>) {
        let console = self.context.console;
        match heard {
            Heard::Event(_) => {}
            Heard::Connected => console.step(&format!("connected to `{}`", self.url)),
            Heard::Started => {
                self.stood.set(true);
                console.note("subscribed: events are shown as they come; Ctrl-C ends");
            }
            Heard::Gap(lost) => {
                let why = self.line(lost);
                console.note(&format!("warning: not subscribed any more, events are lost: {why}"));
            }
            Heard::Retrying { why, attempt, after } => {
                let why = self.line(why);
                console.note(&format!("attempt {attempt} failed, the next is in {}: {why}", seconds(*after)));
                self.failure.replace(Some(why));
            }
            Heard::Resumed { after, attempts } => {
                let attempts = counted(u64::from(*attempts), "attempt");
                console.note(&format!("subscribed again after {} and {attempts}", seconds(*after)));
            }
            Heard::Trouble(errors) => console.note(&format!("warning: the API says {}", self.line(listed(errors)))),
            Heard::Ignored(what) => console.step(&format!("passed over: {}", one_line(what))),
        }
    }

    /// The time is over, and the subscription never stood.
    fn never_stood(&self, within: Duration) -> Error {
        let why = self.failure.borrow().as_ref().map(|why| format!(": {why}")).unwrap_or_default();
        Error::outside("not-subscribed", format!("there was no subscription within {}{why}", seconds(within)))
            .help("a longer `--for` gives it more time; with `-v` each attempt is shown")
    }

    fn end(&self, ended: Ended, wanted: &Wanted<'_>) -> Result<Listened> {
        let console = self.context.console;
        let events = counted(ended.events, "event");
        Ok(Listened::Ended(match ended.how {
            How::Stopped(StopReason::Interrupted) => {
                console.note(&format!("interrupted after {events}"));
                Status::Interrupted
            }
            // A job that listens for a while must not pass where nothing could have come.
            How::Stopped(StopReason::Elapsed) if !self.stood.get() && ended.events == 0 => {
                return Err(self.never_stood(wanted.duration.unwrap_or_default()));
            }
            How::Stopped(StopReason::Elapsed) => {
                let duration = seconds(wanted.duration.unwrap_or_default());
                console.note(&format!("{events} in {duration}"));
                Status::Yes
            }
            How::Stopped(StopReason::Enough) => {
                console.step(&format!("enough after {events}"));
                Status::Yes
            }
            How::Completed => {
                console.note(&format!("the API ended the subscription after {events}"));
                Status::Yes
            }
            How::Refused { purpose, errors } => {
                let what = match purpose {
                    Purpose::Connect => "the connection",
                    Purpose::Start => "the subscription",
                };
                self.write(&self.masked(&answer(&errors)))?;
                console.note(&format!("the API refused {what} after {events}: {}", self.line(listed(&errors))));
                return Ok(Listened::Refused { purpose, errors });
            }
        }))
    }
}

/// A refusal in the shape of an answer over HTTP.
fn answer(errors: &[ErrorEntry]) -> String {
    let entry = |error: &ErrorEntry| {
        let mut entry = Map::new();
        let mut set = |name: &str, value: Option<Value>| entry.extend(value.map(|value| (name.to_owned(), value)));
        set("errorType", error.error_type.as_deref().map(Value::from));
        set("message", error.message.as_deref().map(Value::from));
        set("errorCode", error.error_code.map(Value::from));
        Value::Object(entry)
    };
    json!({ "errors": errors.iter().map(entry).collect::<Vec<_>>() }).to_string()
}

fn listed(errors: &[ErrorEntry]) -> String {
    let errors: Vec<String> = errors.iter().map(ToString::to_string).collect();
    errors.join(", ")
}

fn counted(number: u64, what: &str) -> String {
    count(usize::try_from(number).unwrap_or(usize::MAX), what)
}
