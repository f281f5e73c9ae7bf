//! Hides secrets in the text that an error shows.
//!
//! The files that are read here should hold no secrets, and some hold them all the same: an API key of Amplify, a token
//! that somebody wrote where `{ env: NAME }` belongs. An error shows lines of the file, so what may be a secret is masked
//! there, rather too much than too little.

use std::ops::Range;

use super::shapes::is_variable;
use crate::document::{Document, Kind, Node, did_you_mean};
use crate::error::{Error, Source};

/// Parts of the names of keys whose values are secrets.
const SECRET_WORDS: [&str; 7] = ["token", "secret", "password", "apikey", "key", "jwt", "authorization"];

/// Keys that hold no secret although they stand within one.
const PLAIN_KEYS: [&str; 6] = ["env", "file", "command", "expires", "access-key-id", "keep-permission"];

/// The error of a document that was read, with its secrets masked.
pub(super) fn in_document(error: Error, document: &Document) -> Error {
    let mut spans = secret_words(document.text());
    if let Some(root) = document.root() {
        secret_values(root, false, &mut spans);
    }
    hide(error, &spans)
}

/// The error of a text that could not be read, with whatever may be a secret masked.
pub(super) fn in_unread_text(error: Error) -> Error {
    let text = error.sources().first().map(|source| source.text.clone()).unwrap_or_default();
    let mut spans = secret_words(&text);
    spans.extend(secret_lines(&text));
    hide(error, &spans)
}

/// The same error, its texts masked at these places and its words without what stands there.
fn hide(error: Error, spans: &[Range<usize>]) -> Error {
    let Some(text) = error.sources().first().map(|source| source.text.clone()) else { return error };
    let secrets: Vec<&str> = spans
        .iter()
        .filter_map(|span| text.get(span.clone()))
        .map(|secret| secret.trim_matches(['"', '\'', ' ', ',']))
        .filter(|secret| secret.len() >= 4)
        .collect();
    let without = |words: &str| secrets.iter().fold(words.to_owned(), |words, secret| words.replace(secret, "***"));
    let masked = masked(&text, spans);
    let mut hidden = Error::new(error.kind(), error.code(), without(error.message()));
    for source in error.sources() {
        let (name, span) = (source.name.clone(), source.span.clone());
        hidden = hidden.at(Source { name, text: masked.clone(), span, label: without(&source.label) });
    }
    hidden = error.notes().iter().fold(hidden, |hidden, note| hidden.note(without(note)));
    match error.help_text() {
        Some(help) => hidden.help(without(help)),
        None => hidden,
    }
}

/// The text with `*` for every byte of these places; line breaks stay, so that lines keep their numbers.
fn masked(text: &str, spans: &[Range<usize>]) -> String {
    let mut text = text.to_owned();
    for span in spans {
        let star = |byte| if matches!(byte, b'\n' | b'\r') { char::from(byte) } else { '*' };
        if let Some(stars) = text.get(span.clone()).map(|secret| secret.bytes().map(star).collect::<String>()) {
            text.replace_range(span.clone(), &stars);
        }
    }
    text
}

fn is_secret_key(key: &str) -> bool {
    let key = key.to_lowercase();
    // A slip of the finger in the key does not make the value less secret.
    !PLAIN_KEYS.contains(&key.as_str())
        && (SECRET_WORDS.iter().any(|word| key.contains(word)) || did_you_mean(&key, SECRET_WORDS).is_some())
}

/// The places of the values that may be secrets, by the names of their keys.
fn secret_values(node: &Node, within_secret: bool, spans: &mut Vec<Range<usize>>) {
    match &node.kind {
        Kind::Map(entries) => {
            for entry in entries {
                let key = entry.key.value.as_str();
                let is_variable = matches!(&entry.node.kind, Kind::Text(text) if is_variable(text));
                let not_a_variable = key == "env" && !is_variable;
                let plain = PLAIN_KEYS.contains(&key) && !not_a_variable;
                secret_values(&entry.node, not_a_variable || !plain && (within_secret || is_secret_key(key)), spans);
            }
        }
        Kind::List(items) => items.iter().for_each(|item| secret_values(item, within_secret, spans)),
        Kind::Null => {}
        _ if within_secret => spans.push(node.span.clone()),
        // It may be a URL with a password.
        Kind::Text(text) if text.contains('@') && text.contains(':') => spans.push(node.span.clone()),
        _ => {}
    }
}

/// The places of words that look like an AppSync API key or a JWT.
fn secret_words(text: &str) -> Vec<Range<usize>> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let looks_secret =
        |word: &str| (word.starts_with("da2-") && word.len() > 8) || (word.starts_with("eyJ") && word.len() > 20);
    let mut spans = Vec::new();
    let mut start = 0;
    for word in text.split(|c: char| !is_part(c)) {
        // What is split at is one character of any width, so the place is taken from the word itself.
        let at = text.get(start..).and_then(|rest| rest.find(word)).map_or(start, |offset| start + offset);
        if looks_secret(word) {
            spans.push(at..at + word.len());
        }
        start = at + word.len();
    }
    spans
}

/// The places of what may be the value of a secret's key, in a text that is neither YAML nor JSON: the rest of the key's
/// line, and lines below it that stand further in.
fn secret_lines(text: &str) -> Vec<Range<usize>> {
    let mut spans = Vec::new();
    let mut start = 0;
    let mut indent_of_key: Option<usize> = None;
    for line in text.split_inclusive('\n') {
        let indent = line.len() - line.trim_start().len();
        indent_of_key = indent_of_key.filter(|of_key| line.trim().is_empty() || indent > *of_key);
        let value = if indent_of_key.is_some() { Some(0) } else { secret_value(line) };
        if let Some(value) = value {
            let written = line.get(value..).unwrap_or_default();
            if !says_source(written) {
                spans.push(start + value..start + line.trim_end().len().max(value));
            }
            if written.trim().trim_matches(['|', '>', '-', '+']).is_empty() {
                indent_of_key = indent_of_key.or(Some(indent));
            }
        }
        start += line.len();
    }
    spans
}

/// Where the value of the first key of a secret begins on this line; from there on all is masked.
fn secret_value(line: &str) -> Option<usize> {
    let mut from = 0;
    for (colon, _) in line.match_indices(':') {
        let key = line.get(from..colon).unwrap_or_default();
        let key = key.trim_end_matches(['"', '\'', ' ']).rsplit(['"', '\'', ' ', ',', '{']).next().unwrap_or_default();
        if is_secret_key(key) {
            return Some(colon + 1);
        }
        from = colon + 1;
    }
    None
}

/// Whether this says where a secret comes from, as `{ env: NAME }` does: such a line is what an error should show.
fn says_source(written: &str) -> bool {
    let inner = written.trim_start_matches(['{', ' ', '"', '\'']);
    let Some((key, value)) = inner.split_once(':') else { return false };
    match key.trim_end_matches(['"', '\'', ' ']) {
        "env" => is_variable(value.trim_matches([' ', '"', '\'', '}', ',', '\r', '\n'])),
        key => matches!(key, "file" | "command"),
    }
}
