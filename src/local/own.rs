//! The emulator's own addresses: why a request was denied, tokens, and the keys that they are signed with.

use std::net::IpAddr;
use std::time::SystemTime;

use hyper::header::HOST;
use hyper::{Method, Response};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::answers::own;
use super::emulator::Emulator;
use super::issuers::Issuers;
use super::server::{Body, Received};
use super::tokens::{default_claims, jwt_providers};
use crate::appsync::AuthenticationType;
use crate::engine::denied_fields;
use crate::error::{Error, Result};
use crate::report::{VerdictReport, envelope};
use crate::suite::redact_verdict;

/// What a token is asked with.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct TokenRequest {
    mode: Option<String>,
    claims: Map<String, Value>,
    api: Option<String>,
}

impl Emulator {
    /// Answers a request to one of the emulator's own addresses; `path` is without `/_`.
    pub(super) fn answer_own(&self, path: &str, received: &Received) -> Response<Body> {
        // A page of another site can make a browser send requests here under a name of its own.
        if !is_local_name(received.head.headers.get(HOST).and_then(|host| host.to_str().ok())) {
            return own(403, &json!({ "message": "this address is only answered under a name of this machine" }));
        }
        let path = path.split('?').next().unwrap_or_default();
        match (&received.head.method, path) {
            (&Method::GET, "jwks.json") => {
                match self.issuers.jwks().and_then(|keys| self.keep_token_key().map(|()| keys)) {
                    Ok(keys) => own(200, &keys),
                    Err(error) => failed(500, &error),
                }
            }
            (&Method::POST, "token") => match self.mint(&received.body) {
                Ok(token) => own(200, &token),
                Err(error) => failed(400, &error),
            },
            (&Method::GET, path) => match path.strip_prefix("trace/").and_then(|id| self.trace(id)) {
                Some(trace) => own(200, &trace),
                None => own(404, &json!({ "message": "there is no such address, or the trace is no longer kept" })),
            },
            _ => own(404, &json!({ "message": "there is no such address" })),
        }
    }

    /// The verdict on a request as `explain --json` prints it.
    fn trace(&self, id: &str) -> Option<Value> {
        let record = self.traces.get(id)?;
        let mut verdict = (*record.verdict).clone();
        let mut fields = record.fields.to_vec();
        for secret in &record.secrets {
            redact_verdict(&mut verdict, &mut fields, secret);
        }
        let schema = record.schema.as_deref();
        let unknown_fields = schema.map(|schema| denied_fields::unknown_fields(&verdict.denied_fields, schema));
        let report = VerdictReport {
            verdict: &verdict,
            fields: &fields,
            unknown_fields: unknown_fields.as_deref().unwrap_or_default(),
            operation: record.operation.clone(),
            asked: None,
            authorizer_uri: None,
            notes: Vec::new(),
            sources: false,
        };
        Some(envelope::of_report("explain", &report))
    }

    /// Keeps the key that tokens are signed with as soon as there is one, so that they outlive the emulator.
    fn keep_token_key(&self) -> Result<()> {
        match self.issuers.own_key() {
            Some(key) if self.store.extra(Issuers::KEPT_AS).is_none() => {
                self.store.put_extra(Issuers::KEPT_AS, json!(key.expose()))
            }
            _ => Ok(()),
        }
    }

    /// Mints a token as the body asks.
    fn mint(&self, body: &[u8]) -> Result<Value> {
        let body: &[u8] = if body.is_empty() { b"{}" } else { body };
        let asked: TokenRequest = serde_json::from_slice(body)
            .map_err(|error| Error::input("bad-request", format!("the request for a token cannot be read: {error}")))?;
        let mode = asked.mode.as_deref().map(str::parse::<AuthenticationType>).transpose().map_err(|error| {
            Error::input("bad-mode", error.to_string())
                .help("the modes with tokens are AMAZON_COGNITO_USER_POOLS and OPENID_CONNECT")
        })?;
        let api_id = match &asked.api {
            Some(wanted) => self.find_api(wanted),
            None => self.first_api_id(),
        };
        let api = api_id.and_then(|id| self.live(&id)).ok_or_else(|| {
            Error::input("unknown-api", "the emulator has no such API").help("name one of its APIs by name or id")
        })?;
        let provider = jwt_providers(&api.api.authentication, mode).next().ok_or_else(|| {
            Error::input("no-tokens", "the API has no provider that takes JWTs of this mode")
                .help("add AMAZON_COGNITO_USER_POOLS or OPENID_CONNECT to its modes")
        })?;
        let mut claims = default_claims(provider, SystemTime::now(), &uuid::Uuid::new_v4().to_string());
        for (name, value) in asked.claims {
            if value.is_null() {
                claims.shift_remove(&name);
            } else {
                claims.insert(name, value);
            }
        }
        let token = self.issuers.mint(&claims)?;
        self.keep_token_key()?;
        Ok(json!({ "token": token, "mode": provider.authentication_type().name(), "claims": claims }))
    }
}

fn failed(status: u16, error: &Error) -> Response<Body> {
    own(status, &json!({ "message": error.to_string(), "help": error.help_text() }))
}

/// Whether a host is an address, or a name that stands for this machine wherever it is asked.
fn is_local_name(host: Option<&str>) -> bool {
    let Some(host) = host else { return false };
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.rsplit_once(':').map_or(host, |(name, _)| name),
    };
    name.parse::<IpAddr>().is_ok() || name == "localhost" || name.ends_with(".localhost")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_emulators_own_addresses_have_names_of_this_machine() {
        for host in ["localhost", "localhost:4000", "127.0.0.1:4000", "[::1]:4000", "x.localhost:1", "192.168.1.7:4000"]
        {
            assert!(is_local_name(Some(host)), "{host}");
        }
        for host in [Some("evil.example"), Some("localhost.evil.example:4000"), Some(""), None] {
            assert!(!is_local_name(host), "{host:?}");
        }
    }
}
