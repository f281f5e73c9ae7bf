//! An error for people, with the places in their files; and as the `error` of the JSON envelope.

use std::{fmt, io};

use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents, SourceCode,
    SourceSpan, SpanContents, ThemeCharacters, ThemeStyles,
};
use serde_json::{Map, Value, json};

use super::style::{Style, Tone};
use super::wording::{lines_of, one_line};
use crate::error::{Error, Source};

/// The longest line that is shown as an excerpt, in bytes: a file that is one long line would fill the screen.
const EXCERPT_LINE_BYTES: usize = 400;

/// Writes an error: message, places, notes, and the one thing to do last.
///
/// # Errors
/// The writer fails.
pub fn write_error(error: &Error, out: &mut dyn io::Write, style: &Style) -> io::Result<()> {
    let message = lines_of(error.message()).join("\n       ");
    writeln!(out, "{} {message}", style.bad("error:"))?;
    for group in same_text(error.sources()) {
        write_places(group, out, style)?;
    }
    for note in error.notes() {
        let lines = lines_of(note).join("\n      ");
        writeln!(out, "{} {lines}", style.hint("note:"))?;
    }
    if let Some(help) = error.help_text() {
        writeln!(out, "{}", style.hang("help:", Tone::Hint, 6, &one_line(help)))?;
    }
    Ok(())
}

/// The `error` of the JSON envelope: `{kind, code, message, help}`, the place where there is one, further places under
/// `places`, and `notes` where there are any.
#[must_use]
pub fn error_json(error: &Error) -> Value {
    let mut object = Map::new();
    object.insert("kind".to_owned(), json!(error.kind().name()));
    object.insert("code".to_owned(), json!(error.code()));
    object.insert("message".to_owned(), json!(error.message()));
    object.insert("help".to_owned(), json!(error.help_text()));
    if let Some(first) = error.sources().first() {
        let (line, column) = first.line_and_column();
        object.insert("file".to_owned(), json!(first.name));
        object.insert("line".to_owned(), json!(line));
        object.insert("column".to_owned(), json!(column));
    }
    if error.sources().len() > 1 {
        let place = |source: &Source| {
            let (line, column) = source.line_and_column();
            json!({ "file": source.name, "line": line, "column": column, "message": source.label })
        };
        object.insert("places".to_owned(), error.sources().iter().map(place).collect());
    }
    if !error.notes().is_empty() {
        object.insert("notes".to_owned(), json!(error.notes()));
    }
    Value::Object(object)
}

/// Places that follow each other in the same text, which one excerpt can show.
fn same_text(sources: &[Source]) -> impl Iterator<Item = &[Source]> {
    sources.chunk_by(|one, next| one.name == next.name && one.text == next.text)
}

/// Writes the places of one text as an excerpt, or as lines where an excerpt would not help.
fn write_places(sources: &[Source], out: &mut dyn io::Write, style: &Style) -> io::Result<()> {
    let Some(first) = sources.first() else { return Ok(()) };
    if sources.iter().any(|source| line_bytes(source) > EXCERPT_LINE_BYTES) || first.text.is_empty() {
        for source in sources {
            let (line, column) = source.line_and_column();
            let place = format!("{}:{line}:{column}", one_line(&source.name));
            let label = one_line(&source.label);
            let sign = if label.is_empty() { "" } else { ": " };
            writeln!(out, "  at {}{sign}{label}", style.strong(place))?;
        }
        return Ok(());
    }
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
    handler.render_report(&mut text, &excerpt).map_err(io::Error::other)?;
    // The first line is the place for a message, which has been written already.
    for line in text.lines().skip(1).filter(|line| !line.is_empty()) {
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}

/// The length of the line on which a place begins.
fn line_bytes(source: &Source) -> usize {
    let start = floor(&source.text, source.span.start);
    let (before, after) = source.text.split_at(start);
    before.len() - before.rfind('\n').map_or(0, |end| end + 1) + after.find('\n').unwrap_or(after.len())
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

#[cfg(test)]
mod tests {
    use super::*;

    const TERMINAL: Style = Style { color: false, terminal: true, width: 80 };

    fn source(text: &str, marked: &str, label: &str) -> Source {
        let start = text.find(marked).unwrap();
        Source {
            name: "rules.yaml".to_owned(),
            text: text.to_owned(),
            span: start..start + marked.len(),
            label: label.to_owned(),
        }
    }

    fn written(error: &Error, style: Style) -> String {
        let mut out = Vec::new();
        write_error(error, &mut out, &style).unwrap();
        String::from_utf8(out).unwrap()
    }

    const RULES: &str = "rules:\n  - toekn: gr\u{fc}n\n    respond: { isAuthorized: yes }\notherwise: 1\n";

    fn unknown_key() -> Error {
        Error::input("unknown-key", "unknown key `toekn` in a rule")
            .at(source(RULES, "toekn", "did you mean `token`?"))
            .note("rules are read from top to bottom")
            .help("write `token`, or run `appsync-auth lint` with arn:aws:appsync:eu-west-1:111122223333:apis/aaaaaaaaaaaaaaaaaaaaaaaaaa/types/Query")
    }

    #[test]
    fn a_terminal_gets_a_framed_excerpt() {
        insta::assert_snapshot!(written(&unknown_key(), TERMINAL), @r"
        error: unknown key `toekn` in a rule
           ╭─[rules.yaml:2:5]
         1 │ rules:
         2 │   - toekn: grün
           ·     ──┬──
           ·       ╰── did you mean `token`?
         3 │     respond: { isAuthorized: yes }
           ╰────
        note: rules are read from top to bottom
        help: write `token`, or run `appsync-auth lint` with
              arn:aws:appsync:eu-west-1:111122223333:apis/aaaaaaaaaaaaaaaaaaaaaaaaaa/types/Query
        ");
    }

    #[test]
    fn a_pipe_gets_ascii() {
        let text = written(&unknown_key(), Style::PLAIN);
        insta::assert_snapshot!(text, @r"
        error: unknown key `toekn` in a rule
           ,-[rules.yaml:2:5]
         1 | rules:
         2 |   - toekn: grün
           :     ^^|^^
           :       `-- did you mean `token`?
         3 |     respond: { isAuthorized: yes }
           `----
        note: rules are read from top to bottom
        help: write `token`, or run `appsync-auth lint` with arn:aws:appsync:eu-west-1:111122223333:apis/aaaaaaaaaaaaaaaaaaaaaaaaaa/types/Query
        ");
    }

    #[test]
    fn colour_is_only_added() {
        let color = written(&unknown_key(), Style { color: true, ..TERMINAL });
        assert_eq!(console::strip_ansi_codes(&color), written(&unknown_key(), TERMINAL));
        assert!(color.starts_with("\u{1b}[31m\u{1b}[1merror:\u{1b}[0m unknown key"), "{color}");
    }

    #[test]
    fn several_places_are_all_shown_those_of_one_file_in_one_excerpt() {
        let other = Source { name: "other.yaml".to_owned(), ..source("token: x\n", "x", "and here") };
        let error = Error::input("token-twice", "the token `x` has two rules")
            .at(source(RULES, "toekn", "first"))
            .at(source(RULES, "yes", "not a boolean"))
            .at(other);
        insta::assert_snapshot!(written(&error, TERMINAL), @r"
        error: the token `x` has two rules
           ╭─[rules.yaml:2:5]
         1 │ rules:
         2 │   - toekn: grün
           ·     ──┬──
           ·       ╰── first
         3 │     respond: { isAuthorized: yes }
           ·                              ─┬─
           ·                               ╰── not a boolean
         4 │ otherwise: 1
           ╰────
           ╭─[other.yaml:1:8]
         1 │ token: x
           ·        ┬
           ·        ╰── and here
           ╰────
        ");
    }

    #[test]
    fn an_error_without_a_place_is_two_lines() {
        let error = Error::usage("token-missing", "no token given").help("give one with --token-env NAME");
        assert_eq!(written(&error, TERMINAL), "error: no token given\nhelp: give one with --token-env NAME\n");
    }

    #[test]
    fn the_output_of_a_process_keeps_its_lines_and_loses_its_control_characters() {
        let error = Error::outside("handler-failed", "the handler did not start")
            .note("\u{1b}[31mSyntaxError\u{1b}[0m: x\n    at authorizer.mjs:1\u{7}\n");
        assert_eq!(
            written(&error, TERMINAL),
            "error: the handler did not start\nnote: SyntaxError: x\n          at authorizer.mjs:1\\u0007\n"
        );
    }

    #[test]
    fn a_very_long_line_is_named_and_not_shown() {
        let text = format!("{{\"a\": \"{}\", b}}", "x".repeat(5_000));
        let error = Error::input("json", "expected a key").at(source(&text, "b}", "here"));
        assert_eq!(written(&error, TERMINAL), "error: expected a key\n  at rules.yaml:1:5011: here\n");
    }

    #[test]
    fn a_file_cannot_steer_the_terminal() {
        let error = Error::input("scalar", "a control character").at(source("a: \u{1b}[2J\u{9b}1m x\n", "x", "\u{1b}"));
        let text = written(&error, TERMINAL);
        assert!(text.chars().all(|character| character == '\n' || !character.is_control()), "{text:?}");
        assert!(text.contains("a: ?[2J·1m x"), "{text}");
    }

    #[test]
    fn a_place_outside_its_text_is_shown_at_the_end() {
        let place = Source { span: 900..950, ..source("a: \u{e9}", "a", "ends too early") };
        insta::assert_snapshot!(written(&Error::input("early", "the file ends too early").at(place), TERMINAL), @r"
        error: the file ends too early
           ╭─[rules.yaml:1:5]
         1 │ a: é
           ·     ▲
           ·     ╰── ends too early
           ╰────
        ");
        let empty = Source { text: String::new(), ..source("a", "a", "nothing here") };
        assert_eq!(
            written(&Error::input("empty", "the file is empty").at(empty), TERMINAL),
            "error: the file is empty\n  at rules.yaml:1:1: nothing here\n"
        );
    }

    #[test]
    fn the_json_of_an_error_has_its_first_place() {
        assert_eq!(
            error_json(&unknown_key().of_kind(crate::error::ErrorKind::Usage)),
            json!({
                "kind": "usage",
                "code": "unknown-key",
                "message": "unknown key `toekn` in a rule",
                "help": unknown_key().help_text(),
                "file": "rules.yaml",
                "line": 2,
                "column": 5,
                "notes": ["rules are read from top to bottom"],
            })
        );
        assert_eq!(
            error_json(&Error::outside("timeout", "no answer within 30 s")),
            json!({ "kind": "outside", "code": "timeout", "message": "no answer within 30 s", "help": null })
        );
    }

    #[test]
    fn the_json_of_an_error_with_several_places_has_them_all() {
        let error = Error::input("many", "two faults").at(source(RULES, "toekn", "first")).at(source(
            RULES,
            "otherwise",
            "second",
        ));
        assert_eq!(
            error_json(&error)["places"],
            json!([
                { "file": "rules.yaml", "line": 2, "column": 5, "message": "first" },
                { "file": "rules.yaml", "line": 4, "column": 1, "message": "second" },
            ])
        );
    }
}
