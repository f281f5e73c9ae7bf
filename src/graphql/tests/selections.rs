//! The fields that operations select.

use serde_json::json;

use super::{lines, schema};
use crate::graphql::{Document, Schema, SelectedField};

const SCHEMA: &str = "interface Node { id: ID! owner: User } union Hit = User | Post \
    type User implements Node { id: ID! owner: User name: String friend: User hits: [Hit!]! } \
    type Post implements Node { id: ID! owner: User title: String! author: User! } \
    type Query { node: Node me: User hits: [Hit] post: Post! } type Mutation { add: Post }";

fn select(text: &str, schema: Option<&Schema>, variables: &serde_json::Value) -> Result<Vec<SelectedField>, String> {
    let document = Document::parse("query.graphql", text).unwrap_or_else(|errors| panic!("{}", lines(&errors)));
    let operation = document.operations().next().expect("an operation");
    let variables = variables.as_object().expect("an object");
    operation.selected_fields(schema, variables).map_err(|errors| lines(&errors))
}

/// `path Coordinate`, with `?` where it depends on the type, `!` where it cannot be null, `*` for introspection.
fn shown(fields: &[SelectedField]) -> Vec<String> {
    let mark = |is: bool, mark: &'static str| if is { mark } else { "" };
    fields
        .iter()
        .map(|each| {
            let (depends, never_null) = (mark(each.depends_on_type, "?"), mark(each.non_null, "!"));
            let introspection = mark(each.is_introspection, "*");
            format!("{} {}{depends}{never_null}{introspection}", each.path.join("."), each.coordinate)
        })
        .collect()
}

fn selected(text: &str) -> Vec<String> {
    shown(&select(text, Some(&schema(SCHEMA)), &json!({})).expect("a selection"))
}

#[test]
fn nested_fields_are_listed_in_the_order_of_the_document() {
    assert_eq!(
        selected("{ me { name buddy: friend { name id } } post { title } __typename }"),
        [
            "me Query.me",
            "me.name User.name",
            "me.buddy User.friend",
            "me.buddy.name User.name",
            "me.buddy.id User.id!",
            "post Query.post!",
            "post.title Post.title!",
            "__typename Query.__typename!*",
        ]
    );
}

#[test]
fn a_field_of_an_interface_is_asked_of_every_object_type() {
    assert_eq!(
        selected("{ node { id ... on Post { title } __typename owner { name } } }"),
        [
            "node Query.node",
            "node.id User.id?!",
            "node.id Post.id?!",
            "node.title Post.title?!",
            "node.__typename User.__typename?!*",
            "node.__typename Post.__typename?!*",
            "node.owner User.owner?",
            "node.owner Post.owner?",
            "node.owner.name User.name?",
        ]
    );
}

#[test]
fn fragments_narrow_the_types_wherever_they_stand() {
    assert_eq!(
        selected(
            "query { hits { ...N ... on User { ...N name } ... on Post { ... on User { name } } ... { ...P } } } \
                  fragment N on Node { id } fragment P on Post { title id }"
        ),
        [
            "hits Query.hits",
            "hits.id User.id?!",
            "hits.id Post.id?!",
            "hits.name User.name?",
            "hits.title Post.title?!"
        ]
    );
}

#[test]
fn the_same_place_is_listed_once_with_the_selections_of_all_ways() {
    assert_eq!(
        selected(
            "{ me { friend { id } ...F } me { friend { name } } } fragment F on User { friend { id hits { ... on User { id } } } }"
        ),
        [
            "me Query.me",
            "me.friend User.friend",
            "me.friend.id User.id!",
            "me.friend.hits User.hits!",
            "me.friend.hits.id User.id?!",
            "me.friend.name User.name",
        ]
    );
}

#[test]
fn the_span_is_that_of_the_first_selection() {
    let text = "{ me { friend { id } } me { x: friend { id } friend { id } } }";
    let found = select(text, Some(&schema(SCHEMA)), &json!({})).expect("a selection");
    let spans: Vec<_> = found.iter().map(|each| &text[each.span.clone()]).collect();
    assert_eq!(spans, ["me { friend { id } }", "friend { id }", "id", "x: friend { id }", "id"]);
}

#[test]
fn skip_and_include_are_decided_by_literals_values_and_defaults() {
    let text = "query Q($yes: Boolean!, $no: Boolean = false, $unknown: Boolean!) { \
        a: me @skip(if: true) { id } b: me @include(if: false) { id } c: me @include(if: true) @skip(if: false) { __typename } \
        d: me @include(if: $no) { id } e: me @skip(if: $yes) { id } f: me @skip(if: $unknown) { __typename } \
        ... @include(if: $no) { g: me { id } } ...F @skip(if: $yes) h: me @include(if: $yes) @skip(if: $yes) { id } } \
        fragment F on Query { i: me { id } }";
    let found = select(text, Some(&schema(SCHEMA)), &json!({"yes": true})).expect("a selection");
    let mut paths: Vec<_> = found.iter().map(|each| each.path.join(".")).collect();
    paths.retain(|path| !path.contains('.'));
    assert_eq!(paths, ["c", "f"]);
    let found = select(text, Some(&schema(SCHEMA)), &json!({"yes": false, "no": true})).expect("a selection");
    let mut paths: Vec<_> = found.iter().map(|each| each.path.join(".")).collect();
    paths.retain(|path| !path.contains('.'));
    assert_eq!(paths, ["c", "d", "e", "f", "g", "i"]);
}

#[test]
fn without_a_schema_only_the_root_is_known() {
    let found = |text: &str| shown(&select(text, None, &json!({})).expect("a selection"));
    assert_eq!(
        found("{ x: a { b } ... on Query { c { d } } ...F __schema { types { name } } } fragment F on Whatever { e }"),
        ["x Query.a", "c Query.c", "e Query.e", "__schema Query.__schema*"]
    );
    assert_eq!(found("mutation { add { id } }"), ["add Mutation.add"]);
    assert_eq!(found("subscription { onAdd { id } }"), ["onAdd Subscription.onAdd"]);
}

#[test]
fn introspection_is_flagged_and_not_followed() {
    assert_eq!(
        selected("{ __schema { types { name } } t: __type(name: \"X\") { name } me { __schema { x } } }"),
        ["__schema Query.__schema*", "t Query.__type*", "me Query.me"]
    );
}

#[test]
fn fields_that_the_schema_lacks_are_left_to_the_validation() {
    assert_eq!(selected("{ nope { x } me { nope name } }"), ["me Query.me", "me.name User.name"]);
    let found = select("subscription { a }", Some(&schema(SCHEMA)), &json!({}));
    assert_eq!(found, Err("query.graphql:1:1: the schema has no subscription type".to_owned()));
}

#[test]
fn fragments_that_are_missing_or_contain_themselves_are_errors() {
    let text = "{ ...A ...Missing me { ...Missing } }\nfragment A on Query { me { friend { ...B } } }\n\
                fragment B on User { friend { ...B ...A } }\nfragment Unused on User { ...Unused }";
    for schema in [None, Some(&schema(SCHEMA))] {
        assert_eq!(
            select(text, schema, &json!({})),
            Err("query.graphql:3:31: the fragment `B` contains itself\n\
                 query.graphql:3:36: the fragment `A` contains itself\n\
                 query.graphql:1:8: the fragment `Missing` is not defined"
                .to_owned())
        );
    }
}

#[test]
fn fragments_that_double_each_other_cost_no_more_than_their_text() {
    // Followed naively this is 2^400 fragments, at one place and with one field in the end.
    let fragments: String =
        (0..400).map(|n| format!("fragment F{n} on Query {{ ...F{} ...F{} }} ", n + 1, n + 1)).collect();
    let text = format!("{{ ...F0 }} {fragments} fragment F400 on Query {{ __typename }}");
    assert_eq!(selected(&text), ["__typename Query.__typename!*"]);
    // With fields between them every path is an answer: the guard must stop it.
    let fragments: String = (0..60)
        .map(|n| format!("fragment F{n} on User {{ a: friend {{ ...F{} }} b: friend {{ ...F{} }} }} ", n + 1, n + 1))
        .collect();
    let text = format!("{{ me {{ ...F0 }} }} {fragments} fragment F60 on User {{ id }}");
    let found = select(&text, Some(&schema(SCHEMA)), &json!({})).expect_err("too many fields");
    assert!(found.ends_with("the operation selects more than 100000 fields"), "{found}");
}

#[test]
fn a_chain_of_fragments_that_nests_too_deep_is_refused() {
    let fragments: String =
        (0..300).map(|n| format!("fragment F{n} on User {{ friend {{ ...F{} }} }} ", n + 1)).collect();
    let text = format!("{{ me {{ ...F0 }} }} {fragments} fragment F300 on User {{ id }}");
    let found = select(&text, Some(&schema(SCHEMA)), &json!({})).expect_err("too deep");
    assert!(found.ends_with("the operation selects deeper than 200 levels"), "{found}");
}

#[test]
fn a_union_of_300_members_that_returns_itself_does_not_blow_up() {
    let members: Vec<_> = (0..300).map(|n| format!("M{n}")).collect();
    let types: String =
        members.iter().map(|name| format!("type {name} {{ id: ID next: [U] own{name}: U }} ")).collect();
    let schema = schema(&format!("type Query {{ u: U }} union U = {} {types}", members.join(" | ")));
    let all: String = members
        .iter()
        .map(|name| format!("... on {name} {{ id next {{ __typename }} own{name} {{ __typename }} }} "))
        .collect();
    let found = select(&format!("{{ u {{ {all} }} }}"), Some(&schema), &json!({})).expect("a selection");
    // u, then for each member id and next, __typename of each member below next, its own field and what is below it.
    assert_eq!(found.len(), 1 + 300 + 300 + 300 + 300 * (1 + 300));
    let deep = format!(
        "{{ u {{ {} }} }}",
        (0..20).fold("__typename".to_owned(), |inner, _| format!("... on M7 {{ next {{ {inner} }} }}"))
    );
    assert_eq!(select(&deep, Some(&schema), &json!({})).expect("a selection").len(), 1 + 20 + 300);
}
