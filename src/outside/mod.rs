//! The only place that touches the world: the network, AWS, processes, files, the clock.
//!
//! The outside brings facts in and carries decisions out. It decides nothing (that is the engine's) and renders nothing
//! (that is the reports').

pub mod appsync_api;
mod aws_call;
pub mod credentials;
pub mod function_reference;
pub mod lambda_api;
