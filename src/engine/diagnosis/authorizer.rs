//! The Lambda authorizer denied, failed, or was never called.

use super::super::refusal::{Refusal, UNABLE_TO_INVOKE};
use super::super::rules::Code;
use super::known::Known;
use super::sent::{Diagnosis, cut};
use crate::appsync::{ApiIdentity, Arn, LambdaAuthorizerConfig, refusal_words as words};

/// The token came through the gate, as far as is known, and was refused.
pub(super) fn denied(known: &Known<'_>) -> Diagnosis {
    let config = known.sent.api.and_then(|api| api.authentication.lambda());
    let kept = match config.and_then(|config| config.authorizer_result_ttl_seconds) {
        Some(0) => String::new(),
        Some(seconds) => format!(", an earlier such answer is still cached (for up to {seconds} s)"),
        None => ", an earlier such answer is still cached".to_owned(),
    };
    let answered = format!("the authorizer answered isAuthorized: false{kept}, or its answer broke the contract");
    let says = if known.asks_authorizer() {
        answered
    } else {
        format!("on an API with AWS_LAMBDA, {answered}; or the token does not match identityValidationExpression")
    };
    let ttl = config.and_then(|config| config.authorizer_result_ttl_seconds);
    let help = "ask the authorizer about this token with `appsync-auth test-token`; where its log has no line, it was not called";
    let told = Diagnosis::new(Code::R201, says).help(help);
    match ttl {
        Some(seconds) => told.fact("authorizerResultTtlInSeconds", seconds),
        None => told,
    }
}

/// The authorizer failed: it threw, took too long, or its answer could not be used.
pub(super) fn failed(known: &Known<'_>, message: Option<&str>) -> Diagnosis {
    let by_words = Refusal::rules_that_say(words::AUTHORIZER_FAILURE_EXCEPTION, message).first().copied();
    match (by_words, message) {
        (Some(code), _) => Diagnosis::new(code, code.rule().title),
        (None, Some(UNABLE_TO_INVOKE)) => not_invocable(known),
        (None, Some(message)) if message.contains(words::TASK_TIMED_OUT) => {
            Diagnosis::new(Code::A202, "the authorizer took longer than its own timeout, or than AppSync's 10 seconds")
                .fact("errorMessage", cut(message))
        }
        (None, Some(message)) => {
            Diagnosis::new(Code::A201, format!("the authorizer threw an error: `{}`", cut(message)))
                .fact("errorMessage", cut(message))
        }
        (None, None) => Diagnosis::new(Code::A201, "the authorizer threw an error"),
    }
}

/// A bare `BadRequestException`: AppSync may not invoke the function, where there is one.
pub(super) fn not_invocable(known: &Known<'_>) -> Diagnosis {
    if !known.may_have_authorizer() {
        let says = "AppSync answers a bare BadRequestException; on an API without AWS_LAMBDA it stands for a credential or a request that cannot be read";
        return Diagnosis::new(None, says).help("look at the request with -vv, and at what a proxy makes of it");
    }
    let config = known.sent.api.and_then(|api| api.authentication.lambda());
    let uri = config.and_then(|config| config.authorizer_uri.as_deref());
    let function = uri.map_or_else(|| "the authorizer".to_owned(), |uri| format!("`{uri}`"));
    let says =
        format!("AppSync may not invoke {function}, or the function does not exist; no line in its log tells of it");
    let told =
        Diagnosis::new(Code::A203, says).help(format!("add the permission: {}", command(config, known.identity())));
    match uri {
        Some(uri) => told.fact("authorizerUri", uri),
        None => told,
    }
}

/// The command that adds the permission; what is not known stands in capitals.
///
/// Source: AppSync developer guide, "Security", AWS_LAMBDA authorization; the qualifier, Lambda's API reference,
/// `AddPermission`: a permission on the function does not cover its aliases and versions.
fn command(config: Option<&LambdaAuthorizerConfig>, api: Option<&ApiIdentity>) -> String {
    let arn = config.and_then(|config| config.authorizer_uri.as_deref()).and_then(|uri| uri.parse().ok());
    let (function, qualifier, region) = match arn {
        Some(Arn::Function { partition, region, account_id, name, qualifier }) => {
            let is_near = api.is_some_and(|api| api.account_id == account_id);
            let function =
                if is_near { name } else { format!("arn:{partition}:lambda:{region}:{account_id}:function:{name}") };
            (function, qualifier, Some(region))
        }
        _ => ("FUNCTION".to_owned(), None, None),
    };
    let qualifier = qualifier.map(|qualifier| format!(" --qualifier {qualifier}")).unwrap_or_default();
    let region = region.map(|region| format!(" --region {region}")).unwrap_or_default();
    let source = api.map_or_else(|| "ARN_OF_THE_API".to_owned(), ToString::to_string);
    format!(
        "aws lambda add-permission --function-name {function}{qualifier} --statement-id appsync --principal appsync.amazonaws.com --action lambda:InvokeFunction --source-arn {source}{region}"
    )
}
