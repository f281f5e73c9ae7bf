//! The tools that judge what `generate` writes, none of them ours: graphql-js, Amplify's generator, TypeScript, prettier.
//!
//! Each is installed by name below `target/test-env`. An answer of `None` means that it cannot be had here, and that this has
//! been said; the test ends then.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::support::{need, need_npm};

/// What graphql-js finds in the documents of a folder.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(crate) struct Validation {
    /// Texts that were read: one for each exported text of a module, one for all `.graphql` files of a folder.
    pub documents: usize,
    /// `query GetTodo`, in the order of the files.
    pub operations: Vec<String>,
    /// The document, a colon, the message.
    pub errors: Vec<String>,
    /// What is wrong with the schema itself.
    pub schema: Vec<String>,
}

/// What Amplify's generator did.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(crate) struct AmplifyRun {
    /// The files it wrote, by name.
    pub files: Vec<String>,
    /// Why it wrote no statements.
    pub statements: Option<String>,
    /// Why it wrote no types.
    pub types: Option<String>,
}

/// A TypeScript compiler.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TypeScript {
    /// The oldest that is supported.
    V54,
    /// The last one written in TypeScript.
    V59,
    /// The native one.
    V7,
}

impl TypeScript {
    pub(crate) const ALL: [Self; 3] = [Self::V54, Self::V59, Self::V7];

    fn environment(self) -> (&'static str, &'static str) {
        match self {
            Self::V54 => ("generate-ts54", "typescript@5.4.5"),
            Self::V59 => ("generate-ts59", "typescript@5.9.3"),
            Self::V7 => ("generate-ts7", "typescript@7.0.2"),
        }
    }

    fn folder(self) -> Option<PathBuf> {
        let (name, package) = self.environment();
        need_npm(name, &[package])
    }
}

/// How modules are found and how strict the compiler is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Flags {
    /// `--module nodenext`; otherwise `esnext` with `--moduleResolution bundler`.
    pub nodenext: bool,
    /// Every flag that a project may have set beside `--strict`.
    pub all: bool,
    /// `--erasableSyntaxOnly`, which forbids enums; only with `all`, and not known to 5.4.
    pub erasable: bool,
    /// `--allowImportingTsExtensions`.
    pub ts_imports: bool,
}

impl Flags {
    /// What Amplify's own files pass.
    pub(crate) const BUNDLER: Self = Self { nodenext: false, all: false, erasable: false, ts_imports: false };

    /// The four sets that files of our own must pass.
    pub(crate) const ALL: [Self; 4] = [
        Self::BUNDLER,
        Self { nodenext: true, ..Self::BUNDLER },
        Self { all: true, erasable: true, ..Self::BUNDLER },
        Self { nodenext: true, all: true, erasable: true, ts_imports: false },
    ];

    /// What files that import each other by their own names must pass.
    pub(crate) const TS_IMPORTS: Self = Self { nodenext: true, all: true, erasable: true, ts_imports: true };

    fn words(self, version: TypeScript) -> Vec<&'static str> {
        let mut words = vec!["--strict", "--noEmit", "--target", "es2022", "--skipLibCheck", "false"];
        if self.nodenext {
            words.extend(["--module", "nodenext"]);
        } else {
            words.extend(["--module", "esnext", "--moduleResolution", "bundler"]);
        }
        if self.all {
            words.extend(["--exactOptionalPropertyTypes", "--noUncheckedIndexedAccess", "--verbatimModuleSyntax"]);
            words.extend(["--isolatedModules", "--noUnusedLocals", "--noImplicitOverride"]);
            if self.erasable && version != TypeScript::V54 {
                words.push("--erasableSyntaxOnly");
            }
        }
        if self.ts_imports {
            words.push("--allowImportingTsExtensions");
        }
        words
    }
}

/// A schema of `tests/generate/schemas`, such as `todo.graphql` or `matrix/01-list-default.graphql`.
pub(crate) fn schema(name: &str) -> PathBuf {
    here().join("schemas").join(name)
}

/// The one-feature schemas, by file name.
pub(crate) fn matrix() -> Vec<PathBuf> {
    let folder = std::fs::read_dir(schema("matrix")).unwrap();
    let mut files: Vec<PathBuf> = folder.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

/// Validates every document below the folder with graphql-js 16.
pub(crate) fn validate(schema: &Path, folder: &Path) -> Option<Validation> {
    validate_all(&[(schema.to_owned(), folder.to_owned())])?.pop()
}

/// Validates the documents of several folders, each against the schema before it, in one run.
pub(crate) fn validate_all(pairs: &[(PathBuf, PathBuf)]) -> Option<Vec<Validation>> {
    let graphql = need_npm("generate-graphql", &["graphql@16.15.0"])?;
    let typescript = TypeScript::V59.folder()?;
    let mut run = node("validate.cjs")?;
    said(run.arg(graphql).arg(typescript).args(pairs.iter().flat_map(|(schema, folder)| [schema, folder])))
}

/// Runs Amplify's generator for a statement target at a depth; `typescript` also writes `API.ts`.
pub(crate) fn amplify(schema: &Path, target: &str, depth: u32, out: &Path) -> Option<AmplifyRun> {
    amplify_all(&[(schema.to_owned(), target, depth, out.to_owned())])?.pop()
}

/// Runs Amplify's generator in one process for several schemas, targets and depths, each into a folder of its own.
pub(crate) fn amplify_all(runs: &[(PathBuf, &str, u32, PathBuf)]) -> Option<Vec<AmplifyRun>> {
    let packages = need_npm("generate-amplify", &["@aws-amplify/graphql-generator@0.5.4"])?;
    let mut run = node("amplify_generate.cjs")?;
    run.arg(packages);
    for (schema, target, depth, out) in runs {
        run.arg(schema).args([target, depth.to_string().as_str()]).arg(out);
    }
    said(&mut run)
}

/// What a TypeScript compiler says of the `.ts` files below the folder; nothing when all is well. With `nodenext`, a
/// `package.json` of the folder says whether they are modules.
pub(crate) fn tsc(version: TypeScript, flags: Flags, folder: &Path) -> Option<Vec<String>> {
    if !need("node") {
        return None;
    }
    let tsc = version.folder()?.join("node_modules/.bin/tsc");
    let mut files = Vec::new();
    typescript_files(folder, &mut files);
    assert!(!files.is_empty(), "no TypeScript in {}", folder.display());
    let output = Command::new(tsc).args(flags.words(version)).args(&files).current_dir(folder).output().unwrap();
    let lines: Vec<String> = text(&output).lines().map(str::to_owned).collect();
    assert!(output.status.success() || !lines.is_empty(), "{output:?}");
    Some(lines)
}

/// The files below the folder that prettier 3 would write otherwise.
pub(crate) fn prettier(folder: &Path) -> Option<Vec<String>> {
    prettier_of(folder, "**/*.{ts,js,graphql,json,md}")
}

/// The files below the folder that fit a pattern and that prettier 3 would write otherwise.
pub(crate) fn prettier_of(folder: &Path, pattern: &str) -> Option<Vec<String>> {
    if !need("node") {
        return None;
    }
    let prettier = need_npm("generate-prettier", &["prettier@3.10.1"])?.join("node_modules/.bin/prettier");
    let mut run = Command::new(prettier);
    run.args(["--no-config", "--ignore-path", "/dev/null", "--list-different", pattern]);
    let output = run.current_dir(folder).output().unwrap();
    let mut lines: Vec<String> = text(&output).lines().map(str::to_owned).collect();
    lines.extend(String::from_utf8_lossy(&output.stderr).lines().map(str::to_owned));
    Some(lines)
}

/// GitHub's schema as `@octokit/graphql-schema` ships it: SDL and introspection JSON.
pub(crate) fn github() -> Option<(PathBuf, PathBuf)> {
    let folder = need_npm("generate-github", &["@octokit/graphql-schema@15.26.1"])?;
    let package = folder.join("node_modules/@octokit/graphql-schema");
    Some((package.join("schema.graphql"), package.join("schema.json")))
}

fn here() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/generate")
}

fn node(script: &str) -> Option<Command> {
    if !need("node") {
        return None;
    }
    let mut command = Command::new("node");
    command.arg(here().join("peers").join(script));
    Some(command)
}

/// The JSON that a script says.
#[expect(clippy::unnecessary_wraps, reason = "so that the peers read alike")]
fn said<T: DeserializeOwned>(command: &mut Command) -> Option<T> {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    Some(serde_json::from_slice(&output.stdout).unwrap())
}

fn text(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn typescript_files(folder: &Path, files: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            if path.file_name().is_some_and(|name| name != "node_modules") {
                typescript_files(&path, files);
            }
        } else if path.extension().is_some_and(|end| end == "ts") {
            files.push(path);
        }
    }
}
