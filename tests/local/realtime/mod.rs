//! Subscriptions over AppSync's WebSocket protocol: whole frames, as clients see them.

mod deliveries;
mod gql;
mod handshake;
mod lifecycle;
mod modes;
mod starts;
mod unknown;

use serde_json::{Value, json};

use crate::support::emulator::Emulator;
use crate::support::sandbox::Sandbox;

const SCHEMA: &str = r#"
type Query { getEvent(id: ID!): Event }
type Mutation {
  createEvent(id: ID!, name: String, secret: String, rank: Int): Event
  updateEvent(id: ID!, name: String): Event
}
type Subscription {
  onCreateEvent(id: ID, name: String): Event @aws_subscribe(mutations: ["createEvent"])
  onAnyEvent: Event @aws_subscribe(mutations: ["createEvent", "updateEvent"])
  onUpdateEvent(id: ID!): Event @aws_subscribe(mutations: ["updateEvent"])
}
type Event { id: ID! name: String secret: String rank: Int }
"#;

/// Tokens: `all` may have everything, `some` not the secret nor one subscription, `reader` not one mutation,
/// `crash` fails.
const RULES: &str = r#"
rules:
  - token: all
    respond: { isAuthorized: true }
  - token: some
    respond: { isAuthorized: true, deniedFields: [Event.secret, Subscription.onUpdateEvent] }
  - token: reader
    respond: { isAuthorized: true, deniedFields: [Mutation.createEvent] }
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

fn start(sandbox: &Sandbox) -> Emulator {
    Emulator::start(sandbox, "--schema schema.graphql --authorizer rules.yaml --ttl 0")
}

fn of(query: &str) -> Value {
    json!({ "query": query })
}

/// Runs a mutation that must succeed.
fn mutate(emulator: &Emulator, query: &str) {
    let answer = emulator.query("all", query);
    assert_eq!((answer.status, answer.json().get("errors")), (200, None), "{}", answer.body);
}
