//! Whether mutations select what subscriptions to them need: an event holds only what the mutation selected.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::rc::Rc;

use apollo_compiler::ast::{DirectiveList, FragmentDefinition, Selection};

use super::super::note::Note;
use super::super::presence::{self, Conditions};
use super::super::statement::Statement;
use crate::graphql::{OperationKind, Schema};

/// A note lists no more paths than this.
const LISTED: usize = 8;

/// A note for each pair of a subscription and a mutation that it waits for, where the mutation does not select everything
/// that the subscription does: `subscription-field-not-covered`, or `subscription-non-null-field-not-covered` when a field
/// among them cannot be null. The operations may be generated or the user's own; they have been validated.
///
/// Source: AppSync developer guide, "Using subscriptions for real-time data applications".
#[must_use]
pub fn subscription_findings(schema: &Schema, statements: &[Statement]) -> Vec<Note> {
    let of_kind = |kind: OperationKind| statements.iter().filter(move |each| each.kind == kind).map(Selected::new);
    let mutations: Vec<(Selected<'_>, Fields<'_>)> = of_kind(OperationKind::Mutation)
        .filter_map(|each| Some((schema.root_type(OperationKind::Mutation)?, each)))
        .map(|(root, each)| {
            let mut fields = each.fields(schema, &[Set::new(&each.statement.operation.selection_set)], root);
            // Where the mutation itself is left away there is no event.
            fields.values_mut().for_each(Found::is_there);
            (each, fields)
        })
        .collect();
    let mut notes = Vec::new();
    for subscription in of_kind(OperationKind::Subscription) {
        let Some(root) = schema.root_type(OperationKind::Subscription) else { continue };
        let sets = [Set::new(&subscription.statement.operation.selection_set)];
        for (field, wanted) in subscription.fields(schema, &sets, root) {
            for name in schema.subscribed_mutations(field).unwrap_or_default() {
                let selecting =
                    mutations.iter().filter_map(|(mutation, fields)| Some((mutation, fields.get(name.as_str())?)));
                for (mutation, given) in selecting {
                    let wanted = (&subscription, root, field, wanted.sets.as_slice());
                    notes.extend(compare(schema, wanted, (mutation, name, &given.sets)));
                }
            }
        }
    }
    notes.sort();
    notes
}

/// A selection set, and when it counts.
#[derive(Debug, Clone)]
struct Set<'a> {
    selections: &'a [Selection],
    when: Conditions<'a>,
}

impl<'a> Set<'a> {
    fn new(selections: &'a [Selection]) -> Self {
        Self { selections, when: Conditions::new() }
    }
}

/// How a field is selected of an object.
#[derive(Debug, Default)]
struct Found<'a> {
    /// When it is: any of these.
    when: Vec<Conditions<'a>>,
    /// What is selected of it.
    sets: Vec<Set<'a>>,
}

impl Found<'_> {
    /// Whether it is selected whatever the variables are.
    fn is_certain(&self) -> bool {
        presence::follows(&[Conditions::new()], &self.when)
    }

    /// Takes it that the field is selected.
    fn is_there(&mut self) {
        self.when = vec![Conditions::new()];
        self.sets.iter_mut().for_each(|set| set.when.clear());
    }
}

/// The selected fields of an object by name; aliases do not count, since events are made of fields.
type Fields<'a> = BTreeMap<&'a str, Found<'a>>;

/// An operation whose fragments can be found by name.
struct Selected<'a> {
    statement: &'a Statement,
    fragments: HashMap<&'a str, &'a FragmentDefinition>,
}

impl<'a> Selected<'a> {
    fn new(statement: &'a Statement) -> Self {
        let fragments = statement.fragments.iter().map(|each| (each.name.as_str(), &**each)).collect();
        Self { statement, fragments }
    }

    /// What is selected of an object of this type.
    fn fields(&self, schema: &Schema, sets: &[Set<'a>], object: &str) -> Fields<'a> {
        let mut fields = Fields::new();
        let mut spread: HashSet<(&str, Conditions<'a>)> = HashSet::new();
        let mut stack: Vec<Set<'a>> = sets.iter().rev().cloned().collect();
        let applies = |condition: &str| {
            condition == object || schema.possible_object_types(condition).iter().any(|possible| possible == object)
        };
        while let Some(set) = stack.pop() {
            for selection in set.selections {
                let Some(when) = presence::narrowed(&set.when, directives(selection)) else { continue };
                match selection {
                    Selection::Field(field) => {
                        let found = fields.entry(field.name.as_str()).or_default();
                        found.when.push(when.clone());
                        if !field.selection_set.is_empty() {
                            found.sets.push(Set { selections: &field.selection_set, when });
                        }
                    }
                    Selection::InlineFragment(inline) => {
                        if inline.type_condition.as_ref().is_none_or(|condition| applies(condition)) {
                            stack.push(Set { selections: &inline.selection_set, when });
                        }
                    }
                    Selection::FragmentSpread(each) => {
                        let fragment = self.fragments.get(each.fragment_name.as_str()).copied();
                        let fragment = fragment.filter(|fragment| applies(&fragment.type_condition));
                        let fragment =
                            fragment.filter(|fragment| spread.insert((fragment.name.as_str(), when.clone())));
                        stack.extend(fragment.map(|fragment| Set { selections: &fragment.selection_set, when }));
                    }
                }
            }
        }
        fields
    }
}

fn directives(selection: &Selection) -> &DirectiveList {
    match selection {
        Selection::Field(field) => &field.directives,
        Selection::InlineFragment(inline) => &inline.directives,
        Selection::FragmentSpread(spread) => &spread.directives,
    }
}

/// Where selection sets stand, and when each counts.
type Places<'a> = Vec<(*const Selection, Conditions<'a>)>;

/// A place where both selections are compared: the type, and the selections.
type Place<'a> = (String, Places<'a>, Places<'a>);

/// The most paths that are kept of what is missing: fragments in fragments can miss more than anybody reads.
const KEPT: usize = 1_000;

/// The paths that are missing below a place.
#[derive(Debug, Default)]
struct Missing {
    /// The first of them in the order of their names.
    paths: BTreeSet<String>,
    /// Whether there are more.
    is_cut: bool,
    /// The first that cannot be null.
    required: Option<String>,
}

impl Missing {
    fn add(&mut self, name: &str, is_required: bool) {
        self.paths.insert(name.to_owned());
        if is_required {
            self.require(name.to_owned());
        }
    }

    /// Adds what is missing below a field.
    fn add_below(&mut self, name: &str, below: &Self) {
        self.paths.extend(below.paths.iter().map(|path| format!("{name}.{path}")));
        self.is_cut |= below.is_cut;
        if let Some(path) = &below.required {
            self.require(format!("{name}.{path}"));
        }
        while self.paths.len() > KEPT {
            self.paths.pop_last();
            self.is_cut = true;
        }
    }

    fn require(&mut self, path: String) {
        if self.required.as_ref().is_none_or(|first| path < *first) {
            self.required = Some(path);
        }
    }
}

/// What a mutation misses of a subscription.
struct Comparison<'a> {
    schema: &'a Schema,
    subscription: &'a Selected<'a>,
    mutation: &'a Selected<'a>,
    /// What is missing at places that were compared: the same fragments under the same type miss the same fields, wherever they
    /// are spread.
    known: HashMap<Place<'a>, Rc<Missing>>,
}

impl<'a> Comparison<'a> {
    fn compare(&mut self, type_name: &str, wanted: &[Set<'a>], given: &[Set<'a>]) -> Rc<Missing> {
        let places =
            |sets: &[Set<'a>]| sets.iter().map(|set| (set.selections.as_ptr(), set.when.clone())).collect::<Vec<_>>();
        let place = (type_name.to_owned(), places(wanted), places(given));
        if let Some(known) = self.known.get(&place) {
            return Rc::clone(known);
        }
        let mut missing = Missing::default();
        for object in self.schema.possible_object_types(type_name) {
            let wanted = self.subscription.fields(self.schema, wanted, object);
            let given = self.mutation.fields(self.schema, given, object);
            for (name, wanted) in wanted {
                let Some(field) = self.schema.field(object, name) else { continue };
                match given.get(name).filter(|given| given.is_certain()) {
                    None => missing.add(name, field.ty.is_non_null()),
                    Some(given) => {
                        let below = self.compare(field.ty.inner_named_type(), &wanted.sets, &given.sets);
                        missing.add_below(name, &below);
                    }
                }
            }
        }
        let missing = Rc::new(missing);
        self.known.insert(place, Rc::clone(&missing));
        missing
    }
}

/// What a mutation's operation misses of a subscription's, if it does.
fn compare<'a>(
    schema: &'a Schema,
    (subscription, root, field, wanted): (&'a Selected<'a>, &str, &str, &[Set<'a>]),
    (mutation, name, given): (&'a Selected<'a>, &str, &[Set<'a>]),
) -> Option<Note> {
    let mutation_root = schema.root_type(OperationKind::Mutation)?;
    let delivered = schema.field(root, field)?.ty.inner_named_type();
    // Where the two return different types, the schema is at fault, and not the operations.
    if schema.field(mutation_root, name)?.ty.inner_named_type() != delivered {
        return None;
    }
    let mut comparison = Comparison { schema, subscription, mutation, known: HashMap::new() };
    let missing = comparison.compare(delivered, wanted, given);
    note(subscription.statement.name(), mutation.statement.name(), &missing)
}

fn note(subscription: &str, mutation: &str, missing: &Missing) -> Option<Note> {
    let listed = listed(missing);
    if let Some(first) = &missing.required {
        let message = format!(
            "`{subscription}` selects {listed}, which `{mutation}` does not: `{first}` cannot be null, so its object is null in events",
        );
        let note = Note::new("subscription-non-null-field-not-covered", subscription, message);
        return Some(note.as_warning().beside(mutation));
    }
    (!missing.paths.is_empty()).then(|| {
        let message = format!("`{subscription}` selects {listed}, which `{mutation}` does not: null in its events");
        Note::new("subscription-field-not-covered", subscription, message).beside(mutation)
    })
}

/// Paths as a list for people, the first of many.
fn listed(missing: &Missing) -> String {
    let shown: Vec<String> = missing.paths.iter().take(LISTED).map(|path| format!("`{path}`")).collect();
    let beyond = match (missing.paths.len() - shown.len(), missing.is_cut) {
        (0, _) => String::new(),
        (more, false) => format!(" and {more} more"),
        (more, true) => format!(" and more than {more} more"),
    };
    format!("{}{beyond}", shown.join(", "))
}
