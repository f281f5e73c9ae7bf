//! `--report tap=PATH`: TAP 14, the Test Anything Protocol, with diagnostics in YAML.
//!
//! Source: testanything.org, "TAP 14 specification".

use std::io;

use serde_json::{Value, json};

use super::outcome::{OutcomeRow, Outcomes};
use super::wording::{json_line, milliseconds, one_line};
use crate::suite::CaseOutcome;

/// Writes the results.
///
/// # Errors
/// The writer fails.
pub fn write(results: Outcomes<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    let (rows, noun) = (results.rows(), results.noun());
    writeln!(out, "TAP version 14")?;
    let plan = if rows.is_empty() { format!(" # SKIP no {noun}s") } else { String::new() };
    writeln!(out, "1..{}{plan}", rows.len())?;
    for (index, row) in rows.iter().enumerate() {
        let verdict = if row.outcome == CaseOutcome::Failed { "not ok" } else { "ok" };
        let skipped = match row.outcome {
            CaseOutcome::Skipped => format!(" # SKIP an earlier {noun} failed"),
            _ => String::new(),
        };
        writeln!(out, "{verdict} {} - {}{skipped}", index + 1, description(row.name))?;
        write_diagnostics(row, results, out)?;
    }
    Ok(())
}

/// A name as a description: on one line, with `#` escaped, because it begins a directive, and so `\` too.
fn description(name: &str) -> String {
    one_line(name).replace('\\', "\\\\").replace('#', "\\#")
}

/// The YAML below a test point. Every value is written as JSON on one line, which is YAML too, so no text can end the
/// block or be taken for another type.
fn write_diagnostics(row: &OutcomeRow<'_>, results: Outcomes<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    let took = row.duration.map(milliseconds);
    let mut lines: Vec<String> = Vec::new();
    if row.outcome == CaseOutcome::Failed {
        lines.push(format!("message: {}", yaml(row.reasons.first().map_or("", String::as_str))));
    }
    lines.extend(took.map(|took| format!("duration_ms: {took}")));
    if row.outcome == CaseOutcome::Failed {
        if let Some(place) = row.place {
            lines.push(format!("at: {}", json_line(&json!({ "file": place.file, "line": place.line }))));
        }
        if !row.failures.is_empty() {
            lines.push("failures:".to_owned());
        }
        for failure in row.failures {
            let rule = failure.rule.as_deref().map_or(Value::Null, Value::from);
            lines.push(format!("  - expectation: {}", yaml(&failure.expectation)));
            lines.push(format!("    expected: {}", json_line(&failure.expected)));
            lines.push(format!("    found: {}", json_line(&failure.actual)));
            lines.push(format!("    rule: {rule}"));
        }
        if !row.output.is_empty() {
            lines.push(format!("{}: {}", results.output().word, yaml(&row.output.join("\n"))));
        }
    }
    if lines.is_empty() {
        return Ok(());
    }
    writeln!(out, "  ---")?;
    for line in lines {
        writeln!(out, "  {line}")?;
    }
    writeln!(out, "  ...")
}

/// A text as a YAML scalar.
fn yaml(text: &str) -> String {
    json_line(&Value::from(text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::samples::{failed_case, suite};
    use crate::suite::{CaseResult, SuiteResults};

    fn written(results: &SuiteResults) -> String {
        let mut out = Vec::new();
        write(results.into(), &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_case_is_a_test_point_and_what_is_wrong_is_its_diagnostics() {
        insta::assert_snapshot!(written(&suite()), @r#"
        TAP version 14
        1..5
        ok 1 - a partner may list events
          ---
          duration_ms: 84
          ...
        not ok 2 - a stranger | is <refused> & "gone" ]]> 100% \#1
          ---
          message: "authorized: expected false, found true (R100)"
          duration_ms: 84
          at: {"file":"events.suite.yaml","line":12}
          failures:
            - expectation: "authorized"
              expected: false
              found: true
              rule: "R100"
            - expectation: "resolver-context.note"
              expected: "a|b `c` <d> #1"
              found: "100%\r\n]]>\u001b[0m\u0000, x: y"
              rule: null
          output: "oops ]]> ```\nat line 2"
          ...
        ok 3 - a token with a space never reaches the function
        not ok 4 - the authorizer is there
          ---
          message: "no connection to http://127.0.0.1:9000: refused"
          at: {"file":"events.suite.yaml","line":28}
          ...
        ok 5 - not run # SKIP an earlier case failed
        "#);
    }

    #[test]
    fn a_name_cannot_become_a_directive_or_a_second_line() {
        let case = CaseResult { name: "x # SKIP \\ y\nok 2 - z\u{1b}[0m".to_owned(), ..failed_case() };
        let text = written(&SuiteResults { cases: vec![case], ..suite() });
        assert_eq!(text.lines().nth(2), Some("not ok 1 - x \\# SKIP \\\\ y\\\\nok 2 - z\\\\u001b[0m"));
    }

    #[test]
    fn the_diagnostics_are_yaml_with_the_values_intact() {
        let text = written(&SuiteResults { cases: vec![failed_case()], ..suite() });
        let block: Vec<&str> =
            text.lines().skip_while(|line| *line != "  ---").skip(1).take_while(|line| *line != "  ...").collect();
        for line in &block {
            let (_, value) = line.split_once(": ").unwrap_or(("", "null"));
            serde_json::from_str::<Value>(value).unwrap_or_else(|error| panic!("{line}: {error}"));
        }
        assert!(text.ends_with("  ...\n"), "{text}");
    }
}
