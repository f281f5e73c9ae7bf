//! A value that must not be seen: a token, a key, a signature.

use std::fmt;

/// Text that never reaches a log, a report, an error or a file.
///
/// `Debug` and `Display` print `***`, there is no `Serialize`, and the one door to the text is [`Secret::expose`], so that
/// a search for that word lists every place where a secret leaves.
#[derive(Clone, PartialEq, Eq, Hash, Default)]
pub struct Secret(String);

impl Secret {
    /// Wraps a text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text itself.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The length in Unicode characters, which is not secret: limits are stated in it.
    #[must_use]
    pub fn characters(&self) -> usize {
        self.0.chars().count()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}
