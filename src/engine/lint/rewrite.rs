//! Missing directives written into a schema's text: bytes are inserted, and not one is changed or taken away.

use super::finding::{Fix, Target};
use crate::appsync::AuthenticationType;
use crate::engine::directives::mode_of;
use crate::graphql::Schema;

/// A text to insert.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edit {
    /// The number of the text, from 0, in the order in which they were given.
    pub source: usize,
    /// The byte before which it is inserted.
    pub at: usize,
    /// What is inserted.
    pub text: String,
}

/// The edits that write these fixes, in the order of the texts. A directive that is there already is not written again;
/// a fix in introspection JSON, which has no text to write in, makes no edit.
#[must_use]
pub fn edits(schema: &Schema, fixes: &[Fix]) -> Vec<Edit> {
    let mut edits: Vec<Edit> = fixes.iter().filter_map(|fix| edit(schema, fix)).collect();
    edits.sort();
    edits
}

fn edit(schema: &Schema, fix: &Fix) -> Option<Edit> {
    let (place, there) = match &fix.target {
        Target::Type(name) => (schema.end_of_type_head(name)?, schema.type_auth_directives(name)),
        Target::Field(coordinate) => (
            schema.end_of_field(coordinate)?,
            schema.field_auth_directives(&coordinate.type_name, &coordinate.field_name),
        ),
    };
    let is_there = |mode: &AuthenticationType| there.iter().any(|directive| mode_of(&directive.kind) == Some(*mode));
    let missing = fix.modes.iter().filter(|mode| !is_there(mode));
    let text: String = missing.map(|mode| format!(" @{}", mode.directive())).collect();
    (!text.is_empty()).then_some(Edit { source: place.source, at: place.end, text })
}

/// A text with the edits of one source in it.
#[must_use]
pub fn rewritten(text: &str, source: usize, edits: &[Edit]) -> String {
    let mut written = String::with_capacity(text.len() + edits.len() * 16);
    let mut from = 0;
    for edit in edits.iter().filter(|edit| edit.source == source) {
        written.push_str(text.get(from..edit.at).unwrap_or_default());
        written.push_str(&edit.text);
        from = edit.at;
    }
    written.push_str(text.get(from..).unwrap_or_default());
    written
}
