//! What a user can say to `generate`.

use std::time::Duration;

use clap::ValueEnum;
use clap::builder::{NonEmptyStringValueParser, PossibleValuesParser, TypedValueParser};

use crate::appsync::AuthenticationType;
use crate::commands::authorization::AuthorizationArgs;
use crate::commands::gather::{self, EnvironmentArgs};
use crate::settings::{DepthMode, Fragments, Imports, NestedArguments, Order, Statements};

/// Nobody changes a schema faster, and AWS throttles who asks faster.
const SHORTEST_INTERVAL: Duration = Duration::from_millis(100);

/// What the exit codes mean here.
const EXIT_CODES: &str = "Exit codes:
  0  the files are written, or were right already
  1  --check: a file is not as it would be generated
  2  a bad or missing flag
  3  an unreadable or invalid schema, document or configuration; a file or folder that is not ours to write to
  4  AWS credentials: none found, expired, access denied
  5  the API could not be reached, or a file could not be written
  130  interrupted";

/// The options of `generate`.
#[derive(Debug, Clone, clap::Args)]
#[command(
    before_help = "Examples:
  appsync-auth generate --schema schema.graphql --out src/graphql
  appsync-auth generate --api events --out src/graphql --auth-mode AWS_LAMBDA
  appsync-auth generate --check
",
    before_long_help = "Examples:
  appsync-auth generate --schema schema.graphql --out src/graphql
  appsync-auth generate --schema 'schema/*.graphql' --target manifest
  appsync-auth generate --documents 'src/*.graphql' --target typescript=src/api
  appsync-auth generate --api events --save-schema schema.graphql
  appsync-auth generate --schema schema.graphql --preset amplify --out amplify
  appsync-auth generate --check
  appsync-auth generate --watch
  appsync-auth generate init
",
    after_help = "All options, and more on each: appsync-auth generate --help",
    after_long_help = EXIT_CODES,
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true
)]
pub struct Args {
    /// Something other than to generate
    #[command(subcommand)]
    pub action: Option<Action>,

    /// The schema
    #[command(flatten)]
    pub source: SourceArgs,
    /// What is written
    #[command(flatten)]
    pub output: OutputArgs,
    /// What operations select
    #[command(flatten)]
    pub selection: SelectionArgs,
    /// What the caller reaches
    #[command(flatten)]
    pub reach: ReachArgs,
    /// Who sends the introspection query of --url
    #[command(flatten)]
    pub authorization: AuthorizationArgs,
    /// The environment
    #[command(flatten)]
    pub environment: EnvironmentArgs,
}

/// Something other than to generate.
#[derive(Debug, Clone, clap::Subcommand)]
pub enum Action {
    /// Write a `generate` section into appsync-auth.yaml
    ///
    /// What .graphqlconfig.yml says is taken over.
    Init(InitArgs),
}

/// The options of `generate init`.
#[derive(Debug, Clone, clap::Args)]
#[command(before_help = "Examples:
  appsync-auth generate init
  appsync-auth generate init --schema api.graphql --target schema --out generated
")]
pub struct InitArgs {
    /// The schema: a file or a pattern of files [default: that of .graphqlconfig.yml, else schema.graphql]
    #[arg(long, value_name = "FILE|GLOB", value_parser = NonEmptyStringValueParser::new())]
    pub schema: Option<String>,
    /// What to write [default: that of .graphqlconfig.yml, else typescript]
    #[arg(long, value_name = "TARGET")]
    pub target: Option<String>,
    /// The folder to write into [default: that of .graphqlconfig.yml, else generated]
    #[arg(long, value_name = "DIR", value_parser = NonEmptyStringValueParser::new())]
    pub out: Option<String>,
}

/// The schema.
#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "Schema")]
pub struct SourceArgs {
    /// The schema: files of SDL or introspection JSON
    ///
    /// A path or a pattern such as 'schema/*.graphql'; `-` is standard input. Can be given several times: all are joined.
    /// Default: what `generate` of appsync-auth.yaml says, else the environment; with --api alone it is the API's own.
    #[arg(long, value_name = "FILE|GLOB|-", value_parser = NonEmptyStringValueParser::new())]
    pub schema: Vec<String>,
    /// Ask the API, by an introspection query
    ///
    /// For those who have a token and no AWS credentials. The answer holds no directives, so --auth-mode cannot be used.
    #[arg(long, value_name = "URL", conflicts_with_all = ["schema", "api"])]
    pub url: Option<String>,
    /// Keep the schema in this file, as the target `schema` writes it
    #[arg(long, value_name = "FILE", hide_short_help = true, value_parser = NonEmptyStringValueParser::new())]
    pub save_schema: Option<String>,
    /// Take a schema that breaks GraphQL's rules
    ///
    /// What is wrong is a warning then, as it is for the schema of a running API.
    #[arg(long, hide_short_help = true)]
    pub lenient: bool,
    /// Certificates to trust instead of the system's, in PEM, for --url
    #[arg(long, value_name = "FILE", hide_short_help = true, value_parser = NonEmptyStringValueParser::new())]
    pub cacert: Option<String>,
    /// Operations of your own: a pattern of files
    ///
    /// Can be given several times. Files of GraphQL; what was generated is passed over, and what a pattern that begins with `!`
    /// fits is left out.
    #[arg(long, value_name = "GLOB", value_parser = NonEmptyStringValueParser::new())]
    pub documents: Vec<String>,
}

/// What is written.
#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "Output")]
#[allow(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub struct OutputArgs {
    /// What to write, and where
    ///
    /// typescript [default]: types, operations and a client; javascript: operations; graphql: documents; schema: SDL;
    /// introspection: the schema as JSON; manifest: a list of the operations; flow: with --preset amplify. Can be given
    /// several times.
    #[arg(long = "target", value_name = "TARGET[=DIR]")]
    pub targets: Vec<String>,
    /// Write as others do: amplify
    #[arg(long, value_name = "NAME", hide_possible_values = true)]
    pub preset: Option<Preset>,
    /// The folder; it is made [default: generated]
    #[arg(long, value_name = "DIR", value_parser = NonEmptyStringValueParser::new())]
    pub out: Option<String>,
    /// Print the files instead of writing them
    #[arg(long, conflicts_with_all = ["check", "watch", "prune", "force", "save_schema"])]
    pub print: bool,
    /// Write nothing; exit 1 if a file is not right
    ///
    /// The difference is printed, at most 200 lines of it.
    #[arg(long, conflicts_with = "watch")]
    pub check: bool,
    /// Generate again when the schema changes
    ///
    /// Until Ctrl-C. Files are watched, an API is asked every --interval; errors do not end it.
    #[arg(long)]
    pub watch: bool,
    /// How often --watch asks an API [default: 5s]
    #[arg(long, value_name = "DURATION", value_parser = interval, requires = "watch", conflicts_with_all = ["print", "check"], hide_short_help = true)]
    pub interval: Option<Duration>,
    /// Delete what is not generated any more
    ///
    /// Only files that .appsync-generate.json lists and that nobody edited.
    #[arg(long)]
    pub prune: bool,
    /// Write over files that were edited
    ///
    /// And over files that were not generated.
    #[arg(long)]
    pub force: bool,
    /// Say how large each operation is, and what was left out
    #[arg(long)]
    pub report: bool,
    /// A plain function beside each operation, in TypeScript
    #[arg(long, hide_short_help = true)]
    pub ts_functions: bool,
    /// How files of TypeScript import each other: js or ts [default: js]
    ///
    /// By the name that a file has when it is compiled; or by its own name, for Node.js, Deno and others that run TypeScript
    /// as it is, and for compilers with `allowImportingTsExtensions` or `rewriteRelativeImportExtensions`.
    #[arg(long, value_name = "END", value_parser = one_of(&Imports::WORDS), hide_possible_values = true, hide_short_help = true)]
    pub ts_imports: Option<Imports>,
    /// The target's type for a scalar; can be given several times
    #[arg(long = "scalar", value_name = "NAME=TYPE", value_parser = scalar, hide_short_help = true)]
    pub scalars: Vec<(String, String)>,

    /// Amplify's name of --target, with --preset amplify
    #[arg(long, value_name = "TARGET", hide_short_help = true, conflicts_with = "targets")]
    pub statement_target: Option<String>,
    /// Amplify's target of types, with --preset amplify: typescript
    #[arg(long, value_name = "TARGET", hide_short_help = true)]
    pub type_target: Option<String>,
    /// Amplify's name of --depth, with --preset amplify
    #[arg(long, value_name = "N", hide_short_help = true, conflicts_with = "depth", value_parser = clap::value_parser!(u32).range(0..=100))]
    pub statement_max_depth: Option<u32>,
    /// Amplify's name of --typename, with --preset amplify
    #[arg(long, value_name = "BOOL", hide_short_help = true, conflicts_with = "typename", num_args = 0..=1, default_missing_value = "true")]
    pub statement_typename_introspection: Option<bool>,
}

/// What operations select.
#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "Operations")]
pub struct SelectionArgs {
    /// Which operations are generated from the schema
    ///
    /// all: one for each field of the root types; none: only those of --documents. [default: all]
    #[arg(long, value_name = "WHICH", value_parser = one_of(&Statements::WORDS), hide_possible_values = true, hide_short_help = true)]
    pub statements: Option<Statements>,
    /// How deep operations select [default: 2]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(0..=100))]
    pub depth: Option<u32>,
    /// What --depth counts: levels, entity or amplify [default: levels]
    #[arg(long, value_name = "MODE", value_parser = one_of(&DepthMode::WORDS), hide_possible_values = true, hide_short_help = true)]
    pub depth_mode: Option<DepthMode>,
    /// Nested fields that need an argument: skip, or lift it to a variable
    ///
    /// [default: skip]
    #[arg(long, value_name = "HOW", value_parser = one_of(&NestedArguments::WORDS), hide_possible_values = true, hide_short_help = true)]
    pub nested_args: Option<NestedArguments>,
    /// Nested fields whose arguments all become variables, such as Post.comments
    ///
    /// A type or Type.field, with `*` and `?`. Can be given several times.
    #[arg(long, value_name = "PATTERN", value_parser = pattern, hide_short_help = true)]
    pub lift: Vec<String>,
    /// Only these, such as Query.list* or Subscription
    ///
    /// A type or Type.field, with `*` and `?`. Can be given several times.
    #[arg(long, value_name = "PATTERN", value_parser = pattern)]
    pub include: Vec<String>,
    /// Not these, such as Todo.secret
    ///
    /// A type or Type.field, with `*` and `?`. Can be given several times.
    #[arg(long, value_name = "PATTERN", value_parser = pattern)]
    pub exclude: Vec<String>,
    /// Leave deprecated fields out
    #[arg(long, hide_short_help = true)]
    pub exclude_deprecated: bool,
    /// Select `__typename` in every object
    #[arg(long, hide_short_help = true)]
    pub typename: bool,
    /// Fragments for repeated selections: auto, never or always [default: auto]
    #[arg(long, value_name = "WHEN", value_parser = one_of(&Fragments::WORDS), hide_possible_values = true, hide_short_help = true)]
    pub fragments: Option<Fragments>,
    /// The order of types, operations and fields: name or schema [default: name]
    #[arg(long, value_name = "BY", value_parser = one_of(&Order::WORDS), hide_possible_values = true, hide_short_help = true)]
    pub order: Option<Order>,
    /// The most leaf fields of one operation [default: 2000]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_000_000), hide_short_help = true)]
    pub max_fields: Option<u32>,
}

/// What the caller reaches.
#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "Access")]
pub struct ReachArgs {
    /// Only what this mode reaches, such as AWS_LAMBDA
    ///
    /// By the directives of the schema, and the modes of the API: of --api, --api-config or --default.
    #[arg(long, value_name = "MODE", value_parser = mode)]
    pub auth_mode: Option<AuthenticationType>,
    /// A Cognito group of the caller; can be given several times
    #[arg(long = "cognito-group", value_name = "GROUP", hide_short_help = true)]
    pub cognito_groups: Vec<String>,
    /// Fields that the authorizer denies: Type.field, or a file
    ///
    /// Names with commas between, or a file that holds a list of them or an authorizer's answer.
    #[arg(long, value_name = "FILE|LIST", hide_short_help = true, value_parser = NonEmptyStringValueParser::new())]
    pub denied_fields: Option<String>,
    /// What `aws appsync get-graphql-api` prints, for the API's modes; `-` is standard input
    #[arg(long, value_name = "FILE", hide_short_help = true, conflicts_with_all = ["api", "default"])]
    pub api_config: Option<String>,
    /// The API's default mode, when neither --api nor --api-config says it
    #[arg(long, value_name = "MODE", value_parser = mode, hide_short_help = true)]
    pub default: Option<AuthenticationType>,
    /// An additional mode of the API; can be given several times
    #[arg(long, value_name = "MODE", value_parser = mode, hide_short_help = true, requires = "default")]
    pub additional: Vec<AuthenticationType>,
}

/// Ways to write files that others have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Preset {
    /// As Amplify's generator.
    Amplify,
}

fn interval(text: &str) -> Result<Duration, String> {
    match gather::duration(text)? {
        short if short < SHORTEST_INTERVAL => {
            Err(format!("it must be {} or more", humantime::format_duration(SHORTEST_INTERVAL)))
        }
        duration => Ok(duration),
    }
}

/// One of several words; completions list them.
fn one_of<T: Copy + Send + Sync + 'static>(words: &'static [(&'static str, T)]) -> impl TypedValueParser<Value = T> {
    let meant = |said: String| words.iter().find(|(word, _)| *word == said).map(|(_, meant)| *meant);
    PossibleValuesParser::new(words.iter().map(|(word, _)| *word)).try_map(move |said| meant(said).ok_or("it is none"))
}

fn mode(text: &str) -> Result<AuthenticationType, String> {
    text.to_ascii_uppercase().parse().map_err(|error| format!("{error}"))
}

fn pattern(text: &str) -> Result<String, String> {
    let fits = crate::settings::is_selection_pattern(text);
    if fits {
        Ok(text.to_owned())
    } else {
        Err("write it as `Query.list*`, `Todo.secret` or `Subscription`".to_owned())
    }
}

fn scalar(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, ty)) if crate::appsync::coordinate::is_name(name) && !ty.is_empty() => {
            Ok((name.to_owned(), ty.to_owned()))
        }
        _ => Err("write it as AWSDateTime=Date".to_owned()),
    }
}
