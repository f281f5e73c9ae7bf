//! The target `manifest`: what every operation is, as JSON, for allow-lists, for other generators and for this program's own
//! `query --operation`.

use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::{Value, json};

use super::file::{GeneratedFile, sha256};
use super::ir::{Field, Fragment, Ir, Operation, Selected, Variable};
use super::print::{self, Layout};
use super::statement::Origin;

/// The file's name.
pub const MANIFEST: &str = "manifest.json";

/// The version of the format; it changes when a member changes its meaning or goes away.
const SCHEMA_VERSION: u32 = 1;

/// `manifest.json`. `called` says how a document of the user's is called there, which the messages call so.
#[must_use]
pub fn manifest_files(ir: &Ir, called: impl Fn(&str) -> String) -> Vec<GeneratedFile> {
    let manifest = Manifest { ir, called };
    // Writing into memory does not fail.
    let mut text = serde_json::to_string_pretty(&manifest).unwrap_or_default();
    text.push('\n');
    vec![GeneratedFile::new(MANIFEST, text)]
}

/// The document, of which one operation after the other is made: those of a large schema need much memory at once.
struct Manifest<'a, F> {
    ir: &'a Ir,
    called: F,
}

impl<F: Fn(&str) -> String> Serialize for Manifest<'_, F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut members = serializer.serialize_map(Some(3))?;
        members.serialize_entry("schemaVersion", &SCHEMA_VERSION)?;
        members.serialize_entry(
            "operations",
            &Each(&self.ir.operations, |each: &Operation| operation(each, &self.called)),
        )?;
        members.serialize_entry("fragments", &Each(&self.ir.fragments, fragment))?;
        members.end()
    }
}

/// A list whose items are made when they are written.
struct Each<'a, T, F>(&'a [T], F);

impl<T, F: Fn(&T) -> Value> Serialize for Each<'_, T, F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(&self.1))
    }
}

fn fragment(fragment: &Fragment) -> Value {
    json!({ "name": fragment.name, "type": fragment.type_name, "result": selected(&fragment.selected) })
}

fn operation(operation: &Operation, called: &impl Fn(&str) -> String) -> Value {
    let text = print::statement(&operation.statement, Layout::default());
    let (field, source) = match &operation.statement.origin {
        Origin::Generated { field } => (Some(field), None),
        Origin::Written { source } => (None, Some(called(source))),
    };
    let mut value = json!({
        "name": operation.name(),
        "kind": operation.statement.kind.name(),
        "text": text,
        "sha256": sha256(text.as_bytes()),
        "variables": operation.variables.iter().map(variable).collect::<Vec<_>>(),
        "result": { "type": operation.shape.type_name, "fields": fields(&operation.shape.fields) },
    });
    if let Some(members) = value.as_object_mut() {
        members.extend(field.map(|field| ("field".to_owned(), json!(field))));
        members.extend(source.map(|source| ("source".to_owned(), json!(source))));
    }
    value
}

fn variable(variable: &Variable) -> Value {
    json!({ "name": variable.name, "type": variable.ty.to_string(), "optional": variable.is_optional() })
}

fn fields(all: &[Field]) -> Vec<Value> {
    all.iter()
        .map(|field| {
            let mut value =
                json!({ "key": field.key.as_str(), "field": field.name.as_str(), "type": field.ty.to_string() });
            if let Some(members) = value.as_object_mut() {
                members.extend(field.may_be_absent.then(|| ("optional".to_owned(), json!(true))));
                members.extend(field.selected.as_ref().map(|each| ("result".to_owned(), selected(each))));
            }
            value
        })
        .collect()
}

fn selected(shape: &Selected) -> Value {
    match shape {
        Selected::Fragment(name) => json!({ "fragment": name }),
        Selected::Object(object) => json!({ "type": object.type_name, "fields": fields(&object.fields) }),
        Selected::Abstract(open) => {
            let members = open.members.iter();
            let members = members.map(|each| json!({ "types": each.type_names, "fields": fields(&each.fields) }));
            json!({
                "type": open.type_name,
                "members": members.collect::<Vec<_>>(),
                "other": { "fields": fields(&open.other) },
            })
        }
    }
}
