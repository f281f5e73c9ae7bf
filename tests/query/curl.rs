//! `--curl`: the command, pasted into real shells, and what then arrives.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::process::{Command, Stdio};
use std::thread::JoinHandle;

use appsync_auth::appsync::TokenSource;
use appsync_auth::report::{CurlCommand, CurlSignature, CurlValue};

use super::modes::{ANSWER, EVENT, MODES, stage};
use crate::support::need;
use crate::support::sandbox::{Ran, Sandbox, ran};

/// Every character that means something to a shell, to `printf` or to curl's configuration.
const TOKEN: &str = r#"Bearer a"b\c'd$HOME`id`%s %n!x{1,2}*~#&;|<>()"#;

/// What arrived: the request line, the headers, the body.
type Arrived = (String, BTreeMap<String, String>, Vec<u8>);

/// Takes one request and answers `{}`.
fn listener() -> (String, JoinHandle<Arrived>) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let url = format!("http://127.0.0.1:{}/graphql?a={{b,c}}[1-2]&d='e'", listener.local_addr().unwrap().port());
    let arrived = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut reader = BufReader::new(stream.try_clone().unwrap());
        let mut line = || {
            let mut line = String::new();
            reader.read_line(&mut line).unwrap();
            line.trim_end_matches(['\r', '\n']).to_owned()
        };
        let first = line();
        let mut headers = BTreeMap::new();
        while let Some((name, value)) = line().split_once(':') {
            headers.insert(name.to_ascii_lowercase(), value.trim().to_owned());
        }
        if headers.contains_key("expect") {
            stream.write_all(b"HTTP/1.1 100 Continue\r\n\r\n").unwrap();
        }
        let mut body = vec![0; headers["content-length"].parse().unwrap()];
        reader.read_exact(&mut body).unwrap();
        stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}").unwrap();
        (first, headers, body)
    });
    (url, arrived)
}

/// Pastes a command into a shell with these variables and nothing of the user's settings.
fn pasted(sandbox: &Sandbox, shell: &str, path: &str, text: &str, variables: &[(&str, &str)]) -> Ran {
    // A file, as one argument of a process has its limits.
    let script = sandbox.file("pasted", text);
    let mut command = Command::new(shell);
    command
        .current_dir(sandbox.path())
        .env_clear()
        .env("PATH", path)
        .env("HOME", sandbox.path().join("home"))
        .envs(variables.iter().copied())
        .arg(script)
        .stdin(Stdio::null());
    ran(command.output().unwrap())
}

fn path() -> String {
    std::env::var("PATH").unwrap()
}

fn from_env(name: &str) -> CurlValue {
    CurlValue::of_source(Some(&TokenSource::Env(name.to_owned())), "APPSYNC_TOKEN")
}

fn command(url: &str, body: &str) -> CurlCommand {
    let header = |name: &str, value| (name.to_owned(), value);
    CurlCommand {
        url: url.to_owned(),
        headers: vec![
            header("content-type", CurlValue::Plain("application/json".to_owned())),
            header("authorization", from_env("TOKEN")),
            header("x-odd", CurlValue::Plain(TOKEN.to_owned())),
            header("x-%d$tok`en'", from_env("OTHER")),
            header("x-empty", CurlValue::Plain(String::new())),
        ],
        signature: None,
        cacert: None,
        body: body.to_owned(),
    }
}

#[test]
fn the_same_request_arrives_from_every_shell_whatever_is_in_it() {
    if !(need("curl") && need("bash")) {
        return;
    }
    let sandbox = Sandbox::new();
    let odd = r#"{"query":"{ a(b: \"it's $HOME `id` !x {1,2} é\\n\") }","variables":{"n":1.10}}"#.to_owned();
    let long = format!("{{\"query\":\"{{ a }}\",\"variables\":{{\"s\":\"{}\"}}}}", "'x$HOME".repeat(50_000));
    let lines = format!("{{\n\"query\":\nBODY\n\"{}\"}}", "x".repeat(40_000));
    for shell in ["sh", "bash"] {
        for body in ["@file", &odd, &long, &lines] {
            let (url, arrived) = listener();
            let text = command(&url, body).command_line();
            let run = pasted(&sandbox, shell, &path(), &text, &[("TOKEN", TOKEN), ("OTHER", "o")]);
            assert_eq!((run.code, run.out.as_str(), run.err.as_str()), (Some(0), "{}", ""), "{shell}");
            let (first, headers, received) = arrived.join().unwrap();
            assert_eq!(first, "POST /graphql?a={b,c}[1-2]&d='e' HTTP/1.1");
            let header = |name: &str| headers.get(name).map(String::as_str);
            assert_eq!(
                ["authorization", "x-odd", "x-%d$tok`en'", "x-empty", "content-type"].map(header),
                [Some(TOKEN), Some(TOKEN), Some("o"), Some(""), Some("application/json")],
                "{shell}"
            );
            // The line break that ends a document of several lines is blank space to JSON.
            let received = String::from_utf8(received).unwrap();
            assert!(
                received == *body || *body == *lines && received == format!("{body}\n"),
                "{shell} {} bytes",
                body.len()
            );
        }
    }
}

#[test]
fn a_signed_command_sends_its_other_secrets_too() {
    if !(need("curl") && need("bash")) {
        return;
    }
    let sandbox = Sandbox::new();
    let variables = [
        ("TOKEN", TOKEN),
        ("OTHER", "o"),
        ("AWS_ACCESS_KEY_ID", "AKIATEST"),
        ("AWS_SECRET_ACCESS_KEY", "wJalr/XUtnFEMI+K7MDENG="),
        ("AWS_SESSION_TOKEN", "IQoJb3JpZ2luX2VjE+/=="),
    ];
    let long = "x".repeat(200_000);
    for shell in ["sh", "bash"] {
        let (url, arrived) = listener();
        let signature = Some(CurlSignature { region: "eu-west-1".to_owned(), origin: None });
        let url = url.split('?').next().unwrap();
        let mut signed = CurlCommand { signature, ..command(url, &long) };
        // curl signs nothing that has an `authorization` already.
        signed.headers.retain(|(name, _)| name != "authorization");
        let run = pasted(&sandbox, shell, &path(), &signed.command_line(), &variables);
        assert_eq!((run.code, run.out.as_str(), run.err.as_str()), (Some(0), "{}", ""), "{shell}");
        let (_, headers, body) = arrived.join().unwrap();
        assert_eq!((headers["x-%d$tok`en'"].as_str(), body.len()), ("o", long.len()));
        assert_eq!(headers["x-amz-security-token"], "IQoJb3JpZ2luX2VjE+/==");
        assert!(headers["authorization"].starts_with("AWS4-HMAC-SHA256 Credential=AKIATEST/"), "{headers:?}");
    }
}

#[test]
fn what_is_shown_is_answered_as_the_request_itself() {
    if !(need("curl") && need("bash")) {
        return;
    }
    let stage = stage("--tls");
    let (url, ca) = (stage.emulator.url(), stage.emulator.text("caFile"));
    for mode in MODES {
        let shown = stage.sandbox.line(&format!("query {EVENT} --url {url} --cacert {ca} {mode} --curl"));
        assert_eq!((shown.code, shown.err.as_str()), (Some(0), ""), "{mode}: {}", shown.whole());
        for shell in ["sh", "bash"] {
            let run = pasted(&stage.sandbox, shell, &path(), &shown.out, &stage.variables());
            assert_eq!(
                (run.code, run.out.as_str(), run.err.as_str()),
                (Some(0), ANSWER.trim_end(), ""),
                "{mode}, {shell}: {}",
                shown.out
            );
        }
    }
}

#[cfg(unix)]
#[test]
fn no_secret_is_an_argument_of_any_process() {
    use std::os::unix::fs::PermissionsExt;
    if !need("bash") {
        return;
    }
    let sandbox = Sandbox::new();
    let fake = sandbox.file("bin/curl", "#!/bin/sh\ncat > /dev/null\nprintf '<%s>\\n' \"$@\"\n");
    std::fs::set_permissions(&fake, std::fs::Permissions::from_mode(0o755)).unwrap();
    let path = format!("{}:{}", sandbox.path().join("bin").display(), path());
    let signature = Some(CurlSignature::of_profile("eu-west-1", "ci"));
    let secrets = ["s3cret-token", "s3cret-other", "s3cret-key", "s3cret-session"];
    let names = ["TOKEN", "OTHER", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"];
    let variables: Vec<(&str, &str)> = names.into_iter().zip(secrets).collect();
    for signature in [None, signature] {
        for shell in ["sh", "bash"] {
            let text = CurlCommand { signature: signature.clone(), ..command("https://api.example.com/graphql", "{}") }
                .command_line();
            let run = pasted(&sandbox, shell, &path, &text, &variables);
            assert!(run.out.contains("<https://api.example.com/graphql>") && run.code == Some(0), "{}", run.whole());
            assert!(!run.whole().contains("s3cret"), "{}", run.whole());
        }
    }
}
