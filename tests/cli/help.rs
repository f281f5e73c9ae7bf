//! Help: what stands in it, how long it is, and that its examples run.

use std::collections::BTreeSet;

use super::{RULES, events};
use crate::support::need;
use crate::support::sandbox::Sandbox;

/// The command lines of the examples that help shows, with the shell's continued lines joined.
fn examples(help: &str) -> Vec<String> {
    let text = help.split("Examples:\n").nth(1).unwrap().split("\n\n").next().unwrap();
    let joined = text.replace("\\\n", " ");
    joined.lines().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect()
}

#[test]
fn short_help_fits_on_a_screen() {
    let mut sandbox = Sandbox::new();
    sandbox.set("COLUMNS", "80");
    for command in
        ["", "test-token", "explain", "generate", "init", "configure", "status", "grant", "completions", "man"]
    {
        let ran = sandbox.line(&format!("{command} -h"));
        assert_eq!(ran.code, Some(0));
        let lines = ran.out.lines().count();
        assert!(lines <= 60, "{command}: {lines}\n{}", ran.out);
        let widest = ran.out.lines().map(|line| line.chars().count()).max().unwrap();
        assert!(widest <= 80, "{command}: {widest}\n{}", ran.out);
    }
}

#[test]
fn examples_are_not_broken_over_lines() {
    let mut sandbox = Sandbox::new();
    sandbox.set("COLUMNS", "80");
    for line in [
        "-h",
        "--help",
        "test-token -h",
        "test-token --help",
        "explain -h",
        "explain --help",
        "status -h",
        "status --help",
        "init -h",
        "init --help",
        "completions --help",
        "man --help",
    ] {
        for example in examples(&sandbox.line(line).out) {
            assert!(example.starts_with("appsync-auth "), "{line}: {example}");
        }
    }
}

#[test]
fn full_help_names_every_option() {
    let sandbox = Sandbox::new();
    let help = sandbox.line("test-token --help").out;
    let named: BTreeSet<&str> =
        help.split(|c: char| c.is_whitespace() || ",.`[]".contains(c)).filter(|word| word.starts_with("--")).collect();
    for flag in [
        "--authorizer",
        "--token",
        "--token-env",
        "--token-file",
        "--token-command",
        "--query",
        "--variables",
        "--operation-name",
        "--header",
        "--connect",
        "--schema",
        "--identity-regex",
        "--ttl",
        "--expect",
        "--repeat",
        "--jobs",
        "--filter",
        "--shard",
        "--fail-fast",
        "--report",
        "--print-event",
        "--logs",
        "--authorizer-timeout",
        "--handler-env",
        "--api-id",
        "--account-id",
        "--json",
        "--quiet",
        "--verbose",
        "--color",
        "--no-input",
        "--profile",
        "--region",
        "--endpoint-url",
        "--env",
        "--api",
        "--timeout",
        "--rule",
        "--help",
    ] {
        assert!(named.contains(flag), "{flag}\n{help}");
    }
    assert_eq!(sandbox.line("help test-token").out, help);
}

#[test]
fn the_exit_codes_are_a_topic() {
    let sandbox = Sandbox::new();
    let ran = sandbox.line("help exit-codes");
    assert_eq!(
        ran.whole(),
        "exit 0
--- stdout
  0  yes: allowed, all cases pass, nothing to change
  1  no: denied, a case failed, a check found a difference
  2  usage: a bad or missing flag
  3  input: an unreadable or invalid file, schema, suite or configuration
  4  credentials: none found, expired, or AWS denied access
  5  outside: network, timeout, AWS fault, authorizer crashed or could not be started
  6  unknown: the verdict depends on something not given or not allowed to be asked
 70  a fault of appsync-auth itself
130  interrupted
"
    );
    for line in ["-h", "--help", "test-token -h"] {
        assert!(sandbox.line(line).out.contains("help exit-codes"), "{line}");
    }
}

#[test]
fn without_a_command_help_is_a_fault_of_usage() {
    let sandbox = Sandbox::new();
    let ran = sandbox.line("");
    assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""));
    assert_eq!(ran.err, sandbox.line("-h").out);
    let version = sandbox.line("--version");
    assert_eq!(version.whole(), format!("exit 0\n--- stdout\nappsync-auth {}\n", env!("CARGO_PKG_VERSION")));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_examples_run() {
    if !need("node") || !need("python3") {
        return;
    }
    use wiremock::matchers::{method, path};
    use wiremock::{Mock, MockServer, ResponseTemplate};
    let server = MockServer::start().await;
    let answer =
        |allowed: bool| ResponseTemplate::new(200).set_body_json(serde_json::json!({ "isAuthorized": allowed }));
    let deployed = path("/2015-03-31/functions/authz/invocations");
    Mock::given(method("POST")).and(deployed).respond_with(answer(true)).mount(&server).await;
    let emulated = path("/2015-03-31/functions/function/invocations");
    Mock::given(method("POST")).and(emulated).respond_with(answer(false)).mount(&server).await;
    let mut sandbox = events();
    sandbox.keep_path();
    sandbox.set("TOKEN", "custom-authorized");
    sandbox.set("AWS_ENDPOINT_URL", &server.uri());
    sandbox.file("rules.yaml", RULES);
    sandbox.file("authorizer.mjs", "export const handler = async () => ({ isAuthorized: true });\n");
    sandbox.file("authorizer.py", "def handler(event, context):\n    return {'isAuthorized': True}\n");
    let passing = "authorizer: rules.yaml\ncases:\n  - { name: a, token: abcd, expect: { authorized: false } }\n";
    sandbox.file("auth.suite.yaml", passing);
    sandbox.file("bin/vault", "#!/bin/sh\necho custom-authorized\n");
    make_executable(&sandbox, "bin/vault");
    let path = format!("{}:{}", sandbox.path().join("bin").display(), std::env::var("PATH").unwrap());
    sandbox.set("PATH", &path);
    for help in ["-h", "--help", "test-token -h", "test-token --help", "completions --help"] {
        let text = sandbox.line(help).out;
        for example in examples(&text) {
            let line = example.strip_prefix("appsync-auth ").unwrap();
            let line = line.replace("http://localhost:9000", &server.uri());
            let line = line.split(['>', '|']).next().unwrap();
            let ran = tokio::task::block_in_place(|| sandbox.line(line));
            assert_eq!(ran.code, Some(0), "{help}: {line}: {}", ran.whole());
        }
    }
}

fn make_executable(sandbox: &Sandbox, name: &str) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(sandbox.path().join(name), std::fs::Permissions::from_mode(0o755)).unwrap();
    }
    #[cfg(not(unix))]
    let _ = (sandbox, name);
}
