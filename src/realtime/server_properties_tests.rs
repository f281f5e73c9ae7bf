//! What holds whatever happens to a connection, in whatever order.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::limits::CONNECTION_LIFETIME;
use super::message::ErrorEntry;
use super::{AuthorizationObject, ClientMessage, Connection, Input, Output, StartId, handshake};

const MOST: usize = 3;

/// An input that owns what it holds.
#[derive(Debug, Clone)]
enum Event {
    Opened,
    Text(String),
    Binary,
    Tick,
    ConnectAuthorized,
    ConnectRefused,
    StartAuthorized(u64),
    StartRefused(u64),
    Delivery(u64),
    Completed(u64),
    Closed,
}

fn event() -> impl Strategy<Value = Event> {
    let id = prop::sample::select(vec!["a", "b", "c", "d", "e", "\"", ""]);
    let start = || 0..12_u64;
    prop_oneof![
        1 => Just(Event::Opened),
        6 => id.clone().prop_map(|id| Event::Text(json!({"id": id, "type": "start", "payload": {"data": "{}"}}).to_string())),
        4 => id.prop_map(|id| Event::Text(json!({"id": id, "type": "stop"}).to_string())),
        2 => Just(Event::Text(r#"{"type":"connection_init"}"#.to_owned())),
        1 => any::<String>().prop_map(Event::Text),
        1 => Just(Event::Binary),
        2 => Just(Event::Tick),
        2 => Just(Event::ConnectAuthorized),
        1 => prop::bool::weighted(0.1).prop_map(|yes| if yes { Event::ConnectRefused } else { Event::Tick }),
        5 => start().prop_map(Event::StartAuthorized),
        2 => start().prop_map(Event::StartRefused),
        5 => start().prop_map(Event::Delivery),
        2 => start().prop_map(Event::Completed),
        1 => prop::bool::weighted(0.1).prop_map(|yes| if yes { Event::Closed } else { Event::Tick }),
    ]
}

fn input(event: &Event) -> Input<'_> {
    let refusal = || ErrorEntry::new("UnauthorizedException", "no");
    match event {
        Event::Opened => Input::Opened(AuthorizationObject::default()),
        Event::Text(text) => Input::Text(text),
        Event::Binary => Input::Binary,
        Event::Tick => Input::Tick,
        Event::ConnectAuthorized => Input::ConnectAuthorized,
        Event::ConnectRefused => Input::ConnectRefused(refusal().with_code(401)),
        Event::StartAuthorized(start) => Input::StartAuthorized(StartId::nth(*start)),
        Event::StartRefused(start) => Input::StartRefused(StartId::nth(*start), vec![refusal()]),
        Event::Delivery(start) => Input::Delivery(StartId::nth(*start), r#"{"data":{}}"#),
        Event::Completed(start) => Input::Completed(StartId::nth(*start)),
        Event::Closed => Input::Closed,
    }
}

/// What a client, and the registry beside it, know of a connection.
#[derive(Debug, Default)]
struct Witness {
    /// The starts that were handed out and neither ended nor given up, by the client's id.
    live: BTreeMap<String, StartId>,
    /// Those that were acknowledged.
    acknowledged: BTreeSet<String>,
    /// The greatest start so far.
    last: Option<StartId>,
    /// The start that the last output gave up, whose `complete` is due.
    given_up: Option<String>,
    closed: bool,
}

impl Witness {
    fn see(&mut self, output: &Output) {
        assert!(!self.closed, "nothing comes after a close: {output:?}");
        match output {
            Output::AuthorizeStart(start) => {
                assert!(self.last < Some(start.start), "numbers are never used again");
                self.last = Some(start.start);
                assert_eq!(self.live.insert(start.id.clone(), start.start), None, "an id is used once at a time");
                assert!(self.live.len() <= MOST);
            }
            Output::Unregister(start) => {
                let id = self.live.iter().find(|(_, live)| *live == start).map(|(id, _)| id.clone());
                let id = id.expect("only what was handed out is given up, and once");
                self.live.remove(&id);
                self.acknowledged.remove(&id);
                self.given_up = Some(id);
            }
            Output::Send(frame) => self.frame(&serde_json::from_str(frame).expect("a frame is JSON")),
            Output::Close(_) => {
                assert_eq!(self.live, BTreeMap::new(), "what lives is given up before the close");
                self.closed = true;
            }
            Output::Dropped { .. } | Output::AuthorizeConnect(_) => {}
        }
    }

    fn frame(&mut self, frame: &Value) {
        let id = frame["id"].as_str().unwrap_or_default().to_owned();
        match frame["type"].as_str().expect("a frame has a type") {
            "start_ack" => {
                assert!(self.live.contains_key(&id), "{frame}");
                assert!(self.acknowledged.insert(id), "acknowledged once");
            }
            "data" => assert!(self.acknowledged.contains(&id), "{frame}"),
            "complete" => assert_eq!(self.given_up.take(), Some(id), "one complete, for what just ended"),
            "error" => match frame["payload"]["errors"][0]["errorType"].as_str() {
                Some("DuplicatedOperationError") => assert!(self.live.contains_key(&id), "{frame}"),
                Some("UnknownOperationError") => assert!(!self.live.contains_key(&id), "{frame}"),
                Some("UnauthorizedException") => {
                    assert!(self.live.remove(&id).is_some(), "an error ends what lives, once: {frame}");
                    assert!(!self.acknowledged.contains(&id), "{frame}");
                }
                _ => assert!(!self.live.contains_key(&id), "{frame}"),
            },
            _ => assert_eq!(id, "", "{frame}"),
        }
    }
}

proptest! {
    #[test]
    fn each_start_ends_at_most_once_and_gets_data_only_while_it_stands(
        events in prop::collection::vec((event(), 0..90_u64), 0..120),
        connected in any::<bool>(),
    ) {
        let mut connection = Connection::new(MOST);
        let mut witness = Witness::default();
        let mut now = Duration::ZERO;
        let beginning = if connected { vec![(Event::Opened, 0), (Event::ConnectAuthorized, 0)] } else { Vec::new() };
        for (event, seconds) in beginning.into_iter().chain(events) {
            now += Duration::from_secs(seconds);
            let outputs = connection.handle(now, input(&event));
            outputs.iter().for_each(|output| witness.see(output));
            prop_assert_eq!(connection.subscriptions(), witness.live.len());
            if witness.closed {
                prop_assert_eq!(connection.next_deadline(), None);
            }
            if let (Event::Tick, Some(due)) = (&event, connection.next_deadline()) {
                prop_assert!(due > now, "after a tick the next one is later");
                prop_assert!(due <= CONNECTION_LIFETIME + Duration::from_secs(120 * 90));
            }
        }
    }

    #[test]
    fn no_frame_and_no_handshake_makes_a_panic(text in any::<String>(), protocols in prop::collection::vec(any::<String>(), 0..3)) {
        let _ = ClientMessage::parse(&text);
        let _ = handshake::read(&text, protocols.iter().map(String::as_str));
        let _ = handshake::read(&format!("/graphql?header={text}&payload={text}"), ["graphql-ws"]);
        let _ = AuthorizationObject::decode(&text);
    }
}
