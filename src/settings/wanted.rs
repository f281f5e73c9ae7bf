//! `wanted`: the Lambda authorizer that `configure` shall give an API.

use std::fmt;
use std::str::FromStr;

use super::shapes;
use crate::appsync::{AuthenticationType, DefaultAction};
use crate::document::{Fields, Node, Reader};

/// The Lambda authorizer that an API shall have, or that it shall have none. What is `None` stays as it is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Wanted {
    /// `slot`: default or additional provider.
    pub slot: Option<Slot>,
    /// `function`: an ARN, or a name with or without `:QUALIFIER`; always there unless `remove`.
    pub function: Option<String>,
    /// `ttl`: `authorizerResultTtlInSeconds`, 0 to 3,600.
    pub ttl_seconds: Option<i64>,
    /// `identity-regex`: the `identityValidationExpression`; `Some(None)` is `no-identity-regex: true`.
    pub identity_regex: Option<Option<String>>,
    /// `previous-default`: what becomes of the default provider that is replaced.
    pub previous_default: Option<PreviousDefault>,
    /// `permission`: which permission AppSync shall have to invoke the function.
    pub permission: Option<PermissionChoice>,
    /// `default-action`: of a user pool that becomes the default provider.
    pub default_action: Option<DefaultAction>,
    /// `remove: true`: the API shall have no Lambda authorizer.
    pub remove: bool,
    /// `new-default`: the provider that becomes the default in the place of AWS_LAMBDA, which is removed or becomes
    /// additional.
    pub new_default: Option<NewDefault>,
    /// `keep-permission: true`: a permission to invoke a function that the API calls no longer stays.
    pub keep_permission: bool,
}

/// Where a provider stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Slot {
    /// The default provider.
    Default,
    /// One of `additionalAuthenticationProviders`.
    Additional,
}

/// What becomes of a default provider that is replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PreviousDefault {
    /// It becomes an additional provider.
    Keep,
    /// It goes.
    Drop,
}

/// Which permission AppSync shall have to invoke the function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PermissionChoice {
    /// For this API only.
    Scoped,
    /// For every API.
    Open,
    /// Permissions are not touched.
    Skip,
}

/// A provider that becomes the default: `MODE[=POOL_ID|ISSUER]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewDefault {
    /// The provider's mode.
    pub mode: AuthenticationType,
    /// Which pool or issuer, where an API has several.
    pub which: Option<String>,
}

impl fmt::Display for Wanted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.function {
            Some(function) => write!(f, "the authorizer {function}"),
            None => f.write_str("no authorizer"),
        }
    }
}

impl Wanted {
    pub(super) fn read<'d>(reader: &Reader<'d>, node: &'d Node) -> Option<Self> {
        reader.fields(node, |fields| {
            let slot = fields.optional("slot", |reader, node| {
                reader.word(node, &[("default", Slot::Default), ("additional", Slot::Additional)])
            });
            let remove = fields.optional("remove", Reader::only_true).is_some();
            let wanted = Self {
                slot,
                function: fields.optional("function", shapes::function),
                ttl_seconds: fields.optional("ttl", shapes::ttl),
                identity_regex: identity_regex(fields),
                previous_default: fields.optional("previous-default", |reader, node| {
                    reader.word(node, &[("keep", PreviousDefault::Keep), ("drop", PreviousDefault::Drop)])
                }),
                permission: fields.optional("permission", permission),
                default_action: fields.optional("default-action", default_action),
                remove,
                new_default: fields.optional("new-default", new_default),
                keep_permission: fields.optional("keep-permission", Reader::only_true).is_some(),
            };
            check(fields, slot);
            Some(wanted)
        })
    }
}

/// Notes the keys that do not go together.
fn check(fields: &Fields<'_, '_>, slot: Option<Slot>) {
    let says = |key| fields.entry(key).is_some();
    if says("remove") {
        let set_up =
            ["slot", "function", "ttl", "identity-regex", "no-identity-regex", "previous-default", "permission"];
        for key in set_up.into_iter().filter(|key| says(key)) {
            fields.conflict("remove", key, "say what to remove or what to set up");
        }
        return;
    }
    if !says("function") {
        fields.missing(&["function", "remove"]);
    }
    if let (Some(entry), false) = (fields.entry("new-default"), slot == Some(Slot::Additional)) {
        let message = "`new-default` is only for `remove: true` and `slot: additional`";
        fields.reader().wrong_value::<()>(&entry.key.span, message, Some("remove it"));
    }
}

fn identity_regex(fields: &Fields<'_, '_>) -> Option<Option<String>> {
    let regex = fields.optional("identity-regex", shapes::name);
    let none = fields.optional("no-identity-regex", Reader::only_true);
    fields.at_most_one(&["identity-regex", "no-identity-regex"]);
    regex.map(Some).or(none.map(|()| None))
}

fn permission(reader: &Reader<'_>, node: &Node) -> Option<PermissionChoice> {
    let words =
        [("scoped", PermissionChoice::Scoped), ("open", PermissionChoice::Open), ("skip", PermissionChoice::Skip)];
    reader.word(node, &words)
}

/// `defaultAction`, in the service's own words.
pub(super) fn default_action(reader: &Reader<'_>, node: &Node) -> Option<DefaultAction> {
    reader.word(node, &[("ALLOW", DefaultAction::Allow), ("DENY", DefaultAction::Deny)])
}

/// An authentication type, in the service's own words.
pub(super) fn mode(reader: &Reader<'_>, node: &Node) -> Option<AuthenticationType> {
    reader.word(node, &AuthenticationType::ALL.map(|each| (each.name(), each)))
}

fn new_default(reader: &Reader<'_>, node: &Node) -> Option<NewDefault> {
    let text = shapes::name(reader, node)?;
    match text.parse() {
        Ok(new_default) => Some(new_default),
        Err(NewDefaultError { message, help }) => reader.wrong_value(&node.span, message, help),
    }
}

/// Why a text is no provider that can become the default.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewDefaultError {
    /// What is wrong.
    message: String,
    /// What to do.
    help: Option<&'static str>,
}

impl fmt::Display for NewDefaultError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        self.help.map_or(Ok(()), |help| write!(f, "; {help}"))
    }
}

impl std::error::Error for NewDefaultError {}

impl FromStr for NewDefault {
    type Err = NewDefaultError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (mode, which) = text.split_once('=').map_or((text, None), |(mode, which)| (mode, Some(which)));
        let fault = |message: String, help| NewDefaultError { message, help };
        let mode = match mode.parse() {
            Ok(AuthenticationType::AwsLambda) => {
                let message = "AWS_LAMBDA is what is removed".to_owned();
                return Err(fault(message, Some("name the mode that stays")));
            }
            Ok(mode) => mode,
            Err(error) => return Err(fault(format!("{error}"), None)),
        };
        let can_be_several =
            matches!(mode, AuthenticationType::AmazonCognitoUserPools | AuthenticationType::OpenIdConnect);
        match which {
            Some("") => {
                let message = format!("`{text}` names no pool or issuer");
                Err(fault(message, Some("write `MODE` or `MODE=POOL_ID`")))
            }
            Some(_) if !can_be_several => {
                Err(fault(format!("{mode} has no pools or issuers"), Some("write the mode alone")))
            }
            which => Ok(Self { mode, which: which.map(str::to_owned) }),
        }
    }
}
