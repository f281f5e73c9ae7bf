//! A server that keeps what it gets, byte for byte, and answers what the test says.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// A request as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Received {
    /// The request line and the headers.
    pub(crate) head: String,
    /// The body.
    pub(crate) body: String,
}

impl Received {
    /// A header, by its name in lower case.
    pub(crate) fn header(&self, wanted: &str) -> Option<&str> {
        let lines = self.head.lines().filter_map(|line| line.split_once(':'));
        lines.into_iter().find(|(name, _)| name.eq_ignore_ascii_case(wanted)).map(|(_, value)| value.trim())
    }
}

/// Says what to answer to the n-th request, from 0: status line, further headers, body.
type Answering = dyn Fn(usize, &Received) -> (u16, String) + Send + Sync;

/// A server on a port of its own, until the test program ends.
#[derive(Clone)]
pub(crate) struct Recorder {
    /// The address of its GraphQL.
    pub(crate) url: String,
    received: Arc<Mutex<Vec<Received>>>,
}

impl Recorder {
    /// A server that answers 200 with this body to everything.
    pub(crate) fn saying(body: &str) -> Self {
        let body = body.to_owned();
        Self::answering(move |_, _| (200, body.clone()))
    }

    /// A server that answers as it is told.
    pub(crate) fn answering(answering: impl Fn(usize, &Received) -> (u16, String) + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let url = format!("http://{}/graphql", listener.local_addr().unwrap());
        let recorder = Self { url, received: Arc::default() };
        let (received, answering): (_, Arc<Answering>) = (Arc::clone(&recorder.received), Arc::new(answering));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (received, answering) = (Arc::clone(&received), Arc::clone(&answering));
                std::thread::spawn(move || converse(&stream, &received, &*answering));
            }
        });
        recorder
    }

    /// Everything so far.
    pub(crate) fn received(&self) -> Vec<Received> {
        self.received.lock().unwrap().clone()
    }
}

/// Answers the requests of one connection, one after the other. Whoever hangs up early is no concern of ours.
fn converse(stream: &TcpStream, received: &Mutex<Vec<Received>>, answering: &Answering) {
    let mut reader = BufReader::new(stream);
    while let Some(request) = read(&mut reader) {
        let (status, body) = {
            let mut all = received.lock().unwrap();
            all.push(request.clone());
            answering(all.len() - 1, &request)
        };
        let length = body.len();
        let head =
            format!("HTTP/1.1 {status} Said\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n");
        let mut writer = stream;
        if writer.write_all(format!("{head}{body}").as_bytes()).is_err() {
            return;
        }
    }
}

fn read(reader: &mut BufReader<&TcpStream>) -> Option<Received> {
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        reader.read_line(&mut head).ok().filter(|read| *read > 0)?;
    }
    let request = Received { head, body: String::new() };
    let length = request.header("content-length").and_then(|value| value.parse().ok()).unwrap_or_default();
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some(Received { body: String::from_utf8_lossy(&body).into_owned(), ..request })
}
