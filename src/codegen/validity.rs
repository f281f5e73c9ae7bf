//! Whether operations are valid, and what becomes of those that cannot be.

use apollo_compiler::ast::{self, Definition};
use apollo_compiler::executable::ExecutableDocument;
use apollo_compiler::validation::Valid;

use super::note::Note;
use super::statement::Statement;
use crate::graphql::Schema;

/// Leaves out the operations that are not valid where the schema is not: none could be. A note says of each why. For a valid
/// schema there are none.
#[must_use]
pub fn valid_statements(schema: &Schema, statements: Vec<Statement>) -> (Vec<Statement>, Vec<Note>) {
    if schema.is_valid() {
        return (statements, Vec::new());
    }
    let mut notes = Vec::new();
    let mut valid = statements;
    valid.retain(|statement| match executable(schema, statement) {
        Ok(_) => true,
        Err(fault) => {
            let name = statement.name();
            let message = format!("there is no operation `{name}`, since the schema breaks GraphQL's rules: {fault}");
            notes.push(Note::new("operation-invalid", name, message));
            false
        }
    });
    (valid, notes)
}

/// The statement as the compiler executes it.
///
/// # Errors
/// Why it is not valid: the first of the compiler's findings.
pub(super) fn executable(schema: &Schema, statement: &Statement) -> Result<Valid<ExecutableDocument>, String> {
    let mut document = ast::Document::new();
    document.definitions.push(Definition::OperationDefinition(statement.operation.clone()));
    document.definitions.extend(statement.fragments.iter().cloned().map(Definition::FragmentDefinition));
    document
        .to_executable_validate(schema.compiled())
        .map_err(|faults| faults.errors.iter().next().map(|fault| fault.error.to_string()).unwrap_or_default())
}
