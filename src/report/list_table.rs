//! A list of an answer as a table: which list, and its items as rows.

use std::collections::HashMap;
use std::io;

use serde_json::value::RawValue;

use super::answer_errors::json_of;
use super::json_text::on_one_line;
use super::style::{Style, Tone};
use super::table::Table;
use crate::document::raw_json::{items, member, members, text};
use crate::error::{Error, Result};

/// The members of an object that are the list of a page: AppSync's own, then those of Relay's connections.
const LISTS: [&str; 3] = ["items", "nodes", "edges"];

/// How many levels of objects become columns; what lies deeper is shown as JSON.
const LEVELS: usize = 5;

/// The most columns; only what is no list of like things has more.
const COLUMNS: usize = 500;

/// The most lists that a message names.
const NAMED_LISTS: usize = 12;

/// The column of items that are no objects.
const VALUE: &str = "value";

/// A list of an answer as a table.
#[derive(Debug, Clone)]
pub struct ListTable {
    table: Table,
}

impl ListTable {
    /// Finds the list: at `path`, such as `listEvents` or `getEvent.comments.items`, below `data`; without one the only
    /// list that there is. Of an object, its `items`, `nodes` or the `node`s of its `edges` are meant.
    ///
    /// # Errors
    /// The body is no JSON (outside). It has no list there, none at all, or several to choose from; its items have more
    /// than 500 columns (usage).
    pub fn find(body: &[u8], path: Option<&str>) -> Result<Self> {
        let answer = json_of(body)
            .ok_or_else(|| Error::outside("answer-not-json", "the answer is no JSON, so it has no list for a table"))?;
        let data = member(answer, "data");
        let lists = data.map(lists_of).unwrap_or_default();
        let list = match path {
            Some(path) => data.and_then(|data| at(data, path)).ok_or_else(|| {
                Error::usage("no-list-for-table", format!("the answer has no list at `{path}`")).help(choice(&lists))
            })?,
            None => only(&lists)?,
        };
        Ok(Self { table: Grid::of(&list)?.table() })
    }

    /// Writes it: with its headings in a pipe too, as the data decides which columns there are.
    ///
    /// # Errors
    /// The writer fails.
    pub fn write(&self, out: &mut dyn io::Write, style: &Style) -> io::Result<()> {
        if self.table.is_empty() {
            return if style.terminal { writeln!(out, "{}", style.faint("no items")) } else { Ok(()) };
        }
        self.table.write(out, style)
    }
}

/// A list of the answer: the keys that lead to it below `data`, and its items.
struct List<'a> {
    path: Vec<String>,
    items: Vec<&'a RawValue>,
}

/// The items of a list, or of the list in an object that is a page.
fn rows_of(value: &RawValue) -> Option<Vec<&RawValue>> {
    items(value).or_else(|| LISTS.iter().find_map(|name| nodes(name, member(value, name)?)))
}

/// The items under a member; of `edges` their nodes.
fn nodes<'a>(name: &str, value: &'a RawValue) -> Option<Vec<&'a RawValue>> {
    let found = items(value)?;
    if name != "edges" {
        return Some(found);
    }
    Some(found.into_iter().map(|edge| member(edge, "node").unwrap_or(edge)).collect())
}

/// What a path leads to, item numbers included. A leading `data` may be written.
fn at<'a>(data: &'a RawValue, path: &str) -> Option<Vec<&'a RawValue>> {
    let walk = |path: &str| {
        let mut value = data;
        let mut last = "";
        for key in path.split('.') {
            value = match key.parse::<usize>() {
                Ok(index) if value.get().starts_with('[') => items(value)?.get(index).copied()?,
                _ => member(value, key)?,
            };
            last = key;
        }
        nodes(last, value).or_else(|| rows_of(value))
    };
    walk(path).or_else(|| walk(path.strip_prefix("data.")?))
}

/// Every list that is not inside another one, the shallow ones first.
fn lists_of(data: &RawValue) -> Vec<List<'_>> {
    let mut found = Vec::new();
    let mut level = vec![(Vec::new(), data)];
    while !level.is_empty() {
        let mut below = Vec::new();
        for (path, value) in level {
            for (name, value) in members(value).unwrap_or_default() {
                let items = nodes(&name, value);
                let path = path.iter().cloned().chain([name]).collect();
                match items {
                    Some(items) => found.push(List { path, items }),
                    None => below.push((path, value)),
                }
            }
        }
        level = below;
    }
    found
}

/// The only list: of those that stand where lists usually stand, else of all.
fn only<'a, 'b>(lists: &'b [List<'a>]) -> Result<Vec<&'a RawValue>> {
    let is_usual = |list: &&List<'_>| match list.path.as_slice() {
        [_] => true,
        [_, last] => LISTS.contains(&last.as_str()),
        _ => false,
    };
    let usual: Vec<&'b List<'a>> = lists.iter().filter(is_usual).collect();
    let candidates = if usual.is_empty() { lists.iter().collect() } else { usual };
    match candidates.as_slice() {
        [list] => Ok(list.items.clone()),
        [] => Err(Error::usage("no-list-for-table", "the answer has no list for a table").help(choice(&[]))),
        _ => {
            Err(Error::usage("several-lists-for-table", "the answer has several lists for a table").help(choice(lists)))
        }
    }
}

/// One thing to do about it.
fn choice(lists: &[List<'_>]) -> String {
    if lists.is_empty() {
        return "leave `--table` away to see the answer".to_owned();
    }
    let names: Vec<String> = lists.iter().take(NAMED_LISTS).map(|list| format!("`{}`", list.path.join("."))).collect();
    let more = if lists.len() > NAMED_LISTS { ", …" } else { "" };
    format!(
        "name one, as in `--table {}`: {}{more}",
        lists.first().map_or(String::new(), |list| list.path.join(".")),
        names.join(", ")
    )
}

/// A value of an item.
enum Cell {
    Null,
    Text(String),
    Number(String),
    Other(String),
}

/// A column, or an object whose members are columns.
#[derive(Default)]
struct Column {
    heading: String,
    above: usize,
    below: Vec<usize>,
    named: HashMap<String, usize>,
    has_value: bool,
    has_null: bool,
}

/// Items taken apart. The columns are a tree, so that the members of an object stand side by side; its root, the item
/// itself, is the first.
struct Grid {
    columns: Vec<Column>,
    rows: Vec<HashMap<usize, Cell>>,
}

impl Grid {
    fn of(list: &[&RawValue]) -> Result<Self> {
        let mut grid = Self { columns: vec![Column::default()], rows: Vec::new() };
        for item in list {
            let mut row = HashMap::new();
            match members(item) {
                None if item.get() != "null" => {
                    let column = grid.column(0, VALUE);
                    grid.fill(column, item, LEVELS, &mut row);
                }
                _ => grid.fill(0, item, 0, &mut row),
            }
            grid.rows.push(row);
            if grid.columns.len() > COLUMNS {
                let message = format!("the items have more than {COLUMNS} columns, which is no table");
                return Err(Error::usage("too-many-columns", message).help(choice(&[])));
            }
        }
        Ok(grid)
    }

    /// The column of a member.
    fn column(&mut self, above: usize, name: &str) -> usize {
        let new = self.columns.len();
        let Some(parent) = self.columns.get_mut(above) else { return 0 };
        if let Some(known) = parent.named.get(name) {
            return *known;
        }
        parent.named.insert(name.to_owned(), new);
        parent.below.push(new);
        let heading = if above == 0 { name.to_owned() } else { format!("{}.{name}", parent.heading) };
        self.columns.push(Column { heading, above, ..Column::default() });
        new
    }

    /// Puts a value into a column, or its members into columns of their own.
    fn fill(&mut self, column: usize, value: &RawValue, level: usize, row: &mut HashMap<usize, Cell>) {
        let written = value.get();
        let found = if level < LEVELS { members(value).filter(|found| column == 0 || !found.is_empty()) } else { None };
        if let Some(found) = found {
            for (name, value) in found {
                let below = self.column(column, &name);
                self.fill(below, value, level + 1, row);
            }
            return;
        }
        let cell = match written.as_bytes().first() {
            Some(b'n') => Cell::Null,
            Some(b'"') => text(value).map_or_else(|| Cell::Other(written.to_owned()), Cell::Text),
            Some(b'-' | b'0'..=b'9') => Cell::Number(written.to_owned()),
            _ => Cell::Other(on_one_line(value)),
        };
        if let Some(column) = self.columns.get_mut(column) {
            match cell {
                Cell::Null => column.has_null = true,
                _ => column.has_value = true,
            }
        }
        row.insert(column, cell);
    }

    /// The columns in their order. An object that is null in some items has no column of its own: its members are null.
    fn shown(&self) -> Vec<usize> {
        let mut shown = Vec::new();
        let mut open = vec![0];
        while let Some(index) = open.pop() {
            let Some(column) = self.columns.get(index) else { continue };
            if index > 0 && (column.has_value || column.has_null && column.below.is_empty()) {
                shown.push(index);
            }
            open.extend(column.below.iter().rev());
        }
        shown
    }

    /// Whether an object around a column is null in an item.
    fn is_null_above(&self, row: &HashMap<usize, Cell>, column: usize) -> bool {
        let mut at = column;
        while at > 0 {
            at = self.columns.get(at).map_or(0, |column| column.above);
            if matches!(row.get(&at), Some(Cell::Null)) {
                return true;
            }
        }
        false
    }

    fn table(mut self) -> Table {
        if !self.rows.is_empty() && self.shown().is_empty() {
            // Nothing but nulls, or objects without members.
            let column = self.column(0, VALUE);
            if let Some(column) = self.columns.get_mut(column) {
                column.has_value = true;
            }
        }
        let shown = self.shown();
        let heading = |index: &usize| self.columns.get(*index).map_or("", |column| column.heading.as_str());
        let mut table = Table::headed_in_pipes(shown.iter().map(heading));
        for (place, index) in shown.iter().enumerate() {
            let mut cells =
                self.rows.iter().filter_map(|row| row.get(index)).filter(|cell| !matches!(cell, Cell::Null));
            let mut numbers = cells.by_ref().map(|cell| matches!(cell, Cell::Number(_))).peekable();
            if numbers.peek().is_some() && numbers.all(|is_number| is_number) {
                table.align_right(place);
            }
        }
        for row in &self.rows {
            let cells = shown.iter().map(|index| match row.get(index) {
                Some(Cell::Null) => (Tone::Faint, "null".to_owned()),
                Some(Cell::Text(text) | Cell::Number(text) | Cell::Other(text)) => (Tone::Plain, text.clone()),
                None if self.is_null_above(row, *index) => (Tone::Faint, "null".to_owned()),
                None => (Tone::Plain, String::new()),
            });
            table.row(cells.collect::<Vec<_>>());
        }
        table
    }
}
