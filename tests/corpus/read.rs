//! Reading a case: strict, so that a misspelt key is an error and never an expectation that nobody compares.

use std::path::Path;
use std::time::{Duration, SystemTime};

use appsync_auth::appsync::{
    ApiAuthentication, ApiIdentity, AuthenticationType, AuthorizerFailure, AuthorizerOutcome, DefaultAction,
    LambdaAuthorizerConfig, OpenIdConnectConfig, Provider, UserPoolConfig,
};
use appsync_auth::document::{Document, Fields, Kind, Node, Reader};
use appsync_auth::engine::iam::Policy;
use appsync_auth::engine::lint::{AuthorizerInvocation, DeniedEntry, LintInputs};
use appsync_auth::engine::{Api, Arrival, CredentialCheck, CredentialFacts, ModeChoice};
use appsync_auth::error::Error;
use appsync_auth::graphql::{Leniency, Schema, SourceText};
use serde_json::{Map, Value, json};

use super::case::{Case, Expect, Lint, Request};
use super::observed::ObservedFinding;
use super::pieces;

/// The time of a request that says none.
const NOON: &str = "2026-01-31T12:00:00Z";

/// The query of a request that says none.
const QUERY: &str = "query { listEvents { id } }";

/// The schema of a case that says none: open to every mode.
const SCHEMA: &str = "events.graphql";

/// Reads a file, or fails the test with everything that is wrong with it.
pub(crate) fn case(path: &Path, folder: &Path) -> Case {
    let file = path.strip_prefix(folder).unwrap().display().to_string();
    assert!(file.ends_with(".yaml"), "{file} is not a case");
    let text = std::fs::read_to_string(path).unwrap();
    let document = Document::parse(&file, &text).unwrap_or_else(|error| panic!("{}", described(&file, &error)));
    let reader = Reader::new(&document);
    let case = reader.root("the case", |fields| read_case(fields, &file, folder));
    reader.finish(case).unwrap_or_else(|error| panic!("{}", described(&file, &error)))
}

fn described(file: &str, error: &Error) -> String {
    let places = error.sources().iter().map(|source| {
        let (line, column) = source.line_and_column();
        format!("\n  {file}:{line}:{column} {}", source.label)
    });
    format!("{file}: {error}{}", places.collect::<String>())
}

fn read_case(fields: &Fields<'_, '_>, file: &str, folder: &Path) -> Option<Case> {
    let title = fields.required("title", Reader::text);
    let evidence = fields.required("evidence", Reader::text);
    let api_is_known =
        !fields.entry("api").is_some_and(|entry| matches!(&entry.node.kind, Kind::Text(text) if text == "unknown"));
    let api = if api_is_known { fields.required("api", api) } else { fields.optional("api", unknown_api) };
    let schema = fields.optional("schema", Reader::text).unwrap_or_else(|| SCHEMA.to_owned());
    let readings = fields.optional("readings", |reader, node| reader.list(node, Reader::text)).unwrap_or_default();
    let modes = [("detected", ModeChoice::Detected), ("lambda", ModeChoice::Lambda)];
    let mode = fields.optional("mode", |reader, node| reader.word(node, &modes)).unwrap_or(ModeChoice::Detected);
    let faults = fields.optional("faults", codes).unwrap_or_default();
    let requests = fields.optional("requests", |reader, node| reader.list(node, request)).unwrap_or_default();
    let lint = fields.optional("lint", |reader, node| lint(reader, node, api_is_known));
    assert!(evidence.is_some_and(|evidence| !evidence.is_empty()), "{file} has no evidence");
    let schema = match schema.as_str() {
        "none" => None,
        name if name.ends_with(".graphql") => Some(std::fs::read_to_string(folder.join("schemas").join(name)).unwrap()),
        _ => Some(schema),
    };
    let schema_text = schema.clone();
    let schema = schema.map(|text| {
        let sources = [SourceText::new("schema.graphql", text)];
        Schema::load(&sources, Leniency::Live).unwrap_or_else(|faults| panic!("{file}: {faults:?}")).schema
    });
    assert!(requests.windows(2).all(|two| two[0].at <= two[1].at), "{file}: the requests are not in the order of time");
    assert!(api_is_known || lint.is_some(), "{file}: only lint can do without an API");
    let (file, title, api) = (file.to_owned(), title?, api?);
    Some(Case { file, title, api, schema, schema_text, readings, mode, faults, requests, lint })
}

/// An API of which nothing is known; lint is not told of it.
fn unknown_api<'d>(_: &Reader<'d>, _: &'d Node) -> Option<Api> {
    let authentication = ApiAuthentication::only(Provider::ApiKey);
    Some(Api { identity: ApiIdentity::default(), authentication })
}

fn lint<'d>(reader: &Reader<'d>, node: &'d Node, api_is_known: bool) -> Option<Lint> {
    reader.fields(node, |fields| {
        let texts = |reader: &Reader<'d>, node: &'d Node| reader.list(node, Reader::text);
        let denied = fields.optional("denied-fields", texts).unwrap_or_default();
        let query_aware = fields.optional("query-aware", Reader::boolean).unwrap_or_default();
        let findings = fields.required("findings", |reader, node| reader.list(node, finding));
        let suppressed = fields.optional("suppressed", Reader::integer);
        let fixes = fields.optional("fixes", texts);
        let denied = denied.into_iter().map(|entry| DeniedEntry { entry }).collect();
        let inputs = LintInputs { denied, query_aware, ..LintInputs::default() };
        let function = fields.optional("function", function);
        Some(Lint { api_is_known, inputs, function, findings: findings?, suppressed, fixes })
    })
}

fn function<'d>(reader: &Reader<'d>, node: &'d Node) -> Option<AuthorizerInvocation> {
    reader.fields(node, |fields| {
        let texts = |reader: &Reader<'d>, node: &'d Node| reader.list(node, Reader::text);
        Some(AuthorizerInvocation {
            exists: fields.optional("exists", Reader::boolean),
            is_allowed: fields.optional("is-allowed", Reader::boolean),
            denied_by: fields.optional("denied-by", texts).unwrap_or_default(),
            open_by: fields.optional("open-by", texts).unwrap_or_default(),
        })
    })
}

fn finding<'d>(reader: &Reader<'d>, node: &'d Node) -> Option<ObservedFinding> {
    reader.fields(node, |fields| {
        let code = fields.required("code", Reader::text);
        let coordinate = fields.optional("coordinate", Reader::text);
        let line = fields.optional("line", Reader::integer);
        Some(ObservedFinding { code: code?, coordinate, line })
    })
}

/// Codes of rules.
fn codes<'d>(reader: &Reader<'d>, node: &'d Node) -> Option<Vec<String>> {
    reader.list(node, |reader, node| {
        let code = reader.text(node)?;
        match appsync_auth::engine::Rule::find(&code) {
            Some(rule) if rule.code.to_string() == code => Some(code),
            _ => reader.wrong_value(&node.span, format!("there is no rule `{code}`"), None),
        }
    })
}

fn api<'d>(reader: &Reader<'d>, node: &'d Node) -> Option<Api> {
    reader.fields(node, |fields| {
        let mut identity = ApiIdentity::default();
        let region = fields.optional("region", Reader::text);
        identity.api_id = fields.optional("id", Reader::text).unwrap_or(identity.api_id);
        identity.account_id = fields.optional("account", Reader::text).unwrap_or(identity.account_id);
        let default = fields.required("default", provider);
        let additional = fields.optional("additional", |reader, node| reader.list(node, provider)).unwrap_or_default();
        if let Some(region) = region {
            ApiIdentity::partition_of(&region).clone_into(&mut identity.partition);
            identity.region = region;
        }
        Some(Api { identity, authentication: ApiAuthentication { default: default?, additional } })
    })
}

/// A mode alone, or a mode with its configuration.
fn provider<'d>(reader: &Reader<'d>, node: &'d Node) -> Option<Provider> {
    if matches!(node.kind, Kind::Text(_)) {
        return reader.parsed::<AuthenticationType>(node).map(Provider::bare);
    }
    reader.fields(node, |fields| {
        let mode = fields.required("mode", Reader::parsed::<AuthenticationType>);
        let provider = Provider::bare(mode?);
        Some(match provider {
            Provider::Lambda(_) => Provider::Lambda(lambda(fields)),
            Provider::UserPool(_) => Provider::UserPool(user_pool(fields)),
            Provider::OpenIdConnect(_) => Provider::OpenIdConnect(OpenIdConnectConfig {
                issuer: fields.optional("issuer", Reader::text).unwrap_or_default(),
                client_id: fields.optional("client-id", Reader::text),
                iat_ttl_milliseconds: fields.optional("iat-ttl", Reader::integer),
                auth_ttl_milliseconds: fields.optional("auth-ttl", Reader::integer),
            }),
            bare => bare,
        })
    })
}

fn lambda(fields: &Fields<'_, '_>) -> Option<LambdaAuthorizerConfig> {
    let config = LambdaAuthorizerConfig {
        authorizer_uri: None,
        authorizer_result_ttl_seconds: fields.optional("ttl", Reader::integer),
        identity_validation_expression: fields.optional("identity-regex", Reader::text),
    };
    fields.optional("without-config", Reader::only_true).is_none().then_some(config)
}

fn user_pool(fields: &Fields<'_, '_>) -> UserPoolConfig {
    let actions = [("ALLOW", DefaultAction::Allow), ("DENY", DefaultAction::Deny)];
    let user_pool_id = fields.optional("pool", Reader::text).unwrap_or_default();
    let region_of_pool = user_pool_id.split('_').next().unwrap_or_default().to_owned();
    UserPoolConfig {
        aws_region: fields.optional("region", Reader::text).unwrap_or(region_of_pool),
        user_pool_id,
        default_action: fields.optional("default-action", |reader, node| reader.word(node, &actions)),
        app_id_client_regex: fields.optional("client-regex", Reader::text),
    }
}

fn request<'d>(reader: &Reader<'d>, node: &'d Node) -> Option<Request> {
    reader.fields(node, |fields| {
        let at = fields.optional("at", Reader::time).unwrap_or_else(noon);
        let headers = fields.optional("headers", |reader, node| reader.map(node, pieces::text)).unwrap_or_default();
        let arrival = arrival(fields);
        let (credential, policy_documents) = fields.optional("credential", credential).unwrap_or_else(|| {
            (CredentialFacts { check: CredentialCheck::Verified, ..CredentialFacts::default() }, Vec::new())
        });
        let answer = fields.optional("answer", answer).unwrap_or_else(authorized);
        let expect = fields.required("expect", expect);
        let headers = headers.into_iter().map(|(name, value)| (name.value, value)).collect();
        Some(Request { at, headers, arrival: arrival?, credential, policy_documents, answer, expect: expect? })
    })
}

fn noon() -> SystemTime {
    humantime::parse_rfc3339(NOON).unwrap()
}

fn arrival(fields: &Fields<'_, '_>) -> Option<Arrival> {
    let words = [
        ("operation", None),
        ("connect", Some(0)),
        ("empty", Some(1)),
        ("malformed", Some(2)),
        ("ambiguous", Some(3)),
        ("no-api", Some(4)),
    ];
    let others = [Arrival::Connect, Arrival::Empty, Arrival::Malformed, Arrival::Ambiguous, Arrival::NoApi];
    let arrival = fields.optional("arrival", |reader, node| reader.word(node, &words)).flatten();
    let query = fields.optional("query", Reader::text).unwrap_or_else(|| QUERY.to_owned());
    let operation_name = fields.optional("operation-name", Reader::text);
    let variables = fields.optional("variables", Reader::json_map).unwrap_or_default();
    match arrival {
        Some(index) => others.into_iter().nth(index),
        None => Some(Arrival::Operation { query, operation_name, variables }),
    }
}

fn credential<'d>(reader: &Reader<'d>, node: &'d Node) -> Option<(CredentialFacts, Vec<Value>)> {
    let words = [
        ("not-checked", CredentialCheck::NotChecked),
        ("verified", CredentialCheck::Verified),
        ("key-unknown", CredentialCheck::KeyUnknown),
        ("key-expired", CredentialCheck::KeyExpired),
        ("token-signature-invalid", CredentialCheck::TokenSignatureInvalid),
        ("access-key-unknown", CredentialCheck::AccessKeyUnknown),
        ("signature-mismatch", CredentialCheck::SignatureMismatch),
        ("signature-expired", CredentialCheck::SignatureExpired),
    ];
    reader.fields(node, |fields| {
        let check = fields.optional("check", |reader, node| reader.word(node, &words));
        let policies = fields.optional("policies", |reader, node| reader.list(node, policy));
        let user_arn = fields.optional("user-arn", Reader::text);
        let account_id = fields.optional("account-id", Reader::text);
        let source_ip =
            fields.optional("source-ip", |reader, node| reader.list(node, Reader::text)).unwrap_or_default();
        let documents = fields.optional("policies", |reader, node| reader.list(node, Reader::json)).unwrap_or_default();
        let check = check.unwrap_or(CredentialCheck::Verified);
        Some((CredentialFacts { check, answer: None, policies, user_arn, account_id, source_ip }, documents))
    })
}

fn policy<'d>(reader: &Reader<'d>, node: &'d Node) -> Option<Policy> {
    let json = reader.json(node)?;
    Policy::from_json(&json).map_or_else(|error| reader.wrong_value(&node.span, error, None), Some)
}

/// The answer of an authorizer of which a case says nothing.
fn authorized() -> AuthorizerOutcome {
    returned(json!({ "isAuthorized": true, "resolverContext": { "user": "ann" } }).to_string())
}

fn returned(payload: String) -> AuthorizerOutcome {
    AuthorizerOutcome::Returned { payload: payload.into_bytes(), duration: Duration::from_millis(20) }
}

fn answer<'d>(reader: &Reader<'d>, node: &'d Node) -> Option<AuthorizerOutcome> {
    reader.fields(node, |fields| {
        let json = fields.optional("returned", Reader::json).map(|value| returned(value.to_string()));
        let raw = fields.optional("raw", pieces::text).map(returned);
        let failed = fields.optional("failed", failure);
        let timed_out =
            fields.optional("timed-out", Reader::duration).map(|after| AuthorizerOutcome::TimedOut { after });
        let not_invocable =
            fields.optional("not-invocable", Reader::only_true).map(|()| AuthorizerOutcome::NotInvocable);
        let not_asked = fields.optional("not-asked", Reader::only_true).map(|()| AuthorizerOutcome::NotAsked);
        fields.at_most_one(&["returned", "raw", "failed", "timed-out", "not-invocable", "not-asked"]);
        json.or(raw).or(failed).or(timed_out).or(not_invocable).or(not_asked)
    })
}

fn failure<'d>(reader: &Reader<'d>, node: &'d Node) -> Option<AuthorizerOutcome> {
    reader.fields(node, |fields| {
        let error_type = fields.required("errorType", Reader::text);
        let error_message = fields.required("errorMessage", Reader::text);
        Some(AuthorizerOutcome::Failed(AuthorizerFailure {
            error_type: error_type?,
            error_message: error_message?,
            stack_trace: Vec::new(),
            duration: Duration::from_millis(20),
        }))
    })
}

fn expect<'d>(reader: &Reader<'d>, node: &'d Node) -> Option<Expect> {
    let decisions = [("allowed", "allowed"), ("denied", "denied"), ("unknown", "unknown")];
    let code = |reader: &Reader<'d>, node: &'d Node| reader.text(node);
    reader.fields(node, |fields| {
        let request = fields.required("request", |reader, node| reader.word(node, &decisions));
        let mode = fields.optional("mode", |reader, node| match node.kind {
            Kind::Null => Some(None),
            _ => reader.parsed::<AuthenticationType>(node).map(|mode| Some(mode.name().to_owned())),
        });
        let texts = |reader: &Reader<'d>, node: &'d Node| reader.list(node, Reader::text);
        let accesses = fields.optional("fields", |reader, node| reader.map(node, Reader::text));
        let mut assumptions = fields.optional("assumptions", codes).unwrap_or_default();
        assumptions.sort();
        Some(Expect {
            mode,
            rule: fields.optional("rule", code),
            fires: fields.optional("fires", codes).unwrap_or_default(),
            silent: fields.optional("silent", codes).unwrap_or_default(),
            event: fields.optional("event", Reader::json),
            response: fields.optional("response", response),
            identity: fields.optional("identity", Reader::json),
            ttl: fields.optional("ttl", ttl),
            denied_fields: fields.optional("denied-fields", texts),
            fields: accesses.map(|list| list.into_iter().map(|(name, access)| (name.value, access)).collect()),
            messages: fields.optional("messages", texts),
            assumptions,
            called: fields.optional("called", Reader::boolean),
            request: request?.to_owned(),
        })
    })
}

fn response<'d>(reader: &Reader<'d>, node: &'d Node) -> Option<Value> {
    if node.kind == Kind::Null {
        return Some(Value::Null);
    }
    reader.fields(node, |fields| {
        let status = fields.required("status", Reader::integer);
        let error_type = fields.required("errorType", Reader::text);
        let message = fields.required("message", Reader::json);
        Some(json!({ "status": status?, "errorType": error_type?, "message": message? }))
    })
}

fn ttl<'d>(reader: &Reader<'d>, node: &'d Node) -> Option<Value> {
    if node.kind == Kind::Null {
        return Some(Value::Null);
    }
    reader.fields(node, |fields| {
        let seconds = fields.required("seconds", Reader::integer);
        let source = fields.required("source", Reader::text);
        let map: Map<String, Value> =
            [("seconds".to_owned(), json!(seconds?)), ("source".to_owned(), json!(source?))].into_iter().collect();
        Some(Value::Object(map))
    })
}
