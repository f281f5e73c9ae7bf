//! `local`: AppSync's authorization on this machine, and tokens that it accepts.
//!
//! | file | what it does |
//! |---|---|
//! | `args.rs` | the options |
//! | `plan.rs` | flags and configuration together: which APIs, with which providers |
//! | `sources.rs` | the files that an API is made of |
//! | `assemble.rs` | from the plan to an emulator |
//! | `api.rs` | an API from the plan, as the emulator keeps it |
//! | `kept.rs` | what the emulator makes itself, and what mutations wrote |
//! | `run.rs` | serves until it is asked to end |
//! | `reload.rs` | reads files again when they change |
//! | `token.rs` | `local token` |

mod api;
mod args;
mod assemble;
mod kept;
mod plan;
mod reload;
mod run;
mod sources;
mod token;

pub use args::Args;
pub use run::run;
