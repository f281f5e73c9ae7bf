//! The user's own operations as statements.

use std::collections::{HashMap, HashSet};

use apollo_compiler::ast::{Field, FragmentDefinition, Selection};
use apollo_compiler::{Name, Node, name};

use super::print;
use super::statement::{Origin, Statement};
use crate::graphql::{DocumentSet, Schema};

/// The operations of the user's documents, in the order of the texts, each with the fragments that it needs.
///
/// Where an interface or union is selected, `__typename` joins the selection, so that a program can tell what it got.
#[must_use]
pub fn statements(documents: &DocumentSet, schema: &Schema) -> Vec<Statement> {
    let conditions = documents.fragments().map(|each| (each.name.clone(), each.type_condition.clone())).collect();
    let types = Types { schema, conditions };
    let typed = |fragment: &Node<FragmentDefinition>| {
        let mut fragment = fragment.clone();
        let condition = fragment.type_condition.clone();
        types.add_typename(&mut fragment.make_mut().selection_set, &condition, types.is_open(&condition));
        fragment
    };
    let fragments: HashMap<Name, Node<FragmentDefinition>> =
        documents.fragments().map(|fragment| (fragment.name.clone(), typed(fragment))).collect();
    let statement = |(operation, source): (&Node<apollo_compiler::ast::OperationDefinition>, &str)| {
        let mut operation = operation.clone();
        let kind = operation.operation_type.into();
        if let Some(root) = schema.root_type(kind).and_then(|root| Name::new(root).ok()) {
            types.add_typename(&mut operation.make_mut().selection_set, &root, false);
        }
        let fragments = needed(&operation.selection_set, &fragments);
        Statement { origin: Origin::Written { source: source.to_owned() }, kind, operation, fragments }
    };
    documents.operations().map(statement).collect()
}

/// The text of one of the user's operations with the fragments that it needs, as it was written but for its layout.
#[must_use]
pub fn text(documents: &DocumentSet, name: &str) -> Option<String> {
    let fragments = documents.fragments().map(|fragment| (fragment.name.clone(), fragment.clone())).collect();
    let mut named = documents.operations().filter(|(operation, _)| operation.name.as_deref() == Some(name));
    let (operation, source) = named.next()?;
    let statement = Statement {
        origin: Origin::Written { source: source.to_owned() },
        kind: operation.operation_type.into(),
        fragments: needed(&operation.selection_set, &fragments),
        operation: operation.clone(),
    };
    Some(print::statement(&statement, print::Layout::default()))
}

/// What is known of types: the schema, and the type of each fragment.
struct Types<'a> {
    schema: &'a Schema,
    conditions: HashMap<Name, Name>,
}

impl Types<'_> {
    /// Whether objects of several types, or of types yet to come, can stand where a type is declared.
    fn is_open(&self, type_name: &str) -> bool {
        let compiled = self.schema.compiled();
        compiled.get_interface(type_name).is_some() || compiled.get_union(type_name).is_some()
    }

    /// Selects `__typename` where a type is open, below these selections too; `here` says whether these selections themselves
    /// need it.
    fn add_typename(&self, selections: &mut Vec<Selection>, type_name: &Name, here: bool) {
        for selection in selections.iter_mut() {
            match selection {
                Selection::Field(field) if !field.selection_set.is_empty() => {
                    let Some(definition) = self.schema.field(type_name, &field.name) else { continue };
                    let below = definition.ty.inner_named_type();
                    self.add_typename(&mut field.make_mut().selection_set, below, self.is_open(below));
                }
                Selection::InlineFragment(fragment) => {
                    let condition = fragment.type_condition.clone().unwrap_or_else(|| type_name.clone());
                    self.add_typename(&mut fragment.make_mut().selection_set, &condition, false);
                }
                Selection::Field(_) | Selection::FragmentSpread(_) => {}
            }
        }
        // A fragment on the same type selects it itself.
        let is_there = selections.iter().any(|selection| match selection {
            Selection::Field(field) => field.response_name() == "__typename" && field.directives.is_empty(),
            Selection::FragmentSpread(spread) => {
                spread.directives.is_empty() && self.conditions.get(&spread.fragment_name) == Some(type_name)
            }
            Selection::InlineFragment(_) => false,
        });
        if here && !is_there {
            let typename = Field {
                alias: None,
                name: name!("__typename"),
                arguments: Vec::new(),
                directives: apollo_compiler::ast::DirectiveList::default(),
                selection_set: Vec::new(),
            };
            selections.insert(0, Selection::Field(Node::new(typename)));
        }
    }
}

/// The fragments that selections need, in the order of their first use.
fn needed(
    selections: &[Selection],
    fragments: &HashMap<Name, Node<FragmentDefinition>>,
) -> Vec<Node<FragmentDefinition>> {
    let mut found: Vec<Node<FragmentDefinition>> = Vec::new();
    let mut seen: HashSet<Name> = HashSet::new();
    let mut open: Vec<&Selection> = selections.iter().rev().collect();
    while let Some(selection) = open.pop() {
        match selection {
            Selection::Field(field) => open.extend(field.selection_set.iter().rev()),
            Selection::InlineFragment(fragment) => open.extend(fragment.selection_set.iter().rev()),
            Selection::FragmentSpread(spread) => {
                let fragment = fragments.get(&spread.fragment_name);
                if let Some(fragment) = fragment.filter(|_| seen.insert(spread.fragment_name.clone())) {
                    found.push(fragment.clone());
                    open.extend(fragment.selection_set.iter().rev());
                }
            }
        }
    }
    found
}
