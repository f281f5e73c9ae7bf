//! IAM's API, and what IAM says about a role.

use std::time::Duration;

use aws_config::{Region, SdkConfig};
use aws_sdk_iam::Client;
use aws_sdk_iam::config::timeout::TimeoutConfig;
use aws_sdk_iam::operation::get_role::GetRoleError;
use aws_smithy_runtime_api::client::result::SdkError;

use crate::error::{Error, Result};
use crate::outside::aws_call::{Call, Destination, explain};

/// What IAM says about a role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleFacts {
    /// Its name, without its path.
    pub name: String,
    /// Its ARN.
    pub arn: String,
    /// The ARN of the policy that is its permissions boundary.
    pub boundary: Option<String>,
}

/// IAM's API.
#[derive(Debug, Clone)]
pub struct IamApi {
    config: SdkConfig,
    pub(super) client: Client,
    pub(super) destination: Destination,
}

impl IamApi {
    /// IAM's API in a partition. IAM is one for all regions of it, and signatures name the region where it is at home.
    ///
    /// Source: the endpoint rules of IAM's service model.
    #[must_use]
    pub fn new(config: &SdkConfig, partition: &str) -> Self {
        let home = match partition {
            "aws" => Some("us-east-1"),
            "aws-cn" => Some("cn-north-1"),
            "aws-us-gov" => Some("us-gov-west-1"),
            _ => None,
        };
        let destination = Destination::default();
        let mut settings = aws_sdk_iam::config::Builder::from(config)
            .interceptor(destination.clone())
            .retry_classifier(destination.clone());
        if let Some(home) = home {
            settings = settings.region(Region::new(home));
        }
        Self { config: config.clone(), client: Client::from_conf(settings.build()), destination }
    }

    /// What IAM says about a role, by its ARN.
    ///
    /// # Errors
    ///
    /// Input: the text is not the ARN of a role. Outside: no such role in the account of the credentials, throttled to the
    /// end, the network. Credentials: none, expired, denied.
    pub async fn role(&self, arn: &str) -> Result<RoleFacts> {
        let name = role_name(arn).ok_or_else(|| {
            Error::outside("unexpected-answer", format!("`{arn}` is not the ARN of a role"))
                .help("give the function an execution role")
        })?;
        let answer = self.client.get_role().role_name(name).send().await;
        let role = match answer {
            Ok(answer) => answer.role,
            Err(SdkError::ServiceError(error)) if matches!(error.err(), GetRoleError::NoSuchEntityException(_)) => None,
            Err(error) => return Err(explain(&error, &self.call("GetRole", "iam:GetRole", arn), &self.destination)),
        };
        // A role of the same name in another account is another role.
        let role = role.filter(|role| role.arn == arn).ok_or_else(|| {
            Error::outside("no-such-role", format!("there is no role `{arn}` in the account of the credentials"))
                .help("give the function a role that exists, or use credentials of the function's account")
        })?;
        let boundary = role.permissions_boundary.and_then(|boundary| boundary.permissions_boundary_arn);
        Ok(RoleFacts { name: role.role_name, arn: role.arn, boundary })
    }

    pub(super) fn call(&self, operation: &'static str, action: &'static str, resource: &str) -> Call {
        let timeout: Option<Duration> = self.config.timeout_config().and_then(TimeoutConfig::operation_timeout);
        Call { operation, action, resource: resource.to_owned(), sends_secrets: false, timeout }
    }
}

/// The name in `arn:PARTITION:iam::ACCOUNT:role/PATH/NAME`.
fn role_name(arn: &str) -> Option<&str> {
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    match parts[..] {
        ["arn", _, "iam", _, _, resource] => {
            resource.strip_prefix("role/")?.rsplit('/').next().filter(|name| !name.is_empty())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_is_named_by_the_end_of_its_arn() {
        assert_eq!(role_name("arn:aws:iam::111122223333:role/app"), Some("app"));
        assert_eq!(role_name("arn:aws-cn:iam::111122223333:role/service-role/team/app"), Some("app"));
        for other in ["app", "arn:aws:iam::111122223333:user/app", "arn:aws:iam::111122223333:role/", ""] {
            assert_eq!(role_name(other), None, "{other}");
        }
    }
}
