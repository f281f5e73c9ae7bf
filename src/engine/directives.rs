//! Stage D: does a mode reach a field? The directives on the field decide, else those on its type, else the default mode.

use super::rules::Code;
use super::subject::{Api, Caller};
use super::trace::Step;
use crate::appsync::{AuthenticationType, Coordinate, DefaultAction, Provider};
use crate::graphql::{AuthDirective, AuthDirectiveKind, Schema};

/// Who asks for a field: the mode, what is known of the caller, and the API with its default mode.
#[derive(Debug, Clone, Copy)]
pub struct Asker<'a> {
    /// The API.
    pub api: &'a Api,
    /// The mode that the request selected.
    pub mode: AuthenticationType,
    /// Who calls.
    pub caller: &'a Caller,
}

/// The step that says whether a mode reaches a field, and notes before it. The last step decides.
///
/// Source: the post that introduced Lambda authorization (a field's list replaces its type's);
/// aws/aws-appsync-community#214 and #266 (without directives only the default mode passes, on every selected field).
#[must_use]
pub fn judge_field(schema: &Schema, asker: Asker<'_>, coordinate: &Coordinate, is_root: bool) -> Vec<Step> {
    let on_field = schema.field_auth_directives(&coordinate.type_name, &coordinate.field_name);
    let on_type = schema.type_auth_directives(&coordinate.type_name);
    let mut steps = Vec::new();
    if let Some(groups) = aws_auth_groups(on_field) {
        if is_root && asker.api.authentication.additional.is_empty() && asker.is_user_pool() {
            return vec![judge_groups(groups, asker.caller, Code::D105, Code::D205)];
        }
        let why = if is_root { "the API has other modes" } else { "the field is not a root field" };
        steps.push(Step::noted(Code::D107).fact("because", why));
    }
    let (listed, reached, closed) = if has_modes(on_field) {
        (on_field, Code::D101, Code::D201)
    } else if has_modes(on_type) {
        (on_type, Code::D102, Code::D202)
    } else {
        steps.push(asker.judge_undirected());
        return steps;
    };
    steps.push(judge_listed(listed, asker, reached, closed));
    steps
}

/// What decides whether a mode reaches a field for at least one of its callers: one who is in every group that the
/// directives name.
#[must_use]
pub fn judge_mode(
    schema: &Schema,
    api: &Api,
    mode: AuthenticationType,
    coordinate: &Coordinate,
    is_root: bool,
) -> Option<Step> {
    let on_field = schema.field_auth_directives(&coordinate.type_name, &coordinate.field_name);
    let on_type = schema.type_auth_directives(&coordinate.type_name);
    let groups = on_field.iter().chain(on_type).filter_map(|directive| match &directive.kind {
        AuthDirectiveKind::CognitoUserPools { groups } | AuthDirectiveKind::AwsAuth { groups } => groups.as_ref(),
        _ => None,
    });
    let caller = Caller { cognito_groups: groups.flatten().cloned().collect(), policies: None };
    judge_field(schema, Asker { api, mode, caller: &caller }, coordinate, is_root).pop()
}

impl Asker<'_> {
    fn is_user_pool(&self) -> bool {
        self.mode == AuthenticationType::AmazonCognitoUserPools
    }

    /// A field without directives on an undirected type: only the default mode reaches it.
    fn judge_undirected(&self) -> Step {
        let default = self.api.authentication.default.authentication_type();
        if default != self.mode {
            return Step::denied(Code::D203).fact("mode", self.mode.name()).fact("default", default.name());
        }
        match &self.api.authentication.default {
            Provider::UserPool(pool) if pool.default_action == Some(DefaultAction::Deny) => Step::denied(Code::D206),
            _ => Step::passed(Code::D103).fact("mode", self.mode.name()),
        }
    }
}

/// Whether a list of directives says anything of modes: `@aws_auth` does not.
#[must_use]
pub fn has_modes(directives: &[AuthDirective]) -> bool {
    directives.iter().any(|directive| mode_of(&directive.kind).is_some())
}

/// The mode that a directive lists.
#[must_use]
pub fn mode_of(kind: &AuthDirectiveKind) -> Option<AuthenticationType> {
    match kind {
        AuthDirectiveKind::ApiKey => Some(AuthenticationType::ApiKey),
        AuthDirectiveKind::Iam => Some(AuthenticationType::AwsIam),
        AuthDirectiveKind::Oidc => Some(AuthenticationType::OpenIdConnect),
        AuthDirectiveKind::Lambda => Some(AuthenticationType::AwsLambda),
        AuthDirectiveKind::CognitoUserPools { .. } => Some(AuthenticationType::AmazonCognitoUserPools),
        AuthDirectiveKind::AwsAuth { .. } => None,
    }
}

/// The groups of `@aws_auth`, when it is there.
fn aws_auth_groups(directives: &[AuthDirective]) -> Option<&[String]> {
    directives.iter().find_map(|directive| match &directive.kind {
        AuthDirectiveKind::AwsAuth { groups } => Some(groups.as_deref().unwrap_or_default()),
        _ => None,
    })
}

/// Any listed mode passes; a user pool's may be narrowed to groups.
fn judge_listed(listed: &[AuthDirective], asker: Asker<'_>, reached: Code, closed: Code) -> Step {
    let mut closed_to_groups = None;
    for directive in listed.iter().filter(|directive| mode_of(&directive.kind) == Some(asker.mode)) {
        let groups = match &directive.kind {
            AuthDirectiveKind::CognitoUserPools { groups } => groups.as_deref().unwrap_or_default(),
            _ => &[],
        };
        if groups.is_empty() || in_a_group(groups, asker.caller) {
            return Step::passed(reached).fact("directive", format!("@{}", asker.mode.directive()));
        }
        closed_to_groups = Some(judge_groups(groups, asker.caller, reached, Code::D204));
    }
    closed_to_groups.unwrap_or_else(|| {
        let names: Vec<String> = listed
            .iter()
            .filter_map(|directive| mode_of(&directive.kind))
            .map(|mode| format!("@{}", mode.directive()))
            .collect();
        Step::denied(closed).fact("mode", asker.mode.name()).fact("directives", names)
    })
}

/// Whether the caller is in one of the groups.
fn in_a_group(groups: &[String], caller: &Caller) -> bool {
    groups.iter().any(|group| caller.cognito_groups.contains(group))
}

/// Any pool user passes an empty list of groups.
fn judge_groups(groups: &[String], caller: &Caller, reached: Code, closed: Code) -> Step {
    let step =
        if groups.is_empty() || in_a_group(groups, caller) { Step::passed(reached) } else { Step::denied(closed) };
    step.fact("groups", groups.to_vec()).fact("callerGroups", caller.cognito_groups.clone())
}
