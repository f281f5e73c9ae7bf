//! HTTP by hand, for clients that do not behave.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::{Value, json};

use crate::support::emulator::Emulator;

/// A connection to an emulator.
pub(super) fn connect(emulator: &Emulator) -> TcpStream {
    connect_to(emulator.text("controlPlaneUrl"))
}

/// A connection to an address such as `http://127.0.0.1:4000`.
pub(super) fn connect_to(origin: &str) -> TcpStream {
    let stream = TcpStream::connect(origin.strip_prefix("http://").unwrap()).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    stream.set_write_timeout(Some(Duration::from_secs(60))).unwrap();
    stream
}

/// The head of a request to the data plane whose body has this many bytes.
pub(super) fn head(token: &str, bytes: usize) -> String {
    format!(
        "POST /graphql HTTP/1.1\r\nhost: localhost\r\nauthorization: {token}\r\ncontent-type: application/json\r\ncontent-length: {bytes}\r\n\r\n"
    )
}

/// A whole request.
pub(super) fn request(token: &str, query: &str, variables: &Value) -> Vec<u8> {
    let body = json!({ "query": query, "variables": variables }).to_string();
    format!("{}{body}", head(token, body.len())).into_bytes()
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) request_id: String,
    pub(super) body: String,
}

/// Reads one answer; `None` when the connection ends before one begins.
pub(super) fn answer(stream: &mut impl Read) -> Option<Answer> {
    let mut reader = BufReader::with_capacity(1, stream);
    let mut line = String::new();
    if reader.read_line(&mut line).unwrap() == 0 {
        return None;
    }
    let status = line.split(' ').nth(1).unwrap().parse().unwrap();
    let (mut length, mut request_id) = (0, String::new());
    loop {
        line.clear();
        reader.read_line(&mut line).unwrap();
        let Some((name, value)) = line.trim_end().split_once(": ") else { break };
        match name {
            "content-length" => length = value.parse().unwrap(),
            "x-amzn-requestid" => request_id = value.to_owned(),
            _ => {}
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    Some(Answer { status, request_id, body: String::from_utf8(body).unwrap() })
}

/// Sends a query on a connection of its own.
pub(super) fn ask(origin: &str, token: &str, query: &str, variables: &Value) -> Answer {
    let mut stream = connect_to(origin);
    stream.write_all(&request(token, query, variables)).unwrap();
    answer(&mut stream).expect("an answer")
}
