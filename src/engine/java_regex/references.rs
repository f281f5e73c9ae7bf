//! Which back-references can be judged.
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
    let mut found = Found::default();
    collect(root, &Place::default(), &mut found);
    for (group, reference) in &found.references {
        if *group > groups {
            continue;
        }
        if reference.open.contains(group) {
            return Err(PatternError::not_judged(format!("the back-reference to group {group} stands inside that group")));
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
    let holds_groups = group_body.children().iter().any(holds_group) || holds_group(group_body);
    if can_be_empty(group_body) || (lengths::has_fixed_path(group_body) && holds_groups) {
        inside.odd_loop = true;
    }
}

fn holds_group(node: &Node) -> bool {
    matches!(node, Node::Group { number: Some(_), .. }) || node.children().iter().any(holds_group)
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
