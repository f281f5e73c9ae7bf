//! What each output is made of.

use super::request::Output;
use super::source::Source;
use crate::codegen::{self, Bounds, GeneratedFile, Ir, Note, Statement};
use crate::error::{Error, Result};
use crate::report::OperationSize;
use crate::settings::GenerateTarget;

/// The targets that can be generated.
pub(super) const OFFERED: [GenerateTarget; 4] =
    [GenerateTarget::Graphql, GenerateTarget::Schema, GenerateTarget::Introspection, GenerateTarget::Manifest];

/// What was generated for an output.
#[derive(Debug, Default)]
pub(super) struct Generated {
    /// The files, their paths below the output's folder.
    pub(super) files: Vec<GeneratedFile>,
    /// The operations with their sizes; none for a target without operations.
    pub(super) operations: Vec<OperationSize>,
    /// What somebody should know.
    pub(super) notes: Vec<Note>,
}

/// The files of one output.
///
/// # Errors
/// An operation of the user's own is too large. Bug: what was made is not valid.
pub(super) fn files_of(output: &Output, bounds: &Bounds, source: &Source) -> Result<Generated> {
    let (schema, order) = (&source.schema, output.order());
    let (ir, notes) = match output.target {
        GenerateTarget::Schema | GenerateTarget::Introspection => Default::default(),
        _ => operations(output, bounds, source)?,
    };
    let files = match output.target {
        GenerateTarget::Schema => codegen::schema_files(schema, order),
        GenerateTarget::Introspection => codegen::introspection_files(schema, order)
            .map_err(|error| Error::bug(format!("introspection: {error}")))?,
        GenerateTarget::Graphql => codegen::graphql_files(&ir),
        GenerateTarget::Manifest => codegen::manifest_files(&ir),
        other => return Err(Error::bug(format!("the target `{}` was let through", other.name()))),
    };
    Ok(Generated { files, operations: sizes(output.target, &ir), notes })
}

/// The operations of an output: those of the schema, and the user's own.
fn operations(output: &Output, bounds: &Bounds, source: &Source) -> Result<(Ir, Vec<Note>)> {
    let (mut statements, notes) = if output.statements { of_schema(source, bounds) } else { Default::default() };
    if let Some(documents) = &source.documents {
        statements.extend(codegen::written_statements(documents, &source.schema));
    }
    Ok((codegen::resolve(&source.schema, statements, output.order())?, notes))
}

/// The operations that are generated from the schema.
fn of_schema(_source: &Source, _bounds: &Bounds) -> (Vec<Statement>, Vec<Note>) {
    Default::default()
}

fn sizes(target: GenerateTarget, ir: &Ir) -> Vec<OperationSize> {
    let size = |operation: &codegen::Operation| {
        let codegen::Size { fields, objects, bytes } = codegen::size(&operation.statement);
        let (kind, name) = (operation.statement.kind.name(), operation.name().to_owned());
        OperationSize { target: target.name(), kind, name, fields, objects, bytes }
    };
    ir.operations.iter().map(size).collect()
}
