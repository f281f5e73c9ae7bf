//! `TypeName.fieldName`: how AppSync, its ARNs and `deniedFields` name a field.

use std::fmt;
use std::str::FromStr;

/// A field of a type, written `TypeName.fieldName`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Coordinate {
    /// The name of the type.
    pub type_name: String,
    /// The name of the field.
    pub field_name: String,
}

impl Coordinate {
    /// A coordinate of two names that are known to be GraphQL names.
    pub fn new(type_name: impl Into<String>, field_name: impl Into<String>) -> Self {
        Self { type_name: type_name.into(), field_name: field_name.into() }
    }
}

impl fmt::Display for Coordinate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.type_name, self.field_name)
    }
}

/// A text that is not of the form `TypeName.fieldName`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not of the form `Type.field`")]
pub struct CoordinateError(pub String);

impl FromStr for Coordinate {
    type Err = CoordinateError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.split_once('.') {
            Some((type_name, field_name)) if is_name(type_name) && is_name(field_name) => {
                Ok(Self::new(type_name, field_name))
            }
            _ => Err(CoordinateError(text.to_owned())),
        }
    }
}

/// Whether a text is a GraphQL name: a letter or `_`, then letters, digits or `_`.
///
/// Source: GraphQL specification, 2.1.9 "Names".
#[must_use]
pub fn is_name(text: &str) -> bool {
    let mut characters = text.chars();
    characters.next().is_some_and(|first| first.is_ascii_alphabetic() || first == '_')
        && characters.all(|next| next.is_ascii_alphanumeric() || next == '_')
}
