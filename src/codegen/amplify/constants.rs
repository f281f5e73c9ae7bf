//! The names of the constants that hold statements: the field's own, unless a program cannot have it.

use super::Target;
use crate::codegen::Note;
use crate::codegen::names::{Scope, Wish};
use crate::codegen::typescript::LANGUAGE;

/// What strict code does not declare.
const OF_STRICT_CODE: [&str; 2] = ["arguments", "eval"];

/// What a TypeScript module with statements has for something else, or the compiler for itself.
const OF_TYPESCRIPT: [&str; 6] =
    ["APITypes", "GeneratedMutation", "GeneratedQuery", "GeneratedSubscription", "exports", "require"];

/// A name for each of the root fields of one file, which are all different: the field's, or that with `_`.
pub(super) fn constants(fields: &[&str], kind: &str, target: Target, notes: &mut Vec<Note>) -> Vec<String> {
    let of_target = if target == Target::Typescript { &OF_TYPESCRIPT[..] } else { &[] };
    let mut scope = Scope::new(LANGUAGE.iter().chain(&OF_STRICT_CODE).chain(of_target).copied());
    let wishes: Vec<Wish> = fields.iter().map(|field| Wish::new(*field, *field)).collect();
    let names = scope.name(&wishes);
    for (field, name) in fields.iter().zip(&names).filter(|(field, name)| field != name) {
        let message = format!("the constant `{field}` is called `{name}`, as its name is taken");
        notes.push(Note::new("name-changed", format!("{kind}.{field}"), message));
    }
    names
}

#[cfg(test)]
mod tests {
    use super::{Target, constants};

    #[test]
    fn a_reserved_word_gets_a_name_that_nothing_else_has() {
        let mut notes = Vec::new();
        let names = constants(&["delete", "delete_", "getTodo", "import"], "Mutation", Target::Javascript, &mut notes);
        assert_eq!(names, ["delete__", "delete_", "getTodo", "import_"]);
        let about: Vec<&str> = notes.iter().map(|note| note.about.as_str()).collect();
        assert_eq!(about, ["Mutation.delete", "Mutation.import"]);
    }

    #[test]
    fn only_typescript_keeps_names_for_its_types() {
        let names = |target| constants(&["APITypes"], "Query", target, &mut Vec::new());
        assert_eq!(names(Target::Typescript), ["APITypes_"]);
        assert_eq!(names(Target::Flow), ["APITypes"]);
    }
}
