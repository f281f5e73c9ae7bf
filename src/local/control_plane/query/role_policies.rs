//! PutRolePolicy, GetRolePolicy, DeleteRolePolicy, ListRolePolicies.

use super::form::Form;
use super::roles::{DOCUMENT_CHARACTERS, ROLE_CHARACTERS, encoded, malformed_document, paged, role, truncated};
use super::xml::{self, Element, text};
use crate::engine::iam::Policy;
use crate::local::control_plane::plane::ControlPlane;
use crate::local::control_plane::refusal::{Refusal, Service};
use crate::local::control_plane::request::{Change, ControlAnswer};

/// The longest name of a policy.
///
/// Source: `policyNameType` of the service model.
pub(super) const POLICY_CHARACTERS: usize = 128;

/// The most characters of a role's inline policies together, blanks not counted.
///
/// Source: IAM user guide, "IAM and AWS STS quotas".
const INLINE_CHARACTERS: usize = 10_240;

pub(super) fn put(plane: &ControlPlane<'_>, form: &Form) -> Result<ControlAnswer, Refusal> {
    let name = form.name("RoleName", ROLE_CHARACTERS)?;
    let policy = form.name("PolicyName", POLICY_CHARACTERS)?;
    let document = form.text("PolicyDocument", DOCUMENT_CHARACTERS)?;
    let mut changed = role(plane, name)?;
    let parsed = serde_json::from_str(document).map_err(|_| malformed_document())?;
    Policy::from_json(&parsed).map_err(|_| malformed_document())?;
    changed.policies.insert(policy.to_owned(), document.to_owned());
    let size = |text: &String| text.chars().filter(|letter| !letter.is_whitespace()).count();
    if changed.policies.values().map(size).sum::<usize>() > INLINE_CHARACTERS {
        let message = format!("Maximum policy size of {INLINE_CHARACTERS} bytes exceeded for role {name}");
        return Err(Refusal::new(409, "LimitExceeded", message));
    }
    plane.store.change_account(|account| {
        let held = account.roles.entry(name.to_owned()).or_insert(changed);
        held.policies.insert(policy.to_owned(), document.to_owned());
        Ok::<_, Refusal>(())
    })?;
    Ok(xml::answer(Service::Iam, "PutRolePolicy", None).changed(Change::RolesChanged))
}

pub(super) fn get(plane: &ControlPlane<'_>, form: &Form) -> Result<ControlAnswer, Refusal> {
    let name = form.name("RoleName", ROLE_CHARACTERS)?;
    let policy = form.name("PolicyName", POLICY_CHARACTERS)?;
    let role = role(plane, name)?;
    let document = role.policies.get(policy).ok_or_else(|| no_policy(policy))?;
    let result = vec![text("RoleName", name), text("PolicyName", policy), text("PolicyDocument", encoded(document))];
    Ok(xml::answer(Service::Iam, "GetRolePolicy", Some(result)))
}

pub(super) fn delete(plane: &ControlPlane<'_>, form: &Form) -> Result<ControlAnswer, Refusal> {
    let name = form.name("RoleName", ROLE_CHARACTERS)?;
    let policy = form.name("PolicyName", POLICY_CHARACTERS)?;
    role(plane, name)?;
    plane.store.change_account(|account| {
        let removed = account.roles.get_mut(name).and_then(|role| role.policies.remove(policy));
        removed.map(|_| ()).ok_or_else(|| no_policy(policy))
    })?;
    Ok(xml::answer(Service::Iam, "DeleteRolePolicy", None).changed(Change::RolesChanged))
}

pub(super) fn list(plane: &ControlPlane<'_>, form: &Form) -> Result<ControlAnswer, Refusal> {
    let name = form.name("RoleName", ROLE_CHARACTERS)?;
    let names: Vec<String> = role(plane, name)?.policies.into_keys().collect();
    let (page, marker) = paged(form, names, String::as_str)?;
    let members = page.into_iter().map(|name| text("member", name)).collect();
    let mut result = vec![Element::Node("PolicyNames", members)];
    result.extend(truncated(marker));
    Ok(xml::answer(Service::Iam, "ListRolePolicies", Some(result)))
}

/// The service's own words.
fn no_policy(name: &str) -> Refusal {
    Refusal::new(404, "NoSuchEntity", format!("The role policy with name {name} cannot be found."))
}
