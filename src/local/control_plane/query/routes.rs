//! Which operation a form asks for.

use super::form::Form;
use super::{attachments, identity, managed_policies, role_policies, roles};
use crate::local::control_plane::caller::Caller;
use crate::local::control_plane::plane::ControlPlane;
use crate::local::control_plane::refusal::{Refusal, Service};
use crate::local::control_plane::request::{ControlAnswer, ControlRequest};

/// The version of STS's API, by which it is told from IAM.
///
/// Source: `apiVersion` of the service model.
const STS_VERSION: &str = "2011-06-15";

/// Whether a form is for STS: by its version, or because it is signed for it.
pub(in crate::local::control_plane) fn is_for_sts(request: &ControlRequest) -> bool {
    let form = Form::of(request);
    match form.get("Version") {
        Some(version) => version == STS_VERSION,
        None => request.header("authorization").is_some_and(|value| value.contains("/sts/aws4_request")),
    }
}

/// Answers a request to IAM or STS.
pub(in crate::local::control_plane) fn answer(
    plane: &ControlPlane<'_>,
    request: &ControlRequest,
    service: Service,
    caller: &Caller,
) -> Result<ControlAnswer, Refusal> {
    let form = Form::of(request);
    let action = form.get("Action").unwrap_or_default();
    match (service, action) {
        (Service::Sts, "GetCallerIdentity") => Ok(identity::get(plane, caller)),
        (Service::Iam, "GetRole") => roles::get(plane, &form),
        (Service::Iam, "CreateRole") => roles::create(plane, &form),
        (Service::Iam, "DeleteRole") => roles::delete(plane, &form),
        (Service::Iam, "ListRoles") => roles::list(plane, &form),
        (Service::Iam, "PutRolePolicy") => role_policies::put(plane, &form),
        (Service::Iam, "GetRolePolicy") => role_policies::get(plane, &form),
        (Service::Iam, "DeleteRolePolicy") => role_policies::delete(plane, &form),
        (Service::Iam, "ListRolePolicies") => role_policies::list(plane, &form),
        (Service::Iam, "AttachRolePolicy") => attachments::attach(plane, &form),
        (Service::Iam, "DetachRolePolicy") => attachments::detach(plane, &form),
        (Service::Iam, "ListAttachedRolePolicies") => attachments::list(plane, &form),
        (Service::Iam, "PutRolePermissionsBoundary") => attachments::put_boundary(plane, &form),
        (Service::Iam, "DeleteRolePermissionsBoundary") => attachments::delete_boundary(plane, &form),
        (Service::Iam, "CreatePolicy") => managed_policies::create(plane, &form),
        (Service::Iam, "GetPolicy") => managed_policies::get(plane, &form),
        (Service::Iam, "DeletePolicy") => managed_policies::delete(plane, &form),
        (Service::Iam, "GetPolicyVersion") => managed_policies::get_version(plane, &form),
        (Service::Iam, "ListPolicyVersions") => managed_policies::list_versions(plane, &form),
        (Service::Iam, "CreatePolicyVersion") => managed_policies::create_version(plane, &form),
        (Service::Iam, "SetDefaultPolicyVersion") => managed_policies::set_default(plane, &form),
        (Service::Iam, "DeletePolicyVersion") => managed_policies::delete_version(plane, &form),
        _ => {
            let version = form.get("Version").unwrap_or_default();
            // The service's own words: aws/aws-cli#37.
            let message = format!("Could not find operation {action} for version {version}");
            Err(Refusal::new(400, "InvalidAction", message))
        }
    }
}
