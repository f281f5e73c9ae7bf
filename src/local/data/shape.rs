//! What a type is for the data: a scalar, one object, a list, or a connection.

use apollo_compiler::ast::Type;
use apollo_compiler::schema::{ExtendedType, FieldDefinition, ObjectType};
use serde_json::{Map, Value};

use super::mock;
use crate::graphql::Schema;

/// How many items a list has whose items are made up.
pub(super) const MADE_UP_ITEMS: usize = 3;

/// What a field returns.
#[derive(Debug, Clone, Copy)]
pub(super) enum Shape<'s> {
    /// A scalar or enum.
    Leaf,
    /// An object, interface or union of this name.
    Object(&'s str),
    /// A list of items of this type.
    List(&'s Type),
    /// An object with `items` of this type and `nextToken`.
    Connection(&'s Type),
}

impl<'s> Shape<'s> {
    pub(super) fn of(schema: &'s Schema, ty: &'s Type) -> Self {
        match ty {
            Type::List(item) | Type::NonNullList(item) => Self::List(item),
            Type::Named(name) | Type::NonNullNamed(name) => match schema.compiled().types.get(name) {
                Some(ExtendedType::Object(object)) => {
                    connection_items(object).map_or(Self::Object(&object.name), Self::Connection)
                }
                Some(ExtendedType::Interface(_) | ExtendedType::Union(_)) => Self::Object(name),
                _ => Self::Leaf,
            },
        }
    }
}

/// The type of the items of a connection.
fn connection_items(object: &ObjectType) -> Option<&Type> {
    object.fields.get("nextToken")?;
    match &object.fields.get("items")?.ty {
        Type::List(item) | Type::NonNullList(item) => Some(item),
        Type::Named(_) | Type::NonNullNamed(_) => None,
    }
}

/// An object type whose objects are kept by id.
pub(super) fn identified<'s>(schema: &'s Schema, type_name: &str) -> Option<&'s ObjectType> {
    let object = schema.compiled().get_object(type_name)?;
    is_leaf(schema, object.fields.get("id")?).then_some(object.as_ref())
}

/// Whether a field returns one scalar or enum.
pub(super) fn is_leaf(schema: &Schema, field: &FieldDefinition) -> bool {
    matches!(Shape::of(schema, &field.ty), Shape::Leaf)
}

/// A made-up value of a type: scalars as they are, objects with no more than their id, their type if it is one of
/// several, and the arguments that are named like scalar members of them.
pub(super) fn made_up(schema: &Schema, ty: &Type, name: &str, seed: u64, echoed: &Map<String, Value>) -> Value {
    made_up_at(schema, ty, name, (seed, 0), echoed)
}

fn made_up_at(schema: &Schema, ty: &Type, name: &str, place: (u64, usize), echoed: &Map<String, Value>) -> Value {
    let (seed, position) = place;
    let type_name = match ty {
        Type::List(inner) | Type::NonNullList(inner) => {
            let items = 0..MADE_UP_ITEMS;
            return items
                .map(|index| made_up_at(schema, inner, name, (mock::item(seed, index), index), echoed))
                .collect();
        }
        Type::Named(type_name) | Type::NonNullNamed(type_name) => type_name.as_str(),
    };
    let possible = schema.possible_object_types(type_name);
    let Some(object) = possible.get(position % possible.len().max(1)) else {
        return echoed.get(name).cloned().unwrap_or_else(|| mock::leaf(schema, type_name, name, seed));
    };
    let mut members = Map::new();
    if object != type_name {
        members.insert("__typename".to_owned(), Value::from(object.as_str()));
    }
    if identified(schema, object).is_some() {
        members.insert("id".to_owned(), new_id(schema, object, seed));
    }
    echo(schema, object, &mut members, echoed);
    Value::Object(members)
}

/// Sets the scalar members of an object that arguments are named like.
pub(super) fn echo(schema: &Schema, type_name: &str, members: &mut Map<String, Value>, echoed: &Map<String, Value>) {
    for (name, value) in echoed.iter().filter(|(_, value)| !value.is_null()) {
        if schema.field(type_name, name).is_some_and(|field| is_leaf(schema, field)) {
            members.insert(name.clone(), value.clone());
        }
    }
}

/// An id for an object of a type.
pub(super) fn new_id(schema: &Schema, type_name: &str, seed: u64) -> Value {
    let id_type = schema.field(type_name, "id").map_or("ID", |field| field.ty.inner_named_type().as_str());
    mock::leaf(schema, id_type, "id", mock::below(seed, "id"))
}

/// Adds null for each scalar member that may be null and is missing, so that it is not made up; the same for the objects
/// inside.
pub(super) fn complete(schema: &Schema, ty: &Type, value: &mut Value) {
    match (ty, value) {
        (Type::List(item) | Type::NonNullList(item), Value::Array(items)) => {
            items.iter_mut().for_each(|each| complete(schema, item, each));
        }
        (Type::Named(name) | Type::NonNullNamed(name), Value::Object(members)) => {
            let named = members.get("__typename").and_then(Value::as_str).unwrap_or(name).to_owned();
            let Some(object) = schema.compiled().get_object(&named) else { return };
            for (name, field) in &object.fields {
                match members.get_mut(name.as_str()) {
                    Some(member) => complete(schema, &field.ty, member),
                    None if !field.ty.is_non_null() && is_leaf(schema, field) => {
                        members.insert(name.to_string(), Value::Null);
                    }
                    None => {}
                }
            }
        }
        _ => {}
    }
}
