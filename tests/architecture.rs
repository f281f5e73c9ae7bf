//! The floors of `docs/architecture.md`: who may import whom, what the pure floors may not name, and how long a file is.
//!
//! One crate has no wall between its modules, so this test is the wall. It reads the sources as text: enough to see
//! `crate::module` and a forbidden name, and cheap.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// A module, what it may import, and whether it is pure.
struct Floor {
    module: &'static str,
    may_import: &'static [&'static str],
    pure: bool,
}

const fn pure(module: &'static str, may_import: &'static [&'static str]) -> Floor {
    Floor { module, may_import, pure: true }
}

const fn worldly(module: &'static str, may_import: &'static [&'static str]) -> Floor {
    Floor { module, may_import, pure: false }
}

/// The table. A module may always import itself.
const FLOORS: &[Floor] = &[
    pure("status", &["appsync"]),
    pure("error", &["appsync", "status"]),
    pure("appsync", &[]),
    pure("document", &["appsync", "error", "status"]),
    pure("graphql", &["appsync", "error", "status"]),
    pure("engine", &["appsync", "graphql"]),
    pure("capture", &["appsync", "document", "error", "status", "graphql"]),
    pure("rules_file", &["appsync", "graphql", "engine", "document", "error", "status"]),
    pure("settings", &["appsync", "graphql", "engine", "document", "error", "status"]),
    pure("suite", &["appsync", "graphql", "engine", "document", "error", "status"]),
    pure("requests", &["appsync", "document", "error", "status", "settings", "suite"]),
    pure("plan", &["appsync", "graphql", "engine", "settings", "document", "error", "status"]),
    pure("codegen", &["appsync", "graphql", "engine", "settings", "document", "error", "status"]),
    pure("pages", &["appsync", "graphql", "document", "error", "status"]),
    pure("realtime", &["appsync", "error", "status"]),
    pure("sign", &["appsync", "error", "status"]),
    pure("verify", &["appsync", "error", "status"]),
    pure(
        "report",
        &[
            "appsync",
            "graphql",
            "engine",
            "document",
            "rules_file",
            "settings",
            "suite",
            "requests",
            "plan",
            "codegen",
            "error",
            "status",
        ],
    ),
    worldly("outside", &["appsync", "settings", "rules_file", "realtime", "sign", "document", "error", "status"]),
    worldly(
        "local",
        &[
            "appsync",
            "graphql",
            "engine",
            "document",
            "rules_file",
            "settings",
            "suite",
            "report",
            "outside",
            "verify",
            "realtime",
            "error",
            "status",
        ],
    ),
    worldly(
        "commands",
        &[
            "appsync",
            "capture",
            "graphql",
            "engine",
            "document",
            "rules_file",
            "settings",
            "suite",
            "requests",
            "report",
            "outside",
            "local",
            "pages",
            "plan",
            "codegen",
            "verify",
            "realtime",
            "sign",
            "error",
            "status",
            "cli",
        ],
    ),
    worldly("cli", &["commands", "status", "error", "outside", "report"]),
    worldly("main", &["appsync_auth"]),
    worldly("lib", &["cli", "outside", "status"]),
];

/// What pure floors may not name: the world, its clock, chance, and asynchronous work.
const FORBIDDEN: [&str; 14] = [
    "std::fs",
    "std::net",
    "std::env",
    "std::process",
    "std::thread",
    "SystemTime::now",
    "Instant::now",
    "rand::",
    "tokio",
    "reqwest",
    "async fn",
    ".await",
    "println!",
    "eprintln!",
];

/// The most lines that a file may have.
const LINES_AT_MOST: usize = 600;

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// Every file below a folder.
fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

/// Every Rust file of the program: its path, the module at the root that it belongs to, and its text without comments
/// and without its own unit tests.
fn program() -> Vec<(String, String, String)> {
    let mut paths = Vec::new();
    files(&source(), &mut paths);
    paths.sort();
    paths
        .into_iter()
        .map(|path| {
            let relative = path.strip_prefix(source()).unwrap().to_str().unwrap().to_owned();
            let module = relative.split('/').next().unwrap().trim_end_matches(".rs").to_owned();
            let text = fs::read_to_string(&path).unwrap();
            let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
            let code: Vec<&str> = code.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
            (relative, module, code.join("\n"))
        })
        .collect()
}

/// Whether a file holds only unit tests, which may do what they like.
fn is_test(relative: &str) -> bool {
    relative.ends_with("tests.rs") || relative.contains("/tests/") || relative.ends_with("samples.rs")
}

/// The modules that a text names after `crate::`, in paths and in grouped imports.
fn imports(code: &str) -> BTreeSet<String> {
    let word = |text: &str| text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    let mut found = BTreeSet::new();
    for after in code.split("crate::").skip(1) {
        match after.strip_prefix('{') {
            Some(group) => {
                let mut depth = 0;
                for part in group.split_inclusive(['{', '}', ',']) {
                    if depth == 0 {
                        found.insert(word(part.trim_start()));
                    }
                    depth += i32::from(part.ends_with('{')) - i32::from(part.ends_with('}'));
                    if depth < 0 {
                        break;
                    }
                }
            }
            None => {
                found.insert(word(after));
            }
        }
    }
    found.retain(|name| !name.is_empty());
    found
}

#[test]
fn each_module_imports_only_from_the_floors_below_it() {
    let mut faults = Vec::new();
    for (path, module, code) in program() {
        let Some(floor) = FLOORS.iter().find(|floor| floor.module == module) else {
            faults.push(format!("{path}: module `{module}` stands on no floor"));
            continue;
        };
        for import in imports(&code) {
            if import != module && !floor.may_import.contains(&import.as_str()) && !is_test(&path) {
                faults.push(format!("{path}: `{module}` may not import `{import}`"));
            }
        }
    }
    assert_eq!(faults, Vec::<String>::new());
}

#[test]
fn the_pure_floors_name_nothing_of_the_world() {
    let mut faults = Vec::new();
    for (path, module, code) in program() {
        let is_pure = FLOORS.iter().any(|floor| floor.module == module && floor.pure);
        if !is_pure || is_test(&path) {
            continue;
        }
        faults.extend(FORBIDDEN.iter().filter(|name| code.contains(**name)).map(|name| format!("{path}: {name}")));
    }
    assert_eq!(faults, Vec::<String>::new());
}

#[test]
fn no_command_names_another() {
    let mut faults = Vec::new();
    let shared = [
        "authorization",
        "authorizer",
        "caller",
        "context",
        "gather",
        "given",
        "infrastructure",
        "reporting",
        "schema_files",
        "target",
    ];
    for (path, _, code) in program() {
        let Some(verb) = path.strip_prefix("commands/").filter(|rest| *rest != "mod.rs") else { continue };
        let verb = verb.split(['/', '.']).next().unwrap();
        for after in code.split("commands::").skip(1) {
            let named: String = after.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            if named != verb && !shared.contains(&named.as_str()) {
                faults.push(format!("{path}: names `{named}`"));
            }
        }
    }
    assert_eq!(faults, Vec::<String>::new());
}

#[test]
fn a_file_is_short_and_a_mod_rs_has_no_logic() {
    let mut paths = Vec::new();
    files(&source(), &mut paths);
    let mut faults = Vec::new();
    for path in paths {
        let text = fs::read_to_string(&path).unwrap();
        let lines = text.lines().count();
        if lines > LINES_AT_MOST {
            faults.push(format!("{} has {lines} lines", path.display()));
        }
        if path.ends_with("mod.rs") && !is_test(path.to_str().unwrap()) && text.contains("fn ") {
            let functions =
                text.lines().filter(|line| line.trim_start().starts_with("fn ") || line.contains("pub fn "));
            // The trait of reports is declared where its implementors are listed.
            if functions.count() > 0 && !path.ends_with("report/mod.rs") {
                faults.push(format!("{} has a function", path.display()));
            }
        }
    }
    assert_eq!(faults, Vec::<String>::new());
}

#[test]
fn imports_are_seen_in_paths_and_in_groups() {
    let code = "use crate::engine::{Code, rules};\nuse crate::{error::Error, outside::{files, token}, status};\nlet x = crate::suite::y();";
    let seen: Vec<String> = imports(code).into_iter().collect();
    assert_eq!(seen, ["engine", "error", "outside", "status", "suite"]);
}
