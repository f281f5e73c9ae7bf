//! Who can reach what: each field of a schema against each kind of caller.
//!
//! A column is a mode of the API and who asks by it: a user pool's user in no group or in one, an IAM caller of whom
//! nothing is known or who has one policy. [`Matrix`] asks the same rules as a request does ([`super::directives`],
//! [`super::iam`]), and whether any way leads from a root type to the field. [`Snapshot`] is what of it is kept in a
//! repository, as a text; [`MatrixDifference`] says what was widened and narrowed between two of them.

mod column;
mod difference;
mod matrix;
mod snapshot;
mod snapshot_text;

pub use column::{Column, Reach, Who};
pub use difference::{Change, ChangeKind, ColumnChange, MatrixDifference};
pub use matrix::{Callers, Cell, Matrix, Row, groups_of};
pub use snapshot::{SNAPSHOT_MARK, Snapshot};
pub use snapshot_text::SnapshotError;
