//! What a player saw, in plain values: nothing here is a type of the engine.

use std::collections::BTreeSet;

use serde_json::Value;

/// What came of playing a case.
#[derive(Debug)]
pub(crate) struct Played {
    /// The rules that the API's providers break.
    pub(crate) faults: Vec<String>,
    /// What came of each request.
    pub(crate) requests: Vec<Observed>,
    /// What lint found, in its order; nothing where the case does not ask.
    pub(crate) findings: Vec<ObservedFinding>,
    /// How many findings comments took back.
    pub(crate) suppressed: i64,
    /// What `--fix` would write: target and directives.
    pub(crate) fixes: Vec<String>,
}

/// One finding of lint.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct ObservedFinding {
    /// The rule.
    pub(crate) code: String,
    /// `Type` or `Type.field`.
    pub(crate) coordinate: Option<String>,
    /// The line in the schema.
    pub(crate) line: Option<i64>,
}

/// What came of one request.
#[derive(Debug)]
pub(crate) struct Observed {
    /// `allowed`, `denied` or `unknown`.
    pub(crate) request: String,
    /// The selected mode.
    pub(crate) mode: Option<String>,
    /// The rule that decided.
    pub(crate) rule: Option<String>,
    /// Every rule that fired, for the request or a field.
    pub(crate) fires: BTreeSet<String>,
    /// The event of the authorizer, if it was called.
    pub(crate) event: Option<Value>,
    /// `{status, errorType, message}` of a refused request, else null.
    pub(crate) response: Value,
    /// What resolvers see.
    pub(crate) identity: Value,
    /// `{seconds, source}`, or null.
    pub(crate) ttl: Value,
    /// What `deniedFields` strikes.
    pub(crate) denied_fields: Vec<String>,
    /// Each selected field.
    pub(crate) fields: Vec<ObservedField>,
    /// The messages of the denied fields of a request that was let in.
    pub(crate) messages: Vec<String>,
    /// The assumptions that the verdict rests on, in the order of the alphabet.
    pub(crate) assumptions: Vec<String>,
}

/// What came of one selected field.
#[derive(Debug)]
pub(crate) struct ObservedField {
    /// `Type.field`.
    pub(crate) coordinate: String,
    /// Response keys, joined by dots.
    pub(crate) path: String,
    /// `reached D101` or the like.
    pub(crate) access: String,
}
