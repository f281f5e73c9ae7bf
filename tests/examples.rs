//! The examples under `docs/examples` work, each as its README says, and each suite can fail.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

use crate::support::{environment, need, need_npm, need_pip, skip};

/// A folder of the project, such as `docs`.
pub(crate) fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// Copies the files of a folder and of those below it, but for what was built or installed there.
pub(crate) fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        let (source, target) = (entry.path(), to.join(entry.file_name()));
        if !source.is_dir() {
            std::fs::copy(&source, &target).unwrap();
        } else if !["target", "node_modules"].iter().any(|name| entry.file_name() == *name) {
            copy_folder(&source, &target);
        }
    }
}

/// A copy of the examples, to change and to install into.
struct Examples {
    folder: TempDir,
    /// What stands before the PATH of the tests.
    path: Option<PathBuf>,
}

impl Examples {
    fn new() -> Self {
        let copy = tempfile::tempdir().unwrap();
        copy_folder(&folder("docs/examples"), copy.path());
        Self { folder: copy, path: None }
    }

    /// Changes a text that stands once in a file.
    fn replace(&self, file: &str, old: &str, new: &str) {
        let path = self.folder.path().join(file);
        let text = std::fs::read_to_string(&path).unwrap();
        assert_eq!(text.matches(old).count(), 1, "`{old}` in {file}");
        std::fs::write(path, text.replace(old, new)).unwrap();
    }

    /// Runs `test-token` in the folder of the examples.
    fn test_token(&self, arguments: &[&str]) -> Output {
        let mut path = std::env::var_os("PATH").unwrap_or_default();
        if let Some(first) = &self.path {
            path = std::env::join_paths(std::iter::once(first.clone()).chain(std::env::split_paths(&path))).unwrap();
        }
        Command::new(env!("CARGO_BIN_EXE_appsync-auth"))
            .current_dir(&self.folder)
            .env_clear()
            .env("PATH", path)
            .env("HOME", self.folder.path())
            .args(["test-token", "--no-input"])
            .args(arguments)
            .output()
            .unwrap()
    }

    /// The names of the cases of a suite and of those that fail.
    fn cases(&self, arguments: &[&str]) -> (Vec<String>, Vec<String>) {
        let output = self.test_token(&[arguments, &["--json"]].concat());
        let answer: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{output:?}"));
        let cases = answer["result"]["cases"].as_array().unwrap_or_else(|| panic!("{answer:#}"));
        let names = |wanted: &dyn Fn(&Value) -> bool| -> Vec<String> {
            cases.iter().filter(|case| wanted(case)).map(|case| case["name"].as_str().unwrap().to_owned()).collect()
        };
        let (all, failed) = (names(&|_| true), names(&|case| case["outcome"] != "passed"));
        assert_eq!(output.status.code(), Some(i32::from(!failed.is_empty())), "{answer:#}");
        (all, failed)
    }

    /// The suite passes as it is; with other expectations in the file of its cases exactly their cases fail.
    fn passes_and_can_fail(&self, suite: &[&str], cases: &str, others: &[(&str, &str, &str)], number: usize) {
        let (all, failed) = self.cases(suite);
        assert_eq!((all.len(), failed), (number, Vec::new()), "{suite:?}");
        for (_, old, new) in others {
            self.replace(cases, old, new);
        }
        let (_, failed) = self.cases(suite);
        let expected: Vec<&str> = others.iter().map(|(name, _, _)| *name).collect();
        assert_eq!(failed, expected, "{suite:?}");
    }

    fn is_the_event_authorizer(&self, suite: &[&str], number: usize) {
        self.passes_and_can_fail(suite, "cases.suite.yaml", &OTHER_EXPECTATIONS, number);
    }

    fn verifies_tokens(&self, suite: &str) {
        let suite = [suite, "--handler-env", "JWT_SECRET=@with-npm-package/secret.txt"];
        let others = [
            ("an admin deletes an event", "ttl: 300", "ttl: 3600"),
            ("a partner does not", "Mutation.deleteEvent: denied", "Mutation.deleteEvent: reached"),
            ("an expired token makes the authorizer fail loudly", "has expired", "has a fault"),
        ];
        self.passes_and_can_fail(&suite, "jwt.suite.yaml", &others, 5);
    }

    /// Gives one example the packages that are installed in another folder.
    fn link_modules(&self, example: &str, installed: &Path) {
        let modules = self.folder.path().join(example).join("node_modules");
        std::os::unix::fs::symlink(installed.join("node_modules"), modules).unwrap();
    }
}

/// Cases of `cases.suite.yaml`, in their order, with something else expected.
const OTHER_EXPECTATIONS: [(&str, &str, &str); 6] = [
    ("an admin does everything within the tenant", "user: ada,", "user: eve,"),
    ("the tenant comes from the session and not from the client", "tenant: globex", "tenant: acme  "),
    ("a partner sees events without their comments", "ttl: 60", "ttl: 61"),
    ("a partner cannot delete an event", "Mutation.deleteEvent: denied", "Mutation.deleteEvent: reached"),
    ("a guest reads, and is asked about again each time", "Mutation.createEvent, Mutation.d", "Mutation.d"),
    ("an expired session makes the authorizer fail loudly", "has expired", "has ended"),
];

/// The packages that a `package.json` names, as npm takes them.
fn packages(example: &str, kind: &str) -> Vec<String> {
    let text = std::fs::read_to_string(folder("docs/examples").join(example).join("package.json")).unwrap();
    let package: Value = serde_json::from_str(&text).unwrap();
    package[kind]
        .as_object()
        .unwrap()
        .iter()
        .map(|(name, range)| format!("{name}@{}", range.as_str().unwrap()))
        .collect()
}

fn texts(packages: &[String]) -> Vec<&str> {
    packages.iter().map(String::as_str).collect()
}

#[test]
fn the_javascript_authorizer_keeps_its_suite() {
    if need("node") {
        Examples::new().is_the_event_authorizer(&["javascript/authorizer.suite.yaml"], 14);
    }
}

#[test]
fn the_python_authorizer_keeps_its_suite() {
    if need("python3") {
        Examples::new().is_the_event_authorizer(&["python/authorizer.suite.yaml"], 14);
    }
}

#[test]
fn the_typescript_authorizer_has_right_types_and_keeps_its_suite() {
    if !need("node") {
        return;
    }
    let wanted = packages("typescript", "devDependencies");
    let Some(installed) = need_npm("example-typescript", &texts(&wanted)) else { return };
    let examples = Examples::new();
    examples.link_modules("typescript", &installed);
    let has_right_types = || {
        let checked = Command::new("node")
            .arg(installed.join("node_modules/typescript/bin/tsc"))
            .arg("--noEmit")
            .current_dir(examples.folder.path().join("typescript"))
            .output()
            .unwrap();
        (checked.status.success(), String::from_utf8(checked.stdout).unwrap())
    };
    assert_eq!(has_right_types(), (true, String::new()));
    examples.is_the_event_authorizer(&["typescript/authorizer.suite.yaml"], 14);
    examples.replace("typescript/authorizer.ts", "ttlOverride: 60", "ttlOverride: '60'");
    let (right, message) = has_right_types();
    assert!(!right && message.starts_with("authorizer.ts(43,"), "{message}");
}

#[test]
fn the_rust_authorizer_keeps_its_suite() {
    let package = folder("docs/examples/rust/Cargo.toml");
    let target = environment("example-rust");
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let built = Command::new(cargo)
        .args(["build", "--locked", "--quiet", "--manifest-path"])
        .arg(package)
        .arg("--target-dir")
        .arg(&target)
        .output()
        .unwrap();
    let error = String::from_utf8_lossy(&built.stderr);
    // Without the network, the crates may be absent. What does not compile is a fault.
    if !built.status.success() && !error.contains("could not compile") {
        skip(&format!("cargo cannot build the example: {error}"));
        return;
    }
    assert!(built.status.success(), "{error}");
    let program = target.join("debug/bootstrap");
    let suite = ["rust/authorizer.suite.yaml", "--authorizer", program.to_str().unwrap()];
    Examples::new().is_the_event_authorizer(&suite, 14);
}

#[test]
fn the_rules_file_keeps_the_suite_of_the_authorizers_and_its_own() {
    let examples = Examples::new();
    examples.is_the_event_authorizer(&["rules.suite.yaml"], 17);
    let own = Examples::new();
    own.replace("rules.suite.yaml", "violations: [answer-not-json]", "violations: []");
    own.replace("rules.suite.yaml", "ttl: 120\n      violations", "ttl: 121\n      violations");
    own.replace("rules.suite.yaml", "timed-out: true", "error: slow");
    let (_, failed) = own.cases(&["rules.suite.yaml"]);
    assert_eq!(
        failed,
        [
            "an answer that is no JSON denies",
            "a wildcard strikes nothing, and a TTL that is no number is ignored",
            "an authorizer that does not answer denies",
        ]
    );
}

#[test]
fn the_matrix_tells_every_pair() {
    if !need("node") {
        return;
    }
    let examples = Examples::new();
    let others = [
        ("matrix: admin × delete", "create: allow, delete: allow", "create: allow, delete: deny"),
        ("matrix: guest × comments", "guest: { list: allow, comments: deny", "guest: { list: allow, comments: allow"),
        ("matrix: stranger × list", "stranger: { list: deny", "stranger: { list: allow"),
    ];
    examples.passes_and_can_fail(&["matrix.suite.yaml"], "matrix.suite.yaml", &others, 24);
}

#[test]
fn the_authorizer_with_an_npm_package_keeps_its_suite() {
    if !need("node") {
        return;
    }
    let wanted = packages("with-npm-package", "dependencies");
    let Some(installed) = need_npm("example-npm", &texts(&wanted)) else { return };
    let examples = Examples::new();
    examples.link_modules("with-npm-package", &installed);
    examples.verifies_tokens("with-npm-package/authorizer.suite.yaml");
}

#[test]
fn the_authorizer_with_a_pypi_package_keeps_its_suite() {
    let text = std::fs::read_to_string(folder("docs/examples/with-pypi-package/requirements.txt")).unwrap();
    let Some(python) = need_pip("example-pip", &text.lines().collect::<Vec<_>>()) else { return };
    let examples = Examples { path: python.parent().map(Path::to_owned), ..Examples::new() };
    examples.verifies_tokens("with-pypi-package/authorizer.suite.yaml");
}

#[test]
fn the_configuration_says_what_a_suite_does_not() {
    if !need("node") {
        return;
    }
    let examples = Examples::new();
    let query = ["--query", "query { getEvent(id: 1) { comments { nextToken } } }"];
    let ask = |token: &str| examples.test_token(&[&["--token", token][..], &query].concat()).status.code();
    assert_eq!((ask("acme:ada"), ask("acme:pat"), ask("acme:olga")), (Some(0), Some(1), Some(5)));
}

#[test]
fn the_workflow_runs_the_suites_with_reports_for_github() {
    let text = std::fs::read_to_string(folder("docs/examples/ci/appsync-auth.yml")).unwrap();
    let document = appsync_auth::document::Document::parse("appsync-auth.yml", &text).unwrap();
    let workflow = document.root().unwrap().to_json().unwrap();
    let steps = workflow["jobs"]["suites"]["steps"].as_array().unwrap_or_else(|| panic!("{workflow:#}"));
    let run = |name: &str| steps.iter().find(|step| step["name"] == name).unwrap()["run"].as_str().unwrap().to_owned();
    assert!(run("Install appsync-auth").contains("cargo install --locked appsync-auth"));
    if !need("node") {
        return;
    }
    let examples = Examples::new();
    let summary = examples.folder.path().join("summary.md");
    let words = run("Run the suites").replace("$GITHUB_STEP_SUMMARY", summary.to_str().unwrap());
    let words = shell_words::split(&words).unwrap();
    assert_eq!(words[..2], ["appsync-auth", "test-token"]);
    let arguments: Vec<&str> = words[2..].iter().map(String::as_str).collect();
    assert_eq!(examples.test_token(&arguments).status.code(), Some(0));
    examples.replace("cases.suite.yaml", "ttl: 60", "ttl: 61");
    let failed = examples.test_token(&arguments);
    assert_eq!(failed.status.code(), Some(1));
    let stdout = String::from_utf8(failed.stdout).unwrap();
    assert!(stdout.contains("::error file=cases.suite.yaml,line="), "{stdout}");
    let read = |name: &str| std::fs::read_to_string(examples.folder.path().join(name)).unwrap();
    assert!(read("appsync-auth.xml").contains("failures=\"2\""), "{}", read("appsync-auth.xml"));
    assert!(read("summary.md").contains("a partner sees events without their comments"), "{}", read("summary.md"));
}
