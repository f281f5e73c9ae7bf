use super::{bounds, generated_lines};
use crate::codegen::Bounds;
use crate::settings::{DepthMode, Fragments};

/// As Amplify's generator is called unless somebody says otherwise.
fn amplify(depth: u32) -> Bounds {
    Bounds {
        depth,
        is_amplify: true,
        depth_mode: DepthMode::Amplify,
        fragments: Fragments::Never,
        max_fields: None,
        typename: true,
        ..bounds()
    }
}

#[test]
fn items_take_a_level_and_names_of_types_stand_last_in_objects_only() {
    let sdl = "
        type Query { getTodo(id: ID!): Todo listTodos: Connection thing: Thing }
        type Connection { items: [Todo]! nextToken: String } interface Thing { id: ID! }
        type Todo implements Thing { id: ID! owner: Person children: Connection } type Person { name: String }
    ";
    assert_eq!(
        generated_lines(sdl, &amplify(2)),
        [
            "query GetTodo($id: ID!) { getTodo(id: $id) { id owner { name __typename } \
             children { nextToken __typename } __typename } }",
            "query ListTodos { listTodos { items { id __typename } nextToken __typename } }",
            "query Thing { thing { id ... on Todo { owner { name __typename } children { nextToken __typename } } } }",
        ]
    );
    assert_eq!(
        generated_lines(sdl, &Bounds { typename: false, ..amplify(1) }),
        [
            "query GetTodo($id: ID!) { getTodo(id: $id) { id } }",
            "query ListTodos { listTodos { nextToken } }",
            "query Thing { thing { id } }",
        ]
    );
}

#[test]
fn what_is_empty_is_left_out_and_only_a_root_field_selects_its_name() {
    let sdl = "
        type Query { a: A u: U } type A { id: ID u: U c: C } union U = C | D type C { a: A } type D { c: C }
    ";
    let plain = Bounds { typename: false, ..amplify(1) };
    assert_eq!(generated_lines(sdl, &plain), ["query A { a { id } }", "query U { u { __typename } }"]);
    let plain = Bounds { typename: false, ..amplify(2) };
    assert_eq!(generated_lines(sdl, &plain), ["query A { a { id } }", "query U { u { ... on C { a { id } } } }"]);
    assert_eq!(
        generated_lines(sdl, &amplify(2)),
        [
            "query A { a { id c { __typename } __typename } }",
            "query U { u { ... on C { a { id __typename } } ... on D { c { __typename } } } }",
        ]
    );
}

#[test]
fn aggregates_add_a_level() {
    let sdl = "
        type Query { search: SearchableConnection }
        type SearchableConnection { items: [Todo]! aggregateItems: [SearchableAggregateResult]! }
        type SearchableAggregateResult { name: String! result: Result }
        union Result = Scalar | Buckets type Scalar { value: Float! } type Buckets { buckets: [Bucket] }
        type Bucket { key: String! doc_count: Int! } type Todo { id: ID! }
    ";
    assert_eq!(
        generated_lines(sdl, &amplify(2)),
        ["query Search { search { items { id __typename } aggregateItems { name result { ... on Scalar { value } \
          ... on Buckets { buckets { key doc_count __typename } } } __typename } __typename } }"]
    );
    assert_eq!(
        generated_lines(sdl, &amplify(1)),
        [
            "query Search { search { aggregateItems { name result { ... on Scalar { value } } __typename } __typename } }"
        ]
    );
}

#[test]
fn an_s3_object_is_an_object() {
    let sdl = "
        type Query { file: File } type File { id: ID! at: S3Object }
        type S3Object { bucket: String! key: String! region: String! }
    ";
    assert_eq!(
        generated_lines(sdl, &amplify(2)),
        ["query File { file { id at { bucket key region __typename } __typename } }"]
    );
}

#[test]
fn there_are_no_fragments() {
    let sdl = "type Query { a: A } type A { b: B c: B } type B { x: Int y: Int }";
    assert_eq!(
        generated_lines(sdl, &amplify(2)),
        ["query A { a { b { x y __typename } c { x y __typename } __typename } }"]
    );
}
