//! What the tests of this floor start from and compare with.

use crate::graphql::{Diagnostic, Leniency, Loaded, Schema, SourceText};

/// Loads one text as a file named `schema.graphql`.
pub(super) fn load(text: &str) -> Result<Loaded, Vec<Diagnostic>> {
    Schema::load(&[SourceText::new("schema.graphql", text)], Leniency::Strict)
}

pub(super) fn schema(text: &str) -> Schema {
    load(text).unwrap_or_else(|errors| panic!("{}", lines(&errors))).schema
}

/// Each finding as `file:line:column: message`, a line each.
pub(super) fn lines(diagnostics: &[Diagnostic]) -> String {
    diagnostics.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

pub(super) fn warnings(text: &str) -> String {
    lines(&load(text).unwrap_or_else(|errors| panic!("{}", lines(&errors))).warnings)
}

pub(super) fn errors(text: &str) -> String {
    load(text).map_or_else(|errors| lines(&errors), |_| "no error".to_owned())
}

pub(super) fn coordinates(schema: &Schema) -> Vec<String> {
    schema.coordinates().map(|each| each.to_string()).collect()
}
