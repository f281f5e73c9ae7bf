//! What lets a function call an API by AWS_IAM: a policy on its execution role, and a variable that says where the API is.
//!
//! - `wanted`: what is granted, and the policy that says so.
//! - `judge`: whether a role's policies allow it already, field by field.
//! - `closed`: the fields that the schema's directives keep closed to AWS_IAM, whatever a policy says.

mod closed;
mod judge;
mod wanted;

#[cfg(test)]
mod tests;

pub use judge::{Check, Decisive, JudgedField, JudgedTarget, PolicySource, RolePolicy, judge};
pub use wanted::{Grant, GrantWord, Target, policy_removed};

/// The variable that Amplify gives to functions, and that its client reads.
///
/// Source: aws-amplify/amplify-backend, `factory.ts` of backend-data.
pub const ENDPOINT_VARIABLE: &str = "AMPLIFY_DATA_GRAPHQL_ENDPOINT";
