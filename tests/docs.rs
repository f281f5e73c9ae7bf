//! The console blocks of README.md and of the pages under docs/ do what they show.
//!
//! In a block marked `console`, each line that begins with `$ appsync-auth` (variables may stand before the command) is
//! run by a shell at a terminal of 100 columns, in a copy of the repository's pages, where the page is. What the block
//! shows below must be what is printed, but for durations and request ids; a line `...` stands for any lines. Lines
//! `$ cd FOLDER` hold for the rest of the page, `$ echo $?` shows the exit code, and other commands are not run. A block
//! marked `console skip` is for readers alone.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use fancy_regex::Regex;
use tempfile::TempDir;

use crate::examples::{copy_folder, folder};
use crate::support::{need, skip};

/// A command of a page and what is shown of it.
#[derive(Debug, PartialEq, Eq)]
struct Shown {
    line: usize,
    command: String,
    output: Vec<String>,
}

/// The commands in the console blocks of a page.
fn commands(page: &str) -> Vec<Shown> {
    let mut found: Vec<Shown> = Vec::new();
    let mut lines = page.lines().zip(1..);
    while let Some((opening, _)) = lines.next() {
        let Some(kind) = opening.trim_start().strip_prefix("```") else { continue };
        let block: Vec<(&str, usize)> = lines.by_ref().take_while(|(line, _)| line.trim() != "```").collect();
        if kind.trim() != "console" {
            continue;
        }
        let first = found.len();
        for (text, line) in block {
            match text.strip_prefix("$ ") {
                Some(command) => found.push(Shown { line, command: command.to_owned(), output: Vec::new() }),
                // A long command goes on after a backslash, as in a shell.
                None => match found.get_mut(first..).and_then(|shown| shown.last_mut()) {
                    Some(last) if last.output.is_empty() && last.command.ends_with('\\') => {
                        last.command.pop();
                        last.command.push_str(text.trim_start().trim_start_matches("> "));
                    }
                    Some(last) => last.output.push(text.to_owned()),
                    None => panic!("line {line}: output before any command: `{text}`"),
                },
            }
        }
    }
    found
}

/// Whether the command is ours, whatever variables stand before it.
fn is_ours(command: &str) -> bool {
    command.split(' ').find(|word| !word.contains('=')) == Some("appsync-auth")
}

/// What differs from run to run, made equal.
fn redacted(line: &str) -> String {
    let mut line = line.trim_end().to_owned();
    for (pattern, name) in [
        (r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "ID"),
        (r"\[ *[0-9]+\.[0-9]+s\]", "[TIME]"),
        (r"\b[0-9]+(\.[0-9]+)? (ns|µs|ms|s)\b", "TIME"),
    ] {
        line = Regex::new(pattern).unwrap().replace_all(&line, name).into_owned();
    }
    line
}

/// Whether the lines are those that are shown, of which `...` is any number.
fn fits(shown: &[String], printed: &[String]) -> bool {
    match shown {
        [] => printed.is_empty(),
        [any, rest @ ..] if any == "..." => (0..=printed.len()).any(|from| fits(rest, &printed[from..])),
        [first, rest @ ..] => printed.split_first().is_some_and(|(line, more)| line == first && fits(rest, more)),
    }
}

/// Where a page's commands run.
struct Shell {
    folder: PathBuf,
    home: PathBuf,
}

impl Shell {
    /// Runs a command at a terminal: what it prints, and its exit code.
    fn run(&self, command: &str) -> (Vec<String>, Option<i32>) {
        let program = Path::new(env!("CARGO_BIN_EXE_appsync-auth")).parent().unwrap().to_owned();
        let path = std::env::var_os("PATH").unwrap_or_default();
        let path = std::env::join_paths(std::iter::once(program).chain(std::env::split_paths(&path))).unwrap();
        let output = Command::new("script")
            .args(["--quiet", "--return", "--command", &format!("stty rows 50 cols 100; {command}"), "/dev/null"])
            .current_dir(&self.folder)
            .env_clear()
            .env("PATH", path)
            .env("HOME", &self.home)
            .env("SHELL", "/bin/sh")
            .env("TERM", "xterm")
            .env("LANG", "C.UTF-8")
            .env("NO_COLOR", "1")
            .stdin(Stdio::null())
            .output()
            .unwrap();
        let text = String::from_utf8(output.stdout).unwrap().replace("\r\n", "\n");
        (text.lines().map(redacted).collect(), output.status.code())
    }

    /// Plays the commands of a page; the faults found.
    fn play(&mut self, name: &str, shown: &[Shown]) -> Vec<String> {
        let mut faults = Vec::new();
        let mut code = None;
        for (index, Shown { line, command, output }) in shown.iter().enumerate() {
            let output: Vec<String> = output.iter().map(|line| redacted(line)).collect();
            if let Some(folder) = command.strip_prefix("cd ") {
                self.folder = self.folder.join(folder);
            } else if command == "echo $?" {
                let printed = code.take().map(|code: i32| code.to_string());
                if printed.as_ref() != output.first() {
                    faults.push(format!("{name}:{line}: the exit code is {printed:?}, and not {output:?}"));
                }
            } else if is_ours(command) {
                let (printed, exit) = self.run(command);
                let tells_code = shown.get(index + 1).is_some_and(|next| next.command == "echo $?");
                if (output.is_empty() && exit != Some(0) && !tells_code)
                    || (!output.is_empty() && !fits(&output, &printed))
                {
                    faults.push(format!(
                        "{name}:{line}: `{command}` ends with {exit:?} and prints\n{}\n--- and not\n{}",
                        printed.join("\n"),
                        output.join("\n")
                    ));
                }
                code = exit;
            }
        }
        faults
    }
}

/// Whether blocks of a page are files, as in "```json api.json": such a page is played, into a pipe, by the tests of its
/// command.
fn names_files(page: &str) -> bool {
    page.lines()
        .filter_map(|line| line.strip_prefix("```"))
        .any(|kind| kind.split(' ').nth(1).is_some_and(|name| name.contains('.')))
}

/// README.md and the pages under docs/, relative to the repository.
fn pages() -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![PathBuf::from("docs")];
    while let Some(name) = folders.pop() {
        for entry in std::fs::read_dir(folder(name.to_str().unwrap())).unwrap().map(Result::unwrap) {
            let path = name.join(entry.file_name());
            let is_built = ["target", "node_modules"].iter().any(|built| entry.file_name() == *built);
            if entry.path().is_dir() && !is_built {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "md") {
                found.push(path);
            }
        }
    }
    found.extend(folder("README.md").is_file().then(|| PathBuf::from("README.md")));
    found.sort();
    found
}

#[test]
fn the_pages_show_what_the_commands_print() {
    if !need("node") || !need("python3") || !need("script") {
        return;
    }
    if cfg!(not(target_os = "linux")) {
        skip("`script` takes other arguments here");
        return;
    }
    let home = TempDir::new().unwrap();
    let mut faults = Vec::new();
    let mut run = 0;
    for page in pages() {
        let text = std::fs::read_to_string(folder(page.to_str().unwrap())).unwrap();
        if names_files(&text) {
            continue;
        }
        let shown = commands(&text);
        run += shown.iter().filter(|shown| is_ours(&shown.command)).count();
        let copy = TempDir::new().unwrap();
        copy_folder(&folder("docs"), &copy.path().join("docs"));
        let mut shell = Shell { folder: copy.path().join(page.parent().unwrap()), home: home.path().to_owned() };
        faults.extend(shell.play(page.to_str().unwrap(), &shown));
    }
    assert!(faults.is_empty(), "{}", faults.join("\n\n"));
    assert!(run > 0, "no page has a command");
}

#[test]
fn a_page_that_shows_something_else_is_found_out() {
    if !need("script") || cfg!(not(target_os = "linux")) {
        return;
    }
    let home = TempDir::new().unwrap();
    let play = |page: &str| {
        Shell { folder: home.path().to_owned(), home: home.path().to_owned() }.play("a.md", &commands(page)).len()
    };
    let version = env!("CARGO_PKG_VERSION");
    assert_eq!(play(&format!("```console\n$ appsync-auth --version\nappsync-auth {version}\n$ echo $?\n0\n```\n")), 0);
    assert_eq!(play("```console\n$ A=b appsync-auth \\\n  --version\n...\n```\n"), 0);
    assert_eq!(play("```console\n$ appsync-auth --version\nappsync-auth 0.0.0\n```\n"), 1);
    assert_eq!(play("```console\n$ appsync-auth --version\n$ echo $?\n1\n```\n"), 1);
    assert_eq!(play("```console\n$ appsync-auth --no-such-flag\n```\n"), 1);
    assert_eq!(play("```console skip\n$ appsync-auth --no-such-flag\n```\n"), 0);
}

#[test]
fn durations_and_ids_are_no_difference() {
    let line = "pass [   0.103s] a case  12 ms, 1.5 s, 300 s of 14b0a0e2-9e50-4f5a-8f36-0f3d6c1c7a11  ";
    assert_eq!(redacted(line), "pass [TIME] a case  TIME, TIME, TIME of ID");
    let lines = |text: &str| -> Vec<String> { text.lines().map(str::to_owned).collect() };
    assert!(fits(&lines("a\n...\nd"), &lines("a\nb\nc\nd")));
    assert!(!fits(&lines("a\n...\nd"), &lines("a\nb\nc")));
}
