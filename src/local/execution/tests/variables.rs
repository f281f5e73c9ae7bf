//! Variables, arguments and their defaults.

use serde_json::{Value, json};

use super::{Scene, with_event};

#[test]
fn variables_that_do_not_fit_are_refused_in_the_words_of_appsync() {
    let table = [
        (
            "query($id: ID!) { event(id: $id) { id } }",
            json!({}),
            (7, "Variable 'id' has coerced Null value for NonNull type 'ID!'"),
        ),
        (
            "query($id: ID!) { event(id: $id) { id } }",
            json!({"id": null}),
            (7, "Variable 'id' has coerced Null value for NonNull type 'ID!'"),
        ),
        (
            "query($at: AWSDateTime) { event(at: $at) { id } }",
            json!({"at": "noon"}),
            (7, "Variable 'at' has an invalid value. Unable to parse `noon` as a valid DateTime."),
        ),
        (
            "query($id: ID) { event(id: $id) { id } }",
            json!({"id": true}),
            (7, "Variable 'id' has an invalid value. Expected type 'ID' but was 'Boolean'."),
        ),
    ];
    for (query, variables, (column, message)) in table {
        let body = format!(
            r#"{{"data":null,"errors":[{{"path":null,"locations":[{{"line":1,"column":{column},"sourceName":null}}],"message":"{message}"}}]}}"#
        );
        assert_eq!(with_event().variables(variables).body(query), body, "{query}");
    }
}

#[test]
fn defaults_of_variables_and_arguments_reach_the_resolver() {
    let scene = Scene::of([("Query.text", json!("t")), ("Query.event", json!(null))]);
    let (_, waves) = scene.play(r#"query($i: ID = 5) { text event(id: $i) { id } }"#);
    let arguments: Vec<Value> = waves
        .concat()
        .iter()
        .map(|call| serde_json::from_slice::<Value>(&call.payload).expect("JSON")["arguments"].clone())
        .collect();
    assert_eq!(arguments, [json!({"of": "x"}), json!({"id": "5"})]);
}
