use super::{Given, bounds, generated_lines, noted};
use crate::codegen::Bounds;
use crate::settings::{DepthMode, NestedArguments, Order};

fn lift() -> Bounds {
    Bounds { nested_arguments: NestedArguments::Lift, depth: 3, ..bounds() }
}

const DEFAULTS: &str = r#"
    enum E { A B } input I { a: Int b: [String!] }
    type Query {
        q(
            i: Int! = 0 f: Boolean! = false s: String! = "a \"b\" c" e: E! = A l: [[Int!]!]! = [[1], []]
            o: I! = { a: 1, b: ["x"] } n: Int = 5 t: Boolean = true d: E = B w: String = "w" z: Int = 0 r: ID! p: [ID!]
        ): Int
    }
"#;

#[test]
fn defaults_are_written_where_a_variable_could_not_be_left_away_otherwise() {
    assert_eq!(
        generated_lines(DEFAULTS, &bounds()),
        ["query Q($i: Int! = 0, $f: Boolean! = false, $s: String! = \"a \\\"b\\\" c\", $e: E! = A, \
          $l: [[Int!]!]! = [[1], []], $o: I! = {a: 1, b: [\"x\"]}, $n: Int, $t: Boolean, $d: E, $w: String, $z: Int, \
          $r: ID!, $p: [ID!]) { q(i: $i, f: $f, s: $s, e: $e, l: $l, o: $o, n: $n, t: $t, d: $d, w: $w, z: $z, r: $r, \
          p: $p) }"]
    );
}

#[test]
fn amplify_writes_defaults_of_nullable_arguments_too_where_it_writes_them_rightly() {
    let amplify = Bounds { is_amplify: true, depth_mode: DepthMode::Amplify, ..bounds() };
    let line = generated_lines(DEFAULTS, &amplify).remove(0);
    assert!(
        line.contains("$n: Int = 5, $t: Boolean = true, $d: E = B, $w: String, $z: Int, $r: ID!, $p: [ID!])"),
        "{line}"
    );
}

#[test]
fn a_field_that_needs_an_argument_is_left_out_with_a_note() {
    let sdl = "
        type Query { a: A only: Only }
        type A { id: ID one(x: Int!): Int two(x: Int! = 1, y: Int): Int three(x: Int!): A }
        type Only { one(x: Int!, y: ID!): Int }
    ";
    assert_eq!(generated_lines(sdl, &bounds()), ["query A { a { id two } }", "query Only { only { __typename } }"]);
    assert_eq!(
        noted(sdl, &bounds()),
        ["field-needs-argument A.one", "field-needs-argument A.three", "field-needs-argument Only.one"]
    );
    // In the order of their names, whatever that of the schema is.
    for arguments in ["x: Int!, y: ID!", "y: ID!, x: Int!"] {
        let given = Given::new(&format!("type Query {{ a: A }} type A {{ one({arguments}): Int }}"), &bounds());
        let messages: Vec<&str> = given.generated.notes.iter().map(|note| note.message.as_str()).collect();
        assert_eq!(messages, ["`A.one` is left out: it needs `x`, `y`"]);
    }
}

#[test]
fn needed_arguments_can_become_variables_named_by_the_path() {
    let sdl = "
        type Query { customers: Customers plain: Int }
        type Customers { get(id: ID!, limit: Int): Customer count(of: [Kind!]!): Int }
        type Customer { id: ID orders(since: String!): [Order] } type Order { total: Int } enum Kind { A }
    ";
    assert_eq!(
        generated_lines(sdl, &lift()),
        [
            "query Customers($customersGetId: ID!, $customersGetOrdersSince: String!, $customersCountOf: [Kind!]!) { \
             customers { get(id: $customersGetId) { id orders(since: $customersGetOrdersSince) { total } } \
             count(of: $customersCountOf) } }",
            "query Plain { plain }",
        ]
    );
    assert_eq!(noted(sdl, &lift()), Vec::<String>::new());
}

#[test]
fn variables_of_one_path_are_shared_where_their_types_agree() {
    let sdl = "
        type Query { any(anyFId: Int): Any } union Any = A | B | C
        type A { f(id: ID!): Int } type B { f(id: ID!): Int } type C { f(id: Int!): Int }
    ";
    assert_eq!(
        generated_lines(sdl, &lift()),
        ["query Any($anyFId: Int, $anyFId_2: ID!, $anyFId_3: Int!) { any(anyFId: $anyFId) { __typename \
          ... on A { f(id: $anyFId_2) } ... on B { f(id: $anyFId_2) } ... on C { f(id: $anyFId_3) } } }"]
    );
}

#[test]
fn arguments_stand_by_name_when_that_is_the_order() {
    let sdl = "type Query { q(b: Int, a: Int): A } type A { f(d: ID!, c: ID!): Int }";
    let by_name = Bounds { order: Order::Name, ..lift() };
    assert_eq!(
        generated_lines(sdl, &by_name),
        ["query Q($a: Int, $b: Int, $qFC: ID!, $qFD: ID!) { q(a: $a, b: $b) { f(c: $qFC, d: $qFD) } }"]
    );
}
