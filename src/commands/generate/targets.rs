//! What each output is made of.

use super::request::{Output, Request};
use super::source::Source;
use crate::codegen::{self, GeneratedFile, Note};
use crate::error::{Error, Result};
use crate::report::OperationSize;
use crate::settings::GenerateTarget;

/// The targets that can be generated.
pub(super) const OFFERED: [GenerateTarget; 2] = [GenerateTarget::Schema, GenerateTarget::Introspection];

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
pub(super) fn files_of(output: &Output, source: &Source, _request: &Request) -> Result<Generated> {
    let (schema, order) = (&source.schema, output.order());
    let files = match output.target {
        GenerateTarget::Schema => codegen::schema_files(schema, order),
        GenerateTarget::Introspection => codegen::introspection_files(schema, order)
            .map_err(|error| Error::bug(format!("introspection: {error}")))?,
        other => return Err(Error::bug(format!("the target `{}` was let through", other.name()))),
    };
    Ok(Generated { files, ..Generated::default() })
}
