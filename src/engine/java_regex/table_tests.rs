//! What JDK 17 answered, row by row: `compiles`, `matches`, and `find` as a range of UTF-16 code units.

use serde::Deserialize;
use serde_json::Value;

use super::{JavaRegex, Judgement, PatternError};

#[derive(Debug, Deserialize)]
struct Row {
    pattern: String,
    input: String,
    find: Value,
    matches: bool,
    compiles: bool,
}

/// What this program says to a row, in the row's own form, or the reason why it says nothing.
fn answer(row: &Row) -> Result<(Value, bool, bool), String> {
    let regex = match JavaRegex::new(&row.pattern) {
        Ok(regex) => regex,
        Err(PatternError::Refused { .. }) => return Ok((Value::Null, false, false)),
        Err(PatternError::NotJudged { reason }) => return Err(reason),
    };
    let units = |bytes: usize| row.input[..bytes].encode_utf16().count();
    let find = match regex.find_range(&row.input)? {
        Some(range) => Value::String(format!("{}..{}", units(range.start), units(range.end))),
        None => Value::Bool(false),
    };
    match regex.matches(&row.input) {
        Judgement::Match => Ok((find, true, true)),
        Judgement::NoMatch => Ok((find, false, true)),
        Judgement::Unknown(reason) => Err(reason),
    }
}

/// Checks all rows and returns those without a judgement.
fn unjudged(fixture: &str, rows: usize) -> Vec<(String, String, String)> {
    let table: Vec<Row> = serde_json::from_str(fixture).expect("the fixture is valid");
    assert_eq!(table.len(), rows);
    let mut unjudged = Vec::new();
    for row in table {
        match answer(&row) {
            Ok(answer) => {
                let java = (row.find.clone(), row.matches, row.compiles);
                assert_eq!(answer, java, "find, matches, compiles of {:?} on {:?}", row.pattern, row.input);
            }
            Err(reason) => unjudged.push((row.pattern, row.input, reason)),
        }
    }
    unjudged
}

fn listed(rows: &[(&str, &str, &str)]) -> Vec<(String, String, String)> {
    rows.iter().map(|(pattern, input, reason)| (pattern.to_string(), input.to_string(), reason.to_string())).collect()
}

#[test]
fn every_row_of_the_first_table_is_judged_as_java_does() {
    let rows = unjudged(include_str!("../../../tests/fixtures/java-regex.json"), 138);
    assert_eq!(
        rows,
        listed(&[
            (r"\X", "e\u{301}", r"`\X` is only judged for ASCII without line terminators"),
            (r"\N{LATIN SMALL LETTER A}", "a", r"names of characters, `\N{..}`, are not supported"),
            (r"\b{g}", "a", r"grapheme boundaries, `\b{g}`, are not supported"),
        ])
    );
}

#[test]
fn every_row_of_the_second_table_is_judged_as_java_does() {
    let rows = unjudged(include_str!("../../../tests/fixtures/java-regex-more.json"), 0);
    assert_eq!(rows, listed(&[]));
}
