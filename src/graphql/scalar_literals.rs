//! Literals of AppSync's own scalars, which the compiler takes as they come.
//!
//! AppSync refuses the document: `argument 'data' with value 'ObjectValue{…}' is not a valid 'AWSJSON'`
//! (awslabs/aws-mobile-appsync-sdk-js#554).

use apollo_compiler::ast::{Argument, Type, Value};
use apollo_compiler::executable::{Field, Selection, SelectionSet};
use apollo_compiler::schema::ExtendedType;
use apollo_compiler::{ExecutableDocument, Node};

use super::aws_formats;
use super::schema::Schema;
use super::validation_error::{Location, ValidationError};
use super::validation_wording::java;

/// The literals of a valid document that do not have the form of their scalars, in the order of the document.
pub(super) fn faults(document: &ExecutableDocument, schema: &Schema) -> Vec<ValidationError> {
    let mut walk = Walk { document, schema, path: Vec::new(), found: Vec::new() };
    for operation in document.operations.iter() {
        walk.set(&operation.selection_set);
    }
    for fragment in document.fragments.values() {
        walk.path.push(fragment.name.to_string());
        walk.set(&fragment.selection_set);
        walk.path.clear();
    }
    walk.found.sort_by_key(|error| error.locations.first().copied());
    walk.found
}

struct Walk<'a> {
    document: &'a ExecutableDocument,
    schema: &'a Schema,
    path: Vec<String>,
    found: Vec<ValidationError>,
}

impl Walk<'_> {
    fn set(&mut self, set: &SelectionSet) {
        for selection in &set.selections {
            match selection {
                Selection::Field(field) => self.field(field),
                Selection::InlineFragment(fragment) => self.set(&fragment.selection_set),
                Selection::FragmentSpread(_) => {}
            }
        }
    }

    fn field(&mut self, field: &Field) {
        self.path.push(field.name.to_string());
        for argument in &field.arguments {
            if let Some(definition) = field.definition.argument_by_name(&argument.name) {
                self.value(argument, &definition.ty, (argument.name.as_str(), &argument.value));
            }
        }
        self.set(&field.selection_set);
        self.path.pop();
    }

    fn value(&mut self, argument: &Node<Argument>, ty: &Type, named: (&str, &Value)) {
        let (name, value) = named;
        match (ty, value) {
            (_, Value::Null | Value::Variable(_)) => {}
            (Type::List(item) | Type::NonNullList(item), Value::List(items)) => {
                for (index, each) in items.iter().enumerate() {
                    self.value(argument, item, (&format!("{name}[{index}]"), each));
                }
            }
            (Type::List(item) | Type::NonNullList(item), single) => self.value(argument, item, (name, single)),
            (Type::Named(type_name) | Type::NonNullNamed(type_name), _) => {
                match (self.schema.compiled().types.get(type_name), value) {
                    (Some(ExtendedType::InputObject(input)), Value::Object(members)) => {
                        for (member, value) in members {
                            if let Some(field) = input.fields.get(member) {
                                self.value(argument, &field.ty, (&format!("{name}.{member}"), value));
                            }
                        }
                    }
                    _ if fits(type_name, value) => {}
                    _ => self.fault(argument, name, value, type_name),
                }
            }
        }
    }

    fn fault(&mut self, argument: &Node<Argument>, name: &str, value: &Value, type_name: &str) {
        let path = self.path.join("/");
        let value = java(value);
        let message = format!(
            "Validation error of type WrongType: argument '{name}' with value '{value}' is not a valid '{type_name}' @ '{path}'"
        );
        let place = argument.location().and_then(|place| place.line_column(&self.document.sources));
        let location = place.map(|place| Location { line: place.line, column: place.column });
        self.found.push(ValidationError::new(message, location));
    }
}

fn fits(type_name: &str, value: &Value) -> bool {
    if !aws_formats::is_known(type_name) {
        return true;
    }
    match value {
        Value::String(text) => aws_formats::fits(type_name, text),
        Value::Int(number) => type_name == "AWSTimestamp" && aws_formats::fits(type_name, number.as_str()),
        _ => false,
    }
}
