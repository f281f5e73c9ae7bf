//! A place in the data of an answer: `listEvents.items.0.id`.

use std::fmt;
use std::str::FromStr;

use serde_json::Value;

/// The names and indexes that lead to a value in the `data` of an answer. Indexes count from 0.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct DataPath(Vec<Step>);

/// One step of a path.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Step {
    /// A member of an object: a field or its alias.
    Member(String),
    /// An item of a list.
    Item(usize),
}

/// A text is not a path.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DataPathError {
    /// Nothing stands before, between or behind a dot, or there is nothing at all.
    #[error("`{0}` is no path: a name is missing")]
    Empty(String),
    /// An index is negative.
    #[error("`{0}` is no index: items are counted from 0")]
    Negative(String),
    /// A step is neither a name of GraphQL nor an index.
    #[error("`{0}` is neither a name nor an index")]
    BadStep(String),
}

impl FromStr for DataPath {
    type Err = DataPathError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let step = |step: &str| {
            let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
            if step.is_empty() {
                return Err(DataPathError::Empty(text.to_owned()));
            }
            if step.strip_prefix('-').is_some_and(is_number) {
                return Err(DataPathError::Negative(step.to_owned()));
            }
            match step.parse() {
                // One index has one way to be written.
                Ok(index) if is_number(step) && (step == "0" || !step.starts_with('0')) => Ok(Step::Item(index)),
                _ if is_name(step) => Ok(Step::Member(step.to_owned())),
                _ => Err(DataPathError::BadStep(step.to_owned())),
            }
        };
        text.split('.').map(step).collect::<Result<_, _>>().map(Self)
    }
}

/// Source: GraphQL specification (October 2021), 2.1.9 "Names".
fn is_name(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Member(name) => f.write_str(name),
            Self::Item(index) => write!(f, "{index}"),
        }
    }
}

impl fmt::Display for DataPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&joined(&self.0))
    }
}

fn joined(steps: &[Step]) -> String {
    steps.iter().map(Step::to_string).collect::<Vec<_>>().join(".")
}

impl DataPath {
    /// The value at this place of the data.
    ///
    /// # Errors
    ///
    /// There is none: how far the path goes, in words.
    pub fn find<'v>(&self, data: &'v Value) -> Result<&'v Value, String> {
        let mut value = data;
        for (index, step) in self.0.iter().enumerate() {
            let found = match (step, value) {
                (Step::Member(name), Value::Object(members)) => members.get(name),
                (Step::Item(item), Value::Array(items)) => items.get(*item),
                _ => None,
            };
            let before = self.0.get(..index).unwrap_or_default();
            value = found.ok_or_else(|| missing(before, step, value))?;
        }
        Ok(value)
    }
}

/// Why there is no such step in a value.
fn missing(before: &[Step], step: &Step, value: &Value) -> String {
    let place = if before.is_empty() { "the data".to_owned() } else { format!("`{}`", joined(before)) };
    match (step, value) {
        (Step::Member(name), Value::Object(_)) => format!("{place} has no `{name}`"),
        (Step::Item(_), Value::Array(items)) => match items.len() {
            0 => format!("{place} has no items"),
            1 => format!("{place} has 1 item"),
            many => format!("{place} has {many} items"),
        },
        (_, Value::Null) => format!("{place} is null"),
        (_, Value::Array(_)) => format!("{place} is a list"),
        (_, Value::Object(_)) => format!("{place} is an object"),
        (_, Value::String(_)) => format!("{place} is a text"),
        (_, Value::Number(_)) => format!("{place} is a number"),
        (_, Value::Bool(value)) => format!("{place} is {value}"),
    }
}
