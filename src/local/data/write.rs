//! Mutations: what they remember, and their results.

use apollo_compiler::schema::FieldDefinition;
use serde_json::{Map, Value};

use super::convention::{self, Verb};
use super::memory::Memory;
use super::{mock, shape};
use crate::graphql::Schema;

/// Carries a mutation out. None if the convention does not know it.
pub(super) fn mutate(
    memory: &mut Memory,
    schema: &Schema,
    field: &FieldDefinition,
    arguments: &Map<String, Value>,
) -> Option<Value> {
    let (verb, rest) = convention::read(&field.name)?;
    let returned = field.ty.inner_named_type().as_str();
    let type_name = [returned, rest].into_iter().find(|name| shape::identified(schema, name).is_some())?;
    let given = members(schema, type_name, arguments);
    let table = memory.table(schema, type_name);
    let row = match (verb, given.get("id").filter(|id| !id.is_null()).cloned()) {
        (Verb::Create | Verb::Put, id) => {
            let id = id.unwrap_or_else(|| {
                table.made_ids += 1;
                let seed = mock::below(mock::below(mock::ROOT_SEED, type_name), "created");
                shape::new_id(schema, type_name, seed.wrapping_add(table.made_ids))
            });
            let mut row = given;
            row.insert("id".to_owned(), id.clone());
            let mut row = Value::Object(row);
            let ty = apollo_compiler::Name::new(type_name).ok().map(apollo_compiler::ast::Type::Named)?;
            shape::complete(schema, &ty, &mut row);
            table.put(&id, row.clone(), true);
            row
        }
        (Verb::Update, Some(id)) => match table.get(&id) {
            Some(Value::Object(mut row)) => {
                row.extend(given);
                table.put(&id, Value::Object(row.clone()), false);
                Value::Object(row)
            }
            _ => Value::Null,
        },
        (Verb::Delete, Some(id)) => table.remove(&id).unwrap_or_default(),
        (Verb::Update | Verb::Delete, None) => return None,
    };
    Some(if returned == type_name { row } else { outcome(schema, field, &row) })
}

/// What a mutation returns that does not return the object itself: whether there was one, its id, or something made up.
fn outcome(schema: &Schema, field: &FieldDefinition, row: &Value) -> Value {
    match field.ty.inner_named_type().as_str() {
        "Boolean" => Value::from(!row.is_null()),
        "ID" | "String" => row.get("id").cloned().unwrap_or_default(),
        _ => {
            let echoed = row.as_object().cloned().unwrap_or_default();
            shape::made_up(schema, &field.ty, &field.name, mock::below(mock::ROOT_SEED, &field.name), &echoed)
        }
    }
}

/// The members of the object that the arguments name, those inside input objects among them. Amplify's `condition` is
/// none.
fn members(schema: &Schema, type_name: &str, arguments: &Map<String, Value>) -> Map<String, Value> {
    let mut found = Map::new();
    for (name, value) in arguments.iter().filter(|(name, _)| *name != "condition") {
        match value {
            Value::Object(inner) if schema.field(type_name, name).is_none() => {
                let known = inner.iter().filter(|(name, _)| schema.field(type_name, name).is_some());
                found.extend(known.map(|(name, value)| (name.clone(), value.clone())));
            }
            _ if schema.field(type_name, name).is_some() => {
                found.insert(name.clone(), value.clone());
            }
            // `eventId` of a comment that has no such member still says which event it belongs to.
            _ if name.ends_with("Id") => {
                found.insert(name.clone(), value.clone());
            }
            _ => {}
        }
    }
    found
}
