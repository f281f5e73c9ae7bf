use super::{Given, bounds, generated_lines};
use crate::codegen::Bounds;
use crate::settings::{Fragments, NestedArguments};

fn with(fragments: Fragments, depth: u32) -> Bounds {
    Bounds { fragments, depth, ..bounds() }
}

const TREE: &str = "type Query { node: Node } type Node { value: Int left: Node right: Node }";

#[test]
fn what_stands_twice_becomes_a_fragment() {
    assert_eq!(
        generated_lines(TREE, &with(Fragments::Auto, 4)),
        ["query Node { node { value left { ...Node_Node_2 } right { ...Node_Node_2 } } } \
          fragment Node_Node_2 on Node { value left { ...Node_Node_1 } right { ...Node_Node_1 } } \
          fragment Node_Node_1 on Node { value left { value } right { value } }"]
    );
    assert_eq!(
        generated_lines(TREE, &with(Fragments::Never, 2)),
        ["query Node { node { value left { value } right { value } } }"]
    );
}

#[test]
fn a_text_with_fragments_grows_with_the_depth_and_not_with_its_expansion() {
    let size = |depth| {
        let bounds = Bounds { max_fields: None, ..with(Fragments::Auto, depth) };
        generated_lines(TREE, &bounds)[0].len()
    };
    assert!(size(40) < 3 * size(20), "{} {}", size(20), size(40));
}

#[test]
fn every_object_can_be_a_fragment() {
    let sdl = "type Query { a: A } type A { x: Int y: Int b: B } type B { i: I } interface I { x: Int } \
               type C implements I { x: Int y: Int }";
    assert_eq!(
        generated_lines(sdl, &with(Fragments::Always, 3)),
        [
            "query A { a { ...A_A_2 } } fragment A_A_2 on A { x y b { ...A_B_2 } } fragment A_B_2 on B { i { ...A_I_2 } } \
          fragment A_I_2 on I { __typename x ... on C { y } }"
        ]
    );
}

#[test]
fn names_of_fragments_are_unlike_all_others() {
    let sdl = "
        type Query { a: A_B a_A: B } type A_B { x: B_1 y: B_1 } type B_1 { p: Int q: Int }
        type B { x: B__1 y: B__1 } type B__1 { p: Int q: Int }
    ";
    let given = Given::new(sdl, &with(Fragments::Always, 2));
    let names: Vec<String> =
        given.generated.statements.iter().flat_map(|each| &each.fragments).map(|each| each.name.to_string()).collect();
    assert_eq!(names, ["A_A_B_1", "A_B_1_1", "A_A_B_1_2", "A_A_B__1_1"]);
}

#[test]
fn what_takes_variables_is_no_fragment() {
    let sdl = "type Query { a: A } type A { b: B c: B } type B { x(id: ID!): Int y: Int }";
    let lift = Bounds { nested_arguments: NestedArguments::Lift, ..with(Fragments::Always, 2) };
    assert_eq!(
        generated_lines(sdl, &lift),
        ["query A($aBXId: ID!, $aCXId: ID!) { a { b { x(id: $aBXId) y } c { x(id: $aCXId) y } } }"]
    );
}
