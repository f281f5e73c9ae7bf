//! Stage M: which provider does a request select?
//!
//! AppSync looks at the shape of the headers, never tries providers in turn, and does not fall back: a request that fails
//! the mode it selected is refused.

use super::java_regex::{JavaRegex, Judgement};
use super::jwt::Claims;
use super::refusal::Refusal;
use super::rules::Code;
use super::subject::{Api, KeyAndSigv4, Readings, Request, UnmatchedJwt};
use super::trace::Step;
use crate::appsync::{AuthenticationType, OpenIdConnectConfig, Provider, UserPoolConfig};

/// How SigV4 signatures begin.
pub(super) const SIGNATURE_PREFIX: &str = "AWS4-HMAC-SHA256";

/// How the issuers of all user pools begin.
pub(super) const COGNITO_ISSUER_PREFIX: &str = "https://cognito-idp.";

/// The provider that a request selects, and the steps that led to it.
#[derive(Debug, Clone, PartialEq)]
pub struct Selection {
    /// The mode, or what the client gets when there is none.
    pub outcome: SelectionOutcome,
    /// The steps.
    pub steps: Vec<Step>,
}

/// What came of looking for a mode.
#[derive(Debug, Clone, PartialEq)]
pub enum SelectionOutcome {
    /// The mode, and the claims of the token where it is a JWT mode.
    Selected(AuthenticationType, Option<Claims>),
    /// None: the request is refused.
    Refused(Refusal),
    /// It cannot be judged.
    Unknown,
}

/// Finds the mode of a request from the shape of its headers.
///
/// Source: AppSync developer guide, "Security"; each step names the evidence of its rule.
#[must_use]
pub fn detect_mode(request: &Request, api: &Api, readings: &Readings) -> Selection {
    let authorization = request.headers.get("authorization");
    let key = request.headers.get("x-api-key").is_some();
    let signed = authorization.is_some_and(|value| value.trim_start().starts_with(SIGNATURE_PREFIX));
    let iam = signed && api.authentication.has(AuthenticationType::AwsIam);
    if key && api.authentication.has(AuthenticationType::ApiKey) {
        return api_key_or_signature(authorization.is_some(), iam, *readings);
    }
    match authorization {
        _ if iam => selected(AuthenticationType::AwsIam, Code::M102, Vec::new()),
        Some(value) => by_token(value, signed, api, *readings),
        None if key => refused(Code::M202, Vec::new()),
        None => refused(Code::M201, Vec::new()),
    }
}

/// The request has an API key, and the API takes keys.
fn api_key_or_signature(has_authorization: bool, iam: bool, readings: Readings) -> Selection {
    let key = |steps| selected(AuthenticationType::ApiKey, Code::M101, steps);
    match (iam, has_authorization) {
        (true, _) if readings.key_and_sigv4 == KeyAndSigv4::Sigv4 => {
            let note = Step::noted(Code::M108).fact("decides", "signature");
            selected(AuthenticationType::AwsIam, Code::M102, vec![note])
        }
        (true, _) => key(vec![Step::noted(Code::M108).fact("decides", "key")]),
        (false, true) => key(vec![Step::noted(Code::M107)]),
        (false, false) => key(Vec::new()),
    }
}

/// The request has an `Authorization` that is not a signature for this API.
fn by_token(value: &str, signed: bool, api: &Api, readings: Readings) -> Selection {
    let lambda = api.authentication.has(AuthenticationType::AwsLambda);
    let takes_jwts = api.authentication.has(AuthenticationType::AmazonCognitoUserPools)
        || api.authentication.has(AuthenticationType::OpenIdConnect);
    let claims = Claims::of_authorization(value);
    match claims {
        Some(claims) if takes_jwts => by_issuer(claims, api, lambda, readings),
        claims if lambda => {
            let shape = if signed { Some("SigV4") } else { claims.map(|_| "JWT") };
            let notes = shape.map(|shape| Step::noted(Code::M109).fact("shape", shape)).into_iter().collect();
            selected(AuthenticationType::AwsLambda, Code::M104, notes)
        }
        _ if takes_jwts => refused(Code::M203, Vec::new()),
        _ => refused(Code::M202, Vec::new()),
    }
}

/// The token is a JWT, and the API has providers that take JWTs.
fn by_issuer(claims: Claims, api: &Api, lambda: bool, readings: Readings) -> Selection {
    let issuer = claims.text("iss").unwrap_or_default().to_owned();
    let mut notes = Vec::new();
    for provider in api.authentication.providers() {
        let fit = match provider {
            Provider::UserPool(pool) => fit_of_pool(pool, &issuer, &claims),
            Provider::OpenIdConnect(config) => fit_of_issuer(config, &issuer, &claims),
            _ => continue,
        };
        match fit {
            Fit::No => {}
            Fit::Unknown(reason) => {
                let step = Step::unknown(Code::M205).fact("issuer", issuer).fact("reason", reason);
                return Selection { outcome: SelectionOutcome::Unknown, steps: vec![step] };
            }
            Fit::Yes { described } => {
                if !described {
                    notes.push(Step::noted(Code::M110).fact("issuer", issuer.clone()));
                }
                if lambda {
                    notes.push(Step::noted(Code::M106).fact("issuer", issuer.clone()));
                }
                let mode = provider.authentication_type();
                let code = if mode == AuthenticationType::OpenIdConnect { Code::M105 } else { Code::M103 };
                let mut selection = selected(mode, code, notes);
                if let Some(step) = selection.steps.last_mut() {
                    step.facts.insert("issuer".to_owned(), issuer.into());
                }
                selection.outcome = SelectionOutcome::Selected(mode, Some(claims));
                return selection;
            }
        }
    }
    if lambda && readings.unmatched_jwt == UnmatchedJwt::Lambda {
        let note = Step::noted(Code::M204).fact("issuer", issuer);
        return selected(AuthenticationType::AwsLambda, Code::M104, vec![note]);
    }
    let mut selection = refused(Code::M204, notes);
    if let Some(step) = selection.steps.last_mut() {
        step.facts.insert("issuer".to_owned(), issuer.into());
    }
    selection
}

/// Whether a token belongs to a provider.
enum Fit {
    /// It does. `described` is false where only the mode of the provider is known.
    Yes {
        described: bool,
    },
    No,
    Unknown(String),
}

/// Whether a token is of a user pool and of one of its accepted app clients.
fn fit_of_pool(pool: &UserPoolConfig, issuer: &str, claims: &Claims) -> Fit {
    if pool.user_pool_id.is_empty() {
        return if issuer.starts_with(COGNITO_ISSUER_PREFIX) { Fit::Yes { described: false } } else { Fit::No };
    }
    if issuer != pool.issuer() {
        return Fit::No;
    }
    match client_accepted(pool.app_id_client_regex.as_deref(), &claims.app_clients()) {
        Judgement::Match => Fit::Yes { described: true },
        Judgement::NoMatch => Fit::No,
        Judgement::Unknown(reason) => Fit::Unknown(reason),
    }
}

/// Whether a token is of an issuer. Its client is checked with the credential: the provider is already selected then.
///
/// Where the pattern of clients cannot be judged, it is open whether the token is refused.
fn fit_of_issuer(config: &OpenIdConnectConfig, issuer: &str, claims: &Claims) -> Fit {
    if config.issuer.is_empty() {
        return if issuer.starts_with(COGNITO_ISSUER_PREFIX) { Fit::No } else { Fit::Yes { described: false } };
    }
    if issuer.trim_end_matches('/') != config.issuer.trim_end_matches('/') {
        return Fit::No;
    }
    match client_accepted(config.client_id.as_deref(), &claims.oidc_clients()) {
        Judgement::Unknown(reason) => Fit::Unknown(reason),
        Judgement::Match | Judgement::NoMatch => Fit::Yes { described: true },
    }
}

/// Whether one of a token's clients matches the pattern of accepted clients; without a pattern all do.
pub(super) fn client_accepted(pattern: Option<&str>, clients: &[String]) -> Judgement {
    let Some(pattern) = pattern else { return Judgement::Match };
    let regex = match JavaRegex::new(pattern) {
        Ok(regex) => regex,
        Err(error) => return Judgement::Unknown(error.to_string()),
    };
    let mut judgement = Judgement::NoMatch;
    for client in clients {
        match regex.matches(client) {
            Judgement::Match => return Judgement::Match,
            Judgement::NoMatch => {}
            unknown @ Judgement::Unknown(_) => judgement = unknown,
        }
    }
    judgement
}

/// A selection, its notes before the step that selects.
fn selected(mode: AuthenticationType, code: Code, mut steps: Vec<Step>) -> Selection {
    steps.push(Step::passed(code).fact("mode", mode.name()));
    Selection { outcome: SelectionOutcome::Selected(mode, None), steps }
}

/// A refusal in the words of its rule.
fn refused(code: Code, mut steps: Vec<Step>) -> Selection {
    steps.push(Step::denied(code));
    Selection { outcome: SelectionOutcome::Refused(Refusal::of(code)), steps }
}
