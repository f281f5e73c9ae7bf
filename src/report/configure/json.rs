use super::ConfiguredApi;
use serde_json::{Map, Value, json};
pub(super) fn of_api(api: &ConfiguredApi) -> Value {
    json!({"changes": api.plan.changes.len()})
}
pub(super) fn of_nothing() -> Map<String, Value> {
    Map::new()
}
