//! Types and fields that nobody reaches.

use super::finding::{Finding, Target};
use super::reach::Reach;
use super::setting::Setting;
use crate::engine::rules::Code;

/// Findings about types and fields that no enabled mode reaches; `reaches` holds every mode.
pub(super) fn unreachable(setting: &Setting<'_>, reaches: &[Reach]) -> Vec<Finding> {
    let returned_by = returned_by(setting);
    let mut found = Vec::new();
    for (index, node) in setting.graph.objects() {
        if reaches.iter().all(|reach| reach.of(index).is_none()) {
            let by = returned_by.get(index).copied().flatten();
            // The default mode may reach what others do not; only what nothing returns is unreachable for sure.
            if setting.is_known || by.is_none() {
                found.push(unreachable_type(setting, index, by));
            }
            continue;
        }
        for field in 0..node.fields.len() {
            if setting.is_known && is_closed_to_all(setting, reaches, index, field) {
                let target = Target::Field(node.coordinate(field));
                let span = setting.span(&target);
                let modes: Vec<&str> = setting.modes.iter().map(|mode| mode.name()).collect();
                let finding = Finding::new(
                    Code::L105,
                    format!("no enabled mode reaches `{target}`: the API has {}", modes.join(", ")),
                );
                found
                    .push(finding.on(target, span).help("name an enabled mode in its directives, or remove the field"));
            }
        }
    }
    found
}

fn unreachable_type(setting: &Setting<'_>, index: usize, returned_by: Option<(usize, usize)>) -> Finding {
    let name = setting.graph.nodes.get(index).map_or("", |node| node.name);
    let target = Target::Type(name.to_owned());
    let span = setting.span(&target);
    let by = returned_by.and_then(|(node, field)| Some(setting.graph.nodes.get(node)?.coordinate(field)));
    match by {
        None => Finding::new(Code::L104, format!("no mode reaches `{name}`: no field returns it"))
            .on(target, span)
            .help("remove the type, or return it from a field"),
        Some(by) => Finding::new(
            Code::L104,
            format!(
                "no enabled mode reaches `{name}`: what leads to it, such as `{by}`, is closed or unreached itself"
            ),
        )
        .on(target, span)
        .help(format!("open `{by}` and what leads there to a mode, or remove the type")),
    }
}

/// By type, the first field that can return it.
fn returned_by(setting: &Setting<'_>) -> Vec<Option<(usize, usize)>> {
    let mut direct: Vec<Option<(usize, usize)>> = vec![None; setting.graph.nodes.len()];
    for (index, node) in setting.graph.objects() {
        for (number, field) in node.fields.iter().enumerate() {
            if let Some(slot) = field.returns.and_then(|returns| direct.get_mut(returns)) {
                slot.get_or_insert((index, number));
            }
        }
    }
    let mut all = direct.clone();
    for (node, by) in setting.graph.nodes.iter().zip(&direct) {
        for member in &node.members {
            if let (Some(slot), Some(by)) = (all.get_mut(*member), by) {
                slot.get_or_insert(*by);
            }
        }
    }
    all
}

/// Whether each mode that reaches the type is kept out by the field's own directives, or at a root. What a type closes as a
/// whole is a finding of its own.
fn is_closed_to_all(setting: &Setting<'_>, reaches: &[Reach], index: usize, field: usize) -> bool {
    let Some(node) = setting.graph.nodes.get(index) else { return false };
    let is_directed = node.fields.get(field).is_some_and(|field| field.is_directed);
    let mut judged = reaches.iter().filter_map(|reach| reach.of(index)?.get(field));
    (is_directed || node.root.is_some()) && judged.all(|judged| !judged.reached)
}
