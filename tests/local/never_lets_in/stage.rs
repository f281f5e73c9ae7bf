//! The emulator that random APIs are played on, their functions, and the credentials of their callers.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex};
use std::time::{SystemTime, UNIX_EPOCH};

use appsync_auth::verify::MintingKey;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value, json};

use super::model::*;
use super::oracle::{self, Expected, Kept};
use crate::support::emulator::{Answer as HttpAnswer, Emulator};
use crate::support::function_server::{self, FunctionAnswer};
use crate::support::sandbox::Sandbox;
use crate::support::signing::Signer;

const SECRET: &str = "never-lets-in-secret";

/// What was seen, to know that the test looked at something.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Tally {
    pub(crate) requests: usize,
    pub(crate) refused: usize,
    pub(crate) data: usize,
    pub(crate) denied: usize,
    pub(crate) called: usize,
}

/// What the functions do and did, by the `x-case` of a request.
#[derive(Debug, Default)]
struct Script {
    answers: HashMap<String, FunctionAnswer>,
    calls: HashMap<String, usize>,
    ran: HashMap<String, BTreeSet<String>>,
}

/// What stays from emulator to emulator.
pub(crate) struct Stage {
    script: Arc<Mutex<Script>>,
    functions: String,
    issuer: MintingKey,
    stranger: MintingKey,
}

impl Stage {
    pub(crate) fn new() -> Self {
        let script = Arc::new(Mutex::new(Script::default()));
        let of_server = Arc::clone(&script);
        let answering = move |name: &str, event: &Value| of_server.lock().unwrap().answer(name, event);
        let key = || rcgen::KeyPair::generate_rsa_for(&rcgen::PKCS_RSA_SHA256, rcgen::RsaKeySize::_2048).unwrap();
        let signing = || MintingKey::from_pem(&key().serialize_pem()).unwrap();
        let functions = function_server::serve(Arc::new(answering));
        Self { script, functions, issuer: signing(), stranger: signing() }
    }

    /// Plays APIs on one emulator; gives those for which something else came than must, with what.
    pub(crate) fn play(&self, setups: &[Setup], tally: &mut Tally) -> Vec<(usize, String)> {
        let mut sandbox = Sandbox::new();
        self.write(&mut sandbox, setups);
        let emulator = &Emulator::start(&sandbox, "--region us-east-1 --account-id 111122223333");
        let next = &Mutex::new(setups.iter().enumerate());
        let work = || {
            let (mut problems, mut tally) = (Vec::new(), Tally::default());
            loop {
                let Some((index, setup)) = next.lock().unwrap().next() else { return (problems, tally) };
                problems.extend(self.play_one(emulator, index, setup, &mut tally).map(|text| (index, text)));
            }
        };
        let mut problems = Vec::new();
        std::thread::scope(|scope| {
            let workers: Vec<_> = (0..4).map(|_| scope.spawn(work)).collect();
            for worker in workers {
                let (found, seen) = worker.join().unwrap();
                problems.extend(found);
                tally.requests += seen.requests;
                tally.refused += seen.refused;
                tally.data += seen.data;
                tally.denied += seen.denied;
                tally.called += seen.called;
            }
        });
        problems.sort();
        problems
    }

    /// Sends an API its requests, one after the other; ends with the first of which something else came.
    fn play_one(&self, emulator: &Emulator, index: usize, setup: &Setup, tally: &mut Tally) -> Option<String> {
        let mut kept = Kept::new();
        for (number, request) in setup.requests.iter().enumerate() {
            let case = format!("{index}-{number}");
            self.script.lock().unwrap().answers.insert(case.clone(), answer_of(request, &api_id(index)));
            let token = self.token(request);
            let sent = self.send(emulator, index, number, request, token.as_deref(), &case);
            let token = sent.authorization;
            let expected = oracle::expect(setup, request, token.as_deref(), &mut kept);
            let (called, ran) = {
                let mut script = self.script.lock().unwrap();
                (script.calls.remove(&case).unwrap_or(0), script.ran.remove(&case).unwrap_or_default())
            };
            let seen = seen(&sent.answer, called > 0, ran);
            tally.requests += 1;
            tally.refused += usize::from(seen.refused);
            tally.data += seen.data.len();
            tally.denied += seen.denied.len();
            tally.called += called;
            // A resolver below an item that is null may run or not; one that may not run never does.
            let fits = seen.may_run.is_subset(&expected.may_run);
            let comparable = Expected { may_run: expected.may_run.clone(), ..seen.clone() };
            if !fits || comparable != expected || called > 1 {
                return Some(format!(
                    "{}\nrequests {:#?}\nexpected {expected:#?}\nseen {seen:#?}\nof {} {}",
                    described(setup),
                    &setup.requests[..=number],
                    sent.answer.status,
                    sent.answer.body
                ));
            }
        }
        None
    }

    /// The `Authorization` of a request that is not signed.
    fn token(&self, request: &Request) -> Option<String> {
        match &request.authorization {
            Authorization::None | Authorization::Signature { .. } => None,
            Authorization::Text(text) => Some(text.clone()),
            Authorization::Jwt(jwt) => Some(format!("{}{}", jwt.scheme, self.jwt(jwt))),
        }
    }

    fn jwt(&self, jwt: &Jwt) -> String {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
        let expires = if jwt.expired { now - 1_000 } else { now + 1_000 };
        let mut claims = json!({ "iss": jwt.issuer, "sub": "ann", "exp": expires, "iat": now - 2_000, "aud": jwt.client, "client_id": jwt.client });
        if let Some(token_use) = jwt.token_use {
            claims["token_use"] = json!(token_use);
        }
        if !jwt.groups.is_empty() {
            claims["cognito:groups"] = json!(jwt.groups);
        }
        let claims: Map<String, Value> = claims.as_object().unwrap().clone();
        match jwt.signature {
            JwtSignature::Good => self.issuer.mint(&claims).unwrap(),
            JwtSignature::OfAnotherKey => self.stranger.mint(&claims).unwrap(),
            JwtSignature::Changed => {
                // The claims of one token with the signature of another.
                let good = self.issuer.mint(&claims).unwrap();
                let other = self.issuer.mint(&Map::from_iter([("sub".to_owned(), json!("bob"))])).unwrap();
                format!("{}.{}", good.rsplit_once('.').unwrap().0, other.rsplit_once('.').unwrap().1)
            }
            JwtSignature::None => {
                let part = |value: Value| URL_SAFE_NO_PAD.encode(value.to_string());
                format!("{}.{}.c2ln", part(json!({ "alg": "none" })), part(Value::Object(claims)))
            }
        }
    }

    fn send(
        &self,
        emulator: &Emulator,
        index: usize,
        number: usize,
        request: &Request,
        token: Option<&str>,
        case: &str,
    ) -> Sent {
        let mut url = format!("{}/apis/{}/graphql", emulator.text("controlPlaneUrl"), api_id(index));
        let body_json = body(&request.operation);
        let is_signed = matches!(request.authorization, Authorization::Signature { .. });
        let gets = request.operation.style == Style::Get && !request.operation.is_mutation && !is_signed;
        let mut body = body_json.to_string();
        if gets {
            let query = body_json["query"].as_str().unwrap();
            url = format!(
                "{url}?{}",
                url::form_urlencoded::Serializer::new(String::new()).append_pair("query", query).finish()
            );
            body.clear();
        }
        let mut headers = vec![("x-case".to_owned(), case.to_owned())];
        if !gets {
            headers.push(("content-type".to_owned(), "application/json".to_owned()));
        }
        headers.extend(request.key.map(|key| ("x-api-key".to_owned(), key_text(key, index))));
        headers.extend(token.map(|token| ("authorization".to_owned(), token.to_owned())));
        if let Authorization::Signature { fault, .. } = &request.authorization {
            headers.extend(signed(*fault, index, number, &url, &body));
            if matches!(fault, Some(SignatureFault::BodyChanged)) {
                body.push(' ');
            }
        }
        let authorization = headers.iter().find(|(name, _)| name == "authorization").map(|(_, value)| value.clone());
        let headers: Vec<(&str, &str)> = headers.iter().map(|(name, value)| (&**name, &**value)).collect();
        let answer = emulator.send(if gets { "GET" } else { "POST" }, &url, &headers, &body);
        Sent { authorization, answer }
    }

    /// Writes what an emulator with these APIs reads.
    fn write(&self, sandbox: &mut Sandbox, setups: &[Setup]) {
        sandbox.set("CALLERS_SECRET", SECRET);
        sandbox.file("jwks.json", self.issuer.key_set().to_string());
        sandbox.file("expired.key", key_text(Key::Expired, 0));
        sandbox.file("elsewhere.key", key_text(Key::OfAnotherApi, 0));
        let (mut apis, mut credentials) = (Vec::new(), Vec::new());
        for (index, setup) in setups.iter().enumerate() {
            apis.push(self.api(sandbox, index, setup));
            for (number, request) in setup.requests.iter().enumerate() {
                let Authorization::Signature { statements, .. } = &request.authorization else { continue };
                let name = format!("{index}-{number}.policy.json");
                sandbox.file(&name, policy(statements, &api_id(index)).to_string());
                credentials.push(json!({ "access-key-id": access_key_id(index, number), "secret": { "env": "CALLERS_SECRET" }, "policies": [name] }));
            }
        }
        // An API whose key opens no other.
        apis.push(json!({ "name": "elsewhere", "default": { "mode": "API_KEY" }, "api-keys": [{ "key": { "file": "elsewhere.key" } }] }));
        let configuration = json!({ "local": { "apis": apis, "credentials": credentials } });
        sandbox.file("appsync-auth.yaml", configuration.to_string());
    }

    fn api(&self, sandbox: &mut Sandbox, index: usize, setup: &Setup) -> Value {
        let id = api_id(index);
        let mut document = provider(setup.default, setup, true);
        document["name"] = json!(id);
        document["apiId"] = json!(id);
        document["additionalAuthenticationProviders"] =
            setup.additional.iter().map(|mode| provider(*mode, setup, false)).collect();
        sandbox.file(&format!("{id}.json"), document.to_string());
        sandbox.file(&format!("{id}.graphql"), schema(setup));
        sandbox.file(&format!("{id}.key"), key_text(Key::Good, index));
        let resolver = format!("{}resolver/invocations", self.functions);
        let of_resolvers = FIELDS
            .iter()
            .filter(|(type_name, field, _)| *field == "other" || matches!(*type_name, "Query" | "Mutation"));
        let resolvers: BTreeMap<String, &str> =
            of_resolvers.map(|(type_name, field, _)| (format!("{type_name}.{field}"), resolver.as_str())).collect();
        json!({
            "name": id,
            "api-config": format!("{id}.json"),
            "schema": format!("{id}.graphql"),
            "resolvers": resolvers,
            "api-keys": [{ "key": { "file": format!("{id}.key") } }, { "key": { "file": "expired.key" }, "expires": "2020-01-01" }],
            "additional": [
                { "mode": "AWS_LAMBDA", "authorizer": format!("{}authorizer/invocations", self.functions) },
                { "mode": "AMAZON_COGNITO_USER_POOLS", "pool": POOL, "jwks": "jwks.json" },
                { "mode": "OPENID_CONNECT", "issuer": OIDC_ISSUER, "jwks": "jwks.json" },
            ],
        })
    }
}

/// What was sent as `Authorization`, and what came back.
struct Sent {
    authorization: Option<String>,
    answer: HttpAnswer,
}

impl Script {
    fn answer(&mut self, function: &str, event: &Value) -> FunctionAnswer {
        let item = json!({ "__typename": "Item", "a": "a", "b": "b" });
        if function == "authorizer" {
            let case = event["requestHeaders"]["x-case"].as_str().unwrap_or_default();
            *self.calls.entry(case.to_owned()).or_default() += 1;
            return self.answers.get(case).cloned().unwrap_or(FunctionAnswer::Returned(b"null".to_vec()));
        }
        let case = event["request"]["headers"]["x-case"].as_str().unwrap_or_default();
        let field = event["info"]["fieldName"].as_str().unwrap_or_default();
        let type_name = event["info"]["parentTypeName"].as_str().unwrap_or_default();
        self.ran.entry(case.to_owned()).or_default().insert(format!("{type_name}.{field}"));
        let value = match field {
            "plain" | "poke" => json!("done"),
            "list" => json!([item, item]),
            "other" => json!({ "__typename": "Other", "a": "a", "c": "c" }),
            _ => item,
        };
        FunctionAnswer::Returned(value.to_string().into_bytes())
    }
}

/// What the authorizer does about a request to this API.
fn answer_of(request: &Request, id: &str) -> FunctionAnswer {
    let arn = |id: &str, field: usize| {
        let (type_name, name, _) = FIELDS[field];
        format!("arn:aws:appsync:us-east-1:111122223333:apis/{id}/types/{type_name}/fields/{name}")
    };
    let entry = |entry: &DeniedEntry| match entry {
        DeniedEntry::Short(field) => format!("{}.{}", FIELDS[*field].0, FIELDS[*field].1),
        DeniedEntry::Arn(field) => arn(id, *field),
        DeniedEntry::ArnOfOtherApi(field) => arn("bbbbbbbbbbbbbbbbbbbbbbbbbb", *field),
        DeniedEntry::Nothing(text) => (*text).to_owned(),
    };
    let mut payload = match &request.answer {
        Answer::Throws => {
            return FunctionAnswer::Failed { error_type: "Error".to_owned(), error_message: "no".to_owned() };
        }
        Answer::NeitherYesNorNo(text) | Answer::Odd(text) => return FunctionAnswer::Returned(text.as_bytes().to_vec()),
        Answer::No { .. } => json!({ "isAuthorized": false }),
        Answer::Yes { denied, .. } => {
            let denied: Vec<String> = denied.iter().map(entry).collect();
            json!({ "isAuthorized": true, "deniedFields": denied, "resolverContext": { "user": "ann" } })
        }
    };
    if let Answer::Yes { ttl_override: Some(seconds), .. } | Answer::No { ttl_override: Some(seconds) } =
        &request.answer
    {
        payload["ttlOverride"] = json!(seconds);
    }
    FunctionAnswer::Returned(payload.to_string().into_bytes())
}

/// The headers of a signature, as bad as the fault says.
fn signed(fault: Option<SignatureFault>, index: usize, number: usize, url: &str, body: &str) -> Vec<(String, String)> {
    let own = access_key_id(index, number);
    let now = SystemTime::now();
    let good = Signer { access_key_id: &own, secret_access_key: SECRET, region: "us-east-1", service: "appsync" };
    let (signer, at) = match fault {
        None | Some(SignatureFault::BodyChanged | SignatureFault::NoSignedDate) => (good, now),
        Some(SignatureFault::UnknownKey) => (Signer { access_key_id: "AKIANOBODY", ..good }, now),
        Some(SignatureFault::WrongSecret) => (Signer { secret_access_key: "guessed", ..good }, now),
        Some(SignatureFault::HoursOld) => (good, now - HOURS),
        Some(SignatureFault::WrongRegion) => (Signer { region: "eu-west-1", ..good }, now),
        Some(SignatureFault::WrongService) => (Signer { service: "lambda", ..good }, now),
    };
    let mut headers = signer.headers(at, "POST", url, &[], body);
    if matches!(fault, Some(SignatureFault::NoSignedDate)) {
        headers.retain(|(name, _)| name != "x-amz-date");
    }
    headers
}

fn policy(statements: &[Statement], id: &str) -> Value {
    let api = |id: &str| format!("arn:aws:appsync:us-east-1:111122223333:apis/{id}");
    let resource = |resource: &Resource| match resource {
        Resource::Api => format!("{}/*", api(id)),
        Resource::OtherApi => format!("{}/*", api("bbbbbbbbbbbbbbbbbbbbbbbbbb")),
        Resource::Type(name) => format!("{}/types/{name}/*", api(id)),
        Resource::Field(name, field) => format!("{}/types/{name}/fields/{field}", api(id)),
        Resource::Everything => "*".to_owned(),
    };
    let one = |statement: &Statement| {
        let effect = if statement.allow { "Allow" } else { "Deny" };
        json!({ "Effect": effect, "Action": statement.action, "Resource": resource(&statement.resource) })
    };
    json!({ "Version": "2012-10-17", "Statement": statements.iter().map(one).collect::<Vec<_>>() })
}

/// A provider as AppSync's API has it.
fn provider(mode: Mode, setup: &Setup, is_default: bool) -> Value {
    let client = setup.one_client.then_some("^app1$");
    match mode {
        Mode::Key => json!({ "authenticationType": "API_KEY" }),
        Mode::Iam => json!({ "authenticationType": "AWS_IAM" }),
        Mode::Pool => {
            let mut config = json!({ "userPoolId": POOL, "awsRegion": "us-east-1", "appIdClientRegex": client });
            if is_default {
                config["defaultAction"] = json!("ALLOW");
            }
            json!({ "authenticationType": "AMAZON_COGNITO_USER_POOLS", "userPoolConfig": config })
        }
        Mode::Oidc => {
            let config = json!({ "issuer": OIDC_ISSUER, "clientId": client });
            json!({ "authenticationType": "OPENID_CONNECT", "openIDConnectConfig": config })
        }
        Mode::Lambda => json!({ "authenticationType": "AWS_LAMBDA", "lambdaAuthorizerConfig": {
            "authorizerUri": "arn:aws:lambda:us-east-1:111122223333:function:authorizer",
            "authorizerResultTtlInSeconds": setup.ttl,
            "identityValidationExpression": setup.regex.map(pattern),
        } }),
    }
}

fn pattern(regex: Regex) -> &'static str {
    match regex {
        Regex::BeginsWithT => "t-.*",
        Regex::Digits => "[0-9]+",
        Regex::OneOrOther => "(t|x)-1",
        Regex::Bearer => "Bearer .+",
    }
}

fn api_id(index: usize) -> String {
    format!("{:x<26}", format!("never{index}z"))
}

fn access_key_id(index: usize, number: usize) -> String {
    format!("AKIAN{index}R{number}")
}

fn key_text(key: Key, index: usize) -> String {
    match key {
        Key::Good => format!("da2-good{index}"),
        Key::Expired => "da2-expired".to_owned(),
        Key::OfAnotherApi => "da2-elsewhere".to_owned(),
        Key::Unknown => "da2-unknown".to_owned(),
    }
}

/// What came, in the oracle's terms; `may_run` is what ran.
fn seen(answer: &HttpAnswer, called: bool, ran: BTreeSet<String>) -> Expected {
    let mut seen = Expected { refused: answer.status != 200, called, may_run: ran, ..Expected::default() };
    let body = answer.json();
    if seen.refused {
        assert!(body.get("data").is_none(), "a refusal with data: {}", answer.body);
        return seen;
    }
    assert!(body["data"].is_object() || body["data"].is_null(), "{}", answer.body);
    collect(&body["data"], &mut Vec::new(), &mut seen.data);
    for entry in body["errors"].as_array().into_iter().flatten() {
        assert_eq!(entry["errorType"], "Unauthorized", "{}", answer.body);
        let names: Vec<&str> = entry["path"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
        seen.denied.insert(names.join("."));
    }
    seen
}

/// The paths at which there is something.
fn collect(value: &Value, path: &mut Vec<String>, data: &mut BTreeSet<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| collect(item, path, data)),
        Value::Object(members) => {
            for (name, value) in members.iter().filter(|(name, value)| *name != "__typename" && !value.is_null()) {
                path.push(name.clone());
                data.insert(path.join("."));
                collect(value, path, data);
                path.pop();
            }
        }
        _ => {}
    }
}

fn described(setup: &Setup) -> String {
    let Setup { default, additional, regex, ttl, one_client, .. } = setup;
    let regex = regex.map(pattern);
    format!(
        "default {default:?}, additional {additional:?}, identity regex {regex:?}, TTL {ttl}, one client {one_client}\n{}",
        schema(setup)
    )
}
