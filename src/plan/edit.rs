//! The change made in the document: which provider goes where.

use serde_json::{Map, Value};

use super::change::{Aim, Change, SetUp};
use super::members::{AUTHORIZER_URI, DEFAULT_ACTION, EXPRESSION, TTL};
use super::providers::{Entry, Place, Providers};
use crate::appsync::{AuthenticationType, DefaultAction};
use crate::error::{Error, Result};
use crate::settings::{NewDefault, PreviousDefault, Slot};

/// The document of UpdateGraphqlApi after the change. `document` holds only what can be updated.
///
/// # Errors
///
/// Usage: something is missing or cannot be: `contradiction`, `function-missing`, `new-default-missing`, `no-such-provider`,
/// `ambiguous-new-default`, `new-default-not-needed`, `default-action-without-pool`. Input: `bad-api`.
pub(super) fn edited(document: &Map<String, Value>, change: &Change) -> Result<Map<String, Value>> {
    let before = Providers::of(document)?;
    let mut after = before.clone();
    match &change.aim {
        Aim::SetUp(set_up) => set_up_authorizer(&mut after, set_up, change.new_default.as_ref())?,
        Aim::Remove => remove(&mut after, change.new_default.as_ref())?,
    }
    choose_default_action(&mut after, &before, change.default_action)?;
    let mut document = document.clone();
    after.put_into(&mut document, &before);
    Ok(document)
}

/// Gives the API this authorizer, and no second one.
fn set_up_authorizer(providers: &mut Providers, set_up: &SetUp, new_default: Option<&NewDefault>) -> Result<()> {
    let place = providers.lambda();
    let lambda = configured(providers, place, set_up)?;
    let stays = match place {
        Some(Place::Default) => Slot::Default,
        Some(Place::Additional(_)) | None => Slot::Additional,
    };
    let slot = set_up.slot.unwrap_or(stays);
    set_up.check_previous_default(slot)?;
    match (place, slot) {
        (Some(Place::Default), Slot::Default) => {
            refuse_needless(providers, new_default)?;
            providers.default = lambda;
            drop_additional_lambdas(providers, None);
        }
        (Some(Place::Default), Slot::Additional) => {
            drop_additional_lambdas(providers, None);
            let at = replace_default(providers, new_default, "AWS_LAMBDA becomes additional")?;
            let at = at.unwrap_or(providers.additional.len());
            providers.additional.insert(at, lambda);
        }
        (Some(Place::Additional(at)), Slot::Additional) => {
            refuse_needless(providers, new_default)?;
            if let Some(entry) = providers.additional.get_mut(at) {
                *entry = lambda;
            }
            drop_additional_lambdas(providers, Some(at));
        }
        (None, Slot::Additional) => {
            refuse_needless(providers, new_default)?;
            providers.additional.push(lambda);
        }
        (_, Slot::Default) => {
            refuse_new_default(new_default)?;
            let previous = std::mem::replace(&mut providers.default, lambda).demoted();
            let kept = (set_up.previous_default != Some(PreviousDefault::Drop)).then_some(previous);
            if let Some(name) = kept.as_ref().map(Entry::name) {
                providers.additional.retain(|entry| entry.name() != name);
            }
            match providers.additional.iter().position(|entry| entry.is(AuthenticationType::AwsLambda)) {
                // The two change places, so that the order of the others stays.
                Some(at) => drop(providers.additional.splice(at..=at, kept)),
                None => providers.additional.extend(kept),
            }
            drop_additional_lambdas(providers, None);
        }
    }
    Ok(())
}

/// The authorizer as it shall be: what it has, and what the user asked for on top.
fn configured(providers: &Providers, place: Option<Place>, set_up: &SetUp) -> Result<Entry> {
    let mut lambda = match place {
        Some(Place::Default) => providers.default.clone(),
        Some(Place::Additional(at)) => {
            providers.additional.get(at).cloned().unwrap_or_else(|| Entry::bare(AuthenticationType::AwsLambda))
        }
        None => Entry::bare(AuthenticationType::AwsLambda),
    };
    let missing = || {
        Error::usage("function-missing", "the API has no Lambda authorizer, and no function is named")
            .help("name the function with `--function`")
    };
    let Some(config) = lambda.config_mut() else { return Err(missing()) };
    match &set_up.function {
        Some(function) => drop(config.insert(AUTHORIZER_URI.to_owned(), Value::from(function.to_string()))),
        None if config.get(AUTHORIZER_URI).is_some_and(Value::is_string) => {}
        None => return Err(missing()),
    }
    if let Some(seconds) = set_up.ttl_seconds {
        config.insert(TTL.to_owned(), Value::from(seconds));
    }
    match &set_up.identity_regex {
        Some(Some(pattern)) => drop(config.insert(EXPRESSION.to_owned(), Value::from(pattern.as_str()))),
        Some(None) => drop(config.shift_remove(EXPRESSION)),
        None => {}
    }
    Ok(lambda)
}

fn remove(providers: &mut Providers, new_default: Option<&NewDefault>) -> Result<()> {
    drop_additional_lambdas(providers, None);
    if providers.lambda().is_none() {
        return refuse_needless(providers, new_default);
    }
    replace_default(providers, new_default, "AWS_LAMBDA is the default mode and is removed").map(|_| ())
}

fn drop_additional_lambdas(providers: &mut Providers, but: Option<usize>) {
    let mut at = 0;
    providers.additional.retain(|entry| {
        let stays = !entry.is(AuthenticationType::AwsLambda) || Some(at) == but;
        at += 1;
        stays
    });
}

/// Makes the chosen provider the default one, and says where it stood; the one that was the default is gone.
fn replace_default(
    providers: &mut Providers,
    new_default: Option<&NewDefault>,
    because: &str,
) -> Result<Option<usize>> {
    let choices = || {
        let names: Vec<String> = providers.additional.iter().map(|entry| entry.name().to_string()).collect();
        if names.is_empty() {
            "the API has no other; API_KEY and AWS_IAM can be new".to_owned()
        } else {
            names.join(", ")
        }
    };
    let Some(wanted) = new_default else {
        let message = format!("{because}, and nothing says which mode becomes the default");
        let help = format!("name one with `--new-default`: {}", choices());
        return Err(Error::usage("new-default-missing", message).help(help));
    };
    let fits = providers.additional.iter().enumerate().filter(|(_, entry)| is_meant(entry, wanted));
    let found: Vec<usize> = fits.map(|(at, _)| at).collect();
    match found[..] {
        [at] => {
            providers.default = providers.additional.remove(at);
            Ok(Some(at))
        }
        // These two have no configuration, so nothing is missing to make them.
        [] if matches!(wanted.mode, AuthenticationType::ApiKey | AuthenticationType::AwsIam) => {
            providers.default = Entry::bare(wanted.mode);
            Ok(None)
        }
        [] => {
            let message = format!("the API has no provider `{}` that could become the default", shown(wanted));
            let help = format!("its other providers: {}", choices());
            Err(Error::usage("no-such-provider", message).help(help))
        }
        [..] => {
            let names: Vec<String> = found
                .iter()
                .filter_map(|at| providers.additional.get(*at))
                .map(|entry| entry.name().to_string())
                .collect();
            let message = format!("`{}` fits {} providers of the API", shown(wanted), names.len());
            Err(Error::usage("ambiguous-new-default", message).help(format!("name one: {}", names.join(", "))))
        }
    }
}

/// Whether a provider is the one that `--new-default` names.
fn is_meant(entry: &Entry, wanted: &NewDefault) -> bool {
    let name = entry.name();
    name.is(wanted.mode) && wanted.which.as_ref().is_none_or(|which| name.which.as_ref() == Some(which))
}

fn shown(wanted: &NewDefault) -> String {
    wanted.which.as_ref().map_or_else(|| wanted.mode.to_string(), |which| format!("{}={which}", wanted.mode))
}

/// A new default that is the default already asks for nothing; any other one cannot be had by this change.
fn refuse_needless(providers: &Providers, new_default: Option<&NewDefault>) -> Result<()> {
    match new_default {
        Some(wanted) if !is_meant(&providers.default, wanted) => {
            let message = format!(
                "`--new-default {}` is for a default that AWS_LAMBDA leaves, and the default stays {}",
                shown(wanted),
                providers.default.name()
            );
            Err(Error::usage("new-default-not-needed", message).help("leave `--new-default` away"))
        }
        _ => Ok(()),
    }
}

fn refuse_new_default(new_default: Option<&NewDefault>) -> Result<()> {
    let Some(wanted) = new_default else { return Ok(()) };
    let message = format!("AWS_LAMBDA becomes the default, so `{}` cannot", shown(wanted));
    Err(Error::usage("new-default-not-needed", message).help("leave `--new-default` away"))
}

/// Sets `defaultAction` of a default user pool: as asked, and ALLOW where it becomes the default.
///
/// Source: the service model's `UserPoolConfig`, which requires `defaultAction`.
fn choose_default_action(after: &mut Providers, before: &Providers, asked: Option<DefaultAction>) -> Result<()> {
    if !after.default.is(AuthenticationType::AmazonCognitoUserPools) {
        return match asked {
            None => Ok(()),
            Some(_) => {
                let message = format!(
                    "`--default-action` is for a default user pool, and the default is {}",
                    after.default.name()
                );
                Err(Error::usage("default-action-without-pool", message).help("leave `--default-action` away"))
            }
        };
    }
    let stays = after.default.name() == before.default.name();
    let Some(config) = after.default.config_mut() else { return Ok(()) };
    let action = match asked {
        Some(DefaultAction::Deny) => "DENY",
        Some(DefaultAction::Allow) => "ALLOW",
        None if stays => return Ok(()),
        None => "ALLOW",
    };
    config.insert(DEFAULT_ACTION.to_owned(), Value::from(action));
    Ok(())
}
