//! Which types and fields a mode reaches from the roots, each type once, by its shortest path.

use std::collections::VecDeque;

use super::returned::is_mendable;
use super::setting::Setting;
use crate::appsync::{AuthenticationType, Coordinate};
use crate::engine::directives::judge_mode;
use crate::engine::rules::Code;
use crate::engine::trace::Outcome;

/// What decides whether a mode reaches a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Judged {
    pub(super) reached: bool,
    pub(super) code: Code,
}

impl Judged {
    /// Whether somebody wrote down that the mode reaches the field.
    pub(super) fn is_explicit(self) -> bool {
        matches!(self.code, Code::D101 | Code::D102 | Code::D105)
    }
}

/// A walk through the schema as a caller of one mode can make it.
#[derive(Debug)]
pub(super) struct Reach {
    pub(super) mode: AuthenticationType,
    /// By type: what is said of each of its fields; none for types that the mode does not reach.
    pub(super) judged: Vec<Option<Vec<Judged>>>,
    /// By type: the field that led there first, as type and field; none for roots.
    pub(super) parents: Vec<Option<(usize, usize)>>,
}

impl Reach {
    /// Walks from the roots. With `mending`, a type whose missing directives can be written counts as open.
    pub(super) fn new(setting: &Setting<'_>, mode: AuthenticationType, mending: bool) -> Self {
        let count = setting.graph.nodes.len();
        let mut reach = Self { mode, judged: vec![None; count], parents: vec![None; count] };
        let mut seen = vec![false; count];
        let mut queue = VecDeque::new();
        for (index, _) in setting.graph.objects().filter(|(_, node)| node.root.is_some()) {
            seen[index] = true;
            queue.push_back(index);
        }
        while let Some(index) = queue.pop_front() {
            let Some(node) = setting.graph.nodes.get(index) else { continue };
            let judged = judge_fields(setting, mode, index);
            reach.judged[index] = Some(judged.clone());
            let opens = mending && is_mendable(setting, &reach, index);
            for (number, field) in node.fields.iter().enumerate() {
                let Some(returns) = field.returns else { continue };
                let passes = judged.get(number).is_some_and(|judged| judged.reached) || (opens && !field.is_directed);
                if !passes || seen[returns] {
                    continue;
                }
                seen[returns] = true;
                let direct = [returns];
                let is_object = setting.graph.nodes.get(returns).is_some_and(|node| node.is_object);
                let next = if is_object { &direct } else { setting.graph.returned(returns) };
                for next in next.iter().copied() {
                    if reach.parents[next].is_none() && !is_queued(&seen, next, returns) {
                        seen[next] = true;
                        reach.parents[next] = Some((index, number));
                        queue.push_back(next);
                    }
                }
            }
        }
        reach
    }

    /// The fields that lead to a type, from the root on.
    pub(super) fn path(&self, setting: &Setting<'_>, index: usize) -> Vec<Coordinate> {
        let mut path = Vec::new();
        let mut at = index;
        while let Some(Some((parent, field))) = self.parents.get(at).copied() {
            path.extend(setting.graph.nodes.get(parent).map(|node| node.coordinate(field)));
            at = parent;
        }
        path.reverse();
        path
    }

    /// What is said of the field that led to a type first.
    pub(super) fn led_by(&self, index: usize) -> Option<((usize, usize), Judged)> {
        let (parent, field) = self.parents.get(index).copied().flatten()?;
        let judged = self.judged.get(parent)?.as_ref()?.get(field)?;
        Some(((parent, field), *judged))
    }

    /// What is said of the fields of a type; none if the mode does not reach it.
    pub(super) fn of(&self, index: usize) -> Option<&[Judged]> {
        self.judged.get(index)?.as_deref()
    }
}

/// Whether an object type was queued before; the one that a field returns directly was marked just now.
fn is_queued(seen: &[bool], next: usize, returns: usize) -> bool {
    next != returns && seen.get(next).copied().unwrap_or(true)
}

/// Asks the rules for each field; fields without directives of their own share one answer.
fn judge_fields(setting: &Setting<'_>, mode: AuthenticationType, index: usize) -> Vec<Judged> {
    let Some(node) = setting.graph.nodes.get(index) else { return Vec::new() };
    let ask = |field: usize| {
        let coordinate = node.coordinate(field);
        let step = judge_mode(setting.schema, &setting.api, mode, &coordinate, node.root.is_some());
        let code = step.as_ref().map_or(Code::D106, |step| step.code);
        Judged { reached: step.is_some_and(|step| step.outcome == Outcome::Passed), code }
    };
    let mut shared = None;
    node.fields
        .iter()
        .enumerate()
        .map(|(number, field)| if field.has_own { ask(number) } else { *shared.get_or_insert_with(|| ask(number)) })
        .collect()
}
