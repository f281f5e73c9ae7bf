//! The object literal of `aws-exports.js`.
//!
//! Amplify writes `const awsmobile = { … }; export default awsmobile;` with the object as JSON. Formatters make
//! JavaScript of it: other quotes, bare keys, a comma at the end. The object is found here and read as JSON5, which is
//! just this much of JavaScript.

use std::ops::Range;

use serde_json::Value;

use crate::error::{Error, Result, Source};

/// Deeper than this no file of Amplify's nests; it bounds the reader's recursion.
const DEPTH_MAX: usize = 64;

/// The first object that is assigned or exported.
pub(super) fn read(name: &str, text: &str) -> Result<Value> {
    let refuse = |span: Range<usize>, message: &str| {
        let source =
            Source { name: name.to_owned(), text: text.to_owned(), span, label: "not as Amplify writes it".to_owned() };
        Error::input("syntax", format!("`{name}` {message}"))
            .at(source)
            .help("write it as Amplify does: `const awsmobile = { … }; export default awsmobile;`")
    };
    let span = match object(text) {
        Ok(Some(span)) => span,
        Ok(None) => return Err(refuse(0..0, "has no object as Amplify writes it")),
        Err(place) => return Err(refuse(place..place, "has an object that does not end or nests too deep")),
    };
    let literal = text.get(span.clone()).unwrap_or_default();
    json5::from_str(literal).map_err(|error| {
        let place = error.position().map_or(span.start, |place| span.start + offset(literal, place.line, place.column));
        refuse(place..place, "is not an object of plain values")
    })
}

/// The byte of a line and a column, both from 0, the column in characters.
fn offset(text: &str, line: usize, column: usize) -> usize {
    let start: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
    let rest = text.get(start..).unwrap_or_default();
    start + rest.chars().take(column).map(char::len_utf8).sum::<usize>()
}

/// The place of the first object after `=` or `default`: from brace to brace. The error is the place of a brace that
/// does not close.
fn object(text: &str) -> Result<Option<Range<usize>>, usize> {
    let (mut start, mut depth, mut after_assignment) = (0, 0_usize, false);
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let length = token(rest);
        let token = rest.get(..length).unwrap_or_default();
        match token {
            "{" if depth > 0 || after_assignment => {
                if depth == 0 {
                    start = at;
                }
                depth += 1;
                if depth > DEPTH_MAX {
                    return Err(at);
                }
            }
            "[" if depth > 0 => depth += 1,
            "}" | "]" if depth > 0 => {
                depth -= 1;
                if depth == 0 {
                    return Ok(Some(start..at + length));
                }
            }
            "=" | "default" => after_assignment = true,
            blank if blank.trim().is_empty() || blank.starts_with("//") || blank.starts_with("/*") => {}
            _ => after_assignment = false,
        }
        at += length;
    }
    if depth > 0 { Err(start) } else { Ok(None) }
}

/// The length of the first word, comment, string, blank or sign of a text that is not empty.
fn token(text: &str) -> usize {
    let end_of = |mark: &str, from: usize| {
        text.get(from..).and_then(|rest| rest.find(mark)).map_or(text.len(), |found| from + found + mark.len())
    };
    let first = text.chars().next().unwrap_or_default();
    match first {
        '/' if text.starts_with("//") => end_of("\n", 2),
        '/' if text.starts_with("/*") => end_of("*/", 2),
        '"' | '\'' | '`' => string(text, first),
        c if c.is_alphanumeric() || c == '_' || c == '$' => {
            text.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '$')).unwrap_or(text.len())
        }
        c => c.len_utf8(),
    }
}

/// The length of a string with its quotes; one that does not end goes to the end of the text.
fn string(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            c if c == quote => return at + c.len_utf8(),
            _ => {}
        }
    }
    text.len()
}
