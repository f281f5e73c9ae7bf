//! `--report markdown=PATH`: a table and the details of failures, for `$GITHUB_STEP_SUMMARY` and comments.

use std::io;

use super::suite::{duration_of, place, reasons};
use super::wording::{count, duration, lines_of, one_line};
use crate::suite::{CaseOutcome, CaseResult, SuiteResults};

/// Writes the results: what failed first, because that is what is looked for.
///
/// # Errors
/// The writer fails.
pub fn write(results: &SuiteResults, out: &mut dyn io::Write) -> io::Result<()> {
    let totals = results.totals();
    let cases = count(results.cases.len(), "case");
    let headline = match (totals.failed, totals.skipped) {
        (0, 0) => format!("{cases} passed"),
        (failed, 0) => format!("{failed} of {cases} failed"),
        (failed, skipped) => format!("{failed} of {cases} failed, {skipped} skipped"),
    };
    writeln!(out, "## appsync-auth: {headline}\n")?;
    for case in results.cases.iter().filter(|case| case.outcome == CaseOutcome::Failed) {
        write_failure(case, out)?;
    }
    if results.cases.is_empty() {
        return Ok(());
    }
    writeln!(out, "| outcome | case | decision | rule | time |")?;
    writeln!(out, "| --- | --- | --- | --- | ---: |")?;
    for case in &results.cases {
        let outcome = match case.outcome {
            CaseOutcome::Failed => "**failed**",
            other => other.name(),
        };
        let decision = if case.verdict.is_some() { case.decision().name() } else { "" };
        let rule = case.deciding_rule().unwrap_or_default();
        let took = duration_of(case).map(duration).unwrap_or_default();
        writeln!(out, "| {outcome} | {} | {decision} | {rule} | {took} |", text(&case.name))?;
    }
    Ok(())
}

/// A failed case: its name, its place, what is wrong, and what its authorizer printed.
fn write_failure(case: &CaseResult, out: &mut dyn io::Write) -> io::Result<()> {
    writeln!(out, "### {}\n", text(&case.name))?;
    if case.place.is_some() {
        writeln!(out, "{}\n", code(&place(case)))?;
    }
    for reason in reasons(case) {
        writeln!(out, "- {}", text(&reason))?;
    }
    let logs = lines_of(&case.logs);
    if !logs.is_empty() {
        let fence = "`".repeat(longest_run_of_backticks(&logs.join("\n")).max(2) + 1);
        writeln!(out, "\n<details><summary>output of the authorizer</summary>\n")?;
        writeln!(out, "{fence}text")?;
        for line in logs {
            writeln!(out, "{line}")?;
        }
        writeln!(out, "{fence}\n\n</details>")?;
    }
    writeln!(out)
}

/// A text with everything escaped that Markdown or HTML would take for its own.
fn text(raw: &str) -> String {
    let mut escaped = String::with_capacity(raw.len());
    for character in one_line(raw).chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            // As an entity, it mentions nobody.
            '@' => escaped.push_str("&#64;"),
            // As an entity, it begins no formula.
            '$' => escaped.push_str("&#36;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '#' | '|' | '~' | '!' => escaped.extend(['\\', character]),
            other => escaped.push(other),
        }
    }
    escaped
}

/// A text as code.
fn code(raw: &str) -> String {
    let fence = "`".repeat(longest_run_of_backticks(raw) + 1);
    let pad = if raw.starts_with('`') || raw.ends_with('`') { " " } else { "" };
    format!("{fence}{pad}{raw}{pad}{fence}")
}

fn longest_run_of_backticks(text: &str) -> usize {
    text.split(|character| character != '`').map(str::len).max().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::samples::suite;

    fn written(results: &SuiteResults) -> String {
        let mut out = Vec::new();
        write(results, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn failures_stand_before_the_table_of_all_cases() {
        insta::assert_snapshot!(written(&suite()), @r#"
        ## appsync-auth: 2 of 5 cases failed, 1 skipped

        ### a stranger \| is &lt;refused&gt; &amp; "gone" \]\]&gt; 100% \#1

        `events.suite.yaml:12`

        - authorized: expected false, found true (R100)
        - resolver-context.note: expected "a\|b \`c\` &lt;d&gt; \#1", found "100%\\r\\n\]\]&gt;\\u001b\[0m\\u0000, x: y"

        <details><summary>output of the authorizer</summary>

        ````text
        oops ]]> ```
        at line 2
        ````

        </details>

        ### the authorizer is there

        `events.suite.yaml:28`

        - no connection to http://127.0.0.1:9000: refused

        | outcome | case | decision | rule | time |
        | --- | --- | --- | --- | ---: |
        | passed | a partner may list events | allowed | R100 | 84 ms |
        | **failed** | a stranger \| is &lt;refused&gt; &amp; "gone" \]\]&gt; 100% \#1 | allowed | R100 | 84 ms |
        | passed | a token with a space never reaches the function | denied | G201 |  |
        | **failed** | the authorizer is there |  |  |  |
        | skipped | not run |  |  |  |
        "#);
    }

    #[test]
    fn a_run_without_failures_is_a_headline_and_a_table() {
        let mut results = suite();
        results.cases.truncate(1);
        insta::assert_snapshot!(written(&results), @r"
        ## appsync-auth: 1 case passed

        | outcome | case | decision | rule | time |
        | --- | --- | --- | --- | ---: |
        | passed | a partner may list events | allowed | R100 | 84 ms |
        ");
    }

    #[test]
    fn nothing_in_a_name_is_taken_for_markdown() {
        assert_eq!(
            text("a|b `c` <img> *d* _e_ [f](g) # @h $k$ \\ ~~i~~\n- j & k"),
            "a\\|b \\`c\\` &lt;img&gt; \\*d\\* \\_e\\_ \\[f\\](g) \\# &#64;h &#36;k&#36; \\\\ \\~\\~i\\~\\~\\\\n- j &amp; k"
        );
        assert_eq!(code("a``b`"), "``` a``b` ```");
    }
}
