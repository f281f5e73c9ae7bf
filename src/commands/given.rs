//! Documents that a user gives instead of asking AWS: what describes an API, and a caller's policies.

use std::path::Path;

use serde_json::{Map, Value};

use crate::appsync::{GraphqlApi, GraphqlApiError};
use crate::document::Document;
use crate::engine::iam::Policy;
use crate::error::{Error, Result};
use crate::outside::{Console, files};

/// What describes an API: what `aws appsync get-graphql-api` prints, with or without the `graphqlApi` around it.
///
/// # Errors
/// It cannot be read, is no JSON, or describes no GraphQL API.
pub async fn api_config(path: &str, console: &Console) -> Result<GraphqlApi> {
    read_api(path, &json(path, &console.current_dir, console).await?)
}

/// The same as it stands in the file, with what this program does not know; without the `graphqlApi` around it.
///
/// # Errors
/// As [`api_config`].
pub async fn api_document(path: &str, folder: &Path, console: &Console) -> Result<Map<String, Value>> {
    let document = json(path, folder, console).await?;
    read_api(path, &document)?;
    members(document)
}

/// The same of a document that goes back to the service that it came from, which may know modes that this program does not.
///
/// # Errors
/// As [`api_config`], but for modes.
pub async fn saved_api(path: &str, folder: &Path, console: &Console) -> Result<Map<String, Value>> {
    let document = json(path, folder, console).await?;
    match GraphqlApi::from_json(&document) {
        Ok(_) | Err(GraphqlApiError::UnknownAuthenticationType { .. }) => members(document),
        Err(error) => Err(not_an_api(path, &error)),
    }
}

fn members(mut document: Value) -> Result<Map<String, Value>> {
    let inner = document.get_mut("graphqlApi").map(Value::take).unwrap_or(document);
    match inner {
        Value::Object(members) => Ok(members),
        _ => Err(Error::bug("an API was read that is no object")),
    }
}

fn read_api(path: &str, document: &Value) -> Result<GraphqlApi> {
    GraphqlApi::from_json(document).map_err(|error| not_an_api(path, &error))
}

fn not_an_api(path: &str, error: &GraphqlApiError) -> Error {
    Error::input("not-an-api", format!("`{path}` is not what describes a GraphQL API: {error}"))
        .help("save what `aws appsync get-graphql-api --api-id ID` prints")
}

/// A policy document, bare or as `aws iam` prints it.
///
/// # Errors
/// It cannot be read, is no JSON, or is no policy.
pub async fn policy(path: &str, console: &Console) -> Result<Policy> {
    policy_in(path, &console.current_dir, console).await
}

/// The same of a path that is relative to a folder.
///
/// # Errors
/// As [`policy`].
pub async fn policy_in(path: &str, folder: &Path, console: &Console) -> Result<Policy> {
    let document = json(path, folder, console).await?;
    let inner =
        document.get("PolicyDocument").or_else(|| document.pointer("/PolicyVersion/Document")).unwrap_or(&document);
    Policy::from_json(inner).map_err(|error| {
        Error::input("not-a-policy", format!("`{path}` is no IAM policy: {error}"))
            .help("give what `aws iam get-role-policy` prints, or the document itself: {\"Statement\": [ … ]}")
    })
}

/// A JSON document; what is wrong with it is shown with its place.
async fn json(path: &str, folder: &Path, console: &Console) -> Result<Value> {
    let document = Document::parse(path, &files::read_text(console, path, folder).await?)?;
    Ok(document.root().and_then(|root| root.to_json().ok()).unwrap_or(Value::Null))
}
