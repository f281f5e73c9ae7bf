//! What real handlers answer, and what is made of it.

use std::path::Path;

use super::SCHEMA;
use crate::support::need;
use crate::support::sandbox::{Ran, Sandbox};

/// A handler that answers the JSON that is its token.
const ECHO: &str = "exports.handler = async (event) => JSON.parse(event.authorizationToken);\n";

/// Decision line, exit code, and the codes of warnings and errors.
fn judged(ran: &Ran) -> (i32, &str, Vec<&str>) {
    let first = ran.out.lines().next().unwrap_or_else(|| panic!("{}", ran.whole()));
    let codes = ran.out.lines().filter_map(|line| {
        let text = line.strip_prefix("warning\t").or_else(|| line.strip_prefix("error\t"))?;
        text.split(' ').next()
    });
    (ran.code.unwrap(), first.strip_prefix("result\t").unwrap(), codes.collect())
}

#[test]
fn answers_that_break_the_contract_are_named() {
    if !need("node") {
        return;
    }
    let mut sandbox = Sandbox::new();
    sandbox.keep_path();
    sandbox.file("echo.cjs", ECHO);
    sandbox.file("schema.graphql", SCHEMA);
    let not_boolean = "denied by R205 is-authorized-not-boolean: isAuthorized is not a boolean";
    for (answer, code, result, codes) in [
        (r#"{"isAuthorized": true, "resolverContext": {}}"#, 0, "allowed", &[][..]),
        (r#"{"isAuthorized": "true"}"#, 1, not_boolean, &["R205"]),
        (r#"{"isAuthorized": true, "ttlOverride": -1}"#, 0, "allowed", &["R104"]),
        (r#"{"isAuthorized": true, "ttlOverride": 1e9}"#, 0, "allowed", &["R105"]),
        (r#"{"isAuthorized": true, "ttlOverride": "60"}"#, 0, "allowed", &["R103"]),
        (r#"{"isAuthorized": true, "resolverContext": {"a": {"b": 1}}}"#, 0, "allowed", &["R102"]),
        (r#"{"isAuthorized": true, "deniedFields": ["Event.*"]}"#, 0, "allowed", &["F102"]),
        (r#"{"isAuthorized": true, "deniedFields": ["Evnt.comments"]}"#, 0, "allowed", &["F104"]),
        (
            r#"{"isAuthorized": true, "deniedFields": ["arn:aws:appsync:us-east-1:111122223333:apis/bbbbbbbbbbbbbbbbbbbbbbbbbb/types/Event/fields/id"]}"#,
            0,
            "allowed",
            &["F103"],
        ),
        ("7", 1, "denied by R202 answer-not-an-object: the answer is JSON but not an object", &["R202"]),
        ("null", 1, "denied by R202 answer-not-an-object: the answer is JSON but not an object", &["R202"]),
        ("[true]", 1, "denied by R202 answer-not-an-object: the answer is JSON but not an object", &["R202"]),
    ] {
        let ran = sandbox.run([
            "test-token",
            "--authorizer",
            "echo.cjs",
            "--schema",
            "schema.graphql",
            "--ttl",
            "0",
            "--token",
            answer,
        ]);
        assert_eq!(judged(&ran), (code, result, codes.to_vec()), "{answer}: {}", ran.whole());
        if codes == ["F104"] {
            assert!(ran.out.contains("didYouMean: \"Event.comments\""), "{}", ran.out);
        }
    }
}

#[test]
fn handlers_that_answer_nothing_useful_are_named() {
    if !need("node") {
        return;
    }
    let mut sandbox = Sandbox::new();
    sandbox.keep_path();
    let behave = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/authorizers/behave.mjs");
    let run = |token: &str, more: &[&str]| {
        let mut arguments =
            vec!["test-token", "--authorizer", behave.to_str().unwrap(), "--ttl", "0", "--token", token];
        arguments.extend(more);
        sandbox.run(arguments)
    };
    let not_an_object = "denied by R202 answer-not-an-object: the answer is JSON but not an object";
    let failed = "denied by A201 authorizer-failed: the function threw an error; AppSync answers 500";
    for (token, code, result) in [
        ("undefined", 1, not_an_object),
        ("text", 1, not_an_object),
        ("nan", 1, "denied by R205 is-authorized-not-boolean: isAuthorized is not a boolean"),
        ("throw", 5, failed),
        ("reject", 5, failed),
        ("exit", 5, failed),
        ("circular", 5, failed),
    ] {
        let ran = run(token, &[]);
        let (ended, first, _) = judged(&ran);
        assert_eq!((ended, first), (code, result), "{token}: {}", ran.whole());
    }
    let slow = run("sleep", &["--authorizer-timeout", "300ms"]);
    assert_eq!(
        (slow.code, slow.out.lines().next()),
        (Some(5), Some("result\tdenied by A202 authorizer-timed-out: the function did not answer in time")),
        "{}",
        slow.whole()
    );
    let large = run("too-large", &[]);
    assert_eq!(large.code, Some(5), "{}", large.whole());
    assert!(large.out.len() < 10_000, "{}", large.out.len());
    assert!(large.out.contains("6"), "{}", large.out);
    let shown = run("throw", &[]);
    assert!(shown.out.contains("client\t500 AuthorizerFailureException: the token is malformed"), "{}", shown.out);
    let silent = run("log", &[]);
    assert!(!silent.out.contains("to stderr"), "{}", silent.out);
    let logs = run("log", &["--logs"]);
    assert!(logs.out.contains("output\ttoken ***\n") && logs.out.contains("output\tto stderr\n"), "{}", logs.out);
}

#[test]
fn python_and_commands_are_asked_like_node() {
    if !need("python3") {
        return;
    }
    let mut sandbox = Sandbox::new();
    sandbox.keep_path();
    sandbox.file(
        "authorizer.py",
        "import os
def check(event, context):
    return {'isAuthorized': event['authorizationToken'] == os.environ['ALLOWED'], 'resolverContext': {}}
",
    );
    sandbox.file("allowed.txt", "abcd\n");
    let line = "test-token --authorizer authorizer.py#check --ttl 0 --handler-env ALLOWED=@allowed.txt";
    assert_eq!(sandbox.line(&format!("{line} --token abcd")).code, Some(0));
    assert_eq!(sandbox.line(&format!("{line} --token abc")).code, Some(1));
}
