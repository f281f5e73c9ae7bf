//! What a recording holds, whatever form it had.

use std::fmt;

use super::body::Body;
use crate::appsync::Headers;

/// A request as it was recorded.
#[derive(Clone, PartialEq)]
pub struct CapturedRequest {
    /// The address without its query, which can hold secrets.
    pub url: Option<String>,
    /// The headers; of a WebSocket handshake those of its authorization object, where it has one.
    pub headers: Headers,
    /// What was sent.
    pub body: Body,
    /// Whether it opens a WebSocket.
    pub connect: bool,
}

impl fmt::Debug for CapturedRequest {
    /// Without the body: variables can hold anything.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CapturedRequest")
            .field("url", &self.url)
            .field("headers", &self.headers)
            .field("connect", &self.connect)
            .finish_non_exhaustive()
    }
}

/// A request, and what its reader should know about how it was read.
#[derive(Debug, Clone, PartialEq)]
pub struct Captured {
    /// The request.
    pub request: CapturedRequest,
    /// One line each, without secrets.
    pub notes: Vec<String>,
}
