//! The same against moto, a stand-in for AWS that nobody here wrote: a second opinion.
//!
//! What it cannot be asked, since moto 5.2.5 does otherwise than AppSync or does not do it at all:
//!
//! - An update of moto replaces only what it is given, and `[]` and 0 are nothing: that the last additional provider is gone
//!   cannot be seen, nor that a block of a mode that is the default no longer is gone. Nothing here relies on either.
//! - It keeps no introspection, limits, metrics, owner, environment variables or `excludeVerboseContent` that are compared
//!   elsewhere; only the members that it keeps are compared.
//! - It validates no providers, so it would take a mode twice; what it holds afterwards is compared instead.
//! - A function has one policy in moto, whatever the qualifier, so statements are told apart by their `Resource`.
//! - It refuses every RemovePermission that names a `RevisionId`, also the right one: it compares a list with a text. So the
//!   permission is kept when the authorizer is removed.

use std::path::Path;

use serde_json::{Value, json};

use super::boto::Boto;
use crate::aws::moto::python;
use crate::support::sandbox::{Ran, Sandbox};
use crate::support::skip;
use crate::support::unreliable::Unreliable;

const VARIABLES: [(&str, &str); 3] =
    [("AWS_REGION", "eu-west-1"), ("AWS_ACCESS_KEY_ID", "AKIATEST"), ("AWS_SECRET_ACCESS_KEY", "test-secret")];

/// moto with one API and one function.
struct World {
    boto: Boto,
    sandbox: Sandbox,
    id: String,
}

impl World {
    fn new(python: &Path, api: &Value) -> Self {
        let mut boto = Boto::start(python, &["--moto"], &VARIABLES);
        let made = boto.ask("appsync", "create_graphql_api", api);
        let id = made["graphqlApi"]["apiId"].as_str().unwrap().to_owned();
        Self { boto, sandbox: Sandbox::new(), id }
    }

    /// The API, and the statements of the function's policy.
    fn reading(&mut self) -> (Value, Vec<Value>) {
        let api = self.boto.ask("appsync", "get_graphql_api", &json!({ "apiId": self.id }))["graphqlApi"].clone();
        (api, self.boto.statements("authz"))
    }

    /// Runs `configure`; what it did, and the requests that are no reads.
    fn configure(&self, words: &str) -> (Ran, Vec<String>) {
        let network = Unreliable::before(self.boto.ready["endpoint"].as_str().unwrap());
        let line = format!("configure --json --api {} --endpoint-url {} {words}", self.id, network.url);
        let ran = self.sandbox.line(&line);
        let calls = network.calls().into_iter();
        (ran, calls.filter(|call| !call.head.starts_with("GET ")).map(|call| call.operation).collect())
    }

    /// Configures the API: what is sent and what comes of it, that `--check` agrees before and after, and that nothing is sent
    /// when it is run again.
    fn applied(&mut self, words: &str, requests: &[&str], api: &Value, statements: &[Value]) {
        let check = self.configure(&format!("{words} --check"));
        assert_eq!((check.0.code, check.1.len()), (Some(1), 0), "{words}: {}", check.0.whole());
        let (ran, sent) = self.configure(&format!("{words} --yes"));
        assert_eq!((ran.code, sent), (Some(0), requests.iter().map(ToString::to_string).collect()), "{}", ran.whole());
        assert_eq!(self.reading(), (api.clone(), statements.to_vec()), "{words}");
        for flag in ["--yes", "--check"] {
            let (ran, sent) = self.configure(&format!("{words} {flag}"));
            assert_eq!((ran.code, sent.len()), (Some(0), 0), "{words} {flag}: {}", ran.whole());
        }
    }
}

/// An object with members in place of those that it has.
fn with(object: &Value, members: Value) -> Value {
    let mut object = object.clone();
    object.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
    object
}

#[test]
fn moto_keeps_what_was_not_to_change() {
    let python = match python() {
        Ok(python) => python,
        Err(reason) => {
            skip(&reason);
            return;
        }
    };
    let issuer = json!({
        "authenticationType": "OPENID_CONNECT",
        "openIDConnectConfig": { "issuer": "https://i.example", "clientId": "c", "iatTTL": 0, "authTTL": 0 },
    });
    let mut world = World::new(
        &python,
        &json!({
            "name": "events", "authenticationType": "API_KEY", "xrayEnabled": true, "tags": { "a": "b" }, "visibility": "PRIVATE",
            "additionalAuthenticationProviders": [issuer],
            "logConfig": {
                "fieldLogLevel": "ERROR", "excludeVerboseContent": false,
                "cloudWatchLogsRoleArn": "arn:aws:iam::123456789012:role/logs",
            },
        }),
    );
    let others = json!({
        "FunctionName": "authz", "StatementId": "bucket", "Action": "lambda:InvokeFunction", "Principal": "s3.amazonaws.com",
        "SourceArn": "arn:aws:s3:::b",
    });
    world.boto.ask("lambda", "add_permission", &others);
    let (before, others) = world.reading();
    let function = format!("{}:live", world.boto.ready["function"].as_str().unwrap());
    let ours = json!({
        "Sid": format!("appsync-auth-{}", world.id), "Effect": "Allow", "Action": "lambda:InvokeFunction",
        "Principal": { "Service": "appsync.amazonaws.com" }, "Resource": function,
        "Condition": { "ArnLike": { "AWS:SourceArn": before["arn"] } },
    });
    let statements = [vec![ours], others.clone()].concat();
    let config = |ttl: u32| json!({ "authorizerUri": function, "authorizerResultTtlInSeconds": ttl });
    let authorizer = |ttl: u32| json!({ "authenticationType": "AWS_LAMBDA", "lambdaAuthorizerConfig": config(ttl) });
    let key = json!({ "authenticationType": "API_KEY" });

    let additional = |list: Value| with(&before, json!({ "additionalAuthenticationProviders": list }));
    let set_up = additional(json!([issuer, authorizer(300)]));
    world.applied(
        "--additional --function authz:live --ttl 300",
        &["AddPermission", "UpdateGraphqlApi"],
        &set_up,
        &statements,
    );
    let uncached = additional(json!([issuer, authorizer(0)]));
    world.applied("--ttl 0", &["UpdateGraphqlApi"], &uncached, &statements);
    let moved = json!({ "authenticationType": "AWS_LAMBDA", "lambdaAuthorizerConfig": config(0) });
    let moved = with(&additional(json!([issuer, key])), moved);
    world.applied("--default", &["UpdateGraphqlApi"], &moved, &statements);
    // The block that says nothing any more is the one that moto cannot forget.
    let removed = with(&before, json!({ "lambdaAuthorizerConfig": config(0) }));
    let words = "--remove --new-default API_KEY --keep-permission";
    world.applied(words, &["UpdateGraphqlApi"], &removed, &statements);
}
