//! A folder with everything that a request can be explained with, and the program run in it.

use std::path::Path;

use assert_cmd::Command;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use tempfile::TempDir;

pub(crate) const SCHEMA: &str = "
type Query {
  listEvents: [Event] @aws_lambda @aws_api_key @aws_iam @aws_cognito_user_pools
  audit: Event @aws_cognito_user_pools(cognito_groups: [\"admins\"])
}
type Event @aws_lambda @aws_api_key @aws_iam @aws_cognito_user_pools { id: ID notes: String @aws_iam }
type Mutation { createEvent: Event @aws_lambda }
type Subscription { onEvent: Event @aws_lambda @aws_subscribe(mutations: [\"createEvent\"]) }
";

/// A token that must never be seen.
pub(crate) const TOKEN: &str = "allow-s3cret-t0ken";

pub(crate) const LIST: &str = "query List { listEvents { id } }";

/// A folder with everything that a request can be explained with.
pub(crate) struct Folder(TempDir);

/// What a run said.
pub(crate) struct Said {
    pub(crate) status: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Folder {
    pub(crate) fn new() -> Self {
        let folder = Self(tempfile::tempdir().unwrap());
        folder.write("schema.graphql", SCHEMA);
        folder.write("api.json", &api(&["AWS_LAMBDA", "API_KEY", "AWS_IAM", "AMAZON_COGNITO_USER_POOLS"]).to_string());
        folder.write("lambda.json", &api(&["AWS_LAMBDA", "API_KEY"]).to_string());
        folder.write("allow.json", r#"{"isAuthorized": true, "resolverContext": {"user": "ann"}}"#);
        folder.write("deny.json", r#"{"isAuthorized": false}"#);
        folder.write("authorizer.yaml", "otherwise: { respond: { isAuthorized: true, deniedFields: [Event.id] } }");
        folder
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        std::fs::write(self.path().join(name), text).unwrap();
    }

    pub(crate) fn run(&self, args: &[&str]) -> Said {
        self.run_with(args, "")
    }

    pub(crate) fn run_with(&self, args: &[&str], stdin: &str) -> Said {
        self.run_in(args, stdin, &[])
    }

    pub(crate) fn run_in(&self, args: &[&str], stdin: &str, variables: &[(&str, &str)]) -> Said {
        let mut command = Command::new(env!("CARGO_BIN_EXE_appsync-auth"));
        let path = std::env::var_os("PATH").unwrap_or_default();
        command.env_clear().env("PATH", path).env("HOME", self.path()).env("TOKEN", TOKEN).env("KEY", "da2-s3cret-key");
        command.current_dir(self.path()).arg("explain").args(args).write_stdin(stdin);
        command.envs(variables.iter().copied());
        let output = command.output().unwrap();
        Said {
            status: output.status.code().unwrap(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// The result of `--json`, and the exit code.
    pub(crate) fn result(&self, args: &[&str]) -> (Value, i32) {
        let said = self.run(&[&["--json", "--now", "2026-01-31T12:00:00Z"], args].concat());
        let envelope: Value = serde_json::from_str(&said.stdout).unwrap_or_else(|_| panic!("{}", said.stderr));
        (envelope["result"].clone(), said.status)
    }

    /// Decision, mode, the rules in order, and the exit code.
    pub(crate) fn judged(&self, args: &[&str]) -> (String, String, Vec<String>, i32) {
        let (result, status) = self.result(args);
        let word = |name: &str| result[name].as_str().unwrap_or("none").to_owned();
        let rules = result["steps"].as_array().unwrap().iter().map(|step| step["rule"].as_str().unwrap().to_owned());
        (word("request"), word("mode"), rules.collect(), status)
    }
}

/// An API as AWS prints it, the first mode its default.
pub(crate) fn api(modes: &[&str]) -> Value {
    let provider = |mode: &&str| match *mode {
        "AWS_LAMBDA" => json!({ "authenticationType": mode, "lambdaAuthorizerConfig": {
            "authorizerUri": "arn:aws:lambda:us-east-1:111122223333:function:authz",
            "authorizerResultTtlInSeconds": 300,
            "identityValidationExpression": "^allow-.*",
        } }),
        "AMAZON_COGNITO_USER_POOLS" => json!({ "authenticationType": mode, "userPoolConfig": {
            "userPoolId": "us-east-1_abc", "awsRegion": "us-east-1", "appIdClientRegex": "c1",
        } }),
        mode => json!({ "authenticationType": mode }),
    };
    let mut api = provider(&modes[0]);
    api["arn"] = json!("arn:aws:appsync:us-east-1:111122223333:apis/aaaaaaaaaaaaaaaaaaaaaaaaaa");
    api["uris"] = json!({ "GRAPHQL": "https://x.example/graphql" });
    api["additionalAuthenticationProviders"] = modes[1..].iter().map(provider).collect();
    json!({ "graphqlApi": api })
}

pub(crate) fn jwt(claims: &Value) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}.c2lnbmF0dXJl", part(&json!({ "alg": "RS256", "kid": "k" })), part(claims))
}

pub(crate) fn user_token(groups: &[&str]) -> String {
    jwt(&json!({
        "iss": "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_abc",
        "client_id": "c1", "token_use": "access", "sub": "u1", "username": "ann", "cognito:groups": groups,
    }))
}

pub(crate) fn judged(decision: &str, mode: &str, rules: &[&str], status: i32) -> (String, String, Vec<String>, i32) {
    (decision.to_owned(), mode.to_owned(), rules.iter().map(|rule| (*rule).to_owned()).collect(), status)
}

pub(crate) const LAMBDA_RULES: [&str; 6] = ["M104", "G101", "C102", "A101", "R100", "C104"];
