//! What `init` writes: the files of each language, from the templates beside this file.
//!
//! `Cargo.toml` and `.gitignore` have other names among the templates: Cargo would leave a package inside this one out of
//! what it publishes, and git would heed the rules.

use std::path::Path;

use super::language::Language;
use super::place::Place;

/// A file to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct NewFile {
    /// Below the folder, with slashes; the workflow can stand above.
    pub(super) path: String,
    /// What it is, in a few words.
    pub(super) purpose: &'static str,
    /// Its text.
    pub(super) text: String,
    /// Whether a file of this name that is there already serves as well, and is kept.
    pub(super) may_be_there: bool,
}

const SCHEMA: &str = include_str!("templates/schema.graphql");
const SUITE: &str = include_str!("templates/auth.suite.yaml");
const CONFIGURATION: &str = include_str!("templates/appsync-auth.yaml");
const WORKFLOW: &str = include_str!("templates/workflow.yml");

/// The name of the suite.
pub(super) const SUITE_NAME: &str = "auth.suite.yaml";
/// The name of the schema.
pub(super) const SCHEMA_NAME: &str = "schema.graphql";

/// The files of a language, in the order in which a reader wants them.
pub(super) fn files(language: Language, place: &Place) -> Vec<NewFile> {
    let for_language = |text: &str| {
        let before = must_run_first(language, place).map(|command| format!("# Needs `{command}` first.\n"));
        text.replace("@AUTHORIZER@", target(language)).replace("@BEFORE@", before.as_deref().unwrap_or_default())
    };
    let mut files = sources(language);
    files.push(needed(SUITE_NAME, "its suite: what it promises, case by case", for_language(SUITE)));
    files.push(needed(SCHEMA_NAME, "the schema of the API", SCHEMA.to_owned()));
    files.push(needed("appsync-auth.yaml", "the configuration of the commands", for_language(CONFIGURATION)));
    files.push(workflow(language, place));
    files
}

/// What must be run in the folder before the authorizer can be.
pub(super) fn must_run_first(language: Language, place: &Place) -> Option<&'static str> {
    match language {
        Language::Javascript | Language::Python => None,
        Language::Typescript if has_package(place) => {
            Some("npm install --save-dev esbuild typescript @types/node @types/aws-lambda")
        }
        Language::Typescript => Some("npm install"),
        Language::Rust => Some("cargo build"),
    }
}

/// Whether the folder has a package of its own, which knows nothing of ours.
fn has_package(place: &Place) -> bool {
    place.folder().join("package.json").exists()
}

/// How the suite and the configuration name the authorizer.
const fn target(language: Language) -> &'static str {
    match language {
        Language::Javascript => "./authorizer.mjs",
        Language::Typescript => "./authorizer.ts",
        Language::Python => "./authorizer.py",
        Language::Rust => "./target/debug/bootstrap",
    }
}

fn needed(path: &str, purpose: &'static str, text: impl Into<String>) -> NewFile {
    NewFile { path: path.to_owned(), purpose, text: text.into(), may_be_there: false }
}

fn unless_there(path: &str, purpose: &'static str, text: &str) -> NewFile {
    NewFile { may_be_there: true, ..needed(path, purpose, text) }
}

/// The authorizer, and what its language wants beside it.
fn sources(language: Language) -> Vec<NewFile> {
    let title = "the authorizer";
    let ignored = "what git leaves out";
    match language {
        Language::Javascript => {
            vec![needed("authorizer.mjs", title, include_str!("templates/javascript/authorizer.mjs"))]
        }
        Language::Typescript => vec![
            needed("authorizer.ts", title, include_str!("templates/typescript/authorizer.ts")),
            unless_there("package.json", "esbuild and types", include_str!("templates/typescript/package.json")),
            unless_there("tsconfig.json", "how types are checked", include_str!("templates/typescript/tsconfig.json")),
            unless_there(".gitignore", ignored, include_str!("templates/typescript/ignore.txt")),
        ],
        Language::Python => vec![
            needed("authorizer.py", title, include_str!("templates/python/authorizer.py")),
            unless_there(".gitignore", ignored, include_str!("templates/python/ignore.txt")),
        ],
        Language::Rust => vec![
            needed("src/main.rs", title, include_str!("templates/rust/main.rs")),
            needed("Cargo.toml", "its package", include_str!("templates/rust/package.toml")),
            unless_there(".gitignore", ignored, include_str!("templates/rust/ignore.txt")),
        ],
    }
}

/// The workflow. GitHub reads workflows at the top of a repository only, so that of a folder further down stands there,
/// under a name of its own.
fn workflow(language: Language, place: &Place) -> NewFile {
    let below = place.below_repository();
    let name = std::iter::once("appsync-auth").chain(below.iter().map(String::as_str)).map(file_name_of);
    let name = name.collect::<Vec<_>>().join("-");
    let folder = below.join("/");
    // A string of JSON is one of YAML too, whatever the folder is called.
    let quoted = |text: String| serde_json::Value::from(text).to_string();
    let (working, report) = match below {
        [] => (String::new(), "appsync-auth.xml".to_owned()),
        _ => (
            format!("    defaults:\n      run:\n        working-directory: {}\n", quoted(folder.clone())),
            quoted(format!("{folder}/appsync-auth.xml")),
        ),
    };
    let text = WORKFLOW
        .replace("@NAME@", &name)
        .replace("@VERSION@", env!("CARGO_PKG_VERSION"))
        .replace("@SETUP@", &set_up(language, place))
        .replace("@FOLDER@", &working)
        .replace("@REPORT@", &report);
    let path = format!("{}.github/workflows/{name}.yml", "../".repeat(below.len()));
    needed(&path, "a workflow for GitHub Actions", text)
}

/// The steps that make the authorizer ready to run.
fn set_up(language: Language, place: &Place) -> String {
    let uses =
        |action: &str, input: &str| format!("      - uses: actions/{action}\n        with:\n          {input}\n");
    let run = |name: &str, command: &str| format!("      - name: {name}\n        run: {command}\n");
    let node = || uses("setup-node@v4", "node-version: 22");
    match language {
        Language::Javascript => node(),
        Language::Typescript if has_package(place) => node() + &run("Install packages", "npm install"),
        Language::Typescript => {
            node() + &run("Install packages", "npm install") + &run("Check the types", "npm run check")
        }
        Language::Python => uses("setup-python@v5", "python-version: \"3.13\""),
        Language::Rust => run("Build the authorizer", "cargo build"),
    }
}

/// A name without what is special in the name of a file or to YAML.
fn file_name_of(name: &str) -> String {
    let plain = |c: char| if c.is_alphanumeric() || "._-".contains(c) { c } else { '-' };
    name.chars().map(plain).collect()
}

/// Where a file goes.
pub(super) fn target_of(path: &str, folder: &Path) -> std::path::PathBuf {
    let above = path.matches("../").count();
    let top = folder.ancestors().nth(above).unwrap_or(folder);
    top.join(path.trim_start_matches("../"))
}
