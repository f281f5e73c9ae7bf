//! The published schema of `appsync-auth.yaml` and the program say the same about the same files.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::{Path, PathBuf};

use appsync_auth::document::Document;
use appsync_auth::settings::{Configuration, known_readings};
use serde_json::Value;

fn schema() -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/configuration.schema.json");
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

/// The fixtures of a folder, with their texts.
fn fixtures(folder: &str) -> Vec<(PathBuf, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/configurations").join(folder);
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    assert!(!paths.is_empty());
    paths.into_iter().map(|path| (path.clone(), fs::read_to_string(path).unwrap())).collect()
}

fn as_json(text: &str) -> Value {
    Document::parse("appsync-auth.yaml", text).unwrap().root().unwrap().to_json().unwrap()
}

#[test]
fn the_schema_is_one() {
    assert!(jsonschema::meta::is_valid(&schema()));
}

#[test]
fn the_program_and_the_schema_accept_what_is_valid() {
    let validator = jsonschema::validator_for(&schema()).unwrap();
    for (path, text) in fixtures("valid") {
        assert_eq!(Configuration::parse("appsync-auth.yaml", &text).err(), None, "{}", path.display());
        let faults: Vec<String> =
            validator.iter_errors(&as_json(&text)).map(|fault| format!("{}: {fault}", fault.instance_path())).collect();
        assert_eq!(faults, [""; 0], "{}", path.display());
    }
}

#[test]
fn the_program_and_the_schema_refuse_what_is_not() {
    let validator = jsonschema::validator_for(&schema()).unwrap();
    for (path, text) in fixtures("invalid") {
        assert!(Configuration::parse("appsync-auth.yaml", &text).is_err(), "{} is read", path.display());
        assert!(!validator.is_valid(&as_json(&text)), "the schema accepts {}", path.display());
    }
}

#[test]
fn the_schema_describes_every_key_that_the_program_names_in_its_help() {
    let schema = schema();
    // The place in the schema of each map, and a text whose one unknown key makes the program list the known ones.
    let maps = [
        ("/properties", "zzzzzzzz: 3"),
        ("/$defs/environment/properties", "environments: { a: { zzzzzzzz: 3 } }"),
        ("/$defs/wanted/properties", "environments: { a: { wanted: { remove: true, zzzzzzzz: 3 } } }"),
        ("/$defs/source/properties", "environments: { a: { token: { env: A, zzzzzzzz: 3 } } }"),
        ("/$defs/local/properties", "local: { zzzzzzzz: 3 }"),
        (
            "/$defs/local/properties/credentials/items/properties",
            "local: { credentials: [{ access-key-id: A, secret: { env: A }, zzzzzzzz: 3 }] }",
        ),
        ("/$defs/local/properties/apis/items/properties", "local: { apis: [{ name: a, zzzzzzzz: 3 }] }"),
        ("/$defs/generate/properties", "generate: { zzzzzzzz: 3 }"),
        ("/$defs/output/properties", "generate: { outputs: [{ target: go, zzzzzzzz: 3 }] }"),
        ("/$defs/operation/properties", "generate: { operations: { a: { zzzzzzzz: 3 } } }"),
    ];
    for (place, text) in maps {
        let error = Configuration::parse("appsync-auth.yaml", text).unwrap_err();
        let known = error.help_text().and_then(|help| help.strip_prefix("the keys here are ")).unwrap();
        let mut known: Vec<&str> = known.split(", ").collect();
        let properties = schema.pointer(place).and_then(Value::as_object).unwrap();
        let mut described: Vec<&str> = properties.keys().map(String::as_str).collect();
        known.sort_unstable();
        described.sort_unstable();
        assert_eq!(described, known, "{place}");
    }
}

#[test]
fn the_schema_has_every_reading_with_its_values() {
    let schema = schema();
    let readings = schema.pointer("/properties/rules/properties").and_then(Value::as_object).unwrap();
    let described: Vec<(&str, Vec<&str>)> = readings
        .iter()
        .map(|(name, reading)| {
            (name.as_str(), reading["enum"].as_array().unwrap().iter().filter_map(Value::as_str).collect())
        })
        .collect();
    let known: Vec<(&str, Vec<&str>)> =
        known_readings().iter().map(|(name, values)| (*name, values.to_vec())).collect();
    assert_eq!(described, known);
}
