//! GraphQL over HTTP: statuses, headers and bodies.

use serde_json::json;

use crate::support::emulator::Emulator;
use crate::support::sandbox::Sandbox;

const SCHEMA: &str = r#"
type Query { getEvent(id: ID!): Event listEvents: [Event!]! }
type Event { id: ID! name: String secret: String }
"#;

const RULES: &str = r#"
rules:
  - token: custom-authorized
    respond: { isAuthorized: true, resolverContext: { userid: u1 }, deniedFields: [Event.secret] }
  - token: crash
    fail: { errorType: Error, errorMessage: "database unreachable" }
otherwise: { respond: { isAuthorized: false } }
"#;

fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.file("schema.graphql", SCHEMA);
    sandbox.file("rules.yaml", RULES);
    sandbox
}

#[test]
fn a_denied_field_is_null_with_an_entry_and_the_rest_is_answered() {
    let sandbox = sandbox();
    let emulator = Emulator::start(&sandbox, "--schema schema.graphql --authorizer rules.yaml");
    let answer = emulator.query("custom-authorized", "{ getEvent(id: \"7\") { id secret } }");
    assert_eq!(
        (answer.status, answer.body.as_str()),
        (
            200,
            r#"{"data":{"getEvent":{"id":"7","secret":null}},"errors":[{"path":["getEvent","secret"],"data":null,"errorType":"Unauthorized","errorInfo":null,"locations":[{"line":1,"column":26,"sourceName":null}],"message":"Not Authorized to access secret on type Event"}]}"#
        )
    );
    assert_eq!(emulator.trace(&answer)["fields"][2]["access"], json!("denied"));
    assert_eq!(emulator.stop(), Some(130));
}
