//! Each denial with all that is said of it, in its order.

mod authorizer;
mod credentials;
mod fields;
mod realtime;

use std::time::{Duration, SystemTime};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::*;
use crate::appsync::{
    ApiAuthentication, ApiIdentity, Headers, LambdaAuthorizerConfig, OpenIdConnectConfig, Provider, UserPoolConfig,
};
use crate::engine::{Api, Readings};
use crate::graphql::{Document, Leniency, Schema, SelectedField, SourceText};

const NOW: u64 = 1_772_600_767;
const POOL: &str = "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_abc";
const SIGNATURE: &str = "AWS4-HMAC-SHA256 Credential=ASIAEXAMPLE/20260304/eu-west-1/appsync/aws4_request, SignedHeaders=content-type;host;x-amz-date, Signature=5ec4e7";

/// A request and its answer, to be changed by each test.
struct Denied {
    headers: Headers,
    host: Option<&'static str>,
    api: Option<Api>,
    schema: Option<Schema>,
    selected: Vec<SelectedField>,
    status: u16,
    errors: Vec<AnswerError>,
    /// By how many seconds this machine's clock is ahead.
    ahead: Option<i64>,
}

impl Denied {
    /// A request with this `Authorization`, answered with this error.
    fn new(authorization: &str, status: u16, error_type: &str, message: &str) -> Self {
        Self {
            headers: [("authorization", authorization)].into_iter().collect(),
            host: None,
            api: None,
            schema: None,
            selected: Vec::new(),
            status,
            errors: vec![error(error_type, message)],
            ahead: None,
        }
    }

    /// The answer to a caller who is not let in.
    fn unauthorized(authorization: &str) -> Self {
        Self::new(authorization, 401, "UnauthorizedException", "You are not authorized to make this call.")
    }

    fn at(self, providers: impl Into<Vec<Provider>>) -> Self {
        Self { api: Some(api(providers.into())), ..self }
    }

    fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.insert(name, value);
        self
    }

    fn diagnosed(&self) -> Vec<Diagnosis> {
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(NOW);
        let date =
            self.ahead.map(|ahead| SystemTime::UNIX_EPOCH + Duration::from_secs(NOW.saturating_add_signed(-ahead)));
        let sent = Sent {
            headers: &self.headers,
            host: self.host,
            api: self.api.as_ref(),
            schema: self.schema.as_ref(),
            selected: &self.selected,
            readings: &Readings::default(),
            now,
        };
        diagnose(&sent, &Answer { status: self.status, errors: &self.errors, date })
    }

    /// All that is said: rule and sentence, help, facts.
    fn told(&self) -> String {
        let mut lines = Vec::new();
        for Diagnosis { code, says, help, facts } in self.diagnosed() {
            lines.push(format!("{} {says}", code.map_or_else(|| "-".to_owned(), |code| code.to_string())));
            lines.extend(help.map(|help| format!("  help: {help}")));
            if !facts.is_empty() {
                lines.push(format!("  {}", Value::Object(facts)));
            }
        }
        lines.join("\n")
    }
}

fn error(error_type: &str, message: &str) -> AnswerError {
    let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    AnswerError { error_type: text(error_type), message: text(message), path: None }
}

/// An API that has these providers, the first as default.
fn api(mut providers: Vec<Provider>) -> Api {
    let default = providers.remove(0);
    let identity = ApiIdentity {
        partition: "aws".to_owned(),
        region: "eu-west-1".to_owned(),
        account_id: "111122223333".to_owned(),
        api_id: "abcdefghijklmnopqrstuvwxyz".to_owned(),
    };
    Api { identity, authentication: ApiAuthentication { default, additional: providers } }
}

fn lambda() -> Provider {
    Provider::Lambda(Some(LambdaAuthorizerConfig {
        authorizer_uri: Some("arn:aws:lambda:eu-west-1:111122223333:function:authz:live".to_owned()),
        authorizer_result_ttl_seconds: Some(300),
        identity_validation_expression: Some("^tenant-.*".to_owned()),
    }))
}

fn pool() -> Provider {
    Provider::UserPool(UserPoolConfig {
        user_pool_id: "eu-west-1_abc".to_owned(),
        aws_region: "eu-west-1".to_owned(),
        ..UserPoolConfig::default()
    })
}

fn issuer() -> Provider {
    Provider::OpenIdConnect(OpenIdConnectConfig {
        issuer: "https://i.example".to_owned(),
        ..OpenIdConnectConfig::default()
    })
}

/// A JWT with these claims and a signature that must be seen nowhere.
fn jwt(claims: &Value) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}.s1gnature", part(&json!({ "alg": "RS256", "kid": "k" })), part(claims))
}

/// An access token of the pool that expires after these seconds.
fn access_token(seconds: i64) -> String {
    jwt(&json!({
        "iss": POOL, "client_id": "c1", "token_use": "access", "sub": "1f2e", "scope": "openid events/read",
        "cognito:groups": ["Staff"], "exp": NOW.saturating_add_signed(seconds), "iat": NOW.saturating_add_signed(seconds - 3_600),
    }))
}

#[test]
fn an_answer_that_denies_nothing_gives_nothing() {
    let answers = [
        (200, vec![]),
        (200, vec![error("MappingTemplate", "no")]),
        (200, vec![error("", "Validation error of type FieldUndefined")]),
        (400, vec![error("MalformedHttpRequestException", "Request body is empty.")]),
        (400, vec![error("BadRequestException", "Missing operation name.")]),
        (500, vec![error("InternalFailure", "")]),
        (502, vec![]),
    ];
    for (status, errors) in answers {
        let sent = Denied { status, errors: errors.clone(), ..Denied::unauthorized("t").at([lambda()]) };
        assert_eq!(sent.diagnosed(), vec![], "{status} {errors:?}");
    }
}

#[test]
fn nothing_is_said_twice_and_no_secret_at_all() {
    let secret = access_token(600);
    let twice = Denied::unauthorized(&secret).at([pool(), lambda()]);
    let errors = vec![twice.errors[0].clone(), twice.errors[0].clone(), error("Unauthorized", "no")];
    let twice = Denied { errors, ..twice };
    let found = twice.diagnosed();
    for (at, one) in found.iter().enumerate() {
        assert!(found[..at].iter().all(|other| (other.code, &other.says) != (one.code, &one.says)), "{}", one.says);
    }
    for part in secret.split('.') {
        assert!(!twice.told().contains(part));
    }
    let signed =
        Denied::new(SIGNATURE, 403, "InvalidSignatureException", "no").header("x-amz-security-token", "t0kenvalue");
    assert!(!signed.told().contains("5ec4e7") && !signed.told().contains("t0kenvalue"));
}
