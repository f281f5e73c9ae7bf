//! Lambda's API: calling a deployed function as AppSync calls it, facts about it, and the permission that AppSync needs.
//!
//! - `service`: the API in one region, and what Lambda says about a function.
//! - `invoke`: one invocation.
//! - `permission`: the resource policy of a function.
//! - `list`: the functions of an account, and their aliases.
//! - `variables`: whom a function runs as, and its environment variables.

mod invoke;
mod list;
mod permission;
mod service;
mod variables;

pub use invoke::DeployedInvocation;
pub use list::{ListedAlias, ListedFunction};
pub use permission::{NewStatement, ReadPolicy};
pub use service::{FunctionFacts, LambdaApi};
pub use variables::{FunctionExecution, FunctionVariables};
