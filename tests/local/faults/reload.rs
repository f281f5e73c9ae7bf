//! Files that change while requests run: broken ones, mended ones, half written ones.

use std::fs;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use serde_json::json;

use super::{RULES, SCHEMA, TYPENAME, assert_serves, emulator, sandbox, wait_until, wire};
use crate::support::emulator::Emulator;
use crate::support::need;
use crate::support::sandbox::Sandbox;

const LATER: &str = "{ later }";

/// Whether the schema has the field `later` by now.
fn has_later(emulator: &Emulator) -> bool {
    emulator.query("custom-authorized", LATER).json().get("errors").is_none()
}

#[test]
fn a_broken_schema_is_told_with_its_place_the_old_one_goes_on_and_the_mended_one_is_taken() {
    let sandbox = sandbox();
    let emulator = emulator(&sandbox);
    sandbox.file("schema.graphql", "type Query { later: String }\ntype Event {");
    let place = emulator.note("schema.graphql:");
    assert!(place.contains("schema.graphql:2:13"), "{place}");
    assert_eq!(emulator.note("not reloaded"), "schema.graphql was not reloaded: what it was before goes on");
    assert_serves(&emulator);
    assert!(!has_later(&emulator));
    sandbox.file("schema.graphql", "type Query { later: String }");
    assert_eq!(emulator.note("reloaded"), "reloaded schema.graphql");
    assert!(has_later(&emulator));
    // Neither a file that is gone nor one that is no text changes anything.
    fs::remove_file(sandbox.path().join("schema.graphql")).unwrap();
    emulator.note("was not reloaded");
    sandbox.file("schema.graphql", b"type Query { \xff }");
    emulator.note("was not reloaded");
    assert!(has_later(&emulator));
    sandbox.file("schema.graphql", SCHEMA);
    emulator.note("reloaded schema.graphql");
    assert!(!has_later(&emulator));
    assert_eq!(emulator.stop(), Some(130));
}

#[test]
fn a_broken_rules_file_goes_on_as_it_was_and_the_mended_one_is_taken() {
    let sandbox = sandbox();
    // With a TTL: what the old rules allowed must not live on.
    let emulator = Emulator::start(&sandbox, "--schema schema.graphql --authorizer rules.yaml --ttl 3600");
    assert_serves(&emulator);
    sandbox.file("rules.yaml", "rules:\n  - token: custom-authorized\n    respond: { isAuthorized: true\n");
    emulator.note("rules.yaml:");
    emulator.note("rules.yaml was not reloaded: what it was before goes on");
    assert_serves(&emulator);
    sandbox.file("rules.yaml", RULES.replace("custom-authorized", "another"));
    emulator.note("reloaded rules.yaml");
    assert_eq!(emulator.query("custom-authorized", "{ __typename }").status, 401);
    assert_eq!(emulator.query("another", "{ __typename }").body, TYPENAME);
    assert_eq!(emulator.stop(), Some(130));
}

#[test]
fn a_broken_handler_goes_on_as_it_was_and_the_mended_one_is_taken() {
    if !need("node") {
        return;
    }
    let sandbox = sandbox();
    let handler = |allowed: bool| {
        format!(
            "const pause = () => new Promise((resolve) => setTimeout(resolve, 100));
             export const handler = async () => {{ await pause(); return {{ isAuthorized: {allowed} }}; }};"
        )
    };
    sandbox.file("handler.mjs", handler(true));
    let emulator = Emulator::start(&sandbox, "--schema schema.graphql --authorizer handler.mjs --ttl 0");
    assert_serves(&emulator);
    for broken in
        ["export const handler = async (", "throw new Error('at once');", "export const other = 1;", "process.exit(7);"]
    {
        sandbox.file("handler.mjs", broken);
        emulator.note("handler.mjs was not reloaded: what it was before goes on");
        // Several at a time: the one process that runs is waited for, because no other can be started.
        let origin = emulator.text("controlPlaneUrl");
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| assert_eq!(wire::ask(origin, "any", "{ __typename }", &json!({})).body, TYPENAME));
            }
        });
    }
    sandbox.file("handler.mjs", handler(false));
    emulator.note("reloaded handler.mjs");
    assert_eq!(emulator.query("custom-authorized", "{ __typename }").status, 401);
    // The processes of the old one are gone.
    wait_until("old handlers run", || super::children(emulator.id()).len() == 1);
    assert_eq!(emulator.stop(), Some(130));
}

#[test]
fn a_file_that_is_read_is_not_read_again_for_that() {
    if !need("node") {
        return;
    }
    let sandbox = sandbox();
    let handler = "export const handler = async () => ({ isAuthorized: true });\n";
    let path = sandbox.file("handler.mjs", handler);
    let emulator = Emulator::start(&sandbox, "--schema schema.graphql --authorizer handler.mjs --ttl 0");
    sandbox.file("handler.mjs", format!("{handler}\n"));
    emulator.note("reloaded handler.mjs");
    wait_until("old handlers run", || super::children(emulator.id()).len() == 1);
    let before = super::children(emulator.id());
    for _ in 0..10 {
        fs::read(&path).unwrap();
        std::thread::sleep(Duration::from_millis(150));
    }
    assert_serves(&emulator);
    assert_eq!(super::children(emulator.id()), before);
    assert_eq!(emulator.stop(), Some(130));
}

#[test]
fn python_code_that_changes_within_a_second_and_keeps_its_size_is_read_again() {
    if !need("python3") {
        return;
    }
    let sandbox = sandbox();
    // What it imports is what Python would keep compiled.
    sandbox
        .file("handler.py", "import allowed\ndef handler(event, context):\n    return {'isAuthorized': allowed.YES}\n");
    let path = sandbox.file("allowed.py", "YES = 1 == 1\n");
    let modified = fs::metadata(&path).unwrap().modified().unwrap();
    let emulator = Emulator::start(&sandbox, "--schema schema.graphql --authorizer handler.py --ttl 0");
    assert_serves(&emulator);
    for (text, status) in [("YES = 1 == 2\n", 401), ("YES = 2 == 2\n", 200), ("YES = 2 == 3\n", 401)] {
        sandbox.file("allowed.py", text);
        fs::File::options().write(true).open(&path).unwrap().set_modified(modified).unwrap();
        emulator.note("reloaded handler.py");
        assert_eq!(emulator.query("custom-authorized", "{ __typename }").status, status, "{text}");
    }
    assert!(!sandbox.path().join("__pycache__").exists(), "nothing is left in the user's folder");
    assert_eq!(emulator.stop(), Some(130));
}

/// As editors and generators write files: in place, in two steps, and beside it with a change of names.
fn write_as_editors_do(sandbox: &Sandbox, name: &str, text: &str, round: usize) {
    let path = sandbox.path().join(name);
    match round % 3 {
        0 => fs::write(&path, text).unwrap(),
        1 => {
            use std::io::Write;
            let mut file = fs::File::create(&path).unwrap();
            let (first, rest) = text.as_bytes().split_at(text.len() / 2);
            file.write_all(first).unwrap();
            std::thread::sleep(Duration::from_millis(3));
            file.write_all(rest).unwrap();
        }
        _ => {
            let beside = sandbox.path().join(format!(".{name}.swp"));
            fs::write(&beside, text).unwrap();
            fs::rename(&beside, &path).unwrap();
        }
    }
}

#[test]
fn files_that_are_rewritten_all_the_time_disturb_no_request() {
    if !need("node") {
        return;
    }
    let sandbox = sandbox();
    let handler = "export const handler = async () => ({ isAuthorized: true });\n";
    sandbox.file("handler.mjs", handler);
    let emulator = Emulator::start(&sandbox, "--schema schema.graphql --authorizer handler.mjs --ttl 0");
    let origin = emulator.text("controlPlaneUrl");
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let asking: Vec<_> = (0..4)
            .map(|_| {
                scope.spawn(|| {
                    let mut asked = 0;
                    while !done.load(Ordering::Relaxed) {
                        let answer = wire::ask(origin, "custom-authorized", "{ __typename }", &json!({}));
                        assert_eq!((answer.status, answer.body.as_str()), (200, TYPENAME));
                        asked += 1;
                    }
                    asked
                })
            })
            .collect();
        let started = Instant::now();
        let mut round = 0;
        while started.elapsed() < Duration::from_secs(4) && !asking.iter().any(|thread| thread.is_finished()) {
            write_as_editors_do(&sandbox, "schema.graphql", &format!("{SCHEMA}# {round}\n"), round);
            write_as_editors_do(&sandbox, "handler.mjs", &format!("{handler}// {round}\n"), round);
            round += 1;
            std::thread::sleep(Duration::from_millis([2, 40, 150][round % 3]));
        }
        done.store(true, Ordering::Relaxed);
        for thread in asking {
            assert!(thread.join().unwrap() > 10);
        }
    });
    // What was written last is what counts.
    sandbox.file("schema.graphql", "type Query { later: String }");
    wait_until("the last schema is not there", || has_later(&emulator));
    assert_eq!(emulator.stop(), Some(130));
}

#[test]
fn folders_that_go_and_come_again_or_are_replaced_are_watched_on() {
    for schema in ["one/schema.graphql", "'one/*.graphql'"] {
        let sandbox = sandbox();
        let named = schema.trim_matches('\'');
        let one = sandbox.path().join("one");
        sandbox.file("one/schema.graphql", SCHEMA);
        sandbox.file("one/rules.yaml", RULES);
        let emulator = Emulator::start(&sandbox, &format!("--schema {schema} --authorizer one/rules.yaml --ttl 0"));
        assert_serves(&emulator);
        // Gone, and made again with other files.
        fs::remove_dir_all(&one).unwrap();
        emulator.note(&format!("{named} was not reloaded: what it was before goes on"));
        assert_serves(&emulator);
        assert!(!has_later(&emulator));
        sandbox.file("one/rules.yaml", RULES);
        sandbox.file("one/schema.graphql", "type Query { later: String }");
        wait_until("the schema that came again is not there", || has_later(&emulator));
        // Another folder takes its place.
        sandbox.file("two/rules.yaml", RULES);
        sandbox.file("two/schema.graphql", SCHEMA);
        fs::rename(&one, sandbox.path().join("before")).unwrap();
        fs::rename(sandbox.path().join("two"), &one).unwrap();
        wait_until("the schema of the other folder is not there", || !has_later(&emulator));
        // What changes in it later is seen too.
        sandbox.file("one/schema.graphql", "type Query { later: String }");
        wait_until("what was written last is not there", || has_later(&emulator));
        sandbox.file("one/rules.yaml", RULES.replace("custom-authorized", "another"));
        wait_until("the last rules are not there", || emulator.query("another", "{ __typename }").body == TYPENAME);
        assert_eq!(emulator.query("custom-authorized", "{ __typename }").status, 401);
        assert_eq!(emulator.stop(), Some(130));
    }
}
