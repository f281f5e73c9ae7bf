//! A running emulator: what it says when it is ready, several APIs, HTTPS, what it keeps and what it reads again.

use serde_json::{Value, json};

use crate::support::emulator::Emulator;
use crate::support::sandbox::Sandbox;
use crate::support::signing;

const SCHEMA: &str = r#"
type Query { getEvent(id: ID!): Event listEvents: [Event!]! }
type Mutation { createEvent(id: ID!, name: String!): Event }
type Event { id: ID! name: String }
"#;

const RULES: &str = r#"
rules:
  - token: custom-authorized
    respond: { isAuthorized: true, resolverContext: { userid: u1 }, deniedFields: [Event.name] }
  - token: member
    respond: { isAuthorized: true, resolverContext: { userid: u2 } }
otherwise: { respond: { isAuthorized: false } }
"#;

fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.file("schema.graphql", SCHEMA);
    sandbox.file("rules.yaml", RULES);
    sandbox
}

/// Two APIs, of which the second has a key of the user's.
fn two_apis() -> Sandbox {
    let mut sandbox = sandbox();
    sandbox.set("OWN_KEY", "a-key-of-the-users-own");
    sandbox.file(
        "appsync-auth.yaml",
        r#"
local:
  region: eu-west-1
  apis:
    - name: events
      schema: schema.graphql
      default: { mode: API_KEY }
      additional: [{ mode: AWS_LAMBDA, authorizer: rules.yaml, ttl: 300 }]
    - name: people
      schema: people.graphql
      api-keys: [{ key: { env: OWN_KEY } }]
      default: { mode: API_KEY }
"#,
    );
    sandbox.file("people.graphql", "type Query { person: Person } type Person { id: ID! }");
    sandbox
}

#[test]
fn the_ready_line_says_where_everything_is() {
    let sandbox = sandbox();
    let emulator = Emulator::start(&sandbox, "--schema schema.graphql --authorizer rules.yaml --additional API_KEY");
    let origin = emulator.text("controlPlaneUrl");
    let port = origin.strip_prefix("http://127.0.0.1:").unwrap().parse::<u16>().unwrap();
    let id = emulator.text("apiId");
    assert!(id.len() == 26 && id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()), "{id}");
    let text = emulator.ready.to_string();
    let text = text.replace(id, "API_ID").replace(&format!(":{port}"), ":PORT");
    let text = text.replace(emulator.text("apiKey"), "API_KEY").replace(emulator.text("accessKeyId"), "AKIA");
    let text = text.replace(emulator.text("secretAccessKey"), "SECRET");
    assert_eq!(
        text,
        r#"{"event":"ready","graphqlUrl":"http://127.0.0.1:PORT/graphql","realtimeUrl":"ws://127.0.0.1:PORT/graphql/realtime","controlPlaneUrl":"http://127.0.0.1:PORT","apiId":"API_ID","apiKey":"API_KEY","accessKeyId":"AKIA","secretAccessKey":"SECRET","region":"eu-west-1","apis":[{"name":"local","apiId":"API_ID","graphqlUrl":"http://127.0.0.1:PORT/apis/API_ID/graphql","realtimeUrl":"ws://127.0.0.1:PORT/apis/API_ID/graphql/realtime","apiKey":"API_KEY"}]}"#
    );
}

#[test]
fn several_apis_are_told_apart_by_path_and_by_host() {
    let sandbox = two_apis();
    let emulator = Emulator::start(&sandbox, "");
    let (first, second) = (&emulator.ready["apis"][0], &emulator.ready["apis"][1]);
    assert_eq!(
        (first["apiId"].as_str(), first["apiKey"].as_str()),
        (Some(emulator.text("apiId")), Some(emulator.text("apiKey")))
    );
    assert_eq!(second.get("apiKey"), None, "the user's own key is not told");
    let asked = |url: &str, host: Option<&str>, key: &str| {
        let mut headers = vec![("x-api-key", key), ("content-type", "application/json")];
        headers.extend(host.map(|host| ("host", host)));
        emulator.send("POST", url, &headers, r#"{"query":"{ person { __typename } }"}"#)
    };
    let person = r#"{"data":{"person":{"__typename":"Person"}}}"#;
    let own = "a-key-of-the-users-own";
    let host = format!("{}.appsync-api.eu-west-1.localhost", second["apiId"].as_str().unwrap());
    assert_eq!(asked(second["graphqlUrl"].as_str().unwrap(), None, own).body, person);
    assert_eq!(asked("/graphql", Some(&host), own).body, person);
    // A key is good for its own API alone.
    assert_eq!(asked("/graphql", None, own).status, 401);
    assert_eq!(asked("/graphql", Some(&host), emulator.text("apiKey")).status, 401);
}

#[test]
fn what_is_kept_in_a_folder_is_there_in_the_next_run_and_holds_nothing_of_the_users() {
    let sandbox = two_apis();
    let created = "mutation { createEvent(id: \"new\", name: \"kept\") { id } }";
    let read = "{ getEvent(id: \"new\") { name } }";
    let with_key = |emulator: &Emulator, query: &str| {
        let key = emulator.text("apiKey").to_owned();
        let headers = [("x-api-key", key.as_str()), ("content-type", "application/json")];
        emulator.send("POST", emulator.url(), &headers, &json!({ "query": query }).to_string())
    };
    let first = Emulator::start(&sandbox, "--state state");
    assert_eq!(with_key(&first, created).body, r#"{"data":{"createEvent":{"id":"new"}}}"#);
    let path = format!("/v1/apis/{}", first.text("apiId"));
    let changed = json!({ "name": "events", "authenticationType": "API_KEY", "introspectionConfig": "DISABLED" });
    let answer = signing::send(&first, "appsync", "POST", &path, &changed.to_string());
    assert_eq!((answer.status, &answer.json()["graphqlApi"]["introspectionConfig"]), (200, &json!("DISABLED")));
    assert_eq!(first.query("member", "{ __typename }").status, 401, "the change counts at once");
    let members = ["apiId", "apiKey", "accessKeyId", "secretAccessKey"];
    let told: Vec<Value> = members.iter().map(|name| first.ready[name].clone()).collect();
    assert_eq!(first.stop(), Some(130));

    for entry in std::fs::read_dir(sandbox.path().join("state")).unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(!text.contains("a-key-of-the-users-own"), "{}", path.display());
    }
    let second = Emulator::start(&sandbox, "--state state");
    let told_again: Vec<Value> = members.iter().map(|name| second.ready[name].clone()).collect();
    assert_eq!(told, told_again);
    assert_eq!(with_key(&second, read).body, r#"{"data":{"getEvent":{"name":"kept"}}}"#);
    assert_eq!(second.query("member", "{ __typename }").status, 401, "the API stays as it was changed");
    assert!(with_key(&second, "{ __schema { types { name } } }").body.contains("FieldUndefined"));
    let kept = second.send(
        "POST",
        second.ready["apis"][1]["graphqlUrl"].as_str().unwrap(),
        &[("x-api-key", "a-key-of-the-users-own"), ("content-type", "application/json")],
        r#"{"query":"{ __typename }"}"#,
    );
    assert_eq!(kept.status, 200, "{}", kept.body);
}

#[test]
fn https_is_good_for_whoever_trusts_the_authority_that_was_made() {
    let sandbox = sandbox();
    let emulator = Emulator::start(&sandbox, "--schema schema.graphql --authorizer rules.yaml --tls");
    assert!(emulator.url().starts_with("https://127.0.0.1:"), "{}", emulator.ready);
    assert!(emulator.text("realtimeUrl").starts_with("wss://127.0.0.1:"), "{}", emulator.ready);
    let ca = std::fs::read(emulator.text("caFile")).unwrap();
    let certificate = reqwest::Certificate::from_pem(&ca).unwrap();
    let trusting = reqwest::blocking::Client::builder().no_proxy().tls_certs_only([certificate]).build().unwrap();
    let others = reqwest::blocking::Client::builder().no_proxy().tls_certs_only([]).build().unwrap();
    let asked = |client: &reqwest::blocking::Client, url: &str| {
        let request = client.post(url).header("authorization", "member").header("content-type", "application/json");
        request.body(r#"{"query":"{ __typename }"}"#).send().map(|answer| answer.text().unwrap())
    };
    let expected = r#"{"data":{"__typename":"Query"}}"#;
    assert_eq!(asked(&trusting, emulator.url()).unwrap(), expected);
    let by_name = emulator.url().replace("127.0.0.1", "localhost");
    assert_eq!(asked(&trusting, &by_name).unwrap(), expected);
    assert!(asked(&others, emulator.url()).unwrap_err().is_connect());
}

#[test]
fn a_trace_is_what_explain_says_of_the_same_request() {
    let sandbox = sandbox();
    sandbox.file(
        "api.json",
        json!({
            "name": "local", "apiId": "tracetracetracetracetrace0", "authenticationType": "AWS_LAMBDA",
            "lambdaAuthorizerConfig": {
                "authorizerUri": "arn:aws:lambda:eu-west-1:111122223333:function:rules",
                "authorizerResultTtlInSeconds": 300,
            },
            "additionalAuthenticationProviders": [{ "authenticationType": "API_KEY" }],
        })
        .to_string(),
    );
    let emulator = Emulator::start(&sandbox, "--schema schema.graphql --authorizer rules.yaml --api-config api.json");
    for (token, query) in [
        ("custom-authorized", "{ getEvent(id: 1) { id name } }"),
        ("member", "mutation { createEvent(id: 1, name: \"x\") { id } }"),
        ("stranger", "{ listEvents { id } }"),
    ] {
        let traced = emulator.trace(&emulator.query(token, query));
        let ran = sandbox.run([
            "explain",
            "--json",
            "--token",
            token,
            "--query",
            query,
            "--api-config",
            "api.json",
            "--schema",
            "schema.graphql",
            "--authorizer",
            "rules.yaml",
        ]);
        assert_eq!(traced, ran.json()["result"], "{token}");
        assert!(!traced.to_string().contains(token), "the token is in its trace");
    }
}

#[test]
fn files_are_read_again_while_requests_go_on() {
    let sandbox = sandbox();
    sandbox.file("data.json", r#"{"Event": [{"id": "1", "name": "before"}]}"#);
    let emulator =
        Emulator::start(&sandbox, "--schema schema.graphql --authorizer rules.yaml --ttl 300 --data data.json");
    let asked = |query: &str| emulator.query("member", query).body;
    assert_eq!(asked("{ getEvent(id: 1) { name } }"), r#"{"data":{"getEvent":{"name":"before"}}}"#);
    sandbox.file("data.json", r#"{"Event": [{"id": "1", "name": "after"}]}"#);
    emulator.note("reloaded data.json");
    assert_eq!(asked("{ getEvent(id: 1) { name } }"), r#"{"data":{"getEvent":{"name":"after"}}}"#);
    sandbox.file("schema.graphql", SCHEMA.replace("name: String }", "name: String added: Int }"));
    emulator.note("reloaded schema.graphql");
    assert!(asked("{ listEvents { added } }").starts_with(r#"{"data":{"listEvents":["#));
    sandbox.file("rules.yaml", "otherwise: { respond: { isAuthorized: false } }\n");
    emulator.note("reloaded rules.yaml");
    // The answer that was kept for 300 seconds is forgotten with the rules that gave it.
    assert_eq!(emulator.query("member", "{ __typename }").status, 401);
}

#[test]
fn several_files_are_one_schema_which_outlives_a_change_of_its_api() {
    let sandbox = sandbox();
    sandbox.file("parts/a.graphql", "type Query { getEvent(id: ID!): Event }\n");
    sandbox.file("parts/b.graphql", "type Event { id: ID! name: String }\nextend type Query { now: String }\n");
    sandbox.file("data.yaml", "Query.now: early\nEvent: [{ id: \"1\", name: Fair }]\n");
    let emulator =
        Emulator::start(&sandbox, "--schema 'parts/*.graphql' --authorizer rules.yaml --data data.yaml --ttl 0");
    let served = || emulator.query("member", "{ now getEvent(id: \"1\") { name } }").body;
    assert_eq!(served(), r#"{"data":{"now":"early","getEvent":{"name":"Fair"}}}"#);
    let keys = format!("/v1/apis/{}/apikeys", emulator.text("apiId"));
    assert_eq!(signing::send(&emulator, "appsync", "POST", &keys, "{}").status, 200);
    assert_eq!(served(), r#"{"data":{"now":"early","getEvent":{"name":"Fair"}}}"#);
    sandbox.file("parts/b.graphql", "type Event { id: ID! }\nextend type Query { now: String }\n");
    emulator.note("reloaded parts/*.graphql");
    assert!(served().contains("Field 'name' in type 'Event' is undefined"), "{}", served());
}
