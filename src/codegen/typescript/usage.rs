//! Which types of the schema an output needs.

use std::collections::{BTreeMap, HashSet};

use apollo_compiler::Node;
use apollo_compiler::schema::{EnumType, ExtendedType, InputObjectType, ScalarType};

use super::named::is_declared;
use crate::codegen::ir::{Field, Ir, Selected};
use crate::codegen::style::Style;
use crate::graphql::Schema;
use crate::settings::Order;

/// The types of the schema that operations take or give, in the order in which they are written.
#[derive(Debug, Default)]
pub(super) struct Usage<'a> {
    /// The enums.
    pub enums: Vec<&'a Node<EnumType>>,
    /// The inputs.
    pub inputs: Vec<&'a Node<InputObjectType>>,
    /// The scalars, those of GraphQL included.
    pub scalars: Vec<&'a Node<ScalarType>>,
    /// Whether an answer holds an enum, or an object whose type may be new.
    pub future: bool,
    kinds: BTreeMap<&'a str, Kind>,
}

/// What a leaf of an answer or of the variables is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// An enum.
    Enum,
    /// An input.
    Input,
    /// A scalar.
    Scalar,
}

impl<'a> Usage<'a> {
    /// What the operations and fragments need.
    pub(super) fn new(ir: &'a Ir, schema: &'a Schema, order: Order) -> Self {
        let mut walk = Walk { schema, found: HashSet::new(), results: HashSet::new(), future: false };
        for operation in &ir.operations {
            for variable in &operation.variables {
                walk.input(variable.ty.inner_named_type());
            }
            walk.fields(&operation.shape.fields);
        }
        for fragment in &ir.fragments {
            walk.selected(&fragment.selected);
        }
        let mut usage = Self { future: walk.future, ..Self::default() };
        let enums = |name: &str| matches!(schema.compiled().types.get(name), Some(ExtendedType::Enum(_)));
        usage.future |= walk.results.iter().any(|name| enums(name));
        walk.found.extend(walk.results);
        for (name, definition) in &schema.compiled().types {
            if !walk.found.contains(name.as_str()) {
                continue;
            }
            match definition {
                ExtendedType::Enum(each) => usage.add(name, Kind::Enum, |usage| usage.enums.push(each)),
                ExtendedType::InputObject(each) => usage.add(name, Kind::Input, |usage| usage.inputs.push(each)),
                ExtendedType::Scalar(each) => usage.add(name, Kind::Scalar, |usage| usage.scalars.push(each)),
                ExtendedType::Object(_) | ExtendedType::Interface(_) | ExtendedType::Union(_) => {}
            }
        }
        if order == Order::Name {
            usage.enums.sort_by(|a, b| a.name.cmp(&b.name));
            usage.inputs.sort_by(|a, b| a.name.cmp(&b.name));
            usage.scalars.sort_by(|a, b| a.name.cmp(&b.name));
        }
        usage
    }

    fn add(&mut self, name: &'a str, kind: Kind, add: impl FnOnce(&mut Self)) {
        self.kinds.insert(name, kind);
        add(self);
    }

    /// What a leaf is; none for what the schema does not have.
    pub(super) fn kind(&self, name: &str) -> Option<Kind> {
        self.kinds.get(name).copied()
    }

    /// The names of the types that are declared: enums, inputs, and the scalars that have a name of their own.
    pub(super) fn declared(&self, style: &Style) -> Vec<&'a str> {
        let enums = self.enums.iter().map(|each| each.name.as_str());
        let inputs = self.inputs.iter().map(|each| each.name.as_str());
        let scalars = self.scalars.iter().map(|each| each.name.as_str());
        enums.chain(inputs).chain(scalars.filter(|name| is_declared(name, &style.scalars))).collect()
    }
}

struct Walk<'a> {
    schema: &'a Schema,
    /// The types that variables need.
    found: HashSet<&'a str>,
    /// The leaves of answers.
    results: HashSet<&'a str>,
    future: bool,
}

impl<'a> Walk<'a> {
    fn input(&mut self, name: &'a str) {
        let mut todo = vec![name];
        while let Some(name) = todo.pop() {
            if !self.found.insert(name) {
                continue;
            }
            if let Some(ExtendedType::InputObject(input)) = self.schema.compiled().types.get(name) {
                todo.extend(input.fields.values().map(|field| field.ty.inner_named_type().as_str()));
            }
        }
    }

    fn fields(&mut self, fields: &'a [Field]) {
        for field in fields {
            match &field.selected {
                Some(selected) => self.selected(selected),
                // The name of a type is no value of a scalar.
                None if field.name == "__typename" => {}
                None => {
                    self.results.insert(field.ty.inner_named_type());
                }
            }
        }
    }

    fn selected(&mut self, selected: &'a Selected) {
        match selected {
            Selected::Fragment(_) => {}
            Selected::Object(object) => self.fields(&object.fields),
            Selected::Abstract(open) => {
                self.future = true;
                self.fields(&open.other);
                for member in &open.members {
                    self.fields(&member.fields);
                }
            }
        }
    }
}
