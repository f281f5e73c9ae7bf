//! Names that are unique in a scope, in no language.
//!
//! A printer says what it would like each thing to be called, and what the language or the printer itself has taken. Who
//! keeps a name that several want depends on the spellings alone, never on the order in which they come, so that the same
//! schema gives the same names however it is sorted, and that a new operation renames as little as can be.

use std::collections::{HashMap, HashSet};

/// What something would like to be called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Wish {
    /// What it is called where it comes from: the spelling of the schema or of the document, or a path of them.
    pub original: String,
    /// The name that it would like.
    pub wanted: String,
}

impl Wish {
    /// A wish.
    pub(crate) fn new(original: impl Into<String>, wanted: impl Into<String>) -> Self {
        Self { original: original.into(), wanted: wanted.into() }
    }
}

/// A place in which each name stands for one thing.
#[derive(Debug, Clone, Default)]
pub(crate) struct Scope {
    taken: HashSet<String>,
}

impl Scope {
    /// A scope in which some names are taken: words of the language, and what the printer writes itself.
    pub(crate) fn new(taken: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self { taken: taken.into_iter().map(Into::into).collect() }
    }

    /// Takes names that were given elsewhere.
    pub(crate) fn take(&mut self, names: &[String]) {
        self.taken.extend(names.iter().cloned());
    }

    /// Gives each wish a name of its own, in the order of the wishes, and takes the names.
    ///
    /// A name that is taken already gets a `_`. Of several that want one name, sorted by their originals, the one whose
    /// original is that name keeps it, or else the first; the others get `_` and their place in that order, counted from 1.
    pub(crate) fn name(&mut self, wishes: &[Wish]) -> Vec<String> {
        let mut groups: HashMap<&str, Vec<usize>> = HashMap::with_capacity(wishes.len());
        for (at, wish) in wishes.iter().enumerate() {
            groups.entry(&wish.wanted).or_default().push(at);
        }
        let wanted: HashSet<&str> = groups.keys().copied().collect();
        let mut names: Vec<String> = wishes.iter().map(|wish| wish.wanted.clone()).collect();
        let mut odd: Vec<(&str, Vec<usize>)> =
            groups.into_iter().filter(|(name, members)| members.len() > 1 || self.taken.contains(*name)).collect();
        odd.sort_unstable();
        self.taken.reserve(wishes.len());
        for (name, mut members) in odd {
            members.sort_by(|a, b| wishes[*a].original.cmp(&wishes[*b].original));
            let keeper = members.iter().position(|at| wishes[*at].original == name).unwrap_or(0);
            for (place, at) in members.into_iter().enumerate() {
                let mut chosen = if place == keeper { name.to_owned() } else { format!("{name}_{}", place + 1) };
                while self.taken.contains(&chosen) || (chosen != name && wanted.contains(chosen.as_str())) {
                    chosen.push('_');
                }
                self.taken.insert(chosen.clone());
                names[at] = chosen;
            }
        }
        self.taken.extend(names.iter().cloned());
        names
    }
}

/// A name with its first letter in upper case. Names of GraphQL are ASCII.
pub(crate) fn upper_first(name: &str) -> String {
    let mut letters = name.chars();
    let first = letters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(taken: &[&str], wishes: &[(&str, &str)]) -> Vec<String> {
        let wishes: Vec<Wish> = wishes.iter().map(|(original, wanted)| Wish::new(*original, *wanted)).collect();
        Scope::new(taken.iter().copied()).name(&wishes)
    }

    #[test]
    fn names_that_nobody_else_wants_stay() {
        assert_eq!(named(&["delete"], &[("a", "A"), ("b", "B")]), ["A", "B"]);
    }

    #[test]
    fn taken_names_get_an_underscore_until_they_are_free() {
        assert_eq!(named(&["delete"], &[("delete", "delete")]), ["delete_"]);
        assert_eq!(named(&["delete"], &[("delete", "delete"), ("delete_", "delete_")]), ["delete__", "delete_"]);
        assert_eq!(named(&["delete", "delete_"], &[("delete", "delete")]), ["delete__"]);
    }

    #[test]
    fn whoever_is_spelled_so_keeps_the_name_and_the_others_are_counted() {
        let wishes = [("user", "User"), ("User", "User"), ("USER", "User"), ("uSER", "User")];
        assert_eq!(named(&[], &wishes), ["User_4", "User", "User_1", "User_3"]);
        assert_eq!(named(&[], &[("b", "X"), ("a", "X")]), ["X_2", "X"]);
    }

    #[test]
    fn the_order_of_the_wishes_does_not_matter() {
        let mut wishes = vec![("user", "User"), ("User", "User"), ("User_2", "User_2"), ("us_er", "User")];
        let mut expected = named(&[], &wishes);
        wishes.reverse();
        expected.reverse();
        assert_eq!(named(&[], &wishes), expected);
        assert_eq!(named(&[], &wishes), ["User_2_", "User_2", "User", "User_3"]);
    }

    #[test]
    fn names_are_taken_for_later_wishes() {
        let mut scope = Scope::default();
        assert_eq!(scope.name(&[Wish::new("A", "A")]), ["A"]);
        assert_eq!(scope.name(&[Wish::new("A", "A"), Wish::new("B", "A")]), ["A_", "A_2"]);
        assert_eq!(scope.name(&[Wish::new("C", "A_2"), Wish::new("D", "A_1")]), ["A_2_", "A_1"]);
    }
}
