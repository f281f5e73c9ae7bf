//! The API that the request went to, its schema, and what the authorizer answered where a file says it.

use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;

use super::args::Args;
use crate::appsync::{AuthorizerFailure, AuthorizerOutcome};
use crate::commands::context::Context;
use crate::commands::gather::{self, DeployedApi};
use crate::commands::given;
use crate::engine::Api;
use crate::error::{Error, Result};
use crate::graphql::Schema;
use crate::outside::files;
use crate::settings::Settings;

/// What is known of the API.
#[derive(Debug)]
pub(super) struct ApiFacts {
    /// Identity and providers.
    pub(super) api: Api,
    /// Its addresses for GraphQL and for subscriptions, where they are known.
    pub(super) urls: Vec<String>,
    deployed: Option<DeployedApi>,
}

/// Reads or fetches the API.
///
/// # Errors
/// Nobody said which; it cannot be read, or AWS cannot be asked.
pub(super) async fn read_api(
    args: &Args,
    settings: &Settings,
    sent_to: Option<&str>,
    context: &Context<'_>,
) -> Result<ApiFacts> {
    let (facts, deployed) = match (&args.api.api_config, &settings.api) {
        (Some(path), _) => (given::api_config(path, context.console).await?, None),
        (None, Some(selector)) => {
            let api = gather::deployed_api(context, &selector.value, settings, &args.environment).await?;
            (api.facts.clone(), Some(api))
        }
        (None, None) => {
            let url = sent_to.map_or_else(|| "ID|NAME|ARN|URL".to_owned(), str::to_owned);
            return Err(Error::usage(
                "no-api",
                "it is not known which API the request goes to, and which modes it has",
            )
            .help(format!(
                "give `--api-config FILE` with what `aws appsync get-graphql-api` prints, or let AWS be asked with \
                     `--api {url}`"
            )));
        }
    };
    let api = Api { identity: facts.identity.unwrap_or_default(), authentication: facts.authentication };
    let urls = facts.graphql_url.into_iter().chain(facts.realtime_url).collect();
    Ok(ApiFacts { api, urls, deployed })
}

/// The schema: the one that is named, else that of the deployed API.
///
/// # Errors
/// It cannot be read or fetched, or is invalid.
pub(super) async fn read_schema(
    facts: &ApiFacts,
    settings: &Settings,
    context: &Context<'_>,
) -> Result<Option<Arc<Schema>>> {
    match (&settings.schema, &facts.deployed) {
        (Some(given), _) => {
            let folder = gather::folder_of(&given.origin, context.console);
            gather::schema(context.console, &given.value, &folder).await.map(Some)
        }
        (None, Some(api)) => gather::deployed_schema(context, api).await.map(Some),
        (None, None) => Ok(None),
    }
}

/// What a file says that the authorizer answered: an error that it threw, or a payload that is judged byte for byte.
///
/// # Errors
/// The file cannot be read.
pub(super) async fn read_authorizer_response(path: &str, context: &Context<'_>) -> Result<AuthorizerOutcome> {
    let payload = files::read_bytes(context.console, path, &context.console.current_dir).await?;
    let duration = Duration::ZERO;
    let thrown = serde_json::from_slice::<Value>(&payload).ok().filter(|answer| {
        (answer.get("errorMessage").is_some() || answer.get("errorType").is_some())
            && answer.get("isAuthorized").is_none()
    });
    let Some(thrown) = thrown else { return Ok(AuthorizerOutcome::Returned { payload, duration }) };
    let text = |name: &str| thrown.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    Ok(AuthorizerOutcome::Failed(AuthorizerFailure {
        error_type: text("errorType"),
        error_message: text("errorMessage"),
        stack_trace: Vec::new(),
        duration,
    }))
}
