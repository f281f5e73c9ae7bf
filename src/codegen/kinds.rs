//! The kinds of operations: which file they stand in, and how names say them.

use crate::graphql::OperationKind;

/// The kinds, each with the file that its operations stand in, without its ending.
pub(super) const KINDS: [(OperationKind, &str); 3] = [
    (OperationKind::Query, "queries"),
    (OperationKind::Mutation, "mutations"),
    (OperationKind::Subscription, "subscriptions"),
];

/// A kind inside of a name, such as `GetTodoQuery`.
pub(super) const fn kind_name(kind: OperationKind) -> &'static str {
    match kind {
        OperationKind::Query => "Query",
        OperationKind::Mutation => "Mutation",
        OperationKind::Subscription => "Subscription",
    }
}
