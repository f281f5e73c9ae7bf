//! What depends on how Java's matcher runs, and so cannot be judged: some back-references, and some loops over nothing.
//!
//! Where Java does not go back into a piece (look-around, `(?>..)`, possessive and some plain repetitions) it does not restore
//! the groups inside either, so a later reference may see text from a path that was given up. Such references are not judged.

use super::ast::{Kind, Node};
use super::error::PatternError;
use super::lengths;

/// What stands between the root and a group or a reference.
#[derive(Debug, Clone, Default)]
struct Place {
    /// The steps from the root: which child was taken.
    path: Vec<usize>,
    /// Groups that are still open here.
    open: Vec<usize>,
    /// Something around does not restore groups.
    kept: bool,
    /// A repetition around runs more than once.
    looped: bool,
    /// A repetition around has a body that can be empty, or runs in a way of its own.
    odd_loop: bool,
    /// A piece around may be skipped.
    optional: Vec<usize>,
}

#[derive(Debug, Default)]
struct Found {
    groups: Vec<(usize, Place)>,
    references: Vec<(usize, Place)>,
}

/// Refuses to judge what Java answers by an accident of its matcher.
pub(super) fn check(root: &Node, groups: usize) -> Result<(), PatternError> {
    check_loops(root, false)?;
    let mut found = Found::default();
    collect(root, &Place::default(), &mut found);
    for (group, reference) in &found.references {
        if *group > groups {
            continue;
        }
        if reference.open.contains(group) {
            return Err(PatternError::not_judged(format!(
                "the back-reference to group {group} stands inside that group"
            )));
        }
        let Some((_, place)) = found.groups.iter().find(|(number, _)| number == group) else { continue };
        if place.odd_loop || (place.kept && !always_set(place, reference)) {
            return Err(PatternError::not_judged(format!(
                "what the back-reference to group {group} sees depends on how Java gives up a repetition or a look-around"
            )));
        }
    }
    Ok(())
}

/// After a round that consumed nothing Java leaves a loop, even below its least count; the order of its attempts then differs.
fn check_loops(node: &Node, kept: bool) -> Result<(), PatternError> {
    let mut kept = kept || matches!(node, Node::Look { .. } | Node::Atomic(_));
    if let Node::Repeat { min, max, kind, .. } = node {
        kept |= *kind == Kind::Possessive;
        if is_loop_over_nothing(node) && (kept || *min >= 2 || max.is_some_and(|max| max > 1)) {
            return Err(PatternError::not_judged(
                "a counted or final repetition of a group that can be empty is not judged",
            ));
        }
    }
    node.children().iter().try_for_each(|child| check_loops(child, kept))
}

/// Whether a loop over a group that can be empty stands inside: then how far a search reaches is in doubt.
pub(super) fn has_loop_over_nothing(node: &Node) -> bool {
    is_loop_over_nothing(node) || node.children().iter().any(has_loop_over_nothing)
}

fn is_loop_over_nothing(node: &Node) -> bool {
    let Node::Repeat { body, max, .. } = node else { return false };
    let Node::Group { body, .. } = body.as_ref() else { return false };
    max.is_none_or(|max| max > 1) && can_be_empty(body) && !body.is_assertion() && !lengths::has_fixed_path(body)
}

/// Whether every path to the reference has set the group just before.
fn always_set(group: &Place, reference: &Place) -> bool {
    let shared = group.path.iter().zip(&reference.path).take_while(|(a, b)| a == b).count();
    let before = group.path.get(shared) < reference.path.get(shared);
    before && !group.looped && group.optional.iter().all(|depth| *depth < shared)
}

fn collect(node: &Node, place: &Place, found: &mut Found) {
    let depth = place.path.len();
    let mut inside = place.clone();
    match node {
        Node::Reference { group, .. } => found.references.push((*group, place.clone())),
        Node::Group { number: Some(number), .. } => {
            found.groups.push((*number, place.clone()));
            inside.open.push(*number);
        }
        Node::Look { .. } | Node::Atomic(_) => inside.kept = true,
        Node::Alternatives(_) => inside.optional.push(depth),
        Node::Repeat { body, min, max, kind } => {
            enter_loop(body, (*min, *max), *kind, &mut inside);
            if *min == 0 {
                inside.optional.push(depth);
            }
        }
        _ => {}
    }
    for (index, child) in node.children().iter().enumerate() {
        inside.path.push(index);
        collect(child, &inside, found);
        inside.path.pop();
    }
}

fn enter_loop(body: &Node, (min, max): (u32, Option<u32>), kind: Kind, inside: &mut Place) {
    let group_body = match body {
        Node::Group { body, .. } => Some(body),
        _ => None,
    };
    if kind == Kind::Possessive || group_body.is_none() {
        inside.kept = true;
    }
    if (min, max) == (0, Some(1)) {
        return;
    }
    inside.looped = true;
    let Some(group_body) = group_body else { return };
    // The repeated group itself is restored when its body has one path; the groups inside are not.
    let holds_groups = group_body.holds_group();
    if can_be_empty(group_body) || (lengths::has_fixed_path(group_body) && holds_groups) {
        inside.odd_loop = true;
    }
}

/// Whether the piece can match the empty text, as far as its shape tells.
pub(super) fn can_be_empty(node: &Node) -> bool {
    match node {
        Node::Set(_) | Node::LineBreak | Node::Cluster => false,
        Node::Group { body, .. } | Node::Atomic(body) => can_be_empty(body),
        Node::Concat(parts) => parts.iter().all(can_be_empty),
        Node::Alternatives(all) => all.iter().any(can_be_empty),
        Node::Repeat { body, min, .. } => *min == 0 || can_be_empty(body),
        _ => true,
    }
}
