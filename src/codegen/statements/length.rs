//! Whether operations are longer than a service reads.

use super::super::note::Note;
use super::super::print::{self, Layout};
use super::super::statement::Statement;
use super::cost::Cost;
use crate::graphql::{DOCUMENT_TOKENS, token_count};

/// The fields and variables from which on an operation is counted: each takes fewer than ten tokens.
const COUNTED_FROM: u64 = (DOCUMENT_TOKENS / 10) as u64;

/// A note for each operation that has more tokens than AppSync is taken to read: `operation-too-long`.
#[must_use]
pub fn length_findings(statements: &[Statement]) -> Vec<Note> {
    let note = |statement: &Statement| {
        let cost = Cost::of(statement);
        let variables = statement.operation.variables.len() as u64;
        if cost.leaf_fields.saturating_add(cost.composite_fields).saturating_add(variables) < COUNTED_FROM {
            return None;
        }
        let tokens = token_count(&print::statement(statement, Layout::default()));
        let name = statement.name();
        let message =
            format!("`{name}` has {tokens} tokens, and AppSync is taken to refuse more than {DOCUMENT_TOKENS}");
        (tokens > DOCUMENT_TOKENS).then(|| Note::new("operation-too-long", name, message))
    };
    statements.iter().filter_map(note).collect()
}
