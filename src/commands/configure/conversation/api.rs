//! Which API.

use crate::commands::context::Context;
use crate::error::{Error, Result};
use crate::outside::appsync_api::{AppSyncApi, ListedApi};
use crate::outside::question::{self, Choice, Selection};

/// Asks which of the account's APIs is meant, and gives its id. The answer is not repeated: [`ask_change`](super::ask_change) begins with it.
///
/// # Errors
///
/// Usage: there is none, or the question is left. Else as for [`AppSyncApi::list`].
pub(crate) async fn ask_api(context: &Context<'_>, service: &AppSyncApi) -> Result<String> {
    let mut listed = service.list().await?;
    if listed.is_empty() {
        return Err(Error::usage("no-api", "the account has no GraphQL API in this region")
            .help("check `--region` and `--profile`, or name the API with `--api`"));
    }
    let key = |api: &ListedApi| (api.name.to_lowercase(), api.name.clone(), api.api_id.clone());
    listed.sort_by_cached_key(key);
    let selection = Selection {
        prompt: "API".to_owned(),
        choices: listed.iter().map(choice).collect(),
        default: 0,
        searched: true,
        color: context.error_style.color,
        without: "name the API with `--api`",
    };
    let chosen = question::pick(context.console, &selection).await?;
    match listed.into_iter().nth(chosen) {
        Some(api) => Ok(api.api_id),
        None => Err(Error::bug("an answer that was not offered")),
    }
}

fn choice(api: &ListedApi) -> Choice {
    let mut note = format!("default {}", api.authentication_type);
    if !api.additional.is_empty() {
        note.push_str(", additional ");
        note.push_str(&api.additional.join(", "));
    }
    Choice { name: api.name.clone(), id: api.api_id.clone(), note }
}
