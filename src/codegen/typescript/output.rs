//! What all files of an output share: the names, and how a leaf or a shape is written.

use std::collections::BTreeSet;

use apollo_compiler::ast::Type;

use super::docs;
use super::layout;
use super::named::Names;
use super::scalars::{self, ScalarType};
use super::shapes::{Declaration, Holds, Member, Shapes, TypeNames};
use super::types::{self, TypeText};
use super::usage::{Kind, Usage};
use super::words::FUTURE_VALUE;
use crate::codegen::file::HEADER;
use crate::codegen::ir::Ir;
use crate::codegen::style::Style;
use crate::graphql::Schema;
use crate::settings::Imports;

/// An output that is being written.
#[derive(Debug)]
pub(super) struct Output<'a> {
    /// The operations and fragments.
    pub ir: &'a Ir,
    /// The schema.
    pub schema: &'a Schema,
    /// How it is written.
    pub style: &'a Style,
    /// The types of the schema that it needs.
    pub usage: Usage<'a>,
    /// The names.
    pub names: Names<'a>,
    /// The shapes of the answers.
    pub shapes: Shapes<'a>,
}

/// A file that is being written: its text, and what it imports from the others.
#[derive(Debug, Default)]
pub(super) struct Body<'a> {
    /// The text below the imports.
    pub text: String,
    /// Types of the run-time file.
    pub client: BTreeSet<&'a str>,
    /// Types of the schema's file.
    pub schema: BTreeSet<&'a str>,
    /// Types of the fragments' file.
    pub fragments: BTreeSet<&'a str>,
}

impl<'a> Body<'a> {
    /// The whole text of the file.
    pub(super) fn finish(self, imports: Imports) -> String {
        let mut text = String::with_capacity(self.text.len() + 1024);
        text.push_str(&format!("/* eslint-disable */\n// {HEADER}\n"));
        if !(self.client.is_empty() && self.schema.is_empty() && self.fragments.is_empty()) {
            text.push('\n');
        }
        for (module, names) in [("client", self.client), ("fragments", self.fragments), ("schema", self.schema)] {
            let names: Vec<&str> = names.into_iter().collect();
            if !names.is_empty() {
                layout::braced(&mut text, "import type", &names, &format!("from {};", specifier(module, imports)));
            }
        }
        text.push_str(&self.text);
        text
    }
}

/// How a module of the same folder is called where it is imported.
pub(super) fn specifier(module: &str, imports: Imports) -> String {
    match imports {
        Imports::Js => format!("\"./{module}.js\""),
        Imports::Ts => format!("\"./{module}.ts\""),
    }
}

impl<'a> Output<'a> {
    /// The type of an argument or of a member of an input.
    pub(super) fn input_type(&'a self, body: &mut Body<'a>, ty: &'a Type) -> TypeText<'a> {
        TypeText::of(ty, self.leaf(body, ty))
    }

    /// The type of the named type inside, where it is given.
    pub(super) fn leaf(&'a self, body: &mut Body<'a>, ty: &'a Type) -> TypeText<'a> {
        let name = ty.inner_named_type().as_str();
        if let Some(declared) = self.names.declared(name) {
            body.schema.insert(declared);
            return TypeText::Reference(declared);
        }
        match scalars::known(name) {
            Some(ScalarType::Keyword(word)) => TypeText::keyword(word),
            Some(ScalarType::Client(name)) => {
                body.client.insert(name);
                TypeText::Reference(name)
            }
            Some(ScalarType::Alias(word, _)) => TypeText::keyword(word),
            None => TypeText::keyword("unknown"),
        }
    }

    /// Writes the declarations of an operation's or a fragment's shapes, each after an empty line. `about` describes the first,
    /// the descriptions of their types the others.
    pub(super) fn shapes(&'a self, body: &mut Body<'a>, declarations: &'a [Declaration<'a>], about: Option<&str>) {
        for (at, declaration) in declarations.iter().enumerate() {
            body.text.push('\n');
            let description = about.filter(|_| at == 0).or_else(|| declaration.description());
            docs::comment(&mut body.text, 0, description, None);
            match declaration {
                Declaration::Interface { shape, types, members, .. } => {
                    interface(body, &self.shapes.names[*shape], members.is_empty(), |body| {
                        for member in members {
                            self.member(body, types, member);
                        }
                    });
                }
                Declaration::Union { shape, alternatives, .. } => {
                    let names = alternatives.iter().map(|each| TypeText::Reference(&self.shapes.names[*each]));
                    types::alias(&mut body.text, &self.shapes.names[*shape], &TypeText::one_of(names.collect()));
                }
                Declaration::Alias { shape, fragment } => {
                    let name = self.fragment(body, fragment);
                    types::alias(&mut body.text, &self.shapes.names[*shape], &name);
                }
            }
        }
    }

    fn fragment(&'a self, body: &mut Body<'a>, name: &str) -> TypeText<'a> {
        let name = self.names.fragment(name);
        body.fragments.insert(name);
        TypeText::Reference(name)
    }

    fn member(&'a self, body: &mut Body<'a>, types: &TypeNames<'a>, member: &Member<'a>) {
        let field = member.field;
        let named = match member.holds {
            Holds::Shape(shape) => TypeText::Reference(&self.shapes.names[shape]),
            Holds::Fragment(name) => self.fragment(body, name),
            Holds::Leaf if field.name == "__typename" => type_names(body, types),
            Holds::Leaf => self.result_leaf(body, &field.ty),
        };
        let head = if field.may_be_absent { format!("{}?:", field.key) } else { format!("{}:", field.key) };
        docs::comment(&mut body.text, 2, field.description.as_deref(), field.deprecated.as_deref());
        types::member(&mut body.text, 2, &head, &TypeText::of(&field.ty, named));
    }

    /// The type of the named type inside, where it is answered: an enum may have values that the schema does not have yet.
    fn result_leaf(&'a self, body: &mut Body<'a>, ty: &'a Type) -> TypeText<'a> {
        let leaf = self.leaf(body, ty);
        if self.usage.kind(ty.inner_named_type()) == Some(Kind::Enum) {
            TypeText::one_of(vec![leaf, future(body)])
        } else {
            leaf
        }
    }
}

fn future<'a>(body: &mut Body<'a>) -> TypeText<'a> {
    body.schema.insert(FUTURE_VALUE);
    TypeText::Reference(FUTURE_VALUE)
}

fn type_names<'a>(body: &mut Body<'a>, types: &TypeNames<'a>) -> TypeText<'a> {
    let mut names: Vec<TypeText<'a>> = types.known.iter().map(|name| TypeText::literal(name)).collect();
    if types.future {
        names.push(future(body));
    }
    TypeText::one_of(names)
}

/// Writes an interface whose members are written by `members`.
pub(super) fn interface<'a>(body: &mut Body<'a>, name: &str, is_empty: bool, members: impl FnOnce(&mut Body<'a>)) {
    body.text.extend(["export interface ", name, " {"]);
    if !is_empty {
        body.text.push('\n');
        members(body);
    }
    body.text.push_str("}\n");
}
