//! ListTypes, GetType.

use apollo_compiler::schema::ExtendedType;
use serde_json::{Value, json};

use super::introspection::{own_types, type_document};
use super::routes::api;
use super::schema::{loaded, required_format};
use crate::graphql::Schema;
use crate::local::control_plane::page::{listed, page};
use crate::local::control_plane::plane::ControlPlane;
use crate::local::control_plane::refusal::Refusal;
use crate::local::control_plane::request::{ControlAnswer, ControlRequest};

pub(super) fn list(plane: &ControlPlane<'_>, request: &ControlRequest, id: &str) -> Result<ControlAnswer, Refusal> {
    let record = api(plane, id)?;
    let format = required_format(request)?;
    // Assumed: an API without a schema has no types.
    let schema = if record.schema.is_some() { Some(loaded(&record)?) } else { None };
    let types = schema.iter().flat_map(|schema| own_types(schema).map(move |each| (schema, each)));
    let (types, next) = page(request, (1..).zip(types).collect(), |(place, _)| *place)?;
    let types = types.iter().map(|(_, (schema, each))| shown(plane, id, schema, each, &format)).collect();
    Ok(ControlAnswer::json(200, &listed("types", types, next)))
}

pub(super) fn get(
    plane: &ControlPlane<'_>,
    request: &ControlRequest,
    id: &str,
    name: &str,
) -> Result<ControlAnswer, Refusal> {
    let record = api(plane, id)?;
    let format = required_format(request)?;
    // Assumed: the words.
    let none = || Refusal::not_found(format!("Type {name} not found."));
    if record.schema.is_none() {
        return Err(none());
    }
    let schema = loaded(&record)?;
    let found = own_types(&schema).find(|each| each.name() == name).ok_or_else(none)?;
    Ok(ControlAnswer::json(200, &json!({ "type": shown(plane, id, &schema, found, &format) })))
}

fn shown(plane: &ControlPlane<'_>, id: &str, schema: &Schema, each: &ExtendedType, format: &str) -> Value {
    let name = each.name().as_str();
    let definition =
        if format == "SDL" { each.to_string().trim_end().to_owned() } else { type_document(schema, name).to_string() };
    let mut shown = json!({ "name": name });
    if let Some(description) = each.description() {
        shown["description"] = description.as_str().into();
    }
    shown["arn"] = format!("{}/types/{name}", plane.store.api_arn(id)).into();
    shown["definition"] = definition.into();
    shown["format"] = format.into();
    shown
}
