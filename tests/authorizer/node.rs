//! Handler files on Node.js: what their answers, errors and exits become.

use std::time::Duration;

use appsync_auth::appsync::AuthorizerOutcome;
use appsync_auth::outside::authorizer::{ProcessPool, ProcessSpec, Program};
use serde_json::{Value, json};

use super::{answer, ask, event, exit, failure, pool, spec, text};
use crate::support::need;

#[tokio::test(flavor = "multi_thread")]
async fn es_modules_and_commonjs_answer_alike() {
    if !need("node") {
        return;
    }
    for file in ["allow.mjs", "allow.cjs"] {
        let pool = pool(file).await;
        assert_eq!(answer(&ask(&pool, "custom-authorized").await)["isAuthorized"], json!(true), "{file}");
        assert_eq!(answer(&ask(&pool, "other").await)["isAuthorized"], json!(false), "{file}");
        pool.shutdown().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_can_have_any_name() {
    if !need("node") || !need("python3") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().join("a b%20ü");
    std::fs::create_dir(&folder).unwrap();
    for (from, to) in [
        ("allow.mjs", "my 100% é.v2.mjs"),
        ("allow.cjs", "it's.cjs"),
        ("allow.py", "json.py"),
        ("allow.py", "a-b.c d.py"),
    ] {
        let path = folder.join(to);
        std::fs::copy(super::fixture(from), &path).unwrap();
        let program = Program::Handler { path, export: None };
        let pool = ProcessPool::start(ProcessSpec::new(program)).await.unwrap();
        assert_eq!(answer(&ask(&pool, "custom-authorized").await)["isAuthorized"], json!(true), "{to}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_event_arrives_whole_and_the_answer_comes_back_byte_for_byte() {
    if !need("node") {
        return;
    }
    let pool = pool("behave.mjs#echo").await;
    let mut event = event("Bearer träger \"quoted\" \u{2028}");
    event.request_context.variables.insert("big".to_owned(), Value::from("ü".repeat(2_000_000)));
    let invocation = pool.invoke(&event).await.unwrap();
    assert_eq!(answer(&invocation), event.to_json());
    event.request_context.variables.clear();
    assert_eq!(answer(&pool.invoke(&event).await.unwrap()), event.to_json());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_can_have_another_name_or_stand_in_an_object() {
    if !need("node") {
        return;
    }
    for name in ["authorizeRequest", "nested.check"] {
        let pool = pool(&format!("allow.cjs#{name}")).await;
        let by = json!({ "isAuthorized": true, "resolverContext": { "by": name } });
        assert_eq!(answer(&ask(&pool, "x").await), by);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn thrown_errors_have_lambdas_type_message_and_trace() {
    if !need("node") {
        return;
    }
    let pool = pool("behave.mjs").await;
    let invocation = ask(&pool, "throw").await;
    assert_eq!(failure(&invocation), ("TypeError", "the token is malformed"));
    let AuthorizerOutcome::Failed(failed) = &invocation.outcome else { unreachable!() };
    assert_eq!(failed.stack_trace[0], "TypeError: the token is malformed");
    assert!(failed.stack_trace[1].contains("behave.mjs:"), "{failed:?}");
    assert!(failed.stack_trace.iter().all(|line| !line.contains("[stdin]")), "{failed:?}");
    assert_eq!(failure(&ask(&pool, "throw-text").await), ("string", "Unauthorized"));
    assert_eq!(failure(&ask(&pool, "reject").await), ("Error", "database unreachable"));
    // None of them ends the process.
    assert_eq!(answer(&ask(&pool, "count").await), json!({ "count": 1 }));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_catches_fails_the_invocation_and_ends_the_process() {
    if !need("node") {
        return;
    }
    let pool = pool("behave.mjs").await;
    assert_eq!(answer(&ask(&pool, "count").await), json!({ "count": 1 }));
    let unhandled = ask(&pool, "unhandled").await;
    assert_eq!(failure(&unhandled), ("Runtime.UnhandledPromiseRejection", "Error: nobody waits"));
    let after = ask(&pool, "count").await;
    assert_eq!(answer(&after), json!({ "count": 1 }));
    assert!(after.cold_start.is_some());
    assert_eq!(failure(&ask(&pool, "uncaught").await), ("RangeError", "from a timer"));
    assert_eq!(answer(&ask(&pool, "count").await), json!({ "count": 1 }));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_that_ends_is_an_exit_error_and_is_replaced() {
    if !need("node") {
        return;
    }
    let pool = pool("behave.mjs").await;
    for (token, message) in [
        ("exit", "Runtime exited with error: exit status 3"),
        ("exit-zero", "Runtime exited without providing a reason"),
        ("segfault", "Runtime exited with error: signal: segmentation fault"),
    ] {
        let ended = ask(&pool, token).await;
        assert_eq!(exit(&ended), ("Runtime.ExitError", message));
        assert!(ended.logs.is_empty(), "{ended:?}");
        assert_eq!(answer(&ask(&pool, "count").await), json!({ "count": 1 }), "after {token}");
    }
    assert_eq!(answer(&ask(&pool, "exit-after").await), json!({ "isAuthorized": true }));
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert_eq!(answer(&ask(&pool, "count").await), json!({ "count": 1 }));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_handler_that_is_too_slow_is_timed_out_killed_and_replaced() {
    if !need("node") {
        return;
    }
    let mut spec = spec("behave.mjs");
    spec.authorizer_timeout = Duration::from_millis(300);
    let pool = ProcessPool::start(spec).await.unwrap();
    for token in ["hang", "sleep"] {
        let pid = answer(&ask(&pool, "pid").await)["pid"].as_u64().unwrap();
        let invocation = ask(&pool, token).await;
        assert_eq!(invocation.outcome, AuthorizerOutcome::TimedOut { after: Duration::from_millis(300) });
        assert!(invocation.duration >= Duration::from_millis(300));
        assert!(!super::runs(pid));
        assert_eq!(answer(&ask(&pool, "count").await), json!({ "count": 1 }));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_without_json_are_what_nodes_json_makes_of_them() {
    if !need("node") {
        return;
    }
    let pool = pool("behave.mjs").await;
    for (token, expected) in
        [("undefined", "null"), ("null", "null"), ("nan", r#"{"isAuthorized":null}"#), ("text", r#""yes""#)]
    {
        assert_eq!(text(&ask(&pool, token).await), expected, "{token}");
    }
    // A promise that nothing can settle any more.
    assert_eq!(text(&ask(&pool, "never").await), "null");
    for token in ["bigint", "circular"] {
        assert_eq!(
            failure(&ask(&pool, token).await),
            ("Runtime.MarshalError", "Unable to stringify response body"),
            "{token}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_over_lambdas_limit_is_lambdas_error() {
    if !need("node") {
        return;
    }
    let pool = pool("behave.mjs").await;
    assert_eq!(text(&ask(&pool, "large").await).len(), 6_000_034);
    assert_eq!(
        failure(&ask(&pool, "too-large").await),
        (
            "Function.ResponseSizeTooLarge",
            "Response payload size exceeded maximum allowed payload size (6291556 bytes)."
        )
    );
    assert_eq!(answer(&ask(&pool, "count").await), json!({ "count": 1 }));
}

#[tokio::test(flavor = "multi_thread")]
async fn megabytes_of_output_neither_block_nor_pile_up() {
    if !need("node") {
        return;
    }
    let pool = pool("behave.mjs").await;
    let invocation = ask(&pool, "noise").await;
    assert_eq!(answer(&invocation), json!({ "isAuthorized": true }));
    assert!(invocation.logs.len() < 65 * 1024, "{}", invocation.logs.len());
    assert!(invocation.logs.starts_with("(earlier output left out)\nnoise noise"), "{:.60}", invocation.logs);
    assert!(invocation.logs.ends_with("noise \nthe last line\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn logs_belong_to_the_invocation_that_printed_them() {
    if !need("node") {
        return;
    }
    let pool = pool("behave.mjs").await;
    for token in ["null", "log", "null", "log"] {
        let expected = if token == "log" { "token log\nto stderr\n" } else { "" };
        assert_eq!(ask(&pool, token).await.logs, expected);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_context_is_lambdas() {
    if !need("node") {
        return;
    }
    let mut context = answer(&ask(&pool("behave.mjs").await, "context").await);
    let remaining = context["remaining"].take().as_u64().unwrap();
    assert!((9_000..=10_000).contains(&remaining), "{remaining}");
    assert_eq!(context["awsRequestId"].take().as_str().unwrap().len(), 36);
    assert_eq!(
        context,
        json!({
            "callbackWaitsForEmptyEventLoop": true,
            "functionName": "behave",
            "functionVersion": "$LATEST",
            "memoryLimitInMB": "128",
            "logGroupName": "/aws/lambda/behave",
            "logStreamName": "local/[$LATEST]00000000000000000000000000000000",
            "invokedFunctionArn": "arn:aws:lambda:us-east-1:111122223333:function:behave",
            "awsRequestId": null,
            "remaining": null,
            "functions": ["function", "function", "function"],
        })
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn handlers_that_are_not_async_behave_as_on_lambda() {
    if !need("node") {
        return;
    }
    for (export, expected) in [
        ("callback", json!({ "isAuthorized": true, "by": "callback" })),
        ("callbackTwice", json!({ "by": "first" })),
        ("waits", json!({ "worked": true })),
        ("doesNotWait", json!({ "worked": false })),
        ("neverCallsBack", json!(null)),
        ("succeeds", json!({ "by": "succeed" })),
        ("isDone", json!({ "by": "done" })),
        ("plain", json!({ "isAuthorized": true, "by": "plain" })),
        ("thenable", json!({ "by": "thenable" })),
    ] {
        let pool = pool(&format!("styles.cjs#{export}")).await;
        for _ in 0..2 {
            assert_eq!(answer(&ask(&pool, "x").await), expected, "{export}");
        }
    }
    for (export, expected) in [
        ("callbackError", ("Error", "from the callback")),
        ("callbackText", ("string", "Unauthorized")),
        ("fails", ("Error", "from fail")),
    ] {
        assert_eq!(failure(&ask(&pool(&format!("styles.cjs#{export}")).await, "x").await), expected, "{export}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plain_value_is_taken_with_a_warning_once() {
    if !need("node") {
        return;
    }
    let pool = pool("styles.cjs#plain").await;
    let warning = "appsync-auth: the handler returned a value without a promise; on Lambda, Node.js 22 and older ignore it \
                   and answer null: make the handler async\n";
    assert_eq!(ask(&pool, "x").await.logs, warning);
    assert_eq!(ask(&pool, "x").await.logs, "");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_handler_sees_lambdas_environment_and_nothing_of_the_bootstrap() {
    if !need("node") {
        return;
    }
    let mut spec = spec("behave.mjs");
    spec.api.region = "eu-west-1".to_owned();
    spec.handler_env = vec![("TABLE".to_owned(), "events=1".to_owned())];
    spec.remove_env = vec!["CARGO_MANIFEST_DIR".to_owned()];
    let pool = ProcessPool::start(spec).await.unwrap();
    let environment = answer(&ask(&pool, "environment").await);
    for (name, value) in [
        ("TABLE", json!("events=1")),
        ("CARGO_MANIFEST_DIR", Value::Null),
        ("PATH", json!(std::env::var("PATH").unwrap())),
        ("AWS_REGION", json!("eu-west-1")),
        ("AWS_DEFAULT_REGION", json!("eu-west-1")),
        ("AWS_LAMBDA_FUNCTION_NAME", json!("behave")),
        ("AWS_LAMBDA_FUNCTION_VERSION", json!("$LATEST")),
        ("_HANDLER", json!("behave.handler")),
        ("LAMBDA_TASK_ROOT", json!(super::fixture("").to_str().unwrap().trim_end_matches('/'))),
        ("TZ", json!(":UTC")),
    ] {
        assert_eq!(environment[name], value, "{name}");
    }
    assert!(environment["AWS_LAMBDA_RUNTIME_API"].as_str().unwrap().starts_with("127.0.0.1:"));
    assert!(environment["AWS_EXECUTION_ENV"].as_str().unwrap().starts_with("AWS_Lambda_nodejs"));
    assert!(environment["_X_AMZN_TRACE_ID"].as_str().unwrap().starts_with("Root=1-"));
    assert_eq!(
        answer(&ask(&pool, "globals").await),
        json!({
            "require": "undefined", "module": "undefined", "exports": "undefined", "filename": "undefined",
            "fs": "undefined", "socket": "undefined", "stdin": null, "argv": 2, "execArgv": [],
        })
    );
    let file = super::fixture("behave.mjs");
    assert_eq!(answer(&ask(&pool, "arguments").await), json!({ "cwd": file.parent(), "argv": [file] }));
    assert_eq!(answer(&ask(&pool, "dynamic").await), json!({ "by": 3 }));
}
