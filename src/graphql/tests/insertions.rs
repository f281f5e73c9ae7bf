//! Where a directive can be written into a text.

use super::given::schema;
use crate::appsync::Coordinate;

const TEXT: &str = "\u{feff}# é\n\"\"\"about @x\"\"\"\ntype Query implements A, B @aws_iam # c\n{\n  a(x: Int = 1 # n\n  ): [Bare!]! # why\n  b: Bare @aws_lambda @deprecated(reason: \"}\") , c: Int\n}\ninterface A { a(x: Int): [Bare!]! }\ninterface B { c: Int }\ntype Bare { id: ID }\nextend type Bare @aws_oidc { more: Int }\nextend type Query { late: Int }\n";

#[test]
fn a_directive_can_stand_behind_the_head_of_a_type() {
    let schema = schema(TEXT);
    let before = |name: &str| {
        let end = schema.end_of_type_head(name).unwrap().end;
        TEXT[..end].lines().last().unwrap().to_owned()
    };
    assert_eq!(before("Query"), "type Query implements A, B @aws_iam");
    assert_eq!(before("A"), "interface A");
    assert_eq!(before("Bare"), "type Bare");
    assert_eq!(schema.end_of_type_head("ID"), None);
    assert_eq!(schema.end_of_type_head("Missing"), None);
}

#[test]
fn a_directive_can_stand_behind_a_field() {
    let schema = schema(TEXT);
    let before = |field: &str| {
        let end = schema.end_of_field(&Coordinate::new("Query", field)).unwrap().end;
        TEXT[..end].lines().last().unwrap().trim().to_owned()
    };
    assert_eq!(before("a"), "): [Bare!]!");
    assert_eq!(before("b"), "b: Bare @aws_lambda @deprecated(reason: \"}\")");
    assert_eq!(before("c"), "b: Bare @aws_lambda @deprecated(reason: \"}\") , c: Int");
    assert_eq!(before("late"), "extend type Query { late: Int");
}

#[test]
fn a_comment_is_about_what_follows_or_about_its_line() {
    let text = "\u{feff}# x: top\ntype Query { # x: head\n  # x: field\n  # other\n  a: Int # x: behind\n  b(n: Int = 1 # x: inside\n  ): Int\n  \"# x: no comment\" c: Int\n}\n# x: end";
    let schema = schema(text);
    let found: Vec<(&str, Option<&str>)> = schema
        .comments_with("x:")
        .iter()
        .map(|comment| (comment.text, comment.about.map(|at| text[at..].split(['(', ' ', ':']).next().unwrap())))
        .collect();
    assert_eq!(
        found,
        [
            (" x: top", Some("type")),
            (" x: head", Some("type")),
            (" x: field", Some("a")),
            (" x: behind", Some("a")),
            (" x: inside", Some("b")),
            (" x: end", None),
        ]
    );
}
