//! Requests and answers as `-vv` shows them: nothing secret.

use percent_encoding::percent_decode_str;

use super::{HttpAnswer, HttpRequest};
use crate::appsync::endpoint::shown_url;
use crate::appsync::{Headers, Secret};

/// The headers of requests whose values are shown. Any other may hold what opens something: `--header` takes all names.
const SHOWN: &[&str] = &[
    "accept",
    "accept-encoding",
    "accept-language",
    "cache-control",
    "content-encoding",
    "content-length",
    "content-type",
    "host",
    "origin",
    "user-agent",
    "x-amz-content-sha256",
    "x-amz-date",
    "x-amz-user-agent",
];

/// Whether the value of this header of a request may be shown.
pub(super) fn is_shown(name: &str) -> bool {
    SHOWN.iter().any(|shown| shown.eq_ignore_ascii_case(name))
}

/// A request, line by line.
#[must_use]
pub fn request_lines(request: &HttpRequest) -> Vec<String> {
    let mut lines = vec![format!("> POST {}", shown_url(&request.url))];
    lines.extend(request.headers.iter().map(|(name, value)| {
        let value = if is_shown(name) { value.expose() } else { "***" };
        format!("> {name}: {value}")
    }));
    lines.push(format!("> {}", bytes(request.body.len())));
    lines
}

/// The answer to a request, line by line. A server may say again what it was sent, so that is masked.
#[must_use]
pub fn answer_lines(request: &HttpRequest, answer: &HttpAnswer) -> Vec<String> {
    let mut lines = vec![format!("< {} {}", answer.version, answer.status)];
    lines.extend(answer.headers.iter().map(|(name, value)| {
        let value = match name.as_str() {
            "set-cookie" => "***".to_owned(),
            hidden if Headers::is_secret(hidden) => "***".to_owned(),
            "location" | "content-location" => address(value, request),
            _ => masked(value, request),
        };
        format!("< {name}: {value}")
    }));
    lines.push(format!("< {} in {} ms", bytes(answer.body.len()), answer.duration.as_millis()));
    lines
}

/// An address; nothing of one that says again what was sent, which stands percent-encoded in it.
fn address(value: &str, request: &HttpRequest) -> String {
    let plain = percent_decode_str(value).decode_utf8_lossy();
    if masked(&plain, request) == plain { shown_url(value) } else { "***".to_owned() }
}

fn masked(value: &str, request: &HttpRequest) -> String {
    let secrets = request.headers.iter().filter(|(name, value)| !is_shown(name) && !value.expose().is_empty());
    secrets.fold(value.to_owned(), |text, (_, secret): &(String, Secret)| secret.masked_in(&text).unwrap_or(text))
}

fn bytes(length: usize) -> String {
    if length == 1 { "1 byte".to_owned() } else { format!("{length} bytes") }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn request() -> HttpRequest {
        let header = |name: &str, value: &str| (name.to_owned(), Secret::new(value));
        HttpRequest {
            url: "https://api.example.com/graphql?key=secret".to_owned(),
            headers: vec![
                header("Content-Type", "application/json"),
                header("authorization", "Bearer secret-token"),
                header("x-of-mine", "also secret"),
            ],
            body: "{}".into(),
        }
    }

    #[test]
    fn a_request_is_shown_without_its_secrets() {
        assert_eq!(
            request_lines(&request()),
            [
                "> POST https://api.example.com/graphql?***",
                "> Content-Type: application/json",
                "> authorization: ***",
                "> x-of-mine: ***",
                "> 2 bytes",
            ]
        );
    }

    #[test]
    fn an_answer_is_shown_without_secrets_even_where_it_repeats_them() {
        let header = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let answer = HttpAnswer {
            status: 301,
            version: "HTTP/2",
            headers: vec![
                header("location", "https://me:pass@other.example/?token=another"),
                header("content-location", "/%73ecret-token"),
                header("set-cookie", "session=1"),
                header("x-seen", "<secret-token>"),
                header("x-amzn-requestid", "1-2"),
            ],
            body: "x".into(),
            duration: Duration::from_millis(12),
        };
        assert_eq!(
            answer_lines(&request(), &answer),
            [
                "< HTTP/2 301",
                "< location: https://other.example/?***",
                "< content-location: ***",
                "< set-cookie: ***",
                "< x-seen: <***>",
                "< x-amzn-requestid: 1-2",
                "< 1 byte in 12 ms",
            ]
        );
    }
}
