//! APIs with every combination of settings, and changes of every form.

use proptest::prelude::*;
use proptest::sample::subsequence;
use serde_json::{Map, Value, json};

use super::given::{API_ARN, API_ID, AUTHZ, OTHER, function, issuer, lambda, object, pool};
use crate::appsync::{AuthenticationType, DefaultAction};
use crate::plan::{Aim, Change, SetUp};
use crate::settings::{NewDefault, PermissionChoice, PreviousDefault, Slot};

/// Every setting that an API can have beside its providers; zeros and `false` among them.
fn settings() -> Vec<(&'static str, Value)> {
    let log = json!({ "fieldLogLevel": "ALL", "cloudWatchLogsRoleArn": "arn:aws:iam::111122223333:role/l", "excludeVerboseContent": false });
    let metrics = json!({
        "resolverLevelMetricsBehavior": "PER_RESOLVER_METRICS", "dataSourceLevelMetricsBehavior": "FULL_REQUEST_DATA_SOURCE_METRICS",
        "operationLevelMetricsConfig": "ENABLED",
    });
    vec![
        ("logConfig", log),
        ("xrayEnabled", json!(true)),
        ("mergedApiExecutionRoleArn", json!("arn:aws:iam::111122223333:role/m")),
        ("ownerContact", json!("")),
        ("introspectionConfig", json!("DISABLED")),
        ("queryDepthLimit", json!(0)),
        ("resolverCountLimit", json!(10_000)),
        ("enhancedMetricsConfig", metrics),
        ("settingOfNextYear", json!({ "deep": [0, { "kept": false }] })),
        ("tags", json!({ "team": "a" })),
        ("visibility", json!("PRIVATE")),
        ("apiType", json!("MERGED")),
        ("uris", json!({ "GRAPHQL": "https://x/graphql" })),
        ("wafWebAclArn", json!("arn:aws:wafv2:eu-west-1:111122223333:x")),
        ("owner", json!("111122223333")),
    ]
}

/// Providers that can stand together.
fn providers() -> Vec<Value> {
    let mut authorizer = lambda(AUTHZ);
    authorizer["lambdaAuthorizerConfig"]["authorizerResultTtlInSeconds"] = json!(0);
    authorizer["lambdaAuthorizerConfig"]["identityValidationExpression"] = json!("^x");
    vec![
        json!({ "authenticationType": "API_KEY" }),
        json!({ "authenticationType": "AWS_IAM" }),
        pool("eu-west-1_a"),
        pool("eu-west-1_b"),
        issuer("https://a"),
        issuer("https://b"),
        authorizer,
    ]
}

pub(super) fn an_api() -> impl Strategy<Value = Map<String, Value>> {
    let chosen = subsequence(providers(), 1..=7).prop_shuffle();
    let settings = subsequence(settings(), 0..=15);
    (chosen, settings, any::<bool>()).prop_map(|(mut providers, settings, says_none)| {
        let mut default = object(providers.remove(0));
        if let Some(Value::Object(config)) = default.get_mut("userPoolConfig") {
            config.insert("defaultAction".to_owned(), json!(if providers.is_empty() { "DENY" } else { "ALLOW" }));
        }
        let mut api = object(json!({ "name": "events", "apiId": API_ID, "arn": API_ARN }));
        api.extend(default);
        api.extend(settings.into_iter().map(|(name, value)| (name.to_owned(), value)));
        if !providers.is_empty() || says_none {
            api.insert("additionalAuthenticationProviders".to_owned(), Value::Array(providers));
        }
        api
    })
}

fn a_set_up() -> impl Strategy<Value = SetUp> {
    let slot = proptest::option::of(prop_oneof![Just(Slot::Default), Just(Slot::Additional)]);
    let arn = prop_oneof![Just(None), Just(Some(function(AUTHZ))), Just(Some(function(OTHER)))];
    let ttl = proptest::option::of(prop_oneof![Just(0), Just(3600), 0..=3600_i64]);
    let regex = prop_oneof![Just(None), Just(Some(None)), Just(Some(Some("^y$".to_owned())))];
    let previous = proptest::option::of(prop_oneof![Just(PreviousDefault::Keep), Just(PreviousDefault::Drop)]);
    (slot, arn, ttl, regex, previous).prop_map(|(slot, function, ttl_seconds, identity_regex, previous)| SetUp {
        slot,
        function,
        ttl_seconds,
        identity_regex,
        previous_default: previous.filter(|_| slot == Some(Slot::Default)),
    })
}

fn a_new_default() -> impl Strategy<Value = NewDefault> {
    use AuthenticationType::{AmazonCognitoUserPools, ApiKey, AwsIam, OpenIdConnect};
    let named = |mode, which: &str| NewDefault { mode, which: Some(which.to_owned()) };
    let plain = |mode| NewDefault { mode, which: None };
    prop_oneof![
        Just(plain(ApiKey)),
        Just(plain(AwsIam)),
        Just(plain(AmazonCognitoUserPools)),
        Just(named(AmazonCognitoUserPools, "eu-west-1_b")),
        Just(named(OpenIdConnect, "https://a")),
    ]
}

pub(super) fn a_change() -> impl Strategy<Value = Change> {
    let aim = prop_oneof![3 => a_set_up().prop_map(Aim::SetUp), 1 => Just(Aim::Remove)];
    let action = proptest::option::weighted(0.2, prop_oneof![Just(DefaultAction::Allow), Just(DefaultAction::Deny)]);
    let permission =
        prop_oneof![Just(PermissionChoice::Scoped), Just(PermissionChoice::Open), Just(PermissionChoice::Skip)];
    (aim, proptest::option::weighted(0.4, a_new_default()), action, permission, any::<bool>()).prop_map(
        |(aim, new_default, default_action, permission, keep_permission)| Change {
            aim,
            new_default,
            default_action,
            permission,
            keep_permission,
        },
    )
}

/// Any JSON, with the members' names that mean something among its keys.
pub(super) fn any_json() -> impl Strategy<Value = Value> {
    let word = prop_oneof![
        Just("AWS_LAMBDA"),
        Just("AMAZON_COGNITO_USER_POOLS"),
        Just("API_KEY"),
        Just("DENY"),
        Just("Allow"),
        Just("*"),
        Just(""),
        Just(AUTHZ),
        Just("é"),
        Just("lambda:InvokeFunction"),
    ];
    let name = prop_oneof![
        Just("authenticationType"),
        Just("lambdaAuthorizerConfig"),
        Just("userPoolConfig"),
        Just("authorizerUri"),
        Just("authorizerResultTtlInSeconds"),
        Just("additionalAuthenticationProviders"),
        Just("userPoolId"),
        Just("defaultAction"),
        Just("Statement"),
        Just("Effect"),
        Just("Principal"),
        Just("Action"),
        Just("Resource"),
        Just("Condition"),
        Just("StringLike"),
        Just("aws:SourceArn"),
        Just("é"),
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        word.prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 60, 6, move |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::vec((name.clone(), inner), 0..6)
                .prop_map(|members| members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()),
        ]
    })
}
