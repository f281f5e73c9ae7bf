//! Where the user stands changes what files are called, and nothing of what is in them.

use crate::support::sandbox::{Ran, Sandbox, ended};

const SCHEMA: &str = "type Query { todo: Todo } type Todo { id: ID! name: String }\n";

/// Runs in a folder below the sandbox.
fn line_in(sandbox: &Sandbox, folder: &str, line: &str) -> Ran {
    let words = shell_words::split(line).unwrap();
    let mut command = sandbox.command(words.iter().map(String::as_str));
    ended(command.current_dir(sandbox.path().join(folder)))
}

fn project() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.file("api/schema.graphql", SCHEMA);
    sandbox.file("src/own.graphql", "query Mine { todo { id } }\n");
    sandbox.file(
        "appsync-auth.yaml",
        "generate: { schema: api/schema.graphql, documents: 'src/*.graphql', target: manifest, out: out/m }\n",
    );
    sandbox
}

#[test]
fn the_same_is_written_from_every_folder() {
    let sandbox = project();
    assert_eq!(sandbox.line("generate").whole(), "exit 0\n--- stdout\nwritten\tout/m/manifest.json\n");
    let manifest = sandbox.read("out/m/manifest.json");
    assert!(manifest.contains("\"source\": \"../../src/own.graphql\"\n"), "{manifest}");
    assert_eq!(line_in(&sandbox, "src", "generate --check").whole(), "exit 0\n--- stdout\nno difference: 1 file\n");
    let unchanged = "exit 0\n--- stdout\nunchanged\t../out/m/manifest.json\n";
    assert_eq!(line_in(&sandbox, "src", "generate").whole(), unchanged);
    // From the root the document is called the same as well.
    let own = sandbox.path().join("src/own.graphql");
    let ran = sandbox.line(&format!("generate --check --documents '{}'", own.display()));
    assert_eq!(ran.whole(), "exit 0\n--- stdout\nno difference: 1 file\n");
    assert_eq!(sandbox.read("out/m/manifest.json"), manifest);
}

#[test]
fn patterns_can_begin_at_the_root() {
    let sandbox = project();
    sandbox.file("src/other.graphql", "query Other {");
    let src = sandbox.path().join("src").display().to_string();
    let line = format!("generate --documents '{src}/*.graphql' --documents '!{src}/other*'");
    assert_eq!(sandbox.line(&line).whole(), "exit 0\n--- stdout\nwritten\tout/m/manifest.json\n");
    assert!(sandbox.read("out/m/manifest.json").contains("\"source\": \"../../src/own.graphql\"\n"));
}

#[test]
fn files_elsewhere_are_called_as_one_finds_them() {
    let sandbox = project();
    let json = line_in(&sandbox, "src", "generate --json").json();
    assert_eq!(json["result"]["files"][0]["path"], "../out/m/manifest.json");
    sandbox.file("src/own.graphql", "query Other { todo { id } }\n");
    let ran = line_in(&sandbox, "src", "generate --check");
    assert!(ran.out.starts_with("--- a/../out/m/manifest.json\n+++ b/../out/m/manifest.json\n"), "{}", ran.whole());
    let elsewhere = Sandbox::new();
    let out = elsewhere.path().display().to_string();
    let ran = sandbox.line(&format!("generate --target schema --out '{out}' --check"));
    assert!(ran.out.starts_with(&format!("--- /dev/null\n+++ b{out}/schema.graphql\n")), "{}", ran.whole());
    // A fault is told where the user finds it.
    sandbox.file("src/own.graphql", "query Other { todo { idd } }\n");
    let ran = line_in(&sandbox, "out", "generate");
    assert!(ran.err.contains("[../src/own.graphql:1:22]"), "{}", ran.whole());
    assert!(!sandbox.path().join("out/out").exists());
}

#[test]
fn each_fault_of_documents_says_what_may_be_meant() {
    let sandbox = project();
    sandbox.file("src/own.graphql", "query Mine { todo { idd } }\nquery Other { todos }\n");
    let ran = sandbox.line("generate");
    insta::assert_snapshot!(ran.whole());
}

#[test]
fn a_document_of_comments_alone_has_no_operations() {
    let sandbox = project();
    sandbox.file("src/later.graphql", "# query Later { todo { id } }\n");
    sandbox.file("src/empty.graphql", "");
    assert_eq!(sandbox.line("generate").whole(), "exit 0\n--- stdout\nwritten\tout/m/manifest.json\n");
}

#[test]
fn init_leaves_the_schema_to_the_environment() {
    let sandbox = Sandbox::new();
    sandbox.file("s.graphql", SCHEMA);
    sandbox.file("appsync-auth.yaml", "environments:\n  x:\n    schema: s.graphql\n");
    sandbox.file("src/README.md", "\n");
    let ran = line_in(&sandbox, "src", "generate init --target schema");
    assert_eq!(ran.whole(), "exit 0\n--- stdout\nfile\t../appsync-auth.yaml\n");
    let text = sandbox.read("appsync-auth.yaml");
    assert_eq!(
        text,
        "environments:\n  x:\n    schema: s.graphql\n\ngenerate:\n  target: schema\n  out: src/generated\n"
    );
    assert_eq!(sandbox.line("generate --env x").whole(), "exit 0\n--- stdout\nwritten\tsrc/generated/schema.graphql\n");
    let ran = line_in(&sandbox, "src", "generate init");
    assert_eq!(
        ran.whole(),
        "exit 3\n--- stderr\nerror: `../appsync-auth.yaml` has a `generate` section already\nhelp: change it in your editor; \
         nothing was written\n"
    );
}
