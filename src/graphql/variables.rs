//! The variables of a request, as the operation declares them.

use apollo_compiler::ast::{Type, VariableDefinition};
use apollo_compiler::schema::ExtendedType;
use serde_json::{Map, Value};

use super::arguments::coerced;
use super::executable::Executable;
use super::scalars;
use super::schema::Schema;
use super::validation_error::ValidationError;

impl Executable {
    /// The values of the operation's variables: defaults filled in, each value of its declared type. What the operation
    /// does not declare is left away; so is a nullable variable without value and default.
    ///
    /// # Errors
    ///
    /// What AppSync answers to the first variable that does not fit. `Variable 'x' has coerced Null value for NonNull type
    /// 'T!'` is seen in aws-mobile-appsync-sdk-js#83, `Variable 'x' has an invalid value. …` in amplify-flutter#822; both
    /// point at the declaration of the variable. A member that is missing in an input object is reported under the name of
    /// the variable, one that is wrong under its own (graphql-java `ValuesResolver` of version 9).
    pub fn variables(
        &self,
        schema: &Schema,
        given: &Map<String, Value>,
    ) -> Result<Map<String, Value>, ValidationError> {
        let mut values = Map::new();
        for definition in &self.definition().variables {
            let name = definition.name.as_str();
            let default = || {
                let written = definition.default_value.as_ref();
                written.map(|value| coerced(schema, &definition.ty, value, &Map::new()))
            };
            let value = match given.get(name) {
                Some(value) if !value.is_null() => {
                    let coercion = Coercion { schema, definition };
                    let result = coercion.value(name, &definition.ty, value);
                    Some(
                        result
                            .map_err(|message| ValidationError::new(message, self.location(definition.location())))?,
                    )
                }
                Some(null) => Some(default().unwrap_or_else(|| null.clone())),
                None => default(),
            };
            match value {
                None | Some(Value::Null) if definition.ty.is_non_null() => {
                    let message = missing(definition, &definition.ty);
                    return Err(ValidationError::new(message, self.location(definition.location())));
                }
                None => {}
                Some(value) => {
                    values.insert(name.to_owned(), value);
                }
            }
        }
        Ok(values)
    }
}

fn missing(definition: &VariableDefinition, ty: &Type) -> String {
    format!("Variable '{}' has coerced Null value for NonNull type '{ty}'", definition.name)
}

struct Coercion<'a> {
    schema: &'a Schema,
    definition: &'a VariableDefinition,
}

impl Coercion<'_> {
    fn value(&self, name: &str, ty: &Type, value: &Value) -> Result<Value, String> {
        if value.is_null() {
            return if ty.is_non_null() { Err(missing(self.definition, ty)) } else { Ok(Value::Null) };
        }
        match ty {
            Type::List(item) | Type::NonNullList(item) => match value {
                Value::Array(items) => items.iter().map(|each| self.value(name, item, each)).collect(),
                single => Ok(Value::Array(vec![self.value(name, item, single)?])),
            },
            Type::Named(type_name) | Type::NonNullNamed(type_name) => {
                let invalid = |message: String| format!("Variable '{name}' has an invalid value. {message}");
                let Some(ExtendedType::InputObject(input)) = self.schema.compiled().types.get(type_name) else {
                    return scalars::parse(self.schema, type_name, value).map_err(invalid);
                };
                let Some(members) = value.as_object() else {
                    let class = scalars::java_class(value);
                    let advice = "Variables for input objects must be an instance of type 'Map'.";
                    return Err(invalid(format!("Expected type 'Map' but was '{class}'. {advice}")));
                };
                self.members(input, members)
            }
        }
    }

    fn members(
        &self,
        input: &apollo_compiler::schema::InputObjectType,
        given: &Map<String, Value>,
    ) -> Result<Value, String> {
        if let Some(unknown) = given.keys().find(|name| !input.fields.contains_key(name.as_str())) {
            // The blank at the end is graphql-java's.
            return Err(format!(
                "The variables input contains a field name '{unknown}' that is not defined for input object type '{}' ",
                input.name
            ));
        }
        let mut values = Map::new();
        for (name, field) in &input.fields {
            let default = field.default_value.as_ref();
            let default = default.map(|value| coerced(self.schema, &field.ty, value, &Map::new()));
            let value = match (given.get(name.as_str()), default) {
                (None, None) if !field.ty.is_non_null() => continue,
                (None | Some(Value::Null), Some(default)) => default,
                (given, _) => self.value(name, &field.ty, given.unwrap_or(&Value::Null))?,
            };
            values.insert(name.to_string(), value);
        }
        Ok(Value::Object(values))
    }
}
