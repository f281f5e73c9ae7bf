//! The published JSON Schemas and the parsers agree on suites, rules files and requests files, and what is refused is refused well.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot read its fixtures has failed")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use appsync_auth::document::Document;
use appsync_auth::error::{Error, ErrorKind};
use appsync_auth::requests::RequestsFile;
use appsync_auth::rules_file::RulesFile;
use appsync_auth::suite::SuiteFile;
use serde_json::Value;

mod refusals;
mod request_refusals;

/// A kind of file: where its fixtures and its schema are, and who parses it.
struct Format {
    fixtures: &'static str,
    schema: &'static str,
    parse: fn(&str, &str) -> Result<(), Error>,
}

const SUITES: Format = Format {
    fixtures: "suites",
    schema: "suite.schema.json",
    parse: |name, text| SuiteFile::parse(name, text).map(|_| ()),
};

const RULES: Format = Format {
    fixtures: "rules",
    schema: "rules-file.schema.json",
    parse: |name, text| RulesFile::parse(name, text).map(|_| ()),
};

const REQUESTS: Format = Format {
    fixtures: "requests",
    schema: "requests.schema.json",
    parse: |name, text| RequestsFile::parse(name, text).map(|_| ()),
};

impl Format {
    /// Name and text of every fixture in one of the folders, sorted by name.
    fn fixtures(&self, folder: &str) -> Vec<(String, String)> {
        let folder = root().join("tests/fixtures").join(self.fixtures).join(folder);
        let mut found: Vec<(String, String)> = std::fs::read_dir(&folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .map(|path| {
                (path.file_name().unwrap().to_str().unwrap().to_owned(), std::fs::read_to_string(&path).unwrap())
            })
            .collect();
        found.sort();
        assert!(!found.is_empty(), "{}", folder.display());
        found
    }

    fn schema(&self) -> Value {
        serde_json::from_str(&std::fs::read_to_string(root().join("docs").join(self.schema)).unwrap()).unwrap()
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

/// The file as JSON, when it is one document with a value that JSON can say.
fn as_json(name: &str, text: &str) -> Option<Value> {
    Document::parse(name, text).ok()?.root()?.to_json().ok()
}

#[test]
fn what_is_valid_is_accepted_by_the_schema_and_by_the_parser() {
    for format in [SUITES, RULES, REQUESTS] {
        let validator = jsonschema::draft202012::new(&format.schema()).unwrap();
        for (name, text) in format.fixtures("valid") {
            assert_eq!((format.parse)(&name, &text), Ok(()), "{name}");
            let value = as_json(&name, &text).unwrap();
            let faults: Vec<String> = validator.iter_errors(&value).map(|fault| fault.to_string()).collect();
            assert_eq!(faults, Vec::<String>::new(), "{name}");
        }
    }
}

#[test]
fn what_is_invalid_is_refused_by_the_schema_and_by_the_parser() {
    for format in [SUITES, RULES, REQUESTS] {
        let validator = jsonschema::draft202012::new(&format.schema()).unwrap();
        for (name, text) in format.fixtures("invalid") {
            assert!((format.parse)(&name, &text).is_err(), "the parser accepts {name}");
            assert!(!validator.is_valid(&as_json(&name, &text).unwrap()), "the schema accepts {name}");
        }
    }
}

#[test]
fn what_a_schema_cannot_say_is_refused_by_the_parser_alone() {
    for format in [SUITES, RULES, REQUESTS] {
        let validator = jsonschema::draft202012::new(&format.schema()).unwrap();
        for (name, text) in format.fixtures("invalid-beyond-schema") {
            assert!((format.parse)(&name, &text).is_err(), "the parser accepts {name}");
            if let Some(value) = as_json(&name, &text) {
                assert!(validator.is_valid(&value), "the schema refuses {name}: it belongs to `invalid`");
            }
        }
    }
}

#[test]
fn the_schemas_are_schemas() {
    for format in [SUITES, RULES, REQUESTS] {
        assert!(jsonschema::meta::is_valid(&format.schema()), "{}", format.schema);
    }
}

#[test]
fn every_key_of_a_schema_is_used_by_a_valid_file() {
    for format in [SUITES, RULES, REQUESTS] {
        let mut known = BTreeSet::new();
        properties(&format.schema(), &mut known);
        let mut used = BTreeSet::new();
        for (name, text) in format.fixtures("valid") {
            keys(&as_json(&name, &text).unwrap(), &mut used);
        }
        assert_eq!(known.difference(&used).collect::<Vec<_>>(), Vec::<&String>::new(), "{}", format.schema);
    }
}

/// The keys of every `properties` of a schema.
fn properties(schema: &Value, into: &mut BTreeSet<String>) {
    match schema {
        Value::Object(members) => {
            if let Some(Value::Object(known)) = members.get("properties") {
                into.extend(known.keys().cloned());
            }
            members.values().for_each(|member| properties(member, into));
        }
        Value::Array(items) => items.iter().for_each(|item| properties(item, into)),
        _ => {}
    }
}

/// Every key of a value.
fn keys(value: &Value, into: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            into.extend(members.keys().cloned());
            members.values().for_each(|member| keys(member, into));
        }
        Value::Array(items) => items.iter().for_each(|item| keys(item, into)),
        _ => {}
    }
}

/// How a fixture is refused.
struct Refusal {
    fixture: &'static str,
    code: &'static str,
    message: &'static str,
    help: Option<&'static str>,
    /// Line, column and marked text of each place.
    places: &'static [(usize, usize, &'static str)],
}

#[test]
fn every_refusal_says_what_where_and_what_to_do() {
    let all = [(SUITES, refusals::SUITES), (RULES, refusals::RULES), (REQUESTS, request_refusals::REQUESTS)];
    for (format, expected) in all {
        let mut expected = expected.iter();
        for folder in ["invalid", "invalid-beyond-schema"] {
            for (name, text) in format.fixtures(folder) {
                let error = (format.parse)(&name, &text).unwrap_err();
                let places: Vec<(usize, usize, &str)> = error
                    .sources()
                    .iter()
                    .map(|source| {
                        assert_eq!(source.name, name);
                        assert!(!source.text.contains("s3cret"), "{name} shows its token");
                        let (line, column) = source.line_and_column();
                        (line, column, &source.text[source.span.clone()])
                    })
                    .collect();
                let fixture = format!("{folder}/{name}");
                let found = (fixture.as_str(), error.code(), error.message(), error.help_text(), places.as_slice());
                let refusal = expected.next().expect("a row for each fixture");
                assert_eq!(found, (refusal.fixture, refusal.code, refusal.message, refusal.help, refusal.places));
                assert_eq!(error.kind(), ErrorKind::Input);
            }
        }
        assert!(expected.next().is_none(), "a row without a fixture");
    }
}
