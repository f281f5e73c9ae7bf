//! The modes and the schema of a deployed API.

use std::process::Command;

use serde_json::json;
use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::SCHEMA;

const ID: &str = "abcdefghijklmnopqrstuvwxyz";

#[tokio::test(flavor = "multi_thread")]
async fn a_deployed_api_gives_its_modes_and_its_schema_with_directives() {
    let server = MockServer::start().await;
    let api = json!({ "graphqlApi": {
        "name": "events", "apiId": ID, "arn": format!("arn:aws:appsync:eu-west-1:111122223333:apis/{ID}"),
        "authenticationType": "API_KEY",
        "additionalAuthenticationProviders": [{ "authenticationType": "AWS_LAMBDA", "lambdaAuthorizerConfig": { "authorizerUri": "f" } }],
    } });
    let get = |at: String, answer: ResponseTemplate| Mock::given(method("GET")).and(path(at)).respond_with(answer);
    get(format!("/v1/apis/{ID}"), ResponseTemplate::new(200).set_body_json(api)).mount(&server).await;
    get(format!("/v1/apis/{ID}/schema"), ResponseTemplate::new(200).set_body_string(SCHEMA)).mount(&server).await;
    let folder = tempfile::tempdir().unwrap();
    let run = |words: &str| {
        let output = Command::new(env!("CARGO_BIN_EXE_appsync-auth"))
            .env_clear()
            .envs([("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"), ("AWS_SECRET_ACCESS_KEY", "x"), ("AWS_REGION", "eu-west-1")])
            .env("AWS_ENDPOINT_URL", server.uri())
            .current_dir(folder.path())
            .args(format!("access --api {ID} {words}").split_whitespace())
            .output()
            .unwrap();
        let (out, err) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
        (output.status.code().unwrap(), out, err)
    };
    assert_eq!(
        run("--type Mutation"),
        (
            0,
            "Mutation.createEvent\tAPI_KEY\treached\tD103\nMutation.createEvent\tAWS_LAMBDA\tdenied\tD203\n".to_owned(),
            String::new()
        )
    );
    assert_eq!(run("--snapshot s --update").0, 0);
    assert_eq!(run("--snapshot s --check").0, 0);
    // A file goes before the schema of the API.
    std::fs::write(folder.path().join("mine.graphql"), "type Query { a: Int @aws_lambda }").unwrap();
    assert_eq!(run("mine.graphql --mode AWS_LAMBDA").1, "Query.a\tAWS_LAMBDA\treached\tD101\n");
    assert_eq!(run("mine.graphql --snapshot s --check").0, 1);
}

/// An emulator and a proxy answer for every region, so that only the signature tells which one was asked.
#[tokio::test(flavor = "multi_thread")]
async fn an_api_of_another_region_is_asked_there_for_its_schema_too() {
    let server = MockServer::start().await;
    let arn = format!("arn:aws:appsync:eu-central-1:111122223333:apis/{ID}");
    let api = json!({ "graphqlApi": { "name": "events", "apiId": ID, "arn": arn, "authenticationType": "API_KEY" } });
    let get = |at: String, answer: ResponseTemplate| Mock::given(method("GET")).and(path(at)).respond_with(answer);
    get(format!("/v1/apis/{ID}"), ResponseTemplate::new(200).set_body_json(api)).mount(&server).await;
    get(format!("/v1/apis/{ID}/schema"), ResponseTemplate::new(200).set_body_string(SCHEMA)).mount(&server).await;
    let output = Command::new(env!("CARGO_BIN_EXE_appsync-auth"))
        .env_clear()
        .envs([("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"), ("AWS_SECRET_ACCESS_KEY", "x"), ("AWS_REGION", "eu-west-1")])
        .env("AWS_ENDPOINT_URL", server.uri())
        .args(["access", "--api", &arn])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let requests = server.received_requests().await.unwrap();
    let signed = |request: &wiremock::Request| request.headers["authorization"].to_str().unwrap().to_owned();
    let regions: Vec<bool> =
        requests.iter().map(|request| signed(request).contains("/eu-central-1/appsync/")).collect();
    assert_eq!(regions, [true, true]);
}
