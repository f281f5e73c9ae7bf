//! Colour or not, terminal or pipe, and how wide.

/// How to write: decided once from the terminal, the flags and the environment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// Whether to write colours. Words carry the meaning; colour only helps the eye.
    pub color: bool,
    /// Whether the reader is a person at a terminal: aligned tables, wrapped text. Else tabs and uncut lines.
    pub terminal: bool,
    /// The width of the terminal, in columns; 80 when not known.
    pub width: usize,
}

impl Style {
    /// Plain text for a pipe.
    pub const PLAIN: Self = Self { color: false, terminal: false, width: 80 };
}
