//! Schemas that nobody thought of: what is generated from them is valid by graphql-js, and TypeScript by its compiler.

#[path = "../fuzz/src/random_schema.rs"]
mod random_schema;

use std::path::PathBuf;

use random_schema::{Chance, schema};

use super::peers::{Flags, TypeScript, tsc, validate_all};
use crate::support::sandbox::Sandbox;

/// How many schemas are tried. What apollo-smith writes is not always one.
const SCHEMAS: u64 = 60;

/// Ways to generate, of which each schema gets one.
const WAYS: [&str; 6] = [
    "",
    "--depth 4 --nested-args lift",
    "--depth-mode entity --order schema",
    "--depth 3 --fragments always --typename",
    "--depth 5 --fragments never --max-fields 60",
    "--depth 0 --ts-functions",
];

#[test]
fn random_schemas_give_valid_operations_and_typescript() {
    let sandbox = Sandbox::new();
    let mut pairs: Vec<(PathBuf, PathBuf)> = Vec::new();
    for seed in 1..=SCHEMAS {
        let mut chance = Chance::new(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let Some(sdl) = schema(&mut chance) else { continue };
        let file = sandbox.file(&format!("{seed}.graphql"), sdl);
        let way = *chance.one_of(&WAYS);
        let ran =
            sandbox.line(&format!("generate -q --schema {seed}.graphql --target typescript {way} --out out/{seed}"));
        match ran.code {
            Some(0) => pairs.push((file, sandbox.path().join(format!("out/{seed}")))),
            code => assert_eq!(code, Some(3), "{way}: {}", ran.whole()),
        }
    }
    assert!(pairs.len() as u64 > SCHEMAS / 2, "{}", pairs.len());
    let Some(found) = validate_all(&pairs) else { return };
    for ((file, _), found) in pairs.iter().zip(&found) {
        // What the default of an input that holds itself is, graphql-js asks without end.
        let is_endless = found.schema == ["Maximum call stack size exceeded"];
        assert!(found.schema.is_empty() || is_endless, "{}: {:?}", file.display(), found.schema);
        assert_eq!(found.errors, Vec::<String>::new(), "{}", file.display());
    }
    let operations: usize = found.iter().map(|found| found.operations.len()).sum();
    assert!(operations > pairs.len(), "{operations}");
    sandbox.file("out/package.json", "{ \"type\": \"module\" }\n");
    let Some(errors) = tsc(TypeScript::V7, Flags::ALL[3], &sandbox.path().join("out")) else { return };
    assert_eq!(errors, Vec::<String>::new());
}
