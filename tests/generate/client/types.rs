//! The types of the client: what programs may write and what they may not, for several compilers and sets of flags.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::{CLIENT, module};
use crate::support::sandbox::{Sandbox, ended};
use crate::support::{need, need_npm};

/// A TypeScript compiler: the folder that it is installed in, and the package.
type Compiler = (&'static str, &'static str);

/// The oldest that is supported.
const OLDEST: Compiler = ("generate-ts54", "typescript@5.4.5");
/// The last one that is written in TypeScript.
pub(super) const WRITTEN_IN_ITSELF: Compiler = ("generate-ts59", "typescript@5.9.3");
/// The one that is written in Go.
const NATIVE: Compiler = ("generate-ts7", "typescript@7.0.2");

const BUNDLER: &str = "--module esnext --moduleResolution bundler";
const NODENEXT: &str = "--module nodenext";
const ALL_FLAGS: &str = "--exactOptionalPropertyTypes --noUncheckedIndexedAccess --verbatimModuleSyntax \
    --isolatedModules --noUnusedLocals --noImplicitOverride";

/// The program of a compiler.
pub(super) fn compiler((folder, package): Compiler) -> Option<PathBuf> {
    need("node").then(|| need_npm(folder, &[package]))?.map(|folder| folder.join("node_modules/.bin/tsc"))
}

/// The files beside this one that are written as programs are.
fn program() -> Sandbox {
    let sandbox = module();
    for (name, text) in [
        ("operations.ts", include_str!("operations.ts")),
        ("usage.ts", include_str!("usage.ts")),
        ("browser.ts", include_str!("browser.ts")),
        ("sockets.ts", include_str!("sockets.ts")),
        ("amplify.ts", include_str!("amplify.ts")),
    ] {
        sandbox.file(name, text);
    }
    sandbox
}

/// Lets a program find the packages of a folder.
fn install(sandbox: &Sandbox, folder: &Path) {
    std::os::unix::fs::symlink(folder.join("node_modules"), sandbox.path().join("node_modules")).unwrap();
}

/// Has files checked with each compiler and each of these sets of flags.
fn check(sandbox: &Sandbox, files: &[&str], sets: &[String]) {
    for version in [OLDEST, WRITTEN_IN_ITSELF, NATIVE] {
        let Some(compiler) = compiler(version) else { return };
        for flags in sets {
            // The oldest does not know this one.
            let erasable = (version != OLDEST && flags.contains(ALL_FLAGS)).then_some("--erasableSyntaxOnly");
            let mut command = Command::new(&compiler);
            command
                .args(["--strict", "--noEmit", "--target", "es2022"])
                .args(flags.split_whitespace())
                .args(erasable)
                .args(files)
                .current_dir(sandbox.path());
            let checked = ended(&mut command);
            assert_eq!((checked.code, checked.out.as_str()), (Some(0), ""), "{version:?} {flags}");
        }
    }
}

#[test]
fn programs_may_write_what_is_right_and_nothing_else() {
    let modules = [BUNDLER.to_owned(), NODENEXT.to_owned()];
    let sets = modules.iter().flat_map(|modules| ["", ALL_FLAGS].map(|flags| format!("{modules} {flags}")));
    // Without `dom.iterable`, which is a library of its own.
    let sets: Vec<String> = sets.chain([format!("--lib es2022,dom {NODENEXT} {ALL_FLAGS}")]).collect();
    let sets: Vec<String> = sets.iter().map(|set| format!("--skipLibCheck false {set}")).collect();
    check(&program(), &["usage.ts", "browser.ts"], &sets);
}

#[test]
fn a_server_has_no_browsers_types() {
    let packages = ["@types/node@20.19.25", "@types/ws@8.18.2"];
    let Some(installed) = need_npm("generate-node-types", &packages) else { return };
    let sandbox = program();
    install(&sandbox, &installed);
    let set = format!("--lib es2022 --types node {NODENEXT} {ALL_FLAGS}");
    check(&sandbox, &["usage.ts", "sockets.ts"], &[set]);
}

#[test]
fn amplify_takes_the_same_constants() {
    let Some(installed) = need_npm("clients-amplify", &["aws-amplify@6.22.1", "ws@8.23.0"]) else { return };
    let sandbox = program();
    install(&sandbox, &installed);
    // Amplify's own declarations do not pass without.
    let sets = [BUNDLER, NODENEXT].map(|modules| format!("--skipLibCheck {modules} {ALL_FLAGS}"));
    check(&sandbox, &["amplify.ts"], &sets);
}

#[test]
fn the_examples_of_the_page_are_right() {
    let page = include_str!("../../../docs/generate-client.md");
    let blocks: Vec<&str> = page.split("```ts\n").skip(1).map(|rest| rest.split("```").next().unwrap()).collect();
    assert_eq!(blocks.len(), 6);
    let sandbox = Sandbox::new();
    sandbox.file("package.json", r#"{ "type": "module" }"#);
    sandbox.file("api/client.ts", CLIENT);
    sandbox.file("api/index.ts", include_str!("operations.ts"));
    sandbox.file("page.ts", blocks.concat());
    check(&sandbox, &["page.ts"], &[format!("--skipLibCheck {NODENEXT} {ALL_FLAGS}")]);
}

#[test]
fn a_bundle_has_only_what_is_used() {
    let Some(installed) = need_npm("node", &["esbuild", "tsx"]).filter(|_| need("node")) else { return };
    let sandbox = module();
    let bundle = |program: &str| {
        sandbox.file("program.ts", program);
        let mut esbuild = Command::new(installed.join("node_modules/.bin/esbuild"));
        let bundled = ended(esbuild.args(["--bundle", "--format=esm", "program.ts"]).current_dir(sandbox.path()));
        assert_eq!(bundled.code, Some(0), "{}", bundled.whole());
        bundled.out
    };
    let signs = "AWS4-HMAC-SHA256";
    let with_key = bundle(
        "import { apiKey, createClient } from './client.js'; createClient({ endpoint: 'https://x/', auth: apiKey('k') });",
    );
    assert!(with_key.contains("graphql-ws") && !with_key.contains(signs));
    assert!(bundle("import { iam } from './client.js'; iam({});").contains(signs));
    let parses = bundle("import { parseJson } from './client.js'; parseJson('1');");
    assert!(parses.len() < 300, "{parses}");
}

#[test]
fn prettier_would_write_it_so() {
    let Some(installed) = need_npm("generate-prettier", &["prettier@3.10.1"]).filter(|_| need("node")) else { return };
    let sandbox = module();
    let mut prettier = Command::new(installed.join("node_modules/.bin/prettier"));
    let checked = ended(prettier.args(["--check", "client.ts"]).current_dir(sandbox.path()));
    assert_eq!(checked.code, Some(0), "{}", checked.whole());
}

#[test]
fn it_imports_nothing_and_does_nothing_until_it_is_used() {
    let outermost = CLIENT.lines().filter(|line| line.starts_with(|first: char| first.is_ascii_alphabetic()));
    let declares = |line: &&str| {
        let line = line.strip_prefix("export ").unwrap_or(line);
        let words = ["type ", "interface ", "class ", "function ", "async function ", "const "];
        words.iter().any(|word| line.starts_with(word))
    };
    let others: Vec<&str> = outermost.filter(|line| !declares(line)).collect();
    assert_eq!(others, Vec::<&str>::new());
    assert!(!CLIENT.contains("import "));
}
