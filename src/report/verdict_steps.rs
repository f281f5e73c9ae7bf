//! The steps of a verdict in words: one line each, by stage, with the access to the selected fields last.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::verdict::{AskedAuthorizer, VerdictReport};
use super::wording::{self, count, one_line, shown};
use crate::engine::{Access, Code, Decision, FieldAccess, Outcome, Step};

/// Fields that one line names on a terminal; a pipe gets them all.
const FIELDS_ON_A_LINE: usize = 12;

/// One line of the account.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Line {
    /// The stage.
    pub(super) stage: &'static str,
    /// The rule; none where a stage was not come to.
    pub(super) code: Option<Code>,
    /// What it said.
    pub(super) outcome: Outcome,
    /// What is told.
    pub(super) text: String,
    /// Whether this is the first denial.
    pub(super) first_denial: bool,
}

/// The lines of a verdict, in the order of the pipeline.
pub(super) fn lines(report: &VerdictReport<'_>) -> Vec<Line> {
    let verdict = report.verdict;
    let mut lines: Vec<Line> = Vec::new();
    let mut denied = false;
    for step in verdict.trace.steps.iter().chain(report.unknown_fields) {
        let first_denial = step.outcome == Outcome::Denied && !denied;
        denied |= first_denial;
        let text = text_of_step(step, report.asked.as_ref());
        let stage = step.code.rule().stage.name();
        lines.push(Line { stage, code: Some(step.code), outcome: step.outcome, text, first_denial });
    }
    let not_asked = verdict.trace.has(Code::A102);
    if not_asked {
        lines.push(open("contract", "depends on the authorizer".to_owned()));
    }
    lines.extend(field_lines(report, denied, not_asked));
    lines
}

/// A stage of which nothing is known yet.
const fn open(stage: &'static str, text: String) -> Line {
    Line { stage, code: None, outcome: Outcome::Unknown, text, first_denial: false }
}

/// What the rules say of the selected fields: denied ones first, each group of one rule a line.
fn field_lines(report: &VerdictReport<'_>, mut denied: bool, not_asked: bool) -> Vec<Line> {
    let fields = report.fields;
    if fields.is_empty() {
        return Vec::new();
    }
    if report.verdict.decision == Decision::Denied {
        let text = format!("{} selected, none is reached: the request is denied", count(fields.len(), "field"));
        return vec![Line { outcome: Outcome::Noted, ..open("fields", text) }];
    }
    let mut lines = Vec::new();
    for access in [Access::Denied, Access::Unknown, Access::Reached] {
        for group in groups(fields.iter().filter(|field| field.access == access)) {
            let Some(first) = group.first() else { continue };
            let names = names(&group);
            if access == Access::Unknown && not_asked && first.code == Code::A102 {
                let which = if group.len() == fields.len() {
                    format!("{} selected", count(fields.len(), "field"))
                } else {
                    names
                };
                let text = format!("{which}: access depends on the authorizer");
                lines.push(open("fields", text));
                continue;
            }
            let outcome = match access {
                Access::Denied => Outcome::Denied,
                Access::Unknown => Outcome::Unknown,
                Access::Reached => Outcome::Passed,
            };
            let first_denial = access == Access::Denied && !denied;
            denied |= first_denial;
            let text = format!("{names}: {}", text_of_field(first));
            lines.push(Line { stage: "fields", code: Some(first.code), outcome, text, first_denial });
        }
    }
    let mut seen = HashSet::new();
    for field in fields {
        // What would have let a denied field pass is no reason for anything.
        let told = |note: &&Step| note.outcome == Outcome::Noted || field.access == Access::Reached;
        for note in field.notes.iter().filter(told) {
            let text = format!("{}: {}", field.coordinate, with_facts(note.code, &note.facts, &["entry"]));
            if seen.insert((note.code, text.clone())) {
                let code = Some(note.code);
                lines.push(Line { stage: "fields", code, outcome: note.outcome, text, first_denial: false });
            }
        }
    }
    lines
}

/// Fields that the same rule judged for the same reason, in the order of the selection.
fn groups<'f>(fields: impl Iterator<Item = &'f FieldAccess>) -> Vec<Vec<&'f FieldAccess>> {
    let mut groups: Vec<Vec<&FieldAccess>> = Vec::new();
    for field in fields {
        let same = |group: &&mut Vec<&FieldAccess>| {
            group.first().is_some_and(|first| {
                let same_facts = first.code == Code::F201 || first.facts == field.facts;
                first.code == field.code && same_facts
            })
        };
        match groups.iter_mut().find(same) {
            Some(group) => group.push(field),
            None => groups.push(vec![field]),
        }
    }
    groups
}

/// The coordinates of a group, each once.
fn names(group: &[&FieldAccess]) -> String {
    let mut seen = HashSet::new();
    let mut names: Vec<String> =
        group.iter().map(|field| field.coordinate.to_string()).filter(|name| seen.insert(name.clone())).collect();
    let more = names.len().saturating_sub(FIELDS_ON_A_LINE);
    names.truncate(FIELDS_ON_A_LINE);
    let listed = names.join(", ");
    if more == 0 { listed } else { format!("{listed} and {more} more") }
}

/// Why a field is reached or not.
fn text_of_field(field: &FieldAccess) -> String {
    match (field.access, field.code) {
        (_, Code::F201) => "struck by a deniedFields entry".to_owned(),
        (Access::Reached, Code::D101 | Code::D102) => {
            let directive = field.facts.get("directive").map(|directive| format!(" ({})", shown(directive)));
            format!("{}{}", field.code.rule().title, directive.unwrap_or_default())
        }
        (Access::Reached, code) => code.rule().title.to_owned(),
        (_, code) => with_facts(code, &field.facts, &["mode"]),
    }
}

/// The title of a rule with its facts but for those that say it again.
fn with_facts(code: Code, facts: &Map<String, Value>, without: &[&str]) -> String {
    let kept = facts.iter().filter(|(name, _)| !without.contains(&name.as_str()));
    let kept: Map<String, Value> = kept.map(|(name, value)| (name.clone(), value.clone())).collect();
    match wording::facts(&kept) {
        facts if facts.is_empty() => code.rule().title.to_owned(),
        facts => format!("{} ({facts})", code.rule().title),
    }
}

/// What a step says, with its facts put into the sentence.
fn text_of_step(step: &Step, asked: Option<&AskedAuthorizer>) -> String {
    let title = step.code.rule().title;
    let fact = |name: &str| step.facts.get(name).map(shown).unwrap_or_default();
    match step.code {
        Code::G101 => {
            let length = of_at_most(&fact("characters"));
            format!("the token matches identityValidationExpression `{}` {length}", fact("expression"))
        }
        Code::G201 => {
            let length = of_at_most(&fact("characters"));
            let expression = fact("expression");
            format!(
                "the token does not match identityValidationExpression `{expression}` {length}; the function is not called"
            )
        }
        Code::G102 => format!("{title} {}", of_at_most(&fact("characters"))),
        Code::C102 => format!("{title}; this one would live {} s ({})", fact("ttl"), fact("source")),
        Code::C103 => format!("answers are not cached: the TTL is 0 ({})", fact("source")),
        Code::C104 => format!("the answer is kept for {} s ({})", fact("ttl"), fact("source")),
        Code::A101 => match asked {
            Some(asked) => format!("{}, {} bytes", asked.told(), fact("bytes")),
            None => format!("{title}, {} bytes", fact("bytes")),
        },
        Code::R100 => accepted(step),
        Code::M101 | Code::M102 | Code::M103 | Code::M104 | Code::M105 => with_facts(step.code, &step.facts, &["mode"]),
        code => with_facts(code, &step.facts, &[]),
    }
}

fn of_at_most(characters: &str) -> String {
    format!("({characters} of at most {} characters)", crate::appsync::limits::TOKEN_CHARACTERS)
}

/// `isAuthorized true, 1 deniedFields entry, no ttlOverride`
fn accepted(step: &Step) -> String {
    let number = |name: &str| step.facts.get(name).and_then(Value::as_u64).and_then(|n| usize::try_from(n).ok());
    let keys = count(number("resolverContext").unwrap_or_default(), "resolverContext key");
    let denied = match number("deniedFields").unwrap_or_default() {
        0 => "no deniedFields".to_owned(),
        1 => "1 deniedFields entry".to_owned(),
        many => format!("{many} deniedFields entries"),
    };
    let ttl =
        step.facts.get("ttlOverride").map_or_else(|| "no ttlOverride".to_owned(), |ttl| format!("ttlOverride {ttl}"));
    format!("accepted: isAuthorized true, {keys}, {denied}, {ttl}")
}

impl AskedAuthorizer {
    /// `invoked ./authorizer.mjs, 84 ms`, or where the saved answer stands.
    fn told(&self) -> String {
        match self {
            Self::Invoked { target, duration } => {
                format!("invoked {}, {}", one_line(target), wording::duration(*duration))
            }
            Self::Saved { file } => format!("the answer saved in {}", one_line(file)),
        }
    }
}
