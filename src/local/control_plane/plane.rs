//! Which requests are for the control plane, and to whom they go.

use std::time::SystemTime;

use http::header::CONTENT_TYPE;
use http::{HeaderMap, Method};

use super::caller::{self, Caller};
use super::refusal::{Refusal, Service};
use super::request::{ControlAnswer, ControlRequest};
use super::{appsync, lambda, query};
use crate::appsync::ApiIdentity;
use crate::local::store::{Store, new_request_id};
use crate::local::{Functions, Keyring};

/// What the control plane works on, for one request.
#[derive(Debug)]
pub struct ControlPlane<'a> {
    /// What the emulator keeps.
    pub store: &'a Store,
    /// The functions of the emulated Lambda.
    pub functions: &'a Functions,
    /// Who may sign.
    pub keyring: &'a Keyring,
    /// What an update does with members that it leaves out.
    pub update_omitted: UpdateOmitted,
    /// Where clients reach the emulator: scheme, host and port, such as `http://127.0.0.1:4000`.
    pub origin: &'a str,
    /// The region of the emulated services.
    pub region: &'a str,
    /// The account, 12 digits.
    pub account_id: &'a str,
    /// The time of the request.
    pub now: SystemTime,
}

/// What UpdateGraphqlApi does with members that the request leaves out. The service does not say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum UpdateOmitted {
    /// They are reset.
    #[default]
    Replace,
    /// They stay.
    Keep,
}

impl ControlPlane<'_> {
    /// `aws`, `aws-cn` or `aws-us-gov`.
    pub(super) fn partition(&self) -> &'static str {
        ApiIdentity::partition_of(self.region)
    }
}

/// Whether a request is for the control plane: by its path, or as a form that is posted to `/`, which is how IAM and STS
/// are asked.
#[must_use]
pub fn is_control_plane(method: &Method, path: &str, headers: &HeaderMap) -> bool {
    match path.split('/').find(|segment| !segment.is_empty()) {
        Some(segment) => matches!(segment, "v1" | "v2") || is_lambda_version(segment),
        None => {
            let kind = headers.get(CONTENT_TYPE).map_or(&b""[..], |value| value.as_bytes());
            method == Method::POST && kind.starts_with(b"application/x-www-form-urlencoded")
        }
    }
}

/// Lambda's paths begin with the date of a version of its API.
fn is_lambda_version(segment: &str) -> bool {
    let parts: Vec<&str> = segment.split('-').collect();
    let lengths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
    lengths == [4, 2, 2] && parts.iter().all(|part| part.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Answers a request. Every error is an answer too.
pub async fn answer(plane: &ControlPlane<'_>, request: &ControlRequest) -> ControlAnswer {
    let service = service_of(request);
    let answered = match caller::caller(plane, request, service) {
        Ok(caller) => dispatch(plane, request, service, &caller).await,
        Err(refusal) => Err(refusal),
    };
    let answer = answered.unwrap_or_else(|refusal| refusal.answer(service));
    answer.header("x-amzn-RequestId", new_request_id())
}

async fn dispatch(
    plane: &ControlPlane<'_>,
    request: &ControlRequest,
    service: Service,
    caller: &Caller,
) -> Result<ControlAnswer, Refusal> {
    match service {
        Service::AppSync => appsync::answer(plane, request),
        Service::Lambda => lambda::answer(plane, request, caller).await,
        Service::Iam | Service::Sts => query::answer(plane, request, service, caller),
    }
}

fn service_of(request: &ControlRequest) -> Service {
    let segments = request.segments();
    match segments.first().map(String::as_str) {
        None if query::is_for_sts(request) => Service::Sts,
        None => Service::Iam,
        Some(segment) if is_lambda_version(segment) => Service::Lambda,
        Some(_) => Service::AppSync,
    }
}
