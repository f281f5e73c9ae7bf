//! Files that are made from the code stay as the code makes them. `UPDATE_GENERATED=1 cargo test` writes them again.

use std::fmt::Write as _;
use std::path::Path;

use appsync_auth::engine::rules::RULES;

/// A file below the repository must hold this text; with `UPDATE_GENERATED=1` it is made to.
fn assert_generated(path: &str, text: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    if std::env::var_os("UPDATE_GENERATED").is_some_and(|value| value == "1") {
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(&file, text).unwrap();
    }
    let found = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(found == text, "{path} is stale: run `UPDATE_GENERATED=1 cargo test generated` and commit it");
}

#[test]
fn the_index_of_the_rules_is_that_of_the_rule_table() {
    assert_generated("docs/rules/README.md", &index_of_rules());
}

#[test]
fn the_completions_are_those_of_the_command_line() {
    for (shell, name) in [
        ("bash", "appsync-auth.bash"),
        ("zsh", "_appsync-auth"),
        ("fish", "appsync-auth.fish"),
        ("powershell", "_appsync-auth.ps1"),
        ("elvish", "appsync-auth.elv"),
    ] {
        let output = program().args(["completions", shell]).output().unwrap();
        assert!(output.status.success(), "{shell}: {}", String::from_utf8_lossy(&output.stderr));
        assert_generated(&format!("completions/{name}"), &String::from_utf8(output.stdout).unwrap());
    }
}

#[test]
fn the_manual_pages_are_those_of_the_command_line() {
    let folder = tempfile::tempdir().unwrap();
    let output = program().arg("man").arg(folder.path()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let names = |folder: &Path| {
        let mut names: Vec<String> = std::fs::read_dir(folder)
            .map(|entries| entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect())
            .unwrap_or_default();
        names.sort();
        names
    };
    for name in names(folder.path()) {
        let page = std::fs::read_to_string(folder.path().join(&name)).unwrap();
        assert_generated(&format!("docs/man/{name}"), &page);
    }
    let committed = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/man");
    assert_eq!(names(&committed), names(folder.path()), "docs/man has a page of a command that is no more");
}

/// The program, without anything of this process's environment that could change what it prints.
fn program() -> std::process::Command {
    let mut program = std::process::Command::new(env!("CARGO_BIN_EXE_appsync-auth"));
    program.env_clear();
    program
}

fn index_of_rules() -> String {
    let mut text = String::from(
        "# Rules\n\nEvery rule of AppSync's authorization that this program knows, in the order in which they are asked. \
         A rule whose evidence is\n`assumed` is a reading that nobody outside AWS can confirm; a verdict that rests on one \
         says so. This page is generated.\n\n| code | name | stage | severity | evidence | what it says |\n\
         | --- | --- | --- | --- | --- | --- |\n",
    );
    for rule in RULES {
        let (stage, severity, evidence) = (rule.stage.name(), rule.severity.name(), rule.evidence.name());
        let (code, name, title) = (rule.code, rule.name, rule.title);
        writeln!(text, "| [{code}]({code}.md) | {name} | {stage} | {severity} | {evidence} | {title} |").unwrap();
    }
    text
}
