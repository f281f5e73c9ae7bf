//! Lambda's operations.
//!
//! | file | what it does |
//! |---|---|
//! | `routes.rs` | which operation a method and path ask for |
//! | `named.rs` | a function as a client names it |
//! | `functions.rs` | GetFunction, ListFunctions, and a function as answers show it |
//! | `configuration.rs` | GetFunctionConfiguration, UpdateFunctionConfiguration |
//! | `environment.rs` | the environment variables of a function |
//! | `aliases.rs` | versions and aliases |
//! | `permissions.rs` | GetPolicy, AddPermission, RemovePermission |
//! | `invoke.rs` | Invoke |

mod aliases;
mod configuration;
mod environment;
mod functions;
mod invoke;
mod named;
mod permissions;
mod routes;

pub(super) use functions::{ROLE_PREFIX, role_arn};
pub(super) use routes::answer;
