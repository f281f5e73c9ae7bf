//! Where the name of the type joins the user's own selections.

use super::print::{self, Layout};
use super::{resolve, written_statements};
use crate::graphql::{DocumentSet, Leniency, Schema, SourceText};
use crate::settings::Order;

const SCHEMA: &str = "
type Query implements Root { pet: Pet any: Any root: Root }
interface Root { pet: Pet }
interface Pet { id: ID! name: String! friend: Pet }
type Cat implements Pet { id: ID! name: String! friend: Pet }
type Dog implements Pet { id: ID! name: String! friend: Pet }
union Any = Cat | Dog
";

/// Each operation with its fragments on one line, and each note. All of them are valid.
fn told(document: &str) -> Vec<String> {
    let schema = Schema::load(&[SourceText::new("schema.graphql", SCHEMA)], Leniency::Strict).unwrap().schema;
    let set = DocumentSet::read(&[SourceText::new("a.graphql", document)], &schema).unwrap();
    let (statements, notes) = written_statements(&set, &schema);
    let line = |text: String| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let texts: Vec<String> = statements.iter().map(|each| line(print::statement(each, Layout::default()))).collect();
    resolve(&schema, statements, Order::Name).unwrap();
    texts.into_iter().chain(notes.iter().map(|note| format!("{} {}", note.code, note.message))).collect()
}

fn untold(place: &str) -> String {
    format!("typename-taken the types {place} cannot be told apart: `__typename` is the alias of another field there")
}

#[test]
fn the_name_of_the_type_under_another_alias_takes_no_place() {
    assert_eq!(
        told("query Q { pet { kind: __typename id } any { __typename @skip(if: false) } }"),
        ["query Q { pet { __typename kind: __typename id } any { __typename __typename @skip(if: false) } }"]
    );
}

#[test]
fn another_field_of_that_name_leaves_no_place_for_it() {
    assert_eq!(
        told("query Q { pet { __typename: id } other: pet { id } }"),
        ["query Q { pet { __typename: id } other: pet { __typename id } }".to_owned(), untold("below `pet` of `Q`")]
    );
    assert_eq!(
        told("query Q($a: Boolean!) { pet { id ... on Cat { ... { __typename: name @include(if: $a) } } } }"),
        [
            "query Q($a: Boolean!) { pet { id ... on Cat { ... { __typename: name @include(if: $a) } } } }".to_owned(),
            untold("below `pet` of `Q`")
        ]
    );
    assert_eq!(
        told("query Q { pet { id } ... { pet { __typename: id } } }"),
        ["query Q { pet { id } ... { pet { __typename: id } } }".to_owned(), untold("below `pet` of `Q`")]
    );
    // No types have to be told apart here.
    assert_eq!(
        told("query Q { any { ... on Cat { friend { id } } } __typename: any { __typename } }"),
        ["query Q { any { __typename ... on Cat { friend { __typename id } } } __typename: any { __typename } }"]
    );
}

#[test]
fn a_fragment_leaves_it_to_those_that_use_it() {
    assert_eq!(
        told(
            "query A { pet { ...Taken ...Plain } } query B { pet { ...Plain } any { ...Plain } }
             fragment Taken on Pet { __typename: id } fragment Plain on Pet { ...Deep id } fragment Deep on Pet { id friend { id } }"
        ),
        [
            "query A { pet { ...Taken ...Plain } } fragment Taken on Pet { __typename: id } \
             fragment Plain on Pet { ...Deep id } fragment Deep on Pet { id friend { __typename id } }"
                .to_owned(),
            "query B { pet { __typename ...Plain } any { __typename ...Plain } } \
             fragment Plain on Pet { ...Deep id } fragment Deep on Pet { id friend { __typename id } }"
                .to_owned(),
            untold("below `pet` of `A`"),
            untold("of the fragment `Deep`"),
            untold("of the fragment `Plain`"),
            untold("of the fragment `Taken`"),
        ]
    );
}

#[test]
fn what_a_fragment_selects_below_counts_for_each_operation_that_uses_it() {
    assert_eq!(
        told(
            "query A { pet { ...F friend { __typename: id } } } query B { pet { ...F friend { name } } }
             fragment F on Pet { friend { id } }"
        ),
        [
            "query A { pet { ...F friend { __typename: id } } } fragment F on Pet { __typename friend { id } }"
                .to_owned(),
            "query B { pet { ...F friend { __typename name } } } fragment F on Pet { __typename friend { id } }"
                .to_owned(),
            untold("below `friend` of `A`"),
            untold("below `friend` of `F`"),
        ]
    );
}

#[test]
fn the_root_is_a_place_too() {
    assert_eq!(
        told("query Q { __typename: pet { id } ...R } fragment R on Root { pet { id } }"),
        [
            "query Q { __typename: pet { __typename id } ...R } fragment R on Root { pet { __typename id } }"
                .to_owned(),
            untold("of the fragment `R`")
        ]
    );
}
