//! What subscribers get.

use serde_json::json;

use super::{mutate, of, sandbox, start};
use crate::support::websocket::{Socket, token};

fn data(id: &str, payload: &str) -> String {
    format!(r#"{{"id":"{id}","type":"data","payload":{payload}}}"#)
}

#[test]
fn a_mutation_is_delivered_to_those_whose_arguments_it_meets() {
    let sandbox = sandbox();
    let emulator = start(&sandbox);
    let mut socket = Socket::connected(emulator.text("controlPlaneUrl"), "all");
    socket.subscribed("one", &of("subscription { onCreateEvent(id: \"1\") { id name } }"), "all");
    let variables = json!({ "id": "2", "name": "two" });
    let both = "subscription S($id: ID, $name: String) { onCreateEvent(id: $id, name: $name) { id name } }";
    socket.subscribed("two", &json!({ "query": both, "variables": variables }), "all");
    socket.subscribed("null", &json!({ "query": both, "variables": { "id": "4" } }), "all");
    socket.subscribed("any", &of("subscription { all: onAnyEvent { rank: id } }"), "all");
    let any = |id: &str| data("any", &format!(r#"{{"data":{{"all":{{"rank":"{id}"}}}}}}"#));
    let created = |to: &str, id: &str, name: &str| {
        data(to, &format!(r#"{{"data":{{"onCreateEvent":{{"id":"{id}","name":{name}}}}}}}"#))
    };
    let mut next = |count: usize| {
        let mut frames: Vec<String> = std::iter::repeat_with(|| socket.frame()).take(count).collect();
        frames.sort();
        frames
    };
    mutate(&emulator, "mutation { createEvent(id: \"1\", name: \"one\") { number: id name } }");
    assert_eq!(next(2), [any("1"), created("one", "1", "\"one\"")]);
    mutate(&emulator, "mutation { createEvent(id: \"2\", name: \"other\") { id name } }");
    assert_eq!(next(1), [any("2")]);
    mutate(&emulator, "mutation { createEvent(id: \"2\", name: \"two\") { id name } }");
    assert_eq!(next(2), [any("2"), created("two", "2", "\"two\"")]);
    // A variable without a value is null, and met by null alone; what was not selected is null.
    mutate(&emulator, "mutation { createEvent(id: \"4\", name: \"four\") { id name } }");
    assert_eq!(next(1), [any("4")]);
    mutate(&emulator, "mutation { createEvent(id: \"4\", name: \"four\") { id } }");
    assert_eq!(next(2), [any("4"), created("null", "4", "null")]);
    mutate(&emulator, "mutation { updateEvent(id: \"1\", name: \"one\") { id name } }");
    assert_eq!(next(1), [any("1")]);
    // Each field of a mutation is delivered on its own.
    mutate(&emulator, "mutation { a: createEvent(id: \"8\") { id } b: updateEvent(id: \"9\") { id } }");
    assert_eq!(next(2), [any("8"), any("9")]);
}

#[test]
fn a_stopped_subscription_gets_no_more_and_the_others_do() {
    let sandbox = sandbox();
    let emulator = start(&sandbox);
    let mut socket = Socket::connected(emulator.text("controlPlaneUrl"), "all");
    let wanted = of("subscription { onAnyEvent { id } }");
    socket.subscribed("1", &wanted, "all");
    socket.subscribed("2", &wanted, "all");
    socket.start("2", &wanted, &token("all"));
    let again = r#"{"id":"2","type":"error","payload":{"errors":[{"errorType":"DuplicatedOperationError","message":"Duplicated operation with id 2"}]}}"#;
    assert_eq!(socket.frame(), again);
    socket.send(&json!({ "id": "1", "type": "stop" }));
    assert_eq!(socket.frame(), r#"{"id":"1","type":"complete"}"#);
    for id in ["5", "6"] {
        mutate(&emulator, &format!("mutation {{ createEvent(id: \"{id}\") {{ id }} }}"));
        assert_eq!(socket.frame(), data("2", &format!(r#"{{"data":{{"onAnyEvent":{{"id":"{id}"}}}}}}"#)));
    }
}

#[test]
fn denied_fields_are_null_in_deliveries_with_an_entry() {
    let sandbox = sandbox();
    let emulator = start(&sandbox);
    let mut socket = Socket::connected(emulator.text("controlPlaneUrl"), "some");
    let wanted = of("subscription { onAnyEvent { id hidden: secret } }");
    socket.subscribed("some", &wanted, "some");
    mutate(&emulator, "mutation { createEvent(id: \"1\", secret: \"t0p\") { id secret } }");
    let denied = r#"{"data":{"onAnyEvent":{"id":"1","hidden":null}},"errors":[{"path":["onAnyEvent","hidden"],"data":null,"errorType":"Unauthorized","errorInfo":null,"locations":[{"line":1,"column":32,"sourceName":null}],"message":"Not Authorized to access secret on type Event"}]}"#;
    assert_eq!(socket.frame(), data("some", denied));
    socket.subscribed("all", &wanted, "all");
    socket.send(&json!({ "id": "some", "type": "stop" }));
    assert_eq!(socket.frame(), r#"{"id":"some","type":"complete"}"#);
    mutate(&emulator, "mutation { createEvent(id: \"2\", secret: \"t0p\") { id secret } }");
    assert_eq!(socket.frame(), data("all", r#"{"data":{"onAnyEvent":{"id":"2","hidden":"t0p"}}}"#));
}

#[test]
fn what_the_mutation_did_not_select_is_null_and_may_be_one_null_too_many() {
    let sandbox = sandbox();
    let emulator = start(&sandbox);
    let mut socket = Socket::connected(emulator.text("controlPlaneUrl"), "all");
    socket.subscribed("1", &of("subscription { onAnyEvent { id name } }"), "all");
    // What came to null is delivered to nobody.
    let denied = emulator.query("reader", "mutation { createEvent(id: \"0\") { id } }");
    assert_eq!((denied.status, &denied.json()["data"]), (200, &json!({ "createEvent": null })));
    mutate(&emulator, "mutation { createEvent(id: \"1\", name: \"one\") { name } }");
    let null = r#"{"data":{"onAnyEvent":null},"errors":[{"message":"Cannot return null for non-nullable type: 'ID' within parent 'Event' (/onAnyEvent/id)","path":["onAnyEvent","id"]}]}"#;
    assert_eq!(socket.frame(), data("1", null));
}
