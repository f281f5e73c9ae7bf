//! The upgrade request: which subprotocol is chosen, and the authorization object, from either of the places that it may
//! stand in.

use std::fmt;

use serde_json::Value;

use super::authorization::{AuthorizationFault, AuthorizationObject, decode_base64};
use super::limits::{AUTHORIZATION_BYTES, HEADER_SUBPROTOCOL_PREFIX, SUBPROTOCOL};
use super::message::{ErrorEntry, ServerMessage};
use super::server::CLOSE_REFUSED;
use crate::appsync::refusal_words;

/// What a handshake asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handshake {
    /// The subprotocol to answer with.
    pub subprotocol: &'static str,
    /// The authorization object; `None` when the request has none, in neither place. What follows from that is not for
    /// this module to say. AppSync's answer is [`ErrorEntry::required_headers_missing`].
    pub authorization: Option<AuthorizationObject>,
}

/// What is wrong with a handshake. AppSync upgrades the connection all the same, says so in one frame and closes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HandshakeFault {
    /// There is no `Sec-WebSocket-Protocol`.
    NoSubprotocol,
    /// `graphql-ws` is not among the subprotocols.
    OtherSubprotocol,
    /// The authorization object cannot be read.
    BadAuthorization(AuthorizationFault),
    /// `payload` of the address is not base64 of `{}`.
    BadPayload,
}

/// Reads an upgrade request: its path with the query, and the values of its `Sec-WebSocket-Protocol` headers.
///
/// The object stands in a subprotocol, as amplify-js sends it, or in `header` of the address, as older clients and gql do.
/// Where both are given the subprotocol counts (Assumed). Other parameters of the address are ignored: amplify-js sends
/// custom headers there (aws-amplify/amplify-js#13735).
///
/// # Errors
/// The subprotocols, the object or the payload cannot be used.
pub fn read<'a>(target: &str, subprotocols: impl IntoIterator<Item = &'a str>) -> Result<Handshake, HandshakeFault> {
    let offered: Vec<&str> = subprotocols
        .into_iter()
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .filter(|one| !one.is_empty())
        .collect();
    if offered.is_empty() {
        return Err(HandshakeFault::NoSubprotocol);
    }
    if !offered.contains(&SUBPROTOCOL) {
        return Err(HandshakeFault::OtherSubprotocol);
    }
    let of_subprotocol = offered.iter().find_map(|one| one.strip_prefix(HEADER_SUBPROTOCOL_PREFIX));
    let authorization = match of_subprotocol {
        Some(encoded) => Some(AuthorizationObject::decode(encoded)),
        None => of_address(target)?,
    };
    let authorization = authorization.transpose().map_err(HandshakeFault::BadAuthorization)?;
    Ok(Handshake { subprotocol: SUBPROTOCOL, authorization })
}

/// The object in the address, and whether the payload beside it is the empty object. An address with a `header` and no
/// `payload` is taken (Assumed).
fn of_address(target: &str) -> Result<Option<Result<AuthorizationObject, AuthorizationFault>>, HandshakeFault> {
    let query = target.split_once('?').map_or("", |(_, query)| query.split('#').next().unwrap_or_default());
    let parameter = |wanted: &str| {
        url::form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == wanted).map(|(_, value)| value)
    };
    let Some(header) = parameter("header") else { return Ok(None) };
    match parameter("payload") {
        Some(payload) if !is_empty_object(&payload) => Err(HandshakeFault::BadPayload),
        _ => Ok(Some(AuthorizationObject::decode(&header))),
    }
}

fn is_empty_object(encoded: &str) -> bool {
    let decoded = (encoded.len() <= AUTHORIZATION_BYTES).then(|| decode_base64(encoded)).flatten();
    let value = decoded.and_then(|bytes| serde_json::from_slice::<Value>(&bytes).ok());
    value.as_ref().and_then(Value::as_object).is_some_and(serde_json::Map::is_empty)
}

impl HandshakeFault {
    /// The subprotocol to answer the upgrade with; `None` where the client offered none that AppSync has.
    #[must_use]
    pub fn subprotocol(&self) -> Option<&'static str> {
        match self {
            Self::NoSubprotocol | Self::OtherSubprotocol => None,
            Self::BadAuthorization(_) | Self::BadPayload => Some(SUBPROTOCOL),
        }
    }

    /// The one frame that the client gets, right after the upgrade.
    #[must_use]
    pub fn answer(&self) -> ServerMessage {
        let entry = match self {
            // Source: aws/aws-appsync-community#195, Textalk/websocket-php#92.
            Self::NoSubprotocol => ErrorEntry::validation(refusal_words::NO_PROTOCOL),
            // Source: graphql-dotnet/graphql-client#591.
            Self::OtherSubprotocol => ErrorEntry::validation(refusal_words::SUBPROTOCOL_NOT_SUPPORTED),
            // Source of the shape: apollographql/apollo-kotlin#1864. That these faults cause it is Assumed.
            Self::BadAuthorization(_) | Self::BadPayload => {
                ErrorEntry { error_type: Some(refusal_words::BAD_REQUEST.to_owned()), ..ErrorEntry::default() }
            }
        };
        ServerMessage::ConnectionError { errors: vec![entry.with_code(400)] }
    }

    /// The code to close with after the frame.
    #[must_use]
    pub fn close_code(&self) -> u16 {
        CLOSE_REFUSED
    }
}

impl fmt::Display for HandshakeFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoSubprotocol => f.write_str("the handshake has no `Sec-WebSocket-Protocol`"),
            Self::OtherSubprotocol => write!(f, "`{SUBPROTOCOL}` is not among the subprotocols of the handshake"),
            Self::BadAuthorization(fault) => fault.fmt(f),
            Self::BadPayload => f.write_str("`payload` of the address is not base64 of `{}`"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `{"host":"h"}`.
    const OBJECT: &str = "eyJob3N0IjoiaCJ9";

    fn host(value: &str) -> Handshake {
        Handshake { subprotocol: "graphql-ws", authorization: Some([("host", value)].into_iter().collect()) }
    }

    #[test]
    fn the_object_is_found_in_either_place() {
        let none = Handshake { subprotocol: "graphql-ws", authorization: None };
        let in_subprotocol = format!("graphql-ws, header-{OBJECT}");
        let second = format!("header-{OBJECT}");
        let old = format!("/graphql?header={OBJECT}&payload=e30=");
        let escaped = "/graphql?x=1&payload=e30%3D&header=eyJob3N0IjoiaGgifQ%3D%3D#f";
        let cases: [(&str, &[&str], Handshake); 9] = [
            ("/graphql", &[&in_subprotocol], host("h")),
            ("/graphql", &["graphql-ws", &second], host("h")),
            ("/graphql", &[&second, "graphql-ws"], host("h")),
            ("/graphql?X-Custom=1&payload=no", &[&in_subprotocol], host("h")),
            (&old, &["graphql-ws"], host("h")),
            (escaped, &["graphql-ws,other"], host("hh")),
            // Both: the address says another host, and its payload is not looked at.
            ("/graphql?header=eyJob3N0IjoieCJ9&payload=x", &[&in_subprotocol], host("h")),
            ("/graphql?payload=e30=", &["graphql-ws"], none.clone()),
            ("/graphql", &["graphql-ws"], none),
        ];
        for (target, subprotocols, expected) in cases {
            assert_eq!(read(target, subprotocols.iter().copied()), Ok(expected), "{target} {subprotocols:?}");
        }
    }

    /// An address, its subprotocols, the fault, the frame, and the subprotocol of the answer.
    type Case<'a> = (&'a str, &'a [&'a str], HandshakeFault, &'a str, Option<&'a str>);

    #[test]
    fn each_fault_has_its_frame() {
        let no_protocol =
            r#"{"payload":{"errors":[{"message":"NoProtocolError","errorCode":400}]},"type":"connection_error"}"#;
        let other = r#"{"payload":{"errors":[{"message":"SubProtocolNotSupportedError","errorCode":400}]},"type":"connection_error"}"#;
        let bad = r#"{"payload":{"errors":[{"errorType":"BadRequest","errorCode":400}]},"type":"connection_error"}"#;
        let with_payload = |payload: &str| format!("/graphql?header={OBJECT}&payload={payload}");
        let (full, no_json) = (with_payload("eyJhIjoxfQ=="), with_payload("*"));
        let authorization = HandshakeFault::BadAuthorization;
        let cases: [Case<'_>; 10] = [
            ("/graphql", &[], HandshakeFault::NoSubprotocol, no_protocol, None),
            ("/graphql", &[" , "], HandshakeFault::NoSubprotocol, no_protocol, None),
            ("/graphql", &["graphql-transport-ws"], HandshakeFault::OtherSubprotocol, other, None),
            ("/graphql", &["header-e30"], HandshakeFault::OtherSubprotocol, other, None),
            (
                "/graphql",
                &["graphql-ws, header-*"],
                authorization(AuthorizationFault::NotBase64),
                bad,
                Some("graphql-ws"),
            ),
            ("/graphql", &["graphql-ws, header-"], authorization(AuthorizationFault::NotJson), bad, Some("graphql-ws")),
            (
                "/graphql?header=W10=",
                &["graphql-ws"],
                authorization(AuthorizationFault::NotAnObject),
                bad,
                Some("graphql-ws"),
            ),
            ("/graphql?header=", &["graphql-ws"], authorization(AuthorizationFault::NotJson), bad, Some("graphql-ws")),
            (&full, &["graphql-ws"], HandshakeFault::BadPayload, bad, Some("graphql-ws")),
            (&no_json, &["graphql-ws"], HandshakeFault::BadPayload, bad, Some("graphql-ws")),
        ];
        for (target, subprotocols, fault, frame, subprotocol) in cases {
            assert_eq!(read(target, subprotocols.iter().copied()), Err(fault.clone()), "{target} {subprotocols:?}");
            assert_eq!((fault.answer().to_string().as_str(), fault.subprotocol()), (frame, subprotocol));
        }
    }
}
