//! The schema as a graph of types, so that each walk is over numbers and not over names.

use std::collections::HashMap;

use apollo_compiler::schema::{ExtendedType, FieldDefinition};

use crate::appsync::Coordinate;
use crate::engine::directives::has_modes;
use crate::graphql::{OperationKind, Schema};

/// A field of an object type.
#[derive(Debug)]
pub(super) struct Field<'s> {
    pub(super) name: &'s str,
    /// The type that it returns, lists and `!` taken off; none for scalars and enums.
    pub(super) returns: Option<usize>,
    /// Whether it is declared with `!`.
    pub(super) non_null: bool,
    /// Whether its own directives list modes; `@aws_auth` does not.
    pub(super) is_directed: bool,
    /// Whether it has any authorization directive of its own.
    pub(super) has_own: bool,
}

/// An object type, or an interface or union with what can be behind it.
#[derive(Debug)]
pub(super) struct Node<'s> {
    pub(super) name: &'s str,
    pub(super) fields: Vec<Field<'s>>,
    /// The object types behind an interface or union; empty for an object type.
    pub(super) members: Vec<usize>,
    pub(super) is_object: bool,
    /// Whether the directives on the type list modes.
    pub(super) is_directed: bool,
    /// What operations start from.
    pub(super) root: Option<OperationKind>,
}

impl Node<'_> {
    pub(super) fn coordinate(&self, field: usize) -> Coordinate {
        Coordinate::new(self.name, self.fields.get(field).map_or("", |field| field.name))
    }
}

/// All types of a schema that have fields or members.
#[derive(Debug)]
pub(super) struct Graph<'s> {
    pub(super) nodes: Vec<Node<'s>>,
}

impl<'s> Graph<'s> {
    pub(super) fn new(schema: &'s Schema) -> Self {
        let types = schema.compiled().types.values().filter(|each| !each.is_built_in());
        let composite: Vec<&ExtendedType> = types
            .filter(|each| {
                matches!(each, ExtendedType::Object(_) | ExtendedType::Interface(_) | ExtendedType::Union(_))
            })
            .collect();
        let by_name: HashMap<&str, usize> =
            composite.iter().enumerate().map(|(index, each)| (each.name().as_str(), index)).collect();
        let kinds = [OperationKind::Query, OperationKind::Mutation, OperationKind::Subscription];
        let nodes = composite.iter().map(|each| {
            let name = each.name().as_str();
            let object = each.as_object();
            let fields = object
                .map(|object| object.fields.values().map(|field| read_field(schema, name, field, &by_name)).collect());
            let members = schema.possible_object_types(name).iter().filter_map(|member| by_name.get(member.as_str()));
            Node {
                name,
                fields: fields.unwrap_or_default(),
                members: if object.is_some() { Vec::new() } else { members.copied().collect() },
                is_object: object.is_some(),
                is_directed: has_modes(schema.type_auth_directives(name)),
                root: kinds.into_iter().find(|kind| schema.root_type(*kind) == Some(name)),
            }
        });
        Self { nodes: nodes.collect() }
    }

    /// The object types, with their numbers.
    pub(super) fn objects(&self) -> impl Iterator<Item = (usize, &Node<'s>)> {
        self.nodes.iter().enumerate().filter(|(_, node)| node.is_object)
    }

    /// The type that operations of a kind start from.
    pub(super) fn root(&self, kind: OperationKind) -> Option<(usize, &Node<'s>)> {
        self.objects().find(|(_, node)| node.root == Some(kind))
    }

    /// The object types that a field can return.
    pub(super) fn returned(&self, returns: usize) -> &[usize] {
        self.nodes.get(returns).map_or(&[], |node| &node.members)
    }
}

fn read_field<'s>(
    schema: &'s Schema,
    type_name: &str,
    field: &'s FieldDefinition,
    by_name: &HashMap<&str, usize>,
) -> Field<'s> {
    let directives = schema.field_auth_directives(type_name, &field.name);
    Field {
        name: field.name.as_str(),
        returns: by_name.get(field.ty.inner_named_type().as_str()).copied(),
        non_null: field.ty.is_non_null(),
        is_directed: has_modes(directives),
        has_own: !directives.is_empty(),
    }
}
