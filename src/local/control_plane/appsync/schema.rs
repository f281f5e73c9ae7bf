//! StartSchemaCreation, GetSchemaCreationStatus, GetIntrospectionSchema.

use apollo_compiler::parser::Parser;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::apis::choice;
use super::introspection;
use super::routes::{api, change_api};
use crate::graphql::{Diagnostic, Leniency, Schema, SourceText};
use crate::local::answers::NO_SCHEMA;
use crate::local::control_plane::plane::ControlPlane;
use crate::local::control_plane::refusal::Refusal;
use crate::local::control_plane::request::{Change, ControlAnswer, ControlRequest};
use crate::local::control_plane::shape::{ANY_LENGTH, Shape, checked, required};
use crate::local::store::{ApiRecord, SchemaCreation, SchemaStatus};

/// The largest schema document, in bytes.
///
/// Source: AppSync quotas, "Schema document size".
const DOCUMENT_BYTES: usize = ANY_LENGTH;

/// Reads the schema at once, and says as AppSync does that it is being processed.
pub(super) fn start_creation(
    plane: &ControlPlane<'_>,
    request: &ControlRequest,
    id: &str,
) -> Result<ControlAnswer, Refusal> {
    api(plane, id)?;
    let given = checked(&request.members()?, &[required("definition", Shape::Text(DOCUMENT_BYTES * 4 / 3 + 4))], "")?;
    let definition = given.get("definition").and_then(Value::as_str).unwrap_or_default();
    let text = STANDARD.decode(definition).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    // Assumed: the words.
    let text = text.ok_or_else(|| Refusal::bad_request("definition is not text in base64."))?;
    let read = read(&text);
    change_api(plane, id, |record| {
        match read {
            Ok(types) => {
                record.schema = Some(text);
                let details = format!("Successfully created schema with {types} types.");
                record.creation = SchemaCreation { status: SchemaStatus::Success, details: Some(details) };
            }
            // The schema that works stays.
            Err(details) => {
                record.creation = SchemaCreation { status: SchemaStatus::Failed, details: Some(details) };
            }
        }
        Ok(())
    })?;
    let answer = ControlAnswer::json(200, &json!({ "status": "PROCESSING" }));
    Ok(answer.changed(Change::ApiChanged(id.to_owned())))
}

pub(super) fn creation_status(plane: &ControlPlane<'_>, id: &str) -> Result<ControlAnswer, Refusal> {
    let SchemaCreation { status, details } = api(plane, id)?.creation.clone();
    let mut body = json!({ "status": status.name() });
    if let Some(details) = details {
        body["details"] = details.into();
    }
    Ok(ControlAnswer::json(200, &body))
}

pub(super) fn introspect(
    plane: &ControlPlane<'_>,
    request: &ControlRequest,
    id: &str,
) -> Result<ControlAnswer, Refusal> {
    let record = api(plane, id)?;
    let format = required_format(request)?;
    let directives = match choice(request, "includeDirectives", &["true", "false"])? {
        // botocore's documentation does not say; moto takes it for true.
        None => true,
        Some(given) => given == "true",
    };
    let schema = loaded(&record)?;
    let text = record.schema.as_deref().unwrap_or_default();
    let (kind, body) = match (format.as_str(), directives) {
        ("SDL", true) => ("text/plain", text.to_owned()),
        ("SDL", false) => ("text/plain", introspection::without_directives(text)),
        _ => ("application/json", introspection::document(&schema, directives).to_string()),
    };
    Ok(ControlAnswer::bytes(200, kind, body))
}

/// `format`, without which nothing is answered.
pub(super) fn required_format(request: &ControlRequest) -> Result<String, Refusal> {
    choice(request, "format", &["SDL", "JSON"])?
        .ok_or_else(|| Refusal::bad_request(Refusal::constraint("null", "format", "Member must not be null")))
}

/// The schema that works.
pub(super) fn loaded(record: &ApiRecord) -> Result<Schema, Refusal> {
    // Assumed: that the words are those of the data plane.
    let none = || Refusal::new(400, "GraphQLSchemaException", NO_SCHEMA);
    let text = record.schema.as_deref().ok_or_else(none)?;
    let sources = [SourceText::new("schema", text)];
    Schema::load(&sources, Leniency::Live).map(|loaded| loaded.schema).map_err(|_| none())
}

/// How many types a schema has, or why it is none.
///
/// It is read as a file is: what GraphQL's rules forbid is an error, as it is for AppSync when a schema is created.
fn read(text: &str) -> Result<usize, String> {
    // AppSync takes only GraphQL's own language here, not introspection JSON.
    let is_read = Parser::new().parse_ast(text, "schema").is_ok();
    match Schema::load(&[SourceText::new("schema", text)], Leniency::Strict) {
        Ok(loaded) if is_read => Ok(introspection::own_types(&loaded.schema).count()),
        // The service's own words: aws/aws-appsync-community#292. It stops there; we say where and what, too.
        Err(faults) if !is_read => {
            let words = "Failed to parse schema document - ensure it's a valid SDL-formatted document.";
            Err(format!("{words}\n{}", lines(&faults)))
        }
        Ok(_) => Err("Failed to parse schema document - ensure it's a valid SDL-formatted document.".to_owned()),
        // Assumed: the words.
        Err(faults) => Err(format!("Found {} problem(s) with the schema:\n{}", faults.len(), lines(&faults))),
    }
}

fn lines(faults: &[Diagnostic]) -> String {
    let line = |fault: &Diagnostic| match &fault.place {
        Some(place) => format!("{} (line {}, column {})", fault.message, place.line, place.column),
        None => fault.message.clone(),
    };
    faults.iter().map(line).collect::<Vec<_>>().join("\n")
}
