//! What is shown, in order.

use super::curl::Curl;
use super::sample;

/// One thing that is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Scene {
    /// What is seen, in a sentence.
    pub(super) says: &'static str,
    /// What is done.
    pub(super) action: Action,
}

/// What is done in a scene.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Action {
    /// One of our own commands, in pieces that belong on one line each, written for a shell.
    Command(Vec<String>),
    /// A request to the emulator.
    Request(Curl),
}

/// An event with its comments.
const EVENT: &str = "{ getEvent(id: 1) { name comments { content } } }";

/// The scenes.
pub(super) fn scenes() -> Vec<Scene> {
    let said = |says, action| Scene { says, action };
    vec![
        said("The authorizer knows this token: the caller is let in.", test_token("admin-ada", &[])),
        said("This one it does not know: the whole request is refused.", test_token("stranger", &[])),
        said(
            "A member is let in, but the authorizer strikes one of the fields that the query selects.",
            test_token("custom-authorized", &["--schema schema.graphql".to_owned(), format!("--query '{EVENT}'")]),
        ),
        said(
            "The schema has a trap: an API key reaches Event.comments, and nothing of the comments.",
            command("appsync-auth lint schema.graphql", &["--api-config api.json"]),
        ),
        said(
            "Who can reach what: a matrix that can be kept beside the schema and checked in CI.",
            command("appsync-auth access schema.graphql", &["--api-config api.json"]),
        ),
        said(
            "Now the emulator, which answers as AppSync does: to the member with null in the place of the comments.",
            request("Authorization", "custom-authorized"),
        ),
        said("A stranger gets AppSync's 401.", request("Authorization", "stranger")),
        said(
            "An authorizer that fails is a 500 with the words that it failed with.",
            request("Authorization", "crash"),
        ),
        said(
            "And the trap: with the API key every field of the comments is denied.",
            request("x-api-key", sample::api_key()),
        ),
        said(
            "Why? Step by step, with the evidence of each rule. The emulator keeps the same for each of its answers, as JSON at /_trace/ID.",
            command(
                "appsync-auth explain --api-config api.json --schema schema.graphql",
                &[
                    "--credential verified",
                    &format!("--header 'x-api-key: {}'", sample::api_key()),
                    &format!("--query '{EVENT}'"),
                ],
            ),
        ),
    ]
}

fn test_token(token: &str, more: &[String]) -> Action {
    let mut pieces = vec![format!("appsync-auth test-token --authorizer rules.yaml --ttl 300 --token {token}")];
    pieces.extend(more.iter().cloned());
    Action::Command(pieces)
}

fn command(verb: &str, more: &[&str]) -> Action {
    Action::Command(std::iter::once(verb).chain(more.iter().copied()).map(str::to_owned).collect())
}

fn request(header: &'static str, value: &'static str) -> Action {
    Action::Request(Curl { credential: (header, value), query: EVENT })
}
