//! A file that is to be written.

/// A generated file: its whole text, with line feeds and one final newline.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct GeneratedFile {
    /// The path below the output's folder, with `/` between its parts.
    pub path: String,
    /// The text.
    pub text: String,
}

impl GeneratedFile {
    /// A file.
    pub fn new(path: impl Into<String>, text: impl Into<String>) -> Self {
        Self { path: path.into(), text: text.into() }
    }
}
