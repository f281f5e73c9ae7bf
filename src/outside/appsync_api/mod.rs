//! AppSync's control plane: an API as the service describes it, and its schema.
//!
//! An API is given as the JSON that was received. The SDK's types would take an absent number for 0 and lose members that
//! they do not know; [`crate::appsync::GraphqlApi`] reads what this program needs.

mod service;
mod update;

pub use service::{AppSyncApi, ListedApi, region_of};
