//! Values by type and field, looked up without making a key.

use std::collections::HashMap;

use crate::appsync::Coordinate;

/// Values by `Type.field`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldMap<T> {
    types: HashMap<String, HashMap<String, T>>,
}

impl<T> Default for FieldMap<T> {
    fn default() -> Self {
        Self { types: HashMap::new() }
    }
}

impl<T> FieldMap<T> {
    /// Whether there is nothing in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.types.is_empty()
    }

    /// The value of a field.
    #[must_use]
    pub fn get(&self, type_name: &str, field_name: &str) -> Option<&T> {
        if self.types.is_empty() {
            return None;
        }
        self.types.get(type_name)?.get(field_name)
    }

    /// Sets the value of a field.
    pub fn insert(&mut self, coordinate: &Coordinate, value: T) {
        self.types.entry(coordinate.type_name.clone()).or_default().insert(coordinate.field_name.clone(), value);
    }
}

impl<T> FromIterator<(Coordinate, T)> for FieldMap<T> {
    fn from_iter<I: IntoIterator<Item = (Coordinate, T)>>(pairs: I) -> Self {
        let mut map = Self::default();
        for (coordinate, value) in pairs {
            map.insert(&coordinate, value);
        }
        map
    }
}
