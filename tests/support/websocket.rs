//! A client of AppSync's WebSocket protocol that sees every byte of the frames.

use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::protocol::{CloseFrame, Role, WebSocket};
use tokio_tungstenite::tungstenite::{Error, Message};

/// How long a frame is waited for: machines that test are slow machines.
const PATIENCE: Duration = Duration::from_secs(30);

/// A connection.
pub(crate) struct Socket {
    socket: WebSocket<TcpStream>,
    /// The status line and the headers of the answer to the handshake.
    pub(crate) head: String,
}

/// The subprotocols of today's clients: the object of this handshake, in base64.
pub(crate) fn subprotocols(authorization: &Value) -> String {
    format!("graphql-ws, header-{}", URL_SAFE_NO_PAD.encode(authorization.to_string()))
}

/// The authorization object for a token.
pub(crate) fn token(token: &str) -> Value {
    json!({ "host": "127.0.0.1", "Authorization": token })
}

impl Socket {
    /// Asks for a connection at a path of `http://HOST:PORT`; gives the status line and headers, and what comes after.
    pub(crate) fn ask(origin: &str, target: &str, headers: &[(&str, &str)]) -> (String, TcpStream) {
        let host = origin.strip_prefix("http://").unwrap();
        let mut stream = TcpStream::connect(host).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.set_write_timeout(Some(PATIENCE)).unwrap();
        let mut request = format!("GET {target} HTTP/1.1\r\n");
        let usual = [
            ("host", host),
            ("connection", "keep-alive, Upgrade"),
            ("upgrade", "websocket"),
            ("sec-websocket-version", "13"),
            // The key and its answer are those of RFC 6455, 1.3.
            ("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="),
        ];
        let usual = usual.iter().filter(|(name, _)| headers.iter().all(|(given, _)| given != name));
        for (name, value) in usual.chain(headers).filter(|(_, value)| !value.is_empty()) {
            request.push_str(&format!("{name}: {value}\r\n"));
        }
        stream.write_all(format!("{request}\r\n").as_bytes()).unwrap();
        let mut head = Vec::new();
        let mut byte = [0];
        while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte).unwrap() == 1 {
            head.push(byte[0]);
        }
        (String::from_utf8(head).unwrap(), stream)
    }

    /// Opens a connection.
    pub(crate) fn open(origin: &str, target: &str, headers: &[(&str, &str)]) -> Self {
        let (head, stream) = Self::ask(origin, target, headers);
        assert!(head.starts_with("HTTP/1.1 101 "), "{head}");
        Self { socket: WebSocket::from_raw_socket(stream, Role::Client, None), head }
    }

    /// Opens a connection as today's clients do.
    pub(crate) fn with(origin: &str, authorization: &Value) -> Self {
        Self::open(origin, "/graphql/realtime", &[("sec-websocket-protocol", &subprotocols(authorization))])
    }

    /// Opens a connection with a token, and waits until it is accepted.
    pub(crate) fn connected(origin: &str, name: &str) -> Self {
        let mut socket = Self::with(origin, &token(name));
        socket.init();
        socket
    }

    /// Says `connection_init`, and reads the answer.
    pub(crate) fn init(&mut self) {
        self.send(&json!({ "type": "connection_init" }));
        assert_eq!(self.frame(), r#"{"type":"connection_ack","payload":{"connectionTimeoutMs":300000}}"#);
        assert_eq!(self.frame(), r#"{"type":"ka"}"#);
    }

    pub(crate) fn send(&mut self, message: &Value) {
        self.write(Message::text(message.to_string()));
    }

    pub(crate) fn write(&mut self, message: Message) {
        self.socket.send(message).unwrap();
    }

    /// Puts a message in the buffer only.
    pub(crate) fn buffer(&mut self, message: &Value) {
        self.socket.write(Message::text(message.to_string())).unwrap();
    }

    pub(crate) fn flush(&mut self) {
        self.socket.flush().unwrap();
    }

    /// Says `start` with this request.
    pub(crate) fn start(&mut self, id: &str, data: &Value, authorization: &Value) {
        let extensions = json!({ "authorization": authorization });
        let payload = json!({ "data": data.to_string(), "extensions": extensions });
        self.send(&json!({ "id": id, "type": "start", "payload": payload }));
    }

    /// Starts a subscription with a token, and waits until it stands.
    pub(crate) fn subscribed(&mut self, id: &str, data: &Value, name: &str) {
        self.start(id, data, &token(name));
        assert_eq!(self.frame(), format!(r#"{{"id":"{id}","type":"start_ack"}}"#));
    }

    /// The next text frame.
    pub(crate) fn frame(&mut self) -> String {
        match self.socket.read() {
            Ok(Message::Text(text)) => text.to_string(),
            other => panic!("no text frame: {other:?}"),
        }
    }

    /// The code with which the other side closes, the next thing to come.
    pub(crate) fn closed(&mut self) -> Option<u16> {
        match self.socket.read() {
            Ok(Message::Close(frame)) => frame.map(|CloseFrame { code, .. }| code.into()),
            other => panic!("not closed: {other:?}"),
        }
    }

    /// Whether nothing comes for so long.
    pub(crate) fn is_silent_for(&mut self, duration: Duration) -> bool {
        self.socket.get_ref().set_read_timeout(Some(duration)).unwrap();
        let read = self.socket.read();
        self.socket.get_ref().set_read_timeout(Some(PATIENCE)).unwrap();
        matches!(read, Err(Error::Io(error)) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut))
    }

    /// Waits until the connection is gone, however.
    pub(crate) fn gone(&mut self) -> Error {
        loop {
            if let Err(error) = self.socket.read() {
                return error;
            }
        }
    }
}
