//! A subscription that was let in: which mutations feed it, which of their results it wants, and what it is sent.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::authorize::entry;
use crate::appsync::Coordinate;
use crate::engine::{Access, FieldAccess};
use crate::graphql::{Executable, OperationKind, Schema, ValidationError};
use crate::local::answers;
use crate::local::data::Data;
use crate::local::documents::PreparedOperation;
use crate::local::execution::{self, Denied, Execution, FieldMap, Outcome, RootResult, denied_fields};
use crate::local::live_api::LiveApi;
use crate::realtime::ErrorEntry;

/// What a client asked for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Wanted {
    /// The document.
    pub(super) query: String,
    /// The operation that the client chose.
    pub(super) operation_name: Option<String>,
    /// The variables, as JSON.
    pub(super) variables: String,
}

/// What subscriptions that are sent the same have in common.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Kind {
    pub(super) wanted: Arc<Wanted>,
    /// The fields below the root that the subscriber does not reach, sorted.
    pub(super) denied: Vec<Coordinate>,
}

/// A subscription, ready to be executed with what mutations publish.
#[derive(Debug)]
pub(super) struct Subscription {
    schema: Arc<Schema>,
    executable: Arc<Executable>,
    variables: Map<String, Value>,
    /// The arguments of its field: what a result must be like.
    arguments: Map<String, Value>,
    denied: Denied,
    mutations: Vec<String>,
    introspection: bool,
    depth_limit: usize,
}

impl Subscription {
    /// Makes an operation ready, or says why it is no subscription of the API that its caller may have.
    pub(super) fn new(
        api: &LiveApi,
        operation: Option<&PreparedOperation>,
        operation_name: Option<&str>,
        variables: &Map<String, Value>,
        fields: &[FieldAccess],
    ) -> Result<Self, Vec<ErrorEntry>> {
        // As over HTTP.
        let Some(schema) = &api.schema else { return Err(vec![entry(&answers::without_schema())]) };
        let Some(operation) = operation else {
            return Err(vec![entry(&answers::without_operation(operation_name))]);
        };
        if operation.operation.kind != OperationKind::Subscription {
            return Err(vec![ErrorEntry::unsupported_operation(operation.operation.kind.name())]);
        }
        let executable = operation.executable(schema).map_err(entries)?;
        let coerced = executable.variables(schema, variables).map_err(|error| entries(vec![error]))?;
        // Validation lets exactly one through, and none of introspection.
        let mut roots = executable.definition().root_fields(executable.document());
        let Some(field) = roots.next() else { return Err(vec![ErrorEntry::unsupported_operation("unknown")]) };
        let field_name = field.name.as_str();
        if fields.iter().any(|field| field.path.len() == 1 && field.access != Access::Reached) {
            return Err(vec![ErrorEntry::field_denied(field_name)]);
        }
        let arguments = Executable::arguments(schema, field, &coerced);
        let mutations = schema.subscribed_mutations(field_name).unwrap_or_default().to_vec();
        drop(roots);
        Ok(Self {
            schema: Arc::clone(schema),
            executable,
            variables: variables.clone(),
            arguments,
            denied: denied_fields(fields),
            mutations,
            introspection: api.introspection,
            depth_limit: api.query_depth_limit,
        })
    }

    /// Whether this result of a mutation is to be sent.
    ///
    /// An argument that was given must equal the field of the same name of the result, so the mutation must have selected
    /// that field (aws/aws-appsync-community#109). Null is a value like another one: it is met by results whose field is
    /// null, and a variable without a value counts as null (aws/aws-appsync-community#94, answered by AppSync's staff; #36).
    /// A list has no fields: a subscription with arguments is never sent one (aws/aws-appsync-community#364). What a
    /// mutation did not select is taken for null (Assumed).
    pub(super) fn wants(&self, root: &RootResult) -> bool {
        self.mutations.contains(&root.field_name)
            && self.arguments.iter().all(|(name, wanted)| match &root.value {
                Value::Object(members) => equal(wanted, members.get(name).unwrap_or(&Value::Null)),
                _ => false,
            })
    }

    /// What is sent for a result: `{"data":…}`, with `errors` when there are some.
    pub(super) fn payload(&self, published: &Value) -> Arc<str> {
        let (data, resolvers, headers) = (Data::default(), FieldMap::default(), Map::new());
        let request = execution::Request {
            schema: &self.schema,
            executable: &self.executable,
            variables: &self.variables,
            denied: &self.denied,
            introspection: self.introspection,
            depth_limit: self.depth_limit,
            resolver_limit: 0,
            data: &data,
            resolvers: &resolvers,
            identity: &Value::Null,
            headers: &headers,
            published: Some(published),
        };
        match Execution::start(request).map(Execution::finish) {
            Ok(Outcome::Response(response)) if response.errors == 0 => response.body.into(),
            Ok(Outcome::Response(response)) => with_errors_of_deliveries(response.body).into(),
            Ok(Outcome::BadRequest { body }) => body.into(),
            Err(errors) => ValidationError::body(&errors).into(),
        }
    }
}

/// What a subscription is refused with for errors of validation and coercion.
fn entries(errors: Vec<ValidationError>) -> Vec<ErrorEntry> {
    errors.into_iter().map(|error| ErrorEntry::validation(error.message)).collect()
}

/// The coordinates below the root that are not reached, sorted, each once.
pub(super) fn denied_below_root(fields: &[FieldAccess]) -> Vec<Coordinate> {
    let denied = fields.iter().filter(|field| field.access != Access::Reached && field.path.len() > 1);
    let mut denied: Vec<Coordinate> = denied.map(|field| field.coordinate.clone()).collect();
    denied.sort_unstable();
    denied.dedup();
    denied
}

/// A null where none may be has fewer members in a delivery than over HTTP: `message`, then `path`.
///
/// Source: the deliveries pasted in aws-amplify/amplify-category-api#1338, and in "GraphQL on AWS AppSync" by T. Sallai,
/// "Event fields". That entries of denied fields are as over HTTP is Assumed.
fn with_errors_of_deliveries(body: String) -> String {
    let Ok(mut payload) = serde_json::from_str::<Value>(&body) else { return body };
    for entry in payload["errors"].as_array_mut().into_iter().flatten() {
        if entry.get("errorType").is_none() {
            *entry = json!({ "message": entry["message"].take(), "path": entry["path"].take() });
        }
    }
    payload.to_string()
}

/// Whether two values are the same, numbers by their value: `1` is `1.0`.
fn equal(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => a == b || a.as_f64() == b.as_f64(),
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| equal(a, b)),
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(name, a)| b.get(name).is_some_and(|b| equal(a, b)))
        }
        (a, b) => a == b,
    }
}
