//! `generate`: client code from a schema.
//!
//! `args` is what a user can say; `request` joins that with what appsync-auth.yaml says, with the folder of each
//! path (`placed`); `source` loads the schema and the
//! user's documents, `asked` asks an API for its schema; `reach` is what the caller does not reach; `operations` are
//! those of an output, `targets` is what each
//! output is made of; `folders` compares and writes; `run` does it once, `watch` again and again. `init` writes the section of
//! the configuration, `graphqlconfig` reads what Amplify's tools have in its place.

mod args;
mod asked;
mod folders;
mod graphqlconfig;
mod includes;
mod init;
mod operations;
mod placed;
mod reach;
mod request;
mod run;
mod source;
mod targets;
mod watch;

pub use args::Args;
pub use run::run;
