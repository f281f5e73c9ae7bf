//! What several commands read before they decide: settings, tokens, schemas, APIs.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use clap::builder::NonEmptyStringValueParser;
use serde_json::{Map, Value};

use super::context::Context;
use super::schema_files;
use crate::appsync::graphql_api::GraphqlApi;
use crate::appsync::{Headers, Secret, TokenSource};
use crate::engine::Readings;
use crate::error::{Error, ErrorKind, Result, Source};
use crate::graphql::{Diagnostic, Leniency, Schema, SourceText};
use crate::outside::appsync_api::{AppSyncApi, region_of};
use crate::outside::credentials::{self, AwsOptions};
use crate::outside::{Console, config, files, token};
use crate::settings::{
    AmplifyOutputs, Authorization, Configuration, Endpoints, Flags, Given, Origin, Reading, Setting, Settings,
};
use crate::sign::AccessKey;

/// The options that say where values come from, and how AWS is reached.
#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "Environment")]
pub struct EnvironmentArgs {
    /// An environment of appsync-auth.yaml
    #[arg(short, long, value_name = "NAME")]
    pub env: Option<String>,
    /// Which API: its id, name, ARN or URL
    #[arg(long, value_name = "ID|NAME|ARN|URL", value_parser = NonEmptyStringValueParser::new())]
    pub api: Option<String>,
    /// The AWS profile
    #[arg(long, value_name = "NAME", hide_short_help = true, value_parser = NonEmptyStringValueParser::new())]
    pub profile: Option<String>,
    /// The AWS region
    #[arg(long, value_name = "REGION", value_parser = NonEmptyStringValueParser::new())]
    pub region: Option<String>,
    /// Another address for all AWS services, such as an emulator's
    #[arg(long, value_name = "URL", hide_short_help = true)]
    pub endpoint_url: Option<String>,
    /// How long one network call may take
    #[arg(long, value_name = "DURATION", default_value = "30s", value_parser = duration, hide_short_help = true)]
    pub timeout: Duration,
    /// Read an undocumented behaviour of AppSync the other way, such as identity-regex=find; can be given several times
    #[arg(long = "rule", value_name = "NAME=VALUE", hide_short_help = true)]
    pub rules: Vec<String>,
}

/// The options that give a token.
#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "Token")]
#[group(id = "token_source", multiple = false)]
pub struct TokenArgs {
    /// The token itself, for test tokens only
    ///
    /// Other users of the machine can see it: give a real one with --token-env, --token-file or --token-command.
    #[arg(long, value_name = "VALUE", allow_hyphen_values = true, conflicts_with = "suites")]
    pub token: Option<String>,
    /// The environment variable that holds it
    #[arg(long, value_name = "NAME", conflicts_with = "suites")]
    pub token_env: Option<String>,
    /// The file that holds it; `-` is standard input
    #[arg(long, value_name = "PATH|-", conflicts_with = "suites")]
    pub token_file: Option<String>,
    /// The command that prints it
    #[arg(long, value_name = "CMD ARGS", conflicts_with = "suites")]
    pub token_command: Option<String>,
}

impl TokenArgs {
    /// The source that the flags say.
    ///
    /// # Errors
    /// The command has a quote that is not closed, or is empty.
    pub fn source(&self) -> Result<Option<TokenSource>> {
        if let Some(command) = &self.token_command {
            let words = shell_words::split(command).unwrap_or_default();
            if words.is_empty() {
                return Err(Error::usage(
                    "bad-token-command",
                    "`--token-command` is empty or has a quote that is not closed",
                )
                .help("write it as in a shell, such as 'vault read -field=token secret/ci'"));
            }
            return Ok(Some(TokenSource::Command(words)));
        }
        Ok(self
            .token
            .as_ref()
            .map(|token| TokenSource::Value(Secret::new(token)))
            .or_else(|| self.token_env.clone().map(TokenSource::Env))
            .or_else(|| self.token_file.clone().map(TokenSource::File)))
    }
}

/// A duration as people write it: `30s`, `1m 30s`, `250ms`; more than nothing.
///
/// # Errors
/// It is none.
pub fn duration(text: &str) -> Result<Duration, String> {
    match humantime::parse_duration(text) {
        Ok(duration) if duration > Duration::ZERO => Ok(duration),
        Ok(_) => Err("it must be more than nothing".to_owned()),
        Err(_) => Err("write a duration such as 30s or 250ms".to_owned()),
    }
}

/// The settings of one environment, with each value's origin. What Amplify wrote is read where the region is not known.
///
/// # Errors
/// The configuration is invalid; there is no such environment.
pub fn settings(
    context: &Context<'_>,
    args: &EnvironmentArgs,
    flags: Flags,
    environment: Option<&str>,
) -> Result<Settings> {
    settings_unless(context, args, flags, environment, |settings| settings.region.is_some())
}

/// The same for what sends requests: what Amplify wrote is read where nothing else says which API is meant.
///
/// # Errors
/// As [`settings`].
pub fn settings_to_send(
    context: &Context<'_>,
    args: &EnvironmentArgs,
    flags: Flags,
    environment: Option<&str>,
) -> Result<Settings> {
    let is_enough = |settings: &Settings| settings.url.is_some() || settings.api.is_some();
    settings_unless(context, args, flags, environment, is_enough)
}

/// The settings; what Amplify wrote is read unless they are enough without it.
fn settings_unless(
    context: &Context<'_>,
    args: &EnvironmentArgs,
    flags: Flags,
    environment: Option<&str>,
    is_enough: impl Fn(&Settings) -> bool,
) -> Result<Settings> {
    let console = context.console;
    let configuration = config::read_configuration(&console.current_dir)?;
    let flags = Flags {
        environment: args.env.clone().or_else(|| environment.map(str::to_owned)),
        api: args.api.clone(),
        profile: args.profile.clone(),
        region: args.region.clone(),
        endpoint_url: args.endpoint_url.clone(),
        rules: args.rules.iter().map(|text| Reading::of_flag(text)).collect::<Result<_>>()?,
        ..flags
    };
    let resolve = |amplify: Option<&AmplifyOutputs>| {
        Settings::resolve(&flags, &console.environment, configuration.as_ref(), amplify)
    };
    let mut settings = resolve(None)?;
    if !is_enough(&settings) {
        // Nobody asked for this file, so a fault in it is worth a note and not an end.
        match config::read_amplify(&console.current_dir) {
            Ok(amplify) => settings = resolve(amplify.as_ref())?,
            Err(error) => console.note(&format!("warning: {error}; it is not used")),
        }
    }
    for Setting { name, value, origin } in settings.describe() {
        console.step(&format!("setting {name}: {value} ({origin})"));
    }
    Ok(settings)
}

/// The same fault about an environment, where it is a suite or another file that names it; `instead` is what can be done in
/// place of making a configuration.
#[must_use]
pub fn of_named_environment(error: Error, name: &str, place: Source, instead: &str) -> Error {
    match error.code() {
        "no-configuration" => {
            let file = Configuration::FILE_NAME;
            let message = format!("the environment `{name}` needs an `{file}`, and there is none here or above");
            Error::input("no-configuration", message).help(format!("make one, or {instead}")).at(place)
        }
        "unknown-environment" => error.of_kind(ErrorKind::Input).at(place),
        _ => error,
    }
}

/// How the engine reads open questions, from the settings.
#[must_use]
pub fn readings(settings: &Settings) -> Readings {
    let mut readings = Readings::default();
    for reading in &settings.readings {
        readings.choose(reading.value.name, reading.value.value);
    }
    readings
}

/// The token that the settings say, when they say one and not another credential.
#[must_use]
pub fn token_of(settings: &Settings) -> Option<Given<TokenSource>> {
    let given = settings.authorization.as_ref()?;
    match &given.value {
        Authorization::Token(source) => Some(Given::new(source.clone(), given.origin.clone())),
        _ => None,
    }
}

/// A value written in a flag is usage; the same fault in a file is input.
fn kind_of(value: &str) -> ErrorKind {
    if value.starts_with('@') { ErrorKind::Input } else { ErrorKind::Usage }
}

/// The variables of an option: a JSON object, or `@FILE`.
///
/// # Errors
/// It is not JSON, or not an object.
pub async fn variables(console: &Console, value: &str, base: &Path) -> Result<Map<String, Value>> {
    object(console, ("variables", "bad-variables"), value, base).await
}

/// The claims of an option: a JSON object, or `@FILE`.
///
/// # Errors
/// It is not JSON, or not an object.
pub async fn claims(console: &Console, value: &str) -> Result<Map<String, Value>> {
    object(console, ("claims", "bad-claims"), value, &console.current_dir).await
}

/// A JSON object; `what` names it, and its error code.
async fn object(
    console: &Console,
    what: (&'static str, &'static str),
    value: &str,
    base: &Path,
) -> Result<Map<String, Value>> {
    let (name, code) = what;
    let text = files::value_or_file(console, value, base).await?;
    let fault =
        |message: String| Error::new(kind_of(value), code, message).help("write an object, such as {\"id\": 1}");
    match serde_json::from_str(&text) {
        Ok(Value::Object(members)) => Ok(members),
        Ok(_) => Err(fault(format!("the {name} are JSON, but not an object"))),
        Err(error) => Err(fault(format!("the {name} are not JSON: {error}"))),
    }
}

/// Headers from `Name: value` texts; a value of `@FILE` is read.
///
/// # Errors
/// No colon, a name that cannot be a header's, a line break in a value.
pub async fn headers(console: &Console, texts: &[String], base: &Path) -> Result<Headers> {
    let mut headers = Headers::default();
    for text in texts {
        // The text may hold a secret, so a message repeats only what stands before the colon.
        let (name, said) = text
            .split_once(':')
            .ok_or_else(|| Error::usage("bad-header", "a `--header` has no colon").help("write it as `Name: value`"))?;
        let (name, said) = (name.trim(), said.trim());
        let is_name = !name.is_empty()
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte));
        if !is_name {
            return Err(Error::usage("bad-header", format!("`{name}` is not the name of a header"))
                .help("write it as `Name: value`"));
        }
        if name.eq_ignore_ascii_case("authorization") {
            return Err(Error::usage("bad-header", "the `authorization` header is not given with `--header`")
                .help(crate::outside::token::SOURCES));
        }
        let value = files::value_or_file(console, said, base).await?;
        let value = value.trim_end_matches(['\r', '\n']);
        if value.contains(['\r', '\n']) {
            let message = format!("the value of header `{name}` contains a line break");
            return Err(Error::new(kind_of(said), "bad-header", message).help("write it on one line"));
        }
        headers.insert(name, value);
    }
    Ok(headers)
}

/// Reads and checks a schema: the files that a path or a pattern names.
///
/// # Errors
/// It cannot be read, or is invalid: all faults at once, each with its place.
pub async fn schema(console: &Console, path: &str, base: &Path) -> Result<Arc<Schema>> {
    Ok(schema_files::read(console, path, base).await?.schema)
}

/// AWS as the settings say; `region` is used when they say none, `endpoint` is one of their endpoints.
///
/// # Errors
/// No region, an unknown profile, an unreadable configuration of AWS.
pub async fn aws(
    console: &Console,
    settings: &Settings,
    args: &EnvironmentArgs,
    region: Option<String>,
    endpoint: impl Fn(&Endpoints) -> &Option<Given<String>>,
) -> Result<aws_config::SdkConfig> {
    if console.is_captured() {
        return within(console, settings, args, region, endpoint);
    }
    let region = said(&settings.region).or(region.filter(|_| settings.region.is_none()));
    let options =
        AwsOptions { region, endpoint_url: said(endpoint(&settings.endpoints)), ..aws_options(settings, args) };
    credentials::load(&options).await
}

/// AWS for a command that runs inside this process: what this process's variables and the user's files say is not meant.
fn within(
    console: &Console,
    settings: &Settings,
    args: &EnvironmentArgs,
    region: Option<String>,
    endpoint: impl Fn(&Endpoints) -> &Option<Given<String>>,
) -> Result<aws_config::SdkConfig> {
    let value = |given: &Option<Given<String>>| given.as_ref().map(|given| given.value.clone());
    let variable = |name| console.variable(name).map(str::to_owned);
    let [Some(id), Some(secret)] = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"].map(variable) else {
        return Err(Error::bug("a command inside the program has no keys"));
    };
    let (Some(region), Some(url)) = (value(&settings.region).or(region), value(endpoint(&settings.endpoints))) else {
        return Err(Error::bug("a command inside the program has no region or endpoint"));
    };
    let key = AccessKey { id, secret: Secret::new(secret), session_token: None };
    Ok(credentials::within(&key, &region, &url, args.timeout))
}

/// Who we are to AWS, as the settings say; without a region, and without an endpoint.
#[must_use]
pub fn aws_options(settings: &Settings, args: &EnvironmentArgs) -> AwsOptions {
    AwsOptions {
        profile: said(&settings.profile),
        region: None,
        endpoint_url: None,
        timeout: args.timeout,
        access_key: None,
    }
}

/// What is said elsewhere than in AWS's own variables: these are left to AWS's own look-up, which knows which of them goes
/// before which.
fn said(given: &Option<Given<String>>) -> Option<String> {
    let ours = given.as_ref().filter(|given| !matches!(given.origin, Origin::EnvironmentVariable(_)));
    ours.map(|given| given.value.clone())
}

/// A deployed API.
#[derive(Debug, Clone)]
pub struct DeployedApi {
    /// What is configured.
    pub facts: GraphqlApi,
    /// Its service, for the schema.
    pub service: AppSyncApi,
}

/// Looks an API up by id, name, ARN or URL.
///
/// # Errors
/// There is none, or several; no credentials; AWS cannot be reached.
pub async fn deployed_api(
    context: &Context<'_>,
    selector: &str,
    settings: &Settings,
    args: &EnvironmentArgs,
) -> Result<DeployedApi> {
    let config = aws(context.console, settings, args, region_of(selector), |endpoints| &endpoints.appsync).await?;
    let service = AppSyncApi::new(&config);
    let document = service.find(selector).await?;
    let facts = GraphqlApi::from_json(&document)
        .map_err(|error| Error::outside("unexpected-answer", format!("AppSync's answer on `{selector}`: {error}")))?;
    context.console.step(&format!("api {selector}: {}", facts.name.as_deref().unwrap_or("without a name")));
    // An ARN can be of another region than the one that the settings say.
    let service = match &facts.identity {
        Some(identity) => service.in_region(&identity.region),
        None => service,
    };
    Ok(DeployedApi { facts, service })
}

/// The schema of a deployed API, with its directives.
///
/// # Errors
/// The API has none; no permission; AWS cannot be reached.
pub async fn deployed_schema(context: &Context<'_>, api: &DeployedApi) -> Result<Arc<Schema>> {
    let id = api.facts.identity.as_ref().map(|identity| identity.api_id.clone()).unwrap_or_default();
    let sources = [SourceText::new(format!("schema of API {id}"), api.service.introspection_schema(&id).await?)];
    let loaded = Schema::load(&sources, Leniency::Live)
        .map_err(|faults| Diagnostic::into_error(&faults, "schema-invalid", "the schema", &sources))?;
    context.console.step(&format!("schema of API {id}: {} warnings", loaded.warnings.len()));
    Ok(Arc::new(loaded.schema))
}

/// Reads a token, or asks for it at a terminal.
///
/// # Errors
/// There is no source and nobody to ask; the source gives none.
pub async fn token(
    context: &Context<'_>,
    source: Option<&TokenSource>,
    base: &Path,
    timeout: Duration,
) -> Result<Secret> {
    match source {
        Some(source) => token::read_token(context.console, source, base, timeout).await,
        None if context.may_ask => token::ask_token(context.console, "Token").await,
        None => Err(Error::usage("no-token", "no token is given").help(token::SOURCES)),
    }
}

/// The folder that relative paths of a value are relative to.
#[must_use]
pub fn folder_of(origin: &Origin, console: &Console) -> PathBuf {
    origin.folder().map_or_else(|| console.current_dir.clone(), |folder| console.current_dir.join(folder))
}
