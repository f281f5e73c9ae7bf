//! The schema as the answer to the standard introspection query, and that query.

use apollo_compiler::collections::HashMap;
use apollo_compiler::introspection::partial_execute;
use apollo_compiler::request::coerce_variable_values;
use apollo_compiler::response::serde_json_bytes::ByteString;
use apollo_compiler::response::{JsonMap, JsonValue};
use apollo_compiler::schema::Implementers;
use apollo_compiler::validation::Valid;
use apollo_compiler::{ExecutableDocument, Name, Schema as CompiledSchema};
use serde::ser::{Error as _, Serialize, SerializeMap, SerializeSeq, Serializer};

use super::file::GeneratedFile;
use super::schema_text::definitions;
use crate::graphql::Schema;
use crate::settings::Order;

/// The name of the file.
const FILE: &str = "introspection.json";

/// What the answer to an introspection query says, as clients of today ask for it.
const FULL: &str = include_str!("introspection.graphql");

/// The introspection query that every AppSync API answers: what GraphQL's edition of June 2018 has, and no more.
pub const INTROSPECTION_QUERY: &str = include_str!("introspection_query.graphql");

/// The target `introspection`: `{"__schema": …}`, with AppSync's own scalars and directives.
///
/// # Errors
/// What the compiler says when it cannot answer, which no schema should make happen.
pub fn introspection_files(schema: &Schema, order: Order) -> Result<Vec<GeneratedFile>, String> {
    let mut builder = CompiledSchema::builder().ignore_builtin_redefinitions();
    let mut document = apollo_compiler::ast::Document::new();
    document.definitions = definitions(schema, order);
    builder = builder.add_ast(&document);
    let compiled = builder.build().unwrap_or_else(|faults| faults.partial);
    let compiled = Valid::assume_valid(compiled);
    let query =
        ExecutableDocument::parse_and_validate(&compiled, FULL, FILE).map_err(|faults| faults.errors.to_string())?;
    let introspected = Introspected { implementers: compiled.implementers_map(), schema: &compiled, query };
    let mut text = serde_json::to_string_pretty(&introspected).map_err(|error| error.to_string())?;
    text.push('\n');
    Ok(vec![GeneratedFile::new(FILE, text)])
}

/// The answer, of which one type after the other is asked for: those of a large schema need much memory at once.
struct Introspected<'a> {
    schema: &'a Valid<CompiledSchema>,
    implementers: HashMap<Name, Implementers>,
    query: Valid<ExecutableDocument>,
}

impl Introspected<'_> {
    /// What an operation of the query answers: the value of its one field.
    fn answer(&self, operation: &str, variables: &JsonMap) -> Result<JsonMap, String> {
        let operation = self.query.operations.get(Some(operation)).map_err(|error| format!("{error:?}"))?;
        let variables =
            coerce_variable_values(self.schema, operation, variables).map_err(|error| error.message().to_string())?;
        let answer = partial_execute(self.schema, &self.implementers, &self.query, operation, &variables)
            .map_err(|error| error.message().to_string())?;
        let found = answer.data.into_iter().flatten().find_map(|(_, value)| match value {
            JsonValue::Object(found) => Some(found),
            _ => None,
        });
        found.filter(|_| answer.errors.is_empty()).ok_or_else(|| {
            let errors: Vec<&str> = answer.errors.iter().map(|error| error.message.as_str()).collect();
            format!("the compiler answers {}", errors.join(", "))
        })
    }

    /// One type. Of an input object it says whether exactly one of its fields must be given, which the compiler's types do
    /// not have yet.
    fn described(&self, name: &Name) -> Result<JsonMap, String> {
        let variables = std::iter::once((ByteString::from("name"), JsonValue::from(name.as_str()))).collect();
        let mut described = self.answer("Type", &variables)?;
        if let Some(input) = self.schema.get_input_object(name) {
            described.insert("isOneOf", input.directives.has("oneOf").into());
        }
        Ok(described)
    }
}

impl Serialize for Introspected<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut members = serializer.serialize_map(Some(1))?;
        members.serialize_entry("__schema", &Described(self))?;
        members.end()
    }
}

/// What stands under `__schema`.
struct Described<'a>(&'a Introspected<'a>);

impl Serialize for Described<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let described = self.0.answer("Schema", &JsonMap::default()).map_err(S::Error::custom)?;
        let mut members = serializer.serialize_map(Some(described.len()))?;
        for (key, value) in &described {
            match key.as_str() {
                "types" => members.serialize_entry(key.as_str(), &Types(self.0))?,
                key => members.serialize_entry(key, value)?,
            }
        }
        members.end()
    }
}

/// The list of the types.
struct Types<'a>(&'a Introspected<'a>);

impl Serialize for Types<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let names = &self.0.schema.types;
        let mut types = serializer.serialize_seq(Some(names.len()))?;
        for name in names.keys() {
            types.serialize_element(&self.0.described(name).map_err(S::Error::custom)?)?;
        }
        types.end()
    }
}
