//! `[..]` as Java reads it: unions by nesting, intersections by `&&`, a negation that covers both, and no POSIX names.

use super::charset::CharSet;
use super::error::PatternError;
use super::escape::Escaped;
use super::parse::{Parsed, Parser};

impl Parser {
    /// A class from its `[` to its `]`.
    pub(super) fn bracket(&mut self) -> Parsed<CharSet> {
        self.deeper()?;
        self.at += 1;
        // Under `(?x)`, Java sees the negation only directly after the bracket.
        let negated = self.raw() == Some('^');
        if negated {
            self.at += 1;
        }
        let set = self.class_items()?;
        self.at += 1;
        self.shallower();
        Ok(set.negated_if(negated))
    }

    /// Everything up to a `]`, which stays. A `]` before any item is an item.
    fn class_items(&mut self) -> Parsed<CharSet> {
        let mut left: Option<CharSet> = None;
        let mut items = 0_usize;
        let mut intersected = false;
        loop {
            match self.peek() {
                None => return Err(self.refused("a character class is not closed with `]`")),
                Some('&') if self.raw_at(1) == Some('&') => {
                    self.at += 2;
                    left = Some(self.intersection(left, items)?);
                    intersected = true;
                    continue;
                }
                Some(']') => {
                    if let Some(set) = left {
                        return Ok(set);
                    }
                }
                Some(_) => {}
            }
            if intersected {
                // Java adds such an item to both sides of the intersection or to one, by how it stores it.
                return Err(PatternError::not_judged("a character class goes on after `&&[..]` with a single `&`"));
            }
            if self.flags.comments
                && self.raw() == Some('&')
                && self.raw_at(1).is_some_and(|c| c.is_ascii_whitespace() || c == '#')
            {
                return Err(PatternError::not_judged("under `(?x)` there is a blank after `&` in a character class"));
            }
            let item = if self.raw() == Some('[') { self.bracket()? } else { self.class_item()? };
            items += 1;
            left = Some(match left {
                Some(set) => set.or(&item),
                None => item,
            });
        }
    }

    /// The right side of `&&`: nested classes and bare items, up to the next `&` or `]`.
    fn intersection(&mut self, left: Option<CharSet>, items: usize) -> Parsed<CharSet> {
        let mut right: Option<CharSet> = None;
        loop {
            let more = match self.peek() {
                Some(']' | '&') => break,
                Some('[') => self.bracket()?,
                _ => {
                    self.deeper()?;
                    let items = self.class_items()?;
                    self.shallower();
                    items
                }
            };
            right = Some(match right {
                Some(set) => set.or(&more),
                None => more,
            });
        }
        match (left, right) {
            (Some(left), Some(right)) => Ok(left.and(&right)),
            (None, Some(right)) => Ok(right),
            (Some(left), None) if items <= 1 => Ok(left),
            (Some(_), None) => Err(PatternError::not_judged("a character class has nothing after `&&`")),
            (None, None) => Err(self.refused("a character class has nothing on both sides of `&&`")),
        }
    }

    fn class_item(&mut self) -> Parsed<CharSet> {
        let first = if self.raw() == Some('\\') {
            let in_range = self.raw_at(2) == Some('-');
            match self.escape(true, in_range)? {
                Escaped::Char(c) => c,
                Escaped::Set(set) => return Ok(set),
                Escaped::Node(_) => return Err(self.refused("this escape is not for character classes")),
            }
        } else {
            let c = self.raw();
            self.at += 1;
            c.ok_or_else(|| self.refused("a character class is not closed with `]`"))?
        };
        if self.peek() != Some('-') || matches!(self.raw_at(1), Some('[' | ']')) {
            return Ok(self.literal(first));
        }
        self.at += 1;
        self.no_blank_inside("a range")?;
        let last = match self.raw() {
            Some('\\') => match self.escape(true, true)? {
                Escaped::Char(c) => c,
                _ => return Err(self.refused("a range cannot end with a class of characters")),
            },
            Some(c) => {
                self.at += 1;
                c
            }
            None => return Err(self.refused("a character class is not closed with `]`")),
        };
        if last < first {
            return Err(self.refused(format!("the range `{first}-{last}` is in the wrong order")));
        }
        let range = CharSet::range(first, last);
        self.caveats.folding |= self.flags.ignore_case && self.flags.unicode_case;
        Ok(if self.flags.ignore_case { range.fold_ascii() } else { range })
    }
}
