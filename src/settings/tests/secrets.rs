//! No error shows a secret, wherever it stands.

use proptest::prelude::*;

use super::told;
use crate::appsync::{Secret, TokenSource};
use crate::error::{Error, Source};
use crate::settings::{AmplifyOutputs, Authorization, Configuration, Flags, Settings};

const SECRET: &str = "da2-s3cr3tv4luethatnobodymaysee";
const HELP: &str = "say where it comes from: `{ env: NAME }`, `{ file: PATH }` or `{ command: [PROGRAM, ARGUMENT] }`";

/// Everything that an error can show.
fn shown(error: &Error) -> String {
    let sources: String =
        error.sources().iter().map(|Source { text, label, .. }| format!("{text}\n{label}\n")).collect();
    format!("{error}\n{:?}\n{sources}{}", error.help_text(), error.notes().join("\n"))
}

#[test]
fn a_secret_in_the_file_is_refused_masked_and_helped() {
    let error =
        Configuration::parse("appsync-auth.yaml", "environments:\n  a:\n    token: open-sesame # mine\n").unwrap_err();
    assert_eq!(
        told(&error),
        (
            "secret-in-file",
            "a secret is written out in the file".to_owned(),
            vec![(3, 12, "a secret".to_owned())],
            Some(HELP)
        )
    );
    assert_eq!(error.sources()[0].text, "environments:\n  a:\n    token: *********** # mine\n");
}

#[test]
fn a_secret_in_any_place_is_neither_told_nor_shown() {
    for secret in [
        SECRET,
        "open-sesame",
        "'open: sesame'",
        "[open-sesame]",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln",
        "83274651",
    ] {
        let bare = secret.trim_matches(['\'', '[', ']']);
        for place in [
            "environments: { a: { token: S } }",
            "environments: { a: { api-key: S } }",
            "environments: { a: { jwt: S } }",
            "environments: { a: { tokne: S } }",
            "environments: { a: { apiKey: S } }",
            "environments: { a: { token: { value: S } } }",
            "environments: { a: { token: { env: S } } }",
            "environments: { a: { token: { env: A, secret: S } } }",
            "local: { credentials: [{ access-key-id: A, secret: S }] }",
            "local: { credentials: [{ access-key-id: A, secret-access-key: S }] }",
            "local: { apis: [{ name: a, api-keys: S }] }",
            "local: { apis: [{ name: a, api-keys: [S] }] }",
            "local: { apis: [{ name: a, api-keys: [{ key: S, expires: 2030-01-01 }] }] }",
            // A fault elsewhere shows lines of the file too.
            "unknown: 3\nenvironments: { a: { token: S } }",
            "a: [\nenvironments:\n  a:\n    token: S\n",
            "environments:\n  a:\n    token: S\n\tb: c\n",
            "environments:\n  a:\n    token:\n      S\n    b: c: d\n",
            "environments:\n  a:\n    token: >-\n\n      S\n    b: c: d\n",
            "{\"environments\": {\"a\": {\"api\": \"b\", \"token\": \"S\", c: d: e",
        ] {
            let error = Configuration::parse("appsync-auth.yaml", &place.replace('S', secret)).unwrap_err();
            assert!(!shown(&error).contains(bare), "{place}: {}", shown(&error));
        }
    }
}

#[test]
fn a_broken_line_that_says_where_a_secret_comes_from_is_shown() {
    for line in ["    token: { env: APPSYNC_TOKEN", "    token: env: APPSYNC_TOKEN", "    token: { file: [token.txt }"]
    {
        let text = format!("environments:\n  a:\n{line}\n");
        let error = Configuration::parse("appsync-auth.yaml", &text).unwrap_err();
        assert_eq!((error.code(), error.sources()[0].text.as_str()), ("syntax", text.as_str()));
    }
}

#[test]
fn a_password_in_a_url_is_neither_told_nor_shown() {
    for url in ["https://me:hunter22@example.com/graphql", "https://hunter22@example.com", "htp//me:hunter22@x y"] {
        let error = Configuration::parse("a.yaml", &format!("environments: {{ a: {{ url: '{url}' }} }}")).unwrap_err();
        assert_eq!((error.code(), error.help_text()), ("secret-in-file", Some(HELP)));
        assert!(!shown(&error).contains("hunter22"), "{}", shown(&error));
        let flags = Flags { url: Some(url.to_owned()), ..Flags::default() };
        let error = Settings::resolve(&flags, &[].into(), None, None).unwrap_err();
        assert!(!shown(&error).contains("hunter22"), "{}", shown(&error));
    }
}

#[test]
fn an_api_key_of_amplify_is_not_shown_by_an_error() {
    for (name, text) in [
        ("amplify_outputs.json", format!(r#"{{"data": {{"api_key": "{SECRET}", "url": 3}}}}"#)),
        ("amplify_outputs.json", format!(r#"{{"data": {{"api_key": "{SECRET}", "#)),
        ("amplify_outputs.json", format!(r#"{{"data": {{"api_key": "{SECRET}" "url": "https://x"}}}}"#)),
        (
            "amplify_outputs.json",
            "{\"data\": {\"api_key\": \"another-key-1\",\n\"url\" 3}}".replace("another-key-1", SECRET),
        ),
        ("aws-exports.js", format!("const a = {{ aws_appsync_apiKey: '{SECRET}', b: c() }};")),
        ("aws-exports.js", format!("const a = {{ aws_appsync_apiKey: '{SECRET}'")),
    ] {
        let error = AmplifyOutputs::parse(name, &text).unwrap_err();
        assert!(!shown(&error).contains(SECRET), "{}", shown(&error));
    }
}

#[test]
fn settings_tell_where_a_secret_comes_from_and_not_what_it_is() {
    for (authorization, words) in [
        (Authorization::Token(TokenSource::Value(Secret::new(SECRET))), "token ***"),
        (Authorization::ApiKey(TokenSource::Env("KEY".to_owned())), "api-key from the variable `KEY`"),
        (Authorization::Jwt(TokenSource::File("a.jwt".to_owned())), "jwt from the file `a.jwt`"),
        (
            Authorization::Token(TokenSource::Command(vec!["get".to_owned(), SECRET.to_owned()])),
            "token from the command `get`",
        ),
        (Authorization::Iam, "iam"),
    ] {
        let flags = Flags { authorization: Some(("--token", authorization)), ..Flags::default() };
        let settings = Settings::resolve(&flags, &[].into(), None, None).unwrap();
        let told: Vec<_> = settings.describe().into_iter().map(|set| (set.name, set.value, set.origin)).collect();
        assert_eq!(told, [("authorization".to_owned(), words.to_owned(), "flag `--token`".to_owned())]);
    }
}

proptest! {
    #[test]
    fn a_token_is_hidden_whatever_is_wrong_around_it(before in "[a-z:{ \n-]{0,12}", after in "[a-z:}\\] \n-]{0,12}") {
        let text = format!("{before}\n  token: {SECRET}\n{after}");
        if let Err(error) = Configuration::parse("a.yaml", &text) {
            prop_assert!(!shown(&error).contains(SECRET), "{}", shown(&error));
        }
    }
}
