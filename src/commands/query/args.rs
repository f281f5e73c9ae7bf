//! What a user can say to `query`.

use std::time::Duration;

use clap::builder::NonEmptyStringValueParser;

use crate::commands::authorization::AuthorizationArgs;
use crate::commands::gather::{EnvironmentArgs, duration};
use crate::commands::reporting::ReportTo;
use crate::error::{Error, Result};

/// What the exit codes mean here.
const EXIT_CODES: &str = "Exit codes:
  0  the answer is 2xx without `errors`; the subscription ended as asked; all requests of --file pass
  1  the answer has `errors` or another status; the subscription was refused; a request of --file fails
  2  a bad or missing flag
  3  an unreadable or invalid file, schema or document
  4  AWS credentials: none found, expired, access denied
  5  the API could not be reached, or its answer is none: network, timeout, TLS, no JSON
  130  interrupted";

/// The options of `query`.
#[derive(Debug, Clone, clap::Args)]
#[command(
    before_help = "Examples:
  appsync-auth query 'query { listEvents { items { id name } } }' \\
      --url https://api.example.com/graphql --token-env TOKEN --table
  appsync-auth query @ops.graphql --operation-name CreateEvent --var name=Launch --iam
  appsync-auth query 'subscription { onCreateEvent { id } }' --json --max-events 1
",
    before_long_help = "Examples:
  appsync-auth query 'query { listEvents { items { id name } } }' \\
      --url https://api.example.com/graphql --token-env TOKEN --table
  appsync-auth query @ops.graphql --operation-name CreateEvent --var name=Launch --iam --profile ci
  appsync-auth query -e staging 'subscription { onCreateEvent { id } }' --json --max-events 1 --for 30s
  appsync-auth query -e staging @list.graphql --paginate
  appsync-auth query --file requests.yaml --report junit=report.xml
",
    after_help = "All options, and more on each: appsync-auth query --help
Exit codes: 0 no errors, 1 errors in the answer, more: help exit-codes",
    after_long_help = EXIT_CODES
)]
pub struct Args {
    /// The GraphQL document
    ///
    /// @FILE reads it from a file, `-` from standard input.
    #[arg(value_name = "TEXT|@FILE|-")]
    pub text: Option<String>,

    /// The request
    #[command(flatten)]
    pub request: RequestArgs,
    /// Who sends it
    #[command(flatten)]
    pub authorization: AuthorizationArgs,
    /// The API
    #[command(flatten)]
    pub api: ApiArgs,
    /// The answer
    #[command(flatten)]
    pub answer: AnswerArgs,
    /// Subscriptions
    #[command(flatten)]
    pub subscription: SubscriptionArgs,
    /// Several requests
    #[command(flatten)]
    pub batch: BatchArgs,
    /// The environment
    #[command(flatten)]
    pub environment: EnvironmentArgs,
}

/// The request.
#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "Request")]
pub struct RequestArgs {
    /// The variables, a JSON object
    ///
    /// @FILE reads them from a file. Numbers are sent as they are written.
    #[arg(long, value_name = "JSON|@FILE")]
    pub variables: Option<String>,
    /// A variable, typed as the document declares it; can be given several times
    ///
    /// `n=3` is an Int where the document declares `$n: Int`, and a text where it declares a String. Lists and input
    /// objects are JSON. NAME=@FILE reads the value from a file. It goes before the same name in --variables.
    #[arg(long = "var", value_name = "NAME=VALUE")]
    pub vars: Vec<String>,
    /// `operationName`, when the document has several operations
    #[arg(long, value_name = "NAME")]
    pub operation_name: Option<String>,
    /// An operation of the project, by its name
    ///
    /// It is looked for in the documents that `generate: { documents: … }` of appsync-auth.yaml names, then in what `generate`
    /// wrote with the targets `manifest` and `graphql`; else, when a schema is known, `getTodo` is what `generate` would make
    /// of the field.
    #[arg(long, value_name = "NAME", conflicts_with_all = ["text", "operation_name"], hide_short_help = true)]
    pub operation: Option<String>,
    /// A request header; can be given several times
    ///
    /// `Name: @FILE` reads the value from a file.
    #[arg(long = "header", value_name = "K: V", hide_short_help = true)]
    pub headers: Vec<String>,
    /// Send a mutation again that may have been carried out
    ///
    /// A query is sent up to three times when the connection is lost or the answer is 429, 502, 503 or 504; a mutation only
    /// when there was no connection at all, unless this is given.
    #[arg(long, hide_short_help = true)]
    pub retry_mutations: bool,
}

/// The API.
#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "API")]
pub struct ApiArgs {
    /// Where GraphQL is posted
    ///
    /// Default: the address of --api or of the environment, else that of amplify_outputs.json or aws-exports.js.
    #[arg(long, value_name = "URL", conflicts_with = "api")]
    pub url: Option<String>,
    /// What `aws appsync get-graphql-api` prints, so that denials are explained
    #[arg(long, value_name = "FILE|-", hide_short_help = true)]
    pub api_config: Option<String>,
    /// The schema, so that the document is validated before it is sent
    ///
    /// SDL or introspection JSON. Default: that of the environment.
    #[arg(long, value_name = "FILE")]
    pub schema: Option<String>,
    /// The API's own host, when --url is a VPC endpoint
    ///
    /// For private APIs without private DNS: ID.appsync-api.REGION.amazonaws.com.
    #[arg(long, value_name = "HOST", hide_short_help = true, value_parser = NonEmptyStringValueParser::new())]
    pub appsync_domain: Option<String>,
    /// Certificates to trust instead of the system's, in PEM
    #[arg(long, value_name = "FILE", hide_short_help = true, value_parser = NonEmptyStringValueParser::new())]
    pub cacert: Option<String>,
}

/// The answer.
#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "Answer")]
pub struct AnswerArgs {
    /// Follow `nextToken`, and merge the pages
    ///
    /// PATH names the list when there are several, such as listEvents. With --json each page is one line.
    #[arg(long, value_name = "PATH", num_args = 0..=1, conflicts_with_all = ["curl", "file"])]
    pub paginate: Option<Option<String>>,
    /// Show a list as a table
    ///
    /// PATH names the list when there are several, such as listEvents.items. Nested objects are dotted columns.
    #[arg(long, value_name = "PATH", num_args = 0..=1, conflicts_with_all = ["raw", "curl", "file"])]
    pub table: Option<Option<String>>,
    /// Show the status and the headers too
    #[arg(long, conflicts_with_all = ["curl", "file"])]
    pub include: bool,
    /// Print the bytes of the body as they came
    #[arg(long, conflicts_with_all = ["curl", "file"], hide_short_help = true)]
    pub raw: bool,
    /// Print the request as a curl command, and send nothing
    ///
    /// Secrets are variables in it.
    #[arg(long, conflicts_with = "file")]
    pub curl: bool,
    /// Print every step of the decision on standard error
    ///
    /// Needs --api or --api-config. What the authorizer answered to AppSync is not known, so what rests on it stays open.
    #[arg(long, conflicts_with_all = ["curl", "file"])]
    pub explain: bool,
}

/// Subscriptions.
#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "Subscription")]
pub struct SubscriptionArgs {
    /// End after so many events
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    pub max_events: Option<u64>,
    /// End after this time
    #[arg(long = "for", value_name = "DURATION", value_parser = duration)]
    pub for_duration: Option<Duration>,
}

/// Several requests.
#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "Several requests")]
pub struct BatchArgs {
    /// A file of requests and what they must answer, for CI
    ///
    /// YAML or JSON; `-` is standard input. All are sent, and the results stand in the order of the file.
    #[arg(long, value_name = "REQUESTS", conflicts_with_all = ["text", "operation", "operation_name", "variables", "vars", "max_events", "for_duration"])]
    pub file: Option<String>,
    /// How many requests of the file are under way at once [default: 1]
    #[arg(long, value_name = "N", hide_short_help = true, value_parser = clap::value_parser!(u16).range(1..=256))]
    pub jobs: Option<u16>,
    /// Send only the requests whose names contain TEXT
    #[arg(long, value_name = "TEXT", hide_short_help = true)]
    pub filter: Option<String>,
    /// Begin no other request after one that fails
    #[arg(long, hide_short_help = true)]
    pub fail_fast: bool,
    /// Report as junit, json, tap, github or markdown
    ///
    /// Can be given several times. For one of them the path can be `-`, standard output.
    #[arg(long = "report", value_name = "FORMAT=PATH", hide_short_help = true)]
    pub reports: Vec<ReportTo>,
}

impl BatchArgs {
    /// Whether options for a file stand without one. The parser is not asked, as it takes a document, which excludes a file,
    /// for a reason to need none.
    ///
    /// # Errors
    /// Usage: one does.
    pub(super) fn check(&self) -> Result<()> {
        let given = [
            ("--jobs", self.jobs.is_some()),
            ("--filter", self.filter.is_some()),
            ("--fail-fast", self.fail_fast),
            ("--report", !self.reports.is_empty()),
        ];
        match given.into_iter().find(|(_, given)| *given && self.file.is_none()) {
            Some((flag, _)) => {
                let message = format!("`{flag}` is for a file of requests, and none is given");
                Err(Error::usage("no-file", message).help(format!("name one with `--file`, or leave `{flag}` out")))
            }
            None => Ok(()),
        }
    }
}

impl Args {
    /// `--table` and `--paginate` take a path or none: what cannot be one, and stands where the document is missing, is
    /// the document.
    pub(super) fn settle(&mut self) {
        for option in [&mut self.answer.table, &mut self.answer.paginate] {
            let is_text = |value: &mut String| !is_path(value);
            if self.text.is_none() && self.request.operation.is_none() {
                self.text = option.as_mut().and_then(|value| value.take_if(is_text));
            }
        }
    }
}

/// Names with dots between.
fn is_path(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.'))
}
