//! Stage F: which fields does `deniedFields` strike, and which entries strike nothing?

use std::collections::BTreeSet;

use super::rules::Code;
use super::trace::Step;
use crate::appsync::{ApiIdentity, Arn, Coordinate};
use crate::graphql::Schema;

/// What `deniedFields` strikes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DeniedFields {
    /// The fields, by `Type.field`.
    struck: BTreeSet<Coordinate>,
}

impl DeniedFields {
    /// Whether a field is struck. Matching is exact: there are no wildcards, and a type strikes nothing.
    ///
    /// Source: aws/aws-appsync-community#272, from AppSync's staff.
    #[must_use]
    pub fn strikes(&self, coordinate: &Coordinate) -> bool {
        self.struck.contains(coordinate)
    }

    /// The fields that are struck, sorted.
    pub fn iter(&self) -> impl Iterator<Item = &Coordinate> {
        self.struck.iter()
    }

    /// Whether nothing is struck.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.struck.is_empty()
    }
}

impl FromIterator<Coordinate> for DeniedFields {
    fn from_iter<I: IntoIterator<Item = Coordinate>>(fields: I) -> Self {
        Self { struck: fields.into_iter().collect() }
    }
}

/// The field that an entry strikes on this API, or why it strikes none. Where the API is not known, an ARN of any is taken for one
/// of this.
///
/// # Errors
/// The step that says why.
pub fn struck_field(entry: &str, api: Option<&ApiIdentity>) -> Result<Coordinate, Step> {
    let noted = |code: Code| Step::noted(code).fact("entry", entry);
    if !entry.starts_with("arn:") {
        return entry.parse().map_err(|_| noted(Code::F102));
    }
    match entry.parse() {
        Ok(Arn::Field { api: other, coordinate }) => match api.filter(|api| other != **api) {
            Some(api) => Err(noted(Code::F103).fact("api", api.to_string())),
            None => Ok(coordinate),
        },
        _ => Err(noted(Code::F102)),
    }
}

/// Reads the entries of an answer: what they strike, and a note for each that strikes nothing.
#[must_use]
pub fn read_entries(entries: &[String], api: &ApiIdentity) -> (DeniedFields, Vec<Step>) {
    let mut denied = DeniedFields::default();
    let mut notes = Vec::new();
    for entry in entries {
        match struck_field(entry, Some(api)) {
            Ok(coordinate) => {
                denied.struck.insert(coordinate);
            }
            Err(note) => notes.push(note),
        }
    }
    (denied, notes)
}

/// A note for each struck field that the schema does not have.
#[must_use]
pub fn unknown_fields(denied: &DeniedFields, schema: &Schema) -> Vec<Step> {
    denied
        .iter()
        .filter(|coordinate| !schema.contains(coordinate))
        .map(|coordinate| {
            let step = Step::noted(Code::F104).fact("entry", coordinate.to_string());
            match schema.suggest(coordinate) {
                Some(meant) => step.fact("didYouMean", meant.to_string()),
                None => step,
            }
        })
        .collect()
}
