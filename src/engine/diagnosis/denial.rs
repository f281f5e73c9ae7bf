//! What an entry of `errors` says: which kind of denial it is, if it is one.

use super::sent::{Answer, AnswerError};
use crate::appsync::{Coordinate, refusal_words as words};

/// A denial, in AppSync's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Denial<'a> {
    /// The request is refused as a whole, with this message.
    Unauthorized(Option<&'a str>),
    /// The authorizer failed, with this message.
    AuthorizerFailed(Option<&'a str>),
    /// A `BadRequestException` without a word.
    Bare,
    /// The access key is not known.
    AccessKeyUnknown,
    /// The signature does not fit, with this message.
    Signature(Option<&'a str>),
    /// The signature cannot be read.
    SignatureUnreadable,
    /// The session token has expired.
    SessionExpired,
    /// IAM denies, with this message.
    AccessDenied(Option<&'a str>),
    /// Something before the authorization refuses.
    Forbidden,
    /// A field is refused.
    Field(Coordinate),
    /// A resolver refuses in words of its own.
    Resolver,
    /// Real time: there is no connection, or no subscription.
    RealTime(RealTime),
}

/// What the real-time service refuses with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RealTime {
    ObjectMissing,
    ObjectUnreadable,
    NoSubprotocol,
    OtherSubprotocol,
    TooManySubscriptions,
    TooFast,
    NoSubscription,
    IdTwice,
}

/// The denials of an answer, in its order. A status that is one by itself counts where no entry says more.
pub(super) fn denials<'a>(answer: &Answer<'a>) -> Vec<Denial<'a>> {
    let mut found: Vec<Denial<'_>> = answer.errors.iter().filter_map(|entry| read(entry, answer.status)).collect();
    if found.is_empty() {
        match answer.status {
            401 => found.push(Denial::Unauthorized(None)),
            403 => found.push(Denial::Forbidden),
            _ => {}
        }
    }
    found
}

/// The name of a type without the namespace before `#`, which the real-time service wrote, and what follows `:` in headers.
///
/// Source: aws-amplify/amplify-android#1392, aws-amplify/amplify-js#7089.
fn bare_type(name: &str) -> &str {
    let name = name.rsplit('#').next().unwrap_or(name);
    name.split(':').next().unwrap_or(name)
}

fn read(entry: &AnswerError, status: u16) -> Option<Denial<'_>> {
    let message = entry.message.as_deref().map(str::trim).filter(|message| !message.is_empty());
    if let Some(field) = message.and_then(words::denied_field) {
        return Some(Denial::Field(field));
    }
    let Some(error_type) = entry.error_type.as_deref().map(bare_type).filter(|name| !name.is_empty()) else {
        return read_message(message?, status);
    };
    Some(match error_type {
        words::UNAUTHORIZED_EXCEPTION => Denial::Unauthorized(message),
        words::UNAUTHORIZED => Denial::Resolver,
        words::AUTHORIZER_FAILURE_EXCEPTION => Denial::AuthorizerFailed(message),
        words::BAD_REQUEST_EXCEPTION if message.is_none() => Denial::Bare,
        words::BAD_REQUEST if message.is_none() => Denial::RealTime(RealTime::ObjectUnreadable),
        words::UNRECOGNIZED_CLIENT_EXCEPTION => Denial::AccessKeyUnknown,
        words::INVALID_SIGNATURE_EXCEPTION => Denial::Signature(message),
        words::INCOMPLETE_SIGNATURE_EXCEPTION | words::MISSING_AUTHENTICATION_TOKEN_EXCEPTION => {
            Denial::SignatureUnreadable
        }
        words::EXPIRED_TOKEN_EXCEPTION => Denial::SessionExpired,
        words::ACCESS_DENIED_EXCEPTION => Denial::AccessDenied(message),
        words::MAX_SUBSCRIPTIONS_REACHED_ERROR => Denial::RealTime(RealTime::TooManySubscriptions),
        words::LIMIT_EXCEEDED_ERROR => Denial::RealTime(RealTime::TooFast),
        words::UNSUPPORTED_OPERATION => Denial::RealTime(RealTime::NoSubscription),
        words::DUPLICATED_OPERATION_ERROR => Denial::RealTime(RealTime::IdTwice),
        name if words::FORBIDDEN_EXCEPTIONS.contains(&name) => Denial::Forbidden,
        _ => return None,
    })
}

/// An entry without a type, as the real-time service has them for handshakes.
fn read_message(message: &str, status: u16) -> Option<Denial<'_>> {
    Some(match message {
        words::REQUIRED_HEADERS_MISSING => Denial::RealTime(RealTime::ObjectMissing),
        words::NO_PROTOCOL => Denial::RealTime(RealTime::NoSubprotocol),
        words::SUBPROTOCOL_NOT_SUPPORTED => Denial::RealTime(RealTime::OtherSubprotocol),
        _ if status == 401 => Denial::Unauthorized(Some(message)),
        _ => return None,
    })
}
