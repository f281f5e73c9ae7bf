//! The folder of each language passes its own suite, and the suite can fail.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::support::emulator::Emulator;
use crate::support::sandbox::Sandbox;
use crate::support::{environment, need, need_npm, skip};

/// A sandbox in which `init` wrote this language.
fn written(language: &str) -> Sandbox {
    let mut sandbox = Sandbox::new();
    sandbox.keep_path();
    let ran = sandbox.line(&format!("init --language {language}"));
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""), "{}", ran.whole());
    sandbox
}

/// The names of the cases of the suite that did not pass, and how many cases there are.
fn failed(sandbox: &Sandbox) -> (Vec<String>, usize) {
    let ran = sandbox.line("test-token auth.suite.yaml --json");
    let answer = ran.json();
    let cases = answer["result"]["cases"].as_array().unwrap_or_else(|| panic!("{answer:#}"));
    let failed: Vec<String> = cases
        .iter()
        .filter(|case| case["outcome"] != "passed")
        .map(|case| case["name"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(ran.code, Some(i32::from(!failed.is_empty())), "{answer:#}");
    (failed, cases.len())
}

/// A faultless schema, a suite that passes, and a suite that notices each of the authorizer's promises being broken.
fn works_at_once(sandbox: &Sandbox, source: &str) {
    let lint = sandbox.line("lint schema.graphql --json");
    assert_eq!(lint.code, Some(0), "{}", lint.whole());
    assert_eq!(lint.json()["findings"], Value::Array(Vec::new()), "{}", lint.whole());
    assert_eq!(failed(sandbox), (Vec::new(), 10), "{source}");
    let read = sandbox.line("test-token -v --token guest-token --ttl 300");
    assert_eq!(read.code, Some(0), "{}", read.whole());
    assert!(read.err.contains("setting environment: local (`appsync-auth.yaml`)"), "{}", read.err);
    assert!(read.err.contains("setting url: http://127.0.0.1:4000/graphql"), "{}", read.err);
    is_served(sandbox);
}

/// The emulator serves the folder as it is, with its authorizer.
fn is_served(sandbox: &Sandbox) {
    let emulator = Emulator::start(sandbox, "");
    let query = "{ getEvent(id: \"1\") { id attendees } }";
    let denied = concat!(
        r#"{"data":{"getEvent":{"id":"1","attendees":null}},"errors":[{"path":["getEvent","attendees"],"data":null,"#,
        r#""errorType":"Unauthorized","errorInfo":null,"locations":[{"line":1,"column":26,"sourceName":null}],"#,
        r#""message":"Not Authorized to access attendees on type Event"}]}"#
    );
    let reached =
        r#"{"data":{"getEvent":{"id":"1","attendees":["attendees delta","attendees cedar","attendees harbor"]}}}"#;
    let refused =
        r#"{"errors":[{"errorType":"UnauthorizedException","message":"You are not authorized to make this call."}]}"#;
    for (token, status, body) in
        [("member-token", 200, denied), ("admin-token", 200, reached), ("some-other-token", 401, refused)]
    {
        let answer = emulator.query(token, query);
        assert_eq!((answer.status, answer.body.as_str()), (status, body), "{token}");
    }
    assert_eq!(emulator.stop(), Some(130));
}

/// Another authorizer breaks exactly the cases that speak of what was changed. `build` makes it ready.
fn notices(sandbox: &Sandbox, source: &str, build: &dyn Fn()) {
    let text = sandbox.read(source);
    let changed = [
        ("\"Deepdish:Connect\"", "\"Other\"", vec!["a guest opens no WebSocket connection"]),
        ("60", "61", vec!["a member reads events without their attendees"]),
        ("\"ada\"", "\"eve\"", vec!["an admin reaches every field, for as long as the API keeps an answer"]),
    ];
    for (old, new, cases) in changed {
        // JavaScript has its own quotes.
        let (old, new) = if text.contains(old) { (old.to_owned(), new) } else { (old.replace('"', "'"), new) };
        assert_eq!(text.matches(&old).count(), 1, "{old} in {source}");
        sandbox.file(source, text.replace(&old, new));
        build();
        assert_eq!(failed(sandbox).0, cases, "{source}: {old}");
    }
    sandbox.file(source, text);
}

#[test]
fn the_javascript_authorizer_passes_its_suite_at_once() {
    if need("node") {
        let sandbox = written("javascript");
        works_at_once(&sandbox, "authorizer.mjs");
        notices(&sandbox, "authorizer.mjs", &|| ());
    }
}

#[test]
fn the_python_authorizer_passes_its_suite_at_once() {
    if need("python3") {
        let sandbox = written("python");
        works_at_once(&sandbox, "authorizer.py");
        notices(&sandbox, "authorizer.py", &|| {
            assert!(!sandbox.path().join("__pycache__").exists(), "nothing is left in the user's folder");
        });
    }
}

/// The packages that a `package.json` names, as npm takes them.
fn packages(text: &str) -> Vec<String> {
    let package: Value = serde_json::from_str(text).unwrap();
    let wanted = package["devDependencies"].as_object().unwrap();
    wanted.iter().map(|(name, range)| format!("{name}@{}", range.as_str().unwrap())).collect()
}

#[test]
fn the_typescript_authorizer_has_right_types_and_passes_its_suite_at_once() {
    if !need("node") {
        return;
    }
    let sandbox = written("typescript");
    let wanted = packages(&sandbox.read("package.json"));
    let wanted: Vec<&str> = wanted.iter().map(String::as_str).collect();
    // The same packages as those of the example, so that they are installed once.
    let Some(installed) = need_npm("example-typescript", &wanted) else { return };
    std::os::unix::fs::symlink(installed.join("node_modules"), sandbox.path().join("node_modules")).unwrap();
    let has_right_types = || {
        let checked = Command::new("node")
            .arg(installed.join("node_modules/typescript/bin/tsc"))
            .arg("--noEmit")
            .current_dir(sandbox.path())
            .output()
            .unwrap();
        (checked.status.success(), String::from_utf8(checked.stdout).unwrap())
    };
    assert_eq!(has_right_types(), (true, String::new()));
    works_at_once(&sandbox, "authorizer.ts");
    notices(&sandbox, "authorizer.ts", &|| ());
    sandbox.file("authorizer.ts", sandbox.read("authorizer.ts").replace("ttlOverride: 60", "ttlOverride: '60'"));
    assert!(!has_right_types().0);
}

/// Builds the package in a folder as its user does; `false`, having said so, when the crates cannot be had.
fn cargo_build(folder: &Path) -> bool {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let built = Command::new(cargo)
        .args(["build", "--quiet"])
        .current_dir(folder)
        .env_remove("CARGO_TARGET_DIR")
        .env_remove("RUSTFLAGS")
        .output()
        .unwrap();
    let error = String::from_utf8_lossy(&built.stderr);
    // Without the network, the crates may be absent. What does not compile is a fault.
    if !built.status.success() && !error.contains("could not compile") {
        return skip(&format!("cargo cannot build what init wrote: {error}"));
    }
    assert!(built.status.success(), "{error}");
    assert_eq!(error, "", "a warning");
    true
}

#[test]
fn the_rust_authorizer_passes_its_suite_once_it_is_built() {
    let sandbox = written("rust");
    // What was compiled is kept between runs; the versions are those of the example.
    let target = environment("init-rust");
    std::fs::create_dir_all(&target).unwrap();
    std::os::unix::fs::symlink(&target, sandbox.path().join("target")).unwrap();
    sandbox.file("Cargo.lock", include_str!("../../docs/examples/rust/Cargo.lock"));
    if cargo_build(sandbox.path()) {
        works_at_once(&sandbox, "src/main.rs");
        notices(&sandbox, "src/main.rs", &|| assert!(cargo_build(sandbox.path())));
    }
}

#[test]
fn the_sources_are_formatted_as_their_readers_format_them() {
    let sandbox = written("rust");
    if need("rustfmt") {
        let checked = Command::new("rustfmt")
            .args(["--check", "--edition", "2024", "src/main.rs"])
            .current_dir(sandbox.path())
            .output()
            .unwrap();
        assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stdout));
    }
}
