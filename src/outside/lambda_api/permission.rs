//! The resource policy of a function, on one qualifier: who may invoke it.

use aws_sdk_lambda::operation::get_policy::GetPolicyError;
use aws_smithy_runtime_api::client::result::SdkError;

use super::service::LambdaApi;
use crate::error::Result;
use crate::outside::aws_call::{Call, ChangeFailure, OnlyIfNotRun, change_failure, explain};
use crate::outside::function_reference::FunctionReference;

/// A policy as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadPolicy {
    /// The document, a text of JSON.
    pub text: String,
    /// What says whether it changed since: given back with a change, Lambda refuses the change of another policy.
    pub revision: Option<String>,
}

/// A statement to add: it allows one action to one service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewStatement<'s> {
    /// Its id, unique within the policy.
    pub id: &'s str,
    /// Such as `lambda:InvokeFunction`.
    pub action: &'s str,
    /// Such as `appsync.amazonaws.com`.
    pub principal: &'s str,
    /// What the service acts for; `None` for anything.
    pub source_arn: Option<&'s str>,
}

impl LambdaApi {
    /// The policy of a function on its qualifier; `None` when there is none.
    ///
    /// A function that does not exist has none either: Lambda answers both alike.
    ///
    /// # Errors
    ///
    /// Usage: a malformed target. Credentials: none, expired, denied. Outside: throttled to the end, the network.
    pub async fn policy(&self, target: &str) -> Result<Option<ReadPolicy>> {
        let function = FunctionReference::parse(target)?;
        let answer = self
            .client
            .get_policy()
            .function_name(&function.function_name)
            .set_qualifier(function.qualifier.clone())
            .customize()
            .config_override(Self::overrides(&function))
            .send()
            .await;
        match answer {
            Ok(answer) => Ok(answer.policy.map(|text| ReadPolicy { text, revision: answer.revision_id })),
            Err(SdkError::ServiceError(error))
                if matches!(error.err(), GetPolicyError::ResourceNotFoundException(_)) =>
            {
                Ok(None)
            }
            Err(error) => {
                let call = self.permission_call("GetPolicy", "lambda:GetPolicy", target);
                Err(explain(&error, &call, &self.destination))
            }
        }
    }

    /// Adds a statement to the policy of a function on its qualifier, if the policy is still of this revision.
    ///
    /// # Errors
    ///
    /// What is known of the policy afterwards: see [`ChangeFailure`].
    pub async fn add_permission(
        &self,
        target: &str,
        statement: NewStatement<'_>,
        revision: Option<&str>,
    ) -> Result<(), ChangeFailure> {
        let function = FunctionReference::parse(target).map_err(ChangeFailure::Refused)?;
        let answer = self
            .client
            .add_permission()
            .function_name(&function.function_name)
            .set_qualifier(function.qualifier.clone())
            .statement_id(statement.id)
            .action(statement.action)
            .principal(statement.principal)
            .set_source_arn(statement.source_arn.map(str::to_owned))
            .set_revision_id(revision.map(str::to_owned))
            .customize()
            .config_override(Self::overrides(&function).retry_classifier(OnlyIfNotRun))
            .send()
            .await;
        let call = self.permission_call("AddPermission", "lambda:AddPermission", &without_qualifier(target, &function));
        answer.map(drop).map_err(|error| change_failure(&error, &call, &self.destination))
    }

    /// Takes a statement from the policy of a function on its qualifier, if the policy is still of this revision.
    ///
    /// # Errors
    ///
    /// What is known of the policy afterwards: see [`ChangeFailure`].
    pub async fn remove_permission(
        &self,
        target: &str,
        statement_id: &str,
        revision: Option<&str>,
    ) -> Result<(), ChangeFailure> {
        let function = FunctionReference::parse(target).map_err(ChangeFailure::Refused)?;
        let answer = self
            .client
            .remove_permission()
            .function_name(&function.function_name)
            .set_qualifier(function.qualifier.clone())
            .statement_id(statement_id)
            .set_revision_id(revision.map(str::to_owned))
            .customize()
            .config_override(Self::overrides(&function).retry_classifier(OnlyIfNotRun))
            .send()
            .await;
        let action = "lambda:RemovePermission";
        let call = self.permission_call("RemovePermission", action, &without_qualifier(target, &function));
        answer.map(drop).map_err(|error| change_failure(&error, &call, &self.destination))
    }

    fn permission_call(&self, operation: &'static str, action: &'static str, resource: &str) -> Call {
        Call { operation, action, resource: resource.to_owned(), sends_secrets: false, timeout: self.network_timeout() }
    }
}

/// What IAM allows the two changes on: the function without its qualifier.
///
/// Source: Service Authorization Reference, "Actions, resources, and condition keys for AWS Lambda".
fn without_qualifier(target: &str, function: &FunctionReference) -> String {
    let qualifier = function.qualifier.as_deref();
    let name = qualifier.and_then(|qualifier| target.strip_suffix(qualifier)?.strip_suffix(':'));
    name.unwrap_or(target).to_owned()
}
