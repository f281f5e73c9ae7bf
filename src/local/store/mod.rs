//! What the emulator keeps: APIs, permissions of functions, roles, and a drawer for other parts' own state.
//!
//! Plain data behind one lock, in memory or in a folder that outlives the process. Who may change what, and in which
//! words a refusal is said, is the business of the control plane.
//!
//! | file | what it does |
//! |---|---|
//! | `record.rs` | an API: its document, schema, keys and environment variables |
//! | `account.rs` | what belongs to no API: resource policies of functions, roles |
//! | `function.rs` | a function's settings and aliases |
//! | `managed_policy.rs` | managed policies, the account's and AWS's |
//! | `held.rs` | the store itself: reading, and changing one thing at a time |
//! | `folder.rs` | the folder on disk: written whole or not at all, locked, read back with every fault named |
//! | `ids.rs` | ids as AppSync makes them |

mod account;
mod folder;
mod function;
mod held;
mod ids;
mod managed_policy;
mod record;

#[cfg(test)]
mod tests;

pub use account::{Account, PolicyKey, ResourcePolicy, Role, RoleDocuments};
pub use function::{Alias, FunctionSettings};
pub use held::Store;
pub use ids::{new_api_id, new_api_key, new_request_id};
pub use managed_policy::{ManagedPolicy, PolicyVersion};
pub(crate) use record::seconds;
pub use record::{ApiKey, ApiRecord, SchemaCreation, SchemaStatus};
