//! Which of the schema's types `API.ts` exports, and how they are named there.

use std::collections::{BTreeMap, BTreeSet};

use apollo_compiler::schema::ExtendedType;

use crate::codegen::kinds::kind_name;
use crate::codegen::names::{Scope, Wish};
use crate::codegen::typescript::{LANGUAGE, LANGUAGE_TYPES};
use crate::codegen::{Ir, Note, Style};
use crate::graphql::{OperationKind, Schema};
use crate::settings::Order;

/// What strict code and modules for Node.js do not let an enum be called.
const OF_ENUMS: [&str; 4] = ["arguments", "eval", "exports", "require"];

/// The types that are exported.
pub(super) struct Exported<'a> {
    /// In the order in which they are written.
    pub types: Vec<&'a ExtendedType>,
    /// The names that differ from the schema's.
    renamed: BTreeMap<&'a str, String>,
    /// What a list is called: another name when a type of the schema is called so.
    pub array: &'static str,
}

impl<'a> Exported<'a> {
    /// Every type that a variable or a root field of the operations leads to.
    pub(super) fn new(schema: &'a Schema, ir: &Ir, style: &Style, notes: &mut Vec<Note>) -> Self {
        let reached = reached(schema, ir);
        let compiled = schema.compiled();
        let mut types: Vec<&ExtendedType> =
            compiled.types.values().filter(|ty| reached.contains(ty.name().as_str())).collect();
        if style.order == Order::Name {
            types.sort_by_key(|ty| ty.name());
        }
        let names: Vec<&str> = types.iter().map(|ty| ty.name().as_str()).collect();
        let words = LANGUAGE.iter().chain(LANGUAGE_TYPES).chain(&OF_ENUMS).map(|word| (*word).to_owned());
        let wishes: Vec<Wish> = names.iter().map(|name| Wish::new(*name, *name)).collect();
        let given = Scope::new(words.chain(results(ir))).name(&wishes);
        let mut renamed = BTreeMap::new();
        for (name, given) in names.iter().zip(given).filter(|(name, given)| *name != given) {
            let message = format!("the type `{name}` is called `{given}`, as its name is taken");
            notes.push(Note::new("name-changed", *name, message));
            renamed.insert(*name, given);
        }
        let array = if names.contains(&"Array") { "globalThis.Array" } else { "Array" };
        Self { types, renamed, array }
    }

    /// Whether a type is exported under this name.
    pub(super) fn is_exported(&self, name: &str) -> bool {
        self.types.iter().any(|ty| self.name(ty.name()) == name)
    }

    /// The name of a type of the schema.
    pub(super) fn name<'n>(&'n self, name: &'n str) -> &'n str {
        self.renamed.get(name).map_or(name, String::as_str)
    }
}

/// The type of an operation's result, without `Variables`.
pub(super) fn result_name(operation: &str, kind: OperationKind) -> String {
    format!("{operation}{}", kind_name(kind))
}

/// The type of a fragment.
pub(super) fn fragment_name(fragment: &str) -> String {
    format!("{fragment}Fragment")
}

/// The names that operations and fragments have: those of the schema's types give way.
fn results(ir: &Ir) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for operation in &ir.operations {
        let name = result_name(operation.name(), operation.statement.kind);
        names.insert(format!("{name}Variables"));
        names.insert(name);
    }
    names.extend(ir.fragments.iter().map(|fragment| fragment_name(&fragment.name)));
    names
}

/// The names of the types that operations lead to; scalars are not among them.
fn reached<'a>(schema: &'a Schema, ir: &'a Ir) -> BTreeSet<&'a str> {
    let mut open: Vec<&str> = Vec::new();
    for operation in &ir.operations {
        open.extend(operation.variables.iter().map(|variable| variable.ty.inner_named_type().as_str()));
        open.extend(operation.shape.fields.iter().map(|field| field.ty.inner_named_type().as_str()));
    }
    open.extend(ir.fragments.iter().map(|fragment| fragment.type_name.as_str()));
    let mut reached = BTreeSet::new();
    while let Some(name) = open.pop() {
        let Some(ty) = schema.compiled().types.get(name) else { continue };
        if matches!(ty, ExtendedType::Scalar(_)) || !reached.insert(ty.name().as_str()) {
            continue;
        }
        match ty {
            ExtendedType::Object(object) => {
                open.extend(object.fields.values().map(|field| field.ty.inner_named_type().as_str()));
                open.extend(object.implements_interfaces.iter().map(|name| name.as_str()));
            }
            ExtendedType::Interface(interface) => {
                open.extend(interface.fields.values().map(|field| field.ty.inner_named_type().as_str()));
                open.extend(schema.possible_object_types(name).iter().map(String::as_str));
            }
            ExtendedType::Union(union) => open.extend(union.members.iter().map(|name| name.as_str())),
            ExtendedType::InputObject(input) => {
                open.extend(input.fields.values().map(|field| field.ty.inner_named_type().as_str()));
            }
            ExtendedType::Scalar(_) | ExtendedType::Enum(_) => {}
        }
    }
    reached
}
