//! Suites as a whole: what a file becomes.

use std::time::{Duration, UNIX_EPOCH};

use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::*;
use crate::appsync::{ApiIdentity, AuthenticationType, AuthorizerTarget, Coordinate, Secret, TokenSource};
use crate::document::Spanned;

const SUITE: &str = r#"authorizer: ./authorizer.mjs
api: { identity-regex: "^[a-z-]+$", ttl: 300, schema: schema.graphql }
defaults:
  query: "query { listEvents { items { id } } }"
cases:
  - name: a partner may list events but sees no comments
    token: custom-authorized
    expect:
      authorized: true
      resolver-context: { userid: test-user-id }
      denied-fields: [Event.comments, "arn:aws:appsync:us-east-1:111122223333:apis/abc/types/Mutation/fields/createEvent"]
      ttl: 10
      within: 1s
      fields: { Query.listEvents: reached, Event.comments: denied }
      violations: []
  - name: a stranger is refused
    token: nope
    expect: { authorized: false }
  - name: an expired token makes the authorizer fail loudly
    token: expired
    expect: { error: "token expired" }
matrix:
  tokens: { admin: { env: ADMIN_TOKEN }, guest: guest }
  operations: { list: "query { list }", create: "mutation { create }" }
  expect:
    guest: { create: deny, list: allow }
    admin: { list: allow, create: allow }
"#;

/// The value at the one place where this text stands in the suite.
fn at<T>(text: &str, value: T) -> Spanned<T> {
    let masked = SUITE.replace("custom-authorized", &"*".repeat(17));
    let start = masked.find(text).unwrap();
    Spanned { value, span: start..start + text.len() }
}

fn object(value: Value) -> Map<String, Value> {
    value.as_object().unwrap().clone()
}

fn value(token: &str) -> Option<CaseToken> {
    Some(CaseToken::From(TokenSource::Value(Secret::new(token))))
}

fn parse(text: &str) -> SuiteFile {
    SuiteFile::parse("a.suite.yaml", text).unwrap()
}

#[test]
fn a_suite_keeps_its_head_with_places() {
    let suite = parse(SUITE);
    assert_eq!(suite.authorizer.map(|found| found.span), Some(at("./authorizer.mjs", ()).span));
    assert_eq!(
        suite.api,
        Some(SuiteApi::Described(Box::new(DescribedApi {
            schema: Some(at("schema.graphql", "schema.graphql".to_owned())),
            identity_regex: Some(at("\"^[a-z-]+$\"", "^[a-z-]+$".to_owned())),
            ttl_seconds: Some(at("300", 300)),
            ..DescribedApi::default()
        })))
    );
    let query = at("\"query { listEvents { items { id } } }\"", "query { listEvents { items { id } } }".to_owned());
    assert_eq!(suite.defaults, Some(CaseFields { query: Some(query), ..CaseFields::default() }));
    assert_eq!((suite.includes, suite.environment), (vec![], None));
}

#[test]
fn a_case_keeps_its_token_and_its_expectations_with_places() {
    let suite = parse(SUITE);
    let first = &suite.cases[0];
    assert_eq!(first.name.value, "a partner may list events but sees no comments");
    assert_eq!(first.fields.token, value("custom-authorized"));
    let arn = "arn:aws:appsync:us-east-1:111122223333:apis/abc/types/Mutation/fields/createEvent";
    let create_event = ExpectedDeniedField {
        written: at(&format!("\"{arn}\""), arn.to_owned()),
        coordinate: Coordinate::new("Mutation", "createEvent"),
        api: Some(ApiIdentity { api_id: "abc".to_owned(), ..ApiIdentity::default() }),
    };
    let comments = ExpectedDeniedField {
        written: at("Event.comments", "Event.comments".to_owned()),
        coordinate: Coordinate::new("Event", "comments"),
        api: None,
    };
    let second_comments = SUITE.rfind("Event.comments").unwrap();
    let expected = Expectation {
        authorized: Some(at("true", true)),
        resolver_context: Some(at("{ userid: test-user-id }", object(json!({ "userid": "test-user-id" })))),
        denied_fields: Some(at(&format!("[Event.comments, \"{arn}\"]"), vec![comments, create_event])),
        ttl_seconds: Some(at("10\n", 10)).map(|ttl| Spanned { span: ttl.span.start..ttl.span.start + 2, ..ttl }),
        within: Some(at("1s", Duration::from_secs(1))),
        fields: vec![
            (at("Query.listEvents", Coordinate::new("Query", "listEvents")), ExpectedAccess::Reached),
            (
                Spanned { value: Coordinate::new("Event", "comments"), span: second_comments..second_comments + 14 },
                ExpectedAccess::Denied,
            ),
        ],
        violations: Some(at("[]", vec![])),
        ..Expectation::default()
    };
    assert_eq!(first.fields.expect, Some(expected));
    let error =
        Expectation { error: Some(at("\"token expired\"", "token expired".to_owned())), ..Expectation::default() };
    assert_eq!(suite.cases[2].fields.expect, Some(error));
}

#[test]
fn a_matrix_becomes_a_case_for_each_pair_in_the_order_of_tokens_and_operations() {
    let cases = parse(SUITE).cases_with_defaults();
    let told: Vec<_> = cases[3..]
        .iter()
        .map(|case| {
            let fields = &case.fields;
            let decision = fields.expect.as_ref().unwrap().decision.as_ref().unwrap();
            (
                case.name.value.as_str(),
                fields.token.clone(),
                fields.query.as_ref().unwrap().value.as_str(),
                decision.value,
            )
        })
        .collect();
    let admin = Some(CaseToken::From(TokenSource::Env("ADMIN_TOKEN".to_owned())));
    assert_eq!(
        told,
        [
            ("matrix: admin × list", admin.clone(), "query { list }", ExpectedDecision::Allow),
            ("matrix: admin × create", admin, "mutation { create }", ExpectedDecision::Allow),
            ("matrix: guest × list", value("guest"), "query { list }", ExpectedDecision::Allow),
            ("matrix: guest × create", value("guest"), "mutation { create }", ExpectedDecision::Deny),
        ]
    );
    assert_eq!(&SUITE[cases[6].span.clone()], "deny");
}

#[test]
fn defaults_complete_a_case_headers_one_by_one_and_the_rest_whole() {
    let suite = parse(
        "defaults:\n  token: { file: t }\n  query: q\n  operation-name: O\n  variables: { a: 1, b: 2 }\n  \
         headers: { X-A: one, x-b: two }\n  connect: true\n  now: 1970-01-01T00:01:00Z\n  expect: { authorized: true }\n\
         cases:\n  - name: states nothing\n  - name: states all\n    token: null\n    query: r\n    operation-name: P\n    \
         variables: { c: 3 }\n    headers: { x-a: three, x-c: '@f' }\n    connect: false\n    now: 1970-01-01T00:00:01Z\n    \
         expect: { timed-out: true }\n",
    );
    let cases = suite.cases_with_defaults();
    assert_eq!(Some(&cases[0].fields), suite.defaults.as_ref());
    let fields = &cases[1].fields;
    let headers: Vec<(&str, &str)> =
        fields.headers.iter().map(|(name, value)| (name.value.as_str(), value.value.expose())).collect();
    assert_eq!(headers, [("x-b", "two"), ("x-a", "three"), ("x-c", "@f")]);
    assert_eq!(fields.token, Some(CaseToken::Absent));
    assert_eq!(fields.query.as_ref().map(|query| query.value.as_str()), Some("r"));
    assert_eq!(fields.operation_name.as_ref().map(|name| name.value.as_str()), Some("P"));
    assert_eq!(fields.variables, Some(Variables::Given(object(json!({ "c": 3 })))));
    assert_eq!((fields.connect, fields.now), (Some(false), Some(UNIX_EPOCH + Duration::from_secs(1))));
    let expect = fields.expect.as_ref().unwrap();
    assert_eq!((expect.timed_out.is_some(), &expect.authorized), (true, &None));
}

#[test]
fn an_included_file_has_from_its_includer_what_it_does_not_state() {
    let includer = parse("authorizer: a.py\nenvironment: e\napi: events\ndefaults: { query: q }\ninclude: [b.yaml]\n");
    let bare = parse("cases: [{ name: x }]").inheriting_from(&includer);
    assert_eq!(
        (&bare.authorizer, &bare.environment, &bare.api, &bare.defaults, bare.includes.len(), bare.cases.len()),
        (&includer.authorizer, &includer.environment, &includer.api, &includer.defaults, 0, 1)
    );
    let text = "environment: f\napi: { default: AWS_LAMBDA }\ndefaults: {}\ncases: [{ name: x }]";
    assert_eq!(parse(text).inheriting_from(&includer), parse(text));
}

#[test]
fn every_path_of_a_suite_can_be_replaced() {
    let suite = parse(
        "include: [p1]\nauthorizer: p2.mjs#x\napi: { schema: p3 }\ndefaults: { token: { file: p4 }, query: '@p5' }\n\
         cases:\n  - { name: n, variables: '@p6', headers: { x: '@p7', y: y }, token: { file: '-' }, query: '@-' }\n\
         matrix: { tokens: { t: { file: p8 } }, operations: { o: '@p9', p: p }, expect: { t: { o: allow, p: deny } } }",
    )
    .with_paths(|path| format!("d/{path}"));
    let file = |path: &str| CaseToken::From(TokenSource::File(path.to_owned()));
    let text = |found: &Option<Spanned<String>>| found.as_ref().map(|found| found.value.clone()).unwrap();
    assert_eq!(suite.includes[0].value, "d/p1");
    let handler = AuthorizerTarget::Handler { path: "d/p2.mjs".to_owned(), export: Some("x".to_owned()) };
    assert_eq!(suite.authorizer.map(|found| found.value), Some(handler));
    let Some(SuiteApi::Described(api)) = &suite.api else { panic!("a described api") };
    assert_eq!(text(&api.schema), "d/p3");
    let defaults = suite.defaults.unwrap();
    assert_eq!((defaults.token, text(&defaults.query)), (Some(file("d/p4")), "@d/p5".to_owned()));
    let case = &suite.cases[0].fields;
    let Some(Variables::File(variables)) = &case.variables else { panic!("a file") };
    let headers: Vec<&str> = case.headers.iter().map(|(_, value)| value.value.expose()).collect();
    assert_eq!((variables.value.as_str(), headers), ("d/p6", vec!["@d/p7", "y"]));
    assert_eq!((&case.token, text(&case.query)), (&Some(file("-")), "@-".to_owned()));
    let matrix = suite.matrix.unwrap();
    let queries: Vec<&str> = matrix.operations.iter().map(|(_, query)| query.value.as_str()).collect();
    assert_eq!((&matrix.tokens[0].1, queries), (&file("d/p8"), vec!["@d/p9", "p"]));
}

#[test]
fn an_api_can_be_named_or_described_with_its_modes() {
    let named = parse("api: events-staging\ncases: [{ name: x }]");
    let expected = Spanned { value: "events-staging".to_owned(), span: 5..19 };
    assert_eq!(named.api, Some(SuiteApi::Named(expected)));
    let described = parse(
        "api: { id: abc, account-id: '111122223333', region: eu-west-1, default: AWS_LAMBDA, additional: [API_KEY] }\n\
         cases: [{ name: x }]",
    );
    let Some(SuiteApi::Described(api)) = described.api else { panic!("a described api") };
    let text = |found: Option<Spanned<String>>| found.map(|found| found.value).unwrap();
    assert_eq!([text(api.id), text(api.account_id), text(api.region)], ["abc", "111122223333", "eu-west-1"]);
    assert_eq!(api.default.map(|mode| mode.value), Some(AuthenticationType::AwsLambda));
    assert_eq!(api.additional[0].value, AuthenticationType::ApiKey);
}

#[test]
fn tokens_are_neither_in_debug_output_nor_in_the_text_that_is_shown() {
    let text = SUITE.replace("nope", "s3cret-1").replace("guest: guest", "guest: \"s3cret-2\"");
    let suite = parse(&text);
    assert!(!format!("{suite:?}").contains("s3cret"));
    assert_eq!(suite.origin.text.len(), text.len());
    for (from, to) in [("matrix:", "matrx:"), ("token: s3", "tokne: s3"), ("authorized: false", "authorized: 0")] {
        let error = SuiteFile::parse("a.yaml", &text.replace(from, to)).unwrap_err();
        assert!(!error.sources()[0].text.contains("s3cret"), "{to}");
    }
}

proptest! {
    #[test]
    fn a_suite_of_any_values_is_parsed_or_refused(
        key in "(include|authorizer|environment|api|defaults|cases|matrix)",
        inner in "(name|token|query|variables|headers|expect|tokens|operations|schema|default|additional|ttl|x)",
        value in "([a-z@.]{0,6}|[0-9]{1,3}|true|null|\\{[a-z]: [a-z]\\}|\\[[a-z], [0-9]\\]|\\{\\}|\\[\\])",
    ) {
        for text in [format!("{key}: {value}"), format!("{key}: {{ {inner}: {value} }}"), format!("{key}: [{{ {inner}: {value} }}]")] {
            if let Err(error) = SuiteFile::parse("a.yaml", &text) {
                prop_assert_ne!(error.code(), "bug", "{}", text);
            }
        }
    }
}
