//! What of a matrix is kept: who reaches which field, without the reasons.

use std::collections::BTreeMap;
use std::fmt;

use super::column::{Column, Quoted, Reach, Who};
use super::matrix::Matrix;
use crate::appsync::{AuthenticationType, Coordinate};

/// The first line of a snapshot begins with this.
pub const SNAPSHOT_MARK: &str = "# appsync-auth access snapshot";

/// The version of the format; it is raised when an older program could misread a snapshot.
pub(super) const VERSION: &str = "1";

/// What stands for the columns of a field that nobody reaches.
pub(super) const NOBODY: &str = "nobody";

/// Who reaches which field: a matrix without the rules that decided. Its text ([`fmt::Display`], [`Snapshot::parse`])
/// depends on nothing else: not on the order of the schema, the machine or the time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// The default mode of the API.
    pub default: AuthenticationType,
    /// The columns, in their order.
    pub columns: Vec<Column>,
    /// Each field, with what it says to each column, in the order of the columns.
    pub fields: BTreeMap<Coordinate, Vec<Reach>>,
}

impl From<&Matrix> for Snapshot {
    fn from(matrix: &Matrix) -> Self {
        let fields = matrix
            .rows
            .iter()
            .map(|row| (row.coordinate.clone(), row.cells.iter().map(|cell| cell.reach).collect()))
            .collect();
        Self { default: matrix.default, columns: matrix.columns.clone(), fields }
    }
}

impl Snapshot {
    /// What a field says to a column; `None` without such a field or column.
    #[must_use]
    pub fn reach(&self, coordinate: &Coordinate, column: &Column) -> Option<Reach> {
        let index = self.columns.iter().position(|each| each == column)?;
        self.fields.get(coordinate)?.get(index).copied()
    }

    /// The names of the groups or policies that have columns.
    fn names(&self, pick: impl Fn(&Who) -> Option<&String>) -> Vec<String> {
        self.columns.iter().filter_map(|column| pick(&column.who)).map(|name| Quoted(name).to_string()).collect()
    }

    /// The columns of one field as a line shows them. A column is left away where the field is closed to it, and a
    /// group's where it says what its mode alone says.
    fn entries(&self, reaches: &[Reach]) -> Vec<String> {
        let mut entries = Vec::new();
        let mut of_mode = Reach::Denied;
        for (column, reach) in self.columns.iter().zip(reaches) {
            let usual = if matches!(column.who, Who::Group(_)) { of_mode } else { Reach::Denied };
            if column.who == Who::Anyone {
                of_mode = *reach;
            }
            match reach {
                same if *same == usual => {}
                Reach::Reached => entries.push(column.to_string()),
                other => entries.push(format!("{column}:{}", other.name())),
            }
        }
        entries
    }
}

/// The text of a snapshot.
impl fmt::Display for Snapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let modes: Vec<&str> =
            self.columns.iter().filter(|column| column.who == Who::Anyone).map(|column| column.mode.name()).collect();
        writeln!(f, "{SNAPSHOT_MARK}: who reaches which field.")?;
        writeln!(f, "# Written by `appsync-auth access --snapshot FILE --update`; `--check` compares.")?;
        writeln!(f, "version: {VERSION}")?;
        writeln!(f, "modes: {}", modes.join(" "))?;
        writeln!(f, "default: {}", self.default)?;
        let groups = self.names(|who| if let Who::Group(name) = who { Some(name) } else { None });
        if !groups.is_empty() {
            writeln!(f, "groups: {}", groups.join(" "))?;
        }
        let policies = self.names(|who| if let Who::Policy(name) = who { Some(name) } else { None });
        if !policies.is_empty() {
            writeln!(f, "policies: {}", policies.join(" "))?;
        }
        let mut last_type = None;
        for (coordinate, reaches) in &self.fields {
            if last_type != Some(&coordinate.type_name) {
                writeln!(f)?;
                last_type = Some(&coordinate.type_name);
            }
            match self.entries(reaches).as_slice() {
                [] => writeln!(f, "{coordinate}: {NOBODY}")?,
                entries => writeln!(f, "{coordinate}: {}", entries.join(" "))?,
            }
        }
        Ok(())
    }
}
