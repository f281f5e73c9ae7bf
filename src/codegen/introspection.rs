//! The schema as the answer to the standard introspection query, and that query.

use apollo_compiler::introspection::partial_execute;
use apollo_compiler::request::coerce_variable_values;
use apollo_compiler::response::JsonMap;
use apollo_compiler::validation::Valid;
use apollo_compiler::{ExecutableDocument, Schema as CompiledSchema};
use serde_json::{Value, json};

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
    let mut answer = answer(&compiled)?;
    say_one_of(&mut answer, &compiled);
    let mut text = serde_json::to_string_pretty(&answer).map_err(|error| error.to_string())?;
    text.push('\n');
    Ok(vec![GeneratedFile::new(FILE, text)])
}

fn answer(schema: &Valid<CompiledSchema>) -> Result<Value, String> {
    let query = ExecutableDocument::parse_and_validate(schema, FULL, "introspection.graphql")
        .map_err(|faults| faults.errors.to_string())?;
    let operation = query.operations.get(None).map_err(|error| format!("{error:?}"))?;
    let variables =
        coerce_variable_values(schema, operation, &JsonMap::default()).map_err(|error| error.message().to_string())?;
    let answer = partial_execute(schema, &schema.implementers_map(), &query, operation, &variables)
        .map_err(|error| error.message().to_string())?;
    // By way of its text, as two answers of a large schema need much memory.
    let text = serde_json::to_string(&answer).map_err(|error| error.to_string())?;
    drop(answer);
    let mut answer: Value = serde_json::from_str(&text).map_err(|error| error.to_string())?;
    let errors = answer.get("errors").map(Value::to_string);
    match (answer.pointer_mut("/data/__schema").map(Value::take), errors) {
        (Some(found), None) => Ok(json!({ "__schema": found })),
        (_, errors) => Err(format!("the compiler answers {}", errors.unwrap_or_default())),
    }
}

/// Says of each input object whether exactly one of its fields must be given, which the compiler's types do not have yet.
fn say_one_of(answer: &mut Value, schema: &CompiledSchema) {
    let types = answer.pointer_mut("/__schema/types").and_then(Value::as_array_mut);
    for described in types.into_iter().flatten().filter_map(Value::as_object_mut) {
        let input = described.get("name").and_then(Value::as_str).and_then(|name| schema.get_input_object(name));
        let Some(input) = input else { continue };
        described.insert("isOneOf".to_owned(), json!(input.directives.has("oneOf")));
    }
}
