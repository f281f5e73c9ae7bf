//! JSON with places. The structure is read here; numbers and escapes are left to `serde_json`.

use std::collections::HashSet;
use std::ops::Range;

use super::fault::Fault;
use super::node::{Entry, Kind, Node, Spanned};
use super::yaml::DEPTH;

/// Reads one JSON value with nothing behind it; `None` for a text of nothing but white space.
pub(super) fn read(text: &str) -> Result<Option<Node>, Fault> {
    let mut cursor = Cursor { text, at: 0 };
    cursor.skip_space();
    if cursor.peek().is_none() {
        return Ok(None);
    }
    let node = cursor.value(0)?;
    cursor.skip_space();
    if cursor.peek().is_some() {
        return Err(cursor.unexpected("the end of the file"));
    }
    Ok(Some(node))
}

/// A place in the text from which on it is still to be read.
struct Cursor<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Cursor<'t> {
    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn skip_space(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start_matches([' ', '\t', '\n', '\r']).len();
    }

    /// Steps over a character if it comes next, after any space.
    fn eat(&mut self, wanted: char) -> bool {
        self.skip_space();
        let found = self.peek() == Some(wanted);
        if found {
            self.at += wanted.len_utf8();
        }
        found
    }

    /// As much as fits the predicate.
    fn take_while(&mut self, fits: impl Fn(char) -> bool) -> Spanned<&'t str> {
        let rest = self.rest();
        let length = rest.find(|c| !fits(c)).unwrap_or(rest.len());
        let start = self.at;
        self.at += length;
        Spanned { value: rest.get(..length).unwrap_or_default(), span: start..self.at }
    }

    fn unexpected(&self, wanted: &str) -> Fault {
        let (found, length) = match self.peek() {
            Some(c) => (format!("`{}`", c.escape_debug()), c.len_utf8()),
            None => ("the end of the file".to_owned(), 0),
        };
        syntax(self.at..self.at + length, format!("expected {wanted}, found {found}"))
    }

    fn value(&mut self, depth: usize) -> Result<Node, Fault> {
        self.skip_space();
        let start = self.at;
        if depth > DEPTH {
            return Err(too_deep(start..start + 1));
        }
        let kind = match self.peek() {
            Some('{') => self.map(depth)?,
            Some('[') => self.list(depth)?,
            Some('"') => Kind::Text(self.text()?),
            Some(c) if c == '-' || c.is_ascii_digit() => self.number()?,
            Some(c) if c.is_ascii_alphabetic() => {
                let word = self.take_while(|c| c.is_ascii_alphanumeric());
                match word.value {
                    "null" => Kind::Null,
                    "true" => Kind::Bool(true),
                    "false" => Kind::Bool(false),
                    other => return Err(syntax(word.span, format!("expected a value, found `{other}`"))),
                }
            }
            _ => return Err(self.unexpected("a value")),
        };
        Ok(Node { span: start..self.at, kind })
    }

    fn number(&mut self) -> Result<Kind, Fault> {
        let written = self.take_while(|c| c.is_ascii_digit() || matches!(c, '+' | '-' | '.' | 'e' | 'E'));
        match serde_json::from_str(written.value) {
            Ok(number) => Ok(Kind::of_number(&number)),
            Err(_) => Err(syntax(written.span, format!("`{}` is not a number of JSON", written.value))),
        }
    }

    fn text(&mut self) -> Result<String, Fault> {
        let start = self.at;
        let mut escaped = false;
        let end = self.rest().char_indices().skip(1).find_map(|(index, c)| {
            let ends = c == '"' && !escaped;
            escaped = c == '\\' && !escaped;
            ends.then_some(start + index + 1)
        });
        let Some(end) = end else {
            return Err(syntax(start..start + 1, "the text that begins here does not end"));
        };
        self.at = end;
        serde_json::from_str(self.text.get(start..end).unwrap_or_default())
            .map_err(|_| syntax(start..end, "the text has an escape or a control character that JSON does not allow"))
    }

    fn list(&mut self, depth: usize) -> Result<Kind, Fault> {
        self.eat('[');
        let mut items = Vec::new();
        if self.eat(']') {
            return Ok(Kind::List(items));
        }
        loop {
            items.push(self.value(depth + 1)?);
            if self.eat(']') {
                return Ok(Kind::List(items));
            }
            if !self.eat(',') {
                return Err(self.unexpected("`,` or `]`"));
            }
        }
    }

    fn map(&mut self, depth: usize) -> Result<Kind, Fault> {
        self.eat('{');
        let mut entries = Vec::new();
        let mut seen = HashSet::new();
        if self.eat('}') {
            return Ok(Kind::Map(entries));
        }
        loop {
            self.skip_space();
            if self.peek() != Some('"') {
                return Err(self.unexpected("a key in double quotes"));
            }
            let start = self.at;
            let key = Spanned { value: self.text()?, span: start..self.at };
            if !seen.insert(key.value.clone()) {
                return Err(duplicate_key(&key));
            }
            if !self.eat(':') {
                return Err(self.unexpected("`:`"));
            }
            entries.push(Entry { key, node: self.value(depth + 1)? });
            if self.eat('}') {
                return Ok(Kind::Map(entries));
            }
            if !self.eat(',') {
                return Err(self.unexpected("`,` or `}`"));
            }
        }
    }
}

fn syntax(span: Range<usize>, message: impl Into<String>) -> Fault {
    Fault::new("syntax", span, format!("not valid JSON: {}", message.into()), "here")
}

/// A value that stands deeper than anything sensible.
pub(super) fn too_deep(span: Range<usize>) -> Fault {
    Fault::new("too-deep", span, format!("lists and maps stand more than {DEPTH} deep"), "here")
}

/// A key that its map has already.
pub(super) fn duplicate_key(key: &Spanned<String>) -> Fault {
    Fault::new("duplicate-key", key.span.clone(), format!("the key `{}` stands twice", key.value), "a second time here")
        .help("remove one of the two")
}
