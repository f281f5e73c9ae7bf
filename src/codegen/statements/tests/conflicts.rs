use super::{bounds, generated_lines, noted};
use crate::codegen::Bounds;
use crate::settings::{DepthMode, Fragments};

fn amplify(depth: u32) -> Bounds {
    Bounds { is_amplify: true, depth, depth_mode: DepthMode::Amplify, fragments: Fragments::Never, ..bounds() }
}

const MEDIA: &str = "
    type Query { media: Media }
    union Media = Video | Photo | Text
    type Video { id: ID! location: String size: Int! } type Photo { id: ID! location: Place size: Int }
    type Text { id: ID! } type Place { city: String }
";

#[test]
fn members_that_disagree_have_aliases_all_of_them() {
    let line = "query Media { media { __typename ... on Video { id video_location: location video_size: size } \
                ... on Photo { id photo_location: location { city } photo_size: size } ... on Text { id } } }";
    assert_eq!(generated_lines(MEDIA, &bounds()), [line]);
    assert_eq!(noted(MEDIA, &bounds()), ["field-aliased Media.location", "field-aliased Media.size"]);
    assert_eq!(generated_lines(MEDIA, &amplify(2)), [line.replace("__typename ", "")]);
}

#[test]
fn for_amplify_only_what_is_selected_can_disagree() {
    assert_eq!(
        generated_lines(MEDIA, &amplify(1)),
        ["query Media { media { ... on Video { id location video_size: size } ... on Photo { id photo_size: size } \
          ... on Text { id } } }"]
    );
}

#[test]
fn an_alias_is_like_nothing_else_there() {
    let sdl = "
        type Query { u: U } union U = A | a
        type A { x: Int a_x: Int } type a { x: String }
    ";
    assert_eq!(
        generated_lines(sdl, &bounds()),
        ["query U { u { __typename ... on A { a_x_: x a_x } ... on a { a_x__: x } } }"]
    );
}

#[test]
fn objects_of_different_types_can_share_a_name_for_amplify_while_what_is_below_agrees() {
    let sdl = "
        type Query { u: U } union U = A | B
        type A { in: InA } type B { in: InB }
        type InA { id: ID! of: DeepA } type InB { id: ID! of: DeepB extra: Int }
        type DeepA { x: Int } type DeepB { x: Float }
    ";
    assert_eq!(
        generated_lines(sdl, &amplify(2)),
        ["query U { u { ... on A { in { id } } ... on B { in { id extra } } } }"]
    );
    assert_eq!(
        generated_lines(sdl, &amplify(3)),
        ["query U { u { ... on A { a_in: in { id of { x } } } ... on B { b_in: in { id of { x } extra } } } }"]
    );
    assert_eq!(
        generated_lines(sdl, &bounds()),
        [
            "query U { u { __typename ... on A { a_in: in { id of { x } } } ... on B { b_in: in { id of { x } extra } } } }"
        ]
    );
}

#[test]
fn a_member_selects_what_its_interface_did_not_even_where_its_type_is_narrower() {
    let sdl = "
        type Query { i: I } interface I { f: String n: I }
        type A implements I { f: String! n: A! a: Int } type B implements I { f: String n: I b: Int }
    ";
    assert_eq!(
        generated_lines(sdl, &bounds()),
        [
            "query I { i { __typename f n { __typename f ... on A { a } ... on B { b } } ... on A { a } ... on B { b } } }"
        ]
    );
}

#[test]
fn selections_of_different_depth_at_one_place_fit_together() {
    // `V` is a value object of `A` and costs nothing there; within the cycle of `B` it costs a level.
    let sdl = "
        type Query { u: U a: A } union U = A | B type A { v: V } type B { v: V }
        type V { w: W x: Int b: B } union W = P | Q type P { y: Int v: V } type Q { y: String v: V }
    ";
    for depth in 1..6 {
        for depth_mode in [DepthMode::Levels, DepthMode::Entity, DepthMode::Amplify] {
            generated_lines(sdl, &Bounds { depth, depth_mode, max_fields: None, ..bounds() });
        }
    }
}
