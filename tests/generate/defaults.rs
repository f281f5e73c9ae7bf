//! Defaults that do not fit their types: schemas have them, and no operation repeats one.

use super::peers::{Flags, TypeScript, tsc, validate};
use crate::support::sandbox::Sandbox;

/// What the schemas below have beside `Query`.
const TYPES: &str = "enum E { A B }
input I { a: Int! b: E = B c: [I!] d: Int! = 1 }
input One @oneOf { a: Int b: String }
input Bad { a: Int! = \"no\" }
";

/// Arguments whose default cannot be written, each with the type of its variable.
const BAD: [(&str, &str); 21] = [
    ("Int! = \"no\"", "Int!"),
    ("Int! = 99999999999", "Int!"),
    ("Int! = 1.5", "Int!"),
    ("Int! = null", "Int!"),
    ("Float! = true", "Float!"),
    ("String! = 5", "String!"),
    ("String! = A", "String!"),
    ("ID! = 1.5", "ID!"),
    ("Boolean! = \"true\"", "Boolean!"),
    ("E! = NOPE", "E!"),
    ("E! = \"A\"", "E!"),
    ("I! = {}", "I!"),
    ("I! = {a: 1, zz: 1}", "I!"),
    ("I! = {a: null}", "I!"),
    ("I! = {a: 1, d: null}", "I!"),
    ("I! = {a: 1, c: [{a: 1}, {b: A}]}", "I!"),
    ("[Int!]! = [1, null]", "[Int!]!"),
    ("[Int]! = [[1]]", "[Int]!"),
    ("[One!]! = [{a: 1, b: \"x\"}]", "[One!]!"),
    ("One! = {a: null}", "One!"),
    ("Bad! = {}", "Bad!"),
];

/// Arguments whose default is written.
const GOOD: [&str; 13] = [
    "Int! = -5",
    "Float! = 5",
    "Float! = 1e3",
    "ID! = 5",
    "ID! = \"a\"",
    "E! = A",
    "I! = {a: 1}",
    "I! = {a: 1, b: A, c: {a: 2}}",
    "[Int!]! = 5",
    "[[Int]]! = [1, [2, null]]",
    "[One!]! = [{a: 1}, {b: \"x\"}]",
    "One! = {b: \"x\"}",
    "AWSJSON! = {a: [1, B]}",
];

const TARGETS: [&str; 7] = [
    "--target graphql",
    "--target javascript",
    "--target typescript",
    "--target manifest",
    "--target graphql --preset amplify",
    "--target typescript --preset amplify",
    "--target flow --preset amplify",
];

fn sandbox(query: &str) -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.file("in.graphql", format!("type Query {{ {query} }}\n{TYPES}"));
    sandbox
}

/// What graphql-js has against the documents in `out`.
fn errors(sandbox: &Sandbox) -> Option<Vec<String>> {
    let found = validate(&sandbox.path().join("in.graphql"), &sandbox.path().join("out"))?;
    assert_eq!(found.schema, Vec::<String>::new());
    Some(found.errors)
}

#[test]
fn a_default_that_does_not_fit_is_not_written() {
    for (argument, ty) in BAD {
        let sandbox = sandbox(&format!("u(x: {argument}): Int"));
        let literal = argument.split_once(" = ").unwrap().1;
        for (number, target) in TARGETS.iter().enumerate() {
            let ran = sandbox.line(&format!("generate --schema in.graphql {target} --out out/{number}"));
            let note = if literal == "null" {
                String::new()
            } else {
                format!("note: the default `{literal}` of `Query.u(x:)` does not fit `{ty}`: it must be given\n")
            };
            assert_eq!((ran.code, ran.err), (Some(0), note), "{argument}: {target}");
        }
        let text = sandbox.read("out/0/queries.graphql");
        let document = format!("\n\nquery U($x: {ty}) {{\n  u(x: $x)\n}}\n");
        assert!(text.ends_with(&document), "{argument}: {text}");
        let Some(found) = errors(&sandbox) else { return };
        assert_eq!(found, Vec::<String>::new(), "{argument}");
    }
}

#[test]
fn a_default_that_fits_is_written() {
    for argument in GOOD {
        let sandbox = sandbox(&format!("u(x: {argument}): Int"));
        for (number, target) in TARGETS.iter().enumerate() {
            let ran = sandbox.line(&format!("generate --schema in.graphql {target} --out out/{number}"));
            assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""), "{argument}: {target}");
        }
        let text = sandbox.read("out/0/queries.graphql").split_whitespace().collect::<String>();
        let variable = format!("queryU($x:{argument})").split_whitespace().collect::<String>();
        assert!(text.contains(&variable), "{argument}: {text}");
        let Some(found) = errors(&sandbox) else { return };
        assert_eq!(found, Vec::<String>::new(), "{argument}");
    }
}

#[test]
fn amplify_writes_no_default_that_does_not_fit_where_null_is_one_too() {
    let sandbox = sandbox("u(x: Int = 1.5, y: Int = 1, z: E = NOPE): Int");
    let ran = sandbox.line("generate --schema in.graphql --target graphql --preset amplify --out out");
    let notes = "note: the default `1.5` of `Query.u(x:)` does not fit `Int`: it is left to the server\n\
                 note: the default `NOPE` of `Query.u(z:)` does not fit `E`: it is left to the server\n";
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), notes));
    let text = sandbox.read("out/queries.graphql");
    assert!(text.contains("query U($x: Int, $y: Int = 1, $z: E) {"), "{text}");
    let Some(found) = errors(&sandbox) else { return };
    assert_eq!(found, Vec::<String>::new());
}

#[test]
fn types_say_which_variables_must_be_given() {
    let sandbox = sandbox("u(bad: Int! = \"no\", good: Int! = 1): Int");
    let ran = sandbox.line("generate -q --schema in.graphql --out out");
    assert_eq!(ran.code, Some(0), "{}", ran.whole());
    let text = sandbox.read("out/queries.ts");
    assert!(text.contains("export interface UQueryVariables {\n  bad: number;\n  good?: number;\n}\n"), "{text}");
    sandbox.file(
        "out/use.ts",
        "import type { UQueryVariables } from \"./index.js\";\nexport const u: UQueryVariables = { bad: 1 };\n",
    );
    let Some(found) = tsc(TypeScript::V59, Flags::ALL[2], &sandbox.path().join("out")) else { return };
    assert_eq!(found, Vec::<String>::new());
}

#[test]
fn types_say_which_members_of_inputs_must_be_given() {
    let sandbox = Sandbox::new();
    sandbox.file(
        "in.graphql",
        "type Query { u(x: In): Int }
input In { bad: Int! = \"no\" good: Int! = 1 free: Int = \"no\" none: Int! in: Least! = {} full: Least! = {a: 1} }
input Least { a: Int! }
",
    );
    let ran = sandbox.line("generate --schema in.graphql --order schema --out out");
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
    let text = sandbox.read("out/schema.ts");
    let members = "  bad: number;
  good?: number;
  free?: number | null;
  none: number;
  in: Least;
  full?: Least;
}
";
    assert!(text.contains(&format!("export interface In {{\n{members}")), "{text}");
    let ran = sandbox.line("generate --schema in.graphql --preset amplify --out amplify");
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
    let text = sandbox.read("amplify/API.ts");
    let members = members.replace("}\n", "};\n");
    assert!(text.contains(&format!("export type In = {{\n{members}")), "{text}");
}

#[test]
fn a_field_below_the_root_needs_what_has_no_default_that_fits() {
    let sandbox = sandbox("t: T");
    sandbox.file("in.graphql", "type Query { t: T }\ntype T { id: ID! n(x: Int! = \"no\", y: Int! = 1): Int }\n");
    let ran = sandbox.line("generate --schema in.graphql --target graphql --out out/skip");
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), "note: `T.n` is left out: it needs `x`\n"));
    let ran = sandbox.line("generate --schema in.graphql --target graphql --nested-args lift --out out/lift");
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
    let text = sandbox.read("out/lift/queries.graphql");
    assert!(text.ends_with("query T($tNX: Int!) {\n  t {\n    id\n    n(x: $tNX)\n  }\n}\n"), "{text}");
    let Some(found) = errors(&sandbox) else { return };
    assert_eq!(found, Vec::<String>::new());
}

#[test]
fn a_default_of_introspection_json_is_looked_at_too() {
    let sandbox = sandbox("u(x: Int! = 1): Int");
    let ran = sandbox.line("generate --schema in.graphql --target introspection --out .");
    assert_eq!(ran.code, Some(0), "{}", ran.whole());
    let text = sandbox.read("introspection.json");
    assert!(text.contains("\"defaultValue\": \"1\""), "{text}");
    sandbox.file("in.json", text.replace("\"defaultValue\": \"1\"", "\"defaultValue\": \"\\\"10\\\"\""));
    let ran = sandbox.line("generate --schema in.json --target graphql --print");
    assert_eq!(ran.code, Some(0), "{}", ran.whole());
    assert!(ran.out.ends_with("\n\nquery U($x: Int!) {\n  u(x: $x)\n}\n"), "{}", ran.whole());
}

#[test]
fn defaults_that_need_themselves_have_an_end() {
    let sandbox = sandbox("u(x: Loop! = {}): Int");
    sandbox.file("in.graphql", "type Query { u(x: Loop! = {}): Int }\ninput Loop { loop: [Loop!]! = [{}] }\n");
    let ran = sandbox.line("generate --schema in.graphql --target graphql --print");
    assert_eq!(ran.code, Some(0), "{}", ran.whole());
    assert!(ran.out.ends_with("\n\nquery U($x: Loop! = {}) {\n  u(x: $x)\n}\n"), "{}", ran.whole());
}
