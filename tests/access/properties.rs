//! What holds of the matrix of every schema: each cell is what the engine says of a request; a way leads where one can be
//! walked; and a snapshot's text is read back as it was written.

use std::collections::{BTreeMap, BTreeSet};

use appsync_auth::appsync::{
    ApiAuthentication, ApiIdentity, AuthenticationType, DefaultAction, Provider, UserPoolConfig,
};
use appsync_auth::engine::access::{
    Callers, ChangeKind, Column, Matrix, MatrixDifference, Reach, Snapshot, Who, groups_of,
};
use appsync_auth::engine::iam::Policy;
use appsync_auth::engine::{Access, Api, Caller, Decision, Trace, Verdict, field_access};
use appsync_auth::graphql::{Leniency, Schema, SelectedField, SourceText};
use proptest::prelude::*;
use serde_json::{Value, json};

/// The directives that a type or field can carry.
const DIRECTIVES: [&str; 7] = [
    "@aws_api_key",
    "@aws_iam",
    "@aws_oidc",
    "@aws_lambda",
    "@aws_cognito_user_pools",
    "@aws_cognito_user_pools(cognito_groups: [\"g1\"])",
    "@aws_auth(cognito_groups: [\"g2\"])",
];

/// What fields return.
const TYPES: [&str; 8] = ["Int", "A", "[B!]!", "C", "Node", "Hit", "[Hit]", "Query"];

/// A few directives, mostly none.
fn directives() -> impl Strategy<Value = String> {
    let some = prop::collection::btree_set(0..DIRECTIVES.len(), 1..4).prop_map(|mut chosen| {
        if chosen.contains(&5) {
            chosen.remove(&4);
        }
        chosen.into_iter().map(|index| DIRECTIVES[index]).collect::<Vec<_>>().join(" ")
    });
    prop_oneof![Just(String::new()), some]
}

/// A schema of four object types, an interface and a union.
fn any_sdl() -> impl Strategy<Value = String> {
    let field = (0..TYPES.len(), directives());
    let of_type = (directives(), prop::collection::vec(field, 1..5));
    prop::collection::vec(of_type, 4).prop_map(|types| {
        let mut sdl = String::from("interface Node { id: ID }\nunion Hit = A | C\n");
        for ((on_type, fields), head) in types.into_iter().zip(["Query", "A implements Node", "B implements Node", "C"])
        {
            sdl.push_str(&format!("type {head} {on_type} {{\n  id: ID\n"));
            for (index, (returned, on_field)) in fields.into_iter().enumerate() {
                sdl.push_str(&format!("  f{index}: {} {on_field}\n", TYPES[returned]));
            }
            sdl.push_str("}\n");
        }
        sdl
    })
}

/// An API with some of the modes.
fn any_api() -> impl Strategy<Value = Api> {
    let modes = prop::sample::subsequence(AuthenticationType::ALL.to_vec(), 1..=5).prop_shuffle();
    (modes, any::<bool>()).prop_map(|(modes, deny)| {
        let mut providers: Vec<Provider> = modes.into_iter().map(Provider::bare).collect();
        if let (Provider::UserPool(pool), true) = (&mut providers[0], deny) {
            *pool = UserPoolConfig { default_action: Some(DefaultAction::Deny), ..pool.clone() };
        }
        let default = providers.remove(0);
        Api { identity: ApiIdentity::default(), authentication: ApiAuthentication { default, additional: providers } }
    })
}

/// A policy that allows or denies some fields, perhaps under a condition.
fn any_policy() -> impl Strategy<Value = Policy> {
    let resource = prop_oneof![
        Just("*"),
        Just("*/types/Query/*"),
        Just("*/types/Query/fields/f0"),
        Just("*/types/A/fields/f?"),
        Just("*/types/?/fields/id"),
    ];
    let statement = (any::<bool>(), resource, prop::bool::weighted(0.2)).prop_map(|(allow, resource, when)| {
        let mut statement =
            json!({ "Effect": if allow { "Allow" } else { "Deny" }, "Action": "appsync:GraphQL", "Resource": resource });
        if when {
            statement["Condition"] = json!({ "Bool": { "aws:SecureTransport": "true" } });
        }
        statement
    });
    prop::collection::vec(statement, 0..4)
        .prop_map(|statements| Policy::from_json(&json!({ "Statement": statements })).unwrap())
}

fn load(sdl: &str) -> Schema {
    Schema::load(&[SourceText::new("schema.graphql", sdl)], Leniency::Strict).unwrap().schema
}

/// The verdict on a request of this column that was let in.
fn let_in(column: &Column, callers: &Callers) -> Verdict {
    let mut caller = Caller::default();
    match &column.who {
        Who::Anyone => {}
        Who::Group(group) => caller.cognito_groups.push(group.clone()),
        Who::Policy(name) => {
            caller.policies =
                callers.policies.iter().find(|(known, _)| known == name).map(|(_, policy)| vec![policy.clone()]);
        }
    }
    Verdict {
        decision: Decision::Allowed,
        mode: Some(column.mode),
        identity: Value::Null,
        caller,
        denied_fields: Default::default(),
        ttl: None,
        refusal: None,
        trace: Trace::default(),
    }
}

/// The types that a way of fields leads to: asked again and again until nothing is added, as slow as it is plain.
fn ways(schema: &Schema, open: &BTreeMap<(String, String), bool>) -> BTreeSet<String> {
    let mut led: BTreeSet<String> = BTreeSet::from(["Query".to_owned()]);
    loop {
        let mut more = led.clone();
        for ((type_name, field_name), is_open) in open {
            if *is_open && led.contains(type_name) {
                let returned = schema.field(type_name, field_name).unwrap().ty.inner_named_type().to_string();
                more.extend(schema.possible_object_types(&returned).iter().cloned());
            }
        }
        if more == led {
            return led;
        }
        led = more;
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn each_cell_is_what_the_engine_says_of_a_request(sdl in any_sdl(), api in any_api(), policy in any_policy()) {
        let schema = load(&sdl);
        let callers = Callers { groups: groups_of(&schema), policies: vec![("p".to_owned(), policy)] };
        let matrix = Matrix::new(&schema, &api, &callers);
        prop_assert_eq!(matrix.rows.len(), schema.coordinates().count());
        for (index, column) in matrix.columns.iter().enumerate() {
            let verdict = let_in(column, &callers);
            let mut open = BTreeMap::new();
            let mut expected = Vec::new();
            for row in &matrix.rows {
                let is_root = row.coordinate.type_name == "Query";
                let path = if is_root { vec!["x".to_owned()] } else { vec!["x".to_owned(), "y".to_owned()] };
                let selected = SelectedField {
                    coordinate: row.coordinate.clone(), path, is_introspection: false, non_null: false,
                    depends_on_type: false, span: 0..0,
                };
                let told = field_access(&verdict, &api, Some(&schema), &[selected]).remove(0);
                let key = (row.coordinate.type_name.clone(), row.coordinate.field_name.clone());
                open.insert(key, told.access != Access::Denied);
                expected.push(told);
            }
            let led = ways(&schema, &open);
            for (row, told) in matrix.rows.iter().zip(expected) {
                let reach = match told.access {
                    Access::Denied => Reach::Denied,
                    _ if !led.contains(&row.coordinate.type_name) => Reach::Unreached,
                    Access::Unknown => Reach::Unknown,
                    Access::Reached => Reach::Reached,
                };
                let cell = row.cells[index];
                prop_assert_eq!((cell.reach, cell.rule), (reach, told.code), "{} {}\n{}", row.coordinate, column, sdl);
            }
        }
    }

    #[test]
    fn a_snapshot_is_read_back_as_it_was_written(
        sdl in any_sdl(), api in any_api(), policy in any_policy(), groups in prop::collection::btree_set("\\PC{1,6}|[\"() :\\\\\t\n]{1,3}", 0..4)
    ) {
        let schema = load(&sdl);
        let mut callers = Callers { groups: groups_of(&schema), policies: vec![("a b:(c).json".to_owned(), policy)] };
        callers.groups.extend(groups);
        let snapshot = Snapshot::from(&Matrix::new(&schema, &api, &callers));
        let text = snapshot.to_string();
        prop_assert_eq!(Snapshot::parse(&text), Ok(snapshot), "{}", text);
    }

    #[test]
    fn whatever_stands_in_a_file_reading_it_ends(text in "(\\PC|\n|: |version: 1|modes: API_KEY|default: API_KEY|A\\.b){0,40}") {
        if let Err(error) = Snapshot::parse(&text) {
            prop_assert!(error.span.end <= text.len() && error.span.start <= error.span.end);
            prop_assert!(text.get(error.span).is_some());
        }
    }

    #[test]
    fn a_difference_is_empty_when_nothing_changed_and_turns_round(
        before in any_sdl(), after in any_sdl(), api in any_api()
    ) {
        let snapshot = |sdl: &str| {
            let schema = load(sdl);
            Snapshot::from(&Matrix::new(&schema, &api, &Callers { groups: groups_of(&schema), policies: Vec::new() }))
        };
        let (before, after) = (snapshot(&before), snapshot(&after));
        prop_assert!(MatrixDifference::between(&before, &before).is_empty());
        let there = MatrixDifference::between(&before, &after);
        let back = MatrixDifference::between(&after, &before);
        prop_assert_eq!(there.is_empty(), before == after);
        prop_assert_eq!(there.count(ChangeKind::Widened), back.count(ChangeKind::Narrowed));
        prop_assert_eq!(there.count(ChangeKind::Appeared), back.count(ChangeKind::Disappeared));
        prop_assert_eq!(&there.new_columns, &back.gone_columns);
    }
}
