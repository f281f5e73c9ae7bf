//! Every operation is valid for every valid schema, whatever it is written as: graphql-js says so, not we.

use std::path::Path;

use super::peers::{github, matrix, schema, validate};
use crate::support::sandbox::Sandbox;

/// Ways to generate that select differently, each with the folder that it writes to.
const WAYS: [(&str, &str); 15] = [
    ("graphql", "--target graphql"),
    ("javascript", "--target javascript"),
    ("typescript", "--target typescript"),
    ("deep", "--target graphql --depth 4"),
    ("flat", "--target graphql --depth 0"),
    ("inline", "--target graphql --depth 3 --fragments never"),
    ("fragments", "--target graphql --depth 3 --fragments always --order schema"),
    ("entity", "--target graphql --depth-mode entity"),
    ("lift", "--target graphql --depth 3 --nested-args lift --typename"),
    ("amplify-typescript", "--target typescript --preset amplify"),
    ("amplify-graphql", "--target graphql --preset amplify --depth 3"),
    ("amplify-javascript", "--target javascript --preset amplify --depth 1"),
    ("amplify-fragments", "--target typescript --preset amplify --depth 3 --fragments always"),
    ("amplify-levels", "--target graphql --preset amplify --depth 3 --depth-mode levels --fragments auto"),
    ("amplify-depth", "--target graphql --depth-mode amplify --depth 3"),
];

/// Generates in every way, and gives how many operations graphql-js found in each; `None` when it is not there.
fn operations(sandbox: &Sandbox, schema: &Path) -> Option<usize> {
    for (folder, way) in WAYS {
        let line = format!("generate -q --schema '{}' {way} --out out/{folder}", schema.display());
        let ran = sandbox.line(&line);
        assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""), "{line}");
    }
    let found = validate(schema, &sandbox.path().join("out"))?;
    assert_eq!((found.schema, found.errors), (Vec::new(), Vec::new()), "{}", schema.display());
    let all = found.operations.len();
    assert_eq!(all % WAYS.len(), 0, "{}: {:?}", schema.display(), found.operations);
    Some(all / WAYS.len())
}

#[test]
fn operations_of_one_feature_schemas_are_valid_in_every_way() {
    for schema in matrix() {
        let sandbox = Sandbox::new();
        let Some(count) = operations(&sandbox, &schema) else { return };
        assert!(count > 0, "{}", schema.display());
    }
}

#[test]
fn operations_of_whole_schemas_are_valid_in_every_way() {
    for (name, count) in [("todo.graphql", 17), ("blog.graphql", 58), ("kitchen-sink.graphql", 39)] {
        let sandbox = Sandbox::new();
        let Some(found) = operations(&sandbox, &schema(name)) else { return };
        assert_eq!(found, count, "{name}");
    }
}

#[test]
fn each_operation_of_github_is_there_and_valid_from_sdl_and_from_json() {
    let Some((sdl, json)) = github() else { return };
    // The package's two files are of different days.
    for (file, count) in [(sdl, 278), (json, 272)] {
        for way in ["", "--depth-mode entity", "--nested-args lift", "--preset amplify"] {
            let sandbox = Sandbox::new();
            let ran =
                sandbox.line(&format!("generate -q --schema '{}' --target graphql {way} --out out", file.display()));
            assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""), "{} {way}", file.display());
            let Some(found) = validate(&file, &sandbox.path().join("out")) else { return };
            assert_eq!((found.operations.len(), found.errors), (count, Vec::new()), "{} {way}", file.display());
        }
    }
}

/// Schemas that break GraphQL's rules, each with the operations that can be made of it all the same, what is told beside the
/// schema's own warnings, and whether it can be introspected.
const BROKEN: [(&str, &[&str], &str, bool); 8] = [
    (
        "type Query { a(x: Nope): Int b: Int }",
        &["b"],
        "note: there is no operation `A`, since the schema breaks GraphQL's rules: cannot find type `Nope` in this document\n",
        false,
    ),
    (
        "type Query { u(x: T): Int b: Int } type T { a: Int }",
        &["b"],
        "note: there is no operation `U`, since the schema breaks GraphQL's rules: `$x` variable must be of an input type\n",
        true,
    ),
    (
        "type Query { a(x: Int x: String): Int b: Int }",
        &["b"],
        "note: there is no operation `A`, since the schema breaks GraphQL's rules: the variable `$x` is declared multiple times\n",
        true,
    ),
    (
        "type Query { a: Nope b: T } type T { n: Nope m: Int }",
        &["b { m }"],
        "note: `T.n` is left out: `Nope` is no type that an answer can hold\n\
         note: `Query.a` has no operation: `Nope` is no type that an answer can hold\n",
        false,
    ),
    (
        "type Query { a: I b: Int } input I { a: Int }",
        &["b"],
        "note: `Query.a` has no operation: `I` is no type that an answer can hold\n",
        true,
    ),
    ("type Mutation { b: Int }", &["b"], "", false),
    ("type Query { b: Empty } type Empty", &["b { __typename }"], "", true),
    ("type Query { b: U } union U = T | Nope type T { x: Int }", &["b { __typename ... on T { x } }"], "", true),
];

#[test]
fn of_a_schema_with_faults_every_operation_that_can_be_valid_is_written() {
    for (schema, operations, notes, is_introspectable) in BROKEN {
        let sandbox = Sandbox::new();
        sandbox.file("in.graphql", schema);
        let ran = sandbox.line("generate --schema in.graphql --target graphql");
        assert_eq!(ran.code, Some(3), "{schema}");
        for target in ["graphql", "graphql --preset amplify", "typescript", "typescript --preset amplify", "javascript"]
        {
            let ran = sandbox.line(&format!("generate --schema in.graphql --lenient --target {target} --print"));
            assert_eq!(ran.code, Some(0), "{schema} {target}: {}", ran.whole());
            let told: String =
                ran.err.lines().filter(|line| !line.starts_with("warning: ")).map(|line| format!("{line}\n")).collect();
            assert_eq!(told, notes, "{schema} {target}");
            if target == "graphql" {
                let text: Vec<&str> = ran.out.lines().skip(2).flat_map(str::split_whitespace).collect();
                let kind = if schema.starts_with("type Mutation") { "mutation" } else { "query" };
                let expected: Vec<String> = operations.iter().map(|each| format!("{kind} B {{ {each} }}")).collect();
                assert_eq!(text.join(" "), expected.join(" "), "{schema}");
            }
        }
        for target in ["manifest", "schema"] {
            let ran = sandbox.line(&format!("generate --schema in.graphql --lenient --target {target} --print"));
            assert_eq!(ran.code, Some(0), "{schema} {target}: {}", ran.whole());
        }
        let ran = sandbox.line("generate --schema in.graphql --lenient --target introspection --print");
        let error = "error: what introspection answers needs a schema that breaks none of GraphQL's rules\n\
                     help: mend what the warnings say, or give `--target schema`, which writes it as it is\n";
        assert_eq!(
            (ran.code, ran.err.ends_with(error)),
            if is_introspectable { (Some(0), false) } else { (Some(3), true) },
            "{schema}: {}",
            ran.err
        );
    }
}

#[test]
fn introspection_json_with_a_type_that_is_not_there_stops_one_operation() {
    let sandbox = Sandbox::new();
    sandbox.file("in.graphql", "type Query { a(i: I): Int b: Int } input I { a: Int }");
    let ran = sandbox.line("generate --schema in.graphql --target introspection --out .");
    assert_eq!(ran.code, Some(0), "{}", ran.whole());
    let mut json: serde_json::Value = serde_json::from_str(&sandbox.read("introspection.json")).unwrap();
    json["__schema"]["types"].as_array_mut().unwrap().retain(|each| each["name"] != "I");
    sandbox.file("in.json", json.to_string());
    let ran = sandbox.line("generate --schema in.json --lenient --target graphql --print");
    assert_eq!(ran.code, Some(0), "{}", ran.whole());
    assert!(ran.out.ends_with("\n\nquery B {\n  b\n}\n"), "{}", ran.whole());
    assert!(
        ran.err.contains("note: there is no operation `A`, since the schema breaks GraphQL's rules: "),
        "{}",
        ran.err
    );
}
