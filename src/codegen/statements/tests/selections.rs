use super::{Given, bounds, generated_lines, noted};
use crate::codegen::Bounds;
use crate::settings::{DepthMode, Order};

const BLOG: &str = "
    type Query { getPost(id: ID!): Post listPosts(limit: Int): PostConnection getAuthor(id: ID!): Author }
    type Mutation { addPost(title: String!): AddPostPayload }
    type PostConnection { items: [Post] nextToken: String }
    type CommentConnection { items: [Comment!] nextToken: String }
    type AddPostPayload { ok: Boolean! post: Post }
    type Post { id: ID! title: String author: Author place: Place comments: CommentConnection }
    type Author { id: ID! name: String place: Place posts: PostConnection }
    type Comment { id: ID! text: String post: Post }
    type Place { city: String geo: Geo }
    type Geo { lat: Float lng: Float within: Place }
";

fn at(depth: u32, depth_mode: DepthMode) -> Bounds {
    Bounds { depth, depth_mode, ..bounds() }
}

#[test]
fn levels_count_objects_but_no_value_objects() {
    let lines = generated_lines(BLOG, &at(2, DepthMode::Levels));
    assert_eq!(
        lines,
        [
            "query GetPost($id: ID!) { getPost(id: $id) { id title author { id name place { city geo { lat lng } } } \
             place { city geo { lat lng within { city } } } comments { nextToken } } }",
            "query ListPosts($limit: Int) { listPosts(limit: $limit) { items { id title place { city geo { lat lng } } } \
             nextToken } }",
            "query GetAuthor($id: ID!) { getAuthor(id: $id) { id name place { city geo { lat lng within { city } } } \
             posts { nextToken } } }",
            "mutation AddPost($title: String!) { addPost(title: $title) { ok post { id title \
             place { city geo { lat lng } } } } }",
        ]
    );
}

#[test]
fn a_root_connection_lists_its_items_with_their_value_objects_at_any_depth() {
    let sdl = "
        type Query { list: Connection edges: Edges nodes: Nodes }
        type Connection { items: [Item] } type Edges { edges: [Edge] } type Nodes { nodes: [Item] inner: Nodes }
        type Edge { cursor: String node: Item } type Item { id: ID size: Size other: Item } type Size { width: Int }
    ";
    assert_eq!(
        generated_lines(sdl, &at(1, DepthMode::Levels)),
        [
            "query List { list { items { id size { width } } } }",
            "query Edges { edges { edges { cursor node { id size { width } } } } }",
            "query Nodes { nodes { nodes { id size { width } } } }",
        ]
    );
}

#[test]
fn a_value_object_is_entered_once_for_nothing_on_a_cycle_and_never_on_a_large_one() {
    let ring = |size: usize| {
        let types: String = (0..size).map(|n| format!("type V{n} {{ x: Int v: V{} }} ", (n + 1) % size)).collect();
        format!("type Query {{ a: A }} type A {{ v: V0 }} {types}")
    };
    let line = |sdl: &str, depth| generated_lines(sdl, &at(depth, DepthMode::Levels)).remove(0);
    assert_eq!(line(&ring(1), 1), "query A { a { v { x } } }");
    assert_eq!(line(&ring(3), 1), "query A { a { v { x v { x v { x } } } } }");
    assert_eq!(line(&ring(3), 2), "query A { a { v { x v { x v { x v { x } } } } } }");
    assert_eq!(line(&ring(7), 1), "query A { a { v { x } } }");
    assert_eq!(line(&ring(7), 2), "query A { a { v { x v { x } } } }");
}

#[test]
fn a_member_is_entered_with_its_interface_or_union_whatever_the_order_of_the_schema() {
    let types = [
        "type Query { a: A }",
        "type A { u: U }",
        "union U = D",
        "type D implements I { x: Int up: I d: D }",
        "interface I { x: Int up: I }",
    ];
    let line = |sdl: &str| generated_lines(sdl, &Bounds { order: Order::Name, ..at(1, DepthMode::Levels) }).remove(0);
    let expected = "query A { a { u { __typename ... on D { up { __typename x } x } } } }";
    for first in 0..types.len() {
        let (before, from) = types.split_at(first);
        let mut turned = [from, before].concat();
        assert_eq!(line(&turned.join(" ")), expected, "from {first}");
        turned.reverse();
        assert_eq!(line(&turned.join(" ")), expected, "from {first}, backwards");
    }
}

#[test]
fn hops_between_entities_give_get_list_and_mutation_one_shape() {
    let lines = generated_lines(BLOG, &at(2, DepthMode::Entity));
    let inner = "place { city geo { lat lng } }";
    let place = "place { city geo { lat lng within { city } } }";
    let post =
        format!("{{ id title author {{ id name {inner} }} {place} comments {{ items {{ id text }} nextToken }} }}");
    assert_eq!(
        lines,
        [
            format!("query GetPost($id: ID!) {{ getPost(id: $id) {post} }}"),
            format!("query ListPosts($limit: Int) {{ listPosts(limit: $limit) {{ items {post} nextToken }} }}"),
            format!(
                "query GetAuthor($id: ID!) {{ getAuthor(id: $id) {{ id name {place} \
                 posts {{ items {{ id title {inner} }} nextToken }} }} }}"
            ),
            format!("mutation AddPost($title: String!) {{ addPost(title: $title) {{ ok post {post} }} }}"),
        ]
    );
}

#[test]
fn an_open_type_says_its_name_first_and_an_object_last() {
    let sdl = "
        type Query { thing: Thing any: Any }
        interface Thing { id: ID } union Any = A | B
        type A implements Thing { id: ID a: Int } type B implements Thing { id: ID b: B }
    ";
    let typed = Bounds { typename: true, ..bounds() };
    assert_eq!(
        generated_lines(sdl, &typed),
        [
            "query Thing { thing { __typename id ... on A { a } ... on B { b { id __typename } } } }",
            "query Any { any { __typename ... on A { id a } ... on B { id b { id __typename } } } }",
        ]
    );
    assert_eq!(
        generated_lines(sdl, &bounds())[0],
        "query Thing { thing { __typename id ... on A { a } ... on B { b { id } } } }"
    );
}

#[test]
fn what_would_be_empty_selects_its_name() {
    let sdl = "
        type Query { chain: Chain lonely: Lonely objects: Objects }
        type Chain { link: Link } type Link { chain: Chain } interface Lonely { chain: Chain }
        union Objects = Chain | Link
    ";
    assert_eq!(
        generated_lines(sdl, &at(1, DepthMode::Levels)),
        [
            "query Chain { chain { __typename } }",
            "query Lonely { lonely { __typename } }",
            "query Objects { objects { __typename } }",
        ]
    );
    assert_eq!(generated_lines(sdl, &at(0, DepthMode::Levels))[0], "query Chain { chain { __typename } }");
    assert_eq!(generated_lines(sdl, &at(2, DepthMode::Levels))[0], "query Chain { chain { link { __typename } } }");
}

#[test]
fn root_types_can_have_any_name_and_stand_anywhere() {
    let sdl = "
        schema { query: Q mutation: M subscription: S }
        type Q { self: Q count: Int } type M { set: Payload } type S { onSet: Payload @aws_subscribe(mutations: [\"set\"]) }
        type Payload { query: Q done: Boolean }
    ";
    assert_eq!(
        generated_lines(sdl, &bounds()),
        [
            "query Self { self { self { count } count } }",
            "query Count { count }",
            "mutation Set { set { query { count } done } }",
            "subscription OnSet { onSet { query { count } done } }",
        ]
    );
}

#[test]
fn interfaces_of_interfaces_have_fragments_for_objects_only() {
    let sdl = "
        type Query { node: Node }
        interface Node { id: ID } interface Named implements Node { id: ID name: String }
        type User implements Node & Named { id: ID name: String mail: String }
    ";
    assert_eq!(generated_lines(sdl, &bounds()), ["query Node { node { __typename id ... on User { name mail } } }"]);
}

#[test]
fn a_shuffled_schema_gives_the_same_by_name() {
    let one = "
        type Query { b(y: Int, x: Int): U a: I } union U = B | A interface I { z: Int y: Int }
        type A implements I { z: Int y: Int x: Int } type B implements I { y: Int z: Int w: String x: String }
    ";
    let other = "
        type B implements I { x: String w: String z: Int y: Int } interface I { y: Int z: Int }
        union U = A | B type Query { a: I b(x: Int, y: Int): U } type A implements I { x: Int y: Int z: Int }
    ";
    let by_name = Bounds { order: Order::Name, ..bounds() };
    let lines = generated_lines(one, &by_name);
    assert_eq!(lines, generated_lines(other, &by_name));
    assert_eq!(
        lines,
        [
            "query A { a { __typename y z ... on A { a_x: x } ... on B { w b_x: x } } }",
            "query B($x: Int, $y: Int) { b(x: $x, y: $y) { __typename ... on A { a_x: x y z } \
             ... on B { w b_x: x y z } } }",
        ]
    );
}

#[test]
fn deprecated_fields_can_be_left_out_but_not_all_of_a_type() {
    let sdl = "
        type Query { a: A old: Int @deprecated b(x: Int, y: Int @deprecated, z: Int! = 1 @deprecated): B }
        type A { new: Int old: Int @deprecated } type B { old: Int @deprecated }
    ";
    let without = Bounds { exclude_deprecated: true, ..bounds() };
    assert_eq!(generated_lines(sdl, &without), ["query A { a { new } }", "query B($x: Int) { b(x: $x) { old } }"]);
    assert_eq!(noted(sdl, &without), ["operation-deprecated Query.old"]);
    assert_eq!(generated_lines(sdl, &bounds())[0], "query A { a { new old } }");
    assert_eq!(noted(sdl, &bounds()), Vec::<String>::new());
}

#[test]
fn costs_are_those_of_the_text() {
    for depth_mode in [DepthMode::Levels, DepthMode::Entity, DepthMode::Amplify] {
        let generated = Given::new(BLOG, &at(3, depth_mode)).generated;
        let counted: Vec<_> = generated.statements.iter().map(crate::codegen::Cost::of).collect();
        assert_eq!(generated.costs, counted);
    }
}
