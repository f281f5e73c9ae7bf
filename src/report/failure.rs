//! An error for people, with the places in their files; and as the `error` of the JSON envelope.

use std::io;

use serde_json::{Map, Value, json};

use super::excerpt;
use super::style::{Style, Tone};
use super::wording::{cut, lines_of, one_line};
use crate::error::{Error, Source};

/// The longest line that is shown as an excerpt, in bytes: a file that is one long line would fill the screen.
const EXCERPT_LINE_BYTES: usize = 400;

/// Writes an error: message, places, notes, and the one thing to do last.
///
/// # Errors
/// The writer fails.
pub fn write_error(error: &Error, out: &mut dyn io::Write, style: &Style) -> io::Result<()> {
    let message = lines_of(&cut(error.message())).join("\n       ");
    writeln!(out, "{} {message}", style.bad("error:"))?;
    for group in same_text(error.sources()) {
        write_places(group, out, style)?;
    }
    for note in error.notes() {
        let lines = lines_of(note).join("\n      ");
        writeln!(out, "{} {lines}", style.hint("note:"))?;
    }
    if let Some(help) = error.help_text() {
        let lines = lines_of(help).join(if style.terminal { "\n" } else { "\n      " });
        writeln!(out, "{}", style.hang("help:", Tone::Hint, 6, &lines))?;
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
pub(super) fn write_places(sources: &[Source], out: &mut dyn io::Write, style: &Style) -> io::Result<()> {
    let Some(first) = sources.first() else { return Ok(()) };
    if sources.iter().any(|source| excerpt::line_bytes(source) > EXCERPT_LINE_BYTES) || first.text.is_empty() {
        for source in sources {
            let (line, column) = source.line_and_column();
            let place = format!("{}:{line}:{column}", one_line(&source.name));
            let label = one_line(&source.label);
            let label = cut(&label);
            let sign = if label.is_empty() { "" } else { ": " };
            writeln!(out, "  at {}{sign}{label}", style.strong(place))?;
        }
        return Ok(());
    }
    let drawn = excerpt::draw(first, sources, style).map_err(io::Error::other)?;
    for line in drawn.lines().filter(|line| !line.is_empty()) {
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
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
    fn help_of_several_lines_hangs_under_its_first_one() {
        let error = Error::usage("a", "no").help("run\n  aws login");
        for style in [TERMINAL, Style::PLAIN] {
            assert_eq!(written(&error, style), "error: no\nhelp: run\n        aws login\n");
        }
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
