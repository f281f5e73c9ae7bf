//! JWTs of an issuer that somebody plays: the key, what is published of it, and tokens.

use jsonwebtoken::jwk::{Jwk, PublicKeyUse, ThumbprintHash};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::{Map, Value, json};

use crate::error::{Error, Result};

/// A private key that signs JWTs: RSA for RS256, as Amazon Cognito's, or EC P-256 for ES256.
#[derive(Debug, Clone)]
pub struct MintingKey {
    algorithm: Algorithm,
    key: EncodingKey,
    public: Jwk,
    id: String,
}

impl MintingKey {
    /// Takes a private key: PEM with PKCS#8 (`PRIVATE KEY`), or PKCS#1 (`RSA PRIVATE KEY`) for RSA.
    ///
    /// # Errors
    /// The text is not such a key, or a key of another kind.
    pub fn from_pem(pem: &str) -> Result<Self> {
        let rsa = EncodingKey::from_rsa_pem(pem.as_bytes()).map(|key| (Algorithm::RS256, key));
        let read = rsa.or_else(|_| EncodingKey::from_ec_pem(pem.as_bytes()).map(|key| (Algorithm::ES256, key)));
        let fault = || {
            Error::input("not-a-signing-key", "the signing key is not a private RSA or EC P-256 key in PEM")
                .help("make one with `openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048`")
        };
        let (algorithm, key) = read.map_err(|_| fault())?;
        let mut public = Jwk::from_encoding_key(&key, algorithm).map_err(|_| fault())?;
        let id = public.thumbprint(ThumbprintHash::SHA256).map_err(|_| fault())?;
        public.common.key_id = Some(id.clone());
        public.common.public_key_use = Some(PublicKeyUse::Signature);
        Ok(Self { algorithm, key, public, id })
    }

    /// The id of the key: its thumbprint (RFC 7638, SHA-256), so that the same key has the same id in every run.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The public key as a JSON Web Key (RFC 7517), with `kid`, `alg` and `use`.
    #[must_use]
    pub fn jwk(&self) -> Value {
        json!(self.public)
    }

    /// The key set that an issuer with this one key publishes; [`super::KeySet::parse`] takes its text.
    #[must_use]
    pub fn key_set(&self) -> Value {
        json!({ "keys": [self.public] })
    }

    /// A signed token with exactly these claims.
    ///
    /// # Errors
    /// The key cannot sign, although it could be read: a fault of this program.
    pub fn mint(&self, claims: &Map<String, Value>) -> Result<String> {
        let header = Header { kid: Some(self.id.clone()), ..Header::new(self.algorithm) };
        encode(&header, claims, &self.key).map_err(|fault| Error::bug(format!("a token could not be signed: {fault}")))
    }
}
