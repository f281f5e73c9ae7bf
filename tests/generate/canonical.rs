//! The targets `schema` and `introspection` say what the schema says: read again, they come out the same, and graphql-js
//! takes them.

use std::path::Path;

use super::peers::{github, matrix, schema, validate};
use crate::support::sandbox::Sandbox;

const BOTH: &str = "--target schema --target introspection";

/// Writes both and reads both again; gives the text of the schema.
fn round_trip(sandbox: &Sandbox, file: &Path) -> String {
    let run = |from: &str, out: &str| {
        let ran = sandbox.line(&format!("generate -q --schema '{from}' {BOTH} --out {out} --force"));
        assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""), "{}: {}", file.display(), ran.whole());
        (sandbox.read(&format!("{out}/schema.graphql")), sandbox.read(&format!("{out}/introspection.json")))
    };
    let (sdl, json) = run(&file.display().to_string(), "first");
    let again = run("first/schema.graphql", "second");
    assert!(again.0 == sdl && again.1 == json, "{}: {sdl}", file.display());
    let (_, from_json) = run("first/introspection.json", "third");
    assert!(from_json == json, "{}", file.display());
    sdl
}

#[test]
fn every_schema_comes_out_as_it_went_in() {
    let sandbox = Sandbox::new();
    let ours = ["todo.graphql", "blog.graphql", "kitchen-sink.graphql"].map(schema);
    for file in matrix().into_iter().chain(ours) {
        round_trip(&sandbox, &file);
    }
}

#[test]
fn graphql_js_takes_both() {
    let sandbox = Sandbox::new();
    let empty = tempfile::tempdir().unwrap();
    let mut files = ["todo.graphql", "blog.graphql", "kitchen-sink.graphql"].map(schema).to_vec();
    if let Some((sdl, json)) = github() {
        files.extend([sdl, json]);
    }
    let mut texts = Vec::new();
    for file in files {
        texts.push(round_trip(&sandbox, &file));
        for made in ["first/schema.graphql", "first/introspection.json"] {
            let Some(found) = validate(&sandbox.path().join(made), empty.path()) else { return };
            assert_eq!(found.schema, Vec::<String>::new(), "{}: {made}", file.display());
        }
    }
}

#[test]
fn what_a_schema_says_is_kept_and_what_appsync_has_anyway_is_not_said() {
    let sandbox = Sandbox::new();
    sandbox.file(
        "in.graphql",
        r#""""The whole""" schema { mutation: M query: Q }
"of \"fields\"" type Q implements N & A @aws_iam @aws_api_key { "\"\"\"" z(b: [Int!] = [1, 2], a: In = {x: "}"}): AWSJSON @deprecated a: U id: ID! }
type M { m: E @aws_cognito_user_pools(cognito_groups: ["z", "a"]) }
interface N { id: ID! } interface A { a: U }
union U = Q | M
enum E { Z @deprecated(reason: "no \\ more") A }
input In { y: Int = 0 x: String }
scalar Custom @specifiedBy(url: "https://example.com")
directive @mine(b: Int, a: Int) repeatable on OBJECT | FIELD
extend type M @mine(b: 1, a: 2) { n: Custom }
"#,
    );
    let ran = sandbox.line("generate --schema in.graphql --target schema --print");
    assert_eq!(ran.err, "");
    insta::assert_snapshot!(ran.out);
    assert_eq!(round_trip(&sandbox, &sandbox.path().join("in.graphql")), ran.out);
}
