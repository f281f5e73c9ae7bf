//! What a backslash means in Java.

use super::ast::Node;
use super::charset::CharSet;
use super::error::PatternError;
use super::parse::{Parsed, Parser};

/// What an escape stands for.
#[derive(Debug)]
pub(super) enum Escaped {
    /// One character; the flags for case are still to be applied.
    Char(char),
    /// A predefined class.
    Set(CharSet),
    /// Something that is not a character; never inside `[..]`.
    Node(Node),
}

impl Parser {
    /// Reads an escape from its backslash on. `in_class` is inside `[..]`; `in_range` where a range starts or ends, which makes
    /// `\v` the one character that it was before Java 8.
    pub(super) fn escape(&mut self, in_class: bool, in_range: bool) -> Parsed<Escaped> {
        let Some(c) = self.raw_at(1) else {
            return Err(self.refused("the pattern ends with a backslash"));
        };
        if let Some(node) = self.assertion_escape(c, in_class)? {
            return Ok(Escaped::Node(node));
        }
        if let Some(set) = self.class_escape(c, in_range)? {
            return Ok(Escaped::Set(set));
        }
        let start = self.at;
        self.at += 2;
        let value = match c {
            '0' => self.octal()?,
            'x' => self.hexadecimal()?,
            'u' => self.utf16()?,
            'c' => self.control()?,
            'a' => 0x07,
            'e' => 0x1b,
            'f' => 0x0c,
            'n' => 0x0a,
            'r' => 0x0d,
            't' => 0x09,
            'v' => 0x0b,
            'N' => return Err(self.character_name()),
            'C'
            | 'E'
            | 'F'
            | 'I'..='M'
            | 'O'
            | 'Q'
            | 'T'
            | 'U'
            | 'Y'
            | 'g'
            | 'i'
            | 'j'
            | 'l'
            | 'm'
            | 'o'
            | 'q'
            | 'y'
            | 'A'
            | 'B'
            | 'G'
            | 'R'
            | 'X'
            | 'Z'
            | 'b'
            | 'k'
            | 'z'
            | '1'..='9' => {
                self.at = start;
                return Err(self.refused(format!(
                    "`\\{c}` is not an escape in Java{}",
                    if in_class { " inside `[..]`" } else { "" }
                )));
            }
            other => u32::from(other),
        };
        char::from_u32(value).map(Escaped::Char).ok_or_else(|| {
            PatternError::not_judged("the pattern names half of a surrogate pair, which no text contains")
        })
    }

    fn assertion_escape(&mut self, c: char, in_class: bool) -> Parsed<Option<Node>> {
        if in_class {
            return Ok(None);
        }
        let node = match c {
            'A' | 'G' => Node::Begin,
            'z' => Node::End,
            'Z' => Node::LineEnd { multiline: false, unix: self.flags.unix_lines },
            'R' => Node::LineBreak,
            'X' => {
                self.caveats.cluster = true;
                Node::Cluster
            }
            'b' if self.raw_at(2) == Some('{') => return self.boundary_with_brace(),
            'b' | 'B' => self.word_boundary(c == 'B'),
            'k' => return self.named_reference().map(Some),
            '1'..='9' => return Ok(Some(self.numbered_reference())),
            _ => return Ok(None),
        };
        self.at += 2;
        Ok(Some(node))
    }

    fn word_boundary(&mut self, negated: bool) -> Node {
        self.caveats.tables = true;
        self.caveats.looks = true;
        self.caveats.boundary |= !self.flags.unicode_classes;
        Node::WordBoundary { negated }
    }

    /// `\b{g}`; anything else after the brace is no repetition in Java.
    fn boundary_with_brace(&mut self) -> Parsed<Option<Node>> {
        if self.raw_at(3) != Some('g') {
            self.at += 2;
            return Ok(Some(self.word_boundary(false)));
        }
        if self.raw_at(4) == Some('}') {
            return Err(PatternError::not_judged("grapheme boundaries, `\\b{g}`, are not supported"));
        }
        Err(self.refused("`\\b{g` is not closed with `}`"))
    }

    /// Java takes the first digit always, and each further digit only while so many groups have been opened.
    fn numbered_reference(&mut self) -> Node {
        self.at += 1;
        let mut group = 0;
        while let Some(digit) = self.raw().and_then(|c| c.to_digit(10)).and_then(|digit| usize::try_from(digit).ok()) {
            let longer = group * 10 + digit;
            if group != 0 && longer > self.groups {
                break;
            }
            group = longer;
            self.at += 1;
            self.peek();
        }
        self.reference(group)
    }

    fn named_reference(&mut self) -> Parsed<Node> {
        if self.raw_at(2) != Some('<') {
            return Err(self.refused("`\\k` must be followed by `<` and a group's name"));
        }
        self.at += 3;
        let name = self.group_name()?;
        match self.names.iter().find(|(known, _)| *known == name) {
            Some((_, group)) => Ok(self.reference(*group)),
            None => Err(self.refused(format!("no group before this place has the name `{name}`"))),
        }
    }

    fn reference(&mut self, group: usize) -> Node {
        self.caveats.references = true;
        self.caveats.folding |= self.flags.ignore_case;
        Node::Reference { group, fold: self.flags.ignore_case }
    }

    fn class_escape(&mut self, c: char, in_range: bool) -> Parsed<Option<CharSet>> {
        if c == 'p' || c == 'P' {
            return self.family(c == 'P').map(Some);
        }
        if c == 'v' && in_range {
            return Ok(None);
        }
        let unicode = self.flags.unicode_classes;
        let set = match c.to_ascii_lowercase() {
            'd' if unicode => self.table("Nd"),
            'w' if unicode => self.word(),
            's' if unicode => self.table("White_Space"),
            'd' => CharSet::range('0', '9'),
            'w' => CharSet::ranges(&[('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')]),
            's' => CharSet::ranges(&[('\t', '\r'), (' ', ' ')]),
            'h' => horizontal_space(),
            'v' => CharSet::ranges(&[('\n', '\r'), ('\u{85}', '\u{85}'), ('\u{2028}', '\u{2029}')]),
            _ => return Ok(None),
        };
        self.at += 2;
        Ok(Some(set.negated_if(c.is_ascii_uppercase())))
    }

    fn octal(&mut self) -> Parsed<u32> {
        let mut value = 0;
        let mut digits = 0;
        while let Some(digit) = self.raw().and_then(|c| c.to_digit(8)) {
            // Three digits only up to `\0377`.
            if digits == 3 || (digits == 2 && value > 0o37) {
                break;
            }
            value = value * 8 + digit;
            digits += 1;
            self.at += 1;
        }
        if digits < 3 {
            self.no_blank_inside("an escape")?;
        }
        if digits == 0 { Err(self.refused("`\\0` must be followed by an octal digit")) } else { Ok(value) }
    }

    fn hex_digit(&mut self) -> Parsed<Option<u32>> {
        self.no_blank_inside("an escape")?;
        let digit = self.raw().and_then(|c| c.to_digit(16));
        if digit.is_some() {
            self.at += 1;
        }
        Ok(digit)
    }

    fn hex_digits(&mut self, count: usize) -> Parsed<Option<u32>> {
        let mut value = 0;
        for _ in 0..count {
            match self.hex_digit()? {
                Some(digit) => value = value * 16 + digit,
                None => return Ok(None),
            }
        }
        Ok(Some(value))
    }

    fn hexadecimal(&mut self) -> Parsed<u32> {
        if self.raw() != Some('{') {
            let value = self.hex_digits(2)?;
            return value.ok_or_else(|| self.refused("`\\x` must be followed by two hexadecimal digits or `{..}`"));
        }
        self.at += 1;
        let mut value: Option<u32> = None;
        while let Some(digit) = self.hex_digit()? {
            let longer = value.unwrap_or(0) * 16 + digit;
            if longer > u32::from(char::MAX) {
                return Err(self.refused("there is no character with so high a number"));
            }
            value = Some(longer);
        }
        match (value, self.raw()) {
            (Some(value), Some('}')) => {
                self.at += 1;
                Ok(value)
            }
            _ => Err(self.refused("`\\x{` must be followed by hexadecimal digits and `}`")),
        }
    }

    fn utf16(&mut self) -> Parsed<u32> {
        let unit =
            self.hex_digits(4)?.ok_or_else(|| self.refused("`\\u` must be followed by four hexadecimal digits"))?;
        if !(0xD800..0xDC00).contains(&unit) || self.raw() != Some('\\') || self.raw_at(1) != Some('u') {
            return Ok(unit);
        }
        let start = self.at;
        self.at += 2;
        let low =
            self.hex_digits(4)?.ok_or_else(|| self.refused("`\\u` must be followed by four hexadecimal digits"))?;
        if (0xDC00..0xE000).contains(&low) {
            return Ok(0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00));
        }
        self.at = start;
        Ok(unit)
    }

    fn control(&mut self) -> Parsed<u32> {
        self.no_blank_inside("an escape")?;
        match self.raw() {
            Some(c) => {
                self.at += 1;
                Ok(u32::from(c) ^ 64)
            }
            None => Err(self.refused("`\\c` must be followed by a character")),
        }
    }

    fn character_name(&self) -> PatternError {
        let rest = (0..).map_while(|ahead| self.raw_at(ahead));
        if self.raw() != Some('{') || !rest.into_iter().any(|c| c == '}') {
            return self.refused("`\\N` must be followed by a character's name in `{..}`");
        }
        PatternError::not_judged("names of characters, `\\N{..}`, are not supported")
    }
}

fn horizontal_space() -> CharSet {
    CharSet::ranges(&[
        ('\t', '\t'),
        (' ', ' '),
        ('\u{a0}', '\u{a0}'),
        ('\u{1680}', '\u{1680}'),
        ('\u{180e}', '\u{180e}'),
        ('\u{2000}', '\u{200a}'),
        ('\u{202f}', '\u{202f}'),
        ('\u{205f}', '\u{205f}'),
        ('\u{3000}', '\u{3000}'),
    ])
}
