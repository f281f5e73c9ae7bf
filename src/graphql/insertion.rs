//! Where a directive can be written into a schema's text, and what stands there; nothing here edits.

use apollo_compiler::schema::ExtendedType;
use apollo_parser::{Lexer, TokenKind};

use super::introspection;
use super::place::Span;
use super::schema::Schema;
use crate::appsync::Coordinate;

/// A comment in a schema's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment<'s> {
    /// The text after `#`.
    pub text: &'s str,
    /// From `#` to the end of the line.
    pub span: Span,
    /// The byte at which the next token begins that is neither a comment nor white space; none at the end of the text.
    /// Of a comment behind something on its line it is the first token of that line.
    pub about: Option<usize>,
}

impl Schema {
    /// The place behind an object type's or interface's name, interfaces and directives, where one more directive can
    /// stand; none for introspection JSON.
    #[must_use]
    pub fn end_of_type_head(&self, type_name: &str) -> Option<Span> {
        let definition = self.compiled().types.get(type_name)?;
        let name = definition.name().location();
        let (directives, interfaces) = match definition {
            ExtendedType::Object(object) => (&object.directives, &object.implements_interfaces),
            ExtendedType::Interface(interface) => (&interface.directives, &interface.implements_interfaces),
            _ => return None,
        };
        let fields = match definition {
            ExtendedType::Object(object) => &object.fields,
            ExtendedType::Interface(interface) => &interface.fields,
            _ => return None,
        };
        // The head ends where the first field begins. Directives behind that stand on an extension, which has its own.
        let name = self.span(name)?;
        let after = |span: &Span| span.source == name.source && span.start > name.start;
        let first =
            fields.values().filter_map(|field| self.span(field.location())).filter(after).map(|span| span.start);
        let limit = first.min().unwrap_or(usize::MAX);
        let directives = directives.iter().map(|directive| directive.location());
        let interfaces = interfaces.iter().map(|interface| interface.name.location());
        let ends = directives.chain(interfaces).filter_map(|location| self.span(location));
        let end = ends.filter(|span| after(span) && span.end <= limit).map(|span| span.end).max().unwrap_or(name.end);
        Some(Span { source: name.source, start: end, end })
    }

    /// From the beginning of a type's definition, its description included, to the end of its head.
    #[must_use]
    pub fn span_of_type_head(&self, type_name: &str) -> Option<Span> {
        let definition = self.span(self.compiled().types.get(type_name)?.location())?;
        let head = self.end_of_type_head(type_name)?;
        (definition.source == head.source).then_some(Span { end: head.end, ..definition })
    }

    /// The first byte of the line on which a span begins.
    #[must_use]
    pub fn line_start(&self, span: Span) -> usize {
        let before = self.text(Span { start: 0, end: span.start, ..span }).unwrap_or_default();
        before.rfind('\n').map_or(0, |end| end + 1)
    }

    /// The place behind a field's type and directives, where one more directive can stand; none for introspection JSON.
    #[must_use]
    pub fn end_of_field(&self, coordinate: &Coordinate) -> Option<Span> {
        let whole = self.span_of(coordinate)?;
        let text = self.text(whole)?;
        // What the parser counts to a field may end in white space or comments.
        let last = Lexer::new(text).filter_map(Result::ok).filter(|token| {
            !matches!(token.kind(), TokenKind::Whitespace | TokenKind::Comment | TokenKind::Comma | TokenKind::Eof)
        });
        let end = last.map(|token| token.index() + token.data().len()).last()?;
        let end = whole.start + end;
        Some(Span { source: whole.source, start: end, end })
    }

    /// The comments of all texts that are SDL and hold a word, in the order of the texts.
    #[must_use]
    pub fn comments_with(&self, word: &str) -> Vec<Comment<'_>> {
        let mut found = Vec::new();
        for (source, text) in self.texts().enumerate() {
            if text.contains(word) && !introspection::is_json(text) {
                comments(source, text, word, &mut found);
            }
        }
        found
    }
}

/// Reads the comments of one text.
fn comments<'s>(source: usize, text: &'s str, word: &str, found: &mut Vec<Comment<'s>>) {
    let skipped = if text.starts_with('\u{feff}') { 3 } else { 0 };
    let first_new = found.len();
    let mut first_of_line = None;
    for token in Lexer::new(text.get(skipped..).unwrap_or_default()).filter_map(Result::ok) {
        let start = token.index() + skipped;
        match token.kind() {
            TokenKind::Whitespace if token.data().contains('\n') => first_of_line = None,
            TokenKind::Whitespace | TokenKind::Comma | TokenKind::Eof => {}
            TokenKind::Comment if token.data().contains(word) => {
                let end = start + token.data().len();
                let text = token.data().trim_start_matches('#');
                found.push(Comment { text, span: Span { source, start, end }, about: first_of_line });
            }
            TokenKind::Comment => {}
            _ => {
                first_of_line = first_of_line.or(Some(start));
                let waiting = found.iter_mut().skip(first_new).rev().take_while(|comment| comment.about.is_none());
                waiting.for_each(|comment| comment.about = Some(start));
            }
        }
    }
}
