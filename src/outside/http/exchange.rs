//! How an API is reached, what is sent, what comes back, and why nothing does.

use std::time::Duration;

use bytes::Bytes;

use crate::appsync::Secret;
use crate::error::Error;

/// How an API is reached.
#[derive(Debug, Clone)]
pub struct HttpOptions {
    /// The longest that one request may take, from connecting to the last byte of the answer.
    pub timeout: Duration,
    /// Certificates that are trusted instead of the system's: the name of their file, and what is in it (PEM).
    pub cacert: Option<(String, Vec<u8>)>,
    /// Whether TLS will be used; without it no certificates are read.
    pub tls: bool,
    /// Whether the proxies of the environment are used; nothing on this machine is reached through one.
    pub proxies: bool,
    /// Whether only HTTP/1.1 is spoken. A `host` header that is not the URL's needs it: HTTP/2 says the URL's host all the
    /// same (`:authority`), and the server would have two to choose from.
    pub http1: bool,
}

/// A POST.
#[derive(Debug, Clone)]
pub struct HttpRequest {
    /// The address, sent as it is written.
    pub url: String,
    /// The headers, in the order in which they are sent; a value is shown with `-vv` only when its name is no secret's.
    pub headers: Vec<(String, Secret)>,
    /// The body, byte for byte.
    pub body: Bytes,
}

/// What came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HttpAnswer {
    /// The status.
    pub status: u16,
    /// `HTTP/1.1` or `HTTP/2`.
    pub version: &'static str,
    /// Names in lower case and values, in the order in which they came.
    pub headers: Vec<(String, String)>,
    /// The body, decompressed.
    pub body: Bytes,
    /// From the start of connecting to the last byte received.
    pub duration: Duration,
}

/// Whether the request may have reached the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sent {
    /// It cannot have: there was no connection.
    No,
    /// It may have.
    Perhaps,
}

/// Why there is no answer.
#[derive(Debug, Clone)]
pub struct HttpFault {
    /// Whether the API may have got it.
    pub sent: Sent,
    /// What to tell the user.
    pub error: Error,
}
