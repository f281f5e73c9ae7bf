//! Clients that go away, do not speak, or are too many.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Resource, Rlimit, prlimit};
use serde_json::json;

use super::bodies::assert_quick;
use super::{TYPENAME, assert_serves, children, emulator, kill_all, sandbox, wire};
use crate::support::emulator::Emulator;
use crate::support::need;

#[test]
fn clients_that_go_away_within_a_large_answer_leave_nothing_behind() {
    let sandbox = sandbox();
    let mut schema = String::from("type Query { a: T0 }\n");
    for number in 0..2_000 {
        schema.push_str(&format!(
            "\"\"\"{}\"\"\"\ntype T{number} {{ a: ID b: [Int!]! c(d: String): T{number} }}\n",
            "long ".repeat(100)
        ));
    }
    sandbox.file("schema.graphql", schema);
    let emulator = emulator(&sandbox);
    let query = "{ __schema { types { name description fields { name args { name } type { kind ofType { kind ofType { name } } } } } } }";
    let whole = emulator.query("custom-authorized", query);
    assert_eq!(whole.status, 200);
    assert!(whole.body.len() > 1 << 20, "{} bytes", whole.body.len());
    let open = open_files(&emulator);
    for round in 0..40 {
        let mut stream = wire::connect(&emulator);
        stream.write_all(&wire::request("custom-authorized", query, &json!({}))).unwrap();
        // Some do not even wait for the first byte.
        let mut some = vec![0; round % 4 * 1000];
        stream.read_exact(&mut some).unwrap();
    }
    assert_eq!(emulator.query("custom-authorized", query).body, whole.body);
    super::wait_until("connections stay", || open_files(&emulator) <= open + 1);
    assert_eq!(emulator.stop(), Some(130));
}

fn open_files(emulator: &Emulator) -> usize {
    std::fs::read_dir(format!("/proc/{}/fd", emulator.id())).unwrap().count()
}

#[test]
fn connections_that_say_nothing_or_drip_their_headers_are_closed_and_hold_up_nobody() {
    let sandbox = sandbox();
    let emulator = emulator(&sandbox);
    let mut silent: Vec<TcpStream> = (0..200).map(|_| wire::connect(&emulator)).collect();
    let mut dripping: Vec<TcpStream> = (0..200).map(|_| wire::connect(&emulator)).collect();
    let head = wire::head("custom-authorized", 1000);
    let started = Instant::now();
    for letter in head.bytes().cycle() {
        // One that is closed already cannot be written to, which is what is waited for.
        let closed = dripping.iter_mut().filter_map(|stream| stream.write_all(&[letter]).err()).count();
        assert_quick(&emulator);
        if closed == dripping.len() {
            break;
        }
        assert!(started.elapsed() < Duration::from_secs(40), "{closed} of {} are closed", dripping.len());
        std::thread::sleep(Duration::from_millis(500));
    }
    assert!(started.elapsed() > Duration::from_secs(8), "slow clients have some time: {:?}", started.elapsed());
    for stream in &mut silent {
        assert_eq!(stream.read(&mut [0; 100]).unwrap(), 0, "closed without a word");
    }
    assert_eq!(emulator.stop(), Some(130));
}

#[test]
fn what_is_not_http_costs_its_connection_only() {
    let sandbox = sandbox();
    let emulator = emulator(&sandbox);
    let long_header = format!("GET / HTTP/1.1\r\nx: {}\r\n\r\n", "x".repeat(2 << 20));
    let many_headers = format!("GET / HTTP/1.1\r\n{}\r\n", "x: y\r\n".repeat(10_000));
    let hello = "\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}\u{0}\u{1}\u{fc}\u{3}\u{3}";
    for words in
        ["\0\0\0\0\r\n\r\n", "hello\r\n\r\n", hello, "POST /graphql HTTP/9.9\r\n\r\n", &long_header, &many_headers]
    {
        let mut stream = wire::connect(&emulator);
        // It may be closed while we write.
        let _ = stream.write_all(words.as_bytes());
        let _ = stream.shutdown(std::net::Shutdown::Write);
        let mut said = Vec::new();
        let _ = stream.read_to_end(&mut said);
        let said = String::from_utf8_lossy(&said).into_owned();
        assert!(said.is_empty() || said.starts_with("HTTP/1.1 4"), "{said}");
        assert_serves(&emulator);
    }
    assert_eq!(emulator.stop(), Some(130));
}

#[test]
fn without_file_descriptors_it_waits_and_then_serves_again() {
    if !need("node") {
        return;
    }
    let sandbox = sandbox();
    sandbox.file("handler.mjs", "export const handler = async () => ({ isAuthorized: true });");
    let emulator = Emulator::start(&sandbox, "--schema schema.graphql --authorizer handler.mjs --ttl 0");
    assert_serves(&emulator);
    let id = Pid::from_raw(i32::try_from(emulator.id()).unwrap()).unwrap();
    let open = u64::try_from(open_files(&emulator)).unwrap();
    let before = prlimit(Some(id), Resource::Nofile, Rlimit { current: Some(open + 20), maximum: Some(4096) }).unwrap();
    assert!(before.current.is_none_or(|limit| limit > open + 20), "{before:?}");
    let mut streams: Vec<TcpStream> = (0..60).map(|_| wire::connect(&emulator)).collect();
    let note = emulator.note("connections cannot be accepted for now");
    assert!(note.contains("Too many open files"), "{note}");
    // Its handler ends now, and there is nothing left to start another with; a connection that it has is still served.
    kill_all(&children(emulator.id()));
    streams[0].write_all(&wire::request("any", "{ __typename }", &json!({}))).unwrap();
    let answer = wire::answer(&mut streams[0]).expect("an answer");
    assert_eq!(answer.status, 500, "{answer:?}");
    assert!(answer.body.contains("cannot prepare a process for the authorizer: Too many open files"), "{answer:?}");
    drop(streams);
    // Only the connection of this request and a handler are needed from here on, and the limit stays.
    for _ in 0..20 {
        let answer = wire::ask(emulator.text("controlPlaneUrl"), "any", "{ __typename }", &json!({}));
        assert_eq!((answer.status, answer.body.as_str()), (200, TYPENAME));
    }
    assert_eq!(emulator.stop(), Some(130));
}
