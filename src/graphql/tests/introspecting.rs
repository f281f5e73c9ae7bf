//! Introspection JSON.

use apollo_compiler::ExecutableDocument;
use apollo_compiler::request::coerce_variable_values;

use super::{coordinates, errors, lines, load, schema};
use crate::graphql::Schema;

const QUERY: &str = "{ __schema {
  description queryType { name } mutationType { name } subscriptionType { name }
  types {
    kind name description specifiedByURL
    fields(includeDeprecated: true) {
      name description args(includeDeprecated: true) { ...input } type { ...type } isDeprecated deprecationReason
    }
    inputFields(includeDeprecated: true) { ...input }
    interfaces { ...type } enumValues(includeDeprecated: true) { name description isDeprecated deprecationReason }
    possibleTypes { ...type }
  }
  directives { name description locations args(includeDeprecated: true) { ...input } isRepeatable }
} }
fragment input on __InputValue { name description type { ...type } defaultValue }
fragment type on __Type { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name
  ofType { kind name ofType { kind name } } } } } } }";

fn introspect(schema: &Schema) -> String {
    let schema = schema.compiled();
    let document = ExecutableDocument::parse_and_validate(schema, QUERY, "query.graphql").expect("our query");
    let operation = document.operations.get(None).expect("one operation");
    let variables = coerce_variable_values(schema, operation, &Default::default()).expect("no variables");
    let implementers = schema.implementers_map();
    let answer =
        apollo_compiler::introspection::partial_execute(schema, &implementers, &document, operation, &variables);
    serde_json::to_string(&answer.expect("an answer")).expect("JSON")
}

#[test]
fn a_schema_and_its_introspection_say_the_same() {
    let text = include_str!("../../../tests/fixtures/schemas/kitchen.graphql");
    let ours = schema(text);
    let read = load(&introspect(&ours)).unwrap_or_else(|errors| panic!("{}", lines(&errors)));
    assert_eq!(lines(&read.warnings), "");
    assert_eq!(coordinates(&read.schema), coordinates(&ours));
    // Directives are not part of an introspection; everything else is, so a second one is the same text.
    assert_eq!(introspect(&read.schema), introspect(&ours));
}

#[test]
fn both_forms_of_the_answer_are_read() {
    let inner = r#"{"__schema":{"queryType":{"name":"Query"},"types":[{"kind":"OBJECT","name":"Query","fields":[
        {"name":"a","args":null,"type":{"kind":"NON_NULL","ofType":{"kind":"SCALAR","name":"AWSDate"}}}]}]}}"#;
    for text in [inner.to_owned(), format!("\u{feff}\r\n{{\"data\":{inner}}}")] {
        let schema = schema(&text);
        assert_eq!(coordinates(&schema), ["Query.a"]);
        assert_eq!(schema.field("Query", "a").map(|field| field.ty.to_string()), Some("AWSDate!".to_owned()));
    }
}

#[test]
fn json_that_is_no_introspection_says_what_it_is_instead() {
    let denied = r#"{"data":null,"errors":[{"message":"Introspection is disabled"}]}"#;
    assert_eq!(errors(denied), "schema.graphql: the introspection answer is an error: Introspection is disabled");
    assert_eq!(errors("[]"), "schema.graphql: the JSON has no `__schema`");
    assert_eq!(errors("{}"), "schema.graphql: the JSON has no `__schema`");
    assert_eq!(errors("{\n \"data\": x"), "schema.graphql:2:10: the JSON is not valid: expected value");
}

#[test]
fn json_that_nests_100_000_levels_is_refused() {
    let text = format!("{{\"data\": {}1", "[".repeat(100_000));
    assert_eq!(errors(&text), "schema.graphql:1:136: the JSON is not valid: recursion limit exceeded");
}

#[test]
fn every_fault_in_the_json_is_reported_with_its_path() {
    let text = r#"{"__schema":{"queryType":{"name":"Query"},"types":[
        {"kind":"OBJECT","name":"Query","fields":[{"name":"a"},{"name":"b c","type":{"kind":"SCALAR","name":"Int"}}, 3]},
        {"kind":"THING","name":"T"}]}}"#;
    assert_eq!(
        errors(text),
        "schema.graphql: `__schema.types[0].fields[0]`: there is no `type`\n\
         schema.graphql: `__schema.types[0].fields[1]`: `b c` is not a GraphQL name\n\
         schema.graphql: `__schema.types[0].fields[2]`: this is not an object\n\
         schema.graphql: `__schema.types[1]`: `T` has no known `kind`"
    );
}

#[test]
fn a_default_value_that_is_no_value_is_left_away_with_a_warning() {
    let text = r#"{"__schema":{"queryType":{"name":"Query"},"types":[{"kind":"OBJECT","name":"Query","fields":[
        {"name":"a","type":{"kind":"SCALAR","name":"Int"},"args":[
            {"name":"x","type":{"kind":"SCALAR","name":"Int"},"defaultValue":"1) type Evil { a: Int } extend schema @x(y: 2"},
            {"name":"y","type":{"kind":"SCALAR","name":"Int"},"defaultValue":"7"}]}]}]}}"#;
    let loaded = load(text).unwrap_or_else(|errors| panic!("{}", lines(&errors)));
    assert_eq!(
        lines(&loaded.warnings),
        "schema.graphql: `__schema.types[0].fields[0].args[0]`: the default value \
         `1) type Evil { a: Int } extend schema @x(y: 2` is not valid and is left away"
    );
    let field = loaded.schema.field("Query", "a").expect("the field");
    let defaults: Vec<_> =
        field.arguments.iter().map(|each| each.default_value.as_ref().map(ToString::to_string)).collect();
    assert_eq!(defaults, [None, Some("7".to_owned())]);
}
