//! The stages in order: [`admit`] up to the authorizer, [`conclude`] after it, [`super::field_access`] on what was let in.
//!
//! Two functions and not one, because the call of the authorizer between them belongs to the outside.

use std::time::SystemTime;

use serde_json::{Value, json};

use super::cache::{self, Cache, CacheEntry, CacheKey, EffectiveTtl};
use super::contract::{self, Answer};
use super::credential::check_credential;
use super::denied_fields::{self, DeniedFields};
use super::gate::{self, Expression};
use super::iam::{self, PolicyAnswer};
use super::jwt::Claims;
use super::mode::{SelectionOutcome, detect_mode};
use super::refusal::{Refusal, UNABLE_TO_INVOKE};
use super::rules::Code;
use super::subject::{
    Api, Arrival, CacheDenials, Caller, CredentialFacts, ModeChoice, PermissionMissing, Readings, Request,
};
use super::trace::{Decision, Outcome, Step, Trace, Verdict};
use crate::appsync::{
    AuthenticationType, AuthorizerEvent, AuthorizerOutcome, Coordinate, LambdaAuthorizerConfig, Provider,
    RequestContext, Secret, refusal_words,
};

/// All that a decision on a request rests on, but for the authorizer's answer.
#[derive(Debug, Clone, Copy)]
pub struct Case<'a> {
    /// The request.
    pub request: &'a Request,
    /// The fields of the query root that the operation selects; empty when there is no operation.
    pub root_fields: &'a [Coordinate],
    /// The API.
    pub api: &'a Api,
    /// Whether the mode is found by the headers.
    pub mode: ModeChoice,
    /// What is known of the credential.
    pub credential: &'a CredentialFacts,
    /// How open questions are read.
    pub readings: &'a Readings,
    /// The time.
    pub now: SystemTime,
}

/// What [`admit`] says.
#[derive(Debug, Clone, PartialEq)]
pub enum Admission {
    /// The decision stands without the authorizer.
    Decided(Box<Verdict>),
    /// The authorizer must be asked: call it with the event, then [`conclude`].
    AskAuthorizer(Box<Pending>),
}

/// A request that waits for its authorizer.
#[derive(Debug, Clone, PartialEq)]
pub struct Pending {
    /// What to send to the authorizer.
    pub event: AuthorizerEvent,
    /// Which function that is, where the API says.
    pub config: LambdaAuthorizerConfig,
    key: CacheKey,
    readings: Readings,
    trace: Trace,
}

impl Pending {
    /// The steps that led to the authorizer.
    #[must_use]
    pub const fn trace(&self) -> &Trace {
        &self.trace
    }
}

/// What whoever judges many requests of one API can give besides: work done once, and work put off.
pub struct Means<'a> {
    /// The API's `identityValidationExpression`, read before.
    pub expression: Option<&'a Expression>,
    /// Checks the credential of the mode that was selected; what it says goes before the case's own facts.
    pub check: &'a dyn Fn(AuthenticationType, Option<&Claims>) -> CredentialFacts,
}

impl std::fmt::Debug for Means<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Means").field("expression", &self.expression).finish_non_exhaustive()
    }
}

/// Judges a request up to the point where the authorizer must be asked.
#[must_use]
pub fn admit(case: &Case<'_>, cache: &Cache) -> Admission {
    judge(case, cache, None)
}

/// The same for a server: a credential is checked only when its mode is selected, and the expression is read once.
#[must_use]
pub fn admit_by(case: &Case<'_>, cache: &Cache, means: &Means<'_>) -> Admission {
    judge(case, cache, Some(means))
}

fn judge(case: &Case<'_>, cache: &Cache, means: Option<&Means<'_>>) -> Admission {
    let mut trace = Trace::default();
    if let Some((step, refusal)) = judge_arrival(&case.request.arrival) {
        trace.push(step);
        return decided(denied(None, refusal, trace));
    }
    let (mode, claims) = match case.mode {
        ModeChoice::Lambda => (AuthenticationType::AwsLambda, None),
        ModeChoice::Detected => {
            let selection = detect_mode(case.request, case.api, case.readings);
            trace.steps.extend(selection.steps);
            match selection.outcome {
                SelectionOutcome::Selected(mode, claims) => (mode, claims),
                SelectionOutcome::Refused(refusal) => return decided(denied(None, refusal, trace)),
                SelectionOutcome::Unknown => return decided(unknown(None, trace)),
            }
        }
    };
    if mode == AuthenticationType::AwsLambda {
        return admit_token(case, cache, means, trace);
    }
    let checked = means.map(|means| (means.check)(mode, claims.as_ref()));
    let case = &Case { credential: checked.as_ref().unwrap_or(case.credential), ..*case };
    match check_credential(mode, claims.as_ref(), case.api, case.credential, case.now) {
        Ok(step) => trace.push(step),
        Err(refused) => {
            let (step, refusal) = *refused;
            trace.push(step);
            return decided(denied(Some(mode), refusal, trace));
        }
    }
    decided(admit_caller(case, mode, claims.as_ref(), trace))
}

/// Judges what arrived: a request that is none is refused before any authorization.
///
/// Source: graphql/graphql-over-http#81, from AppSync's staff.
fn judge_arrival(arrival: &Arrival) -> Option<(Step, Refusal)> {
    let code = match arrival {
        Arrival::Operation { .. } | Arrival::Connect => return None,
        Arrival::Empty => Code::Q201,
        Arrival::Malformed => Code::Q202,
        Arrival::Ambiguous => Code::Q204,
        Arrival::NoApi => Code::Q203,
    };
    Some((Step::denied(code), Refusal::of(code)))
}

/// AWS_LAMBDA: gate, cache, and then the authorizer.
fn admit_token(case: &Case<'_>, cache: &Cache, means: Option<&Means<'_>>, mut trace: Trace) -> Admission {
    let mode = Some(AuthenticationType::AwsLambda);
    let nothing = LambdaAuthorizerConfig::default();
    let config = case.api.authentication.lambda().unwrap_or(&nothing);
    // Where the mode is taken to be AWS_LAMBDA, a request without a token is one with an empty token.
    let token = case.request.authorization().unwrap_or_default();
    let steps = match means {
        Some(means) => gate::judge_token_by(&token, means.expression, case.readings),
        None => gate::judge_token(&token, config.identity_validation_expression.as_deref(), case.readings),
    };
    trace.steps.extend(steps);
    match trace.steps.last().map(|step| step.outcome) {
        Some(Outcome::Denied) => return decided(denied(mode, Refusal::unauthorized(), trace)),
        Some(Outcome::Unknown) => return decided(unknown(mode, trace)),
        _ => {}
    }
    let key = CacheKey { api_id: case.api.identity.api_id.clone(), token };
    let (steps, entry) = cache::look_up(cache, &key, query_string(&case.request.arrival), config, case.now);
    trace.steps.extend(steps);
    match entry {
        None => {
            let event = event_of(case, key.token.clone());
            let config = config.clone();
            Admission::AskAuthorizer(Box::new(Pending { event, config, key, readings: *case.readings, trace }))
        }
        Some(entry) => {
            let refusal = (!entry.answer.is_authorized).then(Refusal::unauthorized);
            if refusal.is_some() {
                trace.push(Step::denied(Code::C107));
            }
            decided(verdict_of_answer(&entry.answer, refusal, Some(entry.ttl), case.api, trace))
        }
    }
}

/// The `queryString` of the event: empty on connect.
fn query_string(arrival: &Arrival) -> &str {
    match arrival {
        Arrival::Operation { query, .. } => query,
        _ => "",
    }
}

/// The event that AppSync sends to the authorizer for this request.
fn event_of(case: &Case<'_>, token: Secret) -> AuthorizerEvent {
    let api = case.api.identity.clone();
    let request_id = case.request.request_id.clone();
    let request_headers = case.request.headers.clone();
    match &case.request.arrival {
        Arrival::Operation { query, operation_name, variables } => AuthorizerEvent {
            authorization_token: token,
            request_context: RequestContext {
                api,
                request_id,
                query_string: query.clone(),
                operation_name: operation_name.clone(),
                variables: variables.clone(),
            },
            request_headers,
        },
        _ => AuthorizerEvent::connect(api, request_id, token, request_headers),
    }
}

/// All modes but AWS_LAMBDA: the credential is good, so the caller is let in; policies can still refuse it as a whole.
fn admit_caller(case: &Case<'_>, mode: AuthenticationType, claims: Option<&Claims>, mut trace: Trace) -> Verdict {
    let policies = case.credential.policies.clone();
    let caller = Caller { cognito_groups: claims.map(Claims::groups).unwrap_or_default(), policies };
    if mode == AuthenticationType::AwsIam && !case.root_fields.is_empty() {
        match &caller.policies {
            None => {
                trace.push(Step::unknown(Code::I102));
                return Verdict { caller, ..unknown(Some(mode), trace) };
            }
            Some(policies) => {
                let answers: Vec<PolicyAnswer> = case
                    .root_fields
                    .iter()
                    .map(|field| iam::policy_answer(policies, &case.api.identity, field))
                    .collect();
                if !answers.contains(&PolicyAnswer::Allowed) {
                    if answers.contains(&PolicyAnswer::Conditional) {
                        trace.push(Step::unknown(Code::I204));
                        return Verdict { caller, ..unknown(Some(mode), trace) };
                    }
                    trace.push(Step::denied(Code::I201));
                    return Verdict { caller, ..denied(Some(mode), Refusal::of(Code::I201), trace) };
                }
            }
        }
    }
    let identity = identity_of(mode, claims, case);
    Verdict { decision: Decision::Allowed, identity, caller, ..denied(Some(mode), Refusal::unauthorized(), trace) }
        .without_refusal()
}

/// What resolvers see as `identity`.
///
/// Source: AppSync developer guide, "Resolver mapping template context reference"; `@types/aws-lambda`.
fn identity_of(mode: AuthenticationType, claims: Option<&Claims>, case: &Case<'_>) -> Value {
    match (mode, claims) {
        (AuthenticationType::AmazonCognitoUserPools, Some(claims)) => {
            let identity = json!({
                "sub": claims.text("sub"),
                "issuer": claims.text("iss"),
                "username": claims.text("cognito:username").or_else(|| claims.text("username")),
                "claims": claims.as_object(),
                "groups": claims.groups(),
                "defaultAuthStrategy": match &case.api.authentication.default {
                    Provider::UserPool(pool) if pool.default_action == Some(crate::appsync::DefaultAction::Deny) => {
                        "DENY"
                    }
                    _ => "ALLOW",
                },
            });
            with_source_ip(identity, &case.credential.source_ip)
        }
        (AuthenticationType::OpenIdConnect, Some(claims)) => json!({
            "sub": claims.text("sub"),
            "issuer": claims.text("iss"),
            "claims": claims.as_object(),
        }),
        (AuthenticationType::AwsIam, _) => iam_identity(case.credential),
        _ => Value::Null,
    }
}

/// What resolvers see of an IAM caller. The members of Amazon Cognito are null for a caller who has not got the credentials
/// from an identity pool, and such callers are not told apart here.
///
/// Source: `AppSyncIdentityIAM` of `@types/aws-lambda`; AWS Lambda Powertools, `AppSyncResolverEvent`, for the nulls.
fn iam_identity(facts: &CredentialFacts) -> Value {
    let identity = json!({
        "accountId": facts.account_id,
        "cognitoIdentityPoolId": null,
        "cognitoIdentityId": null,
        "username": facts.user_arn.as_deref().and_then(|arn| arn.rsplit('/').next()),
        "userArn": facts.user_arn,
        "cognitoIdentityAuthType": null,
        "cognitoIdentityAuthProvider": null,
    });
    with_source_ip(identity, &facts.source_ip)
}

/// Adds `sourceIp` where it is known; an empty list would say that the request came from nowhere.
fn with_source_ip(mut identity: Value, source_ip: &[String]) -> Value {
    if !source_ip.is_empty() {
        identity["sourceIp"] = json!(source_ip);
    }
    identity
}

/// Judges what came of calling the authorizer; gives the verdict, and what to keep in the cache.
#[must_use]
pub fn conclude(
    pending: Pending,
    outcome: &AuthorizerOutcome,
    api: &Api,
    now: SystemTime,
) -> (Verdict, Option<(CacheKey, CacheEntry)>) {
    let Pending { event, config, key, readings, mut trace } = pending;
    let payload = match outcome {
        AuthorizerOutcome::Returned { payload, .. } => payload,
        other => return (conclude_without_answer(other, readings, trace), None),
    };
    trace.push(Step::passed(Code::A101).fact("bytes", payload.len()));
    let judged = contract::judge_answer(payload, &readings);
    trace.steps.extend(judged.steps);
    let ttl = cache::effective_ttl(&config, judged.answer.ttl_override);
    let mut kept = None;
    if judged.cacheable {
        let keep_denials = readings.cache_denials == CacheDenials::Yes;
        let (steps, expires) = cache::keep(&judged.answer, payload.len(), ttl, keep_denials, now);
        trace.steps.extend(steps);
        kept = expires.map(|expires| {
            let made_for = event.request_context.query_string;
            (key, CacheEntry { answer: judged.answer.clone(), expires, made_for, ttl })
        });
    }
    let verdict = verdict_of_answer(&judged.answer, judged.refusal, judged.cacheable.then_some(ttl), api, trace);
    (verdict, kept)
}

/// The authorizer gave no answer: it failed, timed out, may not be invoked, or was not asked.
fn conclude_without_answer(outcome: &AuthorizerOutcome, readings: Readings, mut trace: Trace) -> Verdict {
    let mode = Some(AuthenticationType::AwsLambda);
    let (step, refusal) = match outcome {
        AuthorizerOutcome::Failed(error) => {
            let step = Step::denied(Code::A201)
                .fact("errorType", error.error_type.as_str())
                .fact("errorMessage", error.error_message.as_str());
            (step, Refusal::failure(error.error_message.clone()))
        }
        AuthorizerOutcome::TimedOut { after } => {
            let seconds = after.as_secs_f64();
            let message = format!("{} {seconds:.2} seconds", refusal_words::TASK_TIMED_OUT);
            (Step::denied(Code::A202).fact("seconds", seconds), Refusal::failure(message))
        }
        AuthorizerOutcome::NotInvocable => {
            let refusal = match readings.permission_missing {
                PermissionMissing::Status400 => Refusal::of(Code::A203),
                PermissionMissing::Status500 => Refusal::failure(UNABLE_TO_INVOKE),
            };
            (Step::denied(Code::A203), refusal)
        }
        AuthorizerOutcome::NotAsked | AuthorizerOutcome::Returned { .. } => {
            trace.push(Step::unknown(Code::A102));
            return unknown(mode, trace);
        }
    };
    trace.push(step);
    denied(mode, refusal, trace)
}

/// The verdict that an answer leads to, fresh or from the cache.
fn verdict_of_answer(
    answer: &Answer,
    refusal: Option<Refusal>,
    ttl: Option<EffectiveTtl>,
    api: &Api,
    mut trace: Trace,
) -> Verdict {
    let mode = Some(AuthenticationType::AwsLambda);
    if let Some(refusal) = refusal {
        return Verdict { ttl, ..denied(mode, refusal, trace) };
    }
    let (denied_fields, notes) = denied_fields::read_entries(&answer.denied_fields, &api.identity);
    trace.steps.extend(notes);
    Verdict {
        decision: Decision::Allowed,
        mode,
        identity: json!({ "resolverContext": answer.resolver_context }),
        caller: Caller::default(),
        denied_fields,
        ttl,
        refusal: None,
        trace,
    }
}

fn decided(verdict: Verdict) -> Admission {
    Admission::Decided(Box::new(verdict))
}

fn denied(mode: Option<AuthenticationType>, refusal: Refusal, trace: Trace) -> Verdict {
    Verdict {
        decision: Decision::Denied,
        mode,
        identity: Value::Null,
        caller: Caller::default(),
        denied_fields: DeniedFields::default(),
        ttl: None,
        refusal: Some(refusal),
        trace,
    }
}

fn unknown(mode: Option<AuthenticationType>, trace: Trace) -> Verdict {
    Verdict { decision: Decision::Unknown, ..denied(mode, Refusal::unauthorized(), trace) }.without_refusal()
}

impl Verdict {
    fn without_refusal(self) -> Self {
        Self { refusal: None, ..self }
    }
}
