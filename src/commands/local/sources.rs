//! The files that an API is made of.

use std::path::Path;
use std::time::Duration;

use super::plan::Placed;
use crate::commands::context::Context;
use crate::commands::schema_files;
use crate::document::Document;
use crate::error::{Error, Result};
use crate::graphql::{Leniency, Schema};
use crate::local::data::Data;
use crate::outside::files;
use crate::outside::http::innermost;
use crate::verify::KeySet;

/// A schema that was read and found good: its whole text, and what it means. `warn` is told what is odd about it.
pub(super) async fn schema(
    schema: &Placed<String>,
    context: &Context<'_>,
    warn: impl Fn(&str),
) -> Result<(String, Schema)> {
    let sources = schema_files::texts(context.console, &schema.value, &schema.folder).await?;
    let loaded = schema_files::load(&sources, Leniency::Strict, warn)?;
    let texts: Vec<&str> = sources.iter().map(|source| source.text.as_str()).collect();
    Ok((texts.join("\n"), loaded))
}

/// What fields are answered with: a file's data, else made-up values.
pub(super) async fn data(data: &Placed<String>, schema: Option<&Schema>, context: &Context<'_>) -> Result<Data> {
    let Some(schema) = schema else {
        return Err(Error::input("no-schema", format!("`{}` has data for an API without a schema", data.value))
            .help("give the API its schema"));
    };
    let text = files::read_text(context.console, &data.value, &data.folder).await?;
    Data::read(&Document::parse(&data.value, &text)?, schema)
}

/// The public keys of an issuer, from a file or from an address on this machine.
pub(super) async fn key_set(source: &str, folder: &Path, context: &Context<'_>, timeout: Duration) -> Result<KeySet> {
    let text = match source.starts_with("http://") || source.starts_with("https://") {
        true => fetch(source, timeout).await?,
        false => files::read_text(context.console, source, folder).await?,
    };
    KeySet::parse(&text).map_err(|error| {
        Error::input("bad-jwks", format!("`{source}` is no set of public keys: {error}"))
            .help("give the JSON that an issuer publishes as its `jwks_uri`")
    })
}

async fn fetch(url: &str, timeout: Duration) -> Result<String> {
    let failed = |error: reqwest::Error| {
        let reason = match error.status() {
            Some(status) => format!("it answers with {status}"),
            None if error.is_timeout() => {
                format!("it does not answer within {}", humantime::format_duration(timeout))
            }
            None => innermost(&error),
        };
        Error::outside("no-jwks", format!("the public keys at `{url}` cannot be read: {reason}"))
            .help("give an address that this machine reaches, or a file with the keys")
    };
    let client = reqwest::Client::builder().timeout(timeout).build().map_err(failed)?;
    let answer = client.get(url).send().await.and_then(reqwest::Response::error_for_status).map_err(failed)?;
    answer.text().await.map_err(failed)
}
