//! The result of one token, on one screen.

use std::io;

use serde_json::{Map, Value, json};

use super::help::help_for;
use super::style::{Style, Tone};
use super::table::Table;
use super::token_rows::{Row, rows};
use super::wording::{self, count, lines_of};
use super::{Report, findings};
use crate::engine::{Access, Code, Decision, Evidence, FieldAccess, Outcome, Severity, Step, Verdict};
use crate::error::Error;
use crate::status::Status;
use crate::suite::{Answered, CaseResult, SuiteResults};

/// What `--expect` says: of the request, and of all fields that it selects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expect {
    /// The request and all selected fields are allowed.
    Allow,
    /// The request, or one of the selected fields, is denied.
    Deny,
}

impl Expect {
    /// The word that people write.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Allow => "allow",
            Self::Deny => "deny",
        }
    }

    /// Whether a decision, on the request and its fields together, is what was expected.
    #[must_use]
    pub fn is_met_by(self, decision: Decision) -> bool {
        match self {
            Self::Allow => decision == Decision::Allowed,
            Self::Deny => decision == Decision::Denied,
        }
    }
}

/// The result of one token.
#[derive(Debug, Clone, Copy)]
pub struct TokenReport<'a> {
    /// The result. Its `logs` and `event` are shown when they are there.
    pub result: &'a CaseResult,
    /// What `--expect` says.
    pub expected: Option<Expect>,
}

/// A line below the rows: a word, its colour, and the text.
pub(super) type Remark = (&'static str, Tone, String);

impl Report for TokenReport<'_> {
    fn text(&self, out: &mut dyn io::Write, style: &Style) -> io::Result<()> {
        if style.terminal { self.write_screen(out, style) } else { self.write_lines(out, style) }
    }

    fn json(&self) -> Value {
        let duration = match self.result.answered {
            Answered::NotCalled => std::time::Duration::ZERO,
            Answered::Called { duration, .. } => duration,
        };
        SuiteResults { cases: vec![self.result.clone()], duration }.to_json()
    }

    fn findings(&self) -> Vec<Value> {
        findings::of_case(self.result)
    }

    fn error(&self) -> Option<Error> {
        if let Some(fault) = &self.result.fault {
            return Some(Error::outside("authorizer-not-reached", fault.clone()));
        }
        let step = self.authorizer_fault()?;
        let rule = step.code.rule();
        let facts = wording::facts(&step.facts);
        let facts = if facts.is_empty() { facts } else { format!(" ({facts})") };
        let error = Error::outside(rule.name, format!("{}{facts}", rule.title));
        Some(match help_for(step.code, &step.facts) {
            Some(help) => error.help(help),
            None => error,
        })
    }

    /// Allowed is yes and denied is no; `--expect deny` turns that round. An authorizer that gave no answer is a fault
    /// either way: a denial is an answer, a crash is none.
    fn status(&self) -> Status {
        if self.result.fault.is_some() || self.authorizer_fault().is_some() {
            return Status::Outside;
        }
        match self.result.effective_decision() {
            Decision::Unknown => Status::Unknown,
            decision if self.expected.unwrap_or(Expect::Allow).is_met_by(decision) => Status::Yes,
            _ => Status::No,
        }
    }
}

impl TokenReport<'_> {
    fn write_screen(&self, out: &mut dyn io::Write, style: &Style) -> io::Result<()> {
        let (tone, headline) = self.headline();
        writeln!(out, "{}", style.hang("", tone, 0, &style.paint(tone, headline)))?;
        let rows = self.rows();
        if !rows.is_empty() {
            writeln!(out)?;
            write_rows(&rows, out, style)?;
        }
        let fields = self.field_table();
        if !fields.is_empty() {
            writeln!(out)?;
            fields.write(out, style)?;
        }
        let remarks = self.remarks();
        if !remarks.is_empty() {
            writeln!(out)?;
        }
        for (word, tone, text) in remarks {
            let label = format!("{word}:");
            writeln!(out, "{}", style.hang(&label, tone, label.len() + 1, &wording::cut(&text)))?;
        }
        self.write_output(out, style)
    }

    fn rows(&self) -> Vec<Row> {
        rows(self.result, self.expected.map(|expected| (expected, self.status())))
    }

    /// What the handler printed and the event, indented.
    fn write_output(&self, out: &mut dyn io::Write, style: &Style) -> io::Result<()> {
        let logs = lines_of(&self.result.logs);
        let event = self.result.event.as_ref().map(|event| format!("{event:#}"));
        let event: Vec<String> = event.map(|text| lines_of(&text)).unwrap_or_default();
        for (title, lines) in [("output of the authorizer", logs), ("event", event)] {
            if lines.is_empty() {
                continue;
            }
            writeln!(out, "\n{}", style.strong(format!("{title}:")))?;
            for line in lines {
                writeln!(out, "  {line}")?;
            }
        }
        Ok(())
    }

    /// The same for a pipe: a key, a tab, a value.
    fn write_lines(&self, out: &mut dyn io::Write, style: &Style) -> io::Result<()> {
        writeln!(out, "result\t{}", self.headline().1)?;
        writeln!(out, "decision\t{}", self.result.decision().name())?;
        if let Some((code, _)) = self.deciding() {
            writeln!(out, "rule\t{code}")?;
        }
        for row in self.rows() {
            let (key, text) = row.piped.unwrap_or_else(|| (row.label.to_owned(), row.text));
            writeln!(out, "{key}\t{text}")?;
        }
        let mut fields = Vec::new();
        self.field_table().write(&mut fields, style)?;
        for line in String::from_utf8_lossy(&fields).lines() {
            writeln!(out, "field\t{line}")?;
        }
        for (word, _, text) in self.remarks() {
            writeln!(out, "{word}\t{text}")?;
        }
        for line in lines_of(&self.result.logs) {
            writeln!(out, "output\t{line}")?;
        }
        if let Some(event) = &self.result.event {
            writeln!(out, "event\t{}", wording::json_line(event))?;
        }
        Ok(())
    }

    /// The first line: the decision in words, and the rule that decided.
    fn headline(&self) -> (Tone, String) {
        if let Some(fault) = &self.result.fault {
            return (Tone::Bad, format!("no decision: {}", wording::one_line(fault)));
        }
        let because = |joint: &str| {
            let told = self.deciding().map(|(code, _)| format!("{}: {}", wording::rule(code), code.rule().title));
            told.map(|told| format!(" {joint} {told}")).unwrap_or_default()
        };
        match self.result.decision() {
            Decision::Denied => (Tone::Bad, format!("denied{}", because("by"))),
            Decision::Unknown => (Tone::Warning, format!("unknown{}", because("because of"))),
            Decision::Allowed => self.headline_of_fields(),
        }
    }

    /// The headline of a request that is let in.
    fn headline_of_fields(&self) -> (Tone, String) {
        let fields = &self.result.fields;
        let with = |access: Access| fields.iter().filter(move |field| field.access == access);
        let (denied, unknown) = (with(Access::Denied).count(), with(Access::Unknown).count());
        let of_all = count(fields.len(), "field");
        if denied > 0 {
            let mut codes = with(Access::Denied).map(|field| field.code);
            let first = codes.next().unwrap_or(Code::F201);
            let by =
                if codes.all(|code| code == first) { format!(" by {}", wording::rule(first)) } else { String::new() };
            return (Tone::Warning, format!("allowed in part: {denied} of {of_all} denied{by}"));
        }
        match (fields.len(), unknown) {
            (0, _) => (Tone::Good, "allowed".to_owned()),
            (_, 0) => (Tone::Good, format!("allowed: {of_all} reached")),
            _ => (Tone::Warning, format!("allowed, but access to {unknown} of {of_all} is unknown")),
        }
    }

    /// The rule that decided, with its facts: that of the first denied field where the request itself is let in.
    fn deciding(&self) -> Option<(Code, Map<String, Value>)> {
        let trace = &self.result.verdict.as_ref()?.trace;
        let of_step = |step: &Step| (step.code, step.facts.clone());
        match self.result.decision() {
            Decision::Denied => trace.first_denial().map(of_step),
            Decision::Unknown => trace.steps.iter().rev().find(|step| step.outcome == Outcome::Unknown).map(of_step),
            Decision::Allowed => {
                let first = |access| self.result.fields.iter().find(move |field| field.access == access);
                let field = first(Access::Denied).or_else(|| first(Access::Unknown))?;
                let mut facts = field.facts.clone();
                facts.insert("coordinate".to_owned(), json!(field.coordinate.to_string()));
                Some((field.code, facts))
            }
        }
    }

    /// The step that says that the authorizer gave no answer.
    fn authorizer_fault(&self) -> Option<&Step> {
        let denial = self.result.verdict.as_ref()?.trace.first_denial()?;
        matches!(denial.code, Code::A201 | Code::A202 | Code::A203).then_some(denial)
    }

    /// The fields, where the rules on fields matter: of a request that is refused no field is reached anyway.
    fn judged_fields(&self) -> &[FieldAccess] {
        if self.result.decision() == Decision::Allowed { &self.result.fields } else { &[] }
    }

    fn field_table(&self) -> Table {
        let mut table = Table::new(&["path", "field", "access", "rule"]);
        for field in self.judged_fields() {
            let tone = match field.access {
                Access::Reached => Tone::Good,
                Access::Denied => Tone::Bad,
                Access::Unknown => Tone::Warning,
            };
            table.row([
                (Tone::Plain, field.path.join(".")),
                (Tone::Plain, field.coordinate.to_string()),
                (tone, field.access.name().to_owned()),
                (Tone::Plain, wording::rule(field.code)),
            ]);
        }
        table
    }

    /// Warnings, notes, what rests on an assumption, and the one thing to do.
    fn remarks(&self) -> Vec<Remark> {
        let Some(verdict) = &self.result.verdict else { return Vec::new() };
        let mut remarks: Vec<Remark> = Vec::new();
        let mut told = Vec::new();
        for step in self.result.violations() {
            let (word, tone) = match step.code.rule().severity {
                Severity::Error => ("error", Tone::Bad),
                Severity::Warning => ("warning", Tone::Warning),
                Severity::Info => ("note", Tone::Hint),
            };
            told.push(step);
            remarks.push((word, tone, wording::step(step)));
        }
        // A note and the assumption that it rests on are one line.
        let mut explained = Vec::new();
        for step in verdict.trace.steps.iter().filter(|step| step.outcome == Outcome::Noted) {
            if !told.contains(&step) {
                let resting = assumption(step.code).map(|text| format!("; this {text}")).unwrap_or_default();
                explained.push(step.code);
                remarks.push(("note", Tone::Hint, format!("{}{resting}", wording::step(step))));
            }
        }
        for field in self.judged_fields() {
            for step in field.notes.iter().filter(|step| step.outcome == Outcome::Noted) {
                remarks.push(("note", Tone::Hint, format!("{}: {}", field.coordinate, wording::step(step))));
            }
        }
        let open = verdict.assumptions(self.judged_fields()).into_iter().filter(|code| !explained.contains(code));
        remarks.extend(open.filter_map(|code| Some(("note", Tone::Hint, format!("{code} {}", assumption(code)?)))));
        if let Some((code, help)) = self.help(verdict) {
            remarks.push(("help", Tone::Hint, help));
            remarks.push(("more", Tone::Hint, format!("appsync-auth explain {code}")));
        }
        let mut seen = std::collections::HashSet::new();
        remarks.retain(|(_, _, text)| seen.insert(text.clone()));
        remarks
    }

    /// The one thing to do: about the rule that decided, else about the first violation, else about the first note.
    /// With the rule that it is about.
    fn help(&self, verdict: &Verdict) -> Option<(Code, String)> {
        if let Some((code, facts)) = self.deciding() {
            return help_for(code, &facts).map(|help| (code, help));
        }
        let noted = verdict.trace.steps.iter().filter(|step| step.outcome == Outcome::Noted);
        self.result.violations().chain(noted).find_map(|step| Some((step.code, help_for(step.code, &step.facts)?)))
    }
}

/// Rules that say that something is unknown; the headline says so already, and nothing is assumed.
const UNDECIDED: [Code; 6] = [Code::A102, Code::D106, Code::G205, Code::I102, Code::I204, Code::M205];

/// What a rule rests on that nobody outside AWS can confirm.
pub(super) fn assumption(code: Code) -> Option<String> {
    if UNDECIDED.contains(&code) {
        return None;
    }
    let Evidence::Assumed { because, otherwise } = code.rule().evidence else { return None };
    // Where both readings can be chosen, the text must be true whichever one was.
    Some(if because.contains("--rule ") {
        format!("is an open question: {because}, or {otherwise}")
    } else {
        format!("rests on an assumption: {because}; the other reading: {otherwise}")
    })
}

/// Rows with aligned texts; a label that repeats is written once.
fn write_rows(rows: &[Row], out: &mut dyn io::Write, style: &Style) -> io::Result<()> {
    let indent = rows.iter().map(|row| row.label.len()).max().unwrap_or_default() + 2;
    let mut last = "";
    for row in rows {
        let label = if row.label == last { "" } else { row.label };
        last = row.label;
        writeln!(out, "{}", style.hang(label, Tone::Faint, indent, &wording::cut(&row.text)))?;
    }
    Ok(())
}
