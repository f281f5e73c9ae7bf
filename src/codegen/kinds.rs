//! The kinds of operations: which file they stand in, and how names say them.

use crate::graphql::OperationKind;

/// The kinds, in the order in which their operations are written.
pub(super) const KINDS: [OperationKind; 3] =
    [OperationKind::Query, OperationKind::Mutation, OperationKind::Subscription];

/// The file that the operations of a kind stand in, without its ending.
pub(super) const fn file_name(kind: OperationKind) -> &'static str {
    match kind {
        OperationKind::Query => "queries",
        OperationKind::Mutation => "mutations",
        OperationKind::Subscription => "subscriptions",
    }
}

/// A kind inside of a name, such as `GetTodoQuery`.
pub(super) const fn kind_name(kind: OperationKind) -> &'static str {
    match kind {
        OperationKind::Query => "Query",
        OperationKind::Mutation => "Mutation",
        OperationKind::Subscription => "Subscription",
    }
}
