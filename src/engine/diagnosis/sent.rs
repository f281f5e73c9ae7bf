//! What was sent, what came back, and what is said of it.

use std::time::SystemTime;

use serde_json::{Map, Value};

use super::super::rules::Code;
use super::super::subject::{Api, Readings};
use crate::appsync::Headers;
use crate::graphql::{Schema, SelectedField};

/// One entry of `errors` of an answer: of an HTTP body, or of a frame of a WebSocket.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AnswerError {
    /// `errorType`.
    pub error_type: Option<String>,
    /// `message`.
    pub message: Option<String>,
    /// `path`, as it came.
    pub path: Option<Value>,
}

/// What AppSync answered.
#[derive(Debug, Clone, Copy)]
pub struct Answer<'a> {
    /// The HTTP status; of a `connection_error` its `errorCode`, and of other frames 200.
    pub status: u16,
    /// `errors`.
    pub errors: &'a [AnswerError],
    /// The `date` header, which is AppSync's clock.
    pub date: Option<SystemTime>,
}

/// What was sent, and what is known of where it went.
#[derive(Debug, Clone, Copy)]
pub struct Sent<'a> {
    /// The headers; on a WebSocket the members of the authorization object.
    pub headers: &'a Headers,
    /// The host that it went to, such as `api.example.com:8443`.
    pub host: Option<&'a str>,
    /// The API, where it is known.
    pub api: Option<&'a Api>,
    /// Its schema, where it is known.
    pub schema: Option<&'a Schema>,
    /// The fields that the operation selects; empty when not known.
    pub selected: &'a [SelectedField],
    /// How open questions are read.
    pub readings: &'a Readings,
    /// The time of this machine when the answer came.
    pub now: SystemTime,
}

/// One thing that can be said of a denial.
#[derive(Debug, Clone, PartialEq)]
pub struct Diagnosis {
    /// The rule; none for what is no rule of authorization, such as a limit on subscriptions.
    pub code: Option<Code>,
    /// What is said: one sentence without a final period. Names and values in it are in backticks and never secret.
    pub says: String,
    /// One thing to do, where more can be said than the rule's own help.
    pub help: Option<String>,
    /// Names and values that it rests on. Never a token, a key or a signature.
    pub facts: Map<String, Value>,
}

impl Diagnosis {
    pub(super) fn new(code: impl Into<Option<Code>>, says: impl Into<String>) -> Self {
        Self { code: code.into(), says: says.into(), help: None, facts: Map::new() }
    }

    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    pub(super) fn fact(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.facts.insert(name.to_owned(), value.into());
        self
    }
}

/// The most characters of a value that a sentence or a fact holds.
const CHARACTERS: usize = 100;

/// A value that others chose, cut where it is long.
pub(super) fn cut(text: &str) -> String {
    cut_at(text, CHARACTERS)
}

/// A text of at most so many characters, and `…` where there were more.
pub(super) fn cut_at(text: &str, characters: usize) -> String {
    match text.char_indices().nth(characters) {
        None => text.to_owned(),
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default()),
    }
}

/// Names in backticks, with commas between.
pub(super) fn quoted<T: AsRef<str>>(names: impl IntoIterator<Item = T>) -> String {
    names.into_iter().map(|name| format!("`{}`", cut(name.as_ref()))).collect::<Vec<_>>().join(", ")
}
