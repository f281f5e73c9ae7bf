//! What a result of `grant` is about.

use serde_json::{Map, Value, json};

use crate::plan::Grant;

/// What a result of `grant` is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GrantSubject {
    /// What is granted.
    pub grant: Grant,
    /// The ARN of the function, with the qualifier that was named.
    pub function: String,
    /// The ARN of the function's execution role.
    pub role: String,
    /// What keeps the grant from being of use.
    pub warnings: Vec<String>,
}

impl GrantSubject {
    /// The members that every result begins with.
    pub(super) fn json(&self, action: &str) -> Map<String, Value> {
        let mut members = Map::new();
        for (name, value) in [
            ("action", json!(action)),
            ("api", json!(self.grant.api.to_string())),
            ("function", json!(self.function)),
            ("role", json!(self.role)),
            ("policyName", json!(self.grant.policy_name())),
            ("warnings", json!(self.warnings)),
        ] {
            members.insert(name.to_owned(), value);
        }
        members
    }
}

/// What the endpoint variable of a function holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VariableState {
    /// The API's URL.
    Set,
    /// Something else, which nobody shows: it can be a secret.
    Other,
    /// The function has no such variable.
    Absent,
    /// Nobody knows: Lambda could not read the variables.
    Unreadable,
}

impl VariableState {
    /// The word in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Set => "set",
            Self::Other => "other",
            Self::Absent => "absent",
            Self::Unreadable => "unreadable",
        }
    }

    /// In words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Set => "holds the API's URL",
            Self::Other => "holds something else than the API's URL",
            Self::Absent => "is not set",
            Self::Unreadable => "cannot be read: Lambda could not decrypt the function's variables",
        }
    }
}

/// The endpoint variable of a function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EndpointVariable {
    /// Its name.
    pub name: String,
    /// What it holds.
    pub state: VariableState,
    /// Whether the user named it: then it is a part of what was asked.
    pub asked_for: bool,
}

impl EndpointVariable {
    pub(super) fn json(&self) -> Value {
        json!({ "name": self.name, "state": self.state.name() })
    }
}
