//! An operation as GraphQL, before anything is known of its answer.

use apollo_compiler::Node;
use apollo_compiler::ast::{FragmentDefinition, OperationDefinition};

use crate::graphql::OperationKind;

/// Where an operation comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// It was generated for a field of a root type.
    Generated {
        /// The field's name, as the schema spells it.
        field: String,
    },
    /// It stands in a document of the user's own.
    Written {
        /// The name of the file.
        source: String,
    },
}

/// One named operation with the fragments that it needs, and only those.
///
/// The compiler's tree is the form, so that what is generated and what is written are validated, resolved and printed by the
/// same code. Selections may share nodes: a tree that is small in memory can be large in print.
#[derive(Debug, Clone, PartialEq)]
pub struct Statement {
    /// Where it comes from.
    pub origin: Origin,
    /// What it does.
    pub kind: OperationKind,
    /// The operation; it has a name.
    pub operation: Node<OperationDefinition>,
    /// The fragments that it needs, those that they need included, in the order of their first use. Names of generated
    /// fragments begin with the operation's, so that no two operations share one; the user's may be shared.
    pub fragments: Vec<Node<FragmentDefinition>>,
}

impl Statement {
    /// The operation's name.
    #[must_use]
    pub fn name(&self) -> &str {
        self.operation.name.as_ref().map_or("", |name| name.as_str())
    }
}
