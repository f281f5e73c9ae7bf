//! `schema.ts`: the enums, inputs and scalars that operations need.

use apollo_compiler::Node;
use apollo_compiler::ast::Type;
use apollo_compiler::schema::{
    Component, EnumType, EnumValueDefinition, InputObjectType, InputValueDefinition, ScalarType,
};

use super::docs;
use super::globals::past_declared;
use super::layout::{self, WIDTH};
use super::named::is_declared;
use super::output::{Body, Output, interface};
use super::scalars;
use super::types::{self, TypeText};
use super::words::{FUTURE_VALUE, ONE_OF};
use crate::codegen::deprecation::deprecated;
use crate::settings::Order;

const FUTURE_VALUE_DOC: &str = "What the schema did not have when this was written: a value of an enum, or in \
`__typename` a type.

It stands in types only: what arrives is the new name itself, never this text.
So let a `switch` have a `default`, which then is the only place for it.";

const ONE_OF_DOC: &str = "Exactly one of the members.";

const ONE_OF_TYPE: &str = "export type OneOf<Members> = {
  [Name in keyof Members]: { [Only in Name]: Members[Only] } & {
    [Other in Exclude<keyof Members, Name>]?: never;
  };
}[keyof Members];
";

/// Writes the file; nothing when it would be empty.
pub(super) fn body<'a>(output: &'a Output<'a>) -> Option<Body<'a>> {
    let mut body = Body::default();
    if output.usage.future {
        body.text.push('\n');
        docs::comment(&mut body.text, 0, Some(FUTURE_VALUE_DOC), None);
        types::alias(&mut body.text, FUTURE_VALUE, &TypeText::literal("%other"));
    }
    if output.usage.inputs.iter().any(|input| is_one_of(input)) {
        body.text.push('\n');
        docs::comment(&mut body.text, 0, Some(ONE_OF_DOC), None);
        body.text.push_str(ONE_OF_TYPE);
    }
    for scalar in &output.usage.scalars {
        if is_declared(&scalar.name, &output.style.scalars) {
            write_scalar(output, &mut body, scalar);
        }
    }
    for each in &output.usage.enums {
        write_enum(output, &mut body, each);
    }
    for input in &output.usage.inputs {
        write_input(output, &mut body, input);
    }
    // What the file declares itself is not imported.
    body.schema.clear();
    (!body.text.is_empty()).then_some(body)
}

fn write_scalar<'a>(output: &'a Output<'a>, body: &mut Body<'a>, scalar: &'a Node<ScalarType>) {
    let Some(name) = output.names.declared(&scalar.name) else { return };
    let known = scalars::known(&scalar.name);
    let (word, own) = match known {
        Some(scalars::ScalarType::Alias(word, about)) => (word, Some(about)),
        Some(scalars::ScalarType::Keyword(word)) => (word, None),
        Some(scalars::ScalarType::Client(_)) | None => ("unknown", None),
    };
    let text = output.style.scalars.get(scalar.name.as_str()).map(String::as_str);
    let text = text.filter(|text| scalars::scalar_fault(text).is_none()).map_or_else(
        || word.to_owned(),
        |text| past_declared(text.trim(), Some(name), |other| output.names.is_declared(other)),
    );
    let description = own.or(scalar.description.as_deref().filter(|_| known.is_none()));
    body.text.push('\n');
    docs::comment(&mut body.text, 0, description, None);
    types::alias(&mut body.text, name, &TypeText::keyword(text));
}

fn write_enum<'a>(output: &'a Output<'a>, body: &mut Body<'a>, each: &'a Node<EnumType>) {
    let Some(name) = output.names.declared(&each.name) else { return };
    let out = &mut body.text;
    out.push('\n');
    docs::comment(out, 0, each.description.as_deref(), None);
    let indent = opened(out, &format!("export const {name} ="), "{\n");
    let mut values: Vec<&Component<EnumValueDefinition>> = each.values.values().collect();
    if output.style.order == Order::Name {
        values.sort_by(|a, b| a.value.cmp(&b.value));
    }
    for value in values {
        docs::comment(out, indent + 2, value.description.as_deref(), deprecated(&value.directives));
        let key = if value.value == "__proto__" { "[\"__proto__\"]" } else { value.value.as_str() };
        let parts = [key, ":", " \"", value.value.as_str(), "\",\n"];
        layout::spaces(out, indent + 2);
        // The newline takes no column.
        if indent + 1 + parts.iter().map(|part| part.len()).sum::<usize>() > WIDTH && key.len() > 2 {
            out.extend([key, ":\n"]);
            layout::spaces(out, indent + 4);
            out.extend(["\"", value.value.as_str(), "\",\n"]);
        } else {
            out.extend(parts);
        }
    }
    layout::spaces(out, indent);
    out.push_str("} as const;\n");
    docs::comment(out, 0, each.description.as_deref(), None);
    let ty = format!("(typeof {name})[keyof typeof {name}]");
    types::alias(out, name, &TypeText::keyword(ty));
}

fn write_input<'a>(output: &'a Output<'a>, body: &mut Body<'a>, input: &'a Node<InputObjectType>) {
    let Some(name) = output.names.declared(&input.name) else { return };
    let mut fields: Vec<&'a Component<InputValueDefinition>> = input.fields.values().collect();
    if output.style.order == Order::Name {
        fields.sort_by(|a, b| a.name.cmp(&b.name));
    }
    body.text.push('\n');
    docs::comment(&mut body.text, 0, input.description.as_deref(), None);
    if !is_one_of(input) {
        return interface(body, name, fields.is_empty(), |body| {
            for field in fields {
                write_input_field(output, body, field);
            }
        });
    }
    let indent = opened(&mut body.text, &format!("export type {name} ="), &format!("{ONE_OF}<{{\n"));
    for field in fields {
        docs::comment(&mut body.text, indent + 2, field.description.as_deref(), deprecated(&field.directives));
        let ty = TypeText::of_given(&field.ty, output.leaf(body, &field.ty));
        types::member(&mut body.text, indent + 2, &format!("{}:", field.name), &ty);
    }
    layout::spaces(&mut body.text, indent);
    body.text.push_str("}>;\n");
}

fn write_input_field<'a>(output: &'a Output<'a>, body: &mut Body<'a>, field: &'a InputValueDefinition) {
    let is_optional = !output.schema.must_be_given(field);
    docs::comment(&mut body.text, 2, field.description.as_deref(), deprecated(&field.directives));
    given(output, body, &field.name, is_optional, &field.ty);
}

/// Writes `left right`, the right side on a line of its own where the line would be too long, and gives the columns that it is
/// indented by. `right` ends in a newline.
fn opened(out: &mut String, left: &str, right: &str) -> usize {
    // The space takes a column, the newline none.
    let indent = if left.len() + right.len() > WIDTH { 2 } else { 0 };
    out.push_str(left);
    out.push_str(if indent > 0 { "\n  " } else { " " });
    out.push_str(right);
    indent
}

/// Writes a variable or a member of an input.
pub(super) fn given<'a>(output: &'a Output<'a>, body: &mut Body<'a>, name: &str, is_optional: bool, ty: &'a Type) {
    let head = if is_optional { format!("{name}?:") } else { format!("{name}:") };
    let ty = output.input_type(body, ty);
    types::member(&mut body.text, 2, &head, &ty);
}

fn is_one_of(input: &InputObjectType) -> bool {
    input.directives.has("oneOf")
}
