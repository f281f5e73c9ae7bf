//! `status`: what an API's authorization is.
//!
//! - `args`: what the user can say.
//! - `read`: one API, or all of them, read with as few calls as can be.
//! - `drift`: how far an API is from what the configuration wants.
//! - `run`: once, or again and again.
//! - `watch`: shows what changed.

mod args;
mod drift;
mod read;
mod run;
mod watch;

pub use args::Args;
pub use run::run;
