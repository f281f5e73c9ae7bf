//! Subscriptions against servers that misbehave, in process, so that the times can be short.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::ops::ControlFlow;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use appsync_auth::appsync::Secret;
use appsync_auth::error::Error;
use appsync_auth::outside::http::HttpClient;
use appsync_auth::outside::websocket::{Ended, How, StopReason, Subscribing, Told, subscribe};
use appsync_auth::realtime::{AuthorizationObject, ClientLimits, ErrorEntry, Heard, Purpose};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::handshake::server::{Request, Response};
use tokio_tungstenite::tungstenite::protocol::{CloseFrame, WebSocket};
use tokio_tungstenite::tungstenite::{Message, accept_hdr};

use super::server::Server;
use super::{TOKEN, options, wait};
use crate::support::sandbox::Sandbox;

/// The request, with blanks that must be sent as they are.
const DATA: &str = r#"{ "query":"subscription { onCreateEvent { id } }" , "variables": {"n": 1.0} }"#;

const LIMITS: ClientLimits = ClientLimits {
    opened_within: Duration::from_secs(60),
    acknowledged_within: Duration::from_secs(60),
    silent_at_most: Duration::from_secs(10),
    completed_within: Duration::from_millis(200),
    first_attempts: 2,
    retry_after: Duration::from_millis(20),
    retry_after_at_most: Duration::from_millis(50),
};

type Socket = WebSocket<TcpStream>;

/// A server of WebSockets: what it got, and where it is.
struct Peer {
    url: String,
    /// For each connection the authorization object of its handshake and its `Host`, then each text frame.
    got: Arc<Mutex<Vec<Value>>>,
}

impl Peer {
    /// Serves each connection, by its number from 0, with a thread of its own.
    fn new(script: impl Fn(usize, &mut Reader<'_>) + Send + Sync + 'static) -> Self {
        Self::refusing(|_| None, script)
    }

    /// Answers the handshake of some connections with a status.
    fn refusing(
        refused: fn(usize) -> Option<u16>,
        script: impl Fn(usize, &mut Reader<'_>) + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("ws://{}/graphql/realtime", listener.local_addr().unwrap());
        let got = Arc::new(Mutex::new(Vec::new()));
        let (script, seen) = (Arc::new(script), Arc::clone(&got));
        std::thread::spawn(move || {
            for (number, mut stream) in listener.incoming().map_while(Result::ok).enumerate() {
                if let Some(status) = refused(number) {
                    let _ = stream.read(&mut [0; 4096]);
                    let _ = stream.write_all(format!("HTTP/1.1 {status} No\r\ncontent-length: 0\r\n\r\n").as_bytes());
                    continue;
                }
                let (script, got) = (Arc::clone(&script), Arc::clone(&seen));
                std::thread::spawn(move || {
                    let mut socket = accept(stream, &got);
                    script(number, &mut Reader { socket: &mut socket, got: &got });
                });
            }
        });
        Self { url, got }
    }

    fn got(&self) -> Vec<Value> {
        self.got.lock().unwrap().clone()
    }
}

#[allow(clippy::result_large_err, reason = "the callback of the library has this shape")]
fn accept(stream: TcpStream, got: &Mutex<Vec<Value>>) -> Socket {
    accept_hdr(stream, |request: &Request, mut response: Response| {
        let text = |name: &str| request.headers()[name].to_str().unwrap().to_owned();
        let protocols = text("sec-websocket-protocol");
        let encoded = protocols.strip_prefix("graphql-ws, header-").unwrap();
        let object: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(encoded).unwrap()).unwrap();
        got.lock().unwrap().push(json!({ "object": object, "host": text("host") }));
        response.headers_mut().insert("sec-websocket-protocol", "graphql-ws".parse().unwrap());
        Ok(response)
    })
    .unwrap()
}

/// A connection of the server.
struct Reader<'a> {
    socket: &'a mut Socket,
    got: &'a Mutex<Vec<Value>>,
}

impl Reader<'_> {
    fn say(&mut self, frame: impl Into<String>) {
        // The client may be gone.
        let _ = self.socket.send(Message::text(frame.into()));
    }

    /// The next text frame; `None` when there is none any more.
    fn hear(&mut self) -> Option<Value> {
        while let Ok(message) = self.socket.read() {
            if let Message::Text(text) = message {
                let frame: Value = serde_json::from_str(&text).unwrap();
                self.got.lock().unwrap().push(frame.clone());
                return Some(frame);
            }
        }
        None
    }

    /// Waits until the client is gone.
    fn wait(&mut self) {
        while self.hear().is_some() {}
    }

    /// Acknowledges the connection.
    fn connect(&mut self, timeout_ms: u64) {
        assert_eq!(self.hear(), Some(json!({ "type": "connection_init" })));
        self.say(format!(r#"{{"type":"connection_ack","payload":{{"connectionTimeoutMs":{timeout_ms}}}}}"#));
    }

    /// Acknowledges the start too; gives the name of the subscription.
    fn start(&mut self, timeout_ms: u64) -> String {
        self.connect(timeout_ms);
        let start = self.hear().unwrap();
        let id = start["id"].as_str().unwrap().to_owned();
        self.say(format!(r#"{{"id":"{id}","type":"start_ack"}}"#));
        id
    }

    fn event(&mut self, id: &str, payload: &str) {
        self.say(format!(r#"{{"id":"{id}","type":"data","payload":{payload}}}"#));
    }

    /// Sends these events, and completes when it is stopped.
    fn serve(&mut self, events: &[&str]) {
        let id = self.start(60_000);
        for event in events {
            self.event(&id, event);
        }
        if self.hear() == Some(json!({ "id": id, "type": "stop" })) {
            self.say(format!(r#"{{"id":"{id}","type":"complete"}}"#));
        }
        self.wait();
    }
}

/// What a subscription told, in words, and how it ended.
struct Listened {
    told: Vec<String>,
    ended: Result<Ended, Error>,
}

impl Listened {
    /// The whole end of one that ended as the user wanted.
    fn enough(&self, events: u64, told: &[&str]) {
        assert_eq!(self.told, told);
        assert_eq!(self.ended, Ok(Ended { events, how: How::Stopped(StopReason::Enough) }));
    }

    /// Code and message of the error of one that failed.
    fn failed(&self, code: &str, message: &str, told: &[&str]) {
        assert_eq!(self.told, told);
        let error = self.ended.as_ref().unwrap_err();
        assert_eq!((error.code(), error.message()), (code, message));
    }
}

/// Little patience, for servers that never answer.
const HASTY: ClientLimits = ClientLimits { acknowledged_within: Duration::from_secs(1), ..LIMITS };

/// Listens until there are so many events, at most thirty seconds. Each authorization has a token of its own.
fn listen(url: &str, events: usize) -> Listened {
    listen_with(url, &[], LIMITS, events)
}

fn listen_with(url: &str, headers: &[(String, Secret)], limits: ClientLimits, events: usize) -> Listened {
    let client = HttpClient::for_websocket(&options()).unwrap();
    listen_as(&Subscribing { url, headers, data: DATA, client: &client, limits }, events, |_| None)
}

/// The n-th authorization, from 1, fails with the error that there is for it.
fn listen_as(asked: &Subscribing<'_>, events: usize, denied: fn(usize) -> Option<Error>) -> Listened {
    let log = Mutex::new(Vec::new());
    let mut tokens = 0;
    let authorize = async |purpose: Purpose| {
        tokens += 1;
        log.lock().unwrap().push(format!("authorize {purpose:?}"));
        if let Some(error) = denied(tokens) {
            return Err(error);
        }
        let members = [("host", "api.example.com".to_owned()), ("Authorization", format!("{TOKEN}-{tokens}"))];
        Ok(members.into_iter().collect::<AuthorizationObject>())
    };
    let mut heard = 0;
    let told = |told: Told<'_>| {
        let Told::Heard(what) = told else { return Ok(ControlFlow::Continue(())) };
        heard += usize::from(matches!(what, Heard::Event(_)));
        log.lock().unwrap().push(words(&what));
        Ok(if heard >= events { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
    };
    let late = async {
        tokio::time::sleep(Duration::from_secs(30)).await;
        StopReason::Elapsed
    };
    let ended = wait(subscribe(asked, authorize, told, late));
    Listened { told: log.into_inner().unwrap(), ended }
}

/// What is told, without its times.
fn words(heard: &Heard<'_>) -> String {
    match heard {
        Heard::Connected => "connected".to_owned(),
        Heard::Started => "started".to_owned(),
        Heard::Event(payload) => format!("event {payload}"),
        Heard::Gap(why) => format!("gap: {why}"),
        Heard::Retrying { why, attempt, .. } => format!("attempt {attempt}: {why}"),
        Heard::Resumed { attempts, .. } => format!("resumed after {attempts}"),
        Heard::Trouble(errors) => format!("trouble: {errors:?}"),
        Heard::Ignored(what) => format!("passed over: {what}"),
    }
}

const OPENED: [&str; 3] = ["authorize Connect", "connected", "authorize Start"];

/// The opening, and what comes then.
fn opened<'a>(rest: &[&'a str]) -> Vec<&'a str> {
    OPENED.iter().copied().chain(rest.iter().copied()).collect()
}

#[test]
fn each_connect_and_each_start_has_its_own_authorization_and_the_request_is_sent_byte_for_byte() {
    let peer = Peer::new(|number, client| match number {
        0 => {
            client.start(60_000);
            let _ = client.socket.close(Some(CloseFrame { code: 1001.into(), reason: "going away".into() }));
        }
        _ => client.serve(&[r#"{ "data":1.0 }"#]),
    });
    let headers = [("host".to_owned(), Secret::new("real.example.com"))];
    let listened = listen_with(&peer.url, &headers, LIMITS, 1);
    let mut told = opened(&["started", "gap: the connection was closed: code 1001 going away"]);
    told.extend(opened(&["resumed after 1", r#"event { "data":1.0 }"#]));
    listened.enough(1, &told);
    let got = peer.got();
    let id = got[2]["id"].clone();
    let handshake = |number: u64| {
        let object = json!({ "host": "api.example.com", "Authorization": format!("{TOKEN}-{number}") });
        json!({ "object": object, "host": "real.example.com" })
    };
    let start = |number: u64| {
        let authorization = json!({ "host": "api.example.com", "Authorization": format!("{TOKEN}-{number}") });
        let extensions = json!({ "authorization": authorization });
        json!({ "id": id, "type": "start", "payload": { "data": DATA, "extensions": extensions } })
    };
    let init = || json!({ "type": "connection_init" });
    let stop = json!({ "id": id, "type": "stop" });
    assert_eq!(got, [handshake(1), init(), start(2), handshake(3), init(), start(4), stop]);
}

#[test]
fn a_connection_that_is_not_acknowledged_is_given_up_after_a_few_attempts() {
    let peer = Peer::new(|_, client| client.wait());
    let lost = "no `connection_ack` came within 1 s";
    listen_with(&peer.url, &[], HASTY, 1).failed(
        "timeout",
        &format!("cannot subscribe at `{}`: {lost}", peer.url),
        &["authorize Connect", &format!("attempt 1: {lost}"), "authorize Connect"],
    );
}

#[test]
fn a_start_that_is_not_acknowledged_is_given_up_after_a_few_attempts() {
    let peer = Peer::new(|_, client| {
        client.connect(60_000);
        client.wait();
    });
    let lost = "no `start_ack` came within 1 s";
    let attempt = format!("attempt 1: {lost}");
    let mut told = opened(&[&attempt]);
    told.extend(OPENED);
    let message = format!("cannot subscribe at `{}`: {lost}", peer.url);
    listen_with(&peer.url, &[], HASTY, 1).failed("timeout", &message, &told);
}

#[test]
fn a_connection_that_is_closed_after_the_handshake_is_given_up_after_a_few_attempts() {
    let peer = Peer::new(|number, client| match number {
        0 => drop(client.socket.close(None)),
        _ => client.socket.get_mut().shutdown(std::net::Shutdown::Both).unwrap(),
    });
    let listened = listen(&peer.url, 1);
    let closed = "attempt 1: the connection was closed: the other side closed it without a code";
    assert_eq!(listened.told, ["authorize Connect", closed, "authorize Connect"]);
    assert_eq!(listened.ended.unwrap_err().code(), "connection-lost");
}

#[test]
fn a_connection_without_any_keep_alive_is_replaced_and_the_gap_is_told() {
    let peer = Peer::new(|number, client| match number {
        0 => {
            let id = client.start(3_000);
            client.event(&id, "1");
            for _ in 0..6 {
                std::thread::sleep(Duration::from_millis(600));
                client.say(r#"{"type":"ka"}"#);
            }
            client.event(&id, "2");
            client.wait();
        }
        _ => client.serve(&["3"]),
    });
    let silent = "gap: nothing came for 3 s, not even `ka`";
    let mut told = opened(&["started", "event 1", "event 2", silent]);
    told.extend(opened(&["resumed after 1", "event 3"]));
    listen(&peer.url, 3).enough(3, &told);
}

#[test]
fn frames_that_are_no_messages_are_passed_over() {
    let peer = Peer::new(|_, client| {
        let id = client.start(60_000);
        client.say("{");
        client.say(r#"{"type":"surprise"}"#);
        let _ = client.socket.send(Message::binary(vec![0, 255]));
        let _ = client.socket.send(Message::Ping(vec![1].into()));
        client.event("another", "0");
        client.event(&id, "1");
        client.wait();
    });
    let told = opened(&[
        "started",
        "passed over: a frame that is no message of AppSync",
        "passed over: a frame of type `surprise`",
        "passed over: a binary frame",
        "passed over: a `data` that nobody waits for",
        "event 1",
    ]);
    listen(&peer.url, 1).enough(1, &told);
}

#[test]
fn a_message_of_twenty_megabytes_is_not_read() {
    let peer = Peer::new(|number, client| match number {
        0 => {
            let id = client.start(60_000);
            client.event(&id, &format!("\"{}\"", "x".repeat(20 << 20)));
            client.wait();
        }
        _ => client.serve(&["2"]),
    });
    let mut told = opened(&["started", "gap: the connection was closed: a message has more than 4 MiB"]);
    told.extend(opened(&["resumed after 1", "event 2"]));
    listen(&peer.url, 1).enough(1, &told);
}

#[test]
fn a_refused_connect_is_final_and_its_errors_are_given() {
    let refusal = r#"{"payload":{"errors":[{"errorType":"UnauthorizedException","message":"no","errorCode":401}]},"type":"connection_error"}"#;
    let peer = Peer::new(move |_, client| {
        client.say(refusal);
        client.wait();
    });
    let listened = listen(&peer.url, 1);
    assert_eq!(listened.told, ["authorize Connect"]);
    let errors = vec![ErrorEntry::new("UnauthorizedException", "no").with_code(401)];
    let how = How::Refused { purpose: Purpose::Connect, errors };
    assert_eq!(listened.ended, Ok(Ended { events: 0, how }));
}

#[test]
fn a_service_that_goes_on_after_a_stop_does_not_keep_us() {
    let peer = Peer::new(|_, client| {
        let id = client.start(60_000);
        // For ever: this test only ends when we hang up.
        while client.socket.send(Message::text(format!(r#"{{"id":"{id}","type":"data","payload":1}}"#))).is_ok() {}
    });
    listen(&peer.url, 1).enough(1, &opened(&["started", "event 1"]));
}

#[test]
fn a_handshake_that_is_answered_otherwise_is_told_without_the_secrets() {
    let answer = |status: &str| {
        Server::new({
            let status = status.to_owned();
            move |_, request, connection| {
                let protocols = request.header("sec-websocket-protocol").unwrap();
                let body = format!("<p>\x1b[31m{TOKEN}-1\n{protocols}</p>{}", "x".repeat(10_000));
                let head = format!(
                    "HTTP/1.1 {status}\r\nlocation: http://evil.example/\r\ncontent-length: {}\r\n\r\n",
                    body.len()
                );
                connection.write_all(format!("{head}{body}").as_bytes()).is_ok()
            }
        })
    };
    for status in ["403 Forbidden", "502 Bad Gateway", "301 Moved Permanently", "200 OK"] {
        let url = format!("ws://127.0.0.1:{}/graphql/realtime", answer(status).port);
        let listened = listen(&url, 1);
        assert_eq!(listened.told, ["authorize Connect"], "{status}");
        let error = listened.ended.unwrap_err();
        let said = format!("`{url}` answered the handshake of the WebSocket with HTTP {}: <p> [31m***", &status[..3]);
        assert!(error.message().starts_with(&said), "{}", error.message());
        assert!(error.message().chars().count() < said.chars().count() + 200, "{}", error.message());
        let shown = format!("{error:?}");
        let object = json!({ "host": "api.example.com", "Authorization": format!("{TOKEN}-1") }).to_string();
        for secret in [TOKEN, &URL_SAFE_NO_PAD.encode(object)] {
            assert!(!shown.contains(secret), "{shown}");
        }
        assert_eq!((error.code(), error.help_text().is_some()), ("handshake-refused", true));
    }
}

#[test]
fn an_answer_that_is_not_to_our_handshake_is_no_websocket() {
    let answer = |extra: &str| format!("HTTP/1.1 101 Switching Protocols\r\nconnection: Upgrade\r\n{extra}\r\n");
    // The key of RFC 6455, 1.3, which is not ours.
    let accept = "sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n";
    for (extra, what) in [
        (format!("upgrade: websocket\r\n{accept}"), "`Sec-WebSocket-Accept` does not fit the key that was sent"),
        ("upgrade: websocket\r\n".to_owned(), "`Sec-WebSocket-Accept` does not fit the key that was sent"),
        (format!("upgrade: h2c\r\n{accept}"), "its answer upgrades to something else"),
    ] {
        let server = Server::always(answer(&extra));
        let url = format!("ws://127.0.0.1:{}/graphql/realtime", server.port);
        let message = format!("what answers at `{url}` does not speak WebSocket: {what}");
        listen(&url, 1).failed("not-websocket", &message, &["authorize Connect"]);
    }
}

#[test]
fn a_host_that_cannot_be_reached_is_an_error_at_once() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let message = format!("cannot reach the API at `{address}`: connection refused");
    listen(&format!("ws://{address}/graphql/realtime"), 1).failed("api-unreachable", &message, &["authorize Connect"]);
}

#[test]
fn a_handshake_without_an_answer_is_given_up() {
    let server = Server::new(|_, _, connection| {
        // Until the client is gone.
        let _ = connection.read(&mut [0]);
        false
    });
    let url = format!("ws://127.0.0.1:{}/graphql/realtime", server.port);
    let limits = ClientLimits { opened_within: Duration::from_millis(200), ..LIMITS };
    let message = format!("cannot subscribe at `{url}`: the handshake was not answered within 0.2 s");
    listen_with(&url, &[], limits, 1).failed("timeout", &message, &["authorize Connect"]);
}

/// Events on each connection; each but the last is lost after its event.
fn flapping(last: usize) -> impl Fn(usize, &mut Reader<'_>) + Send + Sync {
    move |number, client| {
        if number >= last {
            return client.serve(&["2"]);
        }
        let id = client.start(60_000);
        client.event(&id, "1");
        client.socket.get_mut().shutdown(std::net::Shutdown::Both).unwrap();
    }
}

const ENDED: &str = "the other side ended it without a word";

#[test]
fn in_a_gap_a_server_that_is_not_up_is_tried_again_without_end() {
    let peer = Peer::refusing(|number| (1..=4).contains(&number).then_some(503), flapping(5));
    let refused = format!("`{}` answered the handshake of the WebSocket with HTTP 503", peer.url);
    let attempts: Vec<String> = (1..=4).map(|number| format!("attempt {number}: {refused}")).collect();
    let gap = format!("gap: the connection was closed: {ENDED}");
    let mut told = opened(&["started", "event 1", &gap]);
    for attempt in &attempts {
        told.extend(["authorize Connect", attempt]);
    }
    told.extend(opened(&["resumed after 5", "event 2"]));
    listen(&peer.url, 2).enough(2, &told);
}

#[test]
fn in_a_gap_a_server_that_forbids_the_handshake_is_the_end() {
    let peer = Peer::refusing(|number| (number == 1).then_some(403), flapping(2));
    let gap = format!("gap: the connection was closed: {ENDED}");
    let message = format!("`{}` answered the handshake of the WebSocket with HTTP 403", peer.url);
    let told = opened(&["started", "event 1", &gap, "authorize Connect"]);
    listen(&peer.url, 2).failed("handshake-refused", &message, &told);
}

#[test]
fn in_a_gap_a_token_that_cannot_be_had_is_asked_for_again_and_one_that_is_wrong_is_the_end() {
    let client = HttpClient::for_websocket(&options()).unwrap();
    let gap = format!("gap: the connection was closed: {ENDED}");
    let peer = Peer::new(flapping(1));
    let asked = Subscribing { url: &peer.url, headers: &[], data: DATA, client: &client, limits: LIMITS };
    let listened = listen_as(&asked, 2, |number| {
        (number == 3).then(|| Error::outside("token-command-failed", "the network is away"))
    });
    let mut told = opened(&["started", "event 1", &gap, "authorize Connect", "attempt 1: the network is away"]);
    told.extend(opened(&["resumed after 2", "event 2"]));
    listened.enough(2, &told);
    let peer = Peer::new(flapping(1));
    let asked = Subscribing { url: &peer.url, ..asked };
    let listened = listen_as(&asked, 2, |number| (number == 4).then(|| Error::input("no-token", "no such file")));
    let mut told = opened(&["started", "event 1", &gap]);
    told.extend(OPENED);
    listened.failed("no-token", "no such file", &told);
}

#[test]
fn a_token_that_cannot_be_had_at_first_is_an_error_at_once() {
    let client = HttpClient::for_websocket(&options()).unwrap();
    let peer = Peer::new(flapping(1));
    let asked = Subscribing { url: &peer.url, headers: &[], data: DATA, client: &client, limits: LIMITS };
    let denied = |number| (number == 2).then(|| Error::outside("token-command-failed", "it is away").help("look"));
    let listened = listen_as(&asked, 1, denied);
    assert_eq!(listened.ended.as_ref().unwrap_err().help_text(), Some("look"));
    listened.failed("token-command-failed", "it is away", &OPENED);
}

#[test]
fn a_service_that_says_again_what_it_was_sent_does_not_make_us_show_it() {
    let of = |token: &str| format!(r#"{{"errors":[{{"errorType":"T","message":"bad {token}","errorCode":401}}]}}"#);
    let echo = of(TOKEN);
    let peer = Peer::new(move |_, client| {
        client.say(format!(r#"{{"type":"surprise","payload":"{TOKEN}"}}"#));
        client.say(format!(r#"{{"payload":{echo},"type":"connection_error"}}"#));
        client.wait();
    });
    let mut sandbox = Sandbox::new();
    sandbox.set("TOKEN", TOKEN);
    let url = peer.url.replacen("ws", "http", 1).replace("/realtime", "");
    let ran = sandbox.line(&format!("query 'subscription {{ a }}' --url {url} --token-env TOKEN -vv"));
    assert_eq!((ran.code, ran.out.as_str()), (Some(1), &*format!("{}\n", of("***"))), "{}", ran.whole());
    assert!(!ran.err.contains(TOKEN), "{}", ran.err);
    assert!(ran.err.contains("> ConnectionInit\n") && ran.err.contains("< {\"type\":\"surprise\""), "{}", ran.err);
    assert_eq!(peer.got()[0]["object"]["Authorization"], TOKEN);
}

#[test]
fn the_query_of_a_url_is_sent_and_not_shown() {
    let closing = Peer::new(|_, client| {
        client.start(10_000);
        client.say(r#"{"type":"connection_error","payload":{"errors":[{"errorType":"X","errorCode":401}]}}"#);
        client.wait();
    });
    let forbidding = Peer::refusing(|_| Some(403), |_, _| {});
    for (peer, code) in [(closing, 1), (forbidding, 5)] {
        let url = peer.url.replacen("ws", "http", 1).replace("/realtime", "");
        let line = format!("query 'subscription {{ a }}' --url '{url}?key=of-the-url' --token {TOKEN} -vv");
        let ran = Sandbox::new().line(&line);
        assert_eq!(ran.code, Some(code), "{}", ran.whole());
        assert!(ran.err.contains(&format!("setting url: {url}?*** (flag `--url`)\n")), "{}", ran.err);
        assert!(ran.err.contains(&format!("> GET {}?*** (WebSocket)\n", peer.url)), "{}", ran.err);
        assert!(!ran.whole().contains("of-the-url"), "{}", ran.whole());
    }
}

#[test]
fn a_refusal_that_makes_a_gap_is_explained_once_in_each() {
    const FAILED: &str = r#"{"type":"connection_error","payload":{"errors":[{"errorType":"AuthorizerFailureException","message":"x","errorCode":500}]}}"#;
    let peer = Peer::new(|number, client| match number {
        0 | 3 => {
            client.start(60_000);
            client.say(FAILED);
            client.wait();
        }
        1 => client.say(FAILED),
        2 => client.say(FAILED),
        _ => client.serve(&["{}"]),
    });
    let url = peer.url.replacen("ws", "http", 1).replace("/realtime", "");
    let line = format!("query 'subscription {{ a }}' --url {url} --token {TOKEN} --max-events 1");
    let ran = Sandbox::new().line(&line);
    let told: Vec<&str> = ran.err.lines().map(|line| line.split([' ', ':']).next().unwrap()).collect();
    let told = told.join(" ");
    assert_eq!(ran.code, Some(0), "{}", ran.whole());
    let explained = "warning why help also more";
    let expected = format!("subscribed {explained} attempt attempt subscribed {explained} subscribed");
    assert_eq!(told, expected, "{}", ran.whole());
}
