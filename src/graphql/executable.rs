//! An operation that fits a schema, ready to be executed as often as it is sent.

use std::collections::HashSet;

use apollo_compiler::executable::{Field, Operation as Definition, Selection, SelectionSet};
use apollo_compiler::parser::SourceSpan;
use apollo_compiler::validation::{Valid, WithErrors};
use apollo_compiler::{ExecutableDocument, Name, Node};

use super::operation::{Operation, OperationKind};
use super::scalar_literals;
use super::schema::Schema;
use super::validation_error::{Location, ValidationError};
use super::validation_wording;

/// An operation that was validated with a schema once. It holds for that schema only.
#[derive(Debug, Clone)]
pub struct Executable {
    document: Valid<ExecutableDocument>,
    definition: Node<Definition>,
    kind: OperationKind,
    depth: usize,
}

impl Operation {
    /// Validates the operation's document and makes it ready to be executed.
    ///
    /// # Errors
    ///
    /// What AppSync answers instead of data, one entry for each finding, in the order of the document.
    pub fn executable(&self, schema: &Schema) -> Result<Executable, Vec<ValidationError>> {
        let document = match self.ast().to_executable_validate(schema.compiled()) {
            Ok(document) => document,
            Err(WithErrors { errors, .. }) => return Err(validation_wording::worded(self, schema, &errors)),
        };
        let faults = scalar_literals::faults(&document, schema);
        if !faults.is_empty() {
            return Err(faults);
        }
        // The parser let only documents through that have this operation.
        let Ok(definition) = document.operations.get(self.name.as_deref()).cloned() else {
            return Err(vec![ValidationError::new("Unknown operation named", None)]);
        };
        let depth = depth(&document, &definition.selection_set);
        Ok(Executable { definition, kind: self.kind, depth, document })
    }
}

impl Executable {
    /// The compiler's document: the operation and its fragments.
    #[must_use]
    pub fn document(&self) -> &Valid<ExecutableDocument> {
        &self.document
    }

    /// The compiler's operation.
    #[must_use]
    pub fn definition(&self) -> &Node<Definition> {
        &self.definition
    }

    /// What the operation does.
    #[must_use]
    pub fn kind(&self) -> OperationKind {
        self.kind
    }

    /// How deep the operation nests: a field of the root is 1 deep. Fields of introspection do not count.
    #[must_use]
    pub fn depth(&self) -> usize {
        self.depth
    }

    /// Where something of the operation stands.
    #[must_use]
    pub fn location(&self, span: Option<SourceSpan>) -> Option<Location> {
        let place = span?.line_column(&self.document.sources)?;
        Some(Location { line: place.line, column: place.column })
    }

    /// What AppSync answers to an operation that asks for the schema when introspection is off; empty for an operation
    /// that does not.
    ///
    /// Introspection that is switched off is a validation error (AWS blog "Control GraphQL execution complexity, query
    /// depth, and introspection with AWS AppSync"). graphql-java, which AppSync runs, hides the fields of the types
    /// whose names begin with `__`, so that each one selected directly below `__schema` or `__type` is undefined
    /// (graphql-java `NoIntrospectionGraphqlFieldVisibility`).
    #[must_use]
    pub fn introspection_refusals(&self) -> Vec<ValidationError> {
        let mut found = Vec::new();
        for field in self.definition.root_fields(&self.document) {
            let type_name = match field.name.as_str() {
                "__schema" => "__Schema",
                "__type" => "__Type",
                _ => continue,
            };
            for below in field.selection_set.root_fields(&self.document).filter(|below| below.name != "__typename") {
                let message = format!(
                    "Validation error of type FieldUndefined: Field '{}' in type '{type_name}' is undefined @ '{}/{}'",
                    below.name, field.name, below.name
                );
                found.push(ValidationError::new(message, self.location(below.location())));
            }
        }
        found
    }
}

/// The deepest field below a selection set, fragments followed. A validated document has no cycles of fragments.
fn depth(document: &ExecutableDocument, set: &SelectionSet) -> usize {
    let mut deepest = 0;
    let mut seen: HashSet<(usize, &Name)> = HashSet::new();
    let mut open: Vec<(usize, &SelectionSet)> = vec![(0, set)];
    while let Some((above, set)) = open.pop() {
        for selection in &set.selections {
            match selection {
                Selection::Field(field) if is_introspection(field) => {}
                Selection::Field(field) => {
                    deepest = deepest.max(above + 1);
                    open.push((above + 1, &field.selection_set));
                }
                Selection::InlineFragment(fragment) => open.push((above, &fragment.selection_set)),
                Selection::FragmentSpread(spread) => {
                    let fragment = document.fragments.get(&spread.fragment_name);
                    if let Some(fragment) = fragment.filter(|_| seen.insert((above, &spread.fragment_name))) {
                        open.push((above, &fragment.selection_set));
                    }
                }
            }
        }
    }
    deepest
}

fn is_introspection(field: &Field) -> bool {
    field.name.starts_with("__")
}
