//! The operations of an output: generated from the schema, and the user's own.

use std::collections::HashSet;

use super::request::Output;
use super::source::Source;
use crate::codegen::{self, Bounds, Ir, Note, Statement};
use crate::error::{Error, Result};
use crate::graphql::OperationKind;
use crate::settings::{Order, Statements};

/// The operations of an output with what somebody should know of them.
#[derive(Debug, Default)]
pub(super) struct Operations {
    /// What is printed.
    pub(super) ir: Ir,
    /// Notes.
    pub(super) notes: Vec<Note>,
}

/// The operations of a run: outputs that want the same ones share them, as a schema for several languages is read by all.
#[derive(Debug, Default)]
pub(super) struct Shared {
    known: Vec<(Bounds, Statements, Operations)>,
}

impl Shared {
    /// The operations of an output. The user's own come after the generated ones; one of the same kind and name replaces the
    /// generated one, and for any other the generated ones step aside.
    ///
    /// # Errors
    /// An operation of the user's own is too large. Bug: a generated operation is not valid.
    pub(super) fn operations(&mut self, output: &Output, bounds: &Bounds, source: &Source) -> Result<&Operations> {
        let is_same = |(known, statements, _): &(Bounds, Statements, Operations)| {
            known == bounds && *statements == output.statements()
        };
        let place = match self.known.iter().position(is_same) {
            Some(place) => place,
            None => {
                self.known.push((bounds.clone(), output.statements(), made(output, bounds, source)?));
                self.known.len() - 1
            }
        };
        let (.., operations) = self.known.get(place).ok_or_else(|| Error::bug("operations were lost"))?;
        Ok(operations)
    }
}

fn made(output: &Output, bounds: &Bounds, source: &Source) -> Result<Operations> {
    let schema = &source.schema;
    let written = source.documents.as_ref().map(|documents| codegen::written_statements(documents, schema));
    let (mut written, mut notes): (Vec<Statement>, Vec<Note>) = written.unwrap_or_default();
    if bounds.order == Order::Name {
        // Whatever the files are called that they stand in.
        written.sort_by(|one, other| (one.kind, one.name()).cmp(&(other.kind, other.name())));
    }
    let mut statements = Vec::new();
    if output.statements() == Statements::All {
        let generated = codegen::generate_beside(schema, bounds, &written);
        notes.extend(generated.notes);
        statements.extend(generated.statements);
    }
    let own: HashSet<(OperationKind, &str)> = written.iter().map(|own| (own.kind, own.name())).collect();
    statements.retain(|statement| {
        let (kind, name) = (statement.kind, statement.name());
        let is_written = own.contains(&(kind, name));
        if is_written {
            let message = format!("the {kind} `{name}` of the documents stands in place of the generated one");
            notes.push(Note::new("operation-replaced", name, message));
        }
        !is_written
    });
    statements.extend(written);
    let (statements, invalid) = codegen::valid_statements(schema, statements);
    notes.extend(invalid);
    notes.extend(codegen::subscription_findings(schema, &statements));
    notes.extend(codegen::refused_fields(schema, bounds, &statements));
    notes.extend(codegen::length_findings(&statements));
    Ok(Operations { ir: codegen::resolve(schema, statements, bounds.order)?, notes })
}
