//! Invoke.

use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use serde_json::{Value, json};

use super::named::Named;
use crate::appsync::{AuthorizerFailure, AuthorizerOutcome, AuthorizerTarget, limits};
use crate::error::Result as Outcome;
use crate::local::control_plane::refusal::Refusal;
use crate::local::control_plane::request::{ControlAnswer, ControlRequest};
use crate::local::store::new_request_id;
use crate::outside::authorizer::Invocation;

/// How much of the log is answered, in bytes.
///
/// Source: Lambda API reference, Invoke, `X-Amz-Log-Result`.
const LOG_BYTES: usize = 4 * 1024;

/// Runs a function.
pub(super) async fn invoke(request: &ControlRequest, named: &Named) -> Result<ControlAnswer, Refusal> {
    let payload = payload(request)?;
    let version = named.version.as_str();
    let answer = |status: u16| ControlAnswer::empty(status).header("X-Amz-Executed-Version", version);
    match request.header("x-amz-invocation-type").unwrap_or("RequestResponse") {
        "RequestResponse" => {
            let id = new_request_id();
            let invoked = named.function.invoke(payload).await;
            Ok(answered(request, named, &id, invoked))
        }
        "Event" => {
            let function = Arc::clone(&named.function);
            // Nobody waits, so nobody hears what came of it; neither does the service say.
            tokio::spawn(async move {
                let _ = function.invoke(payload).await;
            });
            Ok(answer(202))
        }
        "DryRun" => Ok(answer(204)),
        other => {
            let constraint = "Member must satisfy enum value set: [Event, RequestResponse, DryRun]";
            let message = Refusal::constraint(other, "invocationType", constraint);
            Err(Refusal::new(400, "InvalidParameterValueException", message))
        }
    }
}

/// The payload: JSON, and nothing is an empty object.
fn payload(request: &ControlRequest) -> Result<Bytes, Refusal> {
    if request.body.len() > limits::LAMBDA_RESPONSE_BYTES {
        let most = limits::LAMBDA_RESPONSE_BYTES;
        let message = format!("Request must be smaller than {most} bytes for the InvokeFunction operation");
        return Err(Refusal::new(413, "RequestTooLargeException", message));
    }
    if request.body.is_empty() {
        return Ok(Bytes::from_static(b"{}"));
    }
    match serde_json::from_slice::<serde::de::IgnoredAny>(&request.body) {
        Ok(_) => Ok(request.body.clone()),
        // Serde's words would show nothing of the payload, but Lambda's own are Java's; only their beginning is alike.
        Err(error) => {
            let place = format!("line: {}, column: {}", error.line(), error.column());
            let message =
                format!("Could not parse request body into json: Could not parse payload into json: at [{place}]");
            Err(Refusal::new(400, "InvalidRequestContentException", message))
        }
    }
}

fn answered(request: &ControlRequest, named: &Named, id: &str, invoked: Outcome<Invocation>) -> ControlAnswer {
    let (body, failed, logs, duration) = match invoked {
        Ok(Invocation { outcome, logs, duration, .. }) => {
            let (body, failed) = outcome_body(outcome, &named.function.target, id);
            (body, failed, logs, duration)
        }
        // What cannot start fails as a function does whose module cannot be loaded.
        Err(error) => {
            let body = json!({ "errorType": "Runtime.Unknown", "errorMessage": error.message() });
            (Bytes::from(body.to_string()), true, String::new(), Duration::ZERO)
        }
    };
    let mut answer =
        ControlAnswer::bytes(200, "application/json", body).header("X-Amz-Executed-Version", named.version.as_str());
    if failed {
        answer = answer.header("X-Amz-Function-Error", "Unhandled");
    }
    if request.header("x-amz-log-type") == Some("Tail") {
        let log = log(&logs, id, named, duration);
        answer = answer.header("X-Amz-Log-Result", STANDARD.encode(tail(&log)));
    }
    answer
}

/// The body, and whether the function failed.
fn outcome_body(outcome: AuthorizerOutcome, target: &AuthorizerTarget, id: &str) -> (Bytes, bool) {
    let failed = |body: Value| (Bytes::from(body.to_string()), true);
    match outcome {
        AuthorizerOutcome::Returned { payload, .. } => (Bytes::from(payload), false),
        AuthorizerOutcome::Failed(failure) => failed(error_object(&failure, target, id)),
        // The words of Lambda since its runtimes have their own sandbox.
        AuthorizerOutcome::TimedOut { after } => failed(json!({
            "errorType": "Sandbox.Timedout",
            "errorMessage": format!("RequestId: {id} Error: Task timed out after {:.2} seconds", after.as_secs_f64()),
        })),
        AuthorizerOutcome::NotInvocable | AuthorizerOutcome::NotAsked => failed(json!({
            "errorType": "Runtime.Unknown",
            "errorMessage": format!("RequestId: {id} Error: the target cannot be invoked"),
        })),
    }
}

/// The error as the runtime of the target writes it.
///
/// Source: Lambda developer guide, the pages on errors of Node.js and Python functions.
fn error_object(failure: &AuthorizerFailure, target: &AuthorizerTarget, id: &str) -> Value {
    let mut error = json!({ "errorType": failure.error_type, "errorMessage": failure.error_message });
    match target {
        AuthorizerTarget::Handler { path, .. } if path.ends_with(".py") => {
            error["requestId"] = id.into();
            error["stackTrace"] = failure.stack_trace.clone().into();
        }
        AuthorizerTarget::Handler { .. } => error["trace"] = failure.stack_trace.clone().into(),
        _ if failure.stack_trace.is_empty() => {}
        _ => error["stackTrace"] = failure.stack_trace.clone().into(),
    }
    error
}

/// The log of one invocation, with the lines that Lambda writes around it.
fn log(logs: &str, id: &str, named: &Named, duration: Duration) -> String {
    let Named { version, memory_mb, .. } = named;
    let milliseconds = duration.as_secs_f64() * 1_000.0;
    let line = if logs.is_empty() || logs.ends_with('\n') { "" } else { "\n" };
    format!(
        "START RequestId: {id} Version: {version}\n{logs}{line}END RequestId: {id}\nREPORT RequestId: {id}\tDuration: {milliseconds:.2} ms\tBilled Duration: {:.0} ms\tMemory Size: {memory_mb} MB\tMax Memory Used: {memory_mb} MB\t\n",
        milliseconds.ceil()
    )
}

/// The last bytes of a text, from a whole character on.
fn tail(text: &str) -> &str {
    let mut from = text.len().saturating_sub(LOG_BYTES);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    &text[from..]
}
