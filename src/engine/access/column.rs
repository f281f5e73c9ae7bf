//! The columns of the matrix, and what a cell says.

use std::fmt;

use crate::appsync::AuthenticationType;

/// Who asks, beyond the mode.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Who {
    /// Anybody whom the mode lets in: a user in no group, an IAM caller whose policies are not known.
    Anyone,
    /// A user of this one Cognito group.
    Group(String),
    /// An IAM caller with this one policy, by its name.
    Policy(String),
}

/// A column: a mode, and who asks by it. Columns are ordered as AppSync lists modes, groups and policies by name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Column {
    /// The mode.
    pub mode: AuthenticationType,
    /// Who asks.
    pub who: Who,
}

impl Column {
    /// A mode alone.
    #[must_use]
    pub const fn of_mode(mode: AuthenticationType) -> Self {
        Self { mode, who: Who::Anyone }
    }

    /// The column of the same mode for anybody.
    #[must_use]
    pub const fn anyone(&self) -> Self {
        Self::of_mode(self.mode)
    }
}

impl fmt::Display for Column {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.who {
            Who::Anyone => write!(f, "{}", self.mode),
            Who::Group(name) => write!(f, "{}(group {})", self.mode, Quoted(name)),
            Who::Policy(name) => write!(f, "{}(policy {})", self.mode, Quoted(name)),
        }
    }
}

/// A name as it stands in a snapshot: as it is where no reader could mistake it, else as a JSON string.
pub(super) struct Quoted<'a>(pub(super) &'a str);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let is_plain = |character: char| character.is_alphanumeric() || "_-./@+".contains(character);
        if !self.0.is_empty() && self.0.chars().all(is_plain) {
            return f.write_str(self.0);
        }
        write!(f, "{}", serde_json::Value::from(self.0))
    }
}

/// What a cell says, from closed to open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reach {
    /// The field is closed to this column.
    Denied,
    /// The field is open, but no way of open fields leads to it from a root type.
    Unreached,
    /// It depends on something that is not known, such as a caller's policies.
    Unknown,
    /// The field is open, and a way leads there.
    Reached,
}

impl Reach {
    /// Every value, from closed to open.
    pub const ALL: [Self; 4] = [Self::Denied, Self::Unreached, Self::Unknown, Self::Reached];

    /// The word in JSON and snapshots.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Denied => "denied",
            Self::Unreached => "unreached",
            Self::Unknown => "unknown",
            Self::Reached => "reached",
        }
    }
}
