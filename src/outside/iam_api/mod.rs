//! IAM's API, as far as roles and the policies on them go.
//!
//! - `service`: the API, and what IAM says about a role.
//! - `policies`: the policies of a role: inline ones, read and changed, and managed ones, read.

mod policies;
mod service;

pub use policies::AttachedPolicy;
pub use service::{IamApi, RoleFacts};
