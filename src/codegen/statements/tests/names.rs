use super::super::names::{RootField, names};
use super::{bounds, generated_lines, noted};
use crate::codegen::Bounds;
use crate::graphql::OperationKind::{Mutation, Query, Subscription};
use crate::settings::DepthMode;

fn named(folds_case: bool, fields: &[(crate::graphql::OperationKind, &str)]) -> Vec<String> {
    let roots: Vec<RootField> =
        fields.iter().map(|(kind, field)| RootField { kind: *kind, field: (*field).to_owned() }).collect();
    let (names, _) = names(&roots, folds_case, &[]);
    roots.iter().map(|root| names[root].clone()).collect()
}

#[test]
fn a_name_is_the_field_with_a_large_first_letter() {
    assert_eq!(
        named(true, &[(Query, "getTodo"), (Query, "snake_case"), (Query, "_x")]),
        ["GetTodo", "Snake_case", "_x"]
    );
}

#[test]
fn the_query_keeps_a_name_that_others_want() {
    let fields = [(Subscription, "user"), (Mutation, "user"), (Query, "user")];
    assert_eq!(named(true, &fields), ["UserSubscription", "UserMutation", "User"]);
    let renamed = noted("type Query { user: Int } type Mutation { user: Int }", &bounds());
    assert_eq!(renamed, ["operation-renamed UserMutation"]);
}

#[test]
fn names_that_differ_in_case_only_are_one_but_not_for_amplify() {
    let fields = [(Query, "foo"), (Query, "Foo"), (Mutation, "FOO")];
    assert_eq!(named(true, &fields), ["FooQuery", "Foo", "FOOMutation"]);
    assert_eq!(named(false, &fields), ["FooQuery", "Foo", "FOO"]);
    let sdl = "type Query { getID: Int getId: Int }";
    assert_eq!(generated_lines(sdl, &bounds()), ["query GetID { getID }", "query GetIdQuery { getId }"]);
    let amplify = Bounds { is_amplify: true, depth_mode: DepthMode::Amplify, ..bounds() };
    assert_eq!(generated_lines(sdl, &amplify), ["query GetID { getID }", "query GetId { getId }"]);
}

#[test]
fn a_name_with_its_kind_can_be_taken_too() {
    let fields = [(Query, "user"), (Mutation, "user"), (Query, "userMutation"), (Query, "usermutation_2")];
    assert_eq!(named(true, &fields), ["User", "UserMutation_3", "UserMutation", "Usermutation_2"]);
}

#[test]
fn a_name_depends_on_no_pattern() {
    let sdl = "type Query { user: Int } type Mutation { user: Int }";
    let only = Bounds { include: vec!["Mutation".to_owned()], ..bounds() };
    assert_eq!(generated_lines(sdl, &only), ["mutation UserMutation { user }"]);
}
