//! Stage K: is the credential of the selected mode good? For all modes but AWS_LAMBDA, whose authorizer decides.
//!
//! What a JWT says of itself is judged here. Signatures and keys are checked by whoever can, and come in as facts.

use std::time::SystemTime;

use serde_json::{Value, json};

use super::java_regex::Judgement;
use super::jwt::Claims;
use super::mode::client_accepted;
use super::refusal::Refusal;
use super::rules::Code;
use super::subject::{Api, CredentialCheck, CredentialFacts, seconds_since_1970};
use super::trace::Step;
use crate::appsync::{AuthenticationType, OpenIdConnectConfig, Provider};

/// What came of looking at a credential: a step, and what the client gets when it is refused.
pub(super) type Checked<T = Step> = Result<T, Box<(Step, Refusal)>>;

/// Judges the credential of the selected mode.
pub(super) fn check_credential(
    mode: AuthenticationType,
    claims: Option<&Claims>,
    api: &Api,
    facts: &CredentialFacts,
    now: SystemTime,
) -> Checked {
    if let Some(claims) = claims {
        check_claims(mode, claims, api, now)?;
    }
    let code = match facts.check {
        CredentialCheck::Verified => return Ok(Step::passed(Code::K101)),
        CredentialCheck::NotChecked => return Ok(Step::passed(Code::K102)),
        CredentialCheck::KeyUnknown => Code::K201,
        CredentialCheck::KeyExpired => Code::K202,
        CredentialCheck::TokenSignatureInvalid => Code::K204,
        CredentialCheck::AccessKeyUnknown => Code::K207,
        CredentialCheck::SignatureMismatch => Code::K208,
        CredentialCheck::SignatureExpired => Code::K209,
    };
    Err(Box::new((Step::denied(code), facts.answer.clone().unwrap_or_else(|| Refusal::of(code)))))
}

/// Judges what a JWT says of itself: times, its use in a user pool, and the client under OPENID_CONNECT.
fn check_claims(mode: AuthenticationType, claims: &Claims, api: &Api, now: SystemTime) -> Checked<()> {
    let now = seconds_since_1970(now);
    if let Some(expires) = claims.seconds("exp").filter(|expires| *expires <= now) {
        let step = Step::denied(Code::K203).fact("exp", expires).fact("now", now);
        return Err(Box::new((step, Refusal::unauthorized())));
    }
    if let Some(begins) = claims.seconds("nbf").filter(|begins| *begins > now) {
        let step = Step::denied(Code::K211).fact("nbf", begins).fact("now", now);
        return Err(Box::new((step, Refusal::unauthorized())));
    }
    if mode == AuthenticationType::AmazonCognitoUserPools {
        check_token_use(claims)?;
    }
    let issuer = claims.text("iss").unwrap_or_default();
    let provider = api.authentication.providers().find_map(|provider| match provider {
        Provider::OpenIdConnect(config) if mode == AuthenticationType::OpenIdConnect => {
            let same = config.issuer.trim_end_matches('/') == issuer.trim_end_matches('/');
            same.then_some(config)
        }
        _ => None,
    });
    provider.map_or(Ok(()), |config| check_oidc(config, claims, now))
}

/// Judges what a user pool's token is for: a refresh token, or one that does not say, opens nothing.
///
/// Source: Amazon Cognito developer guide, "Verifying JSON web tokens".
fn check_token_use(claims: &Claims) -> Checked<()> {
    if matches!(claims.text("token_use"), Some("id" | "access")) {
        return Ok(());
    }
    let sent = claims.as_object().get("token_use").cloned().unwrap_or_default();
    Err(Box::new((Step::denied(Code::K210).fact("token_use", sent), Refusal::unauthorized())))
}

/// Judges client and age of a token under OPENID_CONNECT.
///
/// Source: AppSync API reference, `OpenIDConnectConfig`.
fn check_oidc(config: &OpenIdConnectConfig, claims: &Claims, now: f64) -> Checked<()> {
    match client_accepted(config.client_id.as_deref(), &claims.oidc_clients()) {
        Judgement::Match => {}
        Judgement::NoMatch | Judgement::Unknown(_) => {
            let step = Step::denied(Code::K205)
                .fact("clientId", json!(config.client_id))
                .fact("clients", Value::from(claims.oidc_clients()));
            return Err(Box::new((step, Refusal::unauthorized())));
        }
    }
    for (limit, name, claim) in
        [(config.iat_ttl_milliseconds, "iatTTL", "iat"), (config.auth_ttl_milliseconds, "authTTL", "auth_time")]
    {
        let Some(limit) = limit.filter(|limit| *limit > 0) else { continue };
        let too_old = claims.seconds(claim).is_none_or(|since| (now - since) * 1000.0 > milliseconds(limit));
        if too_old {
            let step = Step::denied(Code::K206).fact(name, limit).fact(claim, json!(claims.seconds(claim)));
            return Err(Box::new((step, Refusal::unauthorized())));
        }
    }
    Ok(())
}

/// A limit as a number to compare with; limits are far below the 2^53 where this would lose a millisecond.
#[expect(clippy::cast_precision_loss, reason = "limits of tokens are far below 2^53 milliseconds")]
const fn milliseconds(limit: i64) -> f64 {
    limit as f64
}
