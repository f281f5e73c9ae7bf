//! What each output is made of.

use super::operations::operations;
use super::request::{Output, Request};
use super::source::Source;
use crate::codegen::{self, GeneratedFile, Note, amplify, typescript};
use crate::error::{Error, Result};
use crate::report::OperationSize;
use crate::settings::GenerateTarget;

/// The targets that can be generated.
pub(super) const OFFERED: [GenerateTarget; 6] = [
    GenerateTarget::Typescript,
    GenerateTarget::Javascript,
    GenerateTarget::Graphql,
    GenerateTarget::Schema,
    GenerateTarget::Introspection,
    GenerateTarget::Manifest,
];

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
/// Bug: what was made is not valid.
pub(super) fn files_of(output: &Output, source: &Source, request: &Request) -> Result<Generated> {
    let (schema, order) = (&source.schema, output.order());
    match output.target {
        GenerateTarget::Schema => {
            return Ok(Generated { files: codegen::schema_files(schema, order), ..Generated::default() });
        }
        GenerateTarget::Introspection => {
            let files = codegen::introspection_files(schema, order)
                .map_err(|error| Error::bug(format!("introspection: {error}")))?;
            return Ok(Generated { files, ..Generated::default() });
        }
        _ => {}
    }
    let mut operations = operations(output, request, source, None)?;
    let ir = &operations.ir;
    let (files, notes) = match output.target {
        target if output.amplify => {
            let Some(target) = amplify::Target::of(target) else {
                return Err(Error::bug(format!("the target `{}` was let through", target.name())));
            };
            amplify::files(schema, ir, target, output.amplify_types, &output.style())
        }
        GenerateTarget::Typescript => {
            let printed = typescript::files(ir, schema, &output.style());
            (printed.files, printed.notes)
        }
        GenerateTarget::Javascript => codegen::javascript_files(ir),
        GenerateTarget::Graphql => (codegen::graphql_files(ir), Vec::new()),
        GenerateTarget::Manifest => (codegen::manifest_files(ir), Vec::new()),
        other => return Err(Error::bug(format!("the target `{}` was let through", other.name()))),
    };
    operations.notes.extend(notes);
    Ok(Generated { files, operations: Vec::new(), notes: operations.notes })
}
