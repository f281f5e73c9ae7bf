//! `lint`: check a schema's and an API's multi-auth set-up.
//!
//! `args` is what the user can say; `inputs` reads what it names; `run` judges and reports; `fix` writes missing
//! directives into the schema's files.

mod args;
mod fix;
mod inputs;
mod run;

pub use args::Args;
pub use run::run;
