//! ListVersionsByFunction, ListAliases, GetAlias, CreateAlias, DeleteAlias.
//!
//! A target has one code, so a version or an alias that somebody names is taken to exist; those that CreateAlias made say
//! which version they stand for.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::functions::{configuration_of, listed, stable_id};
use super::named::{Named, is_version};
use crate::local::control_plane::plane::ControlPlane;
use crate::local::control_plane::refusal::Refusal;
use crate::local::control_plane::request::{Change, ControlAnswer, ControlRequest};
use crate::local::control_plane::shape::{ANY_LENGTH, Member, Shape, checked, optional};
use crate::local::store::{Alias, new_request_id};

const LATEST: &str = "$LATEST";

/// Source: `CreateAliasRequest` of the service model.
const MEMBERS: &[Member] = &[
    optional("Name", Shape::Text(128)),
    optional("FunctionVersion", Shape::Text(1_024)),
    optional("Description", Shape::Text(256)),
    optional("RoutingConfig", Shape::Struct(&[optional("AdditionalVersionWeights", Shape::Text(ANY_LENGTH))])),
];

pub(super) fn versions(
    plane: &ControlPlane<'_>,
    request: &ControlRequest,
    named: &Named,
) -> Result<ControlAnswer, Refusal> {
    let name = &named.function.name;
    let known = qualifiers(plane, name).into_iter().filter(|qualifier| is_version(qualifier));
    let versions: BTreeSet<String> =
        known.chain(of_aliases(plane, name).into_values().map(|alias| alias.version)).collect();
    let mut numbered: Vec<String> = versions.into_iter().filter(|version| version != LATEST).collect();
    numbered.sort_by_key(|version| (version.len(), version.clone()));
    let all = std::iter::once(LATEST.to_owned()).chain(numbered);
    let (page, marker) = listed(request, all, |version: &String| place_of(version))?;
    let page = page.iter().map(|version| configuration_of(plane, &named.function, Some(version), version));
    let mut body = json!({ "Versions": page.collect::<Vec<_>>() });
    if let Some(marker) = marker {
        body["NextMarker"] = marker.into();
    }
    Ok(ControlAnswer::json(200, &body))
}

/// The place of a version in a list: `$LATEST` is first, and numbers stand in their order.
fn place_of(version: &str) -> String {
    if version == LATEST { String::new() } else { format!("{version:0>20}") }
}

pub(super) fn list(
    plane: &ControlPlane<'_>,
    request: &ControlRequest,
    named: &Named,
) -> Result<ControlAnswer, Refusal> {
    let version = request.parameter("FunctionVersion");
    let aliases = all(plane, &named.function.name).into_iter();
    let aliases = aliases.filter(|(_, alias)| version.as_ref().is_none_or(|version| *version == alias.version));
    let (page, marker) = listed(request, aliases, |(name, _): &(String, Alias)| name.clone())?;
    let page = page.iter().map(|(name, alias)| shown(plane, &named.function.name, name, alias));
    let mut body = json!({ "Aliases": page.collect::<Vec<_>>() });
    if let Some(marker) = marker {
        body["NextMarker"] = marker.into();
    }
    Ok(ControlAnswer::json(200, &body))
}

pub(super) fn get(plane: &ControlPlane<'_>, named: &Named, name: &str) -> Result<ControlAnswer, Refusal> {
    let function = &named.function.name;
    let alias = all(plane, function).remove(name).ok_or_else(|| {
        // The service's own words, as localstack/localstack `test_lambda_api.snapshot.json` has them; so are those below.
        let message = format!("Cannot find alias arn: {}:{name}", plane.functions.arn(function));
        Refusal::new(404, "ResourceNotFoundException", message)
    })?;
    Ok(ControlAnswer::json(200, &shown(plane, function, name, &alias)))
}

pub(super) fn create(
    plane: &ControlPlane<'_>,
    request: &ControlRequest,
    named: &Named,
) -> Result<ControlAnswer, Refusal> {
    let validation = |message: String| Refusal::new(400, "ValidationException", message);
    let given = checked(&request.members()?, MEMBERS, "").map_err(|refusal| validation(refusal.message))?;
    let text = |member: &str| given.get(member).and_then(Value::as_str);
    let missing = |member: &str| validation(Refusal::constraint("null", member, "Member must not be null"));
    let name = text("Name").ok_or_else(|| missing("name"))?;
    let version = text("FunctionVersion").ok_or_else(|| missing("functionVersion"))?;
    let pattern = |value: &str, member: &str, pattern: &str| {
        let constraint = format!("Member must satisfy regular expression pattern: {pattern}");
        Err(validation(Refusal::constraint(value, member, &constraint)))
    };
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    if name.is_empty() || is_version(name) || !name.bytes().all(plain) {
        return pattern(name, "name", "(?!^[0-9]+$)([a-zA-Z0-9-_]+)");
    }
    if version != LATEST && (version.is_empty() || !is_version(version)) {
        return pattern(version, "functionVersion", "(\\$LATEST|[0-9]+)");
    }
    if given.get("RoutingConfig").is_some_and(|routing| *routing != json!({})) {
        let message = "the emulator's aliases stand for one version";
        return Err(Refusal::new(400, "InvalidParameterValueException", message));
    }
    let alias = Alias {
        version: version.to_owned(),
        description: text("Description").unwrap_or_default().to_owned(),
        revision: new_request_id(),
    };
    let function = &named.function.name;
    plane.store.change_account(|account| {
        let aliases = account.aliases.entry(function.clone()).or_default();
        if aliases.contains_key(name) {
            let message = format!("Alias already exists: {}:{name}", plane.functions.arn(function));
            return Err(Refusal::new(409, "ResourceConflictException", message));
        }
        aliases.insert(name.to_owned(), alias.clone());
        Ok(())
    })?;
    Ok(ControlAnswer::json(201, &shown(plane, function, name, &alias)).changed(Change::FunctionsChanged))
}

/// One that is not there is deleted too, as by the service.
pub(super) fn delete(plane: &ControlPlane<'_>, named: &Named, name: &str) -> Result<ControlAnswer, Refusal> {
    plane.store.change_account(|account| {
        if let Some(aliases) = account.aliases.get_mut(&named.function.name) {
            aliases.remove(name);
        }
        Ok::<_, Refusal>(())
    })?;
    Ok(ControlAnswer::empty(204).changed(Change::FunctionsChanged))
}

fn shown(plane: &ControlPlane<'_>, function: &str, name: &str, alias: &Alias) -> Value {
    json!({
        "AliasArn": format!("{}:{name}", plane.functions.arn(function)),
        "Name": name,
        "FunctionVersion": alias.version,
        "Description": alias.description,
        "RevisionId": alias.revision,
    })
}

/// The aliases that were made, and those that somebody speaks of, which stand for `$LATEST`.
fn all(plane: &ControlPlane<'_>, function: &str) -> BTreeMap<String, Alias> {
    let spoken_of = qualifiers(plane, function).into_iter().filter(|qualifier| !is_version(qualifier));
    let mut aliases: BTreeMap<String, Alias> = spoken_of
        .map(|name| {
            let revision = stable_id(&format!("{}:{name}", plane.functions.arn(function)));
            (name, Alias { version: LATEST.to_owned(), description: String::new(), revision })
        })
        .collect();
    aliases.extend(of_aliases(plane, function));
    aliases
}

fn of_aliases(plane: &ControlPlane<'_>, function: &str) -> BTreeMap<String, Alias> {
    plane.store.account().aliases.get(function).cloned().unwrap_or_default()
}

/// The versions and aliases of a function that somebody speaks of: an API's authorizer, or a permission.
fn qualifiers(plane: &ControlPlane<'_>, name: &str) -> BTreeSet<String> {
    let arn = format!("{}:", plane.functions.arn(name));
    let configured = plane.store.apis().into_iter().filter_map(|api| {
        let authentication = api.graphql_api().ok()?.authentication;
        let uri = authentication.lambda()?.authorizer_uri.clone()?;
        uri.strip_prefix(&arn).map(str::to_owned)
    });
    let account = plane.store.account();
    let permitted = account.policies.keys().filter_map(|key| key.split_once(':'));
    let permitted = permitted.filter(|(function, _)| *function == name).map(|(_, qualifier)| qualifier.to_owned());
    configured.chain(permitted).filter(|qualifier| qualifier != LATEST).collect()
}
