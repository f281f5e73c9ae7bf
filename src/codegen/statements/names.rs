//! The names of operations.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::super::note::Note;
use crate::graphql::OperationKind;

/// A root field.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct RootField {
    pub(super) kind: OperationKind,
    pub(super) field: String,
}

/// The name of each root field's operation: the field's with its first letter in upper case. Where two would have the same
/// name, the query keeps it and the others have their kind after it. `folds_case` says whether names that differ in case only
/// are the same: on file systems and in languages they can be.
pub(super) fn names(roots: &[RootField], folds_case: bool) -> (HashMap<RootField, String>, Vec<Note>) {
    let key = |name: &str| if folds_case { name.to_ascii_lowercase() } else { name.to_owned() };
    let mut groups: BTreeMap<String, Vec<&RootField>> = BTreeMap::new();
    for root in roots {
        groups.entry(key(&upper_first(&root.field))).or_default().push(root);
    }
    let mut taken: HashSet<String> = groups.keys().cloned().collect();
    let mut names = HashMap::new();
    let mut notes = Vec::new();
    for mut group in groups.into_values() {
        group.sort();
        for (position, root) in group.into_iter().enumerate() {
            let plain = upper_first(&root.field);
            if position == 0 {
                names.insert(root.clone(), plain);
                continue;
            }
            let name = free(&format!("{plain}{}", upper_first(root.kind.name())), |name| taken.insert(key(name)));
            let message =
                format!("the operation of the {} `{}` is named `{name}`: `{plain}` is taken", root.kind, root.field);
            notes.push(Note::new("operation-renamed", name.clone(), message));
            names.insert(root.clone(), name);
        }
    }
    (names, notes)
}

/// The name itself if it can be taken, else with the first number that makes it one that can.
pub(super) fn free(name: &str, mut take: impl FnMut(&str) -> bool) -> String {
    let numbered = (2_u32..).map(|number| format!("{name}_{number}"));
    std::iter::once(name.to_owned()).chain(numbered).find(|name| take(name)).unwrap_or_default()
}

/// A text with its first letter in upper case.
pub(super) fn upper_first(text: &str) -> String {
    let mut characters = text.chars();
    let first = characters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(characters).collect()
}
