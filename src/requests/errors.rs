//! The errors that an answer must have, and those that it has.

use serde_json::{Map, Value, json};

use super::data_path::DataPath;
use crate::document::{Fields, Kind, Node, Reader, Spanned};
use crate::suite::Failure;

/// `errors`: what the `errors` of an answer must be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExpectedErrors {
    /// `none`: there are none.
    None,
    /// Each of these, and no others, in any order.
    These(Vec<ExpectedError>),
}

/// One error that an answer must have. A member that is absent fits any.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExpectedError {
    /// `type`: the whole `errorType`.
    pub error_type: Option<String>,
    /// `message`: a text that the `message` holds.
    pub message: Option<String>,
    /// `path`: the whole `path`, with dots.
    pub path: Option<Spanned<DataPath>>,
}

/// How many errors a failure names; the answer of a list can have thousands.
const NAMED: usize = 5;

impl ExpectedErrors {
    pub(super) fn read<'d>(reader: &Reader<'d>, node: &'d Node) -> Option<Self> {
        match node.kind {
            Kind::Text(_) => reader.word(node, &[("none", ())]).map(|()| Self::None),
            Kind::List(_) => reader.list(node, ExpectedError::read).map(Self::These),
            _ => reader.wrong_type(node, "`none` or a list of errors"),
        }
    }

    /// Whether an answer without errors is expected.
    pub(super) fn is_none(&self) -> bool {
        match self {
            Self::None => true,
            Self::These(these) => these.is_empty(),
        }
    }

    /// What is wrong with the errors of an answer: each expected one that is not there, and those that nobody expects.
    pub(super) fn unmet(&self, errors: &[Value]) -> Vec<Failure> {
        let failure = |expectation: String, expected, actual| Failure { expectation, expected, actual, rule: None };
        let these = match self {
            Self::These(these) if !these.is_empty() => these.as_slice(),
            _ if errors.is_empty() => return Vec::new(),
            _ => return vec![failure("errors".to_owned(), json!("none"), named(errors.iter()))],
        };
        let pairs = pair(these, errors);
        let unexpected = || {
            let others = errors.iter().zip(&pairs.of_error).filter(|(_, expected)| expected.is_none());
            others.map(|(error, _)| error)
        };
        let missing = these.iter().enumerate().filter(|(index, _)| !pairs.of_error.contains(&Some(*index)));
        let mut failures: Vec<Failure> = missing
            .map(|(index, expected)| failure(format!("errors[{index}]"), expected.to_json(), named(unexpected())))
            .collect();
        if failures.is_empty() && unexpected().next().is_some() {
            failures.push(failure("errors".to_owned(), json!("no others"), named(unexpected())));
        }
        failures
    }
}

impl ExpectedError {
    fn read<'d>(reader: &Reader<'d>, node: &'d Node) -> Option<Self> {
        reader.fields(node, |fields: &Fields<'_, '_>| {
            let expected = Self {
                error_type: fields.optional("type", Reader::name),
                message: fields.optional("message", Reader::name),
                path: fields.spanned("path", Reader::parsed),
            };
            let keys = ["type", "message", "path"];
            if keys.iter().all(|key| fields.entry(key).is_none()) {
                fields.missing(&keys);
            }
            Some(expected)
        })
    }

    fn fits(&self, error: &Value) -> bool {
        let text = |name: &str| error.get(name).and_then(Value::as_str).unwrap_or_default();
        self.error_type.as_ref().is_none_or(|wanted| text("errorType") == wanted)
            && self.message.as_ref().is_none_or(|wanted| text("message").contains(wanted.as_str()))
            && self.path.as_ref().is_none_or(|wanted| path_of(error) == Some(wanted.value.to_string()))
    }

    fn to_json(&self) -> Value {
        short(
            self.error_type.as_deref(),
            self.message.as_deref(),
            self.path.as_ref().map(|path| path.value.to_string()),
        )
    }
}

/// Which expected error each error is.
struct Pairs {
    of_error: Vec<Option<usize>>,
}

/// Gives each expected error an error of its own, as many as can be: one that fits several is left to whoever needs it.
fn pair(expected: &[ExpectedError], errors: &[Value]) -> Pairs {
    let mut pairs = Pairs { of_error: vec![None; errors.len()] };
    let fitting: Vec<Vec<usize>> = expected
        .iter()
        .map(|wanted| errors.iter().enumerate().filter(|(_, error)| wanted.fits(error)).map(|(at, _)| at).collect())
        .collect();
    for wanted in 0..expected.len() {
        let mut tried = vec![false; errors.len()];
        pairs.place(wanted, &fitting, &mut tried);
    }
    pairs
}

impl Pairs {
    /// Finds an error for an expected one; who has it already looks for another.
    fn place(&mut self, wanted: usize, fitting: &[Vec<usize>], tried: &mut [bool]) -> bool {
        for &error in fitting.get(wanted).into_iter().flatten() {
            if std::mem::replace(&mut tried[error], true) {
                continue;
            }
            let is_free = match self.of_error[error] {
                None => true,
                Some(other) => self.place(other, fitting, tried),
            };
            if is_free {
                self.of_error[error] = Some(wanted);
                return true;
            }
        }
        false
    }
}

/// The first few errors, each with type, message and path alone.
fn named<'e>(errors: impl Iterator<Item = &'e Value>) -> Value {
    let mut all: Vec<Value> = errors.map(told).collect();
    let more = all.len().saturating_sub(NAMED);
    all.truncate(NAMED);
    if more > 0 {
        all.push(json!(format!("and {more} more")));
    }
    if all.is_empty() { json!("none") } else { Value::Array(all) }
}

fn told(error: &Value) -> Value {
    let text = |name: &str| error.get(name).and_then(Value::as_str);
    match (text("errorType"), text("message"), path_of(error)) {
        (None, None, None) => error.clone(),
        (error_type, message, path) => short(error_type, message, path),
    }
}

fn short(error_type: Option<&str>, message: Option<&str>, path: Option<String>) -> Value {
    let members = [("type", error_type.map(str::to_owned)), ("message", message.map(str::to_owned)), ("path", path)];
    let known = members.into_iter().filter_map(|(name, value)| Some((name.to_owned(), Value::from(value?))));
    Value::Object(known.collect::<Map<_, _>>())
}

/// The `path` of an error, with dots.
fn path_of(error: &Value) -> Option<String> {
    let steps = error.get("path")?.as_array()?;
    let text = |step: &Value| step.as_str().map_or_else(|| step.to_string(), str::to_owned);
    Some(steps.iter().map(text).collect::<Vec<_>>().join("."))
}

/// An error of an answer in one line: `Unauthorized: Not Authorized to access id on type Event (listEvents.items.0.id)`.
#[must_use]
pub fn error_line(error: &Value) -> String {
    let text = |name: &str| error.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    let line = match (text("errorType"), text("message")) {
        (Some(error_type), Some(message)) => format!("{error_type}: {message}"),
        (Some(only), None) | (None, Some(only)) => only.to_owned(),
        (None, None) => return error.to_string(),
    };
    path_of(error).map_or_else(|| line.clone(), |path| format!("{line} ({path})"))
}
