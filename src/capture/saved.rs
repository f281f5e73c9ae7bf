//! A request saved as `{url, headers, body: {query, variables, operationName}, connect}`.

use super::body::Body;
use super::request::{Captured, CapturedRequest};
use super::websocket::{headers_of_handshake, is_handshake, without_query};
use crate::appsync::Headers;
use crate::document::{Document, Kind, Node, Reader};
use crate::error::{Error, Result};

/// Reads a saved request. `name` is the path as the user gave it.
///
/// `body` is a map of `query`, `variables`, `operationName` and `extensions`, or the body's text as it was sent; absent or
/// empty, nothing was sent. `connect` is true where it is not said and the address or the headers are a WebSocket's.
///
/// # Errors
///
/// Everything that is wrong in the file, with its places; headers, variables and what follows `?` in the address are
/// masked there.
pub fn from_json(name: &str, text: &str) -> Result<Captured> {
    // An excerpt of a text that could not be read would show what cannot be told from a secret.
    let document = Document::parse(name, text).map_err(|error| {
        let place = error.sources().first().map(crate::error::Source::line_and_column);
        let place = place.map(|(line, column)| format!(" at line {line}, column {column}")).unwrap_or_default();
        Error::input("not-a-saved-request", format!("`{name}` is not JSON{place}")).help(SHAPE)
    })?;
    let reader = Reader::new(&document);
    let read = reader.root("the saved request", |fields| {
        let url = fields.optional("url", Reader::secret);
        let headers = fields.optional("headers", headers);
        let body = fields.optional("body", body);
        let connect = fields.optional("connect", Reader::boolean);
        if fields.entry("url").is_none() && fields.entry("headers").is_none() && fields.entry("body").is_none() {
            fields.missing(&["url", "headers", "body"]);
        }
        Some((url, headers.unwrap_or_default(), body.unwrap_or(Body::Empty), connect))
    });
    let (url, headers, body, connect) = reader.finish(read)?;
    let url = url.as_ref().map(crate::appsync::Secret::expose);
    let connect = connect.unwrap_or_else(|| is_handshake(url, &headers));
    let headers = if connect { headers_of_handshake(url, &headers)? } else { headers };
    let url = url.map(|url| without_query(url).to_owned());
    Ok(Captured { request: CapturedRequest { url, headers, body, connect }, notes: Vec::new() })
}

/// What a saved request looks like.
const SHAPE: &str =
    "save it as {\"url\": \"…\", \"headers\": {\"authorization\": \"…\"}, \"body\": {\"query\": \"…\"}}";

fn headers<'d>(reader: &Reader<'d>, node: &'d Node) -> Option<Headers> {
    if !matches!(node.kind, Kind::Map(_)) {
        reader.mask(node.span.clone());
    }
    let pairs = reader.map(node, Reader::secret)?;
    Some(pairs.iter().map(|(name, value)| (name.value.as_str(), value.expose())).collect())
}

fn body<'d>(reader: &Reader<'d>, node: &'d Node) -> Option<Body> {
    match &node.kind {
        Kind::Null => Some(Body::Empty),
        Kind::Text(text) => Some(Body::of_text(text)),
        _ => reader.fields(node, |fields| {
            let variables = fields.optional("variables", |reader, node| {
                reader.mask(node.span.clone());
                if node.kind == Kind::Null { Some(serde_json::Map::new()) } else { reader.json_map(node) }
            });
            let operation_name = fields.optional("operationName", |reader, node| match node.kind {
                Kind::Null => Some(None),
                _ => reader.text(node).map(Some),
            });
            // Persisted queries and the like: AppSync passes them over.
            fields.entry("extensions");
            let query = fields.required("query", Reader::text)?;
            let (variables, operation_name) = (variables.unwrap_or_default(), operation_name.flatten());
            Some(Body::Operation { query, variables, operation_name })
        }),
    }
}
