//! Test, explain and configure AWS AppSync authorization.
//!
//! The program is `appsync-auth`; this library is what it is made of. The part meant for other programs is `engine`:
//! AppSync's authorization rules as pure functions over values, each rule once, with its evidence.
//! `docs/architecture.md` draws the floors that the modules stand on.

pub mod appsync;
pub mod document;
pub mod engine;
pub mod error;
pub mod graphql;
pub mod outside;
pub mod rules_file;
pub mod settings;
pub mod status;
pub mod suite;
