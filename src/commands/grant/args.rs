//! What a user can say to `grant`.

use clap::ValueEnum;
use clap::builder::NonEmptyStringValueParser;

use crate::appsync::Coordinate;
use crate::commands::gather::EnvironmentArgs;
use crate::commands::infrastructure::Print;
use crate::plan::GrantWord;

/// The options of `grant`.
#[derive(Debug, Clone, clap::Args)]
#[command(before_help = "Examples:
  appsync-auth grant --api events --function reader --to query > policy.json
  appsync-auth grant --api events --function reader --field Query.getEvent --apply
  appsync-auth grant --api events --function reader --apply --endpoint-variable API_URL --yes
  appsync-auth grant --api events --function reader --check
  appsync-auth grant --api events --function reader --print terraform
")]
pub struct Args {
    /// The function that shall call the API
    #[arg(long, value_name = "NAME|ARN", help_heading = "Grant", value_parser = NonEmptyStringValueParser::new())]
    pub function: String,
    /// What it may do [default: all three, unless a field is named]
    #[arg(long, value_name = "WORD,…", help_heading = "Grant", value_delimiter = ',', conflicts_with = "revoke")]
    pub to: Vec<Word>,
    /// A single field that it may ask for; can be given several times
    #[arg(
        long = "field", value_name = "TYPE.FIELD", help_heading = "Grant", value_parser = coordinate,
        conflicts_with = "revoke"
    )]
    pub fields: Vec<Coordinate>,
    /// The variable of the function that holds the API's URL: set by --apply, looked at by --check, taken away by --revoke
    ///
    /// Without it, --apply asks at a terminal whether to set AMPLIFY_DATA_GRAPHQL_ENDPOINT.
    #[arg(long, value_name = "NAME", help_heading = "Grant", value_parser = variable)]
    pub endpoint_variable: Option<String>,

    /// Put the policy on the function's execution role, inline and under a name of its own
    #[arg(long, help_heading = "Running", conflicts_with_all = ["check", "revoke", "print"])]
    pub apply: bool,
    /// Say whether the role may already, by which policy; exit 1 if not, 6 if that cannot be known
    #[arg(long, help_heading = "Running", conflicts_with_all = ["revoke", "print"])]
    pub check: bool,
    /// Take the policy away that --apply put there
    #[arg(long, help_heading = "Running", conflicts_with = "print")]
    pub revoke: bool,
    /// Print infrastructure code in place of the policy
    #[arg(long, value_name = "FORMAT", help_heading = "Running")]
    pub print: Option<Print>,
    /// Change without asking
    #[arg(short, long, help_heading = "Running", conflicts_with_all = ["check", "print"])]
    pub yes: bool,

    /// The environment
    #[command(flatten)]
    pub environment: EnvironmentArgs,
}

/// What a function may do, in Amplify's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Word {
    /// Send queries.
    Query,
    /// Send mutations.
    Mutate,
    /// Subscribe.
    Listen,
}

impl From<Word> for GrantWord {
    fn from(word: Word) -> Self {
        match word {
            Word::Query => Self::Query,
            Word::Mutate => Self::Mutate,
            Word::Listen => Self::Listen,
        }
    }
}

fn coordinate(text: &str) -> Result<Coordinate, String> {
    text.parse().map_err(|_| "write it as Type.field, such as Query.getEvent".to_owned())
}

/// The name of a variable that Lambda takes and does not set itself.
///
/// Source: `EnvironmentVariableName` of Lambda's service model; Lambda developer guide, "Defined runtime environment
/// variables", of which all that are reserved begin so.
fn variable(text: &str) -> Result<String, String> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    let is_name =
        text.len() > 1 && text.starts_with(|first: char| first.is_ascii_alphabetic()) && text.bytes().all(plain);
    if !is_name {
        return Err("a variable of a function is a letter, and then letters, digits and `_`".to_owned());
    }
    if text.starts_with("AWS_") || text.starts_with("LAMBDA_") {
        return Err("Lambda keeps names that begin with AWS_ or LAMBDA_ for itself".to_owned());
    }
    Ok(text.to_owned())
}
