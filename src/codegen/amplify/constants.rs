//! The names of the constants that hold statements: the field's own, unless a program cannot have it.

use std::collections::BTreeSet;

use super::Target;
use crate::codegen::names::Scope;
use crate::codegen::typescript::{LANGUAGE, base, named};
use crate::codegen::{Note, Operation, Origin};

/// What strict code does not declare.
const OF_STRICT_CODE: [&str; 2] = ["arguments", "eval"];

/// What a TypeScript module with statements has for something else, or the compiler for itself.
const OF_TYPESCRIPT: [&str; 6] =
    ["APITypes", "GeneratedMutation", "GeneratedQuery", "GeneratedSubscription", "exports", "require"];

/// A name for each operation of one file: that of the root field, or the one that the user gave it, with a small letter first.
/// One that the user's own operation has gets its kind, any other that is taken `_`.
pub(super) fn constants(operations: &[&Operation], kind: &str, target: Target, notes: &mut Vec<Note>) -> Vec<String> {
    let own: BTreeSet<String> =
        operations.iter().filter(|operation| field(operation).is_none()).map(|operation| base(operation)).collect();
    let wanted = operations.iter().map(|operation| {
        let base = base(operation);
        let steps_aside = field(operation).is_some() && own.contains(&base);
        (*operation, if steps_aside { base + kind } else { base })
    });
    let names = named(&mut scope(target), wanted.collect());
    for (operation, name) in operations.iter().zip(&names) {
        let base = base(operation);
        if base != *name {
            let message = format!("the constant `{base}` is called `{name}`, as its name is taken");
            let original = field(operation).unwrap_or(operation.name());
            notes.push(Note::new("name-changed", format!("{kind}.{original}"), message));
        }
    }
    names
}

fn scope(target: Target) -> Scope {
    let of_target = if target == Target::Typescript { &OF_TYPESCRIPT[..] } else { &[] };
    Scope::new(LANGUAGE.iter().chain(&OF_STRICT_CODE).chain(of_target).copied())
}

/// The root field that an operation was generated for; none for the user's own.
fn field(operation: &Operation) -> Option<&str> {
    match &operation.statement.origin {
        Origin::Generated { field } => Some(field),
        Origin::Written { .. } => None,
    }
}
