//! One API: rows in groups for people, a label and a value a line for pipes.

use std::io;

use serde_json::Value;

use super::facts::{ApiStatus, SchemaReading};
use super::rows::{self, Row};
use super::{settings, value};
use crate::report::style::{Style, Tone};
use crate::report::wording::one_line;
use crate::report::{Report, lint_finding};
use crate::status::Status;

/// Where the values begin.
const INDENT: usize = 16;

/// A space at which no line is broken.
const UNBROKEN: &str = "\u{a0}";

/// How many findings are shown to people.
const FINDINGS: usize = 20;

impl ApiStatus {
    fn groups(&self) -> [Vec<Row>; 4] {
        [rows::modes(self), rows::authorizer(self), rows::urls(self), rows::drift(self).into_iter().collect()]
    }

    fn write_for_people(&self, out: &mut dyn io::Write, style: &Style) -> io::Result<()> {
        let name = one_line(self.api.name.as_deref().unwrap_or("(no name)")).into_owned();
        let identity = self.api.identity.clone().unwrap_or_default();
        let place = format!("{} · {} · account {}", identity.api_id, identity.region, identity.account_id);
        writeln!(out, "{}  {}", style.strong(name), style.faint(one_line(&place)))?;
        let [modes, authorizer, mut urls, drift] = self.groups();
        let told = settings::told(&self.document);
        // A label stays on the line of its value.
        let told = told.iter().map(|(label, value)| format!("{label} {value}").replace(' ', UNBROKEN));
        urls.push(Row { label: "settings", tone: Tone::Plain, text: told.collect::<Vec<_>>().join(", ") });
        for group in [modes, authorizer, urls, drift].iter().filter(|group| !group.is_empty()) {
            writeln!(out)?;
            let mut last = "";
            for row in group {
                let label = if row.label == last { "" } else { row.label };
                last = row.label;
                writeln!(out, "{}", labelled(style, label, row))?;
            }
        }
        self.write_unread(out, style)?;
        self.write_findings(out, style)
    }

    fn write_unread(&self, out: &mut dyn io::Write, style: &Style) -> io::Result<()> {
        for (what, error) in self.unread() {
            let message = format!("the {what} could not be read: {}", one_line(error.message()));
            writeln!(out, "\n{}", style.hang("warning:", Tone::Warning, 9, &message))?;
            for note in error.notes() {
                writeln!(out, "{}", style.hang("note:", Tone::Hint, 6, &one_line(note)))?;
            }
            if let Some(help) = error.help_text() {
                writeln!(out, "{}", style.hang("help:", Tone::Hint, 6, &one_line(help)))?;
            }
        }
        Ok(())
    }

    fn write_findings(&self, out: &mut dyn io::Write, style: &Style) -> io::Result<()> {
        for finding in self.findings.iter().take(FINDINGS) {
            writeln!(out)?;
            lint_finding::write_head(finding, out, style)?;
            lint_finding::write_help(finding, out, style)?;
        }
        let more = self.findings.len().saturating_sub(FINDINGS);
        if more > 0 {
            let id = self.id();
            writeln!(out, "\n… and {more} more: `appsync-auth lint --api {id}` shows them all")?;
        }
        writeln!(out, "\n{}", self.summary())
    }

    /// One line: how much was found, and in what.
    fn summary(&self) -> String {
        let counts = lint_finding::counted(self.findings.iter());
        let mut said = if counts.is_empty() { "nothing found".to_owned() } else { counts };
        if self.suppressed > 0 {
            said.push_str(&format!("; {} allowed by comments", self.suppressed));
        }
        if let SchemaReading::Unread(_) = self.schema {
            said.push_str("; the schema was not judged");
        }
        said
    }

    fn write_for_pipes(&self, out: &mut dyn io::Write) -> io::Result<()> {
        let mut line = |cells: &[&str]| {
            let cells: Vec<_> = cells.iter().map(|cell| one_line(cell)).collect();
            writeln!(out, "{}", cells.join("\t"))
        };
        line(&["name", self.api.name.as_deref().unwrap_or_default()])?;
        line(&["id", self.id()])?;
        if let Some(identity) = &self.api.identity {
            line(&["arn", &identity.to_string()])?;
        }
        for row in self.groups().iter().flatten() {
            line(&[row.label, &row.text])?;
        }
        for (label, value) in settings::told(&self.document) {
            line(&[label, &value])?;
        }
        for (what, error) in self.unread() {
            line(&["unread", what, error.message(), error.help_text().unwrap_or_default()])?;
        }
        for finding in &self.findings {
            let cells = lint_finding::cells(finding);
            let cells: Vec<&str> = std::iter::once("finding").chain(cells.iter().map(String::as_str)).collect();
            line(&cells)?;
        }
        Ok(())
    }
}

/// A row with its label; the colour covers the value.
fn labelled(style: &Style, label: &str, row: &Row) -> String {
    style.hang(label, Tone::Faint, INDENT, &style.paint(row.tone, one_line(&row.text))).replace(UNBROKEN, " ")
}

impl Report for ApiStatus {
    fn text(&self, out: &mut dyn io::Write, style: &Style) -> io::Result<()> {
        if style.terminal { self.write_for_people(out, style) } else { self.write_for_pipes(out) }
    }

    fn json(&self) -> Value {
        value::of_api(self)
    }

    fn findings(&self) -> Vec<Value> {
        self.findings.iter().map(|finding| lint_finding::to_json(finding, None)).collect()
    }

    /// What could be read was read: whether it is good is for `lint` and `configure --check` to say.
    fn status(&self) -> Status {
        Status::Yes
    }
}

/// How many findings there are, in few words, for a cell.
pub(super) fn findings_in_short(status: &ApiStatus) -> String {
    let counts = lint_finding::counted(status.findings.iter());
    let unread = status.unread().len();
    match (counts.is_empty(), unread) {
        (true, 0) => "none".to_owned(),
        (false, 0) => counts,
        (true, unread) => format!("{unread} unread"),
        (false, unread) => format!("{counts}, {unread} unread"),
    }
}
