//! `configure`: make an API use, or stop using, a Lambda authorizer.
//!
//! `args` is what the user can say; `wish` makes a change of it.

mod args;
mod wish;

pub use args::Args;
