//! AttachRolePolicy, DetachRolePolicy, ListAttachedRolePolicies, PutRolePermissionsBoundary, DeleteRolePermissionsBoundary.

use super::form::Form;
use super::managed_policies::{arn, managed};
use super::roles::{ROLE_CHARACTERS, paged, role, truncated};
use super::xml::{self, Element, text};
use crate::local::control_plane::plane::ControlPlane;
use crate::local::control_plane::refusal::{Refusal, Service};
use crate::local::control_plane::request::{Change, ControlAnswer};
use crate::local::store::Role;

/// The most managed policies of a role.
///
/// Source: IAM user guide, "IAM and AWS STS quotas", default.
const ATTACHED_AT_MOST: usize = 10;

pub(super) fn attach(plane: &ControlPlane<'_>, form: &Form) -> Result<ControlAnswer, Refusal> {
    let policy = attachable(plane, form, "PolicyArn")?;
    change(plane, form, "AttachRolePolicy", |role| {
        role.attached.insert(policy);
        if role.attached.len() > ATTACHED_AT_MOST {
            let message = format!("Cannot exceed quota for PoliciesPerRole: {ATTACHED_AT_MOST}");
            return Err(Refusal::new(409, "LimitExceeded", message));
        }
        Ok(())
    })
}

pub(super) fn detach(plane: &ControlPlane<'_>, form: &Form) -> Result<ControlAnswer, Refusal> {
    let policy = arn(form, "PolicyArn")?.to_owned();
    change(plane, form, "DetachRolePolicy", |role| {
        // The service's words for a policy that is not there; that they are these for one that is not attached is assumed.
        let gone = || Refusal::new(404, "NoSuchEntity", format!("Policy {policy} was not found."));
        if role.attached.remove(&policy) { Ok(()) } else { Err(gone()) }
    })
}

pub(super) fn list(plane: &ControlPlane<'_>, form: &Form) -> Result<ControlAnswer, Refusal> {
    let role = role(plane, form.name("RoleName", ROLE_CHARACTERS)?)?;
    let prefix = form.get("PathPrefix").unwrap_or("/");
    let account = plane.store.account();
    let attached = role.attached.into_iter().filter_map(|arn| account.managed_policy(&arn).map(|policy| (arn, policy)));
    let attached = attached.filter(|(_, policy)| policy.path.starts_with(prefix)).collect();
    let (page, marker) = paged(form, attached, |(arn, _)| arn)?;
    let members = page
        .into_iter()
        .map(|(arn, policy)| Element::Node("member", vec![text("PolicyName", policy.name), text("PolicyArn", arn)]));
    let mut result = vec![Element::Node("AttachedPolicies", members.collect())];
    result.extend(truncated(marker));
    Ok(xml::answer(Service::Iam, "ListAttachedRolePolicies", Some(result)))
}

pub(super) fn put_boundary(plane: &ControlPlane<'_>, form: &Form) -> Result<ControlAnswer, Refusal> {
    let policy = attachable(plane, form, "PermissionsBoundary")?;
    change(plane, form, "PutRolePermissionsBoundary", |role| {
        role.boundary = Some(policy);
        Ok(())
    })
}

pub(super) fn delete_boundary(plane: &ControlPlane<'_>, form: &Form) -> Result<ControlAnswer, Refusal> {
    change(plane, form, "DeleteRolePermissionsBoundary", |role| {
        let name = form.get("RoleName").unwrap_or_default();
        // Assumed: the words.
        let none = || Refusal::new(404, "NoSuchEntity", format!("No permissions boundary set for role {name}."));
        role.boundary.take().map(|_| ()).ok_or_else(none)
    })
}

/// The ARN of a policy that there is.
pub(super) fn attachable(plane: &ControlPlane<'_>, form: &Form, member: &str) -> Result<String, Refusal> {
    let policy = arn(form, member)?;
    managed(plane, policy).map_err(|_| {
        // The service's own words, as localstack/localstack `test_iam.snapshot.json` has them.
        let message = format!("Policy {policy} does not exist or is not attachable.");
        Refusal::new(404, "NoSuchEntity", message)
    })?;
    Ok(policy.to_owned())
}

/// Changes a role that there is, which from then on is written down.
fn change(
    plane: &ControlPlane<'_>,
    form: &Form,
    operation: &str,
    change: impl FnOnce(&mut Role) -> Result<(), Refusal>,
) -> Result<ControlAnswer, Refusal> {
    let name = form.name("RoleName", ROLE_CHARACTERS)?;
    let before = role(plane, name)?;
    plane.store.change_account(|account| change(account.roles.entry(name.to_owned()).or_insert(before)))?;
    Ok(xml::answer(Service::Iam, operation, None).changed(Change::RolesChanged))
}
