//! The names that TypeScript, or what we write ourselves, has taken.

/// Words that no variable, function or type can be called, in a module and in strict code.
pub(in crate::codegen) const LANGUAGE: &[&str] = &[
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
    "undefined",
    "var",
    "void",
    "while",
    "with",
    "yield",
];

/// Ours: they stand in generated modules, beside names of the schema.
const OURS: &[&str] = &[FUTURE_VALUE, ONE_OF];

/// What no constant or function should be called, and no enum, which is a constant too.
pub(super) const VALUES: &[&str] = &[
    // Strict code assigns to neither, and the global values cannot be declared anew.
    "arguments",
    "eval",
    "globalThis",
    "Infinity",
    "NaN",
    // What a CommonJS module is given, and what compilers write into one.
    "__dirname",
    "__esModule",
    "__filename",
    "exports",
    "module",
    "Object",
    "require",
    // An export of this name makes `import()` wait for it, and these two are not members like others.
    "then",
    "__proto__",
    "constructor",
];

/// What no type can be called.
pub(in crate::codegen) const LANGUAGE_TYPES: &[&str] = &[
    // Types of the language.
    "any",
    "bigint",
    "boolean",
    "never",
    "number",
    "object",
    "string",
    "symbol",
    "unknown",
    // They mean something where a type is expected.
    "abstract",
    "asserts",
    "infer",
    "intrinsic",
    "is",
    "keyof",
    "readonly",
    "unique",
];

/// What no type should be called.
const TYPES: &[&str] = &[
    // Generated modules mean the global ones.
    "Exclude", "Promise", "Record",
    // A scalar that is given another type has an alias, which should not look like an object that wraps a value.
    "Boolean", "String",
];

/// The type of what the schema does not have yet.
pub(super) const FUTURE_VALUE: &str = "FutureValue";

/// The type of inputs of which one member is given.
pub(super) const ONE_OF: &str = "OneOf";

/// The text of the run-time file.
pub(super) const CLIENT: &str = include_str!("client.ts");

/// What types cannot be called.
pub(super) fn types() -> impl Iterator<Item = &'static str> {
    LANGUAGE.iter().chain(OURS).chain(LANGUAGE_TYPES).chain(TYPES).copied().chain(exports(CLIENT))
}

/// What constants and functions cannot be called.
pub(super) fn values() -> impl Iterator<Item = &'static str> {
    LANGUAGE.iter().chain(OURS).chain(VALUES).copied().chain(exports(CLIENT))
}

/// The names that a module exports in declarations.
fn exports(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter_map(|line| {
        let mut words = line.strip_prefix("export ")?.split(' ').skip_while(|word| {
            matches!(
                *word,
                "abstract" | "async" | "class" | "const" | "declare" | "function" | "function*" | "interface" | "type"
            )
        });
        let rest = words.next()?;
        let end = rest.find(|letter: char| !letter.is_alphanumeric() && letter != '_').unwrap_or(rest.len());
        (end > 0).then(|| &rest[..end])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exports_are_found_by_their_declarations() {
        let text = "export type A<T> = B;\nexport async function b(\nexport class C extends D {\ntype E = 1;\nexport const f = 1;\nexport interface G {\nexport function* h() {\n  export const i";
        assert_eq!(exports(text).collect::<Vec<_>>(), ["A", "b", "C", "f", "G", "h"]);
    }

    #[test]
    fn the_client_takes_its_own_names() {
        let names: Vec<&str> = exports(CLIENT).collect();
        for name in ["GraphQLDocument", "AWSJSON", "createClient", "AppSyncError", "AppSyncClient"] {
            assert!(names.contains(&name), "{name} of {names:?}");
        }
    }
}
