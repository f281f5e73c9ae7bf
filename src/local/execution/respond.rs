//! Printing an answer.

use serde::Serialize;
use serde::ser::{SerializeMap, SerializeSeq, Serializer};
use serde_json::{Map, Value, json};

use super::slot::{Content, Key, ROOT, Slots};

/// What a request is answered with.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// Status 200.
    Response(Response),
    /// Status 400: a resolver's object of an interface or union does not say what it is.
    BadRequest {
        /// The whole body.
        body: String,
    },
}

/// The answer to an operation that was executed: status 200.
#[derive(Debug, Clone, PartialEq)]
pub struct Response {
    /// The whole body.
    pub body: String,
    /// How many entries `errors` has.
    pub errors: usize,
    /// The fields of the root, in the order of the answer.
    pub roots: Vec<RootResult>,
}

/// What a field of the root came to: for a mutation this is what its subscribers get.
#[derive(Debug, Clone, PartialEq)]
pub struct RootResult {
    /// The name of the field.
    pub field_name: String,
    /// Its value by the names of fields, not by their aliases; only what was selected is in it.
    pub value: Value,
}

/// An entry of the answer to a request that is refused as a whole.
///
/// Source: advancedweb.hu, "How to resolve interfaces and union types in AppSync": status 400, and the stray mark at the
/// end.
pub(super) fn missing_type_name(type_name: &str) -> String {
    let message = format!("Could not determine the exact type of {type_name}. Missing __typename key on value.'");
    json!({"errors": [{"errorType": "BadRequestException", "message": message}]}).to_string()
}

/// A place with its answer, to be printed.
struct Printed<'s, 'a>(&'s Slots<'a>, usize);

impl Serialize for Printed<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(slots, index) = self;
        match slots.get(*index).map(|slot| &slot.content) {
            None | Some(Content::Null) => serializer.serialize_unit(),
            Some(Content::Name(name)) => serializer.serialize_str(name),
            Some(Content::Leaf(value)) => value.serialize(serializer),
            Some(Content::List(items)) => {
                let mut list = serializer.serialize_seq(Some(items.len()))?;
                items.iter().try_for_each(|item| list.serialize_element(&Printed(slots, *item)))?;
                list.end()
            }
            Some(Content::Object(members)) => {
                let mut map = serializer.serialize_map(Some(members.len()))?;
                for member in members {
                    if let Some(Key::Field(name)) = slots.get(*member).map(|slot| slot.key) {
                        map.serialize_entry(name, &Printed(slots, *member))?;
                    }
                }
                map.end()
            }
        }
    }
}

/// `data` first, then `errors`, which is left away when there are none.
///
/// Source: aws-amplify/amplify-category-api#2422, graphql/graphql-over-http#81.
pub(super) fn body(slots: &Slots<'_>, errors: &[Value]) -> String {
    let mut body = Vec::with_capacity(128);
    body.extend_from_slice(b"{\"data\":");
    // Writing to memory does not fail, and neither does printing what consists of JSON.
    let _ = serde_json::to_writer(&mut body, &Printed(slots, ROOT));
    if !errors.is_empty() {
        body.extend_from_slice(b",\"errors\":");
        let _ = serde_json::to_writer(&mut body, errors);
    }
    body.push(b'}');
    String::from_utf8(body).unwrap_or_default()
}

/// The value of a place, by the names of fields.
fn value(slots: &Slots<'_>, index: usize) -> Value {
    match slots.get(index).map(|slot| &slot.content) {
        None | Some(Content::Null) => Value::Null,
        Some(Content::Name(name)) => Value::from(*name),
        Some(Content::Leaf(value)) => value.clone(),
        Some(Content::List(items)) => items.iter().map(|item| value(slots, *item)).collect(),
        Some(Content::Object(members)) => {
            let mut object = Map::new();
            for member in members {
                let name = slots.get(*member).map_or("", |slot| slot.name);
                let value = value(slots, *member);
                merge(object.entry(name.to_owned()).or_insert(Value::Null), value);
            }
            Value::Object(object)
        }
    }
}

/// The same field under two aliases: what either of them selects.
fn merge(into: &mut Value, from: Value) {
    match (into, from) {
        (Value::Object(into), Value::Object(from)) => {
            for (name, value) in from {
                merge(into.entry(name).or_insert(Value::Null), value);
            }
        }
        (Value::Array(into), Value::Array(from)) if into.len() == from.len() => {
            into.iter_mut().zip(from).for_each(|(into, from)| merge(into, from));
        }
        (into @ Value::Null, from) => *into = from,
        _ => {}
    }
}

pub(super) fn roots(slots: &Slots<'_>) -> Vec<RootResult> {
    let Some(Content::Object(members)) = slots.get(ROOT).map(|slot| &slot.content) else { return Vec::new() };
    let result = |member: &usize| {
        let field_name = slots.get(*member).map_or("", |slot| slot.name).to_owned();
        RootResult { field_name, value: value(slots, *member) }
    };
    members.iter().map(result).collect()
}
