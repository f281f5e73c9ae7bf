//! Fields that were refused in an answer that has data.

use serde_json::{Map, Value};

use super::super::directives::{self, Asker, has_modes, mode_of};
use super::super::rules::Code;
use super::super::subject::{Api, Caller};
use super::super::trace::{Outcome, Step};
use super::caller::allow;
use super::known::Known;
use super::sent::{Diagnosis, quoted};
use super::shape::Shape;
use crate::appsync::{ApiAuthentication, ApiIdentity, AuthenticationType, Coordinate, Provider};
use crate::graphql::{AuthDirective, AuthDirectiveKind, OperationKind, Schema};

/// The most fields that a sentence names.
const NAMED: usize = 6;

/// Fields of one type that were refused for one reason.
struct Group<'c> {
    fields: Vec<&'c Coordinate>,
    step: Step,
}

/// Why the fields were refused, those of one type and reason together, in the order of the answer.
pub(super) fn of_fields(known: &Known<'_>, denied: &[&Coordinate]) -> Vec<Diagnosis> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    for field in denied {
        let step = judged(known, field);
        let same = |group: &&mut Group<'_>| {
            group.step == step && group.fields.first().is_some_and(|first| first.type_name == field.type_name)
        };
        match groups.iter_mut().find(same) {
            Some(group) if group.fields.contains(field) => {}
            Some(group) => group.fields.push(field),
            None => groups.push(Group { fields: vec![field], step }),
        }
    }
    groups.iter().map(|group| told(known, group)).collect()
}

/// A resolver refused in words of its own.
pub(super) fn refused_by_resolver() -> Diagnosis {
    Diagnosis::new(None, "a resolver refused in words of its own; AppSync's authorization had let the field pass")
        .help("look at what the resolver asks of `identity`, such as `resolverContext` or groups")
}

/// What directives and default mode say of a field that was refused; unknown without schema or mode.
fn judged(known: &Known<'_>, field: &Coordinate) -> Step {
    let schema = known.sent.schema.filter(|schema| schema.contains(field));
    let (Some(schema), Some(mode)) = (schema, known.mode()) else { return Step::unknown(Code::D106) };
    let supposed;
    let api = match known.sent.api {
        Some(api) => api,
        None => {
            // Some other mode is taken for the default one; a judgement that rests on it alone is not told as one.
            let other = AuthenticationType::ALL.into_iter().find(|other| *other != mode).unwrap_or(mode);
            let authentication =
                ApiAuthentication { default: Provider::bare(other), additional: vec![Provider::bare(mode)] };
            supposed = Api { identity: ApiIdentity::default(), authentication };
            &supposed
        }
    };
    let cognito_groups = match &known.shape {
        Shape::Jwt(claims) => claims.groups(),
        _ => Vec::new(),
    };
    let caller = Caller { cognito_groups, policies: None };
    let mut steps =
        directives::judge_field(schema, Asker { api, mode, caller: &caller }, field, is_root(schema, field));
    let mut step = steps.pop().unwrap_or_else(|| Step::unknown(Code::D106));
    if known.sent.api.is_none() {
        step.facts.shift_remove("default");
    }
    step
}

/// Whether a field is one of those that operations start from.
fn is_root(schema: &Schema, field: &Coordinate) -> bool {
    [OperationKind::Query, OperationKind::Mutation, OperationKind::Subscription]
        .into_iter()
        .any(|kind| schema.root_type(kind) == Some(field.type_name.as_str()))
}

fn told(known: &Known<'_>, group: &Group<'_>) -> Diagnosis {
    let step = &group.step;
    let told = match (step.outcome, known.mode()) {
        (Outcome::Denied, Some(mode)) if step.code == Code::D203 && known.sent.api.is_none() => {
            bare(known, group, mode)
        }
        (Outcome::Denied, Some(mode)) => closed(known, group, mode),
        (Outcome::Passed | Outcome::Noted, Some(mode)) => open(known, group, mode),
        _ => not_judged(known, group),
    };
    let names: Vec<String> = group.fields.iter().map(ToString::to_string).collect();
    let mut facts = Map::new();
    facts.insert("coordinate".to_owned(), Value::from(names.first().cloned()));
    if names.len() > 1 {
        facts.insert("coordinates".to_owned(), Value::from(names));
    }
    facts.extend(step.facts.clone());
    facts.extend(told.facts);
    Diagnosis { facts, ..told }
}

/// The directives, or that there are none, close the fields to the mode.
fn closed(known: &Known<'_>, group: &Group<'_>, mode: AuthenticationType) -> Diagnosis {
    let (names, verb) = names(group);
    let code = group.step.code;
    let open_by = format!("`@{}`", mode.directive());
    let many = group.fields.len() > 1;
    let on_field = if many { "on each field" } else { "on the field" };
    let taken = |directives: &[AuthDirective]| modes_in(directives);
    let on = group.fields.first().zip(known.sent.schema);
    let listed = on.map_or_else(String::new, |(field, schema)| match code {
        Code::D201 => taken(schema.field_auth_directives(&field.type_name, &field.field_name)),
        _ => taken(schema.type_auth_directives(&field.type_name)),
    });
    let take = if many { "take" } else { "takes" };
    match code {
        Code::D201 => Diagnosis::new(code, format!("{names} {take} {listed} (directives on the field), not {mode}"))
            .help(format!("{open_by} {on_field} would open it")),
        Code::D202 => Diagnosis::new(code, format!("{names} {take} {listed} (directives on the type), not {mode}"))
            .help(format!("{open_by} {on_field} or its type would open it")),
        Code::D203 => {
            let default = known.sent.api.map(|api| api.authentication.default.authentication_type());
            let default = default.map(|mode| format!(" ({mode})")).unwrap_or_default();
            let says = format!(
                "{names} {verb} closed to {mode}: without directives on field and type only the default mode{default} passes"
            );
            Diagnosis::new(code, says).help(format!("{open_by} {on_field} or its type would open it"))
        }
        Code::D204 | Code::D205 => {
            let texts = |name: &str| {
                let list = group.step.facts.get(name).and_then(Value::as_array);
                quoted(list.into_iter().flatten().filter_map(Value::as_str))
            };
            let has = match texts("callerGroups") {
                none if none.is_empty() => "the token has no groups".to_owned(),
                some => format!("the token has {some}"),
            };
            Diagnosis::new(code, format!("{names} {verb} open to the groups {} alone, and {has}", texts("groups")))
        }
        code => Diagnosis::new(code, format!("{names}: {}", code.rule().title)),
    }
}

/// The directives open the fields to the mode, so something after them refused.
fn open(known: &Known<'_>, group: &Group<'_>, mode: AuthenticationType) -> Diagnosis {
    let (names, verb) = names(group);
    let opened = format!("{names} {verb} open to {mode} by the schema");
    match mode {
        AuthenticationType::AwsLambda => {
            let says = format!("{opened}, so the authorizer's deniedFields strikes it, or its resolver refused");
            let help = "see what the authorizer answers for this token with `appsync-auth test-token`; resolvers that Amplify generated refuse where it answers no resolverContext";
            Diagnosis::new(Code::F201, says).help(help)
        }
        AuthenticationType::AwsIam => {
            let says = format!("{opened}, so no policy of the caller allows it, or its resolver refused");
            let fields: Vec<Coordinate> = group.fields.iter().copied().cloned().collect();
            let told = Diagnosis::new(Code::I202, says);
            match allow(known, &fields) {
                Some(help) => told.help(help),
                None => told,
            }
        }
        _ => {
            let says = format!("{opened}, so its resolver refused");
            Diagnosis::new(None, says).help(
                "look at what the resolver asks of `identity`: owner and group rules that Amplify generated are there",
            )
        }
    }
}

/// Neither the fields nor their type have a directive, and which mode is the default one is not known: the mode is another,
/// or what lies behind the directives refused.
fn bare(known: &Known<'_>, group: &Group<'_>, mode: AuthenticationType) -> Diagnosis {
    let (names, verb) = names(group);
    let on_field = if group.fields.len() > 1 { "on each field" } else { "on the field" };
    let says = format!(
        "{names} {verb} open to the API's default mode alone, since neither field nor type has a directive: {mode} is not that mode, {}",
        or_else(known.mode())
    );
    Diagnosis::new(Code::D106, says).help(format!(
        "say which API it is with --api; if another mode is its default one, `@{}` {on_field} or its type would open it",
        mode.directive()
    ))
}

/// What refuses a field behind the directives, by mode.
const fn or_else(mode: Option<AuthenticationType>) -> &'static str {
    match mode {
        Some(AuthenticationType::AwsLambda) => "or the authorizer's deniedFields strikes it, or its resolver refused",
        Some(AuthenticationType::AwsIam) => "or no policy of the caller allows it, or its resolver refused",
        _ => "or its resolver refused",
    }
}

/// Nothing is known of the fields' directives, or of the mode.
fn not_judged(known: &Known<'_>, group: &Group<'_>) -> Diagnosis {
    let (names, verb) = names(group);
    let field = group.fields.first();
    if let Some((schema, field)) = known.sent.schema.zip(field).filter(|(schema, field)| schema.contains(field)) {
        let on_field = schema.field_auth_directives(&field.type_name, &field.field_name);
        let on_type = schema.type_auth_directives(&field.type_name);
        let (listed, place) = if has_modes(on_field) { (on_field, "field") } else { (on_type, "type") };
        let says = if has_modes(listed) {
            format!("{names} {verb} open to {} (directives on the {place})", modes_in(listed))
        } else {
            format!("{names} {verb} open to the API's default mode alone: neither field nor type has a directive")
        };
        return Diagnosis::new(Code::D106, says).help("say which API it is with --api, so that the mode is known");
    }
    let to = known.mode().map(|mode| format!(" to {mode}")).unwrap_or_default();
    let says = format!("{names} {verb} closed{to} by a directive or the lack of one, {}", or_else(known.mode()));
    let help = match known.sent.schema {
        Some(_) => "the schema that is known here does not have it: fetch it anew",
        None => "give the schema with --schema to see which",
    };
    Diagnosis::new(Code::D106, says).help(help)
}

/// The fields of a group in backticks, and the verb that goes with them.
fn names(group: &Group<'_>) -> (String, &'static str) {
    let more = group.fields.len().saturating_sub(NAMED);
    let listed = quoted(group.fields.iter().take(NAMED).map(ToString::to_string));
    let verb = if group.fields.len() == 1 { "is" } else { "are" };
    match more {
        0 => (listed, verb),
        more => (format!("{listed} and {more} more"), verb),
    }
}

/// The modes that directives list, those of user pools with their groups.
fn modes_in(directives: &[AuthDirective]) -> String {
    let modes = directives.iter().filter_map(|directive| {
        let mode = mode_of(&directive.kind)?;
        Some(match &directive.kind {
            AuthDirectiveKind::CognitoUserPools { groups: Some(groups) } if !groups.is_empty() => {
                format!("{mode} (groups {})", quoted(groups))
            }
            _ => mode.to_string(),
        })
    });
    modes.collect::<Vec<_>>().join(", ")
}
