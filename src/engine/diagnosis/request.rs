//! A request that is refused as a whole with 401, or before AppSync looked at it.

use super::super::refusal::Refusal;
use super::super::rules::Code;
use super::known::Known;
use super::sent::Diagnosis;
use super::shape::Shape;
use super::{authorizer, caller};
use crate::appsync::{AuthenticationType, refusal_words as words};

/// Why the request was refused: what the engine says of it, if that is what AppSync said; else by AppSync's words.
pub(super) fn unauthorized(known: &Known<'_>, message: Option<&str>) -> Vec<Diagnosis> {
    let said = match message {
        Some(words::JWT_EXPIRED) => vec![Code::K203],
        message => Refusal::rules_that_say(words::UNAUTHORIZED_EXCEPTION, message),
    };
    // These words serve for any caller who is not let in, and words that are not known say nothing.
    let says_nothing = message.is_none_or(|message| message == words::NOT_AUTHORIZED) || said.is_empty();
    match known.denial() {
        Some(step) if says_nothing || said.contains(&step.code) => vec![known.told(step)],
        other => {
            let mut found = if says_nothing { by_mode(known) } else { vec![by_words(known, &said)] };
            found.extend(other.map(|step| known.told(step)));
            found
        }
    }
}

/// What words of their own say.
fn by_words(known: &Known<'_>, said: &[Code]) -> Diagnosis {
    let brought = known.shape.words();
    match said.first() {
        Some(Code::M201) if known.shape != Shape::Nothing => Diagnosis::new(
            Code::M201,
            format!("AppSync saw no credential, though the request was sent with {brought}: something on the way took it off"),
        )
        .help("look for a proxy or a redirect that drops `Authorization` or `x-api-key`"),
        Some(Code::M203 | Code::M204) if matches!(known.shape, Shape::Jwt(_)) => {
            Diagnosis::new(Code::M204, "the API has no provider for JWTs of this issuer and client")
                .help("use a JWT of a provider that the API has; an AWS_LAMBDA authorizer of the same API is reached with a prefix before the token")
        }
        Some(Code::M203 | Code::M204) => Diagnosis::new(
            Code::M203,
            format!("the API takes JWTs and has no AWS_LAMBDA authorizer, and the request brings {brought}"),
        ),
        Some(Code::M202) => {
            Diagnosis::new(Code::M202, format!("no mode of the API takes what the request brings: {brought}"))
        }
        Some(Code::I201) => caller::permission_denied(known),
        Some(Code::K203) => Diagnosis::new(Code::K203, "AppSync says that the JWT has expired"),
        Some(code) => Diagnosis::new(*code, code.rule().title),
        None => Diagnosis::new(None, "the request is refused"),
    }
}

/// What is left where the words say nothing, by the mode that the request selected.
fn by_mode(known: &Known<'_>) -> Vec<Diagnosis> {
    let open = known.open().map(|step| known.told(step));
    let reasons = match known.mode() {
        Some(AuthenticationType::AwsLambda) => vec![authorizer::denied(known)],
        Some(AuthenticationType::ApiKey) => vec![
            Diagnosis::new(Code::K201, "the API does not have this API key, or the key has expired")
                .help("`aws appsync list-api-keys` shows the keys of the API and when each expires; the id of a key is the key"),
        ],
        Some(AuthenticationType::AwsIam) => vec![caller::permission_denied(known)],
        Some(AuthenticationType::AmazonCognitoUserPools | AuthenticationType::OpenIdConnect) => of_jwt(known),
        None if known.shape == Shape::Nothing => vec![Diagnosis::new(Code::M201, Code::M201.rule().title)],
        None => Vec::new(),
    };
    open.into_iter().chain(reasons).collect()
}

/// A JWT that is good by its claims.
fn of_jwt(known: &Known<'_>) -> Vec<Diagnosis> {
    if known.sent.api.is_some() {
        let says = "by its claims the JWT is good, so probably its signature is not: it was changed, or made with a key that the issuer no longer publishes";
        return vec![Diagnosis::new(Code::K204, says)];
    }
    let says = "the API has no provider for this JWT's issuer and client, or the JWT's signature is not valid";
    let help = "compare issuer and client with the providers of the API, which `aws appsync get-graphql-api` shows";
    let mut found = vec![Diagnosis::new(Code::M204, says).help(help)];
    if known.may_have_authorizer() {
        found.push(authorizer::denied(known));
    }
    found
}

/// A 403 that is none of AppSync's own.
pub(super) fn forbidden() -> Diagnosis {
    Diagnosis::new(
        None,
        "the request was refused before AppSync's authorization: by a rule of AWS WAF, or because the API is private and was asked from outside its VPC",
    )
    .help("look at the web ACL of the API; a private API is reached through its VPC endpoint")
}
