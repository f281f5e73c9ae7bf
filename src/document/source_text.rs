//! A document: its name, its text, and the tree that was read.

use std::ops::Range;

use super::fault::Fault;
use super::node::Node;
use super::{json, yaml};
use crate::error::{Error, Result, Source};

/// The character that some editors put in front of UTF-8.
const BYTE_ORDER_MARK: char = '\u{feff}';

/// A text that was read as YAML or JSON.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    name: String,
    text: String,
    root: Option<Node>,
}

/// The file that values came from, to show places of it long after it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The path as the user gave it.
    pub name: String,
    /// The text that spans count in, with `*` for every byte of the secrets that were read.
    pub text: String,
}

impl Origin {
    /// A place in this file, for an error.
    #[must_use]
    pub fn source(&self, span: Range<usize>, label: impl Into<String>) -> Source {
        Source {
            name: self.name.clone(),
            text: self.text.clone(),
            span: first_line(&span, &self.text),
            label: label.into(),
        }
    }
}

/// The part of a span that stands on its first line: marking fifty lines of a list helps nobody.
fn first_line(span: &Range<usize>, text: &str) -> Range<usize> {
    let marked = text.get(span.clone()).unwrap_or_default();
    let length = marked.find(['\n', '\r']).unwrap_or(marked.len());
    span.start..span.start + length
}

/// The text of a file.
///
/// # Errors
///
/// `not-utf-8`, with the place of the first byte that is not.
pub fn decode(name: &str, bytes: Vec<u8>) -> Result<String> {
    String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
        // What replaces the first bad bytes is one character of three bytes.
        let source = Source { name: name.to_owned(), text, span: valid..valid + 3, label: "not UTF-8".to_owned() };
        Error::input("not-utf-8", format!("`{name}` is not UTF-8 text")).at(source).help("save the file as UTF-8")
    })
}

impl Document {
    /// Reads a text. `name` is the path as the user gave it: an ending of `.json` demands JSON; with any other name JSON
    /// and YAML are both read.
    ///
    /// # Errors
    ///
    /// `syntax`, `duplicate-key`, `several-documents`, `too-deep` or `alias-bomb`, each with its place.
    pub fn parse(name: &str, text: &str) -> Result<Self> {
        let text = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text).to_owned();
        let demands_json = name.to_lowercase().ends_with(".json");
        let root = match json::read(&text) {
            Ok(root) => Ok(root),
            Err(fault) if demands_json => Err(fault),
            Err(_) => yaml::read(&text),
        };
        match root {
            Ok(root) => Ok(Self { name: name.to_owned(), text, root }),
            Err(fault) => Err(Fault::into_error(vec![fault], &Origin { name: name.to_owned(), text })
                .unwrap_or_else(|| Error::bug("a fault of syntax became no error"))),
        }
    }

    /// The path as the user gave it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The text that spans count in: that of the file without a byte order mark.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The value; `None` when the file is empty or holds only comments.
    #[must_use]
    pub fn root(&self) -> Option<&Node> {
        self.root.as_ref()
    }
}
