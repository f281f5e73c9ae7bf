//! What is written where, and what is said of it.

use std::io::Write;

use appsync_auth::document::Document;
use serde_json::{Value, json};

use super::files;
use crate::support::sandbox::{Sandbox, ran};

#[test]
fn json_tells_the_language_the_folder_the_files_and_what_to_do_next() {
    let sandbox = Sandbox::new();
    let ran = sandbox.line("init --json --language rust 'my service/auth'");
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
    let expected = json!({
        "schemaVersion": 1,
        "command": "init",
        "result": {
            "language": "rust",
            "directory": "my service/auth",
            "files": [
                "src/main.rs",
                "Cargo.toml",
                ".gitignore",
                "auth.suite.yaml",
                "schema.graphql",
                "appsync-auth.yaml",
                ".github/workflows/appsync-auth.yml",
            ],
            "next": [
                "cd 'my service/auth' && cargo build && appsync-auth test-token auth.suite.yaml",
                "appsync-auth lint schema.graphql",
                "appsync-auth local",
            ],
        },
        "findings": [],
        "error": null,
    });
    assert_eq!(ran.json(), expected);
    let written = expected["result"]["files"].as_array().unwrap();
    let mut written: Vec<String> =
        written.iter().map(|name| format!("my service/auth/{}", name.as_str().unwrap())).collect();
    written.sort();
    assert_eq!(files(&sandbox), written);
}

#[test]
fn without_a_folder_the_working_folder_is_written() {
    let sandbox = Sandbox::new();
    let ran = sandbox.line("init --language python");
    assert_eq!(
        ran.whole(),
        "exit 0
--- stdout
language\tpython
directory\t.
file\tauthorizer.py
file\t.gitignore
file\tauth.suite.yaml
file\tschema.graphql
file\tappsync-auth.yaml
file\t.github/workflows/appsync-auth.yml
next\tappsync-auth test-token auth.suite.yaml
next\tappsync-auth lint schema.graphql
next\tappsync-auth local
"
    );
    let names = [
        ".github/workflows/appsync-auth.yml",
        ".gitignore",
        "appsync-auth.yaml",
        "auth.suite.yaml",
        "authorizer.py",
        "schema.graphql",
    ];
    assert_eq!(files(&sandbox), names);
}

#[test]
fn a_terminal_gets_each_file_with_its_purpose() {
    let sandbox = Sandbox::new();
    let ran = sandbox.at_terminal(100, "init --language javascript auth");
    assert_eq!(
        ran.out,
        "an authorizer in `auth`, written in javascript

  authorizer.mjs                      the authorizer
  auth.suite.yaml                     its suite: what it promises, case by case
  schema.graphql                      the schema of the API
  appsync-auth.yaml                   the configuration of the commands
  .github/workflows/appsync-auth.yml  a workflow for GitHub Actions

next
  cd auth && appsync-auth test-token auth.suite.yaml
  appsync-auth lint schema.graphql
  appsync-auth local
"
    );
}

#[test]
fn at_a_terminal_the_language_is_asked_for() {
    for (typed, language) in [("\r", "javascript"), ("\u{1b}[B\u{1b}[B\r", "python"), ("\u{1b}[A\r", "rust")] {
        let sandbox = Sandbox::new();
        let (terminal, child) = sandbox.start_at_terminal(80, "init --json");
        let mut reader = terminal.try_clone().unwrap();
        let mut seen = Vec::new();
        let mut chunk = [0; 1024];
        let mut sent = false;
        while let Ok(read @ 1..) = std::io::Read::read(&mut reader, &mut chunk) {
            seen.extend_from_slice(&chunk[..read]);
            if !sent && String::from_utf8_lossy(&seen).contains("rust") {
                (&terminal).write_all(typed.as_bytes()).unwrap();
                sent = true;
            }
        }
        let seen = String::from_utf8_lossy(&seen).replace("\r\n", "\n");
        assert_eq!(ran(child.wait_with_output().unwrap()).code, Some(0), "{seen}");
        assert!(seen.contains("Language"), "{seen}");
        let answer: Value = serde_json::from_str(&seen[seen.find("{\n").unwrap()..]).unwrap();
        assert_eq!(answer["result"]["language"], language, "{seen}");
    }
}

#[test]
fn the_folder_shows_the_language() {
    for (name, text, language) in [
        ("package.json", "{}", "javascript"),
        ("package.json", "no package", "javascript"),
        ("package.json", r#"{ "devDependencies": { "typescript": "^5" } }"#, "typescript"),
        ("tsconfig.json", "{}", "typescript"),
        ("pyproject.toml", "", "python"),
        ("requirements.txt", "", "python"),
        ("Cargo.toml", "", "rust"),
    ] {
        let sandbox = Sandbox::new();
        sandbox.file(name, text);
        let ran = sandbox.line("init --json authorizer");
        assert_eq!(ran.err, format!("language: {language} (there is `{name}`)\n"));
        assert_eq!(ran.json()["result"]["language"], language, "{name}: {text}");
        let ran = sandbox.line("init --json --language python other");
        assert_eq!((ran.err.as_str(), &ran.json()["result"]["language"]), ("", &json!("python")));
    }
    // The folder itself says more than the one that the user stands in.
    let sandbox = Sandbox::new();
    sandbox.file("package.json", "{}");
    sandbox.file("service/requirements.txt", "");
    assert_eq!(sandbox.line("init --json -q service").json()["result"]["language"], "python");
}

#[test]
fn a_typescript_project_keeps_its_package_and_is_told_what_to_install() {
    let sandbox = Sandbox::new();
    sandbox.file("package.json", r#"{ "devDependencies": { "typescript": "^5" } }"#);
    let ran = sandbox.line("init --json");
    assert_eq!(ran.code, Some(0), "{}", ran.whole());
    assert_eq!(sandbox.read("package.json"), r#"{ "devDependencies": { "typescript": "^5" } }"#);
    let install = "npm install --save-dev esbuild typescript @types/node @types/aws-lambda";
    assert_eq!(ran.json()["result"]["next"][0], format!("{install} && appsync-auth test-token auth.suite.yaml"));
    assert!(sandbox.read("auth.suite.yaml").contains(&format!("# Needs `{install}` first.\n")));
    // The package has no script of ours.
    assert!(!sandbox.read(".github/workflows/appsync-auth.yml").contains("npm run check"));
}

/// The steps of a workflow, and the whole.
fn workflow(sandbox: &Sandbox, name: &str) -> (Vec<Value>, Value) {
    let document = Document::parse(name, &sandbox.read(name)).unwrap();
    let workflow = document.root().unwrap().to_json().unwrap();
    (workflow["jobs"]["authorizer"]["steps"].as_array().unwrap().clone(), workflow)
}

#[test]
fn the_workflow_of_each_language_makes_the_authorizer_ready_and_runs_the_commands() {
    for (language, makes_ready) in [
        ("javascript", "actions/setup-node@v4"),
        ("typescript", "npm install"),
        ("python", "actions/setup-python@v5"),
        ("rust", "cargo build"),
    ] {
        let sandbox = Sandbox::new();
        sandbox.line(&format!("init --language {language}"));
        let (steps, workflow) = workflow(&sandbox, ".github/workflows/appsync-auth.yml");
        assert_eq!(workflow["permissions"], json!({ "contents": "read" }));
        assert!(steps.iter().any(|step| step["uses"] == makes_ready || step["run"] == makes_ready), "{workflow:#}");
        let run = |name: &str| {
            steps.iter().find(|step| step["name"] == name).unwrap()["run"].as_str().unwrap().trim_end().to_owned()
        };
        let version = env!("CARGO_PKG_VERSION");
        let install = format!("cargo install appsync-auth --version {version} --locked");
        assert!(run("Install appsync-auth").ends_with(&install), "{workflow:#}");
        let lint = run("Check the schema");
        let lint = sandbox.line(lint.strip_prefix("appsync-auth ").unwrap());
        assert_eq!((lint.code, lint.out.as_str()), (Some(0), ""), "{}", lint.whole());
        assert_eq!(
            run("Run the suite"),
            "appsync-auth test-token auth.suite.yaml --report junit=appsync-auth.xml --report github=- \
             --report \"markdown=$GITHUB_STEP_SUMMARY\""
        );
        let text = sandbox.read(".github/workflows/appsync-auth.yml");
        assert!(text.contains("${{ secrets.APPSYNC_TOKEN }}") && !text.contains("@VERSION@"), "{text}");
    }
}

#[test]
fn in_a_folder_of_a_repository_the_workflow_stands_where_github_reads_it() {
    let sandbox = Sandbox::new();
    std::fs::create_dir(sandbox.path().join(".git")).unwrap();
    let ran = sandbox.line("init --json --language python 'services/my auth'");
    assert_eq!(ran.json()["result"]["files"][5], "../../.github/workflows/appsync-auth-services-my-auth.yml");
    let (steps, workflow) = workflow(&sandbox, ".github/workflows/appsync-auth-services-my-auth.yml");
    assert_eq!(workflow["jobs"]["authorizer"]["defaults"]["run"]["working-directory"], "services/my auth");
    let report = steps.iter().find(|step| step["name"] == "Keep the report").unwrap();
    assert_eq!(report["with"]["path"], "services/my auth/appsync-auth.xml");
    assert!(!sandbox.path().join("services/my auth/.github").exists());
    // A second authorizer in the same repository has a workflow of its own; one at its top has the plain name.
    assert_eq!(sandbox.line("init --language python services/other").code, Some(0));
    let ran = sandbox.line("init --json --language python");
    assert_eq!(ran.json()["result"]["files"][5], ".github/workflows/appsync-auth.yml");
}

#[test]
fn no_marker_of_a_template_is_left() {
    for language in ["javascript", "typescript", "python", "rust"] {
        let sandbox = Sandbox::new();
        sandbox.line(&format!("init --language {language}"));
        for name in files(&sandbox) {
            let text = sandbox.read(&name);
            for marker in ["AUTHORIZER", "BEFORE", "NAME", "VERSION", "FOLDER", "SETUP", "REPORT"] {
                assert!(!text.contains(&format!("@{marker}@")), "{language}: {name}: {marker}");
            }
            assert!(text.ends_with('\n') && !text.ends_with("\n\n"), "{language}: {name}");
        }
    }
}

#[test]
fn the_configuration_has_an_api_for_the_emulator() {
    for (language, authorizer) in [
        ("javascript", "./authorizer.mjs"),
        ("typescript", "./authorizer.ts"),
        ("python", "./authorizer.py"),
        ("rust", "./target/debug/bootstrap"),
    ] {
        let sandbox = Sandbox::new();
        sandbox.line(&format!("init --language {language}"));
        let text = sandbox.read("appsync-auth.yaml");
        // Refuses keys that it does not know.
        appsync_auth::settings::Configuration::parse("appsync-auth.yaml", &text).unwrap();
        let document = Document::parse("appsync-auth.yaml", &text).unwrap();
        assert_eq!(
            document.root().unwrap().to_json().unwrap(),
            json!({
                "default-environment": "local",
                "environments": { "local": {
                    "url": "http://127.0.0.1:4000/graphql",
                    "schema": "schema.graphql",
                    "authorizer": authorizer,
                    "token": { "env": "APPSYNC_TOKEN" },
                } },
                "local": {
                    "port": 4000,
                    "apis": [{
                        "name": "events",
                        "schema": "schema.graphql",
                        "default": { "mode": "AWS_LAMBDA", "authorizer": authorizer, "ttl": 300 },
                    }],
                },
            })
        );
    }
}

#[test]
fn the_examples_of_the_help_run() {
    let help = Sandbox::new().line("init --help").out;
    let examples = help.split("Examples:\n").nth(1).unwrap().split("\n\n").next().unwrap();
    let lines: Vec<&str> = examples.lines().map(str::trim).collect();
    assert!((3..=5).contains(&lines.len()), "{help}");
    let sandbox = Sandbox::new();
    sandbox.file("package.json", "{}");
    for line in lines {
        // Each in a place of its own, since nothing is overwritten.
        let fresh = Sandbox::new();
        fresh.file("package.json", sandbox.read("package.json"));
        let ran = fresh.line(line.strip_prefix("appsync-auth ").unwrap());
        assert_eq!(ran.code, Some(0), "{line}: {}", ran.whole());
    }
}
