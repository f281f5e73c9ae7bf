//! Tests of the graphql floor that are too long to stand beside the code.

mod arbitrary;
mod fixtures;
mod introspecting;
mod leniencies;
mod loading;
mod operations;
mod questions;
mod selections;

use super::{Diagnostic, Leniency, Loaded, Schema, SourceText};

/// Loads one text as a file named `schema.graphql`.
fn load(text: &str) -> Result<Loaded, Vec<Diagnostic>> {
    Schema::load(&[SourceText::new("schema.graphql", text)], Leniency::Strict)
}

fn schema(text: &str) -> Schema {
    load(text).unwrap_or_else(|errors| panic!("{}", lines(&errors))).schema
}

/// Each finding as `file:line:column: message`, a line each.
fn lines(diagnostics: &[Diagnostic]) -> String {
    diagnostics.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

fn warnings(text: &str) -> String {
    lines(&load(text).unwrap_or_else(|errors| panic!("{}", lines(&errors))).warnings)
}

fn errors(text: &str) -> String {
    load(text).map_or_else(|errors| lines(&errors), |_| "no error".to_owned())
}

fn coordinates(schema: &Schema) -> Vec<String> {
    schema.coordinates().map(|each| each.to_string()).collect()
}
