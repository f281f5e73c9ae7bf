//! A request of the control plane, and its answer.

use bytes::Bytes;
use serde_json::{Map, Value};

use super::refusal::Refusal;

/// A request, as it came.
#[derive(Debug, Clone)]
pub struct ControlRequest {
    /// The method, in capitals.
    pub method: String,
    /// The path, as it came: percent-encoded.
    pub path: String,
    /// What follows `?`, as it came; empty when nothing does.
    pub query: String,
    /// The headers in their order, repeated ones too, names in any case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Bytes,
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ControlAnswer {
    /// The HTTP status.
    pub status: u16,
    /// The headers; `content-length` is for the server to add.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Bytes,
    /// What is other than before, for whoever keeps something that follows from it.
    pub changes: Vec<Change>,
}

/// Something that is other than before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// An API was made or changed: its settings, schema, keys or environment variables.
    ApiChanged(String),
    /// An API is gone.
    ApiDeleted(String),
    /// The permissions of functions changed.
    FunctionsChanged,
    /// Roles or their policies changed.
    RolesChanged,
}

impl ControlRequest {
    /// The first value of a header.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    /// The segments of the path, decoded, without empty ones.
    pub(super) fn segments(&self) -> Vec<String> {
        self.path.split('/').filter(|segment| !segment.is_empty()).map(decoded).collect()
    }

    /// A parameter of the query.
    pub(super) fn parameter(&self, name: &str) -> Option<String> {
        self.parameters(name).into_iter().next()
    }

    /// Every value of a parameter of the query.
    pub(super) fn parameters(&self, name: &str) -> Vec<String> {
        let pairs = url::form_urlencoded::parse(self.query.as_bytes());
        pairs.filter(|(known, _)| known == name).map(|(_, value)| value.into_owned()).collect()
    }

    /// The body as a JSON object; an empty body is an empty object.
    pub(super) fn members(&self) -> Result<Map<String, Value>, Refusal> {
        if self.body.is_empty() {
            return Ok(Map::new());
        }
        match serde_json::from_slice(&self.body) {
            Ok(Value::Object(members)) => Ok(members),
            _ => Err(Refusal::bad_request("The request body is not a JSON object.")),
        }
    }
}

impl ControlAnswer {
    /// An answer in JSON.
    pub(super) fn json(status: u16, body: &Value) -> Self {
        Self::bytes(status, "application/json", body.to_string())
    }

    /// An answer of any type.
    pub(super) fn bytes(status: u16, content_type: &str, body: impl Into<Bytes>) -> Self {
        let headers = vec![("content-type".to_owned(), content_type.to_owned())];
        Self { status, headers, body: body.into(), changes: Vec::new() }
    }

    /// An answer without a body.
    pub(super) fn empty(status: u16) -> Self {
        Self { status, headers: Vec::new(), body: Bytes::new(), changes: Vec::new() }
    }

    /// The same with a header more.
    pub(super) fn header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    /// The same with a change more.
    pub(super) fn changed(mut self, change: Change) -> Self {
        self.changes.push(change);
        self
    }
}

/// A percent-encoded text, decoded. What is no encoding stays as it is, and so does `+`, which means itself in a path.
fn decoded(text: &str) -> String {
    percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_taken_apart_before_it_is_decoded() {
        let request = ControlRequest {
            method: "GET".to_owned(),
            path: "/v1/tags/arn%3Aaws%3Aappsync%3Aeu-west-1%3A1%3Aapis%2Fabc/a+b/a&b=c/%zz/".to_owned(),
            query: "tagKeys=a%20b&tagKeys=c+d&x=".to_owned(),
            headers: vec![("X-Amz-Date".to_owned(), "now".to_owned())],
            body: Bytes::new(),
        };
        assert_eq!(request.segments(), ["v1", "tags", "arn:aws:appsync:eu-west-1:1:apis/abc", "a+b", "a&b=c", "%zz"]);
        assert_eq!(request.parameters("tagKeys"), ["a b", "c d"]);
        assert_eq!(request.parameter("x"), Some(String::new()));
        assert_eq!((request.parameter("y"), request.header("x-amz-date")), (None, Some("now")));
    }
}
