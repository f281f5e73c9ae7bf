//! An API as JSON.

use serde_json::{Value, json};

use super::facts::{ApiStatus, AuthorizerFunction, FunctionConfiguration, FunctionReading, SchemaReading};
use super::rows::action_name;
use super::settings;
use crate::appsync::{LambdaAuthorizerConfig, Provider};
use crate::engine::Severity;
use crate::report::failure::error_json;

/// The `result` of one API.
pub(super) fn of_api(status: &ApiStatus) -> Value {
    let identity = status.api.identity.as_ref();
    let authentication = &status.api.authentication;
    let count = |severity| status.findings.iter().filter(|finding| finding.severity == severity).count();
    let unread = status.unread().into_iter().map(|(what, error)| {
        let mut told = json!({ "what": what });
        if let (Some(told), Value::Object(error)) = (told.as_object_mut(), error_json(error)) {
            told.extend(error);
        }
        told
    });
    json!({
        "id": status.id(),
        "name": status.api.name,
        "arn": identity.map(ToString::to_string),
        "region": identity.map(|identity| &identity.region),
        "accountId": identity.map(|identity| &identity.account_id),
        "default": provider(&authentication.default),
        "additional": authentication.additional.iter().map(provider).collect::<Vec<_>>(),
        "authorizer": status.lambda().map(|config| authorizer(&config, status.function.as_ref())),
        "urls": { "graphql": status.api.graphql_url, "realtime": status.api.realtime_url },
        "settings": settings::value(&status.document),
        "schema": match status.schema {
            SchemaReading::Judged => "judged",
            SchemaReading::NotAsked => "not asked",
            SchemaReading::Unread(_) => "unread",
        },
        "drift": status.drift.as_ref().map(|drift| json!({
            "environment": drift.environment,
            "changes": drift.changes.as_ref().ok(),
            "permissionsAreKnown": drift.permissions_are_known,
        })),
        "unread": unread.collect::<Vec<_>>(),
        "errors": count(Severity::Error),
        "warnings": count(Severity::Warning),
        "infos": count(Severity::Info),
    })
}

fn provider(provider: &Provider) -> Value {
    let mode = provider.authentication_type().name();
    match provider {
        Provider::ApiKey | Provider::AwsIam | Provider::Lambda(_) => json!({ "mode": mode }),
        Provider::UserPool(pool) => json!({
            "mode": mode,
            "userPoolId": pool.user_pool_id,
            "awsRegion": pool.aws_region,
            "appIdClientRegex": pool.app_id_client_regex,
            "defaultAction": pool.default_action.map(action_name),
        }),
        Provider::OpenIdConnect(issuer) => json!({
            "mode": mode,
            "issuer": issuer.issuer,
            "clientId": issuer.client_id,
            "iatTTL": issuer.iat_ttl_milliseconds,
            "authTTL": issuer.auth_ttl_milliseconds,
        }),
    }
}

fn authorizer(config: &LambdaAuthorizerConfig, function: Option<&AuthorizerFunction>) -> Value {
    let permission = function.and_then(|function| function.permission.as_ref().ok());
    let found = permission.map(|permission| &permission.found);
    let reading = function.map(|function| &function.configuration);
    json!({
        "functionArn": config.authorizer_uri,
        "ttlSeconds": config.authorizer_result_ttl_seconds,
        "identityRegex": config.identity_validation_expression,
        "functionExists": function.and_then(|function| function.invocation().exists),
        "function": match reading {
            Some(FunctionReading::Found(found)) => configuration(found),
            _ => Value::Null,
        },
        "mayInvoke": function.and_then(AuthorizerFunction::may_invoke),
        "allowedBy": found.map(|found| &found.allowed_by),
        "perhapsAllowedBy": found.map(|found| &found.perhaps_allowed_by),
        "deniedBy": found.map(|found| &found.denied_by),
        "perhapsDeniedBy": found.map(|found| &found.perhaps_denied_by),
        "openToEveryApiBy": permission.map(|permission| &permission.open_by),
    })
}

fn configuration(found: &FunctionConfiguration) -> Value {
    json!({
        "state": found.state,
        "stateReason": found.state_reason,
        "lastUpdateStatus": found.last_update_status,
        "lastUpdateStatusReason": found.last_update_status_reason,
        "runtime": found.runtime,
        "memoryMegabytes": found.memory_size_megabytes,
        "timeoutSeconds": found.timeout_seconds,
        "lastModified": found.last_modified,
    })
}
