//! `generate`: client code from a schema.
//!
//! `args` is what a user can say; `request` joins that with what appsync-auth.yaml says; `source` loads the schema and what is
//! known of the API; `targets` is what each output is made of; `folders` compares and writes; `run` does it once.

mod args;
mod folders;
mod request;
mod run;
mod source;
mod targets;

pub use args::Args;
pub use run::run;
