//! Servers that misbehave: each has its own message, and says whether the API may have got the request.

use std::time::Duration;

use appsync_auth::outside::http::{BODY_BYTES, HttpFault, HttpOptions, Sent};

use super::server::{Connection, Server, answer};
use super::{TOKEN, options, post, request};
use crate::support::sandbox::{Ran, Sandbox, ran};

/// Code, message and help of a fault, with its port as `PORT`, and whether the API may have got the request.
fn told(fault: &HttpFault, port: u16) -> (&'static str, String, String, Sent) {
    let bare = |text: &str| text.replace(&port.to_string(), "PORT");
    (fault.error.code(), bare(fault.error.message()), bare(fault.error.help_text().unwrap_or_default()), fault.sent)
}

/// What is told when a server behaves like this.
fn fault_of(options: &HttpOptions, server: &Server) -> (&'static str, String, String, Sent) {
    told(&post(options, &request(&server.url())).unwrap_err(), server.port)
}

fn expected(code: &'static str, message: &str, help: &str, sent: Sent) -> (&'static str, String, String, Sent) {
    (code, message.to_owned(), help.to_owned(), sent)
}

#[test]
fn nobody_listens() {
    let port = Server::port_of_nobody();
    let fault = post(&options(), &request(&format!("http://127.0.0.1:{port}/graphql"))).unwrap_err();
    assert_eq!(
        told(&fault, port),
        expected(
            "api-unreachable",
            "cannot reach the API at `127.0.0.1:PORT`: connection refused",
            "start the server (`appsync-auth local`), or check the port",
            Sent::No,
        )
    );
}

#[test]
fn a_name_that_is_not_found() {
    let fault = post(&options(), &request("http://no-such-host.invalid/graphql")).unwrap_err();
    let message = fault.error.message();
    assert!(
        message.starts_with("cannot reach the API at `no-such-host.invalid`: the name is not found ("),
        "{message}"
    );
    assert_eq!((fault.error.code(), fault.sent), ("api-unreachable", Sent::No));
}

#[test]
fn the_connection_is_closed_without_an_answer() {
    assert_eq!(
        fault_of(&options(), &Server::new(|_, _, _| false)),
        expected(
            "connection-lost",
            "the connection to `127.0.0.1:PORT` was lost before an answer came: the other side closed it",
            "the API may have got the request; try again",
            Sent::Perhaps,
        )
    );
}

#[test]
fn the_connection_is_closed_in_the_middle_of_an_answer() {
    for cut in [
        &b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"data\":"[..],
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n8\r\n{\"data\":\r\n",
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n8\r\n{\"da",
    ] {
        let server = Server::new(|_, _, connection| connection.write_all(cut).is_err());
        assert_eq!(
            fault_of(&options(), &server),
            expected(
                "answer-incomplete",
                "the answer of `127.0.0.1:PORT` broke off: the other side closed it",
                "the API got the request; try again",
                Sent::Perhaps,
            )
        );
    }
}

#[test]
fn chunks_that_are_none() {
    let server = Server::always("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n");
    let (code, message, _, sent) = fault_of(&options(), &server);
    assert_eq!((code, sent), ("answer-incomplete", Sent::Perhaps));
    assert_eq!(message, "the answer of `127.0.0.1:PORT` broke off: invalid chunk size line: missing size digit");
}

#[test]
fn a_compressed_body_that_is_none() {
    let server = Server::always(answer("200 OK", "content-encoding: gzip\r\n", "{\"data\":{}}"));
    let (code, message, _, sent) = fault_of(&options(), &server);
    assert_eq!((code, sent), ("answer-incomplete", Sent::Perhaps));
    assert_eq!(message, "the answer of `127.0.0.1:PORT` broke off: invalid gzip header");
}

#[test]
fn something_that_is_not_http() {
    let server = Server::new(|_, _, connection| connection.write_all(b"SSH-2.0-OpenSSH_9.2\r\n").is_err());
    let (code, message, _, sent) = fault_of(&options(), &server);
    assert_eq!((code, sent), ("not-http", Sent::Perhaps));
    assert_eq!(message, "what answers at `127.0.0.1:PORT` does not speak HTTP");
}

fn short() -> HttpOptions {
    HttpOptions { timeout: Duration::from_secs(1), ..options() }
}

#[test]
fn an_answer_that_does_not_begin_in_time() {
    let server = Server::new(|_, _, connection| {
        // Until the client is gone.
        let _ = connection.read(&mut [0]);
        false
    });
    assert_eq!(
        fault_of(&short(), &server),
        expected(
            "timeout",
            "no answer from `127.0.0.1:PORT` within 1s",
            "a longer `--timeout` waits longer",
            Sent::Perhaps,
        )
    );
}

#[test]
fn an_answer_whose_head_drips() {
    let server = Server::new(|_, _, connection| {
        let head = b"HTTP/1.1 200 OK\r\nx-slow: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
        dripped(head, connection)
    });
    let (code, message, _, sent) = fault_of(&short(), &server);
    assert_eq!((code, sent), ("timeout", Sent::Perhaps));
    assert_eq!(message, "no answer from `127.0.0.1:PORT` within 1s");
}

#[test]
fn an_answer_whose_body_drips() {
    let server = Server::new(|_, _, connection| {
        connection.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n").is_ok()
            && dripped(&[b' '; 100], connection)
    });
    let (code, message, _, sent) = fault_of(&short(), &server);
    assert_eq!((code, sent), ("timeout", Sent::Perhaps));
    assert_eq!(message, "the answer of `127.0.0.1:PORT` was not complete within 1s");
}

/// Writes a byte every 50 ms.
fn dripped(bytes: &[u8], connection: &mut dyn Connection) -> bool {
    bytes.iter().all(|byte| {
        std::thread::sleep(Duration::from_millis(50));
        connection.write_all(&[*byte]).is_ok()
    })
}

#[test]
fn a_connection_that_is_not_accepted_in_time() {
    // The queue of a listener that accepts nobody is full after a few.
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    let address = listener.local_addr().unwrap();
    let mut waiting = Vec::new();
    while let Ok(stream) = std::net::TcpStream::connect_timeout(&address, Duration::from_millis(200)) {
        waiting.push(stream);
        assert!(waiting.len() < 20_000, "this system's queue has no end");
    }
    let fault = post(&short(), &request(&format!("http://127.0.0.1:{port}/graphql"))).unwrap_err();
    assert_eq!(
        told(&fault, port),
        expected(
            "timeout",
            "no connection to `127.0.0.1:PORT` within 1s",
            "start the server (`appsync-auth local`), or check the port",
            Sent::No,
        )
    );
}

fn too_large() -> (&'static str, String, String, Sent) {
    expected(
        "answer-too-large",
        "the answer of `127.0.0.1:PORT` is larger than 64 MiB, and was not read on",
        "no answer of AppSync is as large: check the URL, or select less",
        Sent::Perhaps,
    )
}

#[test]
fn an_answer_that_says_that_it_is_too_large_is_not_read() {
    let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", BODY_BYTES + 1);
    let server = Server::new(move |_, _, connection| {
        let written = connection.write_all(head.as_bytes()).is_ok();
        std::thread::sleep(Duration::from_secs(3));
        !written
    });
    assert_eq!(fault_of(&options(), &server), too_large());
}

#[test]
fn an_answer_without_an_end_is_not_read_to_it() {
    let server = Server::new(|_, _, connection| {
        let chunk = [b"100000\r\n".as_slice(), &[b' '; 1 << 20], b"\r\n"].concat();
        let mut written = connection.write_all(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n").is_ok();
        while written {
            written = connection.write_all(&chunk).is_ok();
        }
        false
    });
    let options = HttpOptions { timeout: Duration::from_secs(60), ..options() };
    assert_eq!(fault_of(&options, &server), too_large());
}

/// So many zeroes, compressed.
fn bomb(mebibytes: usize) -> Vec<u8> {
    let zipped = std::process::Command::new("sh")
        .args(["-c", &format!("head -c {} /dev/zero | gzip -9", mebibytes << 20)])
        .output()
        .unwrap();
    assert!(zipped.status.success() && zipped.stdout.len() < 2 * mebibytes * 1024, "{zipped:?}");
    zipped.stdout
}

#[test]
#[cfg(unix)]
fn a_small_answer_that_unpacks_to_a_large_one_is_given_up() {
    let bomb = answer("200 OK", "content-encoding: gzip\r\n", bomb(200));
    let server = Server::new(move |_, _, connection| connection.write_all(&bomb).is_ok());
    let options = HttpOptions { timeout: Duration::from_secs(60), ..options() };
    assert_eq!(fault_of(&options, &server), too_large());
}

/// The most memory that the program takes while it reads this answer, in MiB, and how it ends.
#[cfg(target_os = "linux")]
fn largest(server: &Server) -> (u64, Ran) {
    let sandbox = Sandbox::new();
    let line = format!("query '{{ __typename }}' --token {TOKEN} --url {} --timeout 60s", server.url());
    let mut child = sandbox.start(&line);
    let status = format!("/proc/{}/status", child.id());
    let mut largest = 0;
    while child.try_wait().unwrap().is_none() {
        let text = std::fs::read_to_string(&status).unwrap_or_default();
        let resident =
            text.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB")?.parse().ok());
        largest = largest.max(resident.unwrap_or_default());
        std::thread::sleep(Duration::from_millis(5));
    }
    (largest / 1024, ran(child.wait_with_output().unwrap()))
}

#[test]
#[cfg(target_os = "linux")]
fn an_answer_that_is_too_large_takes_no_more_memory_than_the_limit() {
    let announced = Server::new(|_, _, connection| {
        let part = vec![b' '; 1 << 20];
        connection.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 1073741824\r\n\r\n").is_ok()
            && (0..1024).all(|_| connection.write_all(&part).is_ok())
    });
    let endless = Server::new(|_, _, connection| {
        let chunk = [b"100000\r\n".as_slice(), &[b' '; 1 << 20], b"\r\n"].concat();
        connection.write_all(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n").is_ok()
            && (0..1024).all(|_| connection.write_all(&chunk).is_ok())
    });
    let zipped = answer("200 OK", "content-encoding: gzip\r\n", bomb(1024));
    let packed = Server::new(move |_, _, connection| connection.write_all(&zipped).is_ok());
    for (name, server, limit) in [("announced", announced, 64), ("endless", endless, 192), ("packed", packed, 192)] {
        let (mebibytes, ran) = largest(&server);
        assert_eq!(ran.code, Some(5), "{name}: {}", ran.whole());
        assert!(ran.err.contains("is larger than 64 MiB, and was not read on"), "{name}: {}", ran.whole());
        assert!(!ran.whole().contains(TOKEN), "{name}: {}", ran.whole());
        assert!((1..limit).contains(&mebibytes), "{name}: {mebibytes} MiB");
    }
}

#[test]
fn an_answer_just_as_large_as_may_be_is_read_whole() {
    let body: Vec<u8> = (0..BODY_BYTES).map(|index| (index % 251) as u8).collect();
    let sent = body.clone();
    let server = Server::new(move |_, _, connection| connection.write_all(&answer("200 OK", "", &sent)).is_ok());
    let options = HttpOptions { timeout: Duration::from_secs(60), ..options() };
    let got = post(&options, &request(&server.url())).unwrap();
    assert!(got.body == body, "{} bytes", got.body.len());
}
