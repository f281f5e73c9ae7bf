//! CreateGraphqlApi, GetGraphqlApi, UpdateGraphqlApi, DeleteGraphqlApi, ListGraphqlApis.

use serde_json::{Map, Value, json};

use super::routes::{api, change_api};
use super::{providers, settings};
use crate::local::control_plane::page::{listed, page};
use crate::local::control_plane::plane::{ControlPlane, UpdateOmitted};
use crate::local::control_plane::refusal::Refusal;
use crate::local::control_plane::request::{Change, ControlAnswer, ControlRequest};
use crate::local::store::ApiRecord;

pub(super) fn create(plane: &ControlPlane<'_>, request: &ControlRequest) -> Result<ControlAnswer, Refusal> {
    let document = settings::created(&request.members()?)?;
    providers::check(&document)?;
    let record = plane.store.add_api(ApiRecord { document, ..ApiRecord::default() })?;
    Ok(one(plane, &record).changed(Change::ApiChanged(record.id.clone())))
}

pub(super) fn get(plane: &ControlPlane<'_>, id: &str) -> Result<ControlAnswer, Refusal> {
    Ok(one(plane, &*api(plane, id)?))
}

pub(super) fn update(plane: &ControlPlane<'_>, request: &ControlRequest, id: &str) -> Result<ControlAnswer, Refusal> {
    api(plane, id)?;
    let given = settings::updated(&request.members()?)?;
    let changed = change_api(plane, id, |record| {
        let mut document = record.document.clone();
        if plane.update_omitted == UpdateOmitted::Replace {
            for member in settings::UPDATABLE {
                document.shift_remove(member.name);
            }
        }
        document.extend(given);
        settings::fill(&mut document);
        providers::check(&document)?;
        record.document = document;
        Ok(record.clone())
    })?;
    Ok(one(plane, &changed).changed(Change::ApiChanged(id.to_owned())))
}

pub(super) fn delete(plane: &ControlPlane<'_>, id: &str) -> Result<ControlAnswer, Refusal> {
    if !plane.store.remove_api(id)? {
        return Err(Refusal::no_api(id));
    }
    Ok(ControlAnswer::json(200, &json!({})).changed(Change::ApiDeleted(id.to_owned())))
}

pub(super) fn list(plane: &ControlPlane<'_>, request: &ControlRequest) -> Result<ControlAnswer, Refusal> {
    let api_type = choice(request, "apiType", &["GRAPHQL", "MERGED"])?;
    let owner = choice(request, "owner", &["CURRENT_ACCOUNT", "OTHER_ACCOUNTS"])?;
    let mut apis = plane.store.apis();
    apis.retain(|api| {
        let own = api.document.get("owner").and_then(Value::as_str) == Some(plane.account_id);
        let kind = api.document.get("apiType").and_then(Value::as_str).unwrap_or("GRAPHQL");
        owner.as_deref().is_none_or(|owner| own == (owner == "CURRENT_ACCOUNT"))
            && api_type.as_deref().is_none_or(|wanted| wanted == kind)
    });
    let (apis, next) = page(request, apis, |api| api.sequence)?;
    let apis = apis.iter().map(|api| Value::Object(shown(plane, api))).collect();
    Ok(ControlAnswer::json(200, &listed("graphqlApis", apis, next)))
}

/// A parameter that must be one of some values.
pub(super) fn choice(request: &ControlRequest, name: &str, values: &[&str]) -> Result<Option<String>, Refusal> {
    match request.parameter(name) {
        Some(value) if !values.contains(&value.as_str()) => {
            let constraint = format!("Member must satisfy enum value set: [{}]", values.join(", "));
            Err(Refusal::bad_request(Refusal::constraint(&value, name, &constraint)))
        }
        value => Ok(value),
    }
}

fn one(plane: &ControlPlane<'_>, record: &ApiRecord) -> ControlAnswer {
    ControlAnswer::json(200, &json!({ "graphqlApi": shown(plane, record) }))
}

/// The API as clients see it: its addresses are those of the emulator.
fn shown(plane: &ControlPlane<'_>, record: &ApiRecord) -> Map<String, Value> {
    let (scheme, host) = plane.origin.split_once("://").unwrap_or(("http", plane.origin));
    let realtime = if scheme == "https" { "wss" } else { "ws" };
    let path = format!("{host}/apis/{}/graphql", record.id);
    let mut document = record.document.clone();
    let addresses =
        json!({ "GRAPHQL": format!("{scheme}://{path}"), "REALTIME": format!("{realtime}://{path}/realtime") });
    document.insert("uris".to_owned(), addresses);
    document.insert("dns".to_owned(), json!({ "GRAPHQL": host, "REALTIME": host }));
    document
}
