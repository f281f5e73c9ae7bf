//! The emulator: AppSync's authorization as a server on this machine, around the engine.
//!
//! What belongs here listens, reads requests, checks credentials, calls authorizers and resolvers, and answers in
//! AppSync's shapes. It decides nothing: whether a request is let in and which fields are reached is asked of the engine.
//!
//! | file | what it does |
//! |---|---|
//! | `control_plane/` | what clients ask of AppSync, Lambda, IAM and STS |
//! | `functions.rs` | the functions of the emulated Lambda, each of which runs a target |
//! | `keyring.rs` | who may sign requests |
//! | `store/` | what the emulator keeps, in memory or in a folder |

pub mod control_plane;
mod functions;
mod keyring;
pub mod store;

pub use functions::{Function, Functions};
pub use keyring::{Credentials, Keyring};
