//! Authorizers that cannot be loaded or started: which kind of fault it is, and what helps.

use std::path::PathBuf;
use std::time::Duration;

use appsync_auth::error::{Error, ErrorKind};
use appsync_auth::outside::authorizer::{ProcessSpec, Program};

use super::{fixture, spec, start_error};
use crate::support::need;

/// Everything that an error says, with the fixtures' folder as `DIR`.
fn told(error: &Error) -> (ErrorKind, &'static str, String, String, String) {
    let plain = |text: &str| text.replace(fixture("").to_str().unwrap(), "DIR/");
    (
        error.kind(),
        error.code(),
        plain(error.message()),
        plain(error.help_text().unwrap_or_default()),
        plain(&error.notes().join("\n--\n")),
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_not_there_or_no_file_is_an_input_error() {
    let missing = start_error(spec("missing.mjs")).await;
    assert_eq!(
        told(&missing),
        (
            ErrorKind::Input,
            "authorizer-not-found",
            "the authorizer `DIR/missing.mjs` does not exist".to_owned(),
            "give a handler file, `exec:COMMAND`, a function (`lambda:NAME`), a URL or a rules file".to_owned(),
            String::new(),
        )
    );
    let folder = start_error(ProcessSpec::new(Program::Executable(fixture("unloadable")))).await;
    assert_eq!(
        told(&folder),
        (
            ErrorKind::Input,
            "authorizer-not-found",
            "the authorizer `DIR/unloadable` is not a file".to_owned(),
            "name the handler file itself, such as `authorizer/index.mjs`".to_owned(),
            String::new(),
        )
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_export_lists_those_that_exist_and_guesses() {
    let missing = |message: &str, help: &str, notes: &str| {
        let owned = str::to_owned;
        (ErrorKind::Input, "authorizer-export-missing", owned(message), owned(help), owned(notes))
    };
    if need("node") {
        assert_eq!(
            told(&start_error(spec("allow.cjs#authorizerequest")).await),
            missing(
                "the authorizer `DIR/allow.cjs` has no function `authorizerequest`",
                "did you mean `DIR/allow.cjs#authorizeRequest`?",
                "its functions: `authorizeRequest`, `handler`",
            )
        );
        assert_eq!(
            told(&start_error(spec("allow.mjs#check")).await),
            missing(
                "the authorizer `DIR/allow.mjs` has no function `check`",
                "name the function that it has: `DIR/allow.mjs#handler`",
                "its functions: `handler`",
            )
        );
        assert_eq!(
            told(&start_error(spec("unloadable/number.cjs")).await),
            missing(
                "the authorizer `DIR/unloadable/number.cjs` has no function `handler`",
                "export a function `handler` from it",
                "",
            )
        );
    }
    if need("python3") {
        assert_eq!(
            told(&start_error(spec("allow.py#authorise_request")).await),
            missing(
                "the authorizer `DIR/allow.py` has no function `authorise_request`",
                "did you mean `DIR/allow.py#authorize_request`?",
                "its functions: `handler`, `authorize_request`",
            )
        );
        assert_eq!(start_error(spec("allow.py#VERSION")).await.code(), "authorizer-export-missing");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_cannot_be_loaded_says_why_and_where() {
    let cases: &[(&str, &str, &str, &[&str])] = &[
        ("node", "syntax.mjs", "SyntaxError: ", &["syntax.mjs:1", "tru"]),
        ("node", "syntax.cjs", "SyntaxError: ", &["syntax.cjs:1", "tru"]),
        ("node", "imports-syntax.mjs", "SyntaxError: ", &["unloadable/syntax.mjs:1", "tru"]),
        ("python3", "syntax.py", "Syntax error in module 'syntax': ", &["syntax.py\" Line 1"]),
        ("node", "import.mjs", "Error: Cannot find package 'no-such-package' imported from ", &[]),
        ("node", "import.cjs", "Error: Cannot find module 'no-such-package'", &["import.cjs"]),
        ("python3", "import.py", "Unable to import module 'import': No module named 'no_such_package'", &["import.py"]),
        ("node", "throws.mjs", "Error: TABLE_NAME is not set", &["throws.mjs:1", "it printed:\nloading"]),
        ("python3", "throws.py", "ValueError: TABLE_NAME is not set", &["throws.py\", line 1"]),
        ("node", "rejects.mjs", "Runtime.UnhandledPromiseRejection: Error: nobody waits", &["rejects.mjs:1"]),
        ("node", "never.mjs", "the module waits for something that never comes (a top-level await)", &[]),
    ];
    for (program, file, reason, notes) in cases {
        if !need(program) {
            continue;
        }
        let (kind, code, message, _, all_notes) = told(&start_error(spec(&format!("unloadable/{file}"))).await);
        assert_eq!((kind, code), (ErrorKind::Input, "authorizer-unloadable"), "{file}: {message}");
        let expected = format!("cannot load the authorizer `DIR/unloadable/{file}`: {reason}");
        assert!(message.starts_with(&expected), "{message}");
        for note in *notes {
            assert!(all_notes.contains(note), "{file}: {all_notes}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_ends_the_process_while_it_is_loaded_is_an_input_error_with_its_output() {
    for (program, file) in [("node", "exits.mjs"), ("python3", "exits.py")] {
        if !need(program) {
            continue;
        }
        assert_eq!(
            told(&start_error(spec(&format!("unloadable/{file}"))).await),
            (
                ErrorKind::Input,
                "authorizer-unloadable",
                format!("the authorizer `DIR/unloadable/{file}` ended while it was loaded (exit status 7)"),
                "a handler file must not end the process: run it by itself to see what it does".to_owned(),
                "it printed:\ngoodbye".to_owned(),
            )
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_never_loaded_is_given_up() {
    if !need("node") {
        return;
    }
    let mut spec = spec("unloadable/hangs.cjs");
    spec.start_timeout = Duration::from_millis(500);
    assert_eq!(
        told(&start_error(spec).await),
        (
            ErrorKind::Outside,
            "authorizer-start-timeout",
            "the authorizer `DIR/unloadable/hangs.cjs` did not start within 500ms".to_owned(),
            "look for work outside the handler function that waits, such as a connection to a database".to_owned(),
            String::new(),
        )
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_that_cannot_be_started_is_an_outside_error_that_names_it() {
    let command = |words: &[&str]| ProcessSpec::new(Program::Command(words.iter().map(|&w| w.to_owned()).collect()));
    let outside = |error: &Error| (error.kind(), error.code(), error.message().to_owned());
    let expected = |message: &str| (ErrorKind::Outside, "authorizer-not-started", message.to_owned());
    assert_eq!(
        outside(&start_error(command(&["no-such-program", "x"])).await),
        expected("cannot start the authorizer `exec:no-such-program x`: `no-such-program` was not found")
    );
    let file = fixture("allow.mjs");
    let file = file.to_str().unwrap();
    let denied = start_error(ProcessSpec::new(Program::Executable(PathBuf::from(file)))).await;
    assert_eq!(outside(&denied), expected(&format!("cannot start the authorizer `{file}`: it may not be executed")));
    assert_eq!(
        denied.help_text(),
        Some(&*format!("name a handler file (.js .mjs .cjs .ts .py), or make a program executable: `chmod +x {file}`"))
    );
    let ended = start_error(command(&["sh", "-c", "echo to stdout; echo to stderr >&2; exit 9"])).await;
    assert_eq!(
        outside(&ended),
        expected(
            "the authorizer `exec:sh -c 'echo to stdout; echo to stderr >&2; exit 9'` ended before it asked for an \
             event (exit status 9)"
        )
    );
    assert_eq!(ended.notes(), ["it printed:\nto stdout\nto stderr"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_runtime_that_is_not_installed_is_an_outside_error() {
    for (file, runtime) in [("allow.mjs", "node"), ("allow.py", "python3")] {
        let mut spec = spec(file);
        // The child's own PATH is where its program is looked for.
        spec.handler_env.push(("PATH".to_owned(), "/nonexistent".to_owned()));
        let (kind, code, message, help, _) = told(&start_error(spec).await);
        assert_eq!(
            (kind, code, message),
            (
                ErrorKind::Outside,
                "authorizer-not-started",
                format!("cannot start the authorizer `DIR/{file}`: `{runtime}` is not on the PATH")
            )
        );
        assert!(help.starts_with("install "), "{help}");
    }
}
