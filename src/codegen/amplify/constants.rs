//! The names of the constants that hold statements: the field's own, unless a program cannot have it.

use super::Target;
use crate::codegen::names::{Scope, Wish};
use crate::codegen::typescript::{LANGUAGE, base};
use crate::codegen::{Note, Operation, Origin};

/// What strict code does not declare.
const OF_STRICT_CODE: [&str; 2] = ["arguments", "eval"];

/// What a TypeScript module with statements has for something else, or the compiler for itself.
const OF_TYPESCRIPT: [&str; 6] =
    ["APITypes", "GeneratedMutation", "GeneratedQuery", "GeneratedSubscription", "exports", "require"];

/// A name for each operation of one file: that of the root field, or the one that the user gave it, with a small letter first.
/// A name that is taken gets `_`.
pub(super) fn constants(operations: &[&Operation], kind: &str, target: Target, notes: &mut Vec<Note>) -> Vec<String> {
    let wishes: Vec<Wish> = operations.iter().map(|operation| wish(operation)).collect();
    let names = scope(target).name(&wishes);
    for (wish, name) in wishes.iter().zip(&names).filter(|(wish, name)| wish.wanted != **name) {
        let message = format!("the constant `{}` is called `{name}`, as its name is taken", wish.wanted);
        notes.push(Note::new("name-changed", format!("{kind}.{}", wish.original), message));
    }
    names
}

fn scope(target: Target) -> Scope {
    let of_target = if target == Target::Typescript { &OF_TYPESCRIPT[..] } else { &[] };
    Scope::new(LANGUAGE.iter().chain(&OF_STRICT_CODE).chain(of_target).copied())
}

fn wish(operation: &Operation) -> Wish {
    let original = match &operation.statement.origin {
        Origin::Generated { field } => field,
        Origin::Written { .. } => operation.name(),
    };
    Wish::new(original, base(operation))
}
