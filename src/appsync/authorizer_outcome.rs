//! What came of calling the authorizer.
//!
//! This stands on the lowest floor so that whoever calls authorizers can say what happened without knowing the rules
//! that judge it.

use std::time::Duration;

/// What came of calling the authorizer.
#[derive(Debug, Clone, PartialEq)]
pub enum AuthorizerOutcome {
    /// The function returned this payload (bytes as received; it may not be JSON at all).
    Returned {
        /// The payload, byte for byte.
        payload: Vec<u8>,
        /// From sending the event to having the whole answer.
        duration: Duration,
    },
    /// The function threw, exited or crashed: Lambda's `FunctionError`.
    Failed(AuthorizerFailure),
    /// No answer within this time.
    TimedOut {
        /// How long was waited.
        after: Duration,
    },
    /// AppSync may not invoke the function, or there is no such function.
    NotInvocable,
    /// The authorizer was not called, because nobody allowed it or said which it is.
    NotAsked,
}

/// A thrown error, as Lambda reports it.
#[derive(Debug, Clone, PartialEq)]
pub struct AuthorizerFailure {
    /// `errorType` of the error object: the class of the exception.
    pub error_type: String,
    /// `errorMessage` of the error object.
    pub error_message: String,
    /// `stackTrace` (Python) or `trace` (Node), a line each.
    pub stack_trace: Vec<String>,
    /// From sending the event to knowing that it failed.
    pub duration: Duration,
}
