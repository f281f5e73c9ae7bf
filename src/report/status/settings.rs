//! Settings that have no say in who is let in, but are asked for beside it.
//!
//! Source: the service model of AppSync, 2017-07-25: `GraphqlApi`.

use serde_json::{Map, Value, json};

use crate::report::wording::shown;

/// The settings that are there, each with its value in words.
pub(super) fn told(document: &Map<String, Value>) -> Vec<(&'static str, String)> {
    let of = |name: &str| document.get(name).filter(|value| !value.is_null());
    let mut told = Vec::new();
    let mut tell = |label, value: Option<&Value>| told.extend(value.map(|value| (label, shown(value))));
    tell("introspection", of("introspectionConfig"));
    tell("visibility", of("visibility"));
    tell("API type", of("apiType"));
    told.push(("logs", log_level(document).map_or_else(|| "none".to_owned(), shown)));
    told.push(("X-Ray", if of("xrayEnabled") == Some(&Value::Bool(true)) { "on" } else { "off" }.to_owned()));
    told.push(("WAF", of("wafWebAclArn").map_or_else(|| "none".to_owned(), shown)));
    told.push(("depth limit", limit(of("queryDepthLimit"), "none")));
    told.push(("resolver limit", limit(of("resolverCountLimit"), "10000")));
    let mut tell = |label, value: Option<&Value>| told.extend(value.map(|value| (label, shown(value))));
    tell("execution role", of("mergedApiExecutionRoleArn"));
    tell("owner contact", of("ownerContact"));
    told
}

/// A limit; 0 and absent are what AppSync takes without one.
///
/// Source: AppSync API reference, CreateGraphqlApi: a depth limit of 0 or none is no limit; without a limit of resolvers it
/// is 10,000.
fn limit(value: Option<&Value>, without: &str) -> String {
    match value {
        None => without.to_owned(),
        Some(value) if value.as_i64() == Some(0) => without.to_owned(),
        Some(value) => shown(value),
    }
}

fn log_level(document: &Map<String, Value>) -> Option<&Value> {
    document.get("logConfig")?.get("fieldLogLevel").filter(|level| !level.is_null())
}

/// The same as JSON, in the names of AppSync; null for what is absent.
pub(super) fn value(document: &Map<String, Value>) -> Value {
    let of = |name: &str| document.get(name).cloned().unwrap_or_default();
    json!({
        "introspectionConfig": of("introspectionConfig"),
        "visibility": of("visibility"),
        "apiType": of("apiType"),
        "fieldLogLevel": log_level(document),
        "xrayEnabled": of("xrayEnabled"),
        "wafWebAclArn": of("wafWebAclArn"),
        "queryDepthLimit": of("queryDepthLimit"),
        "resolverCountLimit": of("resolverCountLimit"),
        "mergedApiExecutionRoleArn": of("mergedApiExecutionRoleArn"),
        "ownerContact": of("ownerContact"),
    })
}
