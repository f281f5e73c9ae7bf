//! What goes where, and in which colours.

use std::io::Read;
use std::process::Stdio;

use super::events;

const ONE: &str = "test-token --authorizer rules.yaml --token somebody --ttl 0";

#[test]
fn the_answer_is_on_standard_output_and_steps_are_not() {
    let sandbox = events();
    let plain = sandbox.line(ONE);
    assert_eq!(plain.err, "");
    let same = |text: &str| text.lines().filter(|line| !line.starts_with("authorizer")).collect::<Vec<_>>().join("\n");
    let steps = sandbox.line(&format!("{ONE} -v"));
    assert_eq!(same(&steps.out), same(&plain.out));
    assert_eq!(
        steps.err,
        "setting authorizer: rules.yaml (flag `--authorizer`)\nsetting region: eu-west-1 (environment variable \
         `AWS_REGION`)\nauthorizer rules.yaml\n"
    );
    let wire = sandbox.line(&format!("{ONE} -vv"));
    assert_eq!(same(&wire.out), same(&plain.out));
    assert!(wire.err.starts_with(&steps.err), "{}", wire.err);
    assert!(wire.err.contains("event of `token`: {\"authorizationToken\":\"***\","), "{}", wire.err);
    assert!(wire.err.ends_with("answer of `token`: {\"isAuthorized\":false}\n"), "{}", wire.err);
}

#[test]
fn quiet_leaves_out_notes_and_not_errors() {
    let sandbox = events();
    // A schema that AppSync would read with a warning.
    let report = sandbox.line("test-token events.suite.yaml --report tap=- -q");
    assert_eq!((report.code, report.err.as_str()), (Some(1), ""));
    let error = sandbox.line("test-token --authorizer missing.mjs --token abcd -q");
    assert_eq!(error.code, Some(3));
    assert!(error.err.starts_with("error: "), "{}", error.err);
}

#[test]
fn colour_is_for_terminals_unless_it_is_asked_for() {
    let mut sandbox = events();
    let coloured = |ran: crate::support::sandbox::Ran| (ran.out + &ran.err).contains('\u{1b}');
    assert!(!coloured(sandbox.line(ONE)));
    for line in [ONE, "test-token --authorizer missing.mjs --token abcd", "test-token events.suite.yaml"] {
        let with = |variable: &str, value: &str, flag: &str| {
            let mut command = sandbox.command(shell_words::split(&format!("{line} {flag}")).unwrap());
            command.env_remove("NO_COLOR").env(variable, value);
            coloured(crate::support::sandbox::ended(&mut command))
        };
        assert!(!with("UNUSED", "1", ""), "{line}");
        assert!(!with("NO_COLOR", "1", "--color auto"), "{line}");
        assert!(!with("CLICOLOR_FORCE", "1", "--color never"), "{line}");
        assert!(!with("CLICOLOR_FORCE", "0", ""), "{line}");
    }
    // Errors are read by people wherever they go.
    let error = "test-token --authorizer missing.mjs --token abcd";
    for line in [error, "test-token --shard 0/1", "--help"] {
        for flag in ["--color always", "--color=always"] {
            assert!(coloured(sandbox.line(&format!("{line} {flag}"))), "{line} {flag}");
        }
        let mut command = sandbox.command(shell_words::split(line).unwrap());
        command.env_remove("NO_COLOR").env("CLICOLOR_FORCE", "1");
        assert!(coloured(crate::support::sandbox::ended(&mut command)), "{line}");
    }
    sandbox.set("CLICOLOR_FORCE", "1");
    // NO_COLOR, which the sandbox sets, wins.
    assert!(!coloured(sandbox.line(error)));
}

#[cfg(unix)]
#[test]
fn a_terminal_has_colours_unless_they_are_not_wanted() {
    let mut sandbox = events();
    assert!(!sandbox.at_terminal(80, ONE).out.contains('\u{1b}'));
    assert!(sandbox.at_terminal(80, &format!("{ONE} --color always")).out.contains("\u{1b}[31m"));
    sandbox.set("NO_COLOR", "");
    assert!(sandbox.at_terminal(80, ONE).out.contains("\u{1b}[31m"));
    assert!(!sandbox.at_terminal(80, &format!("{ONE} --color never")).out.contains('\u{1b}'));
}

#[test]
fn a_reader_that_has_seen_enough_is_no_error() {
    let sandbox = events();
    for line in ["test-token --help", "completions bash", "test-token events.suite.yaml --json", ONE, "help exit-codes"]
    {
        let expected = sandbox.line(line).code;
        let mut command = sandbox.command(shell_words::split(line).unwrap());
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let mut complaint = String::new();
        child.stderr.take().unwrap().read_to_string(&mut complaint).unwrap();
        assert_eq!((child.wait().unwrap().code(), complaint.as_str()), (expected, ""), "{line}");
    }
}

#[test]
fn a_width_that_makes_no_sense_is_survived() {
    let sandbox = events();
    for columns in ["0", "1", "-3", "wide", "18446744073709551615", "99999999999999999999999"] {
        for line in [ONE, "test-token --authorizer missing.mjs --token abcd", "test-token --help"] {
            let mut command = sandbox.command(shell_words::split(line).unwrap());
            let ran = crate::support::sandbox::ended(command.env("COLUMNS", columns));
            assert_eq!(ran.code, sandbox.line(line).code, "{columns} {line}: {}", ran.whole());
        }
    }
}

#[cfg(unix)]
#[test]
fn a_very_narrow_terminal_is_survived() {
    let sandbox = events();
    for columns in [1, 5, 20] {
        let ran = sandbox.at_terminal(columns, ONE);
        assert_eq!(ran.code, Some(1), "{}", ran.whole());
        let ran = sandbox.at_terminal(columns, "test-token events.suite.yaml");
        assert_eq!(ran.code, Some(1), "{}", ran.whole());
    }
}
