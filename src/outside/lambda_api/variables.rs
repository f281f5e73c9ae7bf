//! Whom a function runs as, and its environment variables.

use std::collections::BTreeMap;

use aws_sdk_lambda::operation::get_function_configuration::{
    GetFunctionConfigurationError, GetFunctionConfigurationOutput,
};
use aws_sdk_lambda::types::Environment;
use aws_smithy_runtime_api::client::result::SdkError;

use super::service::LambdaApi;
use crate::appsync::Secret;
use crate::error::{Error, Result};
use crate::outside::aws_call::{Call, ChangeFailure, change_failure, explain};
use crate::outside::function_reference::FunctionReference;

/// Whom a function runs as, and with which variables.
#[derive(Debug, Clone)]
pub struct FunctionExecution {
    /// The function's ARN, with the qualifier that was asked for.
    pub arn: String,
    /// The ARN of its execution role.
    pub role: String,
    /// What says whether the configuration changed since.
    pub revision: Option<String>,
    /// `Successful`, `InProgress`, `Failed`; absent from old functions and versions.
    pub last_update_status: Option<String>,
    /// Why the last update failed.
    pub last_update_reason: Option<String>,
    /// The variables.
    pub variables: FunctionVariables,
}

/// The environment variables of a function. Their values can be anybody's secrets.
#[derive(Debug, Clone)]
pub enum FunctionVariables {
    /// All of them.
    Known(BTreeMap<String, Secret>),
    /// Lambda could not read them, such as because the caller may not use their key; with Lambda's code.
    Unreadable(String),
}

impl LambdaApi {
    /// Whom a function runs as, and with which variables.
    ///
    /// # Errors
    ///
    /// As for [`LambdaApi::configuration`].
    pub async fn execution(&self, target: &str) -> Result<FunctionExecution> {
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
            Ok(answer) => execution(answer, target),
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

    /// Replaces all variables of a function, if its configuration is still of this revision. Nothing else of it changes.
    ///
    /// # Errors
    ///
    /// What is known of the function afterwards: see [`ChangeFailure`].
    pub async fn set_variables(
        &self,
        target: &str,
        variables: &BTreeMap<String, Secret>,
        revision: Option<&str>,
    ) -> Result<(), ChangeFailure> {
        let function = FunctionReference::parse(target).map_err(ChangeFailure::Refused)?;
        let plain = variables.iter().map(|(name, value)| (name.clone(), value.expose().to_owned())).collect();
        let answer = self
            .client
            .update_function_configuration()
            .function_name(&function.function_name)
            .environment(Environment::builder().set_variables(Some(plain)).build())
            .set_revision_id(revision.map(str::to_owned))
            .customize()
            .config_override(Self::overrides(&function))
            .send()
            .await;
        let call = Call {
            operation: "UpdateFunctionConfiguration",
            action: "lambda:UpdateFunctionConfiguration",
            resource: target.to_owned(),
            // Lambda repeats all variables in the message on their size.
            sends_secrets: true,
            timeout: self.network_timeout(),
        };
        answer.map(drop).map_err(|error| change_failure(&error, &call, &self.destination))
    }
}

fn execution(answer: GetFunctionConfigurationOutput, target: &str) -> Result<FunctionExecution> {
    let role = answer.role.filter(|role| !role.is_empty()).ok_or_else(|| {
        Error::outside("unexpected-answer", format!("Lambda's answer on `{target}` names no role"))
            .help("check `--endpoint-url`, and whether a proxy answers in AWS's place")
    })?;
    let environment = answer.environment;
    let fault = environment.as_ref().and_then(|environment| environment.error.as_ref());
    let variables = match fault {
        Some(fault) => FunctionVariables::Unreadable(fault.error_code.clone().unwrap_or_default()),
        None => {
            let variables = environment.and_then(|environment| environment.variables).unwrap_or_default();
            FunctionVariables::Known(variables.into_iter().map(|(name, value)| (name, Secret::new(value))).collect())
        }
    };
    Ok(FunctionExecution {
        arn: answer.function_arn.unwrap_or_default(),
        role,
        revision: answer.revision_id,
        last_update_status: answer.last_update_status.map(|status| status.as_str().to_owned()),
        last_update_reason: answer.last_update_status_reason,
        variables,
    })
}
