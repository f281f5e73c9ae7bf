//! Subscriptions from the command line and in process, against the emulator.

use std::io::{BufRead, BufReader, Read};
use std::ops::ControlFlow;
use std::process::Child;
use std::sync::mpsc::{self, Receiver, Sender};
use std::time::Duration;

use appsync_auth::outside::http::HttpClient;
use appsync_auth::outside::websocket::{Ended, How, StopReason, Subscribing, Told, subscribe};
use appsync_auth::realtime::{AuthorizationObject, ClientLimits, Heard};
use serde_json::json;

use super::{options, wait};
use crate::support::sandbox::{Ran, Sandbox};
use crate::support::stage::{API_KEY, SECRET, Stage};

/// How long something is waited for: machines that test are slow machines.
const PATIENCE: Duration = Duration::from_secs(30);

const SUBSCRIPTION: &str = "'subscription { onCreateEvent { name } }'";
const SUBSCRIBED: &str = "subscribed: events are shown as they come; Ctrl-C ends";

fn stage(arguments: &str) -> Stage {
    let mut stage = Stage::open(arguments);
    let (user_pool, oidc) = (stage.token("AMAZON_COGNITO_USER_POOLS"), stage.token("OPENID_CONNECT"));
    for (name, value) in [
        ("TOKEN", "custom-authorized"),
        ("NO_TOKEN", "nobody"),
        ("KEY", API_KEY),
        ("USER_POOL", &user_pool),
        ("OIDC", &oidc),
        ("AWS_ACCESS_KEY_ID", "AKIAFULL"),
        ("AWS_SECRET_ACCESS_KEY", SECRET),
    ] {
        stage.sandbox.set(name, value);
    }
    stage
}

fn create(stage: &Stage, name: &str) {
    let body = json!({ "query": format!("mutation {{ createEvent(name: \"{name}\") {{ name }} }}") }).to_string();
    let answer = stage.emulator.send("POST", stage.emulator.url(), &[("x-api-key", API_KEY)], &body);
    assert_eq!(answer.body, format!(r#"{{"data":{{"createEvent":{{"name":"{name}"}}}}}}"#));
}

fn event(name: &str) -> String {
    format!(r#"{{"data":{{"onCreateEvent":{{"name":"{name}"}}}}}}"#)
}

/// A subscription of the real program that stands.
struct Running {
    child: Child,
    out: Receiver<String>,
    err: Receiver<String>,
}

impl Running {
    fn start(sandbox: &Sandbox, line: &str) -> Self {
        let mut child = sandbox.start(line);
        let out = lines(child.stdout.take().unwrap());
        let err = lines(child.stderr.take().unwrap());
        let running = Self { child, out, err };
        let first = running.err.recv_timeout(PATIENCE).unwrap();
        assert_eq!(first, SUBSCRIBED, "{line}");
        running
    }

    fn line(&self) -> String {
        self.out.recv_timeout(PATIENCE).unwrap()
    }

    /// Waits for the end; what it still wrote.
    fn end(mut self) -> Ran {
        let code = self.child.wait().unwrap().code();
        let rest = |lines: &Receiver<String>| lines.iter().map(|line| line + "\n").collect();
        Ran { code, out: rest(&self.out), err: rest(&self.err) }
    }
}

fn lines(stream: impl Read + Send + 'static) -> Receiver<String> {
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        for line in BufReader::new(stream).lines().map_while(Result::ok) {
            if sender.send(line).is_err() {
                break;
            }
        }
    });
    receiver
}

fn ran(code: i32, out: &str, err: &str) -> Ran {
    Ran { code: Some(code), out: out.to_owned(), err: err.to_owned() }
}

/// The flags of each mode.
const MODES: [&str; 5] = ["--token-env TOKEN", "--api-key-env KEY", "--jwt-env USER_POOL", "--jwt-env OIDC", "--iam"];

fn each_mode(arguments: &str) {
    let stage = stage(arguments);
    let ca = stage.emulator.ready["caFile"].as_str().map(|file| format!(" --cacert {file}")).unwrap_or_default();
    let url = stage.emulator.url();
    let line = |mode: &str| format!("query {SUBSCRIPTION} --url {url} {mode}{ca} --json --max-events 1");
    let running: Vec<Running> = MODES.iter().map(|mode| Running::start(&stage.sandbox, &line(mode))).collect();
    create(&stage, "first");
    for (mode, running) in MODES.iter().zip(running) {
        assert_eq!(running.end(), ran(0, &format!("{}\n", event("first")), ""), "{mode}");
    }
}

#[test]
fn each_mode_subscribes() {
    each_mode("");
}

#[test]
fn each_mode_subscribes_over_tls() {
    each_mode("--tls");
}

#[test]
fn the_end_is_the_one_that_was_asked_for() {
    let stage = stage("");
    let line = format!("query {SUBSCRIPTION} --url {} --token-env TOKEN", stage.emulator.url());
    // After so many events.
    let running = Running::start(&stage.sandbox, &format!("{line} --max-events 2"));
    ["a", "b", "c"].iter().for_each(|name| create(&stage, name));
    assert_eq!(running.end(), ran(0, &format!("{}\n{}\n", event("a"), event("b")), ""));
    // After a time, though nothing came.
    let ended = stage.sandbox.line(&format!("{line} --for 400ms"));
    assert_eq!(ended, ran(0, "", &format!("{SUBSCRIBED}\n0 events in 0.4 s\n")));
    assert_eq!(stage.sandbox.line(&format!("{line} --for 400ms -q")), ran(0, "", ""));
}

#[test]
fn a_time_in_which_there_was_no_subscription_is_no_good_end() {
    let mut stage = stage("");
    stage.sandbox.set("CRASH", "crash");
    let line = format!("query {SUBSCRIPTION} --url {} --token-env CRASH --for 300ms -q", stage.emulator.url());
    let ended = stage.sandbox.line(&line);
    let why = "the service said `AuthorizerFailureException: database unreachable` (500)";
    let error = format!("error: there was no subscription within 0.3 s: {why}\n");
    assert_eq!((ended.code, ended.err.starts_with(&error)), (Some(5), true), "{}", ended.whole());
}

#[test]
fn an_authorizer_that_fails_on_each_connect_is_explained_at_the_first_attempt_and_only_then() {
    let mut stage = stage("");
    stage.sandbox.set("CRASH", "crash");
    let line = format!("query {SUBSCRIPTION} --url {} --token-env CRASH", stage.emulator.url());
    let ended = stage.sandbox.line(&line);
    let told: Vec<&str> = ended.err.lines().map(|line| line.split([',', ':']).next().unwrap()).collect();
    let first = [
        "attempt 1 failed",
        "why",
        "help",
        "also",
        "more",
        "attempt 2 failed",
        "the API refused the connection after 0 events",
    ];
    assert_eq!((ended.code, told), (Some(1), first.to_vec()), "{}", ended.whole());
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_with_the_count_of_events() {
    let stage = stage("");
    let line = format!("query {SUBSCRIPTION} --url {} --token-env TOKEN", stage.emulator.url());
    let running = Running::start(&stage.sandbox, &line);
    create(&stage, "a");
    assert_eq!(running.line(), event("a"));
    let id = rustix::process::Pid::from_raw(i32::try_from(running.child.id()).unwrap()).unwrap();
    rustix::process::kill_process(id, rustix::process::Signal::INT).unwrap();
    assert_eq!(running.end(), ran(130, "", "interrupted after 1 event\n"));
}

#[test]
fn a_reader_that_has_seen_enough_is_a_good_end() {
    let stage = stage("");
    let line = format!("query {SUBSCRIPTION} --url {} --token-env TOKEN", stage.emulator.url());
    let mut child = stage.sandbox.start(&line);
    let err = lines(child.stderr.take().unwrap());
    assert_eq!(err.recv_timeout(PATIENCE).unwrap(), SUBSCRIBED);
    drop(child.stdout.take());
    create(&stage, "a");
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert_eq!(err.iter().collect::<Vec<_>>(), Vec::<String>::new());
}

#[test]
fn a_refusal_is_a_no_with_the_errors() {
    let stage = stage("");
    let url = stage.emulator.url();
    let connect = stage.sandbox.line(&format!("query {SUBSCRIPTION} --url {url} --token-env NO_TOKEN"));
    let denied = "Not Authorized to access onAudit on type Subscription";
    let start = stage.sandbox.line(&format!("query 'subscription {{ onAudit }}' --url {url} --token-env TOKEN"));
    let message = "You are not authorized to make this call.";
    let said =
        format!(r#"{{"errors":[{{"errorType":"UnauthorizedException","message":"{message}","errorCode":401}}]}}"#);
    assert_eq!((connect.code, connect.out), (Some(1), format!("{said}\n")), "{}", connect.err);
    let words = format!("the API refused the connection after 0 events: `UnauthorizedException: {message}` (401)");
    assert_eq!(connect.err.lines().next(), Some(&*words));
    let said = format!(r#"{{"errors":[{{"errorType":"Unauthorized","message":"{denied}"}}]}}"#);
    assert_eq!((start.code, start.out), (Some(1), format!("{said}\n")), "{}", start.err);
    let words = format!("the API refused the subscription after 0 events: `Unauthorized: {denied}`");
    assert_eq!(start.err.lines().next(), Some(&*words));
}

#[cfg(unix)]
#[test]
fn at_a_terminal_an_event_is_laid_out() {
    let stage = stage("");
    let line = format!("query {SUBSCRIPTION} --url {} --token-env TOKEN --max-events 1", stage.emulator.url());
    let (mut terminal, mut child) = stage.sandbox.start_at_terminal(80, &line);
    let mut seen = Vec::new();
    let mut chunk = [0; 4096];
    let mut created = false;
    while let Ok(read @ 1..) = terminal.read(&mut chunk) {
        seen.extend_from_slice(&chunk[..read]);
        if !created && String::from_utf8_lossy(&seen).contains("Ctrl-C ends") {
            create(&stage, "a");
            created = true;
        }
    }
    let text = String::from_utf8_lossy(&seen).replace("\r\n", "\n");
    let laid_out = "{\n  \"data\": {\n    \"onCreateEvent\": {\n      \"name\": \"a\"\n    }\n  }\n}\n";
    assert_eq!((text, child.wait().unwrap().code()), (format!("{SUBSCRIBED}\n{laid_out}"), Some(0)));
}

/// Listens in a thread of its own, and tells each word.
fn listen(url: &str, events: u64, told: Sender<String>) -> std::thread::JoinHandle<Ended> {
    let url = url.replacen("http", "ws", 1) + "/realtime";
    std::thread::spawn(move || wait(listening(&url, events, &told)))
}

async fn listening(url: &str, events: u64, told: &Sender<String>) -> Ended {
    let limits = ClientLimits {
        retry_after: Duration::from_millis(20),
        retry_after_at_most: Duration::from_millis(50),
        ..ClientLimits::default()
    };
    let client = HttpClient::for_websocket(&options()).unwrap();
    let data = json!({ "query": "subscription { onCreateEvent { name } }" }).to_string();
    let asked = Subscribing { url, headers: &[], data: &data, client: &client, limits };
    let object = || [("host", "127.0.0.1"), ("x-api-key", API_KEY)].into_iter().collect::<AuthorizationObject>();
    let mut heard = 0;
    let hear = |what: Told<'_>| {
        let words = match what {
            Told::Heard(Heard::Started) => "started".to_owned(),
            Told::Heard(Heard::Event(payload)) => {
                heard += 1;
                payload.to_owned()
            }
            Told::Heard(Heard::Gap(_)) => "gap".to_owned(),
            Told::Heard(Heard::Resumed { .. }) => "resumed".to_owned(),
            _ => return Ok(ControlFlow::Continue(())),
        };
        told.send(words).unwrap();
        Ok(if heard == events { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
    };
    let never = std::future::pending::<StopReason>();
    subscribe(&asked, async |_| Ok(object()), hear, never).await.unwrap()
}

#[test]
fn a_hundred_subscriptions_at_once_all_get_every_event() {
    const MANY: usize = 100;
    let stage = stage("");
    let (sender, told) = mpsc::channel();
    let url = stage.emulator.url().replacen("http", "ws", 1) + "/realtime";
    let all = std::thread::spawn(move || {
        wait(async {
            let each = (0..MANY).map(|_| listening(&url, 3, &sender));
            futures_util::future::join_all(each).await
        })
    });
    let next = || told.recv_timeout(PATIENCE).unwrap();
    for _ in 0..MANY {
        assert_eq!(next(), "started");
    }
    ["a", "b", "c"].iter().for_each(|name| create(&stage, name));
    let ended = Ended { events: 3, how: How::Stopped(StopReason::Enough) };
    assert_eq!(all.join().unwrap(), vec![ended; MANY]);
    let mut events: Vec<String> = told.iter().collect();
    events.sort();
    let expected: Vec<String> = ["a", "b", "c"].iter().flat_map(|name| vec![event(name); MANY]).collect();
    assert_eq!(events, expected);
}

#[test]
fn a_server_that_is_killed_and_comes_back_leaves_a_gap_that_is_told_and_then_every_event_arrives() {
    let mut stage = stage("");
    let port = format!("--port {}", stage.emulator.text("controlPlaneUrl").rsplit_once(':').unwrap().1);
    let (sender, told) = mpsc::channel();
    let listening = listen(stage.emulator.url(), 103, sender);
    let next = || told.recv_timeout(PATIENCE).unwrap();
    assert_eq!(next(), "started");
    for name in ["a", "b"] {
        create(&stage, name);
        assert_eq!(next(), event(name));
    }
    stage.emulator.kill();
    assert_eq!(next(), "gap");
    stage.emulator = crate::support::emulator::Emulator::start(&stage.sandbox, &port);
    assert_eq!(next(), "resumed");
    let names: Vec<String> = (0..101).map(|number| format!("after-{number}")).collect();
    names.iter().for_each(|name| create(&stage, name));
    let ended = Ended { events: 103, how: How::Stopped(StopReason::Enough) };
    assert_eq!(listening.join().unwrap(), ended);
    let expected: Vec<String> = names.iter().map(|name| event(name)).collect();
    assert_eq!(told.iter().collect::<Vec<_>>(), expected);
}
