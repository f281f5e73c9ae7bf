//! `docs/grant.md` and the section on `grant` of `docs/json.md` show what the program prints. `UPDATE_GENERATED=1 cargo
//! test` writes both again.
//!
//! In blocks marked `console grant` each line that begins with `$ appsync-auth grant` is run in a pipe, one after the
//! other in one emulator. What differs from run to run becomes an example.

use std::fmt::Write as _;
use std::path::Path;

use super::Scene;

/// What the page shows in place of the APIs' ids, and of the first one's address.
const ID: &str = "abcdefghijklmnopqrstuvwxyz";
const SECOND: &str = "zyxwvutsrqponmlkjihgfedcba";
const ADDRESS: &str = "https://dvs7nzhnanhbtmrbakjvdmyzya.appsync-api.eu-west-1.amazonaws.com";

/// What a command prints, both streams, as a reader would see it.
fn printed(command: &str, scene: &Scene) -> String {
    let ran = scene.sandbox.line(command.strip_prefix("appsync-auth ").unwrap());
    let id = scene.emulator.text("apiId");
    let address = format!("{}/apis/{id}", scene.emulator.text("controlPlaneUrl"));
    let text = if command.contains("--json") { ran.out } else { format!("{}{}", ran.err, ran.out) };
    let second = scene.emulator.ready["apis"][1]["apiId"].as_str().unwrap();
    text.replace(&address, ADDRESS)
        .replace(id, ID)
        .replace(second, SECOND)
        .replace("appsync-auth-local-reader", "reader-role")
}

/// The page as it should be, and how many commands it shows.
fn made(page: &str) -> (String, usize) {
    let scene = Scene::open();
    let (mut made, mut ran) = (String::new(), 0);
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        writeln!(made, "{line}").unwrap();
        if line != "```console grant" {
            continue;
        }
        for command in lines.by_ref().take_while(|line| *line != "```").filter_map(|line| line.strip_prefix("$ ")) {
            write!(made, "$ {command}\n{}", printed(command, &scene)).unwrap();
            ran += 1;
        }
        writeln!(made, "```").unwrap();
    }
    (made, ran)
}

#[test]
fn the_pages_show_what_grant_prints() {
    for (name, commands) in [("grant.md", 9), ("json.md", 3)] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs").join(name);
        let page = std::fs::read_to_string(&path).unwrap();
        let (made, ran) = made(&page);
        assert_eq!(ran, commands, "docs/{name} has each example");
        if std::env::var_os("UPDATE_GENERATED").is_some_and(|value| value == "1") {
            std::fs::write(&path, &made).unwrap();
        } else {
            assert!(page == made, "docs/{name} is stale: run `UPDATE_GENERATED=1 cargo test`:\n{made}");
        }
    }
}
