//! The page `docs/configure.md` shows what is printed at a terminal, and its section of `docs/json.md` what programs get.
//! `UPDATE_GENERATED=1 cargo test` writes both again.

use std::fmt::Write as _;

use crate::support::emulator::Emulator;
use crate::support::page::{assert_fresh, page, sign_in, with_examples};
use crate::support::sandbox::Sandbox;

/// The address that the page shows.
const ORIGIN: &str = "http://127.0.0.1:4000";

#[cfg(unix)]
#[test]
fn the_page_on_configure_shows_what_is_printed() {
    crate::support::page::play("configure.md");
}

/// Blocks whose first line names a file are written, and of those marked `console configure` the first command starts an
/// emulator and the others are sent to it.
#[test]
fn the_page_on_json_shows_what_configure_prints() {
    let (path, page) = page("json.md");
    let mut sandbox = Sandbox::new();
    for block in page.split("\n```").filter(|block| block.contains('\n')) {
        let (first, text) = block.split_once('\n').unwrap();
        if let Some((_, name)) = first.split_once(' ').filter(|(_, name)| name.contains('.') && !name.contains(' ')) {
            sandbox.file(name, format!("{text}\n"));
        }
    }
    let mut emulator = None;
    let (mut made, mut codes) = (String::new(), Vec::new());
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        writeln!(made, "{line}").unwrap();
        if line != "```console configure" {
            continue;
        }
        for command in lines.by_ref().take_while(|line| *line != "```").filter_map(|line| line.strip_prefix("$ ")) {
            writeln!(made, "$ {command}").unwrap();
            if let Some(arguments) = command.strip_prefix("appsync-auth local ") {
                let started = Emulator::start(&sandbox, arguments);
                sign_in(&mut sandbox, &started);
                emulator = Some(started);
                continue;
            }
            let emulator = emulator.as_ref().expect("an emulator is started first");
            let words = command.strip_prefix("appsync-auth ").unwrap();
            let ran = sandbox.line(&words.replace(ORIGIN, emulator.text("controlPlaneUrl")));
            assert_eq!(ran.err, "", "{}", ran.whole());
            made.push_str(&with_examples(&ran.out, emulator));
            codes.push(ran.code);
        }
        writeln!(made, "```").unwrap();
    }
    assert_eq!(codes, [Some(0), Some(1)], "docs/json.md has the examples of configure");
    assert_fresh(&path, &page, &made);
}
