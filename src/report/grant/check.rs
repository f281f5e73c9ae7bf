//! Whether the role may already, field by field.

use std::io;

use serde_json::{Value, json};

use super::subject::{EndpointVariable, GrantSubject, VariableState};
use crate::engine::{Access, Code};
use crate::plan::{Check, Decisive, JudgedField, JudgedTarget, PolicySource, RolePolicy};
use crate::report::Report;
use crate::report::style::{Style, Tone};
use crate::report::wording::{one_line, rule};
use crate::status::Status;

/// The most names of fields that a line for people lists.
const NAMES_AT_MOST: usize = 12;

/// The width of the labels.
const LABEL: usize = 10;

/// Whether the role may what was asked for.
#[derive(Debug, Clone)]
pub struct GrantCheckReport {
    /// What it is about.
    pub subject: GrantSubject,
    /// What the policies say.
    pub check: Check,
    /// The policies.
    pub policies: Vec<RolePolicy>,
    /// The endpoint variable.
    pub variable: EndpointVariable,
}

/// The word of a permission: what is reached by the policies is allowed.
const fn word(access: Access) -> &'static str {
    match access {
        Access::Reached => "allowed",
        Access::Denied => "denied",
        Access::Unknown => "unknown",
    }
}

const fn tone(access: Access) -> Tone {
    match access {
        Access::Reached => Tone::Good,
        Access::Denied => Tone::Bad,
        Access::Unknown => Tone::Warning,
    }
}

impl GrantCheckReport {
    /// What decided on a field, in words.
    fn because(&self, field: &JudgedField) -> String {
        let by = field.by.as_ref().and_then(|by| self.policies.get(by.policy).map(|policy| (by, policy)));
        let told = match (by, field.rule) {
            (_, Some(Code::I103)) => "no policy speaks of it, and below the root it needs none".to_owned(),
            (Some((by, policy)), rule) => decided(by, policy, rule),
            (None, _) => "no policy allows it".to_owned(),
        };
        field.rule.map_or(told.clone(), |code| format!("{told} ({})", rule(code)))
    }

    fn target(&self, judged: &JudgedTarget, out: &mut dyn io::Write, style: &Style) -> io::Result<()> {
        let path = judged.target.path();
        if judged.fields.is_empty() {
            let text = format!("{path}: the schema has no such operations");
            return writeln!(out, "{}", style.hang("none", Tone::Faint, LABEL, &text));
        }
        for group in groups(&judged.fields) {
            let first = group[0];
            let of_all = if group.len() == judged.fields.len() { path.clone() } else { names(&group) };
            let text = format!("{of_all}: {}", self.because(first));
            writeln!(out, "{}", style.hang(word(first.access), tone(first.access), LABEL, &one_line(&text)))?;
        }
        Ok(())
    }
}

/// The fields for which the same decided in the same way, in the order of their first.
fn groups(fields: &[JudgedField]) -> Vec<Vec<&JudgedField>> {
    let mut groups: Vec<Vec<&JudgedField>> = Vec::new();
    for field in fields {
        let same = |group: &&mut Vec<&JudgedField>| {
            group
                .first()
                .is_some_and(|first| (first.access, first.rule, &first.by) == (field.access, field.rule, &field.by))
        };
        match groups.iter_mut().find(same) {
            Some(group) => group.push(field),
            None => groups.push(vec![field]),
        }
    }
    groups
}

fn names(group: &[&JudgedField]) -> String {
    let shown: Vec<String> = group.iter().take(NAMES_AT_MOST).map(|field| field.coordinate.to_string()).collect();
    match group.len().saturating_sub(shown.len()) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

fn decided(by: &Decisive, policy: &RolePolicy, rule: Option<Code>) -> String {
    let whose = match &policy.source {
        PolicySource::Inline => format!("the inline policy `{}`", policy.name),
        PolicySource::Managed(_) => format!("the managed policy `{}`", policy.name),
        PolicySource::Boundary(_) => format!("the permissions boundary `{}`", policy.name),
    };
    let Some(number) = by.statement else { return format!("{whose} does not allow it") };
    let sid = policy.policy.sid(number).map(|sid| format!(" `{sid}`")).unwrap_or_default();
    let statement = format!("statement {number}{sid} of {whose}");
    match rule {
        Some(Code::I203) => format!("{statement} denies it"),
        Some(Code::I204) => format!("it depends on the Condition or a variable of {statement}"),
        _ => format!("{statement} allows it"),
    }
}

impl Report for GrantCheckReport {
    fn text(&self, out: &mut dyn io::Write, style: &Style) -> io::Result<()> {
        if style.terminal {
            writeln!(out, "{}", style.hang("function", Tone::Faint, LABEL, &one_line(&self.subject.function)))?;
            writeln!(out, "{}\n", style.hang("role", Tone::Faint, LABEL, &one_line(&self.subject.role)))?;
            for judged in &self.check.targets {
                self.target(judged, out, style)?;
            }
            let EndpointVariable { name, state, .. } = &self.variable;
            let text = format!("`{name}` {}", state.words());
            return writeln!(out, "\n{}", style.hang("variable", Tone::Faint, LABEL, &text));
        }
        for field in self.check.targets.iter().flat_map(|judged| &judged.fields) {
            let because = self.because(field);
            writeln!(out, "{}\t{}\t{}", field.coordinate, word(field.access), one_line(&because))?;
        }
        writeln!(out, "variable {}\t{}", self.variable.name, self.variable.state.name())
    }

    fn json(&self) -> Value {
        let field = |field: &JudgedField| {
            let policy = field.by.as_ref().and_then(|by| self.policies.get(by.policy));
            let statement = field.by.as_ref().and_then(|by| by.statement);
            let sid = policy.zip(statement).and_then(|(policy, number)| policy.policy.sid(number));
            json!({
                "coordinate": field.coordinate.to_string(),
                "access": word(field.access),
                "rule": field.rule.map(|code| code.to_string()),
                "policy": policy.map(described),
                "statement": statement,
                "sid": sid,
            })
        };
        let targets = self.check.targets.iter().map(|judged| {
            json!({
                "resource": judged.target.resource(&self.subject.grant.api),
                "access": word(judged.access()),
                "fields": judged.fields.iter().map(field).collect::<Vec<_>>(),
            })
        });
        let mut members = self.subject.json("check");
        members.insert("access".to_owned(), json!(word(self.check.access())));
        members.insert("resources".to_owned(), targets.collect());
        members.insert("endpointVariable".to_owned(), self.variable.json());
        Value::Object(members)
    }

    fn status(&self) -> Status {
        let variable = match self.variable.state {
            _ if !self.variable.asked_for => Access::Reached,
            VariableState::Set => Access::Reached,
            VariableState::Other | VariableState::Absent => Access::Denied,
            VariableState::Unreadable => Access::Unknown,
        };
        match (self.check.access(), variable) {
            (Access::Denied, _) | (_, Access::Denied) => Status::No,
            (Access::Unknown, _) | (_, Access::Unknown) => Status::Unknown,
            (Access::Reached, Access::Reached) => Status::Yes,
        }
    }
}

fn described(policy: &RolePolicy) -> Value {
    let (kind, arn) = match &policy.source {
        PolicySource::Inline => ("inline", None),
        PolicySource::Managed(arn) => ("managed", Some(arn)),
        PolicySource::Boundary(arn) => ("boundary", Some(arn)),
    };
    json!({ "name": policy.name, "kind": kind, "arn": arn })
}
