//! What is refused before anything is read, and what of the document is carried.

use serde_json::json;

use super::given::{API_ARN, AUTHZ, OTHER, after, api, function, object, plan, refused, set_up, told, with_facts};
use crate::appsync::{ApiIdentity, Arn, AuthenticationType, DefaultAction};
use crate::plan::{
    Aim, Change, Facts, FunctionArn, Plan, SetUp, check_identity_regex, check_ttl, identity_of, unknown_members,
};
use crate::settings::{NewDefault, PermissionChoice, PreviousDefault, Slot, Wanted};

fn here() -> ApiIdentity {
    match API_ARN.parse() {
        Ok(Arn::Api(api)) => api,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_ttl_is_from_0_to_3600_seconds() {
    for seconds in [0, 1, 3600] {
        assert_eq!(check_ttl(seconds), Ok(()));
    }
    for seconds in [-1, 3601, i64::MAX, i64::MIN] {
        let (code, message, _) = refused(check_ttl(seconds));
        assert_eq!((code, message), ("bad-ttl", format!("a TTL of {seconds} seconds is not from 0 to 3600")));
    }
}

#[test]
fn an_identity_regex_must_be_one_that_java_compiles() {
    for pattern in ["^x$", "(?i)bearer .+", &"a".repeat(10_000)] {
        assert_eq!(check_identity_regex(pattern), Ok(()), "{pattern}");
    }
    assert_eq!(
        refused(check_identity_regex(&"ä".repeat(10_240))),
        (
            "bad-identity-regex",
            "the identity regex has 10240 characters, and 10000 at most can be judged".to_owned(),
            "shorten it: a token has at most 2048 characters".to_owned()
        )
    );
    assert_eq!(
        refused(check_identity_regex("")),
        (
            "bad-identity-regex",
            "the identity regex is empty".to_owned(),
            "take the regex away with `--no-identity-regex`".to_owned()
        )
    );
    let (code, message, _) = refused(check_identity_regex("a("));
    assert_eq!(code, "bad-identity-regex");
    assert!(message.starts_with("`a(` is not a Java regular expression: "), "{message}");
    let (_, message, _) = refused(check_identity_regex(&format!("{}(", "a".repeat(200))));
    assert!(message.starts_with(&format!("`{}…` is not", "a".repeat(80))), "{message}");
}

#[test]
fn a_function_is_named_by_its_arn_or_by_its_name_in_the_apis_account_and_region() {
    let resolve = |text: &str| FunctionArn::resolve(text, &here()).map(|arn| arn.to_string());
    for (text, arn) in [
        ("authz", AUTHZ.to_owned()),
        ("authz:live", format!("{AUTHZ}:live")),
        ("authz:7", format!("{AUTHZ}:7")),
        ("authz:$LATEST", format!("{AUTHZ}:$LATEST")),
        (OTHER, OTHER.to_owned()),
    ] {
        assert_eq!(resolve(text), Ok(arn), "{text}");
    }
    assert_eq!(function(OTHER).unqualified(), OTHER.trim_end_matches(":live"));
    for text in ["", "a b", "authz:", "a:b:c", "../authz"] {
        let message = format!("`{text}` is not the name or ARN of a Lambda function");
        assert_eq!(resolve(text).map_err(|error| error.message().to_owned()), Err(message));
    }
    for text in ["arn:aws:s3:::bucket", "arn:aws:lambda:eu-west-1:111122223333:layer:x", "arn:", API_ARN] {
        let message = format!("`{text}` is not the ARN of a Lambda function");
        assert_eq!(resolve(text).map_err(|error| error.message().to_owned()), Err(message));
    }
}

#[test]
fn a_function_of_another_partition_or_region_is_refused_unless_it_is_there_already() {
    let current = api(json!({ "authenticationType": "API_KEY" }));
    let ask = |arn: &str| set_up(|wanted| wanted.function = Some(function(arn)));
    let tokyo = "arn:aws:lambda:ap-northeast-1:111122223333:function:authz";
    assert_eq!(
        refused(plan(&current, &ask(tokyo))),
        (
            "function-elsewhere",
            format!("`{tokyo}` is in the region `ap-northeast-1`, and the API is in `eu-west-1`"),
            "name a function in `eu-west-1`".to_owned()
        )
    );
    let china = "arn:aws-cn:lambda:eu-west-1:111122223333:function:authz";
    assert_eq!(
        refused(plan(&current, &ask(china))).1,
        format!("`{china}` is in the partition `aws-cn`, and the API is in `aws`")
    );
    let there = api(json!({
        "authenticationType": "AWS_LAMBDA", "lambdaAuthorizerConfig": { "authorizerUri": tokyo },
    }));
    assert_eq!(plan(&there, &ask(tokyo)).map(|plan| plan.changes), Ok(Vec::new()));
    let foreign = "arn:aws:lambda:eu-west-1:444455556666:function:authz";
    let plan_of_foreign = plan(&current, &ask(foreign)).unwrap();
    assert_eq!((plan_of_foreign.changes.len(), plan_of_foreign.permission.foreign_account), (1, true));
}

#[test]
fn a_previous_default_without_a_new_default_is_a_contradiction() {
    let change = set_up(|wanted| {
        wanted.slot = Some(Slot::Additional);
        wanted.previous_default = Some(PreviousDefault::Drop);
    });
    assert_eq!(refused(change.check()).0, "contradiction");
    // Without a slot it stays where it is, which is known only of the API.
    let change = set_up(|wanted| wanted.previous_default = Some(PreviousDefault::Drop));
    change.check().unwrap();
    let additional = api(json!({
        "authenticationType": "API_KEY",
        "additionalAuthenticationProviders": [
            { "authenticationType": "AWS_LAMBDA", "lambdaAuthorizerConfig": { "authorizerUri": AUTHZ } },
        ],
    }));
    assert_eq!(refused(plan(&additional, &change)).0, "contradiction");
}

#[test]
fn a_wanted_of_the_configuration_is_a_change() {
    let wanted = Wanted {
        slot: Some(Slot::Additional),
        function: Some("authz:live".to_owned()),
        ttl_seconds: Some(0),
        identity_regex: Some(None),
        permission: Some(PermissionChoice::Open),
        ..Wanted::default()
    };
    let expected = Change {
        aim: Aim::SetUp(SetUp {
            slot: Some(Slot::Additional),
            function: Some(function(&format!("{AUTHZ}:live"))),
            ttl_seconds: Some(0),
            identity_regex: Some(None),
            previous_default: None,
        }),
        new_default: None,
        default_action: None,
        permission: PermissionChoice::Open,
        keep_permission: false,
    };
    assert_eq!(Change::of_wanted(&wanted, &here()), Ok(expected));
    let new_default = NewDefault { mode: AuthenticationType::AwsIam, which: None };
    let removal = Wanted {
        remove: true,
        new_default: Some(new_default.clone()),
        default_action: Some(DefaultAction::Allow),
        keep_permission: true,
        ..Wanted::default()
    };
    let expected = Change {
        new_default: Some(new_default),
        default_action: Some(DefaultAction::Allow),
        keep_permission: true,
        ..Change::remove()
    };
    assert_eq!(Change::of_wanted(&removal, &here()), Ok(expected));
}

#[test]
fn zeros_and_unknown_members_are_carried_and_read_only_ones_and_nulls_are_not() {
    let current = api(json!({
        "authenticationType": "API_KEY", "queryDepthLimit": 0, "resolverCountLimit": 0, "xrayEnabled": false,
        "ownerContact": null, "uris": { "GRAPHQL": "https://x" }, "dns": {}, "tags": { "a": "b" }, "visibility": "PRIVATE",
        "apiType": "GRAPHQL", "owner": "111122223333", "wafWebAclArn": "arn:aws:wafv2:x",
        "logConfig": { "fieldLogLevel": "NONE", "cloudWatchLogsRoleArn": "r", "sampling": { "rate": 0 }, "x": null },
        "settingOfNextYear": { "deep": [0, null] },
    }));
    let change = set_up(|wanted| {
        wanted.function = Some(function(AUTHZ));
        wanted.ttl_seconds = Some(0);
    });
    let whole = plan(&current, &change).unwrap();
    assert_eq!(
        whole.after,
        object(json!({
            "name": "events", "authenticationType": "API_KEY", "queryDepthLimit": 0, "resolverCountLimit": 0,
            "xrayEnabled": false,
            "logConfig": { "fieldLogLevel": "NONE", "cloudWatchLogsRoleArn": "r", "sampling": { "rate": 0 } },
            "settingOfNextYear": { "deep": [0, null] },
            "additionalAuthenticationProviders": [{
                "authenticationType": "AWS_LAMBDA",
                "lambdaAuthorizerConfig": { "authorizerUri": AUTHZ, "authorizerResultTtlInSeconds": 0 },
            }],
        }))
    );
    assert_eq!(whole.body(), whole.after);
    assert_eq!(whole.carried_unknown, ["logConfig.sampling", "settingOfNextYear"]);
    let known = with_facts(&current, |facts| Plan::of(&change, &Facts { known_settings_only: true, ..facts })).unwrap();
    assert_eq!((known.left_out.clone(), known.carried_unknown.clone()), (whole.carried_unknown, Vec::new()));
    assert_eq!(known.changes, whole.changes);
    let mut expected = whole.after;
    expected.shift_remove("settingOfNextYear");
    object(expected["logConfig"].take()).into_iter().for_each(|(name, value)| {
        if name != "sampling" {
            if !expected["logConfig"].is_object() {
                expected.insert("logConfig".to_owned(), json!({}));
            }
            expected["logConfig"][name] = value;
        }
    });
    assert_eq!(known.body(), expected);
}

#[test]
fn unknown_members_are_found_inside_of_providers() {
    let document = object(json!({
        "authenticationType": "AWS_LAMBDA", "lambdaAuthorizerConfig": { "authorizerUri": AUTHZ, "warm": true },
        "additionalAuthenticationProviders": [
            { "authenticationType": "API_KEY" },
            { "authenticationType": "OPENID_CONNECT", "openIDConnectConfig": { "issuer": "i", "jwks": "u" }, "enabled": true },
        ],
    }));
    assert_eq!(
        unknown_members(&document),
        [
            "lambdaAuthorizerConfig.warm",
            "additionalAuthenticationProviders[1].openIDConnectConfig.jwks",
            "additionalAuthenticationProviders[1].enabled"
        ]
    );
}

#[test]
fn only_the_ttl_or_only_the_regex_can_be_changed() {
    let current = api(json!({
        "authenticationType": "AWS_LAMBDA",
        "lambdaAuthorizerConfig": {
            "authorizerUri": AUTHZ, "authorizerResultTtlInSeconds": 300, "identityValidationExpression": "^x$", "warm": 1,
        },
    }));
    let ttl = plan(&current, &set_up(|wanted| wanted.ttl_seconds = Some(0))).unwrap();
    assert_eq!(told(&ttl), ["lambdaAuthorizerConfig.authorizerResultTtlInSeconds: 300 -> 0"]);
    let regex = plan(&current, &set_up(|wanted| wanted.identity_regex = Some(Some("^y$".to_owned())))).unwrap();
    assert_eq!(told(&regex), [r#"lambdaAuthorizerConfig.identityValidationExpression: "^x$" -> "^y$""#]);
    let cleared = set_up(|wanted| wanted.identity_regex = Some(None));
    assert_eq!(
        after(&current, &cleared),
        json!({
            "authenticationType": "AWS_LAMBDA",
            "lambdaAuthorizerConfig": { "authorizerUri": AUTHZ, "authorizerResultTtlInSeconds": 300, "warm": 1 },
        })
    );
    assert_eq!(plan(&current, &set_up(|_| ())).map(|plan| plan.changes), Ok(Vec::new()));
}

#[test]
fn what_is_no_document_of_an_api_is_refused() {
    let change = Change::remove();
    for (members, message) in [
        (json!({ "arn": AUTHZ, "authenticationType": "API_KEY" }), "the API's document has no `arn` of a GraphQL API"),
        (json!({}), "`authenticationType` is missing"),
        (json!({ "authenticationType": 1 }), "`authenticationType` is not a string"),
        (
            json!({ "authenticationType": "API_KEY", "additionalAuthenticationProviders": [{}] }),
            "`additionalAuthenticationProviders[0].authenticationType` is missing",
        ),
        (
            json!({ "authenticationType": "AWS_LAMBDA", "lambdaAuthorizerConfig": [] }),
            "`lambdaAuthorizerConfig` is not an object",
        ),
    ] {
        let (code, said, _) = refused(plan(&api(members), &change));
        assert_eq!((code, said.as_str()), ("bad-api", message));
    }
    assert_eq!(identity_of(&api(json!({}))), Ok(here()));
}

#[test]
fn a_mode_that_only_the_service_knows_is_carried() {
    let current = api(json!({
        "authenticationType": "AWS_TELEPATHY", "telepathyConfig": { "range": 3 },
        "additionalAuthenticationProviders": [{ "authenticationType": "AWS_DREAMS", "dreamConfig": {} }],
    }));
    let change = set_up(|wanted| wanted.function = Some(function(AUTHZ)));
    assert_eq!(
        after(&current, &change),
        json!({
            "authenticationType": "AWS_TELEPATHY", "telepathyConfig": { "range": 3 },
            "additionalAuthenticationProviders": [
                { "authenticationType": "AWS_DREAMS", "dreamConfig": {} },
                { "authenticationType": "AWS_LAMBDA", "lambdaAuthorizerConfig": { "authorizerUri": AUTHZ } },
            ],
        })
    );
}
