//! A pattern as a tree, after flags, quoting and character classes are resolved.

use super::charset::CharSet;

/// One piece of a pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Node {
    /// Nothing; always matches.
    Empty,
    /// One character of a set.
    Set(CharSet),
    /// The start of the input: `^` without `(?m)`, `\A`, and `\G`, which is the same in a first search.
    Begin,
    /// The very end of the input: `\z`.
    End,
    /// `^` under `(?m)`; `unix` is `(?d)`.
    LineStart { unix: bool },
    /// `$`, or `\Z` (never multi-line).
    LineEnd { multiline: bool, unix: bool },
    /// `\b` and `\B`.
    WordBoundary { negated: bool },
    /// `\X`.
    Cluster,
    /// `\R`.
    LineBreak,
    /// `\1`, `\k<name>`.
    Reference { group: usize, fold: bool },
    /// `(..)` with its number, or `(?:..)`.
    Group { number: Option<usize>, body: Box<Node> },
    /// `(?=..)`, `(?!..)`, `(?<=..)`, `(?<!..)`.
    Look { behind: bool, negated: bool, body: Box<Node> },
    /// `(?>..)`.
    Atomic(Box<Node>),
    /// One after the other.
    Concat(Vec<Node>),
    /// The first that works.
    Alternatives(Vec<Node>),
    /// A quantifier.
    Repeat { body: Box<Node>, min: u32, max: Option<u32>, kind: Kind },
}

/// How a quantifier gives back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Greedy,
    Lazy,
    Possessive,
}

/// A parsed pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pattern {
    pub(super) root: Node,
    pub(super) groups: usize,
    pub(super) caveats: Caveats,
}

/// What of the pattern is only exact for some inputs; plain ASCII without line terminators is always exact.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Caveats {
    /// It uses tables of Unicode, which JDK 17 has in version 13.
    pub(super) tables: bool,
    /// It ignores case beyond ASCII in a way that is not copied here.
    pub(super) folding: bool,
    /// `\b` counts a mark after a letter as part of the word in JDK 17.
    pub(super) boundary: bool,
    /// `\X` is only copied for ASCII.
    pub(super) cluster: bool,
    /// It looks at what is beside a place, where Java can stand between the halves of a surrogate pair.
    pub(super) looks: bool,
    /// It has back-references.
    pub(super) references: bool,
}

impl Node {
    /// Whether the piece can never consume a character.
    pub(super) fn is_assertion(&self) -> bool {
        match self {
            Self::Set(_) | Self::Cluster | Self::LineBreak | Self::Reference { .. } => false,
            Self::Repeat { max: Some(0), .. } | Self::Look { .. } => true,
            _ => self.children().iter().all(Self::is_assertion),
        }
    }

    /// Whether a capturing group stands inside, or the piece is one.
    pub(super) fn holds_group(&self) -> bool {
        matches!(self, Self::Group { number: Some(_), .. }) || self.children().iter().any(Self::holds_group)
    }

    /// The pieces directly inside.
    pub(super) fn children(&self) -> &[Self] {
        match self {
            Self::Group { body, .. } | Self::Look { body, .. } | Self::Atomic(body) | Self::Repeat { body, .. } => {
                std::slice::from_ref(body)
            }
            Self::Concat(parts) | Self::Alternatives(parts) => parts,
            _ => &[],
        }
    }
}
