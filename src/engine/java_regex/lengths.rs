//! How long a match can be, as Java reckons it: it decides which look-behinds Java refuses, and how it runs a repetition.
//!
//! Java keeps the lengths in 32 bits with a sign and has a few ways of its own: `a*` has a length in a look-behind, `(ab|c)*` has none.
//! Evidence: what JDK 17 refuses with "look-behind group does not have an obvious maximum length".

use super::ast::{Kind, Node};
use super::error::PatternError;

/// What Java knows of a piece: its lengths, and whether it can match in one way only.
#[derive(Debug, Clone, Copy)]
struct Lengths {
    min: i32,
    max: i32,
    max_known: bool,
    /// How often `max` overflowed.
    overflows: u32,
    fixed_path: bool,
}

/// Java reckons what follows an alternation from zero and adds it afterwards, which matters for its test of overflow.
#[derive(Debug, Clone, Copy)]
struct Reckoning {
    settled: Lengths,
    current: Lengths,
}

impl Lengths {
    const NONE: Self = Self { min: 0, max: 0, max_known: true, overflows: 0, fixed_path: true };

    fn plus(self, other: Self) -> Self {
        let (max, overflow) = self.max.overflowing_add(other.max);
        Self {
            min: self.min.wrapping_add(other.min),
            max,
            max_known: self.max_known && other.max_known,
            overflows: self.overflows + other.overflows + u32::from(overflow),
            fixed_path: self.fixed_path && other.fixed_path,
        }
    }

    fn of(min: i32, max: i32) -> Self {
        Self { min, max, ..Self::NONE }
    }

    fn not_fixed(self) -> Self {
        Self { fixed_path: false, ..self }
    }
}

impl Reckoning {
    const NONE: Self = Self { settled: Lengths::NONE, current: Lengths::NONE };

    fn total(self) -> Lengths {
        self.settled.plus(self.current)
    }

    fn then(self, piece: Lengths) -> Self {
        Self { current: self.current.plus(piece), ..self }
    }

    fn settle(self, piece: Lengths) -> Self {
        Self { settled: self.total().plus(piece).not_fixed(), current: Lengths::NONE }
    }
}

/// Refuses the body of a look-behind that has no maximum length for Java.
pub(super) fn check_look_behind(body: &Node, offset: usize) -> Result<(), PatternError> {
    if contains_cluster(body) {
        return Err(PatternError::not_judged("`\\X` inside a look-behind is not supported"));
    }
    let lengths = total(body);
    if !lengths.max_known {
        return Err(PatternError::refused("a look-behind has no obvious maximum length", offset));
    }
    // One unlimited repetition overflows Java's sum in a way that is harmless when the rest has a fixed length; with more, Java
    // looks in the wrong place.
    let harmless = lengths.overflows == 1 && lengths.max < 0 && lengths.min >= lengths.max.wrapping_sub(i32::MIN);
    if lengths.overflows > 0 && !harmless {
        return Err(PatternError::not_judged(
            "a look-behind has an unlimited repetition whose length overflows in Java",
        ));
    }
    Ok(())
}

fn contains_cluster(node: &Node) -> bool {
    matches!(node, Node::Cluster) || node.children().iter().any(contains_cluster)
}

/// Whether Java takes the group's body as one that can match in one way only; it then never looks for another one.
pub(super) fn has_fixed_path(body: &Node) -> bool {
    total(body).fixed_path
}

fn total(node: &Node) -> Lengths {
    measure(node, Reckoning::NONE).total()
}

fn measure(node: &Node, before: Reckoning) -> Reckoning {
    match node {
        Node::Set(_) => before.then(Lengths::of(1, 1)),
        Node::LineBreak => before.then(Lengths::of(1, 2)),
        Node::Cluster => before.then(Lengths::of(1, 0).not_fixed()),
        Node::Reference { .. } => before.then(Lengths { max_known: false, ..Lengths::NONE }),
        Node::Group { body, .. } | Node::Atomic(body) => measure(body, before),
        Node::Concat(parts) => parts.iter().fold(before, |so_far, part| measure(part, so_far)),
        Node::Alternatives(all) => before.settle(alternatives(all.iter().map(total))),
        Node::Repeat { body, min, max, kind } => repeat(body, (*min, *max), *kind, before),
        _ => before,
    }
}

fn alternatives(all: impl Iterator<Item = Lengths>) -> Lengths {
    let mut widest = Lengths { min: i32::MAX, max: -1, ..Lengths::NONE };
    for one in all {
        widest.min = widest.min.min(one.min);
        widest.max = widest.max.max(one.max);
        widest.max_known &= one.max_known;
        // Which alternative Java takes for the longest is chance once one has overflowed.
        widest.overflows += 2 * one.overflows;
    }
    widest
}

fn repeat(body: &Node, (min, max): (u32, Option<u32>), kind: Kind, before: Reckoning) -> Reckoning {
    let group = matches!(body, Node::Group { .. });
    let least = i32::try_from(min).unwrap_or(i32::MAX);
    let most = max.map_or(i32::MAX, |max| i32::try_from(max).unwrap_or(i32::MAX));
    if (least, most) == (0, 1) {
        if group && kind != Kind::Possessive {
            return before.settle(alternatives([total(body), Lengths::NONE].into_iter()));
        }
        let mut after = measure(body, before);
        after.current.min = before.total().min.wrapping_sub(after.settled.min);
        return after.then(Lengths::NONE.not_fixed());
    }
    if matches!(body, Node::Set(_)) && max.is_none() && kind == Kind::Greedy {
        return before.then(Lengths::of(least, i32::MAX).not_fixed());
    }
    let inner = total(body);
    if group && kind != Kind::Possessive && !inner.fixed_path {
        return before.then(Lengths { max_known: false, ..Lengths::NONE }.not_fixed());
    }
    Reckoning { current: counted(inner, (least, most), before.current), ..before }
}

/// A counted repetition; Java notices here, and only here, when the sum overflows.
fn counted(inner: Lengths, (least, most): (i32, i32), before: Lengths) -> Lengths {
    let mut after = before;
    after.min = inner.min.wrapping_mul(least).wrapping_add(before.min);
    if after.min < before.min {
        after.min = 0x0FFF_FFFF;
    }
    after.max_known = before.max_known && inner.max_known;
    after.overflows += 2 * inner.overflows;
    if after.max_known {
        let (product, overflow) = inner.max.overflowing_mul(most);
        after.max = product.wrapping_add(before.max);
        after.overflows += 2 * u32::from(overflow);
        after.max_known = after.max >= before.max;
    }
    after.fixed_path = before.fixed_path && inner.fixed_path && least == most;
    after
}
