//! Combinations of arguments that nobody writes: each ends with a documented code, says something, and never panics.

use super::events;

/// A small generator, so that each run tries the same combinations.
struct Choices(u64);

impl Choices {
    fn of<'a>(&mut self, list: &[&'a str]) -> &'a str {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        list[usize::try_from((self.0 >> 33) % list.len() as u64).unwrap()]
    }
}

const WORDS: &[&str] = &[
    "",
    "-",
    "--",
    "@",
    "@-",
    "@missing",
    "@home",
    "\u{0}",
    "\u{202e}\u{1b}[2J",
    "é",
    "日本語",
    "😀",
    "0",
    "-1",
    "1e99",
    "NaN",
    "null",
    "true",
    "{}",
    "[]",
    "{\"a\":",
    "'",
    "\"",
    "\\",
    "%s%n",
    "$(id)",
    "../..",
    "/",
    "/dev/null",
    "home",
    "rules.yaml",
    "rules.yaml#x",
    "schema.graphql",
    "events.suite.yaml",
    "list.graphql",
    "exec:",
    "exec:'",
    "lambda:a:b:c",
    "arn:aws:lambda:x",
    "arn:",
    "http://",
    "http://[",
    "http://user:word@x/",
    "https://127.0.0.1:1/",
    "a=b",
    "=",
    "a=",
    "=a",
    "junit=-",
    "junit=/dev/null",
    "json=home",
    "a: b",
    ":",
    "a:\tb",
    "(",
    "(?<a",
    "[a",
    "a{99999}",
    "(a*)*b",
    "1/1",
    "0/0",
    "18446744073709551616/18446744073709551616",
    "allow",
    "deny",
    "{ __typename }",
    "{ a(b: ",
    "query A { a }",
    "subscription { a }",
    "fragment A on B { c }",
    "{ ...A } fragment A on Query { ...A }",
    "identity-regex=find",
    "1s",
    "1ms",
    "3600",
    "111122223333",
];

const OPTIONS: &[&str] = &[
    "--authorizer",
    "--token",
    "--token-env",
    "--token-file",
    "--token-command",
    "--query",
    "--variables",
    "--operation-name",
    "--header",
    "--connect",
    "--schema",
    "--identity-regex",
    "--ttl",
    "--expect",
    "--jobs",
    "--filter",
    "--shard",
    "--fail-fast",
    "--report",
    "--print-event",
    "--logs",
    "--authorizer-timeout",
    "--handler-env",
    "--api-id",
    "--account-id",
    "--json",
    "-q",
    "-v",
    "-vv",
    "--color",
    "--no-input",
    "--profile",
    "--region",
    "--env",
    "--rule",
    "--timeout",
];

const SWITCHES: &[&str] =
    &["--connect", "--fail-fast", "--print-event", "--logs", "--json", "-q", "-v", "-vv", "--no-input"];

#[test]
fn no_combination_is_a_fault_of_the_program() {
    let sandbox = events();
    let mut choices = Choices(7);
    for round in 0..240 {
        let mut arguments: Vec<&str> = vec!["test-token"];
        // Half of them come past the parser: a good authorizer and token, and something odd.
        if round % 2 == 0 {
            arguments.extend(["--authorizer", "rules.yaml", "--timeout", "1s"]);
            if round % 4 == 0 {
                arguments.extend(["--token", "custom-authorized"]);
            }
        }
        for _ in 0..=round % 3 {
            let option = choices.of(OPTIONS);
            arguments.push(option);
            if !SWITCHES.contains(&option) {
                arguments.push(choices.of(WORDS));
            }
        }
        if round % 5 == 0 {
            arguments.push(choices.of(WORDS));
        }
        // The system refuses these itself.
        arguments.retain(|word| !word.contains('\0'));
        let ran = sandbox.run(&arguments);
        assert!(
            matches!(ran.code, Some(0..=6)) && (ran.out.len() + ran.err.len() > 0),
            "{arguments:?}: {}",
            ran.whole()
        );
        if matches!(ran.code, Some(2..=4)) && !arguments.contains(&"--json") {
            assert!(ran.err.contains("error: "), "{arguments:?}: {}", ran.whole());
        }
        assert!(
            !ran.whole().contains('\u{202e}') && !ran.whole().contains("\u{1b}[2J"),
            "{arguments:?}: {}",
            ran.whole()
        );
    }
}

#[test]
fn odd_files_are_refused_and_not_a_fault_of_the_program() {
    let sandbox = events();
    let deep = "[".repeat(100_000);
    let long = format!("authorizer: rules.yaml\ncases: [{{ name: {} }}]", "x".repeat(200_000));
    let odd: [(&str, &[u8]); 12] = [
        ("nothing", b""),
        ("zero", b"\0"),
        ("latin", b"name: \xe9"),
        ("bom", b"\xef\xbb\xbf"),
        ("deep", deep.as_bytes()),
        ("long", long.as_bytes()),
        ("number", b"1e400"),
        ("anchor", b"a: &a [*a]\n"),
        ("merge", b"<<: 3\n"),
        ("tag", b"!!python/object:os.system 3\n"),
        ("tab", b"cases:\n\t- a\n"),
        ("two", b"cases: []\n---\ncases: []\n"),
    ];
    for (name, bytes) in odd {
        for ending in ["yaml", "json", "graphql"] {
            sandbox.file(&format!("{name}.{ending}"), bytes);
        }
        let base = "test-token --authorizer rules.yaml --token abcd";
        for line in [
            format!("test-token {name}.yaml"),
            format!("test-token {name}.json"),
            format!("test-token --token abcd --authorizer {name}.yaml"),
            format!("test-token --token abcd --authorizer {name}.json"),
            format!("{base} --schema {name}.graphql"),
            format!("{base} --schema {name}.json"),
            format!("{base} --query @{name}.graphql"),
            format!("{base} --variables @{name}.json"),
        ] {
            let ran = sandbox.line(&line);
            assert!(matches!(ran.code, Some(0 | 1 | 3)), "{line}: {}", ran.whole());
            assert!(ran.err.len() < 20_000, "{line}: {}", ran.err.len());
        }
        sandbox.file("appsync-auth.yaml", bytes);
        let ran = sandbox.line(base);
        assert!(matches!(ran.code, Some(1 | 3)), "{name}: {}", ran.whole());
        std::fs::remove_file(sandbox.path().join("appsync-auth.yaml")).unwrap();
    }
}
