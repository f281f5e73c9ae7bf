//! How large an operation is.

use std::collections::HashMap;

use apollo_compiler::ast::{FragmentDefinition, Selection};

use super::super::statement::Statement;

/// How large an operation is, its fragments expanded. Counts saturate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cost {
    /// The operation's name.
    pub operation: String,
    /// The scalars and enums that it selects, `__typename` left away.
    pub leaf_fields: u64,
    /// The objects that it selects below the root fields: about as many resolvers may run, and for lists more.
    pub composite_fields: u64,
}

impl Cost {
    /// The cost of an operation, generated or the user's own.
    #[must_use]
    pub fn of(statement: &Statement) -> Self {
        let fragments = statement.fragments.iter().map(|each| (each.name.as_str(), &**each)).collect();
        let mut counting = Counting { fragments, known: HashMap::new() };
        let count = counting.of(&statement.operation.selection_set);
        let roots = statement.operation.selection_set.iter().filter_map(|selection| selection.as_field());
        let roots = roots.filter(|field| !field.selection_set.is_empty()).count() as u64;
        Self {
            operation: statement.name().to_owned(),
            leaf_fields: count.leaves,
            composite_fields: count.composites.saturating_sub(roots),
        }
    }
}

#[derive(Debug, Clone, Copy, Default)]
struct Count {
    leaves: u64,
    composites: u64,
}

impl Count {
    fn add(&mut self, other: Self) {
        self.leaves = self.leaves.saturating_add(other.leaves);
        self.composites = self.composites.saturating_add(other.composites);
    }
}

struct Counting<'a> {
    fragments: HashMap<&'a str, &'a FragmentDefinition>,
    known: HashMap<&'a str, Count>,
}

impl<'a> Counting<'a> {
    fn of(&mut self, selections: &'a [Selection]) -> Count {
        let mut count = Count::default();
        for selection in selections {
            match selection {
                Selection::Field(field) if field.selection_set.is_empty() => {
                    count.leaves = count.leaves.saturating_add(u64::from(field.name != "__typename"));
                }
                Selection::Field(field) => {
                    count.add(self.of(&field.selection_set));
                    count.add(Count { leaves: 0, composites: 1 });
                }
                Selection::InlineFragment(inline) => count.add(self.of(&inline.selection_set)),
                Selection::FragmentSpread(spread) => count.add(self.of_fragment(&spread.fragment_name)),
            }
        }
        count
    }

    fn of_fragment(&mut self, name: &str) -> Count {
        let Some(fragment) = self.fragments.get(name).copied() else { return Count::default() };
        if let Some(known) = self.known.get(name) {
            return *known;
        }
        // Until it is known it counts nothing, so that a fragment that spreads itself ends.
        self.known.insert(&fragment.name, Count::default());
        let count = self.of(&fragment.selection_set);
        self.known.insert(&fragment.name, count);
        count
    }
}
