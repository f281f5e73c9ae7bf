//! What belongs to no API: functions' settings, aliases and resource policies, roles and managed policies.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::function::{Alias, FunctionSettings};
use super::managed_policy::ManagedPolicy;
use crate::engine::iam::wildcard_matches;

/// Who invokes an authorizer or a resolver.
///
/// Source: AppSync developer guide, "Security", AWS_LAMBDA authorization; Lambda's AddPermission.
const APPSYNC: &str = "appsync.amazonaws.com";

/// What AppSync needs to be allowed.
const INVOKE: &str = "lambda:InvokeFunction";

/// Functions, policies and roles.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Account {
    /// The resource policies, by [`PolicyKey`] as text.
    pub policies: BTreeMap<String, ResourcePolicy>,
    /// The roles, by name.
    pub roles: BTreeMap<String, Role>,
    /// What UpdateFunctionConfiguration set, by the function's name.
    pub functions: BTreeMap<String, FunctionSettings>,
    /// The aliases that somebody made, by function and name.
    pub aliases: BTreeMap<String, BTreeMap<String, Alias>>,
    /// The customer managed policies, by ARN.
    pub managed_policies: BTreeMap<String, ManagedPolicy>,
}

impl Account {
    /// A managed policy, the customer's own or one of AWS.
    #[must_use]
    pub fn managed_policy(&self, arn: &str) -> Option<ManagedPolicy> {
        self.managed_policies.get(arn).cloned().or_else(|| ManagedPolicy::of_aws(arn))
    }
}

/// What IAM holds a caller of some role against: documents as they were written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RoleDocuments {
    /// Inline and attached policies.
    pub policies: Vec<String>,
    /// The permissions boundary.
    pub boundary: Option<String>,
}

/// Which resource policy: that of a function, or of one of its versions or aliases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PolicyKey<'a> {
    /// The function's name.
    pub function: &'a str,
    /// An alias or a version; `$LATEST` is the function itself.
    pub qualifier: Option<&'a str>,
}

impl PolicyKey<'_> {
    /// The key as text: `NAME` or `NAME:QUALIFIER`.
    #[must_use]
    pub fn text(&self) -> String {
        match self.qualifier {
            Some(qualifier) if qualifier != "$LATEST" => format!("{}:{qualifier}", self.function),
            _ => self.function.to_owned(),
        }
    }
}

/// The resource policy of a function.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResourcePolicy {
    /// Changes with every change of the statements.
    pub revision: String,
    /// The statements, as AddPermission made them, in order.
    pub statements: Vec<Value>,
}

impl ResourcePolicy {
    /// The policy document.
    #[must_use]
    pub fn document(&self) -> Value {
        json!({ "Version": "2012-10-17", "Id": "default", "Statement": self.statements })
    }

    /// Whether AppSync may invoke the function for this API.
    ///
    /// Source: IAM user guide, "Policy evaluation logic". AddPermission makes only Allow statements, and these are all the
    /// conditions that it can make; one that AppSync's call does not meet, or that we do not know, keeps the statement shut.
    #[must_use]
    pub fn allows_appsync(&self, api_arn: &str, account_id: &str) -> bool {
        self.statements.iter().any(|statement| {
            let action = statement.get("Action").and_then(Value::as_str).unwrap_or_default();
            statement.get("Effect").and_then(Value::as_str) == Some("Allow")
                && wildcard_matches(action, INVOKE, true)
                && is_for_appsync(statement.get("Principal"))
                && conditions_hold(statement.get("Condition"), api_arn, account_id)
        })
    }
}

fn is_for_appsync(principal: Option<&Value>) -> bool {
    match principal {
        Some(Value::String(anybody)) => anybody == "*",
        Some(principal) => principal.get("Service").and_then(Value::as_str) == Some(APPSYNC),
        None => false,
    }
}

fn conditions_hold(conditions: Option<&Value>, api_arn: &str, account_id: &str) -> bool {
    let Some(conditions) = conditions else { return true };
    let Some(operators) = conditions.as_object() else { return false };
    operators.iter().all(|(operator, keys)| {
        keys.as_object().is_some_and(|keys| {
            keys.iter().all(|(key, wanted)| {
                let wanted = wanted.as_str().unwrap_or_default();
                // Names of condition keys are not case-sensitive.
                match (operator.as_str(), key.to_ascii_lowercase().as_str()) {
                    ("ArnLike", "aws:sourcearn") => arn_like(wanted, api_arn),
                    ("StringLike", "aws:sourcearn") => wildcard_matches(wanted, api_arn, false),
                    ("StringEquals", "aws:sourceaccount") => wanted == account_id,
                    _ => false,
                }
            })
        })
    })
}

/// Whether an ARN fits a pattern, part by part.
///
/// Source: IAM user guide, "IAM JSON policy elements: Condition operators", ArnLike: each of the six parts is compared
/// by itself.
fn arn_like(pattern: &str, arn: &str) -> bool {
    let (pattern, arn): (Vec<&str>, Vec<&str>) = (pattern.splitn(6, ':').collect(), arn.splitn(6, ':').collect());
    pattern.len() == arn.len() && pattern.iter().zip(&arn).all(|(pattern, part)| wildcard_matches(pattern, part, false))
}

/// A role.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Role {
    /// Its path, such as `/service-role/`.
    pub path: String,
    /// Its unique id, `AROA` and what follows.
    pub id: String,
    /// When it was made, in seconds since 1970.
    pub created: u64,
    /// Who may take it on, as it was written.
    pub trust_policy: String,
    /// What somebody wrote about it.
    pub description: Option<String>,
    /// The inline policies: the document, as it was written, by name.
    pub policies: BTreeMap<String, String>,
    /// The managed policies that are attached, by ARN.
    #[serde(default)]
    pub attached: BTreeSet<String>,
    /// The ARN of the managed policy that is its permissions boundary.
    #[serde(default)]
    pub boundary: Option<String>,
}
