//! The tree in the syntax of `fancy-regex`, with every class spelled out.

use std::fmt::Write;

use super::ast::{Kind, Node, Pattern};
use super::charset::{CharSet, LINE_TERMINATORS};
use super::lengths;

/// A larger program text is not worth its compilation.
const LONGEST_PROGRAM: usize = 2_000_000;

/// Which inputs the program is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Inputs {
    /// ASCII without line terminators, which is what a header can carry. Classes are small and `$` is the end, so that most
    /// patterns run in linear time.
    Plain,
    /// Everything.
    Any,
}

/// What the program decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Extent {
    /// The whole input: Java's `matches`.
    Whole,
    /// Some part of it: Java's `find`.
    Part,
}

/// The program's text; `None` when it is too long.
pub(super) fn print(pattern: &Pattern, inputs: Inputs, extent: Extent) -> Option<String> {
    let mut printer =
        Printer { out: String::new(), inputs, groups: pattern.groups, capture: pattern.caveats.references };
    match extent {
        Extent::Whole => printer.wrap(r"\A(?:", &pattern.root, r")\z"),
        Extent::Part => printer.node(&pattern.root),
    }
    (printer.out.len() <= LONGEST_PROGRAM).then_some(printer.out)
}

/// A class that no character is in.
const NEVER: &str = "[a&&b]";

#[derive(Debug)]
struct Printer {
    out: String,
    inputs: Inputs,
    groups: usize,
    /// Without back-references no group needs to capture.
    capture: bool,
}

impl Printer {
    fn node(&mut self, node: &Node) {
        if self.out.len() > LONGEST_PROGRAM {
            return;
        }
        match node {
            Node::Empty => self.out.push_str("(?:)"),
            Node::Set(set) => self.set(set),
            Node::Begin => self.out.push_str(r"\A"),
            Node::End => self.out.push_str(r"\z"),
            Node::LineStart { unix } => self.line_start(*unix),
            Node::LineEnd { multiline, unix } => self.line_end(*multiline, *unix),
            Node::WordBoundary { negated } => self.out.push_str(if *negated { r"\B" } else { r"\b" }),
            Node::Cluster => self.set(&CharSet::all()),
            Node::LineBreak => self.out.push_str(r"(?:\r\n|[\n-\r\x{85}\x{2028}\x{2029}])"),
            Node::Reference { group, .. } if *group > self.groups => self.out.push_str(NEVER),
            Node::Reference { group, fold } => {
                let flag = if *fold { "i" } else { "" };
                let _ = write!(self.out, r"(?{flag}:\{group})");
            }
            Node::Group { number, body } => {
                let open = if number.is_some() && self.capture { "(" } else { "(?:" };
                self.wrap(open, body, ")");
            }
            Node::Look { behind, negated, body } => {
                let open = match (behind, negated) {
                    (false, false) => "(?=",
                    (false, true) => "(?!",
                    (true, false) => "(?<=",
                    (true, true) => "(?<!",
                };
                self.wrap(open, body, ")");
            }
            Node::Atomic(body) => self.wrap("(?>", body, ")"),
            Node::Concat(parts) => parts.iter().for_each(|part| self.part(part)),
            Node::Alternatives(all) => {
                for (index, one) in all.iter().enumerate() {
                    if index > 0 {
                        self.out.push('|');
                    }
                    self.node(one);
                }
            }
            Node::Repeat { body, min, max, kind } => self.repeat(body, (*min, *max), *kind),
        }
    }

    fn part(&mut self, node: &Node) {
        if matches!(node, Node::Alternatives(_)) { self.wrap("(?:", node, ")") } else { self.node(node) }
    }

    fn wrap(&mut self, open: &str, body: &Node, close: &str) {
        self.out.push_str(open);
        self.node(body);
        self.out.push_str(close);
    }

    fn repeat(&mut self, body: &Node, (min, max): (u32, Option<u32>), kind: Kind) {
        if max == Some(0) {
            // The groups inside keep their numbers.
            return if self.capture && body.holds_group() {
                self.skippable(NEVER, body, kind)
            } else {
                self.node(&Node::Empty)
            };
        }
        if body.is_assertion() {
            // What holds once holds again.
            return if min == 0 { self.skippable("", body, kind) } else { self.wrap("(?:", body, ")") };
        }
        // Java never goes back into one round of these.
        let fixed = match body {
            Node::Group { body, .. } => lengths::has_fixed_path(body),
            _ => true,
        };
        let one_way = kind == Kind::Possessive || (fixed && has_line_break(body));
        if kind == Kind::Possessive {
            self.out.push_str("(?>");
        }
        self.wrap(if one_way { "(?>" } else { "(?:" }, body, ")");
        self.count(min, max);
        match kind {
            Kind::Greedy => {}
            Kind::Lazy => self.out.push('?'),
            Kind::Possessive => self.out.push(')'),
        }
    }

    /// A piece, or nothing.
    fn skippable(&mut self, before: &str, body: &Node, kind: Kind) {
        match kind {
            Kind::Lazy => self.wrap(&format!("(?:|{before}(?:"), body, "))"),
            Kind::Greedy => self.wrap(&format!("(?:{before}(?:"), body, ")|)"),
            Kind::Possessive => self.wrap(&format!("(?>{before}(?:"), body, ")|)"),
        }
    }

    fn count(&mut self, min: u32, max: Option<u32>) {
        let _ = match (min, max) {
            (0, None) => write!(self.out, "*"),
            (1, None) => write!(self.out, "+"),
            (0, Some(1)) => write!(self.out, "?"),
            (min, None) => write!(self.out, "{{{min},}}"),
            (min, Some(max)) => write!(self.out, "{{{min},{max}}}"),
        };
    }

    fn set(&mut self, set: &CharSet) {
        let narrowed = match self.inputs {
            Inputs::Plain => set.clone().and(&CharSet::ascii()),
            Inputs::Any => set.clone(),
        };
        let mut pairs = narrowed.pairs();
        match (pairs.next(), pairs.next()) {
            (None, _) => self.out.push_str(NEVER),
            (Some((first, last)), None) if first == last => self.literal(first),
            _ => {
                self.out.push('[');
                for (first, last) in narrowed.pairs() {
                    let _ = write!(self.out, r"\x{{{:x}}}", u32::from(first));
                    if first != last {
                        let _ = write!(self.out, r"-\x{{{:x}}}", u32::from(last));
                    }
                }
                self.out.push(']');
            }
        }
    }

    fn literal(&mut self, c: char) {
        if c.is_ascii_alphanumeric() {
            self.out.push(c);
        } else {
            let _ = write!(self.out, r"\x{{{:x}}}", u32::from(c));
        }
    }

    /// Java's multi-line `^` never stands at the end of the input, not even of an empty one.
    fn line_start(&mut self, unix: bool) {
        self.out.push_str(match (self.inputs, unix) {
            (Inputs::Plain, _) => r"(?:\A(?!\z))",
            (Inputs::Any, true) => r"(?:(?!\z)(?:\A|(?<=\n)))",
            (Inputs::Any, false) => r"(?:(?!\z)(?:\A|(?<=[\n\x{85}\x{2028}\x{2029}])|(?<=\r)(?!\n)))",
        });
    }

    fn line_end(&mut self, multiline: bool, unix: bool) {
        self.out.push_str(match (self.inputs, multiline, unix) {
            (Inputs::Plain, _, _) => r"\z",
            (Inputs::Any, true, true) => r"(?:\z|(?=\n))",
            (Inputs::Any, false, true) => r"(?:\z|(?=\n\z))",
            (Inputs::Any, true, false) => r"(?:\z|(?=[\r\x{85}\x{2028}\x{2029}])|(?<!\r)(?=\n))",
            (Inputs::Any, false, false) => r"(?:\z|(?=\r\n\z)|(?=[\r\x{85}\x{2028}\x{2029}]\z)|(?<!\r)(?=\n\z))",
        });
    }
}

fn has_line_break(node: &Node) -> bool {
    matches!(node, Node::LineBreak) || node.children().iter().any(has_line_break)
}

/// Whether the input is one for [`Inputs::Plain`].
pub(super) fn is_plain(input: &str) -> bool {
    input.is_ascii() && !input.contains(LINE_TERMINATORS)
}
