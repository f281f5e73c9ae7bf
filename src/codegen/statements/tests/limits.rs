use super::{Given, bounds, generated_lines};
use crate::codegen::Bounds;
use crate::settings::{DepthMode, Fragments, Selection};

const TREE: &str = "type Query { node: Node } type Node { value: Int left: Node right: Node }";

fn messages(given: &Given) -> Vec<String> {
    given.generated.notes.iter().map(|note| format!("{}: {}", note.code, note.message)).collect()
}

#[test]
fn depth_is_lowered_until_the_fields_are_few_enough() {
    let given = Given::new(TREE, &Bounds { depth: 90, max_fields: Some(8), fragments: Fragments::Auto, ..bounds() });
    assert_eq!(given.generated.costs[0].leaf_fields, 7);
    assert_eq!(
        messages(&given),
        ["depth-lowered: `Node` would select more than 1000000000 fields: its depth is 3 instead of 90"]
    );
    let enough = Given::new(TREE, &Bounds { depth: 3, max_fields: Some(7), ..bounds() });
    assert_eq!(messages(&enough), Vec::<String>::new());
}

#[test]
fn what_repeats_itself_is_bounded_though_nobody_set_a_bound() {
    for (depth_mode, is_amplify) in
        [(DepthMode::Amplify, true), (DepthMode::Amplify, false), (DepthMode::Levels, false)]
    {
        let fragments = Fragments::Never;
        let bounds = Bounds { is_amplify, depth: 99, depth_mode, fragments, max_fields: None, ..bounds() };
        let generated = crate::codegen::generate(&super::given::schema(TREE), &bounds);
        assert_eq!(generated.costs[0].leaf_fields, 65_535);
        assert_eq!(generated.notes[0].code, "depth-lowered");
    }
}

#[test]
fn objects_without_fields_are_bounded_too() {
    let sdl = "type Query { node: Node } type Node { left: Node right: Node }";
    let bounds = Bounds { depth: 99, fragments: Fragments::Never, max_fields: None, ..bounds() };
    let generated = crate::codegen::generate(&super::given::schema(sdl), &bounds);
    assert_eq!(generated.costs[0].composite_fields, 65_534);
}

#[test]
fn value_objects_are_given_up_before_depth() {
    let sdl = "
        type Query { a: A b: B } type A { id: ID v: V b: B } type B { id: ID }
        type V { p: Int q: Int w: W } type W { r: Int s: Int }
    ";
    let given = Given::new(sdl, &Bounds { depth: 2, max_fields: Some(4), ..bounds() });
    assert_eq!(given.lines()[0], "query A { a { id v { p q } b { id } } }");
    assert_eq!(messages(&given), ["depth-lowered: `A` would select 6 fields: its value objects count as levels"]);
}

#[test]
fn the_least_is_kept_even_when_it_is_too_much() {
    let sdl = "type Query { a: A } type A { x: Int y: Int a: A }";
    let given = Given::new(sdl, &Bounds { max_fields: Some(1), ..bounds() });
    assert_eq!(given.lines(), ["query A { a { x y } }"]);
    assert_eq!(messages(&given), ["fields-beyond-limit: `A` selects 2 fields at its least depth, more than it may"]);
}

#[test]
fn one_operation_can_be_bounded_otherwise() {
    let mut own = bounds();
    own.operations.insert("deep".to_owned(), Selection { depth: Some(3), ..Selection::default() });
    own.operations.insert("no".to_owned(), Selection::default());
    let sdl = "type Query { deep: A flat: A } type A { x: Int a: A }";
    let given = Given::new(sdl, &own);
    assert_eq!(given.lines(), ["query Deep { deep { x a { x a { x } } } }", "query Flat { flat { x a { x } } }"]);
    assert_eq!(messages(&given), ["operation-unknown: `no` in `operations` is no field of a root type"]);
}

#[test]
fn one_operation_can_be_called_by_its_type_too() {
    let mut own = bounds();
    own.depth = 1;
    for (name, depth) in [("a", 0), ("Mutation.a", 2), ("Query.deeep", 3)] {
        own.operations.insert(name.to_owned(), Selection { depth: Some(depth), ..Selection::default() });
    }
    let sdl = "type Query { a: A deep: A } type Mutation { a: A } type A { x: Int a: A }";
    let given = Given::new(sdl, &own);
    let lines = ["query A { a { __typename } }", "query Deep { deep { x } }", "mutation AMutation { a { x a { x } } }"];
    assert_eq!(given.lines(), lines);
    let unknown = "operation-unknown: `Query.deeep` in `operations` is no field of a root type; did you mean `deep`?";
    assert!(messages(&given).contains(&unknown.to_owned()), "{:?}", messages(&given));
}

#[test]
fn the_deepest_that_can_be_asked_for_is_valid() {
    let sdl = "type Query { a: A l: C } type A { x: Int a: A v: V } type V { y: Int w: V } type C { items: [A] }";
    for depth_mode in [DepthMode::Levels, DepthMode::Entity, DepthMode::Amplify] {
        for fragments in [Fragments::Auto, Fragments::Never, Fragments::Always] {
            generated_lines(
                sdl,
                &Bounds { depth: 100, depth_mode, fragments, max_fields: Some(1_000_000), ..bounds() },
            );
        }
    }
}

#[test]
fn a_long_chain_of_value_objects_ends() {
    let links: String = (0..300).map(|n| format!("type V{n} {{ x: Int v: V{} }} ", n + 1)).collect();
    let sdl = format!("type Query {{ a: A }} type A {{ v: V0 }} {links} type V300 {{ x: Int }}");
    let given = Given::new(&sdl, &bounds());
    assert_eq!(given.generated.costs[0].composite_fields, 25);
}
