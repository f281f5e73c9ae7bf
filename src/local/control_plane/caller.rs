//! Who signed.

use super::plane::ControlPlane;
use super::refusal::{Refusal, Service};
use super::request::ControlRequest;
use crate::local::Credentials;
use crate::verify::{Expected, HttpRequest, SigV4Fault, Signed, SigningKey};

/// Whoever signed a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Caller {
    /// The access key that signed.
    pub(super) access_key_id: String,
    /// The ARN of the user, role or session.
    pub(super) principal: String,
}

/// Checks the signature of a request.
///
/// Source: every operation of the four service models is signed with version 4 (`auth` of their metadata).
pub(super) fn caller(plane: &ControlPlane<'_>, request: &ControlRequest, service: Service) -> Result<Caller, Refusal> {
    let headers: Vec<(&str, &str)> =
        request.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let http = HttpRequest {
        method: &request.method,
        path: &request.path,
        query: &request.query,
        headers: &headers,
        body: &request.body,
    };
    verified(plane, &http, service).map_err(|fault| refused(&fault, service))
}

fn verified(plane: &ControlPlane<'_>, http: &HttpRequest<'_>, service: Service) -> Result<Caller, SigV4Fault> {
    let signed = Signed::required(http)?;
    let services = [service.signing_name()];
    // IAM and STS are the same from every region.
    let region = matches!(service, Service::AppSync | Service::Lambda).then_some(plane.region);
    let expected = Expected { services: &services, region };
    let known = match plane.keyring.find(&signed.access_key_id) {
        None if plane.keyring.accept_any => {
            let principal = format!("arn:{}:iam::{}:root", plane.partition(), plane.account_id);
            return Ok(Caller { access_key_id: signed.access_key_id, principal });
        }
        None => {
            signed.check(expected, plane.now)?;
            return Err(SigV4Fault::AccessKeyUnknown);
        }
        Some(known) => known,
    };
    let Credentials { secret_access_key, session_token, .. } = known.clone();
    signed.verify(http, &SigningKey { secret_access_key, session_token }, expected, plane.now)?;
    Ok(Caller { access_key_id: signed.access_key_id, principal: known.principal.clone() })
}

/// The fault in the words and the form of the service.
fn refused(fault: &SigV4Fault, service: Service) -> Refusal {
    match service {
        Service::AppSync | Service::Lambda => Refusal::new(fault.status(), fault.error_type(), fault.message()),
        Service::Iam | Service::Sts => Refusal::new(fault.query_status(), fault.query_code(), fault.message()),
    }
}
