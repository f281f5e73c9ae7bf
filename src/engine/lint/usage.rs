//! Directives that do nothing, fields that say nothing, and secrets that lie open.

use super::finding::{Finding, Target};
use super::reach::Reach;
use super::returned::listed;
use super::sensitive::is_sensitive;
use super::setting::Setting;
use crate::appsync::{AuthenticationType, Coordinate};
use crate::engine::directives::{Asker, judge_field, mode_of};
use crate::engine::rules::Code;
use crate::engine::subject::Caller;
use crate::graphql::{AuthDirective, AuthDirectiveKind, OperationKind};

/// Directives of modes that the API does not have; only of an API that is known.
pub(super) fn absent_modes(setting: &Setting<'_>) -> Vec<Finding> {
    if !setting.is_known {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (_, node) in setting.graph.objects() {
        let on_type = setting.schema.type_auth_directives(node.name);
        found.extend(on_type.iter().filter_map(|each| absent_mode(setting, each, Target::Type(node.name.to_owned()))));
        for field in node.fields.iter().filter(|field| field.is_directed) {
            let on_field = setting.schema.field_auth_directives(node.name, field.name);
            let target = || Target::Field(Coordinate::new(node.name, field.name));
            found.extend(on_field.iter().filter_map(|each| absent_mode(setting, each, target())));
        }
    }
    found
}

fn absent_mode(setting: &Setting<'_>, directive: &AuthDirective, target: Target) -> Option<Finding> {
    let mode = mode_of(&directive.kind).filter(|mode| !setting.modes.contains(mode))?;
    let message = format!("`@{}` on `{target}` names {mode}, which the API does not have", mode.directive());
    let help = format!("remove the directive, or add {mode} to the API");
    let span = directive.span.or_else(|| setting.span(&target));
    Some(Finding::new(Code::L106, message).on(target, span).help(help))
}

/// Directives on types whose fields all have their own.
pub(super) fn shadowed(setting: &Setting<'_>) -> Vec<Finding> {
    let shadowed = setting.graph.objects().filter(|(_, node)| {
        node.is_directed && !node.fields.is_empty() && node.fields.iter().all(|field| field.is_directed)
    });
    shadowed
        .map(|(_, node)| {
            let message = format!("the directives on `{}` have no effect: each of its fields has its own", node.name);
            let first = setting.schema.type_auth_directives(node.name).iter().find_map(|directive| directive.span);
            let target = Target::Type(node.name.to_owned());
            let span = first.or_else(|| setting.span(&target));
            Finding::new(Code::L107, message).on(target, span).help("remove them from the type, or from the fields")
        })
        .collect()
}

/// AppSync's directives where it does not declare them.
pub(super) fn ignored(setting: &Setting<'_>) -> Vec<Finding> {
    let uses = setting.schema.widened_uses().iter();
    uses.map(|each| {
        let place = each.location.to_lowercase().replace('_', " ");
        let message = format!(
            "`@{}` on `{}` has no effect: AppSync does not look for it there ({place})",
            each.directive, each.target
        );
        let target = each.target.parse().map_or_else(|_| Target::Type(each.target.clone()), Target::Field);
        let help = "put it on the object types and fields that it is meant for";
        Finding::new(Code::L108, message).on(target, each.span).help(help)
    })
    .collect()
}

/// `@aws_auth` where it does nothing, as the rule for requests says.
pub(super) fn aws_auth(setting: &Setting<'_>) -> Vec<Finding> {
    let caller = Caller::default();
    let mut found = Vec::new();
    for (_, node) in setting.graph.objects() {
        for field in node.fields.iter().filter(|field| field.has_own) {
            let coordinate = Coordinate::new(node.name, field.name);
            let directives = setting.schema.field_auth_directives(node.name, field.name);
            let Some(own) = directives.iter().find(|each| matches!(each.kind, AuthDirectiveKind::AwsAuth { .. }))
            else {
                continue;
            };
            // At a root it depends on the API's modes.
            if node.root.is_some() && !setting.is_known {
                continue;
            }
            let asker = Asker { api: &setting.api, mode: setting.default_mode(), caller: &caller };
            let steps = judge_field(setting.schema, asker, &coordinate, node.root.is_some());
            let noted = steps.iter().find(|step| step.code == Code::D107);
            if let Some(why) = noted.and_then(|step| step.facts.get("because")?.as_str()) {
                let why = if setting.api.authentication.has(AuthenticationType::AmazonCognitoUserPools) {
                    why
                } else {
                    "the API has no user pool"
                };
                let message = format!("`@aws_auth` on `{coordinate}` has no effect: {why}");
                let target = Target::Field(coordinate);
                let span = own.span.or_else(|| setting.span(&target));
                found.push(
                    Finding::new(Code::D107, message)
                        .on(target, span)
                        .help("write `@aws_cognito_user_pools` with the same groups"),
                );
            }
        }
    }
    found
}

/// What changes hands with the default mode: one finding.
pub(super) fn default_decides(setting: &Setting<'_>) -> Option<Finding> {
    if setting.judged_modes().len() + usize::from(!setting.is_known) < 2 {
        return None;
    }
    let undirected: Vec<Coordinate> = setting
        .graph
        .objects()
        .filter(|(_, node)| !node.is_directed)
        .flat_map(|(_, node)| {
            node.fields.iter().filter(|field| !field.is_directed).map(|field| Coordinate::new(node.name, field.name))
        })
        .collect();
    let first = undirected.first()?;
    let names: Vec<String> = undirected.iter().map(ToString::to_string).collect();
    let default = if setting.is_known { setting.default_mode().name() } else { "the default mode" };
    let (fields, belong) = if undirected.len() == 1 { ("field", "belongs") } else { ("fields", "belong") };
    let message = format!(
        "{} {fields} without directives {belong} to {default}, and would change hands with it: {}",
        undirected.len(),
        listed(names.iter().map(String::as_str))
    );
    let target = Target::Field(first.clone());
    let span = setting.span(&target);
    Some(
        Finding::new(Code::L112, message)
            .on(target, span)
            .help("name the modes on these types before you change the default mode"),
    )
}

/// Fields with names of secrets that API_KEY reads.
pub(super) fn open_secrets(setting: &Setting<'_>, reaches: &[Reach]) -> Vec<Finding> {
    let is_judged = setting.judged_modes().contains(&AuthenticationType::ApiKey);
    let Some(reach) = reaches.iter().find(|reach| is_judged && reach.mode == AuthenticationType::ApiKey) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for (index, node) in setting.graph.objects() {
        // The names of mutations and subscriptions say what is done, not what is told.
        let tells = matches!(node.root, None | Some(OperationKind::Query));
        for (field, judged) in node.fields.iter().zip(reach.of(index).unwrap_or_default()).filter(|_| tells) {
            if judged.reached && field.returns.is_none() && is_sensitive(field.name) {
                let target = Target::Field(Coordinate::new(node.name, field.name));
                let span = setting.span(&target);
                let path: Vec<String> =
                    reach.path(setting, index).iter().map(ToString::to_string).chain([target.to_string()]).collect();
                let message = format!("`{target}` is open to API_KEY, which every client holds: {}", path.join(" → "));
                found.push(
                    Finding::new(Code::L113, message)
                        .on(target, span)
                        .help("put the directive of a stronger mode on the field"),
                );
            }
        }
    }
    found
}
