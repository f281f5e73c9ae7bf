//! The way back: what the engine says of AppSync's answer to a case, without what only AppSync knew.

use appsync_auth::appsync::Headers;
use appsync_auth::engine::diagnosis::{Answer, AnswerError, Sent, diagnose};
use appsync_auth::engine::{Access, Code, Decision, ModeChoice, Readings, Severity, Stage, Verdict};

use super::case::{Case, Request};
use super::engine_player::verdict_of_first;

/// What the diagnosis of a case's first answers lacks, and how many denials were diagnosed.
pub(crate) fn differences(case: &Case) -> (Vec<String>, usize) {
    let (mut differences, mut diagnosed) = (Vec::new(), 0);
    if case.mode != ModeChoice::Detected {
        return (differences, diagnosed);
    }
    for (number, request) in case.requests.iter().enumerate() {
        let place = format!("{}, request {}", case.file, number + 1);
        let (verdict, fields) = verdict_of_first(case, request);
        let denied: Vec<_> = fields.iter().filter(|field| field.access == Access::Denied).collect();
        if verdict.decision == Decision::Denied {
            let Some(expected) = of_request(&verdict) else { continue };
            diagnosed += 1;
            let refusal = verdict.refusal.as_ref().unwrap();
            let entry = error(refusal.error_type, refusal.message.as_deref());
            let found = codes(case, request, refusal.status, &[entry]);
            // What went another way than meant can come first; it decided nothing.
            let first = found.iter().find(|code| code.rule().severity == Severity::Error);
            if first != Some(&expected) {
                differences.push(format!("{place}: {expected}, and the diagnosis says {found:?}"));
            }
        } else if verdict.decision == Decision::Allowed && !denied.is_empty() {
            diagnosed += 1;
            let entries: Vec<AnswerError> =
                denied.iter().map(|field| error("Unauthorized", Some(&field.denial_message()))).collect();
            let found = codes(case, request, 200, &entries);
            let lacking: Vec<Code> =
                denied.iter().map(|field| of_field(case, field.code)).filter(|code| !found.contains(code)).collect();
            if !lacking.is_empty() {
                differences.push(format!("{place}: {lacking:?} is not said, only {found:?}"));
            }
        }
    }
    (differences, diagnosed)
}

/// The rules that a diagnosis names, in its order.
fn codes(case: &Case, request: &Request, status: u16, errors: &[AnswerError]) -> Vec<Code> {
    let mut readings = Readings::default();
    for (name, value) in case.readings.iter().filter_map(|reading| reading.split_once('=')) {
        readings.choose(name, value);
    }
    let headers: Headers = request.headers.iter().map(|(name, value)| (name, value.as_str())).collect();
    let sent = Sent {
        headers: &headers,
        host: None,
        api: Some(&case.api),
        schema: case.schema.as_ref(),
        selected: &[],
        readings: &readings,
        now: request.at,
    };
    let found = diagnose(&sent, &Answer { status, errors, date: None });
    found.into_iter().filter_map(|diagnosis| diagnosis.code).collect()
}

/// The rule that a client can find for a refused request: the very rule, or the one that stands for what only AppSync knew.
/// None for a request that is none.
fn of_request(verdict: &Verdict) -> Option<Code> {
    let code = verdict.trace.first_denial()?.code;
    let is_denial = verdict.refusal.as_ref().is_some_and(|refusal| refusal.status == 401);
    match code {
        Code::K202 => Some(Code::K201),
        Code::C107 => Some(Code::R201),
        code if code.rule().stage == Stage::Request => None,
        code if code.rule().stage == Stage::Contract && is_denial => Some(Code::R201),
        code => Some(code),
    }
}

/// The rule that a client can find for a refused field.
fn of_field(case: &Case, code: Code) -> Code {
    match code {
        _ if case.schema.is_none() => Code::D106,
        Code::I203 => Code::I202,
        code => code,
    }
}

fn error(error_type: &str, message: Option<&str>) -> AnswerError {
    AnswerError { error_type: Some(error_type.to_owned()), message: message.map(str::to_owned), path: None }
}
