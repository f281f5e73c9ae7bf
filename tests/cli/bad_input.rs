//! What is wrong with what a user gave: exit code, message, place and one thing to do, exactly.

use insta::assert_snapshot;

use super::{events, transcript};
use crate::support::need;
use crate::support::sandbox::Sandbox;

/// Runs lines of which each ends with this code, and shows what they say.
fn refused(sandbox: &Sandbox, code: i32, lines: &[&str]) -> String {
    for line in lines {
        let ran = sandbox.line(&format!("test-token {line}"));
        assert_eq!((ran.code, ran.out.as_str()), (Some(code), ""), "{line}: {}", ran.whole());
    }
    transcript(sandbox, lines.iter().copied())
}

#[test]
fn flags() {
    let sandbox = events();
    let text = refused(
        &sandbox,
        2,
        &[
            "events.suite.yaml --shard 0/2",
            "events.suite.yaml --shard 3/2",
            "events.suite.yaml --filter nothing",
            "events.suite.yaml --jobs 0",
            "events.suite.yaml --ttl 3601",
            "events.suite.yaml --account-id 12",
            "events.suite.yaml --timeout 0",
            "events.suite.yaml --authorizer-timeout soon",
            "events.suite.yaml --region ''",
            "events.suite.yaml --endpoint-url nowhere",
            "events.suite.yaml --rule identity-regex",
            "events.suite.yaml --rule identity-regex=half",
            "events.suite.yaml --rule identity=find",
            "events.suite.yaml --token abcd",
            "events.suite.yaml --expect deny",
            "events.suite.yaml --repeat 2",
            "--filter a --token abcd --authorizer rules.yaml",
            "--shard 1/2 --authorizer rules.yaml",
            "--fail-fast --token abcd",
            "--authorizer rules.yaml --token abcd --token-env A",
            "--authorizer rules.yaml --token abcd --repeat 2 --print-event",
            "--authorizer rules.yaml --token abcd --repeat 2 --report junit=a.xml",
            "--authorizer rules.yaml --token abcd --expect maybe",
            "--authorizer rules.yaml --token abcd --connect --query '{ a }'",
            "--authorizer rules.yaml --token abcd --quiet --verbose",
            "--authorizer rules.yaml --token abcd --handler-env STAGE",
            "--authorizer rules.yaml --token abcd --nonsense",
            "--authorizer 'exec:' --token abcd",
            "--authorizer lambda: --token abcd",
            "--authorizer http:// --token abcd",
            "--token abcd",
            "--authorizer rules.yaml",
            "--authorizer rules.yaml --no-input",
        ],
    );
    sandbox.redactions().bind(|| assert_snapshot!(text));
}

#[test]
fn reports() {
    let sandbox = events();
    let text = refused(
        &sandbox,
        2,
        &[
            "events.suite.yaml --report junit",
            "events.suite.yaml --report xml=a.xml",
            "events.suite.yaml --report junit=- --report tap=-",
            "events.suite.yaml --report junit=missing/a.xml",
            "events.suite.yaml --report junit=home",
        ],
    );
    sandbox.redactions().bind(|| assert_snapshot!(text));
    let both = sandbox.line("test-token events.suite.yaml --json --report junit=-");
    assert_eq!((both.code, both.err.as_str()), (Some(2), ""));
    assert_eq!(both.json()["error"]["code"], "stdout-taken-twice");
}

#[test]
fn tokens() {
    let sandbox = events();
    sandbox.file("binary", b"\xff\xfe");
    let text = refused(
        &sandbox,
        2,
        &[
            "--authorizer rules.yaml --token-env MISSING",
            "--authorizer rules.yaml --token-command ''",
            "--authorizer rules.yaml --token-command \"a 'b\"",
        ],
    );
    let input = refused(
        &sandbox,
        3,
        &["--authorizer rules.yaml --token-file missing", "--authorizer rules.yaml --token-file binary"],
    );
    let outside = refused(
        &sandbox,
        5,
        &[
            "--authorizer rules.yaml --token-command no-such-program",
            "--authorizer rules.yaml --token-command \"/bin/sh -c 'echo it is sealed >&2; exit 3'\"",
            "--authorizer rules.yaml --token-command '/bin/sleep 60' --timeout 200ms",
        ],
    );
    sandbox.redactions().bind(|| assert_snapshot!(format!("{text}\n{input}\n{outside}")));
}

#[test]
fn tokens_that_appsync_refuses_are_denied_without_a_call() {
    let sandbox = events();
    sandbox.file("lines", "one-line\ntwo-lines\n");
    sandbox.file("long", "x".repeat(2_049));
    sandbox.file("longest", "x".repeat(2_048));
    let denied = |file: &str| {
        let ran = sandbox.line(&format!("test-token --authorizer rules.yaml --ttl 0 --token-file {file}"));
        let first = ran.out.lines().next().unwrap().to_owned();
        (ran.code.unwrap(), first, ran.out.contains("authorizer\tnot called"))
    };
    let headline = |text: &str| format!("result\tdenied by {text}");
    assert_eq!(denied("lines"), (1, headline("G204 token-with-a-line-break: the token contains a line break"), true));
    assert_eq!(denied("long"), (1, headline("G202 token-too-long: the token is longer than 2,048 characters"), true));
    assert_eq!(denied("longest"), (1, headline("R201 not-authorized: the answer says isAuthorized: false"), false));
}

#[test]
fn headers_and_variables() {
    let sandbox = events();
    sandbox.file("list.json", "[1]");
    sandbox.file("broken.json", "{\"a\": ");
    sandbox.file("lines", "a\nb\n");
    let usage = refused(
        &sandbox,
        2,
        &[
            "--authorizer rules.yaml --token abcd --header colon",
            "--authorizer rules.yaml --token abcd --header 'a name: b'",
            "--authorizer rules.yaml --token abcd --header ': b'",
            "--authorizer rules.yaml --token abcd --header 'Authorization: b'",
            "--authorizer rules.yaml --token abcd --variables '[1]'",
            "--authorizer rules.yaml --token abcd --variables '{'",
        ],
    );
    let input = refused(
        &sandbox,
        3,
        &[
            "--authorizer rules.yaml --token abcd --header 'a: @missing'",
            "--authorizer rules.yaml --token abcd --header 'a: @lines'",
            "--authorizer rules.yaml --token abcd --variables @missing.json",
            "--authorizer rules.yaml --token abcd --variables @list.json",
            "--authorizer rules.yaml --token abcd --variables @broken.json",
        ],
    );
    sandbox.redactions().bind(|| assert_snapshot!(format!("{usage}\n{input}")));
}

#[test]
fn queries_and_schemas() {
    let sandbox = events();
    sandbox.file("broken.graphql", "query { a");
    sandbox.file("two-faults.graphql", "type Query { a: Foo, b: Bar }\n");
    sandbox.file("syntax.graphql", "type Query { a: }\n");
    let usage = refused(
        &sandbox,
        2,
        &[
            "--authorizer rules.yaml --token abcd --query 'query { a'",
            "--authorizer rules.yaml --token abcd --query ''",
            "--authorizer rules.yaml --token abcd --query 'query A { a } query B { b }'",
            "--authorizer rules.yaml --token abcd --query 'query A { a } query B { b }' --operation-name C",
            "--authorizer rules.yaml --token abcd --schema schema.graphql --query '{ listEvents { naem } }'",
        ],
    );
    let input = refused(
        &sandbox,
        3,
        &[
            "--authorizer rules.yaml --token abcd --query @broken.graphql",
            "--authorizer rules.yaml --token abcd --query @missing.graphql",
            "--authorizer rules.yaml --token abcd --schema missing.graphql",
            "--authorizer rules.yaml --token abcd --schema two-faults.graphql",
            "--authorizer rules.yaml --token abcd --schema syntax.graphql",
            "--authorizer rules.yaml --token abcd --schema home",
        ],
    );
    sandbox.redactions().bind(|| assert_snapshot!(format!("{usage}\n{input}")));
}

#[test]
fn authorizers() {
    let mut sandbox = events();
    if !need("node") {
        return;
    }
    sandbox.keep_path();
    sandbox.file("text.txt", "no handler\n");
    sandbox.file("broken.yaml", "rules:\n  - tokne: a\n");
    sandbox.file("other.mjs", "export const check = () => ({ isAuthorized: true });\n");
    sandbox.file("throws.mjs", "throw new Error('no configuration');\n");
    let input = refused(
        &sandbox,
        3,
        &[
            "--authorizer missing.mjs --token abcd",
            "--authorizer home --token abcd",
            "--authorizer other.mjs --token abcd",
            "--authorizer other.mjs#chekc --token abcd",
            "--authorizer broken.yaml --token abcd",
        ],
    );
    let outside = refused(
        &sandbox,
        5,
        &[
            "--authorizer text.txt --token abcd",
            "--authorizer exec:no-such-program --token abcd",
            "--authorizer exec:true --token abcd",
            "--authorizer http://127.0.0.1:1/ --token abcd",
        ],
    );
    sandbox.redactions().bind(|| assert_snapshot!(format!("{input}\n{outside}")));
    let throws = sandbox.line("test-token --authorizer throws.mjs --token abcd");
    assert_eq!(throws.code, Some(3));
    assert!(
        throws.err.starts_with("error: cannot load the authorizer `throws.mjs`: Error: no configuration\n"),
        "{}",
        throws.err
    );
}

#[test]
fn suites() {
    let sandbox = events();
    let suite = |name: &str, text: &str| {
        sandbox.file(name, text);
    };
    suite("unknown-key.yaml", "authorizer: rules.yaml\ncases:\n  - { name: a, tokne: secret-word }\n");
    suite("same-name.yaml", "authorizer: rules.yaml\ncases:\n  - { name: a }\n  - { name: a }\n");
    suite("wrong-type.yaml", "authorizer: rules.yaml\ncases: 3\n");
    suite("no-cases.yaml", "authorizer: rules.yaml\ncases: []\n");
    suite("empty.yaml", "");
    suite("one.yaml", "include: [two.yaml]\n");
    suite("two.yaml", "include: [./one.yaml]\n");
    suite("includes.yaml", "include: [missing.yaml]\n");
    suite("violation.yaml", "authorizer: rules.yaml\ncases:\n  - { name: a, expect: { violations: [R999] } }\n");
    suite("query.yaml", "authorizer: rules.yaml\ncases:\n  - { name: a, query: '{ a' }\n");
    suite("variable.yaml", "authorizer: rules.yaml\ncases:\n  - { name: a, token: { file: missing } }\n");
    suite("environment.yaml", "environment: staging\ncases:\n  - { name: a }\n");
    suite("mode.yaml", "authorizer: rules.yaml\napi: { default: API_KEY }\ncases:\n  - { name: a }\n");
    let input = refused(
        &sandbox,
        3,
        &[
            "missing.yaml",
            "unknown-key.yaml",
            "same-name.yaml",
            "wrong-type.yaml",
            "no-cases.yaml",
            "empty.yaml",
            "one.yaml",
            "includes.yaml",
            "violation.yaml",
            "query.yaml",
            "variable.yaml",
            "mode.yaml",
            "environment.yaml",
        ],
    );
    let usage = refused(&sandbox, 2, &["events.suite.yaml --env staging"]);
    sandbox.redactions().bind(|| assert_snapshot!(format!("{input}\n{usage}")));
}

#[test]
fn a_configuration() {
    let sandbox = events();
    sandbox.file("appsync-auth.yaml", "environments:\n  local: { authorizer: rules.yaml, tokn: { env: A } }\n");
    let input = refused(&sandbox, 3, &["--token abcd"]);
    sandbox.file("appsync-auth.yaml", "environments:\n  local: { authorizer: rules.yaml }\n");
    let usage = refused(&sandbox, 2, &["--token abcd --env lcal"]);
    sandbox.file("suite.yaml", "environment: lcal\ncases:\n  - { name: a }\n");
    let input = format!("{input}\n{}", refused(&sandbox, 3, &["suite.yaml"]));
    sandbox.redactions().bind(|| assert_snapshot!(format!("{input}\n{usage}")));
}

#[test]
fn standard_input_has_one_use() {
    let sandbox = events();
    let twice = |line: &str, input: &str| sandbox.run_with_input(line, input.as_bytes()).whole();
    let expected = "exit 2\n--- stderr\nerror: `-` is given twice, and standard input can be read once\n\
                    help: give a file for one of them\n";
    assert_eq!(
        twice("test-token --authorizer rules.yaml --token abcd --variables @- --query @-", "{\"a\": 1}"),
        expected
    );
    assert_eq!(twice("test-token --authorizer rules.yaml --token-file - --query @-", "abcd"), expected);
    assert_eq!(twice("test-token - -", super::SUITE), expected);
    let once = sandbox.run_with_input("test-token - --filter refused", super::SUITE.as_bytes());
    assert_eq!(once.code, Some(0), "{}", once.whole());
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error() {
    use std::fs::OpenOptions;
    let sandbox = events();
    let full = || OpenOptions::new().write(true).open("/dev/full").unwrap();
    for line in ["--help", "--version", "help exit-codes", "test-token events.suite.yaml", "completions bash"] {
        let output = sandbox.command(shell_words::split(line).unwrap()).stdout(full()).output().unwrap();
        assert_eq!(
            (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned()),
            (
                Some(5),
                "error: standard output cannot be written: No space left on device (os error 28)\n\
                 help: see that the disk has room, or write to another place\n"
                    .to_owned()
            ),
            "{line}"
        );
    }
    assert_eq!(
        sandbox.line("test-token events.suite.yaml --report junit=/dev/full").whole(),
        "exit 5\n--- stderr\nerror: `/dev/full` cannot be written: No space left on device (os error 28)\n\
         help: see that the disk has room and that the folder can be written\n"
    );
    let endless = sandbox.line("test-token --authorizer rules.yaml --token-file /dev/zero");
    assert_eq!(endless.whole(), "exit 3\n--- stderr\nerror: `/dev/zero` is larger than 64 MiB\n");
}

#[cfg(unix)]
#[test]
fn a_folder_that_is_gone_is_said() {
    let sandbox = events();
    let gone = sandbox.path().join("gone");
    std::fs::create_dir(&gone).unwrap();
    let mut command = std::process::Command::new("/bin/sh");
    command.arg("-c").arg("rmdir ../gone && exec \"$0\" --version").arg(env!("CARGO_BIN_EXE_appsync-auth"));
    let ran = crate::support::sandbox::ended(command.current_dir(&gone));
    assert_eq!(
        ran.whole(),
        "exit 5\n--- stderr\nerror: the current folder cannot be read: No such file or directory (os error 2)\n\
         help: change to a folder that exists\n"
    );
}
