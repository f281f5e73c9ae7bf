//! The program as a user, a script and a CI job meet it: the real binary in a folder of its own.

#![allow(clippy::unwrap_used, reason = "what only tests call may panic as tests do")]

mod answers;
mod bad_input;
mod deployed;
mod help;
#[cfg(unix)]
mod interrupt;
mod odd_arguments;
mod secrets;
mod settings;
mod streams;
mod suites;
mod token;

use crate::support::sandbox::Sandbox;

/// An authorizer without code.
const RULES: &str = "rules:
  - token: custom-authorized
    respond: { isAuthorized: true, resolverContext: { userid: test-user-id }, ttlOverride: 10 }
  - token: partner
    respond: { isAuthorized: true, resolverContext: {}, deniedFields: [Event.comments] }
  - token: broken
    respond: { isAuthorized: \"true\" }
  - token: crash
    fail: { errorType: Error, errorMessage: \"database unreachable\" }
otherwise: { respond: { isAuthorized: false } }
";

const SCHEMA: &str = "type Query { listEvents: [Event] event(id: ID!): Event }
type Mutation { createEvent(name: String!): Event }
type Event { id: ID! name: String comments: [Comment] }
type Comment { id: ID! text: String }
";

const SUITE: &str = "authorizer: ./rules.yaml
api: { ttl: 300 }
cases:
  - name: a partner may list events
    token: custom-authorized
    expect: { authorized: true, ttl: 10 }
  - name: a stranger is let in
    token: somebody
    expect: { authorized: true }
  - name: a stranger is refused
    token: somebody
    expect: { authorized: false }
  - name: the database is down
    token: crash
    expect: { error: database unreachable }
";

/// A folder with rules, a schema, a suite and a query.
fn events() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.file("rules.yaml", RULES);
    sandbox.file("schema.graphql", SCHEMA);
    sandbox.file("events.suite.yaml", SUITE);
    sandbox.file("list.graphql", "query List { listEvents { id comments { id } } }\n");
    sandbox
}

/// Command lines with everything that they gave, as a terminal would show them one after the other. A line is what
/// stands behind `appsync-auth test-token`.
fn transcript<'a>(sandbox: &Sandbox, lines: impl IntoIterator<Item = &'a str>) -> String {
    let shown = |line: &str| format!("$ {line}\n{}", sandbox.line(&format!("test-token {line}")).whole());
    lines.into_iter().map(shown).collect::<Vec<_>>().join("\n")
}
