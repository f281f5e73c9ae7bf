//! The ARN of a Lambda function, as an authorizer's `authorizerUri` holds it.

use std::fmt;

use crate::appsync::{ApiIdentity, Arn};
use crate::error::{Error, Result};

/// `arn:PARTITION:lambda:REGION:ACCOUNT:function:NAME[:QUALIFIER]`. A permission belongs to one of these, its qualifier
/// included: the policy of an alias is not that of the function.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FunctionArn {
    /// `aws`, `aws-cn` or `aws-us-gov`.
    pub partition: String,
    /// The region.
    pub region: String,
    /// The account, 12 digits.
    pub account_id: String,
    /// The function's name.
    pub name: String,
    /// An alias or a version.
    pub qualifier: Option<String>,
}

impl FunctionArn {
    /// Reads an ARN; `None` for any other text.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        match text.parse() {
            Ok(Arn::Function { partition, region, account_id, name, qualifier }) => {
                Some(Self { partition, region, account_id, name, qualifier })
            }
            _ => None,
        }
    }

    /// The function that a user means: an ARN, or `NAME[:QUALIFIER]` of a function in the account and region of the API.
    ///
    /// # Errors
    ///
    /// Usage: the ARN of something else, or a text that cannot be a function's name.
    pub fn resolve(text: &str, api: &ApiIdentity) -> Result<Self> {
        let is_arn = text.starts_with("arn:");
        let arn = if is_arn {
            text.to_owned()
        } else {
            format!("arn:{}:lambda:{}:{}:function:{text}", api.partition, api.region, api.account_id)
        };
        Self::parse(&arn).ok_or_else(|| {
            let what = if is_arn { "the ARN of a Lambda function" } else { "the name or ARN of a Lambda function" };
            Error::usage("bad-function", format!("`{text}` is not {what}"))
                .help("name the function as `authorizer`, `authorizer:live` or by its whole ARN")
        })
    }

    /// The ARN whose resource policy counts. `$LATEST` has none of its own.
    ///
    /// Source: Lambda API reference, AddPermission: a policy is that of a function, a version or an alias; Lambda refuses
    /// one for `$LATEST`.
    #[must_use]
    pub fn policy_arn(&self) -> Self {
        let qualifier = self.qualifier.clone().filter(|qualifier| qualifier != "$LATEST");
        Self { qualifier, ..self.clone() }
    }

    /// The ARN without its qualifier: what Lambda's API takes as `FunctionName` beside `Qualifier`.
    #[must_use]
    pub fn unqualified(&self) -> String {
        format!("arn:{}:lambda:{}:{}:function:{}", self.partition, self.region, self.account_id, self.name)
    }
}

impl fmt::Display for FunctionArn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.unqualified())?;
        self.qualifier.as_ref().map_or(Ok(()), |qualifier| write!(f, ":{qualifier}"))
    }
}
