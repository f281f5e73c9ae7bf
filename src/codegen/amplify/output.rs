//! What the preset writes for a target.

use super::{api, statements};
use crate::codegen::{GeneratedFile, Ir, Note, Style};
use crate::graphql::Schema;
use crate::settings::GenerateTarget;

/// The targets that the preset has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// `.ts` statements with types in `API.ts`.
    Typescript,
    /// `.js` statements.
    Javascript,
    /// `.graphql` documents.
    Graphql,
    /// `.js` statements with Flow's comment.
    Flow,
}

impl Target {
    /// The target of that name, where the preset has it.
    #[must_use]
    pub fn of(target: GenerateTarget) -> Option<Self> {
        match target {
            GenerateTarget::Typescript => Some(Self::Typescript),
            GenerateTarget::Javascript => Some(Self::Javascript),
            GenerateTarget::Graphql => Some(Self::Graphql),
            GenerateTarget::Flow => Some(Self::Flow),
            GenerateTarget::Schema
            | GenerateTarget::Introspection
            | GenerateTarget::Manifest
            | GenerateTarget::Rust
            | GenerateTarget::Python
            | GenerateTarget::Go => None,
        }
    }
}

/// The files of a target, and what somebody should know about them.
///
/// Operations of the user's own have constants beside the generated ones. `API.ts` stands beside statements in TypeScript, and
/// with `types` beside any.
#[must_use]
pub fn files(schema: &Schema, ir: &Ir, target: Target, types: bool, style: &Style) -> (Vec<GeneratedFile>, Vec<Note>) {
    let mut notes = Vec::new();
    let mut files = statements::files(ir, target, &mut notes);
    if types || target == Target::Typescript {
        files.push(api::file(schema, ir, style, &mut notes));
    }
    (files, notes)
}
