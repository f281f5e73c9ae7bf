//! The signatures of JWTs, checked against the keys that an issuer publishes.
//!
//! Only signatures: whether a token has expired, who issued it and for whom is for the engine to judge.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::jwk::{AlgorithmParameters, EllipticCurve, Jwk, KeyAlgorithm, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey, crypto};
use serde_json::{Map, Value};

use crate::error::{Error, Result};

/// The algorithms that an RSA key can be for.
const RSA: [Algorithm; 6] =
    [Algorithm::RS256, Algorithm::RS384, Algorithm::RS512, Algorithm::PS256, Algorithm::PS384, Algorithm::PS512];

/// The public keys of an issuer: a JSON Web Key Set (RFC 7517).
#[derive(Debug, Clone)]
pub struct KeySet {
    keys: Vec<Key>,
}

/// A key that can check signatures.
#[derive(Debug, Clone)]
struct Key {
    id: Option<String>,
    algorithms: Vec<Algorithm>,
    key: DecodingKey,
}

/// Why the signature of a token is not accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JwtFault {
    /// It is not three parts of base64url, the first of them a JSON object.
    #[error("the token is not a JWT")]
    NotAJwt,
    /// The header has no `kid`, and the set has more than one key.
    #[error("the token does not say which key signed it (`kid`), and there are several")]
    KeyIdMissing,
    /// No key of the set has that `kid`.
    #[error("no key has the id `{0}` of the token")]
    KeyIdUnknown(String),
    /// The key is not for the algorithm that the token names; `none` and HMAC are for no key.
    #[error("the key is not for the algorithm `{0}` of the token")]
    Algorithm(String),
    /// The header has `crit`, and so demands extensions of which none is known here (RFC 7515, 4.1.11).
    #[error("the token demands an extension (`crit`)")]
    Critical,
    /// The signature does not fit.
    #[error("the signature of the token does not fit its key")]
    Signature,
}

impl KeySet {
    /// Reads a key set. Keys for RS256, RS384, RS512, PS256, PS384, PS512, ES256 and ES384 are taken; keys of other kinds,
    /// and keys for encryption, are passed over, as RFC 7517 asks (section 5).
    ///
    /// # Errors
    /// The text is not a key set, or has no key that could check a signature.
    pub fn parse(text: &str) -> Result<Self> {
        let help = "a key set is what an issuer serves at its `jwks_uri`: {\"keys\": [{\"kty\": \"RSA\", …}]}";
        let value: Value = serde_json::from_str(text).map_err(|fault| {
            let place = format!("line {}, column {}", fault.line(), fault.column());
            Error::input("not-a-key-set", format!("the key set is not JSON ({place})")).help(help)
        })?;
        let Some(keys) = value.get("keys").and_then(Value::as_array) else {
            return Err(Error::input("not-a-key-set", "the key set has no list `keys`").help(help));
        };
        let keys: Vec<Key> = keys.iter().filter_map(Key::read).collect();
        if keys.is_empty() {
            return Err(Error::input("no-usable-key", "the key set has no key that signs")
                .help("keys for RS256, RS384, RS512, PS256, PS384, PS512, ES256 or ES384 can be used"));
        }
        Ok(Self { keys })
    }

    /// Checks the signature of a token, bare or behind `Bearer `. Its claims are not looked at.
    ///
    /// # Errors
    /// Why the signature is not accepted.
    pub fn verify_signature(&self, token: &str) -> Result<(), JwtFault> {
        let token = match token.split_once(' ') {
            Some((scheme, rest)) if scheme.eq_ignore_ascii_case("bearer") => rest.trim(),
            Some(_) => return Err(JwtFault::NotAJwt),
            None => token,
        };
        let (message, signature) = token.rsplit_once('.').ok_or(JwtFault::NotAJwt)?;
        let header = match message.split_once('.') {
            Some((header, payload)) if !payload.contains('.') => object_of(header).ok_or(JwtFault::NotAJwt)?,
            _ => return Err(JwtFault::NotAJwt),
        };
        if header.contains_key("crit") {
            return Err(JwtFault::Critical);
        }
        let named = header.get("alg").and_then(Value::as_str).unwrap_or_default();
        let refused = || JwtFault::Algorithm(named.to_owned());
        let keys = self.keys_for(header.get("kid").and_then(Value::as_str))?;
        let algorithm: Algorithm = named.parse().map_err(|_| refused())?;
        let mut fitting = keys.into_iter().filter(|key| key.algorithms.contains(&algorithm)).peekable();
        if fitting.peek().is_none() {
            return Err(refused());
        }
        let good = fitting.any(|key| {
            crypto::verify(signature, message.as_bytes(), &key.key, algorithm).is_ok_and(|verified| verified)
        });
        if good { Ok(()) } else { Err(JwtFault::Signature) }
    }

    /// The keys that a token can mean; an id is seldom used twice, for two kinds of key.
    fn keys_for(&self, id: Option<&str>) -> Result<Vec<&Key>, JwtFault> {
        let Some(id) = id else {
            let [only] = self.keys.as_slice() else { return Err(JwtFault::KeyIdMissing) };
            return Ok(vec![only]);
        };
        let keys: Vec<&Key> = self.keys.iter().filter(|key| key.id.as_deref() == Some(id)).collect();
        if keys.is_empty() { Err(JwtFault::KeyIdUnknown(id.to_owned())) } else { Ok(keys) }
    }
}

impl Key {
    /// Reads a key; `None` when it cannot check signatures.
    fn read(value: &Value) -> Option<Self> {
        let jwk: Jwk = serde_json::from_value(value.clone()).ok()?;
        if matches!(&jwk.common.public_key_use, Some(wanted) if *wanted != PublicKeyUse::Signature) {
            return None;
        }
        let mut algorithms = match &jwk.algorithm {
            AlgorithmParameters::RSA(_) => RSA.to_vec(),
            AlgorithmParameters::EllipticCurve(curve) => match curve.curve {
                EllipticCurve::P256 => vec![Algorithm::ES256],
                EllipticCurve::P384 => vec![Algorithm::ES384],
                _ => return None,
            },
            _ => return None,
        };
        if let Some(only) = jwk.common.key_algorithm {
            algorithms.retain(|algorithm| KeyAlgorithm::from(*algorithm) == only);
        }
        let key = DecodingKey::from_jwk(&jwk).ok()?;
        (!algorithms.is_empty()).then_some(Self { id: jwk.common.key_id, algorithms, key })
    }
}

/// The JSON object that the header of a JWT encodes.
fn object_of(part: &str) -> Option<Map<String, Value>> {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).ok()?).ok()
}
