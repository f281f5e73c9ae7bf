//! What somebody should know about what was generated.

use std::collections::HashSet;
use std::fmt;

/// How much a remark matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Weight {
    /// What was generated will not do what it says.
    Warning,
    /// Good to know.
    Note,
}

impl Weight {
    /// The word for it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

/// A remark on generated code that stops nothing: a field that was left out, a depth that was lowered, a name that was
/// changed. Warnings are sorted before notes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Note {
    /// How much it matters.
    pub weight: Weight,
    /// What it is, in kebab case, such as `field-needs-argument`; stable, for programs.
    pub code: &'static str,
    /// What it is about: an operation (`GetTodo`), a coordinate (`Todo.owner`) or a type.
    pub about: String,
    /// The other operation, where it is about a pair.
    pub beside: Option<String>,
    /// One line for people, without a final period.
    pub message: String,
}

impl Note {
    /// A note.
    pub fn new(code: &'static str, about: impl Into<String>, message: impl Into<String>) -> Self {
        Self { weight: Weight::Note, code, about: about.into(), beside: None, message: message.into() }
    }

    /// The same as a warning.
    #[must_use]
    pub fn as_warning(mut self) -> Self {
        self.weight = Weight::Warning;
        self
    }

    /// The same about a pair of operations.
    #[must_use]
    pub fn beside(mut self, other: impl Into<String>) -> Self {
        self.beside = Some(other.into());
        self
    }

    /// Sorts remarks, and keeps of equal ones, and of those on one pair of operations, the first.
    pub fn settle(notes: &mut Vec<Self>) {
        notes.sort();
        notes.dedup();
        let mut pairs = HashSet::new();
        notes.retain(|note| note.beside.is_none() || pairs.insert((note.about.clone(), note.beside.clone())));
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}
