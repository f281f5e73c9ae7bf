//! The members that are known here, against those of the service's model as the SDK has it: one that AWS adds is seen when
//! the SDK is raised.

use std::collections::BTreeSet;
use std::fmt::Debug;

use aws_sdk_appsync::operation::update_graphql_api::UpdateGraphqlApiInput;
use aws_sdk_appsync::types::{
    AdditionalAuthenticationProvider, CognitoUserPoolConfig, EnhancedMetricsConfig, GraphqlApi, LambdaAuthorizerConfig,
    LogConfig, OpenIdConnectConfig, UserPoolConfig,
};

use crate::plan::{READ_ONLY, UPDATABLE};

/// The members of an empty builder: its fields, without the underscores of Rust's names.
fn members(builder: &impl Debug) -> BTreeSet<String> {
    let text = format!("{builder:?}");
    let (_, fields) = text.split_once('{').unwrap();
    let names = fields.trim_end_matches(['}', ' ']).split(", ").map(|field| field.split(':').next().unwrap().trim());
    names.map(|name| name.replace('_', "")).collect()
}

/// Names as [`members`] has them.
fn plain<'n>(names: impl IntoIterator<Item = &'n str>) -> BTreeSet<String> {
    names.into_iter().map(str::to_lowercase).collect()
}

fn parts(member: &str) -> BTreeSet<String> {
    plain(UPDATABLE.iter().find(|(name, _)| *name == member).unwrap().1.iter().copied())
}

#[test]
fn every_member_that_an_update_takes_is_carried() {
    let mut taken = members(&UpdateGraphqlApiInput::builder());
    assert!(taken.remove("apiid"), "the id is in the path: {taken:?}");
    assert_eq!(taken, plain(UPDATABLE.map(|(name, _)| name)));
}

#[test]
fn every_member_that_is_answered_is_carried_or_read_only() {
    let known = UPDATABLE.map(|(name, _)| name).into_iter().chain(READ_ONLY);
    assert_eq!(members(&GraphqlApi::builder()), plain(known));
}

#[test]
fn every_member_of_a_structure_is_known() {
    assert_eq!(members(&LambdaAuthorizerConfig::builder()), parts("lambdaAuthorizerConfig"));
    assert_eq!(members(&UserPoolConfig::builder()), parts("userPoolConfig"));
    assert_eq!(members(&OpenIdConnectConfig::builder()), parts("openIDConnectConfig"));
    assert_eq!(members(&LogConfig::builder()), parts("logConfig"));
    assert_eq!(members(&EnhancedMetricsConfig::builder()), parts("enhancedMetricsConfig"));
    assert_eq!(members(&AdditionalAuthenticationProvider::builder()), parts("additionalAuthenticationProviders"));
    let mut of_default = parts("userPoolConfig");
    assert!(of_default.remove("defaultaction"));
    assert_eq!(members(&CognitoUserPoolConfig::builder()), of_default);
}
