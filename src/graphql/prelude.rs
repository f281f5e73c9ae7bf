//! AppSync's own scalars and directives, added to what a schema does not declare itself.

use std::collections::HashSet;

use apollo_compiler::ast::{
    Definition, Directive, DirectiveDefinition, DirectiveList, DirectiveLocation, Document, FieldDefinition,
    InputValueDefinition,
};
use apollo_compiler::{Name, Node};

use super::place::Span;

const TEXT: &str = include_str!("prelude.graphql");

/// The places of a schema where AppSync's directives are accepted beyond those that AppSync declares: strictness that
/// changes nothing would only keep people from reading their schema.
const WIDENED: [DirectiveLocation; 11] = [
    DirectiveLocation::Schema,
    DirectiveLocation::Scalar,
    DirectiveLocation::Object,
    DirectiveLocation::FieldDefinition,
    DirectiveLocation::ArgumentDefinition,
    DirectiveLocation::Interface,
    DirectiveLocation::Union,
    DirectiveLocation::Enum,
    DirectiveLocation::EnumValue,
    DirectiveLocation::InputObject,
    DirectiveLocation::InputFieldDefinition,
];

/// A directive of AppSync's in a place where AppSync does not declare it, so that it has no effect there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WidenedUse {
    /// The name of the directive, without `@`.
    pub directive: String,
    /// The kind of place, as GraphQL names it: `INTERFACE`, `INPUT_OBJECT`, …
    pub location: &'static str,
    /// What it stands on: `Type`, `Type.field`, `Type.field(argument:)`, or `schema`.
    pub target: String,
    /// Where it stands, if in a text.
    pub span: Option<Span>,
}

/// What every AppSync schema has without declaring it: scalars, and directives with the locations that AppSync declares.
#[must_use]
pub fn prelude() -> Document {
    // A text of our own: the tests prove that it has no errors.
    Document::parse(TEXT, "prelude.graphql").unwrap_or_else(|error| error.partial)
}

/// The part of the prelude that a document lacks, its directives accepted everywhere in a schema, and the documents with
/// their own declarations of AppSync's directives accepted there as well.
pub(super) fn complete(prelude: &Document, documents: &mut [Document]) -> Document {
    let ours: Vec<&Node<DirectiveDefinition>> =
        prelude.definitions.iter().filter_map(|each| each.as_directive_definition()).collect();
    let mut declared: HashSet<(bool, Name)> = HashSet::new();
    for definition in documents.iter_mut().flat_map(|document| document.definitions.iter_mut()) {
        if let Definition::DirectiveDefinition(theirs) = definition
            && let Some(ours) = ours.iter().find(|ours| ours.name == theirs.name)
        {
            widen_declaration(theirs.make_mut(), ours);
        }
        if !definition.is_extension_definition() {
            declared.extend(definition.name().map(|name| (is_directive(definition), name.clone())));
        }
    }
    // Each file may bring its own copy of AppSync's directives, and they are alike now.
    let mut seen: HashSet<Name> = HashSet::new();
    for document in documents.iter_mut() {
        document.definitions.retain(|definition| match definition {
            Definition::DirectiveDefinition(theirs) if ours.iter().any(|ours| ours.name == theirs.name) => {
                seen.insert(theirs.name.clone())
            }
            _ => true,
        });
    }
    let mut missing = prelude.clone();
    missing
        .definitions
        .retain(|each| !each.name().is_some_and(|name| declared.contains(&(is_directive(each), name.clone()))));
    for definition in &mut missing.definitions {
        if let Definition::DirectiveDefinition(directive) = definition {
            widen_locations(directive.make_mut());
        }
    }
    missing
}

fn is_directive(definition: &Definition) -> bool {
    definition.as_directive_definition().is_some()
}

fn widen_locations(directive: &mut DirectiveDefinition) {
    // `@defer` and `@oneOf` are GraphQL's, with the meaning that their places give them.
    if matches!(directive.name.as_str(), "defer" | "oneOf") {
        return;
    }
    let missing: Vec<_> = WIDENED.into_iter().filter(|each| !directive.locations.contains(each)).collect();
    directive.locations.extend(missing);
}

/// AppSync takes its own definition whatever a schema declares, so a stricter one must not make a schema invalid.
fn widen_declaration(theirs: &mut DirectiveDefinition, ours: &DirectiveDefinition) {
    widen_locations(theirs);
    let missing: Vec<_> = ours.locations.iter().filter(|each| !theirs.locations.contains(each)).copied().collect();
    theirs.locations.extend(missing);
    for argument in &ours.arguments {
        match theirs.arguments.iter_mut().find(|each| each.name == argument.name) {
            Some(theirs) => theirs.make_mut().ty = argument.ty.clone(),
            None => theirs.arguments.push(argument.clone()),
        }
    }
}

/// A use of a directive in a schema.
#[derive(Debug, Clone, Copy)]
pub(super) struct Use<'a> {
    pub(super) directive: &'a Node<Directive>,
    pub(super) location: DirectiveLocation,
    type_name: Option<&'a Name>,
    member: Option<&'a Name>,
    argument: Option<&'a Name>,
}

impl Use<'_> {
    /// `Type`, `Type.field`, `Type.field(argument:)` or `schema`.
    pub(super) fn target(&self) -> String {
        match (self.type_name, self.member, self.argument) {
            (None, ..) => "schema".to_owned(),
            (Some(type_name), None, _) => type_name.to_string(),
            (Some(type_name), Some(member), None) => format!("{type_name}.{member}"),
            (Some(type_name), Some(member), Some(argument)) => format!("{type_name}.{member}({argument}:)"),
        }
    }
}

/// Whether AppSync declares this one of its directives elsewhere than in the place of this use.
pub(super) fn is_widened(prelude: &Document, each: &Use<'_>) -> bool {
    let mut directives = prelude.definitions.iter().filter_map(|definition| definition.as_directive_definition());
    directives
        .find(|definition| definition.name == each.directive.name)
        .is_some_and(|definition| !definition.locations.contains(&each.location))
}

/// Calls `seen` for every directive in a schema document, in the order of the text.
pub(super) fn for_each_use<'a>(document: &'a Document, seen: &mut dyn FnMut(Use<'a>)) {
    for definition in &document.definitions {
        let type_name = definition.name();
        let (location, fields, inputs, values): (_, &'a [_], &'a [_], &'a [_]) = match definition {
            Definition::SchemaDefinition(_) | Definition::SchemaExtension(_) => {
                (DirectiveLocation::Schema, &[], &[], &[])
            }
            Definition::ScalarTypeDefinition(_) | Definition::ScalarTypeExtension(_) => {
                (DirectiveLocation::Scalar, &[], &[], &[])
            }
            Definition::ObjectTypeDefinition(each) => (DirectiveLocation::Object, &each.fields, &[], &[]),
            Definition::ObjectTypeExtension(each) => (DirectiveLocation::Object, &each.fields, &[], &[]),
            Definition::InterfaceTypeDefinition(each) => (DirectiveLocation::Interface, &each.fields, &[], &[]),
            Definition::InterfaceTypeExtension(each) => (DirectiveLocation::Interface, &each.fields, &[], &[]),
            Definition::UnionTypeDefinition(_) | Definition::UnionTypeExtension(_) => {
                (DirectiveLocation::Union, &[], &[], &[])
            }
            Definition::EnumTypeDefinition(each) => (DirectiveLocation::Enum, &[], &[], &each.values),
            Definition::EnumTypeExtension(each) => (DirectiveLocation::Enum, &[], &[], &each.values),
            Definition::InputObjectTypeDefinition(each) => (DirectiveLocation::InputObject, &[], &each.fields, &[]),
            Definition::InputObjectTypeExtension(each) => (DirectiveLocation::InputObject, &[], &each.fields, &[]),
            Definition::DirectiveDefinition(_)
            | Definition::OperationDefinition(_)
            | Definition::FragmentDefinition(_) => continue,
        };
        let on_type = (location, type_name, None, None);
        each_of(definition.directives(), on_type, seen);
        for field in fields {
            uses_of_field(field, type_name, seen);
        }
        for input in inputs {
            uses_of_input(input, (DirectiveLocation::InputFieldDefinition, type_name, Some(&input.name), None), seen);
        }
        for value in values {
            each_of(&value.directives, (DirectiveLocation::EnumValue, type_name, Some(&value.value), None), seen);
        }
    }
}

type On<'a> = (DirectiveLocation, Option<&'a Name>, Option<&'a Name>, Option<&'a Name>);

fn uses_of_field<'a>(field: &'a FieldDefinition, type_name: Option<&'a Name>, seen: &mut dyn FnMut(Use<'a>)) {
    for argument in &field.arguments {
        let on = (DirectiveLocation::ArgumentDefinition, type_name, Some(&field.name), Some(&argument.name));
        uses_of_input(argument, on, seen);
    }
    each_of(&field.directives, (DirectiveLocation::FieldDefinition, type_name, Some(&field.name), None), seen);
}

fn uses_of_input<'a>(input: &'a InputValueDefinition, on: On<'a>, seen: &mut dyn FnMut(Use<'a>)) {
    each_of(&input.directives, on, seen);
}

fn each_of<'a>(directives: &'a DirectiveList, on: On<'a>, seen: &mut dyn FnMut(Use<'a>)) {
    let (location, type_name, member, argument) = on;
    for directive in &directives.0 {
        seen(Use { directive, location, type_name, member, argument });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_prelude_has_no_errors_and_every_definition() {
        let document = Document::parse(TEXT, "prelude.graphql").expect("our own text");
        let names: Vec<_> = document.definitions.iter().filter_map(|each| each.name()).map(Name::as_str).collect();
        assert_eq!(
            names,
            [
                "AWSDate",
                "AWSTime",
                "AWSDateTime",
                "AWSTimestamp",
                "AWSEmail",
                "AWSJSON",
                "AWSURL",
                "AWSPhone",
                "AWSIPAddress",
                "aws_api_key",
                "aws_iam",
                "aws_oidc",
                "aws_lambda",
                "aws_cognito_user_pools",
                "aws_auth",
                "aws_subscribe",
                "aws_publish",
                "canonical",
                "hidden",
                "renamed",
                "defer",
                "oneOf",
            ]
        );
    }
}
