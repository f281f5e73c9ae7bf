//! An API as requests meet it: what the control plane keeps of it, made ready to be asked.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::data::Data;
use super::documents::Documents;
use super::resolvers::Resolvers;
use super::store::ApiKey;
use crate::appsync::graphql_api::GraphqlApi;
use crate::appsync::{ApiIdentity, Arn};
use crate::engine::Api;
use crate::engine::gate::Expression;
use crate::error::{Error, Result};
use crate::graphql::Schema;

/// An API as requests meet it. It is never changed: a change of the API makes another.
#[derive(Debug)]
pub(super) struct LiveApi {
    /// What the engine judges by.
    pub(super) api: Api,
    /// The schema; without one nothing can be executed.
    pub(super) schema: Option<Arc<Schema>>,
    /// Whether `__schema` and `__type` may be asked.
    pub(super) introspection: bool,
    /// `queryDepthLimit`; 0 is none.
    pub(super) query_depth_limit: usize,
    /// `resolverCountLimit`; 0 is AppSync's own limit.
    pub(super) resolver_count_limit: usize,
    /// Its API keys.
    pub(super) api_keys: Vec<ApiKey>,
    /// The `identityValidationExpression`, read once.
    pub(super) expression: Option<Expression>,
    /// The authorizer: the function's name and the qualifier that it is invoked with.
    pub(super) authorizer: Option<(String, Option<String>)>,
    /// What fields are answered with.
    pub(super) data: Arc<Data>,
    /// The functions that answer fields.
    pub(super) resolvers: Arc<Resolvers>,
    /// The documents that clients sent.
    pub(super) documents: Documents,
}

/// What a [`LiveApi`] is made of.
#[derive(Debug)]
pub(super) struct Parts<'a> {
    /// Which API it is.
    pub(super) identity: ApiIdentity,
    /// The document that GetGraphqlApi answers with.
    pub(super) document: &'a Map<String, Value>,
    pub(super) schema: Option<Arc<Schema>>,
    pub(super) api_keys: Vec<ApiKey>,
    pub(super) data: Arc<Data>,
    pub(super) resolvers: Arc<Resolvers>,
}

impl LiveApi {
    /// Makes an API ready.
    pub(super) fn new(parts: Parts<'_>) -> Result<Self> {
        let facts = GraphqlApi::from_json(&Value::Object(parts.document.clone()))
            .map_err(|error| Error::bug(format!("an API was kept that cannot be read: {error}")))?;
        let lambda = facts.authentication.lambda();
        let expression = lambda
            .and_then(|config| config.identity_validation_expression.as_deref())
            .filter(|text| !text.is_empty())
            .map(Expression::new);
        let authorizer = lambda.and_then(|config| config.authorizer_uri.as_deref()).and_then(|uri| match uri.parse() {
            Ok(Arn::Function { name, qualifier, .. }) => Some((name, qualifier)),
            _ => None,
        });
        let text = |name: &str| parts.document.get(name).and_then(Value::as_str);
        let number = |name: &str| {
            let number = parts.document.get(name).and_then(Value::as_u64).unwrap_or(0);
            usize::try_from(number).unwrap_or(usize::MAX)
        };
        Ok(Self {
            introspection: text("introspectionConfig") != Some("DISABLED"),
            query_depth_limit: number("queryDepthLimit"),
            resolver_count_limit: number("resolverCountLimit"),
            api: Api { identity: parts.identity, authentication: facts.authentication },
            schema: parts.schema,
            api_keys: parts.api_keys,
            expression,
            authorizer,
            data: parts.data,
            resolvers: parts.resolvers,
            documents: Documents::default(),
        })
    }
}
