//! The verdict on a request, with its reasons: numbered steps, the first denial marked, and one thing to do.

use std::io;
use std::time::Duration;

use serde_json::{Map, Value, json};

use super::help::help_for;
use super::style::{Style, Tone};
use super::token::{Remark, assumption};
use super::verdict_steps::{Line, lines};
use super::wording::{self, count};
use super::{Report, findings};
use crate::engine::{Access, Code, Decision, FieldAccess, Outcome, Step, Verdict, contract};
use crate::status::Status;

/// What stands before what the client sees.
const CLIENT: &str = "client gets";

/// The mark of the first denial; its spaces keep it on one line.
const FIRST_DENIAL: &str = "   <-\u{a0}first\u{a0}denial";

/// Where the authorizer's answer came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AskedAuthorizer {
    /// It was called.
    Invoked {
        /// Which, as the user named it.
        target: String,
        /// How long it took.
        duration: Duration,
    },
    /// A file held it.
    Saved {
        /// The file, as the user named it.
        file: String,
    },
}

/// The verdict on one request. Secrets have been taken out of it.
#[derive(Debug, Clone)]
pub struct VerdictReport<'a> {
    /// The verdict.
    pub verdict: &'a Verdict,
    /// The access to each selected field.
    pub fields: &'a [FieldAccess],
    /// What `deniedFields` names and the schema does not have.
    pub unknown_fields: &'a [Step],
    /// What was asked: `query GetTodo`.
    pub operation: String,
    /// Where the authorizer's answer came from, if it was needed.
    pub asked: Option<AskedAuthorizer>,
    /// The function that the API has configured, for those who have not asked it.
    pub authorizer_uri: Option<String>,
    /// What the reader should know besides.
    pub notes: Vec<String>,
    /// Whether the sources of the evidence are shown.
    pub sources: bool,
}

impl Report for VerdictReport<'_> {
    fn text(&self, out: &mut dyn io::Write, style: &Style) -> io::Result<()> {
        if style.terminal { self.write_screen(out, style) } else { self.write_lines(out) }
    }

    fn json(&self) -> Value {
        Value::Object(self.verdict.to_json(self.fields))
    }

    fn findings(&self) -> Vec<Value> {
        let steps = contract::violations(&self.verdict.trace.steps).chain(self.unknown_fields);
        let of_steps = steps.map(|step| findings::of_step(step, None));
        // The same field can be selected at several places.
        let mut seen = std::collections::HashSet::new();
        let denied = self.denied_fields().filter(|field| seen.insert((field.code, &field.coordinate)));
        of_steps.chain(denied.map(finding_of_field)).collect()
    }

    /// Any denial, of the request or of a field, is no; anything open besides is unknown.
    fn status(&self) -> Status {
        let any = |access: Access| self.fields.iter().any(|field| field.access == access);
        match self.verdict.decision {
            Decision::Denied => Status::No,
            _ if any(Access::Denied) => Status::No,
            Decision::Unknown => Status::Unknown,
            Decision::Allowed if any(Access::Unknown) => Status::Unknown,
            Decision::Allowed => Status::Yes,
        }
    }
}

impl VerdictReport<'_> {
    fn write_screen(&self, out: &mut dyn io::Write, style: &Style) -> io::Result<()> {
        let (tone, word, why) = self.headline();
        let word = style.paint(tone, style.strong(word));
        let why = if why.is_empty() { why } else { format!("   {why}") };
        let headline = format!("{word}   {}{why}", wording::one_line(&self.operation));
        writeln!(out, "{}\n", style.hang("", Tone::Plain, 0, &headline))?;
        let (mut number, mut stage) = (0, "");
        for line in lines(self) {
            let is_new = line.stage != stage;
            number += usize::from(is_new);
            stage = line.stage;
            let lead = if is_new { format!("{number:>3} {stage:<11} ") } else { " ".repeat(16) };
            self.write_step(&lead, &line, out, style)?;
        }
        let remarks = self.remarks();
        if !remarks.is_empty() {
            writeln!(out)?;
        }
        for (word, tone, text) in remarks {
            let label = format!("{word}:");
            writeln!(out, "{}", style.hang(&label, tone, label.len() + 1, &wording::cut(&wording::one_line(&text))))?;
        }
        Ok(())
    }

    /// A step: its number and stage, its rule, its evidence in a word, and what it says.
    fn write_step(&self, lead: &str, line: &Line, out: &mut dyn io::Write, style: &Style) -> io::Result<()> {
        let tone = match line.outcome {
            Outcome::Passed => Tone::Good,
            Outcome::Noted => Tone::Hint,
            Outcome::Denied => Tone::Bad,
            Outcome::Unknown => Tone::Warning,
        };
        let code = line.code.map_or_else(|| "-".to_owned(), |code| code.to_string());
        let evidence = line.code.map_or("", |code| code.rule().evidence.name());
        let label =
            format!("{lead}{}  {}", style.paint(tone, format!("{code:<4}")), style.faint(format!("{evidence:<10}")));
        let mark = if line.first_denial { FIRST_DENIAL } else { "" };
        let text = style.hang(&label, Tone::Plain, 34, &format!("{}{mark}", wording::cut(&line.text)));
        let text = text.replace(FIRST_DENIAL.trim(), &style.bad("<- first denial"));
        writeln!(out, "{}", text.trim_end())?;
        if let Some(code) = line.code.filter(|_| self.sources) {
            let source = format!("{}: {}", code.rule().evidence.name(), code.rule().evidence.text());
            writeln!(out, "{}", style.hang("", Tone::Plain, 34, &source))?;
        }
        Ok(())
    }

    /// The same for a pipe, tab-separated and uncut.
    fn write_lines(&self, out: &mut dyn io::Write) -> io::Result<()> {
        let (_, word, why) = self.headline();
        writeln!(out, "result\t{word}\t{}\t{why}", wording::one_line(&self.operation))?;
        writeln!(out, "decision\t{}", self.verdict.decision.name())?;
        let mode = self.verdict.mode.map_or("none", crate::appsync::AuthenticationType::name);
        writeln!(out, "mode\t{mode}")?;
        let (mut number, mut stage) = (0, "");
        for line in lines(self) {
            number += usize::from(line.stage != stage);
            stage = line.stage;
            let code = line.code.map_or_else(|| "-".to_owned(), |code| code.to_string());
            let evidence = line.code.map_or("-", |code| code.rule().evidence.name());
            let mark = if line.first_denial { "\tfirst denial" } else { "" };
            let (outcome, text) = (line.outcome.name(), wording::one_line(&line.text));
            writeln!(out, "step\t{number}\t{stage}\t{code}\t{outcome}\t{evidence}\t{text}{mark}")?;
        }
        for field in self.fields {
            let (path, access, code) = (field.path.join("."), field.access.name(), field.code);
            writeln!(out, "field\t{}\t{}\t{access}\t{code}", wording::one_line(&path), field.coordinate)?;
        }
        for (word, _, text) in self.remarks() {
            let word = if word == CLIENT { "client" } else { word };
            writeln!(out, "{word}\t{}", wording::one_line(&text))?;
        }
        Ok(())
    }

    /// The decision in words, and why.
    fn headline(&self) -> (Tone, &'static str, String) {
        let by = self.deciding().map(|(code, _)| wording::rule(code)).unwrap_or_default();
        let with = |access: Access| self.fields.iter().filter(move |field| field.access == access).count();
        let (denied, unknown, all) = (with(Access::Denied), with(Access::Unknown), self.fields.len());
        let of_all = count(all, "field");
        match self.verdict.decision {
            Decision::Denied => (Tone::Bad, "denied", format!("by {by}")),
            Decision::Unknown if denied > 0 => {
                (Tone::Bad, "denied in part", format!("{denied} of {of_all} denied whatever the rest: by {by}"))
            }
            Decision::Unknown => (Tone::Warning, "unknown", format!("because of {by}")),
            Decision::Allowed if denied > 0 => {
                let same = self.denied_fields().map(|field| field.code).collect::<std::collections::BTreeSet<_>>();
                let by = if same.len() == 1 { format!(" by {by}") } else { String::new() };
                (Tone::Warning, "allowed in part", format!("{denied} of {of_all} denied{by}"))
            }
            Decision::Allowed if unknown > 0 => {
                (Tone::Warning, "allowed", format!("but access to {unknown} of {of_all} is unknown: {by}"))
            }
            Decision::Allowed if all > 0 => (Tone::Good, "allowed", format!("{of_all} reached")),
            Decision::Allowed => (Tone::Good, "allowed", String::new()),
        }
    }

    /// The denied fields of a request that is not itself denied.
    fn denied_fields(&self) -> impl Iterator<Item = &FieldAccess> {
        let request_denied = self.verdict.decision == Decision::Denied;
        self.fields.iter().filter(move |field| !request_denied && field.access == Access::Denied)
    }

    /// The rule that decided, with its facts.
    fn deciding(&self) -> Option<(Code, Map<String, Value>)> {
        let steps = &self.verdict.trace.steps;
        let of_step = |step: &Step| (step.code, step.facts.clone());
        let of_field = |field: &FieldAccess| (field.code, facts_of_field(field));
        match self.verdict.decision {
            Decision::Denied => self.verdict.trace.first_denial().map(of_step),
            Decision::Unknown => self
                .denied_fields()
                .next()
                .map(of_field)
                .or_else(|| steps.iter().rev().find(|step| step.outcome == Outcome::Unknown).map(of_step)),
            Decision::Allowed => {
                let unknown = self.fields.iter().find(|field| field.access == Access::Unknown);
                self.denied_fields().next().or(unknown).map(of_field)
            }
        }
    }

    /// What the client gets, notes, assumptions, and the one thing to do.
    fn remarks(&self) -> Vec<Remark> {
        let mut remarks: Vec<Remark> = Vec::new();
        if let Some(refusal) = &self.verdict.refusal {
            let message = refusal.message.as_deref().unwrap_or("(no message)");
            let text = format!("{} {}: {}", refusal.status, refusal.error_type, wording::one_line(message));
            remarks.push((CLIENT, Tone::Strong, text));
        } else if let Some(field) = self.denied_fields().next().filter(|_| self.verdict.decision == Decision::Allowed) {
            remarks.push((CLIENT, Tone::Strong, format!("200 Unauthorized: {}", field.denial_message())));
        }
        let deciding = self.deciding();
        if let Some(help) = self.help(deciding.as_ref()) {
            remarks.push(("help", Tone::Hint, help));
        }
        if let Some((code, _)) = deciding {
            remarks.push(("more", Tone::Hint, format!("appsync-auth explain {code}")));
        }
        remarks.extend(self.notes.iter().map(|note| ("note", Tone::Hint, note.clone())));
        let assumptions = self.verdict.assumptions(self.fields).into_iter();
        let resting = assumptions.filter_map(|code| Some(format!("{code} {}", assumption(code)?)));
        remarks.extend(resting.map(|text| ("note", Tone::Hint, text)));
        remarks
    }

    /// The one thing to do: about the rule that decided, else about the first fault of the answer.
    fn help(&self, deciding: Option<&(Code, Map<String, Value>)>) -> Option<String> {
        match (deciding, &self.authorizer_uri) {
            (Some((Code::A102, _)), Some(uri)) => Some(format!(
                "have it asked with `appsync-auth explain --authorizer {}`, or give its answer with --authorizer-response",
                wording::one_line(uri)
            )),
            (Some((Code::A102, _)), None) => Some(
                "have it asked with `appsync-auth explain --authorizer TARGET`, or give its answer with --authorizer-response"
                    .to_owned(),
            ),
            (Some((code, facts)), _) => help_for(*code, facts),
            (None, _) => contract::violations(&self.verdict.trace.steps)
                .chain(self.unknown_fields)
                .find_map(|step| help_for(step.code, &step.facts)),
        }
    }
}

/// The facts of a field's rule, with the field.
fn facts_of_field(field: &FieldAccess) -> Map<String, Value> {
    let mut facts = field.facts.clone();
    facts.insert("coordinate".to_owned(), json!(field.coordinate.to_string()));
    facts
}

/// A denied field as a finding.
fn finding_of_field(field: &FieldAccess) -> Value {
    let rule = field.code.rule();
    json!({
        "code": field.code.to_string(),
        "name": rule.name,
        "severity": rule.severity.name(),
        "message": field.denial_message(),
        "coordinate": field.coordinate.to_string(),
        "file": null,
        "line": null,
        "column": null,
        "endLine": null,
        "endColumn": null,
        "help": help_for(field.code, &facts_of_field(field)),
        "evidence": { "kind": rule.evidence.name(), "text": rule.evidence.text() },
    })
}
