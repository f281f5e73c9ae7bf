//! One finding of lint: for people, for a pipe and in JSON; and how many there are of which severity.

use std::io;

use serde_json::{Value, json};

use super::lint::LintPlace;
use super::style::{Style, Tone};
use super::wording::{count, one_line};
use crate::engine::Severity;
use crate::engine::lint::Finding;

/// The severities with the words that people see, the worst first.
pub(super) const SEVERITIES: [(Severity, &str); 3] =
    [(Severity::Error, "error"), (Severity::Warning, "warning"), (Severity::Info, "note")];

/// Writes what is found: `error[L102 returned-non-null-closed]: …`.
pub(super) fn write_head(finding: &Finding, out: &mut dyn io::Write, style: &Style) -> io::Result<()> {
    let tone = match finding.severity {
        Severity::Error => Tone::Bad,
        Severity::Warning => Tone::Warning,
        Severity::Info => Tone::Hint,
    };
    let word = if finding.severity == Severity::Info { "note" } else { finding.severity.name() };
    let head = format!("{word}[{} {}]:", finding.code, finding.code.rule().name);
    writeln!(out, "{} {}", style.paint(tone, head), one_line(&finding.message))
}

/// Writes the one thing to do.
pub(super) fn write_help(finding: &Finding, out: &mut dyn io::Write, style: &Style) -> io::Result<()> {
    match &finding.help {
        Some(help) => writeln!(out, "{}", style.hang("help:", Tone::Hint, 6, &one_line(help))),
        None => Ok(()),
    }
}

/// The cells of a finding in a pipe: severity, code, name, coordinate, message, help.
pub(super) fn cells(finding: &Finding) -> [String; 6] {
    [
        finding.severity.name().to_owned(),
        finding.code.to_string(),
        finding.code.rule().name.to_owned(),
        finding.target.as_ref().map(ToString::to_string).unwrap_or_default(),
        finding.message.clone(),
        finding.help.clone().unwrap_or_default(),
    ]
}

/// A finding with every member; those that do not apply are null. The place goes with the name of its file.
pub(super) fn to_json(finding: &Finding, place: Option<(&str, &LintPlace)>) -> Value {
    let rule = finding.code.rule();
    let (file, place) = place.unzip();
    json!({
        "code": finding.code.to_string(),
        "name": rule.name,
        "severity": finding.severity.name(),
        "message": finding.message,
        "coordinate": finding.target.as_ref().map(ToString::to_string),
        "file": file,
        "line": place.map(|place| place.line),
        "column": place.map(|place| place.column),
        "endLine": place.map(|place| place.end_line),
        "endColumn": place.map(|place| place.end_column),
        "help": finding.help,
        "evidence": { "kind": rule.evidence.name(), "text": rule.evidence.text() },
    })
}

/// How many there are of which severity: `1 error, 2 warnings`; empty for none.
pub(super) fn counted<'f>(findings: impl Iterator<Item = &'f Finding> + Clone) -> String {
    let of = |severity| findings.clone().filter(|finding| finding.severity == severity).count();
    let counts = SEVERITIES.map(|(severity, noun)| (of(severity), noun));
    let told = counts.into_iter().filter(|(number, _)| *number > 0).map(|(number, noun)| count(number, noun));
    told.collect::<Vec<_>>().join(", ")
}
