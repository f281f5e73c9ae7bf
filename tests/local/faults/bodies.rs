//! Bodies that are too large, too slow, or do not end.

use std::io::{Read, Write};
use std::net::Shutdown;
use std::time::{Duration, Instant};

use super::{TYPENAME, assert_serves, emulator, sandbox, wire};
use crate::support::emulator::Emulator;

const TOO_LARGE: &str = r#"{"message":"Request entity too large"}"#;

#[test]
fn ten_megabytes_are_too_large_and_the_connection_goes_on() {
    let sandbox = sandbox();
    let emulator = emulator(&sandbox);
    let body = format!(r#"{{"query":"{{ __typename }}","variables":{{"x":"{}"}}}}"#, "x".repeat(10_000_000));
    let mut stream = wire::connect(&emulator);
    for _ in 0..3 {
        // The whole request is written before anything is read, as most clients do it.
        stream.write_all(wire::head("custom-authorized", body.len()).as_bytes()).unwrap();
        stream.write_all(body.as_bytes()).unwrap();
        let answer = wire::answer(&mut stream).expect("an answer");
        assert_eq!((answer.status, answer.body.as_str()), (413, TOO_LARGE));
    }
    stream.write_all(&wire::request("custom-authorized", "{ __typename }", &serde_json::json!({}))).unwrap();
    assert_eq!(wire::answer(&mut stream).unwrap().body, TYPENAME);
    let answer = emulator.send("POST", emulator.url(), &[("authorization", "custom-authorized")], &body);
    assert_eq!((answer.status, answer.body.as_str()), (413, TOO_LARGE));
    assert_eq!(emulator.stop(), Some(130));
}

#[test]
fn six_megabytes_are_not_too_large() {
    let sandbox = sandbox();
    let emulator = emulator(&sandbox);
    let body = format!(r#"{{"query":"{{ __typename }}","variables":{{"x":"{}"}}}}"#, "x".repeat(6_000_000));
    let answer = emulator.send("POST", emulator.url(), &[("authorization", "custom-authorized")], &body);
    assert_eq!((answer.status, answer.body.as_str()), (200, TYPENAME));
    assert_eq!(emulator.stop(), Some(130));
}

#[test]
fn a_client_that_asks_before_it_sends_too_much_need_not_send_it() {
    let sandbox = sandbox();
    let emulator = emulator(&sandbox);
    let mut stream = wire::connect(&emulator);
    let head = wire::head("custom-authorized", 10_000_000).replace("\r\n\r\n", "\r\nexpect: 100-continue\r\n\r\n");
    stream.write_all(head.as_bytes()).unwrap();
    let answer = wire::answer(&mut stream).expect("an answer");
    assert_eq!((answer.status, answer.body.as_str()), (413, TOO_LARGE));
    assert_serves(&emulator);
    assert_eq!(emulator.stop(), Some(130));
}

#[test]
fn a_body_without_an_end_is_given_up() {
    let sandbox = sandbox();
    let emulator = emulator(&sandbox);
    let mut stream = wire::connect(&emulator);
    let head = wire::head("custom-authorized", 0).replace("content-length: 0", "transfer-encoding: chunked");
    stream.write_all(head.as_bytes()).unwrap();
    let chunk = format!("100000\r\n{}\r\n", "x".repeat(1 << 20));
    let sent = (0..1000).take_while(|_| stream.write_all(chunk.as_bytes()).is_ok()).count();
    assert!(sent < 200, "{sent} MiB were taken");
    assert_serves(&emulator);
    assert_eq!(emulator.stop(), Some(130));
}

#[test]
fn a_body_that_ends_early_or_is_no_chunk_costs_its_connection_only() {
    let sandbox = sandbox();
    let emulator = emulator(&sandbox);
    let mut short = wire::connect(&emulator);
    short.write_all(format!("{}{{\"query\"", wire::head("custom-authorized", 100)).as_bytes()).unwrap();
    short.shutdown(Shutdown::Write).unwrap();
    let mut said = String::new();
    short.read_to_string(&mut said).unwrap();
    assert!(said.is_empty() || said.starts_with("HTTP/1.1 400 "), "{said}");
    let mut unchunked = wire::connect(&emulator);
    let head = wire::head("custom-authorized", 0).replace("content-length: 0", "transfer-encoding: chunked");
    unchunked.write_all(format!("{head}not a number\r\n").as_bytes()).unwrap();
    let mut said = String::new();
    unchunked.read_to_string(&mut said).unwrap();
    assert!(said.starts_with("HTTP/1.1 400 "), "{said}");
    assert_serves(&emulator);
    assert_eq!(emulator.stop(), Some(130));
}

#[test]
fn a_body_that_drips_is_refused_and_holds_up_nobody() {
    let sandbox = sandbox();
    let emulator = emulator(&sandbox);
    let mut streams: Vec<_> = (0..100).map(|_| wire::connect(&emulator)).collect();
    for stream in &mut streams {
        stream.write_all(format!("{}{{", wire::head("custom-authorized", 1000)).as_bytes()).unwrap();
    }
    let started = Instant::now();
    // Not as long as the emulator waits for it, which is 30 seconds: then it hangs up.
    while started.elapsed() < Duration::from_secs(20) {
        for stream in &mut streams {
            stream.write_all(b" ").unwrap();
        }
        assert_quick(&emulator);
        std::thread::sleep(Duration::from_millis(500));
    }
    for stream in &mut streams {
        let answer = wire::answer(stream).expect("an answer");
        assert_eq!(
            (answer.status, answer.body.as_str()),
            (408, r#"{"message":"The request body did not arrive in time"}"#)
        );
    }
    assert_eq!(emulator.stop(), Some(130));
}

/// Others are served meanwhile: not only when somebody else is done, which takes 30 seconds.
#[track_caller]
pub(super) fn assert_quick(emulator: &Emulator) {
    let started = Instant::now();
    assert_serves(emulator);
    assert!(started.elapsed() < Duration::from_secs(20), "{:?}", started.elapsed());
}
