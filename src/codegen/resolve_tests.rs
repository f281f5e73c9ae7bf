//! The operation IR of documents, written as text: one line a field, indented below what selects it.

use std::fmt::Write as _;

use super::ir::{Field, Ir, Selected};
use super::{graphql_files, manifest_files, resolve, written_statements};
use crate::graphql::{DocumentSet, Leniency, Schema, SourceText};
use crate::settings::Order;

const SCHEMA: &str = r#"
type Query {
  "One user"
  user(id: ID!): User
  node(id: ID!): Node
  search(text: String! = "x", first: Int): [[Hit!]!]!
  lonely: Lonely
}
interface Node { id: ID! name: String }
interface Lonely { id: ID! }
type User implements Node { id: ID! name: String! friends: [User] @deprecated(reason: "too slow") }
type Team implements Node { id: ID! name: String members: [User!]! }
type Note { id: ID! text: String }
union Hit = User | Team | Note
"#;

fn schema() -> Schema {
    Schema::load(&[SourceText::new("schema.graphql", SCHEMA)], Leniency::Strict).unwrap().schema
}

fn ir(document: &str) -> Ir {
    let schema = schema();
    let set = DocumentSet::read(&[SourceText::new("a.graphql", document)], &schema).unwrap();
    resolve(&schema, written_statements(&set, &schema).0, Order::Name).unwrap()
}

fn fields(out: &mut String, fields: &[Field], indent: usize) {
    for field in fields {
        let absent = if field.may_be_absent { "?" } else { "" };
        writeln!(out, "{:indent$}{}{absent} = {}: {}", "", field.key, field.name, field.ty).unwrap();
        if let Some(selected) = &field.selected {
            shape(out, selected, indent + 2);
        }
    }
}

fn shape(out: &mut String, selected: &Selected, indent: usize) {
    match selected {
        Selected::Fragment(name) => writeln!(out, "{:indent$}...{name}", "").unwrap(),
        Selected::Object(object) => fields(out, &object.fields, indent),
        Selected::Abstract(open) => {
            for member in &open.members {
                writeln!(out, "{:indent$}on {}", "", member.type_names.join(" | ")).unwrap();
                fields(out, &member.fields, indent + 2);
            }
            writeln!(out, "{:indent$}other", "").unwrap();
            fields(out, &open.other, indent + 2);
        }
    }
}

/// Everything of an IR but the texts of its operations.
fn told(ir: &Ir) -> String {
    let mut out = String::new();
    for operation in &ir.operations {
        writeln!(out, "{}", operation.name()).unwrap();
        for variable in &operation.variables {
            let optional = if variable.is_optional() { "?" } else { "" };
            writeln!(out, "  ${}{optional}: {}", variable.name, variable.ty).unwrap();
        }
        fields(&mut out, &operation.shape.fields, 2);
    }
    for fragment in &ir.fragments {
        writeln!(out, "fragment {} on {}", fragment.name, fragment.type_name).unwrap();
        shape(&mut out, &fragment.selected, 2);
    }
    out
}

#[test]
fn an_object_has_its_fields_merged_in_the_order_of_the_text() {
    let ir = ir(
        "query Q($id: ID!, $n: Int! = 5) { user(id: $id) { id ...A friends { id } } search(first: $n) { __typename } } fragment A on User { friends { name } name: id }",
    );
    assert_eq!(
        told(&ir),
        "Q\n  $id: ID!\n  $n?: Int!\n  user = user: User\n    id = id: ID!\n    friends = friends: [User]\n      name = name: String!\n      id = id: ID!\n    name = id: ID!\n  search = search: [[Hit!]!]!\n    on Note | Team | User\n      __typename = __typename: String!\n    other\n      __typename = __typename: String!\nfragment A on User\n  friends = friends: [User]\n    name = name: String!\n  name = id: ID!\n"
    );
    let user = &ir.operations[0].shape.fields[0];
    assert_eq!(user.description.as_deref(), Some("One user"));
    let Some(Selected::Object(object)) = &user.selected else { panic!("an object") };
    assert_eq!(object.fields[1].deprecated.as_deref(), Some("too slow"));
}

#[test]
fn an_interface_has_members_with_the_types_own_promises_and_an_unknown_one() {
    let ir = ir("query Q { node(id: 1) { id name ... on Team { members { id } } } lonely { id } }");
    assert_eq!(
        told(&ir),
        "Q\n  node = node: Node\n    on Team\n      __typename = __typename: String!\n      id = id: ID!\n      name = name: String\n      members = members: [User!]!\n        id = id: ID!\n    on User\n      __typename = __typename: String!\n      id = id: ID!\n      name = name: String!\n    other\n      __typename = __typename: String!\n      id = id: ID!\n      name = name: String\n  lonely = lonely: Lonely\n    other\n      __typename = __typename: String!\n      id = id: ID!\n"
    );
}

#[test]
fn a_union_with_an_interface_condition_selects_it_of_the_members_that_implement_it() {
    let ir = ir("query Q { search { ... on Node { id } ... on Note { text } } }");
    assert_eq!(
        told(&ir),
        "Q\n  search = search: [[Hit!]!]!\n    on Note\n      __typename = __typename: String!\n      text = text: String\n    on Team | User\n      __typename = __typename: String!\n      id = id: ID!\n    other\n      __typename = __typename: String!\n"
    );
}

#[test]
fn conditions_make_a_field_absent_only_where_it_can_be() {
    let ir = ir("query Q($a: Boolean!, $b: Boolean!) {
        user(id: 1) {
          id @include(if: $a)
          name @include(if: $a)
          ... @skip(if: $a) { name }
          friends @include(if: $b) { id }
          never: id @include(if: false)
          always: id @skip(if: false)
        }
        ... @include(if: $a) { user(id: 1) { friends { name } } }
      }");
    assert_eq!(
        told(&ir),
        "Q\n  $a: Boolean!\n  $b: Boolean!\n  user = user: User\n    id? = id: ID!\n    name = name: String!\n    friends? = friends: [User]\n      id? = id: ID!\n      name? = name: String!\n    always = id: ID!\n"
    );
}

#[test]
fn a_lone_fragment_names_its_shape() {
    let ir = ir(
        "query Q { user(id: 1) { ...F } node(id: 1) { ...F } } fragment F on User { id friends { ...G } } fragment G on User { name }",
    );
    assert_eq!(
        told(&ir),
        "Q\n  user = user: User\n    ...F\n  node = node: Node\n    on Team\n      __typename = __typename: String!\n    on User\n      __typename = __typename: String!\n      id = id: ID!\n      friends = friends: [User]\n        ...G\n    other\n      __typename = __typename: String!\nfragment F on User\n  id = id: ID!\n  friends = friends: [User]\n    ...G\nfragment G on User\n  name = name: String!\n"
    );
}

#[test]
fn typename_joins_the_text_where_the_type_is_open() {
    let ir = ir("query Q { node(id: 1) { ...N } search { __typename ... on User { id } } } fragment N on Node { id }");
    let text = super::print::statement(&ir.operations[0].statement, super::print::Layout::default());
    assert_eq!(
        text,
        "query Q {\n  node(id: 1) {\n    ...N\n  }\n  search {\n    __typename\n    ... on User {\n      id\n    }\n  }\n}\n\nfragment N on Node {\n  __typename\n  id\n}"
    );
}

#[test]
fn fragments_that_fan_out_are_resolved_once() {
    let mut document = "query Q { user(id: 1) { ...F0 } }".to_owned();
    for level in 0..60 {
        write!(document, " fragment F{level} on User {{ ...F{next} ...F{next} }}", next = level + 1).unwrap();
    }
    document.push_str(" fragment F60 on User { id }");
    let ir = ir(&document);
    assert_eq!(ir.fragments.len(), 61);
    let Some(Selected::Fragment(name)) = &ir.operations[0].shape.fields[0].selected else { panic!("a fragment") };
    assert_eq!(name, "F0");
}

#[test]
fn faults_of_documents_have_their_places() {
    let schema = schema();
    let texts = [
        SourceText::new("a.graphql", "query Q { user(id: 1) { nam } }\n{ lonely { id } }"),
        SourceText::new("b.graphql", "query Q { lonely { id } }"),
    ];
    let told = |texts: &[SourceText]| -> Vec<String> {
        let faults = DocumentSet::read(texts, &schema).unwrap_err();
        faults.iter().map(|fault| format!("{fault} ({})", fault.help.as_deref().unwrap_or_default())).collect()
    };
    assert_eq!(
        told(&texts),
        [
            "a.graphql:1:7: there are several operations `Q` (give each operation a name of its own)",
            "a.graphql:2:1: the operation has no name (name it, as its types and its constant are named after it)",
            "b.graphql:1:7: there are several operations `Q` (give each operation a name of its own)",
        ]
    );
    let texts = [
        SourceText::new("a.graphql", "query Q { user(id: 1) { ...F nam } node(id: 1) { idd } }"),
        SourceText::new("b.graphql", "fragment F on User { nme } fragment Unused on User { id }"),
    ];
    assert_eq!(
        told(&texts),
        [
            "a.graphql:1:30: type `User` does not have a field `nam` (did you mean `name`?)",
            "a.graphql:1:50: type `Node` does not have a field `idd` (did you mean `id`?)",
            "b.graphql:1:22: type `User` does not have a field `nme` (did you mean `name`?)",
        ]
    );
}

#[test]
fn documents_stand_in_a_file_for_each_kind_and_shared_fragments_in_their_own() {
    let ir = ir("query Q { user(id: 1) { ...F } } query R { user(id: 2) { ...F } } fragment F on User { id }");
    let files: Vec<(String, String)> = graphql_files(&ir).into_iter().map(|file| (file.path, file.text)).collect();
    let header = "# Generated by appsync-auth generate. What is changed here is lost.\n\n";
    let queries = "# One user\nquery Q {\n  user(id: 1) {\n    ...F\n  }\n}\n\n# One user\nquery R {\n  user(id: 2) {\n    ...F\n  }\n}\n";
    assert_eq!(
        files,
        [
            ("queries.graphql".to_owned(), format!("{header}{queries}")),
            ("fragments.graphql".to_owned(), format!("{header}fragment F on User {{\n  id\n}}\n")),
        ]
    );
}

#[test]
fn the_manifest_says_what_every_operation_is() {
    let ir = ir(
        "query Q($id: ID!, $n: Int = 1) { user(id: $id) { ...F } search(first: $n) { ... on Note { id } } } fragment F on User { id }",
    );
    let files = manifest_files(&ir, str::to_owned);
    let manifest: serde_json::Value = serde_json::from_str(&files[0].text).unwrap();
    let text = "query Q($id: ID!, $n: Int = 1) {\n  user(id: $id) {\n    ...F\n  }\n  search(first: $n) {\n    __typename\n    ... on Note {\n      id\n    }\n  }\n}\n\nfragment F on User {\n  id\n}";
    let typename = serde_json::json!({ "key": "__typename", "field": "__typename", "type": "String!" });
    let id = serde_json::json!({ "key": "id", "field": "id", "type": "ID!" });
    assert_eq!(
        manifest,
        serde_json::json!({
            "schemaVersion": 1,
            "operations": [{
                "name": "Q",
                "kind": "query",
                "text": text,
                "sha256": manifest["operations"][0]["sha256"],
                "variables": [
                    { "name": "id", "type": "ID!", "optional": false },
                    { "name": "n", "type": "Int", "optional": true },
                ],
                "result": { "type": "Query", "fields": [
                    { "key": "user", "field": "user", "type": "User", "result": { "fragment": "F" } },
                    { "key": "search", "field": "search", "type": "[[Hit!]!]!", "result": {
                        "type": "Hit",
                        "members": [
                            { "types": ["Note"], "fields": [typename, id] },
                            { "types": ["Team", "User"], "fields": [typename] },
                        ],
                        "other": { "fields": [typename] },
                    } },
                ] },
                "source": "a.graphql",
            }],
            "fragments": [{ "name": "F", "type": "User", "result": { "type": "User", "fields": [id] } }],
        })
    );
    // What a service's allow-list compares is the hash of the very text.
    assert_eq!(manifest["operations"][0]["sha256"], "b8945363a6915cc1c82bc8a42dd86bb77aff5c8dfc07259ed9b60ce5473d431d");
}

#[test]
fn a_description_stays_a_comment_whatever_ends_its_lines() {
    let sdl = "type Query { \"one\\rtwo\\n\\nthree\" a: Int }";
    let schema = Schema::load(&[SourceText::new("s", sdl)], Leniency::Strict).unwrap().schema;
    let set = DocumentSet::read(&[SourceText::new("d", "query A { a }")], &schema).unwrap();
    let ir = resolve(&schema, written_statements(&set, &schema).0, Order::Name).unwrap();
    let text = &graphql_files(&ir)[0].text;
    assert!(text.ends_with("\n\n# one\n# two\n#\n# three\nquery A {\n  a\n}\n"), "{text}");
}

#[test]
fn members_that_are_told_together_share_what_is_said_of_a_field() {
    let sdl = r#"
        type Query { u: U } interface I { x: Int y: Int z: Int } union U = A | B
        type A implements I { "of A" x: Int @deprecated(reason: "gone from A") "of both" y: Int @deprecated(reason: "old") z: Int }
        type B implements I { "of B" x: Int "of both" y: Int @deprecated(reason: "older") "of B" z: Int }
    "#;
    let schema = Schema::load(&[SourceText::new("schema.graphql", sdl)], Leniency::Strict).unwrap().schema;
    let text = "query Mine { u { ... on I { x y z } } }";
    let set = DocumentSet::read(&[SourceText::new("a.graphql", text)], &schema).unwrap();
    let ir = resolve(&schema, written_statements(&set, &schema).0, Order::Name).unwrap();
    let Some(Selected::Abstract(open)) = &ir.operations[0].shape.fields[0].selected else { panic!("{ir:?}") };
    let [member] = open.members.as_slice() else { panic!("{open:?}") };
    assert_eq!(member.type_names, ["A", "B"]);
    let said = |field: &Field| {
        (field.key.to_string(), field.description.as_ref().map(ToString::to_string), field.deprecated.clone())
    };
    let told: Vec<_> = member.fields.iter().filter(|field| field.key != "__typename").map(said).collect();
    let text = |text: &str| Some(text.to_owned());
    assert_eq!(
        told,
        [("x".to_owned(), None, None), ("y".to_owned(), text("of both"), text("old")), ("z".to_owned(), None, None)]
    );
}
