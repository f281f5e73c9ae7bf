//! What comes of an answer, with whole results compared.

use std::time::Duration;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::appsync::Secret;
use crate::suite::{CaseOutcome, CasePlace, Failure};

const TOOK: Duration = Duration::from_millis(84);

fn expectation(text: &str) -> RequestExpectation {
    let file = RequestsFile::parse("r.yaml", &format!("requests: [{{ name: n, query: q, expect: {text} }}]")).unwrap();
    file.requests_with_defaults().remove(0).fields.expect.unwrap()
}

fn unsent() -> RequestResult {
    RequestResult::unsent("n", CasePlace { file: "r.yaml".to_owned(), line: 1 })
}

/// What comes of an answer.
fn judged(expected: &str, status: u16, body: &str) -> RequestResult {
    let answer = Answer { status, body: body.as_bytes(), duration: TOOK };
    judge(unsent(), &expectation(expected), &answer, &[])
}

/// Each failure of an answer as it is told.
fn told(expected: &str, status: u16, body: &Value) -> Vec<String> {
    judged(expected, status, &body.to_string()).failures.iter().map(Failure::line).collect()
}

fn denied(field: &str, at: usize) -> Value {
    json!({
        "path": ["listEvents", "items", at, field],
        "errorType": "Unauthorized",
        "message": format!("Not Authorized to access {field} on type Event"),
    })
}

#[test]
fn the_result_of_an_answer_keeps_status_time_and_errors() {
    let body = json!({ "data": { "now": 1 }, "errors": [denied("comments", 0)] }).to_string();
    let failure = Failure {
        expectation: "errors".to_owned(),
        expected: json!("none"),
        actual: json!([{
            "type": "Unauthorized",
            "message": "Not Authorized to access comments on type Event",
            "path": "listEvents.items.0.comments",
        }]),
        rule: None,
    };
    assert_eq!(
        judged("{}", 200, &body),
        RequestResult {
            outcome: CaseOutcome::Failed,
            status: Some(200),
            duration: Some(TOOK),
            errors: vec![denied("comments", 0)],
            failures: vec![failure],
            ..unsent()
        }
    );
}

#[test]
fn with_nothing_said_the_status_is_2xx_and_there_are_no_errors() {
    let good = json!({ "data": { "now": 1 } });
    let refused = json!({ "errors": [{ "errorType": "UnauthorizedException", "message": "no" }] });
    for (status, body, failures) in [
        (200, &good, vec![]),
        (204, &json!({ "data": null, "errors": null }), vec![]),
        (200, &json!({ "data": null, "errors": [] }), vec![]),
        (503, &good, vec!["status: expected \"2xx\", found 503"]),
        (
            401,
            &refused,
            vec![
                "status: expected \"2xx\", found 401",
                "errors: expected \"none\", found [{\"type\":\"UnauthorizedException\",\"message\":\"no\"}]",
            ],
        ),
        (200, &json!({ "errors": "odd" }), vec!["errors: expected \"none\", found [\"odd\"]"]),
    ] {
        assert_eq!(told("{}", status, body), failures, "{status} {body}");
        assert_eq!(judged("{}", status, &body.to_string()).outcome == CaseOutcome::Passed, failures.is_empty());
    }
}

#[test]
fn a_status_that_is_a_refusal_takes_any_errors_and_errors_take_any_status() {
    let refused = json!({ "errors": [{ "errorType": "UnauthorizedException", "message": "You are not authorized." }] });
    assert_eq!(told("{ status: 401 }", 401, &refused), [""; 0]);
    assert_eq!(told("{ status: 403 }", 401, &refused), ["status: expected 403, found 401"]);
    assert_eq!(told("{ errors: [{ type: UnauthorizedException }] }", 401, &refused), [""; 0]);
    assert_eq!(
        told("{ status: 200, errors: [{ type: UnauthorizedException }] }", 401, &refused),
        ["status: expected 200, found 401"]
    );
    // A success with errors is no success unless they are expected.
    assert_eq!(
        told("{ status: 200 }", 200, &refused),
        [
            "errors: expected \"none\", found [{\"type\":\"UnauthorizedException\",\"message\":\"You are not authorized.\"}]"
        ]
    );
    assert_eq!(told("{ status: 401, errors: none }", 401, &json!({ "message": "m" })), [""; 0]);
}

#[test]
fn data_is_compared_whole_with_numbers_by_value() {
    let body = json!({ "data": {
        "n": 1.0, "big": 9_007_199_254_740_993_u64, "none": null, "list": [{ "a": 1, "b": [true] }], "text": "1",
    } });
    let expected = "{ data: { n: 1, big: 9007199254740993, none: null, list: [{ b: [true], a: 1.0 }], \
                    list.0.b.0: true, text: '1' } }";
    assert_eq!(told(expected, 200, &body), [""; 0]);
    assert_eq!(
        told(
            "{ data: { n: '1', big: 9007199254740992, text: 1, none: false, list: [{ a: 1 }], list.0.a: 1.5 } }",
            200,
            &body
        ),
        [
            "data.n: expected \"1\", found 1.0",
            "data.big: expected 9007199254740992, found 9007199254740993",
            "data.text: expected 1, found \"1\"",
            "data.none: expected false, found null",
            "data.list: expected [{\"a\":1}], found [{\"a\":1,\"b\":[true]}]",
            "data.list.0.a: expected 1.5, found 1",
        ]
    );
}

#[test]
fn a_place_that_is_not_there_says_how_far_the_path_goes() {
    let body = json!({ "data": { "list": { "items": [{ "id": "a" }], "none": [], "off": false }, "gone": null } });
    for (path, found) in [
        ("lst", "the data has no `lst`"),
        ("list.item", "`list` has no `item`"),
        ("list.items.1", "`list.items` has 1 item"),
        ("list.none.0", "`list.none` has no items"),
        ("list.items.id", "`list.items` is a list"),
        ("list.items.0.id.x", "`list.items.0.id` is a text"),
        ("list.off.x", "`list.off` is false"),
        ("list.0", "`list` is an object"),
        ("gone.id", "`gone` is null"),
    ] {
        let expected = format!("{{ data: {{ {path}: null }} }}");
        let line = format!("data.{path}: expected null, found \"nothing: {found}\"");
        assert_eq!(told(&expected, 200, &body), [line], "{path}");
    }
    assert_eq!(
        told("{ data: { a: 1 } }", 200, &json!({})),
        ["data.a: expected 1, found \"nothing: the answer has no data\""]
    );
    assert_eq!(
        told("{ data: { a: 1 } }", 200, &json!({ "data": null })),
        ["data.a: expected 1, found \"nothing: the data is null\""]
    );
}

#[test]
fn each_expected_error_has_one_of_its_own_and_none_is_left_over() {
    let body = json!({ "data": null, "errors": [denied("comments", 0), denied("name", 0)] });
    let both = "{ errors: [{ message: Not Authorized }, { type: Unauthorized, path: listEvents.items.0.comments }] }";
    // The first fits both, so it is given the one that the second does not need.
    assert_eq!(told(both, 200, &body), [""; 0]);
    assert_eq!(
        told("{ errors: [{ message: comments }] }", 200, &body),
        [
            "errors: expected \"no others\", found [{\"type\":\"Unauthorized\",\"message\":\"Not Authorized to access name on \
             type Event\",\"path\":\"listEvents.items.0.name\"}]"
        ]
    );
    assert_eq!(
        told("{ errors: [{ message: comments }, { type: Unauthorised, message: name }] }", 200, &body),
        ["errors[1]: expected {\"type\":\"Unauthorised\",\"message\":\"name\"}, found [{\"type\":\"Unauthorized\",\
             \"message\":\"Not Authorized to access name on type Event\",\"path\":\"listEvents.items.0.name\"}]"]
    );
    assert_eq!(
        told("{ errors: [{ path: a.0 }] }", 200, &json!({ "data": null })),
        ["errors[0]: expected {\"path\":\"a.0\"}, found \"none\""]
    );
}

#[test]
fn of_many_errors_the_first_few_are_named() {
    let errors: Vec<Value> = (0..8).map(|at| json!({ "message": format!("m{at}") })).collect();
    let result = judged("{ errors: none }", 200, &json!({ "errors": errors }).to_string());
    assert_eq!(
        result.failures[0].actual,
        json!([
            { "message": "m0" }, { "message": "m1" }, { "message": "m2" }, { "message": "m3" }, { "message": "m4" },
            "and 3 more",
        ])
    );
    assert_eq!(result.errors, errors);
}

#[test]
fn a_body_that_is_no_answer_of_graphql_fails_unless_only_a_refusal_is_expected() {
    let lines = |expected: &str, status, body: &str| -> Vec<String> {
        judged(expected, status, body).failures.iter().map(Failure::line).collect()
    };
    let html = "<html>bad gateway</html>";
    assert_eq!(
        lines("{}", 502, html),
        [
            "status: expected \"2xx\", found 502",
            "body: expected \"an answer of GraphQL\", found \"<html>bad gateway</html>\"",
        ]
    );
    assert_eq!(lines("{ status: 502 }", 502, html), [""; 0]);
    assert_eq!(
        lines("{ status: 502, errors: none }", 502, "[1]"),
        ["body: expected \"an answer of GraphQL\", found \"[1]\""]
    );
    let long = judged("{}", 200, &"é".repeat(300));
    assert_eq!(long.failures[0].actual, json!(format!("{}…", "é".repeat(200))));
}

#[test]
fn an_answer_that_takes_too_long_fails() {
    let body = json!({ "data": {} });
    assert_eq!(told("{ within: 84ms }", 200, &body), [""; 0]);
    assert_eq!(told("{ within: 83ms }", 200, &body), ["within: expected \"83ms\", found \"84ms\""]);
}

#[test]
fn secrets_are_taken_out_of_all_that_is_kept_before_it_is_cut() {
    let token = "s3cret-token";
    let expected = expectation("{ data: { me: s3cret-token, you: x }, errors: none }");
    let body = json!({
        "data": { "me": "nobody", "you": { "s3cret-token": "czNjcmV0LXRva2Vu" } },
        "errors": [{ "message": "no s3cret-token" }],
    });
    let result = |body: &str| {
        let answer = Answer { status: 200, body: body.as_bytes(), duration: TOOK };
        judge(unsent(), &expected, &answer, &[Secret::new(token)])
    };
    let masked = result(&body.to_string());
    assert_eq!(masked.errors, [json!({ "message": "no ***" })]);
    let lines: Vec<String> = masked.failures.iter().map(Failure::line).collect();
    assert_eq!(
        lines,
        [
            "data.me: expected \"***\", found \"nobody\"",
            "data.you: expected \"x\", found {\"***\":\"***\"}",
            "errors: expected \"none\", found [{\"message\":\"no ***\"}]",
        ]
    );
    // The cut falls into the token.
    let cut = result(&format!("{}{token}", "x".repeat(194)));
    assert_eq!(cut.failures[0].actual, json!(format!("{}***", "x".repeat(194))));
    let mut fault = unsent().failed_to_send("no connection for s3cret-token");
    fault.redact(&Secret::new(token));
    assert_eq!((fault.outcome, fault.fault.as_deref()), (CaseOutcome::Failed, Some("no connection for ***")));
}

#[test]
fn an_error_is_told_in_one_line() {
    for (error, line) in [
        (denied("id", 3), "Unauthorized: Not Authorized to access id on type Event (listEvents.items.3.id)"),
        (json!({ "message": "m" }), "m"),
        (json!({ "errorType": "BadRequestException" }), "BadRequestException"),
        (json!({ "message": "m", "path": null }), "m"),
        (json!({ "odd": 1 }), "{\"odd\":1}"),
        (json!("odd"), "\"odd\""),
    ] {
        assert_eq!(error_line(&error), line);
    }
}

#[test]
fn the_json_of_results_has_every_member() {
    let body = json!({ "errors": [{ "message": "no" }] }).to_string();
    let requests = vec![
        judged("{ status: 401 }", 401, &body),
        judged("{}", 200, &body),
        unsent().failed_to_send("no connection"),
        unsent(),
    ];
    let results = RequestResults { requests, duration: Duration::from_millis(340) };
    let row = |outcome: &str, status: Value, took: Value, errors: Value, failures: Value, fault: Value| {
        json!({
            "name": "n", "file": "r.yaml", "line": 1, "outcome": outcome, "status": status, "durationMs": took,
            "errors": errors, "failures": failures, "fault": fault,
        })
    };
    let failure = json!({ "expectation": "errors", "expected": "none", "actual": [{ "message": "no" }], "rule": null });
    let no = json!([{ "message": "no" }]);
    assert_eq!(
        results.to_json(),
        json!({
            "requests": [
                row("passed", json!(401), json!(84.0), no.clone(), json!([]), Value::Null),
                row("failed", json!(200), json!(84.0), no, json!([failure]), Value::Null),
                row("failed", Value::Null, Value::Null, json!([]), json!([]), json!("no connection")),
                row("skipped", Value::Null, Value::Null, json!([]), json!([]), Value::Null),
            ],
            "totals": { "requests": 4, "passed": 1, "failed": 2, "skipped": 1, "durationMs": 340.0 },
        })
    );
}

proptest! {
    #[test]
    fn any_bytes_are_judged(status in 100_u16..600, body in prop::collection::vec(any::<u8>(), 0..80)) {
        let answer = Answer { status, body: &body, duration: TOOK };
        let result = judge(unsent(), &RequestExpectation::default(), &answer, &[]);
        prop_assert_eq!(result.outcome == CaseOutcome::Passed, result.failures.is_empty());
    }

    #[test]
    fn as_many_errors_are_paired_as_can_be(errors in prop::collection::vec(prop::collection::vec(0_usize..4, 1..4), 1..5)) {
        // Error `i` has the type `i`; expected error `i` fits those whose message holds its letter.
        let letters = ["a", "b", "c", "d"];
        let body = json!({ "errors": errors.iter().map(|fits| {
            json!({ "message": fits.iter().map(|at| letters[*at]).collect::<String>() })
        }).collect::<Vec<_>>() });
        let expected: Vec<&str> = letters.into_iter().take(errors.len()).collect();
        let text = expected.iter().map(|letter| format!("{{ message: {letter} }}")).collect::<Vec<_>>().join(", ");
        let result = judged(&format!("{{ errors: [{text}] }}"), 200, &body.to_string());
        // By hand: some order of the errors in which each fits its letter.
        let mut order: Vec<usize> = (0..errors.len()).collect();
        let can = permutations(&mut order, 0, &|order| {
            order.iter().enumerate().all(|(letter, error)| errors[*error].contains(&letter))
        });
        prop_assert_eq!(result.failures.is_empty(), can, "{} {}", text, body);
    }
}

/// Whether any order of these fits.
fn permutations(order: &mut Vec<usize>, from: usize, fits: &dyn Fn(&[usize]) -> bool) -> bool {
    if from == order.len() {
        return fits(order);
    }
    (from..order.len()).any(|at| {
        order.swap(from, at);
        let found = permutations(order, from + 1, fits);
        order.swap(from, at);
        found
    })
}
