//! The checks of a signature, in AWS's order.

use std::time::{Duration, SystemTime};

use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_sigv4::sign::v4::{calculate_signature, generate_signing_key};

use super::canonical;
use super::fault::SigV4Fault;
use super::moment::to_basic;
use super::request::HttpRequest;
use super::signed::Signed;
use crate::appsync::refusal_words::{correct_service, region_not_valid};
use crate::appsync::{Secret, limits};

/// How far the clocks of client and service may be apart.
pub(super) const CLOCK_SKEW: Duration = limits::SIGNATURE_CLOCK_SKEW;

/// The end of every scope.
const TERMINATOR: &str = "aws4_request";

/// What an access key signs with. The secrets of one key pair.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SigningKey {
    /// The secret access key.
    pub secret_access_key: Secret,
    /// The session token of temporary credentials; `None` for a lasting access key.
    pub session_token: Option<Secret>,
}

/// Which signatures the service takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Expected<'a> {
    /// The signing names of the service; one, or more where an address serves several. The first is named in messages.
    pub services: &'a [&'a str],
    /// The region; `None` where any is taken.
    pub region: Option<&'a str>,
}

impl Signed {
    /// Checks what needs no secret: the time, that `host` is signed, and the scope. AWS does so before it looks up the
    /// access key, and so should a caller that wants AWS's answer for a request with several faults.
    ///
    /// # Errors
    /// The first fault that AWS would name.
    pub fn check(&self, expected: Expected<'_>, now: SystemTime) -> Result<(), SigV4Fault> {
        self.check_time(now)?;
        if !self.signed_headers.iter().any(|name| name == "host") {
            return Err(SigV4Fault::HostNotSigned);
        }
        self.check_scope(expected)
    }

    /// Checks the signature: all of [`Signed::check`], then that it fits the request and the key, then the session token.
    ///
    /// # Errors
    /// The first fault that AWS would name.
    pub fn verify(
        &self,
        request: &HttpRequest<'_>,
        key: &SigningKey,
        expected: Expected<'_>,
        now: SystemTime,
    ) -> Result<(), SigV4Fault> {
        self.check(expected, now)?;
        if let Some(name) = self.signed_headers.iter().find(|name| request.values(name).next().is_none()) {
            return Err(SigV4Fault::HeaderMissing { name: name.clone() });
        }
        if request.header("x-amz-content-sha256").is_some_and(|sent| sent != canonical::sha256_hex(request.body)) {
            return Err(SigV4Fault::PayloadHash);
        }
        let signature = self.expected_signature(request, &key.secret_access_key);
        if verify_slices_are_equal(signature.as_bytes(), self.signature.expose().as_bytes()).is_err() {
            return Err(SigV4Fault::Mismatch);
        }
        let token_fits = match (&key.session_token, &self.session_token) {
            (None, None) => true,
            (Some(known), Some(sent)) => {
                verify_slices_are_equal(known.expose().as_bytes(), sent.expose().as_bytes()).is_ok()
            }
            _ => false,
        };
        if token_fits { Ok(()) } else { Err(SigV4Fault::SessionToken) }
    }

    /// The signature that the holder of the secret gives this request.
    fn expected_signature(&self, request: &HttpRequest<'_>, secret: &Secret) -> String {
        let canonical_request = canonical::request(request, &self.signed_headers);
        let text = canonical::string_to_sign(&to_basic(self.date), &self.scope.signed(), &canonical_request);
        let key = generate_signing_key(secret.expose(), self.date, &self.scope.region, &self.scope.service);
        calculate_signature(key, text.as_bytes())
    }

    /// Checks that the signature is not too old, and not from the future.
    fn check_time(&self, now: SystemTime) -> Result<(), SigV4Fault> {
        let signed = self.date;
        let window = self.presigned_for.unwrap_or(CLOCK_SKEW);
        // Dates have no parts of a second, so neither have ages.
        let more = |span: Duration, limit: Duration| span.as_secs() > limit.as_secs();
        if now.duration_since(signed).is_ok_and(|age| more(age, window)) {
            return Err(SigV4Fault::Expired { signed, now, window });
        }
        if signed.duration_since(now).is_ok_and(|ahead| more(ahead, CLOCK_SKEW)) {
            return Err(SigV4Fault::NotYetCurrent { signed, now, window: CLOCK_SKEW });
        }
        Ok(())
    }

    /// Checks region, service, terminator and day; AWS names all that are wrong, in this order.
    ///
    /// Source: mhart/dynalite (`index.js`); cllunsford/aws-signing-proxy#25 (service); aws/aws-sdk-ruby#508 (region);
    /// tedder/requests-aws4auth#7 (day).
    fn check_scope(&self, expected: Expected<'_>) -> Result<(), SigV4Fault> {
        let (scope, date) = (&self.scope, to_basic(self.date));
        let mut sentences = Vec::new();
        if expected.region.is_some_and(|region| region != scope.region) {
            sentences.push(region_not_valid(&scope.region));
        }
        if !expected.services.contains(&scope.service.as_str()) {
            let service = expected.services.first().copied().unwrap_or_default();
            sentences.push(correct_service(service));
        }
        if scope.terminator != TERMINATOR {
            sentences.push(format!(
                "Credential should be scoped with a valid terminator: '{TERMINATOR}', not '{}'.",
                scope.terminator
            ));
        }
        let day = date.get(..8).unwrap_or_default();
        if scope.date != day {
            sentences.push(format!(
                "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '{}' != '{day}', from '{date}'.",
                scope.date
            ));
        }
        if sentences.is_empty() { Ok(()) } else { Err(SigV4Fault::Scope { sentences }) }
    }
}
