//! What the printer makes of operations; that prettier agrees is a test of its own, with prettier.

use super::print::{self, Layout};
use super::written_statements;
use crate::graphql::{DocumentSet, Leniency, Schema, SourceText};

const SCHEMA: &str = "
type Query { find(where: Where, names: [String], text: String, veryLongArgumentNameToBreakLines: Float): Thing }
input Where { name: String all: [Where!] flag: Boolean }
type Thing { id: ID inner(first: Int, after: String): Thing }
directive @note(text: String) repeatable on QUERY | FIELD | FRAGMENT_DEFINITION | INLINE_FRAGMENT | FRAGMENT_SPREAD | VARIABLE_DEFINITION
";

fn printed(document: &str, layout: Layout) -> String {
    let schema = Schema::load(&[SourceText::new("s", SCHEMA)], Leniency::Strict).unwrap().schema;
    let set = DocumentSet::read(&[SourceText::new("d", document)], &schema).unwrap();
    let statements = written_statements(&set, &schema).0;
    print::statement(&statements[0], layout)
}

#[test]
fn what_fits_a_line_stands_on_one() {
    let text = printed(
        r#"query Q($a:Int=1,$b:[String!]!=["x" "y"]@note){find(where:{name:"q\"\\\n" all:[{}]},names:$b){id x:inner(first:$a){id @skip(if:true)}...F...on Thing@note(text:"t"){id}}} fragment F on Thing{id}"#,
        Layout::default(),
    );
    assert_eq!(
        text,
        r#"query Q($a: Int = 1, $b: [String!]! = ["x", "y"] @note) {
  find(where: { name: "q\"\\\n", all: [{}] }, names: $b) {
    id
    x: inner(first: $a) {
      id @skip(if: true)
    }
    ...F
    ... on Thing @note(text: "t") {
      id
    }
  }
}

fragment F on Thing {
  id
}"#
    );
}

#[test]
fn what_does_not_fit_is_broken_from_the_outside_in() {
    let text = printed(
        r#"query VeryLongOperationNameThatNeedsRoom($firstVariable: String, $secondVariable: Float = 1.5) {
          find(where: {name: "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", all: [{name: "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"}, {flag: true}]}, text: $firstVariable, veryLongArgumentNameToBreakLines: $secondVariable) { id @note(text: "11111111111111111111111111") @note(text: "22222222222222222222222222222222222222222222") }
        }"#,
        Layout { indent: 2, ..Layout::default() },
    );
    assert_eq!(
        text,
        r#"  query VeryLongOperationNameThatNeedsRoom(
    $firstVariable: String
    $secondVariable: Float = 1.5
  ) {
    find(
      where: {
        name: "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
        all: [{ name: "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb" }, { flag: true }]
      }
      text: $firstVariable
      veryLongArgumentNameToBreakLines: $secondVariable
    ) {
      id
        @note(text: "11111111111111111111111111")
        @note(text: "22222222222222222222222222222222222222222222")
    }
  }"#
    );
}

#[test]
fn an_empty_line_stands_before_inline_fragments_where_it_is_wanted() {
    let document = "query Q { find { id ... on Thing { id } ... on Thing { inner { id } } } }";
    let text = printed(document, Layout { blank_before_inline_fragments: true, ..Layout::default() });
    assert_eq!(
        text,
        "query Q {\n  find {\n    id\n\n    ... on Thing {\n      id\n    }\n    ... on Thing {\n      inner {\n        id\n      }\n    }\n  }\n}"
    );
}
