//! What is sent, in order: the permission first, so that AppSync is never told of a function that it may not call, and
//! what is no longer needed is taken away last.

use serde_json::{Map, Value};

use super::difference::{Difference, differences};
use super::members::{
    ADDITIONAL, LAMBDA_CONFIG, MODE, OIDC_CONFIG, POOL_CONFIG, TTL, config_of, known_only, updatable,
};
use super::permission::{PermissionStatement, StatementName};
use super::planned::{Plan, authorizer_function};

/// One request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Lambda's AddPermission.
    AddPermission(PermissionStatement),
    /// UpdateGraphqlApi with [`Plan::body`].
    Update,
    /// GetGraphqlApi, until the answer is what was meant: see [`Plan::verify`].
    Verify,
    /// Lambda's RemovePermission.
    RemovePermission(StatementName),
}

impl Step {
    /// A stable name.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::AddPermission(_) => "add-permission",
            Self::Update => "update",
            Self::Verify => "verify",
            Self::RemovePermission(_) => "remove-permission",
        }
    }

    /// What the step does, as a wish: `update the API`.
    #[must_use]
    pub fn wish(&self) -> String {
        match self {
            Self::AddPermission(statement) => {
                let whom = statement.source_arn.as_ref().map_or("every API".to_owned(), |arn| format!("`{arn}`"));
                format!("let AppSync invoke `{}` for {whom} (statement `{}`)", statement.function, statement.id)
            }
            Self::Update => "update the API".to_owned(),
            Self::Verify => "read the API again and compare".to_owned(),
            Self::RemovePermission(statement) => {
                format!("take statement `{}` from the policy of `{}`", statement.id, statement.function)
            }
        }
    }

    /// The IAM action that the step needs.
    #[must_use]
    pub const fn action(&self) -> &'static str {
        match self {
            Self::AddPermission(_) => "lambda:AddPermission",
            Self::Update => "appsync:UpdateGraphqlApi",
            Self::Verify => "appsync:GetGraphqlApi",
            Self::RemovePermission(_) => "lambda:RemovePermission",
        }
    }

    /// The resource that it needs the action on. For Lambda's two it is the function without its qualifier.
    ///
    /// Source: Service Authorization Reference, "Actions, resources, and condition keys for AWS Lambda".
    #[must_use]
    pub fn resource(&self, plan: &Plan) -> String {
        match self {
            Self::AddPermission(PermissionStatement { function, .. })
            | Self::RemovePermission(StatementName { function, .. }) => function.unqualified(),
            Self::Update | Self::Verify => plan.api.to_string(),
        }
    }

    /// What takes the step back when a later one fails and the API is as it was before: only what would be left open.
    #[must_use]
    pub fn undo(&self) -> Option<Self> {
        match self {
            Self::AddPermission(PermissionStatement { function, id, .. }) => {
                Some(Self::RemovePermission(StatementName { function: function.clone(), id: id.clone() }))
            }
            Self::Update | Self::Verify | Self::RemovePermission(_) => None,
        }
    }
}

/// What reading the API again shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verification {
    /// It is as it was meant. `filled` is what the service set where nothing was said, or still keeps of a block that no
    /// longer counts.
    Applied {
        /// Differences that are no fault.
        filled: Vec<Difference>,
    },
    /// It is still as it was before the plan: the update was not made, or is not to be seen yet.
    Unchanged,
    /// It is something else: `before` of each difference is what was meant, `after` what is.
    Different(Vec<Difference>),
}

impl Plan {
    /// The requests in order; none when there is nothing to do.
    #[must_use]
    pub fn steps(&self) -> Vec<Step> {
        let mut steps: Vec<Step> = self.permission.add.clone().map(Step::AddPermission).into_iter().collect();
        if !self.changes.is_empty() {
            steps.extend([Step::Update, Step::Verify]);
        }
        steps.extend(self.permission.remove.iter().cloned().map(Step::RemovePermission));
        steps
    }

    /// What to send when a step failed after these were done, and reading the API again gave this: the last first. A
    /// permission stays when the API calls that function by now, whoever made it so.
    #[must_use]
    pub fn undo(&self, done: &[Step], read: &Map<String, Value>) -> Vec<Step> {
        let called = authorizer_function(read).map(|function| function.policy_arn());
        let is_called = |step: &Step| match step {
            Step::RemovePermission(statement) => called.as_ref() == Some(&statement.function.policy_arn()),
            _ => false,
        };
        done.iter().rev().filter_map(Step::undo).filter(|undo| !is_called(undo)).collect()
    }

    /// Compares the API as it was read again with what was meant. A request that timed out may have been served, so this
    /// decides what came of it, and not the request's own answer.
    #[must_use]
    pub fn verify(&self, read: &Map<String, Value>) -> Verification {
        // What was left out of the request is not known to be gone or kept.
        let sent = |document: &Map<String, Value>| {
            if self.left_out.is_empty() { document.clone() } else { known_only(document) }
        };
        let read = sent(&updatable(read));
        let (filled, wrong): (Vec<Difference>, Vec<Difference>) =
            differences(&sent(&self.after), &read).into_iter().partition(|difference| is_filled(difference, &read));
        if wrong.is_empty() {
            Verification::Applied { filled }
        } else if differences(&sent(&self.before), &read).is_empty() {
            Verification::Unchanged
        } else {
            Verification::Different(wrong)
        }
    }
}

/// Whether a difference is the service's own: a TTL where none was sent, or the block of a mode that is not the default.
/// Whether AppSync forgets a block that an update leaves away is not documented; it says nothing any more.
fn is_filled(difference: &Difference, read: &Map<String, Value>) -> bool {
    let Difference { path, before: None, .. } = difference else { return false };
    let is_ttl =
        path == &format!("{LAMBDA_CONFIG}.{TTL}") || path == &format!("{ADDITIONAL}[AWS_LAMBDA].{LAMBDA_CONFIG}.{TTL}");
    let default = read.get(MODE).and_then(Value::as_str).unwrap_or_default();
    let is_spent =
        [LAMBDA_CONFIG, POOL_CONFIG, OIDC_CONFIG].contains(&path.as_str()) && config_of(default) != Some(path.as_str());
    is_ttl || is_spent
}
