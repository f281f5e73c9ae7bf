//! One token, in all dresses.

use insta::assert_snapshot;
use serde_json::json;

use super::{events, transcript};

const LISTED: &str = "--authorizer rules.yaml --ttl 300 --schema schema.graphql --query @list.graphql";

#[test]
fn a_pipe_gets_keys_and_values() {
    let sandbox = events();
    let text = transcript(
        &sandbox,
        [
            "--authorizer rules.yaml --token custom-authorized --ttl 300",
            "--authorizer rules.yaml --token somebody --ttl 0",
            "--authorizer rules.yaml --token broken --ttl 0",
            "--authorizer rules.yaml --token crash --ttl 0",
            "--authorizer rules.yaml --token custom-authorized --ttl 0 --connect --print-event",
        ],
    );
    sandbox.redactions().bind(|| assert_snapshot!(text));
}

#[test]
fn a_denied_field_is_a_denial_of_the_whole() {
    let sandbox = events();
    let text = transcript(
        &sandbox,
        [
            format!("{LISTED} --token custom-authorized"),
            format!("{LISTED} --token partner"),
            format!("{LISTED} --token partner --expect deny"),
        ]
        .iter()
        .map(String::as_str),
    );
    sandbox.redactions().bind(|| assert_snapshot!(text));
}

#[cfg(unix)]
#[test]
fn a_terminal_gets_a_screen() {
    let sandbox = events();
    let mut text = String::new();
    for (columns, token) in [(80, "custom-authorized"), (80, "partner"), (60, "crash"), (120, "somebody")] {
        let ran = sandbox.at_terminal(columns, &format!("test-token {LISTED} --token {token}"));
        text.push_str(&format!("$ {token}, {columns} columns\n{}\n", ran.whole()));
    }
    sandbox.redactions().bind(|| assert_snapshot!(text));
}

#[cfg(unix)]
#[test]
fn a_terminal_gets_errors_with_an_excerpt() {
    let sandbox = events();
    let ran = sandbox.at_terminal(
        80,
        "test-token --authorizer rules.yaml --token abcd --schema schema.graphql --query '{ listEvents { naem } }'",
    );
    sandbox.redactions().bind(|| assert_snapshot!(ran.whole()));
}

#[test]
fn json_is_one_envelope_whatever_happens() {
    let sandbox = events();
    let text = transcript(
        &sandbox,
        [
            format!("{LISTED} --token partner --json").as_str(),
            "--authorizer rules.yaml --token crash --ttl 0 --json",
            "--authorizer missing.mjs --token abcd --json",
            "--authorizer rules.yaml --json",
            "--authorizer rules.yaml --nonsense --json",
            "--authorizer rules.yaml --token custom-authorized --ttl 0 --print-event --json",
        ],
    );
    sandbox.redactions().bind(|| assert_snapshot!(text));
}

#[test]
fn expect_decides_the_exit_code_but_not_what_a_crash_is() {
    let sandbox = events();
    for (token, expect, code) in [
        ("custom-authorized", "allow", 0),
        ("custom-authorized", "deny", 1),
        ("somebody", "allow", 1),
        ("somebody", "deny", 0),
        ("broken", "deny", 0),
        ("crash", "deny", 5),
        ("crash", "allow", 5),
    ] {
        let line = format!("test-token --authorizer rules.yaml --token {token} --expect {expect}");
        assert_eq!(sandbox.line(&line).code, Some(code), "{line}");
    }
}

#[test]
fn a_token_that_the_gate_refuses_calls_nothing() {
    let sandbox = events();
    // Reading the event would leave a file behind.
    sandbox.file("bootstrap", "#!/bin/sh\necho called >> called\nsleep 60\n");
    let text = transcript(
        &sandbox,
        [
            "--authorizer rules.yaml --token somebody --identity-regex '^tenant-'",
            "--authorizer rules.yaml --token somebody --identity-regex '^tenant-' --json",
            "--authorizer rules.yaml --token somebody --identity-regex '('",
            "--authorizer rules.yaml --token somebody --identity-regex 'some' --rule identity-regex=find",
            "--authorizer rules.yaml --token somebody --identity-regex 'some'",
            "--authorizer rules.yaml --token ''",
        ],
    );
    sandbox.redactions().bind(|| assert_snapshot!(text));
}

#[test]
fn the_event_has_only_what_was_said() {
    let sandbox = events();
    let event = |line: &str| {
        let line =
            format!("test-token --authorizer rules.yaml --token custom-authorized --ttl 0 --json --print-event {line}");
        let mut event = sandbox.line(&line).json()["result"]["cases"][0]["event"].take();
        event["requestContext"]["requestId"] = json!("[id]");
        event
    };
    assert_eq!(
        event(""),
        json!({
            "authorizationToken": "***",
            "requestContext": {
                "apiId": "aaaaaaaaaaaaaaaaaaaaaaaaaa",
                "accountId": "111122223333",
                "requestId": "[id]",
                "queryString": "query { __typename }",
                "variables": {},
            },
            "requestHeaders": { "authorization": "***" },
        })
    );
    assert_eq!(
        event(
            "--api-id bbbb --account-id 444455556666 --query @list.graphql --operation-name List \
             --variables '{\"a\": [1.50, null]}' --header 'X-Tenant: a: b' --header 'x-tenant: c'"
        ),
        json!({
            "authorizationToken": "***",
            "requestContext": {
                "apiId": "bbbb",
                "accountId": "444455556666",
                "requestId": "[id]",
                "queryString": "query List { listEvents { id comments { id } } }\n",
                "operationName": "List",
                "variables": { "a": [1.50, null] },
            },
            "requestHeaders": { "authorization": "***", "x-tenant": "c" },
        })
    );
    assert_eq!(
        event("--connect")["requestContext"],
        json!({
            "apiId": "aaaaaaaaaaaaaaaaaaaaaaaaaa",
            "accountId": "111122223333",
            "requestId": "[id]",
            "queryString": "",
            "operationName": "Deepdish:Connect",
            "variables": {},
        })
    );
}

#[test]
fn repeat_measures_and_keeps_the_decision() {
    let sandbox = events();
    let ran = sandbox.line("test-token --authorizer rules.yaml --token custom-authorized --repeat 200 --json");
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
    let result = &ran.json()["result"];
    assert_eq!(
        (&result["invocations"], &result["decisions"]),
        (&json!(200), &json!({ "allowed": 200, "denied": 0, "unknown": 0, "failed": 0 }))
    );
    let denied = sandbox.line("test-token --authorizer rules.yaml --token somebody --repeat 3");
    assert_eq!(denied.code, Some(1));
    let keys: Vec<_> = denied.out.lines().map(|line| line.split('\t').next().unwrap()).collect();
    assert_eq!(keys, ["invocations", "decisions", "min", "p50", "p90", "p99", "max", "per second"]);
    let expected = sandbox.line("test-token --authorizer rules.yaml --token somebody --repeat 3 --expect deny");
    assert_eq!(expected.code, Some(0));
    let never = sandbox.line("test-token --authorizer rules.yaml --token abcd --identity-regex x --repeat 3");
    assert_eq!(
        never.whole(),
        "exit 2\n--- stderr\nerror: the authorizer is never asked about this token, so nothing can be measured\n\
         help: run once without `--repeat` to see why\n"
    );
}

#[test]
fn a_report_of_one_token_can_be_written_too() {
    let sandbox = events();
    let ran = sandbox.line("test-token --authorizer rules.yaml --token somebody --report junit=one.xml --report tap=-");
    assert_eq!(ran.code, Some(1));
    assert!(ran.out.starts_with("TAP version 14\n1..1\nnot ok 1 - token\n"), "{}", ran.out);
    assert!(sandbox.read("one.xml").contains("<testcase name=\"token\""));
}
