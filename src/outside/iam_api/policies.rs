//! The policies of a role.

use std::error::Error as StdError;

use aws_sdk_iam::operation::delete_role_policy::DeleteRolePolicyError;
use aws_sdk_iam::operation::get_role_policy::GetRolePolicyError;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use percent_encoding::percent_decode_str;

use super::service::{IamApi, RoleFacts};
use crate::error::{Error, Result};
use crate::outside::aws_call::{Call, ChangeFailure, change_failure, explain};

/// A managed policy that is attached to a role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttachedPolicy {
    /// Its name.
    pub name: String,
    /// Its ARN.
    pub arn: String,
}

impl IamApi {
    /// The text of an inline policy of a role; `None` when the role has none of this name.
    ///
    /// # Errors
    ///
    /// Credentials: none, expired, denied. Outside: throttled to the end, the network.
    pub async fn inline_policy(&self, role: &RoleFacts, name: &str) -> Result<Option<String>> {
        let call = self.call("GetRolePolicy", "iam:GetRolePolicy", &role.arn);
        match self.client.get_role_policy().role_name(&role.name).policy_name(name).send().await {
            Ok(answer) => decoded(&answer.policy_document, &call).map(Some),
            Err(SdkError::ServiceError(error))
                if matches!(error.err(), GetRolePolicyError::NoSuchEntityException(_)) =>
            {
                Ok(None)
            }
            Err(error) => Err(explain(&error, &call, &self.destination)),
        }
    }

    /// The names of a role's inline policies, all pages.
    ///
    /// # Errors
    ///
    /// As [`IamApi::inline_policy`].
    pub async fn inline_policies(&self, role: &RoleFacts) -> Result<Vec<String>> {
        let mut pages = self.client.list_role_policies().role_name(&role.name).into_paginator().items().send();
        let mut names = Vec::new();
        while let Some(name) = pages.next().await {
            let call = self.call("ListRolePolicies", "iam:ListRolePolicies", &role.arn);
            names.push(name.map_err(|error| explain(&error, &call, &self.destination))?);
        }
        Ok(names)
    }

    /// The managed policies of a role, all pages.
    ///
    /// # Errors
    ///
    /// As [`IamApi::inline_policy`].
    pub async fn attached_policies(&self, role: &RoleFacts) -> Result<Vec<AttachedPolicy>> {
        let mut pages = self.client.list_attached_role_policies().role_name(&role.name).into_paginator().items().send();
        let mut attached = Vec::new();
        while let Some(policy) = pages.next().await {
            let call = self.call("ListAttachedRolePolicies", "iam:ListAttachedRolePolicies", &role.arn);
            let policy = policy.map_err(|error| explain(&error, &call, &self.destination))?;
            attached.push(AttachedPolicy {
                name: policy.policy_name.unwrap_or_default(),
                arn: policy.policy_arn.unwrap_or_default(),
            });
        }
        Ok(attached)
    }

    /// The text of a managed policy, in the version that is in force.
    ///
    /// # Errors
    ///
    /// As [`IamApi::inline_policy`], and outside: there is no such policy.
    pub async fn managed_policy(&self, arn: &str) -> Result<String> {
        let call = self.call("GetPolicy", "iam:GetPolicy", arn);
        let answer = self.client.get_policy().policy_arn(arn).send().await;
        let policy = answer.map_err(|error| explain(&error, &call, &self.destination))?.policy;
        let version = policy.and_then(|policy| policy.default_version_id).ok_or_else(|| unexpected(&call))?;
        let call = self.call("GetPolicyVersion", "iam:GetPolicyVersion", arn);
        let answer = self.client.get_policy_version().policy_arn(arn).version_id(version).send().await;
        let version = answer.map_err(|error| explain(&error, &call, &self.destination))?.policy_version;
        let document = version.and_then(|version| version.document).ok_or_else(|| unexpected(&call))?;
        decoded(&document, &call)
    }

    /// Puts an inline policy on a role, in place of one of the same name.
    ///
    /// # Errors
    ///
    /// What is known of the role afterwards: see [`ChangeFailure`].
    pub async fn put_inline_policy(&self, role: &RoleFacts, name: &str, document: &str) -> Result<(), ChangeFailure> {
        let request = self.client.put_role_policy().role_name(&role.name).policy_name(name).policy_document(document);
        let call = self.call("PutRolePolicy", "iam:PutRolePolicy", &role.arn);
        request.send().await.map(drop).map_err(|error| self.failed(&error, &call))
    }

    /// Takes an inline policy from a role. One that is not there is as good as taken.
    ///
    /// # Errors
    ///
    /// What is known of the role afterwards: see [`ChangeFailure`].
    pub async fn delete_inline_policy(&self, role: &RoleFacts, name: &str) -> Result<(), ChangeFailure> {
        match self.client.delete_role_policy().role_name(&role.name).policy_name(name).send().await {
            Ok(_) => Ok(()),
            Err(SdkError::ServiceError(error))
                if matches!(error.err(), DeleteRolePolicyError::NoSuchEntityException(_)) =>
            {
                Ok(())
            }
            Err(error) => Err(self.failed(&error, &self.call("DeleteRolePolicy", "iam:DeleteRolePolicy", &role.arn))),
        }
    }

    /// IAM answers 409 to more than what somebody else's change is the reason of.
    ///
    /// Source: IAM API reference, the errors of PutRolePolicy: LimitExceeded has status 409 as ConcurrentModification has.
    fn failed<E>(&self, error: &SdkError<E, HttpResponse>, call: &Call) -> ChangeFailure
    where
        E: StdError + ProvideErrorMetadata + 'static,
    {
        let passes = matches!(error.code(), Some("ConcurrentModification" | "EntityTemporarilyUnmodifiable"));
        match change_failure(error, call, &self.destination) {
            ChangeFailure::Overtaken(error) if !passes => ChangeFailure::Refused(error),
            other => other,
        }
    }
}

/// A document as it was before IAM percent-encoded it.
///
/// Source: IAM API reference, GetRolePolicy and GetPolicyVersion.
fn decoded(document: &str, call: &Call) -> Result<String> {
    percent_decode_str(document).decode_utf8().map(std::borrow::Cow::into_owned).map_err(|_| unexpected(call))
}

fn unexpected(call: &Call) -> Error {
    Error::outside("unexpected-answer", format!("IAM's answer to `{}` holds no policy", call.operation))
        .help("check `--endpoint-url`, and whether a proxy answers in AWS's place")
}
