//! What the emulator is set up with to play cases, and the real credentials of their requests.

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use appsync_auth::appsync::{ApiIdentity, AuthenticationType, AuthorizerOutcome, Provider};
use appsync_auth::engine::{Arrival, CredentialCheck, ModeChoice, Readings};
use appsync_auth::graphql::{Leniency, Schema, SourceText};
use appsync_auth::local::control_plane::provider_refusal;
use appsync_auth::verify::MintingKey;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value, json};

use super::case::{Case, Request};
use super::explain_player::api_document;
use super::pieces;
use crate::support::function_server::FunctionAnswer;
use crate::support::sandbox::Sandbox;
use crate::support::signing::Signer;

/// How much later than its case's first a request may come and be waited for.
pub(crate) const PATIENCE: Duration = Duration::from_secs(10);

/// What AppSync gives an authorizer, unless a case has an authorizer with another limit.
const AUTHORIZER_TIMEOUT: Duration = Duration::from_secs(10);

/// The secret access key of every caller.
const SECRET: &str = "corpus/secret+access-key";

/// What begins the header of a signed request.
const SIGV4: &str = "AWS4-HMAC-SHA256 ";

/// A request that comes when its token has been good for exactly as long as it may.
const ON_THE_MILLISECOND: (&str, usize) = ("credential/oidc-issued-too-long-ago.yaml", 1);

/// The claims that are points in time.
const TIMES: [&str; 4] = ["exp", "iat", "nbf", "auth_time"];

/// A case with the API that it is played on.
pub(crate) struct Staged<'c> {
    pub(crate) case: &'c Case,
    /// The id of its API, and the name of its authorizer.
    pub(crate) id: String,
}

/// The cases that can be played, by the options of the emulator that they need, and by whether they need a WebSocket.
pub(crate) fn groups<'c>(
    cases: &'c [Case],
    skipped: &mut BTreeMap<&'static str, Vec<String>>,
) -> BTreeMap<(String, bool), Vec<Staged<'c>>> {
    let mut groups: BTreeMap<(String, bool), Vec<Staged<'_>>> = BTreeMap::new();
    for (number, case) in cases.iter().enumerate().filter(|(_, case)| !case.requests.is_empty()) {
        if let Some(reason) = reason_to_skip(case) {
            skipped.entry(reason).or_default().push(case.file.clone());
            continue;
        }
        let own = case.api.identity.api_id != ApiIdentity::default().api_id;
        let id = if own { case.api.identity.api_id.clone() } else { format!("{:x<26}", format!("case{number}")) };
        let staged = Staged { case, id };
        groups.entry((options(case), staged.connects())).or_default().push(staged);
    }
    groups
}

/// Why no request of a case is played.
fn reason_to_skip(case: &Case) -> Option<&'static str> {
    if case.mode == ModeChoice::Lambda {
        return Some("the mode is taken for granted");
    }
    if provider_refusal(&case.api.authentication).is_some() {
        return Some("AppSync refuses the providers");
    }
    let loads = |text: &String| Schema::load(&[SourceText::new("schema", text.clone())], Leniency::Strict).is_ok();
    (!case.schema_text.as_ref().is_none_or(loads)).then_some("AppSync refuses the schema")
}

/// The options of the emulator that a case needs: its account, its readings, and the time for its authorizer.
fn options(case: &Case) -> String {
    let identity = &case.api.identity;
    let limit = case.requests.iter().find_map(|request| match request.answer {
        AuthorizerOutcome::TimedOut { after } => Some(after),
        _ => None,
    });
    let mut options = format!(
        "--region {} --account-id {} --authorizer-timeout {}s",
        identity.region,
        identity.account_id,
        limit.unwrap_or(AUTHORIZER_TIMEOUT).as_secs()
    );
    let is_default =
        |reading: &str| Readings::NAMES.iter().any(|(name, values)| format!("{name}={}", values[0]) == reading);
    for reading in case.readings.iter().filter(|reading| !is_default(reading)) {
        options.push_str(&format!(" --rule {reading}"));
    }
    options
}

/// The issuer of every JWT.
pub(crate) fn issuer() -> MintingKey {
    let key = rcgen::KeyPair::generate_rsa_for(&rcgen::PKCS_RSA_SHA256, rcgen::RsaKeySize::_2048).unwrap();
    MintingKey::from_pem(&key.serialize_pem()).unwrap()
}

/// Writes the configuration of an emulator that serves all these cases.
pub(crate) fn write(sandbox: &mut Sandbox, staged: &[Staged<'_>], functions: &str, issuer: &MintingKey) {
    sandbox.file("jwks.json", issuer.key_set().to_string());
    sandbox.set("CALLERS_SECRET", SECRET);
    let apis: Vec<Value> = staged.iter().map(|staged| staged.api(sandbox, functions)).collect();
    let credentials: Vec<Value> = staged.iter().flat_map(|staged| staged.callers(sandbox)).collect();
    let configuration = json!({ "local": { "apis": apis, "credentials": credentials } });
    sandbox.file("appsync-auth.yaml", configuration.to_string());
}

impl Staged<'_> {
    /// Whether the case has a connection.
    pub(crate) fn connects(&self) -> bool {
        self.case.requests.iter().any(|request| request.arrival == Arrival::Connect)
    }

    /// The API in the words of the configuration.
    fn api(&self, sandbox: &mut Sandbox, functions: &str) -> Value {
        let (case, id) = (self.case, &self.id);
        let mut document = api_document(case).to_string();
        document = document.replace(&case.api.identity.api_id, id).replace("function:authz", &format!("function:{id}"));
        sandbox.file(&format!("{id}.json"), document);
        let mut api = json!({ "name": id, "api-config": format!("{id}.json") });
        if let Some(text) = &case.schema_text {
            sandbox.file(&format!("{id}.graphql"), text);
            api["schema"] = json!(format!("{id}.graphql"));
        }
        let mut providers = Vec::new();
        for provider in case.api.authentication.providers() {
            providers.push(match provider {
                Provider::Lambda(_) => {
                    json!({ "mode": "AWS_LAMBDA", "authorizer": format!("{functions}{id}/invocations") })
                }
                Provider::UserPool(pool) if !pool.user_pool_id.is_empty() => {
                    json!({ "mode": "AMAZON_COGNITO_USER_POOLS", "pool": pool.user_pool_id, "jwks": "jwks.json" })
                }
                Provider::OpenIdConnect(config) if !config.issuer.is_empty() => {
                    json!({ "mode": "OPENID_CONNECT", "issuer": config.issuer, "jwks": "jwks.json" })
                }
                _ => continue,
            });
        }
        api["additional"] = json!(providers);
        api["api-keys"] = json!(self.keys(sandbox));
        api
    }

    /// The keys that the case's callers have, but for those that the API is said not to have.
    fn keys(&self, sandbox: &mut Sandbox) -> Vec<Value> {
        let mut keys: BTreeMap<&str, bool> = BTreeMap::new();
        for request in &self.case.requests {
            let key = request.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("x-api-key"));
            let Some((_, key)) = key.filter(|_| request.credential.check != CredentialCheck::KeyUnknown) else {
                continue;
            };
            keys.insert(key, request.credential.check == CredentialCheck::KeyExpired);
        }
        let written = keys.into_iter().enumerate().filter(|(_, (key, _))| !key.is_empty());
        written
            .map(|(number, (key, expired))| {
                let name = format!("{}.key{number}", self.id);
                sandbox.file(&name, key);
                let expires = if expired { "2020-01-01" } else { "2120-01-01" };
                json!({ "key": { "file": name }, "expires": expires })
            })
            .collect()
    }

    /// The callers who sign the case's requests, each with the policies of one request.
    fn callers(&self, sandbox: &mut Sandbox) -> Vec<Value> {
        let mut callers = Vec::new();
        for (index, request) in self.case.requests.iter().enumerate().filter(|(_, request)| self.is_signed(request)) {
            let none = vec![json!({ "Statement": [] })];
            let documents = if request.policy_documents.is_empty() { &none } else { &request.policy_documents };
            let mut files = Vec::new();
            for (number, document) in documents.iter().enumerate() {
                let name = format!("{}.{index}.{number}.policy.json", self.id);
                sandbox.file(&name, document.to_string().replace(&self.case.api.identity.api_id, &self.id));
                files.push(name);
            }
            let mut caller = json!({ "access-key-id": self.access_key_id(index), "secret": { "env": "CALLERS_SECRET" }, "policies": files });
            if let Some(arn) = &request.credential.user_arn {
                caller["principal"] = json!(arn);
            }
            callers.push(caller);
        }
        callers
    }

    fn access_key_id(&self, index: usize) -> String {
        format!("AKIA{}{index}", self.id.trim_end_matches('x').to_ascii_uppercase())
    }

    /// Whether the request is one that AWS_IAM looks at.
    fn is_signed(&self, request: &Request) -> bool {
        self.case.api.authentication.has(AuthenticationType::AwsIam)
            && authorization(request).is_some_and(|value| value.starts_with(SIGV4))
    }

    /// Why a request of the case is not played. What follows a request that is not played is not played either where an
    /// answer to it could have been kept.
    pub(crate) fn reason_to_skip(&self, index: usize) -> Option<&'static str> {
        let reason = self.own_reason_to_skip(&self.case.requests[index]).or_else(|| {
            let exact = ON_THE_MILLISECOND == (self.case.file.as_str(), index + 1);
            exact.then_some("only a clock that stands still is on the last millisecond of a time")
        });
        let keeps = self.case.api.authentication.has(AuthenticationType::AwsLambda);
        reason.or_else(|| if keeps && index > 0 { self.reason_to_skip(index - 1) } else { None })
    }

    fn own_reason_to_skip(&self, request: &Request) -> Option<&'static str> {
        let credential = &request.credential;
        let later = request.at.duration_since(self.case.requests[0].at).unwrap();
        let cannot_be_sent = |(_, value): &(String, String)| {
            value.trim() != value || !value.bytes().all(|byte| (b' '..=b'~').contains(&byte))
        };
        if credential.check == CredentialCheck::NotChecked {
            Some("the emulator checks every credential")
        } else if credential.policies.is_none() && self.is_signed(request) && request.expect.names().contains("I102") {
            Some("the emulator knows the policies of every caller")
        } else if request.answer == AuthorizerOutcome::NotAsked {
            Some("the emulator asks the authorizer")
        } else if matches!(&request.answer, AuthorizerOutcome::Returned { payload, .. } if payload.is_empty()) {
            Some("a function behind a URL that answers nothing has ended")
        } else if request.headers.iter().any(cannot_be_sent) {
            Some("no HTTP request has such a header")
        } else if later > PATIENCE && !has_jwt(request) {
            Some("it comes too late to be waited for")
        } else {
            None
        }
    }

    /// The credential of a request, as good or bad as the case says.
    pub(crate) fn credential(&self, index: usize, issuer: &MintingKey) -> Credential {
        let request = &self.case.requests[index];
        let check = request.credential.check;
        let Some(value) = authorization(request) else { return Credential::Text(None) };
        if self.is_signed(request) {
            let unknown = check == CredentialCheck::AccessKeyUnknown;
            let access_key_id = if unknown { "AKIANOBODY".to_owned() } else { self.access_key_id(index) };
            return Credential::Signature { check, access_key_id, region: self.case.api.identity.region.clone() };
        }
        let Some((prefix, mut claims)) = jwt_of(value) else { return Credential::Text(Some(value.to_owned())) };
        let moved = seconds(wait_for_a_new_second()) - seconds(request.at);
        for time in TIMES {
            if let Some(claim) = claims.get(time).and_then(Value::as_i64) {
                claims.insert(time.to_owned(), json!(claim + moved));
            }
        }
        let token = issuer.mint(&claims).unwrap();
        let bad = check == CredentialCheck::TokenSignatureInvalid;
        let token = if bad { with_another_signature(&token) } else { token };
        Credential::Jwt { moved, sent: format!("{prefix}{token}"), of_case: value.to_owned() }
    }
}

/// What stands for the `Authorization` of a case.
#[derive(Debug)]
pub(crate) enum Credential {
    /// What the case says, which may be nothing.
    Text(Option<String>),
    /// A signature.
    Signature { check: CredentialCheck, access_key_id: String, region: String },
    /// A JWT with a signature of its issuer's, and with its times moved by some seconds.
    Jwt { moved: i64, sent: String, of_case: String },
}

impl Credential {
    /// The headers that it is sent in.
    pub(crate) fn headers(&self, url: &str, body: &str) -> Vec<(String, String)> {
        let (check, access_key_id, region) = match self {
            Self::Text(None) => return Vec::new(),
            Self::Text(Some(value)) | Self::Jwt { sent: value, .. } => {
                return vec![("authorization".to_owned(), value.clone())];
            }
            Self::Signature { check, access_key_id, region } => (*check, access_key_id, region),
        };
        let at = match check {
            CredentialCheck::SignatureExpired => SystemTime::now() - Duration::from_secs(3_600),
            _ => SystemTime::now(),
        };
        let secret_access_key = if check == CredentialCheck::SignatureMismatch { "another" } else { SECRET };
        Signer { access_key_id, secret_access_key, region, service: "appsync" }.headers(at, "POST", url, &[], body)
    }

    /// A value that the emulator told, with what was made up for it turned back into what the case says.
    pub(crate) fn of_case(&self, value: Value, staged: &Staged<'_>, index: usize) -> Value {
        let identity = &staged.case.api.identity;
        let mut text = value.to_string().replace(&staged.id, &identity.api_id);
        if let Self::Jwt { sent, of_case, .. } = self {
            text = text.replace(sent, of_case);
        }
        let mut value: Value = serde_json::from_str(&text).unwrap();
        // Every request comes from this machine.
        if let Some(source_ip) = value.get_mut("sourceIp") {
            assert_eq!(*source_ip, json!(["127.0.0.1"]));
            match staged.case.requests[index].credential.source_ip.as_slice() {
                [] => drop(value.as_object_mut().unwrap().remove("sourceIp")),
                known => *source_ip = json!(known),
            }
        }
        if let Self::Jwt { moved, .. } = self {
            for time in TIMES {
                if let Some(claim) = value["claims"][time].as_i64() {
                    value["claims"][time] = json!(claim - moved);
                }
            }
        }
        value
    }
}

/// What the authorizer does about a request; `None` when it may not be invoked.
pub(crate) fn answer(request: &Request, id_of_case: &str, id: &str) -> Option<FunctionAnswer> {
    match &request.answer {
        AuthorizerOutcome::Returned { payload, .. } => {
            let payload = match std::str::from_utf8(payload) {
                Ok(text) => text.replace(id_of_case, id).into_bytes(),
                Err(_) => payload.clone(),
            };
            Some(FunctionAnswer::Returned(payload))
        }
        AuthorizerOutcome::Failed(failure) => Some(FunctionAnswer::Failed {
            error_type: failure.error_type.clone(),
            error_message: failure.error_message.clone(),
        }),
        AuthorizerOutcome::TimedOut { after } => Some(FunctionAnswer::Hangs(*after + Duration::from_secs(5))),
        AuthorizerOutcome::NotInvocable | AuthorizerOutcome::NotAsked => None,
    }
}

/// Whether a request has a JWT, whose times say when it is.
pub(crate) fn has_jwt(request: &Request) -> bool {
    authorization(request).is_some_and(|value| jwt_of(value).is_some())
}

fn authorization(request: &Request) -> Option<&str> {
    let header = request.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("authorization"));
    header.map(|(_, value)| value.as_str())
}

/// What stands before a JWT that a case writes as its claims, and the claims.
fn jwt_of(value: &str) -> Option<(&str, Map<String, Value>)> {
    let at = value.rfind(' ').map_or(0, |at| at + 1);
    let (prefix, token) = value.split_at(at);
    let mut parts = token.split('.');
    let (_, claims) = (parts.next()?, parts.next()?);
    let claims = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).ok()?).ok()?;
    (pieces::unsigned_jwt(&claims) == token).then_some((prefix, claims))
}

/// A token with a signature that is one letter off.
fn with_another_signature(token: &str) -> String {
    let (signed, signature) = token.rsplit_once('.').unwrap();
    let other = if signature.starts_with('A') { 'B' } else { 'A' };
    format!("{signed}.{other}{}", &signature[1..])
}

/// A moment at the beginning of a second: the times in JWTs are whole seconds.
fn wait_for_a_new_second() -> SystemTime {
    let into = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().subsec_millis();
    if into > 200 {
        std::thread::sleep(Duration::from_millis(1_005 - u64::from(into)));
    }
    SystemTime::now()
}

fn seconds(time: SystemTime) -> i64 {
    time.duration_since(UNIX_EPOCH).unwrap().as_secs().try_into().unwrap()
}
