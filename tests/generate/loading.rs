//! Where the schema comes from: files, standard input, a deployed API, an API that is asked.

use crate::support::emulator::Emulator;
use crate::support::page::sign_in;
use crate::support::sandbox::Sandbox;

const TEXT: &str = "schema {\n  query: Query\n}\n\ntype Other {\n  a: Int\n  b: Query\n}\n\ntype Query {\n  other(a: Int = 1, b: Int): Other\n}\n";

/// What `--print` prints of a schema.
fn printed(sandbox: &Sandbox, line: &str) -> String {
    let ran = sandbox.line(&format!("generate --target schema --print {line}"));
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""), "{}", ran.whole());
    ran.out
}

#[test]
fn several_files_are_one_schema_in_whatever_order() {
    let sandbox = Sandbox::new();
    sandbox.file("schema/query.graphql", "type Query { other(b: Int, a: Int = 1): Other }");
    sandbox.file("schema/deep/other.graphql", "extend type Other { b: Query }");
    sandbox.file("schema/deep/part.graphql", "type Other { a: Int }");
    sandbox.file("schema/notes.md", "no schema");
    assert_eq!(printed(&sandbox, "--schema 'schema/**/*.graphql'"), TEXT);
    assert_eq!(printed(&sandbox, "--schema schema/query.graphql --schema 'schema/deep/*'"), TEXT);
    assert_eq!(printed(&sandbox, "--schema 'schema/deep/*' --schema schema/query.graphql"), TEXT);
    // A file that two patterns name is read once.
    assert_eq!(printed(&sandbox, "--schema 'schema/**/*.graphql' --schema 'schema/*.graphql'"), TEXT);
    let ran = sandbox.line("generate --target schema --print --schema 'none/*.graphql'");
    assert_eq!(
        ran.whole(),
        "exit 3\n--- stderr\nerror: no file fits `none/*.graphql`\nhelp: see that the folder is right\n"
    );
}

#[test]
fn the_order_of_the_author_is_kept_when_that_is_wanted() {
    let sandbox = Sandbox::new();
    sandbox.file("in.graphql", "type Query { z: Int a(z: Int, a: Int): Other } type Other { z: Int a: Int }");
    assert_eq!(
        printed(&sandbox, "--schema in.graphql --order schema"),
        "schema {\n  query: Query\n}\n\ntype Query {\n  z: Int\n  a(z: Int, a: Int): Other\n}\n\ntype Other {\n  z: Int\n  a: Int\n}\n"
    );
}

#[test]
fn standard_input_and_introspection_are_read() {
    let sandbox = Sandbox::new();
    let ran = sandbox.run_with_input("generate --schema - --target introspection --out .", TEXT.as_bytes());
    assert_eq!(ran.whole(), "exit 0\n--- stdout\nwritten\tintrospection.json\n");
    assert_eq!(printed(&sandbox, "--schema introspection.json"), TEXT);
    let json = sandbox.read("introspection.json");
    sandbox.file("answer.json", format!("{{\"data\": {json}}}"));
    assert_eq!(printed(&sandbox, "--schema answer.json"), TEXT);
    let ran = sandbox.run_with_input("generate --schema - --schema - --target schema", b"");
    assert_eq!(
        (ran.code, ran.err.lines().next()),
        (Some(2), Some("error: `-` is given twice, and standard input can be read once"))
    );
    let ran = sandbox.run_with_input("generate --schema - --watch --target schema", b"");
    assert_eq!(
        (ran.code, ran.err.lines().next()),
        (Some(2), Some("error: `--watch` cannot wait for standard input to change"))
    );
}

#[test]
fn a_schema_that_breaks_rules_is_taken_when_that_is_wanted() {
    let sandbox = Sandbox::new();
    sandbox.file("in.graphql", "interface Node { id: ID! }\ntype Query implements Node { a: Int }\n");
    let ran = sandbox.line("generate --schema in.graphql --target schema --print");
    assert_eq!(ran.code, Some(3), "{}", ran.whole());
    assert!(
        ran.err.starts_with("error: type `Query` does not satisfy interface `Node`")
            && ran.err.contains("in.graphql:2:"),
        "{}",
        ran.err
    );
    let ran = sandbox.line("generate --schema in.graphql --target schema --print --lenient");
    assert_eq!(ran.code, Some(0), "{}", ran.whole());
    assert!(ran.err.starts_with("warning: in.graphql:2:"), "{}", ran.err);
    assert!(ran.out.contains("type Query implements Node {\n  a: Int\n}\n"), "{}", ran.out);
}

#[test]
fn what_is_missing_or_not_offered_is_said() {
    let mut sandbox = Sandbox::new();
    sandbox.set("AWS_REGION", "eu-west-1");
    sandbox.file("in.graphql", "type Query { a: Int }");
    for (line, message, help) in [
        (
            "--target schema",
            "no schema is given",
            "name its files with `--schema`, an API with `--api` or `--url`, or set `generate: { schema: FILE }` in appsync-auth.yaml",
        ),
        ("--schema in.graphql --target shema", "there is no target `shema`", "did you mean `schema`?"),
        (
            "--schema in.graphql --target schema=",
            "`--target schema=` names no folder",
            "write `TARGET` or `TARGET=FOLDER`",
        ),
        (
            "--schema in.graphql --target flow",
            "the target `flow` needs `--preset amplify`",
            "leave the preset or the target away",
        ),
        (
            "--schema in.graphql --target schema --preset amplify",
            "`--preset amplify` is for the targets `typescript`, `javascript`, `graphql` and `flow`",
            "leave the preset or the target away",
        ),
        (
            "--schema in.graphql --type-target swift",
            "`--type-target swift` is not offered",
            "Apollo iOS reads what `--target schema` and `--target graphql` write",
        ),
        (
            "--schema in.graphql --statement-target angular",
            "`--statement-target angular` is not offered",
            "`--target typescript` writes functions and types that any framework can call",
        ),
        (
            "--schema in.graphql --target modelgen",
            "`--target modelgen` is not offered",
            "models are made from the `@model` source, and not from an API's schema: use `ampx` for them",
        ),
        (
            "--schema in.graphql --statement-target x",
            "`--statement-target x` is not offered",
            "they are typescript, javascript, graphql and flow",
        ),
        ("--schema in.graphql --type-target flow", "`--type-target flow` is not offered", "the only one is typescript"),
    ] {
        let ran = sandbox.line(&format!("generate {line}"));
        assert_eq!(ran.whole(), format!("exit 2\n--- stderr\nerror: {message}\nhelp: {help}\n"), "{line}");
    }
    let ran = sandbox.line("generate --schema in.graphql --target rust");
    assert_eq!((ran.code, ran.err.lines().next()), (Some(2), Some("error: the target `rust` is not there yet")));
    sandbox.file("appsync-auth.yaml", "generate: { schema: in.graphql, target: rust }");
    let ran = sandbox.line("generate");
    assert_eq!(
        (ran.code, ran.err.lines().next()),
        (Some(3), Some("error: the target `rust` of `generate` in appsync-auth.yaml is not there yet"))
    );
    let help = sandbox.line("generate --help").out;
    assert!(!help.split(|c: char| !c.is_alphanumeric()).any(|word| ["rust", "python"].contains(&word)), "{help}");
}

const EVENTS: &str =
    "type Query { listEvents: [Event] @aws_api_key @aws_lambda }\ntype Event @aws_api_key @aws_lambda { id: ID! }\n";

/// An emulator with an API that takes keys, and tokens by these rules.
fn emulator(sandbox: &mut Sandbox) -> Emulator {
    sandbox.file("local/schema.graphql", EVENTS);
    sandbox.file("local/rules.yaml", "rules:\n  - token: good\n    respond: { isAuthorized: true }\n");
    let emulator = Emulator::start(
        sandbox,
        "--schema local/schema.graphql --default API_KEY --additional AWS_LAMBDA --authorizer local/rules.yaml",
    );
    sign_in(sandbox, &emulator);
    emulator
}

#[test]
fn a_deployed_api_tells_its_schema_with_directives() {
    let mut sandbox = Sandbox::new();
    let emulator = emulator(&mut sandbox);
    let control = emulator.text("controlPlaneUrl").to_owned();
    let api = emulator.text("apiId").to_owned();
    let line = format!("generate --api {api} --endpoint-url {control} --target schema --save-schema kept.graphql");
    let ran = sandbox.line(&line);
    assert_eq!(ran.whole(), "exit 0\n--- stdout\nwritten\tgenerated/schema.graphql\nwritten\tkept.graphql\n");
    let text = "schema {\n  query: Query\n}\n\ntype Event @aws_api_key @aws_lambda {\n  id: ID!\n}\n\ntype Query {\n  \
                listEvents: [Event] @aws_api_key @aws_lambda\n}\n";
    assert_eq!(
        (sandbox.read("generated/schema.graphql"), sandbox.read("kept.graphql")),
        (text.to_owned(), text.to_owned())
    );
    assert_eq!(sandbox.line(&format!("{line} --check")).code, Some(0));
    // With what was kept, nothing is asked any more.
    drop(emulator);
    let ran = sandbox
        .line(&format!("generate --schema kept.graphql --api {api} --endpoint-url {control} --target schema --check"));
    assert_eq!(ran.whole(), "exit 0\n--- stdout\nno difference: 1 file\n");
}

#[test]
fn an_api_is_asked_with_a_token_or_a_key() {
    let mut sandbox = Sandbox::new();
    let emulator = emulator(&mut sandbox);
    let url = emulator.url().to_owned();
    sandbox.set("KEY", emulator.text("apiKey"));
    sandbox.set("TOKEN", "good");
    let without =
        "schema {\n  query: Query\n}\n\ntype Event {\n  id: ID!\n}\n\ntype Query {\n  listEvents: [Event]\n}\n";
    let note = "note: an introspection query tells no directives: what the schema says of modes is not known\n";
    for caller in ["--api-key-env KEY", "--token-env TOKEN", "--token good"] {
        let ran = sandbox.line(&format!("generate --url {url} {caller} --target schema --print"));
        assert_eq!((ran.code, ran.err.as_str()), (Some(0), note), "{caller}: {}", ran.whole());
        assert!(ran.out.starts_with("schema {\n  query: Query\n}\n"), "{}", ran.out);
        assert!(ran.out.ends_with(without.trim_start_matches("schema {\n  query: Query\n}\n")), "{}", ran.out);
    }
    // So does an environment.
    sandbox.file(
        "appsync-auth.yaml",
        format!("default-environment: here\nenvironments:\n  here: {{ url: '{url}', token: {{ env: TOKEN }} }}\ngenerate: {{ target: schema }}\n"),
    );
    assert_eq!(
        sandbox.line("generate").whole(),
        format!("exit 0\n--- stdout\nwritten\tgenerated/schema.graphql\n--- stderr\n{note}")
    );
}

#[test]
fn an_api_that_refuses_says_why() {
    let mut sandbox = Sandbox::new();
    let emulator = emulator(&mut sandbox);
    let url = emulator.url().to_owned();
    let ran = sandbox.line(&format!("generate --url {url} --token bad-secret --target schema"));
    assert_eq!(ran.code, Some(4), "{}", ran.whole());
    assert!(
        ran.err.starts_with("error: the API refuses the introspection query (HTTP 401): UnauthorizedException: "),
        "{}",
        ran.err
    );
    assert!(!ran.err.contains("bad-secret"), "{}", ran.err);
    let ran = sandbox.line(&format!("generate --url {url} --target schema"));
    assert_eq!((ran.code, ran.err.lines().next()), (Some(2), Some("error: it is not said who asks for the schema")));
    let ran = sandbox.line(&format!("generate --url {url} --token good --target graphql --auth-mode API_KEY"));
    assert_eq!(
        (ran.code, ran.err.lines().last()),
        (Some(2), Some("help: read the schema from its file or with `--api`, or leave `--auth-mode` away"))
    );
    drop(emulator);
    let ran = sandbox.line(&format!("generate --url {url} --token good --target schema"));
    assert_eq!(ran.code, Some(5), "{}", ran.whole());
    assert!(!sandbox.path().join("generated").exists());
}
