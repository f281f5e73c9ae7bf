use std::time::Duration;

use serde_json::json;

use super::samples::{COLOR, TERMINAL, allowed_in_part, answered, field, result, text_of, verdict};
use super::token::{Expect, TokenReport};
use super::{Report, Style, envelope};
use crate::engine::{Access, Code, Decision, EffectiveTtl, Refusal, Step, TtlSource};
use crate::status::Status;
use crate::suite::{Answered, CaseResult};

fn shown(result: &CaseResult) -> String {
    text_of(&TokenReport { result, expected: None }, &TERMINAL)
}

fn status(result: &CaseResult, expected: Option<Expect>) -> Status {
    TokenReport { result, expected }.status()
}

fn refused() -> CaseResult {
    result(answered(&json!({ "isAuthorized": false })))
}

fn crashed() -> CaseResult {
    let step = Step::denied(Code::A201).fact("errorType", "Error").fact("errorMessage", "database\nunreachable");
    let mut verdict = verdict(Decision::Denied, vec![Step::passed(Code::G102).fact("characters", 5), step]);
    verdict.refusal = Some(Refusal::new(500, "AuthorizerFailureException", "database\nunreachable"));
    CaseResult { logs: "Error: database unreachable\n\tat handler\n".to_owned(), ..result(verdict) }
}

fn not_judged() -> CaseResult {
    let step = Step::unknown(Code::G205).fact("expression", "^(?<!x)y$").fact("reason", "look-behind");
    CaseResult { answered: Answered::NotCalled, ..result(verdict(Decision::Unknown, vec![step])) }
}

#[test]
fn a_denial_says_by_which_rule_what_the_client_gets_and_what_to_do() {
    insta::assert_snapshot!(shown(&refused()), @r"
    denied by R201 not-authorized: the answer says isAuthorized: false

    client gets  401 UnauthorizedException: You are not authorized to make this call.
    mode         AWS_LAMBDA
    gate         the token matches `^[a-z-]+$` (17 characters)
    cache        would be cached 300 s (authorizerResultTtlInSeconds)
    authorizer   answered in 84 ms

    help: use a token that the authorizer accepts; if this one should pass, look at the function's
          output with --logs
    more: appsync-auth explain R201
    ");
}

#[test]
fn an_allowed_token_without_a_query_is_short() {
    let result = result(answered(&json!({ "isAuthorized": true, "resolverContext": { "userid": "1" } })));
    insta::assert_snapshot!(shown(&result), @r"
    allowed

    mode             AWS_LAMBDA
    gate             the token matches `^[a-z-]+$` (17 characters)
    cache            would be cached 300 s (authorizerResultTtlInSeconds)
    authorizer       answered in 84 ms
    resolverContext  userid: 1
    ");
}

#[test]
fn an_answer_with_faults_is_allowed_in_part_with_a_table_and_warnings() {
    insta::assert_snapshot!(shown(&allowed_in_part()), @r#"
    allowed in part: 1 of 3 fields denied by F201 field-denied

    client gets      200 Unauthorized: Not Authorized to access comments on type Event
    mode             AWS_LAMBDA
    gate             the token matches `^[a-z-]+$` (17 characters)
    cache            would be cached 300 s (authorizerResultTtlInSeconds)
    authorizer       answered in 84 ms, plus a cold start of 1.24 s
    resolverContext  userid: test-user-id
                     plan: two\nlines
                     visits: 7
    deniedFields     Event.comments (strikes listEvents.items.comments)
                     Mutation.createEvent (not selected)

    path                       field                  access   rule
    listEvents                 Query.listEvents       reached  D103 reached-by-default-mode
    listEvents.items           EventConnection.items  reached  D101 reached-by-field-directive
    listEvents.items.comments  Event.comments         denied   F201 field-denied

    warning: R103 ttl-override-not-an-integer: ttlOverride is not an integer (ttlOverride: "60")
    warning: F102 denied-field-not-a-coordinate: a deniedFields entry is neither Type.field nor the ARN
             of a field, and strikes nothing (entry: "Event.*")
    note: R107 resolver-context-not-text: resolverContext has a value that is not a text (key: "visits",
          is: "a number"); this rests on an assumption: numbers and booleans are passed on; some reports
          say that only texts are; the other reading: the value reaches resolvers as text, or not at all
    note: Event.comments: F105 denied-field-nulls-its-parent: a denied field is non-null, so its parent
          becomes null
    note: R103 rests on an assumption: a ttlOverride that is not an integer is ignored; the other
          reading: AppSync refuses the answer
    help: remove `Event.comments` from deniedFields for this caller, or drop the field from the query
    more: appsync-auth explain F201

    output of the authorizer:
      looking up test-user-id
      found
    "#);
}

#[test]
fn a_pipe_gets_keys_and_values_uncut() {
    let result = CaseResult { event: Some(json!({ "authorizationToken": "***" })), ..allowed_in_part() };
    insta::assert_snapshot!(text_of(&TokenReport { result: &result, expected: Some(Expect::Deny) }, &Style::PLAIN), @"
    result\tallowed in part: 1 of 3 fields denied by F201 field-denied
    decision\tallowed
    rule\tF201
    expected\tdeny (met)
    client\t200 Unauthorized: Not Authorized to access comments on type Event
    mode\tAWS_LAMBDA
    gate\tthe token matches `^[a-z-]+$` (17 characters)
    cache\twould be cached 300 s (authorizerResultTtlInSeconds)
    authorizer\tanswered in 84 ms, plus a cold start of 1.24 s
    resolverContext.userid\ttest-user-id
    resolverContext.plan\ttwo\\nlines
    resolverContext.visits\t7
    deniedFields\tEvent.comments (strikes listEvents.items.comments)
    deniedFields\tMutation.createEvent (not selected)
    field\tlistEvents\tQuery.listEvents\treached\tD103 reached-by-default-mode
    field\tlistEvents.items\tEventConnection.items\treached\tD101 reached-by-field-directive
    field\tlistEvents.items.comments\tEvent.comments\tdenied\tF201 field-denied
    warning\tR103 ttl-override-not-an-integer: ttlOverride is not an integer (ttlOverride: \"60\")
    warning\tF102 denied-field-not-a-coordinate: a deniedFields entry is neither Type.field nor the ARN of a field, and strikes nothing (entry: \"Event.*\")
    note\tR107 resolver-context-not-text: resolverContext has a value that is not a text (key: \"visits\", is: \"a number\"); this rests on an assumption: numbers and booleans are passed on; some reports say that only texts are; the other reading: the value reaches resolvers as text, or not at all
    note\tEvent.comments: F105 denied-field-nulls-its-parent: a denied field is non-null, so its parent becomes null
    note\tR103 rests on an assumption: a ttlOverride that is not an integer is ignored; the other reading: AppSync refuses the answer
    help\tremove `Event.comments` from deniedFields for this caller, or drop the field from the query
    more\tappsync-auth explain F201
    output\tlooking up test-user-id
    output\tfound
    event\t{\"authorizationToken\":\"***\"}
    ");
}

#[test]
fn colour_is_only_added() {
    let result = CaseResult { event: Some(json!({ "authorizationToken": "***" })), ..allowed_in_part() };
    for result in [result, refused(), crashed(), not_judged()] {
        let report = TokenReport { result: &result, expected: Some(Expect::Allow) };
        let (color, plain) = (text_of(&report, &COLOR), text_of(&report, &TERMINAL));
        assert_ne!(color, plain);
        let stripped = console::strip_ansi_codes(&color);
        let lines: Vec<&str> = stripped.lines().map(str::trim_end).collect();
        assert_eq!(lines, plain.lines().collect::<Vec<_>>());
    }
}

#[test]
fn the_headline_is_painted() {
    let color = text_of(&TokenReport { result: &refused(), expected: None }, &COLOR);
    assert!(color.starts_with("\u{1b}[31m\u{1b}[1mdenied by R201"), "{color}");
}

#[test]
fn the_json_of_one_token_is_a_suite_of_one_case_with_findings() {
    let report = TokenReport { result: &allowed_in_part(), expected: None };
    insta::assert_json_snapshot!(envelope::of_report("test-token", &report), @r#"
    {
      "schemaVersion": 1,
      "command": "test-token",
      "result": {
        "cases": [
          {
            "name": "token",
            "suite": null,
            "line": null,
            "outcome": "passed",
            "decision": "allowed",
            "rule": "R100",
            "ttl": {
              "seconds": 300,
              "source": "authorizerResultTtlInSeconds"
            },
            "resolverContext": {
              "userid": "test-user-id",
              "plan": "two\nlines",
              "visits": 7
            },
            "deniedFields": [
              "Event.comments",
              "Mutation.createEvent"
            ],
            "fields": [
              {
                "coordinate": "Query.listEvents",
                "path": [
                  "listEvents"
                ],
                "access": "reached",
                "rule": "D103"
              },
              {
                "coordinate": "EventConnection.items",
                "path": [
                  "listEvents",
                  "items"
                ],
                "access": "reached",
                "rule": "D101"
              },
              {
                "coordinate": "Event.comments",
                "path": [
                  "listEvents",
                  "items",
                  "comments"
                ],
                "access": "denied",
                "rule": "F201"
              }
            ],
            "violations": [
              {
                "code": "R103",
                "name": "ttl-override-not-an-integer",
                "severity": "warning",
                "message": "ttlOverride is not an integer",
                "facts": {
                  "ttlOverride": "60"
                }
              },
              {
                "code": "F102",
                "name": "denied-field-not-a-coordinate",
                "severity": "warning",
                "message": "a deniedFields entry is neither Type.field nor the ARN of a field, and strikes nothing",
                "facts": {
                  "entry": "Event.*"
                }
              }
            ],
            "durationMs": 84.0,
            "failures": [],
            "fault": null,
            "logs": "\u001b[33mlooking up\u001b[0m test-user-id\nfound\n"
          }
        ],
        "totals": {
          "cases": 1,
          "passed": 1,
          "failed": 0,
          "skipped": 0,
          "durationMs": 84.0
        }
      },
      "findings": [
        {
          "code": "R103",
          "name": "ttl-override-not-an-integer",
          "severity": "warning",
          "message": "ttlOverride is not an integer (ttlOverride: \"60\")",
          "coordinate": null,
          "file": null,
          "line": null,
          "column": null,
          "endLine": null,
          "endColumn": null,
          "help": "answer ttlOverride as a number without quotes and fraction (it is \"60\")",
          "evidence": {
            "kind": "assumed",
            "text": "a ttlOverride that is not an integer is ignored"
          }
        },
        {
          "code": "F102",
          "name": "denied-field-not-a-coordinate",
          "severity": "warning",
          "message": "a deniedFields entry is neither Type.field nor the ARN of a field, and strikes nothing (entry: \"Event.*\")",
          "coordinate": null,
          "file": null,
          "line": null,
          "column": null,
          "endLine": null,
          "endColumn": null,
          "help": "name one field each: `Type.field`, or the field's ARN; there are no wildcards",
          "evidence": {
            "kind": "reported",
            "text": "aws/aws-appsync-community#272"
          }
        }
      ],
      "error": null
    }
    "#);
}

#[test]
fn a_crash_shows_what_the_handler_printed() {
    insta::assert_snapshot!(shown(&crashed()), @r"
    denied by A201 authorizer-failed: the function threw an error; AppSync answers 500

    client gets  500 AuthorizerFailureException: database\nunreachable
    mode         AWS_LAMBDA
    gate         open: the API has no identityValidationExpression
    cache        not cached (AppSync keeps no answer that failed)
    authorizer   failed after 84 ms with Error

    help: answer `isAuthorized: false` to deny; an error reaches the client as a 500 with its message,
          and is never cached
    more: appsync-auth explain A201

    output of the authorizer:
      Error: database unreachable
          at handler
    ");
}

#[test]
fn a_crash_is_an_error_in_the_envelope_and_exit_5_whatever_was_expected() {
    let report = TokenReport { result: &crashed(), expected: Some(Expect::Deny) };
    assert_eq!(report.status(), Status::Outside);
    let text = text_of(&report, &Style::PLAIN);
    assert!(text.contains("\nexpected\tdeny (not met: the authorizer gave no answer)\n"), "{text}");
    assert_eq!(
        envelope::of_report("test-token", &report)["error"],
        json!({
            "kind": "outside",
            "code": "authorizer-failed",
            "message": "the function threw an error; AppSync answers 500 (errorType: \"Error\", errorMessage: \"database\\nunreachable\")",
            "help": "answer `isAuthorized: false` to deny; an error reaches the client as a 500 with its message, and is never cached",
        })
    );
}

#[test]
fn an_expression_that_cannot_be_judged_is_unknown() {
    insta::assert_snapshot!(shown(&not_judged()), @r"
    unknown because of G205 expression-not-judged: whether the token matches
    identityValidationExpression cannot be judged

    mode        AWS_LAMBDA
    gate        `^(?<!x)y$`: look-behind
    authorizer  not called

    help: write `^(?<!x)y$` without constructs that only Java has, or look at the result on AWS
    more: appsync-auth explain G205
    ");
}

#[test]
fn an_answer_that_breaks_the_contract_is_denied_with_what_it_said() {
    let payload = json!({ "isAuthorized": "true", "isAuthorised": true });
    let query = vec![field("listEvents", "Query.listEvents", Access::Denied, Code::D103)];
    insta::assert_snapshot!(shown(&CaseResult { fields: query, ..result(answered(&payload)) }), @r#"
    denied by R205 is-authorized-not-boolean: isAuthorized is not a boolean

    client gets  401 UnauthorizedException: You are not authorized to make this call.
    mode         AWS_LAMBDA
    gate         the token matches `^[a-z-]+$` (17 characters)
    cache        would be cached 300 s (authorizerResultTtlInSeconds)
    authorizer   answered in 84 ms

    warning: R106 unknown-member: the answer has a member that AppSync does not know (member:
             "isAuthorised", didYouMean: "isAuthorized")
    error: R205 is-authorized-not-boolean: isAuthorized is not a boolean (isAuthorized: "true", is: "a
           text")
    note: R106 rests on an assumption: a member that AppSync does not know is ignored; the other
          reading: AppSync refuses the answer
    note: R205 rests on an assumption: only the JSON value true authorizes; the other reading: AppSync
          takes other values for true
    help: return isAuthorized as true or false (it is "true")
    more: appsync-auth explain R205
    "#);
}

#[test]
fn an_authorizer_that_could_not_be_reached_gives_no_decision() {
    let result = CaseResult {
        verdict: None,
        answered: Answered::NotCalled,
        fault: Some("no connection to http://127.0.0.1:9000".to_owned()),
        ..refused()
    };
    assert_eq!(shown(&result), "no decision: no connection to http://127.0.0.1:9000\n");
    assert_eq!(status(&result, Some(Expect::Deny)), Status::Outside);
}

#[test]
fn the_exit_code_follows_the_decision_and_what_was_expected() {
    let allowed = result(answered(&json!({ "isAuthorized": true })));
    let cases = [
        (&allowed, None, Status::Yes),
        (&allowed, Some(Expect::Allow), Status::Yes),
        (&allowed, Some(Expect::Deny), Status::No),
        (&refused(), None, Status::No),
        (&refused(), Some(Expect::Allow), Status::No),
        (&refused(), Some(Expect::Deny), Status::Yes),
        (&allowed_in_part(), None, Status::No),
        (&allowed_in_part(), Some(Expect::Deny), Status::Yes),
        (&crashed(), None, Status::Outside),
        (&not_judged(), None, Status::Unknown),
        (&not_judged(), Some(Expect::Deny), Status::Unknown),
        (&result(answered(&json!({ "isAuthorized": "true" }))), None, Status::No),
    ];
    for (result, expected, wanted) in cases {
        assert_eq!(status(result, expected), wanted, "{expected:?} {}", shown(result));
    }
}

#[test]
fn fields_that_cannot_be_judged_are_said_to_be_unknown() {
    let mut result = result(answered(&json!({ "isAuthorized": true, "resolverContext": { "a": "b" } })));
    result.fields = vec![field("listEvents", "Query.listEvents", Access::Unknown, Code::D106)];
    insta::assert_snapshot!(shown(&result), @r"
    allowed, but access to 1 of 1 field is unknown

    mode             AWS_LAMBDA
    gate             the token matches `^[a-z-]+$` (17 characters)
    cache            would be cached 300 s (authorizerResultTtlInSeconds)
    authorizer       answered in 84 ms
    resolverContext  a: b

    path        field             access   rule
    listEvents  Query.listEvents  unknown  D106 field-not-judged

    help: give the schema with --schema
    more: appsync-auth explain D106
    ");
}

/// The row of a result with this label.
fn row(result: &CaseResult, label: &str) -> String {
    let text = text_of(&TokenReport { result, expected: None }, &Style::PLAIN);
    let line = text.lines().find_map(|line| line.strip_prefix(&format!("{label}\t")));
    line.unwrap_or("(no row)").to_owned()
}

#[test]
fn the_cache_row_says_who_set_the_ttl() {
    let with = |ttl: EffectiveTtl, steps: Vec<Step>| {
        let mut verdict = verdict(Decision::Allowed, steps);
        verdict.ttl = Some(ttl);
        row(&result(verdict), "cache")
    };
    let of = |seconds, source| EffectiveTtl { seconds, source };
    let kept = || vec![Step::passed(Code::C104)];
    assert_eq!(with(of(10, TtlSource::Override), kept()), "would be cached 10 s (ttlOverride)");
    assert_eq!(with(of(300, TtlSource::Api), kept()), "would be cached 300 s (authorizerResultTtlInSeconds)");
    assert_eq!(with(of(0, TtlSource::Override), Vec::new()), "not cached (ttlOverride is 0)");
    assert_eq!(with(of(0, TtlSource::Default), Vec::new()), "not cached (authorizerResultTtlInSeconds is not set)");
    assert_eq!(with(of(9, TtlSource::Api), vec![Step::noted(Code::C105)]), "not cached (the answer is too large)");
    assert_eq!(with(of(9, TtlSource::Api), Vec::new()), "not cached (denials are not kept)");
    let hit = Step::passed(Code::C101).fact("secondsLeft", 12);
    assert_eq!(with(of(9, TtlSource::Api), vec![hit]), "an earlier answer was used, which is valid for 12 s more");
    assert_eq!(row(&crashed(), "cache"), "not cached (AppSync keeps no answer that failed)");
    assert_eq!(row(&not_judged(), "cache"), "(no row)");
}

#[test]
fn a_call_that_appsync_may_not_make_has_no_message() {
    let mut verdict = verdict(Decision::Denied, vec![Step::denied(Code::A203)]);
    verdict.refusal = Some(Refusal { status: 400, error_type: "BadRequestException", message: None });
    let result = CaseResult {
        answered: Answered::Called { duration: Duration::from_micros(900), cold_start: None },
        ..result(verdict)
    };
    assert_eq!(row(&result, "client"), "400 BadRequestException: (no message)");
    assert_eq!(row(&result, "authorizer"), "could not be invoked, known after 900 µs");
}

#[test]
fn an_open_question_names_both_readings() {
    let steps = vec![
        Step::noted(Code::G103).fact("whole", false).fact("find", true),
        Step::denied(Code::G201).fact("expression", "abc").fact("characters", 5),
    ];
    let result = CaseResult { answered: Answered::NotCalled, ..result(verdict(Decision::Denied, steps)) };
    insta::assert_snapshot!(shown(&result), @r"
    denied by G201 token-rejected: the token does not match identityValidationExpression; the function
    is not called

    client gets  401 UnauthorizedException: You are not authorized to make this call.
    mode         AWS_LAMBDA
    gate         the token (5 characters) does not match `abc`
    authorizer   not called

    note: G103 whole-and-search-differ: the verdict depends on whether identityValidationExpression is a
          whole match or a search (whole: false, find: true); this is an open question: the expression
          must match the whole token (--rule identity-regex=whole), or it is enough that it is found
          somewhere in the token (--rule identity-regex=find)
    help: send a token that matches `abc`, or change identityValidationExpression
    more: appsync-auth explain G201
    ");
}
