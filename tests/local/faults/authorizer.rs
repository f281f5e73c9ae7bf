//! Authorizers that crash, hang, answer garbage, are killed, are slow.

use std::time::{Duration, Instant};

use rustix::process::Signal;
use serde_json::{Value, json};

use super::{children, kill_all, runs, sandbox, signal, wait_until, wire};
use crate::support::emulator::Emulator;
use crate::support::need;
use crate::support::sandbox::Sandbox;

/// Does what its token says.
const HANDLER: &str = r#"
import { appendFileSync, renameSync, writeFileSync } from 'node:fs';
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const garbage = {
  nothing: undefined, text: 'yes', number: 1, list: [true], empty: {}, other: { isAuthorized: 'true' },
  large: 'x'.repeat(7 << 20),
};
export const handler = async (event) => {
  const [what, more] = event.authorizationToken.split(':');
  if (what === 'crash') process.exit(3);
  if (what === 'hang') await sleep(600_000);
  if (what === 'spin') for (;;);
  if (what === 'throw') throw new Error('database unreachable');
  if (what === 'garbage') return garbage[more];
  if (what === 'mark') {
    writeFileSync('new', `${process.pid}`);
    renameSync('new', 'taken');
    await sleep(Number(more));
    appendFileSync('finished', '.');
  }
  if (what === 'slow') {
    appendFileSync('calls', '.');
    await sleep(Number(more));
  }
  const { requestId, variables } = event.requestContext;
  return { isAuthorized: true, resolverContext: { requestId, id: variables.id ?? '', pid: process.pid } };
};
"#;

/// Answers with what the authorizer said.
const RESOLVER: &str = "
export const handler = async ({ arguments: { id }, identity: { resolverContext } }) =>
  ({ id, name: `${resolverContext.id} ${resolverContext.requestId} ${resolverContext.pid}` });
";

const QUERY: &str = "query ($id: ID!) { getEvent(id: $id) { id name } }";

fn faulty() -> Option<(Sandbox, Emulator)> {
    if !need("node") {
        return None;
    }
    let sandbox = sandbox();
    // Two folders: what one writes must not reload the other.
    sandbox.file("authorizer/faulty.mjs", HANDLER);
    sandbox.file("resolver/event.mjs", RESOLVER);
    let emulator = Emulator::start(
        &sandbox,
        "--schema schema.graphql --authorizer authorizer/faulty.mjs --authorizer-timeout 2s --ttl 0 \
         --resolver Query.getEvent=resolver/event.mjs",
    );
    Some((sandbox, emulator))
}

/// Asks for an event, and gives the process that authorized it.
#[track_caller]
fn assert_answers(emulator: &Emulator, token: &str, id: &str) -> i32 {
    let answer = wire::ask(emulator.text("controlPlaneUrl"), token, QUERY, &json!({ "id": id }));
    pid_in(&answer, id)
}

/// The process that authorized a request, whose answer must belong to it.
#[track_caller]
fn pid_in(answer: &wire::Answer, id: &str) -> i32 {
    let body: Value = serde_json::from_str(&answer.body).unwrap();
    let name = body["data"]["getEvent"]["name"].as_str().unwrap_or_else(|| panic!("{answer:?}"));
    let pid = name.rsplit(' ').next().unwrap();
    let name = format!("{id} {} {pid}", answer.request_id);
    assert_eq!((answer.status, &body), (200, &json!({ "data": { "getEvent": { "id": id, "name": name } } })));
    pid.parse().unwrap()
}

/// What a request is answered with whose authorizer failed, without ids.
#[track_caller]
fn assert_failed(answer: &(u16, String), message: &str) {
    let (status, body) = answer;
    let body: Value = serde_json::from_str(body).unwrap();
    let said = body["errors"][0]["message"].as_str().unwrap_or_default();
    let (_, said) = said.split_once("Error: ").filter(|_| said.starts_with("RequestId: ")).unwrap_or(("", said));
    let whole =
        json!({ "errors": [{ "errorType": "AuthorizerFailureException", "message": body["errors"][0]["message"] }] });
    assert_eq!((*status, said, &body), (500, message, &whole));
}

#[test]
fn an_authorizer_that_crashes_throws_or_hangs_costs_one_request() {
    let Some((_sandbox, emulator)) = faulty() else { return };
    for (token, message) in [
        ("crash", "Runtime exited with error: exit status 3"),
        ("throw", "database unreachable"),
        ("hang", "Task timed out after 2.00 seconds"),
        ("spin", "Task timed out after 2.00 seconds"),
    ] {
        let started = Instant::now();
        let answer = emulator.query(token, "{ __typename }");
        assert!(started.elapsed() < Duration::from_secs(60), "{token}: {:?}", started.elapsed());
        assert_failed(&(answer.status, answer.body), message);
        assert_eq!(emulator.line()["decision"], "denied", "{token}");
        assert_answers(&emulator, "good", token);
        assert_eq!(emulator.line()["decision"], "allowed", "{token}");
    }
    assert_eq!(emulator.stop(), Some(130));
}

#[test]
fn garbage_lets_nobody_in_and_costs_one_request() {
    let Some((_sandbox, emulator)) = faulty() else { return };
    for (what, status, rule) in [
        ("nothing", 401, "R202"),
        ("text", 401, "R202"),
        ("number", 401, "R202"),
        ("list", 401, "R202"),
        ("empty", 401, "R204"),
        ("other", 401, "R205"),
        ("large", 500, "A201"),
    ] {
        let answer = emulator.query(&format!("garbage:{what}"), "{ __typename }");
        let line = emulator.line();
        assert_eq!(
            (answer.status, answer.json().get("data"), line["rule"].as_str(), line["decision"].as_str()),
            (status, None, Some(rule), Some("denied")),
            "{what}: {}",
            answer.body
        );
        assert_answers(&emulator, "good", what);
        emulator.line();
    }
    assert_eq!(emulator.stop(), Some(130));
}

#[test]
fn an_authorizer_that_is_killed_in_a_request_fails_that_request_and_is_replaced() {
    let Some((sandbox, emulator)) = faulty() else { return };
    let before = assert_answers(&emulator, "good", "before");
    let origin = emulator.text("controlPlaneUrl").to_owned();
    let asked = std::thread::spawn(move || wire::ask(&origin, "mark:60000", "{ __typename }", &json!({})));
    wait_until("the authorizer is not asked", || sandbox.path().join("authorizer/taken").exists());
    let taken: i32 = sandbox.read("authorizer/taken").parse().unwrap();
    assert_eq!(taken, before, "a warm process is used again");
    signal(taken, Signal::KILL);
    let answer = asked.join().unwrap();
    assert_failed(&(answer.status, answer.body), "Runtime exited with error: signal: killed");
    assert_ne!(assert_answers(&emulator, "good", "after"), taken);
    // One that is killed while nobody asks is not missed either.
    kill_all(&children(emulator.id()));
    assert_answers(&emulator, "good", "after all were killed");
    assert_eq!(emulator.stop(), Some(130));
}

#[test]
fn five_hundred_requests_with_one_token_each_get_their_own_answer() {
    let Some((sandbox, emulator)) = faulty() else { return };
    let origin = emulator.text("controlPlaneUrl");
    std::thread::scope(|scope| {
        for number in 0..500 {
            scope.spawn(move || {
                let id = format!("event {number}");
                let answer = wire::ask(origin, "slow:20", QUERY, &json!({ "id": id }));
                pid_in(&answer, &id);
            });
        }
    });
    assert_eq!(sandbox.read("authorizer/calls").len(), 500, "AppSync asks for each");
    let processes = children(emulator.id());
    assert!(processes.len() <= 16, "eight of each function: {processes:?}");
    assert_eq!(emulator.stop(), Some(130));
    wait_until("handlers run", || !processes.iter().any(|id| runs(*id)));
}

#[test]
fn a_client_that_goes_away_does_not_end_what_it_began() {
    use std::io::Write;
    let Some((sandbox, emulator)) = faulty() else { return };
    let before = assert_answers(&emulator, "good", "before");
    let mut stream = wire::connect(&emulator);
    stream.write_all(&wire::request("mark:300", "{ __typename }", &json!({}))).unwrap();
    wait_until("the authorizer is not asked", || sandbox.path().join("authorizer/taken").exists());
    drop(stream);
    wait_until("the authorizer does not finish", || sandbox.path().join("authorizer/finished").exists());
    // With its line the request has ended, and its process is free for the next one.
    let operations: Vec<Value> = (0..2).map(|_| emulator.line()["status"].clone()).collect();
    assert_eq!(operations, [json!(200), json!(200)], "the request has its line");
    assert_eq!(assert_answers(&emulator, "good", "after"), before, "the process lives on");
    assert_eq!(emulator.line()["status"], json!(200));
    assert_eq!(emulator.stop(), Some(130));
}
