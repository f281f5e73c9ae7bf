//! A token is seen nowhere, whatever a handler does with it.

use std::process::Stdio;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};

use crate::support::need;
#[cfg(target_os = "linux")]
use crate::support::processes::{family, lossy};
use crate::support::sandbox::{Ran, Sandbox};

/// Its base64 has padding, and differs between the alphabets.
const TOKEN: &str = "Bearer t0p>>secret??token~~of-a-user";

/// Shows the token in every way that a handler can.
const HANDLER: &str = "const { writeFileSync, existsSync, appendFileSync } = require('node:fs');
exports.handler = async (event) => {
  const token = event.authorizationToken;
  const bytes = Buffer.from(token);
  const bare = Buffer.from(token.replace('Bearer ', ''));
  const forms = [token, bare.toString(), bytes.toString('base64'), bytes.toString('base64url'), bare.toString('base64'),
    bytes.toString('base64').replace(/=+$/, ''), JSON.stringify(token)];
  writeFileSync('environment.json', JSON.stringify(process.env));
  for (const form of forms) { console.log('out', form); console.error('err', form); }
  const what = event.requestContext.operationName ?? event.requestHeaders['x-what'];
  if (what === 'throw') throw new Error(`no such user: ${forms.join(' | ')}`);
  if (what === 'exit') { process.exitCode = 3; process.exit(3); }
  if (what === 'hang') { writeFileSync('hangs', String(process.pid)); await new Promise((r) => setTimeout(r, 3000)); }
  const resolverContext = Object.fromEntries(forms.map((form, index) => [`form${index}`, form]));
  resolverContext[token] = 'name';
  return { isAuthorized: what !== 'deny', resolverContext, deniedFields: [token], ttlOverride: token, [token]: 1 };
};
";

/// Every form of the token that must not be seen.
fn forms() -> Vec<String> {
    let bare = TOKEN.strip_prefix("Bearer ").unwrap();
    let mut forms = vec![bare.to_owned()];
    for text in [TOKEN, bare] {
        for encoding in [STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD] {
            forms.push(encoding.encode(text));
        }
    }
    forms
}

fn assert_hidden(what: &str, text: &str) {
    for form in forms() {
        assert!(!text.contains(&form), "{what} shows `{form}`:\n{text}");
    }
}

fn assert_all_hidden(line: &str, ran: &Ran, sandbox: &Sandbox) {
    assert_hidden(line, &ran.whole());
    for report in ["r.xml", "r.json", "r.tap", "r.txt", "r.md"] {
        if sandbox.path().join(report).exists() {
            assert_hidden(&format!("{report} of {line}"), &sandbox.read(report));
        }
    }
}

fn sandbox() -> Sandbox {
    let mut sandbox = Sandbox::new();
    sandbox.keep_path();
    sandbox.set("THE_TOKEN", TOKEN);
    sandbox.file("handler.cjs", HANDLER);
    sandbox.file("token.txt", format!("{TOKEN}\n"));
    let suite = |token: &str| {
        format!(
            "authorizer: handler.cjs
defaults: {{ token: {token} }}
cases:
  - {{ name: allowed, expect: {{ authorized: false, resolver-context: {{ a: b }} }} }}
  - {{ name: thrown, headers: {{ x-what: throw }}, expect: {{ authorized: true }} }}
  - {{ name: as expected, headers: {{ x-what: throw }}, expect: {{ error: no such user }} }}
  - {{ name: ended, headers: {{ x-what: exit }}, expect: {{ authorized: true }} }}
  - {{ name: another token, token: something-else, expect: {{ authorized: false }} }}
"
        )
    };
    sandbox.file("env.suite.yaml", suite("{ env: THE_TOKEN }"));
    sandbox.file("file.suite.yaml", suite("{ file: token.txt }"));
    sandbox.file("command.suite.yaml", suite("{ command: [cat, token.txt] }"));
    sandbox
}

const SOURCES: [&str; 3] = ["--token-env THE_TOKEN", "--token-file token.txt", "--token-command 'cat token.txt'"];

const REPORTS: &str =
    "--report junit=r.xml --report json=r.json --report tap=r.tap --report github=r.txt --report markdown=r.md";

#[test]
fn of_a_single_token() {
    if !need("node") {
        return;
    }
    let sandbox = sandbox();
    let plain = format!("--token '{TOKEN}'");
    for source in SOURCES.into_iter().chain([plain.as_str()]) {
        for what in ["allow", "deny", "throw", "exit"] {
            for more in ["-vv --logs --print-event", "--json --logs --print-event"] {
                let line =
                    format!("test-token --authorizer handler.cjs {source} --header 'x-what: {what}' {REPORTS} {more}");
                let ran = sandbox.line(&line);
                let code = if matches!(what, "throw" | "exit") {
                    5
                } else if what == "deny" {
                    1
                } else {
                    0
                };
                assert_eq!(ran.code, Some(code), "{line}: {}", ran.whole());
                assert_all_hidden(&line, &ran, &sandbox);
            }
        }
    }
    let ran = sandbox.run_with_input("test-token --authorizer handler.cjs --token-file - -vv --logs", TOKEN.as_bytes());
    assert_eq!(ran.code, Some(0), "{}", ran.whole());
    assert!(ran.out.contains("***"), "{}", ran.out);
    assert_hidden("standard input", &ran.whole());
}

#[test]
fn of_a_suite() {
    if !need("node") {
        return;
    }
    let sandbox = sandbox();
    for suite in ["env", "file", "command"] {
        for more in ["-vv --logs --print-event", "--json --logs --print-event", ""] {
            let line = format!("test-token {suite}.suite.yaml {REPORTS} {more}");
            let ran = sandbox.line(&line);
            assert_eq!(ran.code, Some(1), "{line}: {}", ran.whole());
            assert_all_hidden(&line, &ran, &sandbox);
        }
    }
}

#[test]
fn of_an_earlier_case_that_a_warm_handler_remembers() {
    if !need("node") {
        return;
    }
    let sandbox = sandbox();
    sandbox.file(
        "remembers.mjs",
        "let seen = [];
export const handler = (event) => {
  console.log(seen.join(' '));
  const before = seen.join(' ');
  seen.push(event.authorizationToken);
  if (before) throw new Error(before);
  return { isAuthorized: true, resolverContext: {} };
};
",
    );
    sandbox.file(
        "remembers.suite.yaml",
        "authorizer: remembers.mjs
cases:
  - { name: first, token: { env: THE_TOKEN }, expect: { authorized: true } }
  - { name: second, token: other-token, expect: { authorized: true } }
",
    );
    let line = format!("test-token remembers.suite.yaml -vv --logs {REPORTS}");
    let ran = sandbox.line(&line);
    assert_eq!(ran.code, Some(1), "{}", ran.whole());
    assert!(ran.out.contains("***"), "{}", ran.whole());
    assert_all_hidden(&line, &ran, &sandbox);
}

#[test]
fn of_a_handler_that_shows_it_and_cannot_be_loaded() {
    if !need("node") {
        return;
    }
    let sandbox = sandbox();
    sandbox.file(
        "load.cjs",
        "const token = require('node:fs').readFileSync('token.txt', 'utf8').trim();
console.log(token);
throw new Error(`cannot use ${token}`);
",
    );
    for more in ["", "--json", "-vv"] {
        let line = format!("test-token --authorizer load.cjs --token-file token.txt {more}");
        let ran = sandbox.line(&line);
        assert_eq!(ran.code, Some(3), "{}", ran.whole());
        assert!(ran.whole().contains("cannot use ***"), "{}", ran.whole());
        assert_hidden(&line, &ran.whole());
    }
}

#[test]
fn in_a_header_of_its_own() {
    if !need("node") {
        return;
    }
    let sandbox = sandbox();
    sandbox.file(
        "header.cjs",
        "exports.handler = async (event) => {
  console.log(event.requestHeaders['x-token']);
  throw new Error(event.requestHeaders['x-token']);
};
",
    );
    for more in ["--print-event --logs -vv", "--print-event --json"] {
        let line = format!("test-token --authorizer header.cjs --token abcd --header 'x-token: @token.txt' {more}");
        let ran = sandbox.line(&line);
        assert_eq!(ran.code, Some(5), "{}", ran.whole());
        assert_hidden(&line, &ran.whole());
    }
    // The header's name is wrong, or its value cannot be sent: the message does not repeat the value.
    sandbox.file("lines.txt", format!("{TOKEN}\n{TOKEN}\n"));
    for header in ["x token: @token.txt", "x-token: @lines.txt", &format!("x token {TOKEN}")] {
        let ran = sandbox.run(["test-token", "--authorizer", "header.cjs", "--token", "abcd", "--header", header]);
        assert!(matches!(ran.code, Some(2 | 3)), "{}", ran.whole());
        assert_hidden(header, &ran.whole());
    }
}

#[test]
fn in_faults_of_the_command_line() {
    let sandbox = sandbox();
    for arguments in [
        &["test-token", "a.yaml", "--token", TOKEN][..],
        &["test-token", "--token", TOKEN, "--token", TOKEN],
        &["test-token", "--token", TOKEN, "--nonsense"],
        &["test-token", "--token", TOKEN, "--token-env", "A", "--json"],
        &["test-token", "--token", TOKEN],
    ] {
        let ran = sandbox.run(arguments);
        assert!(matches!(ran.code, Some(2 | 3)), "{}", ran.whole());
        assert_hidden("a fault of usage", &ran.whole());
    }
}

#[cfg(target_os = "linux")]
#[test]
fn in_the_environment_and_the_command_lines_of_our_processes() {
    if !need("node") {
        return;
    }
    let sandbox = sandbox();
    for source in SOURCES {
        let line = format!("test-token --authorizer handler.cjs {source} --header 'x-what: hang'");
        let _ = std::fs::remove_file(sandbox.path().join("hangs"));
        let mut command = sandbox.command(shell_words::split(&line).unwrap());
        let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        while !sandbox.path().join("hangs").exists() {
            std::thread::sleep(Duration::from_millis(10));
        }
        let tree = family(child.id());
        assert!(tree.len() >= 2, "{tree:?}");
        for id in tree {
            assert_hidden(&format!("the command line of {id}, {source}"), &lossy(&format!("/proc/{id}/cmdline")));
            if id != child.id() {
                let environment = lossy(&format!("/proc/{id}/environ"));
                assert!(!source.contains("-env") || !environment.contains("THE_TOKEN"), "{environment}");
            }
        }
        assert_eq!(child.wait_with_output().unwrap().status.code(), Some(0));
        let environment = sandbox.read("environment.json");
        assert_eq!(environment.contains("THE_TOKEN"), !source.contains("-env"), "{environment}");
        assert!(environment.contains("AWS_LAMBDA_RUNTIME_API"), "{environment}");
    }
}
