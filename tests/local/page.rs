//! The page `docs/local.md` shows what clients get, and `docs/json.md` what programs get. `UPDATE_GENERATED=1 cargo test`
//! writes both again.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::support::emulator::Emulator;
use crate::support::page::{assert_fresh, page, play};
use crate::support::sandbox::Sandbox;

#[test]
fn the_page_on_local_shows_what_clients_get() {
    play("local.md");
}

#[test]
fn the_page_on_json_shows_the_lines_of_local() {
    let sandbox = Sandbox::new();
    sandbox.file("schema.graphql", "type Query { now: String @aws_lambda, secret: String @aws_api_key }");
    sandbox.file("rules.yaml", "otherwise: { respond: { isAuthorized: true, resolverContext: { userid: \"1\" } } }");
    let emulator = Emulator::start(
        &sandbox,
        "--schema schema.graphql --authorizer rules.yaml --additional API_KEY --ttl 300 --api events --tls",
    );
    let origin = emulator.text("controlPlaneUrl").to_owned();
    let address = origin.split_once("//").unwrap().1.to_owned();
    let ready = emulator.ready.to_string().replace(&address, "127.0.0.1:4000");
    let mut ready: Value = serde_json::from_str(&ready).unwrap();
    for (member, example) in [
        ("apiKey", "da2-abcdefghijklmnopqrstuvwxyz"),
        ("accessKeyId", "AKIAIOSFODNN7EXAMPLE"),
        ("secretAccessKey", "wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY00"),
        ("caFile", "/tmp/appsync-auth-x1y2z3/ca.pem"),
    ] {
        assert!(ready[member].is_string(), "{ready}");
        ready[member] = json!(example);
    }
    ready["apis"][0]["apiKey"] = ready["apiKey"].clone();
    emulator.query("some-token", "query Clock { now secret }");
    let mut request = emulator.line();
    request["trace"] = json!("14b0a0e2-9e50-4f5a-8f36-0f3d6c1c7a11");
    request["durationMs"] = json!(0.412);
    let stopped = json!({ "event": "stopped", "requests": 1 });

    let (path, page) = page("json.md");
    let mut made = String::new();
    let mut seen = 0;
    for line in page.lines() {
        let fresh = [&ready, &request, &stopped]
            .into_iter()
            .find(|object| line.starts_with(&format!("{{\"event\":{}", object["event"])))
            .map(Value::to_string);
        seen += usize::from(fresh.is_some());
        writeln!(made, "{}", fresh.as_deref().unwrap_or(line)).unwrap();
    }
    assert_eq!(seen, 3, "docs/json.md has not each of the lines once");
    assert_fresh(&path, &page, &made);
}
