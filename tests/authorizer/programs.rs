//! Commands and executables that speak the Lambda Runtime API themselves.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::time::Duration;

use appsync_auth::appsync::AuthorizerOutcome;
use appsync_auth::outside::authorizer::{ProcessPool, ProcessSpec, Program};
use serde_json::json;

use super::{all_end, answer, ask, exit, failure, fixture, start_error};
use crate::support::{need, need_pip};

fn command(words: &[&str]) -> ProcessSpec {
    ProcessSpec::new(Program::Command(words.iter().map(|&word| word.to_owned()).collect()))
}

/// AWS's own runtime interface client for Python, with one of the fixtures.
fn official(export: &str) -> Option<ProcessSpec> {
    let python = if need("python3") { need_pip("py", &["awslambdaric"])? } else { return None };
    let mut spec = command(&[python.to_str().unwrap(), "-m", "awslambdaric", export]);
    spec.handler_env.push(("PYTHONPATH".to_owned(), fixture("").to_str().unwrap().to_owned()));
    Some(spec)
}

#[tokio::test(flavor = "multi_thread")]
async fn awss_own_client_for_python_runs_unchanged() {
    let Some(spec) = official("behave.handler") else { return };
    let pool = ProcessPool::start(spec).await.unwrap();
    for count in 1..=3 {
        assert_eq!(answer(&ask(&pool, "count").await), json!({ "count": count }));
    }
    let mut context = answer(&ask(&pool, "context").await);
    let remaining = context["remaining"].take().as_u64().unwrap();
    assert!((9_000..=10_000).contains(&remaining), "{remaining}");
    let arn = "arn:aws:lambda:us-east-1:111122223333:function:python3";
    assert_eq!((&context["invoked_function_arn"], &context["function_version"]), (&json!(arn), &json!("$LATEST")));
    assert_eq!(failure(&ask(&pool, "throw").await), ("Unauthorized", "the token is malformed"));
    assert_eq!(ask(&pool, "log").await.logs.lines().next(), Some("printed"));
    assert_eq!(exit(&ask(&pool, "exit").await), ("Runtime.ExitError", "Runtime exited with error: exit status 3"));
    assert_eq!(answer(&ask(&pool, "count").await), json!({ "count": 1 }));
    assert_eq!(failure(&ask(&pool, "too-large").await).0, "Function.ResponseSizeTooLarge");
}

/// Where there are no pipes, on Windows, they speak over the port, as any other program does.
#[tokio::test(flavor = "multi_thread")]
async fn our_bootstraps_speak_over_a_socket_too() {
    if !need("node") || !need("python3") {
        return;
    }
    for (program, bootstrap, handler) in
        [("node", "bootstrap.cjs", "behave.mjs"), ("python3", "bootstrap.py", "behave.py")]
    {
        let bootstrap = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/outside/authorizer").join(bootstrap);
        let file = fixture(handler);
        let mut spec = command(&[program, bootstrap.to_str().unwrap(), file.to_str().unwrap(), "handler"]);
        let task_root = file.parent().unwrap().to_str().unwrap().to_owned();
        spec.handler_env.push(("LAMBDA_TASK_ROOT".to_owned(), task_root));
        let pool = ProcessPool::start(spec).await.unwrap();
        for count in 1..=3 {
            assert_eq!(answer(&ask(&pool, "count").await), json!({ "count": count }), "{handler}");
        }
        assert_eq!(failure(&ask(&pool, "throw").await).1, "the token is malformed");
    }
}

/// What our bootstrap answers and what AWS's does, for the same handler.
#[tokio::test(flavor = "multi_thread")]
async fn our_bootstrap_for_python_answers_as_awss_client_does() {
    let Some(spec) = official("behave.handler") else { return };
    let theirs = ProcessPool::start(spec).await.unwrap();
    let ours = super::pool("behave.py").await;
    for token in ["throw", "none", "nan", "decimal", "bytes", "date", "other", "exit", "exit-zero", "os-exit"] {
        let outcome = |invocation: appsync_auth::outside::authorizer::Invocation| match invocation.outcome {
            AuthorizerOutcome::Returned { payload, .. } => String::from_utf8(payload).unwrap(),
            AuthorizerOutcome::Failed(failed) if failed.error_type == "Runtime.ExitError" => {
                failed.error_message.split_once(" Error: ").unwrap().1.to_owned()
            }
            AuthorizerOutcome::Failed(failed) => {
                format!("{}: {}\n{}", failed.error_type, failed.error_message, failed.stack_trace.join("\n"))
            }
            other => format!("{other:?}"),
        };
        assert_eq!(outcome(ask(&ours, token).await), outcome(ask(&theirs, token).await), "{token}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_that_says_that_it_cannot_load_its_function_is_an_input_error() {
    let Some(spec) = official("missing.handler") else { return };
    let name = spec.program.clone();
    let error = start_error(spec).await;
    assert_eq!((error.status().code(), error.code()), (3, "authorizer-unloadable"));
    let Program::Command(words) = name else { unreachable!() };
    assert_eq!(
        error.message(),
        format!(
            "cannot load the authorizer `exec:{}`: Unable to import module 'missing': No module named 'missing'",
            words.join(" ")
        )
    );
}

/// A runtime in shell: one connection a request, no keep-alive.
const SHELL_RUNTIME: &str = r#"#!/bin/sh
api="http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime"
curl -s "$api/no/such/path" -o /dev/null -w '%{http_code}\n'
while :; do
  head=$(mktemp)
  curl -s -D "$head" "$api/invocation/next" >/dev/null
  id=$(sed -n 's/^lambda-runtime-aws-request-id: *\([^ \r]*\).*/\1/Ip' "$head")
  rm "$head"
  curl -s -X POST "$api/invocation/wrong-id/response" -d '{}' -w ' %{http_code}\n'
  curl -s -X POST "$api/invocation/$id/response" -d "{\"isAuthorized\":true,\"folder\":\"$(pwd)\"}" -w ' %{http_code}\n'
done
"#;

#[tokio::test(flavor = "multi_thread")]
async fn an_executable_file_runs_in_the_current_folder() {
    if !need("curl") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("bootstrap");
    std::fs::write(&file, SHELL_RUNTIME).unwrap();
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o755)).unwrap();
    let pool = ProcessPool::start(ProcessSpec::new(Program::Executable(file))).await.unwrap();
    let first = ask(&pool, "x").await;
    let here = std::env::current_dir().unwrap();
    assert_eq!(answer(&first), json!({ "isAuthorized": true, "folder": here }));
    assert!(first.logs.starts_with("404\n"), "{}", first.logs);
    assert!(
        first.logs.contains(r#"{"errorMessage":"Invalid request ID","errorType":"InvalidRequestID"} 400"#),
        "{}",
        first.logs
    );
    let second = ask(&pool, "x").await;
    assert_eq!(answer(&second), answer(&first));
    // Printed after the answer: it may be seen with the first invocation or with the second.
    let logs = first.logs + &second.logs;
    assert!(logs.contains("{\"status\":\"OK\"}\n 202"), "{logs}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_that_never_asks_for_an_event_is_given_up_and_ended_with_its_children() {
    let folder = tempfile::tempdir().unwrap();
    let ids = folder.path().join("ids");
    let script = format!("sleep 600 & echo $! $$ > {}; wait", ids.display());
    let mut spec = command(&["sh", "-c", &script]);
    spec.start_timeout = Duration::from_millis(500);
    let error = start_error(spec).await;
    assert_eq!((error.status().code(), error.code()), (5, "authorizer-start-timeout"));
    let ids: Vec<u64> =
        std::fs::read_to_string(ids).unwrap().split_whitespace().map(|id| id.parse().unwrap()).collect();
    assert_eq!(ids.len(), 2);
    assert!(all_end(&ids).await, "{ids:?}");
}
