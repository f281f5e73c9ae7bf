//! Where the user's documents call another field `__typename`, so that the name of the type cannot be asked for there.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use apollo_compiler::ast::{Field, FragmentDefinition, OperationDefinition, Selection};
use apollo_compiler::{Name, Node};

use crate::graphql::DocumentSet;

/// The response key of the root, which no field has.
const ROOT: &str = "";

/// Whether a field is the name of the type, under that name.
pub(super) fn is_typename(field: &Field) -> bool {
    field.name == "__typename" && field.response_name() == "__typename"
}

/// Response keys below which `__typename` is the alias of another field.
pub(super) type Keys<'d> = BTreeSet<&'d str>;

/// What is taken. Selections join in an answer only below one response key, so that keys decide; which way leads to them is not
/// looked at.
#[derive(Debug, Default)]
pub(super) struct TakenTypenames<'d> {
    operations: HashMap<&'d Name, Keys<'d>>,
    fragments: HashMap<&'d Name, Keys<'d>>,
    spread: HashSet<&'d Name>,
}

impl<'d> TakenTypenames<'d> {
    /// What the operations take, each for itself and for the fragments that it needs.
    pub(super) fn new(documents: &'d DocumentSet) -> Self {
        let fragments: Fragments<'d> = documents.fragments().map(|each| (&each.name, each)).collect();
        let mut taken = Self::default();
        let bodies = documents.operations().map(|(operation, _)| &operation.selection_set);
        let mut bodies = bodies.chain(fragments.values().map(|fragment| &fragment.selection_set));
        if bodies.any(|body| takes(body)) {
            documents.operations().for_each(|(operation, _)| taken.add(operation, &fragments));
        }
        taken
    }

    /// The keys below which an operation's own selections cannot have the name of the type.
    pub(super) fn of_operation(&self, operation: &OperationDefinition) -> Option<&Keys<'d>> {
        self.operations.get(operation.name.as_ref()?)
    }

    /// The keys below which a fragment's selections cannot have it, in any operation.
    pub(super) fn of_fragment(&self, name: &Name) -> Option<&Keys<'d>> {
        self.fragments.get(name)
    }

    /// Whether a fragment is used where the name is taken, so that it cannot itself select the name of the type.
    pub(super) fn is_spread(&self, fragment: &Name) -> bool {
        self.spread.contains(fragment)
    }

    fn add(&mut self, operation: &'d OperationDefinition, fragments: &Fragments<'d>) {
        let mut levels: BTreeMap<&'d str, Level<'d>> = BTreeMap::new();
        let mut needed: HashSet<&'d Name> = HashSet::new();
        let mut open: Vec<(&'d str, &'d [Selection])> = vec![(ROOT, &operation.selection_set)];
        while let Some((key, selections)) = open.pop() {
            let level = levels.entry(key).or_default();
            for selection in selections {
                match selection {
                    Selection::Field(field) => {
                        level.is_taken |= field.response_name() == "__typename" && !is_typename(field);
                        open.push((field.response_name().as_str(), &field.selection_set));
                    }
                    Selection::InlineFragment(inline) => open.push((key, &inline.selection_set)),
                    Selection::FragmentSpread(spread) => {
                        let fragment = fragments.get(&spread.fragment_name);
                        if let Some(fragment) = fragment.filter(|_| level.spread.insert(&spread.fragment_name)) {
                            needed.insert(&fragment.name);
                            open.push((key, &fragment.selection_set));
                        }
                    }
                }
            }
        }
        levels.retain(|_, level| level.is_taken);
        if levels.is_empty() {
            return;
        }
        self.spread.extend(levels.values().flat_map(|level| level.spread.iter().copied()));
        let keys: Keys<'d> = levels.into_keys().collect();
        for fragment in needed {
            self.fragments.entry(fragment).or_default().extend(&keys);
        }
        self.operations.extend(operation.name.as_ref().map(|name| (name, keys)));
    }
}

type Fragments<'d> = HashMap<&'d Name, &'d Node<FragmentDefinition>>;

/// What is selected below one response key.
#[derive(Default)]
struct Level<'d> {
    is_taken: bool,
    spread: HashSet<&'d Name>,
}

/// Whether another field is called `__typename` somewhere in selections.
fn takes(selections: &[Selection]) -> bool {
    let mut open = vec![selections];
    while let Some(selections) = open.pop() {
        for selection in selections {
            match selection {
                Selection::Field(field) if field.response_name() == "__typename" && !is_typename(field) => return true,
                Selection::Field(field) => open.push(&field.selection_set),
                Selection::InlineFragment(inline) => open.push(&inline.selection_set),
                Selection::FragmentSpread(_) => {}
            }
        }
    }
    false
}
