//! Whose JWTs are good: the keys of each issuer, and the key that the emulator makes itself.

use std::sync::OnceLock;

use rcgen::{KeyPair, PKCS_RSA_SHA256, RsaKeySize};
use serde_json::{Map, Value, json};

use crate::appsync::Secret;
use crate::error::{Error, Result};
use crate::verify::{JwtFault, KeySet, MintingKey};

/// The keys of each issuer.
#[derive(Debug, Default)]
pub struct Issuers {
    /// Issuers whose keys the user gave, by their `iss` without a final slash.
    given: Vec<(String, KeySet)>,
    /// The emulator's own key, for all others; made when it is first needed, as that takes a while.
    own: OnceLock<Own>,
}

#[derive(Debug)]
struct Own {
    minting: MintingKey,
    keys: KeySet,
    private_key_pem: Secret,
}

impl Issuers {
    /// Under this name the store keeps the emulator's own private key.
    pub const KEPT_AS: &str = "token-key";

    /// Issuers with the keys that the user gave, and perhaps the key that an earlier run made.
    ///
    /// # Errors
    /// The key is none.
    pub fn new(given: Vec<(String, KeySet)>, kept: Option<&Secret>) -> Result<Self> {
        let given = given.into_iter().map(|(issuer, keys)| (issuer.trim_end_matches('/').to_owned(), keys)).collect();
        let issuers = Self { given, own: OnceLock::new() };
        if let Some(pem) = kept {
            let _ = issuers.own.set(Own::of_pem(pem.clone())?);
        }
        Ok(issuers)
    }

    /// Whether the signature of a JWT of this issuer is good.
    ///
    /// # Errors
    /// Why not.
    pub fn verify(&self, issuer: &str, token: &str) -> Result<(), JwtFault> {
        let issuer = issuer.trim_end_matches('/');
        let given = self.given.iter().find(|(known, _)| known == issuer).map(|(_, keys)| keys);
        // Without a key of ours nothing was minted with it.
        let keys = given.or_else(|| self.own.get().map(|own| &own.keys)).ok_or(JwtFault::Signature)?;
        keys.verify_signature(token)
    }

    /// A JWT with these claims, signed with the emulator's own key.
    ///
    /// # Errors
    /// The system gives no randomness for a key; the keys of the claims' issuer are the user's, so that a token of ours would
    /// not be accepted.
    pub fn mint(&self, claims: &Map<String, Value>) -> Result<String> {
        let issuer = claims.get("iss").and_then(Value::as_str).unwrap_or_default().trim_end_matches('/');
        if self.given.iter().any(|(known, _)| known == issuer) {
            let message = format!("the tokens of issuer `{issuer}` are verified with the keys that you gave");
            return Err(Error::input("cannot-mint", message).help(
                "sign the token with your own private key, or leave `jwks` away so that the emulator's key is used",
            ));
        }
        self.own()?.minting.mint(claims).map_err(|error| Error::bug(format!("a token could not be signed: {error}")))
    }

    /// The public half of the emulator's own key, as a JWKS.
    ///
    /// # Errors
    /// The system gives no randomness for a key.
    pub fn jwks(&self) -> Result<Value> {
        Ok(json!({ "keys": [self.own()?.minting.jwk()] }))
    }

    /// The emulator's own private key, to keep it for the next run; `None` when none was needed.
    #[must_use]
    pub fn own_key(&self) -> Option<&Secret> {
        self.own.get().map(|own| &own.private_key_pem)
    }

    fn own(&self) -> Result<&Own> {
        if self.own.get().is_none() {
            let made = KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048)
                .map_err(|error| Error::outside("no-key", format!("a key for tokens cannot be made: {error}")))?;
            let _ = self.own.set(Own::of_pem(Secret::new(made.serialize_pem()))?);
        }
        self.own.get().ok_or_else(|| Error::bug("a key was made and is not there"))
    }
}

impl Own {
    fn of_pem(private_key_pem: Secret) -> Result<Self> {
        let minting = MintingKey::from_pem(private_key_pem.expose())
            .map_err(|error| Error::input("bad-key", format!("the emulator's kept key is not usable: {error}")))?;
        let keys = KeySet::parse(&json!({ "keys": [minting.jwk()] }).to_string())
            .map_err(|error| Error::bug(format!("the emulator's own key is not readable: {error}")))?;
        Ok(Self { minting, keys, private_key_pem })
    }
}
