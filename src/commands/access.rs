//! `access`: who can reach what, as a table, a page, and a snapshot that a review can rest on.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::context::Context;
use super::gather::{self, DeployedApi, EnvironmentArgs};
use super::given;
use crate::appsync::{ApiIdentity, AuthenticationType};
use crate::document::did_you_mean;
use crate::engine::Api;
use crate::engine::access::{Callers, Matrix, MatrixDifference, SNAPSHOT_MARK, Snapshot, groups_of};
use crate::error::{Error, Result, Source};
use crate::graphql::Schema;
use crate::outside::{Console, files};
use crate::report::access::{Comparison, Purpose};
use crate::report::{AccessReport, access_page};
use crate::settings::{Flags, Settings};
use crate::status::Status;

/// The options of `access`.
#[derive(Debug, Clone, clap::Args)]
#[command(before_help = "Examples:
  appsync-auth access schema.graphql --api-config api.json
  appsync-auth access --api events --mode AWS_LAMBDA --type Mutation
  appsync-auth access schema.graphql --api-config api.json --snapshot access.snapshot --update
  appsync-auth access schema.graphql --api-config api.json --snapshot access.snapshot --check
  appsync-auth access schema.graphql --api-config api.json --policy reader.json --html access.html
")]
pub struct Args {
    /// The schema: SDL or introspection JSON; `-` is standard input [default: the environment's, else the API's own]
    #[arg(value_name = "SCHEMA")]
    pub schema: Option<String>,
    /// What `aws appsync get-graphql-api` prints, or only its modes; `-` is standard input
    #[arg(long, value_name = "FILE", conflicts_with = "api")]
    pub api_config: Option<String>,
    /// Show only this mode, such as AWS_LAMBDA; can be given several times
    #[arg(long = "mode", value_name = "MODE", ignore_case = true)]
    pub modes: Vec<String>,
    /// Show only the fields of this type; can be given several times
    #[arg(long = "type", value_name = "TYPE")]
    pub types: Vec<String>,
    /// An IAM policy document: a column for a caller who has it; can be given several times
    #[arg(long = "policy", value_name = "FILE")]
    pub policies: Vec<String>,
    /// A Cognito group: a column for its users; can be given several times [default: the groups that the schema names]
    #[arg(long = "cognito-group", value_name = "GROUP")]
    pub groups: Vec<String>,
    /// Compare with this file, and say what changed
    #[arg(long, value_name = "FILE", conflicts_with_all = ["modes", "types"], help_heading = "Snapshot")]
    pub snapshot: Option<String>,
    /// Exit 1 if anything changed
    #[arg(long, requires = "snapshot", conflicts_with = "update", help_heading = "Snapshot")]
    pub check: bool,
    /// Write the file
    #[arg(long, requires = "snapshot", help_heading = "Snapshot")]
    pub update: bool,
    /// Write a page that holds everything that it needs; `-` is standard output
    #[arg(long, value_name = "FILE")]
    pub html: Option<String>,

    /// The environment
    #[command(flatten)]
    pub environment: EnvironmentArgs,
}

/// Runs `access`.
///
/// # Errors
/// What the user gave is missing or invalid, AWS cannot be asked, or a file cannot be written.
pub async fn run(args: Args, context: &Context<'_>) -> Result<Status> {
    let console = context.console;
    let page_path = match args.html.as_deref() {
        None | Some("-") => None,
        Some(path) => Some(files::check_writable(path, &console.current_dir)?),
    };
    if args.html.as_deref() == Some("-") && (context.json || args.snapshot.is_some()) {
        return Err(Error::usage(
            "output-taken-twice",
            "`--html -` and another result cannot both go to standard output",
        )
        .help("write the page to a file"));
    }
    check_stdin(&args)?;
    if !args.environment.rules.is_empty() {
        console.note("note: `--rule` changes nothing here: no open question concerns which fields a mode reaches");
    }
    let flags = Flags { schema: args.schema.clone(), ..Flags::default() };
    let settings = gather::settings(context, &args.environment, flags, None)?;
    let (api, deployed) = api(&args, &settings, context).await?;
    let schema = schema(&settings, deployed.as_ref(), context).await?;
    let callers = callers(&args, &api, &schema, console).await?;
    let modes = wanted_modes(&args, &api)?;
    check_types(&args, &schema)?;
    let matrix = Matrix::new(&schema, &api, &callers);
    let comparison = match &args.snapshot {
        Some(path) => Some(compare(path, &args, &Snapshot::from(&matrix), console).await?),
        None => None,
    };
    let matrix = matrix.only(
        |column| modes.is_empty() || modes.contains(&column.mode),
        |name| args.types.is_empty() || args.types.iter().any(|wanted| wanted == name),
    );
    if let Some(path) = page_path {
        files::write_atomically(&path, access_page::page(&matrix).as_bytes())?;
        console.note(&format!("wrote {}", args.html.as_deref().unwrap_or_default()));
    } else if args.html.is_some() {
        console.write_out(|out| out.write_all(access_page::page(&matrix).as_bytes()))?;
        return Ok(Status::Yes);
    }
    context.give(&AccessReport { matrix, comparison, page_written: args.html.is_some() })
}

/// Standard input can be one of the files: said before any of them is read and found empty.
fn check_stdin(args: &Args) -> Result<()> {
    let single = [&args.schema, &args.api_config, &args.snapshot].into_iter().flatten();
    if single.chain(&args.policies).filter(|path| *path == "-").count() > 1 {
        return Err(Error::usage("stdin-taken-twice", "`-` is given twice, and standard input can be read once")
            .help("give a file for one of them"));
    }
    Ok(())
}

/// The API: a file's, or a deployed one.
async fn api(args: &Args, settings: &Settings, context: &Context<'_>) -> Result<(Api, Option<DeployedApi>)> {
    let (facts, deployed) = if let Some(path) = &args.api_config {
        (given::api_config(path, context.console).await?, None)
    } else if let Some(selector) = &settings.api {
        let deployed = gather::deployed_api(context, &selector.value, settings, &args.environment).await?;
        (deployed.facts.clone(), Some(deployed))
    } else {
        return Err(Error::usage("no-api", "it is not known which modes the API has").help(
            "give --api, or --api-config with a file such as {\"authenticationType\": \"API_KEY\", \
             \"additionalAuthenticationProviders\": [{\"authenticationType\": \"AWS_LAMBDA\"}]}",
        ));
    };
    if facts.identity.is_none() && !args.policies.is_empty() {
        let assumed = ApiIdentity::default();
        context.console.note(&format!(
            "warning: `--api-config` has no `arn`, so policies are asked for {assumed}; one that names another API \
             allows nothing"
        ));
    }
    let identity = facts.identity.unwrap_or_default();
    Ok((Api { identity, authentication: facts.authentication }, deployed))
}

/// The schema: that of the flag or the environment, else the deployed API's own.
async fn schema(settings: &Settings, deployed: Option<&DeployedApi>, context: &Context<'_>) -> Result<Arc<Schema>> {
    let console = context.console;
    match (&settings.schema, deployed) {
        (Some(given), _) => gather::schema(console, &given.value, &gather::folder_of(&given.origin, console)).await,
        (None, Some(deployed)) => gather::deployed_schema(context, deployed).await,
        (None, None) => Err(Error::usage("no-schema", "no schema is given")
            .help("name its file: `appsync-auth access schema.graphql --api-config FILE`")),
    }
}

/// The groups and policies that get columns.
async fn callers(args: &Args, api: &Api, schema: &Schema, console: &Console) -> Result<Callers> {
    for (flag, given, mode) in [
        ("--cognito-group", &args.groups, AuthenticationType::AmazonCognitoUserPools),
        ("--policy", &args.policies, AuthenticationType::AwsIam),
    ] {
        if !given.is_empty() && !api.authentication.has(mode) {
            return Err(Error::usage("no-such-mode", format!("`{flag}` is for {mode}, which the API does not have"))
                .help(format!("its modes are {}", mode_names(api))));
        }
    }
    let named = groups_of(schema);
    for group in args.groups.iter().filter(|group| !named.contains(*group)) {
        let meant = did_you_mean(group, named.iter().map(String::as_str));
        let meant = meant.map(|meant| format!("; did you mean `{meant}`?")).unwrap_or_default();
        console.note(&format!("warning: no directive names the group `{group}`{meant}"));
    }
    let groups = if args.groups.is_empty() { named } else { args.groups.iter().cloned().collect() };
    let mut policies = Vec::new();
    for path in &args.policies {
        let policy = given::policy(path, console).await?;
        let name = policy_name(path, &args.policies);
        if policies.iter().any(|(known, _)| *known == name) {
            return Err(Error::usage("policy-twice", format!("`--policy {path}` is given twice")).help("give it once"));
        }
        policies.push((name, policy));
    }
    Ok(Callers { groups, policies })
}

/// The name of a policy's column: its file's, so that a snapshot is the same on every machine; with its folders where
/// two files have one name.
fn policy_name(path: &str, all: &[String]) -> String {
    let of_file = |path: &str| path.rsplit(['/', '\\']).next().unwrap_or(path).to_owned();
    let name = of_file(path);
    if all.iter().filter(|other| of_file(other) == name).count() > 1 { path.to_owned() } else { name }
}

/// The names of an API's modes, the default first.
fn mode_names(api: &Api) -> String {
    let names: Vec<&str> =
        api.authentication.providers().map(|provider| provider.authentication_type().name()).collect();
    names.join(", ")
}

/// The modes of `--mode`.
fn wanted_modes(args: &Args, api: &Api) -> Result<BTreeSet<AuthenticationType>> {
    args.modes
        .iter()
        .map(|text| {
            let mode: AuthenticationType = text.to_uppercase().parse().map_err(|_| {
                let known = AuthenticationType::ALL.map(AuthenticationType::name);
                let help = did_you_mean(text, known).map_or_else(
                    || format!("they are {}", known.join(", ")),
                    |meant| format!("did you mean `{meant}`?"),
                );
                Error::usage("unknown-mode", format!("`{text}` is not an authentication mode")).help(help)
            })?;
            if api.authentication.has(mode) {
                return Ok(mode);
            }
            Err(Error::usage("no-such-mode", format!("the API does not have the mode {mode}"))
                .help(format!("its modes are {}", mode_names(api))))
        })
        .collect()
}

/// Each `--type` must be an object type of the schema.
fn check_types(args: &Args, schema: &Schema) -> Result<()> {
    if args.types.is_empty() {
        return Ok(());
    }
    let known: BTreeSet<String> = schema.coordinates().map(|coordinate| coordinate.type_name).collect();
    match args.types.iter().find(|name| !known.contains(*name)) {
        None => Ok(()),
        Some(name) => {
            let help = did_you_mean(name, known.iter().map(String::as_str)).map_or_else(
                || "access is a matter of object types; name one of them".to_owned(),
                |meant| format!("did you mean `{meant}`?"),
            );
            Err(Error::usage("unknown-type", format!("the schema has no object type `{name}`")).help(help))
        }
    }
}

/// Compares with a snapshot; with `--update` writes it.
async fn compare(path: &str, args: &Args, now: &Snapshot, console: &Console) -> Result<Comparison> {
    let purpose = match (args.check, args.update) {
        (true, _) => Purpose::Check,
        (_, true) => Purpose::Update,
        _ => Purpose::Show,
    };
    let file = path.to_owned();
    if purpose != Purpose::Update {
        let before = read_snapshot(path, console).await?;
        return Ok(Comparison { file, purpose, difference: Some(MatrixDifference::between(&before, now)) });
    }
    if path == "-" {
        return Err(Error::usage("no-file", "`--update` cannot write to `-`").help("name the file of the snapshot"));
    }
    let full = files::check_writable(path, &console.current_dir)?;
    let before = if full.exists() { snapshot_to_replace(path, console).await? } else { None };
    let text = now.to_string();
    files::write_atomically(&full, text.as_bytes())?;
    Ok(Comparison { file, purpose, difference: before.map(|before| MatrixDifference::between(&before, now)) })
}

/// Reads a snapshot.
async fn read_snapshot(path: &str, console: &Console) -> Result<Snapshot> {
    let text = files::read_text(console, path, &console.current_dir).await.map_err(|error| match error.code() {
        "no-such-file" => Error::input("no-snapshot", format!("there is no snapshot `{path}`"))
            .help("make it with the same command and --update, and commit it"),
        _ => error,
    })?;
    parse(path, text)
}

/// The snapshot that `--update` replaces, where it can be read. What is no snapshot at all is never written over.
async fn snapshot_to_replace(path: &str, console: &Console) -> Result<Option<Snapshot>> {
    let text = files::read_text(console, path, &console.current_dir).await?;
    if text.trim().is_empty() {
        return Ok(None);
    }
    if !text.contains(SNAPSHOT_MARK) {
        return Err(Error::input("not-a-snapshot", format!("`{path}` is not a snapshot, so it is not written over"))
            .help("name another file, or remove this one"));
    }
    match parse(path, text) {
        Ok(before) => Ok(Some(before)),
        Err(error) => {
            console.note(&format!("warning: `{path}` could not be read ({error}); it is written anew"));
            Ok(None)
        }
    }
}

/// Reads the text of a snapshot.
fn parse(path: &str, text: String) -> Result<Snapshot> {
    Snapshot::parse(&text).map_err(|error| {
        let source = Source { name: path.to_owned(), text, span: error.span, label: "here".to_owned() };
        let (line, _) = source.line_and_column();
        Error::input("bad-snapshot", format!("`{path}` line {line}: {}", error.message))
            .at(source)
            .help("write it anew with the same command and --update, and look at the difference in version control")
    })
}
