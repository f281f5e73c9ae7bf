//! The wanted configuration as infrastructure code: kept texts, and what a parser makes of them.

use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::arbitrary::{a_change, an_api};
use super::given::{AUTHZ, OTHER, api, function, issuer, plan, plan_with, pool, set_up};
use crate::document::Document;
use crate::plan::{Change, FunctionPolicies, FunctionPolicy, InfrastructureFormat, Plan};
use crate::settings::{PermissionChoice, Slot};

/// An API with every setting, and texts that each format has to write with care.
fn full() -> (Map<String, Value>, Plan) {
    let mut known = pool("eu-west-1_a");
    known["userPoolConfig"]["appIdClientRegex"] = json!("^'c\"1\\d${x}%{y}$");
    let current = api(json!({
        "authenticationType": "OPENID_CONNECT",
        "openIDConnectConfig": { "issuer": "https://i.example", "clientId": "c", "iatTTL": 0, "authTTL": 60_000 },
        "additionalAuthenticationProviders": [{ "authenticationType": "AWS_IAM" }, known],
        "logConfig": {
            "fieldLogLevel": "ERROR", "cloudWatchLogsRoleArn": "arn:aws:iam::111122223333:role/logs",
            "excludeVerboseContent": false,
        },
        "xrayEnabled": true, "introspectionConfig": "DISABLED", "queryDepthLimit": 10, "resolverCountLimit": 0,
        "ownerContact": "team: \"a\"\n#1", "apiType": "GRAPHQL", "visibility": "PRIVATE", "tags": { "cost:center": "yes", "aws:cloudformation:stack-name": "s" },
        "enhancedMetricsConfig": {
            "resolverLevelMetricsBehavior": "PER_RESOLVER_METRICS",
            "dataSourceLevelMetricsBehavior": "PER_DATA_SOURCE_METRICS", "operationLevelMetricsConfig": "ENABLED",
        },
        "settingOfNextYear": 1,
    }));
    let change = set_up(|wanted| {
        wanted.slot = Some(Slot::Default);
        wanted.function = Some(function(OTHER));
        wanted.ttl_seconds = Some(0);
        wanted.identity_regex = Some(Some("^tenant-[a-z0-9]+'\\d$".to_owned()));
    });
    let plan = plan(&current, &change).unwrap();
    (current, plan)
}

#[test]
fn each_format_says_the_whole_configuration() {
    let (current, plan) = full();
    for format in InfrastructureFormat::ALL {
        let printed = plan.infrastructure(&current, format);
        let left_out: &[&str] = match format {
            InfrastructureFormat::Terraform => &["settingOfNextYear", "ownerContact"],
            _ => &["settingOfNextYear"],
        };
        assert_eq!(printed.left_out, left_out, "{format}");
        insta::assert_snapshot!(format!("full_{format}"), printed.text);
    }
}

#[test]
fn a_removal_is_printed_without_a_permission() {
    let current = api(json!({
        "authenticationType": "API_KEY", "additionalAuthenticationProviders": [super::given::lambda(AUTHZ)],
    }));
    let statement = json!({ "Statement": {
        "Sid": "appsync-auth-abcdefghijklmnopqrstuvwxyz", "Effect": "Allow", "Action": "lambda:InvokeFunction",
        "Principal": { "Service": "appsync.amazonaws.com" }, "Resource": AUTHZ,
        "Condition": { "ArnLike": { "AWS:SourceArn": current["arn"] } },
    } });
    let policy = FunctionPolicy::parse(&statement.to_string()).unwrap();
    let plan =
        plan_with(&current, &Change::remove(), &FunctionPolicies::from_iter([(function(AUTHZ), policy)])).unwrap();
    for format in InfrastructureFormat::ALL {
        insta::assert_snapshot!(format!("removal_{format}"), plan.infrastructure(&current, format).text);
    }
}

#[test]
fn an_open_permission_has_no_source_and_a_skipped_one_is_not_there() {
    let current = api(json!({ "authenticationType": "API_KEY", "additionalAuthenticationProviders": [issuer("i")] }));
    let printed = |permission: PermissionChoice, format| {
        let change = Change { permission, ..set_up(|wanted| wanted.function = Some(function(AUTHZ))) };
        plan(&current, &change).unwrap().infrastructure(&current, format).text
    };
    for format in InfrastructureFormat::ALL {
        let open = printed(PermissionChoice::Open, format);
        assert!(open.contains("lambda:InvokeFunction"), "{open}");
        for word in ["SourceArn", "sourceArn", "source_arn", "source-arn"] {
            assert!(!open.contains(word), "{open}");
        }
        let skipped = printed(PermissionChoice::Skip, format);
        assert!(!skipped.contains("lambda:InvokeFunction"), "{skipped}");
    }
}

/// The properties of the template's API, with the names made the API's again.
fn properties_of(template: &str) -> Value {
    let document = Document::parse("template.yaml", template).unwrap();
    let template = document.root().unwrap().to_json().unwrap();
    assert_eq!(template["Resources"]["GraphQLApi"]["Type"], json!("AWS::AppSync::GraphQLApi"));
    lowered(template["Resources"]["GraphQLApi"]["Properties"].clone())
}

fn lowered(value: Value) -> Value {
    let name = |text: String| format!("{}{}", text[..1].to_ascii_lowercase(), &text[1..]);
    match value {
        Value::Object(members) => {
            members.into_iter().map(|(key, value)| (name(key), lowered(value))).collect::<Map<String, Value>>().into()
        }
        Value::Array(items) => items.into_iter().map(lowered).collect(),
        other => other,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn the_cli_is_given_exactly_the_known_part_of_the_update(current in an_api(), change in a_change()) {
        let Ok(plan) = plan(&current, &change) else { return Ok(()) };
        let text = plan.infrastructure(&current, InfrastructureFormat::Cli).text;
        let words = shell_words::split(&text).unwrap();
        let at = words.iter().position(|word| word == "--cli-input-json").unwrap();
        let mut input: Map<String, Value> = serde_json::from_str(&words[at + 1]).unwrap();
        prop_assert_eq!(input.shift_remove("apiId"), Some(json!(plan.api.api_id)));
        prop_assert_eq!(input, crate::plan::known_only(&plan.after));
    }

    #[test]
    fn the_template_says_exactly_the_known_settings(current in an_api(), change in a_change()) {
        let Ok(plan) = plan(&current, &change) else { return Ok(()) };
        let text = plan.infrastructure(&current, InfrastructureFormat::CloudFormation).text.replace("!GetAtt ", "");
        let properties = properties_of(&text);
        let mut expected = crate::plan::known_only(&plan.after);
        if expected.get("additionalAuthenticationProviders") == Some(&json!([])) {
            expected.shift_remove("additionalAuthenticationProviders");
        }
        for name in ["apiType", "visibility"] {
            expected.extend(current.get(name).map(|value| (name.to_owned(), value.clone())));
        }
        expected.extend(current.get("tags").map(|_| ("tags".to_owned(), json!([{ "key": "team", "value": "a" }]))));
        prop_assert_eq!(properties, Value::Object(expected));
    }
}
