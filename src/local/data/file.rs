//! `--data FILE`: values by field and by type.

use apollo_compiler::ast::Type;
use serde_json::Value;

use super::shape::{self, Shape};
use super::source::{Data, Given};
use crate::appsync::Coordinate;
use crate::document::{Document, Entry, Fault, Kind, Node, Reader, did_you_mean};
use crate::error::Result;
use crate::graphql::Schema;

impl Data {
    /// Reads a file of data. Its form is described with this module.
    ///
    /// # Errors
    ///
    /// A file that is no map; keys that name no field or type of the schema, with the one that was meant; values that
    /// their types cannot have, each with its place.
    pub fn read(document: &Document, schema: &Schema) -> Result<Self> {
        let reader = Reader::new(document);
        let mut data = Self::made_up();
        let done = match document.root().map(|root| (root, &root.kind)) {
            None | Some((_, Kind::Null)) => Some(()),
            Some((_, Kind::Map(entries))) => {
                // Each fault is noted by the reader.
                entries.iter().for_each(|entry| {
                    let _ = data.entry(&reader, schema, entry);
                });
                Some(())
            }
            Some((root, kind)) => {
                let message = format!("the data must be a map, not {}", kind.name());
                let fault = Fault::new("wrong-type", root.span.clone(), message, "not a map");
                reader.fault(fault.help("write fields as keys, such as `Query.listEvents: […]`"))
            }
        };
        reader.finish(done.map(|()| data))
    }

    fn entry(&mut self, reader: &Reader<'_>, schema: &Schema, entry: &Entry) -> Option<()> {
        let key = entry.key.value.as_str();
        let span = &entry.key.span;
        let coordinate = match key.parse::<Coordinate>() {
            Ok(coordinate) if schema.contains(&coordinate) => coordinate,
            Ok(coordinate) => {
                let help = schema.suggest(&coordinate).map(|meant| format!("did you mean `{meant}`?"));
                return unknown(reader, span, format!("the schema has no field `{key}`"), help);
            }
            Err(_) if shape::identified(schema, key).is_some() => return self.objects(reader, schema, entry),
            Err(_) if schema.compiled().types.contains_key(key) => {
                let help = Some("give its objects by field, such as `Query.listEvents`".to_owned());
                return unknown(reader, span, format!("`{key}` is not an object type with a field `id`"), help);
            }
            Err(_) => {
                let types = schema.compiled().types.keys().map(|name| name.as_str());
                let help = did_you_mean(key, types).map(|meant| format!("did you mean `{meant}`?"));
                let help = help.or_else(|| Some("name a field, `Type.field`, or a type".to_owned()));
                return unknown(reader, span, format!("the schema has no type `{key}`"), help);
            }
        };
        let field = schema.field(&coordinate.type_name, &coordinate.field_name)?;
        let mut value = json(reader, &entry.node)?;
        let given = match (Shape::of(schema, &field.ty), &mut value) {
            (Shape::Connection(item), _) => {
                let items = match &entry.node.kind {
                    Kind::Map(members) => members.iter().find(|each| each.key.value == "items").map(|each| &each.node),
                    _ => Some(&entry.node),
                };
                self.list(reader, schema, item, items?)?
            }
            (Shape::List(item), Value::Array(_)) => self.list(reader, schema, item, &entry.node)?,
            // A list for a field of one object: the arguments pick from it.
            (Shape::Object(_), Value::Array(_)) => self.list(reader, schema, &field.ty, &entry.node)?,
            (shape, value) => {
                check(reader, schema, &field.ty, &entry.node)?;
                shape::complete(schema, &field.ty, value);
                match (shape, value.get("id").filter(|id| !id.is_null()).cloned()) {
                    (Shape::Object(type_name), Some(id)) if shape::identified(schema, type_name).is_some() => {
                        self.keep(type_name, &id, value.clone());
                        Given::One(id)
                    }
                    _ => Given::Value(value.take()),
                }
            }
        };
        self.given.insert(&coordinate, given);
        Some(())
    }

    /// `Event: […]`: the objects of a type.
    fn objects(&mut self, reader: &Reader<'_>, schema: &Schema, entry: &Entry) -> Option<()> {
        let name = apollo_compiler::Name::new(&entry.key.value).ok()?;
        let table = self.memory.get_mut().unwrap_or_else(std::sync::PoisonError::into_inner);
        table.0.entry(name.to_string()).or_default().is_closed = true;
        let ty = Type::Named(name);
        match self.list(reader, schema, &ty, &entry.node)? {
            Given::Listed(_) => Some(()),
            _ => {
                let message = format!("an object of `{}` has no `id`", entry.key.value);
                unknown(reader, &entry.node.span, message, Some("give each object an `id`".to_owned()))
            }
        }
    }

    /// A list of objects: kept by their ids if all have one.
    fn list(&mut self, reader: &Reader<'_>, schema: &Schema, item: &Type, node: &Node) -> Option<Given> {
        let ty = Type::List(Box::new(item.clone()));
        check(reader, schema, &ty, node)?;
        let mut value = json(reader, node)?;
        shape::complete(schema, &ty, &mut value);
        let type_name = item.inner_named_type().as_str();
        let Value::Array(items) = &value else { return Some(Given::Value(value)) };
        let ids: Option<Vec<Value>> =
            items.iter().map(|each| each.get("id").filter(|id| !id.is_null()).cloned()).collect();
        match ids.filter(|_| shape::identified(schema, type_name).is_some() && !item.is_list()) {
            None => Some(Given::Value(value)),
            Some(ids) => {
                for (id, each) in ids.iter().zip(items) {
                    self.keep(type_name, id, each.clone());
                }
                let table = self.memory.get_mut().unwrap_or_else(std::sync::PoisonError::into_inner);
                table.0.entry(type_name.to_owned()).or_default().is_closed = true;
                Some(Given::Listed(ids.iter().map(super::mock::text).collect()))
            }
        }
    }

    fn keep(&mut self, type_name: &str, id: &Value, row: Value) {
        let memory = self.memory.get_mut().unwrap_or_else(std::sync::PoisonError::into_inner);
        let table = memory.0.entry(type_name.to_owned()).or_default();
        table.is_closed = true;
        table.merge(id, row);
    }
}

fn unknown<T>(reader: &Reader<'_>, span: &std::ops::Range<usize>, message: String, help: Option<String>) -> Option<T> {
    let fault = Fault::new("unknown-field", span.clone(), message, "here");
    reader.fault(Fault { help, ..fault })
}

fn json(reader: &Reader<'_>, node: &Node) -> Option<Value> {
    match node.to_json() {
        Ok(value) => Some(value),
        Err(span) => reader.wrong_value(&span, "a number that JSON cannot say", Some("give a finite number")),
    }
}

/// Whether a value can be had by a field of a type: lists are lists, objects have no members that their type lacks.
fn check(reader: &Reader<'_>, schema: &Schema, ty: &Type, node: &Node) -> Option<()> {
    let wrong = |wanted: &str| {
        let message = format!("expected {wanted}, not {}", node.kind.name());
        reader.fault(Fault::new("wrong-type", node.span.clone(), message, format!("not {wanted}")))
    };
    match (ty, &node.kind) {
        (ty, Kind::Null) if ty.is_non_null() => wrong(&format!("a value of `{ty}`")),
        (_, Kind::Null) => Some(()),
        (Type::List(item) | Type::NonNullList(item), Kind::List(items)) => {
            let checked: Vec<Option<()>> = items.iter().map(|each| check(reader, schema, item, each)).collect();
            checked.into_iter().collect()
        }
        (Type::List(_) | Type::NonNullList(_), _) => wrong("a list"),
        (Type::Named(name) | Type::NonNullNamed(name), Kind::Map(entries)) => {
            let possible = schema.possible_object_types(name);
            if possible.is_empty() {
                // A scalar: `AWSJSON` may be written as what it is the JSON of.
                return if name == "AWSJSON" { Some(()) } else { wrong(&format!("a value of `{name}`")) };
            }
            members(reader, schema, possible, entries)
        }
        (Type::Named(name) | Type::NonNullNamed(name), _) if !schema.possible_object_types(name).is_empty() => {
            wrong("a map")
        }
        (Type::Named(name) | Type::NonNullNamed(name), _) => {
            let value = json(reader, node)?;
            match crate::graphql::serialize(schema, name, &value) {
                Ok(_) => Some(()),
                Err(reason) => {
                    let reason = reason.trim_end_matches('.');
                    reader.wrong_value(&node.span, format!("not a value of `{name}`: {reason}"), None)
                }
            }
        }
    }
}

fn members(reader: &Reader<'_>, schema: &Schema, possible: &[String], entries: &[Entry]) -> Option<()> {
    let named = entries.iter().find(|entry| entry.key.value == "__typename").map(|entry| &entry.node.kind);
    let type_name = match (named, possible) {
        (Some(Kind::Text(name)), _) if possible.contains(name) => name,
        (None, [only]) => only,
        _ => {
            let span = entries.first().map_or(0..0, |entry| entry.key.span.clone());
            let help = format!("add `__typename`: one of {}", possible.join(", "));
            return unknown(reader, &span, "the object does not say which type it is".to_owned(), Some(help));
        }
    };
    let mut all = Some(());
    for entry in entries.iter().filter(|entry| entry.key.value != "__typename") {
        let checked = match schema.field(type_name, &entry.key.value) {
            Some(field) => check(reader, schema, &field.ty, &entry.node),
            None => {
                let coordinate = Coordinate::new(type_name.as_str(), entry.key.value.as_str());
                let help = schema.suggest(&coordinate).filter(|meant| meant.type_name == *type_name);
                let help = help.map(|meant| format!("did you mean `{}`?", meant.field_name));
                // A reference such as `eventId` may stand there though the type has no such field.
                if entry.key.value.ends_with("Id") {
                    Some(())
                } else {
                    unknown(reader, &entry.key.span, format!("`{type_name}` has no field `{}`", entry.key.value), help)
                }
            }
        };
        all = all.and(checked);
    }
    all
}
