//! The members of the document that UpdateGraphqlApi takes: which are known, which are read-only, which are carried.
//!
//! Source: the service model of AppSync, 2017-07-25: `GraphqlApi` and `UpdateGraphqlApiRequest`.

use serde_json::{Map, Value};

/// The members of GetGraphqlApi that UpdateGraphqlApi does not take.
pub const READ_ONLY: [&str; 9] =
    ["apiId", "arn", "uris", "dns", "tags", "wafWebAclArn", "visibility", "apiType", "owner"];

/// The list of additional providers.
pub(super) const ADDITIONAL: &str = "additionalAuthenticationProviders";
/// The mode of a provider.
pub(super) const MODE: &str = "authenticationType";
/// The configuration of AWS_LAMBDA.
pub(super) const LAMBDA_CONFIG: &str = "lambdaAuthorizerConfig";
/// The configuration of AMAZON_COGNITO_USER_POOLS.
pub(super) const POOL_CONFIG: &str = "userPoolConfig";
/// The configuration of OPENID_CONNECT.
pub(super) const OIDC_CONFIG: &str = "openIDConnectConfig";
/// The function of AWS_LAMBDA.
pub(super) const AUTHORIZER_URI: &str = "authorizerUri";
/// `authorizerResultTtlInSeconds`.
pub(super) const TTL: &str = "authorizerResultTtlInSeconds";
/// `identityValidationExpression`.
pub(super) const EXPRESSION: &str = "identityValidationExpression";
/// `defaultAction` of a default user pool.
pub(super) const DEFAULT_ACTION: &str = "defaultAction";

/// The members that UpdateGraphqlApi takes, each with its own members where it is a structure or a list of them.
pub const UPDATABLE: [(&str, &[&str]); 14] = [
    ("name", &[]),
    (MODE, &[]),
    (LAMBDA_CONFIG, &[AUTHORIZER_URI, TTL, EXPRESSION]),
    (POOL_CONFIG, &["userPoolId", "awsRegion", DEFAULT_ACTION, "appIdClientRegex"]),
    (OIDC_CONFIG, &["issuer", "clientId", "iatTTL", "authTTL"]),
    (ADDITIONAL, &[MODE, LAMBDA_CONFIG, POOL_CONFIG, OIDC_CONFIG]),
    ("logConfig", &["fieldLogLevel", "cloudWatchLogsRoleArn", "excludeVerboseContent"]),
    ("xrayEnabled", &[]),
    ("mergedApiExecutionRoleArn", &[]),
    ("ownerContact", &[]),
    ("introspectionConfig", &[]),
    ("queryDepthLimit", &[]),
    ("resolverCountLimit", &[]),
    (
        "enhancedMetricsConfig",
        &["resolverLevelMetricsBehavior", "dataSourceLevelMetricsBehavior", "operationLevelMetricsConfig"],
    ),
];

/// The configuration block that a mode has, if it has one.
pub(super) fn config_of(mode: &str) -> Option<&'static str> {
    match mode {
        "AWS_LAMBDA" => Some(LAMBDA_CONFIG),
        "AMAZON_COGNITO_USER_POOLS" => Some(POOL_CONFIG),
        "OPENID_CONNECT" => Some(OIDC_CONFIG),
        _ => None,
    }
}

/// What of a GetGraphqlApi document goes back to the service: all but what is read-only, and what is null, which says the
/// same as being absent. Zeros and empty lists stay.
#[must_use]
pub fn updatable(document: &Map<String, Value>) -> Map<String, Value> {
    let kept = document.iter().filter(|(name, _)| !READ_ONLY.contains(&name.as_str()));
    without_nulls(kept)
}

fn without_nulls<'v>(members: impl IntoIterator<Item = (&'v String, &'v Value)>) -> Map<String, Value> {
    let members = members.into_iter().filter(|(_, value)| !value.is_null());
    members.map(|(name, value)| (name.clone(), denulled(value))).collect()
}

fn denulled(value: &Value) -> Value {
    match value {
        Value::Object(members) => Value::Object(without_nulls(members)),
        Value::Array(items) => Value::Array(items.iter().map(denulled).collect()),
        other => other.clone(),
    }
}

/// The paths of the members that this program does not know, in the order of the document. They are carried.
#[must_use]
pub fn unknown_members(document: &Map<String, Value>) -> Vec<String> {
    let mut found = Vec::new();
    split(document, &mut found);
    found
}

/// The document without the members that this program does not know: the way out when a service refuses one of them.
#[must_use]
pub fn known_only(document: &Map<String, Value>) -> Map<String, Value> {
    split(document, &mut Vec::new())
}

/// The known part of a document; the paths of the rest are put into `unknown`.
fn split(document: &Map<String, Value>, unknown: &mut Vec<String>) -> Map<String, Value> {
    let mut known = Map::new();
    for (name, value) in document {
        match UPDATABLE.iter().find(|(each, _)| each == name) {
            None => unknown.push(name.clone()),
            Some((_, parts)) => {
                known.insert(name.clone(), split_value(value, parts, name, unknown));
            }
        }
    }
    known
}

fn split_value(value: &Value, parts: &[&str], path: &str, unknown: &mut Vec<String>) -> Value {
    match value {
        Value::Object(members) if !parts.is_empty() => {
            let mut known = Map::new();
            for (name, value) in members {
                let path = format!("{path}.{name}");
                if parts.contains(&name.as_str()) {
                    let parts = UPDATABLE.iter().find(|(each, _)| each == name).map_or(&[][..], |(_, parts)| parts);
                    known.insert(name.clone(), split_value(value, parts, &path, unknown));
                } else {
                    unknown.push(path);
                }
            }
            Value::Object(known)
        }
        Value::Array(items) => {
            let item = |(index, item): (usize, &Value)| split_value(item, parts, &format!("{path}[{index}]"), unknown);
            Value::Array(items.iter().enumerate().map(item).collect())
        }
        other => other.clone(),
    }
}
