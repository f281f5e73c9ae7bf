//! Subscriptions: what they wait for, and what they are told.

use std::collections::HashSet;

use super::finding::{Finding, Target};
use super::reach::Reach;
use super::returned::{listed, unless_default};
use super::setting::Setting;
use crate::appsync::{AuthenticationType, Coordinate};
use crate::engine::rules::Code;
use crate::graphql::OperationKind;

/// Findings about each field of the subscription type.
pub(super) fn subscriptions(setting: &Setting<'_>, reaches: &[Reach]) -> Vec<Finding> {
    let Some((root, node)) = setting.graph.root(OperationKind::Subscription) else { return Vec::new() };
    let judged: Vec<&Reach> = reaches.iter().filter(|reach| setting.judged_modes().contains(&reach.mode)).collect();
    let mut found = Vec::new();
    for (number, field) in node.fields.iter().enumerate() {
        let open =
            |reach: &&Reach| reach.of(root).and_then(|fields| fields.get(number)).is_some_and(|field| field.reached);
        let subscribers: Vec<&Reach> = judged.iter().copied().filter(open).collect();
        let coordinate = Coordinate::new(node.name, field.name);
        found.extend(mutations(setting, &coordinate, &subscribers));
        found.extend(field.returns.and_then(|payload| closed_payload(setting, coordinate, payload, &subscribers)));
    }
    found
}

/// The mutations that the subscription names: are they there, and may the subscriber send them?
fn mutations(setting: &Setting<'_>, coordinate: &Coordinate, subscribers: &[&Reach]) -> Vec<Finding> {
    let Some(named) = setting.schema.subscribed_mutations(&coordinate.field_name) else { return Vec::new() };
    let mutation = setting.graph.root(OperationKind::Mutation);
    let mut found = Vec::new();
    for name in named {
        let target = Target::Field(coordinate.clone());
        let span = setting.span(&target);
        let field = mutation.and_then(|(_, node)| node.fields.iter().position(|field| field.name == name));
        let Some((root, field)) = mutation.map(|(root, _)| root).zip(field) else {
            let type_name = mutation.map_or("Mutation", |(_, node)| node.name);
            let wanted = Coordinate::new(type_name, name.as_str());
            let help = match setting.schema.suggest(&wanted).filter(|meant| meant.type_name == type_name) {
                Some(meant) => format!("did you mean `{}`?", meant.field_name),
                None => "name a field of the mutation type".to_owned(),
            };
            let message = format!("`{coordinate}` waits for the mutation `{name}`, which the schema does not have");
            found.push(Finding::new(Code::L110, message).on(target, span).help(help));
            continue;
        };
        let closed =
            |reach: &&&Reach| reach.of(root).and_then(|fields| fields.get(field)).is_some_and(|field| !field.reached);
        let modes: Vec<AuthenticationType> = subscribers.iter().filter(closed).map(|reach| reach.mode).collect();
        if !modes.is_empty() {
            let message = format!(
                "{} may subscribe to `{coordinate}`, but may not send `{name}`, which it waits for",
                names(&modes)
            );
            let help = format!("nothing to do if other modes send it; else put the directive on `{name}`");
            found.push(Finding::new(Code::L109, message).on(target, span).help(help));
        }
    }
    found
}

/// Fields of what is delivered that a subscriber cannot read.
fn closed_payload(
    setting: &Setting<'_>,
    coordinate: Coordinate,
    payload: usize,
    subscribers: &[&Reach],
) -> Option<Finding> {
    let node = setting.graph.nodes.get(payload)?;
    let objects = if node.is_object { std::slice::from_ref(&payload) } else { node.members.as_slice() };
    let mut modes: Vec<AuthenticationType> = Vec::new();
    let mut fields: Vec<String> = Vec::new();
    let mut seen: HashSet<(usize, usize)> = HashSet::new();
    let mut unless = "";
    for reach in subscribers {
        for object in objects.iter().copied() {
            let Some((node, judged)) = setting.graph.nodes.get(object).zip(reach.of(object)) else { continue };
            // Single fields that their own directives close are closed on purpose.
            let none_open = judged.iter().all(|judged| !judged.reached);
            let closed = node.fields.iter().zip(judged).enumerate();
            let closed = closed.filter(|(_, (field, judged))| !judged.reached && (none_open || !field.is_directed));
            for (number, (field, judged)) in closed {
                if seen.insert((object, number)) {
                    fields.push(Coordinate::new(node.name, field.name).to_string());
                }
                if !modes.contains(&reach.mode) {
                    modes.push(reach.mode);
                }
                if unless.is_empty() {
                    unless = unless_default(setting, [judged]);
                }
            }
        }
    }
    if modes.is_empty() {
        return None;
    }
    let listed = listed(fields.iter().map(String::as_str));
    let message = format!("{} may subscribe to `{coordinate}`, but not read {listed}{unless}", names(&modes));
    let target = Target::Field(coordinate);
    let span = setting.span(&target);
    Some(
        Finding::new(Code::L111, message)
            .on(target, span)
            .help("open these fields to the subscribers, or leave them out of the selection"),
    )
}

fn names(modes: &[AuthenticationType]) -> String {
    modes.iter().map(|mode| mode.name()).collect::<Vec<_>>().join(" and ")
}
