//! Whether an engine that backtracks can need exponential time to say no.
//!
//! A rule of thumb that names the known shapes and nothing else: it follows no look-around and proves nothing.

use super::ast::{Kind, Node};
use super::charset::CharSet;
use super::references::can_be_empty;

/// A loop that can run so often counts as one without an end.
const MANY: u32 = 10;

/// Whether some loop in the pattern has one of the known shapes.
pub(super) fn is_catastrophic(node: &Node) -> bool {
    let here = match node {
        Node::Repeat { body, max, kind, .. } => {
            let many = max.is_none_or(|max| max >= MANY);
            let split = *kind != Kind::Possessive || max.is_none();
            (many && split && (has_loop_on(body, true, &first(body)) || has_overlapping_choice(body)))
                || (max.is_none_or(|max| max > 1) && has_reference(body))
        }
        _ => false,
    };
    here || node.children().iter().any(is_catastrophic)
}

/// Whether a loop inside can hand its last characters to the next round of the loop around it: `(a+)+`, `(\w+,\w*)+`.
fn has_loop_on(node: &Node, reaches_end: bool, next_round: &CharSet) -> bool {
    match node {
        Node::Group { body, .. } => has_loop_on(body, reaches_end, next_round),
        Node::Alternatives(all) => all.iter().any(|one| has_loop_on(one, reaches_end, next_round)),
        Node::Concat(parts) => parts.iter().enumerate().any(|(index, part)| {
            let rest_is_nothing = parts[index + 1..].iter().all(can_be_empty);
            has_loop_on(part, reaches_end && rest_is_nothing, next_round)
        }),
        Node::Repeat { body, max, kind, .. } if *kind != Kind::Possessive => {
            let many = max.is_none_or(|max| max >= MANY);
            (many && reaches_end && first(body).overlaps(next_round)) || has_loop_on(body, reaches_end, next_round)
        }
        _ => false,
    }
}

/// Two single characters that overlap, as a choice: `(a|a)*`, `(\w|\d)+`.
fn has_overlapping_choice(node: &Node) -> bool {
    match node {
        Node::Group { body, .. } => has_overlapping_choice(body),
        Node::Alternatives(all) => {
            let sets: Vec<&CharSet> = all.iter().filter_map(single).collect();
            sets.iter().enumerate().any(|(index, set)| sets[index + 1..].iter().any(|other| set.overlaps(other)))
        }
        _ => false,
    }
}

fn single(node: &Node) -> Option<&CharSet> {
    match node {
        Node::Set(set) => Some(set),
        Node::Group { body, .. } => single(body),
        _ => None,
    }
}

fn has_reference(node: &Node) -> bool {
    matches!(node, Node::Reference { .. }) || node.children().iter().any(has_reference)
}

/// The characters that a match of the piece can begin with.
fn first(node: &Node) -> CharSet {
    match node {
        Node::Set(set) => set.clone(),
        Node::Cluster => CharSet::all(),
        Node::LineBreak => CharSet::range('\n', '\r'),
        Node::Group { body, .. } | Node::Atomic(body) | Node::Repeat { body, .. } => first(body),
        Node::Alternatives(all) => all.iter().fold(CharSet::empty(), |set, one| set.or(&first(one))),
        Node::Concat(parts) => {
            let mut set = CharSet::empty();
            for part in parts {
                set = set.or(&first(part));
                if !can_be_empty(part) {
                    break;
                }
            }
            set
        }
        _ => CharSet::empty(),
    }
}
