//! Every operation is valid for every valid schema, whatever it is written as: graphql-js says so, not we.

use std::path::Path;

use super::peers::{github, matrix, schema, validate};
use crate::support::sandbox::Sandbox;

/// Ways to generate that select differently, each with the folder that it writes to.
const WAYS: [(&str, &str); 12] = [
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
