//! JSON laid out for people, or on one line, without touching what it says: numbers, escapes, the order of members and
//! names that stand twice stay as they are written.
//!
//! `serde_json` decodes numbers into its own and prints them its own way, so it is only asked whether a text is JSON;
//! the layout works on tokens.

use std::io;

use serde_json::value::RawValue;

use super::style::{Style, Tone};
use super::wording::one_line;

/// The deepest nesting that is laid out. Indented, the text would grow with the square of its depth; `serde_json` reads no
/// deeper either.
const LEVELS: usize = 128;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Open,
    Close,
    Comma,
    Colon,
    Text,
    Number,
    /// `true` or `false`.
    Truth,
    Null,
}

/// The tokens of a text that is JSON.
struct Tokens<'a> {
    rest: &'a str,
}

impl<'a> Iterator for Tokens<'a> {
    type Item = (Kind, &'a str);

    fn next(&mut self) -> Option<Self::Item> {
        self.rest = self.rest.trim_ascii_start();
        let (kind, length) = match self.rest.as_bytes().first()? {
            b'{' | b'[' => (Kind::Open, 1),
            b'}' | b']' => (Kind::Close, 1),
            b',' => (Kind::Comma, 1),
            b':' => (Kind::Colon, 1),
            b'"' => (Kind::Text, text_length(self.rest)),
            first => {
                let kind = match first {
                    b't' | b'f' => Kind::Truth,
                    b'n' => Kind::Null,
                    _ => Kind::Number,
                };
                let is_end = |c: char| matches!(c, ',' | ']' | '}' | ':') || c.is_ascii_whitespace();
                (kind, self.rest.find(is_end).unwrap_or(self.rest.len()))
            }
        };
        let (token, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        Some((kind, token))
    }
}

/// The length of the text that begins here, with its quotes.
fn text_length(rest: &str) -> usize {
    let mut is_escaped = false;
    for (at, byte) in rest.bytes().enumerate().skip(1) {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = true,
            b'"' => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

fn tokens(value: &RawValue) -> Tokens<'_> {
    Tokens { rest: value.get() }
}

/// Whether the value nests no deeper than can be laid out.
#[must_use]
pub fn can_be_laid_out(value: &RawValue) -> bool {
    let mut depth = 0_usize;
    tokens(value).all(|(kind, _)| {
        match kind {
            Kind::Open => depth += 1,
            Kind::Close => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth <= LEVELS
    })
}

/// The value on one line without blanks between its tokens.
#[must_use]
pub fn on_one_line(value: &RawValue) -> String {
    tokens(value).map(|(_, token)| token).collect()
}

/// Writes the value with a member a line, two blanks for each level, in colours if the style has them, without a line
/// break at the end. Characters that would do something to a terminal are escaped if `escaped`; JSON reads the same.
///
/// # Errors
/// The writer fails.
pub fn write(value: &RawValue, out: &mut dyn io::Write, style: &Style, escaped: bool) -> io::Result<()> {
    let mut tokens = tokens(value).peekable();
    let mut depth = 0_usize;
    while let Some((kind, token)) = tokens.next() {
        let next = tokens.peek().map(|(kind, _)| *kind);
        match kind {
            Kind::Open => {
                out.write_all(token.as_bytes())?;
                depth += 1;
                if next != Some(Kind::Close) {
                    new_line(out, depth)?;
                }
            }
            Kind::Close => {
                depth = depth.saturating_sub(1);
                out.write_all(token.as_bytes())?;
            }
            Kind::Comma => {
                out.write_all(b",")?;
                new_line(out, depth)?;
            }
            Kind::Colon => out.write_all(b": ")?,
            Kind::Text if next == Some(Kind::Colon) => scalar(out, style, Tone::Hint, token, escaped)?,
            Kind::Text => scalar(out, style, Tone::Good, token, escaped)?,
            Kind::Number => scalar(out, style, Tone::Warning, token, escaped)?,
            Kind::Truth => scalar(out, style, Tone::Strong, token, escaped)?,
            Kind::Null => scalar(out, style, Tone::Faint, token, escaped)?,
        }
        if next == Some(Kind::Close) && kind != Kind::Open {
            new_line(out, depth.saturating_sub(1))?;
        }
    }
    Ok(())
}

fn scalar(out: &mut dyn io::Write, style: &Style, tone: Tone, token: &str, escaped: bool) -> io::Result<()> {
    let token = if escaped { one_line(token) } else { token.into() };
    if style.color {
        return out.write_all(style.paint(tone, token).as_bytes());
    }
    out.write_all(token.as_bytes())
}

fn new_line(out: &mut dyn io::Write, depth: usize) -> io::Result<()> {
    write!(out, "\n{:1$}", "", depth * 2)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::Value;

    use super::*;

    fn raw(text: &str) -> &RawValue {
        serde_json::from_str(text).unwrap()
    }

    fn written(text: &str, style: &Style) -> String {
        let mut out = Vec::new();
        write(raw(text), &mut out, style, true).unwrap();
        String::from_utf8(out).unwrap()
    }

    const COLOR: Style = Style { color: true, terminal: true, width: 80 };

    #[test]
    fn numbers_order_escapes_and_double_names_stay_as_written() {
        let text = r#"{"b":1.0,"a":[1e3,-0,12345678901234567890123,1.10],"b":"\u00e9\/é","e":{},"l":[ ],"n":null,"t":true,"q":"\\\"]}"}"#;
        insta::assert_snapshot!(written(text, &Style::PLAIN), @r#"
        {
          "b": 1.0,
          "a": [
            1e3,
            -0,
            12345678901234567890123,
            1.10
          ],
          "b": "\u00e9\/é",
          "e": {},
          "l": [],
          "n": null,
          "t": true,
          "q": "\\\"]}"
        }
        "#);
        assert_eq!(on_one_line(raw(&written(text, &Style::PLAIN))), text.replace("[ ]", "[]"));
    }

    #[test]
    fn names_texts_numbers_and_literals_have_colours_of_their_own() {
        assert_eq!(
            written(r#"{"a":["x",1,true,null]}"#, &COLOR),
            "{\n  \u{1b}[36m\"a\"\u{1b}[0m: [\n    \u{1b}[32m\"x\"\u{1b}[0m,\n    \u{1b}[33m1\u{1b}[0m,\n    \u{1b}[1mtrue\u{1b}[0m,\n    \u{1b}[2mnull\u{1b}[0m\n  ]\n}"
        );
    }

    #[test]
    fn what_would_move_the_cursor_is_escaped_and_reads_the_same() {
        let text = "{\"a\u{9b}\":\"\u{7f}\u{202e}x\"}";
        let shown = written(text, &Style::PLAIN);
        assert_eq!(shown, "{\n  \"a\\u009b\": \"\\u007f\\u202ex\"\n}");
        assert_eq!(serde_json::from_str::<Value>(&shown).unwrap(), serde_json::from_str::<Value>(text).unwrap());
    }

    #[test]
    fn nesting_that_is_too_deep_to_be_laid_out_is_seen_without_recursion() {
        let nested = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
        assert!(can_be_laid_out(raw(&nested(128))) && !can_be_laid_out(raw(&nested(129))));
        assert!(!can_be_laid_out(raw(&nested(100_000))));
    }

    fn any_json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            "\\PC{0,8}|[\"\\\\\n\u{7f}\u{202e}{}:,]{0,8}".prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 32, 5, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
                prop::collection::vec(("\\PC{0,4}", inner), 0..5).prop_map(|members| members.into_iter().collect()),
            ]
        })
    }

    proptest! {
        #[test]
        fn the_layout_is_the_one_of_serde_json_where_its_numbers_are(value in any_json()) {
            let mut out = Vec::new();
            write(raw(&value.to_string()), &mut out, &Style::PLAIN, false).unwrap();
            let shown = String::from_utf8(out).unwrap();
            prop_assert_eq!(&shown, &serde_json::to_string_pretty(&value).unwrap());
            prop_assert_eq!(on_one_line(raw(&shown)), value.to_string());
        }
    }
}
