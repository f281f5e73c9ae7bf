//! `explain`: why is this request denied? Or the page of a rule.

mod args;
mod caller;
mod facts;
mod request;
mod rule;
mod run;

pub use args::Args;
pub use run::run;
