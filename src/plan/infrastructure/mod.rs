//! The wanted configuration as infrastructure code, for those who deploy by a tool and not by a command.
//!
//! - `format`: the formats, and what goes into each of them.
//! - `cloudformation`, `terraform`, `typescript` (CDK and Amplify), `cli`: one format each.

mod cli;
mod cloudformation;
mod format;
mod terraform;
mod typescript;

pub use format::{Infrastructure, InfrastructureFormat};
