//! The tree: values with their places.

use std::ops::Range;

use serde_json::{Map, Number, Value};

/// A value and the place where it was written, in bytes of the document's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Where it stands.
    pub span: Range<usize>,
}

/// A value of a document.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// Where it stands, in bytes of the document's text. An alias has the place of the alias, its content that of the
    /// anchor; a value that is not written at all (`key:`) has the place of its key.
    pub span: Range<usize>,
    /// What it is.
    pub kind: Kind,
}

/// What a value is, by JSON or by YAML's core schema.
#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    /// `null`, `~`, or nothing.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number from `i64::MIN` to `u64::MAX`; one outside is a float, as in `serde_json`.
    Integer(i128),
    /// Any other number; `.inf` and `.nan` too.
    Float(f64),
    /// Text, quoted or not.
    Text(String),
    /// A list.
    List(Vec<Node>),
    /// A map in the order of the file. No key stands twice.
    Map(Vec<Entry>),
}

/// A key of a map and its value.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The key as text: a key that looks like a number is the text that was written.
    pub key: Spanned<String>,
    /// The value.
    pub node: Node,
}

impl Kind {
    /// What to call such a value in a message, with its article.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Null => "nothing",
            Self::Bool(true) => "true",
            Self::Bool(false) => "false",
            Self::Integer(_) => "an integer",
            Self::Float(_) => "a number",
            Self::Text(_) => "a text",
            Self::List(_) => "a list",
            Self::Map(_) => "a map",
        }
    }

    /// A number of JSON.
    pub(super) fn of_number(number: &Number) -> Self {
        let whole = number.as_i64().map(i128::from).or_else(|| number.as_u64().map(i128::from));
        whole.map_or_else(|| Self::Float(number.as_f64().unwrap_or(f64::NAN)), Self::Integer)
    }
}

impl Node {
    /// The value as JSON, keys in the order of the file.
    ///
    /// # Errors
    ///
    /// The place of a number that JSON cannot say: `.inf` or `.nan`.
    pub fn to_json(&self) -> Result<Value, Range<usize>> {
        Ok(match &self.kind {
            Kind::Null => Value::Null,
            Kind::Bool(value) => Value::Bool(*value),
            Kind::Integer(value) => Value::Number(Number::from_i128(*value).ok_or_else(|| self.span.clone())?),
            Kind::Float(value) => Value::Number(Number::from_f64(*value).ok_or_else(|| self.span.clone())?),
            Kind::Text(value) => Value::String(value.clone()),
            Kind::List(items) => Value::Array(items.iter().map(Self::to_json).collect::<Result<_, _>>()?),
            Kind::Map(entries) => {
                let pairs = entries.iter().map(|entry| Ok((entry.key.value.clone(), entry.node.to_json()?)));
                Value::Object(pairs.collect::<Result<Map<_, _>, Range<usize>>>()?)
            }
        })
    }
}
