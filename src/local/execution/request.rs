//! What an execution needs to know.

use serde_json::{Map, Value};

use super::field_map::FieldMap;
use crate::appsync::Coordinate;
use crate::engine::{Access, FieldAccess};
use crate::graphql::{Executable, Schema};
use crate::local::data::Data;

/// The fields of a request that its caller does not reach.
#[derive(Debug, Clone, Default)]
pub struct Denied {
    root: FieldMap<()>,
    below: FieldMap<()>,
}

impl Denied {
    /// Adds a field: of the root of the operation, or below it.
    pub fn insert(&mut self, coordinate: &Coordinate, is_root: bool) {
        let fields = if is_root { &mut self.root } else { &mut self.below };
        fields.insert(coordinate, ());
    }

    pub(super) fn contains(&self, type_name: &str, field_name: &str, is_root: bool) -> bool {
        let fields = if is_root { &self.root } else { &self.below };
        fields.get(type_name, field_name).is_some()
    }
}

/// The fields that are not reached: those that the engine denied, and those of which nobody can say whether they are.
#[must_use]
pub fn denied_fields(access: &[FieldAccess]) -> Denied {
    let mut denied = Denied::default();
    for field in access.iter().filter(|field| field.access != Access::Reached) {
        denied.insert(&field.coordinate, field.path.len() == 1);
    }
    denied
}

/// One operation to execute.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// The schema that the operation was validated with.
    pub schema: &'a Schema,
    /// The operation.
    pub executable: &'a Executable,
    /// The variables as the client sent them.
    pub variables: &'a Map<String, Value>,
    /// The fields that are not reached.
    pub denied: &'a Denied,
    /// Whether clients may ask for the schema.
    pub introspection: bool,
    /// `queryDepthLimit`: the deepest level of fields that is executed, 1 to 75; 0 is no limit.
    pub depth_limit: usize,
    /// `resolverCountLimit`: how many resolvers a request may have, 1 to 10 000; 0 is AppSync's own limit of 10 000. A
    /// field that gets an object or list out of the data counts as one.
    pub resolver_limit: usize,
    /// Where fields without a resolver get their values.
    pub data: &'a Data,
    /// The Lambda resolvers: a field and the number of its target.
    pub resolvers: &'a FieldMap<usize>,
    /// `identity` as resolvers see it.
    pub identity: &'a Value,
    /// `request.headers` as resolvers see them, names in lower case.
    pub headers: &'a Map<String, Value>,
    /// The value of the field of a subscription: what a mutation published. With it no resolver runs and nothing is made
    /// up: what the mutation did not select is null, as AppSync has it.
    pub published: Option<&'a Value>,
}
