//! A function on AWS as an authorizer.

use std::time::Duration;

use aws_config::SdkConfig;
use bytes::Bytes;

use super::Invocation;
use crate::error::Error;
use crate::outside::lambda_api::LambdaApi;

/// A function on AWS.
#[derive(Debug)]
pub struct DeployedAuthorizer {
    lambda: LambdaApi,
    target: String,
    logs: bool,
    authorizer_timeout: Duration,
}

impl DeployedAuthorizer {
    /// The function that a name, partial ARN or ARN says, with or without qualifier. With `logs` the end of its log is
    /// asked for.
    #[must_use]
    pub fn new(config: &SdkConfig, target: &str, logs: bool, authorizer_timeout: Duration) -> Self {
        Self { lambda: LambdaApi::new(config), target: target.to_owned(), logs, authorizer_timeout }
    }

    /// Invokes it and waits for the answer.
    pub(super) async fn invoke_payload(&self, payload: Bytes) -> Result<Invocation, Error> {
        let answer = self.lambda.invoke(&self.target, payload, self.logs, self.authorizer_timeout).await?;
        Ok(Invocation {
            outcome: answer.outcome,
            logs: answer.log_tail.unwrap_or_default(),
            duration: answer.duration,
            cold_start: None,
        })
    }
}
