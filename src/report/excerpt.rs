//! An excerpt of a user's file with marked places, drawn by miette.

use std::fmt;

use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents, SourceCode,
    SourceSpan, SpanContents, ThemeCharacters, ThemeStyles,
};

use super::style::Style;
use super::wording::one_line;
use crate::error::Source;

/// Draws the places of one text: with frames on a terminal, in ASCII elsewhere. Nothing is wrapped.
pub(super) fn draw(first: &Source, sources: &[Source], style: &Style) -> Result<String, fmt::Error> {
    let excerpt = Excerpt::new(first, sources);
    let mut text = String::new();
    let theme = GraphicalTheme {
        characters: if style.terminal { ThemeCharacters::unicode() } else { ThemeCharacters::ascii() },
        styles: if style.color { ThemeStyles::ansi() } else { ThemeStyles::none() },
    };
    let handler = GraphicalReportHandler::new_themed(theme)
        .with_width(style.columns())
        .with_wrap_lines(false)
        .with_break_words(false)
        .with_context_lines(1)
        .without_cause_chain()
        .without_syntax_highlighting();
    handler.render_report(&mut text, &excerpt)?;
    // The first line is the place for a message, which is written elsewhere.
    Ok(text.split_once('\n').map(|(_, rest)| rest.to_owned()).unwrap_or_default())
}

/// The length of the longest line that is drawn for a place: those that it touches, and one before and after.
pub(super) fn line_bytes(source: &Source) -> usize {
    let (start, end) = (floor(&source.text, source.span.start), floor(&source.text, source.span.end));
    let line_of = |at: usize| source.text[..at].matches('\n').count();
    let (first, last) = (line_of(start).saturating_sub(1), line_of(end.max(start)) + 1);
    let drawn = source.text.split('\n').skip(first).take(last - first + 1);
    drawn.map(str::len).max().unwrap_or_default()
}

/// The nearest position at or before `at` that does not cut a character.
fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Places in one text, for miette to draw.
struct Excerpt {
    name: String,
    text: String,
    labels: Vec<LabeledSpan>,
}

impl Excerpt {
    fn new(first: &Source, sources: &[Source]) -> Self {
        let labels = sources.iter().map(|source| {
            let start = floor(&source.text, source.span.start);
            let end = floor(&source.text, source.span.end).max(start);
            let label = (!source.label.is_empty()).then(|| one_line(&source.label).into_owned());
            LabeledSpan::new(label, start, end - start)
        });
        let labels: Vec<LabeledSpan> = labels.collect();
        let mut text: String =
            first.text.char_indices().map(|(at, character)| safe(&first.text, at, character)).collect();
        if labels.iter().any(|label| label.offset() >= text.len()) {
            // A place behind the last character needs something to stand under.
            text.push(' ');
        }
        Self { name: one_line(&first.name).into_owned(), text, labels }
    }
}

/// A character that a terminal can show, with as many bytes, so that spans stay right.
fn safe(text: &str, at: usize, character: char) -> char {
    match character {
        '\n' | '\t' => character,
        '\r' if text.as_bytes().get(at + 1) == Some(&b'\n') => character,
        '\u{80}'..='\u{9f}' => '·',
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => '\u{fffd}',
        control if control.is_control() => '?',
        other => other,
    }
}

impl fmt::Debug for Excerpt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Excerpt")
    }
}

impl fmt::Display for Excerpt {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        Ok(())
    }
}

impl std::error::Error for Excerpt {}

impl SourceCode for Excerpt {
    /// As of the text itself, but columns count characters and not bytes, as everywhere in this program.
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        lines_before: usize,
        lines_after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let contents = self.text.read_span(span, lines_before, lines_after)?;
        let start = contents.span().offset();
        let before = self.text.get(start.saturating_sub(contents.column())..start);
        Ok(Box::new(MietteSpanContents::new_named(
            self.name.clone(),
            contents.data(),
            *contents.span(),
            contents.line(),
            before.map_or(contents.column(), |before| before.chars().count()),
            contents.line_count(),
        )))
    }
}

impl Diagnostic for Excerpt {
    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(self)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.labels.iter().cloned()))
    }
}
