//! Authorizers as child processes and behind URLs, with the real Node.js and Python.

mod cost;
mod lifetime;
mod node;
mod programs;
mod python;
mod start;
mod typescript;
mod url;

use std::path::{Path, PathBuf};
use std::time::Duration;

use appsync_auth::appsync::{ApiIdentity, AuthorizerEvent, AuthorizerOutcome, RequestContext, Secret};
use appsync_auth::error::Error;
use appsync_auth::outside::authorizer::{Invocation, ProcessPool, ProcessSpec, Program};
use serde_json::{Map, Value};

pub(crate) fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/authorizers").join(name)
}

pub(crate) fn event(token: &str) -> AuthorizerEvent {
    AuthorizerEvent {
        authorization_token: Secret::new(token),
        request_context: RequestContext {
            api: ApiIdentity::default(),
            request_id: "11111111-2222-4333-8444-555555555555".to_owned(),
            query_string: "query List { listEvents { id } }".to_owned(),
            operation_name: Some("List".to_owned()),
            variables: Map::new(),
        },
        request_headers: [("authorization", token)].into_iter().collect(),
    }
}

/// A fixture, or any absolute path, with the name of its export behind a `#`.
pub(crate) fn spec(target: &str) -> ProcessSpec {
    let (path, export) = match target.split_once('#') {
        Some((path, export)) => (path, Some(export.to_owned())),
        None => (target, None),
    };
    ProcessSpec::new(Program::Handler { path: fixture(path), export })
}

pub(crate) async fn pool(target: &str) -> ProcessPool {
    ProcessPool::start(spec(target)).await.unwrap()
}

pub(crate) async fn start_error(spec: ProcessSpec) -> Error {
    ProcessPool::start(spec).await.unwrap_err()
}

pub(crate) async fn ask(pool: &ProcessPool, token: &str) -> Invocation {
    pool.invoke(&event(token)).await.unwrap()
}

/// The answer, as JSON.
pub(crate) fn answer(invocation: &Invocation) -> Value {
    match &invocation.outcome {
        AuthorizerOutcome::Returned { payload, .. } => serde_json::from_slice(payload).unwrap(),
        other => panic!("no answer: {other:?}, having printed {}", invocation.logs),
    }
}

/// The answer, as it is.
pub(crate) fn text(invocation: &Invocation) -> &str {
    match &invocation.outcome {
        AuthorizerOutcome::Returned { payload, .. } => std::str::from_utf8(payload).unwrap(),
        other => panic!("no answer: {other:?}, having printed {}", invocation.logs),
    }
}

/// Type and message of the error.
pub(crate) fn failure(invocation: &Invocation) -> (&str, &str) {
    match &invocation.outcome {
        AuthorizerOutcome::Failed(failure) => (&failure.error_type, &failure.error_message),
        other => panic!("no error: {other:?}, having printed {}", invocation.logs),
    }
}

/// Type and message of Lambda's error for a process that ended, without the id.
pub(crate) fn exit(invocation: &Invocation) -> (&str, &str) {
    let (kind, message) = failure(invocation);
    (kind, message.split_once(" Error: ").unwrap().1)
}

/// Whether a process runs. One that has ended but was not waited for yet does not.
pub(crate) fn runs(id: u64) -> bool {
    let stat = std::fs::read_to_string(format!("/proc/{id}/stat"));
    stat.is_ok_and(|stat| !stat.rsplit(')').next().unwrap().trim_start().starts_with(['Z', 'X']))
}

/// Waits until none of these processes runs.
pub(crate) async fn all_end(ids: &[u64]) -> bool {
    for _ in 0..200 {
        if !ids.iter().any(|id| runs(*id)) {
            return true;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    false
}
