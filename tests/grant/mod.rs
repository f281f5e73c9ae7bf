//! `grant` as a process: against the emulator, behind a network that fails, at a terminal, and against moto.

mod apply;
mod check;
mod faults;
mod page;
mod print;
mod revoke;
mod second_opinion;
#[cfg(unix)]
mod terminal;

use std::sync::Arc;
use std::time::SystemTime;

use serde_json::{Value, json};

use crate::support::emulator::Emulator;
use crate::support::sandbox::{Ran, Sandbox};
use crate::support::signing::{self, Signer};
use crate::support::unreliable::Unreliable;

const SCHEMA: &str = r#"
type Query {
  listEvents: [Event] @aws_iam @aws_lambda
  getEvent(id: ID!): Event @aws_iam @aws_lambda
  audit: String
}

type Mutation {
  createEvent(name: String!): Event @aws_iam @aws_lambda
}

type Event @aws_iam @aws_lambda {
  id: ID!
  name: String
  secret: String @aws_lambda
}
"#;

const RULES: &str = "otherwise: { respond: { isAuthorized: true } }";

/// The function that is to call the API, its role, and a caller who has that role.
const FUNCTION: &str = "reader";
const ROLE: &str = "appsync-auth-local-reader";
const ROLE_ARN: &str = "arn:aws:iam::111122223333:role/appsync-auth-local-reader";
const FUNCTION_ARN: &str = "arn:aws:lambda:eu-west-1:111122223333:function:reader";

const CONFIGURATION: &str = r#"
local:
  region: eu-west-1
  credentials:
    - access-key-id: AKIAADMIN
      secret: { env: LOCAL_SECRET }
      principal: "arn:aws:iam::111122223333:user/admin"
    - access-key-id: AKIAROLE
      secret: { env: LOCAL_SECRET }
      principal: "arn:aws:iam::111122223333:role/appsync-auth-local-reader"
      policies: [nothing.json]
  apis:
    - name: events
      schema: schema.graphql
      default: { mode: AWS_LAMBDA, authorizer: reader.yaml }
      additional: [{ mode: AWS_IAM }]
    - name: keys
      schema: schema.graphql
      default: { mode: API_KEY }
"#;

/// An emulator with an API that takes signatures, one that does not, and the function.
struct Scene {
    sandbox: Sandbox,
    emulator: Arc<Emulator>,
}

impl Scene {
    fn open() -> Self {
        let mut sandbox = Sandbox::new();
        sandbox.file("schema.graphql", SCHEMA);
        sandbox.file("reader.yaml", RULES);
        sandbox.file("nothing.json", r#"{"Statement": []}"#);
        sandbox.file("appsync-auth.yaml", CONFIGURATION);
        sandbox.set("LOCAL_SECRET", "local-secret");
        let emulator = Arc::new(Emulator::start(&sandbox, ""));
        sandbox.set("AWS_ACCESS_KEY_ID", "AKIAADMIN");
        sandbox.set("AWS_SECRET_ACCESS_KEY", "local-secret");
        sandbox.set("AWS_ENDPOINT_URL", emulator.text("controlPlaneUrl"));
        Self { sandbox, emulator }
    }

    /// The same, behind a network that fails. Whoever repeats a call does so without a long wait.
    fn behind() -> (Self, Unreliable) {
        let mut scene = Self::open();
        let proxy = Unreliable::before(scene.emulator.text("controlPlaneUrl"));
        scene.sandbox.set("AWS_ENDPOINT_URL", &proxy.url);
        scene.sandbox.set("AWS_MAX_ATTEMPTS", "1");
        (scene, proxy)
    }

    /// Runs `grant` on the API and the function.
    fn grant(&self, words: &str) -> Ran {
        self.sandbox.line(&format!("grant --api events --function {FUNCTION} {words}"))
    }

    /// The ARN of the first API.
    fn api(&self) -> String {
        format!("arn:aws:appsync:eu-west-1:111122223333:apis/{}", self.emulator.text("apiId"))
    }

    fn policy_name(&self) -> String {
        format!("appsync-auth-{}", self.emulator.text("apiId"))
    }

    /// The address that AppSync gives for the API.
    fn url(&self) -> String {
        self.emulator.ready["apis"][0]["graphqlUrl"].as_str().unwrap().to_owned()
    }

    /// The policy that grants these resources of the API.
    fn policy(&self, paths: &[&str]) -> Value {
        let resources: Vec<String> = paths.iter().map(|path| format!("{}/types/{path}", self.api())).collect();
        json!({
            "Version": "2012-10-17",
            "Statement": [{
                "Sid": "AppSyncGraphQL", "Effect": "Allow", "Action": "appsync:GraphQL", "Resource": resources,
            }],
        })
    }

    /// Asks IAM, and gives the text of its answer; empty when it refuses.
    fn iam(&self, form: &[(&str, &str)]) -> String {
        let pairs = form.iter().chain([&("Version", "2010-05-08")]);
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
        let url = format!("{}/", self.emulator.text("controlPlaneUrl"));
        let signer = Signer {
            access_key_id: "AKIAADMIN",
            secret_access_key: "local-secret",
            region: "us-east-1",
            service: "iam",
        };
        let kind = [("content-type", "application/x-www-form-urlencoded")];
        let signed = signer.headers(SystemTime::now(), "POST", &url, &kind, &body);
        let signed = signed.iter().map(|(name, value)| (&**name, &**value));
        let headers: Vec<(&str, &str)> = kind.into_iter().chain(signed).collect();
        let answer = self.emulator.send("POST", &url, &headers, &body);
        if answer.status == 200 { answer.body } else { String::new() }
    }

    /// An inline policy of the role.
    fn inline_policy(&self, name: &str) -> Option<Value> {
        let answer = self.iam(&[("Action", "GetRolePolicy"), ("RoleName", ROLE), ("PolicyName", name)]);
        let encoded = answer.split_once("<PolicyDocument>")?.1.split_once('<')?.0;
        let text = percent_encoding::percent_decode_str(encoded).decode_utf8().unwrap();
        Some(serde_json::from_str(&text).unwrap())
    }

    /// The policy that `grant` put on the role.
    fn granted(&self) -> Option<Value> {
        self.inline_policy(&self.policy_name())
    }

    fn put_inline(&self, name: &str, document: &Value) {
        let document = document.to_string();
        let form =
            [("Action", "PutRolePolicy"), ("RoleName", ROLE), ("PolicyName", name), ("PolicyDocument", &document)];
        assert!(!self.iam(&form).is_empty(), "{document}");
    }

    /// What Lambda says of the function.
    fn function(&self) -> Value {
        signing::send_as(&self.emulator, ("AKIAADMIN", "local-secret"), "lambda", "GET", &path(), "").json()
    }

    /// The variables of the function.
    fn variables(&self) -> Value {
        let variables = self.function()["Environment"]["Variables"].clone();
        if variables.is_null() { json!({}) } else { variables }
    }

    fn set_variables(&self, variables: &Value) {
        set_variables(&self.emulator, variables);
    }

    /// Which of these root fields a caller with the function's role reaches.
    fn reached(&self, query: &str) -> Vec<bool> {
        let body = json!({ "query": query }).to_string();
        let signer = Signer {
            access_key_id: "AKIAROLE",
            secret_access_key: "local-secret",
            region: "eu-west-1",
            service: "appsync",
        };
        let kind = [("content-type", "application/json")];
        let url = self.url();
        let signed = signer.headers(SystemTime::now(), "POST", &url, &kind, &body);
        let signed = signed.iter().map(|(name, value)| (&**name, &**value));
        let headers: Vec<(&str, &str)> = kind.into_iter().chain(signed).collect();
        let answer = self.emulator.send("POST", &url, &headers, &body).json();
        answer["data"].as_object().map(|data| data.values().map(|value| !value.is_null()).collect()).unwrap_or_default()
    }
}

fn path() -> String {
    format!("/2015-03-31/functions/{FUNCTION}/configuration")
}

/// Replaces the function's variables, as somebody else would.
fn set_variables(emulator: &Emulator, variables: &Value) {
    let body = json!({ "Environment": { "Variables": variables } }).to_string();
    let answer = signing::send_as(emulator, ("AKIAADMIN", "local-secret"), "lambda", "PUT", &path(), &body);
    assert_eq!(answer.status, 200, "{}", answer.body);
}
