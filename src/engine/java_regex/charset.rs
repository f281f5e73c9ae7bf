//! A set of characters, with Java's rules for ignoring case.

use regex_syntax::hir::{Class, ClassUnicode, ClassUnicodeRange, HirKind};

/// Java's line terminators: `.` stops before them and `$` may stand before a last one.
pub(super) const LINE_TERMINATORS: &[char] = &['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}'];

/// A set of characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct CharSet(ClassUnicode);

impl CharSet {
    pub(super) fn empty() -> Self {
        Self(ClassUnicode::empty())
    }

    pub(super) fn all() -> Self {
        Self::range('\0', char::MAX)
    }

    pub(super) fn ascii() -> Self {
        Self::range('\0', '\x7f')
    }

    pub(super) fn range(first: char, last: char) -> Self {
        Self(ClassUnicode::new([ClassUnicodeRange::new(first, last)]))
    }

    pub(super) fn of(chars: &[char]) -> Self {
        Self(ClassUnicode::new(chars.iter().map(|c| ClassUnicodeRange::new(*c, *c))))
    }

    pub(super) fn ranges(pairs: &[(char, char)]) -> Self {
        Self(ClassUnicode::new(pairs.iter().map(|(first, last)| ClassUnicodeRange::new(*first, *last))))
    }

    /// What `regex-syntax` knows under `\p{name}`; `None` when it knows nothing.
    pub(super) fn table(name: &str) -> Option<Self> {
        let parsed = regex_syntax::parse(&format!(r"\p{{{name}}}")).ok()?;
        match parsed.kind() {
            HirKind::Class(Class::Unicode(class)) => Some(Self(class.clone())),
            HirKind::Literal(literal) => Some(Self::of(&[std::str::from_utf8(&literal.0).ok()?.chars().next()?])),
            _ => None,
        }
    }

    #[must_use]
    pub(super) fn or(mut self, other: &Self) -> Self {
        self.0.union(&other.0);
        self
    }

    #[must_use]
    pub(super) fn and(mut self, other: &Self) -> Self {
        self.0.intersect(&other.0);
        self
    }

    #[must_use]
    pub(super) fn minus(mut self, other: &Self) -> Self {
        self.0.difference(&other.0);
        self
    }

    #[must_use]
    pub(super) fn negated(mut self) -> Self {
        self.0.negate();
        self
    }

    #[must_use]
    pub(super) fn negated_if(self, negate: bool) -> Self {
        if negate { self.negated() } else { self }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.ranges().is_empty()
    }

    pub(super) fn contains(&self, c: char) -> bool {
        let after = self.0.ranges().partition_point(|range| range.end() < c);
        self.0.ranges().get(after).is_some_and(|range| range.start() <= c)
    }

    pub(super) fn includes(&self, other: &Self) -> bool {
        other.clone().minus(self).is_empty()
    }

    pub(super) fn overlaps(&self, other: &Self) -> bool {
        !self.clone().and(other).is_empty()
    }

    pub(super) fn pairs(&self) -> impl Iterator<Item = (char, char)> + '_ {
        self.0.ranges().iter().map(|range| (range.start(), range.end()))
    }

    /// The set and the other case of its ASCII letters: `(?i)` without `(?u)`.
    #[must_use]
    pub(super) fn fold_ascii(self) -> Self {
        let letters: Vec<char> = ('a'..='z').chain('A'..='Z').filter(|c| self.contains(*c)).collect();
        let other = letters
            .iter()
            .map(|c| if c.is_ascii_lowercase() { c.to_ascii_uppercase() } else { c.to_ascii_lowercase() });
        let other = Self::of(&other.collect::<Vec<_>>());
        self.or(&other)
    }

    /// The characters whose properties are the same in Unicode 13, which JDK 17 has, and in the newer version here. Those in the
    /// list have changed since; found by comparing all of JDK 17's tables that are used here.
    pub(super) fn settled_in_unicode_13() -> Self {
        let changed = Self::ranges(&[
            ('\u{363}', '\u{36f}'),
            ('\u{c04}', '\u{c04}'),
            ('\u{f82}', '\u{f83}'),
            ('\u{10fc}', '\u{10fc}'),
            ('\u{1734}', '\u{1734}'),
            ('\u{1dd3}', '\u{1de6}'),
            ('\u{ab69}', '\u{ab69}'),
            ('\u{11080}', '\u{11081}'),
            ('\u{1171e}', '\u{1171e}'),
            ('\u{16fe2}', '\u{16fe3}'),
        ]);
        Self::table("Age=13.0").unwrap_or_else(Self::ascii).minus(&changed)
    }

    /// One character under `(?iu)`: Java compares `toLowerCase(toUpperCase(c))`, which joins the dotted and the dotless `i`.
    pub(super) fn fold_unicode(c: char) -> Self {
        let all_of_i = ['i', 'I', '\u{130}', '\u{131}'];
        if all_of_i.contains(&c) {
            return Self::of(&all_of_i);
        }
        let mut set = ClassUnicode::new([ClassUnicodeRange::new(c, c)]);
        if set.try_case_fold_simple().is_err() {
            return Self::of(&[c]).fold_ascii();
        }
        Self(set)
    }
}
