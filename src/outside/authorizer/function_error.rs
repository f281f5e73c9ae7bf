//! Lambda's error object, as runtimes post it and as Invoke answers it.

use std::time::Duration;

use serde_json::Value;

use crate::appsync::AuthorizerFailure;

/// What a runtime says about a function that failed or could not be loaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FunctionError {
    pub(super) error_type: String,
    pub(super) error_message: String,
    /// `trace` of Node.js, `stackTrace` of everything else; a line each.
    pub(super) stack_trace: Vec<String>,
    /// What the module exports; only our own bootstraps say it.
    pub(super) exports: Vec<String>,
}

impl FunctionError {
    pub(super) fn new(error_type: &str, error_message: impl Into<String>) -> Self {
        Self {
            error_type: error_type.to_owned(),
            error_message: error_message.into(),
            stack_trace: Vec::new(),
            exports: Vec::new(),
        }
    }

    /// Reads the body of an error. What is not an error object is taken as the message itself.
    pub(super) fn from_body(body: &[u8], type_header: Option<&str>) -> Self {
        let fallback = type_header.unwrap_or("Unhandled");
        let Ok(Value::Object(object)) = serde_json::from_slice(body) else {
            return Self::new(fallback, String::from_utf8_lossy(body).trim());
        };
        let text = |name: &str| object.get(name).and_then(Value::as_str);
        let list = |name: &str| {
            let values = object.get(name).and_then(Value::as_array);
            values
                .map(|values| values.iter().filter_map(Value::as_str).flat_map(str::lines).map(str::to_owned).collect())
        };
        Self {
            error_type: text("errorType").unwrap_or(fallback).to_owned(),
            error_message: text("errorMessage").unwrap_or_default().to_owned(),
            stack_trace: list("trace").or_else(|| list("stackTrace")).unwrap_or_default(),
            exports: list("exports").unwrap_or_default(),
        }
    }

    /// The same as the outcome of an invocation.
    pub(super) fn into_failure(self, duration: Duration) -> AuthorizerFailure {
        AuthorizerFailure {
            error_type: self.error_type,
            error_message: self.error_message,
            stack_trace: self.stack_trace,
            duration,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_error_objects_of_node_and_of_python_are_read_alike() {
        let node = br#"{"errorType":"TypeError","errorMessage":"no","trace":["TypeError: no","    at handler"]}"#;
        let python = br#"{"errorMessage":"no","errorType":"TypeError","requestId":"1","stackTrace":["TypeError: no\n    at handler\n"]}"#;
        let expected = FunctionError {
            error_type: "TypeError".to_owned(),
            error_message: "no".to_owned(),
            stack_trace: vec!["TypeError: no".to_owned(), "    at handler".to_owned()],
            exports: Vec::new(),
        };
        assert_eq!(FunctionError::from_body(node, None), expected);
        assert_eq!(FunctionError::from_body(python, Some("Other")), expected);
    }

    #[test]
    fn what_is_no_error_object_is_the_message() {
        assert_eq!(FunctionError::from_body(b"boom\n", None), FunctionError::new("Unhandled", "boom"));
        assert_eq!(FunctionError::from_body(b"", Some("Runtime.Unknown")), FunctionError::new("Runtime.Unknown", ""));
        assert_eq!(FunctionError::from_body(b"{\"errorType\":3}", None), FunctionError::new("Unhandled", ""));
    }
}
