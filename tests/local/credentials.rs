//! API keys and JWTs over HTTP: which are taken, and which fields they reach.

use std::io::{Read, Write};
use std::net::TcpListener;

use serde_json::json;

use crate::support::emulator::{Answer, Emulator};
use crate::support::sandbox::Sandbox;

const SCHEMA: &str = r#"
type Query {
  key: String
  anyone: String @aws_cognito_user_pools @aws_oidc
  admins: String @aws_cognito_user_pools(cognito_groups: ["admins"])
}
"#;

const CONFIGURATION: &str = r#"
local:
  region: eu-west-1
  apis:
    - name: events
      schema: schema.graphql
      api-keys:
        - { key: { env: GOOD_KEY }, expires: 2099-01-01 }
        - { key: { env: OLD_KEY }, expires: 2020-01-01 }
      default: { mode: API_KEY }
      additional:
        - { mode: AMAZON_COGNITO_USER_POOLS, pool: eu-west-1_abc, clients: [web, mobile] }
        - { mode: OPENID_CONNECT, issuer: "https://issuer.example", clients: [web] }
"#;

const REFUSED: &str =
    r#"{"errors":[{"errorType":"UnauthorizedException","message":"You are not authorized to make this call."}]}"#;
const UNPARSED: &str = r#"{"errors":[{"errorType":"UnauthorizedException","message":"Unable to parse JWT token."}]}"#;

fn sandbox(configuration: &str) -> Sandbox {
    let mut sandbox = Sandbox::new();
    sandbox.file("schema.graphql", SCHEMA);
    sandbox.file("appsync-auth.yaml", configuration);
    sandbox.set("GOOD_KEY", "the-good-key");
    sandbox.set("OLD_KEY", "the-old-key");
    sandbox
}

/// A token as `local token` prints it.
fn token(sandbox: &Sandbox, emulator: &Emulator, arguments: &[&str]) -> String {
    let ran = sandbox.run([&["local", "token", "--url", emulator.url()], arguments].concat());
    assert_eq!(ran.code, Some(0), "{}", ran.whole());
    ran.out.trim_end().to_owned()
}

fn with_key(emulator: &Emulator, key: &str) -> Answer {
    let headers = [("x-api-key", key), ("content-type", "application/json")];
    emulator.send("POST", emulator.url(), &headers, r#"{"query":"{ __typename }"}"#)
}

#[test]
fn a_key_is_taken_until_it_expires() {
    let sandbox = sandbox(CONFIGURATION);
    let emulator = Emulator::start(&sandbox, "");
    assert_eq!(emulator.ready.get("apiKey"), None, "the user's own keys are not told");
    let served = r#"{"data":{"__typename":"Query"}}"#;
    for (key, status, body, rule) in [
        ("the-good-key", 200, served, "K101"),
        ("the-old-key", 401, REFUSED, "K202"),
        ("another-key", 401, REFUSED, "K201"),
    ] {
        let answer = with_key(&emulator, key);
        assert_eq!((answer.status, answer.body.as_str()), (status, body), "{key}");
        assert_eq!(emulator.trace(&answer)["steps"][1]["rule"], rule, "{key}");
        assert!(!emulator.trace(&answer).to_string().contains(key), "the key is in its trace");
    }
}

#[test]
fn an_api_without_keys_gets_one_that_the_ready_line_tells() {
    let other = Sandbox::new();
    other.file("schema.graphql", SCHEMA);
    let emulator = Emulator::start(&other, "--schema schema.graphql --default API_KEY");
    let key = emulator.text("apiKey").to_owned();
    assert!(key.starts_with("da2-") && key.len() == 30, "{key}");
    assert_eq!(with_key(&emulator, &key).status, 200);
}

#[test]
fn a_minted_token_reaches_what_its_mode_and_groups_reach() {
    let sandbox = sandbox(CONFIGURATION);
    let emulator = Emulator::start(&sandbox, "");
    let denied = |field: &str, column: u32| {
        json!({
            "path": [field], "data": null, "errorType": "Unauthorized", "errorInfo": null,
            "locations": [{ "line": 1, "column": column, "sourceName": null }],
            "message": format!("Not Authorized to access {field} on type Query"),
        })
    };
    let (key, admins) = (denied("key", 3), denied("admins", 14));
    for (arguments, errors) in [
        (&[][..], vec![key.clone(), admins.clone()]),
        (&["--claims", r#"{"cognito:groups": ["admins"]}"#], vec![key.clone()]),
        (&["--claims", r#"{"cognito:groups": ["editors"]}"#], vec![key.clone(), admins.clone()]),
        (
            &["--claims", r#"{"token_use": "id", "client_id": null, "aud": "mobile"}"#],
            vec![key.clone(), admins.clone()],
        ),
        (&["--mode", "OPENID_CONNECT"], vec![key.clone(), admins.clone()]),
        (&["--mode", "openid_connect", "--claims", r#"{"cognito:groups": ["admins"]}"#], vec![key, admins]),
    ] {
        let token = token(&sandbox, &emulator, arguments);
        for token in [token.clone(), format!("Bearer {token}")] {
            let answer = emulator.query(&token, "{ key anyone admins }").json();
            assert_eq!(answer["errors"], json!(errors), "{arguments:?}");
            assert!(answer["data"]["anyone"].is_string(), "{arguments:?}");
        }
    }
}

#[test]
fn a_token_that_is_not_good_is_refused_whatever_is_wrong_with_it() {
    let sandbox = sandbox(CONFIGURATION);
    let emulator = Emulator::start(&sandbox, "");
    for (arguments, body) in [
        (&["--claims", r#"{"exp": 1}"#][..], REFUSED),
        (&["--claims", r#"{"nbf": 9999999999}"#], REFUSED),
        (&["--mode", "OPENID_CONNECT", "--claims", r#"{"aud": "mobile"}"#], REFUSED),
        (&["--claims", r#"{"token_use": "refresh"}"#], REFUSED),
        // No provider of the API claims these.
        (&["--claims", r#"{"client_id": "desktop"}"#], UNPARSED),
        (&["--claims", r#"{"iss": "https://other.example"}"#], UNPARSED),
    ] {
        let answer = emulator.query(&token(&sandbox, &emulator, arguments), "{ anyone }");
        assert_eq!((answer.status, answer.body.as_str()), (401, body), "{arguments:?}");
    }
    let good = token(&sandbox, &emulator, &[]);
    let (signed, signature) = good.rsplit_once('.').unwrap();
    let (header, claims) = signed.split_once('.').unwrap();
    let turned: String = signature.chars().rev().collect();
    let (unsigned, foreign) = (format!("{signed}."), format!("{signed}.{turned}"));
    // `{"alg":"none"}`: a token that says that it needs no signature.
    let none = format!("eyJhbGciOiJub25lIn0.{claims}.");
    for (token, body) in [
        (unsigned.as_str(), REFUSED),
        (&foreign, REFUSED),
        (&none, REFUSED),
        (header, UNPARSED),
        ("some words", UNPARSED),
    ] {
        let answer = emulator.query(token, "{ anyone }");
        assert_eq!((answer.status, answer.body.as_str()), (401, body), "{token}");
    }
}

#[test]
fn keys_that_the_user_gives_are_the_only_ones_of_their_issuer() {
    let sandbox = sandbox(CONFIGURATION);
    let maker = Emulator::start(&sandbox, "");
    let theirs = token(&sandbox, &maker, &[]);
    sandbox.file("jwks.json", maker.send("GET", "/_jwks.json", &[], "").body);
    drop(maker);

    sandbox.file(
        "appsync-auth.yaml",
        CONFIGURATION.replace("pool: eu-west-1_abc,", "pool: eu-west-1_abc, jwks: jwks.json,"),
    );
    let emulator = Emulator::start(&sandbox, "");
    assert!(emulator.query(&theirs, "{ anyone }").json()["data"]["anyone"].is_string());
    let ran = sandbox.run(["local", "token", "--url", emulator.url()]);
    assert_eq!(
        (ran.code, ran.err.as_str()),
        (
            Some(3),
            "error: the tokens of issuer `https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_abc` are verified with the keys that you gave\nhelp: sign the token with your own private key, or leave `jwks` away so that the emulator's key is used\n"
        )
    );
    let ours = token(&sandbox, &emulator, &["--mode", "OPENID_CONNECT"]);
    assert!(emulator.query(&ours, "{ anyone }").json()["data"]["anyone"].is_string());

    // The same issuer with keys that never signed this token.
    drop(emulator);
    sandbox.file("jwks.json", Emulator::start(&sandbox, "").send("GET", "/_jwks.json", &[], "").body);
    let emulator = Emulator::start(&sandbox, "");
    let answer = emulator.query(&theirs, "{ anyone }");
    assert_eq!((answer.status, answer.body.as_str()), (401, REFUSED));
}

/// Serves the same answer to every request until the test program ends; gives its address.
fn serve(status: &'static str, body: String) -> String {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let url = format!("http://{}/jwks.json", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            // Requests without a body come in one piece.
            let _ = stream.read(&mut [0; 4096]);
            let head = format!("HTTP/1.1 {status}\r\nconnection: close\r\ncontent-length: {}\r\n\r\n", body.len());
            let _ = stream.write_all(format!("{head}{body}").as_bytes());
        }
    });
    url
}

fn with_jwks(url: &str) -> String {
    CONFIGURATION.replace("pool: eu-west-1_abc,", &format!("pool: eu-west-1_abc, jwks: \"{url}\","))
}

#[test]
fn keys_can_be_at_an_address() {
    let sandbox = sandbox(CONFIGURATION);
    let maker = Emulator::start(&sandbox, "");
    let theirs = token(&sandbox, &maker, &[]);
    let url = serve("200 OK", maker.send("GET", "/_jwks.json", &[], "").body);
    drop(maker);

    sandbox.file("appsync-auth.yaml", with_jwks(&url));
    let emulator = Emulator::start(&sandbox, "");
    assert!(emulator.query(&theirs, "{ anyone }").json()["data"]["anyone"].is_string());
    let (signed, _) = theirs.rsplit_once('.').unwrap();
    let answer = emulator.query(&format!("{signed}.AAAA"), "{ anyone }");
    assert_eq!((answer.status, answer.body.as_str()), (401, REFUSED));
}

#[test]
fn keys_that_cannot_be_had_or_read_are_said_before_anything_is_served() {
    let sandbox = sandbox(CONFIGURATION);
    let gone = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let closed = format!("http://{}/jwks.json", gone.local_addr().unwrap());
    drop(gone);
    // Its connections are made by the system, and nobody answers them.
    let silent = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let silent = (format!("http://{}/jwks.json", silent.local_addr().unwrap()), silent);
    let unread = |reason: &str| {
        format!(
            "error: the public keys at `URL` cannot be read: {reason}\nhelp: give an address that this machine reaches, or a file with the keys\n"
        )
    };
    let no_keys = |reason: &str| {
        format!(
            "error: `URL` is no set of public keys: {reason}\nhelp: give the JSON that an issuer publishes as its `jwks_uri`\n"
        )
    };
    for (url, timeout, code, error) in [
        (closed, "60s", 5, unread("connection refused")),
        (silent.0, "300ms", 5, unread("it does not answer within 300ms")),
        (serve("404 Not Found", String::new()), "60s", 5, unread("it answers with 404 Not Found")),
        (serve("200 OK", "<html>".to_owned()), "60s", 3, no_keys("the key set is not JSON (line 1, column 1)")),
        (serve("200 OK", r#"{"keys": 1}"#.to_owned()), "60s", 3, no_keys("the key set has no list `keys`")),
    ] {
        sandbox.file("appsync-auth.yaml", with_jwks(&url));
        let ran = sandbox.line(&format!("local --port 0 --timeout {timeout}"));
        assert_eq!((ran.code, ran.out.as_str(), ran.err.replace(&url, "URL")), (Some(code), "", error));
    }
}
