//! The listing of selected fields against the specification's own algorithm.

use std::collections::BTreeSet;

use apollo_compiler::ast::{Field, Selection};
use proptest::prelude::*;

use super::schema;
use crate::appsync::Coordinate;
use crate::graphql::{Document, Operation, Schema};

const SCHEMA: &str = "interface Node { id: ID! owner: User same: Node } union Hit = User | Post interface Rare { rare: Hit } \
    type User implements Node { id: ID! owner: User same: User friend: User hits: [Hit!]! } \
    type Post implements Node { id: ID! owner: User same: Post author: User! } \
    type Tag implements Node & Rare { id: ID! owner: User same: Node rare: Hit } \
    type Query { node: Node me: User hits: [Hit] post: Post! }";

/// GraphQL's `CollectFields` and `ExecuteSelectionSet` (October 2021, 6.3), once for every type that an object can have.
fn execute(
    (schema, operation): (&Schema, &Operation),
    type_name: &str,
    sets: &[&[Selection]],
    path: &[String],
    found: &mut BTreeSet<(Vec<String>, Coordinate)>,
) {
    let mut groups: Vec<(String, Vec<&Field>)> = Vec::new();
    let mut visited = BTreeSet::new();
    for set in sets {
        collect((schema, operation), type_name, set, &mut visited, &mut groups);
    }
    for (key, fields) in groups {
        let path: Vec<String> = path.iter().cloned().chain([key]).collect();
        let mut types = BTreeSet::new();
        for field in &fields {
            let definition = schema.field(type_name, &field.name);
            if definition.is_none() && field.name != "__typename" {
                continue;
            }
            found.insert((path.clone(), Coordinate::new(type_name, field.name.as_str())));
            let returned = definition.map_or("", |definition| definition.ty.inner_named_type().as_str());
            types.extend(schema.possible_object_types(returned));
        }
        for below in types {
            let can_be = |field: &&&Field| {
                let returned = schema.field(type_name, &field.name).map(|definition| definition.ty.inner_named_type());
                returned.is_some_and(|returned| schema.possible_object_types(returned).contains(below))
            };
            let sets: Vec<&[Selection]> =
                fields.iter().filter(can_be).map(|field| field.selection_set.as_slice()).collect();
            execute((schema, operation), below, &sets, &path, found);
        }
    }
}

fn collect<'a>(
    (schema, operation): (&Schema, &'a Operation),
    type_name: &str,
    set: &'a [Selection],
    visited: &mut BTreeSet<String>,
    groups: &mut Vec<(String, Vec<&'a Field>)>,
) {
    let fits = |condition: &str| schema.possible_object_types(condition).iter().any(|each| each == type_name);
    for selection in set {
        match selection {
            Selection::Field(field) => {
                let key = field.response_name().to_string();
                match groups.iter_mut().find(|(earlier, _)| *earlier == key) {
                    Some((_, fields)) => fields.push(field),
                    None => groups.push((key, vec![field])),
                }
            }
            Selection::InlineFragment(fragment) => {
                if fragment.type_condition.as_ref().is_none_or(|condition| fits(condition)) {
                    collect((schema, operation), type_name, &fragment.selection_set, visited, groups);
                }
            }
            Selection::FragmentSpread(spread) => {
                let fragment = &operation.document.fragments[&spread.fragment_name];
                if visited.insert(spread.fragment_name.to_string()) && fits(&fragment.type_condition) {
                    collect((schema, operation), type_name, &fragment.selection_set, visited, groups);
                }
            }
        }
    }
}

/// Selections that can use the fragments from a number on, so that no fragment contains itself.
fn selections(fragments: std::ops::Range<usize>) -> impl Strategy<Value = String> {
    let names = ["id", "owner", "same", "friend", "hits", "author", "rare", "node", "me", "post", "__typename", "nope"];
    let alias = prop::sample::select(["", "", "x: ", "owner: "].as_slice());
    let leaf = (alias.clone(), prop::sample::select(names.to_vec())).prop_map(|(alias, name)| format!("{alias}{name}"));
    let spreads: Vec<String> = fragments.map(|number| format!("...F{number}")).collect();
    let leaf = if spreads.is_empty() { leaf.boxed() } else { prop_oneof![leaf, prop::sample::select(spreads)].boxed() };
    let tree = leaf.prop_recursive(4, 40, 5, move |inner| {
        let below = prop::collection::vec(inner, 1..5).prop_map(|inner| inner.join(" "));
        let condition =
            prop::sample::select(["", "on User ", "on Post ", "on Node ", "on Hit ", "on Tag ", "on Rare "].as_slice());
        prop_oneof![
            (alias.clone(), prop::sample::select(names.to_vec()), below.clone())
                .prop_map(|(alias, name, below)| format!("{alias}{name} {{ {below} }}")),
            (condition, below).prop_map(|(condition, below)| format!("... {condition}{{ {below} }}")),
        ]
    });
    prop::collection::vec(tree, 1..5).prop_map(|selections| selections.join(" "))
}

fn documents() -> impl Strategy<Value = String> {
    let condition = || prop::sample::select(["User", "Post", "Node", "Hit", "Query"].as_slice());
    let root = prop::sample::select(["", "me", "node", "hits", "post"].as_slice());
    let fragment = |number: usize| {
        (condition(), selections(number + 1..3))
            .prop_map(move |(on, set)| format!("fragment F{number} on {on} {{ {set} }}"))
    };
    (root, selections(0..3), fragment(0), fragment(1), fragment(2)).prop_map(|(root, set, f0, f1, f2)| match root {
        "" => format!("{{ {set} }} {f0} {f1} {f2}"),
        root => format!("{{ {root} {{ {set} }} ...F0 }} {f0} {f1} {f2}"),
    })
}

proptest! {
    #[test]
    fn the_listed_fields_are_those_that_executions_can_ask_for(text in documents()) {
        let schema = schema(SCHEMA);
        let document = Document::parse("query.graphql", text).expect("a document");
        let operation = document.operations().next().expect("an operation");
        let mut expected = BTreeSet::new();
        execute((&schema, &operation), "Query", &[&operation.definition.selection_set], &[], &mut expected);
        let listed = operation.selected_fields(Some(&schema), &serde_json::Map::new()).expect("a selection");
        let found: BTreeSet<_> = listed.iter().map(|each| (each.path.clone(), each.coordinate.clone())).collect();
        prop_assert_eq!(found.len(), listed.len(), "each place and coordinate once");
        prop_assert_eq!(found, expected);
    }
}
