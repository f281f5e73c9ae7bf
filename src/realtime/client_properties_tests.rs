//! What holds whatever happens to a subscription, in whatever order.

use std::time::Duration;

use proptest::prelude::*;

use super::authorization::AuthorizationObject;
use super::client::{ClientInput, ClientLimits, ClientOutput, Subscription};
use super::message::ClientMessage;
use super::{Ending, Heard, Lost, Purpose, Received};

/// An input that owns what it holds.
#[derive(Debug, Clone)]
enum Event {
    Begin,
    Authorized,
    Opened,
    Text(String),
    Binary,
    Lost(Lost),
    Tick,
    Stop,
}

fn event() -> impl Strategy<Value = Event> {
    let frames = [
        r#"{"type":"connection_ack","payload":{"connectionTimeoutMs":20000}}"#,
        r#"{"type":"connection_ack"}"#,
        r#"{"id":"a","type":"start_ack"}"#,
        r#"{"id":"b","type":"start_ack"}"#,
        r#"{"id":"a","type":"data","payload":{"data":{}}}"#,
        r#"{"id":"b","type":"data","payload":{"data":{}}}"#,
        r#"{"type":"ka"}"#,
        r#"{"type":"error","payload":{"errors":[{"errorType":"LimitExceededError"}]}}"#,
        r#"{"id":"b","type":"error","payload":{"errors":[{"errorType":"T"}]}}"#,
        r#"{"type":"connection_error","payload":{"errors":[{"errorCode":500}]}}"#,
        r#"{"type":"new"}"#,
    ];
    let ends = [
        r#"{"id":"a","type":"complete"}"#,
        r#"{"id":"a","type":"error","payload":{"errors":[{"errorType":"T"}]}}"#,
        r#"{"type":"connection_error","payload":{"errors":[{"errorCode":401}]}}"#,
    ];
    let lost = prop_oneof![
        Just(Lost::Closed("x".to_owned())),
        Just(Lost::NotOpened("x".to_owned())),
        Just(Lost::NotAuthorized("x".to_owned())),
    ];
    prop_oneof![
        2 => Just(Event::Begin),
        8 => Just(Event::Authorized),
        6 => Just(Event::Opened),
        30 => prop::sample::select(frames.to_vec()).prop_map(|frame| Event::Text(frame.to_owned())),
        1 => prop::sample::select(ends.to_vec()).prop_map(|frame| Event::Text(frame.to_owned())),
        1 => any::<String>().prop_map(Event::Text),
        1 => Just(Event::Binary),
        2 => lost.prop_map(Event::Lost),
        6 => Just(Event::Tick),
        1 => prop::bool::weighted(0.2).prop_map(|yes| if yes { Event::Stop } else { Event::Tick }),
    ]
}

fn input(event: &Event) -> ClientInput<'_> {
    match event {
        Event::Begin => ClientInput::Begin,
        Event::Authorized => ClientInput::Authorized(AuthorizationObject::default()),
        Event::Opened => ClientInput::Opened,
        Event::Text(text) => ClientInput::Text(text),
        Event::Binary => ClientInput::Binary,
        Event::Lost(lost) => ClientInput::Lost(lost.clone()),
        Event::Tick => ClientInput::Tick,
        Event::Stop => ClientInput::Stop,
    }
}

/// What the user and the service know of a subscription.
#[derive(Debug, Default)]
struct Witness {
    asked: Option<Purpose>,
    open: bool,
    started: bool,
    stands: bool,
    stood: bool,
    finished: bool,
}

impl Witness {
    fn see(&mut self, output: &ClientOutput<'_>) {
        assert!(!self.finished, "nothing comes after the end: {output:?}");
        match output {
            ClientOutput::Authorize(purpose) => {
                assert_eq!(*purpose == Purpose::Start, self.open, "a start has a connection, a connect has none");
                self.asked = Some(*purpose);
            }
            ClientOutput::Open(_) => {
                assert_eq!(self.asked.take(), Some(Purpose::Connect), "each connect has a fresh authorization");
                assert!(!self.open, "one connection at a time");
                self.open = true;
            }
            ClientOutput::Send(ClientMessage::ConnectionInit) => assert!(self.open && !self.started),
            ClientOutput::Send(ClientMessage::Start { .. }) => {
                assert_eq!(self.asked.take(), Some(Purpose::Start), "each start has a fresh authorization");
                assert!(self.open && !self.started, "one start on each connection");
                self.started = true;
            }
            ClientOutput::Send(ClientMessage::Stop { .. }) => assert!(self.open && self.started),
            ClientOutput::Close => {
                assert!(self.open, "what is closed is open");
                (self.open, self.started, self.asked) = (false, false, None);
            }
            ClientOutput::Tell(heard) => self.hear(heard),
            ClientOutput::Finished(ending) => {
                assert!(!self.open, "the connection is closed before the end");
                let never_stood = matches!(ending, Ending::Failed(_));
                assert!(!(never_stood && self.stood), "only what never stood can fail");
                self.finished = true;
            }
        }
    }

    fn hear(&mut self, heard: &Heard<'_>) {
        match heard {
            Heard::Started => {
                assert!(!self.stood && self.started, "it starts once");
                (self.stands, self.stood) = (true, true);
            }
            Heard::Resumed { attempts, .. } => {
                assert!(self.stood && !self.stands && self.started, "it resumes after a gap");
                assert!(*attempts > 0);
                self.stands = true;
            }
            Heard::Gap(_) => {
                assert!(self.stands && !self.open, "a gap begins once, when the connection is closed");
                self.stands = false;
            }
            Heard::Event(payload) => {
                assert!(self.open && self.started, "an event comes to what was started");
                assert_eq!(*payload, r#"{"data":{}}"#);
            }
            Heard::Retrying { attempt, after, .. } => {
                assert!(!self.stands && !self.open && *attempt > 0);
                assert!(*after <= ClientLimits::default().retry_after_at_most);
            }
            Heard::Connected => assert!(self.open && !self.started),
            Heard::Trouble(_) | Heard::Ignored(_) => assert!(self.open),
        }
    }
}

proptest! {
    #[test]
    fn a_subscription_starts_once_a_connection_tells_its_gaps_and_is_silent_after_its_end(
        events in prop::collection::vec((event(), 0..20_u64, any::<f64>()), 0..120),
        stood in any::<bool>(),
    ) {
        let mut subscription = Subscription::new("a", "{}", ClientLimits::default());
        let mut witness = Witness::default();
        let mut now = Duration::ZERO;
        let text = |text: &str| Event::Text(text.to_owned());
        let ack = r#"{"type":"connection_ack","payload":{"connectionTimeoutMs":20000}}"#;
        let beginning = [
            Event::Begin, Event::Authorized, Event::Opened, text(ack), Event::Authorized,
            text(r#"{"id":"a","type":"start_ack"}"#),
        ];
        let beginning = beginning.into_iter().take(if stood { 6 } else { 1 }).map(|event| (event, 0, 0.5));
        for (event, seconds, chance) in beginning.chain(events) {
            now += Duration::from_secs(seconds);
            let outputs = subscription.handle(now, chance, input(&event));
            outputs.iter().for_each(|output| witness.see(output));
            prop_assert_eq!(subscription.stood(), witness.stood);
            if witness.finished {
                prop_assert_eq!(subscription.next_deadline(), None);
            }
            if let (Event::Tick, Some(due)) = (&event, subscription.next_deadline()) {
                prop_assert!(due > now, "after a tick the next one is later");
            }
        }
    }

    #[test]
    fn no_frame_makes_a_panic(text in any::<String>()) {
        let _ = Received::parse(&text);
        let _ = Received::parse(&format!(r#"{{"type":"error","payload":{text}}}"#));
    }
}
