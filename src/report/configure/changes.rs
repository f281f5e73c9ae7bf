//! The difference, provider by provider.

use std::io;

use serde_json::{Map, Value};

use crate::plan::{Difference, Plan};
use crate::report::style::{Style, Tone};
use crate::report::wording::{one_line, shown};

const ADDITIONAL: &str = "additionalAuthenticationProviders";
const MODE: &str = "authenticationType";
/// The blocks of the default provider, of which one counts.
const CONFIGS: [&str; 3] = ["lambdaAuthorizerConfig", "userPoolConfig", "openIDConnectConfig"];

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

/// Where a member that changes belongs.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    /// The default provider.
    Default,
    /// An additional one, by its name.
    Additional(String),
    /// Another setting of the API.
    Setting,
}

/// Takes a path apart: where the member belongs, and what it is called there.
fn part(path: &str) -> (Part, &str) {
    if let Some((name, rest)) =
        path.strip_prefix(ADDITIONAL).and_then(|rest| rest.strip_prefix('[')).and_then(in_brackets)
    {
        return (Part::Additional(name.to_owned()), rest.trim_start_matches('.'));
    }
    let first = path.split('.').next().unwrap_or_default();
    if path == MODE || CONFIGS.contains(&first) { (Part::Default, path) } else { (Part::Setting, path) }
}

/// The name of a provider, which may hold brackets itself, and what stands behind it.
fn in_brackets(rest: &str) -> Option<(&str, &str)> {
    match rest.rfind("].") {
        Some(at) => Some((rest.get(..at)?, rest.get(at + 1..)?)),
        None => rest.strip_suffix(']').map(|name| (name, "")),
    }
}

/// Writes the differences, those of one provider under its heading.
pub(super) fn write(plan: &Plan, out: &mut dyn io::Write, style: &Style) -> io::Result<()> {
    let mut last = None;
    for change in &plan.changes {
        let (part, member) = part(&change.path);
        if last.as_ref() != Some(&part) {
            writeln!(out)?;
            let (heading, context) = heading(&part, member, change, plan);
            writeln!(out, "{}", style.strong(style.hang("", Tone::Plain, 0, &heading)))?;
            for (name, value) in context {
                line(out, style, ' ', &name, &value)?;
            }
        }
        match part {
            Part::Default if change.path == MODE => {}
            Part::Default | Part::Additional(_) => {
                let member = config_removed(member);
                both(out, style, member, change)?;
            }
            Part::Setting => both(out, style, member, change)?,
        }
        last = Some(part);
    }
    Ok(())
}

/// The heading of a provider or of the other settings, and the members of a changed provider that stay as they are.
fn heading(part: &Part, member: &str, change: &Difference, plan: &Plan) -> (String, Vec<(String, Value)>) {
    match part {
        Part::Setting => ("other settings".to_owned(), Vec::new()),
        Part::Default if change.path == MODE => {
            let name = |value: &Option<Value>| value.as_ref().map_or_else(|| "none".to_owned(), shown);
            (format!("default mode: {} before, {} after", name(&change.before), name(&change.after)), Vec::new())
        }
        Part::Default => {
            let mode = plan.after.get(MODE).map(shown).unwrap_or_default();
            (format!("default mode {mode}: changed"), unchanged(&plan.before, &plan.after))
        }
        Part::Additional(name) if member.is_empty() => {
            let told = match (&change.before, &change.after) {
                (None, Some(entry)) if was_default(entry, &plan.before) => "added; it was the default mode",
                (None, _) => "added",
                (Some(entry), None) if was_default(entry, &plan.after) => "gone; it becomes the default mode",
                (Some(_), None) => "gone",
                (Some(_), Some(_)) => "changed",
            };
            (format!("additional mode {}: {told}", one_line(name)), Vec::new())
        }
        Part::Additional(name) => {
            let entry = |document: &Map<String, Value>| {
                let entries = document.get(ADDITIONAL).and_then(Value::as_array).into_iter().flatten();
                let mut fitting = entries.filter_map(Value::as_object).filter(|entry| is_named(entry, name));
                fitting.next().cloned().unwrap_or_default()
            };
            let context = unchanged(&entry(&plan.before), &entry(&plan.after));
            (format!("additional mode {}: changed", one_line(name)), context)
        }
    }
}

/// Whether an entry of the additional providers is the default provider of a document.
fn was_default(entry: &Value, document: &Map<String, Value>) -> bool {
    let id = |config: Option<&Value>| {
        let member = |name: &str| config.and_then(|config| config.get(name)).cloned();
        member("userPoolId").or_else(|| member("issuer"))
    };
    let config = |of: &dyn Fn(&str) -> Option<Value>| {
        CONFIGS.iter().filter(|name| **name != "lambdaAuthorizerConfig").find_map(|name| id(of(name).as_ref()))
    };
    let mode = entry.get(MODE);
    mode.is_some() && mode == document.get(MODE) && {
        let theirs = config(&|name| entry.get(name).cloned());
        // The document may hold a spent block of another mode beside.
        theirs.is_none() || theirs == config(&|name| entry.get(name).and_then(|_| document.get(name)).cloned())
    }
}

/// Whether a provider's name is this one: its mode, or its mode and its pool or issuer.
fn is_named(entry: &Map<String, Value>, name: &str) -> bool {
    let mode = entry.get(MODE).and_then(Value::as_str).unwrap_or_default();
    let which = CONFIGS
        .iter()
        .filter_map(|config| entry.get(*config))
        .find_map(|config| config.get("userPoolId").or_else(|| config.get("issuer")).and_then(Value::as_str));
    which.map_or_else(|| mode.to_owned(), |which| format!("{mode}={which}")) == name
}

/// The members of a provider's own block that are the same before and after.
fn unchanged(before: &Map<String, Value>, after: &Map<String, Value>) -> Vec<(String, Value)> {
    let Some((config, block)) = own_block(after) else { return Vec::new() };
    let was = before.get(config).and_then(Value::as_object);
    let same = block.iter().filter(|(name, value)| was.and_then(|was| was.get(*name)) == Some(value));
    same.map(|(name, value)| (name.clone(), value.clone())).collect()
}

/// The block of the mode that a document or an entry has.
fn own_block(entry: &Map<String, Value>) -> Option<(&'static str, &Map<String, Value>)> {
    let config = match entry.get(MODE)?.as_str()? {
        "AWS_LAMBDA" => CONFIGS[0],
        "AMAZON_COGNITO_USER_POOLS" => CONFIGS[1],
        "OPENID_CONNECT" => CONFIGS[2],
        _ => return None,
    };
    Some((config, entry.get(config)?.as_object()?))
}

/// A member's name without the block that it stands in, which the heading says.
fn config_removed(member: &str) -> &str {
    let of = |config: &str| member.strip_prefix(config).and_then(|rest| rest.strip_prefix('.'));
    CONFIGS.iter().find_map(|config| of(config)).unwrap_or(member)
}

/// What was, and what is: each value of an object on its own line.
fn both(out: &mut dyn io::Write, style: &Style, member: &str, change: &Difference) -> io::Result<()> {
    for (sign, value) in [('-', &change.before), ('+', &change.after)] {
        let mut leaves = Vec::new();
        if let Some(value) = value {
            flatten(member, value, &mut leaves);
        }
        for (name, value) in leaves {
            line(out, style, sign, &name, &value)?;
        }
    }
    Ok(())
}

/// The values of an object by their paths. The mode of a provider is said by its heading.
fn flatten(path: &str, value: &Value, leaves: &mut Vec<(String, Value)>) {
    match value {
        Value::Object(members) if !members.is_empty() => {
            for (name, value) in members.iter().filter(|(name, _)| !(path.is_empty() && *name == MODE)) {
                let path =
                    if path.is_empty() || CONFIGS.contains(&path) { name.clone() } else { format!("{path}.{name}") };
                flatten(&path, value, leaves);
            }
        }
        other => leaves.push((path.to_owned(), other.clone())),
    }
}

/// `  + name: value`; without a sign, what stays.
fn line(out: &mut dyn io::Write, style: &Style, sign: char, name: &str, value: &Value) -> io::Result<()> {
    let tone = match sign {
        '+' => Tone::Good,
        '-' => Tone::Bad,
        _ => Tone::Faint,
    };
    let told = format!("{}: {}", one_line(name), shown(value));
    let told = style.hang("", Tone::Plain, 4, &told);
    let (sign, told) = (style.paint(tone, sign), told.trim_start());
    let told = if tone == Tone::Faint { style.faint(told) } else { told.to_owned() };
    writeln!(out, "  {sign} {told}")
}
