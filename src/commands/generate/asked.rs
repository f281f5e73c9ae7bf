//! The schema as an API tells it to whoever may send requests: the standard introspection query.

use std::time::SystemTime;

use bytes::Bytes;
use serde_json::{Value, json};

use super::args::Args;
use crate::codegen::INTROSPECTION_QUERY;
use crate::commands::caller::{self, Caller};
use crate::commands::context::Context;
use crate::commands::gather;
use crate::commands::target::Target;
use crate::error::{Error, ErrorKind, Result};
use crate::graphql::SourceText;
use crate::outside::Verbosity;
use crate::outside::files;
use crate::outside::http::{
    HttpAnswer, HttpClient, HttpOptions, HttpRequest, Repeat, answer_lines, redirected, request_lines,
};
use crate::report::graphql_errors;
use crate::report::wording::one_line;
use crate::settings::{Authorization, Given, Origin, Settings};

/// Asks, and gives the answer's text.
///
/// # Errors
/// It is not said who asks; the API refuses or cannot be reached.
pub(super) async fn introspection(
    url: &str,
    args: &Args,
    settings: &Settings,
    context: &Context<'_>,
) -> Result<SourceText> {
    let console = context.console;
    let target = Target::new(url, None)?;
    let cacert = match &args.source.cacert {
        Some(path) => Some((path.clone(), files::read_bytes(console, path, &console.current_dir).await?)),
        None => None,
    };
    let client = HttpClient::new(&HttpOptions {
        timeout: args.environment.timeout,
        cacert,
        tls: target.contact.is_https(),
        proxies: !target.contact.is_loopback(),
        http1: false,
    })?;
    let credential = caller_of(&target, args, settings, context).await?.credential(context).await?;
    let body = Bytes::from(json!({ "query": INTROSPECTION_QUERY }).to_string());
    let headers = credential.headers(&target.api, &body, SystemTime::now())?;
    let request = HttpRequest { url: target.graphql().url, headers, body };
    let shows_wire = console.verbosity.get() >= Verbosity::Wire;
    if shows_wire {
        request_lines(&request, &[]).iter().for_each(|line| console.wire(&one_line(line)));
    }
    let sent = client.post_with_retries(&request, Repeat::Safe, |again| console.step(&again.to_string())).await;
    let answer = sent.map_err(|fault| fault.error)?;
    if shows_wire {
        answer_lines(&request, &answer, &[]).iter().for_each(|line| console.wire(&one_line(line)));
    }
    console.step(&format!("introspection: HTTP {} after {} ms", answer.status, answer.duration.as_millis()));
    let text = text(url, &answer);
    text.map_err(|error| credential.secrets().iter().fold(error, Error::without))
}

/// Who asks.
async fn caller_of(target: &Target, args: &Args, settings: &Settings, context: &Context<'_>) -> Result<Caller> {
    let given = match &settings.authorization {
        Some(given) => given.clone(),
        None if context.may_ask => {
            let timeout = args.environment.timeout;
            let secret = gather::token(context, None, &context.console.current_dir, timeout).await?;
            Given::new(Authorization::Token(crate::appsync::TokenSource::Value(secret)), Origin::Default)
        }
        None => {
            return Err(Error::usage("no-authorization", "it is not said who asks for the schema").help(
                "give `--token-env NAME`, `--api-key-env NAME`, `--jwt-env NAME` or `--iam`, or set one in an environment \
                 of appsync-auth.yaml",
            ));
        }
    };
    let region = caller::region(settings, target, None);
    caller::caller_of(given, region, settings, &args.environment, context).await
}

/// The text of an answer that tells the schema.
fn text(url: &str, answer: &HttpAnswer) -> Result<SourceText> {
    let name = format!("introspection of {}", crate::appsync::endpoint::shown_url(url));
    if let Some(error) = redirected(url, answer) {
        return Err(error);
    }
    let is_success = (200..300).contains(&answer.status);
    let errors = graphql_errors(&answer.body);
    let document: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    if is_success && document.pointer("/data/__schema").is_some_and(Value::is_object) {
        return Ok(SourceText::new(name, String::from_utf8_lossy(&answer.body)));
    }
    let Ok(errors) = errors else {
        let message = format!("the answer to the introspection query is no GraphQL (HTTP {})", answer.status);
        return Err(Error::outside("answer-not-json", message).help("check that the URL is the one that takes GraphQL"));
    };
    let told = errors.first().map(|error| {
        let kind = error.error_type.as_ref().map(|kind| format!("{kind}: ")).unwrap_or_default();
        format!(": {kind}{}", error.message.as_deref().unwrap_or_default())
    });
    let message =
        format!("the API refuses the introspection query (HTTP {}){}", answer.status, told.unwrap_or_default());
    let kind = if matches!(answer.status, 401 | 403) { ErrorKind::Credentials } else { ErrorKind::Outside };
    Err(Error::new(kind, "introspection-refused", one_line(&message).into_owned()).help(
        "see that the caller may send queries and that the API allows introspection, or read the schema with `--api` or \
         from a file",
    ))
}
