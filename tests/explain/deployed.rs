//! Facts that AWS is asked for, from a scripted AppSync on loopback.

use base64::Engine as _;
use serde_json::json;
use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::folder::{Folder, LIST, SCHEMA, api};

const ID: &str = "aaaaaaaaaaaaaaaaaaaaaaaaaa";

async fn appsync() -> MockServer {
    let server = MockServer::start().await;
    let answer = |template, at: String| Mock::given(method("GET")).and(path(at)).respond_with(template);
    let one = ResponseTemplate::new(200).set_body_json(api(&["AWS_LAMBDA", "API_KEY"]));
    answer(one, format!("/v1/apis/{ID}")).mount(&server).await;
    let all = ResponseTemplate::new(200)
        .set_body_json(json!({ "graphqlApis": [api(&["AWS_LAMBDA", "API_KEY"])["graphqlApi"]] }));
    answer(all, "/v1/apis".to_owned()).mount(&server).await;
    let schema = ResponseTemplate::new(200).set_body_bytes(SCHEMA.as_bytes());
    answer(schema, format!("/v1/apis/{ID}/schema")).mount(&server).await;
    server
}

#[tokio::test(flavor = "multi_thread")]
async fn modes_and_schema_come_from_the_deployed_api_and_its_function_is_not_called() {
    let server = appsync().await;
    let folder = Folder::new();
    folder.write(
        "config",
        "[default]\naws_access_key_id = AKIATEST\naws_secret_access_key = test-secret\nregion = us-east-1\n",
    );
    let uri = server.uri();
    let said = tokio::task::spawn_blocking(move || {
        let environment = [("AWS_CONFIG_FILE", "config"), ("AWS_SHARED_CREDENTIALS_FILE", "config")];
        folder.run_in(
            &["--api", ID, "--endpoint-url", &uri, "--token-env", "TOKEN", "--query", LIST, "--json"],
            "",
            &environment,
        )
    })
    .await
    .unwrap();
    let envelope: serde_json::Value = serde_json::from_str(&said.stdout).unwrap_or_else(|_| panic!("{}", said.stderr));
    let told = (envelope["result"]["request"].as_str(), envelope["result"]["mode"].as_str(), said.status);
    assert_eq!(told, (Some("unknown"), Some("AWS_LAMBDA"), 6), "{}", said.stderr);
    // With the schema the fields below the root are known as well.
    let paths: Vec<&serde_json::Value> =
        envelope["result"]["fields"].as_array().unwrap().iter().map(|field| &field["path"]).collect();
    assert_eq!(paths, [&json!(["listEvents"]), &json!(["listEvents", "id"])]);
    let asked: Vec<String> =
        server.received_requests().await.unwrap().iter().map(|request| request.url.path().to_owned()).collect();
    assert!(asked.iter().all(|path| path.starts_with("/v1/apis")), "{asked:?}");
    assert!(
        !format!("{}{}", said.stdout, said.stderr)
            .contains(&base64::engine::general_purpose::STANDARD.encode("test-secret"))
    );
}
