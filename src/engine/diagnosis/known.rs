//! What is known before the answer is looked at: the request judged once more, as far as it can be judged here.

use std::time::SystemTime;

use super::super::cache::Cache;
use super::super::pipeline::{Admission, Case, admit};
use super::super::rules::{Code, Severity, Stage};
use super::super::subject::{Api, Arrival, CredentialFacts, ModeChoice, Request};
use super::super::trace::{Outcome, Step};
use super::moment::seconds_after;
use super::sent::{Answer, Diagnosis, Sent};
use super::shape::Shape;
use super::token;
use crate::appsync::{ApiIdentity, AuthenticationType};

/// A request that was refused, with what the engine makes of it.
#[derive(Debug)]
pub(super) struct Known<'a> {
    pub(super) sent: &'a Sent<'a>,
    pub(super) answer: &'a Answer<'a>,
    pub(super) shape: Shape,
    /// The time by AppSync's clock, which decides on what expires.
    pub(super) at: SystemTime,
    /// The steps up to the authorizer; empty where neither the API nor the credential's shape tell anything.
    steps: Vec<Step>,
    mode: Option<AuthenticationType>,
    asks_authorizer: bool,
}

impl<'a> Known<'a> {
    pub(super) fn new(sent: &'a Sent<'a>, answer: &'a Answer<'a>) -> Self {
        let shape = Shape::of(sent.headers);
        let at = answer.date.unwrap_or(sent.now);
        let supposed = || {
            let authentication = shape.authentication()?;
            Some(Api { identity: ApiIdentity::default(), authentication })
        };
        let api = sent.api.cloned().or_else(supposed);
        let (steps, mode, asks_authorizer) =
            api.map_or_else(|| (Vec::new(), shape.mode(), false), |api| judged_again(sent, &api, at));
        Self { sent, answer, shape, at, steps, mode, asks_authorizer }
    }

    /// The mode that the request selected; without the API, the mode that takes such a credential.
    pub(super) const fn mode(&self) -> Option<AuthenticationType> {
        self.mode
    }

    /// Whether the request came as far as the authorizer, by all that is known.
    pub(super) const fn asks_authorizer(&self) -> bool {
        self.asks_authorizer
    }

    /// The step that denies, where one does by what the request says of itself.
    pub(super) fn denial(&self) -> Option<&Step> {
        self.steps.iter().find(|step| step.outcome == Outcome::Denied)
    }

    /// The step that could not be judged.
    pub(super) fn open(&self) -> Option<&Step> {
        self.steps.iter().find(|step| step.outcome == Outcome::Unknown)
    }

    /// Whether the API can have an authorizer.
    pub(super) fn may_have_authorizer(&self) -> bool {
        self.sent.api.is_none_or(|api| api.authentication.has(AuthenticationType::AwsLambda))
    }

    /// Which API it is, where that is no placeholder.
    pub(super) fn identity(&self) -> Option<&'a ApiIdentity> {
        let identity = &self.sent.api?.identity;
        (identity.api_id != ApiIdentity::SYNTHETIC_API_ID).then_some(identity)
    }

    /// By how many seconds this machine's clock is ahead of AppSync's; negative when it is behind.
    pub(super) fn clock_ahead(&self) -> Option<f64> {
        self.answer.date.map(|date| seconds_after(self.sent.now, date))
    }

    /// What is worth a warning on the way to the mode and through the gate, such as a JWT that cannot reach the authorizer.
    pub(super) fn warnings(&self) -> impl Iterator<Item = Diagnosis> + '_ {
        let known = self.sent.api.is_some();
        self.steps
            .iter()
            .filter(move |step| known && step.outcome == Outcome::Noted)
            .filter(|step| {
                let rule = step.code.rule();
                rule.severity == Severity::Warning && matches!(rule.stage, Stage::Mode | Stage::Gate)
            })
            .map(|step| self.told(step))
    }

    /// The mode that the request selected and why; without the API, which modes take such a credential.
    pub(super) fn selection(&self) -> Option<Diagnosis> {
        if self.sent.api.is_none() {
            return Some(self.shape.told());
        }
        let selects = |step: &&Step| step.code.rule().stage == Stage::Mode && step.outcome == Outcome::Passed;
        self.steps.iter().find(selects).map(|step| self.told(step))
    }

    /// A step in a sentence.
    pub(super) fn told(&self, step: &Step) -> Diagnosis {
        let mut says = token::sentence(step, self.at).unwrap_or_else(|| step.code.rule().title.to_owned());
        if let (Code::M202 | Code::M203 | Code::M204, Some(api)) = (step.code, self.sent.api) {
            let modes = api.authentication.providers().map(|provider| provider.authentication_type().name());
            says = format!("{says}; it has {}", modes.collect::<Vec<_>>().join(", "));
        }
        Diagnosis { code: Some(step.code), says, help: help_of(step.code), facts: step.facts.clone() }
    }
}

/// Help where the rule's own speaks to whoever configures.
fn help_of(code: Code) -> Option<String> {
    (code == Code::M204).then(|| {
        "use a JWT of a provider that the API has; for the Lambda authorizer put a prefix before it, and take it off in the function"
            .to_owned()
    })
}

/// The request judged as far as its headers tell: the steps, the mode, and whether the authorizer would be asked.
fn judged_again(sent: &Sent<'_>, api: &Api, now: SystemTime) -> (Vec<Step>, Option<AuthenticationType>, bool) {
    // The operation decides nothing before the authorizer, and fields are asked for one by one.
    let request = Request { arrival: Arrival::Connect, headers: sent.headers.clone(), request_id: String::new() };
    let case = Case {
        request: &request,
        root_fields: &[],
        api,
        mode: ModeChoice::Detected,
        credential: &CredentialFacts::default(),
        readings: sent.readings,
        now,
    };
    match admit(&case, &Cache::default()) {
        Admission::Decided(verdict) => (verdict.trace.steps, verdict.mode, false),
        Admission::AskAuthorizer(pending) => (pending.trace().steps.clone(), Some(AuthenticationType::AwsLambda), true),
    }
}
