//! What a function may do and what it is told: its environment, and the policies of its role.

use std::time::SystemTime;

use serde_json::{Value, json};

use crate::support::emulator::Emulator;
use crate::support::need;
use crate::support::sandbox::Sandbox;
use crate::support::signing::{self, Signer};

const HANDLER: &str = r#"
import os
STARTED = dict(os.environ)
def handler(event, context):
    if event["authorizationToken"] == "slow":
        import time
        time.sleep(5)
    return {
        "isAuthorized": True,
        "resolverContext": {name: STARTED.get(name, "") for name in ("ENDPOINT", "OTHER", "GIVEN", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE")},
    }
"#;

const PATH: &str = "/2015-03-31/functions/authorizer";

fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.file("schema.graphql", "type Query { hello: String }");
    sandbox.file("authorizer.py", HANDLER);
    sandbox
}

fn start(sandbox: &Sandbox) -> Emulator {
    let arguments = "--schema schema.graphql --authorizer authorizer.py --handler-env GIVEN=given --state state";
    Emulator::start(sandbox, arguments)
}

/// Invokes the authorizer, which tells its environment.
fn told(emulator: &Emulator) -> Value {
    let payload = json!({ "authorizationToken": "t" }).to_string();
    let answer = signing::send(emulator, "lambda", "POST", &format!("{PATH}/invocations"), &payload);
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.json()["resolverContext"].clone()
}

fn update(emulator: &Emulator, body: &Value) {
    let path = format!("{PATH}/configuration");
    let answer = signing::send(emulator, "lambda", "PUT", &path, &body.to_string());
    assert_eq!(answer.status, 200, "{}", answer.body);
}

fn environment(endpoint: &str, other: &str, memory: &str) -> Value {
    json!({ "ENDPOINT": endpoint, "OTHER": other, "GIVEN": "given", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": memory })
}

#[test]
fn a_function_has_new_variables_at_its_next_invocation_and_in_the_next_run() {
    if !need("python3") {
        return;
    }
    let sandbox = sandbox();
    let emulator = start(&sandbox);
    assert_eq!(told(&emulator), environment("", "", "128"));
    update(
        &emulator,
        &json!({ "Environment": { "Variables": { "ENDPOINT": "one", "OTHER": "x" } }, "MemorySize": 512 }),
    );
    assert_eq!(told(&emulator), environment("one", "x", "512"));
    update(&emulator, &json!({ "Environment": { "Variables": { "ENDPOINT": "two" } } }));
    assert_eq!(told(&emulator), environment("two", "", "512"));
    // Code that changes runs under the same configuration.
    sandbox.file("authorizer.py", format!("{HANDLER}\n# changed\n"));
    emulator.note("reloaded");
    assert_eq!(told(&emulator), environment("two", "", "512"));
    drop(emulator);
    let emulator = start(&sandbox);
    assert_eq!(told(&emulator), environment("two", "", "512"));
    let got = signing::send(&emulator, "lambda", "GET", PATH, "").json()["Configuration"].clone();
    let expected = (json!({ "Variables": { "ENDPOINT": "two" } }), json!(512));
    assert_eq!((got["Environment"].clone(), got["MemorySize"].clone()), expected);
}

#[test]
fn a_shorter_timeout_is_what_a_request_waits_for() {
    if !need("python3") {
        return;
    }
    let sandbox = sandbox();
    let emulator = start(&sandbox);
    update(&emulator, &json!({ "Timeout": 1 }));
    let answer = emulator.query("slow", "{ hello }");
    assert_ne!(answer.status, 200, "{}", answer.body);
    assert_eq!(emulator.query("fast", "{ hello }").status, 200);
}

const CONFIGURATION: &str = r#"
local:
  region: eu-west-1
  credentials:
    - access-key-id: AKIDROLE
      secret: { env: ROLE_SECRET }
      principal: "arn:aws:iam::111122223333:role/app"
      policies: [nothing.json]
  apis:
    - name: events
      schema: schema.graphql
      default: { mode: AWS_IAM }
"#;

/// Asks IAM.
fn iam(emulator: &Emulator, form: &[(&str, &str)]) {
    let version = ("Version", "2010-05-08");
    let pairs = form.iter().chain([&version]);
    let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
    let url = format!("{}/", emulator.text("controlPlaneUrl"));
    let signer = Signer {
        access_key_id: emulator.text("accessKeyId"),
        secret_access_key: emulator.text("secretAccessKey"),
        region: "us-east-1",
        service: "iam",
    };
    let kind = [("content-type", "application/x-www-form-urlencoded")];
    let signed = signer.headers(SystemTime::now(), "POST", &url, &kind, &body);
    let signed = signed.iter().map(|(name, value)| (&**name, &**value));
    let headers: Vec<(&str, &str)> = kind.into_iter().chain(signed).collect();
    let answer = emulator.send("POST", &url, &headers, &body);
    assert_eq!(answer.status, 200, "{form:?}: {}", answer.body);
}

#[test]
fn attached_policies_open_fields_to_a_role_and_its_boundary_closes_them() {
    let mut sandbox = Sandbox::new();
    sandbox.file("schema.graphql", "type Query { a: String b: String }");
    sandbox.file("nothing.json", r#"{"Statement": []}"#);
    sandbox.file("appsync-auth.yaml", CONFIGURATION);
    sandbox.set("ROLE_SECRET", "role-secret");
    let emulator = Emulator::start(&sandbox, "");
    // Which of the two fields the role reaches.
    let reached = || {
        let body = json!({ "query": "{ a b }" }).to_string();
        let signer = Signer {
            access_key_id: "AKIDROLE",
            secret_access_key: "role-secret",
            region: "eu-west-1",
            service: "appsync",
        };
        let kind = [("content-type", "application/json")];
        let signed = signer.headers(SystemTime::now(), "POST", emulator.url(), &kind, &body);
        let signed = signed.iter().map(|(name, value)| (&**name, &**value));
        let headers: Vec<(&str, &str)> = kind.into_iter().chain(signed).collect();
        let answer = emulator.send("POST", emulator.url(), &headers, &body);
        let data = answer.json()["data"].clone();
        ["a", "b"].map(|name| data[name].is_string())
    };
    let document = |field: &str| {
        let resource = format!("arn:aws:appsync:eu-west-1:111122223333:apis/*/types/Query/fields/{field}");
        json!({ "Version": "2012-10-17", "Statement": [{ "Effect": "Allow", "Action": "appsync:GraphQL", "Resource": resource }] })
            .to_string()
    };
    let role = ("RoleName", "app");
    let attach = |policy: &str| iam(&emulator, &[("Action", "AttachRolePolicy"), role, ("PolicyArn", policy)]);
    let own = "arn:aws:iam::111122223333:policy/only-a";
    assert_eq!(reached(), [false, false]);
    iam(&emulator, &[("Action", "CreateRole"), role, ("AssumeRolePolicyDocument", "{}")]);
    iam(&emulator, &[("Action", "CreatePolicy"), ("PolicyName", "only-a"), ("PolicyDocument", &document("a"))]);
    assert_eq!(reached(), [false, false]);
    attach(own);
    assert_eq!(reached(), [true, false]);
    attach("arn:aws:iam::aws:policy/AWSAppSyncInvokeFullAccess");
    assert_eq!(reached(), [true, true]);
    iam(&emulator, &[("Action", "PutRolePermissionsBoundary"), role, ("PermissionsBoundary", own)]);
    assert_eq!(reached(), [true, false]);
    iam(
        &emulator,
        &[
            ("Action", "CreatePolicyVersion"),
            ("PolicyArn", own),
            ("PolicyDocument", &document("b")),
            ("SetAsDefault", "true"),
        ],
    );
    assert_eq!(reached(), [false, true]);
    iam(&emulator, &[("Action", "DeleteRolePermissionsBoundary"), role]);
    assert_eq!(reached(), [true, true]);
    iam(
        &emulator,
        &[("Action", "DetachRolePolicy"), role, ("PolicyArn", "arn:aws:iam::aws:policy/AWSAppSyncInvokeFullAccess")],
    );
    assert_eq!(reached(), [false, true]);
}
