//! What is different between two documents of an API, provider by provider.

use serde_json::{Map, Value};

use super::members::{ADDITIONAL, MODE, UPDATABLE};
use super::providers::Entry;

/// One member that is different.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The member: `lambdaAuthorizerConfig.authorizerUri`, and of an additional provider by its name and not by its
    /// position, `additionalAuthenticationProviders[OPENID_CONNECT=https://i.example].openIDConnectConfig.authTTL`.
    pub path: String,
    /// The value before; `None` where there was none.
    pub before: Option<Value>,
    /// The value after; `None` where there is none.
    pub after: Option<Value>,
}

/// The differences in a stable order: the default mode, the other members in the order of [`UPDATABLE`], then unknown ones.
/// Additional providers stand in their own order, those that are no more behind the others.
///
/// An absent list of additional providers and an empty one are the same, and so is another order of the list: it decides
/// nothing. An object that is new or gone is one difference, not one for each of its members.
#[must_use]
pub fn differences(before: &Map<String, Value>, after: &Map<String, Value>) -> Vec<Difference> {
    let mut found = Vec::new();
    for name in names(before, after) {
        match (before.get(name), after.get(name)) {
            (before, after) if name == ADDITIONAL => additional(before, after, &mut found),
            (before, after) => compare(name.to_owned(), before, after, &mut found),
        }
    }
    found
}

/// The members of both, those of the service model in its order, the others after them.
fn names<'m>(before: &'m Map<String, Value>, after: &'m Map<String, Value>) -> Vec<&'m str> {
    let known = [MODE].into_iter().chain(UPDATABLE.iter().map(|(name, _)| *name).filter(|name| *name != MODE));
    let mut names: Vec<&str> = known.collect();
    for name in before.keys().chain(after.keys()) {
        if !names.contains(&name.as_str()) {
            names.push(name);
        }
    }
    names
}

/// Compares the lists of additional providers by the providers' names.
fn additional(before: Option<&Value>, after: Option<&Value>, found: &mut Vec<Difference>) {
    let (Some(before), Some(after)) = (labelled(before), labelled(after)) else {
        // Not lists of providers: nothing can be told of them by name.
        return compare(ADDITIONAL.to_owned(), before, after, found);
    };
    let value_of = |list: &[(String, Value)], label: &str| {
        list.iter().find(|(each, _)| each == label).map(|(_, value)| value.clone())
    };
    let gone = before.iter().filter(|(label, _)| value_of(&after, label).is_none());
    for (label, _) in after.iter().chain(gone) {
        let (was, is) = (value_of(&before, label), value_of(&after, label));
        compare(format!("{ADDITIONAL}[{label}]"), was.as_ref(), is.as_ref(), found);
    }
}

/// The additional providers with their names; a name that stands twice is numbered.
fn labelled(list: Option<&Value>) -> Option<Vec<(String, Value)>> {
    let mut labelled: Vec<(String, Value)> = Vec::new();
    let entries = match list {
        None => return Some(labelled),
        Some(Value::Array(entries)) => entries,
        Some(_) => return None,
    };
    for entry in entries {
        let Value::Object(members) = entry else { return None };
        let name = Entry(members.clone()).name().to_string();
        let mut label = name.clone();
        let mut number = 1;
        while labelled.iter().any(|(each, _)| *each == label) {
            number += 1;
            label = format!("{name} #{number}");
        }
        labelled.push((label, entry.clone()));
    }
    Some(labelled)
}

fn compare(path: String, before: Option<&Value>, after: Option<&Value>, found: &mut Vec<Difference>) {
    match (before, after) {
        (Some(before), Some(after)) if before == after => {}
        (None, None) => {}
        (Some(Value::Object(before)), Some(Value::Object(after))) => {
            let mut names: Vec<&String> =
                before.keys().chain(after.keys().filter(|name| !before.contains_key(*name))).collect();
            names.sort();
            for name in names {
                compare(format!("{path}.{name}"), before.get(name), after.get(name), found);
            }
        }
        (before, after) => {
            found.push(Difference { path, before: before.cloned(), after: after.cloned() });
        }
    }
}
