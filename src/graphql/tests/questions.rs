//! The questions that a schema answers.

use super::schema;
use crate::appsync::Coordinate;
use crate::graphql::{AuthDirectiveKind, OperationKind, Schema};

fn kinds(schema: &Schema, type_name: &str, field_name: Option<&str>) -> Vec<AuthDirectiveKind> {
    let found = match field_name {
        Some(field_name) => schema.field_auth_directives(type_name, field_name),
        None => schema.type_auth_directives(type_name),
    };
    found.iter().map(|each| each.kind.clone()).collect()
}

#[test]
fn authorization_directives_are_those_of_the_type_its_extensions_and_the_field() {
    let schema = schema(
        "type Query @aws_api_key { a: Int @aws_iam @aws_oidc b: Int c: Int @aws_auth(cognito_groups: [\"x\", \"y\"]) \
         d: Int @aws_cognito_user_pools e: Int @aws_cognito_user_pools(cognito_groups: \"one\") \
         f: Int @aws_cognito_user_pools(cognito_groups: []) @deprecated g: Int @aws_auth(cognito_groups: null) } \
         extend type Query @aws_lambda { h: Int @aws_lambda }",
    );
    let groups = |names: &[&str]| Some(names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>());
    assert_eq!(kinds(&schema, "Query", None), [AuthDirectiveKind::ApiKey, AuthDirectiveKind::Lambda]);
    assert_eq!(kinds(&schema, "Query", Some("a")), [AuthDirectiveKind::Iam, AuthDirectiveKind::Oidc]);
    assert_eq!(kinds(&schema, "Query", Some("b")), []);
    assert_eq!(kinds(&schema, "Query", Some("c")), [AuthDirectiveKind::AwsAuth { groups: groups(&["x", "y"]) }]);
    assert_eq!(kinds(&schema, "Query", Some("d")), [AuthDirectiveKind::CognitoUserPools { groups: None }]);
    assert_eq!(kinds(&schema, "Query", Some("e")), [AuthDirectiveKind::CognitoUserPools { groups: groups(&["one"]) }]);
    assert_eq!(kinds(&schema, "Query", Some("f")), [AuthDirectiveKind::CognitoUserPools { groups: groups(&[]) }]);
    assert_eq!(kinds(&schema, "Query", Some("g")), [AuthDirectiveKind::AwsAuth { groups: None }]);
    assert_eq!(kinds(&schema, "Query", Some("h")), [AuthDirectiveKind::Lambda]);
    assert_eq!(kinds(&schema, "Nope", Some("h")), []);
    let span = schema.field_auth_directives("Query", "c")[0].span.expect("a text");
    assert_eq!(schema.text(span), Some("@aws_auth(cognito_groups: [\"x\", \"y\"])"));
}

#[test]
fn root_types_can_have_other_names() {
    let renamed =
        schema("schema { query: Q mutation: M } type Q { a: Int } type M { a: Int } type Subscription { a: Int }");
    let roots = |schema: &Schema| {
        [OperationKind::Query, OperationKind::Mutation, OperationKind::Subscription]
            .map(|kind| schema.root_type(kind).map(str::to_owned))
    };
    assert_eq!(roots(&renamed), [Some("Q".to_owned()), Some("M".to_owned()), None]);
    let plain = schema("type Query { a: Int } type Mutation { a: Int }");
    assert_eq!(roots(&plain), [Some("Query".to_owned()), Some("Mutation".to_owned()), None]);
}

#[test]
fn subscriptions_name_their_mutations() {
    let schema = schema(include_str!("../../../tests/fixtures/schemas/kitchen.graphql"));
    assert_eq!(
        schema.subscribed_mutations("onAny"),
        Some(["createPost".to_owned(), "deletePost".to_owned()].as_slice())
    );
    assert_eq!(schema.subscribed_mutations("createPost"), None);
}

#[test]
fn abstract_types_know_their_object_types() {
    let schema = schema(include_str!("../../../tests/fixtures/schemas/kitchen.graphql"));
    assert_eq!(schema.possible_object_types("Node"), ["User", "Image", "Video", "Post"]);
    assert_eq!(schema.possible_object_types("Media"), ["Image", "Video"]);
    assert_eq!(schema.possible_object_types("SearchResult"), ["User", "Post", "Image", "Video", "Comment"]);
    assert_eq!(schema.possible_object_types("User"), ["User"]);
    assert!(schema.possible_object_types("AWSJSON").is_empty());
    assert!(schema.possible_object_types("Nope").is_empty());
}

#[test]
fn coordinates_are_those_of_object_types() {
    let text = "interface I { id: ID }\n\"é\" type Query implements I { id: ID }";
    let schema = schema(text);
    assert_eq!(super::coordinates(&schema), ["Query.id"]);
    assert!(schema.contains(&Coordinate::new("Query", "id")));
    assert!(!schema.contains(&Coordinate::new("I", "id")));
    assert!(!schema.contains(&Coordinate::new("Query", "ID")));
    let span = schema.span_of(&Coordinate::new("Query", "id")).expect("a text");
    let (source, place) = schema.place(span).expect("a place");
    assert_eq!((source, place.line, place.column), ("schema.graphql", 2, 31));
    assert_eq!(schema.text(span), Some("id: ID"));
    assert_eq!(schema.span_of_type("AWSDate"), None);
    assert_eq!(schema.span_of_type("Query").and_then(|span| schema.text(span)), Some("Query"));
}

#[test]
fn a_field_that_is_almost_there_is_suggested() {
    let schema = schema(include_str!("../../../tests/fixtures/schemas/kitchen.graphql"));
    let suggest = |type_name: &str, field_name: &str| {
        schema.suggest(&Coordinate::new(type_name, field_name)).map(|each| each.to_string())
    };
    assert_eq!(suggest("Post", "titel").as_deref(), Some("Post.title"));
    assert_eq!(suggest("post", "title").as_deref(), Some("Post.title"));
    assert_eq!(suggest("Psot", "title").as_deref(), Some("Post.title"));
    assert_eq!(suggest("User", "emial").as_deref(), Some("User.email"));
    assert_eq!(suggest("User", "zzzzzz"), None);
    assert_eq!(suggest("User", &"z".repeat(100_000)), None);
    assert_eq!(suggest("é", "日本"), None);
}
