//! How long a match can be, as Java reckons it: it decides which look-behinds Java refuses, and how it runs a repetition.
//!
//! Java keeps the lengths in 32 bits with a sign and has a few ways of its own: `a*` has a length in a look-behind, `(ab|c)*` has none.
//! Evidence: what JDK 17 refuses with "look-behind group does not have an obvious maximum length".

use super::ast::{Kind, Node};
use super::error::PatternError;

#[derive(Debug, Clone, Copy)]
struct Lengths {
    min: i32,
    max: i32,
    max_known: bool,
    fixed_path: bool,
}

impl Lengths {
    const NONE: Self = Self { min: 0, max: 0, max_known: true, fixed_path: true };

    /// A character or a few, appended.
    fn plus(self, min: i32, max: i32) -> Self {
        Self { min: self.min.wrapping_add(min), max: self.max.wrapping_add(max), ..self }
    }

    fn unknown(self) -> Self {
        Self { max_known: false, fixed_path: false, ..self }
    }
}

/// Refuses the body of a look-behind that has no maximum length for Java.
pub(super) fn check_look_behind(body: &Node, offset: usize) -> Result<(), PatternError> {
    if contains_cluster(body) {
        return Err(PatternError::not_judged("`\\X` inside a look-behind is not supported"));
    }
    let lengths = measure(body, Lengths::NONE);
    if !lengths.max_known {
        return Err(PatternError::refused("a look-behind has no obvious maximum length", offset));
    }
    // Two unlimited repetitions overflow Java's sum, so that it looks in the wrong place.
    if lengths.max < 0 && lengths.max > i32::MIN + 1_000_000 {
        return Err(PatternError::not_judged("a look-behind has more than one unlimited repetition"));
    }
    Ok(())
}

fn contains_cluster(node: &Node) -> bool {
    matches!(node, Node::Cluster) || node.children().iter().any(contains_cluster)
}

/// Whether Java takes the group's body as one that can match in one way only; it then never looks for another one.
pub(super) fn has_fixed_path(body: &Node) -> bool {
    measure(body, Lengths::NONE).fixed_path
}

fn measure(node: &Node, before: Lengths) -> Lengths {
    match node {
        Node::Set(_) => before.plus(1, 1),
        Node::LineBreak => before.plus(1, 2),
        Node::Cluster => Lengths { fixed_path: false, ..before.plus(1, 0) },
        Node::Reference { .. } => Lengths { max_known: false, ..before },
        Node::Group { body, .. } | Node::Atomic(body) => measure(body, before),
        Node::Concat(parts) => parts.iter().fold(before, |so_far, part| measure(part, so_far)),
        Node::Alternatives(all) => alternatives(all.iter().map(|one| measure(one, Lengths::NONE)), before),
        Node::Repeat { body, min, max, kind } => repeat(body, (*min, *max), *kind, before),
        _ => before,
    }
}

fn alternatives(all: impl Iterator<Item = Lengths>, before: Lengths) -> Lengths {
    let mut min = i32::MAX;
    let mut max = -1;
    let mut max_known = before.max_known;
    for one in all {
        min = min.min(one.min);
        max = max.max(one.max);
        max_known &= one.max_known;
    }
    Lengths { max_known, fixed_path: false, ..before.plus(min, max) }
}

fn repeat(body: &Node, (min, max): (u32, Option<u32>), kind: Kind, before: Lengths) -> Lengths {
    let group = matches!(body, Node::Group { .. });
    let least = i32::try_from(min).unwrap_or(i32::MAX);
    let inner = measure(body, Lengths::NONE);
    if (min, max) == (0, Some(1)) {
        if group && kind != Kind::Possessive {
            return alternatives([inner, Lengths::NONE].into_iter(), before);
        }
        let after = measure(body, before);
        return Lengths { min: before.min, fixed_path: false, ..after };
    }
    if group && kind != Kind::Possessive && !inner.fixed_path {
        return before.unknown();
    }
    if matches!(body, Node::Set(_)) && max.is_none() && kind == Kind::Greedy {
        let after = before.plus(least, if before.max_known { i32::MAX } else { 0 });
        return Lengths { fixed_path: false, ..after };
    }
    let most = max.map_or(i32::MAX, |max| i32::try_from(max).unwrap_or(i32::MAX));
    let mut after = before;
    after.min = inner.min.wrapping_mul(least).wrapping_add(before.min);
    if after.min < before.min {
        after.min = 0x0FFF_FFFF;
    }
    after.max_known = before.max_known && inner.max_known;
    if after.max_known {
        after.max = inner.max.wrapping_mul(most).wrapping_add(before.max);
        after.max_known = after.max >= before.max;
    }
    after.fixed_path = before.fixed_path && inner.fixed_path && least == most;
    after
}
