//! What is shown, in order.

use super::sample;
use crate::appsync::ApiIdentity;

/// One thing that is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Scene {
    /// What is seen, in a sentence.
    pub(super) says: &'static str,
    /// The command, in pieces that belong on one line each, written for a shell.
    pub(super) pieces: Vec<String>,
}

/// An event with its comments.
const EVENT: &str = "{ getEvent(id: 1) { name comments { content } } }";

/// The scenes; the emulator answers at this address.
pub(super) fn scenes(origin: &str) -> Vec<Scene> {
    let url = format!("{origin}/graphql");
    let query = |document: &str, more: &[&str]| {
        let pieces = ["appsync-auth query".to_owned(), format!("'{document}'"), format!("--url {url}")];
        pieces.into_iter().chain(more.iter().copied().map(str::to_owned)).collect()
    };
    let key = format!("--header 'x-api-key: {}'", sample::api_key());
    vec![
        said(
            "The API takes API keys alone so far. It gets an authorizer, and nothing else moves; first is shown what that means for its clients.",
            configure(origin),
        ),
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
            "The same emulator answers as AppSync does. A query by an administrator, as a table.",
            query("{ listEvents { id name where } }", &["--token admin-ada", "--table"]),
        ),
        said(
            "The member gets null in the place of the comments, and is told which rule did it.",
            query(EVENT, &["--token custom-authorized", "--schema schema.graphql"]),
        ),
        said("A stranger gets AppSync's 401.", query(EVENT, &["--token stranger"])),
        said("An authorizer that fails is a 500 with the words that it failed with.", query(EVENT, &["--token crash"])),
        said(
            "And the trap: with the API key every field of the comments is denied.",
            query(EVENT, &[&key, "--schema schema.graphql"]),
        ),
        said(
            "Why? Step by step, with the evidence of each rule. The emulator keeps the same for each of its answers, as JSON at /_trace/ID.",
            command(
                "appsync-auth explain --api-config api.json --schema schema.graphql",
                &["--credential verified", &key, &format!("--query '{EVENT}'")],
            ),
        ),
    ]
}

const fn said(says: &'static str, pieces: Vec<String>) -> Scene {
    Scene { says, pieces }
}

/// Variables and a command, as a shell takes them.
fn configure(origin: &str) -> Vec<String> {
    let (id, secret) = (sample::ACCESS_KEY_ID, sample::SECRET_ACCESS_KEY);
    vec![
        format!("AWS_ACCESS_KEY_ID={id} AWS_SECRET_ACCESS_KEY={secret}"),
        "appsync-auth configure --api events".to_owned(),
        "--default --function rules --ttl 300 --yes".to_owned(),
        format!("--region {} --endpoint-url {origin}", ApiIdentity::SYNTHETIC_REGION),
    ]
}

fn test_token(token: &str, more: &[String]) -> Vec<String> {
    let mut pieces = vec![format!("appsync-auth test-token --authorizer rules.yaml --ttl 300 --token {token}")];
    pieces.extend(more.iter().cloned());
    pieces
}

fn command(verb: &str, more: &[&str]) -> Vec<String> {
    std::iter::once(verb).chain(more.iter().copied()).map(str::to_owned).collect()
}
