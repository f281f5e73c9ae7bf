//! Deployed functions and APIs, and URLs, played by a scripted service on loopback.

use insta::assert_snapshot;
use serde_json::{Value, json};
use wiremock::matchers::{any, method, path, query_param};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::support::sandbox::{Ran, Sandbox};

const ID: &str = "abcdefghijklmnopqrstuvwxyz";
const ARN: &str = "arn:aws:lambda:eu-west-1:111122223333:function:authz";
const INVOCATIONS: &str = "/2015-03-31/functions/authz/invocations";

async fn lambda(template: ResponseTemplate) -> (MockServer, Sandbox) {
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(template).mount(&server).await;
    let mut sandbox = Sandbox::new();
    sandbox.set("AWS_ENDPOINT_URL", &server.uri());
    sandbox.set("AWS_MAX_ATTEMPTS", "1");
    (server, sandbox)
}

fn answer(body: &Value) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_json(body)
}

fn aws_error(status: u16, code: &str, message: &str) -> ResponseTemplate {
    ResponseTemplate::new(status)
        .insert_header("x-amzn-errortype", code)
        .set_body_json(json!({ "message": message, "Message": message, "Type": "User" }))
}

fn run(sandbox: &Sandbox, line: &str) -> Ran {
    tokio::task::block_in_place(|| sandbox.line(line))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_function_answers() {
    let (server, sandbox) = lambda(answer(&json!({ "isAuthorized": true, "resolverContext": {} }))).await;
    let ran = run(&sandbox, "test-token --authorizer lambda:authz:live --token abcd --ttl 0");
    assert_eq!(ran.code, Some(0), "{}", ran.whole());
    let requests = server.received_requests().await.unwrap();
    assert_eq!(requests.len(), 1);
    assert_eq!((requests[0].url.path(), requests[0].url.query()), (INVOCATIONS, Some("Qualifier=live")));
    let event: Value = serde_json::from_slice(&requests[0].body).unwrap();
    assert_eq!(
        (&event["authorizationToken"], &event["requestHeaders"]),
        (&json!("abcd"), &json!({ "authorization": "abcd" }))
    );
    let by_flag = format!("test-token --authorizer {ARN} --token abcd --ttl 0 --endpoint-url {}", server.uri());
    assert_eq!(run(&sandbox, &by_flag).code, Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_goes_wrong_with_a_function_is_told_apart() {
    let line = "test-token --authorizer lambda:authz --token abcd --ttl 0";
    let mut text = String::new();
    for (name, code, template) in [
        (
            "the function throws",
            5,
            answer(&json!({ "errorType": "Error", "errorMessage": "database unreachable", "trace": ["Error: x"] }))
                .insert_header("x-amz-function-error", "Unhandled"),
        ),
        ("no such function", 5, aws_error(404, "ResourceNotFoundException", &format!("Function not found: {ARN}"))),
        (
            "no permission",
            4,
            aws_error(
                403,
                "AccessDeniedException",
                "User: arn:aws:iam::111122223333:user/ci is not authorized to perform: lambda:InvokeFunction on \
                 resource: arn:aws:lambda:eu-west-1:111122223333:function:authz",
            ),
        ),
        (
            "expired",
            4,
            aws_error(403, "ExpiredTokenException", "The security token included in the request is expired"),
        ),
        ("throttled", 5, aws_error(429, "TooManyRequestsException", "Rate Exceeded.")),
        ("not ready", 5, aws_error(502, "ResourceNotReadyException", "The function is currently in state Pending")),
        ("a fault", 5, aws_error(500, "ServiceException", "internal")),
        ("no json", 1, ResponseTemplate::new(200).set_body_string("<html>")),
    ] {
        let (server, sandbox) = lambda(template).await;
        let ran = run(&sandbox, line);
        assert_eq!(ran.code, Some(code), "{name}: {}", ran.whole());
        let shown =
            ran.whole().replace(&server.uri(), "http://[server]").replace(&server.address().to_string(), "[server]");
        text.push_str(&format!("=== {name}\n{shown}\n"));
    }
    Sandbox::new().redactions().bind(|| assert_snapshot!(text));
}

#[tokio::test(flavor = "multi_thread")]
async fn credentials_and_region_are_asked_for_by_name() {
    let (_server, sandbox) = lambda(answer(&json!({ "isAuthorized": true }))).await;
    let line = "test-token --authorizer lambda:authz --token abcd";
    let without = |variables: &[&str]| {
        let mut command = sandbox.command(shell_words::split(line).unwrap());
        variables.iter().for_each(|name| {
            command.env_remove(name);
        });
        tokio::task::block_in_place(|| crate::support::sandbox::ended(&mut command))
    };
    let credentials = without(&["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"]);
    assert_eq!(credentials.code, Some(4), "{}", credentials.whole());
    let region = without(&["AWS_REGION"]);
    assert_eq!(region.code, Some(2), "{}", region.whole());
    let profile = run(&sandbox, &format!("{line} --profile nobody"));
    let text = format!("{}\n{}\n{}", credentials.whole(), region.whole(), profile.whole());
    sandbox.redactions().bind(|| assert_snapshot!(text));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_url_answers_or_not() {
    let (server, sandbox) = lambda(answer(&json!({ "isAuthorized": true, "resolverContext": {} }))).await;
    let url = format!("{}{INVOCATIONS}", server.uri());
    let ran = run(&sandbox, &format!("test-token --authorizer {url} --token abcd --ttl 0"));
    assert_eq!(ran.code, Some(0), "{}", ran.whole());
    let (server, sandbox) = lambda(ResponseTemplate::new(404).set_body_string("no such page")).await;
    let ran = run(&sandbox, &format!("test-token --authorizer {}/nothing --token abcd --ttl 0", server.uri()));
    assert_eq!(ran.code, Some(5), "{}", ran.whole());
    let text = ran.whole().replace(&server.uri(), "http://[server]");
    sandbox.redactions().bind(|| assert_snapshot!(text));
}

/// An API with a regex, a TTL and a schema that has directives.
async fn api() -> (MockServer, Sandbox) {
    let server = MockServer::start().await;
    let api = json!({
        "name": "events", "apiId": ID, "authenticationType": "API_KEY",
        "arn": format!("arn:aws:appsync:eu-west-1:111122223333:apis/{ID}"),
        "uris": {
            "GRAPHQL": "https://label.appsync-api.eu-west-1.amazonaws.com/graphql",
            "REALTIME": "wss://label.appsync-realtime-api.eu-west-1.amazonaws.com/graphql",
        },
        "additionalAuthenticationProviders": [{
            "authenticationType": "AWS_LAMBDA",
            "lambdaAuthorizerConfig": {
                "authorizerUri": ARN, "authorizerResultTtlInSeconds": 60, "identityValidationExpression": "^tenant-.*",
            },
        }],
    });
    let get = |at: &str| Mock::given(method("GET")).and(path(at));
    get(&format!("/v1/apis/{ID}")).respond_with(answer(&json!({ "graphqlApi": api }))).mount(&server).await;
    get("/v1/apis").respond_with(answer(&json!({ "graphqlApis": [api] }))).mount(&server).await;
    get("/v2/apis").respond_with(answer(&json!({ "apis": [] }))).mount(&server).await;
    let schema = "schema { query: Query }
type Query { listEvents: [Event] @aws_lambda secret: String }
type Event @aws_lambda { id: ID! }
directive @aws_lambda on FIELD_DEFINITION | OBJECT
";
    get(&format!("/v1/apis/{ID}/schema"))
        .and(query_param("format", "SDL"))
        .respond_with(ResponseTemplate::new(200).set_body_string(schema))
        .mount(&server)
        .await;
    let invoke =
        Mock::given(method("POST")).and(path(format!("/2015-03-31/functions/{}/invocations", ARN.replace(':', "%3A"))));
    invoke.respond_with(answer(&json!({ "isAuthorized": true, "resolverContext": {} }))).mount(&server).await;
    let mut sandbox = Sandbox::new();
    sandbox.set("AWS_ENDPOINT_URL", &server.uri());
    sandbox.set("AWS_MAX_ATTEMPTS", "1");
    (server, sandbox)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_api_says_function_ttl_regex_and_schema() {
    let (server, sandbox) = api().await;
    let line = "test-token --token tenant-a --query '{ listEvents { id } secret }'";
    let by_name = run(&sandbox, &format!("{line} --api events --json"));
    let paths: Vec<String> =
        server.received_requests().await.unwrap().iter().map(|request| request.url.to_string()).collect();
    assert_eq!(by_name.code, Some(1), "{}\n{paths:#?}", by_name.whole());
    let mut case = by_name.json()["result"]["cases"][0].take();
    case["durationMs"] = Value::Null;
    assert_eq!(case["ttl"], json!({ "seconds": 60, "source": "authorizerResultTtlInSeconds" }));
    assert_eq!(
        case["fields"],
        json!([
            { "coordinate": "Query.listEvents", "path": ["listEvents"], "access": "reached", "rule": "D101" },
            { "coordinate": "Event.id", "path": ["listEvents", "id"], "access": "reached", "rule": "D102" },
            { "coordinate": "Query.secret", "path": ["secret"], "access": "denied", "rule": "D203" },
        ])
    );
    for selector in [
        ID,
        &format!("arn:aws:appsync:eu-west-1:111122223333:apis/{ID}"),
        "https://label.appsync-api.eu-west-1.amazonaws.com/graphql",
    ] {
        let ran = run(&sandbox, &format!("{line} --api {selector} --json"));
        let mut other = ran.json()["result"]["cases"][0].take();
        other["durationMs"] = Value::Null;
        assert_eq!((ran.code, &other), (Some(1), &case), "{selector}");
    }
    let gate = run(&sandbox, "test-token --token nobody --api events");
    assert_eq!(gate.code, Some(1));
    assert!(gate.out.contains("gate\tthe token (6 characters) does not match `^tenant-.*`"), "{}", gate.out);
    let event = run(&sandbox, "test-token --token tenant-a --api events --print-event --json").json();
    assert_eq!(event["result"]["cases"][0]["event"]["requestContext"]["apiId"], ID);
    let none = run(&sandbox, "test-token --token tenant-a --api other");
    assert_eq!(none.code, Some(5), "{}", none.whole());
    assert_eq!(none.out, "");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_suite_names_an_api_and_flags_go_over_it() {
    let (_server, sandbox) = api().await;
    sandbox.file(
        "api.suite.yaml",
        "api: events
cases:
  - { name: tenant, token: tenant-a, query: '{ listEvents { id } }', expect: { authorized: true, ttl: 60 } }
  - { name: other, token: other, expect: { authorized: false } }
",
    );
    let ran = run(&sandbox, "test-token api.suite.yaml");
    assert_eq!(ran.code, Some(0), "{}", ran.whole());
    let ran = run(&sandbox, "test-token api.suite.yaml --ttl 5 --identity-regex '.*'");
    assert_eq!(ran.code, Some(1), "{}", ran.whole());
    assert!(ran.out.contains("ttl: expected 60, found 5"), "{}", ran.out);
    assert!(ran.out.contains("other\tauthorized: expected false, found true"), "{}", ran.out);
}
