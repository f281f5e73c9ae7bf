//! One case through the engine and the authorizer.

use std::time::SystemTime;

use serde_json::json;

use super::args::Expect;
use super::prepare::Prepared;
use crate::appsync::{AuthenticationType, AuthorizerFailure, AuthorizerOutcome, Secret};
use crate::engine::mode::{SelectionOutcome, detect_mode};
use crate::engine::{
    Admission, Cache, Case, Code, CredentialFacts, Decision, ModeChoice, Outcome, Step, admit, conclude, denied_fields,
    field_access, root_fields,
};
use crate::error::Error;
use crate::outside::authorizer::{Authorizer, Invocation};
use crate::outside::{Console, Verbosity};
use crate::report::wording::one_line;
use crate::suite::{Answered, CaseOutcome, CaseResult, redact, unmet};

/// How much of an event or an answer `-vv` shows, in characters.
const SHOWN_CHARACTERS: usize = 10_000;

/// What the command shows beyond the decision.
#[derive(Debug, Clone, Copy)]
pub(super) struct Show<'a> {
    /// `--print-event`.
    pub(super) event: bool,
    /// `--logs`.
    pub(super) logs: bool,
    /// `--expect`.
    pub(super) expect: Option<Expect>,
    /// Tokens of all cases, which a warm handler may show in any of them.
    pub(super) secrets: &'a [Secret],
    /// Where `-vv` is said.
    pub(super) console: &'a Console,
}

/// What came of a case; the error is why the authorizer could not be called at all.
#[derive(Debug)]
pub(super) struct Played {
    /// The result.
    pub(super) result: CaseResult,
    /// Why there is no verdict.
    pub(super) error: Option<Error>,
}

/// Plays one case.
pub(super) async fn play(case: &Prepared, authorizer: &Authorizer, show: Show<'_>) -> Played {
    let setting = &case.setting;
    let mut request = case.request.clone();
    request.request_id = uuid::Uuid::new_v4().to_string();
    let now = || case.now.unwrap_or_else(SystemTime::now);
    let roots = root_fields(&case.selected);
    let credential = CredentialFacts::default();
    let judged = Case {
        request: &request,
        root_fields: &roots,
        api: &setting.api,
        mode: ModeChoice::Lambda,
        credential: &credential,
        readings: &setting.readings,
        now: now(),
    };
    let mut result = unplayed(case);
    let pending = match admit(&judged, &Cache::default()) {
        Admission::Decided(verdict) => {
            result.verdict = Some(*verdict);
            return Played { result: finish(case, result, show, &judged), error: None };
        }
        Admission::AskAuthorizer(pending) => pending,
    };
    if show.event {
        result.event = Some(pending.event.to_json());
    }
    say(case, show, "event", || pending.event.to_json().to_string());
    let Invocation { outcome, logs, duration, cold_start } = match authorizer.invoke(&pending.event).await {
        Ok(invocation) => invocation,
        Err(error) => {
            result.fault = Some(error.message().to_owned());
            let error = secrets(case, show).fold(error, Error::without);
            return Played { result: finish(case, result, show, &judged), error: Some(error) };
        }
    };
    match &outcome {
        AuthorizerOutcome::Returned { payload, .. } => {
            say(case, show, "answer", || String::from_utf8_lossy(payload).into_owned())
        }
        AuthorizerOutcome::Failed(failure) => {
            let AuthorizerFailure { error_type, error_message, stack_trace, .. } = failure;
            let error = json!({ "errorType": error_type, "errorMessage": error_message, "trace": stack_trace });
            say(case, show, "error", || error.to_string());
        }
        _ => say(case, show, "no answer", || "the authorizer did not answer".to_owned()),
    }
    result.answered = Answered::Called { duration, cold_start };
    let failed = !matches!(outcome, AuthorizerOutcome::Returned { .. });
    let (verdict, _) = conclude(*pending, &outcome, &setting.api, now());
    result.verdict = Some(verdict);
    result.logs = logs;
    let mut result = finish(case, result, show, &judged);
    // What a handler printed helps when something failed that was not expected to; else it is shown on request.
    let helps = result.outcome == CaseOutcome::Failed || (failed && case.expect.is_none());
    if !(show.logs || helps) {
        result.logs = String::new();
    }
    Played { result, error: None }
}

/// The result of a case before anything is known.
pub(super) fn unplayed(case: &Prepared) -> CaseResult {
    CaseResult {
        name: case.name.clone(),
        place: case.place.clone(),
        outcome: CaseOutcome::Skipped,
        verdict: None,
        fields: Vec::new(),
        notes: Vec::new(),
        answered: Answered::NotCalled,
        failures: Vec::new(),
        fault: None,
        logs: String::new(),
        event: None,
    }
}

/// Adds fields, notes and the outcome to a result, and takes the token out of it.
fn finish(case: &Prepared, mut result: CaseResult, show: Show<'_>, judged: &Case<'_>) -> CaseResult {
    let setting = &case.setting;
    if let Some(verdict) = &mut result.verdict {
        let mut notes = notes_on_mode(judged);
        notes.append(&mut verdict.trace.steps);
        verdict.trace.steps = notes;
        result.fields = field_access(verdict, &setting.api, setting.schema.as_deref(), &case.selected);
        if let Some(schema) = &setting.schema {
            result.notes = denied_fields::unknown_fields(&verdict.denied_fields, schema);
        }
    }
    match &case.expect {
        Some(expected) => {
            result.failures = unmet(expected, &result, &setting.api.identity);
            result.outcome = if result.failures.is_empty() { CaseOutcome::Passed } else { CaseOutcome::Failed };
        }
        None => {
            let wanted = match show.expect {
                Some(Expect::Deny) => Decision::Denied,
                Some(Expect::Allow) | None => Decision::Allowed,
            };
            let met = result.effective_decision() == wanted;
            result.outcome = if met { CaseOutcome::Passed } else { CaseOutcome::Failed };
        }
    }
    secrets(case, show).for_each(|secret| redact(&mut result, secret));
    result
}

/// What goes over the wire, for `-vv`.
fn say(case: &Prepared, show: Show<'_>, what: &str, text: impl FnOnce() -> String) {
    if show.console.verbosity.get() < Verbosity::Wire {
        return;
    }
    let text = secrets(case, show).fold(text(), |text, secret| secret.masked_in(&text).unwrap_or(text));
    let cut: String = text.chars().take(SHOWN_CHARACTERS).collect();
    let more = if cut.len() < text.len() { "…" } else { "" };
    show.console.wire(&format!("{what} of `{}`: {}{more}", one_line(&case.name), one_line(&cut)));
}

/// What nobody may see of a case.
fn secrets<'a>(case: &'a Prepared, show: Show<'a>) -> impl Iterator<Item = &'a Secret> {
    case.token.iter().chain(show.secrets)
}

/// What AppSync would have made of the headers, where that is not AWS_LAMBDA: then the authorizer, which is tested here
/// all the same, would never be asked about this token.
fn notes_on_mode(judged: &Case<'_>) -> Vec<Step> {
    let selection = detect_mode(judged.request, judged.api, judged.readings);
    if matches!(selection.outcome, SelectionOutcome::Selected(AuthenticationType::AwsLambda, _)) {
        return Vec::new();
    }
    let worth_knowing = [Code::M106, Code::M107, Code::M108, Code::M110, Code::M204];
    selection
        .steps
        .into_iter()
        .filter(|step| worth_knowing.contains(&step.code))
        .map(|step| Step { outcome: Outcome::Noted, ..step })
        .collect()
}
