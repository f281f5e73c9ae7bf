//! The authorization object: the headers of a request, as a JSON object in a handshake or in a `start`.

use std::fmt;

use base64::Engine as _;
use base64::alphabet;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use serde_json::Value;

use super::limits::{AUTHORIZATION_BYTES, HEADER_SUBPROTOCOL_PREFIX, SUBPROTOCOL};
use crate::appsync::{Headers, Secret};

/// Base64 with or without padding; the other alphabet's two characters are replaced before.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// The headers that a client signs or sends with a handshake or a `start`, in the order of the object.
///
/// The order and the spelling are kept, because a signature of IAM covers what was sent. `Debug` hides the secrets.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct AuthorizationObject(Vec<(String, String)>);

/// Why something is not an authorization object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AuthorizationFault {
    /// It has more bytes than [`AUTHORIZATION_BYTES`].
    TooLarge {
        /// How many it has.
        bytes: usize,
    },
    /// It is not base64.
    NotBase64,
    /// What was encoded is not JSON.
    NotJson,
    /// It is JSON, not an object.
    NotAnObject,
    /// A member is not a text.
    NotText {
        /// The member's name.
        name: String,
    },
}

impl AuthorizationObject {
    /// Reads base64 of a JSON object: either alphabet, with or without padding.
    ///
    /// # Errors
    /// It is too large, not base64, or not an object of texts.
    pub fn decode(encoded: &str) -> Result<Self, AuthorizationFault> {
        if encoded.len() > AUTHORIZATION_BYTES {
            return Err(AuthorizationFault::TooLarge { bytes: encoded.len() });
        }
        let bytes = decode_base64(encoded).ok_or(AuthorizationFault::NotBase64)?;
        let value = serde_json::from_slice(&bytes).map_err(|_| AuthorizationFault::NotJson)?;
        Self::from_json(value)
    }

    /// Takes a JSON object.
    ///
    /// # Errors
    /// The value is no object, or a member of it is no text.
    pub fn from_json(value: Value) -> Result<Self, AuthorizationFault> {
        let Value::Object(members) = value else { return Err(AuthorizationFault::NotAnObject) };
        members
            .into_iter()
            .map(|(name, value)| match value {
                Value::String(value) => Ok((name, value)),
                _ => Err(AuthorizationFault::NotText { name }),
            })
            .collect()
    }

    /// The object as JSON, in its order; of equal names the last value counts. The values can be secrets.
    #[must_use]
    pub fn to_json(&self) -> Value {
        Value::Object(self.iter().map(|(name, value)| (name.to_owned(), Value::from(value))).collect())
    }

    /// The `Sec-WebSocket-Protocol` of a handshake: the protocol, and the object in base64url without padding.
    ///
    /// Source: AppSync developer guide, "Building a real-time WebSocket client"; amplify-js `AWSWebSocketProvider`.
    #[must_use]
    pub fn subprotocols(&self) -> Secret {
        let encoded = URL_SAFE_NO_PAD.encode(self.to_json().to_string());
        Secret::new(format!("{SUBPROTOCOL}, {HEADER_SUBPROTOCOL_PREFIX}{encoded}"))
    }

    /// The values that are secrets, for taking them out of what others say.
    pub fn secrets(&self) -> impl Iterator<Item = Secret> {
        self.iter().filter(|(name, _)| Headers::is_secret(name)).map(|(_, value)| Secret::new(value))
    }

    /// Names as the client spelt them and values, in the order of the object. The values can be secrets.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Whether there is no header at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The same as the headers of a request; of names that differ only in case, the last one counts.
    #[must_use]
    pub fn headers(&self) -> Headers {
        self.iter().collect()
    }
}

impl<N: Into<String>, V: Into<String>> FromIterator<(N, V)> for AuthorizationObject {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(pairs: I) -> Self {
        Self(pairs.into_iter().map(|(name, value)| (name.into(), value.into())).collect())
    }
}

impl fmt::Debug for AuthorizationObject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map()
            .entries(self.iter().map(|(name, value)| (name, if Headers::is_secret(name) { "***" } else { value })))
            .finish()
    }
}

impl fmt::Display for AuthorizationFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge { bytes } => {
                write!(f, "the authorization object has {bytes} bytes, more than {AUTHORIZATION_BYTES}")
            }
            Self::NotBase64 => f.write_str("the authorization object is not base64"),
            Self::NotJson => f.write_str("the authorization object is not JSON"),
            Self::NotAnObject => f.write_str("the authorization is not a JSON object"),
            Self::NotText { name } => write!(f, "`{name}` in the authorization object is not a text"),
        }
    }
}

/// The bytes of base64 in either alphabet. A `+` that nobody escaped in an address arrives as a space.
pub(super) fn decode_base64(encoded: &str) -> Option<Vec<u8>> {
    let standard = encoded.trim_end().replace(['-', ' '], "+").replace('_', "/");
    LENIENT.decode(standard).ok()
}

#[cfg(test)]
mod tests {
    use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE};

    use super::*;

    #[test]
    fn either_alphabet_is_read_with_and_without_padding() {
        let json = r#"{"host":"h??>~~","Authorization":"ÿÿ>>?"}"#;
        let expected: AuthorizationObject = [("host", "h??>~~"), ("Authorization", "ÿÿ>>?")].into_iter().collect();
        for encoding in [STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD] {
            assert_eq!(AuthorizationObject::decode(&encoding.encode(json)), Ok(expected.clone()));
        }
        let as_spaces = STANDARD.encode(json).replace('+', " ");
        assert_eq!(AuthorizationObject::decode(&as_spaces), Ok(expected));
    }

    #[test]
    fn what_is_no_object_of_texts_is_told() {
        let of = |json: &str| AuthorizationObject::decode(&STANDARD.encode(json));
        let large = "A".repeat(AUTHORIZATION_BYTES + 1);
        let faults = [
            (AuthorizationObject::decode("*"), AuthorizationFault::NotBase64),
            (AuthorizationObject::decode(&large), AuthorizationFault::TooLarge { bytes: AUTHORIZATION_BYTES + 1 }),
            (of("host"), AuthorizationFault::NotJson),
            (of(""), AuthorizationFault::NotJson),
            (of("[]"), AuthorizationFault::NotAnObject),
            (of(r#"{"host":1}"#), AuthorizationFault::NotText { name: "host".to_owned() }),
        ];
        for (seen, expected) in faults {
            assert_eq!(seen, Err(expected));
        }
    }

    #[test]
    fn the_order_is_kept_and_secrets_are_hidden_from_debug() {
        let object = AuthorizationObject::from_json(
            serde_json::json!({"X-Api-Key": "da2-k", "host": "h", "Authorization": "t0p"}),
        )
        .unwrap();
        assert_eq!(format!("{object:?}"), r#"{"X-Api-Key": "***", "host": "h", "Authorization": "***"}"#);
        assert_eq!(
            object.headers(),
            [("authorization", "t0p"), ("host", "h"), ("x-api-key", "da2-k")].into_iter().collect()
        );
    }

    #[test]
    fn what_a_handshake_sends_is_read_back_from_it() {
        let object: AuthorizationObject = [("host", "h??>~~"), ("Authorization", "Bearer ÿ\"")].into_iter().collect();
        let sent = object.subprotocols();
        let encoded = sent.expose().strip_prefix("graphql-ws, header-").unwrap();
        assert!(!encoded.contains(['=', '+', '/', ',', ' ']), "{encoded}");
        assert_eq!(AuthorizationObject::decode(encoded), Ok(object.clone()));
        assert_eq!(object.secrets().collect::<Vec<_>>(), [Secret::new("Bearer ÿ\"")]);
    }
}
