//! The value of a field that has no resolver.

use std::sync::{Mutex, MutexGuard, PoisonError};

use apollo_compiler::ast::Type;
use apollo_compiler::schema::FieldDefinition;
use serde_json::{Map, Value};

use super::memory::Memory;
use super::page::Page;
use super::shape::{self, Shape};
use super::{mock, write};
use crate::error::{Error, Result as ProgramResult};
use crate::graphql::{OperationKind, Schema};
use crate::local::execution::FieldMap;

/// Why the data has no value: an error of the field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// `errorType` of the entry.
    pub error_type: String,
    /// Its `message`.
    pub message: String,
}

/// The object that a field is asked of.
#[derive(Debug, Clone, Copy)]
pub struct Parent<'v> {
    /// Its type.
    pub type_name: &'v str,
    /// Its members; none for the root of an operation.
    pub members: Option<&'v Map<String, Value>>,
    /// The seed of what is made up below it.
    pub seed: u64,
}

/// What the file says of a field.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Given {
    /// A value, as it is.
    Value(Value),
    /// A list of objects that are kept, by the text of their ids.
    Listed(Vec<String>),
    /// One object that is kept.
    One(Value),
}

/// The data of an API: what the file gave, what mutations wrote, and for everything else made-up values.
#[derive(Debug, Default)]
pub struct Data {
    pub(super) given: FieldMap<Given>,
    pub(super) memory: Mutex<Memory>,
}

impl Data {
    /// Data that is all made up.
    #[must_use]
    pub fn made_up() -> Self {
        Self::default()
    }

    fn memory(&self) -> MutexGuard<'_, Memory> {
        // What a panic left is whole: every change is one insertion or removal.
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether the file says something of a field.
    #[must_use]
    pub fn gives(&self, type_name: &str, field_name: &str) -> bool {
        self.given.get(type_name, field_name).is_some()
    }

    /// The objects that are kept, to be given to [`Data::import`] later.
    #[must_use]
    pub fn export(&self) -> Value {
        serde_json::to_value(&*self.memory()).unwrap_or_default()
    }

    /// Takes what [`Data::export`] gave in place of the objects that are kept now.
    ///
    /// # Errors
    ///
    /// A value that is no such export (code `wrong-data`).
    pub fn import(&self, exported: &Value) -> ProgramResult<()> {
        let memory: Memory = serde_json::from_value(exported.clone())
            .map_err(|error| Error::input("wrong-data", format!("the saved data cannot be read: {error}")))?;
        *self.memory() = memory;
        Ok(())
    }

    /// The value of a field. In objects of it members may be missing: they are asked for here, too.
    ///
    /// # Errors
    ///
    /// A `nextToken` that no answer had.
    pub fn value(
        &self,
        schema: &Schema,
        parent: Parent<'_>,
        field: &FieldDefinition,
        arguments: &Map<String, Value>,
    ) -> Result<Value, Refusal> {
        let is_mutation =
            parent.members.is_none() && schema.root_type(OperationKind::Mutation) == Some(parent.type_name);
        let seed = mock::below(parent.seed, &field.name);
        if is_mutation {
            let written = write::mutate(&mut self.memory(), schema, field, arguments);
            if let Some(value) = written {
                return Ok(value);
            }
        }
        let given = self.given.get(parent.type_name, &field.name);
        match Shape::of(schema, &field.ty) {
            Shape::Connection(item) => {
                if let Some(Given::Value(whole @ Value::Object(_))) = given {
                    return Ok(whole.clone());
                }
                let page = Page::of(arguments)?;
                Ok(page.cut(self.items(schema, &parent, item, (&field.name, seed), given, arguments)))
            }
            Shape::List(item) => match given {
                Some(Given::Value(value)) if !value.is_array() => Ok(value.clone()),
                _ => Ok(Value::Array(self.items(schema, &parent, item, (&field.name, seed), given, arguments))),
            },
            Shape::Object(type_name) => Ok(self.one(schema, &parent, (field, type_name), seed, given, arguments)),
            Shape::Leaf => match given {
                Some(Given::Value(value)) => Ok(value.clone()),
                _ => Ok(shape::made_up(schema, &field.ty, &field.name, seed, arguments)),
            },
        }
    }

    /// The items of a list or connection, before it is cut.
    fn items(
        &self,
        schema: &Schema,
        parent: &Parent<'_>,
        item: &Type,
        place: (&str, u64),
        given: Option<&Given>,
        arguments: &Map<String, Value>,
    ) -> Vec<Value> {
        let (name, seed) = place;
        let type_name = item.inner_named_type().as_str();
        let is_kept = shape::identified(schema, type_name).is_some() && !item.is_list();
        let mut items = match given {
            Some(Given::Value(Value::Array(items))) => items.clone(),
            Some(Given::Listed(ids)) => {
                let is_root = parent.members.is_none();
                self.memory().table(schema, type_name).listed(ids, is_root)
            }
            _ if is_kept && parent.members.is_none() => self.memory().table(schema, type_name).all(),
            _ => {
                let made_up = Type::List(Box::new(item.clone()));
                match shape::made_up(schema, &made_up, name, seed, &Map::new()) {
                    Value::Array(items) => items,
                    other => vec![other],
                }
            }
        };
        if is_kept {
            items.extend(self.created_below(schema, parent, type_name));
        }
        items.retain_mut(|each| matches(schema, type_name, each, arguments));
        items
    }

    /// The objects that mutations made and that name the parent as the one they belong to.
    fn created_below(&self, schema: &Schema, parent: &Parent<'_>, type_name: &str) -> Vec<Value> {
        let Some(id) = parent.members.and_then(|members| members.get("id")) else { return Vec::new() };
        let reference = reference_to(parent.type_name);
        let mut memory = self.memory();
        let table = memory.table(schema, type_name);
        let created = table.rows.iter().filter(|(key, _)| table.created.contains(*key)).map(|(_, row)| row);
        created.filter(|row| row.get(&reference).is_some_and(|value| is_equal(value, id))).cloned().collect()
    }

    /// One object.
    fn one(
        &self,
        schema: &Schema,
        parent: &Parent<'_>,
        returned: (&FieldDefinition, &str),
        seed: u64,
        given: Option<&Given>,
        arguments: &Map<String, Value>,
    ) -> Value {
        let (field, type_name) = returned;
        let id = arguments.get("id").filter(|id| !id.is_null());
        if let Some(Given::Value(value)) = given {
            return match value {
                Value::Array(items) => found(schema, type_name, items.clone(), arguments),
                value => value.clone(),
            };
        }
        if shape::identified(schema, type_name).is_some() {
            let mut memory = self.memory();
            let table = memory.table(schema, type_name);
            match (given, id) {
                (Some(Given::One(id)), _) => return table.get(id).unwrap_or_default(),
                (Some(Given::Listed(ids)), _) => {
                    return found(schema, type_name, table.listed(ids, true), arguments);
                }
                (_, Some(id)) if parent.members.is_none() => {
                    let mut row = table.get(id).unwrap_or_default();
                    return if matches(schema, type_name, &mut row, arguments) { row } else { Value::Null };
                }
                _ if table.is_closed && parent.members.is_none() => {
                    return found(schema, type_name, table.all(), arguments);
                }
                // `author` of an object with `authorId`: the one of that id.
                _ => {
                    let key = format!("{}Id", field.name);
                    let id = parent.members.and_then(|members| members.get(&key)).filter(|id| !id.is_null());
                    if let Some(id) = id {
                        return table.get(id).unwrap_or_default();
                    }
                }
            }
        }
        shape::made_up(schema, &field.ty, &field.name, seed, arguments)
    }
}

/// The name of a member that refers to an object of a type: `eventId` for `Event`.
fn reference_to(type_name: &str) -> String {
    let mut characters = type_name.chars();
    let first = characters.next().map(|first| first.to_ascii_lowercase().to_string()).unwrap_or_default();
    format!("{first}{}Id", characters.as_str())
}

fn is_equal(one: &Value, other: &Value) -> bool {
    one == other || mock::text(one) == mock::text(other)
}

/// The first object that the arguments ask for.
fn found(schema: &Schema, type_name: &str, items: Vec<Value>, arguments: &Map<String, Value>) -> Value {
    items
        .into_iter()
        .find_map(|mut each| matches(schema, type_name, &mut each, arguments).then_some(each))
        .unwrap_or_default()
}

/// Whether an object has the values that arguments ask for. A member that would be made up gets the value.
fn matches(schema: &Schema, type_name: &str, item: &mut Value, arguments: &Map<String, Value>) -> bool {
    let Value::Object(members) = item else { return true };
    let type_name = members.get("__typename").and_then(Value::as_str).unwrap_or(type_name).to_owned();
    for (name, wanted) in arguments.iter().filter(|(_, wanted)| !wanted.is_null()) {
        if !schema.field(&type_name, name).is_some_and(|field| shape::is_leaf(schema, field)) {
            continue;
        }
        match members.get(name) {
            Some(value) if !is_equal(value, wanted) => return false,
            Some(_) => {}
            None => {
                members.insert(name.clone(), wanted.clone());
            }
        }
    }
    true
}
