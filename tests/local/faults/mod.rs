//! What goes wrong around the emulator: authorizers, clients, files, the system. It goes on, and says what happened.

#![cfg(target_os = "linux")]

mod authorizer;
mod bodies;
mod clients;
mod ending;
mod reload;
mod streams;
mod wire;

use std::time::{Duration, Instant};

use crate::support::emulator::Emulator;
use crate::support::sandbox::Sandbox;

const SCHEMA: &str = "
type Query { getEvent(id: ID!): Event }
type Event { id: ID! name: String }
";

const RULES: &str = "
rules:
  - token: custom-authorized
    respond: { isAuthorized: true }
otherwise: { respond: { isAuthorized: false } }
";

/// What `{ __typename }` is answered with.
const TYPENAME: &str = r#"{"data":{"__typename":"Query"}}"#;

/// A folder with a schema and a rules file.
fn sandbox() -> Sandbox {
    let mut sandbox = Sandbox::new();
    sandbox.keep_path();
    sandbox.file("schema.graphql", SCHEMA);
    sandbox.file("rules.yaml", RULES);
    sandbox
}

/// An emulator with both.
fn emulator(sandbox: &Sandbox) -> Emulator {
    Emulator::start(sandbox, "--schema schema.graphql --authorizer rules.yaml --ttl 0")
}

/// It serves as if nothing had happened.
#[track_caller]
fn assert_serves(emulator: &Emulator) {
    let answer = emulator.query("custom-authorized", "{ __typename }");
    assert_eq!((answer.status, answer.body.as_str()), (200, TYPENAME));
}

/// Waits until something is so, but not for ever.
#[track_caller]
fn wait_until(what: &str, is_so: impl Fn() -> bool) {
    let started = Instant::now();
    while !is_so() {
        assert!(started.elapsed() < Duration::from_secs(60), "{what} for 60 seconds");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// The processes that a process has started and that run.
fn children(id: u32) -> Vec<i32> {
    let entries = std::fs::read_dir("/proc").unwrap().flatten();
    entries
        .filter_map(|entry| {
            let stat = std::fs::read_to_string(entry.path().join("stat")).ok()?;
            let mut words = stat.rsplit_once(')')?.1.split_whitespace();
            let (state, parent) = (words.next()?, words.next()?);
            let is_one = parent == id.to_string() && !matches!(state, "Z" | "X");
            if is_one { entry.file_name().to_str()?.parse().ok() } else { None }
        })
        .collect()
}

/// Whether a process runs; one that nobody has waited for does not.
fn runs(id: i32) -> bool {
    std::fs::read_to_string(format!("/proc/{id}/stat"))
        .is_ok_and(|stat| !matches!(stat.rsplit(')').next().unwrap().trim_start().chars().next(), Some('Z' | 'X')))
}

fn signal(id: i32, signal: rustix::process::Signal) {
    rustix::process::kill_process(rustix::process::Pid::from_raw(id).unwrap(), signal).unwrap();
}

/// Kills processes, and waits until they are gone.
fn kill_all(ids: &[i32]) {
    ids.iter().for_each(|id| signal(*id, rustix::process::Signal::KILL));
    // Only when the last of its threads has ended, which need not be the first one, the system tells the parent.
    let threads = |id: &i32| std::fs::read_dir(format!("/proc/{id}/task")).map_or(0, Iterator::count);
    wait_until("killed processes run", || !ids.iter().any(|id| runs(*id) || threads(id) > 1));
}
