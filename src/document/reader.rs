//! Typed values out of a tree, with all faults collected.

use std::cell::RefCell;
use std::fmt::Display;
use std::ops::{Range, RangeInclusive};
use std::str::FromStr;
use std::time::{Duration, SystemTime};

use serde_json::{Map, Value};

use super::did_you_mean::did_you_mean;
use super::fault::Fault;
use super::fields::Fields;
use super::node::{Entry, Kind, Node, Spanned};
use super::source_text::{Document, Origin};
use crate::appsync::Secret;
use crate::error::{Error, Result};

/// Takes typed values out of a document and collects what is wrong on the way.
///
/// A *shape* is a function from a node to `Option<T>`, such as [`Reader::text`]; it records a fault whenever it answers
/// `None`. Shapes go on after a fault, so that a user sees all of them at once, and [`Reader::finish`] makes one error of
/// what was recorded.
#[derive(Debug)]
pub struct Reader<'d> {
    document: &'d Document,
    faults: RefCell<Vec<Fault>>,
    path: RefCell<Vec<Step>>,
    secrets: RefCell<Vec<Range<usize>>>,
}

/// One step from the top of the document towards the value that is being read.
#[derive(Debug, Clone)]
pub(super) enum Step {
    Key(String),
    Index(usize),
}

impl<'d> Reader<'d> {
    /// A reader of this document.
    #[must_use]
    pub fn new(document: &'d Document) -> Self {
        Self { document, faults: RefCell::default(), path: RefCell::default(), secrets: RefCell::default() }
    }

    /// The value, if nothing was wrong.
    ///
    /// # Errors
    ///
    /// Everything that was recorded, as one error of kind `input`: the first fault in the text gives code and message,
    /// each of the first twenty gives a place. Secrets are masked in the text of the places.
    pub fn finish<T>(self, value: Option<T>) -> Result<T> {
        let origin = self.origin();
        match (Fault::into_error(self.faults.into_inner(), &origin), value) {
            (Some(error), _) => Err(error),
            (None, Some(value)) => Ok(value),
            (None, None) => Err(Error::bug(format!("`{}` was refused without a reason", origin.name))),
        }
    }

    /// The file, with the secrets that were read so far masked: what is kept to show places later.
    #[must_use]
    pub fn origin(&self) -> Origin {
        let mut bytes = self.document.text().as_bytes().to_vec();
        for span in self.secrets.borrow().iter() {
            // Line breaks stay, so that lines keep their numbers.
            let secret = bytes.get_mut(span.clone()).into_iter().flatten();
            secret.filter(|byte| !matches!(byte, b'\n' | b'\r')).for_each(|byte| *byte = b'*');
        }
        // Spans begin and end between characters, so what is left is text.
        let text = String::from_utf8_lossy(&bytes).into_owned();
        Origin { name: self.document.name().to_owned(), text }
    }

    /// Has a place masked wherever the text is shown.
    pub fn mask(&self, span: Range<usize>) {
        self.secrets.borrow_mut().push(span);
    }

    /// Notes a fault. Answers `None`, so that a shape can end with it.
    pub fn fault<T>(&self, fault: Fault) -> Option<T> {
        self.faults.borrow_mut().push(fault);
        None
    }

    /// Notes that a value has the right type and is wrong all the same (code `wrong-value`). The message gets the path of
    /// the value in front; the help is one thing to do.
    pub fn wrong_value<T>(&self, span: &Range<usize>, message: impl Display, help: Option<&str>) -> Option<T> {
        let path = self.path();
        let message = if path.is_empty() { message.to_string() } else { format!("in `{path}`: {message}") };
        let fault = Fault::new("wrong-value", span.clone(), message, "here");
        self.fault(Fault { help: help.map(str::to_owned), ..fault })
    }

    /// Reads the top of the document, which must be a map. `what` names the document in a message: `the suite`.
    pub fn root<T>(&self, what: &str, read: impl FnOnce(&Fields<'_, 'd>) -> Option<T>) -> Option<T> {
        match self.document.root() {
            Some(node) => self.fields(node, read),
            None => self.fault(Fault::new("empty", 0..0, format!("{what} is empty"), "nothing here")),
        }
    }

    /// A map with known keys; a key that `read` does not ask for is a fault.
    ///
    /// `read` must ask for all keys before its first `?`, or keys that were not asked for are called unknown.
    pub fn fields<T>(&self, node: &'d Node, read: impl FnOnce(&Fields<'_, 'd>) -> Option<T>) -> Option<T> {
        let Kind::Map(entries) = &node.kind else { return self.wrong_type(node, "a map") };
        let fields = Fields::new(self, entries, node.span.clone());
        let value = read(&fields);
        fields.end();
        value
    }

    /// A text.
    pub fn text(&self, node: &Node) -> Option<String> {
        self.text_slice(node).map(str::to_owned)
    }

    /// A text with its place.
    pub fn spanned_text(&self, node: &Node) -> Option<Spanned<String>> {
        Some(Spanned { value: self.text(node)?, span: node.span.clone() })
    }

    /// A text that is not empty.
    pub fn name(&self, node: &Node) -> Option<String> {
        let text = self.text(node)?;
        if text.is_empty() {
            self.wrong_value(&node.span, "the text is empty", Some("write a text or remove the key"))
        } else {
            Some(text)
        }
    }

    /// A text that is not empty, with its place.
    pub fn spanned_name(&self, node: &Node) -> Option<Spanned<String>> {
        Some(Spanned { value: self.name(node)?, span: node.span.clone() })
    }

    /// A text that must not be seen; it is masked in the text of every error.
    pub fn secret(&self, node: &Node) -> Option<Secret> {
        self.mask(node.span.clone());
        let text = self.text_slice(node)?;
        let written = self.document.text();
        if written.get(node.span.clone()).is_some_and(|written| written.starts_with('*')) {
            // An alias: what must not be seen stands at the anchor.
            let anchored = written.match_indices(text).map(|(at, found)| at..at + found.len());
            self.secrets.borrow_mut().extend(anchored.filter(|span| !span.is_empty()));
        }
        Some(Secret::new(text))
    }

    fn text_slice<'n>(&self, node: &'n Node) -> Option<&'n str> {
        match &node.kind {
            Kind::Text(text) => Some(text),
            Kind::Bool(_) | Kind::Integer(_) | Kind::Float(_) => {
                self.fault(self.mismatch(node, "a text").help("put the value in quotes"))
            }
            _ => self.wrong_type(node, "a text"),
        }
    }

    /// `true` or `false`.
    pub fn boolean(&self, node: &Node) -> Option<bool> {
        match node.kind {
            Kind::Bool(value) => Some(value),
            _ => self.wrong_type(node, "true or false"),
        }
    }

    /// `true` and nothing else: for a key that only says that something is so.
    pub fn only_true(&self, node: &Node) -> Option<()> {
        match node.kind {
            Kind::Bool(true) => Some(()),
            Kind::Bool(false) => self.fault(self.mismatch(node, "true").help("remove the key where it does not hold")),
            _ => self.wrong_type(node, "true"),
        }
    }

    /// A whole number.
    pub fn integer(&self, node: &Node) -> Option<i64> {
        self.integer_in(node, i64::MIN..=i64::MAX)
    }

    /// A whole number within bounds.
    pub fn integer_in(&self, node: &Node, bounds: RangeInclusive<i64>) -> Option<i64> {
        let Kind::Integer(value) = node.kind else { return self.wrong_type(node, "an integer") };
        match i64::try_from(value) {
            Ok(value) if bounds.contains(&value) => Some(value),
            _ => {
                let bounds = format!("from {} to {}", bounds.start(), bounds.end());
                let help = format!("write an integer {bounds}");
                self.wrong_value(&node.span, format!("{value} is not {bounds}"), Some(&help))
            }
        }
    }

    /// A number, whole or not.
    #[expect(clippy::cast_precision_loss, reason = "a float was asked for")]
    pub fn float(&self, node: &Node) -> Option<f64> {
        match node.kind {
            Kind::Integer(value) => Some(value as f64),
            Kind::Float(value) => Some(value),
            _ => self.wrong_type(node, "a number"),
        }
    }

    /// A length of time with its unit: `250ms`, `1s`, `2m 30s`.
    pub fn duration(&self, node: &Node) -> Option<Duration> {
        let help = "write a number and its unit, such as `250ms` or `1s`";
        let Kind::Text(text) = &node.kind else { return self.fault(self.mismatch(node, "a duration").help(help)) };
        let refused = || self.wrong_value(&node.span, format!("`{text}` is not a duration"), Some(help));
        humantime::parse_duration(text).ok().or_else(refused)
    }

    /// A point in time as RFC 3339 writes it in UTC: `2026-01-31T12:00:00Z`.
    pub fn time(&self, node: &Node) -> Option<SystemTime> {
        let text = self.text_slice(node)?;
        let help = "write it as `2026-01-31T12:00:00Z`";
        let refused = || self.wrong_value(&node.span, format!("`{text}` is not a point in time"), Some(help));
        humantime::parse_rfc3339(text).ok().or_else(refused)
    }

    /// A text that a type of ours reads.
    pub fn parsed<T: FromStr<Err: Display>>(&self, node: &Node) -> Option<T> {
        let text = self.text_slice(node)?;
        text.parse().map_or_else(|error| self.wrong_value(&node.span, error, None), Some)
    }

    /// As [`Reader::parsed`], with the place.
    pub fn spanned<T: FromStr<Err: Display>>(&self, node: &Node) -> Option<Spanned<T>> {
        Some(Spanned { value: self.parsed(node)?, span: node.span.clone() })
    }

    /// One of a few words.
    pub fn word<T: Copy>(&self, node: &Node, words: &[(&'static str, T)]) -> Option<T> {
        let text = self.text_slice(node)?;
        if let Some((_, value)) = words.iter().find(|(word, _)| *word == text) {
            return Some(*value);
        }
        let names: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        let help = match did_you_mean(text, names.iter().copied()) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => format!("write {}", either(&names)),
        };
        self.wrong_value(&node.span, format!("`{text}` is not {}", either(&names)), Some(&help))
    }

    /// Any value, as JSON, keys in the order of the file.
    pub fn json(&self, node: &Node) -> Option<Value> {
        node.to_json().map_or_else(
            |span| self.wrong_value(&span, "JSON has no such number", Some("write another number or a text")),
            Some,
        )
    }

    /// A map of anything, as JSON.
    pub fn json_map(&self, node: &Node) -> Option<Map<String, Value>> {
        match (&node.kind, self.json(node)) {
            (Kind::Map(_), Some(Value::Object(map))) => Some(map),
            (Kind::Map(_), _) => None,
            _ => self.wrong_type(node, "a map"),
        }
    }

    /// A list, each item in the same shape.
    pub fn list<T>(&self, node: &'d Node, shape: impl Fn(&Self, &'d Node) -> Option<T>) -> Option<Vec<T>> {
        let Kind::List(items) = &node.kind else { return self.wrong_type(node, "a list") };
        let read = |(index, item)| self.within(Step::Index(index), || shape(self, item));
        // First all, then whether all were good: every item shall have its say.
        let values: Vec<Option<T>> = items.iter().enumerate().map(read).collect();
        values.into_iter().collect()
    }

    /// A map with keys of the user's own, each value in the same shape, in the order of the file.
    pub fn map<T>(
        &self,
        node: &'d Node,
        shape: impl Fn(&Self, &'d Node) -> Option<T>,
    ) -> Option<Vec<(Spanned<String>, T)>> {
        self.entries(node, |reader, entry| Some((entry.key.clone(), shape(reader, &entry.node)?)))
    }

    /// As [`Reader::map`], for a shape that needs the key too.
    pub fn entries<T>(&self, node: &'d Node, shape: impl Fn(&Self, &'d Entry) -> Option<T>) -> Option<Vec<T>> {
        let Kind::Map(entries) = &node.kind else { return self.wrong_type(node, "a map") };
        let read = |entry: &'d Entry| self.within(Step::Key(entry.key.value.clone()), || shape(self, entry));
        let values: Vec<Option<T>> = entries.iter().map(read).collect();
        values.into_iter().collect()
    }

    /// Notes that a value has the wrong type (code `wrong-type`).
    pub fn wrong_type<T>(&self, node: &Node, expected: &str) -> Option<T> {
        self.fault(self.mismatch(node, expected))
    }

    fn mismatch(&self, node: &Node, expected: &str) -> Fault {
        let message = format!("expected {expected}{}, found {}", self.place("for"), node.kind.name());
        let fault = Fault::new("wrong-type", node.span.clone(), message, format!("expected {expected}"));
        if node.kind == Kind::Null { fault.help("write a value or remove the key") } else { fault }
    }

    /// Reads with one more step in the path of messages.
    pub(super) fn within<T>(&self, step: Step, read: impl FnOnce() -> T) -> T {
        self.path.borrow_mut().push(step);
        let value = read();
        self.path.borrow_mut().pop();
        value
    }

    /// ` in `PATH``, or nothing at the top.
    pub(super) fn place(&self, word: &str) -> String {
        let path = self.path();
        if path.is_empty() { path } else { format!(" {word} `{path}`") }
    }

    /// Where the reading is: `cases[0].expect.ttl`.
    fn path(&self) -> String {
        let mut path = String::new();
        for step in self.path.borrow().iter() {
            match step {
                Step::Key(key) if path.is_empty() => path.push_str(key),
                Step::Key(key) => path.extend([".", key]),
                Step::Index(index) => path.push_str(&format!("[{index}]")),
            }
        }
        path
    }
}

/// `` `a`, `b` or `c` ``
pub(super) fn either(words: &[&str]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    match quoted.as_slice() {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}
