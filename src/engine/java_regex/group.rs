//! What starts with `(`: groups, look-around and inline flags.

use super::ast::Node;
use super::error::PatternError;
use super::parse::{Parsed, Parser};

impl Parser {
    /// A group; `None` for flags that stand alone, `(?i)`.
    pub(super) fn group(&mut self) -> Parsed<Option<Node>> {
        self.deeper()?;
        let saved = self.flags;
        self.at += 1;
        self.no_blank_inside("the opening of a group")?;
        let node = if self.raw() == Some('?') {
            self.at += 1;
            match self.special_group()? {
                Some(node) => node,
                None => {
                    self.shallower();
                    return Ok(None);
                }
            }
        } else {
            self.capturing()?
        };
        if self.peek() != Some(')') {
            return Err(self.refused("a group is not closed with `)`"));
        }
        self.at += 1;
        self.flags = saved;
        self.shallower();
        Ok(Some(node))
    }

    fn capturing(&mut self) -> Parsed<Node> {
        self.groups += 1;
        let number = self.groups;
        Ok(Node::Group { number: Some(number), body: Box::new(self.alternatives()?) })
    }

    fn special_group(&mut self) -> Parsed<Option<Node>> {
        let kind = self.raw();
        if !matches!(kind, Some(':' | '=' | '!' | '>' | '<')) {
            return self.flag_group();
        }
        self.at += 1;
        Ok(Some(match kind {
            Some(':') => Node::Group { number: None, body: Box::new(self.alternatives()?) },
            Some('>') => Node::Atomic(Box::new(self.alternatives()?)),
            Some('<') if !matches!(self.raw(), Some('=' | '!')) => self.named()?,
            Some('<') => {
                let negated = self.raw() == Some('!');
                self.at += 1;
                self.look(true, negated)?
            }
            _ => self.look(false, kind == Some('!'))?,
        }))
    }

    fn look(&mut self, behind: bool, negated: bool) -> Parsed<Node> {
        self.caveats.looks = true;
        let offset = self.offset();
        let body = Box::new(self.alternatives()?);
        if behind {
            super::lengths::check_look_behind(&body, offset)?;
        }
        Ok(Node::Look { behind, negated, body })
    }

    fn named(&mut self) -> Parsed<Node> {
        let name = self.group_name()?;
        if self.names.iter().any(|(known, _)| *known == name) {
            return Err(self.refused(format!("two groups have the name `{name}`")));
        }
        self.names.push((name, self.groups + 1));
        self.capturing()
    }

    /// `name>` after `(?<` or `\k<`.
    pub(super) fn group_name(&mut self) -> Parsed<String> {
        let mut name = String::new();
        while let Some(c) = self.raw().filter(char::is_ascii_alphanumeric) {
            name.push(c);
            self.at += 1;
        }
        self.no_blank_inside("a group's name")?;
        if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
            return Err(self.refused("a group's name must start with a letter from A to Z"));
        }
        if self.raw() != Some('>') {
            return Err(self.refused("a group's name has only letters from A to Z and digits, and ends with `>`"));
        }
        self.at += 1;
        Ok(name)
    }

    /// `(?flags-flags)` and `(?flags-flags:..)`.
    fn flag_group(&mut self) -> Parsed<Option<Node>> {
        let mut on = true;
        loop {
            self.no_blank_inside("inline flags")?;
            match self.raw() {
                Some('-') if on => on = false,
                Some('c') if on => {
                    return Err(PatternError::not_judged("canonical equivalence, `(?c)`, is not supported"));
                }
                Some('c') => {}
                Some('i') => self.flags.ignore_case = on,
                Some('m') => self.flags.multiline = on,
                Some('s') => self.flags.dot_all = on,
                Some('d') => self.flags.unix_lines = on,
                Some('u') => self.flags.unicode_case = on,
                Some('x') => self.flags.comments = on,
                Some('U') => {
                    self.flags.unicode_classes = on;
                    self.flags.unicode_case = on;
                }
                Some(')') => {
                    self.at += 1;
                    return Ok(None);
                }
                Some(':') => {
                    self.at += 1;
                    return Ok(Some(Node::Group { number: None, body: Box::new(self.alternatives()?) }));
                }
                _ => return Err(self.refused("`(?` is followed by something that is not a kind of group in Java")),
            }
            self.at += 1;
        }
    }
}
