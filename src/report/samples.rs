//! Made-up results for the tests of the reports.

use std::time::Duration;

use serde_json::{Map, Value, json};

use crate::appsync::{ApiIdentity, AuthenticationType, Coordinate};
use crate::engine::contract::judge_answer;
use crate::engine::denied_fields::{DeniedFields, read_entries};
use crate::engine::{
    Access, Caller, Code, Decision, EffectiveTtl, FieldAccess, Readings, Refusal, Step, Trace, TtlSource, Verdict,
};
use crate::report::{Report, Style};
use crate::suite::{Answered, CaseOutcome, CasePlace, CaseResult, Failure, SuiteResults};

pub(super) const TERMINAL: Style = Style { color: false, terminal: true, width: 100 };
pub(super) const COLOR: Style = Style { color: true, ..TERMINAL };

/// What a report writes in a style.
pub(super) fn text_of(report: &dyn Report, style: &Style) -> String {
    let mut out = Vec::new();
    report.text(&mut out, style).unwrap();
    String::from_utf8(out).unwrap()
}

pub(super) fn api() -> ApiIdentity {
    ApiIdentity {
        partition: "aws".to_owned(),
        region: "eu-west-1".to_owned(),
        account_id: "111122223333".to_owned(),
        api_id: ApiIdentity::SYNTHETIC_API_ID.to_owned(),
    }
}

/// A verdict with these steps and nothing else.
pub(super) fn verdict(decision: Decision, steps: Vec<Step>) -> Verdict {
    Verdict {
        decision,
        mode: Some(AuthenticationType::AwsLambda),
        identity: Value::Null,
        caller: Caller::default(),
        denied_fields: DeniedFields::default(),
        ttl: None,
        refusal: (decision == Decision::Denied).then(Refusal::unauthorized),
        trace: Trace { steps },
    }
}

/// The verdict that an answer leads to.
pub(super) fn answered(payload: &Value) -> Verdict {
    let bytes = payload.to_string().into_bytes();
    let mut steps = vec![
        Step::passed(Code::G101).fact("expression", "^[a-z-]+$").fact("characters", 17),
        Step::passed(Code::C102).fact("ttl", 300).fact("source", "authorizerResultTtlInSeconds"),
        Step::passed(Code::A101).fact("bytes", bytes.len()),
    ];
    let judged = judge_answer(&bytes, &Readings::default());
    steps.extend(judged.steps);
    let ttl = match judged.answer.ttl_override {
        Some(seconds) => EffectiveTtl { seconds, source: TtlSource::Override },
        None => EffectiveTtl { seconds: 300, source: TtlSource::Api },
    };
    if judged.cacheable && ttl.seconds > 0 {
        steps.push(Step::passed(Code::C104).fact("ttl", ttl.seconds));
    }
    let (denied_fields, notes) = read_entries(&judged.answer.denied_fields, &api());
    steps.extend(notes);
    let decision = if judged.answer.is_authorized { Decision::Allowed } else { Decision::Denied };
    Verdict {
        identity: if judged.answer.is_authorized {
            json!({ "resolverContext": judged.answer.resolver_context })
        } else {
            Value::Null
        },
        denied_fields,
        ttl: judged.cacheable.then_some(ttl),
        refusal: judged.refusal,
        ..verdict(decision, steps)
    }
}

pub(super) fn field(path: &str, coordinate: &str, access: Access, code: Code) -> FieldAccess {
    FieldAccess {
        coordinate: coordinate.parse::<Coordinate>().unwrap(),
        path: path.split('.').map(str::to_owned).collect(),
        access,
        code,
        facts: Map::new(),
        notes: Vec::new(),
    }
}

/// A result with this verdict, of a warm call that took 84 ms.
pub(super) fn result(verdict: Verdict) -> CaseResult {
    CaseResult {
        name: "token".to_owned(),
        place: None,
        outcome: CaseOutcome::Passed,
        verdict: Some(verdict),
        fields: Vec::new(),
        notes: Vec::new(),
        answered: Answered::Called { duration: Duration::from_millis(84), cold_start: None },
        failures: Vec::new(),
        fault: None,
        logs: String::new(),
        event: None,
    }
}

/// Allowed, with one of three fields denied, and most of what can be noted.
pub(super) fn allowed_in_part() -> CaseResult {
    let verdict = answered(&json!({
        "isAuthorized": true,
        "resolverContext": { "userid": "test-user-id", "plan": "two\nlines", "visits": 7 },
        "deniedFields": ["Event.comments", "Mutation.createEvent", "Event.*"],
        "ttlOverride": "60",
    }));
    let denied = FieldAccess {
        facts: Step::denied(Code::F201).fact("entry", "Event.comments").facts,
        notes: vec![Step::noted(Code::F105)],
        ..field("listEvents.items.comments", "Event.comments", Access::Denied, Code::F201)
    };
    CaseResult {
        fields: vec![
            field("listEvents", "Query.listEvents", Access::Reached, Code::D103),
            field("listEvents.items", "EventConnection.items", Access::Reached, Code::D101),
            denied,
        ],
        answered: Answered::Called {
            duration: Duration::from_millis(84),
            cold_start: Some(Duration::from_micros(1_240_000)),
        },
        logs: "\u{1b}[33mlooking up\u{1b}[0m test-user-id\nfound\n".to_owned(),
        ..result(verdict)
    }
}

fn case(name: &str, line: usize, outcome: CaseOutcome, result: CaseResult) -> CaseResult {
    CaseResult {
        name: name.to_owned(),
        place: Some(CasePlace { file: "events.suite.yaml".to_owned(), line }),
        outcome,
        ..result
    }
}

/// A case that failed in two ways, with texts that are hard to write in every format.
pub(super) fn failed_case() -> CaseResult {
    let failure = |expectation: &str, expected: Value, actual: Value, rule: Option<&str>| Failure {
        expectation: expectation.to_owned(),
        expected,
        actual,
        rule: rule.map(str::to_owned),
    };
    CaseResult {
        failures: vec![
            failure("authorized", json!(false), json!(true), Some("R100")),
            failure("resolver-context.note", json!("a|b `c` <d> #1"), json!("100%\r\n]]>\u{1b}[0m\u{0}, x: y"), None),
        ],
        logs: "\u{1b}[31moops\u{1b}[0m ]]> ```\nat line 2\n".to_owned(),
        ..case(
            "a stranger | is <refused> & \"gone\" ]]> 100% #1",
            12,
            CaseOutcome::Failed,
            result(answered(&json!({ "isAuthorized": true }))),
        )
    }
}

/// One case of each outcome, and one whose authorizer could not be reached.
pub(super) fn suite() -> SuiteResults {
    let partner = case(
        "a partner may list events",
        4,
        CaseOutcome::Passed,
        CaseResult { logs: String::new(), ..allowed_in_part() },
    );
    let gate = case(
        "a token with a space never reaches the function",
        20,
        CaseOutcome::Passed,
        CaseResult {
            answered: Answered::NotCalled,
            ..result(verdict(Decision::Denied, vec![Step::denied(Code::G201).fact("expression", "^[a-z-]+$")]))
        },
    );
    let unreached = CaseResult {
        verdict: None,
        answered: Answered::NotCalled,
        fault: Some("no connection to http://127.0.0.1:9000: refused".to_owned()),
        ..case("the authorizer is there", 28, CaseOutcome::Failed, result(verdict(Decision::Unknown, Vec::new())))
    };
    let skipped = CaseResult {
        verdict: None,
        answered: Answered::NotCalled,
        ..case("not run", 35, CaseOutcome::Skipped, result(verdict(Decision::Unknown, Vec::new())))
    };
    SuiteResults { cases: vec![partner, failed_case(), gate, unreached, skipped], duration: Duration::from_millis(340) }
}
