//! No text makes the loader or the parser panic.

use proptest::prelude::*;

use crate::graphql::{Document, Leniency, Schema, SourceText};

/// Pieces that together are often almost a schema or an operation.
const PIECES: [&str; 60] = [
    "type",
    "interface",
    "union",
    "enum",
    "input",
    "scalar",
    "extend",
    "schema",
    "directive",
    "implements",
    "on",
    "repeatable",
    "query",
    "mutation",
    "subscription",
    "fragment",
    "Query",
    "T",
    "U",
    "I",
    "a",
    "b",
    "id",
    "Int",
    "String",
    "ID",
    "AWSDate",
    "__typename",
    "__Schema",
    "deprecated",
    "@a",
    "@aws_auth(cognito_groups: [\"x\"])",
    "@aws_iam",
    "@skip(if: true)",
    "@include(if: $v)",
    "{",
    "}",
    "{",
    "}",
    "(",
    ")",
    "[",
    "]",
    "!",
    ":",
    "=",
    "|",
    "&",
    "...",
    "...F",
    "$v",
    ",",
    "1",
    "1.5",
    "\"text\"",
    "\"\"\"block\"\"\"",
    "#comment\n",
    "\n",
    "\u{feff}",
    "é",
];

fn pieces() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(PIECES.as_slice()), 0..60).prop_map(|pieces| pieces.join(" "))
}

/// Definitions that are well formed and refer to each other at random.
fn definitions() -> impl Strategy<Value = String> {
    let name = || prop::sample::select(["Query", "A", "B", "C", "String", "AWSDate", "Missing"].as_slice());
    let field =
        (name(), name()).prop_map(|(left, right)| format!("f{left}(x: {right} = 1): [{left}!] @aws_iam @{right} "));
    let fields = prop::collection::vec(field, 0..3).prop_map(|fields| fields.concat());
    let keyword = prop::sample::select(
        ["type", "interface", "extend type", "extend interface", "input", "union", "enum", "scalar"].as_slice(),
    );
    let definition = (keyword, name(), name(), fields).prop_map(|(keyword, of, other, fields)| match keyword {
        "union" => format!("union {of} = {other} | A "),
        "enum" => format!("enum {of} {{ A {other} }} "),
        "scalar" => format!("scalar {of} @{other} extend scalar {of} @aws_iam "),
        "input" => format!("input {of} {{ x: {other}! }} "),
        _ => format!("{keyword} {of} implements {other}, A {{ {fields} z: {other} }} "),
    });
    prop::collection::vec(definition, 0..8).prop_map(|definitions| definitions.concat())
}

fn use_everything(schema_text: &str, document_text: &str) {
    let sources = [SourceText::new("schema", schema_text)];
    let strict = Schema::load(&sources, Leniency::Strict).ok();
    let live = Schema::load(&sources, Leniency::Live).ok();
    assert!(strict.is_none() || live.is_some(), "what is valid is valid for a service as well");
    let schema = live.map(|loaded| loaded.schema);
    if let Some(schema) = &schema {
        for coordinate in schema.coordinates() {
            assert!(schema.contains(&coordinate));
            assert!(schema.span_of(&coordinate).is_some_and(|span| schema.text(span).is_some()));
        }
    }
    let Ok(document) = Document::parse("document", document_text) else { return };
    for operation in document.operations() {
        let _ = operation.selected_fields(None, &serde_json::Map::new());
        if let Some(schema) = &schema {
            let _ = operation.validate(schema);
            let _ = operation.selected_fields(Some(schema), &serde_json::Map::new());
        }
    }
}

proptest! {
    #[test]
    fn arbitrary_text_never_panics(text in ".{0,200}") {
        use_everything(&text, &text);
    }

    #[test]
    fn arbitrary_pieces_never_panic(schema in pieces(), document in pieces()) {
        use_everything(&schema, &document);
    }

    #[test]
    fn arbitrary_definitions_never_panic(schema in definitions()) {
        use_everything(&schema, "{ fA { z { __typename ...F } } ... on A { z fB } } fragment F on B { z { z } fA }");
    }

    #[test]
    fn arbitrary_json_never_panics(text in r#"\{"__schema": ?\{"types":\[(\{"(kind|name|fields)":("OBJECT"|null|\[\]|1),?"(name|kind)":"(Query|A|INTERFACE)"\},?){0,3}\]\}\}"#) {
        use_everything(&text, "{ a }");
    }
}
