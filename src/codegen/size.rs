//! How large an operation is.

use std::collections::HashMap;

use apollo_compiler::Name;
use apollo_compiler::ast::Selection;

use super::print::{self, Layout};
use super::statement::Statement;

/// How large an operation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Size {
    /// The leaf fields, fragments expanded, `__typename` left away.
    pub fields: u64,
    /// The fields below the root that have fields of their own: about as many resolvers may run, and more for lists.
    pub objects: u64,
    /// The text in bytes, fragments included.
    pub bytes: usize,
}

/// How large an operation is.
#[must_use]
pub fn size(statement: &Statement) -> Size {
    let mut measured = Measured::default();
    // A fragment stands behind those that use it, so the last ones need no other.
    for _ in 0..=statement.fragments.len() {
        let before = measured.fragments.len();
        for fragment in statement.fragments.iter().rev() {
            if let Some(counts) = measured.of(&fragment.selection_set) {
                measured.fragments.insert(fragment.name.clone(), counts);
            }
        }
        if measured.fragments.len() == before {
            break;
        }
    }
    let (fields, objects) = measured.of(&statement.operation.selection_set).unwrap_or_default();
    let roots = statement.operation.selection_set.iter();
    let roots = roots.filter(|each| matches!(each, Selection::Field(field) if !field.selection_set.is_empty())).count();
    let objects = objects.saturating_sub(u64::try_from(roots).unwrap_or(u64::MAX));
    Size { fields, objects, bytes: print::statement(statement, Layout::default()).len() }
}

/// What the fragments that were measured count.
#[derive(Default)]
struct Measured {
    fragments: HashMap<Name, (u64, u64)>,
}

impl Measured {
    /// Leaf fields and objects; `None` while a fragment is not known.
    fn of(&self, selections: &[Selection]) -> Option<(u64, u64)> {
        let mut sum = (0_u64, 0_u64);
        for selection in selections {
            let (fields, objects) = match selection {
                Selection::Field(field) if field.selection_set.is_empty() => (u64::from(field.name != "__typename"), 0),
                Selection::Field(field) => {
                    let (fields, objects) = self.of(&field.selection_set)?;
                    (fields, objects.saturating_add(1))
                }
                Selection::FragmentSpread(spread) => *self.fragments.get(&spread.fragment_name)?,
                Selection::InlineFragment(fragment) => self.of(&fragment.selection_set)?,
            };
            sum = (sum.0.saturating_add(fields), sum.1.saturating_add(objects));
        }
        Some(sum)
    }
}
