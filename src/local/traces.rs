//! The last verdicts, so that a client can ask why.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::Value;

use crate::appsync::Secret;
use crate::engine::{FieldAccess, Verdict};
use crate::graphql::Schema;

/// How many verdicts are kept.
const KEPT: usize = 1_000;

/// How much all of them may weigh together: fewer are kept when they have thousands of fields, or identities of megabytes.
const WEIGHT_AT_MOST: usize = 60_000;

/// The last verdicts, by the id of their request.
#[derive(Debug, Default)]
pub(super) struct Traces(Mutex<Kept>);

#[derive(Debug, Default)]
struct Kept {
    by_id: HashMap<Arc<str>, Arc<TraceRecord>>,
    order: VecDeque<Arc<str>>,
    weight: usize,
}

/// The verdict on one request.
#[derive(Debug)]
pub(super) struct TraceRecord {
    /// What was asked: `query GetEvent`.
    pub(super) operation: String,
    /// The verdict.
    pub(super) verdict: Arc<Verdict>,
    /// The access to each selected field.
    pub(super) fields: Arc<[FieldAccess]>,
    /// The schema that they were selected from.
    pub(super) schema: Option<Arc<Schema>>,
    /// What the request held and nobody else may see.
    pub(super) secrets: Vec<Secret>,
}

impl Traces {
    pub(super) fn keep(&self, id: &str, record: TraceRecord) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.weight += record.weight();
        while kept.order.len() >= KEPT || (kept.weight > WEIGHT_AT_MOST && !kept.order.is_empty()) {
            let Some(oldest) = kept.order.pop_front().and_then(|oldest| kept.by_id.remove(&oldest)) else { break };
            kept.weight = kept.weight.saturating_sub(oldest.weight());
        }
        let id: Arc<str> = id.into();
        kept.order.push_back(Arc::clone(&id));
        kept.by_id.insert(id, Arc::new(record));
    }

    pub(super) fn get(&self, id: &str) -> Option<Arc<TraceRecord>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).by_id.get(id).cloned()
    }
}

impl TraceRecord {
    /// Roughly how much memory this takes, in fields.
    fn weight(&self) -> usize {
        1 + self.fields.len() + size(&self.verdict.identity) / 200
    }
}

/// Roughly how many bytes a value has.
fn size(value: &Value) -> usize {
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => 8,
        Value::String(text) => text.len(),
        Value::Array(items) => items.iter().map(size).sum::<usize>() + 8,
        Value::Object(members) => members.iter().map(|(name, value)| name.len() + size(value)).sum::<usize>() + 8,
    }
}
