//! The results of suites and of requests files for people: a line each, and what is wrong beneath those that failed.

use std::io;

use serde_json::Value;

use super::outcome::{OutcomeRow, Outcomes};
use super::style::{Style, Tone};
use super::wording::{count, json_line, lines_of, milliseconds, one_line};
use super::{Report, findings};
use crate::error::Error;
use crate::status::Status;
use crate::suite::CaseOutcome;

/// With more rows than this, the failed ones are named again at the end: their lines have left the screen.
const ROWS_ON_A_SCREEN: usize = 20;

/// Where the names begin.
const NAME_COLUMN: usize = 17;

/// The results of suites, or of a requests file.
#[derive(Debug, Clone, Copy)]
pub struct SuiteReport<'a> {
    /// The results.
    pub results: Outcomes<'a>,
    /// Why one could not be judged at all; it decides the exit code, as no test has failed then.
    pub fault: Option<&'a Error>,
}

impl Report for SuiteReport<'_> {
    fn text(&self, out: &mut dyn io::Write, style: &Style) -> io::Result<()> {
        if style.terminal { self.write_screen(out, style) } else { self.write_lines(out) }
    }

    fn json(&self) -> Value {
        self.results.to_json()
    }

    fn findings(&self) -> Vec<Value> {
        match self.results {
            Outcomes::Cases(results) => results.cases.iter().flat_map(findings::of_case).collect(),
            Outcomes::Requests(_) => Vec::new(),
        }
    }

    fn error(&self) -> Option<Error> {
        self.fault.cloned()
    }

    fn status(&self) -> Status {
        self.fault.map_or_else(|| self.results.totals().status(), Error::status)
    }
}

impl SuiteReport<'_> {
    fn write_screen(&self, out: &mut dyn io::Write, style: &Style) -> io::Result<()> {
        let rows = self.results.rows();
        let mut file = None;
        let several_files = rows.windows(2).any(|pair| pair[0].file() != pair[1].file());
        for row in &rows {
            if several_files && file != Some(row.file()) {
                file = Some(row.file());
                writeln!(out, "{}", style.strong(one_line(row.file())))?;
            }
            self.write_row(row, out, style)?;
        }
        writeln!(out, "{}", self.summary(style))?;
        if rows.len() > ROWS_ON_A_SCREEN {
            for row in rows.iter().filter(|row| row.outcome == CaseOutcome::Failed) {
                writeln!(out, "{} {}", style.bad("FAIL"), place_and_name(row))?;
            }
        }
        Ok(())
    }

    /// `12 cases: 10 passed, 1 failed, 1 skipped  0.34 s`; what did not happen is left out.
    #[must_use]
    pub fn summary(&self, style: &Style) -> String {
        let totals = self.results.totals();
        let parts: Vec<String> = [
            (Tone::Good, totals.passed, "passed"),
            (Tone::Bad, totals.failed, "failed"),
            (Tone::Warning, totals.skipped, "skipped"),
        ]
        .into_iter()
        .filter(|(_, number, word)| *number > 0 || *word == "passed")
        .map(|(tone, number, word)| {
            let tone = if number == 0 { Tone::Plain } else { tone };
            style.paint(tone, format!("{number} {word}"))
        })
        .collect();
        let seconds = totals.duration.as_secs_f64();
        format!("{}: {}  {seconds:.2} s", count(totals.all(), self.results.noun()), parts.join(", "))
    }

    /// For a pipe: outcome, milliseconds, place, name, and each failure, with tabs between; the totals last.
    fn write_lines(&self, out: &mut dyn io::Write) -> io::Result<()> {
        let word = self.results.output().word;
        for row in self.results.rows() {
            let (took, place) = (row.duration.map(|took| milliseconds(took).to_string()), row.place_told());
            write!(out, "{}\t{}\t{place}\t{}", row.outcome.name(), took.unwrap_or_default(), one_line(row.name))?;
            for reason in &row.reasons {
                write!(out, "\t{reason}")?;
            }
            writeln!(out)?;
            for line in &row.output {
                writeln!(out, "{word}\t\t{place}\t{line}")?;
            }
            if let Some(event) = row.event {
                writeln!(out, "event\t\t{place}\t{}", json_line(event))?;
            }
        }
        let took = milliseconds(self.results.totals().duration);
        writeln!(out, "totals\t{took}\t\t{}", self.summary(&Style::PLAIN))
    }

    /// One row, with what is wrong, and what is known of its output and event.
    fn write_row(&self, row: &OutcomeRow<'_>, out: &mut dyn io::Write, style: &Style) -> io::Result<()> {
        let word = match row.outcome {
            CaseOutcome::Passed => style.good("pass"),
            CaseOutcome::Failed => style.bad("FAIL"),
            CaseOutcome::Skipped => style.warning("skip"),
        };
        let took = match row.duration {
            Some(took) => format!("[{:>8.3}s]", took.as_secs_f64()),
            None => " ".repeat(11),
        };
        writeln!(out, "{word} {} {}", style.faint(took), one_line(row.name))?;
        let pad = " ".repeat(NAME_COLUMN);
        if row.outcome == CaseOutcome::Failed {
            write_reasons(row, &pad, out, style)?;
        }
        let event = row.event.map(|event| lines_of(&format!("{event:#}"))).unwrap_or_default();
        for (title, lines) in [(self.results.output().title, &row.output), ("event", &event)] {
            if !lines.is_empty() {
                writeln!(out, "{pad}{title}:")?;
            }
            for line in lines {
                writeln!(out, "{pad}  {line}")?;
            }
        }
        Ok(())
    }
}

/// Where a row stands that failed, and what is wrong.
fn write_reasons(row: &OutcomeRow<'_>, pad: &str, out: &mut dyn io::Write, style: &Style) -> io::Result<()> {
    if row.place.is_some() {
        writeln!(out, "{pad}{}", style.faint(format!("at {}", row.place_told())))?;
    }
    for reason in &row.reasons {
        writeln!(out, "{}", style.hang("", Tone::Plain, NAME_COLUMN, reason))?;
    }
    Ok(())
}

fn place_and_name(row: &OutcomeRow<'_>) -> String {
    format!("{} {}", row.place_told(), one_line(row.name)).trim_start().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::samples::{COLOR, TERMINAL, answered, failed_case, result, suite, text_of};
    use crate::suite::{CasePlace, CaseResult, SuiteResults};

    fn shown(results: &SuiteResults, style: &Style) -> String {
        text_of(&SuiteReport { results: results.into(), fault: None }, style)
    }

    #[test]
    fn a_terminal_gets_a_line_a_case_and_what_is_wrong_beneath() {
        insta::assert_snapshot!(shown(&suite(), &TERMINAL), @r#"
        pass [   0.084s] a partner may list events
        FAIL [   0.084s] a stranger | is <refused> & "gone" ]]> 100% #1
                         at events.suite.yaml:12
                         authorized: expected false, found true (R100)
                         resolver-context.note: expected "a|b `c` <d> #1", found
                         "100%\r\n]]>\u001b[0m\u0000, x: y"
                         output of the authorizer:
                           oops ]]> ```
                           at line 2
        pass             a token with a space never reaches the function
        FAIL             the authorizer is there
                         at events.suite.yaml:28
                         no connection to http://127.0.0.1:9000: refused
        skip             not run
        5 cases: 2 passed, 2 failed, 1 skipped  0.34 s
        "#);
    }

    #[test]
    fn a_pipe_gets_tabs() {
        insta::assert_snapshot!(shown(&suite(), &Style::PLAIN), @"
        passed\t84\tevents.suite.yaml:4\ta partner may list events
        failed\t84\tevents.suite.yaml:12\ta stranger | is <refused> & \"gone\" ]]> 100% #1\tauthorized: expected false, found true (R100)\tresolver-context.note: expected \"a|b `c` <d> #1\", found \"100%\\r\\n]]>\\u001b[0m\\u0000, x: y\"
        output\t\tevents.suite.yaml:12\toops ]]> ```
        output\t\tevents.suite.yaml:12\tat line 2
        passed\t\tevents.suite.yaml:20\ta token with a space never reaches the function
        failed\t\tevents.suite.yaml:28\tthe authorizer is there\tno connection to http://127.0.0.1:9000: refused
        skipped\t\tevents.suite.yaml:35\tnot run
        totals\t340\t\t5 cases: 2 passed, 2 failed, 1 skipped  0.34 s
        ");
    }

    #[test]
    fn colour_is_only_added() {
        let color = shown(&suite(), &COLOR);
        assert_eq!(console::strip_ansi_codes(&color), shown(&suite(), &TERMINAL));
        assert!(color.starts_with("\u{1b}[32mpass\u{1b}[0m"), "{color}");
        assert!(color.contains("\u{1b}[31m\u{1b}[1mFAIL\u{1b}[0m"), "{color}");
    }

    #[test]
    fn nothing_but_passes_is_said_shortly() {
        let mut results = suite();
        results.cases.truncate(1);
        assert_eq!(
            shown(&results, &TERMINAL),
            "pass [   0.084s] a partner may list events\n1 case: 1 passed  0.34 s\n"
        );
        assert_eq!(shown(&SuiteResults::default(), &TERMINAL), "0 cases: 0 passed  0.00 s\n");
    }

    #[test]
    fn a_failed_case_always_says_why() {
        let refused = result(answered(&serde_json::json!({ "isAuthorized": false })));
        let failed = CaseResult { outcome: CaseOutcome::Failed, ..refused.clone() };
        let results = SuiteResults { cases: vec![failed, refused], ..SuiteResults::default() };
        let reasons: Vec<_> = Outcomes::Cases(&results).rows().into_iter().map(|row| row.reasons).collect();
        assert_eq!(reasons, [vec!["denied (R201)".to_owned()], vec![]]);
    }

    #[test]
    fn several_files_are_headed_by_their_names() {
        let mut results = suite();
        results.cases.truncate(1);
        let other = CasePlace { file: "other.suite.yaml".to_owned(), line: 1 };
        results.cases.push(CaseResult { place: Some(other), ..results.cases[0].clone() });
        assert_eq!(
            shown(&results, &TERMINAL),
            "events.suite.yaml\npass [   0.084s] a partner may list events\n\
             other.suite.yaml\npass [   0.084s] a partner may list events\n2 cases: 2 passed  0.34 s\n"
        );
    }

    #[test]
    fn a_long_run_names_the_failed_cases_again_at_the_end() {
        let mut results = suite();
        results.cases.truncate(1);
        for _ in 0..ROWS_ON_A_SCREEN {
            results.cases.push(results.cases[0].clone());
        }
        results.cases.insert(1, failed_case());
        let text = shown(&results, &TERMINAL);
        let last: Vec<&str> = text.lines().rev().take(2).collect();
        assert_eq!(
            last,
            [
                "FAIL events.suite.yaml:12 a stranger | is <refused> & \"gone\" ]]> 100% #1",
                "22 cases: 21 passed, 1 failed  0.34 s",
            ]
        );
    }

    #[test]
    fn the_json_has_all_cases_and_the_findings_of_each() {
        let results = suite();
        let report = SuiteReport { results: (&results).into(), fault: None };
        assert_eq!(report.json()["totals"]["cases"], 5);
        let found: Vec<(String, u64)> = report
            .findings()
            .iter()
            .map(|finding| (finding["code"].as_str().unwrap().to_owned(), finding["line"].as_u64().unwrap()))
            .collect();
        assert_eq!(found, [("R103".to_owned(), 4), ("F102".to_owned(), 4)]);
        assert_eq!(report.status(), Status::No);
    }
}
