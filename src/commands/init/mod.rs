//! `init`: an authorizer to start from, with its suite, its configuration, a schema and a workflow for CI.
//!
//! `language` decides in what it is written, `scaffold` what is written, `place` where; nothing that is there
//! already is touched.

mod args;
mod language;
mod place;
mod run;
mod scaffold;

pub use args::Args;
pub use language::Language;
pub use run::run;
