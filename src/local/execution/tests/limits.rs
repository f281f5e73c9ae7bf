//! Depth, resolvers, and documents that would not end.

use serde_json::Value;

use super::{Scene, with_event};
use crate::local::data::Data;
use crate::local::execution::plain::{Plain, executable, schema_of};
use crate::local::execution::{Execution, FieldMap, Outcome};

#[test]
fn a_field_below_the_limit_of_depth_is_an_error_of_its_own() {
    let scene = Scene { depth_limit: 2, ..with_event() };
    assert_eq!(scene.body("{ event { id } }"), r#"{"data":{"event":{"id":"7"}}}"#);
    assert_eq!(
        scene.body("{ event { id host { age } } }"),
        concat!(
            r#"{"data":{"event":{"id":"7","host":{"age":null}}},"errors":[{"path":["event","host","age"],"data":null,"#,
            r#""errorType":"QueryDepthLimitReached","errorInfo":null,"#,
            r#""locations":[{"line":1,"column":21,"sourceName":null}],"message":"Query depth limit reached."}]}"#
        )
    );
}

#[test]
fn more_resolvers_than_the_limit_are_an_error_of_the_fields_that_come_too_late() {
    let scene = Scene { resolver_limit: 1, ..with_event() };
    assert_eq!(
        scene.body("{ a: event { id } b: event { id } }"),
        concat!(
            r#"{"data":{"a":{"id":"7"},"b":null},"errors":[{"path":["b"],"data":null,"#,
            r#""errorType":"ResolverExecutionLimitReached","errorInfo":null,"#,
            r#""locations":[{"line":1,"column":19,"sourceName":null}],"message":"Resolver invocation limit reached."}]}"#
        )
    );
}

#[test]
fn made_up_lists_within_lists_end() {
    let deep = "being { ... on Node { below { ".repeat(30);
    let query = format!("{{ nodes {{ {deep} id {} }} }}", "} } } ".repeat(30));
    let sdl = "interface Being { id: ID } type Node implements Being { id: ID below: [Node] being: Being } type Query { nodes: [Node] }";
    let schema = schema_of(sdl);
    let executable = executable(&schema, &query).expect("an operation");
    let (plain, data) = (Plain::default(), Data::made_up());
    let request = plain.request(&schema, &executable, &data);
    let Outcome::Response(response) = Execution::start(request).expect("an execution").finish() else {
        panic!("no response")
    };
    assert!(response.body.contains("ResolverExecutionLimitReached"));
    assert!(response.body.len() < 40_000_000, "{}", response.body.len());
}

#[test]
fn fragments_that_double_each_other_do_not_make_an_event_without_end() {
    let sdl = "type Node { id: ID a: Node b: Node } type Query { node: Node }";
    let schema = schema_of(sdl);
    let doubling =
        |level: usize| format!("fragment F{level} on Node {{ a {{ ...F{0} }} b {{ ...F{0} }} }} ", level + 1);
    let fragments: String = (0..60).map(doubling).collect();
    let query = format!("{{ node {{ ...F0 }} }} {fragments} fragment F60 on Node {{ id }}");
    let executable = executable(&schema, &query).expect("an operation");
    let resolvers = FieldMap::from_iter([("Query.node".parse().expect("a coordinate"), 0)]);
    let (plain, data) = (Plain { resolvers, ..Plain::default() }, Data::made_up());
    let request = plain.request(&schema, &executable, &data);
    let calls = Execution::start(request).expect("an execution").calls();
    let event: Value = serde_json::from_slice(&calls[0].payload).expect("JSON");
    assert_eq!(event["info"]["selectionSetList"].as_array().map(Vec::len), Some(10_000));
}
