//! CreatePolicy, GetPolicy, DeletePolicy, and the operations on a policy's versions.

use std::collections::BTreeMap;
use std::time::{Duration, UNIX_EPOCH};

use super::form::Form;
use super::role_policies::POLICY_CHARACTERS;
use super::roles::{DOCUMENT_CHARACTERS, encoded, malformed_document, paged, truncated, unique_id};
use super::xml::{self, Element, text};
use crate::engine::iam::Policy;
use crate::local::control_plane::plane::ControlPlane;
use crate::local::control_plane::refusal::{Refusal, Service};
use crate::local::control_plane::request::{Change, ControlAnswer};
use crate::local::store::{ManagedPolicy, PolicyVersion, seconds};

/// The longest document, blanks not counted, and the most versions.
///
/// Source: IAM user guide, "IAM and AWS STS quotas".
const CHARACTERS_AT_MOST: usize = 6_144;
const VERSIONS_AT_MOST: usize = 5;

/// The length of an ARN.
///
/// Source: `arnType` of the service model.
const ARN_CHARACTERS: usize = 2_048;

/// A policy's ARN in a form.
pub(super) fn arn<'f>(form: &'f Form, member: &str) -> Result<&'f str, Refusal> {
    let arn = form.text(member, ARN_CHARACTERS)?;
    if arn.starts_with("arn:") && arn.splitn(6, ':').count() == 6 {
        return Ok(arn);
    }
    // The service's own words, as localstack/localstack `test_iam.snapshot.json` has them; so are those below.
    Err(Refusal::new(400, "ValidationError", "Invalid ARN:  Could not be parsed!"))
}

/// A policy that there is.
pub(super) fn managed(plane: &ControlPlane<'_>, arn: &str) -> Result<ManagedPolicy, Refusal> {
    plane.store.account().managed_policy(arn).ok_or_else(|| not_found(arn))
}

fn not_found(arn: &str) -> Refusal {
    Refusal::new(404, "NoSuchEntity", format!("Policy {arn} was not found."))
}

pub(super) fn create(plane: &ControlPlane<'_>, form: &Form) -> Result<ControlAnswer, Refusal> {
    let name = form.name("PolicyName", POLICY_CHARACTERS)?;
    let document = document(form)?;
    let path = form.get("Path").unwrap_or("/");
    if !(path.starts_with('/') && path.ends_with('/')) {
        let message = "The specified value for path is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters.";
        return Err(Refusal::new(400, "ValidationError", message));
    }
    let now = seconds(plane.now);
    let arn = format!("arn:{}:iam::{}:policy{path}{name}", plane.partition(), plane.account_id);
    let policy = ManagedPolicy {
        name: name.to_owned(),
        path: path.to_owned(),
        id: unique_id("ANPA", &arn),
        description: form.get("Description").map(str::to_owned),
        created: now,
        updated: now,
        default_version: 1,
        next_version: 2,
        versions: BTreeMap::from([(1, PolicyVersion { document, created: now })]),
    };
    plane.store.change_account(|account| {
        if account.managed_policies.values().any(|known| known.name == name) {
            // The service's words for other entities; assumed for this one.
            let message = format!("A policy called {name} already exists. Duplicate names are not allowed.");
            return Err(Refusal::new(409, "EntityAlreadyExists", message));
        }
        account.managed_policies.insert(arn.clone(), policy.clone());
        Ok(())
    })?;
    let result = vec![shown(plane, &arn, &policy)];
    Ok(xml::answer(Service::Iam, "CreatePolicy", Some(result)).changed(Change::RolesChanged))
}

pub(super) fn get(plane: &ControlPlane<'_>, form: &Form) -> Result<ControlAnswer, Refusal> {
    let arn = arn(form, "PolicyArn")?;
    let policy = managed(plane, arn)?;
    Ok(xml::answer(Service::Iam, "GetPolicy", Some(vec![shown(plane, arn, &policy)])))
}

pub(super) fn delete(plane: &ControlPlane<'_>, form: &Form) -> Result<ControlAnswer, Refusal> {
    let arn = arn(form, "PolicyArn")?;
    // The service's own words: hashicorp/terraform-provider-aws#32906, redradrat/aws-iam-operator#13.
    let conflict = |message: &str| Err(Refusal::new(409, "DeleteConflict", message));
    plane.store.change_account(|account| {
        let used = |role: &crate::local::store::Role| role.attached.contains(arn) || role.boundary.as_deref() == Some(arn);
        if account.roles.values().any(used) {
            return conflict("Cannot delete a policy attached to entities.");
        }
        match account.managed_policies.get(arn) {
            None => return Err(not_found(arn)),
            Some(policy) if policy.versions.len() > 1 => {
                return conflict(
                    "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. The default version is deleted with the policy.",
                );
            }
            Some(_) => account.managed_policies.remove(arn),
        };
        Ok(())
    })?;
    Ok(xml::answer(Service::Iam, "DeletePolicy", None).changed(Change::RolesChanged))
}

pub(super) fn get_version(plane: &ControlPlane<'_>, form: &Form) -> Result<ControlAnswer, Refusal> {
    let arn = arn(form, "PolicyArn")?;
    let policy = managed(plane, arn)?;
    let number = number(form, arn)?;
    let version = policy.versions.get(&number).ok_or_else(|| no_version(arn, number))?;
    let mut members = vec![text("Document", encoded(&version.document))];
    members.extend(shown_version(&policy, number, version));
    Ok(xml::answer(Service::Iam, "GetPolicyVersion", Some(vec![Element::Node("PolicyVersion", members)])))
}

/// The newest first; that the service lists them so is assumed.
pub(super) fn list_versions(plane: &ControlPlane<'_>, form: &Form) -> Result<ControlAnswer, Refusal> {
    let policy = managed(plane, arn(form, "PolicyArn")?)?;
    // A marker is the place in the list, which has five at most.
    let newest_first = policy.versions.iter().rev().enumerate();
    let versions = newest_first.map(|(place, (number, version))| (place.to_string(), *number, version)).collect();
    let (page, marker) = paged(form, versions, |(place, ..)| place)?;
    let members =
        page.into_iter().map(|(_, number, version)| Element::Node("member", shown_version(&policy, number, version)));
    let mut result = vec![Element::Node("Versions", members.collect())];
    result.extend(truncated(marker));
    Ok(xml::answer(Service::Iam, "ListPolicyVersions", Some(result)))
}

pub(super) fn create_version(plane: &ControlPlane<'_>, form: &Form) -> Result<ControlAnswer, Refusal> {
    let arn = arn(form, "PolicyArn")?;
    let version = PolicyVersion { document: document(form)?, created: seconds(plane.now) };
    let is_default = form.get("SetAsDefault") == Some("true");
    let (policy, number) = change(plane, arn, |policy| {
        if policy.versions.len() >= VERSIONS_AT_MOST {
            // Assumed: the words.
            let message = format!(
                "A managed policy can have up to {VERSIONS_AT_MOST} versions. Before you create a new version, you must delete an existing version."
            );
            return Err(Refusal::new(409, "LimitExceeded", message));
        }
        let number = policy.next_version;
        policy.next_version += 1;
        policy.updated = version.created;
        policy.versions.insert(number, version.clone());
        if is_default {
            policy.default_version = number;
        }
        Ok((policy.clone(), number))
    })?;
    let shown = Element::Node("PolicyVersion", shown_version(&policy, number, &version));
    Ok(xml::answer(Service::Iam, "CreatePolicyVersion", Some(vec![shown])).changed(Change::RolesChanged))
}

pub(super) fn set_default(plane: &ControlPlane<'_>, form: &Form) -> Result<ControlAnswer, Refusal> {
    let arn = arn(form, "PolicyArn")?;
    let number = number(form, arn)?;
    change(plane, arn, |policy| {
        if !policy.versions.contains_key(&number) {
            return Err(no_version(arn, number));
        }
        policy.default_version = number;
        Ok(())
    })?;
    Ok(xml::answer(Service::Iam, "SetDefaultPolicyVersion", None).changed(Change::RolesChanged))
}

pub(super) fn delete_version(plane: &ControlPlane<'_>, form: &Form) -> Result<ControlAnswer, Refusal> {
    let arn = arn(form, "PolicyArn")?;
    let number = number(form, arn)?;
    change(plane, arn, |policy| {
        if policy.default_version == number {
            // The service's own words: redradrat/aws-iam-operator#13.
            return Err(Refusal::new(409, "DeleteConflict", "Cannot delete the default version of a policy."));
        }
        policy.versions.remove(&number).map(|_| ()).ok_or_else(|| no_version(arn, number))
    })?;
    Ok(xml::answer(Service::Iam, "DeletePolicyVersion", None).changed(Change::RolesChanged))
}

/// Changes a policy of the account; those of AWS are not the account's.
fn change<T>(
    plane: &ControlPlane<'_>,
    arn: &str,
    change: impl FnOnce(&mut ManagedPolicy) -> Result<T, Refusal>,
) -> Result<T, Refusal> {
    plane.store.change_account(|account| match account.managed_policies.get_mut(arn) {
        Some(policy) => change(policy),
        // Assumed: the words.
        None if ManagedPolicy::of_aws(arn).is_some() => {
            Err(Refusal::new(403, "AccessDenied", format!("{arn} is a policy of AWS and cannot be changed.")))
        }
        None => Err(not_found(arn)),
    })
}

/// A document that IAM takes.
fn document(form: &Form) -> Result<String, Refusal> {
    let document = form.text("PolicyDocument", DOCUMENT_CHARACTERS)?;
    let parsed = serde_json::from_str(document).map_err(|_| malformed_document())?;
    Policy::from_json(&parsed).map_err(|_| malformed_document())?;
    if document.chars().filter(|letter| !letter.is_whitespace()).count() > CHARACTERS_AT_MOST {
        let message = format!("Cannot exceed quota for PolicySize: {CHARACTERS_AT_MOST}");
        return Err(Refusal::new(409, "LimitExceeded", message));
    }
    Ok(document.to_owned())
}

/// The number of the version that is asked for: `v3` is 3.
fn number(form: &Form, arn: &str) -> Result<u32, Refusal> {
    let version = form.text("VersionId", ARN_CHARACTERS)?;
    let number = version.strip_prefix('v').filter(|number| !number.starts_with(['0', '+']));
    if let Some(Ok(number)) = number.map(str::parse) {
        return Ok(number);
    }
    let constraint = "Member must satisfy regular expression pattern: v[1-9][0-9]*(\\.[A-Za-z0-9-]*)?";
    let fits = number.is_some_and(|number| number.starts_with(|first: char| first.is_ascii_digit()));
    if fits {
        return Err(Refusal::new(
            404,
            "NoSuchEntity",
            format!("Policy {arn} version {version} does not exist or is not attachable."),
        ));
    }
    Err(Refusal::new(400, "ValidationError", Refusal::constraint(version, "versionId", constraint)))
}

/// Assumed: the words.
fn no_version(arn: &str, number: u32) -> Refusal {
    Refusal::new(404, "NoSuchEntity", format!("Policy {arn} version v{number} does not exist or is not attachable."))
}

fn shown(plane: &ControlPlane<'_>, arn: &str, policy: &ManagedPolicy) -> Element {
    let account = plane.store.account();
    let roles = || account.roles.values();
    let attached = roles().filter(|role| role.attached.contains(arn)).count();
    let bounded = roles().filter(|role| role.boundary.as_deref() == Some(arn)).count();
    let id = if policy.id.is_empty() { unique_id("ANPA", arn) } else { policy.id.clone() };
    let mut members = vec![
        text("PolicyName", policy.name.clone()),
        text("PolicyId", id),
        text("Arn", arn),
        text("Path", policy.path.clone()),
        text("DefaultVersionId", format!("v{}", policy.default_version)),
        text("AttachmentCount", attached.to_string()),
        text("PermissionsBoundaryUsageCount", bounded.to_string()),
        text("IsAttachable", "true"),
    ];
    members.extend(policy.description.clone().map(|description| text("Description", description)));
    members.push(text("CreateDate", date(policy.created)));
    members.push(text("UpdateDate", date(policy.updated)));
    Element::Node("Policy", members)
}

fn shown_version(policy: &ManagedPolicy, number: u32, version: &PolicyVersion) -> Vec<Element> {
    vec![
        text("VersionId", format!("v{number}")),
        text("IsDefaultVersion", (policy.default_version == number).to_string()),
        text("CreateDate", date(version.created)),
    ]
}

fn date(seconds: u64) -> String {
    humantime::format_rfc3339_seconds(UNIX_EPOCH + Duration::from_secs(seconds)).to_string()
}
