//! Lambda's API in one region, and what Lambda says about a function.

use std::time::Duration;

use aws_config::{Region, SdkConfig};
use aws_sdk_lambda::Client;
use aws_sdk_lambda::config::timeout::TimeoutConfig;
use aws_sdk_lambda::operation::get_function_configuration::{
    GetFunctionConfigurationError, GetFunctionConfigurationOutput,
};
use aws_smithy_runtime_api::client::result::SdkError;

use crate::error::{Error, Result};
use crate::outside::aws_call::{Call, Destination, explain};
use crate::outside::function_reference::FunctionReference;

/// What Lambda says about a function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FunctionFacts {
    /// The ARN, with the qualifier that was asked for.
    pub arn: String,
    /// `Active`, `Pending`, `Inactive`, `Failed` and what AWS adds.
    pub state: Option<String>,
    /// Why the function is in this state.
    pub state_reason: Option<String>,
    /// `Successful`, `InProgress`, `Failed`.
    pub last_update_status: Option<String>,
    /// Why the last update ended so.
    pub last_update_status_reason: Option<String>,
    /// The function's own time limit.
    pub timeout_seconds: Option<i32>,
    /// Such as `nodejs22.x`; absent for images.
    pub runtime: Option<String>,
    /// When code or configuration last changed, ISO 8601.
    pub last_modified: Option<String>,
    /// The memory, in MB.
    pub memory_size_megabytes: Option<i32>,
}

/// Lambda's API.
#[derive(Debug, Clone)]
pub struct LambdaApi {
    pub(super) config: SdkConfig,
    pub(super) client: Client,
    pub(super) destination: Destination,
}

impl LambdaApi {
    /// Lambda's API in the region of the configuration.
    #[must_use]
    pub fn new(config: &SdkConfig) -> Self {
        let destination = Destination::default();
        let settings = aws_sdk_lambda::config::Builder::from(config)
            .interceptor(destination.clone())
            .retry_classifier(destination.clone())
            .build();
        Self { config: config.clone(), client: Client::from_conf(settings), destination }
    }

    /// What Lambda says about a function.
    ///
    /// # Errors
    ///
    /// As for [`LambdaApi::invoke`].
    pub async fn configuration(&self, target: &str) -> Result<FunctionFacts> {
        let function = FunctionReference::parse(target)?;
        let answer = self
            .client
            .get_function_configuration()
            .function_name(&function.function_name)
            .set_qualifier(function.qualifier.clone())
            .customize()
            .config_override(Self::overrides(&function))
            .send()
            .await;
        match answer {
            Ok(answer) => Ok(facts(answer)),
            Err(SdkError::ServiceError(error))
                if matches!(error.err(), GetFunctionConfigurationError::ResourceNotFoundException(_)) =>
            {
                Err(self.no_such_function(&function, target))
            }
            Err(error) => {
                let call = Call {
                    operation: "GetFunctionConfiguration",
                    action: "lambda:GetFunctionConfiguration",
                    resource: target.to_owned(),
                    sends_secrets: false,
                    timeout: self.network_timeout(),
                };
                Err(explain(&error, &call, &self.destination))
            }
        }
    }

    /// What is different for this function: one client for all regions keeps its connections.
    pub(super) fn overrides(function: &FunctionReference) -> aws_sdk_lambda::config::Builder {
        let mut overrides = aws_sdk_lambda::config::Builder::new();
        overrides.set_region(function.region.clone().map(Region::new));
        overrides
    }

    pub(super) fn network_timeout(&self) -> Option<Duration> {
        self.config.timeout_config().and_then(TimeoutConfig::operation_timeout)
    }

    pub(super) fn no_such_function(&self, function: &FunctionReference, target: &str) -> Error {
        let region = function.region.as_deref().or_else(|| self.config.region().map(AsRef::as_ref)).unwrap_or("?");
        Error::outside("no-such-function", format!("there is no Lambda function `{target}` in {region}"))
            .help("check the name, the alias or version behind it, `--region` and the account")
    }
}

pub(super) fn not_active_error(target: &str, facts: Option<&FunctionFacts>) -> Error {
    let state = facts.and_then(|facts| facts.state.as_deref()).unwrap_or("unknown");
    let error = Error::outside(
        "function-not-active",
        format!("the Lambda function `{target}` cannot be called now: its state is {state}"),
    )
    .help("wait until the function is Active, or deploy it again if its state is Failed");
    match facts.and_then(|facts| facts.state_reason.clone()) {
        Some(reason) => error.note(reason),
        None => error,
    }
}

impl FunctionFacts {
    /// Whether the function can be called now. A stand-in for Lambda that says no state has none other.
    ///
    /// # Errors
    ///
    /// Outside: `function-not-active`.
    pub fn check_active(&self, target: &str) -> Result<()> {
        match self.state.as_deref() {
            None | Some("Active") => Ok(()),
            Some(_) => Err(not_active_error(target, Some(self))),
        }
    }
}

fn facts(answer: GetFunctionConfigurationOutput) -> FunctionFacts {
    FunctionFacts {
        arn: answer.function_arn.unwrap_or_default(),
        state: answer.state.map(|state| state.as_str().to_owned()),
        state_reason: answer.state_reason,
        last_update_status: answer.last_update_status.map(|status| status.as_str().to_owned()),
        last_update_status_reason: answer.last_update_status_reason,
        timeout_seconds: answer.timeout,
        runtime: answer.runtime.map(|runtime| runtime.as_str().to_owned()),
        last_modified: answer.last_modified,
        memory_size_megabytes: answer.memory_size,
    }
}
