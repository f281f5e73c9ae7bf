//! The request whose signature is checked.

use std::fmt;

/// A request as it came over the wire. Nothing may be decoded, sorted or added, or signatures will not fit.
#[derive(Clone, Copy)]
pub struct HttpRequest<'a> {
    /// The method, in capitals as sent.
    pub method: &'a str,
    /// The path, still percent-encoded as sent, without the query.
    pub path: &'a str,
    /// The query, still percent-encoded as sent, without the `?`; empty when there is none.
    pub query: &'a str,
    /// Names and values as sent, in that order; a name can repeat. Names may have any case. Over HTTP/2 the caller puts
    /// `:authority` here as `host`.
    pub headers: &'a [(&'a str, &'a str)],
    /// The exact bytes of the body.
    pub body: &'a [u8],
}

impl<'a> HttpRequest<'a> {
    /// The values of a header, by its name in any case.
    pub(super) fn values(&self, name: &str) -> impl Iterator<Item = &'a str> {
        self.headers.iter().filter(move |(sent, _)| sent.eq_ignore_ascii_case(name)).map(|(_, value)| *value)
    }

    /// The first value of a header, without blanks around it; `None` when it is absent or empty.
    pub(super) fn header(&self, name: &str) -> Option<&'a str> {
        self.values(name).next().map(str::trim).filter(|value| !value.is_empty())
    }

    /// The value of `Authorization`. Of several the last counts, as in [`crate::appsync::Headers`], so that mode and
    /// signature are judged on the same one.
    pub(super) fn authorization(&self) -> Option<&'a str> {
        self.values("authorization").last().map(str::trim)
    }
}

impl fmt::Debug for HttpRequest<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The query of a presigned request and the values of headers are secrets.
        let names: Vec<&str> = self.headers.iter().map(|(name, _)| *name).collect();
        f.debug_struct("HttpRequest")
            .field("method", &self.method)
            .field("path", &self.path)
            .field("headers", &names)
            .field("body", &self.body.len())
            .finish_non_exhaustive()
    }
}
