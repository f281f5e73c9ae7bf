//! What a user can say to `lint`.

use clap::ValueEnum;

use crate::commands::gather::EnvironmentArgs;
use crate::engine::{Code, Rule};
use crate::report::LintFormat;

/// The options of `lint`.
#[derive(Debug, Clone, clap::Args)]
#[command(before_help = "Examples:
  appsync-auth lint schema.graphql --api-config api.json
  appsync-auth lint schema.graphql --api events-staging --deny L101
  appsync-auth lint schema.graphql --api-config api.json --fix
  appsync-auth lint schema.graphql --authorizer rules.yaml --format sarif > lint.sarif

A comment in the schema takes a finding back:
  # appsync-auth: allow L103 the reason why
")]
pub struct Args {
    /// The schema: SDL or introspection JSON, or several files of one schema; `-` is standard input [default: that of the
    /// environment, else the API's]
    #[arg(value_name = "SCHEMA")]
    pub schemas: Vec<String>,
    /// What `aws appsync get-graphql-api` prints, instead of asking AWS; `-` is standard input
    #[arg(long, value_name = "FILE", conflicts_with = "api")]
    pub api_config: Option<String>,

    /// Make an error of a rule, by code or name; can be given several times
    #[arg(long, value_name = "CODE", value_parser = code, help_heading = "Rules")]
    pub deny: Vec<Code>,
    /// Do not report a rule, by code or name; can be given several times
    #[arg(long, value_name = "CODE", value_parser = code, help_heading = "Rules")]
    pub allow: Vec<Code>,

    /// The authorizer looks at the query, so a TTL above 0 is a finding
    #[arg(long, help_heading = "Authorizer")]
    pub assume_query_aware: bool,
    /// An answer of the authorizer, whose `deniedFields` must name fields; can be given several times
    #[arg(long = "authorizer-response", value_name = "FILE", help_heading = "Authorizer")]
    pub authorizer_responses: Vec<String>,
    /// A rules file, the `deniedFields` of whose answers must name fields
    #[arg(long, value_name = "RULES", help_heading = "Authorizer")]
    pub authorizer: Option<String>,

    /// How findings are written: text, sarif or github
    #[arg(long, value_name = "FORMAT", default_value = "text", help_heading = "Running")]
    pub format: Format,
    /// Write the missing directives into the schema's files
    #[arg(long, help_heading = "Running")]
    pub fix: bool,

    /// The environment
    #[command(flatten)]
    pub environment: EnvironmentArgs,
}

/// How findings are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people; tab-separated for a pipe.
    Text,
    /// SARIF 2.1.0.
    Sarif,
    /// Annotations of GitHub Actions.
    Github,
}

impl From<Format> for LintFormat {
    fn from(format: Format) -> Self {
        match format {
            Format::Text => Self::Text,
            Format::Sarif => Self::Sarif,
            Format::Github => Self::Github,
        }
    }
}

/// A rule by code or name.
fn code(text: &str) -> Result<Code, String> {
    Rule::find(text).map(|rule| rule.code).ok_or_else(|| match Rule::suggest(text) {
        Some(meant) => format!("there is no such rule; did you mean `{meant}`?"),
        None => "there is no such rule; docs/rules/README.md lists them".to_owned(),
    })
}
