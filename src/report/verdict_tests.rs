use serde_json::json;

use super::samples::{COLOR, TERMINAL, answered, field, text_of, verdict};
use super::verdict::{AskedAuthorizer, VerdictReport};
use super::{Report, Style};
use crate::engine::{Access, Code, Decision, FieldAccess, Step, Verdict};
use crate::status::Status;

fn report<'a>(verdict: &'a Verdict, fields: &'a [FieldAccess]) -> VerdictReport<'a> {
    VerdictReport {
        verdict,
        fields,
        unknown_fields: &[],
        operation: "query GetTodo".to_owned(),
        asked: None,
        authorizer_uri: None,
        notes: Vec::new(),
        sources: false,
    }
}

fn in_part() -> (Verdict, Vec<FieldAccess>) {
    let verdict = answered(
        &json!({ "isAuthorized": true, "resolverContext": {}, "deniedFields": ["Todo.secret"], "ttlOverride": "60" }),
    );
    let fields = vec![
        field("getTodo", "Query.getTodo", Access::Reached, Code::D101),
        field("getTodo.id", "Todo.id", Access::Reached, Code::D102),
        field("getTodo.secret", "Todo.secret", Access::Denied, Code::F201),
    ];
    (verdict, fields)
}

#[test]
fn the_steps_are_numbered_by_stage_and_the_first_denial_is_marked() {
    let (verdict, fields) = in_part();
    let asked = AskedAuthorizer::Invoked {
        target: "lambda:authz:live".to_owned(),
        duration: std::time::Duration::from_millis(84),
    };
    let report =
        VerdictReport { asked: Some(asked), notes: vec!["a word\u{1b} more".to_owned()], ..report(&verdict, &fields) };
    assert_eq!(report.status(), Status::No);
    insta::assert_snapshot!(text_of(&report, &TERMINAL), @r#"
    allowed in part   query GetTodo   1 of 3 fields denied by F201 field-denied

      1 gate        G101  documented  the token matches identityValidationExpression `^[a-z-]+$` (17 of
                                      at most 2048 characters)
      2 cache       C102  documented  no earlier answer for this API and token is valid; this one would
                                      live 300 s (authorizerResultTtlInSeconds)
      3 authorizer  A101  documented  invoked lambda:authz:live, 84 ms, 92 bytes
      4 contract    R103  assumed     ttlOverride is not an integer (ttlOverride: "60")
                    R100  documented  accepted: isAuthorized true, 0 resolverContext keys, 1
                                      deniedFields entry, no ttlOverride
      5 cache       C104  documented  the answer is kept for 300 s ()
      6 fields      F201  reported    Todo.secret: struck by a deniedFields entry   <- first denial
                    D101  documented  Query.getTodo: a directive on the field lists the mode
                    D102  documented  Todo.id: a directive on the type lists the mode, and the field has
                                      none

    client gets: 200 Unauthorized: Not Authorized to access secret on type Todo
    help: remove it from deniedFields for this caller, or drop the field from the query
    more: appsync-auth explain F201
    note: a word\u001b more
    note: R103 rests on an assumption: a ttlOverride that is not an integer is ignored; the other
          reading: AppSync refuses the answer
    "#);
}

#[test]
fn a_denied_request_reaches_no_field_and_has_one_thing_to_do() {
    let verdict = verdict(Decision::Denied, vec![Step::denied(Code::M204).fact("issuer", "https://i.example")]);
    let fields = [field("getTodo", "Query.getTodo", Access::Denied, Code::M204)];
    let report = report(&verdict, &fields);
    assert_eq!(report.status(), Status::No);
    insta::assert_snapshot!(text_of(&report, &TERMINAL), @r#"
    denied   query GetTodo   by M204 issuer-unmatched

      1 mode        M204  assumed     the JWT is of no provider that the API has (issuer:
                                      "https://i.example")   <- first denial
      2 fields      -                 1 field selected, none is reached: the request is denied

    client gets: 401 UnauthorizedException: You are not authorized to make this call.
    help: use a JWT of a configured user pool or issuer, or put a prefix before it so that it goes to
          the Lambda authorizer
    more: appsync-auth explain M204
    note: M204 is an open question: a JWT of no configured issuer is refused (--rule
          unmatched-jwt=deny), or it goes to the Lambda authorizer (--rule unmatched-jwt=lambda)
    "#);
}

#[test]
fn with_v_the_sources_of_the_evidence_are_shown() {
    let verdict =
        verdict(Decision::Unknown, vec![Step::passed(Code::G102).fact("characters", 3), Step::unknown(Code::A102)]);
    let report = VerdictReport { sources: true, authorizer_uri: Some("arn:x".to_owned()), ..report(&verdict, &[]) };
    assert_eq!(report.status(), Status::Unknown);
    insta::assert_snapshot!(text_of(&report, &TERMINAL), @"
    unknown   query GetTodo   because of A102 authorizer-not-asked

      1 gate        G102  documented  the API has no identityValidationExpression (3 of at most 2048
                                      characters)
                                      documented:
                                      https://docs.aws.amazon.com/appsync/latest/APIReference/API_LambdaAuthorizerConfig.html
      2 authorizer  A102  assumed     the authorizer was not asked, so all that follows is unknown
                                      assumed: nobody said which the authorizer is, or allowed to call
                                      it
      3 contract    -                 depends on the authorizer

    help: have it asked with `appsync-auth explain --authorizer arn:x`, or give its answer with
          --authorizer-response
    more: appsync-auth explain A102
    ");
}

#[test]
fn a_field_that_is_denied_whatever_the_authorizer_says_is_a_no() {
    let verdict = verdict(Decision::Unknown, vec![Step::unknown(Code::A102)]);
    let denied =
        [field("a", "Query.a", Access::Unknown, Code::A102), field("b", "Query.b", Access::Denied, Code::D203)];
    assert_eq!(report(&verdict, &denied).status(), Status::No);
    assert_eq!(report(&verdict, &denied[..1]).status(), Status::Unknown);
    insta::assert_snapshot!(text_of(&report(&verdict, &denied), &TERMINAL), @"
    denied in part   query GetTodo   1 of 2 fields denied whatever the rest: by D203
    closed-to-additional-modes

      1 authorizer  A102  assumed     the authorizer was not asked, so all that follows is unknown
      2 contract    -                 depends on the authorizer
      3 fields      D203  reported    Query.b: neither field nor type has a directive, and the mode is
                                      an additional one   <- first denial
                    -                 Query.a: access depends on the authorizer

    help: add the directive of the mode to `Query.b` or to its type: without one only the default mode
          passes
    more: appsync-auth explain D203
    ");
}

#[test]
fn many_fields_of_one_rule_are_named_up_to_a_dozen_and_listed_whole_in_a_pipe() {
    let verdict = verdict(Decision::Allowed, vec![Step::passed(Code::K101)]);
    let names: Vec<String> = (0..20).map(|number| format!("f{number}")).collect();
    let fields: Vec<FieldAccess> =
        names.iter().map(|name| field(name, &format!("Query.{name}"), Access::Reached, Code::D103)).collect();
    let report = report(&verdict, &fields);
    assert_eq!(report.status(), Status::Yes);
    let screen = text_of(&report, &TERMINAL).split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(screen.contains("Query.f11 and 8 more:"), "{screen}");
    assert_eq!(text_of(&report, &Style::PLAIN).matches("\nfield\t").count(), 20);
}

#[test]
fn colour_is_only_added() {
    let (verdict, fields) = in_part();
    let report = report(&verdict, &fields);
    let (color, plain) = (text_of(&report, &COLOR), text_of(&report, &TERMINAL));
    assert_ne!(color, plain);
    let stripped = console::strip_ansi_codes(&color);
    let lines: Vec<&str> = stripped.lines().map(str::trim_end).collect();
    assert_eq!(lines, plain.lines().map(str::trim_end).collect::<Vec<_>>());
    assert!(plain.lines().all(|line| console::measure_text_width(line) <= 100), "{plain}");
}
