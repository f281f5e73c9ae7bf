//! Java's pattern syntax into a tree. Where Java's compiler refuses, so does this parser.

use super::ast::{Caveats, Kind, Node, Pattern};
use super::charset::{CharSet, LINE_TERMINATORS};
use super::error::PatternError;
use super::escape::Escaped;

/// The most characters of a pattern that is judged; none that a person wrote has more.
pub const LONGEST_PATTERN: usize = 10_000;
/// Deeper nesting is not judged, so that no pattern can exhaust the stack.
const DEEPEST_NESTING: usize = 50;

pub(super) type Parsed<T> = Result<T, PatternError>;

/// The inline flags of Java that change what is matched.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Flags {
    pub(super) ignore_case: bool,
    pub(super) multiline: bool,
    pub(super) dot_all: bool,
    pub(super) unix_lines: bool,
    pub(super) unicode_case: bool,
    pub(super) comments: bool,
    pub(super) unicode_classes: bool,
}

#[derive(Debug)]
pub(super) struct Parser {
    /// The pattern without `\Q..\E`, each character with its byte offset in the original.
    text: Vec<(char, usize)>,
    length: usize,
    pub(super) at: usize,
    pub(super) flags: Flags,
    pub(super) groups: usize,
    pub(super) names: Vec<(String, usize)>,
    depth: usize,
    pub(super) caveats: Caveats,
}

/// Parses a whole pattern.
pub(super) fn parse(pattern: &str) -> Parsed<Pattern> {
    if pattern.chars().count() > LONGEST_PATTERN {
        return Err(PatternError::not_judged(format!("the pattern is longer than {LONGEST_PATTERN} characters")));
    }
    if pattern.contains('\0') {
        return Err(PatternError::not_judged("the pattern contains the character NUL"));
    }
    let mut parser = Parser {
        text: unquote(pattern),
        length: pattern.len(),
        at: 0,
        flags: Flags::default(),
        groups: 0,
        names: Vec::new(),
        depth: 0,
        caveats: Caveats::default(),
    };
    let root = parser.alternatives()?;
    if parser.peek().is_some() {
        return Err(parser.refused("`)` without a `(`"));
    }
    Ok(Pattern { root, groups: parser.groups, caveats: parser.caveats })
}

/// Resolves `\Q..\E` as Java does, before anything else is read: outside quotes every escape keeps its two characters; inside,
/// what is not a letter or a digit gets a backslash. A digit that opens a quote is written as `\x3N`, so that it cannot
/// lengthen an escape before the quote.
fn unquote(pattern: &str) -> Vec<(char, usize)> {
    let mut out = Vec::with_capacity(pattern.len());
    let mut chars = pattern.char_indices().map(|(offset, c)| (c, offset)).peekable();
    let mut quoted = false;
    let mut opening = false;
    while let Some((c, offset)) = chars.next() {
        let next = chars.peek().map(|(next, _)| *next);
        let was_opening = std::mem::take(&mut opening);
        match (quoted, c, next) {
            (false, '\\', Some('Q')) => {
                chars.next();
                quoted = true;
                opening = true;
            }
            (false, '\\', Some(_)) => {
                out.push((c, offset));
                out.extend(chars.next());
            }
            (true, '\\', Some('E')) => {
                chars.next();
                quoted = false;
            }
            (true, c, _) if c.is_ascii_digit() && was_opening => {
                out.extend([('\\', offset), ('x', offset), ('3', offset), (c, offset)]);
            }
            (true, c, _) if c.is_ascii() && !c.is_ascii_alphanumeric() => out.extend([('\\', offset), (c, offset)]),
            _ => out.push((c, offset)),
        }
    }
    out
}

impl Parser {
    /// The character here, whatever it is.
    pub(super) fn raw(&self) -> Option<char> {
        self.raw_at(0)
    }

    pub(super) fn raw_at(&self, ahead: usize) -> Option<char> {
        self.text.get(self.at + ahead).map(|(c, _)| *c)
    }

    /// The character here, past blanks and comments under `(?x)`.
    pub(super) fn peek(&mut self) -> Option<char> {
        while self.flags.comments {
            match self.raw() {
                Some(c) if is_blank(c) => self.at += 1,
                Some('#') => {
                    while self.raw().is_some_and(|c| !self.ends_line(c)) {
                        self.at += 1;
                    }
                }
                _ => break,
            }
        }
        self.raw()
    }

    fn ends_line(&self, c: char) -> bool {
        if self.flags.unix_lines { c == '\n' } else { LINE_TERMINATORS.contains(&c) }
    }

    /// Where Java skips blanks inside a token under `(?x)`, the reading is surprising; no one means it.
    pub(super) fn no_blank_inside(&self, token: &str) -> Parsed<()> {
        if self.flags.comments && self.raw().is_some_and(|c| is_blank(c) || c == '#') {
            return Err(PatternError::not_judged(format!("under `(?x)` there is a blank inside {token}")));
        }
        Ok(())
    }

    pub(super) fn offset(&self) -> usize {
        self.text.get(self.at).map_or(self.length, |(_, offset)| *offset)
    }

    pub(super) fn refused(&self, message: impl Into<String>) -> PatternError {
        PatternError::refused(message, self.offset())
    }

    pub(super) fn deeper(&mut self) -> Parsed<()> {
        self.depth += 1;
        if self.depth > DEEPEST_NESTING {
            return Err(PatternError::not_judged(format!("the pattern nests deeper than {DEEPEST_NESTING} levels")));
        }
        Ok(())
    }

    pub(super) fn shallower(&mut self) {
        self.depth -= 1;
    }

    pub(super) fn alternatives(&mut self) -> Parsed<Node> {
        let mut all = vec![self.sequence()?];
        while self.peek() == Some('|') {
            self.at += 1;
            all.push(self.sequence()?);
        }
        Ok(if all.len() == 1 { all.remove(0) } else { Node::Alternatives(all) })
    }

    fn sequence(&mut self) -> Parsed<Node> {
        let mut parts = Vec::new();
        while let Some(c) = self.peek() {
            let piece = match c {
                '|' | ')' => break,
                '(' => match self.group()? {
                    Some(group) => group,
                    None => continue,
                },
                '*' | '+' | '?' => return Err(self.refused(format!("nothing stands before the quantifier `{c}`"))),
                _ => self.atom(c)?,
            };
            parts.push(self.quantified(piece)?);
        }
        Ok(match parts.len() {
            0 => Node::Empty,
            1 => parts.remove(0),
            _ => Node::Concat(parts),
        })
    }

    fn atom(&mut self, c: char) -> Parsed<Node> {
        if c == '[' {
            return Ok(Node::Set(self.bracket()?));
        }
        if c == '\\' {
            return Ok(match self.escape(false, false)? {
                Escaped::Char(c) => Node::Set(self.literal(c)),
                Escaped::Set(set) => Node::Set(set),
                Escaped::Node(node) => node,
            });
        }
        if c == '{' {
            // Java takes a quantifier without an atom as a quantified nothing: `a{2}{3}`.
            return Ok(Node::Empty);
        }
        self.at += 1;
        Ok(match c {
            '^' if self.flags.multiline => Node::LineStart { unix: self.flags.unix_lines },
            '^' => Node::Begin,
            '$' => Node::LineEnd { multiline: self.flags.multiline, unix: self.flags.unix_lines },
            '.' if self.flags.dot_all => Node::Set(CharSet::all()),
            '.' if self.flags.unix_lines => Node::Set(CharSet::of(&['\n']).negated()),
            '.' => Node::Set(CharSet::of(LINE_TERMINATORS).negated()),
            _ => Node::Set(self.literal(c)),
        })
    }

    /// One character as the pattern means it, with the flags for case.
    pub(super) fn literal(&mut self, c: char) -> CharSet {
        match (self.flags.ignore_case, self.flags.unicode_case) {
            (false, _) => CharSet::of(&[c]),
            (true, false) => CharSet::of(&[c]).fold_ascii(),
            (true, true) => {
                self.caveats.tables = true;
                // Java joins this one with its capital in a run of literals, but not alone.
                self.caveats.folding |= c == 'ß';
                CharSet::fold_unicode(c)
            }
        }
    }

    fn quantified(&mut self, body: Node) -> Parsed<Node> {
        let (min, max) = match self.peek() {
            Some('?') => (0, Some(1)),
            Some('*') => (0, None),
            Some('+') => (1, None),
            Some('{') => self.counts()?,
            _ => return Ok(body),
        };
        self.at += 1;
        let kind = match self.peek() {
            Some('?') => Kind::Lazy,
            Some('+') => Kind::Possessive,
            _ => Kind::Greedy,
        };
        if kind != Kind::Greedy {
            self.at += 1;
        }
        Ok(Node::Repeat { body: Box::new(body), min, max, kind })
    }

    /// `{n}`, `{n,}` and `{n,m}`; ends on the closing brace.
    fn counts(&mut self) -> Parsed<(u32, Option<u32>)> {
        self.at += 1;
        let Some(min) = self.count()? else {
            return Err(self.refused("`{` must be followed by a number, or be escaped as `\\{`"));
        };
        let mut max = Some(min);
        self.no_blank_inside("a repetition count")?;
        if self.raw() == Some(',') {
            self.at += 1;
            self.no_blank_inside("a repetition count")?;
            // Nothing after the comma is no limit, but Java reads anything else that is not a digit as the count 0.
            max = if self.raw() == Some('}') { None } else { Some(self.count()?.unwrap_or(0)) };
        }
        self.no_blank_inside("a repetition count")?;
        if self.raw() != Some('}') {
            return Err(self.refused("a repetition count is not closed with `}`"));
        }
        if max.is_some_and(|max| max < min) {
            return Err(self.refused("the repetition counts are in the wrong order"));
        }
        Ok((min, max))
    }

    fn count(&mut self) -> Parsed<Option<u32>> {
        let mut value: Option<u32> = None;
        while let Some(digit) = self.raw().and_then(|c| c.to_digit(10)) {
            let longer = value.unwrap_or(0).checked_mul(10).and_then(|value| value.checked_add(digit));
            // Java counts in 32 bits with a sign.
            value = match longer.filter(|value| i32::try_from(*value).is_ok()) {
                Some(value) => Some(value),
                None => return Err(self.refused("a repetition count is too large")),
            };
            self.at += 1;
        }
        Ok(value)
    }
}

fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\x0B' | '\x0C' | '\r')
}
