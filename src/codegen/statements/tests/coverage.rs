use super::{bounds, given};
use crate::codegen::{Bounds, Origin, Statement, generate, subscription_findings};
use crate::settings::{DepthMode, Fragments, Selection};

const SDL: &str = r#"
    type Query { q: Int }
    type Mutation { add(id: ID!): Todo remove: Todo other: Int find: Any }
    type Subscription {
        onChange: Todo @aws_subscribe(mutations: ["add", "remove"]) onFind: Any @aws_subscribe(mutations: ["find"])
        onOther: Todo @aws_subscribe(mutations: ["other"]) onNothing: Int
    }
    union Any = Todo | User
    type Todo { id: ID! text: String user: User tags: [Tag!] } type User { id: ID! name: String! } type Tag { name: String! }
"#;

fn written(document: &str) -> Vec<Statement> {
    let parsed = apollo_compiler::ast::Document::parse(document, "document.graphql").unwrap();
    let fragments: Vec<_> =
        parsed.definitions.iter().filter_map(|each| each.as_fragment_definition().cloned()).collect();
    let operations = parsed.definitions.iter().filter_map(|each| each.as_operation_definition());
    let statement = |operation: &apollo_compiler::Node<_>| Statement {
        origin: Origin::Written { source: "document.graphql".to_owned() },
        kind: apollo_compiler::ast::OperationDefinition::clone(operation).operation_type.into(),
        operation: operation.clone(),
        fragments: fragments.clone(),
    };
    operations.map(statement).collect()
}

fn found(document: &str) -> Vec<String> {
    let notes = subscription_findings(&given::schema(SDL), &written(document));
    notes.iter().map(|note| format!("{} {}: {}", note.code, note.about, note.message)).collect()
}

#[test]
fn generated_pairs_are_covered() {
    let schema = given::schema(SDL);
    for depth_mode in [DepthMode::Levels, DepthMode::Entity, DepthMode::Amplify] {
        for fragments in [Fragments::Auto, Fragments::Never, Fragments::Always] {
            let generated = generate(&schema, &Bounds { depth_mode, fragments, ..bounds() });
            assert_eq!(subscription_findings(&schema, &generated.statements), []);
        }
    }
}

#[test]
fn a_mutation_that_selects_less_is_found() {
    let schema = given::schema(SDL);
    let mut bounds = bounds();
    let deep = Selection { depth: Some(1), ..Selection::default() };
    bounds.operations.insert("remove".to_owned(), deep);
    bounds.depth_mode = DepthMode::Amplify;
    let notes = subscription_findings(&schema, &generate(&schema, &bounds).statements);
    let messages: Vec<&str> = notes.iter().map(|note| note.message.as_str()).collect();
    assert_eq!(messages, ["`OnChange` selects `tags`, `user`, which `Remove` does not: null in its events"]);
}

#[test]
fn what_cannot_be_null_is_said_to_be_so() {
    assert_eq!(
        found(
            "mutation Add { add(id: 1) { text user { id } } } subscription S { onChange { id text user { id name } } }"
        ),
        [
            "subscription-non-null-field-not-covered S: `S` selects `id`, `user.name`, which `Add` does not: `id` cannot be \
          null, so its object is null in events"
        ]
    );
    assert_eq!(
        found("mutation Add { add(id: 1) { id } } subscription S { onChange { id text } }"),
        ["subscription-field-not-covered S: `S` selects `text`, which `Add` does not: null in its events"]
    );
}

#[test]
fn fragments_aliases_and_conditions_are_seen_through() {
    let covered = "
        mutation Add { add(id: 1) { ...All } } mutation Other { other }
        subscription S { onChange { __typename key: id ... { user @include(if: true) { id } } } }
        fragment All on Todo { ...Some user { ... on User { id } } } fragment Some on Todo { id }
    ";
    assert_eq!(found(covered), Vec::<String>::new());
}

#[test]
fn open_types_are_compared_type_by_type() {
    let less = "
        mutation Find { find { ... on Todo { id } ... on User { id name } } }
        subscription S { onFind { __typename ... on Todo { id text } ... on User { name } } }
    ";
    assert_eq!(
        found(less),
        ["subscription-field-not-covered S: `S` selects `text`, which `Find` does not: null in its events"]
    );
}

#[test]
fn where_types_differ_or_no_mutation_is_sent_nothing_is_said() {
    assert_eq!(found("mutation O { other } subscription S { onOther { id } }"), Vec::<String>::new());
    assert_eq!(found("subscription S { onChange { id } }"), Vec::<String>::new());
    assert_eq!(found("mutation Add { add(id: 1) { id } } subscription S { onNothing }"), Vec::<String>::new());
}

#[test]
fn what_a_condition_can_leave_away_is_not_covered() {
    let wanted = "subscription S { onChange { id user { id name } } }";
    let uncovered = |path: &str| {
        format!("subscription-field-not-covered S: `S` selects `{path}`, which `Add` does not: null in its events")
    };
    for (selected, paths) in [
        ("id user @include(if: $x) { id name }", Some("user")),
        ("id ... @skip(if: $x) { user { id name } }", Some("user")),
        ("id ...F @include(if: $x)", Some("user")),
        ("id ...F @include(if: $x) ...F", None),
        ("id ...F @include(if: $x) ...F @skip(if: $x)", None),
        ("id user @include(if: true) { id name }", None),
        ("id user @include(if: false) { id name }", Some("user")),
    ] {
        let add = format!(
            "mutation Add($x: Boolean!) {{ add(id: 1) @include(if: $x) {{ {selected} }} }} fragment F on Todo {{ user {{ id name }} }}"
        );
        let expected: Vec<String> = paths.map(uncovered).into_iter().collect();
        assert_eq!(found(&format!("{add} {wanted}")), expected, "{selected}");
    }
    let parts = "mutation Add { add(id: 1) { id user @include(if: $x) { id } user @skip(if: $x) { id name } } }";
    assert_eq!(found(&format!("{parts} {wanted}")).len(), 1);
    let shared = "mutation Add { add(id: 1) { ...F } } subscription S { onChange { ...F } }
        fragment F on Todo { id user @include(if: $x) { id name } }";
    assert_eq!(found(shared), [uncovered("user")]);
}

#[test]
fn what_a_shared_fragment_misses_is_missed_wherever_it_is_spread() {
    let sdl = r#"
        type Query { q: Int } type Mutation { m: E } type Subscription { s: E @aws_subscribe(mutations: ["m"]) }
        type E { u: UNION } type A { x: V } type B { y: V } type V { a: Int w: W! } type W { p: Int q: Int! }
    "#;
    let document = "
        mutation M { m { u { ... on A { x { a w { p } } } ... on B { y { ...V } } } } }
        subscription S { s { u { ... on A { x { ...Wanted } } ... on B { y { ...Wanted } } } } }
        fragment V on V { w { p } } fragment Wanted on V { a w { p q } }
    ";
    for union in ["A | B", "B | A"] {
        let schema = given::schema(&format!("{} union U = {union}", sdl.replace("UNION", "U")));
        let notes = subscription_findings(&schema, &written(document));
        let messages: Vec<&str> = notes.iter().map(|note| note.message.as_str()).collect();
        let expected = "`S` selects `u.x.w.q`, `u.y.a`, `u.y.w.q`, which `M` does not: `u.x.w.q` cannot be null, so its object is null in events";
        assert_eq!(messages, [expected], "{union}");
    }
}

#[test]
fn fragments_that_double_each_other_are_compared_once_each() {
    // Followed path by path this is 2^60 paths.
    let schema = given::schema(
        r#"type Query { q: Int } type Mutation { m: T } type Subscription { s: T @aws_subscribe(mutations: ["m"]) }
        type T { a: T b: T c: Int d: Int }"#,
    );
    let chain = |of: &str, last: &str| -> String {
        let one = |n: usize| format!("fragment {of}{n} on T {{ a {{ ...{of}{0} }} b {{ ...{of}{0} }} }} ", n + 1);
        (0..60).map(one).collect::<String>() + &format!("fragment {of}60 on T {{ {last} }} ")
    };
    let operations = "mutation M { m { ...G0 } } subscription S { s { ...W0 } } ";
    let notes =
        subscription_findings(&schema, &written(&format!("{operations}{}{}", chain("G", "c"), chain("W", "c d"))));
    let messages: Vec<&str> = notes.iter().map(|note| note.message.as_str()).collect();
    let [message] = messages.as_slice() else { panic!("{messages:?}") };
    assert!(message.ends_with(" and more than 992 more, which `M` does not: null in its events"), "{message}");
}
