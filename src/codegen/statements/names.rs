//! The names of operations.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::super::kinds::kind_name;
pub(super) use super::super::names::upper_first;
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
///
/// The user's own operations, `written`, keep their names and what follows from them, such as constants: who would have one of
/// them has its kind after it. Only who has both name and kind of one has the name too, since that one takes its place.
pub(super) fn names(
    roots: &[RootField],
    folds_case: bool,
    written: &[(OperationKind, &str)],
) -> (HashMap<RootField, String>, Vec<Note>) {
    let key = |name: &str| if folds_case { name.to_ascii_lowercase() } else { name.to_owned() };
    let own: HashSet<String> = written.iter().map(|(_, name)| name.to_ascii_lowercase()).collect();
    let is_own = |name: &str| own.contains(&name.to_ascii_lowercase());
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
            let with_kind = format!("{plain}{}", kind_name(root.kind));
            let is_replaced = |name: &str| written.contains(&(root.kind, name));
            if position == 0 && (is_replaced(&plain) || !is_own(&plain)) {
                names.insert(root.clone(), plain);
                continue;
            }
            // Who steps aside for one of the user's operations does not make room for another one.
            let is_free = |name: &str| (position > 0 && is_replaced(name)) || !is_own(name);
            let name = free(&with_kind, |name| is_free(name) && taken.insert(key(name)));
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
