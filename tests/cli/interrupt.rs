//! Ctrl-C and its like: what was done is said, and nothing is left behind.

use std::io::{Read, Write};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process, test_kill_process};

use crate::support::need;
use crate::support::sandbox::{Ran, Sandbox, ran};

const HANGS: &str = "import { spawn } from 'node:child_process';
import { writeFileSync, renameSync } from 'node:fs';
export const handler = async (event) => {
  if (event.authorizationToken !== 'hang') return { isAuthorized: true, resolverContext: {} };
  const child = spawn('sleep', ['600'], { stdio: 'ignore' });
  writeFileSync('new', `${process.pid} ${child.pid}`);
  renameSync('new', 'ids');
  for (;;) await new Promise((resolve) => setTimeout(resolve, 1000));
};
";

const SUITE: &str = "authorizer: hangs.mjs
cases:
  - { name: one, token: quick, expect: { authorized: true } }
  - { name: two, token: quick, expect: { authorized: true } }
  - { name: three, token: hang, expect: { authorized: true } }
  - { name: four, token: quick, expect: { authorized: true } }
";

fn sandbox() -> Sandbox {
    let mut sandbox = Sandbox::new();
    sandbox.keep_path();
    sandbox.file("hangs.mjs", HANGS);
    sandbox.file("hangs.suite.yaml", SUITE);
    sandbox
}

/// Starts the program and waits until its handler hangs: the ids of the handler and of what it started.
fn hanging(sandbox: &Sandbox, line: &str) -> (Child, Vec<i32>) {
    let child = sandbox.start(line);
    let started = Instant::now();
    while !sandbox.path().join("ids").exists() {
        assert!(started.elapsed() < Duration::from_secs(30), "the handler was not asked");
        std::thread::sleep(Duration::from_millis(10));
    }
    (child, sandbox.read("ids").split(' ').map(|id| id.parse().unwrap()).collect())
}

fn signal(child: &Child, signal: Signal) {
    kill_process(Pid::from_child(child), signal).unwrap();
}

/// Whether a process runs; one that nobody has waited for does not.
fn runs(id: i32) -> bool {
    let stat = std::fs::read_to_string(format!("/proc/{id}/stat"));
    match stat {
        Ok(stat) => !matches!(stat.rsplit(')').next().unwrap().trim_start().chars().next(), Some('Z' | 'X')),
        Err(_) if std::path::Path::new("/proc/self").exists() => false,
        Err(_) => test_kill_process(Pid::from_raw(id).unwrap()).is_ok(),
    }
}

fn all_end(ids: &[i32]) -> bool {
    let started = Instant::now();
    while ids.iter().any(|id| runs(*id)) {
        if started.elapsed() > Duration::from_secs(10) {
            return false;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    true
}

#[test]
fn a_suite_says_how_far_it_came_and_leaves_no_process() {
    if !need("node") {
        return;
    }
    for (line, how) in
        [("test-token hangs.suite.yaml", Signal::INT), ("test-token hangs.suite.yaml --jobs 1", Signal::TERM)]
    {
        let sandbox = sandbox();
        let (child, ids) = hanging(&sandbox, line);
        let asked = Instant::now();
        signal(&child, how);
        let ended = ran(child.wait_with_output().unwrap());
        assert!(asked.elapsed() < Duration::from_secs(5), "{how:?}");
        assert_eq!(ended.whole(), "exit 130\n--- stderr\nerror: interrupted: 2 of 4 cases were run\n", "{how:?}");
        assert!(all_end(&ids), "{how:?}: {ids:?}");
    }
}

#[test]
fn a_single_token_and_a_measurement_end_too() {
    if !need("node") {
        return;
    }
    for (more, said) in
        [("", "interrupted: 0 of 1 cases were run"), ("--repeat 1000", "interrupted: the measurement was not finished")]
    {
        let sandbox = sandbox();
        let (child, ids) = hanging(&sandbox, &format!("test-token --authorizer hangs.mjs --token hang --json {more}"));
        signal(&child, Signal::INT);
        let ended = ran(child.wait_with_output().unwrap());
        assert_eq!(ended.code, Some(130), "{}", ended.whole());
        let error = &ended.json()["error"];
        assert_eq!((&error["kind"], &error["message"]), (&"interrupted".into(), &said.into()));
        assert!(all_end(&ids), "{ids:?}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_handler_does_not_outlive_a_program_that_is_killed() {
    if !need("node") {
        return;
    }
    let sandbox = sandbox();
    let (mut child, ids) = hanging(&sandbox, "test-token hangs.suite.yaml");
    signal(&child, Signal::KILL);
    child.wait().unwrap();
    assert!(all_end(&ids[..1]), "{ids:?}");
    // Nobody is left who could end what the handler started.
    let _ = kill_process(Pid::from_raw(ids[1]).unwrap(), Signal::KILL);
}

/// Waits for the end, but not for ever.
fn ended(mut child: Child) -> Ran {
    let started = Instant::now();
    while child.try_wait().unwrap().is_none() {
        if started.elapsed() > Duration::from_secs(10) {
            child.kill().unwrap();
            panic!("the program does not end");
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    ran(child.wait_with_output().unwrap())
}

#[test]
fn a_program_that_waits_for_its_input_hears_it() {
    let sandbox = Sandbox::new();
    sandbox.file("rules.yaml", "rules: []\n");
    let started = rustix::fs::mkfifoat(rustix::fs::CWD, sandbox.path().join("pipe"), rustix::fs::Mode::RWXU);
    started.unwrap();
    for line in [
        "test-token --authorizer rules.yaml --token-file -",
        "test-token --authorizer rules.yaml --token-file pipe",
        "test-token --authorizer rules.yaml --token-command '/bin/sleep 60'",
        "test-token -",
    ] {
        for _ in 0..3 {
            let mut command = sandbox.command(shell_words::split(line).unwrap());
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
            let child = command.spawn().unwrap();
            std::thread::sleep(Duration::from_millis(300));
            signal(&child, Signal::INT);
            let ended = ended(child);
            assert_eq!(ended.whole(), "exit 130\n--- stderr\nerror: interrupted: nothing was run yet\n", "{line}");
        }
    }
}

fn shows_input(terminal: &std::fs::File) -> bool {
    rustix::termios::tcgetattr(terminal).unwrap().local_modes.contains(rustix::termios::LocalModes::ECHO)
}

/// Waits until what is typed is not shown.
fn hides_input(terminal: &std::fs::File) {
    let started = Instant::now();
    while shows_input(terminal) {
        assert!(started.elapsed() < Duration::from_secs(10), "the terminal shows what is typed");
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn a_token_is_asked_for_at_a_terminal_without_being_shown() {
    let sandbox = Sandbox::new();
    sandbox.file("rules.yaml", super::RULES);
    let seen_until = |terminal: &mut std::fs::File, end: &str| {
        let mut seen = String::new();
        let mut chunk = [0; 1024];
        while !seen.contains(end) {
            match terminal.read(&mut chunk) {
                Ok(read @ 1..) => seen.push_str(&String::from_utf8_lossy(&chunk[..read])),
                _ => break,
            }
        }
        seen
    };
    let line = "test-token --authorizer rules.yaml --ttl 0";
    let (mut terminal, mut child) = sandbox.start_at_terminal(80, line);
    let asked = seen_until(&mut terminal, "Token:");
    hides_input(&terminal);
    terminal.write_all(b"custom-authorized\r").unwrap();
    let rest = seen_until(&mut terminal, "\0");
    assert_eq!(child.wait().unwrap().code(), Some(0), "{asked}{rest}");
    assert!(asked.contains("Token:") && rest.contains("allowed"), "{asked}{rest}");
    assert!(!rest.contains("custom-authorized"), "{rest}");

    let (mut terminal, mut child) = sandbox.start_at_terminal(80, line);
    let watched = terminal.try_clone().unwrap();
    seen_until(&mut terminal, "Token:");
    hides_input(&watched);
    terminal.write_all(b"cust").unwrap();
    // The system hands typed characters on in its own time.
    std::thread::sleep(Duration::from_millis(200));
    // The terminal does not control the program here, so that it cannot send this itself.
    signal(&child, Signal::INT);
    let rest = seen_until(&mut terminal, "\0");
    assert_eq!(child.wait().unwrap().code(), Some(130), "{rest}");
    assert_eq!(rest.trim_start_matches(' '), "\r\nerror: interrupted: nothing was run yet\r\n");
    assert!(shows_input(&watched));

    let (mut terminal, mut child) = sandbox.start_at_terminal(80, &format!("{line} --no-input"));
    let said = seen_until(&mut terminal, "\0");
    assert_eq!(child.wait().unwrap().code(), Some(2));
    assert!(said.contains("no token is given"), "{said}");
}
