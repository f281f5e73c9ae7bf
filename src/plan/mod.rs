//! How an API's authorization becomes what somebody wants: a [`Change`] and the API as it is make a [`Plan`].
//!
//! The JSON document that GetGraphqlApi answered is edited and sent back whole, so that no setting is lost, not even one
//! that this program does not know. Nothing is read or sent here: the plan is a value, and whoever carries it out shows it
//! first.
//!
//! - `change`, `function_arn`: what the user asked for, and what can be judged of it alone.
//! - `members`, `providers`: the members of the document, and its providers taken out and put back.
//! - `edit`: the change made in the document.
//! - `difference`: what is different, member by member.
//! - `policy`, `permission`: may AppSync invoke the function, and what is to be added or taken away for that.
//! - `clients`: what it means for clients, as the engine says.
//! - `planned`, `steps`: the plan itself, its requests in order, and what reading the API again shows.
//! - `infrastructure`: the wanted configuration as infrastructure code.
//! - `grant`: what lets a function call the API by AWS_IAM.

mod change;
mod clients;
mod difference;
mod edit;
mod function_arn;
mod grant;
mod infrastructure;
mod members;
mod permission;
mod planned;
mod policy;
mod providers;
mod steps;

#[cfg(test)]
mod tests;

pub use change::{Aim, Change, SetUp, check_identity_regex, check_ttl};
pub use clients::{CachedDecisions, Clients, Credential, DefaultChange, Destination, Route};
pub use difference::{Difference, differences};
pub use function_arn::FunctionArn;
pub use grant::{
    Check, Decisive, ENDPOINT_VARIABLE, Grant, GrantWord, JudgedField, JudgedTarget, PolicySource, RolePolicy, Target,
    judge, policy_removed,
};
pub use infrastructure::{Grantee, grant_infrastructure};
pub use infrastructure::{Infrastructure, InfrastructureFormat};
pub use members::{READ_ONLY, UPDATABLE, known_only, unknown_members, updatable};
pub use permission::{FunctionPolicies, OPEN_STATEMENT_ID, PermissionPlan, PermissionStatement, StatementName};
pub use planned::{Facts, Plan, authorizer_function, functions_to_ask, functions_to_ask_restoring, identity_of};
pub use policy::{APPSYNC_PRINCIPAL, FunctionPolicy, INVOKE_ACTION, Invocable, statement_id};
pub use providers::ProviderName;
pub use steps::{Step, Verification};
