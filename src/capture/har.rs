//! A HAR file, as browsers export their network log.
//!
//! Source: HAR 1.2 specification; Chrome marks WebSockets by `_resourceType`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::body::Body;
use super::request::{Captured, CapturedRequest};
use super::websocket::without_query;
use crate::appsync::Headers;
use crate::error::{Error, Result};

/// Reads the GraphQL request of a HAR file that should be explained: number `wanted`, counted from 1 among the GraphQL
/// requests; without it the last one that was refused or answered with errors, else the last.
///
/// # Errors
///
/// The text is not a HAR file, has no GraphQL request, or not so many.
pub fn from_har(name: &str, text: &str, wanted: Option<usize>) -> Result<Captured> {
    let har: Value = serde_json::from_str(text.trim_start_matches('\u{feff}')).map_err(|error| {
        let message = format!("`{name}` is not JSON at line {}, column {}", error.line(), error.column());
        Error::input("not-a-har", message).help(EXPORT)
    })?;
    let entries = har.pointer("/log/entries").and_then(Value::as_array).ok_or_else(|| {
        Error::input("not-a-har", format!("`{name}` is not a HAR file: it has no list `log.entries`")).help(EXPORT)
    })?;
    let requests: Vec<&Value> = entries.iter().filter(|entry| is_graphql(entry)).collect();
    let sockets = entries.iter().filter(|entry| is_websocket(entry)).count();
    let number = choose(name, entries.len(), sockets, &requests, wanted)?;
    let Some(entry) = number.checked_sub(1).and_then(|index| requests.get(index)) else {
        return Err(Error::bug("a HAR entry that was chosen and is not there"));
    };
    let request = request_of(entry);
    let notes = notes(&requests, number, wanted.is_some(), sockets, &request);
    Ok(Captured { request, notes })
}

/// How to get such a file.
const EXPORT: &str = "export one from the network tab of the browser's developer tools: Save all as HAR";

/// Which request is meant, counted from 1.
fn choose(name: &str, entries: usize, sockets: usize, requests: &[&Value], wanted: Option<usize>) -> Result<usize> {
    let count = requests.len();
    if count == 0 {
        let message = match (entries, sockets) {
            (0, _) => format!("the HAR file `{name}` has no entries"),
            (_, 0) => format!("the HAR file `{name}` has no GraphQL request among its entries ({entries})"),
            _ => format!("the HAR file `{name}` has WebSockets and no GraphQL request over HTTP"),
        };
        let help = if sockets > 0 && entries > 0 {
            "explain a WebSocket with --connect, and its start message with --query"
        } else {
            "export it again while the page sends the request; a GraphQL request is a POST with `query` in its JSON body"
        };
        return Err(Error::input("no-graphql-in-har", message).help(help));
    }
    match wanted {
        Some(number) if (1..=count).contains(&number) => Ok(number),
        Some(number) => {
            let s = if count == 1 { "" } else { "s" };
            let message = format!("`--har-entry {number}` is not there: the HAR file has {count} GraphQL request{s}");
            Err(Error::usage("no-such-entry", message).help(format!("choose one from 1 to {count}")))
        }
        None => Ok(requests.iter().rposition(|entry| was_refused(entry)).map_or(count, |index| index + 1)),
    }
}

fn notes(
    requests: &[&Value],
    number: usize,
    asked_for: bool,
    sockets: usize,
    request: &CapturedRequest,
) -> Vec<String> {
    let mut notes = Vec::new();
    if requests.len() > 1 {
        let why = match requests.get(number - 1) {
            _ if asked_for => "as asked",
            Some(entry) if was_refused(entry) => "the last that failed",
            _ => "the last one",
        };
        let count = requests.len();
        notes.push(format!("number {number} of {count} GraphQL requests is explained, {why}; see --har-entry"));
    }
    if sockets > 0 {
        let s = if sockets == 1 { "" } else { "s" };
        notes.push(format!("{sockets} WebSocket{s} in the HAR file not looked at"));
    }
    if request.headers.get("authorization").is_none() && request.headers.get("x-api-key").is_none() {
        notes.push(
            "the HAR file holds no credential: browsers leave it out unless sensitive data is exported; --token-env and \
             --api-key-env add it"
                .to_owned(),
        );
    }
    notes
}

fn text<'v>(value: &'v Value, pointer: &str) -> &'v str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}

fn is_websocket(entry: &Value) -> bool {
    let url = text(entry, "/request/url");
    url.starts_with("ws://") || url.starts_with("wss://") || text(entry, "/_resourceType") == "websocket"
}

/// A POST whose body is JSON with a `query`.
fn is_graphql(entry: &Value) -> bool {
    !is_websocket(entry)
        && text(entry, "/request/method").eq_ignore_ascii_case("POST")
        && matches!(Body::of_text(text(entry, "/request/postData/text")), Body::Operation { .. })
}

/// Whether the answer was a refusal, or had `errors`.
fn was_refused(entry: &Value) -> bool {
    let status = entry.pointer("/response/status").and_then(Value::as_i64).unwrap_or_default();
    if status >= 400 {
        return true;
    }
    let content = text(entry, "/response/content/text");
    let decoded = match text(entry, "/response/content/encoding") {
        "base64" => STANDARD.decode(content).unwrap_or_default(),
        _ => content.as_bytes().to_vec(),
    };
    let answer: Option<Value> = serde_json::from_slice(&decoded).ok();
    answer.is_some_and(|answer| answer.get("errors").and_then(Value::as_array).is_some_and(|list| !list.is_empty()))
}

fn request_of(entry: &Value) -> CapturedRequest {
    let listed = entry.pointer("/request/headers").and_then(Value::as_array);
    let pair =
        |header: &Value| Some((header.get("name")?.as_str()?.to_owned(), header.get("value")?.as_str()?.to_owned()));
    // HTTP/2 writes the method and the address as headers that begin with a colon.
    let headers: Headers =
        listed.into_iter().flatten().filter_map(pair).filter(|(name, _)| !name.starts_with(':')).collect();
    let url = text(entry, "/request/url");
    CapturedRequest {
        url: (!url.is_empty()).then(|| without_query(url).to_owned()),
        headers,
        body: Body::of_text(text(entry, "/request/postData/text")),
        connect: false,
    }
}
