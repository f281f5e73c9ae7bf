//! Undocumented behaviours of AppSync that can be read in two ways.

use crate::document::{Fault, Kind, Node, Reader, Spanned, did_you_mean};
use crate::engine::subject::Readings;
use crate::error::{Error, Result};

/// One reading of an undocumented behaviour: a row of [`known_readings`] and one of its values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reading {
    /// The name, such as `identity-regex`.
    pub name: &'static str,
    /// The value, such as `whole`.
    pub value: &'static str,
}

/// The readings of the engine, and the one that only concerns the control plane.
const KNOWN: [(&str, [&str; 2]); 7] = {
    let [regex, jwt, key, answer, denials, permission] = Readings::NAMES;
    [regex, jwt, key, answer, denials, ("update-omitted", ["replace", "keep"]), permission]
};

/// The readings that there are, each with its values; the first value is the default.
#[must_use]
pub const fn known_readings() -> &'static [(&'static str, [&'static str; 2])] {
    &KNOWN
}

/// Why there is no such reading: a message and help.
type Refusal = (String, String);

impl Reading {
    /// The reading that `--rule NAME=VALUE` says.
    ///
    /// # Errors
    ///
    /// `unknown-rule` of kind usage: the text has another form, or there is no such name or value.
    pub fn of_flag(text: &str) -> Result<Self> {
        let refuse = |(message, help): Refusal| Error::usage("unknown-rule", message).help(help);
        let Some((name, value)) = text.split_once('=') else {
            return Err(refuse((format!("`{text}` is not of the form NAME=VALUE"), all_names())));
        };
        let row = Self::row(name).map_err(refuse)?;
        Self::of_row(row, value).map_err(refuse)
    }

    fn row(name: &str) -> Result<(&'static str, [&'static str; 2]), Refusal> {
        known_readings().iter().copied().find(|(known, _)| *known == name).ok_or_else(|| {
            let help = match did_you_mean(name, known_readings().iter().map(|(known, _)| *known)) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => all_names(),
            };
            (format!("there is no rule `{name}`"), help)
        })
    }

    fn of_row((name, values): (&'static str, [&'static str; 2]), value: &str) -> Result<Self, Refusal> {
        let found = values.into_iter().find(|known| *known == value);
        found.map(|value| Self { name, value }).ok_or_else(|| {
            let [first, second] = values;
            (format!("`{name}` has no value `{value}`"), format!("write `{first}` or `{second}`"))
        })
    }

    /// The readings of a map `NAME: VALUE`, in the order of the file.
    pub(super) fn map<'d>(reader: &Reader<'d>, node: &'d Node) -> Option<Vec<Self>> {
        let pairs = reader.map(node, |reader, node| match &node.kind {
            // `invalid-answer: 401` is a number to YAML.
            Kind::Integer(number) => Some(Spanned { value: number.to_string(), span: node.span.clone() }),
            _ => reader.spanned_text(node),
        })?;
        let fault = |span: &std::ops::Range<usize>, (message, help): Refusal| {
            reader.fault(Fault::new("unknown-rule", span.clone(), message, "here").help(help))
        };
        let readings: Vec<Option<Self>> = pairs
            .iter()
            .map(|(name, value)| match Self::row(&name.value) {
                Ok(row) => Self::of_row(row, &value.value).map_or_else(|refusal| fault(&value.span, refusal), Some),
                Err(refusal) => fault(&name.span, refusal),
            })
            .collect();
        readings.into_iter().collect()
    }
}

fn all_names() -> String {
    let names: Vec<&str> = known_readings().iter().map(|(name, _)| *name).collect();
    format!("the rules are {}", names.join(", "))
}
