//! The documents that clients sent, parsed once: a client sends the same few texts over and over.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use serde_json::{Map, Value};

use crate::graphql::{Document, Executable, Operation, PickError, Schema, SelectedField, ValidationError};

/// How many bytes of documents are kept; beyond that all are forgotten.
const BYTES_AT_MOST: usize = 1 << 20;

/// The documents of one API, by their text.
#[derive(Debug, Default)]
pub(super) struct Documents(Mutex<Known>);

#[derive(Debug, Default)]
struct Known {
    by_text: HashMap<Arc<str>, Arc<ParsedDocument>>,
    bytes: usize,
}

/// A document that was parsed, and the operations of it that were asked for.
#[derive(Debug)]
pub(super) struct ParsedDocument {
    document: Document,
    /// Whether a directive could leave fields away, so that the selection depends on the variables.
    has_directives: bool,
    operations: Mutex<HashMap<Option<String>, Arc<PreparedOperation>>>,
}

/// An operation, and what has been found out about it.
#[derive(Debug)]
pub(super) struct PreparedOperation {
    pub(super) operation: Operation,
    has_directives: bool,
    executable: OnceLock<Result<Arc<Executable>, Vec<ValidationError>>>,
    selection: OnceLock<Arc<[SelectedField]>>,
}

impl Documents {
    /// The document of this text; `None` when it cannot be parsed.
    pub(super) fn parse(&self, text: &str) -> Option<Arc<ParsedDocument>> {
        if let Some(known) = self.lock().by_text.get(text) {
            return Some(Arc::clone(known));
        }
        let document = Document::parse("query", text).ok()?;
        let parsed =
            Arc::new(ParsedDocument { document, has_directives: text.contains('@'), operations: Mutex::default() });
        let mut known = self.lock();
        if known.bytes + text.len() > BYTES_AT_MOST {
            *known = Known::default();
        }
        known.bytes += text.len();
        known.by_text.insert(text.into(), Arc::clone(&parsed));
        Some(parsed)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl ParsedDocument {
    /// The operation to run.
    pub(super) fn pick(&self, operation_name: Option<&str>) -> Result<Arc<PreparedOperation>, PickError> {
        let operation = self.document.pick(operation_name)?;
        let mut operations = self.operations.lock().unwrap_or_else(PoisonError::into_inner);
        let prepared = operations.entry(operation.name.clone()).or_insert_with(|| {
            Arc::new(PreparedOperation {
                operation,
                has_directives: self.has_directives,
                executable: OnceLock::new(),
                selection: OnceLock::new(),
            })
        });
        Ok(Arc::clone(prepared))
    }
}

impl PreparedOperation {
    /// The operation as it can be run against the API's schema, or what is wrong with its document.
    pub(super) fn executable(&self, schema: &Schema) -> Result<Arc<Executable>, Vec<ValidationError>> {
        self.executable.get_or_init(|| self.operation.executable(schema).map(Arc::new)).clone()
    }

    /// The fields that the operation selects with these variables; none where that cannot be said, which only a document
    /// can have that is not valid.
    pub(super) fn selection(&self, schema: Option<&Schema>, variables: &Map<String, Value>) -> Arc<[SelectedField]> {
        let select = || Arc::from(self.operation.selected_fields(schema, variables).unwrap_or_default());
        if self.has_directives { select() } else { Arc::clone(self.selection.get_or_init(select)) }
    }

    /// The operation in words: `query GetEvent`.
    pub(super) fn title(&self) -> String {
        match &self.operation.name {
            Some(name) => format!("{} {name}", self.operation.kind),
            None => self.operation.kind.to_string(),
        }
    }
}
