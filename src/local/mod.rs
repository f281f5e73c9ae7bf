//! The embedded emulator of AppSync: what `appsync-auth local` runs.
//!
//! What it decides about access it asks the engine; what it answers on the wire is AppSync's.

pub mod data;
pub mod execution;
