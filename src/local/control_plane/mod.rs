//! The control plane: what `configure`, `status`, the AWS CLI and the SDKs ask of AppSync, Lambda, IAM and STS.
//!
//! The shapes, members, error names and status codes are those of botocore's service models (appsync 2017-07-25, lambda
//! 2015-03-31, iam 2010-05-08, sts 2011-06-15). Which providers may stand together is asked of the engine; here are only
//! the words in which AppSync refuses. Where no answer of the service was found, a comment says that the words are assumed.
//!
//! | file | what it does |
//! |---|---|
//! | `request.rs` | a request and its answer |
//! | `plane.rs` | which requests are for the control plane, and to whom they go |
//! | `refusal.rs` | errors, in the form of each protocol |
//! | `caller.rs` | who signed |
//! | `shape.rs` | members of a JSON body, held against a model |
//! | `page.rs` | lists in pages |
//! | `appsync/` | AppSync's operations |
//! | `lambda/` | Lambda's operations |
//! | `query/` | IAM's and STS's operations, in forms and XML |

mod appsync;
mod caller;
mod lambda;
mod page;
mod plane;
mod query;
mod refusal;
mod request;
mod shape;

#[cfg(test)]
mod tests;

pub use appsync::provider_refusal;
pub use plane::{ControlPlane, UpdateOmitted, answer, is_control_plane};
pub use request::{Change, ControlAnswer, ControlRequest};
