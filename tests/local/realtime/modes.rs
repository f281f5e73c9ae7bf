//! Connects and starts in each mode, and what the authorizer is asked.

use std::time::SystemTime;

use serde_json::{Value, json};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::{of, sandbox};
use crate::support::emulator::Emulator;
use crate::support::sandbox::Sandbox;
use crate::support::signing::Signer;
use crate::support::websocket::{Socket, subprotocols, token};

const OPEN: &str = "@aws_api_key @aws_iam @aws_cognito_user_pools @aws_lambda";

/// An emulator whose API takes all of four modes.
pub(super) fn all_modes() -> (Sandbox, Emulator) {
    let sandbox = Sandbox::new();
    sandbox.file(
        "schema.graphql",
        format!(
            "type Query {{ getEvent: Event {OPEN} }}
             type Mutation {{ createEvent(id: ID!): Event {OPEN} }}
             type Subscription {{
               onCreateEvent: Event {OPEN} @aws_subscribe(mutations: [\"createEvent\"])
               keysOnly: Event @aws_api_key @aws_subscribe(mutations: [\"createEvent\"])
             }}
             type Event {OPEN} {{ id: ID! name: String @aws_lambda }}"
        ),
    );
    sandbox.file("rules.yaml", "otherwise: { respond: { isAuthorized: true } }");
    let modes = "--default API_KEY --additional AWS_IAM --additional AMAZON_COGNITO_USER_POOLS=eu-west-1_pool --additional AWS_LAMBDA";
    let emulator = Emulator::start(&sandbox, &format!("--schema schema.graphql --authorizer rules.yaml {modes}"));
    (sandbox, emulator)
}

/// The headers of a signed request with this body, as an authorization object.
pub(super) fn signed(emulator: &Emulator, method: &str, url: &str, body: &str) -> Value {
    let signer = Signer {
        access_key_id: emulator.text("accessKeyId"),
        secret_access_key: emulator.text("secretAccessKey"),
        region: "eu-west-1",
        service: "appsync",
    };
    let host = url.split('/').nth(2).unwrap();
    let headers = [("accept", "application/json, text/javascript"), ("host", host)];
    let added = signer.headers(SystemTime::now(), method, url, &headers, body).into_iter();
    let added = added.map(|(name, value)| (name, json!(value)));
    let all = headers.iter().map(|(name, value)| ((*name).to_owned(), json!(value))).chain(added);
    Value::Object(all.collect())
}

#[test]
fn each_mode_may_connect_and_subscribe_with_its_own_credentials() {
    let (_sandbox, emulator) = all_modes();
    let origin = emulator.text("controlPlaneUrl").to_owned();
    let jwt = emulator.send("POST", "/_token", &[], r#"{"mode": "AMAZON_COGNITO_USER_POOLS"}"#);
    let jwt = jwt.json()["token"].as_str().unwrap().to_owned();
    let wanted = of("subscription { onCreateEvent { id name } }");
    let connect = signed(&emulator, "POST", &format!("{}/connect", emulator.url()), "{}");
    let start = signed(&emulator, "POST", emulator.url(), &wanted.to_string());
    let key = json!({ "host": "h", "x-api-key": emulator.text("apiKey") });
    let denied = r#"{"data":{"onCreateEvent":{"id":"1","name":null}},"errors":[{"path":["onCreateEvent","name"],"data":null,"errorType":"Unauthorized","errorInfo":null,"locations":[{"line":1,"column":35,"sourceName":null}],"message":"Not Authorized to access name on type Event"}]}"#;
    let reached = r#"{"data":{"onCreateEvent":{"id":"1","name":null}}}"#;
    let mut sockets = Vec::new();
    for (connect, start, payload) in [
        (key.clone(), key.clone(), denied),
        (connect.clone(), start, denied),
        (token(&jwt), token(&format!("Bearer {jwt}")), denied),
        (token("anything"), token("anything"), reached),
    ] {
        let mut socket = Socket::with(&origin, &connect);
        socket.init();
        socket.start("1", &wanted, &start);
        assert_eq!(socket.frame(), r#"{"id":"1","type":"start_ack"}"#);
        sockets.push((socket, payload));
    }
    let create = json!({ "query": "mutation { createEvent(id: 1) { id } }" }).to_string();
    let answer = emulator.send("POST", emulator.url(), &[("x-api-key", emulator.text("apiKey"))], &create);
    assert_eq!(answer.body, r#"{"data":{"createEvent":{"id":"1"}}}"#);
    for (socket, payload) in &mut sockets {
        assert_eq!(socket.frame(), format!(r#"{{"id":"1","type":"data","payload":{payload}}}"#));
    }
    // By the API's own path that path is signed.
    let of_api = format!("/apis/{}/graphql", emulator.text("apiId"));
    let by_path = signed(&emulator, "POST", &format!("{origin}{of_api}/connect"), "{}");
    let protocols = subprotocols(&by_path);
    Socket::open(&origin, &format!("{of_api}/realtime"), &[("sec-websocket-protocol", &protocols)]).init();
}

#[test]
fn bad_credentials_are_refused_on_connect_and_on_start() {
    let (_sandbox, emulator) = all_modes();
    let origin = emulator.text("controlPlaneUrl");
    let key = json!({ "host": "h", "x-api-key": emulator.text("apiKey") });
    let wanted = of("subscription { onCreateEvent { id } }");
    // A start is signed with its data: the signature of the connect is none for it.
    let connect = signed(&emulator, "POST", &format!("{}/connect", emulator.url()), "{}");
    let unknown = json!({ "host": "h", "x-api-key": "da2-unknown" });
    let mut socket = Socket::with(origin, &key);
    socket.init();
    for object in [&connect, &unknown] {
        socket.start("1", &wanted, object);
        let frame = socket.frame();
        assert!(frame.starts_with(r#"{"id":"1","type":"error","payload":{"errors":[{"errorType":""#), "{frame}");
        assert!(!frame.contains("errorCode"), "{frame}");
    }
    socket.start("1", &of("subscription { keysOnly { id } }"), &token("anything"));
    let denied = r#"{"id":"1","type":"error","payload":{"errors":[{"errorType":"Unauthorized","message":"Not Authorized to access keysOnly on type Subscription"}]}}"#;
    assert_eq!(socket.frame(), denied);
    let start = signed(&emulator, "POST", emulator.url(), "{}");
    for object in [&start, &unknown] {
        let mut socket = Socket::with(origin, object);
        let frame = socket.frame();
        assert!(frame.ends_with(r#"}]},"type":"connection_error"}"#) && frame.contains(r#""errorCode":4"#), "{frame}");
        assert_eq!(socket.closed(), Some(1008));
    }
}

#[test]
fn the_authorizer_is_asked_for_the_connect_and_for_each_start() {
    let sandbox = sandbox();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let authorizer = runtime.block_on(async {
        let server = MockServer::start().await;
        let answer = ResponseTemplate::new(200).set_body_json(json!({ "isAuthorized": true }));
        Mock::given(any()).respond_with(answer).mount(&server).await;
        server
    });
    let arguments = format!("--schema schema.graphql --ttl 0 --authorizer {}/function", authorizer.uri());
    let emulator = Emulator::start(&sandbox, &arguments);
    let mut socket = Socket::connected(emulator.text("controlPlaneUrl"), "of-the-connect");
    let query = "subscription Named($id: ID) { onCreateEvent(id: $id) { id } }";
    let wanted = json!({ "query": query, "variables": { "id": "1" }, "operationName": "Named" });
    socket.subscribed("1", &wanted, "of-the-start");
    let events: Vec<Value> = runtime
        .block_on(authorizer.received_requests())
        .unwrap()
        .iter()
        .map(|request| {
            let mut event: Value = serde_json::from_slice(&request.body).unwrap();
            let id = event["requestContext"]["requestId"].take();
            assert_eq!(id.as_str().unwrap().len(), 36, "{id}");
            event
        })
        .collect();
    let event = |token: &str, query: &str, name: &str, variables: Value| {
        json!({
            "authorizationToken": token,
            "requestContext": {
                "apiId": emulator.text("apiId"), "accountId": "111122223333", "requestId": null,
                "queryString": query, "operationName": name, "variables": variables,
            },
            "requestHeaders": { "authorization": token, "host": "127.0.0.1" },
        })
    };
    assert_eq!(
        events,
        [
            event("of-the-connect", "", "Deepdish:Connect", json!({})),
            event("of-the-start", query, "Named", json!({ "id": "1" })),
        ]
    );
}
