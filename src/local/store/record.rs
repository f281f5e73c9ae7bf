//! An API as the emulator keeps it.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::appsync::{GraphqlApi, GraphqlApiError, Secret};

/// How long an expired key is still listed.
///
/// Source: AppSync API reference, "ApiKey": keys are kept for 60 days after they expire.
const KEPT_AFTER_EXPIRY: Duration = Duration::from_secs(60 * 24 * 60 * 60);

/// An API.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ApiRecord {
    /// The API's id, which `document.apiId` says too.
    pub id: String,
    /// Which API was made before which: later ones have larger numbers.
    pub sequence: u64,
    /// The `GraphqlApi` object of GetGraphqlApi, members that this program does not know included. `uris` and `dns` are
    /// not what clients are told: those follow from the address at which the emulator is reached.
    pub document: Map<String, Value>,
    /// The schema that works, in GraphQL's own language.
    pub schema: Option<String>,
    /// What came of the last StartSchemaCreation.
    pub creation: SchemaCreation,
    /// The API's keys, in order of creation; expired ones included.
    pub api_keys: Vec<ApiKey>,
    /// The API's environment variables: text by name.
    pub environment: Map<String, Value>,
}

impl ApiRecord {
    /// The API's name.
    #[must_use]
    pub fn name(&self) -> &str {
        self.document.get("name").and_then(Value::as_str).unwrap_or_default()
    }

    /// The document read as the engine wants it.
    ///
    /// # Errors
    /// The document is malformed; what came through the control plane is not.
    pub fn graphql_api(&self) -> Result<GraphqlApi, GraphqlApiError> {
        GraphqlApi::from_json(&Value::Object(self.document.clone()))
    }
}

/// What came of a StartSchemaCreation.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct SchemaCreation {
    /// The status.
    pub status: SchemaStatus,
    /// What GetSchemaCreationStatus says beside it.
    pub details: Option<String>,
}

/// `SchemaStatus`. A schema is read at once, so nothing is ever being processed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum SchemaStatus {
    /// No schema was ever given.
    #[default]
    NotApplicable,
    /// The last schema works.
    Success,
    /// The last schema was refused; the one before it, if any, still works.
    Failed,
}

impl SchemaStatus {
    /// The name in AppSync's API.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::NotApplicable => "NOT_APPLICABLE",
            Self::Success => "SUCCESS",
            Self::Failed => "FAILED",
        }
    }
}

/// An API key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiKey {
    /// The key itself, which is its id as well.
    pub id: Secret,
    /// What somebody wrote about it.
    pub description: Option<String>,
    /// From this time on it is refused, in seconds since 1970, a full hour; `None` for a key of the configuration that
    /// never expires.
    pub expires: Option<u64>,
    /// Whether it is the user's own, from the configuration: such a key is never written to disk.
    pub configured: bool,
}

impl ApiKey {
    /// Whether requests with this key are refused at this time.
    #[must_use]
    pub fn is_expired(&self, now: SystemTime) -> bool {
        self.expires.is_some_and(|expires| seconds(now) >= expires)
    }

    /// When it is no longer listed, in seconds since 1970.
    #[must_use]
    pub fn deletes(&self) -> Option<u64> {
        self.expires.map(|expires| expires + KEPT_AFTER_EXPIRY.as_secs())
    }

    /// Whether it is no longer listed.
    #[must_use]
    pub fn is_deleted(&self, now: SystemTime) -> bool {
        self.deletes().is_some_and(|deletes| seconds(now) >= deletes)
    }
}

/// A time in whole seconds since 1970; what was before is 1970.
pub(crate) fn seconds(time: SystemTime) -> u64 {
    time.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs()
}
