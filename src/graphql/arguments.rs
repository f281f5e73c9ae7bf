//! The arguments of a field, with variables and defaults filled in.

use apollo_compiler::ast::{self, Type};
use apollo_compiler::executable::Field;
use apollo_compiler::schema::ExtendedType;
use serde_json::{Map, Value};

use super::executable::Executable;
use super::scalars;
use super::schema::Schema;

impl Executable {
    /// The arguments that a field's resolver sees, in the order of the schema.
    ///
    /// `variables` are those of [`Executable::variables`]. An argument whose variable has no value is there and null, as
    /// AppSync has it (aws/aws-appsync-community#348); one that is not written and has no default is absent.
    #[must_use]
    pub fn arguments(schema: &Schema, field: &Field, variables: &Map<String, Value>) -> Map<String, Value> {
        let mut found = Map::new();
        for definition in &field.definition.arguments {
            let written = field.arguments.iter().find(|argument| argument.name == definition.name);
            let value = match (written, &definition.default_value) {
                (Some(argument), _) => coerced(schema, &definition.ty, &argument.value, variables),
                (None, Some(default)) => coerced(schema, &definition.ty, default, variables),
                (None, None) => continue,
            };
            found.insert(definition.name.to_string(), value);
        }
        found
    }
}

/// A literal that validation has found right for its type, as JSON.
pub(super) fn coerced(schema: &Schema, ty: &Type, value: &ast::Value, variables: &Map<String, Value>) -> Value {
    match (ty, value) {
        (_, ast::Value::Variable(_) | ast::Value::Null) => scalars::literal(value, variables),
        (Type::List(item) | Type::NonNullList(item), ast::Value::List(items)) => {
            items.iter().map(|each| coerced(schema, item, each, variables)).collect()
        }
        (Type::List(item) | Type::NonNullList(item), single) => {
            Value::Array(vec![coerced(schema, item, single, variables)])
        }
        (Type::Named(type_name) | Type::NonNullNamed(type_name), _) => {
            match (schema.compiled().types.get(type_name), value) {
                (Some(ExtendedType::InputObject(input)), ast::Value::Object(members)) => {
                    let members = members.as_slice();
                    input_object(schema, input, members, variables)
                }
                _ => {
                    let plain = scalars::literal(value, variables);
                    scalars::parse(schema, type_name, &plain).unwrap_or(plain)
                }
            }
        }
    }
}

fn input_object(
    schema: &Schema,
    input: &apollo_compiler::schema::InputObjectType,
    members: &[(apollo_compiler::Name, apollo_compiler::Node<ast::Value>)],
    variables: &Map<String, Value>,
) -> Value {
    let mut found = Map::new();
    for (name, definition) in &input.fields {
        let written = members.iter().find(|(written, _)| written == name).map(|(_, value)| value);
        let is_absent = |value: &ast::Value| matches!(value, ast::Value::Variable(variable) if !variables.contains_key(variable.as_str()));
        let value = match (written.filter(|value| !is_absent(value)), &definition.default_value) {
            (Some(value), _) => coerced(schema, &definition.ty, value, variables),
            (None, Some(default)) => coerced(schema, &definition.ty, default, variables),
            (None, None) => continue,
        };
        found.insert(name.to_string(), value);
    }
    Value::Object(found)
}
