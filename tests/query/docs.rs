//! The section on `query` of `docs/json.md` shows what the program prints. `UPDATE_GENERATED=1 cargo test` writes it again.
//!
//! Blocks whose first line names a file are written, and of those marked `console query` the first command starts an
//! emulator and the others are sent to it. What differs from run to run becomes an example.

use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use serde_json::json;

use crate::support::emulator::Emulator;
use crate::support::sandbox::Sandbox;

/// The address that the page shows.
const ORIGIN: &str = "http://127.0.0.1:4000";

/// The headers of an answer that differ from run to run, and what the page shows.
const EXAMPLES: [(&str, &str); 3] = [
    ("x-amzn-requestid", "14b0a0e2-9e50-4f5a-8f36-0f3d6c1c7a11"),
    ("x-appsync-auth-trace", "14b0a0e2-9e50-4f5a-8f36-0f3d6c1c7a11"),
    ("date", "Thu, 26 Mar 2026 09:30:00 GMT"),
];

/// What a command writes on standard output. A subscription hears of one event once it stands.
fn printed(line: &str, sandbox: &Sandbox, emulator: &Emulator) -> String {
    let origin = emulator.text("controlPlaneUrl");
    let line = line.strip_prefix("appsync-auth ").unwrap().replace(ORIGIN, origin);
    let mut child = sandbox.start(&line);
    let mut notes = BufReader::new(child.stderr.take().unwrap()).lines();
    if line.contains("--max-events") {
        assert!(notes.next().unwrap().unwrap().starts_with("subscribed"), "{line}");
        let body = json!({ "query": "mutation { createEvent(name: \"Launch\") { name } }" }).to_string();
        let sent = emulator.send("POST", emulator.url(), &[("authorization", "custom-authorized")], &body);
        assert_eq!(sent.body, r#"{"data":{"createEvent":{"name":"Launch"}}}"#);
    }
    let mut out = String::new();
    child.stdout.take().unwrap().read_to_string(&mut out).unwrap();
    let code = child.wait().unwrap().code();
    assert_eq!(code, Some(i32::from(out.contains("\"errors\""))), "{line}: {out}");
    out.lines().fold(String::new(), |made, line| made + &example(line) + "\n")
}

/// The line with an example in the place of what differs.
fn example(line: &str) -> String {
    let header = EXAMPLES.iter().find_map(|(name, value)| {
        let at = line.find(&format!("\"{name}\": "))?;
        let comma = if line.ends_with(',') { "," } else { "" };
        Some(format!("{}\"{name}\": \"{value}\"{comma}", &line[..at]))
    });
    header.unwrap_or_else(|| line.to_owned())
}

#[test]
fn the_page_on_json_shows_what_query_prints() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/json.md");
    let page = std::fs::read_to_string(&path).unwrap();
    let sandbox = Sandbox::new();
    for block in page.split("\n```").filter(|block| block.contains('\n')) {
        let (first, text) = block.split_once('\n').unwrap();
        if let Some((_, name)) = first.split_once(' ').filter(|(_, name)| name.contains('.') && !name.contains(' ')) {
            sandbox.file(name, format!("{text}\n"));
        }
    }
    let mut emulator = None;
    let (mut made, mut ran) = (String::new(), 0);
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        writeln!(made, "{line}").unwrap();
        if line != "```console query" {
            continue;
        }
        for command in lines.by_ref().take_while(|line| *line != "```").filter_map(|line| line.strip_prefix("$ ")) {
            writeln!(made, "$ {command}").unwrap();
            match command.strip_prefix("appsync-auth local ") {
                Some(arguments) => emulator = Some(Emulator::start(&sandbox, arguments)),
                None => {
                    made.push_str(&printed(command, &sandbox, emulator.as_ref().unwrap()));
                    ran += 1;
                }
            }
        }
        writeln!(made, "```").unwrap();
    }
    assert_eq!(ran, 4, "docs/json.md has the examples of query");
    if std::env::var_os("UPDATE_GENERATED").is_some_and(|value| value == "1") {
        std::fs::write(&path, &made).unwrap();
    } else {
        assert!(page == made, "docs/json.md is stale: run `UPDATE_GENERATED=1 cargo test`:\n{made}");
    }
}
