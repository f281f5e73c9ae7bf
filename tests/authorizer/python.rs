//! Handler files on Python: what their answers, errors and exits become.

use std::time::Duration;

use appsync_auth::appsync::AuthorizerOutcome;
use appsync_auth::outside::authorizer::ProcessPool;
use serde_json::{Value, json};

use super::{answer, ask, event, exit, failure, fixture, pool, spec, text};
use crate::support::need;

#[tokio::test(flavor = "multi_thread")]
async fn a_python_handler_answers() {
    if !need("python3") {
        return;
    }
    let pool = pool("allow.py").await;
    assert_eq!(answer(&ask(&pool, "custom-authorized").await), json!({ "isAuthorized": true }));
    assert_eq!(answer(&ask(&pool, "other").await), json!({ "isAuthorized": false }));
    let mut event = event("träger");
    event.request_context.variables.insert("big".to_owned(), Value::from("ü".repeat(500_000)));
    let echo = super::pool("behave.py").await;
    assert_eq!(answer(&echo.invoke(&event).await.unwrap()), event.to_json());
}

#[tokio::test(flavor = "multi_thread")]
async fn python_exceptions_have_lambdas_type_message_and_trace() {
    if !need("python3") {
        return;
    }
    let invocation = ask(&pool("behave.py").await, "throw").await;
    assert_eq!(failure(&invocation), ("Unauthorized", "the token is malformed"));
    let AuthorizerOutcome::Failed(failed) = &invocation.outcome else { unreachable!() };
    assert!(failed.stack_trace[0].contains("behave.py\", line"), "{failed:?}");
    assert_eq!(failed.stack_trace[1].trim(), "raise Unauthorized(\"the token is malformed\")");
    assert_eq!(failed.stack_trace.len(), 2, "{failed:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn python_processes_that_end_are_exit_errors_and_are_replaced() {
    if !need("python3") {
        return;
    }
    let pool = pool("behave.py").await;
    for (token, message) in [
        ("exit", "Runtime exited with error: exit status 3"),
        ("exit-zero", "Runtime exited without providing a reason"),
        ("os-exit", "Runtime exited with error: exit status 4"),
        ("segfault", "Runtime exited with error: signal: segmentation fault"),
    ] {
        assert_eq!(exit(&ask(&pool, token).await), ("Runtime.ExitError", message));
        assert_eq!(answer(&ask(&pool, "count").await), json!({ "count": 1 }), "after {token}");
    }
    assert_eq!(answer(&ask(&pool, "count").await), json!({ "count": 2 }));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_endless_python_loop_is_timed_out() {
    if !need("python3") {
        return;
    }
    let mut spec = spec("behave.py");
    spec.authorizer_timeout = Duration::from_millis(300);
    let pool = ProcessPool::start(spec).await.unwrap();
    assert_eq!(ask(&pool, "hang").await.outcome, AuthorizerOutcome::TimedOut { after: Duration::from_millis(300) });
    assert_eq!(answer(&ask(&pool, "count").await), json!({ "count": 1 }));
}

#[tokio::test(flavor = "multi_thread")]
async fn python_answers_are_what_lambdas_json_makes_of_them() {
    if !need("python3") {
        return;
    }
    let pool = pool("behave.py").await;
    for (token, expected) in [
        ("none", "null"),
        ("nan", r#"{"isAuthorized": NaN}"#),
        ("decimal", r#"{"whole": 10, "part": 0.5}"#),
        ("bytes", "raw bytes"),
    ] {
        assert_eq!(text(&ask(&pool, token).await), expected, "{token}");
    }
    assert_eq!(
        failure(&ask(&pool, "date").await),
        ("Runtime.MarshalError", "Unable to marshal response: Object of type date is not JSON serializable")
    );
    assert_eq!(failure(&ask(&pool, "too-large").await).0, "Function.ResponseSizeTooLarge");
    assert_eq!(answer(&ask(&pool, "count").await), json!({ "count": 1 }));
}

#[tokio::test(flavor = "multi_thread")]
async fn python_output_is_kept_bounded_and_in_order() {
    if !need("python3") {
        return;
    }
    let pool = pool("behave.py").await;
    let invocation = ask(&pool, "noise").await;
    assert_eq!(answer(&invocation), json!({ "isAuthorized": true }));
    assert!(invocation.logs.len() < 65 * 1024);
    assert!(invocation.logs.ends_with("noise \nthe last line\n"), "{}", invocation.logs);
    let logs = ask(&pool, "log").await.logs;
    let (printed, logged) = logs.split_once('\n').unwrap();
    assert_eq!(printed, "printed");
    assert!(logged.starts_with("[INFO]\t20") && logged.ends_with("\tlogged\n"), "{logged}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_python_context_is_lambdas() {
    if !need("python3") {
        return;
    }
    let pool = pool("behave.py").await;
    let mut context = answer(&ask(&pool, "context").await);
    let remaining = context["remaining"].take().as_u64().unwrap();
    assert!((9_000..=10_000).contains(&remaining), "{remaining}");
    assert_eq!(context["aws_request_id"].take().as_str().unwrap().len(), 36);
    assert_eq!(
        context,
        json!({
            "remaining": null,
            "aws_request_id": null,
            "function_name": "behave",
            "function_version": "$LATEST",
            "invoked_function_arn": "arn:aws:lambda:us-east-1:111122223333:function:behave",
            "memory_limit_in_mb": "128",
            "log_group_name": "/aws/lambda/behave",
            "log_stream_name": "local/[$LATEST]00000000000000000000000000000000",
            "identity": null,
            "client_context": null,
        })
    );
    let folder = fixture("").to_str().unwrap().trim_end_matches('/').to_owned();
    let names = answer(&ask(&pool, "names").await);
    assert_eq!((&names["argv"], &names["cwd"], &names["root"]), (&json!(1), &json!(folder), &json!(folder)));
    assert!(names["runtime"].as_str().unwrap().starts_with("AWS_Lambda_python3."), "{names}");
}
