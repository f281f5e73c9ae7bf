//! AppSync's authorization directives, read once into an index.

use std::collections::HashMap;

use apollo_compiler::Node;
use apollo_compiler::ast::{Directive, Value};
use apollo_compiler::schema::{Component, ExtendedType, FieldDefinition};

use super::place::{Sources, Span};

/// Which authorization directive it is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum AuthDirectiveKind {
    /// `@aws_api_key`
    ApiKey,
    /// `@aws_iam`
    Iam,
    /// `@aws_oidc`
    Oidc,
    /// `@aws_lambda`
    Lambda,
    /// `@aws_cognito_user_pools`
    CognitoUserPools {
        /// `cognito_groups`; none if the argument is missing or null.
        groups: Option<Vec<String>>,
    },
    /// `@aws_auth`
    AwsAuth {
        /// `cognito_groups`; none if the argument is missing or null.
        groups: Option<Vec<String>>,
    },
}

/// An authorization directive on a type or a field.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct AuthDirective {
    /// Which one.
    pub kind: AuthDirectiveKind,
    /// Where it stands, if in a text.
    pub span: Option<Span>,
}

impl AuthDirective {
    fn read(directive: &Node<Directive>, sources: &Sources) -> Option<Self> {
        let groups = || directive.specified_argument_by_name("cognito_groups").and_then(|value| strings(value));
        let kind = match directive.name.as_str() {
            "aws_api_key" => AuthDirectiveKind::ApiKey,
            "aws_iam" => AuthDirectiveKind::Iam,
            "aws_oidc" => AuthDirectiveKind::Oidc,
            "aws_lambda" => AuthDirectiveKind::Lambda,
            "aws_cognito_user_pools" => AuthDirectiveKind::CognitoUserPools { groups: groups() },
            "aws_auth" => AuthDirectiveKind::AwsAuth { groups: groups() },
            _ => return None,
        };
        Some(Self { kind, span: sources.span(directive.location()) })
    }
}

/// A list of strings; a string alone is a list of one, as everywhere in GraphQL. Null is none.
pub(super) fn strings(value: &Value) -> Option<Vec<String>> {
    match value {
        Value::String(only) => Some(vec![only.clone()]),
        Value::List(items) => Some(items.iter().filter_map(|item| item.as_str()).map(str::to_owned).collect()),
        _ => None,
    }
}

/// The directives of one type.
#[derive(Debug, Clone, Default)]
struct TypeEntry {
    on_type: Vec<AuthDirective>,
    on_fields: HashMap<String, Vec<AuthDirective>>,
}

/// Every authorization directive of a schema, by type and field.
#[derive(Debug, Clone, Default)]
pub(super) struct AuthIndex {
    types: HashMap<String, TypeEntry>,
}

impl AuthIndex {
    pub(super) fn new<'a>(types: impl Iterator<Item = &'a ExtendedType>, sources: &Sources) -> Self {
        let mut index = Self::default();
        for each in types {
            let fields = match each {
                ExtendedType::Object(object) => &object.fields,
                ExtendedType::Interface(interface) => &interface.fields,
                _ => continue,
            };
            let on_type = each.directives().iter().filter_map(|each| AuthDirective::read(each, sources)).collect();
            let on_fields = fields.values().filter_map(|field| field_entry(field, sources)).collect();
            index.types.insert(each.name().to_string(), TypeEntry { on_type, on_fields });
        }
        index
    }

    pub(super) fn on_type(&self, type_name: &str) -> &[AuthDirective] {
        self.types.get(type_name).map_or(&[], |entry| &entry.on_type)
    }

    pub(super) fn on_field(&self, type_name: &str, field_name: &str) -> &[AuthDirective] {
        self.types.get(type_name).and_then(|entry| entry.on_fields.get(field_name)).map_or(&[], Vec::as_slice)
    }
}

fn field_entry(field: &Component<FieldDefinition>, sources: &Sources) -> Option<(String, Vec<AuthDirective>)> {
    let directives: Vec<_> = field.directives.iter().filter_map(|each| AuthDirective::read(each, sources)).collect();
    (!directives.is_empty()).then(|| (field.name.to_string(), directives))
}
