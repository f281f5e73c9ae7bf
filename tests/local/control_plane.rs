//! The control plane, asked by the clients of AWS.

use std::process::Command;

use insta::{Settings, assert_snapshot};
use serde_json::{Value, json};

use crate::support::emulator::Emulator;
use crate::support::need_pip;
use crate::support::sandbox::Sandbox;
use crate::support::signing;

const RULES: &str = r#"
rules:
  - { token: good, respond: { isAuthorized: true } }
  - { token: crash, fail: { errorType: Broken, errorMessage: "no luck" } }
"#;

fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.file("schema.graphql", "type Query { hello: String }");
    sandbox.file("authorizer.yaml", RULES);
    sandbox
}

/// A command that finds the emulator and its credentials as any client of AWS does.
fn client(emulator: &Emulator, sandbox: &Sandbox, program: &std::path::Path) -> Command {
    let mut command = Command::new(program);
    command
        .env_clear()
        .env("HOME", sandbox.path())
        .env("PATH", std::env::var("PATH").unwrap())
        .env("ENDPOINT", emulator.text("controlPlaneUrl"))
        .env("AWS_ENDPOINT_URL", emulator.text("controlPlaneUrl"))
        .env("AWS_REGION", emulator.text("region"))
        .env("AWS_DEFAULT_REGION", emulator.text("region"))
        .env("AWS_ACCESS_KEY_ID", emulator.text("accessKeyId"))
        .env("AWS_SECRET_ACCESS_KEY", emulator.text("secretAccessKey"))
        .env("AWS_EC2_METADATA_DISABLED", "true")
        .env("AWS_PAGER", "")
        .current_dir(sandbox.path());
    command
}

fn out(command: &mut Command) -> String {
    let output = command.output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {errors}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn what_an_update_leaves_away_is_gone_or_kept_as_the_rule_says() {
    let sandbox = sandbox();
    for (rule, limits) in [
        ("", [json!(0), json!("ENABLED")]),
        ("--rule update-omitted=replace", [json!(0), json!("ENABLED")]),
        ("--rule update-omitted=keep", [json!(7), json!("DISABLED")]),
    ] {
        let emulator =
            Emulator::start(&sandbox, &format!("--schema schema.graphql --authorizer authorizer.yaml {rule}"));
        let path = format!("/v1/apis/{}", emulator.text("apiId"));
        let ask = |method: &str, body: &str| {
            let answer = signing::send(&emulator, "appsync", method, &path, body);
            assert_eq!(answer.status, 200, "{rule}: {}", answer.body);
            let api = &answer.json()["graphqlApi"];
            (api["name"].clone(), [api["queryDepthLimit"].clone(), api["introspectionConfig"].clone()])
        };
        let whole = json!({
            "name": "first", "authenticationType": "API_KEY", "queryDepthLimit": 7, "introspectionConfig": "DISABLED",
        });
        let given = (json!("first"), [json!(7), json!("DISABLED")]);
        assert_eq!(ask("POST", &whole.to_string()), given, "{rule}");
        let part = json!({ "name": "second", "authenticationType": "API_KEY" });
        let expected = (json!("second"), limits);
        assert_eq!(ask("POST", &part.to_string()), expected, "{rule}");
        assert_eq!(ask("GET", ""), expected, "{rule}");
    }
}

/// What differs from run to run.
fn made_up() -> Settings {
    let mut settings = Settings::clone_current();
    for (pattern, word) in [
        (r"127\.0\.0\.1:\d+", "HOST"),
        (r"\bda2-[a-z0-9]{26}\b", "KEY"),
        (r"\b[a-z0-9]{26}\b", "API"),
        (r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "UUID"),
        (r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?([+]00:?00)", "TIME"),
        (r"\bA(?:[IR][DO]|NP)A[A-Z2-7]{17}\b", "UNIQUE-ID"),
        (r#"("(?:expires|deletes)": )\d{10}"#, "${1}SECONDS"),
        (r#""(x86_64|arm64)""#, r#""ARCHITECTURE""#),
    ] {
        settings.add_filter(pattern, word);
    }
    settings
}

#[test]
fn boto3_is_answered_as_by_aws() {
    let Some(python) = need_pip("aws-clients", &["boto3", "awscli"]) else { return };
    let sandbox = sandbox();
    let emulator = Emulator::start(&sandbox, "--schema schema.graphql --authorizer authorizer.yaml");
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/local/control_plane.py");
    let said = out(client(&emulator, &sandbox, &python).arg(script));
    made_up().bind(|| assert_snapshot!("boto3", said));
}

/// One API, from nothing to being taken away, as a shell script would do it.
#[test]
fn the_aws_cli_configures_an_api_and_it_takes_effect_at_once() {
    let Some(python) = need_pip("aws-clients", &["boto3", "awscli"]) else { return };
    let sandbox = sandbox();
    let emulator = Emulator::start(&sandbox, "--schema schema.graphql --authorizer authorizer.yaml");
    let aws = |line: &str| {
        let mut command = client(&emulator, &sandbox, &python.with_file_name("aws"));
        let said = out(command.args(shell_words::split(line).unwrap()).args(["--output", "json"]));
        if said.is_empty() { Value::Null } else { serde_json::from_str::<Value>(&said).unwrap() }
    };
    let function = "arn:aws:lambda:eu-west-1:111122223333:function:authorizer";
    let created = aws(&format!(
        "appsync create-graphql-api --name events --authentication-type AWS_LAMBDA --lambda-authorizer-config authorizerUri={function},authorizerResultTtlInSeconds=0"
    ));
    let api = created["graphqlApi"].clone();
    let (id, arn, url) =
        (api["apiId"].as_str().unwrap(), api["arn"].as_str().unwrap(), api["uris"]["GRAPHQL"].as_str().unwrap());
    let ask = |name: &str, value: &str| {
        let body = json!({ "query": "{ hello }" }).to_string();
        let answer = emulator.send("POST", url, &[(name, value), ("content-type", "application/json")], &body);
        (answer.status, answer.json())
    };
    let definition = sandbox.path().join("schema.graphql");
    aws(&format!("appsync start-schema-creation --api-id {id} --definition fileb://{}", definition.display()));
    assert_eq!(aws(&format!("appsync get-schema-creation-status --api-id {id}"))["status"], "SUCCESS");
    aws(&format!("appsync get-introspection-schema --api-id {id} --format SDL out.graphql"));
    assert_eq!(sandbox.read("out.graphql"), "type Query { hello: String }");

    // Nobody has allowed AppSync to invoke the function.
    let forbidden = (400, json!({ "errors": [{ "errorType": "BadRequestException" }] }));
    assert_eq!(ask("authorization", "good"), forbidden);
    aws(&format!(
        "lambda add-permission --function-name {function} --statement-id appsync --action lambda:InvokeFunction --principal appsync.amazonaws.com --source-arn {arn}"
    ));
    let policy = aws("lambda get-policy --function-name authorizer")["Policy"].as_str().unwrap().to_owned();
    assert!(policy.contains(&format!(r#""ArnLike":{{"AWS:SourceArn":"{arn}"}}"#)), "{policy}");
    let (status, body) = ask("authorization", "good");
    assert_eq!((status, body.get("errors")), (200, None), "{body}");
    assert_eq!(ask("authorization", "bad").0, 401);

    let key = aws(&format!("appsync create-api-key --api-id {id}"))["apiKey"]["id"].as_str().unwrap().to_owned();
    assert_eq!(ask("x-api-key", &key).0, 401, "the API has no keys yet");
    aws(&format!("appsync update-graphql-api --api-id {id} --name events --authentication-type API_KEY"));
    assert_eq!(ask("x-api-key", &key).0, 200);
    assert_eq!(ask("authorization", "good").0, 401);
    aws(&format!("appsync delete-api-key --api-id {id} --id {key}"));
    assert_eq!(ask("x-api-key", &key).0, 401);

    let payload = r#"{"authorizationToken":"good"}"#;
    sandbox.file("payload.json", payload);
    let invoked = aws("lambda invoke --function-name authorizer --payload fileb://payload.json answer.json");
    assert_eq!(invoked, json!({ "StatusCode": 200, "ExecutedVersion": "$LATEST" }));
    assert_eq!(sandbox.read("answer.json"), r#"{"isAuthorized":true}"#);
    let document =
        json!({ "Statement": [{ "Effect": "Allow", "Action": "appsync:GraphQL", "Resource": format!("{arn}/*") }] });
    sandbox.file("policy.json", document.to_string());
    let role = "--role-name appsync-auth-local-authorizer --policy-name p";
    aws(&format!("iam put-role-policy {role} --policy-document file://policy.json"));
    assert_eq!(aws(&format!("iam get-role-policy {role}"))["PolicyDocument"], document);
    assert_eq!(aws("sts get-caller-identity")["Arn"], "arn:aws:iam::111122223333:user/local");

    let names = || -> Vec<Value> {
        let listed = aws("appsync list-graphql-apis");
        listed["graphqlApis"].as_array().unwrap().iter().map(|api| api["name"].clone()).collect()
    };
    assert_eq!(names(), ["local", "events"]);
    aws(&format!("appsync delete-graphql-api --api-id {id}"));
    assert_eq!(names(), ["local"]);
    assert_eq!(ask("x-api-key", &key).0, 404);
}

/// What a script does that lets a function call an API.
#[test]
fn the_aws_cli_configures_a_function_and_its_role() {
    let Some(python) = need_pip("aws-clients", &["boto3", "awscli"]) else { return };
    let sandbox = sandbox();
    let emulator = Emulator::start(&sandbox, "--schema schema.graphql --authorizer authorizer.yaml");
    let aws = |line: &str| {
        let mut command = client(&emulator, &sandbox, &python.with_file_name("aws"));
        let said = out(command.args(shell_words::split(line).unwrap()).args(["--output", "json"]));
        if said.is_empty() { Value::Null } else { serde_json::from_str::<Value>(&said).unwrap() }
    };
    let updated = aws(
        "lambda update-function-configuration --function-name authorizer --environment Variables={ENDPOINT=https://x}",
    );
    let expected = (&json!({ "Variables": { "ENDPOINT": "https://x" } }), &json!("InProgress"));
    assert_eq!((&updated["Environment"], &updated["LastUpdateStatus"]), expected);
    assert_eq!(aws("lambda wait function-updated-v2 --function-name authorizer"), Value::Null);
    let query = "lambda get-function-configuration --function-name authorizer --query Environment.Variables.ENDPOINT";
    assert_eq!(aws(query), "https://x");
    let role = updated["Role"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
    let policy = "arn:aws:iam::aws:policy/AWSAppSyncInvokeFullAccess";
    aws(&format!("iam attach-role-policy --role-name {role} --policy-arn {policy}"));
    let attached = aws(&format!("iam list-attached-role-policies --role-name {role}"));
    let expected = json!([{ "PolicyName": "AWSAppSyncInvokeFullAccess", "PolicyArn": policy }]);
    assert_eq!(attached["AttachedPolicies"], expected);
    let version = aws(&format!("iam get-policy --policy-arn {policy} --query Policy.DefaultVersionId"));
    let version = version.as_str().unwrap();
    let document = aws(&format!("iam get-policy-version --policy-arn {policy} --version-id {version}"));
    assert_eq!(document["PolicyVersion"]["Document"]["Statement"][0]["Action"][0], "appsync:GraphQL");
}
