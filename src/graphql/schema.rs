//! A schema and the questions that others ask it, each answered from an index.

use std::collections::{HashMap, HashSet};

use apollo_compiler::ast::{Document, OperationType};
use apollo_compiler::schema::{Component, ExtendedType, FieldDefinition};
use apollo_compiler::validation::Valid;

use super::auth::{self, AuthDirective, AuthIndex};
use super::operation::OperationKind;
use super::place::{Place, Sources, Span};
use super::prelude::WidenedUse;
use crate::appsync::Coordinate;

/// Names longer than this get no suggestion: comparing them would be slow, and nobody mistypes them.
const SUGGESTED_CHARACTERS: usize = 100;

/// A GraphQL schema as AppSync sees it.
#[derive(Debug, Clone)]
pub struct Schema {
    schema: Valid<apollo_compiler::Schema>,
    sources: Sources,
    auth: AuthIndex,
    possible: HashMap<String, Vec<String>>,
    subscribed: HashMap<String, Vec<String>>,
    prelude: HashSet<String>,
    widened: Vec<WidenedUse>,
    is_valid: bool,
}

impl Schema {
    pub(super) fn new(
        schema: Valid<apollo_compiler::Schema>,
        sources: Sources,
        prelude: &Document,
        widened: Vec<WidenedUse>,
        is_valid: bool,
    ) -> Self {
        let auth = AuthIndex::new(schema.types.values(), &sources);
        let prelude = prelude.definitions.iter().filter_map(|each| each.name()).map(ToString::to_string).collect();
        let (possible, subscribed) = (possible_types(&schema), subscribed_mutations(&schema));
        Self { schema, sources, auth, possible, subscribed, prelude, widened, is_valid }
    }

    /// The compiler's schema, for everything that has no question of its own here.
    #[must_use]
    pub fn compiled(&self) -> &Valid<apollo_compiler::Schema> {
        &self.schema
    }

    /// Whether it breaks none of GraphQL's rules; one that does was let through, with warnings, since a service accepted it or
    /// the user did.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        self.is_valid
    }

    /// The name of the type that operations of a kind start from.
    #[must_use]
    pub fn root_type(&self, kind: OperationKind) -> Option<&str> {
        let operation = match kind {
            OperationKind::Query => OperationType::Query,
            OperationKind::Mutation => OperationType::Mutation,
            OperationKind::Subscription => OperationType::Subscription,
        };
        self.schema.root_operation(operation).map(|name| name.as_str())
    }

    /// A field of an object type or interface.
    #[must_use]
    pub fn field(&self, type_name: &str, field_name: &str) -> Option<&FieldDefinition> {
        self.component(type_name, field_name).map(|field| field.as_ref())
    }

    fn component(&self, type_name: &str, field_name: &str) -> Option<&Component<FieldDefinition>> {
        match self.schema.types.get(type_name)? {
            ExtendedType::Object(object) => object.fields.get(field_name),
            ExtendedType::Interface(interface) => interface.fields.get(field_name),
            _ => None,
        }
    }

    /// The authorization directives on an object type or interface, those on its extensions included.
    #[must_use]
    pub fn type_auth_directives(&self, type_name: &str) -> &[AuthDirective] {
        self.auth.on_type(type_name)
    }

    /// The authorization directives on a field itself; those on its type are not repeated.
    #[must_use]
    pub fn field_auth_directives(&self, type_name: &str, field_name: &str) -> &[AuthDirective] {
        self.auth.on_field(type_name, field_name)
    }

    /// The `mutations` of `@aws_subscribe` on a field of the subscription type; none if it has no such directive.
    #[must_use]
    pub fn subscribed_mutations(&self, field_name: &str) -> Option<&[String]> {
        self.subscribed.get(field_name).map(Vec::as_slice)
    }

    /// The object types that a value of a type can be: of an object type itself, of an interface its implementations,
    /// of a union its members, in the order of the schema. Empty for other types.
    #[must_use]
    pub fn possible_object_types(&self, type_name: &str) -> &[String] {
        self.possible.get(type_name).map_or(&[], Vec::as_slice)
    }

    /// Whether an object type of this name has a field of this name.
    #[must_use]
    pub fn contains(&self, coordinate: &Coordinate) -> bool {
        let object = self.schema.get_object(&coordinate.type_name);
        object.is_some_and(|object| object.fields.contains_key(coordinate.field_name.as_str()))
    }

    /// Every field of every object type in the order of the schema, those of introspection left away.
    pub fn coordinates(&self) -> impl Iterator<Item = Coordinate> + '_ {
        self.objects()
            .flat_map(|object| object.fields.keys().map(|field| Coordinate::new(object.name.as_str(), field.as_str())))
    }

    fn objects(&self) -> impl Iterator<Item = &apollo_compiler::schema::ObjectType> {
        self.schema.types.values().filter(|each| !each.is_built_in()).filter_map(|each| each.as_object())
    }

    /// Where a field of an object type or interface is defined; none for introspection JSON.
    #[must_use]
    pub fn span_of(&self, coordinate: &Coordinate) -> Option<Span> {
        let field = self.component(&coordinate.type_name, &coordinate.field_name)?;
        self.sources.span(field.location())
    }

    /// Where the name of a field stands in its definition; none for introspection JSON.
    #[must_use]
    pub fn span_of_field_name(&self, coordinate: &Coordinate) -> Option<Span> {
        let field = self.component(&coordinate.type_name, &coordinate.field_name)?;
        self.sources.span(field.name.location())
    }

    /// Where the name of a type stands in its definition; none for introspection JSON and AppSync's own types.
    #[must_use]
    pub fn span_of_type(&self, type_name: &str) -> Option<Span> {
        self.sources.span(self.schema.types.get(type_name)?.name().location())
    }

    /// The name of the source of a span, with its lines and columns.
    #[must_use]
    pub fn place(&self, span: Span) -> Option<(&str, Place)> {
        self.sources.place(span).map(|(source, place)| (source.name.as_str(), place))
    }

    /// The text under a span.
    #[must_use]
    pub fn text(&self, span: Span) -> Option<&str> {
        self.sources.text(span)
    }

    /// The name of the source of a span.
    #[must_use]
    pub fn source_name(&self, span: Span) -> &str {
        self.sources.name(span.source)
    }

    /// The span of a location of the compiler.
    pub(super) fn span(&self, location: Option<apollo_compiler::parser::SourceSpan>) -> Option<Span> {
        self.sources.span(location)
    }

    /// The texts that the schema was read from.
    pub(super) fn texts(&self) -> impl Iterator<Item = &str> {
        self.sources.texts()
    }

    /// Whether a type or directive of this name is AppSync's own and not declared by the schema.
    #[must_use]
    pub fn is_from_prelude(&self, name: &str) -> bool {
        self.prelude.contains(name)
    }

    /// AppSync's directives in places where AppSync does not declare them, in the order of the schema.
    #[must_use]
    pub fn widened_uses(&self) -> &[WidenedUse] {
        &self.widened
    }

    /// The field of an object type or interface that somebody meant who wrote one that it does not have.
    #[must_use]
    pub fn suggest_field(&self, type_name: &str, field_name: &str) -> Option<&str> {
        if field_name.len() > SUGGESTED_CHARACTERS {
            return None;
        }
        let fields = match self.schema.types.get(type_name)? {
            ExtendedType::Object(object) => &object.fields,
            ExtendedType::Interface(interface) => &interface.fields,
            _ => return None,
        };
        let near = fields.keys().filter_map(|field| Some((distance(field_name, field)?, field.as_str())));
        near.min_by_key(|(distance, _)| *distance).map(|(_, field)| field)
    }

    /// The field that somebody meant who wrote one that does not exist; it looks at every field once.
    #[must_use]
    pub fn suggest(&self, coordinate: &Coordinate) -> Option<Coordinate> {
        let Coordinate { type_name, field_name } = coordinate;
        if type_name.len() > SUGGESTED_CHARACTERS || field_name.len() > SUGGESTED_CHARACTERS {
            return None;
        }
        let mut best: Option<((usize, usize), &str, &str)> = None;
        for object in self.objects() {
            let Some(type_distance) = distance(type_name, &object.name) else { continue };
            for field in object.fields.keys() {
                let Some(field_distance) = distance(field_name, field) else { continue };
                let score = (type_distance + field_distance, type_distance);
                if score.0 > 0 && best.is_none_or(|(earlier, ..)| score < earlier) {
                    best = Some((score, &object.name, field));
                }
            }
        }
        best.map(|(_, type_name, field_name)| Coordinate::new(type_name, field_name))
    }
}

/// How far a written name is from an existing one; none if it is too far to be meant.
fn distance(written: &str, existing: &str) -> Option<usize> {
    if written == existing {
        return Some(0);
    }
    let tolerated = written.len().div_ceil(3).min(4);
    if existing.len() > SUGGESTED_CHARACTERS || written.len().abs_diff(existing.len()) > tolerated {
        return None;
    }
    if written.eq_ignore_ascii_case(existing) {
        return Some(1);
    }
    Some(strsim::damerau_levenshtein(written, existing)).filter(|distance| *distance <= tolerated)
}

fn possible_types(schema: &apollo_compiler::Schema) -> HashMap<String, Vec<String>> {
    let mut possible: HashMap<String, Vec<String>> = HashMap::new();
    for each in schema.types.values() {
        match each {
            ExtendedType::Object(object) => {
                let name = object.name.to_string();
                possible.insert(name.clone(), vec![name.clone()]);
                for interface in object.implements_interfaces.iter().filter(|each| schema.get_interface(each).is_some())
                {
                    possible.entry(interface.to_string()).or_default().push(name.clone());
                }
            }
            ExtendedType::Union(union) => {
                let members = union.members.iter().filter(|member| schema.get_object(member).is_some());
                possible.insert(union.name.to_string(), members.map(ToString::to_string).collect());
            }
            _ => {}
        }
    }
    possible
}

fn subscribed_mutations(schema: &apollo_compiler::Schema) -> HashMap<String, Vec<String>> {
    let root = schema.root_operation(OperationType::Subscription).and_then(|name| schema.get_object(name));
    let fields = root.into_iter().flat_map(|root| root.fields.values());
    let subscribed = fields.filter_map(|field| {
        let directive = field.directives.get("aws_subscribe")?;
        let mutations = directive.specified_argument_by_name("mutations").and_then(|value| auth::strings(value));
        Some((field.name.to_string(), mutations.unwrap_or_default()))
    });
    subscribed.collect()
}
