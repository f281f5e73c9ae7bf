//! The first player: the engine, in process.

use std::collections::BTreeSet;

use appsync_auth::appsync::Headers;
use appsync_auth::engine::lint::{lint, lint_invocation, mend};
use appsync_auth::engine::rules::Stage;
use appsync_auth::engine::{
    Access, Admission, Arrival, Cache, Code, Decision, FieldAccess, Outcome, Readings, Request as EngineRequest, Trace,
    Verdict, admit, conclude, denied_fields, field_access, providers, root_fields,
};
use appsync_auth::graphql::{Document, SelectedField};
use serde_json::{Value, json};

use super::case::{Case, Request};
use super::observed::{Observed, ObservedField, ObservedFinding, Played};

/// Plays a case. All its requests share one cache.
pub(crate) fn play(case: &Case) -> Played {
    let mut cache = Cache::default();
    let faults =
        providers::provider_faults(&case.api.authentication).iter().map(|step| step.code.to_string()).collect();
    let requests = case.requests.iter().enumerate().map(|(index, request)| ask(case, request, index + 1, &mut cache));
    let mut played =
        Played { faults, requests: requests.collect(), findings: Vec::new(), suppressed: 0, fixes: Vec::new() };
    play_lint(case, &mut played);
    played
}

/// Plays what a case asks of lint.
fn play_lint(case: &Case, played: &mut Played) {
    let Some((asked, schema)) = case.lint.as_ref().zip(case.schema.as_ref()) else { return };
    let linted = lint(schema, asked.api_is_known.then_some(&case.api), &asked.inputs);
    let of_function = asked.function.iter().flat_map(|function| lint_invocation(function, &asked.inputs));
    let all: Vec<_> = linted.findings.into_iter().chain(of_function).collect();
    let findings = all.iter().map(|finding| ObservedFinding {
        code: finding.code.to_string(),
        coordinate: finding.target.as_ref().map(ToString::to_string),
        line: finding.span.and_then(|span| schema.place(span)).map(|(_, place)| place.line as i64),
    });
    played.findings = findings.collect();
    played.suppressed = linted.suppressed as i64;
    if asked.api_is_known {
        let fixes = mend(schema, &case.api, &asked.inputs);
        played.fixes = fixes.iter().map(|fix| format!("{} {}", fix.target, fix.directives())).collect();
    }
}

/// Plays one request.
fn ask(case: &Case, request: &Request, number: usize, cache: &mut Cache) -> Observed {
    let (verdict, event, selected) = judge(case, request, number, cache);
    observe(case, &verdict, event, &selected)
}

/// The verdict on a request that comes first, and the access to its fields.
pub(crate) fn verdict_of_first(case: &Case, request: &Request) -> (Verdict, Vec<FieldAccess>) {
    let (verdict, _, selected) = judge(case, request, 1, &mut Cache::default());
    let fields = field_access(&verdict, &case.api, case.schema.as_ref(), &selected);
    (verdict, fields)
}

/// The verdict on a request, the event of the authorizer if it was called, and the selected fields.
fn judge(
    case: &Case,
    request: &Request,
    number: usize,
    cache: &mut Cache,
) -> (Verdict, Option<Value>, Vec<SelectedField>) {
    let mut readings = Readings::default();
    for reading in &case.readings {
        let (name, value) = reading.split_once('=').expect("a reading is NAME=VALUE");
        assert!(readings.choose(name, value), "there is no reading `{reading}`");
    }
    let asked = EngineRequest {
        arrival: request.arrival.clone(),
        headers: request.headers.iter().map(|(name, value)| (name, value.as_str())).collect::<Headers>(),
        request_id: format!("00000000-0000-4000-8000-{number:012}"),
    };
    let selected = selected(case, &asked.arrival);
    let subject = appsync_auth::engine::Case {
        request: &asked,
        root_fields: &root_fields(&selected),
        api: &case.api,
        mode: case.mode,
        credential: &request.credential,
        readings: &readings,
        now: request.at,
    };
    let (verdict, event) = match admit(&subject, cache) {
        Admission::Decided(verdict) => (*verdict, None),
        Admission::AskAuthorizer(pending) => {
            let event = pending.event.to_json();
            let (verdict, kept) = conclude(*pending, &request.answer, &case.api, request.at);
            if let Some((key, entry)) = kept {
                cache.store(key, entry, request.at);
            }
            (verdict, Some(event))
        }
    };
    (verdict, event, selected)
}

/// The fields that the request selects; none where it is no operation.
fn selected(case: &Case, arrival: &Arrival) -> Vec<SelectedField> {
    let Arrival::Operation { query, operation_name, variables } = arrival else { return Vec::new() };
    let document =
        Document::parse("query", query.as_str()).unwrap_or_else(|faults| panic!("{}: {faults:?}", case.file));
    let operation = document.pick(operation_name.as_deref()).unwrap_or_else(|error| panic!("{}: {error}", case.file));
    operation
        .selected_fields(case.schema.as_ref(), variables)
        .unwrap_or_else(|faults| panic!("{}: {faults:?}", case.file))
}

/// The verdict in plain values.
fn observe(case: &Case, verdict: &Verdict, event: Option<Value>, selected: &[SelectedField]) -> Observed {
    let fields = field_access(verdict, &case.api, case.schema.as_ref(), selected);
    let unknown = case.schema.as_ref().map(|schema| denied_fields::unknown_fields(&verdict.denied_fields, schema));
    let of_fields = fields.iter().flat_map(|field| {
        std::iter::once(field.code).chain(field.notes.iter().map(|note| note.code)).collect::<Vec<Code>>()
    });
    let of_steps = verdict.trace.steps.iter().chain(unknown.iter().flatten()).map(|step| step.code);
    let fires: BTreeSet<String> = of_steps.chain(of_fields).map(|code| code.to_string()).collect();
    let mut assumptions: Vec<String> = verdict.assumptions(&fields).iter().map(ToString::to_string).collect();
    assumptions.sort();
    let denied = fields.iter().filter(|field| field.access == Access::Denied && verdict.decision == Decision::Allowed);
    Observed {
        request: verdict.decision.name().to_owned(),
        mode: verdict.mode.map(|mode| mode.name().to_owned()),
        rule: deciding_rule(&verdict.trace, verdict.decision).map(|code| code.to_string()),
        fires,
        event,
        response: verdict.refusal.as_ref().map_or(
            Value::Null,
            |refusal| json!({ "status": refusal.status, "errorType": refusal.error_type, "message": refusal.message }),
        ),
        identity: verdict.identity.clone(),
        ttl: verdict.ttl.map_or(Value::Null, |ttl| json!({ "seconds": ttl.seconds, "source": ttl.source.name() })),
        denied_fields: verdict.denied_fields.iter().map(ToString::to_string).collect(),
        messages: denied.map(|field| field.denial_message()).collect(),
        fields: fields
            .iter()
            .map(|field| ObservedField {
                coordinate: field.coordinate.to_string(),
                path: field.path.join("."),
                access: format!("{} {}", field.access.name(), field.code),
            })
            .collect(),
        assumptions,
    }
}

/// What refused the request or left it open; of one that was let in, what let it in: a credential that is good, an answer
/// that was accepted, or an earlier one in the cache.
fn deciding_rule(trace: &Trace, decision: Decision) -> Option<Code> {
    let outcome = match decision {
        Decision::Denied => Outcome::Denied,
        Decision::Unknown => Outcome::Unknown,
        Decision::Allowed => Outcome::Passed,
    };
    let lets_in = |code: Code| {
        decision != Decision::Allowed
            || code == Code::C101
            || matches!(code.rule().stage, Stage::Credential | Stage::Contract)
    };
    trace.steps.iter().find(|step| step.outcome == outcome && lets_in(step.code)).map(|step| step.code)
}
