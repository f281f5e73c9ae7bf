//! Connections: a list in parts.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

use super::source::Refusal;

/// How many items a page has when no `limit` is given, as in the resolvers that Amplify generates.
const ITEMS: usize = 100;

/// Which part of a connection is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Page {
    start: usize,
    limit: usize,
}

impl Page {
    /// Reads `limit` and `nextToken`.
    ///
    /// # Errors
    /// A token that is none of ours, in the words of AppSync's DynamoDB resolvers (aws-amplify/amplify-cli#3411).
    pub(super) fn of(arguments: &Map<String, Value>) -> Result<Self, Refusal> {
        let limit = arguments.get("limit").and_then(Value::as_u64).and_then(|limit| usize::try_from(limit).ok());
        let limit = limit.filter(|limit| *limit > 0).unwrap_or(ITEMS);
        let start = match arguments.get("nextToken").filter(|token| !token.is_null()) {
            None => Some(0),
            Some(token) => token.as_str().and_then(start_of),
        };
        let start = start.ok_or_else(|| Refusal {
            error_type: "DynamoDB:UserIllegalArgumentException".to_owned(),
            message:
                "com.amazonaws.deepdish.common.pagination.InvalidPaginationTokenException: Invalid pagination token given."
                    .to_owned(),
        })?;
        Ok(Self { start, limit })
    }

    /// The connection's object for this part of its items.
    pub(super) fn cut(self, items: Vec<Value>) -> Value {
        let end = self.start.saturating_add(self.limit);
        let token = (end < items.len()).then(|| token_for(end));
        let part: Vec<Value> = items.into_iter().skip(self.start).take(self.limit).collect();
        json!({"items": part, "nextToken": token})
    }
}

fn token_for(start: usize) -> String {
    STANDARD.encode(json!({"version": 1, "start": start}).to_string())
}

fn start_of(token: &str) -> Option<usize> {
    let text = STANDARD.decode(token).ok()?;
    let token: Value = serde_json::from_slice(&text).ok()?;
    token.get("version").filter(|version| **version == json!(1))?;
    token.get("start")?.as_u64().and_then(|start| usize::try_from(start).ok())
}
