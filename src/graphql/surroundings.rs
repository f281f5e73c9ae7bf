//! What surrounds a place in a document: the way to it, the field, its argument.

use std::ops::Range;

use apollo_compiler::ast::{self, Definition, Selection, Value};
use apollo_compiler::parser::SourceSpan;

use super::schema::Schema;

/// What surrounds a place in a document.
#[derive(Default)]
pub(super) struct Around<'a> {
    /// Fragment and fields from the outside, by their names and not their aliases (graphql-java `TraversalContext`).
    pub(super) path: Vec<&'a str>,
    pub(super) field: Option<&'a apollo_compiler::Node<ast::Field>>,
    pub(super) argument: Option<&'a apollo_compiler::Node<ast::Argument>>,
    pub(super) variable: Option<&'a apollo_compiler::Node<ast::VariableDefinition>>,
    /// The selections among which the innermost field stands.
    pub(super) siblings: &'a [Selection],
    /// The type condition of the innermost fragment.
    pub(super) condition: Option<&'a apollo_compiler::Name>,
    /// What graphql-java calls the type that the innermost field returns: lists and `!` have no name, and print `null`
    /// (aws-amplify/amplify-cli#4409).
    pub(super) returned: &'a str,
}

fn contains(span: Option<SourceSpan>, offset: usize) -> bool {
    let range: Option<Range<usize>> = span.map(|span| span.offset()..span.end_offset());
    range.is_some_and(|range| range.contains(&offset))
}

/// What surrounds a place; nothing for one that is not known.
pub(super) fn around<'a>(document: &'a ast::Document, schema: &'a Schema, span: SourceSpan) -> Around<'a> {
    let offset = span.offset();
    let mut around = Around::default();
    let mut open: &[Selection] = &[];
    let mut parent: &str = "";
    for definition in &document.definitions {
        match definition {
            Definition::OperationDefinition(operation) if contains(operation.location(), offset) => {
                around.variable = operation.variables.iter().find(|each| contains(each.location(), offset));
                parent = schema.root_type(operation.operation_type.into()).unwrap_or_default();
                open = &operation.selection_set;
            }
            Definition::FragmentDefinition(fragment) if contains(fragment.location(), offset) => {
                around.path.push(&fragment.name);
                parent = &fragment.type_condition;
                around.condition = Some(&fragment.type_condition);
                open = &fragment.selection_set;
            }
            _ => {}
        }
    }
    while let Some(selection) = open.iter().find(|selection| contains(location(selection), offset)) {
        match selection {
            Selection::Field(field) => {
                around.path.push(&field.name);
                around.field = Some(field);
                around.siblings = open;
                around.argument = field.arguments.iter().find(|argument| contains(argument.location(), offset));
                let definition = schema.field(parent, &field.name);
                parent = definition.map_or("", |definition| definition.ty.inner_named_type());
                around.returned = match definition.map(|definition| &definition.ty) {
                    Some(ast::Type::Named(name)) => name,
                    _ => "null",
                };
                open = &field.selection_set;
            }
            Selection::InlineFragment(fragment) => {
                around.condition = fragment.type_condition.as_ref().or(around.condition);
                parent = fragment.type_condition.as_ref().map_or(parent, |condition| condition.as_str());
                open = &fragment.selection_set;
            }
            Selection::FragmentSpread(_) => break,
        }
    }
    around
}

fn location(selection: &Selection) -> Option<SourceSpan> {
    match selection {
        Selection::Field(field) => field.location(),
        Selection::InlineFragment(fragment) => fragment.location(),
        Selection::FragmentSpread(spread) => spread.location(),
    }
}

/// Where a value refers to a variable.
pub(super) fn reference(value: &apollo_compiler::Node<Value>, variable: &str) -> Option<SourceSpan> {
    match value.as_ref() {
        Value::Variable(name) if name == variable => value.location(),
        Value::List(items) => items.iter().find_map(|item| reference(item, variable)),
        Value::Object(members) => members.iter().find_map(|(_, value)| reference(value, variable)),
        _ => None,
    }
}

/// The value of an argument that stands at an offset, and the way to it: `input.names[0]`.
pub(super) fn inner_value(argument: &ast::Argument, offset: usize) -> (String, &Value) {
    let mut path = argument.name.to_string();
    let mut value = &argument.value;
    loop {
        let inside = |value: &apollo_compiler::Node<Value>| contains(value.location(), offset);
        let next = match value.as_ref() {
            Value::Object(members) => {
                members.iter().find(|(_, value)| inside(value)).map(|(name, value)| (format!(".{name}"), value))
            }
            Value::List(items) => items
                .iter()
                .enumerate()
                .find(|(_, value)| inside(value))
                .map(|(index, value)| (format!("[{index}]"), value)),
            _ => None,
        };
        let Some((step, inner)) = next else { return (path, value) };
        path.push_str(&step);
        value = inner;
    }
}
