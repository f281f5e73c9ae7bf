//! What a token says of itself, without any check of its signature.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};

/// The claims of a token that has the shape of a JWT: three parts, of which the first two are JSON objects in base64url.
#[derive(Debug, Clone, PartialEq)]
pub struct Claims(Map<String, Value>);

impl Claims {
    /// The claims of an `Authorization` value, bare or behind `Bearer `; `None` when it has not the shape of a JWT.
    ///
    /// Both forms count: aws-amplify/amplify-category-api#2128 reports that `Bearer JWT` no longer reaches a Lambda
    /// authorizer, as a bare JWT never did.
    #[must_use]
    pub fn of_authorization(value: &str) -> Option<Self> {
        let token = match value.split_once(' ') {
            Some((scheme, rest)) if scheme.eq_ignore_ascii_case("bearer") => rest.trim(),
            Some(_) => return None,
            None => value,
        };
        let mut parts = token.split('.');
        let (header, payload, _signature) = (parts.next()?, parts.next()?, parts.next()?);
        if parts.next().is_some() {
            return None;
        }
        object_of(header)?;
        object_of(payload).map(Self)
    }

    /// A claim that is a text.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name).and_then(Value::as_str)
    }

    /// A claim that is a time in seconds since 1970.
    #[must_use]
    pub fn seconds(&self, name: &str) -> Option<f64> {
        self.0.get(name).and_then(Value::as_f64)
    }

    /// `cognito:groups`; empty when absent.
    #[must_use]
    pub fn groups(&self) -> Vec<String> {
        self.texts("cognito:groups")
    }

    /// The app client that a user pool's token was issued to: `aud` of an ID token, `client_id` of an access token.
    ///
    /// Source: Amazon Cognito developer guide, "Using tokens with user pools".
    #[must_use]
    pub fn app_clients(&self) -> Vec<String> {
        let mut clients = self.texts("aud");
        clients.extend(self.texts("client_id"));
        clients
    }

    /// The client that an OpenID Connect token was issued to: `aud` (a text or a list) and `azp`.
    ///
    /// Source: AppSync API reference, `OpenIDConnectConfig`, `clientId`.
    #[must_use]
    pub fn oidc_clients(&self) -> Vec<String> {
        let mut clients = self.texts("aud");
        clients.extend(self.texts("azp"));
        clients
    }

    /// All claims.
    #[must_use]
    pub const fn as_object(&self) -> &Map<String, Value> {
        &self.0
    }

    /// A claim that is a text or a list of texts, as a list.
    fn texts(&self, name: &str) -> Vec<String> {
        match self.0.get(name) {
            Some(Value::String(text)) => vec![text.clone()],
            Some(Value::Array(list)) => list.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
            _ => Vec::new(),
        }
    }
}

/// The JSON object that a part of a JWT encodes.
fn object_of(part: &str) -> Option<Map<String, Value>> {
    let bytes = URL_SAFE_NO_PAD.decode(part.trim_end_matches('=')).ok()?;
    serde_json::from_slice(&bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `{"alg":"none"}` . `{"iss":"https://i.example","aud":["a","b"],"cognito:groups":["admins"]}` . nothing
    const JWT: &str = "eyJhbGciOiJub25lIn0.eyJpc3MiOiJodHRwczovL2kuZXhhbXBsZSIsImF1ZCI6WyJhIiwiYiJdLCJjb2duaXRvOmdyb3VwcyI6WyJhZG1pbnMiXX0.";

    #[test]
    fn a_jwt_is_told_by_its_shape_bare_or_behind_bearer() {
        let claims = Claims::of_authorization(JWT).unwrap();
        assert_eq!(claims.text("iss"), Some("https://i.example"));
        assert_eq!(claims.app_clients(), ["a", "b"]);
        assert_eq!(claims.oidc_clients(), ["a", "b"]);
        assert_eq!(claims.groups(), ["admins"]);
        assert_eq!(Claims::of_authorization(&format!("bearer {JWT}")), Some(claims));
    }

    #[test]
    fn other_tokens_are_not_jwts() {
        for token in
            ["", "a.b.c", "Token eyJhbGciOiJub25lIn0.e30.", "eyJhbGciOiJub25lIn0.e30", "e30.e30.e30.e30", "W10.e30.x"]
        {
            assert_eq!(Claims::of_authorization(token), None, "{token}");
        }
    }
}
