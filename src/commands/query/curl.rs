//! `--curl`: the request as a command to paste, and nothing is sent.

use super::run::Subject;
use crate::commands::caller::{Caller, JSON};
use crate::error::Result;
use crate::outside::credentials;
use crate::report::{CurlCommand, CurlSignature, CurlValue};
use crate::settings::Authorization;
use crate::status::Status;

/// How the keys of the default profile become variables.
const EXPORT: &str = "eval \"$(aws configure export-credentials --format env)\"";

/// Shows the request.
///
/// # Errors
/// Standard output cannot be written.
pub(super) async fn show(subject: &Subject<'_>) -> Result<Status> {
    let Subject { args, context, prepared, request, .. } = subject;
    let address = prepared.target.graphql();
    let mut headers = vec![("content-type".to_owned(), CurlValue::Plain(JSON.to_owned()))];
    headers.extend(address.host.map(|host| ("host".to_owned(), CurlValue::Plain(host))));
    let mut signature = None;
    match &prepared.caller {
        Caller::Holder { authorization, .. } => {
            let (name, variable) = match authorization {
                Authorization::ApiKey(_) => ("x-api-key", "APPSYNC_API_KEY"),
                Authorization::Jwt(_) => ("authorization", "APPSYNC_JWT"),
                _ => ("authorization", "APPSYNC_TOKEN"),
            };
            headers.push((name.to_owned(), CurlValue::of_source(authorization.source(), variable)));
        }
        Caller::Signs { aws } => {
            let region = credentials::region(aws).await?;
            let profile = prepared.settings.profile.as_ref().map(|profile| profile.value.as_str());
            let has_keys = aws.profile.is_none() && context.console.variable("AWS_ACCESS_KEY_ID").is_some();
            signature = Some(match profile {
                _ if has_keys => CurlSignature { region, origin: None },
                Some(profile) => CurlSignature::of_profile(&region, profile),
                None => CurlSignature { region, origin: Some(EXPORT.to_owned()) },
            });
        }
        Caller::InHeaders => {}
    }
    for (name, value) in prepared.headers.iter() {
        headers.retain(|(known, _)| known != name);
        headers.push((name.to_owned(), CurlValue::of_header(name, value)));
    }
    context.give(&CurlCommand {
        url: address.url,
        headers,
        signature,
        cacert: args.api.cacert.clone(),
        body: request.body(),
    })
}
