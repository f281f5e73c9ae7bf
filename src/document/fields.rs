//! A map with known keys.

use std::cell::RefCell;
use std::ops::Range;

use super::did_you_mean::did_you_mean;
use super::fault::Fault;
use super::node::{Entry, Node, Spanned};
use super::reader::{Reader, Step, either};

/// A map with known keys, while it is read. The keys that are asked for are the known ones.
#[derive(Debug)]
pub struct Fields<'r, 'd> {
    reader: &'r Reader<'d>,
    entries: &'d [Entry],
    span: Range<usize>,
    known: RefCell<Vec<&'static str>>,
}

impl<'r, 'd> Fields<'r, 'd> {
    pub(super) fn new(reader: &'r Reader<'d>, entries: &'d [Entry], span: Range<usize>) -> Self {
        Self { reader, entries, span, known: RefCell::default() }
    }

    /// The reader, to note faults that concern several keys.
    #[must_use]
    pub fn reader(&self) -> &'r Reader<'d> {
        self.reader
    }

    /// The place of the whole map.
    #[must_use]
    pub fn span(&self) -> Range<usize> {
        self.span.clone()
    }

    /// The key, its place and its value, when it is there. From here on the key is a known one.
    pub fn entry(&self, key: &'static str) -> Option<&'d Entry> {
        let mut known = self.known.borrow_mut();
        if !known.contains(&key) {
            known.push(key);
        }
        self.entries.iter().find(|entry| entry.key.value == key)
    }

    /// The value of a key, `None` when it is absent or faulty.
    pub fn optional<T>(&self, key: &'static str, shape: impl FnOnce(&Reader<'d>, &'d Node) -> Option<T>) -> Option<T> {
        let entry = self.entry(key)?;
        self.reader.within(Step::Key(key.to_owned()), || shape(self.reader, &entry.node))
    }

    /// As [`Fields::optional`], with the place of the value.
    pub fn spanned<T>(
        &self,
        key: &'static str,
        shape: impl FnOnce(&Reader<'d>, &'d Node) -> Option<T>,
    ) -> Option<Spanned<T>> {
        self.optional(key, |reader, node| Some(Spanned { value: shape(reader, node)?, span: node.span.clone() }))
    }

    /// The value of a key; absent, that is a fault.
    pub fn required<T>(&self, key: &'static str, shape: impl FnOnce(&Reader<'d>, &'d Node) -> Option<T>) -> Option<T> {
        if self.entry(key).is_none() {
            self.missing(&[key]);
        }
        self.optional(key, shape)
    }

    /// Notes that one of these keys should stand here (code `missing-key`).
    pub fn missing(&self, keys: &[&str]) {
        let names = either(keys);
        let message = format!("{names} is missing{}", self.reader.place("in"));
        let fault = Fault::new("missing-key", self.span.clone(), message, format!("without {names}"));
        self.reader.fault::<()>(fault.help(format!("add {names}")));
    }

    /// Notes every two of these keys that stand here together (code `conflicting-keys`).
    pub fn at_most_one(&self, keys: &[&'static str]) {
        let found: Vec<&Entry> = keys.iter().filter_map(|key| self.entry(key)).collect();
        let [first, rest @ ..] = found.as_slice() else { return };
        for other in rest {
            self.conflict(&first.key.value, &other.key.value, "keep one of the two");
        }
    }

    /// Notes that two keys of this map exclude each other (code `conflicting-keys`); the place is the later of the two.
    pub fn conflict(&self, one: &str, other: &str, help: &str) {
        let place = |key: &str| self.entries.iter().find(|entry| entry.key.value == key).map(|entry| &entry.key.span);
        let later = place(one).into_iter().chain(place(other)).max_by_key(|span| span.start);
        let span = later.unwrap_or(&self.span).clone();
        let message = format!("`{one}` and `{other}` exclude each other{}", self.reader.place("in"));
        self.reader.fault::<()>(Fault::new("conflicting-keys", span, message, "not beside the other").help(help));
    }

    /// Notes the keys that nobody asked for.
    pub(super) fn end(&self) {
        let known = self.known.borrow();
        for entry in self.entries.iter().filter(|entry| !known.contains(&entry.key.value.as_str())) {
            let name = &entry.key.value;
            // It may be a slip for a key that holds a secret.
            self.reader.mask(entry.node.span.clone());
            let help = match did_you_mean(name, known.iter().copied()) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => format!("the keys here are {}", known.join(", ")),
            };
            let message = format!("unknown key `{name}`{}", self.reader.place("in"));
            self.reader
                .fault::<()>(Fault::new("unknown-key", entry.key.span.clone(), message, "not a key here").help(help));
        }
    }
}
