//! `test-token`: ask an authorizer about a token, or run suites of cases.
//!
//! `args` is what the user can say; `prepare` makes cases of it, with all files read and all tokens known, each in its
//! `setting`; `play` sends each through the engine and the authorizer; `repeat` measures one.

mod args;
mod play;
mod prepare;
mod repeat;
mod run;
mod setting;
mod suites;

pub use args::Args;
pub use run::run;
