//! Which fields of an operation give a list in pages.

use super::lines;
use crate::graphql::{Document, PagedField};

fn paged(text: &str) -> Vec<PagedField> {
    let document = Document::parse("query.graphql", text).unwrap_or_else(|errors| panic!("{}", lines(&errors)));
    document.pick(None).expect("one operation").paged_fields().unwrap_or_else(|errors| panic!("{}", lines(&errors)))
}

/// A field as `path items nextToken $variable`.
fn shown(text: &str) -> Vec<String> {
    let part = |part: Option<String>| part.unwrap_or_else(|| "-".to_owned());
    let shown = |field: PagedField| {
        let inside = if field.is_inside_list { " inside" } else { "" };
        let path = field.dotted();
        format!("{path} {} {} {}{inside}", part(field.items), part(field.next_token), part(field.variable))
    };
    paged(text).into_iter().map(shown).collect()
}

#[test]
fn a_field_with_a_list_and_a_token_is_found_with_the_variable_that_feeds_it() {
    for (text, fields) in [
        ("query ($t: String) { a(nextToken: $t) { items { id } nextToken } }", vec!["a items nextToken t"]),
        ("query ($t: String) { a { b(nextToken: $t) { items { id } nextToken } } }", vec!["a.b items nextToken t"]),
        ("query ($t: String) { x: a(nextToken: $t) { rows: items { id } more: nextToken } }", vec!["x rows more t"]),
        ("query ($t: String) { a(page: {size: 1, nextToken: $t}) { items nextToken } }", vec!["a items nextToken t"]),
        ("query ($t: String) { a(nextToken: $t) { events { id } nextToken } }", vec!["a events nextToken t"]),
        ("query ($t: String) { a(nextToken: $t) { b { id } c { id } nextToken } }", vec!["a - nextToken t"]),
        ("query ($t: String) { a(limit: $t) { items { id } nextToken } }", vec!["a items nextToken -"]),
        ("{ a(nextToken: $t) { items { id } nextToken } }", vec!["a items nextToken -"]),
        ("{ a(nextToken: \"x\") { items { id } } }", vec!["a items - -"]),
        ("{ a { nextToken } b { id } c }", vec!["a - nextToken -"]),
        (
            "query ($t: String) { a(nextToken: $t) { items { c { items { id } nextToken } } nextToken } }",
            vec!["a items nextToken t", "a.items.c items nextToken - inside"],
        ),
    ] {
        assert_eq!(shown(text), fields, "{text}");
    }
}

#[test]
fn fragments_and_selections_of_the_same_key_are_put_together() {
    let text = "query ($t: String) { ...A a(nextToken: $t) { ... on P { nextToken } } }
        fragment A on Query { a(nextToken: $t) { ...I } }
        fragment I on P { items { id } }";
    assert_eq!(shown(text), ["a items nextToken t"]);
}

#[test]
fn broken_fragments_are_refused_and_many_cost_little() {
    let document = Document::parse("q.graphql", "{ ...A } fragment A on Query { a { ...A } }").expect("a document");
    let errors = document.pick(None).expect("one operation").paged_fields().unwrap_err();
    assert_eq!(lines(&errors), "q.graphql:1:36: the fragment `A` contains itself");
    let fragment = |n: usize| format!("fragment F{n} on T {{ a {{ ...F{0} }} b {{ ...F{0} }} }}\n", n + 1);
    let many: String = (0..60).map(fragment).collect();
    assert_eq!(shown(&format!("{{ ...F0 }} {many} fragment F60 on T {{ c }}")), Vec::<String>::new());
}
