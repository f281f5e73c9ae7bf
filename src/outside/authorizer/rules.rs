//! A rules file as an authorizer: answers without code.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::{FunctionConfiguration, Invocation};
use crate::appsync::{AuthorizerFailure, AuthorizerOutcome, Secret};
use crate::error::Error;
use crate::rules_file::{Response, RulesFile};

/// A rules file as an authorizer.
#[derive(Debug)]
pub struct RulesAuthorizer {
    file: Arc<RulesFile>,
    authorizer_timeout: Duration,
    configuration: FunctionConfiguration,
}

impl RulesAuthorizer {
    /// An authorizer that answers from this file; a longer `delay` than the time limit is a time-out.
    #[must_use]
    pub fn new(file: RulesFile, authorizer_timeout: Duration) -> Self {
        Self { file: Arc::new(file), authorizer_timeout, configuration: FunctionConfiguration::default() }
    }

    /// The same under another configuration, of which rules know the time limit alone.
    #[must_use]
    pub fn configured(&self, configuration: &FunctionConfiguration) -> Self {
        let file = Arc::clone(&self.file);
        Self { file, authorizer_timeout: self.authorizer_timeout, configuration: configuration.clone() }
    }

    /// Answers a payload by its `authorizationToken`; without one the token is empty.
    pub(super) async fn invoke_payload(&self, payload: &[u8]) -> Result<Invocation, Error> {
        let event: serde_json::Value = serde_json::from_slice(payload).unwrap_or_default();
        let token = event.get("authorizationToken").and_then(serde_json::Value::as_str).unwrap_or_default();
        self.answer_token(&Secret::new(token)).await
    }

    /// Answers. A rule that never answers is not waited for: what comes of it is known.
    pub(super) async fn answer_token(&self, token: &Secret) -> Result<Invocation, Error> {
        let started = Instant::now();
        let answer = self.file.answer(token.expose())?;
        let delay = answer.delay.unwrap_or(Duration::ZERO);
        let after = self.configuration.limit(self.authorizer_timeout);
        if !delay.is_zero() {
            tokio::time::sleep(delay.min(after)).await;
        }
        let duration = started.elapsed();
        let outcome = match answer.response {
            _ if delay > after => AuthorizerOutcome::TimedOut { after },
            Response::TimeOut => AuthorizerOutcome::TimedOut { after },
            Response::NotInvocable => AuthorizerOutcome::NotInvocable,
            Response::Payload(payload) => AuthorizerOutcome::Returned { payload, duration },
            Response::Fail { error_type, error_message } => {
                let stack_trace = Vec::new();
                AuthorizerOutcome::Failed(AuthorizerFailure { error_type, error_message, stack_trace, duration })
            }
        };
        Ok(Invocation { outcome, logs: String::new(), duration, cold_start: None })
    }
}
