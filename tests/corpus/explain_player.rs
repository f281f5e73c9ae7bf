//! The second player: the program itself, `explain --json`, with everything given in files.
//!
//! It must say exactly what the engine says: the whole result is compared with that of [`super::engine_player`]. Played is
//! the first request of every case, with an empty cache, but for what a command line cannot say:
//!
//! - a request to no API at all: the program is told which API it was;
//! - a mode that is taken for granted: `explain` always looks for it, `test-token` is the command that does not.
//!
//! Members that AWS prints of an API and that decide nothing are made up here.

use std::path::Path;
use std::process::{Command, Output};
use std::time::SystemTime;

use appsync_auth::appsync::{ApiAuthentication, AuthorizerOutcome, DefaultAction, Headers, Provider, Secret};
use appsync_auth::engine::{Arrival, CredentialCheck, ModeChoice};
use appsync_auth::suite::redact_verdict;
use serde_json::{Map, Value, json};

use super::case::{Case, Request};
use super::engine_player;

/// Why the first request of a case is not played; `None` when it is.
pub(crate) fn reason_to_skip(case: &Case, request: &Request) -> Option<&'static str> {
    if case.mode == ModeChoice::Lambda {
        return Some("the mode is taken for granted");
    }
    if request.arrival == Arrival::NoApi {
        return Some("the request went to no API");
    }
    None
}

/// How what the program says differs from what the engine says.
pub(crate) fn difference(case: &Case, request: &Request) -> Option<String> {
    let folder = tempfile::tempdir().unwrap();
    let output = run(case, request, folder.path());
    let told: Value = serde_json::from_slice(&output.stdout).unwrap_or(Value::Null);
    let (wanted, status) = wanted(case, request);
    let expected = json!({ "result": wanted, "error": null, "status": status });
    let actual = json!({ "result": told["result"], "error": told["error"], "status": output.status.code() });
    if expected == actual {
        return None;
    }
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    Some(format!("{}\n  engine  {expected}\n  explain {actual}\n  {errors}", case.file))
}

/// What the engine says, without the secrets of the request, and the exit code that follows from it.
fn wanted(case: &Case, request: &Request) -> (Value, i32) {
    let (mut verdict, mut fields) = engine_player::verdict_of_first(case, request);
    for (_, value) in request.headers.iter().filter(|(name, _)| Headers::is_secret(name)) {
        redact_verdict(&mut verdict, &mut fields, &Secret::new(value));
    }
    let result = Value::Object(verdict.to_json(&fields));
    let accesses: Vec<&str> =
        result["fields"].as_array().unwrap().iter().filter_map(|f| f["access"].as_str()).collect();
    let status = match result["request"].as_str() {
        Some("denied") => 1,
        _ if accesses.contains(&"denied") => 1,
        Some("allowed") if !accesses.contains(&"unknown") => 0,
        _ => 6,
    };
    (result, status)
}

fn run(case: &Case, request: &Request, folder: &Path) -> Output {
    let write = |name: &str, text: &str| std::fs::write(folder.join(name), text).unwrap();
    let mut program = Command::new(env!("CARGO_BIN_EXE_appsync-auth"));
    program.env_clear().current_dir(folder).args(["explain", "--json", "--request", "request.json"]);
    write("request.json", &saved_request(request).to_string());
    write("api.json", &api_document(case).to_string());
    program.args(["--api-config", "api.json", "--now", &humantime(request.at)]);
    if let Some(text) = &case.schema_text {
        write("schema.graphql", text);
        program.args(["--schema", "schema.graphql"]);
    }
    for reading in &case.readings {
        program.args(["--rule", reading]);
    }
    let credential = &request.credential;
    program.args(["--credential", check_name(credential.check)]);
    if let Some(arn) = &credential.user_arn {
        program.args(["--user-arn", arn]);
    }
    // A caller who is known to have no policy has one that says nothing.
    let none = vec![json!({ "Statement": [] })];
    let known_to_be_none = credential.policies.as_ref().is_some_and(Vec::is_empty);
    let policies = if known_to_be_none { &none } else { &request.policy_documents };
    for (index, policy) in policies.iter().enumerate() {
        let name = format!("policy{index}.json");
        write(&name, &policy.to_string());
        program.args(["--policy", &name]);
    }
    match &request.answer {
        AuthorizerOutcome::Returned { payload, .. } => {
            std::fs::write(folder.join("answer"), payload).unwrap();
            program.args(["--authorizer-response", "answer"]);
        }
        AuthorizerOutcome::Failed(error) => {
            let thrown = json!({ "errorType": error.error_type, "errorMessage": error.error_message });
            write("thrown.json", &thrown.to_string());
            program.args(["--authorizer-response", "thrown.json"]);
        }
        AuthorizerOutcome::TimedOut { after } => {
            write("rules.yaml", "otherwise: { time-out: true }");
            let after = format!("{}ms", after.as_millis());
            program.args(["--authorizer", "rules.yaml", "--authorizer-timeout", &after]);
        }
        AuthorizerOutcome::NotInvocable => {
            write("rules.yaml", "otherwise: { not-invocable: true }");
            program.args(["--authorizer", "rules.yaml"]);
        }
        AuthorizerOutcome::NotAsked => {}
    }
    program.output().unwrap()
}

fn saved_request(request: &Request) -> Value {
    let headers: Map<String, Value> =
        request.headers.iter().map(|(name, value)| (name.clone(), json!(value))).collect();
    let body = match &request.arrival {
        Arrival::Operation { query, operation_name, variables } => {
            json!({ "query": query, "operationName": operation_name, "variables": variables })
        }
        Arrival::Malformed => json!("{ listEvents { id } }"),
        Arrival::Ambiguous => json!({ "query": "query A { listEvents { id } } query B { listEvents { id } }" }),
        Arrival::Empty | Arrival::Connect | Arrival::NoApi => Value::Null,
    };
    json!({ "headers": headers, "body": body, "connect": request.arrival == Arrival::Connect })
}

/// The API as `aws appsync get-graphql-api` prints it.
pub(crate) fn api_document(case: &Case) -> Value {
    let identity = &case.api.identity;
    let ApiAuthentication { default, additional } = &case.api.authentication;
    let mut api = provider(default);
    let members = api.as_object_mut().unwrap();
    members.insert("name".to_owned(), json!("corpus"));
    members.insert("apiId".to_owned(), json!(identity.api_id));
    members.insert("arn".to_owned(), json!(identity.to_string()));
    members.insert("uris".to_owned(), json!({ "GRAPHQL": "https://corpus.example/graphql" }));
    members.insert("additionalAuthenticationProviders".to_owned(), additional.iter().map(provider).collect());
    json!({ "graphqlApi": api })
}

fn provider(provider: &Provider) -> Value {
    let mut object = Map::new();
    object.insert("authenticationType".to_owned(), json!(provider.authentication_type().name()));
    let (name, config) = match provider {
        Provider::Lambda(Some(config)) => (
            "lambdaAuthorizerConfig",
            json!({
                "authorizerUri": "arn:aws:lambda:us-east-1:111122223333:function:authz",
                "authorizerResultTtlInSeconds": config.authorizer_result_ttl_seconds,
                "identityValidationExpression": config.identity_validation_expression,
            }),
        ),
        Provider::UserPool(pool) => (
            "userPoolConfig",
            json!({
                "userPoolId": pool.user_pool_id,
                "awsRegion": pool.aws_region,
                "appIdClientRegex": pool.app_id_client_regex,
                "defaultAction": pool.default_action.map(|action| match action {
                    DefaultAction::Allow => "ALLOW",
                    DefaultAction::Deny => "DENY",
                }),
            }),
        ),
        Provider::OpenIdConnect(config) => (
            "openIDConnectConfig",
            json!({
                "issuer": config.issuer,
                "clientId": config.client_id,
                "iatTTL": config.iat_ttl_milliseconds,
                "authTTL": config.auth_ttl_milliseconds,
            }),
        ),
        Provider::ApiKey | Provider::AwsIam | Provider::Lambda(None) => return Value::Object(object),
    };
    object.insert(name.to_owned(), config);
    Value::Object(object)
}

fn check_name(check: CredentialCheck) -> &'static str {
    match check {
        CredentialCheck::NotChecked => "not-checked",
        CredentialCheck::Verified => "verified",
        CredentialCheck::KeyUnknown => "key-unknown",
        CredentialCheck::KeyExpired => "key-expired",
        CredentialCheck::TokenSignatureInvalid => "token-signature-invalid",
        CredentialCheck::AccessKeyUnknown => "access-key-unknown",
        CredentialCheck::SignatureMismatch => "signature-mismatch",
        CredentialCheck::SignatureExpired => "signature-expired",
    }
}

fn humantime(time: SystemTime) -> String {
    humantime::format_rfc3339(time).to_string()
}
