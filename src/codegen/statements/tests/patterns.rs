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

const THREAD: &str = "
    type Query { node: Node any: Any }
    interface Node { id: ID! notes(first: Int): [String] }
    type Post implements Node { id: ID! notes(first: Int): [String] }
    type Page implements Node { id: ID! notes(first: Int): [String!] }
    union Any = Post | Page
";

fn lift(patterns: &[&str]) -> Bounds {
    Bounds { lift: texts(patterns), depth: 1, ..bounds() }
}

#[test]
fn arguments_of_an_interfaces_field_are_lifted_when_patterns_name_it_or_that_of_all_its_types() {
    let any = "query Any($anyPost_notesFirst: Int, $anyPage_notesFirst: Int) { any { __typename \
               ... on Post { id post_notes: notes(first: $anyPost_notesFirst) } \
               ... on Page { id page_notes: notes(first: $anyPage_notesFirst) } } }";
    let node = "query Node($nodeNotesFirst: Int) { node { __typename id notes(first: $nodeNotesFirst) } }";
    for patterns in [["Post.notes", "Page"].as_slice(), &["*.notes"], &["P*.n*"]] {
        assert_eq!(generated_lines(THREAD, &lift(patterns)), [node, any], "{patterns:?}");
    }
    let plain =
        "query Any { any { __typename ... on Post { id post_notes: notes } ... on Page { id page_notes: notes } } }";
    assert_eq!(generated_lines(THREAD, &lift(&["Node.notes"])), [node, plain]);
}

#[test]
fn arguments_of_some_types_are_lifted_of_these_apart() {
    let node = "query Node($nodePost_notesFirst: Int) { node { __typename id \
                ... on Post { post_notes: notes(first: $nodePost_notesFirst) } ... on Page { page_notes: notes } } }";
    assert_eq!(generated_lines(THREAD, &lift(&["Post.notes", "Query.any"]))[0], node);
    let agreed = THREAD.replace("[String!]", "[String]");
    assert_eq!(
        generated_lines(&agreed, &lift(&["Post"]))[0],
        "query Node($nodeNotesFirst: Int) { node { __typename id \
         ... on Post { notes(first: $nodeNotesFirst) } ... on Page { notes } } }"
    );
    // A pattern of the interface counts wherever its field is selected through it.
    let closed = Bounds { exclude: texts(&["Page.notes"]), ..lift(&["Node.notes"]) };
    assert_eq!(
        generated_lines(&agreed, &closed)[0],
        "query Node($nodeNotesFirst: Int) { node { __typename id ... on Post { notes(first: $nodeNotesFirst) } } }"
    );
}

#[test]
fn arguments_that_an_interface_does_not_have_are_lifted_of_its_types() {
    let more = THREAD.replace("[String!]", "[String]").replacen(
        "Post implements Node { id: ID! notes(",
        "Post implements Node { id: ID! notes(last: Int, ",
        1,
    );
    let apart = "query Node($nodeNotesLast: Int, $nodeNotesFirst: Int) { node { __typename id \
                 ... on Post { notes(last: $nodeNotesLast, first: $nodeNotesFirst) } ... on Page { notes(first: $nodeNotesFirst) } } }";
    assert_eq!(generated_lines(&more, &lift(&["*.notes"]))[0], apart);
    assert_eq!(generated_lines(&more, &lift(&["Node.notes", "Post.notes"]))[0], apart);
    let without = more
        .replace("[String]", "Int")
        .replace("notes(first: Int): Int }\n    type Post", "notes: Int }\n    type Post");
    assert_eq!(generated_lines(&without, &lift(&["*.notes"]))[0], apart);
    let nobody = "type Query { node: Node } interface Node { id: ID notes(first: Int): Int }";
    assert_eq!(generated_lines(nobody, &lift(&["Query"])), ["query Node { node { __typename id notes } }"]);
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
