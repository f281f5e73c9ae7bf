//! What Lambda holds of a function beside what runs: settings that somebody changed, and aliases.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::outside::authorizer::{FunctionConfiguration, MEMORY_MB};

/// What UpdateFunctionConfiguration set of a function; for all else the function is as its target makes it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FunctionSettings {
    /// Changes with every change.
    pub revision: String,
    /// When it changed last, in milliseconds since 1970.
    pub modified: u64,
    /// The members of GetFunctionConfiguration's answer that were set.
    pub members: Map<String, Value>,
}

impl FunctionSettings {
    /// What follows from the settings where the function runs here.
    #[must_use]
    pub fn configuration(&self) -> FunctionConfiguration {
        let number = |name: &str| self.members.get(name).and_then(Value::as_u64);
        let variables = self.members.get("Environment").and_then(|environment| environment.get("Variables"));
        let variables = variables.and_then(Value::as_object).into_iter().flatten();
        FunctionConfiguration {
            variables: variables.filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned()))).collect(),
            timeout: number("Timeout").map(Duration::from_secs),
            memory_mb: number("MemorySize").and_then(|size| u32::try_from(size).ok()).unwrap_or(MEMORY_MB),
        }
    }
}

/// An alias of a function.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Alias {
    /// The version that it stands for: a number, or `$LATEST`.
    pub version: String,
    /// What somebody wrote about it.
    pub description: String,
    /// Changes with every change.
    pub revision: String,
}
