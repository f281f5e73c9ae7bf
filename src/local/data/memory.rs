//! The objects that are kept: by type and id, in the order in which they came.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{mock, shape};
use crate::graphql::Schema;

/// The most objects of one type; the oldest one makes room for a new one.
const OBJECTS_OF_A_TYPE: usize = 10_000;

/// The objects of one type.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Table {
    /// Whether there are no others: the file listed them.
    pub(super) is_closed: bool,
    /// The objects by the text of their ids.
    pub(super) rows: Map<String, Value>,
    /// The ids of those that mutations created.
    pub(super) created: BTreeSet<String>,
    /// The ids of those that mutations removed.
    pub(super) removed: BTreeSet<String>,
    /// How many ids were made up.
    pub(super) made_ids: u64,
}

/// The objects of all types.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Memory(pub(super) BTreeMap<String, Table>);

impl Memory {
    /// The table of a type. One that nothing is known of begins with a few made-up objects.
    pub(super) fn table(&mut self, schema: &Schema, type_name: &str) -> &mut Table {
        self.0.entry(type_name.to_owned()).or_insert_with(|| {
            let mut table = Table::default();
            let seed = mock::below(mock::ROOT_SEED, type_name);
            for index in 0..shape::MADE_UP_ITEMS {
                let id = shape::new_id(schema, type_name, mock::item(seed, index));
                let row = Map::from_iter([("id".to_owned(), id.clone())]);
                table.rows.insert(mock::text(&id), Value::Object(row));
            }
            table
        })
    }
}

impl Table {
    /// Keeps an object. `is_new` says that a mutation made it.
    pub(super) fn put(&mut self, id: &Value, row: Value, is_new: bool) {
        let key = mock::text(id);
        self.removed.remove(&key);
        if is_new && !self.rows.contains_key(&key) {
            self.created.insert(key.clone());
        }
        self.rows.insert(key, row);
        if self.rows.len() > OBJECTS_OF_A_TYPE
            && let Some(oldest) = self.rows.keys().next().cloned()
        {
            self.rows.shift_remove(&oldest);
            self.created.remove(&oldest);
        }
    }

    /// Keeps an object of the file. One that the file gives in several places has the members of all of them.
    pub(super) fn merge(&mut self, id: &Value, row: Value) {
        let known = self.rows.get_mut(&mock::text(id)).and_then(Value::as_object_mut);
        match (known, row) {
            (Some(known), Value::Object(row)) => {
                for (name, value) in row {
                    if !value.is_null() || !known.contains_key(&name) {
                        known.insert(name, value);
                    }
                }
            }
            (_, row) => self.put(id, row, false),
        }
    }

    /// The object of an id. Where others than the known ones exist, every id has an object, unless it was removed.
    pub(super) fn get(&self, id: &Value) -> Option<Value> {
        let key = mock::text(id);
        if let Some(row) = self.rows.get(&key) {
            return Some(row.clone());
        }
        let exists = !self.is_closed && !self.removed.contains(&key);
        exists.then(|| Value::Object(Map::from_iter([("id".to_owned(), id.clone())])))
    }

    /// Removes the object of an id, and answers it.
    pub(super) fn remove(&mut self, id: &Value) -> Option<Value> {
        let row = self.get(id)?;
        let key = mock::text(id);
        self.rows.shift_remove(&key);
        self.created.remove(&key);
        self.removed.insert(key);
        while self.removed.len() > OBJECTS_OF_A_TYPE {
            self.removed.pop_first();
        }
        Some(row)
    }

    /// All objects.
    pub(super) fn all(&self) -> Vec<Value> {
        self.rows.values().cloned().collect()
    }

    /// The objects of these ids that are still there, and then, if wanted, those that mutations made.
    pub(super) fn listed(&self, ids: &[String], with_created: bool) -> Vec<Value> {
        let is_later = |id: &&String| with_created && self.created.contains(*id) && !ids.contains(id);
        let later = self.rows.keys().filter(is_later);
        ids.iter().chain(later).filter_map(|id| self.rows.get(id)).cloned().collect()
    }
}
