//! `--preset amplify`, held against what Amplify's own generator writes.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::peers::{
    AmplifyRun, Flags, TypeScript, amplify_all, github, matrix, prettier_of, schema, tsc, validate, validate_all,
};
use crate::support::need_npm;
use crate::support::sandbox::Sandbox;

const TARGETS: [&str; 4] = ["typescript", "javascript", "graphql", "flow"];

/// Generates into `FOLDER/TARGET` for each target.
fn generate(sandbox: &Sandbox, schema: &Path, targets: &[&str], depth: u32, folder: &str) {
    let mut arguments = vec!["generate".to_owned(), "--preset".to_owned(), "amplify".to_owned()];
    arguments.extend(["--schema".to_owned(), schema.to_str().unwrap().to_owned()]);
    arguments.extend(["--depth".to_owned(), depth.to_string()]);
    for target in targets {
        arguments.extend(["--target".to_owned(), format!("{target}={folder}/{target}")]);
    }
    let ran = sandbox.run(&arguments);
    assert_eq!(ran.code, Some(0), "{}: {}", schema.display(), ran.whole());
}

/// The files of a folder with their texts; not `API.ts`, and nothing hidden.
fn statements(folder: &Path) -> BTreeMap<String, String> {
    let Ok(entries) = std::fs::read_dir(folder) else { return BTreeMap::new() };
    let named = entries.map(|entry| {
        let path = entry.unwrap().path();
        (path.file_name().unwrap().to_str().unwrap().to_owned(), std::fs::read_to_string(path).unwrap())
    });
    named.filter(|(name, _)| name != "API.ts" && !name.starts_with('.')).collect()
}

fn stem(schema: &Path) -> String {
    schema.file_stem().unwrap().to_str().unwrap().to_owned()
}

#[test]
fn statement_files_are_amplifys_to_the_byte() {
    let sandbox = Sandbox::new();
    let mut runs = Vec::new();
    for name in ["todo", "blog"] {
        let file = schema(&format!("{name}.graphql"));
        for depth in 1..=4 {
            generate(&sandbox, &file, &TARGETS, depth, &format!("ours/{name}-{depth}"));
            let out = |target| sandbox.path().join(format!("theirs/{name}-{depth}/{target}"));
            runs.extend(TARGETS.map(|target| (file.clone(), target, depth, out(target))));
        }
    }
    let Some(said) = amplify_all(&runs) else { return };
    assert_eq!(said.len(), 32);
    for ((_, _, _, theirs), said) in runs.iter().zip(said) {
        assert_eq!((said.statements, said.types), (None, None));
        let ours = sandbox.path().join("ours").join(theirs.strip_prefix(sandbox.path().join("theirs")).unwrap());
        let (ours, theirs) = (statements(&ours), statements(theirs));
        assert_eq!(ours.len(), 3);
        assert_eq!(ours, theirs);
    }
}

/// What is written for every schema that exercises one thing, and for the one that exercises all, by us and by Amplify.
struct Everything {
    sandbox: Sandbox,
    schemas: Vec<PathBuf>,
    /// The name, the depth, and what Amplify's generator said.
    theirs: Vec<(String, u32, AmplifyRun)>,
}

/// What is generated at a depth: everything at the usual one.
fn targets(depth: u32) -> &'static [&'static str] {
    if depth == 2 { &TARGETS } else { &["typescript"] }
}

fn everything() -> Option<Everything> {
    let sandbox = Sandbox::new();
    let mut schemas = matrix();
    schemas.push(schema("kitchen-sink.graphql"));
    let mut runs = Vec::new();
    for file in &schemas {
        for depth in [2, 4] {
            let folder = format!("{}-{depth}", stem(file));
            generate(&sandbox, file, targets(depth), depth, &format!("ours/{folder}"));
            runs.push((file.clone(), "typescript", depth, sandbox.path().join(format!("theirs/{folder}"))));
        }
    }
    let said = amplify_all(&runs)?;
    let theirs = runs.iter().zip(said).map(|((file, _, depth, _), said)| (stem(file), *depth, said)).collect();
    Some(Everything { sandbox, schemas, theirs })
}

#[test]
fn every_schema_gives_what_is_valid_and_what_amplify_gives_where_that_is() {
    let Some(everything) = everything() else { return };
    // To make everything takes longest, so it is made once.
    documents_and_types_are_valid(&everything);
    statements_are_those_of_amplify_where_theirs_are_valid(&everything);
    types_are_those_of_amplify_where_theirs_are_true(everything);
}

fn documents_and_types_are_valid(Everything { sandbox, schemas, .. }: &Everything) {
    let ours = sandbox.path().join("ours");
    let mut pairs = Vec::new();
    for file in schemas {
        for depth in [2, 4] {
            let folder = ours.join(format!("{}-{depth}", stem(file)));
            pairs.extend(targets(depth).iter().map(|target| (file.clone(), folder.join(target))));
        }
    }
    let Some(found) = validate_all(&pairs) else { return };
    for ((_, folder), found) in pairs.iter().zip(found) {
        assert_eq!(found.errors, Vec::<String>::new(), "{}", folder.display());
        let documents = if folder.ends_with("graphql") { 1 } else { found.operations.len() };
        assert!(found.documents == documents && documents > 0, "{}: {found:?}", folder.display());
    }
    for (version, flags) in TypeScript::ALL.into_iter().flat_map(|version| {
        let all = Flags { all: true, ..Flags::BUNDLER };
        [(version, Flags::BUNDLER), (version, all)]
    }) {
        let Some(errors) = tsc(version, flags, &ours) else { return };
        assert_eq!(errors, Vec::<String>::new(), "{version:?} {flags:?}");
    }
    // The statement files are as an older prettier wrote them.
    let Some(unclean) = prettier_of(&ours, "**/API.ts") else { return };
    assert_eq!(unclean, Vec::<String>::new());
}

/// They are the same to the byte, but for a default that theirs lose.
fn statements_are_those_of_amplify_where_theirs_are_valid(Everything { sandbox, theirs, .. }: &Everything) {
    let ours = sandbox.path().join("ours");
    let mut same = 0;
    let mut others = Vec::new();
    for (name, depth, said) in theirs.iter().filter(|(_, _, said)| said.statements.is_none() && said.types.is_none()) {
        let folder = format!("{name}-{depth}");
        let theirs = statements(&sandbox.path().join("theirs").join(&folder));
        assert_eq!(theirs.len() + 1, said.files.len(), "{folder}");
        if theirs == statements(&ours.join(&folder).join("typescript")) {
            same += 1;
        } else {
            others.push(folder);
        }
    }
    assert_eq!(others, ["08-non-null-default-2", "08-non-null-default-4"]);
    assert!(same >= 60, "{same}");
}

/// The names that a module exports.
fn exports(text: &str) -> Vec<&str> {
    let rest =
        text.lines().filter_map(|line| line.strip_prefix("export type ").or_else(|| line.strip_prefix("export enum ")));
    rest.map(|rest| rest.split([' ', '=']).next().unwrap()).collect()
}

/// A module that is an error in line N + 4 when the Nth of these names is not the same type in both folders.
fn comparison(names: &[&str], ours: &str, theirs: &str) -> String {
    let mut text = format!(
        "import type * as Ours from \"{ours}/API\";\nimport type * as Theirs from \"{theirs}/API\";\n\
         type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;\n"
    );
    for (number, name) in names.iter().enumerate() {
        text.push_str(&format!("export const same{number}: Same<Ours.{name}, Theirs.{name}> = true;\n"));
    }
    text
}

/// Schemas whose `API.ts` of Amplify's no compiler takes, or no engine: a module can declare neither `arguments` nor `eval`.
const BROKEN: [&str; 3] = ["44-empty-interface", "47-result-type-name", "62-reserved-enums"];

/// Where types differ because Amplify's say what is not so.
const LIES: [(&str, &[&str]); 11] = [
    // A default makes it optional.
    ("08-non-null-default", &["PageQueryVariables"]),
    // An interface is none of its own objects, and `__typename` is not selected.
    ("20-interface-covariance", &["Node", "NodeQuery"]),
    ("21-interface-of-interface", &["Named", "NamedQuery", "Node", "NodeQuery"]),
    // What stands in a member of a union is of a known type.
    ("36-object-only-union", &["AbQuery"]),
    // Lists of lists of objects.
    ("39-nested-list-result", &["GridQuery", "StrictQuery"]),
    // `__typename` is not selected.
    ("40-interface-result", &["Node", "NodeQuery", "NodesQuery"]),
    ("41-union-result", &["SearchQuery"]),
    ("42-object-in-union-member", &["SearchQuery"]),
    ("43-union-in-object", &["PageQuery"]),
    // A default makes it optional.
    ("45-defaulted-input-field", &["AddMutationVariables", "New"]),
    ("blog", &["SearchPostsQuery"]),
];

fn types_are_those_of_amplify_where_theirs_are_true(Everything { sandbox, mut theirs, .. }: Everything) {
    for name in ["todo", "blog"] {
        let file = schema(&format!("{name}.graphql"));
        let mut runs = Vec::new();
        for depth in 1..=4 {
            generate(&sandbox, &file, &["typescript"], depth, &format!("ours/{name}-{depth}"));
            runs.push((file.clone(), "typescript", depth, sandbox.path().join(format!("theirs/{name}-{depth}"))));
        }
        let said = amplify_all(&runs).unwrap();
        theirs.extend(runs.iter().zip(said).map(|((.., depth, _), said)| (name.to_owned(), *depth, said)));
    }
    let mut compared: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (name, depth, said) in &theirs {
        if said.types.is_some() || said.statements.is_some() || BROKEN.contains(&name.as_str()) {
            continue;
        }
        let folder = format!("{name}-{depth}");
        let ours = sandbox.read(&format!("ours/{folder}/typescript/API.ts"));
        let theirs = sandbox.read(&format!("theirs/{folder}/API.ts"));
        let (mut ours, mut names) = (exports(&ours), exports(&theirs));
        ours.sort_unstable();
        names.sort_unstable();
        assert_eq!(ours, names, "{folder}");
        let text = comparison(&names, &format!("../ours/{folder}/typescript"), &format!("../theirs/{folder}"));
        sandbox.file(&format!("compared/{folder}.ts"), text);
        compared.insert(format!("{folder}.ts"), names.into_iter().map(str::to_owned).collect());
    }
    assert!(compared.len() > 60, "{}", compared.len());
    let Some(errors) = tsc(TypeScript::V7, Flags::BUNDLER, &sandbox.path().join("compared")) else { return };
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for error in &errors {
        let (file, rest) = error.split_once('(').unwrap();
        let line: usize = rest.split(',').next().unwrap().parse().unwrap();
        let names = compared.get(file).unwrap_or_else(|| panic!("{error}"));
        let schema = file.rsplit_once('-').unwrap().0;
        let found = found.entry(schema.to_owned()).or_default();
        let name = names[line - 4].clone();
        if !found.contains(&name) {
            found.push(name);
        }
    }
    let mut expected: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (schema, names) in LIES {
        expected.insert(schema.to_owned(), names.iter().map(|name| (*name).to_owned()).collect());
    }
    found.values_mut().for_each(|names| names.sort_unstable());
    assert_eq!(found, expected);
}

#[test]
fn aws_amplify_infers_variables_and_results() {
    let Some(installed) = need_npm("clients-amplify", &["aws-amplify@6.22.1", "ws@8.23.0"]) else { return };
    let sandbox = Sandbox::new();
    generate(&sandbox, &schema("todo.graphql"), &["typescript"], 2, "out");
    let folder = sandbox.path().join("out/typescript");
    sandbox.file("out/typescript/usage.ts", include_str!("amplify/usage.ts"));
    std::os::unix::fs::symlink(installed.join("node_modules"), sandbox.path().join("node_modules")).unwrap();
    for version in TypeScript::ALL {
        let Some(errors) = tsc(version, Flags::BUNDLER, &folder) else { return };
        let own: Vec<String> = errors.into_iter().filter(|error| !error.contains("node_modules")).collect();
        assert_eq!(own, Vec::<String>::new(), "{version:?}");
    }
}

#[test]
fn github_is_whole() {
    let Some((sdl, json)) = github() else { return };
    for file in [sdl, json] {
        let sandbox = Sandbox::new();
        generate(&sandbox, &file, &["typescript"], 2, "out");
        let folder = sandbox.path().join("out/typescript");
        let Some(found) = validate(&file, &folder) else { return };
        assert_eq!(found.errors, Vec::<String>::new(), "{}", file.display());
        assert!(found.operations.len() >= 272 && found.documents == found.operations.len(), "{}", found.documents);
        let Some(errors) = tsc(TypeScript::V7, Flags::BUNDLER, &folder) else { return };
        assert_eq!(errors, Vec::<String>::new(), "{}", file.display());
    }
}

#[test]
fn amplifys_own_flags_mean_the_preset() {
    let sandbox = Sandbox::new();
    let file = schema("todo.graphql");
    let file = file.to_str().unwrap();
    let by_theirs = ["--statement-target", "javascript", "--type-target", "typescript", "--statement-max-depth", "3"];
    let ran = sandbox.run(["generate", "--schema", file, "--out", "theirs"].iter().chain(&by_theirs));
    assert_eq!(ran.code, Some(0), "{}", ran.whole());
    generate(&sandbox, &schema("todo.graphql"), &["javascript", "typescript"], 3, "ours");
    assert_eq!(statements(&sandbox.path().join("theirs")), statements(&sandbox.path().join("ours/javascript")));
    assert_eq!(sandbox.read("theirs/API.ts"), sandbox.read("ours/typescript/API.ts"));
    let ran = sandbox.run(["generate", "--schema", file, "--out", "theirs", "--statement-target", "angular"]);
    assert_eq!(ran.code, Some(2), "{}", ran.whole());
}

#[test]
fn the_users_operations_are_constants_with_types() {
    let sandbox = Sandbox::new();
    let file = schema("kitchen-sink.graphql");
    sandbox.file("own.graphql", include_str!("amplify/own.graphql"));
    let mut arguments = vec!["generate", "--preset", "amplify", "--schema", file.to_str().unwrap()];
    arguments.extend(["--documents", "own.graphql", "--scalar", "Duration=bigint", "--depth", "1"]);
    let targets = TARGETS.map(|target| format!("{target}=out/{target}"));
    arguments.extend(targets.iter().flat_map(|target| ["--target", target.as_str()]));
    let ran = sandbox.run(&arguments);
    assert_eq!(ran.code, Some(0), "{}", ran.whole());
    for target in TARGETS {
        let Some(found) = validate(&file, &sandbox.path().join("out").join(target)) else { return };
        assert_eq!(found.errors, Vec::<String>::new(), "{target}");
        let own =
            found.operations.iter().filter(|name| ["query MyMaker", "subscription Mine"].contains(&name.as_str()));
        assert_eq!(own.count(), 2, "{target}: {:?}", found.operations);
    }
    let typescript = sandbox.path().join("out/typescript");
    sandbox.file(
        "out/typescript/usage.ts",
        "import type { MyMakerQuery, MyMakerQueryVariables } from \"./API\";\nimport { myMaker } from \"./queries\";\n\
         export const variables: MyMakerQueryVariables = { id: \"1\" };\n\
         export const result: MyMakerQuery | undefined = myMaker.__generatedQueryOutput;\n\
         export const home: { street: string } | null | undefined = result?.one?.home;\n",
    );
    for version in TypeScript::ALL {
        let Some(errors) = tsc(version, Flags::BUNDLER, &typescript) else { return };
        assert_eq!(errors, Vec::<String>::new(), "{version:?}");
    }
    assert_eq!(prettier_of(&typescript, "API.ts").unwrap_or_default(), Vec::<String>::new());
}
