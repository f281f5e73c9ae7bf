//! Parsing and picking operations.

use super::{lines, schema};
use crate::error::ErrorKind;
use crate::graphql::{Document, OperationKind, PickError};

fn parse(text: &str) -> Document {
    Document::parse("query.graphql", text).unwrap_or_else(|errors| panic!("{}", lines(&errors)))
}

fn errors(text: &str) -> String {
    Document::parse("query.graphql", text).map_or_else(|errors| lines(&errors), |_| "no error".to_owned())
}

#[test]
fn the_only_operation_needs_no_name() {
    let operation = parse("mutation Add { add }").pick(None).expect("one operation");
    assert_eq!((operation.name.as_deref(), operation.kind), (Some("Add"), OperationKind::Mutation));
    assert_eq!(parse("{ a }").pick(Some("")).expect("an empty name is none").name, None);
}

#[test]
fn one_of_several_operations_is_picked_by_name() {
    let document = parse("query GetTodo { a } subscription OnTodo { b }");
    assert_eq!(document.pick(Some("OnTodo")).expect("it is there").kind, OperationKind::Subscription);
    let names = vec!["GetTodo".to_owned(), "OnTodo".to_owned()];
    let error = document.pick(None).expect_err("none was named");
    assert_eq!(error, PickError::SeveralOperations { names: names.clone() });
    assert_eq!(error.to_string(), "the document has several operations and none was named: `GetTodo`, `OnTodo`");
    let error = document.pick(Some("GetTodos")).expect_err("no such name");
    assert_eq!(error, PickError::NoSuchOperation { wanted: "GetTodos".to_owned(), names });
    assert_eq!(error.help(), "did you mean `GetTodo`?");
    let error = document.pick(Some("x")).expect_err("no such name").into_error();
    assert_eq!((error.kind(), error.message()), (ErrorKind::Input, "the document has no operation `x`"));
    assert_eq!(error.help_text(), Some("it has `GetTodo`, `OnTodo`"));
    assert_eq!(parse("fragment F on T { a }").pick(None).expect_err("only a fragment"), PickError::NoOperation);
}

#[test]
fn what_is_no_document_is_refused_with_a_place() {
    assert_eq!(errors(" "), "query.graphql: the document is empty");
    assert_eq!(
        errors("query {\n  a(\n}"),
        "query.graphql:3:1: syntax error: expected `)`, got `}`\nquery.graphql:3:1: syntax error: expected an Argument"
    );
    assert_eq!(
        errors(&format!("{}a{}", "{a".repeat(100_000), "}".repeat(100_000))),
        "query.graphql:1:401: brackets nest deeper than 200 levels"
    );
}

#[test]
fn documents_of_any_size_are_judged() {
    // With a square of the work this would not end.
    let many = format!("{{ {} }}", "a ".repeat(1_000_000));
    assert_eq!(errors(&many), "query.graphql:1:30001: the operation has more than 15000 tokens");
    let white = format!("{{ a {} }}", "#\n".repeat(1_000_000));
    assert_eq!(errors(&white).lines().count(), 1);
    let fits = format!("{{ {} }}", "a, ".repeat(14_998));
    assert_eq!(errors(&fits), "no error");
    assert_eq!(errors(&format!("query Q {fits}")), "query.graphql:1:45002: the operation has more than 15000 tokens");
}

#[test]
fn an_operation_is_checked_against_a_schema() {
    let schema = schema("type Query { todo(id: ID!): Todo } type Todo { title: String }");
    let check = |text: &str| parse(text).operations().next().expect("an operation").validate(&schema);
    assert_eq!(check("{ todo(id: 1) { title } }"), []);
    let found = check("{\n  todo(id: 1) { titel }\n  nope\n  x: todo { title } }");
    assert_eq!(
        lines(&found),
        "query.graphql:2:17: type `Todo` does not have a field `titel`\n\
         query.graphql:3:3: type `Query` does not have a field `nope`\n\
         query.graphql:4:3: the required argument `Query.todo(id:)` is not provided"
    );
    assert_eq!(found[0].help.as_deref(), Some("did you mean `title`?"));
}
