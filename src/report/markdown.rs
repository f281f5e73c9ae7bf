//! `--report markdown=PATH`: a table and the details of failures, for `$GITHUB_STEP_SUMMARY` and comments.

use std::io;

use super::outcome::{OutcomeRow, Outcomes};
use super::wording::{count, duration, one_line};
use crate::suite::CaseOutcome;

/// Writes the results: what failed first, because that is what is looked for.
///
/// # Errors
/// The writer fails.
pub fn write(results: Outcomes<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    let (rows, totals) = (results.rows(), results.totals());
    let all = count(rows.len(), results.noun());
    let headline = match (totals.failed, totals.skipped) {
        (0, 0) => format!("{all} passed"),
        (failed, 0) => format!("{failed} of {all} failed"),
        (failed, skipped) => format!("{failed} of {all} failed, {skipped} skipped"),
    };
    writeln!(out, "## appsync-auth: {headline}\n")?;
    for row in rows.iter().filter(|row| row.outcome == CaseOutcome::Failed) {
        write_failure(row, results, out)?;
    }
    if rows.is_empty() {
        return Ok(());
    }
    let columns = results.columns();
    writeln!(out, "| outcome | {} | {} | time |", results.noun(), columns.join(" | "))?;
    writeln!(out, "| --- | --- | {} | ---: |", vec!["---"; columns.len()].join(" | "))?;
    for row in &rows {
        let outcome = match row.outcome {
            CaseOutcome::Failed => "**failed**",
            other => other.name(),
        };
        let took = row.duration.map(duration).unwrap_or_default();
        writeln!(out, "| {outcome} | {} | {} | {took} |", text(row.name), row.cells.join(" | "))?;
    }
    Ok(())
}

/// One that failed: its name, its place, what is wrong, and what there is to read besides.
fn write_failure(row: &OutcomeRow<'_>, results: Outcomes<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    writeln!(out, "### {}\n", text(row.name))?;
    if row.place.is_some() {
        writeln!(out, "{}\n", code(&row.place_told()))?;
    }
    for reason in &row.reasons {
        writeln!(out, "- {}", text(reason))?;
    }
    if !row.output.is_empty() {
        let fence = "`".repeat(longest_run_of_backticks(&row.output.join("\n")).max(2) + 1);
        writeln!(out, "\n<details><summary>{}</summary>\n", results.output().title)?;
        writeln!(out, "{fence}text")?;
        for line in &row.output {
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
    use crate::suite::SuiteResults;

    fn written(results: &SuiteResults) -> String {
        let mut out = Vec::new();
        write(results.into(), &mut out).unwrap();
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
