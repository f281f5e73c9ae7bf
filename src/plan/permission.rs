//! AppSync's permission to invoke the authorizer: what is there, what is to be added, what is to be taken away.

use std::collections::BTreeMap;

use super::change::Change;
use super::function_arn::FunctionArn;
use super::policy::{FunctionPolicy, Invocable, statement_id};
use crate::appsync::ApiIdentity;
use crate::settings::PermissionChoice;

/// The policies of functions, each on the ARN of [`FunctionArn::policy_arn`]; a function without one need not be there.
pub type FunctionPolicies = BTreeMap<FunctionArn, FunctionPolicy>;

/// The id of the statement that lets AppSync invoke a function for any API.
pub const OPEN_STATEMENT_ID: &str = "appsync-auth-open";

/// A statement to add: [`super::policy::INVOKE_ACTION`] for [`super::policy::APPSYNC_PRINCIPAL`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PermissionStatement {
    /// The function, on the qualifier that the API calls.
    pub function: FunctionArn,
    /// The statement's id.
    pub id: String,
    /// The API that it is for; `None` for every API of every account.
    pub source_arn: Option<String>,
}

/// A statement by its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatementName {
    /// The function whose policy holds it.
    pub function: FunctionArn,
    /// The statement's id.
    pub id: String,
}

/// What becomes of AppSync's permission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PermissionPlan {
    /// What was asked for. Under [`PermissionChoice::Skip`] nothing else is filled.
    pub choice: PermissionChoice,
    /// The function that the API calls after the change.
    pub function: Option<FunctionArn>,
    /// What the policy of that function says before anything is added.
    pub found: Invocable,
    /// The statements of that policy that let AppSync invoke the function for any API of any account.
    pub open_by: Vec<String>,
    /// What is added, before the update.
    pub add: Option<PermissionStatement>,
    /// What is taken away, after the update: statements that an earlier run added for this API to functions that it does
    /// not call any more.
    pub remove: Vec<StatementName>,
    /// The statements of an earlier run that leave the function open to every API of every account, which this API called
    /// until now and calls no more. They stay: who else relies on them is not known.
    pub left_open: Vec<StatementName>,
    /// Whether the function belongs to another account than the API, and was not the API's before. AppSync has refused
    /// that with `Lambda Authorizer should be in the same account as caller`.
    ///
    /// Source: aws/aws-appsync-community#184; #197 quotes the developer guide to the same effect.
    pub foreign_account: bool,
}

impl PermissionPlan {
    /// Whether AppSync may invoke the function after the plan; `None` where the policy leaves it open, or without a
    /// function.
    #[must_use]
    pub fn invocable(&self) -> Option<bool> {
        self.function.as_ref()?;
        if self.choice == PermissionChoice::Skip {
            return None;
        }
        if !self.found.denied_by.is_empty() {
            return Some(false);
        }
        let allowed = self.add.is_some() || !self.found.allowed_by.is_empty();
        (allowed && self.found.perhaps_denied_by.is_empty()).then_some(true)
    }

    /// The statement that is missing for what was asked.
    fn missing(
        &self,
        function: &FunctionArn,
        policy: &FunctionPolicy,
        api: &ApiIdentity,
    ) -> Option<PermissionStatement> {
        let (wanted, source_arn) = match self.choice {
            PermissionChoice::Skip => return None,
            PermissionChoice::Scoped if !self.found.allowed_by.is_empty() => return None,
            PermissionChoice::Open if !self.open_by.is_empty() => return None,
            PermissionChoice::Scoped => (statement_id(api), Some(api.to_string())),
            PermissionChoice::Open => (OPEN_STATEMENT_ID.to_owned(), None),
        };
        Some(PermissionStatement { function: function.clone(), id: policy.free_id(&wanted), source_arn })
    }
}

/// The functions before and after a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Functions<'f> {
    pub(super) before: Option<FunctionArn>,
    pub(super) after: Option<FunctionArn>,
    /// Functions that the API called at some time before.
    pub(super) former: &'f [FunctionArn],
}

impl Functions<'_> {
    /// Those that the API calls no more, each policy once, without the one that it calls.
    fn left(&self) -> Vec<FunctionArn> {
        let stays = self.after.as_ref().map(FunctionArn::policy_arn);
        let mut left: Vec<FunctionArn> = Vec::new();
        for function in self.before.iter().chain(self.former).map(FunctionArn::policy_arn) {
            if Some(&function) != stays.as_ref() && !left.contains(&function) {
                left.push(function);
            }
        }
        left
    }

    /// Those whose policies decide something.
    pub(super) fn to_ask(&self) -> Vec<FunctionArn> {
        self.after.iter().map(FunctionArn::policy_arn).chain(self.left()).collect()
    }
}

/// What becomes of AppSync's permission with this change.
pub(super) fn planned(
    change: &Change,
    api: &ApiIdentity,
    functions: &Functions<'_>,
    policies: &FunctionPolicies,
) -> PermissionPlan {
    let is_new = functions.after != functions.before;
    let foreign = functions.after.as_ref().is_some_and(|function| function.account_id != api.account_id);
    let mut plan = PermissionPlan {
        choice: change.permission,
        function: functions.after.clone(),
        found: Invocable::default(),
        open_by: Vec::new(),
        add: None,
        remove: Vec::new(),
        left_open: Vec::new(),
        foreign_account: is_new && foreign,
    };
    if change.permission == PermissionChoice::Skip {
        return plan;
    }
    let none = FunctionPolicy::default();
    let policy_of = |function: &FunctionArn| policies.get(function).unwrap_or(&none);
    if let Some(function) = functions.after.as_ref().map(FunctionArn::policy_arn) {
        let policy = policy_of(&function);
        plan.found = policy.invocable(&function, api);
        plan.open_by = policy.open_to_appsync(&function);
        plan.add = plan.missing(&function, policy, api);
    }
    if !change.keep_permission {
        for function in functions.left() {
            let ids = policy_of(&function).added_for(api);
            plan.remove.extend(ids.into_iter().map(|id| StatementName { function: function.clone(), id }));
            if functions.before.as_ref().is_some_and(|before| before.policy_arn() == function) {
                let ids = policy_of(&function).opened(&function);
                plan.left_open = ids.into_iter().map(|id| StatementName { function: function.clone(), id }).collect();
            }
        }
    }
    plan
}
