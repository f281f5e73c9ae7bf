//! The same bytes whatever the order of a schema, however often; and looking is not touching.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::SystemTime;

use apollo_compiler::Node;
use apollo_compiler::ast::{Definition, Document, FieldDefinition};

use super::peers::{github, schema};
use crate::support::sandbox::Sandbox;

/// Every target of our own, each in a folder of its own.
const TARGETS: &str = "--target typescript=out/ts --target javascript=out/js --target graphql=out/graphql \
    --target schema=out/schema --target introspection=out/json --target manifest=out/manifest";

/// Ways to select that look at a schema from other sides.
const WAYS: [&str; 3] = ["", "--depth 3 --nested-args lift --ts-functions", "--depth-mode entity --fragments always"];

const OURS: [&str; 3] = ["todo.graphql", "blog.graphql", "kitchen-sink.graphql"];

/// Numbers that look random: the same ones for the same seed. The constants are those of Knuth's MMIX.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % end
    }

    fn shuffle<T>(&mut self, all: &mut [T]) {
        for last in (1..all.len()).rev() {
            all.swap(last, self.below(last + 1));
        }
    }

    fn fields(&mut self, fields: &mut Vec<Node<FieldDefinition>>) {
        // Of a field that is there twice, which GitHub's schema has, the first counts.
        let mut names = BTreeSet::new();
        fields.retain(|field| names.insert(field.name.to_string()));
        self.shuffle(fields);
        for field in fields {
            self.shuffle(&mut field.make_mut().arguments);
        }
    }

    fn definition(&mut self, definition: &mut Definition) {
        match definition {
            Definition::ObjectTypeDefinition(each) => {
                let each = each.make_mut();
                self.shuffle(&mut each.implements_interfaces);
                self.fields(&mut each.fields);
            }
            Definition::InterfaceTypeDefinition(each) => {
                let each = each.make_mut();
                self.shuffle(&mut each.implements_interfaces);
                self.fields(&mut each.fields);
            }
            Definition::UnionTypeDefinition(each) => self.shuffle(&mut each.make_mut().members),
            Definition::EnumTypeDefinition(each) => self.shuffle(&mut each.make_mut().values),
            Definition::InputObjectTypeDefinition(each) => self.shuffle(&mut each.make_mut().fields),
            Definition::DirectiveDefinition(each) => {
                let each = each.make_mut();
                self.shuffle(&mut each.arguments);
                self.shuffle(&mut each.locations);
            }
            _ => {}
        }
    }
}

/// The same schema in another order.
fn shuffled(text: &str, seed: u64) -> String {
    let mut document = Document::parse(text, "schema.graphql").unwrap();
    let mut dice = Dice(seed);
    for definition in &mut document.definitions {
        dice.definition(definition);
    }
    dice.shuffle(&mut document.definitions);
    document.to_string()
}

/// Every file below a folder, with when it was written.
fn files(folder: &Path) -> BTreeMap<String, (Vec<u8>, SystemTime)> {
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let modified = path.metadata().unwrap().modified().unwrap();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            found.extend(files(&path).into_iter().map(|(inner, file)| (format!("{name}/{inner}"), file)));
            found.insert(format!("{name}/"), (Vec::new(), modified));
        } else {
            found.insert(name, (std::fs::read(&path).unwrap(), modified));
        }
    }
    found
}

fn line(options: &str) -> String {
    format!("generate -q --schema schema.graphql {options}")
}

/// What is generated of a schema, in a folder of its own.
fn generated(text: &str, options: &str) -> (Sandbox, BTreeMap<String, Vec<u8>>) {
    let sandbox = Sandbox::new();
    sandbox.file("schema.graphql", text);
    let ran = sandbox.line(&line(options));
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""), "{}", ran.whole());
    let files = files(&sandbox.path().join("out")).into_iter().map(|(name, (bytes, _))| (name, bytes)).collect();
    (sandbox, files)
}

/// Asserts that orders of a schema, one for each seed, give the same files as its own.
fn assert_order_is_nothing(name: &str, text: &str, options: &str, seeds: u64) {
    let (_, expected) = generated(text, options);
    assert!(expected.len() > 8, "{expected:?}");
    for seed in 1..=seeds {
        let other = shuffled(text, seed);
        assert_ne!(other, text);
        let (_, found) = generated(&other, options);
        assert_eq!(found.keys().collect::<Vec<_>>(), expected.keys().collect::<Vec<_>>(), "{name} {options} {seed}");
        for (file, bytes) in &found {
            if *bytes != expected[file] {
                let (found, expected) = (String::from_utf8_lossy(bytes), String::from_utf8_lossy(&expected[file]));
                let first = found.lines().zip(expected.lines()).find(|(found, expected)| found != expected);
                panic!("{name} {options} {seed}: {file}: {first:?}");
            }
        }
    }
}

#[test]
fn the_order_of_a_schema_changes_no_byte() {
    for name in OURS {
        let text = std::fs::read_to_string(schema(name)).unwrap();
        for way in WAYS {
            assert_order_is_nothing(name, &text, &format!("{TARGETS} {way}"), 2);
        }
    }
}

#[test]
fn the_order_of_github_s_schema_changes_no_byte() {
    let Some((sdl, _)) = github() else { return };
    let text = std::fs::read_to_string(sdl).unwrap();
    // It takes seconds: once, and what the other targets would show, these do.
    let targets = "--target typescript=out/ts --target schema=out/schema --target manifest=out/manifest";
    assert_order_is_nothing("github", &text, targets, 1);
}

#[test]
fn a_second_run_and_a_check_touch_nothing() {
    let options = format!("{TARGETS} {}", WAYS[1]);
    for name in OURS {
        let text = std::fs::read_to_string(schema(name)).unwrap();
        let (sandbox, first) = generated(&text, &options);
        let (_, second) = generated(&text, &options);
        assert!(first == second, "{name}");
        let before = files(sandbox.path());
        for more in ["", "--check"] {
            let ran = sandbox.line(&format!("{} {more}", line(&options)));
            assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""), "{name}: {}", ran.whole());
            assert!(files(sandbox.path()) == before, "{name} {more}");
        }
    }
}
