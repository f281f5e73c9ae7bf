//! `configure`: make an API use, or stop using, a Lambda authorizer.
//!
//! `args` is what the user can say; `wish` makes a change of it; `conversation` asks who
//! says nothing.

mod args;
mod conversation;
mod wish;

pub use args::Args;
