//! The options of `init`.

use std::path::PathBuf;

use super::language::Language;

/// The options of `init`.
#[derive(Debug, clap::Args)]
#[command(before_help = "Examples:
  appsync-auth init
  appsync-auth init --language typescript authorizer
  appsync-auth init --language python services/authorizer
  appsync-auth init --language rust authorizer --json
")]
pub struct Args {
    /// What to write it in; else what the folder shows, else a question
    ///
    /// `package.json` shows javascript, with `tsconfig.json` or the package typescript it shows typescript;
    /// `pyproject.toml` or `requirements.txt` shows python, `Cargo.toml` rust.
    #[arg(long, value_enum, value_name = "LANGUAGE")]
    pub(super) language: Option<Language>,
    /// The folder to write into; it is made when it does not exist
    #[arg(value_name = "DIR", default_value = ".")]
    pub(super) folder: PathBuf,
}
