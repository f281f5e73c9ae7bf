//! What somebody should know about what was generated.

use std::fmt;

/// A remark on generated code that stops nothing: a field that was left out, a depth that was lowered, a name that was
/// changed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Note {
    /// What it is, in kebab case, such as `field-needs-argument`; stable, for programs.
    pub code: &'static str,
    /// What it is about: an operation (`GetTodo`), a coordinate (`Todo.owner`) or a type.
    pub about: String,
    /// One line for people, without a final period.
    pub message: String,
}

impl Note {
    /// A note.
    pub fn new(code: &'static str, about: impl Into<String>, message: impl Into<String>) -> Self {
        Self { code, about: about.into(), message: message.into() }
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}
