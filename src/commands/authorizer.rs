//! The authorizer that a command asks: its options, and how it is started.

use std::path::Path;
use std::time::Duration;

use super::context::Context;
use super::gather::{EnvironmentArgs, aws, duration};
use crate::appsync::AuthorizerTarget;
use crate::error::{Error, Result};
use crate::outside::authorizer::{
    Authorizer, DeployedAuthorizer, FunctionConfiguration, ProcessPool, ProcessSpec, Program, RulesAuthorizer,
    UrlAuthorizer,
};
use crate::outside::function_reference::FunctionReference;
use crate::outside::{Console, files};
use crate::rules_file::RulesFile;
use crate::settings::Settings;

/// The options that say which authorizer, and how it is called.
#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "Authorizer")]
pub struct AuthorizerArgs {
    /// Handler file, rules file, URL, lambda:NAME, command
    ///
    /// One of: a handler file (.js .mjs .cjs .ts .py), with #EXPORT where the function is not called `handler`;
    /// exec:COMMAND, or an executable file, that speaks the Lambda Runtime API; an http(s):// URL that takes Lambda's
    /// Invoke request; a deployed function as lambda:NAME, lambda:NAME:QUALIFIER or ARN; a rules file (.yaml .json).
    /// Default: the function that the API has.
    #[arg(long, value_name = "TARGET")]
    pub authorizer: Option<AuthorizerTarget>,
    /// How long the authorizer may take, wherever it runs
    #[arg(long, value_name = "DURATION", default_value = "10s", value_parser = duration, hide_short_help = true)]
    pub authorizer_timeout: Duration,
    /// A variable for a local handler; can be given several times
    ///
    /// NAME=@FILE reads the value from a file. A local handler also gets the environment of this program, without the
    /// variable of --token-env.
    #[arg(long = "handler-env", value_name = "NAME=VALUE|@FILE", hide_short_help = true)]
    pub handler_env: Vec<String>,
}

/// How an authorizer is started.
#[derive(Debug, Clone)]
pub struct AuthorizerOptions {
    /// The API, for ARNs and `AWS_REGION`.
    pub identity: crate::appsync::ApiIdentity,
    /// The region of a deployed API, for functions that say none.
    pub known_region: Option<String>,
    /// How many at a time.
    pub jobs: usize,
    /// How long one invocation may take.
    pub authorizer_timeout: Duration,
    /// How long a network call may take.
    pub timeout: Duration,
    /// Variables for a local handler.
    pub handler_env: Vec<(String, String)>,
    /// Our variables that it does not get.
    pub remove_env: Vec<String>,
    /// Whether the log of a deployed function is asked for.
    pub logs: bool,
    /// Lambda's own configuration of a function that runs here.
    pub configuration: FunctionConfiguration,
}

/// Reads the `--handler-env` options.
///
/// # Errors
/// One is not of the form NAME=VALUE; a file cannot be read.
pub async fn handler_env(console: &Console, args: &AuthorizerArgs) -> Result<Vec<(String, String)>> {
    let mut variables = Vec::new();
    for text in &args.handler_env {
        let (name, value) = text.split_once('=').filter(|(name, _)| !name.is_empty()).ok_or_else(|| {
            Error::usage("bad-handler-env", "a `--handler-env` is not of the form NAME=VALUE")
                .help("write it as `--handler-env STAGE=test` or `--handler-env KEY=@key.txt`")
        })?;
        let value = files::value_or_file(console, value, &console.current_dir).await?;
        variables.push((name.to_owned(), value.trim_end_matches(['\r', '\n']).to_owned()));
    }
    Ok(variables)
}

/// Starts an authorizer.
///
/// # Errors
/// Its file is missing or cannot be loaded; it cannot be started; AWS is not set up.
pub async fn start_authorizer(
    context: &Context<'_>,
    target: &AuthorizerTarget,
    base: &Path,
    options: &AuthorizerOptions,
    settings: &Settings,
    args: &EnvironmentArgs,
) -> Result<Authorizer> {
    let console = context.console;
    console.step(&format!("authorizer {target}"));
    match target {
        AuthorizerTarget::Rules(path) => {
            let file = RulesFile::parse(path, &files::read_text(console, path, base).await?)?;
            let rules = RulesAuthorizer::new(file, options.authorizer_timeout);
            Ok(Authorizer::Rules(rules.configured(&options.configuration)))
        }
        AuthorizerTarget::Url(url) => {
            Ok(Authorizer::Url(UrlAuthorizer::new(url, options.timeout, options.authorizer_timeout)?))
        }
        AuthorizerTarget::Function(name) => {
            let region = FunctionReference::parse(name)?.region.or_else(|| options.known_region.clone());
            let config = aws(console, settings, args, region, |endpoints| &endpoints.lambda).await?;
            let function = DeployedAuthorizer::new(&config, name, options.logs, options.authorizer_timeout);
            Ok(Authorizer::Deployed(Box::new(function)))
        }
        AuthorizerTarget::Handler { .. } | AuthorizerTarget::Command(_) | AuthorizerTarget::Executable(_) => {
            // Relative where it can be, so that messages speak of the path that the user wrote.
            let base = base.strip_prefix(&console.current_dir).unwrap_or(base);
            let Some(program) = Program::of_target(target, base) else {
                return Err(Error::bug("a program that is no program"));
            };
            let spec = ProcessSpec {
                api: options.identity.clone(),
                workers: options.jobs,
                authorizer_timeout: options.authorizer_timeout,
                handler_env: options.handler_env.clone(),
                remove_env: options.remove_env.clone(),
                configuration: options.configuration.clone(),
                ..ProcessSpec::new(program)
            };
            Ok(Authorizer::Process(ProcessPool::start(spec).await?))
        }
    }
}
