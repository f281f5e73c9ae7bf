//! GetRole, CreateRole, DeleteRole, ListRoles.
//!
//! Each function has an execution role, `appsync-auth-local-NAME`, which exists as long as the function does; it is written
//! down when somebody changes it.

use std::time::{Duration, UNIX_EPOCH};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

use super::attachments::attachable;
use super::form::Form;
use super::xml::{self, Element, text};
use crate::local::control_plane::lambda::{ROLE_PREFIX, role_arn};
use crate::local::control_plane::plane::ControlPlane;
use crate::local::control_plane::refusal::{Refusal, Service};
use crate::local::control_plane::request::{Change, ControlAnswer};
use crate::local::store::{Role, seconds};

/// The longest name of a role, and the longest policy document.
///
/// Source: `roleNameType` and `policyDocumentType` of the service model.
pub(super) const ROLE_CHARACTERS: usize = 64;
pub(super) const DOCUMENT_CHARACTERS: usize = 131_072;

/// Who takes an execution role on.
const TRUST_OF_LAMBDA: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}]}"#;

/// Documents are percent-encoded in answers, as RFC 3986 has it.
///
/// Source: IAM API reference, GetRolePolicy.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// A document as it stands in an answer.
pub(super) fn encoded(document: &str) -> String {
    utf8_percent_encode(document, ENCODED).to_string()
}

/// A role that exists, because somebody made it or because it is a function's.
pub(super) fn role(plane: &ControlPlane<'_>, name: &str) -> Result<Role, Refusal> {
    let account = plane.store.account();
    account.roles.get(name).cloned().or_else(|| execution_role(plane, name)).ok_or_else(|| no_role(name))
}

/// The service's own words.
fn no_role(name: &str) -> Refusal {
    Refusal::new(404, "NoSuchEntity", format!("The role with name {name} cannot be found."))
}

/// The role of a function, as it is before anybody changes it.
fn execution_role(plane: &ControlPlane<'_>, name: &str) -> Option<Role> {
    plane.functions.get(name.strip_prefix(ROLE_PREFIX)?)?;
    Some(Role {
        path: "/".to_owned(),
        id: unique_id("AROA", name),
        created: plane.store.opened(),
        trust_policy: TRUST_OF_LAMBDA.to_owned(),
        ..Role::default()
    })
}

/// A unique id as IAM's are: four letters that say of what, and 17 that are the same for the same text.
pub(super) fn unique_id(prefix: &str, text: &str) -> String {
    const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let seed = text.bytes().fold(0x6c62_272e_07bb_0142_62b8_2175_6295_c58d_u128, |hash, byte| {
        (hash ^ u128::from(byte)).wrapping_mul(0x0000_0000_0100_0000_0000_0000_0000_013b)
    });
    let letter = |at: u32| char::from(ALPHABET[(seed >> (at * 5) & 31) as usize]);
    std::iter::once(prefix.to_owned()).chain((4..21).map(|at| letter(at).to_string())).collect()
}

pub(super) fn get(plane: &ControlPlane<'_>, form: &Form) -> Result<ControlAnswer, Refusal> {
    let name = form.name("RoleName", ROLE_CHARACTERS)?;
    let role = role(plane, name)?;
    Ok(xml::answer(Service::Iam, "GetRole", Some(vec![shown("Role", plane, name, &role)])))
}

pub(super) fn create(plane: &ControlPlane<'_>, form: &Form) -> Result<ControlAnswer, Refusal> {
    let name = form.name("RoleName", ROLE_CHARACTERS)?;
    let trust_policy = form.text("AssumeRolePolicyDocument", DOCUMENT_CHARACTERS)?.to_owned();
    if !matches!(serde_json::from_str(&trust_policy), Ok(Value::Object(_))) {
        // The service's own words: aws-samples/aws-microservices-deploy-options#118.
        return Err(Refusal::new(400, "MalformedPolicyDocument", "This policy contains invalid Json"));
    }
    let path = form.get("Path").unwrap_or("/");
    if !(path.starts_with('/') && path.ends_with('/')) {
        let message = "The specified value for path is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters.";
        return Err(Refusal::new(400, "ValidationError", message));
    }
    let boundary =
        form.get("PermissionsBoundary").map(|_| attachable(plane, form, "PermissionsBoundary")).transpose()?;
    let made = Role {
        path: path.to_owned(),
        id: unique_id("AROA", name),
        created: seconds(plane.now),
        trust_policy,
        description: form.get("Description").map(str::to_owned),
        boundary,
        ..Role::default()
    };
    let exists = || Refusal::new(409, "EntityAlreadyExists", format!("Role with name {name} already exists."));
    if execution_role(plane, name).is_some() {
        return Err(exists());
    }
    plane.store.change_account(|account| {
        if account.roles.contains_key(name) {
            return Err(exists());
        }
        account.roles.insert(name.to_owned(), made.clone());
        Ok(())
    })?;
    let answer = xml::answer(Service::Iam, "CreateRole", Some(vec![shown("Role", plane, name, &made)]));
    Ok(answer.changed(Change::RolesChanged))
}

/// The service's own words, for a policy that is none, JSON or not: kubernetes/kops#13095, awslabs/ec2-spot-labs#25.
pub(super) fn malformed_document() -> Refusal {
    Refusal::new(400, "MalformedPolicyDocument", "Syntax errors in policy.")
}

pub(super) fn delete(plane: &ControlPlane<'_>, form: &Form) -> Result<ControlAnswer, Refusal> {
    let name = form.name("RoleName", ROLE_CHARACTERS)?;
    if execution_role(plane, name).is_some() {
        let message = format!("{name} is the execution role of a function of the emulator");
        return Err(Refusal::new(400, "UnmodifiableEntity", message));
    }
    plane.store.change_account(|account| {
        match account.roles.get(name) {
            None => return Err(no_role(name)),
            Some(role) if !role.policies.is_empty() => {
                // The service's own words: rebuy-de/aws-nuke#294.
                let message = "Cannot delete entity, must delete policies first.";
                return Err(Refusal::new(409, "DeleteConflict", message));
            }
            Some(role) if !role.attached.is_empty() => {
                // The service's own words: ansible/ansible#22832.
                let message = "Cannot delete entity, must detach all policies first.";
                return Err(Refusal::new(409, "DeleteConflict", message));
            }
            Some(_) => account.roles.remove(name),
        };
        Ok(())
    })?;
    Ok(xml::answer(Service::Iam, "DeleteRole", None).changed(Change::RolesChanged))
}

pub(super) fn list(plane: &ControlPlane<'_>, form: &Form) -> Result<ControlAnswer, Refusal> {
    let account = plane.store.account();
    let of_functions = plane.functions.all().into_iter().map(|function| format!("{ROLE_PREFIX}{}", function.name));
    let mut names: Vec<String> = account.roles.keys().cloned().chain(of_functions).collect();
    names.sort();
    names.dedup();
    let prefix = form.get("PathPrefix").unwrap_or("/");
    let roles = names.into_iter().filter_map(|name| role(plane, &name).ok().map(|role| (name, role)));
    let roles: Vec<(String, Role)> = roles.filter(|(_, role)| role.path.starts_with(prefix)).collect();
    let (page, marker) = paged(form, roles, |(name, _)| name)?;
    let members = page.iter().map(|(name, role)| shown("member", plane, name, role)).collect();
    let mut result = vec![Element::Node("Roles", members)];
    result.extend(truncated(marker));
    Ok(xml::answer(Service::Iam, "ListRoles", Some(result)))
}

/// The items of a page in the order of their names, and the marker of the next: the name that it begins with.
pub(super) fn paged<T>(
    form: &Form,
    items: Vec<T>,
    name: impl Fn(&T) -> &str,
) -> Result<(Vec<T>, Option<String>), Refusal> {
    let (marker, size) = form.page()?;
    let mut rest = items.into_iter().filter(|item| marker.is_none_or(|marker| name(item) >= marker));
    let page = rest.by_ref().take(size).collect();
    Ok((page, rest.next().map(|next| name(&next).to_owned())))
}

/// What an answer says of the pages that follow.
pub(super) fn truncated(marker: Option<String>) -> Vec<Element> {
    let mut elements = vec![text("IsTruncated", marker.is_some().to_string())];
    elements.extend(marker.map(|marker| text("Marker", marker)));
    elements
}

fn shown(element: &'static str, plane: &ControlPlane<'_>, name: &str, role: &Role) -> Element {
    let created = UNIX_EPOCH + Duration::from_secs(role.created);
    let mut members = vec![
        text("Path", role.path.clone()),
        text("RoleName", name),
        text("RoleId", role.id.clone()),
        text("Arn", role_arn(plane, &role.path, name)),
        text("CreateDate", humantime::format_rfc3339_seconds(created).to_string()),
        text("AssumeRolePolicyDocument", encoded(&role.trust_policy)),
    ];
    members.extend(role.description.clone().map(|description| text("Description", description)));
    members.push(text("MaxSessionDuration", "3600"));
    // Source: IAM API reference, ListRoles, which does not say the boundary; its type is what GetRole's says it can be.
    members.extend(role.boundary.clone().filter(|_| element == "Role").map(|arn| {
        let members = vec![text("PermissionsBoundaryType", "Policy"), text("PermissionsBoundaryArn", arn)];
        Element::Node("PermissionsBoundary", members)
    }));
    Element::Node(element, members)
}
