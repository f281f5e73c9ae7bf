//! Whether a literal can stand where a type is wanted.
//!
//! Compilers read schemas without asking that of defaults, and refuse documents that repeat such a default.
//!
//! Source: GraphQL specification, 5.6 "Values" and 3 "Input Coercion" of each type.

use std::collections::HashSet;

use apollo_compiler::ast::{InputValueDefinition, Type, Value};
use apollo_compiler::schema::{ExtendedType, InputObjectType};
use apollo_compiler::{Name, Node};

use super::schema::Schema;

impl Schema {
    /// Whether a literal without variables fits a type. Scalars that are not GraphQL's own take every literal; so does a
    /// type that is not there.
    #[must_use]
    pub fn takes(&self, ty: &Type, literal: &Value) -> bool {
        Check { schema: self, open: Vec::new() }.fits(ty, literal)
    }

    /// Whether an argument or a member must be given: it cannot be null, and has no default that fits its type. What a
    /// server does with a default that does not fit is its own business; graphql-js reads the schema as if it had none.
    #[must_use]
    pub fn must_be_given(&self, definition: &InputValueDefinition) -> bool {
        Check { schema: self, open: Vec::new() }.must_be_given(definition)
    }
}

struct Check<'s> {
    schema: &'s Schema,
    /// The defaults that are being looked at: input objects can have themselves in their defaults.
    open: Vec<*const InputValueDefinition>,
}

impl Check<'_> {
    fn fits(&mut self, ty: &Type, literal: &Value) -> bool {
        match (ty, literal) {
            (_, Value::Null) => !ty.is_non_null(),
            (Type::List(item) | Type::NonNullList(item), Value::List(items)) => {
                items.iter().all(|each| self.fits(item, each))
            }
            // A single value stands for a list of it, but null does not.
            (Type::List(item) | Type::NonNullList(item), single) => self.fits(item, single),
            (Type::Named(name) | Type::NonNullNamed(name), _) => self.fits_named(name, literal),
        }
    }

    fn fits_named(&mut self, name: &Name, literal: &Value) -> bool {
        match (name.as_str(), literal) {
            ("Int", Value::Int(number)) => return number.try_to_i32().is_ok(),
            ("Float", Value::Int(number)) => return number.try_to_f64().is_ok(),
            ("Float", Value::Float(number)) => return number.try_to_f64().is_ok(),
            ("ID", Value::Int(_)) | ("ID" | "String", Value::String(_)) | ("Boolean", Value::Boolean(_)) => {
                return true;
            }
            ("Int" | "Float" | "ID" | "String" | "Boolean", _) => return false,
            _ => {}
        }
        match (self.schema.compiled().types.get(name), literal) {
            (None | Some(ExtendedType::Scalar(_)), _) => true,
            (Some(ExtendedType::Enum(definition)), Value::Enum(value)) => definition.values.contains_key(value),
            (Some(ExtendedType::InputObject(input)), Value::Object(members)) => self.fits_input(input, members),
            _ => false,
        }
    }

    fn fits_input(&mut self, input: &InputObjectType, members: &[(Name, Node<Value>)]) -> bool {
        let mut names = HashSet::new();
        for (name, value) in members {
            let Some(field) = input.fields.get(name) else { return false };
            if !names.insert(name) || !self.fits(&field.ty, value) {
                return false;
            }
        }
        if input.directives.has("oneOf") {
            return matches!(members, [(_, value)] if !value.is_null());
        }
        input.fields.values().filter(|field| !names.contains(&field.name)).all(|field| !self.must_be_given(field))
    }

    fn must_be_given(&mut self, definition: &InputValueDefinition) -> bool {
        let Some(default) = definition.default_value.as_ref().filter(|_| definition.ty.is_non_null()) else {
            return definition.ty.is_non_null();
        };
        let place = std::ptr::from_ref(definition);
        if self.open.contains(&place) {
            return false;
        }
        self.open.push(place);
        let fits = self.fits(&definition.ty, default);
        self.open.pop();
        !fits
    }
}
