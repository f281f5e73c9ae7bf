//! A schema as introspection and as text.

use apollo_compiler::ExecutableDocument;
use apollo_compiler::ast::{self, Definition};
use apollo_compiler::parser::Parser;
use apollo_compiler::request::coerce_variable_values;
use apollo_compiler::schema::ExtendedType;
use serde_json::{Value, json};

use crate::graphql::Schema;

/// The query that tools send; every member that the specification has.
const QUERY: &str = "
query IntrospectionQuery {
  __schema {
    queryType { name }
    mutationType { name }
    subscriptionType { name }
    types { ...FullType }
    directives { name description locations args { ...InputValue } }
  }
}
fragment FullType on __Type {
  kind name description
  fields(includeDeprecated: true) { name description args { ...InputValue } type { ...TypeRef } isDeprecated deprecationReason }
  inputFields { ...InputValue }
  interfaces { ...TypeRef }
  enumValues(includeDeprecated: true) { name description isDeprecated deprecationReason }
  possibleTypes { ...TypeRef }
}
fragment InputValue on __InputValue { name description type { ...TypeRef } defaultValue }
fragment TypeRef on __Type {
  kind name
  ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name } } } } } } }
}
";

/// The directives of GraphQL itself.
const BUILT_IN_DIRECTIVES: [&str; 4] = ["skip", "include", "deprecated", "specifiedBy"];

/// The answer to the introspection query, with the `data` around it that AppSync writes.
pub(super) fn document(schema: &Schema, directives: bool) -> Value {
    let mut data = introspected(schema);
    if !directives && let Some(list) = data.pointer_mut("/__schema/directives").and_then(Value::as_array_mut) {
        list.retain(|each| each["name"].as_str().is_some_and(|name| BUILT_IN_DIRECTIVES.contains(&name)));
    }
    json!({ "data": data })
}

/// One type as introspection has it.
pub(super) fn type_document(schema: &Schema, name: &str) -> Value {
    let data = introspected(schema);
    let types = data.pointer("/__schema/types").and_then(Value::as_array);
    types.into_iter().flatten().find(|each| each["name"] == name).cloned().unwrap_or_default()
}

fn introspected(schema: &Schema) -> Value {
    let compiled = schema.compiled();
    let answer = || {
        let document = ExecutableDocument::parse_and_validate(compiled, QUERY, "introspection").ok()?;
        let operation = document.operations.get(None).ok()?;
        let variables = coerce_variable_values(compiled, operation, &Default::default()).ok()?;
        let implementers = compiled.implementers_map();
        let response =
            apollo_compiler::introspection::partial_execute(compiled, &implementers, &document, operation, &variables);
        serde_json::to_value(response.ok()?.data).ok()
    };
    answer().unwrap_or_default()
}

/// The types of the schema that are neither GraphQL's nor AppSync's own, in its order.
pub(super) fn own_types(schema: &Schema) -> impl Iterator<Item = &ExtendedType> {
    let types = schema.compiled().types.values();
    types.filter(|each| !each.is_built_in() && !schema.is_from_prelude(each.name()))
}

/// A schema's text without its directives: neither those that it declares nor those that it uses.
pub(super) fn without_directives(text: &str) -> String {
    let Ok(mut document) = Parser::new().parse_ast(text, "schema") else { return text.to_owned() };
    document.definitions.retain(|each| each.as_directive_definition().is_none());
    for definition in &mut document.definitions {
        strip(definition);
    }
    document.to_string()
}

fn strip(definition: &mut Definition) {
    let fields = |fields: &mut Vec<apollo_compiler::Node<ast::FieldDefinition>>| {
        for field in fields {
            let field = field.make_mut();
            field.directives.clear();
            strip_inputs(&mut field.arguments);
        }
    };
    match definition {
        Definition::SchemaDefinition(each) => each.make_mut().directives.clear(),
        Definition::SchemaExtension(each) => each.make_mut().directives.clear(),
        Definition::ScalarTypeDefinition(each) => each.make_mut().directives.clear(),
        Definition::ScalarTypeExtension(each) => each.make_mut().directives.clear(),
        Definition::UnionTypeDefinition(each) => each.make_mut().directives.clear(),
        Definition::UnionTypeExtension(each) => each.make_mut().directives.clear(),
        Definition::ObjectTypeDefinition(each) => {
            let each = each.make_mut();
            each.directives.clear();
            fields(&mut each.fields);
        }
        Definition::ObjectTypeExtension(each) => {
            let each = each.make_mut();
            each.directives.clear();
            fields(&mut each.fields);
        }
        Definition::InterfaceTypeDefinition(each) => {
            let each = each.make_mut();
            each.directives.clear();
            fields(&mut each.fields);
        }
        Definition::InterfaceTypeExtension(each) => {
            let each = each.make_mut();
            each.directives.clear();
            fields(&mut each.fields);
        }
        Definition::InputObjectTypeDefinition(each) => {
            let each = each.make_mut();
            each.directives.clear();
            strip_inputs(&mut each.fields);
        }
        Definition::InputObjectTypeExtension(each) => {
            let each = each.make_mut();
            each.directives.clear();
            strip_inputs(&mut each.fields);
        }
        Definition::EnumTypeDefinition(each) => {
            let each = each.make_mut();
            each.directives.clear();
            strip_values(&mut each.values);
        }
        Definition::EnumTypeExtension(each) => {
            let each = each.make_mut();
            each.directives.clear();
            strip_values(&mut each.values);
        }
        Definition::OperationDefinition(_) | Definition::FragmentDefinition(_) | Definition::DirectiveDefinition(_) => {
        }
    }
}

fn strip_inputs(inputs: &mut Vec<apollo_compiler::Node<ast::InputValueDefinition>>) {
    for input in inputs {
        input.make_mut().directives.clear();
    }
}

fn strip_values(values: &mut Vec<apollo_compiler::Node<ast::EnumValueDefinition>>) {
    for value in values {
        value.make_mut().directives.clear();
    }
}
