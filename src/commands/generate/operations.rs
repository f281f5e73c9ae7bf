//! The operations of an output: generated from the schema, and the user's own.

use super::request::{Output, Request};
use super::source::Source;
use crate::codegen::{self, Bounds, Ir, Note, Reach, Statement};
use crate::commands::schema_files;
use crate::error::Result;
use crate::graphql::{Diagnostic, DocumentSet, Schema, SourceText};
use crate::outside::Console;
use crate::settings::{DepthMode, NestedArguments};

/// How deep operations select when nobody says it, as Amplify's do.
const DEPTH: u32 = 2;

/// The most leaf fields of an operation when nobody says it. Amplify's way has no bound.
const MAX_FIELDS: u32 = 2000;

/// The operations of an output with what somebody should know of them.
pub(super) struct Operations {
    /// What is printed.
    pub(super) ir: Ir,
    /// Notes.
    pub(super) notes: Vec<Note>,
}

/// Reads the user's documents; none when there are none.
///
/// # Errors
/// One cannot be read, or is invalid: all faults at once, each with its place.
pub(super) async fn documents(request: &Request, schema: &Schema, console: &Console) -> Result<Option<DocumentSet>> {
    let mut texts: Vec<SourceText> = Vec::new();
    for placed in &request.documents {
        texts.extend(schema_files::texts(console, &placed.value, &placed.folder).await?);
    }
    if texts.is_empty() {
        return Ok(None);
    }
    let read = DocumentSet::read(&texts, schema);
    read.map(Some).map_err(|faults| Diagnostic::into_error(&faults, "documents-invalid", "the documents", &texts))
}

/// The operations of an output. The user's own come after the generated ones, and one of the same name replaces the generated
/// one.
///
/// # Errors
/// Bug: a generated operation is not valid.
pub(super) fn operations(
    output: &Output,
    request: &Request,
    source: &Source,
    reach: Option<Reach>,
) -> Result<Operations> {
    let schema = &source.schema;
    let written = source.documents.iter().flat_map(|documents| codegen::written_statements(documents, schema));
    let written: Vec<Statement> = written.collect();
    let mut notes = Vec::new();
    let mut statements = Vec::new();
    if output.statements {
        let generated = codegen::generate(schema, &bounds(output, request, reach));
        notes.extend(generated.notes);
        statements.extend(generated.statements);
    }
    statements.retain(|statement| {
        let is_written = written.iter().any(|own| own.name() == statement.name());
        if is_written {
            let name = statement.name();
            let message = format!("the operation `{name}` of the documents stands in place of the generated one");
            notes.push(Note::new("operation-replaced", name, message));
        }
        !is_written
    });
    statements.extend(written);
    Ok(Operations { ir: codegen::resolve(schema, statements, output.order())?, notes })
}

fn bounds(output: &Output, request: &Request, reach: Option<Reach>) -> Bounds {
    let selection = &output.selection;
    let is_amplify = output.depth_mode() == DepthMode::Amplify;
    Bounds {
        depth: selection.depth.unwrap_or(DEPTH),
        depth_mode: output.depth_mode(),
        nested_arguments: selection.nested_arguments.unwrap_or(NestedArguments::Skip),
        include: selection.include.clone().unwrap_or_default(),
        exclude: selection.exclude.clone().unwrap_or_default(),
        reach,
        denied_fields: Vec::new(),
        fragments: output.fragments(),
        order: output.order(),
        max_fields: selection.max_fields.or((!is_amplify).then_some(MAX_FIELDS)),
        typename: output.typename,
        exclude_deprecated: output.exclude_deprecated,
        operations: request.operations.clone(),
    }
}
