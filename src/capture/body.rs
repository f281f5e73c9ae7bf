//! The body of a GraphQL request over HTTP.

use serde_json::{Map, Value};

/// What was sent.
#[derive(Debug, Clone, PartialEq)]
pub enum Body {
    /// A GraphQL request.
    Operation {
        /// The document.
        query: String,
        /// The variables.
        variables: Map<String, Value>,
        /// `operationName`, when the client sent one.
        operation_name: Option<String>,
    },
    /// Something that is no GraphQL request in JSON.
    Malformed,
    /// Nothing.
    Empty,
    /// It came from this file, which is not part of the recording; `-` is standard input.
    InFile(String),
}

impl Body {
    /// Reads a body as AppSync gets it: nothing, a JSON object with a `query`, or something else.
    #[must_use]
    pub fn of_text(text: &str) -> Self {
        if text.trim().is_empty() {
            return Self::Empty;
        }
        let Ok(Value::Object(mut object)) = serde_json::from_str(text) else { return Self::Malformed };
        let Some(Value::String(query)) = object.remove("query") else { return Self::Malformed };
        let variables = match object.remove("variables") {
            None | Some(Value::Null) => Map::new(),
            Some(Value::Object(variables)) => variables,
            Some(_) => return Self::Malformed,
        };
        let operation_name = match object.remove("operationName") {
            None | Some(Value::Null) => None,
            Some(Value::String(name)) => Some(name),
            Some(_) => return Self::Malformed,
        };
        Self::Operation { query, variables, operation_name }
    }
}
