//! Gathers what all requests share: the API, who sends, how it is reached.

use std::sync::Arc;

use super::args::Args;
use super::hidden;
use super::request::check_header;
use crate::appsync::{AuthenticationType, GraphqlApi, Headers, Secret, TokenSource};
use crate::commands::caller::{self, Caller};
use crate::commands::context::Context;
use crate::commands::gather::{self, DeployedApi};
use crate::commands::given;
use crate::commands::target::Target;
use crate::error::{Error, Result};
use crate::graphql::Schema;
use crate::outside::files;
use crate::outside::http::HttpOptions;
use crate::settings::{Authorization, Flags, Given, Origin, Settings};

/// What all requests share.
#[derive(Debug, Clone)]
pub(super) struct Prepared {
    /// What was set.
    pub(super) settings: Settings,
    /// Where requests go.
    pub(super) target: Target,
    /// Who sends.
    pub(super) caller: Caller,
    /// The user's own headers.
    pub(super) headers: Headers,
    /// Those of their values that must not be seen.
    pub(super) hidden: Vec<Secret>,
    /// The API as AWS describes it, where AWS had to be asked for its address.
    pub(super) deployed: Option<DeployedApi>,
    /// The API as a file describes it.
    pub(super) described: Option<GraphqlApi>,
    /// How the API is reached.
    pub(super) http: HttpOptions,
}

/// Gathers all, who sends too.
///
/// # Errors
/// It is not known which API is meant or who sends; a file cannot be read; AWS cannot be asked.
pub(super) async fn prepare(args: &Args, context: &Context<'_>) -> Result<Prepared> {
    let prepared = prepare_api(args, args.api.url.clone(), None, context).await?;
    let caller = caller(args, &prepared, context).await?;
    Ok(Prepared { caller, ..prepared })
}

/// Gathers all but who sends, which nobody is asked for; `environment` is one that a file of requests names, `url` an
/// address that goes before those of the settings.
///
/// # Errors
/// It is not known which API is meant; a file cannot be read; AWS cannot be asked.
pub(super) async fn prepare_api(
    args: &Args,
    url: Option<String>,
    environment: Option<&str>,
    context: &Context<'_>,
) -> Result<Prepared> {
    let console = context.console;
    let flags =
        Flags { url, schema: args.api.schema.clone(), authorization: args.authorization.given()?, ..Flags::default() };
    let settings = gather::settings_to_send(context, &args.environment, flags, environment)?;
    let headers = gather::headers(console, &args.request.headers, &console.current_dir).await?;
    let hidden = hidden::of_headers(&args.request.headers, &headers);
    headers.iter().try_for_each(|(name, _)| check_header(name))?;
    let described = match &args.api.api_config {
        Some(path) => Some(given::api_config(path, console).await?),
        None => None,
    };
    let (url, deployed) = address(args, &settings, described.as_ref(), context).await?;
    let target = Target::new(&url, args.api.appsync_domain.as_deref())?;
    let cacert = match &args.api.cacert {
        Some(path) => Some((path.clone(), files::read_bytes(console, path, &console.current_dir).await?)),
        None => None,
    };
    let http = HttpOptions {
        timeout: args.environment.timeout,
        cacert,
        tls: target.contact.is_https(),
        proxies: !target.contact.is_loopback(),
        http1: target.is_through_another_host(),
    };
    Ok(Prepared { settings, target, caller: Caller::InHeaders, headers, hidden, deployed, described, http })
}

/// The URL that GraphQL is posted to, and what AWS says of the API when it had to be asked.
async fn address(
    args: &Args,
    settings: &Settings,
    described: Option<&GraphqlApi>,
    context: &Context<'_>,
) -> Result<(String, Option<DeployedApi>)> {
    if let Some(url) = &settings.url {
        return Ok((url.value.clone(), None));
    }
    if let Some(selector) = &settings.api {
        if selector.value.contains("://") {
            return Ok((selector.value.clone(), None));
        }
        let api = gather::deployed_api(context, &selector.value, settings, &args.environment).await?;
        let url = api.facts.graphql_url.clone().ok_or_else(|| {
            Error::outside("no-graphql-url", format!("AWS tells no address of the API `{}`", selector.value))
                .help("give its address with `--url`")
        })?;
        return Ok((url, Some(api)));
    }
    match described.and_then(|api| api.graphql_url.clone()) {
        Some(url) => Ok((url, None)),
        None => Err(Error::usage("no-api", "it is not known where the request goes")
            .help("give `--url URL` or `--api ID|NAME|ARN`, or set one in an environment of appsync-auth.yaml")),
    }
}

/// Who sends: what was said, a key among the headers, what the API's default mode wants, or whom the user names now.
///
/// # Errors
/// Nothing says it and nobody can be asked; a token on standard input cannot be read.
pub(super) async fn caller(args: &Args, prepared: &Prepared, context: &Context<'_>) -> Result<Caller> {
    let settings = &prepared.settings;
    let default_mode = settings.default_mode.as_ref();
    let given = match &settings.authorization {
        Some(given) => given.clone(),
        None if prepared.headers.get("x-api-key").is_some() => return Ok(Caller::InHeaders),
        None => match default_mode.filter(|mode| mode.value == AuthenticationType::AwsIam) {
            Some(mode) => Given::new(Authorization::Iam, mode.origin.clone()),
            None => Given::new(asked_for(args, context).await?, Origin::Default),
        },
    };
    caller_of(given, prepared, args, context).await
}

/// The caller that an authorization makes.
///
/// # Errors
/// A token on standard input cannot be read.
pub(super) async fn caller_of(
    given: Given<Authorization>,
    prepared: &Prepared,
    args: &Args,
    context: &Context<'_>,
) -> Result<Caller> {
    let region = caller::region(&prepared.settings, &prepared.target, prepared.deployed.as_ref());
    caller::caller_of(given, region, &prepared.settings, &args.environment, context).await
}

/// The schema that documents are validated with, where one is set.
///
/// # Errors
/// It cannot be read, or is invalid.
pub(super) async fn schema(prepared: &Prepared, context: &Context<'_>) -> Result<Option<Arc<Schema>>> {
    match &prepared.settings.schema {
        Some(given) => {
            let folder = gather::folder_of(&given.origin, context.console);
            gather::schema(context.console, &given.value, &folder).await.map(Some)
        }
        None => Ok(None),
    }
}

/// The token that the user types when nothing says who sends.
async fn asked_for(args: &Args, context: &Context<'_>) -> Result<Authorization> {
    if !context.may_ask {
        return Err(Error::usage("no-authorization", "it is not said who sends the request").help(
            "give `--token-env NAME`, `--api-key-env NAME`, `--jwt-env NAME` or `--iam`, or set one in an environment of \
             appsync-auth.yaml",
        ));
    }
    let secret = gather::token(context, None, &context.console.current_dir, args.environment.timeout).await?;
    Ok(Authorization::Token(TokenSource::Value(secret)))
}
