//! The pages `docs/access.md` and `docs/json.md` show what the program prints: each is played from top to bottom, its
//! files written and its commands run. `UPDATE_GENERATED=1 cargo test` writes the answers again.

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

/// What a command prints in a folder; durations, which change, become 1.
fn answer(line: &str, folder: &Path) -> String {
    let words = shell_words::split(line).unwrap();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    if let ["cat", name] = words.as_slice() {
        return std::fs::read_to_string(folder.join(name)).unwrap();
    }
    assert_eq!(words.first(), Some(&"appsync-auth"), "{line}");
    let output = Command::new(env!("CARGO_BIN_EXE_appsync-auth"))
        .env_clear()
        .current_dir(folder)
        .args(&words[1..])
        .output()
        .unwrap();
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "", "{line}");
    let mut text = String::new();
    for printed in String::from_utf8(output.stdout).unwrap().lines() {
        match printed.split_once("\"durationMs\": ") {
            Some((before, after)) => {
                let rest =
                    after.trim_start_matches(|character: char| character.is_ascii_digit() || ".e-".contains(character));
                writeln!(text, "{before}\"durationMs\": 1.0{rest}").unwrap();
            }
            None => writeln!(text, "{printed}").unwrap(),
        }
    }
    text
}

/// Plays a page: a block whose first line names a file writes it, a block of a console is run.
fn played(page: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let mut made = String::new();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        writeln!(made, "{line}").unwrap();
        let Some(kind) = line.strip_prefix("```").filter(|kind| !kind.is_empty()) else { continue };
        let block: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        match kind.split_once(' ') {
            Some((_, name)) => {
                let path = folder.path().join(name);
                std::fs::create_dir_all(path.parent().unwrap()).unwrap();
                std::fs::write(path, block.join("\n") + "\n").unwrap();
            }
            None if kind == "console" => {
                for command in block.iter().filter_map(|line| line.strip_prefix("$ ")) {
                    write!(made, "$ {command}\n{}", answer(command, folder.path())).unwrap();
                }
                writeln!(made, "```").unwrap();
                continue;
            }
            None => {}
        }
        for line in block {
            writeln!(made, "{line}").unwrap();
        }
        writeln!(made, "```").unwrap();
    }
    made
}

/// A page shows what the program prints.
pub(crate) fn assert_fresh(name: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs").join(name);
    let page = std::fs::read_to_string(&path).unwrap();
    assert!(page.contains("\n$ appsync-auth "), "docs/{name} has no example");
    let made = played(&page);
    if std::env::var_os("UPDATE_GENERATED").is_some_and(|value| value == "1") {
        std::fs::write(&path, &made).unwrap();
    } else {
        assert!(page == made, "docs/{name} is stale: run `UPDATE_GENERATED=1 cargo test` and commit it");
    }
}

#[test]
fn the_page_on_access_shows_what_the_program_prints() {
    assert_fresh("access.md");
}

#[test]
fn the_page_on_json_shows_what_the_program_prints() {
    assert_fresh("json.md");
}
