//! Requests files as a whole: what a file becomes.

use std::time::Duration;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::appsync::{Secret, TokenSource};
use crate::document::Spanned;
use crate::settings::Authorization;
use crate::suite::Variables;

const FILE: &str = r#"environment: staging
url: https://api.example.com/graphql
defaults:
  query: "@list.graphql"
  authorization: { token: { env: TOKEN } }
requests:
  - name: a partner lists events
    variables: { limit: 1 }
    headers: { X-Trace: abc }
    expect:
      status: 200
      data: { listEvents.items.0.id: e1 }
      errors: [{ type: Unauthorized, message: comments, path: listEvents.items.0.comments }]
      within: 1s
  - name: a stranger is refused
    query: "{ now }"
    operation-name: Now
    authorization: { token: nobody-knows-me }
    expect: { status: 401, errors: none }
"#;

fn parse(text: &str) -> RequestsFile {
    RequestsFile::parse("a.requests.yaml", text).unwrap()
}

/// The value at the one place where this text stands in the file.
fn at<T>(text: &str, value: T) -> Spanned<T> {
    let start = FILE.find(text).unwrap();
    assert_eq!(FILE.matches(text).count(), 1, "{text}");
    Spanned { value, span: start..start + text.len() }
}

fn path(text: &str) -> DataPath {
    text.parse().unwrap()
}

#[test]
fn a_file_keeps_all_that_it_says_with_places() {
    let file = parse(FILE);
    assert_eq!(file.environment, Some(at("staging", "staging".to_owned())));
    assert_eq!(file.url, Some(at("https://api.example.com/graphql", "https://api.example.com/graphql".to_owned())));
    let first = file.requests[0].clone();
    assert_eq!(first.name, at("a partner lists events", "a partner lists events".to_owned()));
    let error = ExpectedError {
        error_type: Some("Unauthorized".to_owned()),
        message: Some("comments".to_owned()),
        path: Some(at("listEvents.items.0.comments", path("listEvents.items.0.comments"))),
    };
    let expected = RequestExpectation {
        status: Some(at("200", 200)),
        data: Some(at(
            "{ listEvents.items.0.id: e1 }",
            vec![ExpectedData { path: at("listEvents.items.0.id", path("listEvents.items.0.id")), value: json!("e1") }],
        )),
        errors: Some(at(
            "[{ type: Unauthorized, message: comments, path: listEvents.items.0.comments }]",
            ExpectedErrors::These(vec![error]),
        )),
        within: Some(at("1s", Duration::from_secs(1))),
    };
    let fields = RequestFields {
        variables: Some(Variables::Given(json!({ "limit": 1 }).as_object().unwrap().clone())),
        headers: vec![(at("X-Trace", "X-Trace".to_owned()), at("abc", Secret::new("abc")))],
        expect: Some(expected),
        ..RequestFields::default()
    };
    assert_eq!(first.fields, fields);
    let second = &file.requests[1].fields;
    let token = Authorization::Token(TokenSource::Value(Secret::new("nobody-knows-me")));
    assert_eq!(second.authorization, Some(RequestCaller::By(token)));
    assert_eq!(second.expect.as_ref().and_then(|expect| expect.errors.clone()), Some(at("none", ExpectedErrors::None)));
}

#[test]
fn defaults_complete_a_request_headers_one_by_one_and_the_rest_whole() {
    let file = parse(
        "defaults: { query: q, operation-name: O, variables: { a: 1, b: 2 }, headers: { X-A: one, x-b: two }, \
         authorization: { iam: true }, expect: { status: 200 } }\n\
         requests:\n  - name: states nothing\n  - { name: states all, query: r, operation-name: P, variables: { c: 3 }, \
         headers: { x-a: three, x-c: '@f' }, authorization: null, expect: { within: 1s } }\n",
    );
    let requests = file.requests_with_defaults();
    assert_eq!(requests[0].fields, file.defaults);
    let fields = &requests[1].fields;
    let headers: Vec<(&str, &str)> =
        fields.headers.iter().map(|(name, value)| (name.value.as_str(), value.value.expose())).collect();
    assert_eq!(headers, [("x-b", "two"), ("x-a", "three"), ("x-c", "@f")]);
    assert_eq!(fields.query.as_ref().map(|query| query.value.as_str()), Some("r"));
    assert_eq!(fields.operation_name.as_ref().map(|name| name.value.as_str()), Some("P"));
    assert_eq!(fields.variables, Some(Variables::Given(json!({ "c": 3 }).as_object().unwrap().clone())));
    assert_eq!(fields.authorization, Some(RequestCaller::Nobody));
    let expect = fields.expect.as_ref().unwrap();
    assert_eq!((expect.status.is_none(), expect.within.is_some()), (true, true));
}

#[test]
fn every_kind_of_credential_says_where_its_secret_is() {
    for (text, expected) in [
        ("{ token: abc }", Authorization::Token(TokenSource::Value(Secret::new("abc")))),
        ("{ token: { file: t } }", Authorization::Token(TokenSource::File("t".to_owned()))),
        ("{ api-key: { env: KEY } }", Authorization::ApiKey(TokenSource::Env("KEY".to_owned()))),
        (
            "{ jwt: { command: [a, b] } }",
            Authorization::Jwt(TokenSource::Command(vec!["a".to_owned(), "b".to_owned()])),
        ),
        ("{ iam: true }", Authorization::Iam),
    ] {
        let file = parse(&format!("requests: [{{ name: n, query: q, authorization: {text} }}]"));
        assert_eq!(file.requests[0].fields.authorization, Some(RequestCaller::By(expected)), "{text}");
    }
}

#[test]
fn every_path_of_a_file_can_be_replaced() {
    let file = parse(
        "defaults: { query: '@p1', authorization: { jwt: { file: p2 } } }\n\
         requests:\n  - { name: n, variables: '@p3', headers: { x: '@p4', y: y }, authorization: { api-key: { file: '-' } } }\n  \
         - { name: m, query: '@-', authorization: { token: { file: p5 } } }\n  - { name: o, authorization: { iam: true } }",
    )
    .with_paths(|path| format!("d/{path}"));
    let caller = |index: usize| file.requests[index].fields.authorization.clone();
    let by_file = |path: &str| TokenSource::File(path.to_owned());
    let query = |fields: &RequestFields| fields.query.as_ref().map(|query| query.value.clone()).unwrap();
    assert_eq!(query(&file.defaults), "@d/p1");
    assert_eq!(file.defaults.authorization, Some(RequestCaller::By(Authorization::Jwt(by_file("d/p2")))));
    let first = &file.requests[0].fields;
    let Some(Variables::File(variables)) = &first.variables else { panic!("a file") };
    let headers: Vec<&str> = first.headers.iter().map(|(_, value)| value.value.expose()).collect();
    assert_eq!((variables.value.as_str(), headers), ("d/p3", vec!["@d/p4", "y"]));
    assert_eq!(caller(0), Some(RequestCaller::By(Authorization::ApiKey(by_file("-")))));
    assert_eq!(query(&file.requests[1].fields), "@-");
    assert_eq!(caller(1), Some(RequestCaller::By(Authorization::Token(by_file("d/p5")))));
    assert_eq!(caller(2), Some(RequestCaller::By(Authorization::Iam)));
}

#[test]
fn secrets_are_neither_in_debug_output_nor_in_the_text_that_is_shown() {
    let text =
        "requests:\n  - { name: n, query: q, headers: { x-api-key: s3cret-1 }, authorization: { token: s3cret-2 } }\n";
    let file = parse(text);
    assert!(!format!("{file:?}").contains("s3cret"));
    assert_eq!(file.origin.text.len(), text.len());
    for (from, to) in [
        ("query: q", "qery: q"),
        ("{ token: s3cret-2 }", "{ tokn: s3cret-2 }"),
        ("{ token: s3cret-2 }", "s3cret-2"),
        ("{ token: s3cret-2 }", "{ jwt: s3cret-2, token: s3cret-3 }"),
    ] {
        let error = RequestsFile::parse("a.yaml", &text.replace(from, to)).unwrap_err();
        assert!(!format!("{error:?}").contains("s3cret"), "{to}: {error:?}");
    }
}

#[test]
fn a_path_is_names_and_indexes_with_dots_between() {
    for text in ["a", "a.0.b", "_x9.10", "__typename", "0"] {
        assert_eq!(path(text).to_string(), text);
    }
    let refused = |text: &str| text.parse::<DataPath>().unwrap_err().to_string();
    assert_eq!(refused(""), "`` is no path: a name is missing");
    assert_eq!(refused("a..b"), "`a..b` is no path: a name is missing");
    assert_eq!(refused("a.-1"), "`-1` is no index: items are counted from 0");
    for step in ["01", "+1", "1a", "a-b", "a[0]", "99999999999999999999", "é", "*"] {
        assert_eq!(refused(&format!("x.{step}")), format!("`{step}` is neither a name nor an index"));
    }
    assert_eq!(path("a.1").find(&json!({ "a": [0, { "b": 1 }] })), Ok(&json!({ "b": 1 })));
}

proptest! {
    #[test]
    fn a_file_of_any_values_is_parsed_or_refused(
        key in "(environment|url|defaults|requests|x)",
        inner in "(name|query|variables|headers|authorization|expect|status|data|errors|token|x)",
        value in "([a-z@.]{0,6}|[0-9]{1,3}|true|null|\\{[a-z]: [a-z]\\}|\\[[a-z], [0-9]\\]|\\{\\}|\\[\\])",
    ) {
        for text in [
            format!("{key}: {value}"),
            format!("{key}: {{ {inner}: {value} }}"),
            format!("{key}: [{{ {inner}: {value} }}]"),
            format!("requests: [{{ name: n, query: q, {inner}: {value} }}]"),
            format!("requests: [{{ name: n, query: q, expect: {{ {inner}: {value} }} }}]"),
        ] {
            if let Err(error) = RequestsFile::parse("a.yaml", &text) {
                prop_assert_ne!(error.code(), "bug", "{}", text);
            }
        }
    }

    #[test]
    fn what_a_path_finds_stands_there(steps in prop::collection::vec("([a-c]|[0-2])", 1..5)) {
        let text = steps.join(".");
        let built = steps.iter().rev().fold(json!("x"), |inside, step| match step.parse::<usize>() {
            Ok(index) => {
                let mut items = vec![Value::Null; index];
                items.push(inside);
                Value::Array(items)
            }
            Err(_) => json!({ step.as_str(): inside }),
        });
        prop_assert_eq!(path(&text).find(&built), Ok(&json!("x")));
    }
}
