//! Requests and answers as `-vv` shows them: nothing secret. What others wrote is not made safe for a terminal here.

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

/// How much of a body is shown, in bytes.
const BODY_SHOWN: usize = 4 << 10;

/// From how many characters on the value of a header that is no secret by its name is taken out of bodies: a shorter one,
/// such as `true`, stands there for itself.
const MASKED_IN_BODIES: usize = 8;

/// A request, line by line; the body is one of them, without the request's own secrets and these others.
#[must_use]
pub fn request_lines(request: &HttpRequest, others: &[Secret]) -> Vec<String> {
    let mut lines = vec![format!("> POST {}", shown_url(&request.url))];
    lines.extend(request.headers.iter().map(|(name, value)| {
        let value = if is_shown(name) { value.expose() } else { "***" };
        format!("> {name}: {value}")
    }));
    lines.extend(body_lines('>', (request, others), &request.body, ""));
    lines
}

/// The answer to a request, line by line; the body is one of them. A server may say again what it was sent, so that is masked.
#[must_use]
pub fn answer_lines(request: &HttpRequest, answer: &HttpAnswer, others: &[Secret]) -> Vec<String> {
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
    lines.extend(body_lines('<', (request, others), &answer.body, &format!(" in {} ms", answer.duration.as_millis())));
    lines
}

/// An address; nothing of one that says again what was sent, which stands percent-encoded in it.
fn address(value: &str, request: &HttpRequest) -> String {
    let plain = percent_decode_str(value).decode_utf8_lossy();
    if masked(&plain, request) == plain { shown_url(value) } else { "***".to_owned() }
}

/// A body as it is shown: how long it is, and its begin without what is secret of the request, or else.
fn body_lines(way: char, (request, others): (&HttpRequest, &[Secret]), body: &[u8], after: &str) -> Vec<String> {
    let is_secret = |name: &str, value: &Secret| {
        Headers::is_secret(name) || (!is_shown(name) && value.characters() >= MASKED_IN_BODIES)
    };
    let own = request.headers.iter().filter(|(name, value)| is_secret(name, value)).map(|(_, value)| value);
    let text = String::from_utf8_lossy(body).into_owned();
    let text = own.chain(others).fold(text, |text, secret| secret.masked_in(&text).unwrap_or(text));
    let begin = text.get(..text.floor_char_boundary(BODY_SHOWN)).unwrap_or_default();
    let cut = if begin.len() < text.len() { format!(", shown to {} KiB", BODY_SHOWN >> 10) } else { String::new() };
    let length = format!("{way} {}{after}{cut}", bytes(body.len()));
    [length].into_iter().chain((!begin.is_empty()).then(|| format!("{way} {begin}"))).collect()
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
            body: r#"{"query":"{ x }","variables":{"t":"secret-token","u":"also secret"}}"#.into(),
        }
    }

    #[test]
    fn a_request_is_shown_without_its_secrets() {
        assert_eq!(
            request_lines(&request(), &[]),
            [
                "> POST https://api.example.com/graphql?***",
                "> Content-Type: application/json",
                "> authorization: ***",
                "> x-of-mine: ***",
                "> 68 bytes",
                "> {\"query\":\"{ x }\",\"variables\":{\"t\":\"***\",\"u\":\"***\"}}",
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
            body: "<secret-token>".into(),
            duration: Duration::from_millis(12),
        };
        assert_eq!(
            answer_lines(&request(), &answer, &[]),
            [
                "< HTTP/2 301",
                "< location: https://other.example/?***",
                "< content-location: ***",
                "< set-cookie: ***",
                "< x-seen: <***>",
                "< x-amzn-requestid: 1-2",
                "< 14 bytes in 12 ms",
                "< <***>",
            ]
        );
    }

    #[test]
    fn a_long_body_is_cut_between_characters_and_an_empty_one_is_no_line() {
        let lines =
            |body: String| request_lines(&HttpRequest { headers: Vec::new(), body: body.into(), ..request() }, &[]);
        let begin = format!("> {}", "é".repeat(2_048));
        assert_eq!(lines("é".repeat(2_048))[1..], ["> 4096 bytes".to_owned(), begin.clone()]);
        assert_eq!(lines(format!("{}é", "é".repeat(2_048)))[1..], ["> 4098 bytes, shown to 4 KiB".to_owned(), begin]);
        assert_eq!(lines(format!("a{}", "é".repeat(2_048)))[2], format!("> a{}", "é".repeat(2_047)));
        assert_eq!(lines(String::new())[1..], ["> 0 bytes"]);
    }

    #[test]
    fn a_short_value_of_a_header_is_no_secret_of_a_body() {
        let headers = vec![("x-debug".to_owned(), Secret::new("true")), ("x-api-key".to_owned(), Secret::new("da2-k"))];
        let shown = request_lines(&HttpRequest { headers, body: r#"{"a":true,"b":"da2-k"}"#.into(), ..request() }, &[]);
        assert_eq!(shown.last().map(String::as_str), Some(r#"> {"a":true,"b":"***"}"#));
    }
}
