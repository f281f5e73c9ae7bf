//! What Lambda's own configuration of a function means for one that runs here.

use std::time::Duration;

/// The memory of a function that nobody gave more, in MB.
///
/// Source: Lambda API reference, CreateFunction, `MemorySize`.
pub const MEMORY_MB: u32 = 128;

/// What Lambda's own configuration of a function means for one that runs here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FunctionConfiguration {
    /// The function's environment variables, over all others that its process has.
    pub variables: Vec<(String, String)>,
    /// `Timeout`: an invocation that takes longer is ended, where nothing else ends it sooner.
    pub timeout: Option<Duration>,
    /// `MemorySize` in MB, which the process is told; it is not held to it.
    pub memory_mb: u32,
}

impl Default for FunctionConfiguration {
    fn default() -> Self {
        Self { variables: Vec::new(), timeout: None, memory_mb: MEMORY_MB }
    }
}

impl FunctionConfiguration {
    /// The sooner of a limit and the function's own.
    pub(super) fn limit(&self, limit: Duration) -> Duration {
        self.timeout.map_or(limit, |timeout| timeout.min(limit))
    }
}
