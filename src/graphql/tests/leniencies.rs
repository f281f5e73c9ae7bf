//! What the loader forgives, one by one.

use super::{coordinates, errors, lines, load, schema, warnings};
use crate::graphql::{Leniency, Schema, SourceText, WidenedUse};

const QUERY: &str = "type Query { a: Int }";

#[test]
fn a_byte_order_mark_and_windows_line_ends_are_fine() {
    let schema = schema("\u{feff}type Query {\r\n  a: Int\r\n}\r\n");
    assert_eq!(coordinates(&schema), ["Query.a"]);
}

#[test]
fn a_byte_order_mark_does_not_count_as_a_column() {
    assert_eq!(
        errors("\u{feff}type Query { a: Nope }"),
        "schema.graphql:1:17: cannot find type `Nope` in this document"
    );
}

#[test]
fn old_lists_of_interfaces_are_read() {
    let interfaces = "interface A { id: ID } interface B { id: ID } interface C { id: ID }";
    for list in [
        "A, B, C",
        "A B C",
        "A & B, C",
        "& A B & C",
        "A,B,C",
        "A\nB\r\nC",
        "A # x & y\n, B#z\nC",
        "A#x\nB#y, Z\nC",
        "A , , B C,",
    ] {
        let text = format!("{QUERY} {interfaces} type T implements {list} @aws_iam {{ id: ID }}");
        let loaded = load(&text).unwrap_or_else(|errors| panic!("{list}: {}", lines(&errors)));
        let object = loaded.schema.compiled().get_object("T").expect("the type");
        let found: Vec<_> = object.implements_interfaces.iter().map(|each| each.as_str()).collect();
        assert_eq!(found, ["A", "B", "C"], "{list}");
        let span = loaded.schema.type_auth_directives("T")[0].span.expect("a text");
        assert_eq!(loaded.schema.text(span), Some("@aws_iam"), "{list}");
    }
}

#[test]
fn strings_and_comments_with_old_lists_stay_as_they_are() {
    let text = format!(
        "\"type T implements A, B\" {QUERY} # type T implements A, B\n\"\"\"type X implements A B\"\"\" scalar S"
    );
    let schema = schema(&text);
    let description = |name: &str| schema.compiled().types[name].description().map(|text| text.to_string());
    assert_eq!(description("Query"), Some("type T implements A, B".to_owned()));
    assert_eq!(description("S"), Some("type X implements A B".to_owned()));
}

#[test]
fn a_list_of_interfaces_ends_where_the_next_definition_begins() {
    let text =
        format!("{QUERY} interface A {{ id: ID }} type T {{ id: ID }} extend type T implements A type U {{ id: ID }}");
    assert_eq!(coordinates(&schema(&text)), ["Query.a", "T.id", "U.id"]);
}

#[test]
fn appsync_scalars_and_directives_need_no_declaration_and_may_have_one() {
    let used = "type Query @aws_lambda { a: AWSDateTime @aws_cognito_user_pools(cognito_groups: [\"x\"]) b: AWSEmail @aws_auth }";
    assert_eq!(warnings(used), "");
    let declared = format!(
        "scalar AWSDateTime scalar String directive @aws_lambda on FIELD_DEFINITION \
         directive @aws_auth(cognito_groups: [String!]!) on FIELD_DEFINITION {used}"
    );
    assert_eq!(warnings(&declared), "");
    assert!(schema(used).is_from_prelude("AWSDateTime"));
    assert!(!schema(&declared).is_from_prelude("AWSDateTime"));
}

#[test]
fn appsync_directives_without_effect_are_accepted_and_remembered() {
    let schema = schema(
        "interface Node @aws_iam { id: ID } input I @aws_lambda { x: Int @aws_auth } enum E { A @aws_oidc } \
         type T @aws_auth { id(n: Int @aws_api_key): ID } extend schema @aws_iam type Query @aws_iam { a(i: I, e: E): T @renamed(to: \"b\") }",
    );
    let found: Vec<_> = schema
        .widened_uses()
        .iter()
        .map(|each| (each.directive.as_str(), each.location, each.target.as_str()))
        .collect();
    assert_eq!(
        found,
        [
            ("aws_iam", "INTERFACE", "Node"),
            ("aws_lambda", "INPUT_OBJECT", "I"),
            ("aws_auth", "INPUT_FIELD_DEFINITION", "I.x"),
            ("aws_oidc", "ENUM_VALUE", "E.A"),
            ("aws_auth", "OBJECT", "T"),
            ("aws_api_key", "ARGUMENT_DEFINITION", "T.id(n:)"),
            ("aws_iam", "SCHEMA", "schema"),
        ]
    );
    let WidenedUse { span, .. } = &schema.widened_uses()[0];
    assert_eq!(schema.text(span.expect("a text")), Some("@aws_iam"));
}

#[test]
fn an_unknown_directive_is_one_warning_with_its_first_place() {
    let text = "type Query @zzz(a: 1) {\n  a: Int @aws_lamda\n  b: Int @zzz(b: {c: [X, \"y\"]}) @zzz\n}";
    let loaded = load(text).unwrap_or_else(|errors| panic!("{}", lines(&errors)));
    assert_eq!(
        lines(&loaded.warnings),
        "schema.graphql:1:12: the directive `@zzz` is not known (3 uses)\n\
         schema.graphql:2:10: the directive `@aws_lamda` is not known"
    );
    let helps: Vec<_> = loaded.warnings.iter().map(|each| each.help.as_deref()).collect();
    assert_eq!(
        helps,
        [
            Some("declare it with `directive`, or remove it if AppSync does not know it"),
            Some("did you mean `@aws_lambda`?")
        ]
    );
    // What was declared to let them pass is gone, the uses are not.
    assert_eq!(loaded.schema.compiled().directive_definitions.get("zzz"), None);
    assert_eq!(loaded.schema.compiled().types.keys().filter(|name| name.contains("Any")).count(), 0);
    assert!(loaded.schema.field("Query", "b").expect("the field").directives.has("zzz"));
}

#[test]
fn repeats_are_dropped_with_a_warning() {
    let text = "type Query { \"one\" a(\"x\" x: Int): Int b: T\n  \"two\" a(x: Int): Int }\ntype T { x: E }\nenum E { A B A }\nunion U = T | T\ntype T { x: E }\n\
                extend type T { x: E }\nscalar S scalar S\nschema { query: Query }\nschema { query: Query }";
    assert_eq!(
        warnings(text),
        "schema.graphql:2:9: the field `a` of `Query` is defined again, and this one is ignored\n\
         schema.graphql:4:14: the value `A` of `E` is defined again, and this one is ignored\n\
         schema.graphql:5:15: the member `T` of `U` is defined again, and this one is ignored\n\
         schema.graphql:6:6: `T` is defined again, and this one is ignored\n\
         schema.graphql:7:17: the field `x` of `T` is defined again, and this one is ignored\n\
         schema.graphql:8:17: `S` is defined again, and this one is ignored\n\
         schema.graphql:10:1: `schema` is defined again, and this one is ignored"
    );
}

#[test]
fn repeats_that_say_something_else_are_errors() {
    let text = "type Query { a: Int\n a: String }\ntype T { x: Int }\ntype T { y: Int }";
    assert_eq!(
        errors(text),
        "schema.graphql:2:2: duplicate definitions for the `a` field of object type `Query`\n\
         schema.graphql:4:6: the type `T` is defined multiple times in the schema"
    );
}

#[test]
fn extensions_need_no_definition() {
    assert_eq!(
        coordinates(&schema("extend type Query { a: Int } extend type T @aws_iam { x: Int }")),
        ["Query.a", "T.x"]
    );
}

#[test]
fn what_a_service_accepted_is_only_a_warning() {
    let text = "type Query { a: Nope }\ntype T implements Missing { x: Int }\ntype T { y: Int }";
    assert_eq!(errors(text).lines().count(), 3);
    let live = Schema::load(&[SourceText::new("live", text)], Leniency::Live).expect("warnings");
    assert_eq!(lines(&live.warnings), errors(text).replace("schema.graphql", "live"));
    assert_eq!(coordinates(&live.schema), ["Query.a", "T.x"]);
    let broken = Schema::load(&[SourceText::new("live", "type Query {")], Leniency::Live);
    assert_eq!(
        lines(&broken.expect_err("a syntax error")),
        "live:1:13: syntax error: expected Field Definition\nlive:1:13: syntax error: expected `}`, but the text ends"
    );
}

#[test]
fn every_file_may_declare_appsync_directives_in_its_own_words() {
    let one = "directive @aws_lambda on OBJECT directive @aws_subscribe(mutations: [String!]!) on FIELD_DEFINITION scalar AWSDate";
    let two =
        "directive @aws_lambda on FIELD_DEFINITION scalar AWSDate type Query { a: AWSDate @aws_lambda @aws_subscribe }";
    let sources = [SourceText::new("one", one), SourceText::new("two", two)];
    let loaded = Schema::load(&sources, Leniency::Strict).unwrap_or_else(|errors| panic!("{}", lines(&errors)));
    assert_eq!(lines(&loaded.warnings), "two:1:50: `AWSDate` is defined again, and this one is ignored");
}
