//! Servers that a test writes byte for byte, over TCP or TLS.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};

use rcgen::{CertificateParams, KeyPair};
use tokio_rustls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio_rustls::rustls::{ServerConfig, ServerConnection, StreamOwned, crypto};

/// A request as it arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Received {
    /// `POST /graphql HTTP/1.1`.
    pub(super) line: String,
    /// In the order of the wire.
    pub(super) headers: Vec<(String, String)>,
    /// The body, by `content-length`.
    pub(super) body: String,
}

impl Received {
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// A connection, encrypted or not.
pub(super) trait Connection: Read + Write {}

impl<T: Read + Write> Connection for T {}

/// What a server does with a request: its number from 0, the request, and where to answer. The connection ends when it
/// gives false.
pub(super) type Answering = dyn Fn(usize, &Received, &mut dyn Connection) -> bool + Send + Sync;

/// A server that runs until the test program ends.
#[derive(Debug, Clone)]
pub(super) struct Server {
    /// Its port on `127.0.0.1`.
    pub(super) port: u16,
    received: Arc<Mutex<Vec<Received>>>,
}

impl Server {
    /// Answers over TCP.
    pub(super) fn new(
        answering: impl Fn(usize, &Received, &mut dyn Connection) -> bool + Send + Sync + 'static,
    ) -> Self {
        Self::start(None, Arc::new(answering))
    }

    /// Gives every request this answer.
    pub(super) fn always(answer: impl Into<Vec<u8>>) -> Self {
        let answer = answer.into();
        Self::new(move |_, _, connection| connection.write_all(&answer).is_ok())
    }

    /// Answers over TLS.
    pub(super) fn tls(
        certificate: &Certificate,
        answering: impl Fn(usize, &Received, &mut dyn Connection) -> bool + Send + Sync + 'static,
    ) -> Self {
        Self::start(Some(certificate.config()), Arc::new(answering))
    }

    fn start(tls: Option<Arc<ServerConfig>>, answering: Arc<Answering>) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let server = Self { port: listener.local_addr().unwrap().port(), received: Arc::default() };
        let received = Arc::clone(&server.received);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (received, answering, tls) = (Arc::clone(&received), Arc::clone(&answering), tls.clone());
                std::thread::spawn(move || {
                    let _ = stream.set_nodelay(true);
                    match tls {
                        Some(config) => {
                            let session = ServerConnection::new(config).unwrap();
                            converse(StreamOwned::new(session, stream), &received, &*answering);
                        }
                        None => converse(stream, &received, &*answering),
                    }
                });
            }
        });
        server
    }

    /// A port at which nobody listens.
    pub(super) fn port_of_nobody() -> u16 {
        TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port()
    }

    /// Where GraphQL is posted.
    pub(super) fn url(&self) -> String {
        format!("http://127.0.0.1:{}/graphql", self.port)
    }

    /// What has arrived so far.
    pub(super) fn received(&self) -> Vec<Received> {
        self.received.lock().unwrap().clone()
    }
}

/// Answers the requests of one connection. Whoever hangs up is no concern of ours.
fn converse(stream: impl Connection, received: &Mutex<Vec<Received>>, answering: &Answering) {
    let mut reader = BufReader::new(stream);
    while let Some(request) = read(&mut reader) {
        let number = {
            let mut received = received.lock().unwrap();
            received.push(request.clone());
            received.len() - 1
        };
        if !answering(number, &request, reader.get_mut()) {
            return;
        }
    }
}

/// The next request; `None` at the end of the connection.
pub(super) fn read(reader: &mut impl BufRead) -> Option<Received> {
    let mut line = String::new();
    reader.read_line(&mut line).ok().filter(|read| *read > 0)?;
    let mut headers = Vec::new();
    loop {
        let mut header = String::new();
        reader.read_line(&mut header).ok().filter(|read| *read > 0)?;
        match header.trim_end().split_once(": ") {
            Some((name, value)) => headers.push((name.to_owned(), value.to_owned())),
            None => break,
        }
    }
    let length = headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("content-length"));
    let mut body = vec![0; length.and_then(|(_, value)| value.parse().ok()).unwrap_or_default()];
    reader.read_exact(&mut body).ok()?;
    Some(Received { line: line.trim_end().to_owned(), headers, body: String::from_utf8_lossy(&body).into_owned() })
}

/// An answer with a body of JSON, over HTTP/1.1.
pub(super) fn answer(status: &str, headers: &str, body: impl AsRef<[u8]>) -> Vec<u8> {
    let body = body.as_ref();
    let head = format!(
        "HTTP/1.1 {status}\r\ncontent-type: application/json\r\n{headers}content-length: {}\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), body].concat()
}

/// The answer of an API in which all is well.
pub(super) fn good() -> Vec<u8> {
    answer("200 OK", "", r#"{"data":{"__typename":"Query"}}"#)
}

/// A certificate that signed itself.
#[derive(Debug)]
pub(super) struct Certificate {
    /// For a client to trust.
    pub(super) pem: String,
    der: Vec<u8>,
    key: KeyPair,
}

impl Certificate {
    /// One for these names.
    pub(super) fn new(names: &[&str]) -> Self {
        Self::with(names, |_| {})
    }

    pub(super) fn with(names: &[&str], change: impl FnOnce(&mut CertificateParams)) -> Self {
        let mut params =
            CertificateParams::new(names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>()).unwrap();
        change(&mut params);
        let key = KeyPair::generate().unwrap();
        let certificate = params.self_signed(&key).unwrap();
        Self { pem: certificate.pem(), der: certificate.der().to_vec(), key }
    }

    /// Its private key as PEM, for servers in other languages.
    pub(super) fn key_pem(&self) -> String {
        self.key.serialize_pem()
    }

    fn config(&self) -> Arc<ServerConfig> {
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(self.key.serialize_der()));
        let config = ServerConfig::builder_with_provider(Arc::new(crypto::aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![self.der.clone().into()], key)
            .unwrap();
        Arc::new(config)
    }
}
