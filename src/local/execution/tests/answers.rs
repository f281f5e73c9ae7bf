//! What is answered: fields, fragments, types, introspection, and what a mutation publishes.

use serde_json::json;

use super::{Scene, event, with_event};
use crate::local::execution::Outcome;

#[test]
fn each_feature_of_graphql_has_its_answer() {
    let table = [
        ("{ __typename }", r#"{"data":{"__typename":"Query"}}"#),
        (
            "{ event { id n: name } other: event { __typename } }",
            r#"{"data":{"event":{"id":"7","n":"Fair"},"other":{"__typename":"Event"}}}"#,
        ),
        (
            "query($i: Boolean!, $s: Boolean!) { event { id @include(if: $i) name @skip(if: $s) } }",
            r#"{"data":{"event":{"name":"Fair"}}}"#,
        ),
        (
            "{ event { ...F ... on Event { count } ...F } } fragment F on Event { id count }",
            r#"{"data":{"event":{"id":"7","count":3}}}"#,
        ),
        (
            "{ event { being { __typename ... on Robot { model } ... on Person { age } } } }",
            r#"{"data":{"event":{"being":{"__typename":"Robot","model":"M"}}}}"#,
        ),
        (
            "{ event { named { name ... on Person { age } ... on Named { __typename } } } }",
            r#"{"data":{"event":{"named":[{"name":"P","age":1,"__typename":"Person"},{"name":"Q","__typename":"Robot"}]}}}"#,
        ),
        (
            "{ event { at when extra price count level host { name age mail } } }",
            concat!(
                r#"{"data":{"event":{"at":"2024-05-01T10:00:00Z","when":1700000000,"extra":"{\"a\":1}","price":5.0,"#,
                r#""count":3,"level":"HIGH","host":{"name":"Ana","age":41,"mail":"a@example.com"}}}}"#
            ),
        ),
        ("{ event { host { name } host { age } } }", r#"{"data":{"event":{"host":{"name":"Ana","age":41}}}}"#),
    ];
    let scene = with_event().variables(json!({"i": false, "s": false}));
    for (query, body) in table {
        assert_eq!(scene.body(query), body, "{query}");
    }
}

#[test]
fn introspection_is_answered_or_refused_as_a_validation_error() {
    let on = Scene { introspection: true, ..with_event() };
    assert_eq!(
        on.body(r#"{ a: __type(name: "Level") { name enumValues { name } } __typename event { id } }"#),
        concat!(
            r#"{"data":{"a":{"name":"Level","enumValues":[{"name":"LOW"},{"name":"HIGH"}]},"#,
            r#""__typename":"Query","event":{"id":"7"}}}"#
        )
    );
    assert_eq!(on.body(r#"{ __type(name: "No") { name } }"#), r#"{"data":{"__type":null}}"#);
    assert_eq!(
        with_event().body("{ __schema { queryType { name } } }"),
        concat!(
            r#"{"data":null,"errors":[{"path":null,"locations":[{"line":1,"column":14,"sourceName":null}],"#,
            r#""message":"Validation error of type FieldUndefined: Field 'queryType' in type '__Schema' is undefined"#,
            r#" @ '__schema/queryType'"}]}"#
        )
    );
}

#[test]
fn a_mutation_s_result_is_known_by_names_of_fields_and_a_subscription_selects_from_it() {
    let scene = Scene::of([("Mutation.rename", event())]);
    let query = r#"mutation { r: rename(id: "7") { key: id title: name host { n: name } host { age } } }"#;
    let Ok(Outcome::Response(response)) = scene.play(query).0 else { panic!("no response") };
    let published = json!({"id": "7", "name": "Fair", "host": {"name": "Ana", "age": 41}});
    let [root] = response.roots.as_slice() else { panic!("one root") };
    assert_eq!((root.field_name.as_str(), &root.value), ("rename", &published));
    let scene = Scene { published: Some(published), ..scene };
    assert_eq!(
        scene.body("subscription { x: renamed { id name count host { age mail } } }"),
        r#"{"data":{"x":{"id":"7","name":"Fair","count":null,"host":{"age":41,"mail":null}}}}"#
    );
}
