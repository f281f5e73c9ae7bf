//! Tables: aligned and as wide as the terminal for people; tab-separated, uncut and without borders for pipes.

use std::io;

use comfy_table::{
    Attribute, Cell, CellAlignment, Color, ColumnConstraint, ContentArrangement, Table as Grid, Width, presets,
};

use super::style::{Style, Tone};
use super::wording::one_line;

/// What stands between two columns.
const PADDING: u16 = 2;

/// A table of texts.
#[derive(Debug, Clone, Default)]
pub struct Table {
    headings: Vec<String>,
    rows: Vec<Vec<(Tone, String)>>,
    headed_in_pipes: bool,
    right: Vec<usize>,
    keeps_words: bool,
}

impl Table {
    /// A table with these headings.
    #[must_use]
    pub fn new(headings: &[&str]) -> Self {
        Self { headings: headings.iter().map(ToString::to_string).collect(), ..Self::default() }
    }

    /// A table of data, which decides itself what columns there are, so that a pipe needs to be told their names. Control
    /// characters in the headings are escaped.
    #[must_use]
    pub fn headed_in_pipes<'a>(headings: impl IntoIterator<Item = &'a str>) -> Self {
        let headings = headings.into_iter().map(|heading| one_line(heading).into_owned()).collect();
        Self { headings, headed_in_pipes: true, ..Self::default() }
    }

    /// Aligns a column, counted from 0, to the right at a terminal.
    pub fn align_right(&mut self, column: usize) {
        self.right.push(column);
    }

    /// Never breaks a word at a terminal, such as an id that is copied; see [`Table::columns_for_words`].
    pub fn keep_words(&mut self) {
        self.keeps_words = true;
    }

    /// How many columns of the terminal it takes to break no word.
    #[must_use]
    pub fn columns_for_words(&self) -> usize {
        self.longest_words().into_iter().sum()
    }

    /// The room that each column needs for its longest word, and for what stands between columns.
    fn longest_words(&self) -> Vec<usize> {
        let longest = |text: &str| text.split(' ').map(console::measure_text_width).max().unwrap_or_default();
        let of_column = |(index, heading): (usize, &String)| {
            let cells = self.rows.iter().filter_map(|row| row.get(index)).map(|(_, text)| longest(text));
            cells.max().unwrap_or_default().max(longest(heading)) + usize::from(PADDING)
        };
        self.headings.iter().enumerate().map(of_column).collect()
    }

    /// Adds a row; control characters are escaped, so that a cell stays on its line.
    pub fn row(&mut self, cells: impl IntoIterator<Item = (Tone, String)>) {
        let escaped = |(tone, text): (Tone, String)| (tone, one_line(&text).into_owned());
        self.rows.push(cells.into_iter().map(escaped).collect());
    }

    /// Whether it has no rows.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Writes it: for a pipe a row a line, without headings unless the table is one of data.
    ///
    /// # Errors
    /// The writer fails.
    pub fn write(&self, out: &mut dyn io::Write, style: &Style) -> io::Result<()> {
        if !style.terminal {
            if self.headed_in_pipes {
                writeln!(out, "{}", self.headings.join("\t"))?;
            }
            for row in &self.rows {
                let cells: Vec<&str> = row.iter().map(|(_, text)| text.as_str()).collect();
                writeln!(out, "{}", cells.join("\t"))?;
            }
            return Ok(());
        }
        for line in self.grid(style).lines() {
            writeln!(out, "{}", line.trim_end())?;
        }
        Ok(())
    }

    /// The table for a terminal.
    fn grid(&self, style: &Style) -> Grid {
        let mut grid = Grid::new();
        // Told what the terminal is like, it does not look for itself.
        grid.force_no_tty();
        if style.color {
            grid.enforce_styling();
            grid.style_text_only();
        }
        let width = u16::try_from(style.columns()).unwrap_or(u16::MAX);
        grid.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic).set_width(width);
        grid.set_header(self.headings.iter().map(|heading| Cell::new(heading).add_attribute(Attribute::Bold)));
        grid.add_rows(self.rows.iter().map(|row| row.iter().map(|(tone, text)| painted(*tone, text))));
        for column in grid.column_iter_mut() {
            column.set_padding((0, PADDING));
        }
        if self.keeps_words {
            for (column, width) in grid.column_iter_mut().zip(self.longest_words()) {
                let width = u16::try_from(width).unwrap_or(u16::MAX);
                column.set_constraint(ColumnConstraint::LowerBoundary(Width::Fixed(width)));
            }
        }
        for index in &self.right {
            if let Some(column) = grid.column_mut(*index) {
                column.set_cell_alignment(CellAlignment::Right);
            }
        }
        grid
    }
}

/// A cell in the colour of its tone; the table measures texts, so it must do the painting.
fn painted(tone: Tone, text: &str) -> Cell {
    let cell = Cell::new(text);
    match tone {
        Tone::Plain => cell,
        Tone::Bad => cell.fg(Color::Red).add_attribute(Attribute::Bold),
        Tone::Warning => cell.fg(Color::Yellow),
        Tone::Hint => cell.fg(Color::Cyan),
        Tone::Good => cell.fg(Color::Green),
        Tone::Strong => cell.add_attribute(Attribute::Bold),
        Tone::Faint => cell.add_attribute(Attribute::Dim),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(style: Style) -> String {
        let mut table = Table::new(&["path", "access"]);
        table.row([(Tone::Plain, "listEvents.items".to_owned()), (Tone::Good, "reached".to_owned())]);
        table.row([
            (Tone::Plain, "listEvents.items.comments that is far too long for the screen".to_owned()),
            (Tone::Bad, "denied\tby\u{1b}[0m".to_owned()),
        ]);
        let mut out = Vec::new();
        table.write(&mut out, &style).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_pipe_gets_tabs_and_whole_cells() {
        insta::assert_snapshot!(written(Style::PLAIN), @"
        listEvents.items\treached
        listEvents.items.comments that is far too long for the screen\tdenied\\tby\\u001b[0m
        ");
    }

    #[test]
    fn a_terminal_gets_columns_that_fit_its_width() {
        insta::assert_snapshot!(written(Style { color: false, terminal: true, width: 48 }), @r"
        path                       access
        listEvents.items           reached
        listEvents.items.comments  denied\tby\u001b[0m
        that is far too long for
        the screen
        ");
    }

    #[test]
    fn colour_changes_nothing_but_colour() {
        let color = written(Style { color: true, terminal: true, width: 48 });
        let plain = written(Style { color: false, terminal: true, width: 48 });
        assert_ne!(color, plain);
        let trimmed: Vec<String> =
            console::strip_ansi_codes(&color).lines().map(|line| line.trim_end().to_owned()).collect();
        assert_eq!(trimmed, plain.lines().collect::<Vec<_>>());
    }
}
