//! What AppSync says of a document or of variables that it does not execute.

use serde_json::{Value, json};

/// A place in a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Location {
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1, in characters.
    pub column: usize,
}

impl Location {
    /// As AppSync prints it.
    ///
    /// Source: graphql/graphql-over-http#81, from AppSync's staff.
    #[must_use]
    pub fn to_json(self) -> Value {
        json!({"line": self.line, "column": self.column, "sourceName": null})
    }
}

/// A request error: one entry of the answer to a request of which nothing is executed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValidationError {
    /// The message, in AppSync's words.
    pub message: String,
    /// Where in the document.
    pub locations: Vec<Location>,
}

impl ValidationError {
    /// An entry with one place or none.
    pub fn new(message: impl Into<String>, location: Option<Location>) -> Self {
        Self { message: message.into(), locations: location.into_iter().collect() }
    }

    /// The entry as AppSync prints it: `path`, `locations`, `message`, and no `errorType`.
    ///
    /// Source: graphql/graphql-over-http#81, from AppSync's staff; aws-amplify/amplify-cli#1296.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let locations: Vec<Value> = self.locations.iter().map(|location| location.to_json()).collect();
        let locations = if locations.is_empty() { Value::Null } else { Value::Array(locations) };
        json!({"path": null, "locations": locations, "message": self.message})
    }

    /// The whole body for these errors: status 200, `data` first.
    ///
    /// Source: graphql/graphql-over-http#81, from AppSync's staff.
    #[must_use]
    pub fn body(errors: &[Self]) -> String {
        let errors: Vec<Value> = errors.iter().map(Self::to_json).collect();
        json!({"data": null, "errors": errors}).to_string()
    }
}
