//! The wanted configuration as infrastructure code, for those who deploy by a tool and not by a command.
//!
//! - `format`: the formats, and what goes into each of them.
//! - `cloudformation`, `terraform`, `typescript` (CDK and Amplify), `cli`: one format each.
//! - `grant`: the same formats for the policy that lets a function call the API.

mod cli;
mod cloudformation;
mod format;
mod grant;
mod terraform;
mod typescript;

pub use format::{Infrastructure, InfrastructureFormat};
pub use grant::{Grantee, grant_infrastructure};
