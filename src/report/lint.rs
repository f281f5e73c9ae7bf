//! The result of `lint`: findings with excerpts for people, a line each for pipes, and for JSON, SARIF and GitHub.

use std::io;
use std::ops::Range;

use serde_json::{Value, json};

use super::failure::write_places;
use super::github::{data, property};
use super::style::{Style, Tone};
use super::table::Table;
use super::wording::one_line;
use super::{Report, lint_finding, sarif};
use crate::appsync::AuthenticationType;
use crate::engine::Severity;
use crate::engine::lint::{Finding, Fix};
use crate::error::Source;
use crate::graphql::SourceText;
use crate::status::Status;

/// How many findings are shown with an excerpt of their text; further ones are shown with their place alone.
const EXCERPTS: usize = 100;

/// How findings are written when not as JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LintFormat {
    /// For people, or tab-separated for a pipe.
    #[default]
    Text,
    /// SARIF 2.1.0.
    Sarif,
    /// Workflow commands of GitHub Actions.
    Github,
}

/// Where a finding stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LintPlace {
    /// Which of the texts of the report.
    pub text: usize,
    /// Bytes within the text.
    pub span: Range<usize>,
    /// Line of the first character, from 1.
    pub line: usize,
    /// Column of the first character, from 1, in characters.
    pub column: usize,
    /// Line of the character after the last one.
    pub end_line: usize,
    /// Column of the character after the last one.
    pub end_column: usize,
}

/// A finding with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlacedFinding {
    /// What was found.
    pub finding: Finding,
    /// Where, if in a text.
    pub place: Option<LintPlace>,
}

/// Directives that `--fix` wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FixedPlace {
    /// What was written, and on what.
    pub fix: Fix,
    /// The file.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
}

/// What `lint` found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LintReport {
    /// The texts that findings stand in.
    pub texts: Vec<SourceText>,
    /// The findings, in their order.
    pub findings: Vec<PlacedFinding>,
    /// How many a comment took back.
    pub suppressed: usize,
    /// What was written into the schema before these findings were made.
    pub fixed: Vec<FixedPlace>,
    /// The default mode, when the API is known.
    pub default_mode: Option<AuthenticationType>,
    /// The other modes; without an API those that the directives name.
    pub modes: Vec<AuthenticationType>,
    /// How it is written.
    pub format: LintFormat,
}

impl LintReport {
    /// The number of findings of a severity.
    #[must_use]
    pub fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|placed| placed.finding.severity == severity).count()
    }

    /// One line: how many findings of which severity.
    #[must_use]
    pub fn summary(&self) -> String {
        let counts = lint_finding::counted(self.findings.iter().map(|placed| &placed.finding));
        let found = if counts.is_empty() { "nothing found".to_owned() } else { counts };
        match self.suppressed {
            0 => found,
            suppressed => format!("{found}; {suppressed} allowed by comments"),
        }
    }

    /// The name of the file of a place.
    pub(super) fn file(&self, place: &LintPlace) -> &str {
        self.texts.get(place.text).map_or("", |text| text.name.as_str())
    }

    fn shown_place(&self, placed: &PlacedFinding) -> String {
        let place = placed.place.as_ref();
        place.map_or_else(String::new, |place| format!("{}:{}:{}", self.file(place), place.line, place.column))
    }

    fn write_for_people(&self, out: &mut dyn io::Write, style: &Style) -> io::Result<()> {
        for fixed in &self.fixed {
            let (fix, place) = (&fixed.fix, format!("{}:{}", one_line(&fixed.file), fixed.line));
            let fixed = style.good("fixed:");
            writeln!(
                out,
                "{fixed} {} `{}` gets `{}`  {}",
                fix.target.kind(),
                fix.target,
                fix.directives(),
                style.faint(place)
            )?;
        }
        for (number, placed) in self.findings.iter().enumerate() {
            let finding = &placed.finding;
            lint_finding::write_head(finding, out, style)?;
            let text = placed.place.as_ref().and_then(|place| Some((place, self.texts.get(place.text)?)));
            match text {
                Some((place, text)) if number < EXCERPTS => write_places(&[source(text, place)], out, style)?,
                Some(_) => writeln!(out, "  at {}", one_line(&self.shown_place(placed)))?,
                None => {}
            }
            lint_finding::write_help(finding, out, style)?;
            writeln!(out)?;
        }
        writeln!(out, "{}", self.summary())
    }

    fn write_for_pipes(&self, out: &mut dyn io::Write, style: &Style) -> io::Result<()> {
        let mut table = Table::new(&["place", "severity", "code", "name", "coordinate", "message", "help"]);
        for fixed in &self.fixed {
            let message = format!("wrote `{}`", fixed.fix.directives());
            let place = format!("{}:{}", fixed.file, fixed.line);
            let cells = [
                place,
                "fixed".to_owned(),
                String::new(),
                String::new(),
                fixed.fix.target.to_string(),
                message,
                String::new(),
            ];
            table.row(cells.map(|cell| (Tone::Plain, cell)));
        }
        for placed in &self.findings {
            let cells = std::iter::once(self.shown_place(placed)).chain(lint_finding::cells(&placed.finding));
            table.row(cells.map(|cell| (Tone::Plain, cell)));
        }
        table.write(out, style)
    }

    /// Workflow commands of GitHub Actions, one for each finding.
    fn write_for_github(&self, out: &mut dyn io::Write) -> io::Result<()> {
        for placed in &self.findings {
            let finding = &placed.finding;
            let command = match finding.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Info => "notice",
            };
            let mut properties = String::new();
            if let Some(place) = &placed.place {
                let (file, line, end_line) = (property(self.file(place)), place.line, place.end_line);
                properties = format!("file={file},line={line},endLine={end_line},");
                // Columns are only read where a finding stands on one line.
                if line == end_line {
                    properties.push_str(&format!("col={},endColumn={},", place.column, place.end_column));
                }
            }
            let title = property(&format!("{} {}", finding.code, finding.code.rule().name));
            writeln!(out, "::{command} {properties}title={title}::{}", data(&message_with_help(finding)))?;
        }
        Ok(())
    }
}

/// The message, and the help on a line of its own.
pub(super) fn message_with_help(finding: &Finding) -> String {
    let help = finding.help.as_ref().map(|help| format!("\nhelp: {help}"));
    format!("{}{}", finding.message, help.unwrap_or_default())
}

/// A place for an excerpt; a byte order mark is left away, as it would shift the columns.
fn source(text: &SourceText, place: &LintPlace) -> Source {
    let shown = text.text.trim_start_matches('\u{feff}');
    let cut = text.text.len() - shown.len();
    let span = place.span.start.saturating_sub(cut)..place.span.end.saturating_sub(cut);
    Source { name: text.name.clone(), text: shown.to_owned(), span, label: String::new() }
}

impl Report for LintReport {
    fn text(&self, out: &mut dyn io::Write, style: &Style) -> io::Result<()> {
        match self.format {
            LintFormat::Sarif => sarif::write(self, out),
            LintFormat::Github => self.write_for_github(out),
            LintFormat::Text if style.terminal => self.write_for_people(out, style),
            LintFormat::Text => self.write_for_pipes(out, style),
        }
    }

    fn json(&self) -> Value {
        let modes: Vec<&str> = self.modes.iter().map(|mode| mode.name()).collect();
        let fixed = self.fixed.iter().map(|fixed| {
            let directives: Vec<String> = fixed.fix.modes.iter().map(|mode| format!("@{}", mode.directive())).collect();
            json!({ "coordinate": fixed.fix.target.to_string(), "directives": directives, "file": fixed.file, "line": fixed.line })
        });
        json!({
            "errors": self.count(Severity::Error),
            "warnings": self.count(Severity::Warning),
            "infos": self.count(Severity::Info),
            "suppressed": self.suppressed,
            "api": self.default_mode.map(|default| json!({ "default": default.name(), "additional": modes })),
            "modes": self.default_mode.iter().map(|mode| mode.name()).chain(modes.iter().copied()).collect::<Vec<_>>(),
            "fixed": fixed.collect::<Vec<_>>(),
        })
    }

    fn findings(&self) -> Vec<Value> {
        let finding = |placed: &PlacedFinding| {
            let place = placed.place.as_ref().map(|place| (self.file(place), place));
            lint_finding::to_json(&placed.finding, place)
        };
        self.findings.iter().map(finding).collect()
    }

    fn status(&self) -> Status {
        if self.count(Severity::Error) > 0 { Status::No } else { Status::Yes }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::appsync::{ApiAuthentication, ApiIdentity, Provider};
    use crate::engine::Api;
    use crate::engine::lint::{LintInputs, Target, lint};
    use crate::graphql::{Leniency, Schema};

    const TERMINAL: Style = Style { color: false, terminal: true, width: 80 };

    /// What lint makes of a schema of an API with two modes.
    fn report(text: &str) -> LintReport {
        let texts = vec![SourceText::new("schema.graphql", text)];
        let schema = Schema::load(&texts, Leniency::Strict).unwrap().schema;
        let authentication = ApiAuthentication { default: Provider::ApiKey, additional: vec![Provider::AwsIam] };
        let api = Api { identity: ApiIdentity::default(), authentication };
        let linted = lint(&schema, Some(&api), &LintInputs::default());
        let placed = |finding: Finding| {
            let place = finding.span.and_then(|span| schema.place(span)).map(|(_, place)| LintPlace {
                text: 0,
                span: place.span,
                line: place.line,
                column: place.column,
                end_line: place.end_line,
                end_column: place.end_column,
            });
            PlacedFinding { finding, place }
        };
        let findings = linted.findings.into_iter().map(placed).collect();
        LintReport { texts, findings, suppressed: linted.suppressed, ..LintReport::default() }
    }

    fn written(report: &LintReport, style: Style) -> String {
        let mut out = Vec::new();
        report.text(&mut out, &style).unwrap();
        String::from_utf8(out).unwrap()
    }

    const SCHEMA: &str =
        "\u{feff}type Query { post: Post @aws_iam @aws_api_key }\n# \u{fc}\ntype Post {\n  id: ID!\n}\n";

    #[test]
    fn a_terminal_gets_excerpts_help_and_a_summary() {
        insta::assert_snapshot!(written(&report(SCHEMA), TERMINAL), @r"
        error[L102 returned-non-null-closed]: AWS_IAM reaches `Post` by Query.post, but can read none of its fields
           ╭─[schema.graphql:3:6]
         2 │ # ü
         3 │ type Post {
           ·      ────
         4 │   id: ID!
           ╰────
        help: put `@aws_iam @aws_api_key` on type `Post`

        note[L112 default-mode-decides]: 1 field without directives belongs to API_KEY, and would change hands with it: `Post.id`
           ╭─[schema.graphql:4:3]
         3 │ type Post {
         4 │   id: ID!
           ·   ──
         5 │ }
           ╰────
        help: name the modes on these types before you change the default mode

        1 error, 1 note
        ");
    }

    #[test]
    fn what_was_fixed_comes_first_and_nothing_found_is_said() {
        let mut report = report("type Query @aws_iam @aws_api_key { a: Int }");
        report.suppressed = 2;
        let fix = Fix { target: Target::Type("Post".to_owned()), modes: vec![AuthenticationType::AwsIam] };
        report.fixed = vec![FixedPlace { fix, file: "schema.graphql".to_owned(), line: 3 }];
        assert_eq!(
            written(&report, TERMINAL),
            "fixed: type `Post` gets `@aws_iam`  schema.graphql:3\nnothing found; 2 allowed by comments\n"
        );
        assert_eq!(report.status(), Status::Yes);
    }

    #[test]
    fn colour_is_only_added() {
        let color = written(&report(SCHEMA), Style { color: true, ..TERMINAL });
        assert_ne!(color, written(&report(SCHEMA), TERMINAL));
        assert_eq!(console::strip_ansi_codes(&color), written(&report(SCHEMA), TERMINAL));
    }

    #[test]
    fn after_a_hundred_excerpts_places_are_enough() {
        let types: String = (0..120).map(|number| format!("type T{number} {{ a: Int }}\n")).collect();
        let text = written(&report(&format!("type Query {{ a: Int }}\n{types}")), TERMINAL);
        assert_eq!(text.matches("\u{2570}\u{2500}\u{2500}\u{2500}\u{2500}").count(), 100);
        assert!(text.contains("\n  at schema.graphql:121:6\n"), "{text}");
    }

    #[test]
    fn a_message_cannot_steer_the_terminal() {
        let mut report = report("type Query { a: Int }");
        report.findings.truncate(0);
        let finding = Finding {
            message: "a\u{1b}[2Jb\n::error::c".to_owned(),
            ..first("type Query { a: Int } type Lost { a: Int }")
        };
        report.findings.push(PlacedFinding { finding, place: None });
        let text = written(&report, TERMINAL);
        assert!(text.starts_with("warning[L104 type-unreachable]: a\\u001b[2Jb\\n::error::c\n"), "{text}");
        report.format = LintFormat::Github;
        assert_eq!(written(&report, TERMINAL).lines().count(), 1);
    }

    fn first(text: &str) -> Finding {
        let found = report(text).findings.into_iter().find(|placed| placed.finding.severity == Severity::Warning);
        found.unwrap().finding
    }
}
