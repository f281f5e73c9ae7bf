//! The schemas that `generate` is tested with, and the peers themselves.

use super::peers::{Flags, TypeScript, amplify, github, matrix, prettier, schema, tsc, validate};

/// A folder of its own for a test.
fn folder() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

#[test]
fn every_schema_of_ours_is_valid() {
    let empty = folder();
    let mut files = matrix();
    assert!(files.len() >= 40, "{}", files.len());
    files.extend(["todo.graphql", "blog.graphql", "kitchen-sink.graphql"].map(schema));
    for file in files {
        let Some(found) = validate(&file, empty.path()) else { return };
        assert_eq!(found.schema, Vec::<String>::new(), "{}", file.display());
    }
}

#[test]
fn the_peers_accept_what_amplify_writes_for_its_own_schemas() {
    for (name, operations) in [("todo.graphql", 17), ("blog.graphql", 58)] {
        let out = folder();
        let Some(run) = amplify(&schema(name), "typescript", 2, out.path()) else { return };
        assert_eq!((run.statements, run.types), (None, None));
        assert_eq!(run.files, ["queries.ts", "mutations.ts", "subscriptions.ts", "API.ts"]);
        let Some(found) = validate(&schema(name), out.path()) else { return };
        assert_eq!((found.documents, found.operations.len(), found.errors), (operations, operations, Vec::new()));
        for version in TypeScript::ALL {
            let Some(errors) = tsc(version, Flags::BUNDLER, out.path()) else { return };
            assert_eq!(errors, Vec::<String>::new(), "{version:?}");
        }
    }
}

#[test]
fn the_peers_see_faults() {
    let out = folder();
    std::fs::write(
        out.path().join("queries.ts"),
        "export const getTodo = `query A { nothing }`\nexport const n: string = 1;\n",
    )
    .unwrap();
    std::fs::write(out.path().join("package.json"), "{\n  \"type\": \"module\"\n}\n").unwrap();
    let Some(found) = validate(&schema("todo.graphql"), out.path()) else { return };
    assert_eq!(found.operations, ["query A"]);
    assert_eq!(found.errors, ["queries.ts: getTodo: Cannot query field \"nothing\" on type \"Query\"."]);
    for (version, flags) in TypeScript::ALL.into_iter().flat_map(|version| Flags::ALL.map(|flags| (version, flags))) {
        let Some(errors) = tsc(version, flags, out.path()) else { return };
        let expected = ["queries.ts(2,14): error TS2322: Type 'number' is not assignable to type 'string'."];
        assert_eq!(errors, expected, "{version:?} {flags:?}");
    }
    assert_eq!(prettier(out.path()), Some(vec!["queries.ts".to_owned()]));
}

#[test]
fn github_as_it_is_shipped_is_read() {
    let empty = folder();
    let Some((sdl, json)) = github() else { return };
    for file in [sdl, json] {
        let Some(found) = validate(&file, empty.path()) else { return };
        assert_eq!(found.documents, 0, "{}", file.display());
    }
}
