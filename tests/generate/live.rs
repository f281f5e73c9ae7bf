//! A running API whose schema breaks GraphQL's rules: its service has accepted it, so that operations are made of what holds.

use serde_json::{Value, json};

use crate::support::recorder::{Received, Recorder};
use crate::support::sandbox::Sandbox;

/// `Post` lacks a field of its interface, and `Empty` has none.
const BROKEN: &str = "interface Node { id: ID! }\ntype Post implements Node { title: String }\ntype Empty\n\
                      type Query { node: Node post: Post empty: Empty }\n";

/// The same as an introspection query tells it.
fn told() -> Value {
    let named = |kind: &str, name: &str| json!({"kind": kind, "name": name, "ofType": null});
    let field = |name: &str, ty: Value| json!({"name": name, "args": [], "type": ty, "isDeprecated": false});
    let id = json!({"kind": "NON_NULL", "name": null, "ofType": named("SCALAR", "ID")});
    let title = field("title", named("SCALAR", "String"));
    let roots = [("node", "INTERFACE", "Node"), ("post", "OBJECT", "Post"), ("empty", "OBJECT", "Empty")];
    let roots: Vec<Value> = roots.into_iter().map(|(name, kind, ty)| field(name, named(kind, ty))).collect();
    let object = |name: &str, fields: Vec<Value>, interfaces: Vec<Value>| json!({"kind": "OBJECT", "name": name, "fields": fields, "interfaces": interfaces});
    let post = named("OBJECT", "Post");
    let types = json!([
        {"kind": "SCALAR", "name": "ID"},
        {"kind": "SCALAR", "name": "String"},
        {"kind": "INTERFACE", "name": "Node", "fields": [field("id", id)], "interfaces": [], "possibleTypes": [post]},
        object("Post", vec![title], vec![named("INTERFACE", "Node")]),
        object("Empty", Vec::new(), Vec::new()),
        object("Query", roots, Vec::new()),
    ]);
    let schema = json!({"queryType": {"name": "Query"}, "mutationType": null, "subscriptionType": null, "types": types, "directives": []});
    json!({"data": {"__schema": schema}})
}

/// What AppSync's control plane answers, and its endpoint.
fn answer(request: &Received) -> (u16, String) {
    let line = request.head.lines().next().unwrap_or_default();
    let api = json!({"graphqlApi": {
        "apiId": "abcdefghijklmnopqrstuvwxyz", "name": "events", "authenticationType": "API_KEY",
        "arn": "arn:aws:appsync:us-east-1:123456789012:apis/abcdefghijklmnopqrstuvwxyz",
    }});
    match line {
        line if line.starts_with("POST /graphql") => (200, told().to_string()),
        line if line.contains("/schema?") => (200, BROKEN.to_owned()),
        _ => (200, api.to_string()),
    }
}

#[test]
fn a_broken_schema_of_a_running_api_gives_the_operations_that_can_be_valid() {
    let mut sandbox = Sandbox::new();
    let recorder = Recorder::answering(|_, request| answer(request));
    let root = recorder.url.trim_end_matches("/graphql").to_owned();
    sandbox.set("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE");
    sandbox.set("AWS_SECRET_ACCESS_KEY", "secret");
    sandbox.set("AWS_REGION", "us-east-1");
    sandbox.set("KEY", "da2-key");
    let mut told = String::new();
    for line in [
        format!("generate --api abcdefghijklmnopqrstuvwxyz --endpoint-url {root} --target graphql --print"),
        format!("generate --url {} --api-key-env KEY --target graphql --print", recorder.url),
        format!("generate --url {} --api-key-env KEY --target schema --print", recorder.url),
    ] {
        let ran = sandbox.line(&line);
        told.push_str(&format!("$ {}\n{}\n", line.replace(&root, "http://server"), ran.whole()));
    }
    insta::assert_snapshot!(told);
}
