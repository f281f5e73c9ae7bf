//! The target `graphql`: the operations as plain documents, for people and for other tools.

use std::collections::HashSet;
use std::fmt::Write as _;

use super::file::{GeneratedFile, HEADER};
use super::ir::{Ir, Operation};
use super::kinds::{KINDS, file_name};
use super::print::{self, Layout};
use super::statement::Origin;

/// `queries.graphql`, `mutations.graphql`, `subscriptions.graphql`: those that have operations. Fragments of the user's own
/// stand in `fragments.graphql`, as operations of several files may use them; generated ones follow their operation.
#[must_use]
pub fn graphql_files(ir: &Ir) -> Vec<GeneratedFile> {
    let mut files = Vec::new();
    for kind in KINDS {
        let name = file_name(kind);
        let operations = ir.operations.iter().filter(|operation| operation.statement.kind == kind);
        let texts: Vec<String> = operations.map(text).collect();
        if !texts.is_empty() {
            files.push(GeneratedFile::new(format!("{name}.graphql"), document(&texts)));
        }
    }
    let mut seen = HashSet::new();
    let mut texts = Vec::new();
    let written = ir.operations.iter().filter(|each| matches!(each.statement.origin, Origin::Written { .. }));
    for fragment in written.flat_map(|operation| &operation.statement.fragments) {
        if seen.insert(&fragment.name) {
            texts.push(print::fragment(fragment, Layout::default()));
        }
    }
    if !texts.is_empty() {
        files.push(GeneratedFile::new("fragments.graphql", document(&texts)));
    }
    files
}

/// An operation below its description, with the fragments that nobody else uses.
fn text(operation: &Operation) -> String {
    let mut text = String::new();
    let deprecated = operation.deprecated.as_ref().map(|reason| match reason.as_str() {
        "" => "Deprecated.".to_owned(),
        reason => format!("Deprecated: {reason}"),
    });
    let paragraphs = operation.description.as_deref().into_iter().chain(deprecated.as_deref());
    // A carriage return alone ends a comment too.
    for line in paragraphs.flat_map(|text| text.split(['\n', '\r'])).map(str::trim_end) {
        // Writing to a text cannot fail.
        let _ = if line.is_empty() { writeln!(text, "#") } else { writeln!(text, "# {line}") };
    }
    let layout = Layout::default();
    match operation.statement.origin {
        Origin::Generated { .. } => text.push_str(&print::statement(&operation.statement, layout)),
        Origin::Written { .. } => text.push_str(&print::operation(&operation.statement.operation, layout)),
    }
    text
}

fn document(texts: &[String]) -> String {
    format!("# {HEADER}\n\n{}\n", texts.join("\n\n"))
}
