//! The operations of a schema.

use std::collections::{BTreeSet, HashMap, HashSet};

use apollo_compiler::ast::{FieldDefinition, OperationDefinition, OperationType};
use apollo_compiler::{Name, Node};

use super::super::bounds::Bounds;
use super::super::note::Note;
use super::super::statement::{Origin, Statement};
use super::access::{Access, Barrier};
use super::chooser::{Chooser, Excess, Lowered};
use super::classes::{Classes, fields_of, is_composite};
use super::cost::Cost;
use super::names::{RootField, names};
use super::patterns::{KINDS, unused_patterns};
use super::plan::{Ground, Selectable, is_deprecated};
use super::remarks::{operation_note, unanswered_note};
use super::rendering::{Rendering, field};
use super::rules::Rules;
use super::variables::Variables;
use crate::document::did_you_mean;
use crate::graphql::{OperationKind, Schema};
use crate::settings::Order;

/// The operations of a schema, with what should be known of them.
#[derive(Debug, Clone, PartialEq)]
pub struct Generated {
    /// The operations: queries, mutations, subscriptions, each in the order that was asked for.
    pub statements: Vec<Statement>,
    /// What was left out, lowered or renamed; sorted.
    pub notes: Vec<Note>,
    /// What each operation costs, in the order of the operations.
    pub costs: Vec<Cost>,
}

/// One operation for each root field, as far as the bounds leave it. Every operation is valid for every valid schema.
#[must_use]
pub fn generate(schema: &Schema, bounds: &Bounds) -> Generated {
    generate_beside(schema, bounds, &[])
}

/// The same beside operations of the user's own, which keep their names and those of their fragments: all may stand in one
/// document.
///
/// An operation that has both kind and name of one of the user's is there too; it is for the caller to leave one of them out.
#[must_use]
pub fn generate_beside(schema: &Schema, bounds: &Bounds, written: &[Statement]) -> Generated {
    let ground =
        Ground { schema, order: bounds.order, classes: Classes::new(schema), access: Access::new(schema, bounds) };
    let mut generation = Generation::new(&ground, bounds, written);
    let fragments = written.iter().flat_map(|own| &own.fragments);
    generation.taken.extend(fragments.map(|fragment| fragment.name.to_ascii_lowercase()));
    for kind in KINDS {
        for definition in generation.fields(kind) {
            generation.operation(kind, definition);
        }
    }
    generation.finish()
}

/// The fields of the type that operations of a kind start from, in the order of the schema.
fn root_fields(schema: &Schema, kind: OperationKind) -> Vec<&FieldDefinition> {
    let root = schema.root_type(kind).and_then(|root| schema.compiled().types.get(root));
    root.into_iter().flat_map(fields_of).map(|field| &***field).collect()
}

struct Generation<'s> {
    ground: &'s Ground<'s>,
    bounds: &'s Bounds,
    names: HashMap<RootField, String>,
    /// One chooser for each set of rules, so that operations share what they choose.
    choosers: Vec<Chooser<'s>>,
    taken: HashSet<String>,
    notes: BTreeSet<Note>,
    statements: Vec<Statement>,
    costs: Vec<Cost>,
}

impl<'s> Generation<'s> {
    fn new(ground: &'s Ground<'s>, bounds: &'s Bounds, written: &[Statement]) -> Self {
        let schema = ground.schema;
        let fields = KINDS.into_iter().flat_map(|kind| {
            let fields = root_fields(schema, kind).into_iter();
            fields.map(move |field| RootField { kind, field: field.name.to_string() })
        });
        let roots: Vec<RootField> = fields.collect();
        let written: Vec<(OperationKind, &str)> = written.iter().map(|own| (own.kind, own.name())).collect();
        let (names, renamed) = names(&roots, !bounds.is_amplify, &written);
        let mut notes: BTreeSet<Note> = renamed.into_iter().collect();
        let known = |name: &str| {
            roots.iter().any(|root| match name.split_once('.') {
                Some((parent, field)) => schema.root_type(root.kind) == Some(parent) && root.field == field,
                None => root.field == name,
            })
        };
        for name in bounds.operations.keys().filter(|name| !known(name)) {
            let field = name.rsplit('.').next().unwrap_or(name);
            let meant = did_you_mean(field, roots.iter().map(|root| root.field.as_str()));
            let meant = meant.map(|meant| format!("; did you mean `{meant}`?")).unwrap_or_default();
            let message = format!("`{name}` in `operations` is no field of a root type{meant}");
            notes.insert(Note::new("operation-unknown", name.clone(), message));
        }
        let own = bounds.operations.values();
        let own = own.flat_map(|own| own.include.iter().chain(&own.exclude).chain(&own.lift).flatten());
        for pattern in
            unused_patterns(schema, bounds.include.iter().chain(&bounds.exclude).chain(&bounds.lift).chain(own))
        {
            let message = format!("the pattern `{pattern}` fits no type or field of the schema");
            notes.insert(Note::new("pattern-unused", pattern, message));
        }
        let (choosers, taken, statements, costs) = <_>::default();
        Self { ground, bounds, names, choosers, taken, notes, statements, costs }
    }

    fn fields(&self, kind: OperationKind) -> Vec<&'s FieldDefinition> {
        let mut fields = root_fields(self.ground.schema, kind);
        if self.bounds.order == Order::Name {
            fields.sort_by(|one, other| one.name.cmp(&other.name));
        }
        fields
    }

    /// The place of the chooser for the operation of a root field.
    fn chooser(&mut self, root: &str, root_field: &Name) -> usize {
        let rules = Rules::of(self.bounds, root, root_field);
        let known = self.choosers.iter().position(|chooser| chooser.selectable.rules == rules);
        known.unwrap_or_else(|| {
            self.choosers.push(Chooser::new(Selectable::new(self.ground, rules)));
            self.choosers.len() - 1
        })
    }

    /// Whether there is an operation for a root field; a note says why there is none, unless a pattern did.
    fn is_wanted(&mut self, root: &str, definition: &FieldDefinition, chooser: usize) -> bool {
        let selectable = &self.choosers[chooser].selectable;
        let coordinate = format!("{root}.{}", definition.name);
        let returned = definition.ty.inner_named_type();
        if !selectable.is_answered(returned) {
            self.notes.insert(unanswered_note("operation-invalid", returned, &coordinate, "has no operation"));
        }
        if !selectable.keeps_operation(root, definition) {
            return false;
        }
        if selectable.rules.exclude_deprecated && is_deprecated(definition) {
            let message = format!("there is no operation for `{coordinate}`: it is deprecated");
            self.notes.insert(Note::new("operation-deprecated", coordinate, message));
            return false;
        }
        let barrier = self.ground.access.barrier_at_root(root, &definition.name);
        self.notes.extend(barrier.map(|barrier| operation_note(barrier, &coordinate)));
        if matches!(barrier, Some(Barrier::Closed(_))) {
            return false;
        }
        if selectable.is_emptied(returned) {
            let message =
                format!("there is no operation for `{coordinate}`: nothing is left to select of `{returned}`");
            self.notes.insert(Note::new("operation-not-reached", coordinate, message));
            return false;
        }
        true
    }

    fn operation(&mut self, kind: OperationKind, definition: &'s FieldDefinition) {
        let schema = self.ground.schema;
        let root = schema.root_type(kind).unwrap_or_default();
        let place = self.chooser(root, &definition.name);
        if !self.is_wanted(root, definition, place) {
            return;
        }
        let field_name = definition.name.to_string();
        let name = self.names.get(&RootField { kind, field: field_name.clone() }).cloned().unwrap_or_default();
        let chooser = &mut self.choosers[place];
        let returned = definition.ty.inner_named_type();
        let is_object = schema.compiled().types.get(returned).is_some_and(is_composite);
        let choice = is_object.then(|| chooser.choose(returned));
        let rules = &chooser.selectable.rules;
        let mut variables = Variables::new(schema, rules);
        let arguments = variables.pass(root, definition, rules, self.ground.order);
        let mut cost = Cost { operation: name.clone(), leaf_fields: 1, composite_fields: 0 };
        let (mut selection, mut fragments) = (Vec::new(), Vec::new());
        if let Some(choice) = choice {
            let shape = chooser.shapes.get(choice.shape);
            (cost.leaf_fields, cost.composite_fields) = (shape.leaves, shape.composites);
            self.notes.extend(lowered_note(choice.lowered, &name, rules));
            let style = rules.fragments;
            let rendering =
                Rendering::new(schema, &chooser.shapes, self.ground.order, &mut variables, &name, &mut self.taken);
            (selection, fragments) = rendering.render(&definition.name, choice.shape, style);
        }
        self.notes.extend(std::mem::take(&mut variables.notes));
        let operation = OperationDefinition {
            operation_type: operation_type(kind),
            name: Some(Name::new_unchecked(&name)),
            variables: variables.into_definitions(),
            directives: <_>::default(),
            selection_set: vec![field(None, definition.name.clone(), arguments, selection)],
        };
        let origin = Origin::Generated { field: field_name };
        self.statements.push(Statement { origin, kind, operation: Node::new(operation), fragments });
        self.costs.push(cost);
    }

    fn finish(mut self) -> Generated {
        for chooser in self.choosers {
            self.notes.extend(chooser.notes);
        }
        Generated { statements: self.statements, notes: self.notes.into_iter().collect(), costs: self.costs }
    }
}

fn operation_type(kind: OperationKind) -> OperationType {
    match kind {
        OperationKind::Query => OperationType::Query,
        OperationKind::Mutation => OperationType::Mutation,
        OperationKind::Subscription => OperationType::Subscription,
    }
}

/// What became of an operation's depth, when something did.
fn lowered_note(lowered: Lowered, operation: &str, rules: &Rules) -> Option<Note> {
    let (code, message) = match lowered {
        Lowered::No => return None,
        Lowered::To { excess, to } => {
            let excess = match excess {
                Excess::Fields(fields) => format!("select {} fields", counted(fields)),
                Excess::Objects(objects) => format!("select {} objects", counted(objects)),
                Excess::Nesting(height) => format!("nest {height} objects"),
            };
            let outcome = if to == rules.depth {
                "its value objects count as levels".to_owned()
            } else {
                format!("its depth is {to} instead of {}", rules.depth)
            };
            ("depth-lowered", format!("`{operation}` would {excess}: {outcome}"))
        }
        Lowered::TooLarge { fields } => {
            let message = format!("`{operation}` selects {fields} fields at its least depth, more than it may");
            ("fields-beyond-limit", message)
        }
    };
    Some(Note::new(code, operation, message))
}

/// A count for people: where it is beyond all use, its exact value is not.
fn counted(count: u64) -> String {
    const MUCH: u64 = 1_000_000_000;
    if count > MUCH { format!("more than {MUCH}") } else { count.to_string() }
}
