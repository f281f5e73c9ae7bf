//! The page on `generate` shows what is printed, help fits on a screen, and its examples run.

use crate::support::emulator::Emulator;
use crate::support::page::sign_in;
use crate::support::sandbox::Sandbox;

#[test]
fn the_page_shows_what_the_program_prints() {
    crate::access::docs::assert_fresh("generate.md");
}

#[test]
fn help_fits_on_a_screen_and_its_examples_run() {
    let mut sandbox = Sandbox::new();
    sandbox.set("COLUMNS", "80");
    let short = sandbox.line("generate -h").out;
    assert!(short.lines().count() <= 60 && short.lines().all(|line| line.chars().count() <= 80), "{short}");
    let schema = "type Query { todo: Todo @aws_lambda } type Todo @aws_lambda { id: ID! }";
    sandbox.file("schema.graphql", schema);
    sandbox.file("schema/one.graphql", schema);
    sandbox.file("src/own.graphql", "query Own { todo { id } }");
    sandbox.file("rules.yaml", "otherwise: { respond: { isAuthorized: true } }");
    let name = "local: { apis: [{ name: events, schema: schema.graphql, default: { mode: AWS_LAMBDA, authorizer: rules.yaml } }] }";
    sandbox.file(
        "local/appsync-auth.yaml",
        name.replace("schema.graphql", "../schema.graphql").replace("rules", "../rules"),
    );
    sandbox.file("appsync-auth.yaml", name);
    let emulator = Emulator::start(&sandbox, "");
    sign_in(&mut sandbox, &emulator);
    sandbox.set("AWS_ENDPOINT_URL", emulator.text("controlPlaneUrl"));
    sandbox.file("appsync-auth.yaml", "generate: { schema: schema.graphql, target: graphql }");
    assert_eq!(sandbox.line("generate").code, Some(0));
    let long = sandbox.line("generate --help").out;
    let examples = |help: &str| -> Vec<String> {
        help.lines().filter_map(|line| line.strip_prefix("  appsync-auth ")).map(str::to_owned).collect()
    };
    assert_eq!((examples(&short).len(), examples(&long).len()), (3, 8), "{long}");
    for example in examples(&short).into_iter().chain(examples(&long)).filter(|line| !line.contains("--watch")) {
        if example.ends_with("init") {
            std::fs::remove_file(sandbox.path().join("appsync-auth.yaml")).unwrap();
        }
        let ran = sandbox.line(&example);
        assert_eq!(ran.code, Some(0), "{example}: {}", ran.whole());
    }
    assert!(sandbox.read("appsync-auth.yaml").starts_with("generate:\n"));
}
