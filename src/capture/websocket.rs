//! The handshake of AppSync's WebSocket: its authorization object stands in a subprotocol or in the address.
//!
//! Source: AppSync developer guide, "Building a real-time WebSocket client"; amplify-js sends the subprotocol, older
//! clients the query of the address.

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use serde_json::{Map, Value};

use crate::appsync::Headers;
use crate::error::{Error, Result};

/// How the subprotocol with the authorization object begins.
const SUBPROTOCOL_PREFIX: &str = "header-";

/// Base64 with or without padding; of the other alphabet's two characters it is told before.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// Whether an address or headers are those of a WebSocket.
pub(super) fn is_handshake(url: Option<&str>, headers: &Headers) -> bool {
    let scheme = url.and_then(|url| url.split_once("://")).map(|(scheme, _)| scheme.to_ascii_lowercase());
    matches!(scheme.as_deref(), Some("ws" | "wss"))
        || headers.get("upgrade").is_some_and(|value| value.eq_ignore_ascii_case("websocket"))
        || headers.get("sec-websocket-protocol").is_some()
}

/// The headers of the authorization object of a handshake, else those that were sent.
///
/// # Errors
/// The object is there and is not base64 of a JSON object of texts.
pub(super) fn headers_of_handshake(url: Option<&str>, headers: &Headers) -> Result<Headers> {
    let subprotocols = headers.get("sec-websocket-protocol").into_iter().flat_map(|value| value.split(','));
    let of_subprotocol = subprotocols.map(str::trim).find_map(|protocol| protocol.strip_prefix(SUBPROTOCOL_PREFIX));
    let place = if of_subprotocol.is_some() { "the subprotocol `header-…`" } else { "`header` of the address" };
    let of_address = || url.and_then(query_of).and_then(header_of_query);
    let Some(encoded) = of_subprotocol.map(str::to_owned).or_else(of_address) else { return Ok(headers.clone()) };
    let object = object_of(&encoded).ok_or_else(|| {
        Error::input("bad-authorization-object", format!("{place} is not base64 of a JSON object"))
            .help("record the handshake again; AppSync's clients make the object with `host` and the authorization")
    })?;
    object
        .into_iter()
        .map(|(name, value)| match value {
            Value::String(value) => Ok((name, value)),
            _ => Err(Error::input("bad-authorization-object", format!("`{name}` in {place} is not a text"))
                .help("every member of the authorization object is a text")),
        })
        .collect()
}

/// An address without what follows `?` or `#`.
pub(super) fn without_query(url: &str) -> &str {
    url.split(['?', '#']).next().unwrap_or_default()
}

fn query_of(url: &str) -> Option<&str> {
    url.split_once('?').map(|(_, query)| query.split('#').next().unwrap_or_default())
}

fn header_of_query(query: &str) -> Option<String> {
    // A `+` of base64 that nobody escaped is read as a space.
    let found = url::form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "header");
    found.map(|(_, value)| value.replace(' ', "+"))
}

fn object_of(encoded: &str) -> Option<Map<String, Value>> {
    let standard = encoded.trim().replace('-', "+").replace('_', "/");
    let bytes = LENIENT.decode(standard).ok()?;
    serde_json::from_slice(&bytes).ok()
}
