//! What `query` is given in secret is seen nowhere: not in its output, its reports or its errors, not in what this machine
//! tells of its processes.
//!
//! One place is left out on purpose: the body of an answer is what the user asked for, and its bytes are shown as they came.
//! A server that says a token again in its body shows it to whoever reads the answer.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
use serde_json::{Value, json};

use super::server::{Certificate, Received, Server, answer, good};
use crate::support::need;
use crate::support::sandbox::{Ran, Sandbox};
use crate::support::stage::Stage;

/// Their base64 has padding, and differs between the alphabets.
const TOKEN: &str = "Bearer t0p>>secret??token~~of-a-user";
const KEY: &str = "da2-k3y>>of??an~~api!";
const ACCESS_KEY: &str = "wJalr/s3cret+K7MDENG~~bPxRf?";
const SESSION: &str = "IQoJb3J>>session??token~~!";
const HEADER: &str = "h3ader>>in??a~~file!";
const PROXY: &str = "pr0xy-pass-word~~";

/// A JWT that nobody signed.
const JWT: &str =
    "eyJhbGciOiJSUzI1NiIsImtpZCI6ImExIn0.eyJpc3MiOiJodHRwczovL2lzc3Vlci5leGFtcGxlIiwic3ViIjoiYW5uIn0.c2lnbmF0dXJl";

/// Each way to say who sends.
const CALLERS: [&str; 7] = [
    "--token-env THE_TOKEN",
    "--token-file token.txt",
    "--token-command 'cat token.txt'",
    "--jwt-env THE_JWT",
    "--api-key-env THE_KEY",
    "--iam",
    "--header 'x-api-key: @key.txt'",
];

/// A list that can be followed.
const LIST: &str = "'query A($n: String) { l(nextToken: $n) { items { a } nextToken } }'";
const PAGE: &str = r#"{"data":{"l":{"items":[{"a":1}],"nextToken":null}}}"#;

fn sandbox() -> Sandbox {
    let mut sandbox = Sandbox::new();
    sandbox.keep_path();
    for (name, value) in [
        ("THE_TOKEN", TOKEN),
        ("THE_JWT", JWT),
        ("THE_KEY", KEY),
        ("AWS_SECRET_ACCESS_KEY", ACCESS_KEY),
        ("AWS_SESSION_TOKEN", SESSION),
    ] {
        sandbox.set(name, value);
    }
    sandbox.file("token.txt", format!("{TOKEN}\n"));
    sandbox.file("key.txt", format!("{KEY}\n"));
    sandbox.file("header.txt", format!("{HEADER}\n"));
    sandbox.file(
        "api.json",
        r#"{"authenticationType":"AWS_LAMBDA","additionalAuthenticationProviders":[{"authenticationType":"API_KEY"},{"authenticationType":"AWS_IAM"}]}"#,
    );
    sandbox
}

/// Everything that must not be seen.
#[derive(Debug, Clone)]
struct Secrets(Arc<Mutex<BTreeSet<String>>>);

impl Secrets {
    fn new() -> Self {
        let secrets = Self(Arc::default());
        for secret in [TOKEN, KEY, ACCESS_KEY, SESSION, HEADER, PROXY, JWT] {
            secrets.add(secret);
        }
        secrets
    }

    /// Adds one, without its scheme and in base64.
    fn add(&self, secret: &str) {
        let bare = secret.strip_prefix("Bearer ").unwrap_or(secret);
        let mut all = self.0.lock().unwrap();
        all.insert(bare.to_owned());
        for text in [secret, bare] {
            for encoding in [STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD] {
                all.insert(encoding.encode(text));
            }
        }
    }

    /// Adds what only the run itself makes: signatures, and the objects of handshakes.
    fn learn(&self, received: &Received) {
        for (name, value) in &received.headers {
            if let Some((_, signature)) = value.split_once("Signature=") {
                self.add(signature);
            }
            if name.eq_ignore_ascii_case("sec-websocket-protocol") {
                self.add(value.rsplit_once("header-").unwrap().1);
            }
        }
    }

    fn assert_hidden(&self, what: &str, text: &str) {
        for secret in &*self.0.lock().unwrap() {
            assert!(!text.contains(secret), "{what} shows `{secret}`:\n{text}");
        }
    }
}

/// All that a request brings, plain and in base64, as a server could say it again.
fn said_again(received: &Received) -> String {
    let known = ["authorization", "x-api-key", "x-amz-security-token", "x-secret", "sec-websocket-protocol"];
    let values = received.headers.iter().filter(|(name, _)| known.contains(&name.to_ascii_lowercase().as_str()));
    let mut said = String::new();
    for (_, value) in values {
        let signature = value.split_once("Signature=").map_or("none", |(_, signature)| signature);
        for text in [value, signature, value.strip_prefix("Bearer ").unwrap_or(value)] {
            said.push_str(&format!("{text} {} {} ", STANDARD.encode(text), URL_SAFE_NO_PAD.encode(text)));
        }
    }
    said.trim_end().to_owned()
}

/// A server that answers with what it got in this place; the bodies that it sent are kept.
fn echo(place: &'static str, secrets: &Secrets) -> (Server, Arc<Mutex<Vec<String>>>) {
    let bodies: Arc<Mutex<Vec<String>>> = Arc::default();
    let (sent, secrets) = (Arc::clone(&bodies), secrets.clone());
    let server = Server::new(move |_, received, connection| {
        secrets.learn(received);
        let said = said_again(received);
        assert!(!said.is_empty());
        let error = |error_type: &str, message: &str| {
            json!({ "errors": [{ "errorType": error_type, "message": message }] }).to_string()
        };
        let header = format!("x-echo: {said}\r\nset-cookie: session={said}\r\n");
        let (status, headers, body) = match place {
            "headers" => ("200 OK", header, PAGE.to_owned()),
            "error" => ("401 No", header, error("UnauthorizedException", &format!("Not allowed: {said}"))),
            "authorizer" => ("401 No", header, error("AuthorizerFailureException", &said)),
            "signature" => ("403 No", header, error("InvalidSignatureException", &said)),
            "text" => ("200 OK", header, format!("<{said}>")),
            "field" => {
                let errors = json!([{ "path": [said], "errorType": said, "message": said }]);
                ("200 OK", header, json!({ "data": { "l": null }, "errors": errors }).to_string())
            }
            "redirect" => {
                let place = said.split(' ').next_back().unwrap();
                ("301 Moved", format!("location: https://{place}.example/{said}?token={said}\r\n"), String::new())
            }
            _ => unreachable!(),
        };
        sent.lock().unwrap().push(body.clone());
        connection.write_all(&answer(status, &headers, body)).is_ok()
    });
    (server, bodies)
}

/// What the program itself said: all but the bodies that a server sent.
fn own_words(ran: &Ran, bodies: &[String]) -> String {
    let mut out = ran.out.clone();
    if let Ok(mut envelope) = serde_json::from_str::<Value>(&ran.out)
        && let Some(result) = envelope["result"].as_object_mut()
    {
        let body = result.remove("body").unwrap();
        let body = body.as_str().map_or_else(|| body.to_string(), str::to_owned);
        assert!(bodies.iter().any(|sent| *sent == body || serde_json::from_str::<Value>(sent).is_ok()), "{body}");
        out = envelope.to_string();
    }
    for body in bodies.iter().filter(|body| !body.is_empty()) {
        out = out.replace(body.as_str(), "");
    }
    format!("{out}\n{}", ran.err)
}

#[test]
fn of_a_server_that_says_again_what_it_was_sent() {
    if !need("cat") {
        return;
    }
    let (sandbox, secrets) = (sandbox(), Secrets::new());
    let variants = [
        "",
        "-vv",
        "--json -vv",
        "--include --raw",
        "--table",
        "--explain --api-config api.json -vv",
        "--explain --api-config api.json --json",
        "--paginate -v",
        "--paginate --json",
    ];
    let mut masked = 0;
    for (place, code) in
        [("headers", 0), ("error", 1), ("authorizer", 1), ("signature", 1), ("field", 1), ("text", 5), ("redirect", 5)]
    {
        let (server, bodies) = echo(place, &secrets);
        for (number, caller) in CALLERS.into_iter().enumerate() {
            // Each variant with some callers, each caller with some variants.
            for more in variants.iter().cycle().skip(4 * number).take(4) {
                let line =
                    format!("query {LIST} {caller} --header 'X-Secret: @header.txt' {more} --url {}", server.url());
                let ran = sandbox.line(&line);
                assert_eq!(ran.code, Some(code), "{place}: {line}: {}", ran.whole());
                let own = own_words(&ran, &bodies.lock().unwrap());
                secrets.assert_hidden(&format!("{place}: {line}"), &own);
                masked += usize::from(own.contains("***"));
            }
        }
        assert!(server.received().iter().all(|received| received.header("x-secret") == Some(HEADER)), "{place}");
    }
    // They were there to be seen.
    assert!(masked > 80, "{masked}");
}

#[test]
fn of_a_request_that_is_only_shown() {
    let (sandbox, secrets) = (sandbox(), Secrets::new());
    for caller in CALLERS {
        for more in ["--curl", "--curl --json", "--curl -vv"] {
            let line = format!("query {LIST} {caller} {more} --url https://api.example.com/graphql");
            let ran = sandbox.line(&line);
            assert_eq!(ran.code, Some(0), "{line}: {}", ran.whole());
            secrets.assert_hidden(&line, &ran.whole());
        }
    }
}

#[test]
fn of_a_request_that_gets_no_answer() {
    let (mut sandbox, secrets) = (sandbox(), Secrets::new());
    let learning = secrets.clone();
    let silent = Server::new(move |_, received, _| {
        learning.learn(received);
        std::thread::sleep(Duration::from_secs(20));
        false
    });
    let learning = secrets.clone();
    let closing = Server::new(move |_, received, _| {
        learning.learn(received);
        false
    });
    let certificate = Certificate::new(&["localhost"]);
    let tls = Server::tls(&certificate, |_, _, connection| connection.write_all(&good()).is_ok());
    let closed = Server::port_of_nobody();
    sandbox.set("HTTPS_PROXY", &format!("http://me:{PROXY}@127.0.0.1:{closed}"));
    for caller in CALLERS {
        for (url, code) in [
            (silent.url(), "timeout"),
            (closing.url(), "answer-broken-off"),
            (format!("https://localhost:{}/graphql", tls.port), "tls-failed"),
            (format!("http://127.0.0.1:{closed}/graphql"), "api-unreachable"),
            ("https://api.example.invalid/graphql".to_owned(), "api-unreachable"),
        ] {
            // A mutation is not sent again, which would take its time.
            let line = format!(
                "query 'mutation {{ a }}' {caller} --header 'X-Secret: @header.txt' --timeout 300ms --url {url}"
            );
            for more in ["-vv", "--json -vv"] {
                let ran = sandbox.line(&format!("{line} {more}"));
                assert_eq!(ran.code, Some(5), "{line}: {}", ran.whole());
                secrets.assert_hidden(&line, &ran.whole());
                if more.contains("json") {
                    assert!(ran.json()["error"]["code"].is_string(), "{code}: {}", ran.whole());
                }
            }
        }
    }
    assert_eq!((silent.received().len(), tls.received().len()), (2 * CALLERS.len(), 0));
}

#[test]
fn of_a_request_through_a_proxy() {
    let (mut sandbox, secrets) = (sandbox(), Secrets::new());
    let (proxy, bodies) = echo("error", &secrets);
    sandbox.set("HTTP_PROXY", &format!("http://me:{PROXY}@127.0.0.1:{}", proxy.port));
    for caller in CALLERS {
        for more in ["", "-vv", "--json -vv"] {
            let line = format!("query {LIST} {caller} {more} --url http://api.example.invalid/graphql");
            let ran = sandbox.line(&line);
            assert_eq!(ran.code, Some(1), "{line}: {}", ran.whole());
            secrets.assert_hidden(&line, &own_words(&ran, &bodies.lock().unwrap()));
        }
    }
    assert!(proxy.received().iter().all(|received| received.line.starts_with("POST http://api.example.invalid/")));
}

#[test]
fn of_a_handshake_that_is_answered_with_it() {
    let (sandbox, secrets) = (sandbox(), Secrets::new());
    for status in ["403 No", "301 Moved"] {
        let learning = secrets.clone();
        let server = Server::new(move |_, received, connection| {
            learning.learn(received);
            let said = said_again(received);
            let headers = format!("x-echo: {said}\r\nlocation: https://other.example/{said}\r\n");
            connection.write_all(&answer(status, &headers, format!("<{said}>"))).is_ok()
        });
        for caller in CALLERS {
            for more in ["-vv", "--json -vv", "--explain --api-config api.json"] {
                let document = "'subscription { onCreateEvent { id } }'";
                let line =
                    format!("query {document} {caller} --header 'X-Secret: @header.txt' {more} --url {}", server.url());
                let ran = sandbox.line(&line);
                assert_eq!(ran.code, Some(5), "{line}: {}", ran.whole());
                secrets.assert_hidden(&line, &ran.whole());
            }
        }
        assert_eq!(server.received().len(), 3 * CALLERS.len());
    }
}

#[test]
fn of_a_subscription() {
    let mut stage = Stage::open("");
    let secrets = Secrets::new();
    let (user_pool, oidc) = (stage.token("AMAZON_COGNITO_USER_POOLS"), stage.token("OPENID_CONNECT"));
    for (name, value) in [
        ("TOKEN", "custom-authorized"),
        ("KEY", crate::support::stage::API_KEY),
        ("USER_POOL", &user_pool),
        ("OIDC", &oidc),
        ("STRANGER", TOKEN),
        ("AWS_ACCESS_KEY_ID", "AKIAFULL"),
        ("AWS_SECRET_ACCESS_KEY", crate::support::stage::SECRET),
    ] {
        stage.sandbox.set(name, value);
    }
    for secret in
        ["custom-authorized", crate::support::stage::API_KEY, &user_pool, &oidc, crate::support::stage::SECRET]
    {
        secrets.add(secret);
    }
    let api = format!("--api events --endpoint-url {}", stage.emulator.text("controlPlaneUrl"));
    for (caller, code) in [
        ("--token-env TOKEN", 0),
        ("--api-key-env KEY", 0),
        ("--jwt-env USER_POOL", 0),
        ("--jwt-env OIDC", 0),
        ("--iam", 0),
        ("--token-env STRANGER", 1),
    ] {
        for more in ["-vv", "--json -vv", "--explain -vv"] {
            let line = format!("query 'subscription {{ onCreateEvent {{ id }} }}' {caller} {more} --for 400ms {api}");
            let ran = stage.sandbox.line(&line);
            assert_eq!(ran.code, Some(code), "{line}: {}", ran.whole());
            assert!(ran.err.contains("> ConnectionInit"), "{}", ran.whole());
            secrets.assert_hidden(&line, &ran.whole());
            // A signature is all hexadecimal digits, 64 of them.
            let longest = ran.whole().split(|c: char| !c.is_ascii_hexdigit()).map(str::len).max();
            assert!(longest.is_some_and(|longest| longest < 64), "{}", ran.whole());
        }
    }
}

const REPORTS: &str =
    "--report junit=r.xml --report json=r.json --report tap=r.tap --report github=r.txt --report markdown=r.md";

#[test]
fn of_a_file_of_requests() {
    let (sandbox, secrets) = (sandbox(), Secrets::new());
    sandbox.file(
        "requests.yaml",
        "defaults: { query: '{ a }', headers: { x-secret: '@header.txt' } }
requests:
  - { name: a token, authorization: { token: { env: THE_TOKEN } } }
  - { name: a file, authorization: { token: { file: token.txt } }, expect: { status: 200, data: { a: 1 } } }
  - { name: a command, authorization: { token: { command: [cat, token.txt] } }, expect: { errors: [{ type: X }] } }
  - { name: a JWT, authorization: { jwt: { env: THE_JWT } } }
  - { name: a key, authorization: { api-key: { env: THE_KEY } } }
  - { name: a signature, authorization: { iam: true } }
",
    );
    for place in ["error", "authorizer", "field", "text", "redirect"] {
        let (server, _) = echo(place, &secrets);
        for more in ["", "-vv", "--json -vv"] {
            let line = format!("query --file requests.yaml {REPORTS} {more} --url {}", server.url());
            let ran = sandbox.line(&line);
            assert_ne!(ran.code, Some(0), "{place}: {}", ran.whole());
            // Reports are not the answer, so bodies are no exception in them.
            secrets.assert_hidden(&format!("{place}: {line}"), &ran.whole());
            for report in ["r.xml", "r.json", "r.tap", "r.txt", "r.md"] {
                secrets.assert_hidden(&format!("{place}: {report}"), &sandbox.read(report));
            }
        }
        assert!(server.received().len() >= 18, "{place}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn in_the_command_lines_of_our_processes() {
    use crate::support::processes::{family, lossy};
    let (sandbox, secrets) = (sandbox(), Secrets::new());
    let learning = secrets.clone();
    // Nobody is answered before its command line has been read.
    let (read, reading) = std::sync::mpsc::channel();
    let reading = std::sync::Mutex::new(reading);
    let server = Server::new(move |_, received, connection| {
        learning.learn(received);
        let _ = reading.lock().unwrap().recv();
        connection.write_all(&good()).is_ok()
    });
    for (number, caller) in CALLERS.into_iter().enumerate() {
        let child = sandbox.start(&format!("query '{{ a }}' {caller} --url {}", server.url()));
        while server.received().len() <= number {
            std::thread::sleep(Duration::from_millis(5));
        }
        for id in family(child.id()) {
            secrets.assert_hidden(&format!("the command line of {caller}"), &lossy(&format!("/proc/{id}/cmdline")));
        }
        assert!(lossy(&format!("/proc/{}/cmdline", child.id())).contains(" query "), "it runs");
        read.send(()).unwrap();
        assert_eq!(child.wait_with_output().unwrap().status.code(), Some(0));
    }
}

#[cfg(target_os = "linux")]
#[test]
fn in_what_the_command_for_a_token_gets() {
    if !need("bash") {
        return;
    }
    let stage = Stage::open("");
    // Each run notes its command line, its input and its environment.
    let spy = "tr '\\0' ' ' < /proc/$$/cmdline >> spied; cat >> spied; env >> spied; echo run >> spied; echo custom-authorized";
    stage.sandbox.file("spy.sh", spy);
    let path = std::env::var("PATH").unwrap();
    for (document, runs) in
        [("'{ getEvent(id: 7) { id } }'", 1), ("'subscription { onCreateEvent { id } }' --for 500ms", 2)]
    {
        let line = format!("query {document} --token-command 'sh spy.sh' --url {} -vv", stage.emulator.url());
        let mut command = stage.sandbox.command(shell_words::split(&line).unwrap());
        let ran = crate::support::sandbox::ended(command.env("PATH", &path));
        assert_eq!(ran.code, Some(0), "{}", ran.whole());
        let spied = stage.sandbox.read("spied");
        std::fs::remove_file(stage.sandbox.path().join("spied")).unwrap();
        assert_eq!(spied.lines().filter(|line| *line == "run").count(), runs, "{spied}");
        assert!(spied.contains("sh spy.sh") && !spied.contains("custom-authorized"), "{spied}");
    }
}

#[test]
fn in_faults_of_the_command_line() {
    let (sandbox, secrets) = (sandbox(), Secrets::new());
    let url = "https://api.example.com/graphql";
    for arguments in [
        &["query", "{ a }", "--token", TOKEN][..],
        &["query", "{ a }", "--token", TOKEN, "--url", url, "--explain"],
        &["query", "{ a", "--token", TOKEN, "--url", url],
        &["query", "{ a }", "--token", TOKEN, "--token", TOKEN],
        &["query", "{ a }", "--token", TOKEN, "--nonsense", "--json"],
        &["query", "{ a }", "--header", &format!("x key {HEADER}"), "--url", url],
        &["query", "{ a }", "--header", &format!("Authorization: {TOKEN}"), "--url", url],
        &["query", "{ a }", "--token", &format!("{TOKEN}\n{TOKEN}"), "--url", url],
    ] {
        let ran = sandbox.run(arguments);
        assert!(matches!(ran.code, Some(2 | 3)), "{}", ran.whole());
        secrets.assert_hidden("a fault of usage", &ran.whole());
    }
}
