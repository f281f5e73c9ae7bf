//! What `--apply` and `--revoke` will do, and what came of it.

use std::io;

use serde_json::{Value, json};

use super::subject::GrantSubject;
use crate::error::Error;
use crate::report::Report;
use crate::report::style::{Style, Tone};
use crate::report::wording::one_line;
use crate::status::Status;

/// Which way it goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GrantAction {
    /// The function gets the policy.
    Apply,
    /// It loses it.
    Revoke,
}

/// What becomes of the endpoint variable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VariableChange {
    /// Its name.
    pub name: String,
    /// The value that it gets; `None` where it is taken away.
    pub value: Option<String>,
    /// Whether it holds something else now.
    pub replaces: bool,
}

/// What will be changed. Nothing of it stands there already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GrantPlan {
    /// Which way it goes.
    pub action: GrantAction,
    /// The lines of the policy: `-` goes, `+` comes, a blank stays. `None` where the policy is what it shall be.
    pub policy: Option<Vec<(char, String)>>,
    /// What becomes of the variable.
    pub variable: Option<VariableChange>,
}

impl GrantPlan {
    /// Whether there is nothing to do.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.policy.is_none() && self.variable.is_none()
    }

    /// Writes it for a person who is asked to agree.
    ///
    /// # Errors
    /// The writer fails.
    pub fn text(&self, subject: &GrantSubject, out: &mut dyn io::Write, style: &Style) -> io::Result<()> {
        let row = |label: &str, text: &str| style.hang(label, Tone::Faint, LABEL, &one_line(text));
        writeln!(out, "{}", row("function", &subject.function))?;
        writeln!(out, "{}", row("role", &subject.role))?;
        if let Some(lines) = &self.policy {
            writeln!(out, "{}", row("policy", &format!("{}, inline on the role", subject.grant.policy_name())))?;
            difference(lines, LABEL, out, style)?;
        }
        match &self.variable {
            Some(VariableChange { name, value: Some(value), replaces }) => {
                let replaces = if *replaces { " (in place of another value)" } else { "" };
                writeln!(out, "{}", row("variable", &format!("{name} = {value}{replaces}")))
            }
            Some(VariableChange { name, value: None, .. }) => {
                writeln!(out, "{}", row("variable", &format!("{name} is taken away")))
            }
            None => Ok(()),
        }
    }
}

/// The width of the labels.
const LABEL: usize = 11;

fn difference(lines: &[(char, String)], indent: usize, out: &mut dyn io::Write, style: &Style) -> io::Result<()> {
    let margin = " ".repeat(indent);
    for (mark, line) in lines {
        let tone = match mark {
            '+' => Tone::Good,
            '-' => Tone::Bad,
            _ => Tone::Plain,
        };
        writeln!(out, "{margin}{}", style.paint(tone, format!("{mark} {}", one_line(line))))?;
    }
    Ok(())
}

/// What came of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GrantStepResult {
    /// It was done.
    Done,
    /// There was nothing to do.
    Unchanged,
    /// It failed, and nothing was changed by it.
    Failed,
    /// It was sent, and nobody can tell whether it was done.
    Unclear,
    /// It was not begun.
    NotBegun,
}

impl GrantStepResult {
    /// The word in JSON and for people.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Unchanged => "unchanged",
            Self::Failed => "failed",
            Self::Unclear => "unclear",
            Self::NotBegun => "not-begun",
        }
    }

    const fn tone(self) -> Tone {
        match self {
            Self::Done => Tone::Good,
            Self::Unchanged => Tone::Faint,
            Self::Failed => Tone::Bad,
            Self::Unclear | Self::NotBegun => Tone::Warning,
        }
    }
}

/// A step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GrantStep {
    /// `policy` or `variable`.
    pub subject: &'static str,
    /// What it does, with the thing that it changes; where there was nothing to do, why.
    pub what: String,
    /// What came of it.
    pub result: GrantStepResult,
}

/// What `--apply` and `--revoke` did.
#[derive(Debug, Clone)]
pub struct GrantOutcomeReport {
    /// What it is about.
    pub subject: GrantSubject,
    /// What was to be done.
    pub plan: GrantPlan,
    /// Whether the user has seen the plan.
    pub shown: bool,
    /// Each step, in order.
    pub steps: Vec<GrantStep>,
    /// Why it ended before its end.
    pub error: Option<Error>,
}

impl Report for GrantOutcomeReport {
    fn text(&self, out: &mut dyn io::Write, style: &Style) -> io::Result<()> {
        for step in &self.steps {
            let GrantStep { subject, what, result } = step;
            let what = one_line(what);
            if style.terminal {
                writeln!(out, "{}", style.hang(result.name(), result.tone(), LABEL, &what))?;
            } else {
                writeln!(out, "{subject}\t{}\t{what}", result.name())?;
            }
            match (&self.plan.policy, *subject) {
                (Some(lines), "policy") if style.terminal && !self.shown => difference(lines, LABEL, out, style)?,
                (Some(lines), "policy") if !style.terminal => {
                    let changed = lines.iter().filter(|(mark, _)| *mark != ' ');
                    for (mark, line) in changed {
                        writeln!(out, "{}\t{}", if *mark == '+' { "added" } else { "removed" }, one_line(line))?;
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn json(&self) -> Value {
        let is_apply = self.plan.action == GrantAction::Apply;
        let mut members = self.subject.json(if is_apply { "apply" } else { "revoke" });
        if is_apply {
            members.insert("policy".to_owned(), self.subject.grant.policy());
        }
        let marked = |wanted: char| -> Vec<&str> {
            let lines = self.plan.policy.iter().flatten();
            lines.filter(|(mark, _)| *mark == wanted).map(|(_, line)| line.as_str()).collect()
        };
        let steps = self
            .steps
            .iter()
            .map(|step| json!({ "step": step.subject, "what": step.what, "result": step.result.name() }));
        members.insert("added".to_owned(), json!(marked('+')));
        members.insert("removed".to_owned(), json!(marked('-')));
        members.insert("steps".to_owned(), steps.collect());
        Value::Object(members)
    }

    fn error(&self) -> Option<Error> {
        self.error.clone()
    }

    /// A plan that was not confirmed is a no, as nothing of it was begun.
    fn status(&self) -> Status {
        let is_begun = self.steps.iter().any(|step| step.result != GrantStepResult::NotBegun);
        match &self.error {
            Some(error) => error.status(),
            None if is_begun || self.steps.is_empty() => Status::Yes,
            None => Status::No,
        }
    }
}
