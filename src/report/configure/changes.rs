//! The difference, provider by provider: one that moves is shown once, where it goes to.

use std::io;

use serde_json::{Map, Value};

use crate::plan::{Plan, known_only};
use crate::report::style::{Style, Tone};
use crate::report::wording::{one_line, shown};

const ADDITIONAL: &str = "additionalAuthenticationProviders";
const MODE: &str = "authenticationType";
/// The configuration of each mode that has one.
const CONFIGS: [(&str, &str); 3] = [
    ("AWS_LAMBDA", "lambdaAuthorizerConfig"),
    ("AMAZON_COGNITO_USER_POOLS", "userPoolConfig"),
    ("OPENID_CONNECT", "openIDConnectConfig"),
];

/// The modes of a document, the default one first.
pub(super) fn modes(document: &Map<String, Value>) -> Vec<&str> {
    let additional = document.get(ADDITIONAL).and_then(Value::as_array).into_iter().flatten();
    let modes = document.get(MODE).into_iter().chain(additional.filter_map(|entry| entry.get(MODE)));
    modes.filter_map(Value::as_str).collect()
}

/// Whether a provider comes, goes or changes its place.
pub(super) fn providers_change(plan: &Plan) -> bool {
    let is_whole = |path: &str| path == MODE || (path.starts_with(ADDITIONAL) && path.ends_with(']'));
    plan.changes.iter().any(|change| is_whole(&change.path))
}

/// A member by its path, and its value.
type Leaf = (String, Value);

/// A provider: `MODE` or `MODE=WHICH`, and what it has.
#[derive(Debug, Clone, PartialEq)]
struct Provider {
    name: String,
    leaves: Vec<Leaf>,
}

/// What is said of one provider, or of the other settings.
struct Section {
    heading: String,
    /// `-` what was, `+` what is, a space before what stays.
    lines: Vec<(char, Leaf)>,
}

/// Writes the differences, those of one provider under its heading.
pub(super) fn write(plan: &Plan, out: &mut dyn io::Write, style: &Style) -> io::Result<()> {
    for Section { heading, lines } in sections(plan) {
        writeln!(out, "\n{}", style.strong(style.hang("", Tone::Plain, 0, &one_line(&heading))))?;
        for (sign, (name, value)) in lines {
            let tone = match sign {
                '+' => Tone::Good,
                '-' => Tone::Bad,
                _ => Tone::Faint,
            };
            let told = style.hang("", Tone::Plain, 4, &format!("{}: {}", one_line(&name), shown(&value)));
            let told = if sign == ' ' { style.faint(told.trim_start()) } else { told.trim_start().to_owned() };
            writeln!(out, "  {} {told}", style.paint(tone, sign))?;
        }
    }
    Ok(())
}

fn sections(plan: &Plan) -> Vec<Section> {
    // What is not sent is told by itself; here it would look as if it stayed.
    let (before, after) = if plan.left_out.is_empty() {
        (plan.before.clone(), plan.after.clone())
    } else {
        (known_only(&plan.before), plan.body())
    };
    let (was, is) = (default_of(&before), default_of(&after));
    let (were, are) = (additional_of(&before), additional_of(&after));
    let mut sections: Vec<Section> = default_section(&was, &is, &were, &are).into_iter().collect();
    for provider in &are {
        let (told, from) = match were.iter().find(|each| each.name == provider.name) {
            Some(same) if same == provider => continue,
            Some(other) => ("changed", Some(other)),
            None if was.name == provider.name => ("added; it was the default mode", Some(&was)),
            None => ("added", None),
        };
        let lines = compared(from.map_or(&[], |from| &from.leaves), &provider.leaves);
        sections.push(Section { heading: format!("additional mode {}: {told}", provider.name), lines });
    }
    for provider in were.iter().filter(|provider| are.iter().all(|each| each.name != provider.name)) {
        let (told, lines) = if is.name == provider.name {
            ("gone; it becomes the default mode", Vec::new())
        } else {
            ("gone", compared(&provider.leaves, &[]))
        };
        sections.push(Section { heading: format!("additional mode {}: {told}", provider.name), lines });
    }
    sections.extend(other_settings(plan, [&before, &after]));
    sections
}

/// What is said of the default provider. One that is no more is shown with what it had; one that moves is shown where it
/// goes to.
fn default_section(was: &Provider, is: &Provider, were: &[Provider], are: &[Provider]) -> Option<Section> {
    if was == is {
        return None;
    }
    if was.name == is.name {
        let heading = format!("default mode {}: changed", is.name);
        return Some(Section { heading, lines: compared(&was.leaves, &is.leaves) });
    }
    let mut lines = Vec::new();
    if are.iter().all(|each| each.name != was.name) {
        lines.extend(compared(&was.leaves, &[]));
    }
    let from = were.iter().find(|each| each.name == is.name);
    lines.extend(compared(from.map_or(&[], |from| &from.leaves), &is.leaves));
    Some(Section { heading: format!("default mode: {} before, {} after", was.name, is.name), lines })
}

/// The differences that are not about a provider: other settings, and the configuration of a mode that is not the default.
fn other_settings(plan: &Plan, documents: [&Map<String, Value>; 2]) -> Option<Section> {
    let own = documents.map(|document| config_of(document).unwrap_or_default());
    let mut lines = Vec::new();
    for change in &plan.changes {
        let first = change.path.split(['.', '[']).next().unwrap_or_default();
        if first == MODE || first == ADDITIONAL || own.contains(&first) {
            continue;
        }
        for (sign, value) in [('-', &change.before), ('+', &change.after)] {
            let mut leaves = Vec::new();
            if let Some(value) = value {
                flatten(&change.path, value, &mut leaves);
            }
            lines.extend(leaves.into_iter().map(|leaf| (sign, leaf)));
        }
    }
    (!lines.is_empty()).then(|| Section { heading: "other settings".to_owned(), lines })
}

/// What stays first, then each member that is different, as it was and as it is.
fn compared(before: &[Leaf], after: &[Leaf]) -> Vec<(char, Leaf)> {
    let stays = after.iter().filter(|leaf| before.contains(leaf)).map(|leaf| (' ', leaf.clone()));
    let mut lines: Vec<(char, Leaf)> = stays.collect();
    let of = |list: &[Leaf], name: &str| list.iter().find(|(each, _)| each == name).cloned();
    let gone = before.iter().filter(|(name, _)| of(after, name).is_none()).map(|leaf| ('-', leaf.clone()));
    lines.extend(gone);
    for leaf in after.iter().filter(|leaf| !before.contains(leaf)) {
        lines.extend(of(before, &leaf.0).map(|was| ('-', was)));
        lines.push(('+', leaf.clone()));
    }
    lines
}

/// The default provider of a document, with the configuration of its mode alone.
fn default_of(document: &Map<String, Value>) -> Provider {
    let own = config_of(document);
    let members = document.iter().filter(|(name, _)| *name == MODE || own == Some(name.as_str()));
    provider(&members.map(|(name, value)| (name.clone(), value.clone())).collect())
}

/// The additional providers of a document; a name that stands twice is numbered, as in the paths of the differences.
fn additional_of(document: &Map<String, Value>) -> Vec<Provider> {
    let mut found: Vec<Provider> = Vec::new();
    let entries = document.get(ADDITIONAL).and_then(Value::as_array).into_iter().flatten();
    for entry in entries.filter_map(Value::as_object) {
        let Provider { name, leaves } = provider(entry);
        let (mut label, mut number) = (name.clone(), 1);
        while found.iter().any(|each| each.name == label) {
            number += 1;
            label = format!("{name} #{number}");
        }
        found.push(Provider { name: label, leaves });
    }
    found
}

fn provider(entry: &Map<String, Value>) -> Provider {
    let mode = entry.get(MODE).and_then(Value::as_str).unwrap_or_default();
    let config = config_of(entry).and_then(|config| entry.get(config));
    let which = config.and_then(|config| config.get("userPoolId").or_else(|| config.get("issuer")));
    let name = match which.and_then(Value::as_str) {
        Some(which) => format!("{mode}={which}"),
        None => mode.to_owned(),
    };
    let mut leaves = Vec::new();
    for (member, value) in entry.iter().filter(|(member, _)| *member != MODE) {
        // The heading says whose configuration it is.
        let path = if Some(member.as_str()) == config_of(entry) { "" } else { member };
        flatten(path, value, &mut leaves);
    }
    Provider { name, leaves }
}

/// The configuration block of the mode that a document or an entry has.
fn config_of(entry: &Map<String, Value>) -> Option<&'static str> {
    let mode = entry.get(MODE)?.as_str()?;
    CONFIGS.into_iter().find(|(each, _)| *each == mode).map(|(_, config)| config)
}

/// The values of an object by their paths.
fn flatten(path: &str, value: &Value, leaves: &mut Vec<Leaf>) {
    match value {
        Value::Object(members) if !members.is_empty() => {
            for (name, value) in members {
                let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                flatten(&path, value, leaves);
            }
        }
        Value::Object(_) if path.is_empty() => {}
        other => leaves.push((path.to_owned(), other.clone())),
    }
}
