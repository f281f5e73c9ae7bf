//! The user's own operations as statements.

use std::collections::{BTreeSet, HashMap, HashSet};

use apollo_compiler::ast::{Field, FragmentDefinition, OperationDefinition, Selection};
use apollo_compiler::{Name, Node, name};

use super::note::Note;
use super::print;
use super::statement::{Origin, Statement};
use super::typenames::{TakenTypenames, is_typename};
use crate::graphql::{DocumentSet, Schema};

/// The operations of the user's documents, in the order of the texts, each with the fragments that it needs.
///
/// Where an interface or union is selected, `__typename` joins the selection, so that a program can tell what it got. Where the
/// user calls another field so, GraphQL forbids that; a note says what cannot be told apart then.
#[must_use]
pub fn statements(documents: &DocumentSet, schema: &Schema) -> (Vec<Statement>, Vec<Note>) {
    let conditions = documents.fragments().map(|each| (each.name.clone(), each.type_condition.clone())).collect();
    let mut types = Types { schema, conditions, taken: TakenTypenames::new(documents), notes: BTreeSet::new() };
    let mut fragments: HashMap<Name, Node<FragmentDefinition>> = HashMap::new();
    for fragment in documents.fragments() {
        let (mut fragment, condition) = (fragment.clone(), &fragment.type_condition);
        let name = fragment.name.clone();
        let mut here = types.is_open(condition);
        if here && types.taken.is_spread(&name) {
            here = false;
            types.notes.insert(untold(&name, &format!("of the fragment `{name}`")));
        }
        types.add_typename(&mut fragment.make_mut().selection_set, condition, Body::Fragment(&name), here);
        fragments.insert(name, fragment);
    }
    let mut statements = Vec::new();
    for (written, source) in documents.operations() {
        let mut operation = written.clone();
        let kind = operation.operation_type.into();
        if let Some(root) = schema.root_type(kind).and_then(|root| Name::new(root).ok()) {
            types.add_typename(&mut operation.make_mut().selection_set, &root, Body::Operation(written), false);
        }
        let fragments = needed(&operation.selection_set, &fragments);
        statements.push(Statement {
            origin: Origin::Written { source: source.to_owned() },
            kind,
            operation,
            fragments,
        });
    }
    (statements, types.notes.into_iter().collect())
}

/// A note on types that nothing tells apart.
fn untold(about: &str, place: &str) -> Note {
    let message = format!("the types {place} cannot be told apart: `__typename` is the alias of another field there");
    Note::new("typename-taken", about, message)
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

/// Whose selections they are.
#[derive(Clone, Copy)]
enum Body<'a> {
    Operation(&'a OperationDefinition),
    Fragment(&'a Name),
}

impl Body<'_> {
    fn name(&self) -> &str {
        match self {
            Self::Operation(operation) => operation.name.as_deref().unwrap_or_default(),
            Self::Fragment(name) => name,
        }
    }
}

/// What is known of types: the schema, the type of each fragment, and where the name of the type cannot be selected.
struct Types<'a> {
    schema: &'a Schema,
    conditions: HashMap<Name, Name>,
    taken: TakenTypenames<'a>,
    notes: BTreeSet<Note>,
}

impl Types<'_> {
    /// Whether objects of several types, or of types yet to come, can stand where a type is declared.
    fn is_open(&self, type_name: &str) -> bool {
        let compiled = self.schema.compiled();
        compiled.get_interface(type_name).is_some() || compiled.get_union(type_name).is_some()
    }

    /// Whether the name of the type is selected below a field that returns a type.
    fn is_told(&mut self, field: &Field, returned: &str, body: Body<'_>) -> bool {
        if !self.is_open(returned) {
            return false;
        }
        let keys = match body {
            Body::Operation(operation) => self.taken.of_operation(operation),
            Body::Fragment(name) => self.taken.of_fragment(name),
        };
        let is_taken = keys.is_some_and(|keys| keys.contains(field.response_name().as_str()));
        if is_taken {
            let name = body.name();
            self.notes.insert(untold(name, &format!("below `{}` of `{name}`", field.response_name())));
        }
        !is_taken
    }

    /// Selects `__typename` where a type is open, below these selections too; `here` says whether these selections themselves
    /// need it.
    fn add_typename(&mut self, selections: &mut Vec<Selection>, type_name: &Name, body: Body<'_>, here: bool) {
        for selection in selections.iter_mut() {
            match selection {
                Selection::Field(field) if !field.selection_set.is_empty() => {
                    let Some(definition) = self.schema.field(type_name, &field.name) else { continue };
                    let below = definition.ty.inner_named_type();
                    let is_told = self.is_told(field, below, body);
                    self.add_typename(&mut field.make_mut().selection_set, below, body, is_told);
                }
                Selection::InlineFragment(fragment) => {
                    let condition = fragment.type_condition.clone().unwrap_or_else(|| type_name.clone());
                    self.add_typename(&mut fragment.make_mut().selection_set, &condition, body, false);
                }
                Selection::Field(_) | Selection::FragmentSpread(_) => {}
            }
        }
        // A fragment on the same type selects it itself, if it can.
        let is_there = selections.iter().any(|selection| match selection {
            Selection::Field(field) => is_typename(field) && field.directives.is_empty(),
            Selection::FragmentSpread(spread) => {
                let name = &spread.fragment_name;
                let selects = self.conditions.get(name) == Some(type_name) && !self.taken.is_spread(name);
                spread.directives.is_empty() && selects
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
