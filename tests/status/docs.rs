//! The page on `status` and its section of `docs/json.md` show what the program prints. `UPDATE_GENERATED=1 cargo test`
//! writes both again.
//!
//! Of the blocks marked `console status`, each command is run against the emulator of these tests; what differs from run to
//! run becomes an example.

use std::fmt::Write as _;

use fancy_regex::Regex;

use super::Scene;
use crate::support::page::{assert_fresh, page};

/// What differs from run to run, and what the page shows.
const EXAMPLES: [(&str, &str); 3] = [
    (r"127\.0\.0\.1:\d+", "127.0.0.1:4000"),
    (r"\b[a-z0-9]{26}\b", "abcdefghijklmnopqrstuvwxyz"),
    (r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+[+]0000", "2026-01-31T12:00:00.000+0000"),
];

/// Plays a page; how many commands it has.
fn play(name: &str, is_terminal: bool) -> usize {
    let scene = Scene::open();
    let (path, page) = page(name);
    let (mut made, mut ran) = (String::new(), 0);
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        writeln!(made, "{line}").unwrap();
        if line != "```console status" {
            continue;
        }
        for command in lines.by_ref().take_while(|line| *line != "```").filter_map(|line| line.strip_prefix("$ ")) {
            let words = command.strip_prefix("appsync-auth ").unwrap();
            let shown = if is_terminal { scene.stage.sandbox.at_terminal(100, words) } else { scene.run(words) };
            assert_eq!(shown.code, Some(0), "{}", shown.whole());
            let mut out = shown.out;
            for (pattern, example) in EXAMPLES {
                out = Regex::new(pattern).unwrap().replace_all(&out, example).into_owned();
            }
            write!(made, "$ {command}\n{out}").unwrap();
            ran += 1;
        }
        writeln!(made, "```").unwrap();
    }
    assert_fresh(&path, &page, &made);
    ran
}

#[cfg(unix)]
#[test]
fn the_page_on_status_shows_what_is_printed() {
    assert_eq!(play("status.md", true), 2);
}

#[test]
fn the_page_on_json_shows_what_status_prints() {
    assert_eq!(play("json.md", false), 1);
}
