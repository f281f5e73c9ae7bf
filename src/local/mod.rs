//! The emulator: AppSync's authorization as a server on this machine, around the engine.
//!
//! What belongs here listens, reads requests, checks credentials, calls authorizers and resolvers, and answers in
//! AppSync's shapes. It decides nothing: whether a request is let in and which fields are reached is asked of the engine.
//!
//! | file | what it does |
//! |---|---|
//! | `server.rs`, `tls.rs` | listening, HTTPS |
//! | `routes.rs` | which part of the emulator a request is for |
//! | `http.rs`, `arrival.rs`, `documents.rs` | GraphQL over HTTP: from a request to AppSync's answer |
//! | `authorize.rs` | judging a request: gathers what the engine needs, and calls the authorizer |
//! | `execution/`, `data/`, `resolvers.rs` | running an operation, and what its fields are answered with |
//! | `realtime/` | subscriptions |
//! | `control_plane/`, `store/` | the APIs of AppSync, Lambda, IAM and STS, and what they keep |
//! | `own.rs`, `tokens.rs`, `traces.rs` | the emulator's own addresses: traces and tokens |
//! | `record.rs`, `journal.rs` | one line for each request |
//! | `answers.rs` | answers in AppSync's shapes |
//! | `emulator.rs`, `live_api.rs`, `schemas.rs` | what there is, and an API as requests meet it |
//! | `functions.rs` | the functions of the emulated Lambda, each of which runs a target |
//! | `keyring.rs`, `issuers.rs` | who may sign requests, and whose JWTs are good |

mod answers;
mod arrival;
mod authorize;
pub mod control_plane;
pub mod data;
mod documents;
mod emulator;
pub mod execution;
mod functions;
mod http;
mod issuers;
mod journal;
mod keyring;
mod live_api;
mod own;
mod realtime;
mod record;
mod request_ids;
mod resolvers;
mod routes;
mod schemas;
mod server;
pub mod store;
mod tls;
mod to_its_end;
mod tokens;
mod traces;

pub use emulator::{Emulator, EmulatorOptions, FieldSources};
pub use functions::{Function, Functions};
pub use issuers::Issuers;
pub use journal::Journal;
pub use keyring::{Credentials, Keyring};
pub use resolvers::Resolvers;
pub use server::serve;
pub use tls::Authority;
