//! Calling a deployed function as AppSync calls it.

use std::sync::Arc;
use std::time::Duration;

use aws_sdk_lambda::config::timeout::TimeoutConfig;
use aws_sdk_lambda::operation::invoke::{InvokeError, InvokeOutput};
use aws_sdk_lambda::primitives::Blob;
use aws_sdk_lambda::types::LogType;
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::context::BeforeTransmitInterceptorContextRef;
use aws_smithy_runtime_api::client::interceptors::{Intercept, dyn_dispatch_hint};
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::config_bag::ConfigBag;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use base64::Engine as _;
use serde_json::Value;
use tokio::sync::watch;
use tokio::time::Instant;

use super::service::{LambdaApi, not_active_error};
use crate::appsync::{AuthorizerFailure, AuthorizerOutcome};
use crate::error::{Error, Result};
use crate::outside::aws_call::{Call, OnlyIfNotRun, explain};
use crate::outside::function_reference::FunctionReference;
use crate::outside::said::one_line;

/// What came of calling a deployed function.
#[derive(Debug, Clone, PartialEq)]
pub struct DeployedInvocation {
    /// What AppSync would have seen.
    pub outcome: AuthorizerOutcome,
    /// The last 4 KB of the log, if it was asked for. It is the function's own text: it can hold the token.
    pub log_tail: Option<String>,
    /// The version that ran, such as `$LATEST` or `7`.
    pub executed_version: Option<String>,
    /// From sending the event to having the whole answer, or to giving up.
    pub duration: Duration,
}

impl LambdaApi {
    /// Calls a function with a payload and waits for its answer, as AppSync does. A target that says its region, as an
    /// ARN does, is called there, whatever the configuration's region.
    ///
    /// An authorizer that throws or times out is an outcome, not an error. Only throttled calls are repeated: a call
    /// that broke may have run.
    ///
    /// # Errors
    ///
    /// Usage: a malformed target. Credentials: none, expired, denied. Outside: no such function, a function that is not
    /// active, throttled to the end, the network.
    pub async fn invoke(
        &self,
        target: &str,
        payload: bytes::Bytes,
        logs: bool,
        authorizer_timeout: Duration,
    ) -> Result<DeployedInvocation> {
        let function = FunctionReference::parse(target)?;
        let stopwatch = Stopwatch::default();
        let overrides = Self::overrides(&function)
            .timeout_config(self.invoke_timeouts(authorizer_timeout))
            .retry_classifier(OnlyIfNotRun)
            .interceptor(stopwatch.clone());
        let send = self
            .client
            .invoke()
            .function_name(&function.function_name)
            .set_qualifier(function.qualifier.clone())
            .set_log_type(logs.then_some(LogType::Tail))
            .payload(Blob::new(payload))
            .customize()
            .config_override(overrides)
            .send();
        let answer = tokio::select! {
            answer = send => answer,
            () = stopwatch.overdue(authorizer_timeout) => {
                let outcome = AuthorizerOutcome::TimedOut { after: authorizer_timeout };
                let duration = stopwatch.elapsed();
                return Ok(DeployedInvocation { outcome, log_tail: None, executed_version: None, duration });
            }
        };
        let duration = stopwatch.elapsed();
        match answer {
            Ok(answer) => Ok(invocation(answer, duration)),
            Err(error) => self.invoke_failed(error, &function, target, duration).await,
        }
    }

    /// The network's time limit counts apart from the authorizer's.
    fn invoke_timeouts(&self, authorizer_timeout: Duration) -> TimeoutConfig {
        let limit = self.network_timeout().map(|timeout| timeout + authorizer_timeout);
        let mut timeouts = TimeoutConfig::builder();
        timeouts.set_operation_timeout(limit).set_operation_attempt_timeout(limit);
        timeouts.build()
    }

    async fn invoke_failed(
        &self,
        error: SdkError<InvokeError, HttpResponse>,
        function: &FunctionReference,
        target: &str,
        duration: Duration,
    ) -> Result<DeployedInvocation> {
        let service = error.as_service_error();
        match service {
            Some(InvokeError::ResourceNotFoundException(_)) => return Err(self.no_such_function(function, target)),
            Some(error @ InvokeError::RequestTooLargeException(_)) => {
                return Ok(DeployedInvocation {
                    outcome: AuthorizerOutcome::Failed(AuthorizerFailure {
                        error_type: error.code().unwrap_or("RequestTooLargeException").to_owned(),
                        error_message: "the event is larger than Lambda takes".to_owned(),
                        stack_trace: Vec::new(),
                        duration,
                    }),
                    log_tail: None,
                    executed_version: None,
                    duration,
                });
            }
            _ => {}
        }
        // Lambda says with either of these that the function is pending, inactive or failed.
        let not_active = matches!(
            service,
            Some(
                InvokeError::ResourceNotReadyException(_)
                    | InvokeError::ResourceConflictException(_)
                    | InvokeError::SnapStartNotReadyException(_)
                    | InvokeError::CodeArtifactUserPendingException(_)
            )
        );
        if not_active {
            // The answer is better with the state, but true without.
            return Err(not_active_error(target, self.configuration(target).await.ok().as_ref()));
        }
        // Lambda's answer when the function's own set-up keeps it from running: its key, network, file system, code.
        if let SdkError::ServiceError(answer) = &error
            && answer.raw().status().as_u16() == 502
            && let Some(code) = answer.err().code()
        {
            let message = format!("the Lambda function `{target}` cannot be called: {code}");
            let error = Error::outside("function-not-invocable", message)
                .help("correct the function's configuration: it does not run for AppSync either");
            return Err(answer.err().message().map_or(error.clone(), |said| error.note(one_line(said))));
        }
        let call = Call {
            operation: "Invoke",
            action: "lambda:InvokeFunction",
            resource: target.to_owned(),
            sends_secrets: true,
            timeout: None,
        };
        Err(explain(&error, &call, &self.destination))
    }
}

fn invocation(answer: InvokeOutput, duration: Duration) -> DeployedInvocation {
    let payload = answer.payload.map(Blob::into_inner).unwrap_or_default();
    let outcome = match answer.function_error {
        Some(kind) => AuthorizerOutcome::Failed(failure(&payload, &kind, duration)),
        None => AuthorizerOutcome::Returned { payload, duration },
    };
    let log_tail = answer.log_result.and_then(|log| {
        base64::engine::general_purpose::STANDARD.decode(log).ok().map(|log| String::from_utf8_lossy(&log).into_owned())
    });
    DeployedInvocation { outcome, log_tail, executed_version: answer.executed_version, duration }
}

/// The error object of a function that failed; `kind` is the `FunctionError`, `Handled` or `Unhandled`.
///
/// A payload that is no error object is itself the message: some stand-ins for Lambda answer with plain text.
fn failure(payload: &[u8], kind: &str, duration: Duration) -> AuthorizerFailure {
    let object = serde_json::from_slice::<Value>(payload).unwrap_or_default();
    let text = |member: &str| object.get(member).and_then(Value::as_str).map(str::to_owned);
    let line = |line: &Value| line.as_str().map_or_else(|| line.to_string(), str::to_owned);
    let trace = ["stackTrace", "trace"].iter().find_map(|member| object.get(member)?.as_array());
    AuthorizerFailure {
        error_type: text("errorType").unwrap_or_else(|| kind.to_owned()),
        error_message: text("errorMessage").unwrap_or_else(|| String::from_utf8_lossy(payload).into_owned()),
        stack_trace: trace.map(|lines| lines.iter().map(line).collect()).unwrap_or_default(),
        duration,
    }
}

/// When the event was last sent: credentials and back-off are not the authorizer's time.
#[derive(Debug, Clone)]
struct Stopwatch(Arc<watch::Sender<Option<Instant>>>);

impl Default for Stopwatch {
    fn default() -> Self {
        Self(Arc::new(watch::Sender::new(None)))
    }
}

impl Stopwatch {
    fn elapsed(&self) -> Duration {
        self.0.borrow().map(|start| start.elapsed()).unwrap_or_default()
    }

    /// Ends when `limit` has passed since the event was last sent.
    async fn overdue(&self, limit: Duration) {
        let mut started = self.0.subscribe();
        loop {
            let start = *started.borrow_and_update();
            let sent_again = started.changed();
            match start {
                None => drop(sent_again.await),
                Some(start) => tokio::select! {
                    () = tokio::time::sleep_until(start + limit) => return,
                    _ = sent_again => {}
                },
            }
        }
    }
}

#[dyn_dispatch_hint]
impl Intercept for Stopwatch {
    fn name(&self) -> &'static str {
        "Stopwatch"
    }

    fn read_before_transmit(
        &self,
        _: &BeforeTransmitInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        self.0.send_replace(Some(Instant::now()));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_object_is_read_in_the_dress_of_each_runtime() {
        let read = |payload: &str| {
            let failure = failure(payload.as_bytes(), "Unhandled", Duration::ZERO);
            (failure.error_type, failure.error_message, failure.stack_trace)
        };
        let expected = |kind: &str, message: &str, trace: &[&str]| {
            (kind.to_owned(), message.to_owned(), trace.iter().map(|line| (*line).to_owned()).collect::<Vec<_>>())
        };
        assert_eq!(
            read(r#"{"errorType":"Error","errorMessage":"token expired","trace":["Error: token expired","at f"]}"#),
            expected("Error", "token expired", &["Error: token expired", "at f"])
        );
        assert_eq!(
            read(r#"{"errorType":"ValueError","errorMessage":"no","stackTrace":["  File \"a.py\""],"requestId":"1"}"#),
            expected("ValueError", "no", &["  File \"a.py\""])
        );
        assert_eq!(
            read(r#"{"errorMessage":"2026-01-01T00:00:00Z 1-2 Task timed out after 3.00 seconds"}"#),
            expected("Unhandled", "2026-01-01T00:00:00Z 1-2 Task timed out after 3.00 seconds", &[])
        );
        assert_eq!(read("killed"), expected("Unhandled", "killed", &[]));
        assert_eq!(
            read(r#"{"errorMessage":"m","stackTrace":[["a.py",1]]}"#),
            expected("Unhandled", "m", &[r#"["a.py",1]"#])
        );
    }
}
