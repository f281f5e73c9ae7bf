//! `API.ts`: the schema's types that operations lead to, and what each operation takes and gives.

use apollo_compiler::ast::Type;
use apollo_compiler::collections::IndexMap;
use apollo_compiler::schema::{Component, EnumType, ExtendedType, FieldDefinition, InputValueDefinition};
use apollo_compiler::{Name, Node};

use super::exported::{Exported, fragment_name, result_name};
use super::type_text::{Property, TypeText, declaration};
use crate::codegen::deprecation::deprecated;
use crate::codegen::typescript::{comment, past_declared, scalar_fault};
use crate::codegen::{Field, GeneratedFile, Ir, Note, Object, Operation, Selected, Style};
use crate::graphql::Schema;
use crate::settings::Order;

const HEAD: &str =
    "/* tslint:disable */\n/* eslint-disable */\n//  This file was automatically generated and should not be edited.\n";

/// The file with the types.
pub(super) fn file(schema: &Schema, ir: &Ir, style: &Style, notes: &mut Vec<Note>) -> GeneratedFile {
    let api = Api { schema, style, exported: Exported::new(schema, ir, style, notes) };
    let mut out = HEAD.to_owned();
    for ty in &api.exported.types {
        out.push('\n');
        api.schema_type(&mut out, ty);
    }
    for operation in &ir.operations {
        api.operation(&mut out, operation);
    }
    for fragment in &ir.fragments {
        out.push('\n');
        let ty = api.selected(&fragment.selected);
        declaration(&mut out, &fragment_name(&fragment.name), &ty);
    }
    if out == HEAD {
        // A module without imports and exports is none.
        out.push_str("\nexport {};\n");
    }
    GeneratedFile::new("API.ts", out)
}

struct Api<'a> {
    schema: &'a Schema,
    style: &'a Style,
    exported: Exported<'a>,
}

impl Api<'_> {
    fn schema_type(&self, out: &mut String, ty: &ExtendedType) {
        let name = self.exported.name(ty.name());
        let description = ty.description().map(|text| text.as_str());
        comment(out, 0, description, None);
        match ty {
            ExtendedType::Enum(definition) => self.enumeration(out, name, definition),
            ExtendedType::Object(object) => {
                declaration(out, name, &self.object_type(literal(&object.name), &object.fields));
            }
            ExtendedType::Interface(interface) => {
                let possible = self.schema.possible_object_types(&interface.name);
                let ty = if possible.is_empty() {
                    let typename = TypeText::Word("string".into());
                    self.object_type(typename, &interface.fields)
                } else {
                    self.names(possible.iter().map(String::as_str))
                };
                declaration(out, name, &ty);
            }
            ExtendedType::Union(union) => {
                declaration(out, name, &self.names(union.members.iter().map(|name| name.as_str())));
            }
            ExtendedType::InputObject(input) => {
                let fields = self.ordered(input.fields.iter());
                let properties = fields.into_iter().map(|(_, field)| self.input_field(field)).collect();
                declaration(out, name, &TypeText::Object(properties));
            }
            ExtendedType::Scalar(_) => {}
        }
    }

    /// One of these types.
    fn names<'t>(&'t self, names: impl Iterator<Item = &'t str>) -> TypeText<'t> {
        let mut names: Vec<&str> = names.collect();
        if self.style.order == Order::Name {
            names.sort_unstable();
        }
        TypeText::one_of(names.iter().map(|name| TypeText::Name(self.exported.name(name).into())).collect())
    }

    /// Members in the order of the style.
    fn ordered<'f, K: Ord, V>(&self, fields: impl Iterator<Item = (K, &'f V)>) -> Vec<(K, &'f V)> {
        let mut fields: Vec<(K, &'f V)> = fields.collect();
        if self.style.order == Order::Name {
            fields.sort_by(|one, other| one.0.cmp(&other.0));
        }
        fields
    }

    fn enumeration(&self, out: &mut String, name: &str, definition: &EnumType) {
        out.push_str(&format!("export enum {name} {{\n"));
        for (value, definition) in self.ordered(definition.values.iter()) {
            comment(out, 2, definition.description.as_deref(), deprecated(&definition.directives));
            out.push_str(&format!("  {value} = \"{value}\",\n"));
        }
        out.push_str("}\n");
    }

    fn object_type<'t>(
        &'t self,
        typename: TypeText<'t>,
        fields: &'t IndexMap<Name, Component<FieldDefinition>>,
    ) -> TypeText<'t> {
        let mut properties =
            vec![Property { description: None, deprecated: None, key: "__typename", optional: false, ty: typename }];
        for (key, field) in self.ordered(fields.iter()) {
            let leaf = self.named(field.ty.inner_named_type());
            properties.push(Property {
                description: field.description.as_deref(),
                deprecated: deprecated(&field.directives),
                key,
                optional: !field.ty.is_non_null(),
                ty: self.wrapped(&field.ty, leaf),
            });
        }
        TypeText::Object(properties)
    }

    fn input_field<'t>(&'t self, field: &'t Node<InputValueDefinition>) -> Property<'t> {
        Property {
            description: field.description.as_deref(),
            deprecated: deprecated(&field.directives),
            key: &field.name,
            optional: !self.schema.must_be_given(field),
            ty: self.wrapped(&field.ty, self.named(field.ty.inner_named_type())),
        }
    }

    fn operation(&self, out: &mut String, operation: &Operation) {
        let name = result_name(operation.name(), operation.statement.kind);
        let variables = operation.variables.iter().map(|variable| Property {
            description: variable.description.as_deref(),
            deprecated: variable.deprecated.as_deref(),
            key: &variable.name,
            optional: variable.is_optional(),
            ty: self.wrapped(&variable.ty, self.named(variable.ty.inner_named_type())),
        });
        out.push('\n');
        declaration(out, &format!("{name}Variables"), &TypeText::Object(variables.collect()));
        out.push('\n');
        declaration(out, &name, &self.object(&operation.shape));
    }

    fn selected<'t>(&'t self, selected: &'t Selected) -> TypeText<'t> {
        match selected {
            Selected::Fragment(name) => TypeText::Name(fragment_name(name).into()),
            Selected::Object(object) => self.object(object),
            // With nothing to tell members apart by, there is still what all of them have.
            Selected::Abstract(open) if open.members.is_empty() => {
                self.fields(&open.other, &TypeText::Word("string".into()))
            }
            Selected::Abstract(open) => {
                let member = |names: &[String]| TypeText::one_of(names.iter().map(|name| literal(name)).collect());
                let members = open.members.iter().map(|each| self.fields(&each.fields, &member(&each.type_names)));
                TypeText::one_of(members.collect())
            }
        }
    }

    fn object<'t>(&'t self, object: &'t Object) -> TypeText<'t> {
        self.fields(&object.fields, &literal(&object.type_name))
    }

    /// The fields of an answer, where the name of the type is first, if it is asked for.
    fn fields<'t>(&'t self, fields: &'t [Field], typename: &TypeText<'t>) -> TypeText<'t> {
        let (names, others): (Vec<&Field>, Vec<&Field>) = fields.iter().partition(|field| field.name == "__typename");
        let names = names.into_iter().map(|field| Property {
            description: None,
            deprecated: None,
            key: &field.key,
            optional: field.may_be_absent,
            ty: typename.clone(),
        });
        TypeText::Object(names.chain(others.into_iter().map(|field| self.field(field))).collect())
    }

    fn field<'t>(&'t self, field: &'t Field) -> Property<'t> {
        let leaf = match &field.selected {
            Some(selected) => self.selected(selected),
            None => self.named(field.ty.inner_named_type()),
        };
        // As with Amplify, where several types can stand the key is always there.
        let is_abstract = matches!(&field.selected, Some(Selected::Abstract(_)));
        Property {
            description: field.description.as_deref(),
            deprecated: field.deprecated.as_deref(),
            key: &field.key,
            optional: field.may_be_absent || !(field.ty.is_non_null() || is_abstract),
            ty: self.wrapped(&field.ty, leaf),
        }
    }

    /// A named type of the schema where it is not looked into.
    fn named<'t>(&'t self, name: &'t str) -> TypeText<'t> {
        match self.schema.compiled().types.get(name) {
            Some(ExtendedType::Scalar(_)) | None => {
                if let Some(own) = self.style.scalars.get(name).filter(|own| scalar_fault(own).is_none()) {
                    let own = past_declared(own.trim(), None, |name| self.exported.is_exported(name));
                    return TypeText::Name(as_operand(&own).into());
                }
                let word = match name {
                    "Int" | "Float" | "AWSTimestamp" => "number",
                    "Boolean" => "boolean",
                    _ => "string",
                };
                TypeText::Word(word.into())
            }
            Some(_) => TypeText::Name(self.exported.name(name).into()),
        }
    }

    /// A type with the lists and nulls around it.
    fn wrapped<'t>(&self, ty: &Type, leaf: TypeText<'t>) -> TypeText<'t> {
        match ty {
            Type::NonNullNamed(_) => leaf,
            Type::Named(_) => leaf.or_null(),
            Type::NonNullList(item) => TypeText::Array(self.exported.array, Box::new(self.wrapped(item, leaf))),
            Type::List(item) => TypeText::Array(self.exported.array, Box::new(self.wrapped(item, leaf))).or_null(),
        }
    }
}

/// A type as it can stand in a list or beside `null`: what reaches to its end as far as it can needs parentheses.
fn as_operand(text: &str) -> String {
    if text.contains("=>") || text.contains('?') { format!("({text})") } else { text.to_owned() }
}

fn literal(name: &str) -> TypeText<'static> {
    TypeText::Word(format!("\"{name}\"").into())
}
