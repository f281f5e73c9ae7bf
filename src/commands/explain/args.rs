//! What a user can say to `explain`.

use std::time::{Duration, SystemTime};

use clap::ValueEnum;

use crate::appsync::AuthorizerTarget;
use crate::commands::authorization::AuthorizationArgs;
use crate::commands::authorizer;
use crate::commands::gather::{EnvironmentArgs, duration};
use crate::engine::CredentialCheck;

/// What the exit codes mean here.
const EXIT_CODES: &str = "Exit codes:
  0  allowed, the request and every field; or the page of a rule
  1  denied, the request or a field; an authorizer that threw is a reason for it
  2  a bad or missing flag; no such rule
  3  an unreadable or invalid file, schema, request or policy; a handler that cannot be loaded
  4  AWS credentials: none found, expired, access denied
  5  the authorizer could not be started or reached; network; AWS
  6  unknown: the authorizer was not asked, policies or the schema were not given";

/// The options of `explain`.
#[derive(Debug, Clone, clap::Args)]
#[command(
    before_help = "Examples:
  appsync-auth explain --curl denied.curl --api-config api.json \\
      --schema schema.graphql --authorizer authorizer.mjs
  appsync-auth explain --token-env TOKEN --query @list.graphql \\
      --api-config api.json --schema schema.graphql
  appsync-auth explain R103
",
    before_long_help = "Examples:
  appsync-auth explain --curl denied.curl --api-config api.json \\
      --schema schema.graphql --authorizer authorizer.mjs
  appsync-auth explain --har denied.har --api events \\
      --authorizer lambda:authz:live
  appsync-auth explain --token-env TOKEN --query @list.graphql \\
      --api-config api.json --schema schema.graphql \\
      --authorizer-response answer.json
  appsync-auth explain --iam --policy policy.json --query @list.graphql \\
      --api-config api.json --schema schema.graphql
  appsync-auth explain R103
",
    after_help = "All options, and more on each: appsync-auth explain --help
Exit codes: 0 allowed, 1 denied, 6 unknown, more: help exit-codes",
    after_long_help = EXIT_CODES
)]
pub struct Args {
    /// A rule by code or name: prints its page
    #[arg(
        value_name = "RULE",
        conflicts_with_all = ["authorization_source", "captured_request", "query", "connect", "api", "api_config", "schema",
            "authorizer", "authorizer_response", "policies", "cognito_groups"]
    )]
    pub rule: Option<String>,

    /// The request
    #[command(flatten)]
    pub request: RequestArgs,
    /// Who sends it
    #[command(flatten)]
    pub authorization: AuthorizationArgs,
    /// What is known of the caller
    #[command(flatten)]
    pub caller: CallerArgs,
    /// The API
    #[command(flatten)]
    pub api: ApiArgs,
    /// The authorizer
    #[command(flatten)]
    pub authorizer: AuthorizerArgs,
    /// The environment
    #[command(flatten)]
    pub environment: EnvironmentArgs,
}

/// The request.
#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "Request")]
pub struct RequestArgs {
    /// The request as a curl command
    ///
    /// As browsers copy it; `-` is standard input. Copied for bash or for cmd; a variable such as `$TOKEN` is taken from the environment.
    #[arg(long, value_name = "FILE|-", group = "captured_request")]
    pub curl: Option<String>,
    /// A saved request, as JSON
    ///
    /// {"url", "headers": {}, "body": {"query", "variables", "operationName"}, "connect": false}; the body can be
    /// the text that was sent as well.
    #[arg(long, value_name = "FILE|-", group = "captured_request")]
    pub request: Option<String>,
    /// A HAR file: the last request in it that failed
    ///
    /// If none failed, the last GraphQL request; see --har-entry.
    #[arg(long, value_name = "FILE|-", group = "captured_request")]
    pub har: Option<String>,
    /// Which GraphQL request of the HAR file, from 1
    #[arg(long, value_name = "N", requires = "har", hide_short_help = true)]
    pub har_entry: Option<usize>,
    /// The GraphQL document
    ///
    /// @FILE reads it from a file, @- from standard input.
    #[arg(long, value_name = "TEXT|@FILE", conflicts_with = "connect")]
    pub query: Option<String>,
    /// The variables, a JSON object
    ///
    /// @FILE reads them from a file.
    #[arg(long, value_name = "JSON|@FILE", conflicts_with = "connect", hide_short_help = true)]
    pub variables: Option<String>,
    /// `operationName`, when the document has several operations
    #[arg(long, value_name = "NAME", conflicts_with = "connect", hide_short_help = true)]
    pub operation_name: Option<String>,
    /// A request header; can be given several times
    ///
    /// `Name: @FILE` reads the value from a file.
    #[arg(long = "header", value_name = "K: V")]
    pub headers: Vec<String>,
    /// The request opens a WebSocket
    ///
    /// A subscription without it is the `start` message that follows.
    #[arg(long)]
    pub connect: bool,
    /// The time of the request, such as 2026-01-31T12:00:00Z [default: now]
    #[arg(long, value_name = "TIME", value_parser = point_in_time, hide_short_help = true)]
    pub now: Option<SystemTime>,
}

/// What is known of the caller.
#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "Caller")]
pub struct CallerArgs {
    /// What is known of the key, signature or JWT
    ///
    /// Of all modes but AWS_LAMBDA, whose authorizer decides. Default: verified with --iam, else not-checked.
    #[arg(long, value_name = "CHECK", hide_short_help = true)]
    pub credential: Option<Credential>,
    /// An IAM policy of the caller
    ///
    /// Can be given several times. The document itself, or what `aws iam get-role-policy` prints.
    #[arg(long = "policy", value_name = "FILE|-")]
    pub policies: Vec<String>,
    /// The ARN of an IAM caller, for `identity`
    #[arg(long, value_name = "ARN", value_parser = caller_arn, hide_short_help = true)]
    pub user_arn: Option<String>,
    /// A Cognito group of the caller
    ///
    /// Besides those of the token. Can be given several times. Without a credential the caller is taken to be a user of the API's user pool.
    #[arg(long = "cognito-group", value_name = "GROUP")]
    pub cognito_groups: Vec<String>,
}

/// The API.
#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "API")]
pub struct ApiArgs {
    /// What `aws appsync get-graphql-api` prints
    #[arg(long, value_name = "FILE|-", conflicts_with = "api")]
    pub api_config: Option<String>,
    /// The schema, so that fields are judged
    ///
    /// SDL or introspection JSON. Default: that of the environment, or of --api.
    #[arg(long, value_name = "FILE")]
    pub schema: Option<String>,
}

/// The authorizer.
#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "Authorizer")]
pub struct AuthorizerArgs {
    /// The authorizer to ask; without it none is asked
    ///
    /// One of: a handler file (.js .mjs .cjs .ts .py), with #EXPORT where the function is not called `handler`;
    /// exec:COMMAND, or an executable file, that speaks the Lambda Runtime API; an http(s):// URL that takes Lambda's
    /// Invoke request; a deployed function as lambda:NAME, lambda:NAME:QUALIFIER or ARN; a rules file (.yaml .json).
    #[arg(long, value_name = "TARGET", conflicts_with = "authorizer_response")]
    pub authorizer: Option<AuthorizerTarget>,
    /// What the authorizer answered
    ///
    /// The payload, byte for byte, or the error that it threw: {"errorType", "errorMessage"}.
    #[arg(long, value_name = "FILE|-")]
    pub authorizer_response: Option<String>,
    /// How long the authorizer may take, wherever it runs
    #[arg(long, value_name = "DURATION", default_value = "10s", value_parser = duration, hide_short_help = true)]
    pub authorizer_timeout: Duration,
    /// A variable for a local handler; can be given several times
    ///
    /// NAME=@FILE reads the value from a file.
    #[arg(long = "handler-env", value_name = "NAME=VALUE|@FILE", hide_short_help = true)]
    pub handler_env: Vec<String>,
    /// Show what the handler prints; for a deployed function the end of its log
    #[arg(long, hide_short_help = true)]
    pub logs: bool,
}

impl From<&AuthorizerArgs> for authorizer::AuthorizerArgs {
    fn from(args: &AuthorizerArgs) -> Self {
        Self {
            authorizer: args.authorizer.clone(),
            authorizer_timeout: args.authorizer_timeout,
            handler_env: args.handler_env.clone(),
        }
    }
}

/// What checking a credential gave, as far as it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Credential {
    /// It is good.
    Verified,
    /// Nobody checked it; it is taken to be good.
    NotChecked,
    /// The API does not have this key.
    KeyUnknown,
    /// The key has expired.
    KeyExpired,
    /// The signature of the JWT is not valid.
    TokenSignatureInvalid,
    /// AWS does not know the access key of the SigV4 signature.
    AccessKeyUnknown,
    /// The SigV4 signature does not fit the request.
    SignatureMismatch,
    /// The date of the SigV4 signature is too far from now.
    SignatureExpired,
}

impl From<Credential> for CredentialCheck {
    fn from(credential: Credential) -> Self {
        match credential {
            Credential::Verified => Self::Verified,
            Credential::NotChecked => Self::NotChecked,
            Credential::KeyUnknown => Self::KeyUnknown,
            Credential::KeyExpired => Self::KeyExpired,
            Credential::TokenSignatureInvalid => Self::TokenSignatureInvalid,
            Credential::AccessKeyUnknown => Self::AccessKeyUnknown,
            Credential::SignatureMismatch => Self::SignatureMismatch,
            Credential::SignatureExpired => Self::SignatureExpired,
        }
    }
}

/// A point in time as RFC 3339 writes it in UTC.
fn point_in_time(text: &str) -> Result<SystemTime, String> {
    humantime::parse_rfc3339(text).map_err(|_| "write it as 2026-01-31T12:00:00Z".to_owned())
}

/// An ARN of a user or a role's session: `arn:PARTITION:SERVICE:REGION:ACCOUNT:NAME`.
fn caller_arn(text: &str) -> Result<String, String> {
    match text.split(':').collect::<Vec<_>>().as_slice() {
        ["arn", _, "iam" | "sts", _, account, name, ..] if account.len() == 12 && !name.is_empty() => {
            Ok(text.to_owned())
        }
        _ => Err("write it as arn:aws:iam::111122223333:user/ann".to_owned()),
    }
}
