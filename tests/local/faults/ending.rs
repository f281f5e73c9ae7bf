//! How the emulator ends, and what it leaves: nothing.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::time::{Duration, Instant};

use rustix::process::Signal;
use serde_json::json;

use super::{TYPENAME, assert_serves, children, emulator, runs, sandbox, signal, wait_until, wire};
use crate::support::emulator::Emulator;
use crate::support::need;

/// How long the emulator waits for requests that do not end.
const STOP_WITHIN: Duration = Duration::from_secs(5);

/// Tells the emulator to end, and gives its exit code and how long that took.
fn ended(emulator: &mut Emulator, how: Signal) -> (Option<i32>, Duration) {
    let started = Instant::now();
    signal(i32::try_from(emulator.id()).unwrap(), how);
    let code = emulator.wait();
    (code, started.elapsed())
}

#[test]
fn a_port_that_is_taken_is_named_and_nothing_is_started() {
    if !need("node") {
        return;
    }
    let sandbox = sandbox();
    sandbox.file("handler.mjs", "import { writeFileSync } from 'node:fs'; writeFileSync('started', '');");
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let ran = sandbox.line(&format!("local --schema schema.graphql --authorizer handler.mjs --port {port}"));
    assert_eq!(
        ran.whole(),
        format!(
            "exit 5\n--- stderr\nerror: cannot listen on 127.0.0.1:{port}: Address already in use (os error 98)\n\
             help: end the program that has it, or give another with `--port`; 0 is any free one\n"
        )
    );
    assert!(!sandbox.path().join("started").exists());
}

#[test]
fn requests_under_way_end_before_the_emulator_does() {
    if !need("node") {
        return;
    }
    for how in [Signal::INT, Signal::TERM] {
        let sandbox = sandbox();
        let slow = "import { writeFileSync } from 'node:fs';
            export const handler = async (event) => {
              if (event.authorizationToken === 'slow') {
                writeFileSync('asked', '');
                await new Promise((resolve) => setTimeout(resolve, 1500));
              }
              return { isAuthorized: true };
            };";
        sandbox.file("handler.mjs", slow);
        let mut emulator = Emulator::start(&sandbox, "--schema schema.graphql --authorizer handler.mjs --ttl 0");
        // Three connections that have nothing under way: never used, used, and half a request.
        let (mut unused, mut used, mut half) =
            (wire::connect(&emulator), wire::connect(&emulator), wire::connect(&emulator));
        used.write_all(&wire::request("quick", "{ __typename }", &json!({}))).unwrap();
        assert_eq!(wire::answer(&mut used).unwrap().body, TYPENAME);
        half.write_all(b"POST /gra").unwrap();
        let mut slow = wire::connect(&emulator);
        slow.write_all(&wire::request("slow", "{ __typename }", &json!({}))).unwrap();
        wait_until("the authorizer is not asked", || sandbox.path().join("asked").exists());
        let handlers = children(emulator.id());
        assert!(!handlers.is_empty());
        let (code, _) = ended(&mut emulator, how);
        assert_eq!(code, Some(130));
        assert_eq!(wire::answer(&mut slow).map(|answer| answer.body).as_deref(), Some(TYPENAME), "{how:?}");
        for idle in [&mut unused, &mut used, &mut half] {
            assert!(matches!(idle.read(&mut [0; 10]), Ok(0) | Err(_)));
        }
        wait_until("handlers run", || !handlers.iter().any(|id| runs(*id)));
        let port = emulator.text("controlPlaneUrl").rsplit(':').next().unwrap();
        // Others who test may have got it for a while.
        wait_until("the port is taken", || TcpListener::bind(format!("127.0.0.1:{port}")).is_ok());
    }
}

#[test]
fn a_request_that_does_not_end_does_not_keep_the_emulator() {
    if !need("node") {
        return;
    }
    for signals in [1, 2] {
        let sandbox = sandbox();
        let hangs = "import { writeFileSync } from 'node:fs';
            export const handler = () => { writeFileSync('asked', ''); return new Promise(() => setInterval(() => {}, 1000)); };";
        sandbox.file("handler.mjs", hangs);
        let mut emulator =
            Emulator::start(&sandbox, "--schema schema.graphql --authorizer handler.mjs --authorizer-timeout 300s");
        let mut hanging = wire::connect(&emulator);
        hanging.write_all(&wire::request("any", "{ __typename }", &json!({}))).unwrap();
        wait_until("the authorizer is not asked", || sandbox.path().join("asked").exists());
        let handlers = children(emulator.id());
        let id = i32::try_from(emulator.id()).unwrap();
        let started = Instant::now();
        signal(id, Signal::INT);
        if signals == 2 {
            // The first has been heard when nobody can connect any more. The second is sent until it is heard.
            let address = emulator.text("controlPlaneUrl").strip_prefix("http://").unwrap().to_owned();
            wait_until("connections are taken", || TcpStream::connect(&address).is_err());
            while runs(id) {
                signal(id, Signal::INT);
                std::thread::sleep(Duration::from_millis(50));
            }
        }
        assert_eq!(emulator.wait(), Some(130));
        let took = started.elapsed();
        assert_eq!(took < STOP_WITHIN, signals == 2, "{signals}: {took:?}");
        assert!(took < Duration::from_secs(60), "{signals}: {took:?}");
        wait_until("handlers run", || !handlers.iter().any(|id| runs(*id)));
    }
}

#[test]
fn without_requests_it_ends_at_once_and_says_what_it_did() {
    let sandbox = sandbox();
    let mut emulator = emulator(&sandbox);
    assert_serves(&emulator);
    let idle = wire::connect(&emulator);
    let (code, took) = ended(&mut emulator, Signal::INT);
    assert_eq!(code, Some(130));
    assert!(took < STOP_WITHIN, "{took:?}");
    emulator.line();
    assert_eq!(emulator.line(), json!({ "event": "stopped", "requests": 1 }));
    drop(idle);

    let mut child = sandbox.start("local --schema schema.graphql --authorizer rules.yaml --port 0");
    let mut first = [0; 6];
    child.stdout.as_mut().unwrap().read_exact(&mut first).unwrap();
    assert_eq!(&first, b"ready:");
    signal(i32::try_from(child.id()).unwrap(), Signal::INT);
    let ended = crate::support::sandbox::ran(child.wait_with_output().unwrap());
    assert_eq!((ended.code, ended.err.as_str()), (Some(130), "stopped: 0 requests were served\n"));
}
