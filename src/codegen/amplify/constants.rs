//! The names of the constants that hold statements: the field's own, unless a program cannot have it.

use std::collections::BTreeSet;

use super::Target;
use crate::codegen::Note;

/// Words that no constant of a JavaScript module can be named.
/// Source: ECMA-262, section 12.7.2, keywords and reserved words, with those of strict code and modules.
const RESERVED: [&str; 49] = [
    "arguments",
    "await",
    "break",
    "case",
    "catch",
    "class",
    "const",
    "continue",
    "debugger",
    "default",
    "delete",
    "do",
    "else",
    "enum",
    "eval",
    "export",
    "extends",
    "false",
    "finally",
    "for",
    "function",
    "if",
    "implements",
    "import",
    "in",
    "instanceof",
    "interface",
    "let",
    "new",
    "null",
    "package",
    "private",
    "protected",
    "public",
    "return",
    "static",
    "super",
    "switch",
    "this",
    "throw",
    "true",
    "try",
    "typeof",
    "var",
    "void",
    "while",
    "with",
    "yield",
    "undefined",
];

/// Names that a TypeScript module with statements has for something else, or that the compiler keeps for itself.
const OF_TYPESCRIPT: [&str; 6] =
    ["APITypes", "GeneratedMutation", "GeneratedQuery", "GeneratedSubscription", "exports", "require"];

/// Whether a constant of a module cannot have this name.
fn is_reserved(name: &str, target: Target) -> bool {
    RESERVED.contains(&name) || (target == Target::Typescript && OF_TYPESCRIPT.contains(&name))
}

/// A name for each of the root fields of one file, which are all different. A name that cannot be gets `_`, and what it does
/// (`Mutation`) when that is taken.
pub(super) fn constants(fields: &[&str], kind: &str, target: Target, notes: &mut Vec<Note>) -> Vec<String> {
    let mut taken: BTreeSet<String> = fields.iter().map(|field| (*field).to_owned()).collect();
    let mut name = |field: &&str| {
        if !is_reserved(field, target) {
            return (*field).to_owned();
        }
        let mut name = format!("{field}_");
        if taken.contains(&name) {
            name = format!("{field}{kind}");
        }
        while taken.contains(&name) || is_reserved(&name, target) {
            name.push('_');
        }
        taken.insert(name.clone());
        let message = format!("the constant of `{field}` is named `{name}`: no constant can be named `{field}`");
        notes.push(Note::new("constant-renamed", format!("{kind}.{field}"), message));
        name
    };
    fields.iter().map(|field| name(field)).collect()
}

#[cfg(test)]
mod tests {
    use super::{Target, constants};

    #[test]
    fn a_reserved_word_gets_a_name_that_nothing_else_has() {
        let mut notes = Vec::new();
        let fields = ["delete", "delete_", "deleteMutation", "getTodo", "import"];
        let names = constants(&fields, "Mutation", Target::Javascript, &mut notes);
        assert_eq!(names, ["deleteMutation_", "delete_", "deleteMutation", "getTodo", "import_"]);
        assert_eq!(notes.len(), 2);
        assert_eq!(notes[1].about, "Mutation.import");
    }

    #[test]
    fn only_typescript_keeps_names_for_its_types() {
        let names = |target| constants(&["APITypes"], "Query", target, &mut Vec::new());
        assert_eq!(names(Target::Typescript), ["APITypes_"]);
        assert_eq!(names(Target::Flow), ["APITypes"]);
    }
}
