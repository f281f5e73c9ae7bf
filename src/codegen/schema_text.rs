//! The schema as text: one form for what a schema says, whatever files and order it was written in.

use apollo_compiler::ast::{
    Definition, Directive, DirectiveDefinition, DirectiveList, Document, EnumTypeDefinition, EnumValueDefinition,
    FieldDefinition, InputObjectTypeDefinition, InputValueDefinition, InterfaceTypeDefinition, ObjectTypeDefinition,
    ScalarTypeDefinition, SchemaDefinition, UnionTypeDefinition,
};
use apollo_compiler::collections::IndexSet;
use apollo_compiler::schema::{Component, ComponentName, DirectiveList as ComponentDirectives, ExtendedType};
use apollo_compiler::{Name, Node};

use super::file::GeneratedFile;
use crate::graphql::{Schema, prelude};
use crate::settings::Order;

/// The name of the file.
const FILE: &str = "schema.graphql";

/// The target `schema`: the schema in GraphQL's own language, extensions joined with what they extend, without what every
/// AppSync schema has anyway. Read again, it is the same schema.
#[must_use]
pub fn schema_files(schema: &Schema, order: Order) -> Vec<GeneratedFile> {
    vec![GeneratedFile::new(FILE, schema_text(schema, order))]
}

/// The text of [`schema_files`].
#[must_use]
pub fn schema_text(schema: &Schema, order: Order) -> String {
    let mut document = Document::new();
    let prelude = prelude();
    let own = |definition: &Definition| !has_anyway(&prelude, definition);
    document.definitions = definitions(schema, order).into_iter().filter(own).collect();
    let mut text = document.to_string();
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}

/// Whether AppSync knows a definition without being told, and takes its own whatever it is told.
fn has_anyway(prelude: &Document, definition: &Definition) -> bool {
    match definition {
        Definition::DirectiveDefinition(directive) => directive.name.starts_with("aws_"),
        Definition::ScalarTypeDefinition(scalar) => {
            let mut known = prelude.definitions.iter().filter_map(|each| each.as_scalar_type_definition());
            scalar.directives.is_empty() && known.any(|known| known.name == scalar.name)
        }
        _ => false,
    }
}

/// The directives that a schema declares, and AppSync's own `@aws_…`. Of those AppSync takes its own definition whatever the
/// schema declares; others that it knows are said only where the schema says more of them.
fn directives(schema: &Schema) -> Vec<DirectiveDefinition> {
    let all = schema.compiled().directive_definitions.values().filter(|each| !each.is_built_in());
    let prelude = prelude();
    let known = |name: &Name| {
        let mut known = prelude.definitions.iter().filter_map(|each| each.as_directive_definition());
        known.find(|known| known.name == *name)
    };
    let said = |directive: &Node<DirectiveDefinition>| {
        let Some(own) = known(&directive.name) else { return Some(DirectiveDefinition::clone(directive)) };
        let says_more = |given: &Node<InputValueDefinition>| own.arguments.iter().all(|known| known.name != given.name);
        if own.name.starts_with("aws_") {
            return Some(DirectiveDefinition::clone(own));
        }
        directive.arguments.iter().any(says_more).then(|| DirectiveDefinition::clone(directive))
    };
    all.filter_map(said).collect()
}

/// Everything that a schema defines but GraphQL's own types and directives: `schema` first, then directives, then types.
pub(super) fn definitions(schema: &Schema, order: Order) -> Vec<Definition> {
    let compiled = schema.compiled();
    let arrange = Arrangement { order };
    let roots: Vec<_> = compiled
        .schema_definition
        .iter_root_operations()
        .map(|(operation, name)| Node::new((operation, name.name.clone())))
        .collect();
    let first = SchemaDefinition {
        description: compiled.schema_definition.description.clone(),
        directives: arrange.directives(&compiled.schema_definition.directives),
        root_operations: roots,
    };
    let first = (!first.root_operations.is_empty()).then(|| Definition::SchemaDefinition(Node::new(first)));
    let mut directives: Vec<_> =
        self::directives(schema).iter().map(|each| arrange.directive_definition(each)).collect();
    arrange.sort(&mut directives, |each| &each.name);
    let mut types: Vec<_> = compiled.types.values().filter(|each| !each.is_built_in()).collect();
    arrange.sort(&mut types, |each| each.name());
    let directives = directives.into_iter().map(|each| Definition::DirectiveDefinition(Node::new(each)));
    let types = types.into_iter().map(|each| arrange.type_definition(each));
    first.into_iter().chain(directives).chain(types).collect()
}

/// Puts definitions into an order.
#[derive(Clone, Copy)]
struct Arrangement {
    order: Order,
}

impl Arrangement {
    fn sort<T>(self, items: &mut [T], name: impl Fn(&T) -> &Name) {
        if self.order == Order::Name {
            items.sort_by(|one, other| name(one).cmp(name(other)));
        }
    }

    fn names(self, names: &IndexSet<ComponentName>) -> Vec<Name> {
        let mut names: Vec<Name> = names.iter().map(|each| each.name.clone()).collect();
        self.sort(&mut names, |each| each);
        names
    }

    fn directives(self, directives: &ComponentDirectives) -> DirectiveList {
        self.directive_list(directives.iter().map(|each| each.node.clone()))
    }

    fn directive_list(self, directives: impl Iterator<Item = Node<Directive>>) -> DirectiveList {
        let mut directives: Vec<_> = directives.collect();
        self.sort(&mut directives, |each| &each.name);
        if self.order == Order::Name {
            for directive in &mut directives {
                directive.make_mut().arguments.sort_by(|one, other| one.name.cmp(&other.name));
            }
        }
        DirectiveList(directives)
    }

    fn input(self, input: &InputValueDefinition) -> Node<InputValueDefinition> {
        let directives = self.directive_list(input.directives.0.iter().cloned());
        Node::new(InputValueDefinition { directives, ..input.clone() })
    }

    fn inputs<'a>(self, inputs: impl Iterator<Item = &'a InputValueDefinition>) -> Vec<Node<InputValueDefinition>> {
        let mut inputs: Vec<_> = inputs.map(|each| self.input(each)).collect();
        self.sort(&mut inputs, |each| &each.name);
        inputs
    }

    fn fields<'a>(self, fields: impl Iterator<Item = &'a Component<FieldDefinition>>) -> Vec<Node<FieldDefinition>> {
        let field = |field: &Component<FieldDefinition>| {
            Node::new(FieldDefinition {
                arguments: self.inputs(field.arguments.iter().map(|each| &**each)),
                directives: self.directive_list(field.directives.0.iter().cloned()),
                ..FieldDefinition::clone(field)
            })
        };
        let mut fields: Vec<_> = fields.map(field).collect();
        self.sort(&mut fields, |each| &each.name);
        fields
    }

    fn directive_definition(self, directive: &DirectiveDefinition) -> DirectiveDefinition {
        let mut arranged = DirectiveDefinition {
            arguments: self.inputs(directive.arguments.iter().map(|each| &**each)),
            ..directive.clone()
        };
        if self.order == Order::Name {
            arranged.locations.sort_by_key(|each| each.name());
        }
        arranged
    }

    fn type_definition(self, defined: &ExtendedType) -> Definition {
        let description = defined.description().cloned();
        let name = defined.name().clone();
        let directives = self.directives(defined.directives());
        match defined {
            ExtendedType::Scalar(_) => {
                Definition::ScalarTypeDefinition(Node::new(ScalarTypeDefinition { description, name, directives }))
            }
            ExtendedType::Object(object) => Definition::ObjectTypeDefinition(Node::new(ObjectTypeDefinition {
                description,
                name,
                directives,
                implements_interfaces: self.names(&object.implements_interfaces),
                fields: self.fields(object.fields.values()),
            })),
            ExtendedType::Interface(interface) => {
                Definition::InterfaceTypeDefinition(Node::new(InterfaceTypeDefinition {
                    description,
                    name,
                    directives,
                    implements_interfaces: self.names(&interface.implements_interfaces),
                    fields: self.fields(interface.fields.values()),
                }))
            }
            ExtendedType::Union(union) => Definition::UnionTypeDefinition(Node::new(UnionTypeDefinition {
                description,
                name,
                directives,
                members: self.names(&union.members),
            })),
            ExtendedType::Enum(listed) => {
                let value = |value: &Component<EnumValueDefinition>| {
                    let directives = self.directive_list(value.directives.0.iter().cloned());
                    Node::new(EnumValueDefinition { directives, ..EnumValueDefinition::clone(value) })
                };
                let mut values: Vec<_> = listed.values.values().map(value).collect();
                self.sort(&mut values, |each| &each.value);
                Definition::EnumTypeDefinition(Node::new(EnumTypeDefinition { description, name, directives, values }))
            }
            ExtendedType::InputObject(input) => {
                let fields = self.inputs(input.fields.values().map(|each| &***each));
                let input = InputObjectTypeDefinition { description, name, directives, fields };
                Definition::InputObjectTypeDefinition(Node::new(input))
            }
        }
    }
}
