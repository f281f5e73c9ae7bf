use super::{Given, bounds, generated_lines, noted};
use crate::codegen::Bounds;
use crate::settings::Selection;

const SDL: &str = "
    type Query { getTodo: Todo listTodos: [Todo] listUsers: [User] any: Any }
    type Mutation { addTodo: Todo } type Subscription { onTodo: Todo }
    type Todo { id: ID secret: String user: User } type User { name: String secret: String todo: Todo }
    union Any = Todo | User
";

fn texts(patterns: &[&str]) -> Vec<String> {
    patterns.iter().map(|pattern| (*pattern).to_owned()).collect()
}

fn include(patterns: &[&str]) -> Bounds {
    Bounds { include: texts(patterns), depth: 1, ..bounds() }
}

fn exclude(patterns: &[&str]) -> Bounds {
    Bounds { exclude: texts(patterns), depth: 1, ..bounds() }
}

#[test]
fn patterns_of_root_types_choose_operations_only() {
    let lists = ["query ListTodos { listTodos { id secret } }", "query ListUsers { listUsers { name secret } }"];
    assert_eq!(generated_lines(SDL, &include(&["Query.list*"])), lists);
    assert_eq!(generated_lines(SDL, &include(&["Subscription"])), ["subscription OnTodo { onTodo { id secret } }"]);
    assert_eq!(generated_lines(SDL, &exclude(&["Query.any", "Query.get????", "Mutation", "Subscription"])), lists);
}

#[test]
fn patterns_of_fields_choose_fields_of_their_types_only() {
    let chosen = generated_lines(SDL, &include(&["Todo.id", "Query.list*"]));
    assert_eq!(chosen, ["query ListTodos { listTodos { id } }", "query ListUsers { listUsers { name secret } }"]);
    let left = generated_lines(SDL, &exclude(&["*.secret", "Mutation", "Subscription", "Query.get*"]));
    assert_eq!(
        left,
        [
            "query ListTodos { listTodos { id } }",
            "query ListUsers { listUsers { name } }",
            "query Any { any { __typename ... on Todo { id } ... on User { name } } }",
        ]
    );
}

#[test]
fn patterns_of_types_choose_what_is_entered() {
    let deep = |bounds: Bounds| Bounds { depth: 2, ..bounds };
    assert_eq!(
        generated_lines(SDL, &deep(include(&["Query.list*", "Todo"]))),
        ["query ListTodos { listTodos { id secret } }"]
    );
    assert_eq!(
        generated_lines(SDL, &deep(exclude(&["User", "Mutation", "Subscription"]))),
        [
            "query GetTodo { getTodo { id secret } }",
            "query ListTodos { listTodos { id secret } }",
            "query Any { any { __typename ... on Todo { id secret } } }",
        ]
    );
}

#[test]
fn what_patterns_empty_is_left_out_with_a_note() {
    let bounds = exclude(&["Todo.*", "Mutation", "Subscription", "Query.getTodo"]);
    let deep = Bounds { depth: 2, ..bounds };
    let given = Given::new(SDL, &deep);
    assert_eq!(
        given.lines(),
        [
            "query ListUsers { listUsers { name secret } }",
            "query Any { any { __typename ... on User { name secret } } }",
        ]
    );
    assert_eq!(given.notes(), ["operation-not-reached Query.listTodos", "type-not-reached User.todo"]);
}

#[test]
fn a_pattern_on_an_interface_leaves_out_what_its_members_have_there() {
    let sdl = "
        type Query { i: I a: A } interface I { x: Int y: Int }
        type A implements I { x: Int y: Int } type B implements I { x: Int y: Int z: Int }
    ";
    assert_eq!(
        generated_lines(sdl, &exclude(&["I.x"])),
        ["query I { i { __typename y ... on B { z } } }", "query A { a { x y } }"]
    );
    assert_eq!(
        generated_lines(sdl, &exclude(&["A.x"])),
        ["query I { i { __typename y ... on B { x z } } }", "query A { a { y } }"]
    );
}

#[test]
fn patterns_that_fit_nothing_are_noted() {
    let bounds = Bounds { include: texts(&["Query", "Todo.id", "Nobody"]), ..exclude(&["Todo.none*", "*.sec*"]) };
    assert_eq!(noted(SDL, &bounds), ["pattern-unused Nobody", "pattern-unused Todo.none*"]);
}

#[test]
fn one_operation_can_have_its_own_patterns() {
    let mut bounds = exclude(&["*.secret", "Mutation", "Subscription", "Query.any", "Query.listUsers"]);
    let own = Selection { exclude: Some(texts(&["Todo.id"])), depth: Some(2), ..Selection::default() };
    bounds.operations.insert("getTodo".to_owned(), own);
    assert_eq!(
        generated_lines(SDL, &bounds),
        ["query GetTodo { getTodo { user { name } } }", "query ListTodos { listTodos { id } }"]
    );
}
