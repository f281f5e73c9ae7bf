//! The denials of an answer, each with what can be said of it.

use super::denial::{Denial, denials};
use super::known::Known;
use super::sent::{Answer, Diagnosis, Sent};
use super::shape::Shape;
use super::{authorizer, caller, fields, realtime, request, signature, token};
use crate::appsync::Coordinate;

/// What can be said of a denial, what is most likely its cause first and nothing twice. Empty where the answer denies
/// nothing.
#[must_use]
pub fn diagnose(sent: &Sent<'_>, answer: &Answer<'_>) -> Vec<Diagnosis> {
    let denials = denials(answer);
    if denials.is_empty() {
        return Vec::new();
    }
    let known = Known::new(sent, answer);
    let mut found: Vec<Diagnosis> = denials.iter().flat_map(|denial| of_request(&known, denial)).collect();
    let denied: Vec<&Coordinate> = denials
        .iter()
        .filter_map(|denial| match denial {
            Denial::Field(coordinate) => Some(coordinate),
            _ => None,
        })
        .collect();
    found.extend(fields::of_fields(&known, &denied));
    // A limit of the real-time service has nothing to do with the credential.
    if denials.iter().all(|denial| matches!(denial, Denial::RealTime(_) | Denial::Forbidden)) {
        return once(found);
    }
    // Where the credential is what was refused and nothing says why, that it went another way than meant comes first.
    let is_certain = known.denial().is_some() || !denied.is_empty();
    let warnings: Vec<Diagnosis> = known.warnings().collect();
    let at = if is_certain { found.len() } else { 0 };
    found.splice(at..at, warnings);
    found.extend(known.selection());
    if let Shape::Jwt(claims) = &known.shape {
        found.push(token::content(claims, known.at));
        found.extend(signature::clock(&known));
    }
    once(found)
}

/// What is said of a denial of a whole request; nothing of a field, which is judged with the others.
fn of_request(known: &Known<'_>, denial: &Denial<'_>) -> Vec<Diagnosis> {
    match denial {
        Denial::Unauthorized(message) => request::unauthorized(known, *message),
        Denial::AuthorizerFailed(message) => vec![authorizer::failed(known, *message)],
        Denial::Bare => vec![authorizer::not_invocable(known)],
        Denial::AccessKeyUnknown => vec![signature::access_key_unknown(known)],
        Denial::Signature(message) => signature::refused(known, *message),
        Denial::SignatureUnreadable => vec![signature::unreadable(known)],
        Denial::SessionExpired => vec![signature::session_expired(known)],
        Denial::AccessDenied(message) => vec![caller::access_denied(known, *message)],
        Denial::Forbidden => vec![request::forbidden()],
        Denial::Resolver => vec![fields::refused_by_resolver()],
        Denial::RealTime(fault) => vec![realtime::told(*fault)],
        Denial::Field(_) => Vec::new(),
    }
}

/// Each thing once, where it stands first.
fn once(found: Vec<Diagnosis>) -> Vec<Diagnosis> {
    let mut kept: Vec<Diagnosis> = Vec::with_capacity(found.len());
    for diagnosis in found {
        if !kept.iter().any(|other| other.code == diagnosis.code && other.says == diagnosis.says) {
            kept.push(diagnosis);
        }
    }
    kept
}
