//! The requests in order, their undoing, and what reading the API again shows.

use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::arbitrary::{a_change, an_api};
use super::given::{API_ARN, API_ID, AUTHZ, OTHER, api, function, lambda, plan, plan_with, set_up, told, with_facts};
use super::properties::applied;
use crate::plan::{
    Change, Difference, FunctionPolicies, FunctionPolicy, PermissionStatement, Plan, StatementName, Step, Verification,
};
use crate::settings::PermissionChoice;

fn replacing() -> Change {
    set_up(|wanted| wanted.function = Some(function(OTHER)))
}

fn with_authorizer() -> Map<String, Value> {
    api(json!({ "authenticationType": "API_KEY", "additionalAuthenticationProviders": [lambda(AUTHZ)] }))
}

fn statement(arn: &str, id: &str, source: Option<&str>) -> Value {
    let condition = source.map(|source| json!({ "ArnLike": { "AWS:SourceArn": source } }));
    json!({
        "Sid": id, "Effect": "Allow", "Principal": { "Service": "appsync.amazonaws.com" },
        "Action": "lambda:InvokeFunction", "Resource": arn, "Condition": condition,
    })
}

fn policies(of: &[(&str, Value)]) -> FunctionPolicies {
    let policy = |statement: &Value| FunctionPolicy::parse(&json!({ "Statement": [statement] }).to_string()).unwrap();
    of.iter().map(|(arn, statement)| (function(arn), policy(statement))).collect()
}

fn id() -> String {
    format!("appsync-auth-{API_ID}")
}

#[test]
fn the_permission_comes_first_and_what_is_needed_no_more_goes_last() {
    let plan =
        plan_with(&with_authorizer(), &replacing(), &policies(&[(AUTHZ, statement(AUTHZ, &id(), Some(API_ARN)))]))
            .unwrap();
    let added = PermissionStatement { function: function(OTHER), id: id(), source_arn: Some(API_ARN.to_owned()) };
    let steps = plan.steps();
    assert_eq!(
        steps,
        [
            Step::AddPermission(added),
            Step::Update,
            Step::Verify,
            Step::RemovePermission(StatementName { function: function(AUTHZ), id: id() }),
        ]
    );
    let told: Vec<(&str, String, &str, String)> =
        steps.iter().map(|step| (step.name(), step.wish(), step.action(), step.resource(&plan))).collect();
    let other = OTHER.trim_end_matches(":live").to_owned();
    let api = API_ARN.to_owned();
    assert_eq!(
        told,
        [
            (
                "add-permission",
                format!("let AppSync invoke `{OTHER}` for `{API_ARN}` (statement `{}`)", id()),
                "lambda:AddPermission",
                other
            ),
            ("update", "update the API".to_owned(), "appsync:UpdateGraphqlApi", api.clone()),
            ("verify", "read the API again and compare".to_owned(), "appsync:GetGraphqlApi", api),
            (
                "remove-permission",
                format!("take statement `{}` from the policy of `{AUTHZ}`", id()),
                "lambda:RemovePermission",
                AUTHZ.to_owned()
            ),
        ]
    );
    let undo = vec![Step::RemovePermission(StatementName { function: function(OTHER), id: id() })];
    let current = with_authorizer();
    assert_eq!(plan.undo(&steps[..1], &current), undo);
    assert_eq!(plan.undo(&steps[..2], &current), undo);
    assert_eq!(plan.undo(&[], &current), Vec::new());
    // The update was served after all, or somebody else made the same.
    assert_eq!(plan.undo(&steps[..1], &applied(&current, &plan.body())), Vec::new());
}

#[test]
fn a_missing_permission_alone_is_added_without_an_update() {
    let change = set_up(|_| ());
    let plan = plan(&with_authorizer(), &change).unwrap();
    assert_eq!(plan.steps().iter().map(Step::name).collect::<Vec<_>>(), ["add-permission"]);
    let there = policies(&[(AUTHZ, statement(AUTHZ, "x", None))]);
    let plan = plan_with(&with_authorizer(), &change, &there).unwrap();
    assert_eq!((plan.steps(), plan.is_empty()), (Vec::new(), true));
}

#[test]
fn reading_the_api_again_says_what_came_of_the_update() {
    let current = with_authorizer();
    let plan = plan(&current, &replacing()).unwrap();
    let after = applied(&current, &plan.body());
    assert_eq!(plan.verify(&after), Verification::Applied { filled: Vec::new() });
    assert_eq!(plan.verify(&current), Verification::Unchanged);
    let mut lost = after.clone();
    lost.insert("xrayEnabled".to_owned(), json!(true));
    let difference = Difference { path: "xrayEnabled".to_owned(), before: None, after: Some(json!(true)) };
    assert_eq!(plan.verify(&lost), Verification::Different(vec![difference]));
    let mut filled = after;
    filled["additionalAuthenticationProviders"][0]["lambdaAuthorizerConfig"]["authorizerResultTtlInSeconds"] =
        json!(300);
    filled.insert("userPoolConfig".to_owned(), json!({ "userPoolId": "old" }));
    let Verification::Applied { filled } = plan.verify(&filled) else { panic!("the service's own TTL is no fault") };
    assert_eq!(
        filled.into_iter().map(|each| each.path).collect::<Vec<_>>(),
        [
            "userPoolConfig",
            "additionalAuthenticationProviders[AWS_LAMBDA].lambdaAuthorizerConfig.authorizerResultTtlInSeconds"
        ]
    );
}

#[test]
fn a_saved_configuration_is_brought_back() {
    let saved = api(json!({ "authenticationType": "API_KEY", "xrayEnabled": false }));
    let now = api(json!({
        "authenticationType": "AWS_LAMBDA", "lambdaAuthorizerConfig": { "authorizerUri": AUTHZ }, "xrayEnabled": true,
        "additionalAuthenticationProviders": [{ "authenticationType": "API_KEY" }],
    }));
    let policies = policies(&[(AUTHZ, statement(AUTHZ, &id(), Some(API_ARN)))]);
    let restore = |saved: &Map<String, Value>| {
        with_facts(&now, |facts| {
            Plan::restoring(
                saved,
                PermissionChoice::Scoped,
                false,
                &crate::plan::Facts { policies: &policies, ..facts },
            )
        })
    };
    let plan = restore(&saved).unwrap();
    assert_eq!(
        Value::Object(plan.body()),
        json!({
            "name": "events", "authenticationType": "API_KEY", "xrayEnabled": false, "additionalAuthenticationProviders": [],
        })
    );
    assert_eq!(told(&plan).len(), 4);
    assert_eq!(plan.steps().iter().map(Step::name).collect::<Vec<_>>(), ["update", "verify", "remove-permission"]);
    let mut other = saved;
    other.insert("arn".to_owned(), json!("arn:aws:appsync:eu-west-1:111122223333:apis/other"));
    assert_eq!(super::given::refused(restore(&other)).0, "other-api");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn a_plan_that_was_carried_out_leaves_nothing_to_do(current in an_api(), change in a_change()) {
        let ours = policies(&[(AUTHZ, statement(AUTHZ, &id(), Some(API_ARN)))]);
        let Ok(first) = plan_with(&current, &change, &ours) else { return Ok(()) };
        let mut after = ours;
        let mut api = current.clone();
        for step in first.steps() {
            match step {
                Step::AddPermission(PermissionStatement { function, id, source_arn }) => {
                    let added = statement(&function.to_string(), &id, source_arn.as_deref());
                    after.extend(policies(&[(&function.to_string(), added)]));
                }
                Step::Update => api = applied(&current, &first.body()),
                Step::Verify => prop_assert_eq!(first.verify(&api), Verification::Applied { filled: Vec::new() }),
                Step::RemovePermission(StatementName { function, .. }) => drop(after.remove(&function)),
            }
        }
        let second = plan_with(&api, &change, &after).unwrap();
        prop_assert_eq!(second.steps(), Vec::new());
        prop_assert!(second.is_empty());
    }
}
