//! `configure`: make an API use, or stop using, a Lambda authorizer.
//!
//! - `args`: what the user can say; `conversation` asks for it; `wish` makes a change of it.
//! - `run`, `several`: the way of one API, and of all environments.
//! - `read`: what a plan is made from; `show`: the plan, and the question whether to apply it.
//! - `apply`: the plan carried out; `interruption`: Ctrl-C meanwhile.
//! - `backup`: the configuration from before, and those functions that it tells of.

mod apply;
mod args;
mod backup;
mod conversation;
mod interruption;
mod read;
mod run;
mod several;
mod show;
mod wish;

pub use args::Args;
pub use run::run;
