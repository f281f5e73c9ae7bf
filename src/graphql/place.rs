//! Texts and places in them: byte spans, lines and columns.

use std::collections::HashMap;
use std::ops::Range;

use apollo_compiler::parser::{FileId, SourceSpan};

use super::diagnostic::Diagnostic;

/// A text with the name under which the user knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceText {
    /// The path as the user gave it; `-` is standard input.
    pub name: String,
    /// The whole text, byte for byte.
    pub text: String,
}

impl SourceText {
    /// A text with its name.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        Self { name: name.into(), text: text.into() }
    }

    /// The text of a file that should be UTF-8.
    ///
    /// # Errors
    ///
    /// A diagnostic that says what the bytes are instead: UTF-16, or not text at all.
    pub fn from_bytes(name: impl Into<String>, bytes: Vec<u8>) -> Result<Self, Box<Diagnostic>> {
        let name = name.into();
        if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
            let diagnostic = Diagnostic::error(&name, "the file is UTF-16 text, not UTF-8");
            return Err(Box::new(diagnostic.help("save the file as UTF-8")));
        }
        match String::from_utf8(bytes) {
            Ok(text) => Ok(Self { name, text }),
            Err(error) => {
                let offset = error.utf8_error().valid_up_to();
                let message = format!("the file is not text: byte {offset} is not valid UTF-8");
                Err(Box::new(Diagnostic::error(&name, message).help("give a GraphQL schema or introspection JSON")))
            }
        }
    }
}

/// A range of bytes in one of the sources of a schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// The number of the source, from 0, in the order in which they were given.
    pub source: usize,
    /// The first byte.
    pub start: usize,
    /// The byte after the last one.
    pub end: usize,
}

/// A place in a text: bytes for programs, lines and columns for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Byte range within the text, a byte order mark included.
    pub span: Range<usize>,
    /// Line of the first character, from 1.
    pub line: usize,
    /// Column of the first character, from 1, in characters; a byte order mark does not count.
    pub column: usize,
    /// Line of the character after the last one.
    pub end_line: usize,
    /// Column of the character after the last one.
    pub end_column: usize,
}

/// The starts of the lines of a text, so that a place costs a binary search and not a walk through the whole text.
#[derive(Debug, Clone)]
pub(super) struct Lines {
    starts: Vec<usize>,
}

impl Lines {
    pub(super) fn new(text: &str) -> Self {
        let after_newlines = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(index, _)| index + 1);
        Self { starts: std::iter::once(0).chain(after_newlines).collect() }
    }

    pub(super) fn place(&self, text: &str, span: Range<usize>) -> Place {
        let start = boundary(text, span.start);
        let end = boundary(text, span.end).max(start);
        let (line, column) = self.line_and_column(text, start);
        let (end_line, end_column) = self.line_and_column(text, end);
        Place { span: start..end, line, column, end_line, end_column }
    }

    fn line_and_column(&self, text: &str, offset: usize) -> (usize, usize) {
        let line = self.starts.partition_point(|start| *start <= offset);
        let start = self.starts.get(line - 1).copied().unwrap_or_default();
        let before = text.get(start..offset).unwrap_or_default();
        let before = if start == 0 { before.trim_start_matches('\u{feff}') } else { before };
        (line, before.chars().count() + 1)
    }
}

/// The last character boundary that is not after the offset.
fn boundary(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

/// The texts of a schema or document, found by the compiler's file numbers.
#[derive(Debug, Clone, Default)]
pub(super) struct Sources {
    files: Vec<(SourceText, Lines)>,
    by_id: HashMap<FileId, usize>,
}

impl Sources {
    pub(super) fn new(sources: &[SourceText]) -> Self {
        let files = sources.iter().map(|source| (source.clone(), Lines::new(&source.text))).collect();
        Self { files, by_id: HashMap::new() }
    }

    /// Remembers under which numbers the compiler knows a source.
    pub(super) fn identify(&mut self, source: usize, ids: impl Iterator<Item = FileId>) {
        self.by_id.extend(ids.map(|id| (id, source)));
    }

    /// None for what stands in no text of the user: built-in definitions, AppSync's own, introspection JSON.
    pub(super) fn span(&self, location: Option<SourceSpan>) -> Option<Span> {
        let location = location?;
        let source = *self.by_id.get(&location.file_id())?;
        Some(Span { source, start: location.offset(), end: location.end_offset() })
    }

    pub(super) fn place(&self, span: Span) -> Option<(&SourceText, Place)> {
        let (source, lines) = self.files.get(span.source)?;
        Some((source, lines.place(&source.text, span.start..span.end)))
    }

    /// The text under a span.
    pub(super) fn text(&self, span: Span) -> Option<&str> {
        let (source, _) = self.files.get(span.source)?;
        source.text.get(span.start..span.end)
    }

    pub(super) fn texts(&self) -> impl Iterator<Item = &str> {
        self.files.iter().map(|(source, _)| source.text.as_str())
    }

    /// The name for what has no place: that of the first source.
    pub(super) fn first_name(&self) -> &str {
        self.files.first().map_or("", |(source, _)| source.name.as_str())
    }

    /// The number of the first source of a name.
    pub(super) fn number(&self, name: &str) -> usize {
        self.files.iter().position(|(source, _)| source.name == name).unwrap_or_default()
    }

    pub(super) fn name(&self, source: usize) -> &str {
        self.files.get(source).map_or("", |(source, _)| source.name.as_str())
    }
}
