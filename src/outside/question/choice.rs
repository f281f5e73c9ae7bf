//! What is offered, fitted to the terminal's width.

use std::collections::BTreeSet;

use dialoguer::console::{measure_text_width, pad_str, truncate_str};

use crate::outside::said::one_line;

/// The columns that a name keeps beside a long note.
const NAME_AT_LEAST: usize = 24;

/// What stands before each line, and a column that stays free, since a full line wraps.
const MARGIN: usize = 3;

/// Between two parts of a line.
const GAP: &str = "  ";

/// One of those that are offered.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Choice {
    /// What it is called.
    pub name: String,
    /// What tells it from others of its name; it is never cut.
    pub id: String,
    /// What else is worth to know; it is cut first.
    pub note: String,
}

impl Choice {
    /// A choice with a name and a note.
    #[must_use]
    pub fn new(name: impl Into<String>, note: impl Into<String>) -> Self {
        Self { name: name.into(), id: String::new(), note: note.into() }
    }
}

/// The lines of the choices: their parts under each other, none wider than the terminal, no two the same.
///
/// The library counts the bytes of a line to find out whether it wraps, and tells lines apart by their text.
pub(super) fn lines(choices: &[Choice], columns: usize) -> Vec<String> {
    let room = columns.saturating_sub(MARGIN).max(1);
    let widest = |part: fn(&Choice) -> &str| {
        choices.iter().map(|choice| measure_text_width(&one_line(part(choice)))).max().unwrap_or_default()
    };
    let (names, ids, notes) = (widest(|each| &each.name), widest(|each| &each.id), widest(|each| &each.note));
    let beside_name = [ids, notes].into_iter().filter(|width| *width > 0).map(|width| width + GAP.len()).sum();
    let name_width = names.min(room.saturating_sub(beside_name).max(NAME_AT_LEAST));
    let mut seen = BTreeSet::new();
    let mut lines = Vec::with_capacity(choices.len());
    for choice in choices {
        let mut line = line(choice, name_width, ids, room, columns);
        let mut number = 2;
        while !seen.insert(line.clone()) {
            let mark = format!(" ({number})");
            line = format!("{}{mark}", cut(&line, room.saturating_sub(mark.len())));
            number += 1;
        }
        lines.push(line);
    }
    lines
}

/// One line: as many columns as there is room, and no more bytes than the terminal has columns.
fn line(choice: &Choice, name_width: usize, id_width: usize, room: usize, columns: usize) -> String {
    let (name, id, note) = (one_line(&choice.name), one_line(&choice.id), one_line(&choice.note));
    let mut name_width = name_width.min(room.saturating_sub(if id_width > 0 { id_width + GAP.len() } else { 0 }));
    loop {
        let mut line =
            pad_str(&cut(&name, name_width), name_width, dialoguer::console::Alignment::Left, None).into_owned();
        if id_width > 0 {
            line.push_str(GAP);
            line.push_str(&pad_str(&id, id_width, dialoguer::console::Alignment::Left, None));
        }
        let bytes_left = columns.saturating_sub(line.len() + GAP.len());
        let mut note_width = room.saturating_sub(measure_text_width(&line) + GAP.len());
        while cut(&note, note_width).len() > bytes_left {
            note_width -= 1;
        }
        // A word or two of a note say nothing.
        if note_width >= measure_text_width(&note).min(NAME_AT_LEAST / 3) {
            line.push_str(GAP);
            line.push_str(&cut(&note, note_width));
        }
        let line = line.trim_end().to_owned();
        if line.len() <= columns || name_width <= 1 {
            return line;
        }
        name_width -= 1;
    }
}

fn cut(text: &str, width: usize) -> String {
    match width {
        0 => String::new(),
        _ => truncate_str(text, width, "…").into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "abcdefghijklmnopqrstuvwxyz";

    fn api(name: &str, note: &str) -> Choice {
        Choice { id: ID.to_owned(), ..Choice::new(name, note) }
    }

    #[test]
    fn the_parts_stand_under_each_other() {
        let choices = [Choice::new("a", "nodejs22.x"), Choice::new("authorizer", "current"), Choice::new("b", "")];
        assert_eq!(lines(&choices, 80), ["a           nodejs22.x", "authorizer  current", "b"]);
    }

    #[test]
    fn a_long_note_is_cut_before_a_long_name_and_an_id_never() {
        let choices = [
            api("events", "default AMAZON_COGNITO_USER_POOLS, additional AWS_LAMBDA"),
            api(&"x".repeat(90), "default API_KEY"),
        ];
        assert_eq!(
            lines(&choices, 80),
            [
                format!("events                    {ID}  default AMAZON_COGNITO…"),
                format!("xxxxxxxxxxxxxxxxxxxxxxx…  {ID}  default API_KEY"),
            ]
        );
        assert_eq!(lines(&choices, 40), [format!("events     {ID}"), format!("xxxxxxxx…  {ID}")]);
    }

    #[test]
    fn no_line_is_wider_than_the_terminal_nor_has_more_bytes_than_it_has_columns() {
        let choices = [
            api(&"日本語".repeat(30), "default AWS_LAMBDA"),
            api("é", &"ü".repeat(200)),
            api("😀😀😀", "日本"),
            api("\u{1b}[31m\n", ""),
        ];
        for columns in [40, 60, 80, 120, 300] {
            let lines = lines(&choices, columns);
            for line in &lines {
                assert!(measure_text_width(line) + MARGIN <= columns, "{columns}: {line}");
                assert!(line.len() <= columns, "{columns}: {line}");
                assert!(line.contains(ID) && !line.contains(char::is_control), "{columns}: {line}");
            }
        }
    }

    #[test]
    fn lines_that_would_be_the_same_are_numbered() {
        let long = |last: &str| Choice::new(format!("{}{last}", "x".repeat(60)), "");
        assert_eq!(
            lines(&[long("a"), long("b"), long("c")], 23),
            ["xxxxxxxxxxxxxxxxxxx…", "xxxxxxxxxxxxxxx… (2)", "xxxxxxxxxxxxxxx… (3)"]
        );
    }
}
