//! What a user can say to `test-token`.

use std::time::Duration;

use clap::ValueEnum;
use clap::builder::NonEmptyStringValueParser;

use crate::appsync::AuthorizerTarget;
use crate::commands::authorizer::AuthorizerArgs;
use crate::commands::gather::{EnvironmentArgs, TokenArgs};
use crate::commands::reporting::ReportTo;

/// What the exit codes mean here.
const EXIT_CODES: &str = "Exit codes:
  0  allowed, or what --expect says; all cases of the suites pass
  1  denied, the request or a field; a case failed
  2  a bad or missing flag
  3  an unreadable or invalid file, schema, suite or configuration; a handler that cannot be loaded
  4  AWS credentials: none found, expired, access denied
  5  the authorizer threw, timed out, ended or could not be reached; network; AWS
  6  unknown: the identity regex cannot be judged";

/// The options of `test-token`.
#[derive(Debug, Clone, clap::Args)]
#[command(
    before_help = "Examples:
  appsync-auth test-token --authorizer authorizer.mjs --token custom-authorized
  appsync-auth test-token --authorizer authorizer.py --token-env TOKEN \\
      --query @list.graphql --schema schema.graphql
  appsync-auth test-token auth.suite.yaml --report junit=report.xml
",
    before_long_help = "Examples:
  appsync-auth test-token --authorizer authorizer.mjs --token custom-authorized
  appsync-auth test-token --authorizer authorizer.py#handler --token-env TOKEN \\
      --query @list.graphql --schema schema.graphql
  appsync-auth test-token --authorizer lambda:authz:live \\
      --token-command 'vault read -field=token secret/ci'
  appsync-auth test-token --token guest --expect deny --authorizer \\
      http://localhost:9000/2015-03-31/functions/function/invocations
  appsync-auth test-token auth.suite.yaml --report junit=report.xml \\
      --report github=-
",
    after_help = "All options, and more on each: appsync-auth test-token --help
Exit codes: 0 allowed, 1 denied, 5 authorizer failed, more: help exit-codes",
    after_long_help = EXIT_CODES
)]
pub struct Args {
    /// Suite files to run, YAML or JSON; `-` is standard input
    #[arg(value_name = "SUITE")]
    pub suites: Vec<String>,

    /// Which authorizer, and how it is called
    #[command(flatten)]
    pub authorizer: AuthorizerArgs,

    /// The token
    #[command(flatten)]
    pub token: TokenArgs,

    /// The operation
    #[command(flatten)]
    pub operation: OperationArgs,

    /// The API in front of the authorizer
    #[command(flatten)]
    pub api: ApiArgs,

    /// Which result is right: it decides the exit code
    ///
    /// With `allow`, the default, exit code 0 says that the request and every selected field are allowed. With `deny`,
    /// 0 says that the request or a selected field is denied.
    #[arg(
        long,
        value_name = "allow|deny",
        hide_possible_values = true,
        conflicts_with = "suites",
        help_heading = "Running"
    )]
    pub expect: Option<Expect>,
    /// Invoke N times and measure
    ///
    /// Shows the cold start, percentiles of the latency, and invocations per second.
    #[arg(long, value_name = "N", conflicts_with_all = ["suites", "report", "print_event", "logs"], value_parser = clap::value_parser!(u64).range(1..=100_000_000), help_heading = "Running")]
    pub repeat: Option<u64>,
    /// How many invocations at a time [default: 1 for local processes, 8 for functions and URLs]
    #[arg(long, value_name = "N", hide_short_help = true, value_parser = clap::value_parser!(u16).range(1..=256), help_heading = "Running")]
    pub jobs: Option<u16>,
    /// Run only the cases whose names contain TEXT
    #[arg(long, value_name = "TEXT", help_heading = "Running")]
    pub filter: Option<String>,
    /// Run only part I of N of the cases
    #[arg(long, value_name = "I/N", hide_short_help = true, help_heading = "Running")]
    pub shard: Option<Shard>,
    /// Stop after the first case that fails
    #[arg(long, help_heading = "Running")]
    pub fail_fast: bool,
    /// Report as junit, json, tap, github or markdown
    ///
    /// Can be given several times. For one of them the path can be `-`, standard output.
    #[arg(long, value_name = "FORMAT=PATH", help_heading = "Running")]
    pub report: Vec<ReportTo>,
    /// Show the event, without the token
    #[arg(long, help_heading = "Running")]
    pub print_event: bool,
    /// Show what the handler prints
    ///
    /// For a deployed function, the end of its log.
    #[arg(long, help_heading = "Running")]
    pub logs: bool,

    /// The environment
    #[command(flatten)]
    pub environment: EnvironmentArgs,
}

/// The operation that the event speaks of.
#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "Operation")]
pub struct OperationArgs {
    /// The GraphQL document; @FILE reads it
    ///
    /// @- reads it from standard input.
    #[arg(long, value_name = "TEXT|@FILE", conflicts_with_all = ["suites", "connect"])]
    pub query: Option<String>,
    /// The variables, a JSON object; @FILE reads it
    #[arg(long, value_name = "JSON|@FILE", conflicts_with_all = ["suites", "connect"])]
    pub variables: Option<String>,
    /// `operationName`, when the document has several operations
    #[arg(long, value_name = "NAME", hide_short_help = true, conflicts_with_all = ["suites", "connect"])]
    pub operation_name: Option<String>,
    /// A request header; can be given several times
    ///
    /// Written `Name: value`; `Name: @FILE` reads the value from a file.
    #[arg(long = "header", value_name = "K: V", conflicts_with = "suites")]
    pub headers: Vec<String>,
    /// Ask as for a WebSocket connection
    ///
    /// The event then has an empty query and AppSync's own operation name.
    #[arg(long, conflicts_with = "suites")]
    pub connect: bool,
}

/// The API in front of the authorizer.
#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "API")]
pub struct ApiArgs {
    /// The schema: directives and `deniedFields` count
    ///
    /// SDL, or the JSON of an introspection.
    #[arg(long, value_name = "FILE")]
    pub schema: Option<String>,
    /// A token that does not match is denied
    ///
    /// AppSync's `identityValidationExpression`. The authorizer is not called about a token that does not match.
    #[arg(long, value_name = "RE")]
    pub identity_regex: Option<String>,
    /// `authorizerResultTtlInSeconds`
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(i64).range(0..=3600))]
    pub ttl: Option<i64>,
    /// The `apiId` of the event [default: that of --api, else aaaaaaaaaaaaaaaaaaaaaaaaaa]
    #[arg(long, value_name = "ID", hide_short_help = true, value_parser = NonEmptyStringValueParser::new())]
    pub api_id: Option<String>,
    /// The `accountId` of the event, 12 digits [default: that of --api, else 111122223333]
    #[arg(long, value_name = "N", hide_short_help = true, value_parser = account_id)]
    pub account_id: Option<String>,
}

/// Which result is the right one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Expect {
    /// The request and every selected field are allowed.
    Allow,
    /// The request or a selected field is denied.
    Deny,
}

impl From<Expect> for crate::report::Expect {
    fn from(expect: Expect) -> Self {
        match expect {
            Expect::Allow => Self::Allow,
            Expect::Deny => Self::Deny,
        }
    }
}

/// `--shard I/N`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shard {
    /// Which part, from 1.
    pub index: usize,
    /// Of how many.
    pub count: usize,
}

impl std::str::FromStr for Shard {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let parts = text.split_once('/').and_then(|(index, count)| Some((index.parse().ok()?, count.parse().ok()?)));
        match parts {
            Some((index, count)) if index >= 1 && index <= count => Ok(Self { index, count }),
            _ => Err("write I/N with 1 ≤ I ≤ N, such as 1/4".to_owned()),
        }
    }
}

/// Twelve digits.
fn account_id(text: &str) -> Result<String, String> {
    if text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        Ok(text.to_owned())
    } else {
        Err("an account id has 12 digits".to_owned())
    }
}

impl Args {
    /// How many invocations at a time for an authorizer of this kind. A local process is one at a time unless asked
    /// otherwise, as each more costs a cold start; a network target is mostly waited for.
    pub fn jobs_for(&self, target: &AuthorizerTarget) -> usize {
        match (self.jobs, target) {
            (Some(jobs), _) => usize::from(jobs),
            (None, AuthorizerTarget::Function(_) | AuthorizerTarget::Url(_) | AuthorizerTarget::Rules(_)) => 8,
            (None, _) => 1,
        }
    }

    /// How long an authorizer may take.
    pub fn authorizer_timeout(&self) -> Duration {
        self.authorizer.authorizer_timeout
    }
}
