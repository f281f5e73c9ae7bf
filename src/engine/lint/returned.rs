//! The most reported trap: a mode reaches a field, and the type that it returns is closed to the mode.

use super::finding::{Finding, Fix, Target};
use super::graph::{Field, Node};
use super::reach::{Judged, Reach};
use super::sensitive;
use super::setting::Setting;
use crate::appsync::AuthenticationType;
use crate::engine::rules::Code;

/// The most names that a message lists.
const NAMES_LISTED: usize = 5;

/// Findings about each type that a mode reaches but cannot read whole: one for a type and mode, whatever the number of
/// paths.
pub(super) fn closed_types(setting: &Setting<'_>, reaches: &[Reach]) -> Vec<Finding> {
    let judged = reaches.iter().filter(|reach| setting.judged_modes().contains(&reach.mode));
    judged
        .flat_map(|reach| setting.graph.objects().filter_map(move |(index, _)| closed_type(setting, reach, index)))
        .collect()
}

/// Names in backticks, the first few of many.
pub(super) fn listed<'n>(names: impl IntoIterator<Item = &'n str>) -> String {
    let all: Vec<&str> = names.into_iter().collect();
    let shown: Vec<String> = all.iter().take(NAMES_LISTED).map(|name| format!("`{name}`")).collect();
    match all.len().saturating_sub(NAMES_LISTED) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

fn closed_type(setting: &Setting<'_>, reach: &Reach, index: usize) -> Option<Finding> {
    let node = setting.graph.nodes.get(index)?;
    let judged = reach.of(index).filter(|_| node.root.is_none())?;
    let closed: Vec<usize> =
        (0..judged.len()).filter(|field| judged.get(*field).is_some_and(|each| !each.reached)).collect();
    let first = *closed.first()?;
    // Fields without directives are closed by their type, or by nothing having been said at all.
    let by_type: Vec<usize> = closed
        .iter()
        .copied()
        .filter(|field| node.fields.get(*field).is_some_and(|field| !field.is_directed))
        .collect();
    let all_closed = closed.len() == judged.len();
    let named = if by_type.is_empty() || all_closed { &closed } else { &by_type };
    let names = named.iter().filter_map(|field| node.fields.get(*field)).map(|field| field.name);
    let path: Vec<String> = reach.path(setting, index).iter().map(ToString::to_string).collect();
    let (mode, name) = (reach.mode.name(), node.name);
    let which =
        if all_closed { "can read none of its fields".to_owned() } else { format!("cannot read {}", listed(names)) };
    let unless = unless_default(setting, closed.iter().filter_map(|field| judged.get(*field)));
    let message = format!("{mode} reaches `{name}` by {}, but {which}{unless}", path.join(" → "));
    let code = if by_type.is_empty() && !all_closed { Code::L103 } else { code_of(setting, node, judged) };
    let target = match (code, by_type.as_slice(), all_closed) {
        (Code::L103, ..) => Target::Field(node.coordinate(first)),
        (_, [only], false) => Target::Field(node.coordinate(*only)),
        _ => Target::Type(name.to_owned()),
    };
    let span = setting.span(&target);
    let fix = if by_type.is_empty() { None } else { fix(setting, reach, index) };
    let help = help(setting, reach, index, code, fix.as_ref());
    let mut finding = Finding::new(code, message).on(target, span).help(help);
    finding.fix = fix;
    Some(finding)
}

/// What a message must add where it is not known which mode is the default one, since that reads what says nothing.
pub(super) fn unless_default<'j>(setting: &Setting<'_>, closed: impl IntoIterator<Item = &'j Judged>) -> &'static str {
    let is_silent = closed.into_iter().any(|judged| judged.code == Code::D203);
    if is_silent && !setting.is_known { ", unless it is the default mode" } else { "" }
}

/// How bad it is that a type is closed: nothing was written on it, and a field of it nulls its parent.
fn code_of(setting: &Setting<'_>, node: &Node<'_>, judged: &[Judged]) -> Code {
    let nulls =
        |(field, judged): (&Field<'_>, &Judged)| !field.is_directed && field.non_null && judged.code == Code::D203;
    if setting.is_known && node.fields.iter().zip(judged).any(nulls) { Code::L102 } else { Code::L101 }
}

fn help(setting: &Setting<'_>, reach: &Reach, index: usize, code: Code, fix: Option<&Fix>) -> String {
    let directive = format!("@{}", reach.mode.directive());
    let name = setting.graph.nodes.get(index).map_or("", |node| node.name);
    if let Some(fix) = fix {
        let unknown = if setting.is_known { "" } else { ", and that of the default mode" };
        return format!("put `{}`{unknown} on {} `{}`", fix.directives(), fix.target.kind(), fix.target);
    }
    match (code, reach.path(setting, index).last()) {
        (Code::L103, _) => format!("if this is not meant, put `{directive}` on the fields"),
        (_, Some(last)) => {
            format!(
                "put `{directive}` on `{name}` if the mode may read it, else close `{last}` to the mode by directives"
            )
        }
        (_, None) => format!("put `{directive}` on `{name}`"),
    }
}

/// Whether the missing directives of a type can be written without opening what somebody meant to keep closed.
///
/// The mode is an additional one: the default mode comes to many types without anybody having said so. A type without
/// directives is mended where the way to it names the mode; one that has directives, without this mode among them, only
/// where the very field that leads to it names the mode. No field with the name of a secret may fall to API_KEY.
pub(super) fn is_mendable(setting: &Setting<'_>, reach: &Reach, index: usize) -> bool {
    let Some(node) = setting.graph.nodes.get(index).filter(|node| node.root.is_none()) else { return false };
    let Some(judged) = reach.of(index) else { return false };
    let undirected = || node.fields.iter().zip(judged).filter(|(field, _)| !field.is_directed);
    let code = code_of(setting, node, judged);
    let is_kept = setting.allowed.contains(&code) || setting.kept.contains(&(code, node.name.to_owned()));
    let is_closed = undirected().any(|(_, judged)| !judged.reached);
    let is_meant = reach.led_by(index).is_some_and(|(_, way): (_, Judged)| {
        if node.is_directed { way.code == Code::D101 } else { !way.reached || way.is_explicit() }
    });
    let opens_a_secret = reach.mode == AuthenticationType::ApiKey
        && undirected().any(|(field, _)| field.returns.is_none() && sensitive::is_sensitive(field.name));
    is_closed && is_meant && !is_kept && !opens_a_secret && reach.mode != setting.default_mode()
}

/// The smallest set of directives that opens a type to a mode and takes nothing from others: on the type, or on the one
/// field that has none when all others have their own and it leads no further.
pub(super) fn fix(setting: &Setting<'_>, reach: &Reach, index: usize) -> Option<Fix> {
    if !is_mendable(setting, reach, index) {
        return None;
    }
    let node = setting.graph.nodes.get(index)?;
    let undirected: Vec<usize> = (0..node.fields.len())
        .filter(|field| node.fields.get(*field).is_some_and(|field| !field.is_directed))
        .collect();
    let is_leaf = |field: usize| node.fields.get(field).is_some_and(|field| field.returns.is_none());
    let target = match undirected.as_slice() {
        [only] if !node.is_directed && node.fields.len() > 1 && is_leaf(*only) => Target::Field(node.coordinate(*only)),
        _ => Target::Type(node.name.to_owned()),
    };
    // Without directives the default mode reads the type; the first directive would take it away.
    let keeps_default =
        !node.is_directed && setting.is_known && default_reads(setting, index, undirected.first().copied());
    let mut modes = vec![reach.mode];
    modes.extend(keeps_default.then(|| setting.default_mode()));
    Some(Fix { target, modes })
}

/// Whether the default mode passes on a field without directives: a user pool with defaultAction DENY does not.
fn default_reads(setting: &Setting<'_>, index: usize, field: Option<usize>) -> bool {
    let Some((node, field)) = setting.graph.nodes.get(index).zip(field) else { return false };
    let step = crate::engine::directives::judge_mode(
        setting.schema,
        &setting.api,
        setting.default_mode(),
        &node.coordinate(field),
        false,
    );
    step.is_some_and(|step| step.code == Code::D103)
}
