//! What was widened and what was narrowed between two snapshots.

use super::column::{Column, Reach, Who};
use super::snapshot::Snapshot;
use crate::appsync::{AuthenticationType, Coordinate};

/// What became of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ChangeKind {
    /// It is open to more callers.
    Widened,
    /// It is open to fewer callers.
    Narrowed,
    /// The field is new.
    Appeared,
    /// The field is gone.
    Disappeared,
}

impl ChangeKind {
    /// The word that people and JSON see.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Widened => "widened",
            Self::Narrowed => "narrowed",
            Self::Appeared => "appeared",
            Self::Disappeared => "disappeared",
        }
    }
}

/// One column of a change: what the field said to it, and what it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnChange {
    /// The column.
    pub column: Column,
    /// Before; denied for a field or mode that was not there.
    pub before: Reach,
    /// After; denied for a field or mode that is no more.
    pub after: Reach,
}

/// A field, and the columns in which it changed in one direction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The field.
    pub coordinate: Coordinate,
    /// In which direction.
    pub kind: ChangeKind,
    /// The columns; of a field that appeared or disappeared those that reach or reached it.
    pub columns: Vec<ColumnChange>,
}

/// The difference of two snapshots.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MatrixDifference {
    /// The default mode before and after, where it is another.
    pub default: Option<(AuthenticationType, AuthenticationType)>,
    /// Columns that the second has and the first has not.
    pub new_columns: Vec<Column>,
    /// Columns that the first has and the second has not.
    pub gone_columns: Vec<Column>,
    /// What became of fields, in the order of the fields.
    pub changes: Vec<Change>,
}

impl MatrixDifference {
    /// Compares two snapshots. A mode that one of them lacks reaches nothing there; a group that one of them lacks is
    /// there what a user in no group is; a policy that one of them lacks was not asked for there, and only its column is
    /// told.
    #[must_use]
    pub fn between(before: &Snapshot, after: &Snapshot) -> Self {
        let lacks = |snapshot: &Snapshot, column: &&Column| !snapshot.columns.contains(column);
        let mut columns: Vec<&Column> = before.columns.iter().chain(&after.columns).collect();
        columns.sort();
        columns.dedup();
        columns.retain(|column| {
            !(matches!(column.who, Who::Policy(_)) && (lacks(before, column) || lacks(after, column)))
        });
        let (in_before, in_after) = (places(before, &columns), places(after, &columns));
        let mut coordinates: Vec<&Coordinate> = before.fields.keys().chain(after.fields.keys()).collect();
        coordinates.sort();
        coordinates.dedup();
        let mut changes = Vec::new();
        for coordinate in coordinates {
            let (old, new) = (before.fields.get(coordinate), after.fields.get(coordinate));
            let moved = columns.iter().enumerate().map(|(index, column)| ColumnChange {
                column: (*column).clone(),
                before: reach(old, in_before.get(index)),
                after: reach(new, in_after.get(index)),
            });
            let moved: Vec<ColumnChange> = moved.filter(|moved| moved.before != moved.after).collect();
            let moved = without_implied(moved);
            let mut push = |kind, columns: Vec<ColumnChange>| {
                changes.push(Change { coordinate: coordinate.clone(), kind, columns });
            };
            match (old, new) {
                (None, _) => push(ChangeKind::Appeared, moved),
                (_, None) => push(ChangeKind::Disappeared, moved),
                (Some(_), Some(_)) => {
                    let (wider, narrower): (Vec<_>, Vec<_>) =
                        moved.into_iter().partition(|moved| moved.after > moved.before);
                    if !wider.is_empty() {
                        push(ChangeKind::Widened, wider);
                    }
                    if !narrower.is_empty() {
                        push(ChangeKind::Narrowed, narrower);
                    }
                }
            }
        }
        Self {
            default: (before.default != after.default).then_some((before.default, after.default)),
            new_columns: after.columns.iter().filter(|column| lacks(before, column)).cloned().collect(),
            gone_columns: before.columns.iter().filter(|column| lacks(after, column)).cloned().collect(),
            changes,
        }
    }

    /// Whether the two say the same.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self == &Self::default()
    }

    /// How many fields changed in a direction.
    #[must_use]
    pub fn count(&self, kind: ChangeKind) -> usize {
        self.changes.iter().filter(|change| change.kind == kind).count()
    }
}

/// Where each column stands in a snapshot; a group that it lacks is there what its mode alone is.
fn places(snapshot: &Snapshot, columns: &[&Column]) -> Vec<Option<usize>> {
    let place = |wanted: &Column| snapshot.columns.iter().position(|column| column == wanted);
    columns
        .iter()
        .map(|column| match column.who {
            Who::Group(_) => place(column).or_else(|| place(&column.anyone())),
            Who::Anyone | Who::Policy(_) => place(column),
        })
        .collect()
}

/// What a field says to the column at a place; denied where either is absent.
fn reach(reaches: Option<&Vec<Reach>>, place: Option<&Option<usize>>) -> Reach {
    let place = place.copied().flatten();
    reaches.and_then(|reaches| place.and_then(|place| reaches.get(place))).copied().unwrap_or(Reach::Denied)
}

/// Leaves a group away that did what its mode alone did: it is in the user pool all the same.
fn without_implied(moved: Vec<ColumnChange>) -> Vec<ColumnChange> {
    let of_modes: Vec<ColumnChange> = moved.iter().filter(|moved| moved.column.who == Who::Anyone).cloned().collect();
    let is_implied = |moved: &ColumnChange| {
        matches!(moved.column.who, Who::Group(_))
            && of_modes.iter().any(|of_mode| {
                of_mode.column.mode == moved.column.mode
                    && of_mode.before == moved.before
                    && of_mode.after == moved.after
            })
    };
    moved.into_iter().filter(|moved| !is_implied(moved)).collect()
}
