//! What resolvers are sent, when, and what becomes of what they answer.

use serde_json::json;

use super::{Scene, event, schema, with_event};
use crate::local::data::Data;
use crate::local::execution::plain::{Plain, executable};
use crate::local::execution::{Call, FieldMap, Outcome, ResolverError, execute};

#[test]
fn what_a_resolver_returns_wrongly_has_the_words_of_graphql_java() {
    let table = [
        (
            "{ event { comments { content secret } } }",
            json!({"comments": [{"content": "a"}]}),
            concat!(
                r#"{"data":{"event":{"comments":[null]}},"errors":[{"path":["event","comments",0,"secret"],"locations":null,"#,
                r#""message":"Cannot return null for non-nullable type: 'String' within parent 'Comment' (/event/comments[0]/secret)"}]}"#
            ),
        ),
        (
            "{ event { at } }",
            json!({"at": "2020-05-23T06:4:37.000Z"}),
            concat!(
                r#"{"data":{"event":{"at":null}},"errors":[{"path":["event","at"],"locations":null,"#,
                r#""message":"Can't serialize value (/event/at) : Unable to serialize `2020-05-23T06:4:37.000Z` as a valid DateTime Object."}]}"#
            ),
        ),
        (
            "{ event { level } }",
            json!({"level": "MIDDLE"}),
            concat!(
                r#"{"data":{"event":{"level":null}},"errors":[{"path":["event","level"],"locations":null,"#,
                r#""message":"Can't serialize value (/event/level) : Invalid input for Enum 'Level'. Unknown value 'MIDDLE'"}]}"#
            ),
        ),
        (
            "{ event { count } }",
            json!({"count": "many"}),
            concat!(
                r#"{"data":{"event":{"count":null}},"errors":[{"path":["event","count"],"locations":null,"#,
                r#""message":"Can't serialize value (/event/count) : Expected type 'Int' but was 'String'."}]}"#
            ),
        ),
        (
            "{ event { comments { id } } }",
            json!({"comments": {"id": 1}}),
            concat!(
                r#"{"data":{"event":{"comments":null}},"errors":[{"path":["event","comments"],"locations":null,"#,
                r#""message":"Can't resolve value (/event/comments) : type mismatch error, expected type LIST"}]}"#
            ),
        ),
        (
            "{ event { name } }",
            json!({"name": {"a": 1, "b": [true, "x"]}}),
            r#"{"data":{"event":{"name":"{a=1, b=[true, x]}"}}}"#,
        ),
        (
            "{ event { being { __typename } } }",
            json!({"being": {"name": "x"}}),
            concat!(
                r#"400 {"errors":[{"errorType":"BadRequestException","#,
                r#""message":"Could not determine the exact type of Being. Missing __typename key on value.'"}]}"#
            ),
        ),
        ("{ event { id } }", json!(null), r#"{"data":{"event":null}}"#),
    ];
    for (query, returned, body) in table {
        assert_eq!(Scene::of([("Query.event", returned)]).body(query), body, "{query}");
    }
}

#[test]
fn what_a_resolver_throws_is_an_entry_with_its_type_and_place() {
    let mut scene = with_event();
    scene.resolvers[0].1 = Err(ResolverError::thrown("Parameter cannot be empty"));
    assert_eq!(
        scene.body("{ event { id } }"),
        concat!(
            r#"{"data":{"event":null},"errors":[{"path":["event"],"data":null,"errorType":"Lambda:Unhandled","#,
            r#""errorInfo":null,"locations":[{"line":1,"column":3,"sourceName":null}],"#,
            r#""message":"Parameter cannot be empty"}]}"#
        )
    );
}

#[test]
fn a_resolver_is_sent_the_event_of_a_direct_lambda_resolver() {
    let scene = Scene::of([("Query.event", json!({"id": "7", "name": "Fair"})), ("Event.comments", json!([]))])
        .variables(json!({"id": "7"}));
    let query = "query Q($id: ID, $after: String) { e: event(id: $id) { label: name ...F comments(after: $after) { id content } } } fragment F on Event { host { age } }";
    let (_, waves) = scene.play(query);
    let events: Vec<Vec<String>> = waves
        .iter()
        .map(|wave| wave.iter().map(|call| String::from_utf8(call.payload.to_vec()).expect("text")).collect())
        .collect();
    assert_eq!(
        events,
        [
            [concat!(
                r#"{"arguments":{"id":"7"},"identity":{"resolverContext":{"user":"u"}},"source":null,"#,
                r#""request":{"headers":{"host":"h"},"domainName":null},"prev":null,"#,
                r#""info":{"selectionSetList":["label","host","host/age","comments","comments/id","comments/content"],"#,
                r#""selectionSetGraphQL":"{\n  label: name\n  ...F\n  comments(after: $after) {\n    id\n    content\n  }\n}","#,
                r#""fieldName":"event","parentTypeName":"Query","variables":{"id":"7"}},"stash":{}}"#
            )],
            [concat!(
                r#"{"arguments":{"limit":2,"after":null},"identity":{"resolverContext":{"user":"u"}},"#,
                r#""source":{"id":"7","name":"Fair"},"request":{"headers":{"host":"h"},"domainName":null},"prev":null,"#,
                r#""info":{"selectionSetList":["id","content"],"selectionSetGraphQL":"{\n  id\n  content\n}","#,
                r#""fieldName":"comments","parentTypeName":"Event","variables":{"id":"7"}},"stash":{}}"#
            )],
        ]
    );
}

#[test]
fn resolvers_of_a_query_are_called_together_and_those_of_a_mutation_in_turn() {
    let scene = with_event();
    let targets = |waves: Vec<Vec<Call>>| -> Vec<usize> { waves.iter().map(Vec::len).collect() };
    assert_eq!(targets(scene.play("{ a: event { id } b: event { id } }").1), [2]);
    let scene = Scene::of([("Mutation.rename", event()), ("Event.host", json!(null))]);
    let query = r#"mutation { a: rename(id: "1") { host { age } } b: rename(id: "1") { id } }"#;
    assert_eq!(targets(scene.play(query).1), [1, 1, 1]);
}

#[test]
fn a_file_serves_what_the_object_of_a_resolver_lacks_and_nothing_else_is_made_up() {
    let scene = Scene { file: Some("Event.name: Filed"), ..Scene::of([("Query.event", json!({"id": 1}))]) };
    assert_eq!(
        scene.body("{ event { id name count } }"),
        r#"{"data":{"event":{"id":"1","name":"Filed","count":null}}}"#
    );
}

#[test]
fn an_execution_can_be_awaited_on_any_thread() {
    fn is_send<T: Send>(value: T) -> T {
        value
    }
    let schema = schema();
    let executable = executable(&schema, "{ event { id } }").expect("an operation");
    let data = Data::made_up();
    let resolvers = FieldMap::from_iter([("Query.event".parse().expect("a coordinate"), 4)]);
    let plain = Plain { resolvers, ..Plain::default() };
    let request = plain.request(&schema, &executable, &data);
    let future = is_send(execute(request, |call| async move { Ok(json!({"id": call.target})) }));
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    let Ok(Outcome::Response(response)) = runtime.block_on(future) else { panic!("no response") };
    assert_eq!(response.body, r#"{"data":{"event":{"id":"4"}}}"#);
}
