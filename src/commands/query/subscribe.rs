//! A subscription: each event as it comes, notes on what the connection does, and the end that was asked for.

use std::cell::{Cell, RefCell};
use std::io;
use std::ops::ControlFlow;
use std::time::{Duration, SystemTime};

use serde_json::value::RawValue;
use serde_json::{Map, Value, json};

use super::run::Subject;
use crate::appsync::Secret;
use crate::appsync::endpoint::shown_url;
use crate::commands::context::Context;
use crate::commands::target::Address;
use crate::error::{Error, Result};
use crate::outside::http::{HttpClient, HttpOptions};
use crate::outside::websocket::{Ended, How, StopReason, Subscribing, Told, subscribe};
use crate::outside::{Verbosity, signal};
use crate::realtime::{AuthorizationObject, ClientLimits, ErrorEntry, Heard, Lost, Purpose, seconds};
use crate::report::wording::{count, one_line};
use crate::report::{Tone, json_text};
use crate::status::Status;

/// What is subscribed to, and until when.
#[derive(Debug)]
pub(super) struct Wanted<'a> {
    /// Where the real-time service is.
    pub(super) address: Address,
    /// The user's own headers, sent with the handshake.
    pub(super) headers: Vec<(String, Secret)>,
    /// Those of their values that must not be seen.
    pub(super) hidden: &'a [Secret],
    /// The request's body: `payload.data`.
    pub(super) data: &'a str,
    /// How the API is reached. Its timeout is the longest that a handshake may take.
    pub(super) http: &'a HttpOptions,
    /// After so many events it is enough.
    pub(super) max_events: Option<u64>,
    /// After this time it is enough, from now: connecting counts, so that a run in CI ends in time.
    pub(super) duration: Option<Duration>,
}

/// What is to be explained: a refusal, or, without errors, that it went well.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refusal {
    /// The connect, or the start.
    pub(super) purpose: Purpose,
    /// What the API said.
    pub(super) errors: Vec<ErrorEntry>,
    /// What it was authorized with.
    pub(super) object: AuthorizationObject,
}

/// Listens to the subscription of a command line. The credential is read anew for each connect and each start. `explain`
/// tells the user what is behind a refusal whose errors were told, and with `--explain` what was decided where none was.
///
/// # Errors
/// Those of [`listen`].
pub(super) async fn subscription(subject: &Subject<'_>, explain: impl AsyncFn(&Refusal)) -> Result<Status> {
    let Subject { args, context, prepared, request, .. } = subject;
    let data = request.body();
    let own = prepared.headers.iter().map(|(name, value)| (name.to_owned(), Secret::new(value)));
    let wanted = Wanted {
        address: prepared.target.realtime(),
        headers: own.collect(),
        hidden: &prepared.hidden,
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
    let status = listen(&wanted, authorize, &explain, context).await?;
    if args.answer.explain && status != Status::No {
        let object = last.into_inner();
        explain(&Refusal { purpose: Purpose::Start, errors: Vec::new(), object }).await;
    }
    Ok(status)
}

/// Listens until it is enough. `authorize` is asked for each connect and each start. `explain` is asked for the first
/// refusal until the subscription stands, and for the last one where it is another: attempts that go on and on are told,
/// and not explained again.
///
/// # Errors
/// The API cannot be reached, there is no authorization, or standard output cannot be written.
pub(super) async fn listen(
    wanted: &Wanted<'_>,
    mut authorize: impl AsyncFnMut(Purpose) -> Result<AuthorizationObject>,
    explain: &impl AsyncFn(&Refusal),
    context: &Context<'_>,
) -> Result<Status> {
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
        hidden: wanted.hidden,
        url: shown_url(&wanted.address.url),
        most: wanted.max_events.unwrap_or(u64::MAX),
        events: Cell::new(0),
        stood: Cell::new(false),
        failure: RefCell::new(None),
        last: RefCell::new((Purpose::Connect, AuthorizationObject::default())),
        refusal: RefCell::new(None),
        explained: RefCell::new(None),
    };
    let authorize = async |purpose| {
        // Here, since whoever hears cannot wait; it goes before the next attempt, and Ctrl-C ends it.
        listener.explain(explain).await;
        let object = authorize(purpose).await?;
        listener.last.replace((purpose, object.clone()));
        Ok(object)
    };
    let ended = subscribe(&asked, authorize, |told| listener.hear(&told), ended_by(wanted.duration)).await;
    let status = match ended {
        Ok(ended) => listener.end(ended, wanted),
        Err(error) => Err(listener.secrets().iter().fold(error, Error::without)),
    };
    // Who wanted no more needs no explanation of what is over.
    if !matches!(status, Ok(ended) if ended != Status::No) {
        listener.explain(explain).await;
    }
    status
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
    /// The values of the user's headers that must not be seen.
    hidden: &'a [Secret],
    /// As it may be shown.
    url: String,
    most: u64,
    events: Cell<u64>,
    /// Whether the subscription ever stood.
    stood: Cell<bool>,
    /// Why the last attempt failed.
    failure: RefCell<Option<String>>,
    /// The last authorization, and what it was for. A server may say again what it was sent, so its secrets are taken out
    /// of all but events.
    last: RefCell<(Purpose, AuthorizationObject)>,
    /// A refusal that was told, and not yet explained.
    refusal: RefCell<Option<Refusal>>,
    /// The errors that were explained since the subscription stood last.
    explained: RefCell<Option<Vec<ErrorEntry>>>,
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

    fn secrets(&self) -> Vec<Secret> {
        self.last.borrow().1.secrets().chain(self.hidden.iter().cloned()).collect()
    }

    fn masked(&self, text: &str) -> String {
        self.secrets().iter().fold(text.to_owned(), |text, secret| secret.masked_in(&text).unwrap_or(text))
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

    /// A loss that may pass; of a refusal the first one is kept to be explained.
    fn lost(&self, lost: &Lost) {
        if let Lost::Told(errors) = lost
            && self.explained.borrow().is_none()
        {
            let purpose = self.last.borrow().0;
            self.refused(purpose, errors.clone());
        }
    }

    fn refused(&self, purpose: Purpose, errors: Vec<ErrorEntry>) {
        let object = self.last.borrow().1.clone();
        self.refusal.replace(Some(Refusal { purpose, errors, object }));
    }

    /// Has the refusal explained that is kept, if there is one.
    async fn explain(&self, explain: &impl AsyncFn(&Refusal)) {
        let Some(refusal) = self.refusal.take() else { return };
        explain(&refusal).await;
        self.explained.replace(Some(refusal.errors));
    }

    /// A note, wrapped at a terminal.
    fn say(&self, text: &str) {
        self.context.console.note(&self.context.error_style.hang("", Tone::Plain, 0, text));
    }

    fn warn(&self, text: &str) {
        const LABEL: &str = "warning:";
        self.context.console.note(&self.context.error_style.hang(LABEL, Tone::Plain, LABEL.len() + 1, text));
    }

    fn note(&self, heard: &Heard<'_>) {
        let console = self.context.console;
        match heard {
            Heard::Event(_) => {}
            Heard::Connected => console.step(&format!("connected to `{}`", self.url)),
            Heard::Started => {
                self.stood.set(true);
                self.explained.take();
                self.say("subscribed: events are shown as they come; Ctrl-C ends");
            }
            Heard::Gap(lost) => {
                self.lost(lost);
                let why = self.line(lost);
                self.warn(&format!("not subscribed any more, events are lost: {why}"));
            }
            Heard::Retrying { why, attempt, after } => {
                self.lost(why);
                let why = self.line(why);
                self.say(&format!("attempt {attempt} failed, the next is in {}: {why}", seconds(*after)));
                self.failure.replace(Some(why));
            }
            Heard::Resumed { after, attempts } => {
                self.explained.take();
                let attempts = counted(u64::from(*attempts), "attempt");
                self.say(&format!("subscribed again after {} and {attempts}", seconds(*after)));
            }
            Heard::Trouble(errors) => self.warn(&format!("the API says {}", self.line(listed(errors)))),
            Heard::Ignored(what) => console.step(&format!("passed over: {}", one_line(what))),
        }
    }

    /// The time is over, and the subscription never stood.
    fn never_stood(&self, within: Duration) -> Error {
        let why = self.failure.borrow().as_ref().map(|why| format!(": {why}")).unwrap_or_default();
        Error::outside("not-subscribed", format!("there was no subscription within {}{why}", seconds(within)))
            .help("a longer `--for` gives it more time; with `-v` each attempt is shown")
    }

    fn end(&self, ended: Ended, wanted: &Wanted<'_>) -> Result<Status> {
        let console = self.context.console;
        let events = counted(ended.events, "event");
        Ok(match ended.how {
            How::Stopped(StopReason::Interrupted) => {
                self.say(&format!("interrupted after {events}"));
                Status::Interrupted
            }
            // A job that listens for a while must not pass where nothing could have come.
            How::Stopped(StopReason::Elapsed) if !self.stood.get() && ended.events == 0 => {
                return Err(self.never_stood(wanted.duration.unwrap_or_default()));
            }
            How::Stopped(StopReason::Elapsed) => {
                let duration = seconds(wanted.duration.unwrap_or_default());
                self.say(&format!("{events} in {duration}"));
                Status::Yes
            }
            How::Stopped(StopReason::Enough) => {
                console.step(&format!("enough after {events}"));
                Status::Yes
            }
            How::Completed => {
                self.say(&format!("the API ended the subscription after {events}"));
                Status::Yes
            }
            How::Refused { purpose, errors } => {
                let what = match purpose {
                    Purpose::Connect => "the connection",
                    Purpose::Start => "the subscription",
                };
                self.write(&self.masked(&answer(&errors)))?;
                self.say(&format!("the API refused {what} after {events}: {}", self.line(listed(&errors))));
                self.refusal.take();
                if self.explained.borrow().as_ref() != Some(&errors) {
                    self.refused(purpose, errors);
                }
                Status::No
            }
        })
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outside::Console;
    use crate::report::Style;

    #[test]
    fn notes_and_warnings_are_wrapped_at_a_terminal() {
        let (console, written) = Console::captured(".".into(), [].into(), true);
        let error_style = Style { color: false, terminal: true, width: 60 };
        let context = Context {
            command: "query",
            console: &console,
            json: false,
            may_ask: false,
            style: error_style,
            error_style,
            run: |_, _| Status::Yes,
        };
        let listener = Listener {
            context: &context,
            hidden: &[],
            url: String::new(),
            most: 1,
            events: Cell::new(0),
            stood: Cell::new(false),
            failure: RefCell::new(None),
            last: RefCell::new((Purpose::Connect, AuthorizationObject::default())),
            refusal: RefCell::new(None),
            explained: RefCell::new(None),
        };
        let lost = || Lost::Closed("the other side ended it without a word".to_owned());
        listener.note(&Heard::Gap(lost()));
        listener.note(&Heard::Retrying { why: lost(), attempt: 1, after: Duration::from_secs(2) });
        let expected = "\
            warning: not subscribed any more, events are lost: the\n         \
                     connection was closed: the other side ended it\n         \
                     without a word\n\
            attempt 1 failed, the next is in 2 s: the connection was\n\
            closed: the other side ended it without a word\n";
        assert_eq!(written.text(), expected);
    }
}
