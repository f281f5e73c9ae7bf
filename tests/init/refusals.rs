//! Nothing is written over, and a refusal leaves everything as it was.

use std::time::{Duration, Instant};

use super::listing;
use crate::support::sandbox::Sandbox;

#[test]
fn a_file_that_is_there_is_never_overwritten_and_all_that_are_in_the_way_are_named() {
    let sandbox = Sandbox::new();
    sandbox.file("schema.graphql", "type Query { mine: Int }\n");
    sandbox.file("authorizer.py", "# mine\n");
    let before = listing(sandbox.path());
    let ran = sandbox.line("init --language python");
    assert_eq!(
        ran.whole(),
        "exit 3\n--- stderr\nerror: `authorizer.py`, `schema.graphql` are in `.` already; nothing was written
help: move them away, or name a new folder, as in `appsync-auth init authorizer`\n"
    );
    assert_eq!(listing(sandbox.path()), before);
}

#[test]
fn each_file_that_init_writes_is_in_its_way_the_next_time() {
    for language in ["javascript", "typescript", "python", "rust"] {
        let whole = Sandbox::new();
        assert_eq!(whole.line(&format!("init --language {language} new")).code, Some(0));
        let written = listing(&whole.path().join("new"));
        // What a project has one of is kept.
        let kept: &[&str] = match language {
            "typescript" => &["package.json", "tsconfig.json", ".gitignore"],
            "rust" | "python" => &[".gitignore"],
            _ => &[],
        };
        for (name, _) in written.iter().filter(|(_, text)| text.is_some()) {
            let sandbox = Sandbox::new();
            sandbox.file(&format!("new/{name}"), "mine\n");
            let before = listing(sandbox.path());
            let ran = sandbox.line(&format!("init --language {language} new"));
            if kept.contains(&name.as_str()) {
                assert_eq!((ran.code, ran.err.as_str()), (Some(0), &*format!("kept `{name}`, which was there\n")));
                assert_eq!(sandbox.read(&format!("new/{name}")), "mine\n");
            } else {
                assert_eq!(ran.code, Some(3), "{language} {name}: {}", ran.whole());
                assert!(ran.err.contains(&format!("`{name}` is in `new` already; nothing was written")), "{}", ran.err);
                assert_eq!(listing(sandbox.path()), before, "{language} {name}");
            }
        }
    }
}

#[test]
fn a_link_that_leads_nowhere_is_in_the_way_too() {
    let sandbox = Sandbox::new();
    std::os::unix::fs::symlink("nowhere", sandbox.path().join("appsync-auth.yaml")).unwrap();
    let before = listing(sandbox.path());
    let ran = sandbox.line("init --language javascript");
    assert_eq!(ran.code, Some(3), "{}", ran.whole());
    assert!(ran.err.starts_with("error: `appsync-auth.yaml` is in `.` already; nothing was written\n"), "{}", ran.err);
    assert_eq!(listing(sandbox.path()), before);
}

#[test]
fn what_is_no_folder_is_refused_and_no_empty_folder_stays() {
    let sandbox = Sandbox::new();
    sandbox.file("file", "mine\n");
    // A file where the workflow's folder would be: met only after other folders could have been made.
    sandbox.file("half/.github", "mine\n");
    let before = listing(sandbox.path());
    for (folder, said) in [
        ("file", "error: `file` is not a folder\n"),
        ("file/below", "cannot be made: there is something on its way that is no folder\n"),
        ("half", "cannot be made: there is something on its way that is no folder\n"),
    ] {
        let ran = sandbox.line(&format!("init --language python {folder}"));
        assert_eq!(ran.code, Some(3), "{}", ran.whole());
        assert!(ran.err.contains(said), "{folder}: {}", ran.err);
        assert_eq!(listing(sandbox.path()), before, "{folder}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_folder_that_cannot_be_written_is_told() {
    let sandbox = Sandbox::new();
    let ran = sandbox.line("init --language python /proc/authorizer");
    assert_eq!(ran.code, Some(5), "{}", ran.whole());
    assert!(ran.err.starts_with("error: the folder `/proc/authorizer` cannot be made: "), "{}", ran.err);
    assert!(ran.err.ends_with("help: name a folder that can be written\n"), "{}", ran.err);
}

#[test]
fn without_a_language_and_nobody_to_ask_nothing_is_written() {
    let sandbox = Sandbox::new();
    let before = listing(sandbox.path());
    let ran = sandbox.line("init new");
    assert_eq!(
        ran.whole(),
        "exit 2\n--- stderr\nerror: no language is given, and the folder shows none
help: give one with `--language`: javascript, typescript, python or rust\n"
    );
    assert_eq!(listing(sandbox.path()), before);
    let ran = sandbox.line("init --json");
    assert_eq!(ran.code, Some(2));
    assert_eq!(ran.json()["error"]["code"], "no-language");
    let ran = sandbox.at_terminal(80, "init --no-input");
    assert_eq!(ran.code, Some(2), "{}", ran.out);
    sandbox.file("package.json", "{}");
    sandbox.file("pyproject.toml", "");
    let ran = sandbox.line("init");
    assert!(
        ran.err.starts_with(
            "error: no language is given, and the folder shows several: `package.json`, `pyproject.toml`\n"
        ),
        "{}",
        ran.err
    );
}

#[test]
fn ctrl_c_at_the_question_writes_nothing_and_leaves_the_terminal_as_it_was() {
    use std::io::Read;
    let sandbox = Sandbox::new();
    let before = listing(sandbox.path());
    let (mut terminal, mut child) = sandbox.start_at_terminal(80, "init new");
    let modes = |terminal: &std::fs::File| rustix::termios::tcgetattr(terminal).unwrap().local_modes;
    let usual = modes(&terminal);
    let mut seen = String::new();
    let mut chunk = [0; 1024];
    while !seen.contains("rust") {
        let read = terminal.read(&mut chunk).unwrap();
        seen.push_str(&String::from_utf8_lossy(&chunk[..read]));
    }
    let started = Instant::now();
    while modes(&terminal) == usual && started.elapsed() < Duration::from_secs(10) {
        std::thread::sleep(Duration::from_millis(5));
    }
    rustix::process::kill_process(rustix::process::Pid::from_child(&child), rustix::process::Signal::INT).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert_eq!(modes(&terminal), usual);
    let mut rest = String::new();
    while let Ok(read @ 1..) = terminal.read(&mut chunk) {
        rest.push_str(&String::from_utf8_lossy(&chunk[..read]));
    }
    assert!(rest.contains("\u{1b}[?25h") && rest.contains("error: interrupted: nothing was changed"), "{rest:?}");
    assert_eq!(listing(sandbox.path()), before);
}
