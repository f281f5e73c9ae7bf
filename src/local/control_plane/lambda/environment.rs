//! The environment variables of a function, as Lambda takes them.

use serde_json::{Map, Value};

use crate::local::control_plane::refusal::Refusal;

/// The most that all variables may be together, as JSON, in bytes.
///
/// Source: Lambda quotas, "Environment variables"; that the JSON is measured is in the service's own words.
const BYTES_AT_MOST: usize = 4 * 1024;

/// The variables that Lambda sets itself.
///
/// Source: Lambda developer guide, "Defined runtime environment variables", reserved ones.
const RESERVED: &[&str] = &[
    "_HANDLER",
    "_X_AMZN_TRACE_ID",
    "AWS_ACCESS_KEY",
    "AWS_ACCESS_KEY_ID",
    "AWS_DEFAULT_REGION",
    "AWS_EXECUTION_ENV",
    "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
    "AWS_LAMBDA_FUNCTION_NAME",
    "AWS_LAMBDA_FUNCTION_VERSION",
    "AWS_LAMBDA_INITIALIZATION_TYPE",
    "AWS_LAMBDA_LOG_GROUP_NAME",
    "AWS_LAMBDA_LOG_STREAM_NAME",
    "AWS_LAMBDA_RUNTIME_API",
    "AWS_REGION",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "LAMBDA_RUNTIME_DIR",
    "LAMBDA_TASK_ROOT",
];

/// Refuses variables that Lambda refuses.
///
/// Source: the service's own words, mattermost/mattermost-cloud-monitoring#264 for reserved names, and for the size
/// localstack/localstack `test_lambda_api.snapshot.json`, which the service answered; the rest is its framework's pattern.
pub(super) fn check(variables: &Map<String, Value>) -> Result<(), Refusal> {
    let reserved: Vec<&str> = variables.keys().map(String::as_str).filter(|name| RESERVED.contains(name)).collect();
    if !reserved.is_empty() {
        return Err(invalid(format!(
            "Lambda was unable to configure your environment variables because the environment variables you have provided contains reserved keys that are currently not supported for modification. Reserved keys used in this request: {}",
            reserved.join(", ")
        )));
    }
    if !variables.keys().all(|name| is_name(name)) {
        // The value is sensitive in the model, and so not said.
        let message = "1 validation error detected: Value at 'environment.variables' failed to satisfy constraint: Map keys must satisfy constraint: [Member must satisfy regular expression pattern: [a-zA-Z]([a-zA-Z0-9_])+]";
        return Err(Refusal::new(400, "ValidationException", message));
    }
    let measured = Value::Object(variables.clone()).to_string();
    if measured.len() > BYTES_AT_MOST {
        return Err(invalid(format!(
            "Lambda was unable to configure your environment variables because the environment variables you have provided exceeded the 4KB limit. String measured: {measured}"
        )));
    }
    Ok(())
}

/// Source: `EnvironmentVariableName` of the service model.
fn is_name(name: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    name.len() > 1 && name.starts_with(|first: char| first.is_ascii_alphabetic()) && name.bytes().all(plain)
}

fn invalid(message: String) -> Refusal {
    Refusal::new(400, "InvalidParameterValueException", message)
}
