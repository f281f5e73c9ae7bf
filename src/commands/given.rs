//! Documents that a user gives instead of asking AWS: what describes an API, and a caller's policies.

use serde_json::Value;

use crate::appsync::GraphqlApi;
use crate::document::Document;
use crate::engine::iam::Policy;
use crate::error::{Error, Result};
use crate::outside::{Console, files};

/// What describes an API: what `aws appsync get-graphql-api` prints, with or without the `graphqlApi` around it.
///
/// # Errors
/// It cannot be read, is no JSON, or describes no GraphQL API.
pub async fn api_config(path: &str, console: &Console) -> Result<GraphqlApi> {
    GraphqlApi::from_json(&json(path, console).await?).map_err(|error| {
        Error::input("not-an-api", format!("`{path}` is not what describes a GraphQL API: {error}"))
            .help("save what `aws appsync get-graphql-api --api-id ID` prints")
    })
}

/// A policy document, bare or as `aws iam` prints it.
///
/// # Errors
/// It cannot be read, is no JSON, or is no policy.
pub async fn policy(path: &str, console: &Console) -> Result<Policy> {
    let document = json(path, console).await?;
    let inner =
        document.get("PolicyDocument").or_else(|| document.pointer("/PolicyVersion/Document")).unwrap_or(&document);
    Policy::from_json(inner).map_err(|error| {
        Error::input("not-a-policy", format!("`{path}` is no IAM policy: {error}"))
            .help("give what `aws iam get-role-policy` prints, or the document itself: {\"Statement\": [ … ]}")
    })
}

/// A JSON document; what is wrong with it is shown with its place.
async fn json(path: &str, console: &Console) -> Result<Value> {
    let document = Document::parse(path, &files::read_text(console, path, &console.current_dir).await?)?;
    Ok(document.root().and_then(|root| root.to_json().ok()).unwrap_or(Value::Null))
}
