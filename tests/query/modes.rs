//! Every way to say who sends, against the emulator.

use crate::support::sandbox::Sandbox;
use crate::support::stage::{API_KEY, EXPIRED_KEY, SECRET, Stage};

pub(super) const EVENT: &str = "'{ getEvent(id: 7) { id name } }'";
pub(super) const ANSWER: &str = "{\"data\":{\"getEvent\":{\"id\":\"7\",\"name\":\"opening\"}}}\n";

/// An emulator with these arguments, and the credentials of every mode in variables.
pub(super) fn stage(arguments: &str) -> Stage {
    let mut stage = Stage::open(arguments);
    let (user_pool, oidc) = (stage.token("AMAZON_COGNITO_USER_POOLS"), stage.token("OPENID_CONNECT"));
    for (name, value) in [
        ("TOKEN", "custom-authorized"),
        ("KEY", API_KEY),
        ("USER_POOL", &user_pool),
        ("OIDC", &oidc),
        ("AWS_ACCESS_KEY_ID", "AKIAFULL"),
        ("AWS_SECRET_ACCESS_KEY", SECRET),
    ] {
        stage.sandbox.set(name, value);
    }
    stage
}

/// The flags of each mode.
pub(super) const MODES: [&str; 5] =
    ["--token-env TOKEN", "--api-key-env KEY", "--jwt-env USER_POOL", "--jwt-env OIDC", "--iam"];

#[test]
fn each_mode_is_answered() {
    let stage = stage("");
    let url = stage.emulator.url();
    for mode in MODES {
        let ran = stage.sandbox.line(&format!("query {EVENT} --url {url} {mode}"));
        assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (Some(0), ANSWER, ""), "{mode}");
    }
}

#[test]
fn each_mode_is_answered_over_tls_by_a_server_whose_certificate_is_named() {
    let stage = stage("--tls");
    let (url, ca) = (stage.emulator.url(), stage.emulator.text("caFile"));
    for mode in MODES {
        let ran = stage.sandbox.line(&format!("query {EVENT} --url {url} {mode} --cacert {ca}"));
        assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (Some(0), ANSWER, ""), "{mode}");
    }
}

#[test]
fn a_token_comes_from_any_source() {
    let stage = stage("");
    stage.sandbox.file("token.txt", "custom-authorized\n");
    let url = stage.emulator.url();
    for source in ["--token custom-authorized", "--token-file token.txt", "--token-command 'cat token.txt'"] {
        let mut command =
            stage.sandbox.command(shell_words::split(&format!("query {EVENT} --url {url} {source}")).unwrap());
        let ran = crate::support::sandbox::ended(command.env("PATH", std::env::var_os("PATH").unwrap()));
        assert_eq!((ran.code, ran.out.as_str()), (Some(0), ANSWER), "{source}: {}", ran.whole());
    }
    let ran =
        stage.sandbox.run_with_input(&format!("query {EVENT} --url {url} --token-file -"), b"custom-authorized\n");
    assert_eq!((ran.code, ran.out.as_str()), (Some(0), ANSWER), "{}", ran.whole());
}

#[test]
fn a_credential_that_nothing_filled_is_not_sent() {
    let mut sandbox = Sandbox::new();
    sandbox.set("EMPTY", "");
    sandbox.file("empty.txt", "\n");
    let asked = |source: &str| {
        let ran = sandbox.run_with_input(&format!("query {EVENT} --url http://127.0.0.1:9/graphql {source}"), b"");
        (ran.code, ran.err.lines().next().unwrap_or_default().to_owned())
    };
    let said = |code, what: &str| (Some(code), format!("error: the {what} is empty"));
    assert_eq!(asked("--token-env EMPTY"), said(2, "token from the variable `EMPTY`"));
    assert_eq!(asked("--api-key-env EMPTY"), said(2, "api-key from the variable `EMPTY`"));
    assert_eq!(asked("--token-file empty.txt"), said(3, "token from the file `empty.txt`"));
    assert_eq!(asked("--token-file -"), said(3, "token from the file `-`"));
}

#[test]
fn a_key_among_the_headers_says_who_sends() {
    let stage = stage("");
    let url = stage.emulator.url();
    let ran = stage.sandbox.line(&format!("query {EVENT} --url {url} --header 'X-Api-Key: {API_KEY}'"));
    assert_eq!((ran.code, ran.out.as_str()), (Some(0), ANSWER), "{}", ran.whole());
    let ran = stage.sandbox.line(&format!("query {EVENT} --url {url} --header 'X-Api-Key: {EXPIRED_KEY}'"));
    assert_eq!(ran.code, Some(1), "{}", ran.whole());
}

#[test]
fn without_an_authorization_it_is_said_how_to_give_one() {
    let stage = stage("");
    let url = stage.emulator.url();
    let ran = stage.sandbox.line(&format!("query {EVENT} --url {url}"));
    insta::assert_snapshot!(ran.whole(), @r"
    exit 2
    --- stderr
    error: it is not said who sends the request
    help: give `--token-env NAME`, `--api-key-env NAME`, `--jwt-env NAME` or `--iam`, or set one in an environment of appsync-auth.yaml
    ");
}

#[test]
fn an_api_is_looked_up_by_its_name() {
    let stage = stage("");
    let plane = stage.emulator.text("controlPlaneUrl");
    for mode in MODES {
        let ran = stage.sandbox.line(&format!("query {EVENT} --api events --endpoint-url {plane} {mode}"));
        assert_eq!((ran.code, ran.out.as_str()), (Some(0), ANSWER), "{mode}: {}", ran.whole());
    }
}

#[test]
fn the_region_of_a_signature_is_that_of_the_host_and_only_a_flag_goes_before_it() {
    let mut stage = stage("");
    stage.sandbox.set("AWS_REGION", "us-west-2");
    let url = stage.emulator.url();
    let port = url.split(':').nth(2).unwrap().split('/').next().unwrap();
    let id = stage.emulator.text("apiId");
    let own = format!("http://127.0.0.1:{port}/graphql --appsync-domain {id}.appsync-api.eu-west-1.localhost:{port}");
    for (arguments, code) in [
        (own.clone(), 0),
        (format!("{own} --region us-west-2"), 1),
        (url.to_owned(), 1),
        (format!("{url} --region eu-west-1"), 0),
    ] {
        let ran = stage.sandbox.line(&format!("query {EVENT} --iam --url {arguments}"));
        assert_eq!(ran.code, Some(code), "{arguments}: {}", ran.whole());
    }
}

#[test]
fn through_another_host_the_domain_says_which_api_is_meant() {
    let stage = stage("");
    let id = stage.emulator.text("apiId");
    let url = stage.emulator.url();
    let port = url.split(':').nth(2).unwrap().split('/').next().unwrap();
    let domain = format!("{id}.appsync-api.eu-west-1.localhost:{port}");
    for mode in MODES {
        let line = format!("query {EVENT} --url http://127.0.0.1:{port}/graphql --appsync-domain {domain} {mode}");
        let ran = stage.sandbox.line(&line);
        assert_eq!((ran.code, ran.out.as_str()), (Some(0), ANSWER), "{mode}: {}", ran.whole());
    }
    let other = format!("unknown.appsync-api.eu-west-1.localhost:{port}");
    let line =
        format!("query {EVENT} --url http://127.0.0.1:{port}/graphql --appsync-domain {other} --token-env TOKEN");
    assert_eq!(stage.sandbox.line(&line).code, Some(1), "the domain is sent");
}
