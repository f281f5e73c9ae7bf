//! Providers between default and additional.

use serde_json::{Value, json};

use super::given::{AUTHZ, OTHER, after, api, function, issuer, lambda, plan, pool, refused, set_up, told};
use crate::appsync::{AuthenticationType, DefaultAction};
use crate::plan::Change;
use crate::settings::{NewDefault, PreviousDefault, Slot};

fn to_default(previous: Option<PreviousDefault>) -> Change {
    set_up(|wanted| {
        wanted.slot = Some(Slot::Default);
        wanted.function = Some(function(AUTHZ));
        wanted.previous_default = previous;
    })
}

fn new_default(text: &str) -> Option<NewDefault> {
    let (mode, which) = text.split_once('=').map_or((text, None), |(mode, which)| (mode, Some(which.to_owned())));
    Some(NewDefault { mode: mode.parse().unwrap(), which })
}

fn removal(text: &str) -> Change {
    Change { new_default: new_default(text), ..Change::remove() }
}

fn pool_api() -> Value {
    json!({
        "authenticationType": "AMAZON_COGNITO_USER_POOLS",
        "userPoolConfig": { "userPoolId": "p", "awsRegion": "eu-west-1", "defaultAction": "ALLOW", "appIdClientRegex": "^c" },
        "additionalAuthenticationProviders": [{ "authenticationType": "AWS_IAM" }],
    })
}

#[test]
fn the_previous_default_becomes_additional_with_its_block_and_without_its_default_action() {
    let plan = plan(&api(pool_api()), &to_default(None)).unwrap();
    assert_eq!(
        Value::Object(plan.after.clone()),
        json!({
            "name": "events", "authenticationType": "AWS_LAMBDA", "lambdaAuthorizerConfig": { "authorizerUri": AUTHZ },
            "additionalAuthenticationProviders": [
                { "authenticationType": "AWS_IAM" },
                {
                    "authenticationType": "AMAZON_COGNITO_USER_POOLS",
                    "userPoolConfig": { "userPoolId": "p", "awsRegion": "eu-west-1", "appIdClientRegex": "^c" },
                },
            ],
        })
    );
    assert_eq!(
        told(&plan),
        [
            r#"authenticationType: "AMAZON_COGNITO_USER_POOLS" -> "AWS_LAMBDA""#.to_owned(),
            format!(r#"lambdaAuthorizerConfig: none -> {{"authorizerUri":"{AUTHZ}"}}"#),
            r#"userPoolConfig: {"userPoolId":"p","awsRegion":"eu-west-1","defaultAction":"ALLOW","appIdClientRegex":"^c"} -> none"#.to_owned(),
            r#"additionalAuthenticationProviders[AMAZON_COGNITO_USER_POOLS=p]: none -> {"authenticationType":"AMAZON_COGNITO_USER_POOLS","userPoolConfig":{"userPoolId":"p","awsRegion":"eu-west-1","appIdClientRegex":"^c"}}"#.to_owned(),
        ]
    );
}

#[test]
fn the_previous_default_can_be_dropped() {
    assert_eq!(
        after(&api(pool_api()), &to_default(Some(PreviousDefault::Drop))),
        json!({
            "authenticationType": "AWS_LAMBDA", "lambdaAuthorizerConfig": { "authorizerUri": AUTHZ },
            "additionalAuthenticationProviders": [{ "authenticationType": "AWS_IAM" }],
        })
    );
}

#[test]
fn an_additional_authorizer_that_becomes_the_default_changes_places_with_the_default() {
    let current = api(json!({
        "authenticationType": "OPENID_CONNECT", "openIDConnectConfig": { "issuer": "i", "authTTL": 0, "next": 1 },
        "additionalAuthenticationProviders": [
            { "authenticationType": "API_KEY" },
            { "authenticationType": "AWS_LAMBDA", "lambdaAuthorizerConfig": {
                "authorizerUri": OTHER, "authorizerResultTtlInSeconds": 0, "identityValidationExpression": "^x$", "next": 2,
            } },
            pool("p"),
        ],
    }));
    let change = set_up(|wanted| wanted.slot = Some(Slot::Default));
    assert_eq!(
        after(&current, &change),
        json!({
            "authenticationType": "AWS_LAMBDA",
            "lambdaAuthorizerConfig": {
                "authorizerUri": OTHER, "authorizerResultTtlInSeconds": 0, "identityValidationExpression": "^x$", "next": 2,
            },
            "additionalAuthenticationProviders": [
                { "authenticationType": "API_KEY" },
                { "authenticationType": "OPENID_CONNECT", "openIDConnectConfig": { "issuer": "i", "authTTL": 0, "next": 1 } },
                pool("p"),
            ],
        })
    );
}

#[test]
fn a_default_authorizer_becomes_additional_when_a_new_default_is_named() {
    let current = api(json!({
        "authenticationType": "AWS_LAMBDA", "lambdaAuthorizerConfig": { "authorizerUri": AUTHZ },
        "additionalAuthenticationProviders": [pool("p"), issuer("https://i")],
    }));
    let mut change = set_up(|wanted| wanted.slot = Some(Slot::Additional));
    assert_eq!(
        refused(plan(&current, &change)),
        (
            "new-default-missing",
            "AWS_LAMBDA becomes additional, and nothing says which mode becomes the default".to_owned(),
            "name one with `--new-default`: AMAZON_COGNITO_USER_POOLS=p, OPENID_CONNECT=https://i".to_owned()
        )
    );
    change.new_default = new_default("AMAZON_COGNITO_USER_POOLS");
    assert_eq!(
        after(&current, &change),
        json!({
            "authenticationType": "AMAZON_COGNITO_USER_POOLS",
            "userPoolConfig": { "userPoolId": "p", "awsRegion": "eu-west-1", "defaultAction": "ALLOW" },
            "additionalAuthenticationProviders": [lambda(AUTHZ), issuer("https://i")],
        })
    );
}

#[test]
fn an_additional_authorizer_is_removed_and_the_empty_list_is_sent() {
    let current = api(json!({
        "authenticationType": "API_KEY", "additionalAuthenticationProviders": [lambda(AUTHZ)],
    }));
    let plan = plan(&current, &Change::remove()).unwrap();
    assert_eq!(plan.after["additionalAuthenticationProviders"], json!([]));
    assert_eq!(told(&plan), [format!("additionalAuthenticationProviders[AWS_LAMBDA]: {} -> none", lambda(AUTHZ))]);
    let none = api(json!({ "authenticationType": "API_KEY" }));
    assert_eq!(after(&none, &Change::remove()), json!({ "authenticationType": "API_KEY" }));
}

#[test]
fn a_default_authorizer_is_removed_when_exactly_one_provider_fits_the_new_default() {
    let current = api(json!({
        "authenticationType": "AWS_LAMBDA", "lambdaAuthorizerConfig": { "authorizerUri": AUTHZ },
        "additionalAuthenticationProviders": [issuer("https://a"), issuer("https://b")],
    }));
    assert_eq!(
        refused(plan(&current, &removal("OPENID_CONNECT"))),
        (
            "ambiguous-new-default",
            "`OPENID_CONNECT` fits 2 providers of the API".to_owned(),
            "name one: OPENID_CONNECT=https://a, OPENID_CONNECT=https://b".to_owned()
        )
    );
    assert_eq!(
        refused(plan(&current, &removal("OPENID_CONNECT=https://c"))),
        (
            "no-such-provider",
            "the API has no provider `OPENID_CONNECT=https://c` that could become the default".to_owned(),
            "its other providers: OPENID_CONNECT=https://a, OPENID_CONNECT=https://b".to_owned()
        )
    );
    assert_eq!(
        after(&current, &removal("OPENID_CONNECT=https://b")),
        json!({
            "authenticationType": "OPENID_CONNECT", "openIDConnectConfig": { "issuer": "https://b", "iatTTL": 0 },
            "additionalAuthenticationProviders": [issuer("https://a")],
        })
    );
    assert_eq!(refused(plan(&current, &Change::remove())).0, "new-default-missing");
}

#[test]
fn a_mode_without_a_configuration_can_be_new_as_the_default() {
    let current =
        api(json!({ "authenticationType": "AWS_LAMBDA", "lambdaAuthorizerConfig": { "authorizerUri": AUTHZ } }));
    assert_eq!(after(&current, &removal("AWS_IAM")), json!({ "authenticationType": "AWS_IAM" }));
    assert_eq!(
        refused(plan(&current, &removal("AMAZON_COGNITO_USER_POOLS"))).2,
        "its other providers: the API has no other; API_KEY and AWS_IAM can be new"
    );
}

#[test]
fn a_new_default_that_has_nothing_to_replace_is_refused() {
    let current = api(json!({
        "authenticationType": "API_KEY", "additionalAuthenticationProviders": [lambda(AUTHZ)],
    }));
    assert_eq!(refused(plan(&current, &removal("AWS_IAM"))).0, "new-default-not-needed");
    assert_eq!(plan(&current, &removal("API_KEY")).map(|plan| plan.changes.len()), Ok(1));
    let mut change = to_default(None);
    change.new_default = new_default("API_KEY");
    assert_eq!(refused(plan(&current, &change)).0, "new-default-not-needed");
}

#[test]
fn a_default_action_is_for_a_default_user_pool_and_deny_is_for_one_alone() {
    let asked = |action: DefaultAction, change: Change| Change { default_action: Some(action), ..change };
    let current = api(json!({
        "authenticationType": "AWS_LAMBDA", "lambdaAuthorizerConfig": { "authorizerUri": AUTHZ },
        "additionalAuthenticationProviders": [pool("p")],
    }));
    let removal = || removal("AMAZON_COGNITO_USER_POOLS=p");
    assert_eq!(
        after(&current, &asked(DefaultAction::Deny, removal()))["userPoolConfig"],
        json!({ "userPoolId": "p", "awsRegion": "eu-west-1", "defaultAction": "DENY" })
    );
    let mut to_additional = set_up(|wanted| wanted.slot = Some(Slot::Additional));
    to_additional.new_default = new_default("AMAZON_COGNITO_USER_POOLS");
    let (code, message, help) = refused(plan(&current, &asked(DefaultAction::Deny, to_additional)));
    assert_eq!(code, "providers-in-conflict");
    assert!(message.ends_with("(P103)"), "{message}");
    assert_eq!(
        help,
        "let fields without directives through with `--default-action ALLOW`, or have no additional modes"
    );
    assert_eq!(refused(plan(&current, &asked(DefaultAction::Allow, set_up(|_| ())))).0, "default-action-without-pool");
}

#[test]
fn a_user_pool_that_denies_by_default_takes_no_additional_authorizer_until_it_allows() {
    let current = api(json!({
        "authenticationType": "AMAZON_COGNITO_USER_POOLS",
        "userPoolConfig": { "userPoolId": "p", "awsRegion": "eu-west-1", "defaultAction": "DENY" },
    }));
    let mut change = set_up(|wanted| wanted.function = Some(function(AUTHZ)));
    assert_eq!(refused(plan(&current, &change)).0, "providers-in-conflict");
    change.default_action = Some(DefaultAction::Allow);
    assert_eq!(after(&current, &change)["userPoolConfig"]["defaultAction"], json!("ALLOW"));
}

#[test]
fn an_api_without_an_authorizer_needs_a_function() {
    let current = api(json!({ "authenticationType": "API_KEY" }));
    assert_eq!(
        refused(plan(&current, &set_up(|wanted| wanted.ttl_seconds = Some(0)))),
        (
            "function-missing",
            "the API has no Lambda authorizer, and no function is named".to_owned(),
            "name the function with `--function`".to_owned()
        )
    );
}

#[test]
fn two_authorizers_and_a_pool_in_both_places_become_one_each() {
    let current = api(json!({
        "authenticationType": "AMAZON_COGNITO_USER_POOLS",
        "userPoolConfig": { "userPoolId": "p", "awsRegion": "eu-west-1", "defaultAction": "ALLOW", "appIdClientRegex": "a" },
        "additionalAuthenticationProviders": [lambda(AUTHZ), pool("p"), lambda(OTHER)],
    }));
    let mut kept = pool("p");
    kept["userPoolConfig"]["appIdClientRegex"] = json!("a");
    let change = set_up(|wanted| wanted.slot = Some(Slot::Default));
    let after = after(&current, &change);
    assert_eq!(after["lambdaAuthorizerConfig"]["authorizerUri"], json!(AUTHZ));
    let additional = after["additionalAuthenticationProviders"].as_array().unwrap();
    assert_eq!(additional.len(), 1);
    assert_eq!(additional[0]["authenticationType"], json!(AuthenticationType::AmazonCognitoUserPools.name()));
    assert_eq!(additional[0], kept);
}

#[test]
fn a_block_that_a_mode_left_behind_is_not_the_new_authorizers() {
    let current = api(json!({
        "authenticationType": "API_KEY",
        "lambdaAuthorizerConfig": { "authorizerUri": OTHER, "identityValidationExpression": "^old$" },
    }));
    assert_eq!(refused(plan(&current, &set_up(|_| ()))).0, "function-missing");
    assert_eq!(
        after(&current, &to_default(None)),
        json!({
            "authenticationType": "AWS_LAMBDA", "lambdaAuthorizerConfig": { "authorizerUri": AUTHZ },
            "additionalAuthenticationProviders": [{ "authenticationType": "API_KEY" }],
        })
    );
    assert_eq!(plan(&current, &Change::remove()).map(|plan| plan.is_empty()), Ok(true));
}
