//! What the tests start from.

use serde_json::{Map, Value, json};

use crate::engine::Readings;
use crate::engine::lint::LintInputs;
use crate::error::Result;
use crate::plan::{Change, Facts, FunctionArn, FunctionPolicies, Plan, SetUp};

pub(super) const API_ID: &str = "abcdefghijklmnopqrstuvwxyz";
pub(super) const API_ARN: &str = "arn:aws:appsync:eu-west-1:111122223333:apis/abcdefghijklmnopqrstuvwxyz";
pub(super) const AUTHZ: &str = "arn:aws:lambda:eu-west-1:111122223333:function:authz";
pub(super) const OTHER: &str = "arn:aws:lambda:eu-west-1:111122223333:function:other:live";

pub(super) fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(members) => members,
        other => panic!("{other} is not an object"),
    }
}

pub(super) fn function(arn: &str) -> FunctionArn {
    FunctionArn::parse(arn).unwrap()
}

/// An API as GetGraphqlApi answers it: these members, and what every API has.
pub(super) fn api(members: Value) -> Map<String, Value> {
    let mut api = object(json!({ "name": "events", "apiId": API_ID, "arn": API_ARN }));
    api.extend(object(members));
    api
}

pub(super) fn pool(id: &str) -> Value {
    json!({ "authenticationType": "AMAZON_COGNITO_USER_POOLS", "userPoolConfig": { "userPoolId": id, "awsRegion": "eu-west-1" } })
}

pub(super) fn issuer(url: &str) -> Value {
    json!({ "authenticationType": "OPENID_CONNECT", "openIDConnectConfig": { "issuer": url, "iatTTL": 0 } })
}

pub(super) fn lambda(arn: &str) -> Value {
    json!({ "authenticationType": "AWS_LAMBDA", "lambdaAuthorizerConfig": { "authorizerUri": arn } })
}

pub(super) fn set_up(change: impl FnOnce(&mut SetUp)) -> Change {
    let mut set_up = SetUp::default();
    change(&mut set_up);
    Change::set_up(set_up)
}

/// The facts of this API when nothing else is known.
pub(super) fn with_facts<T>(current: &Map<String, Value>, ask: impl FnOnce(Facts<'_>) -> T) -> T {
    let (policies, lint, readings) = (FunctionPolicies::new(), LintInputs::default(), Readings::default());
    ask(Facts {
        current,
        policies: &policies,
        former_functions: &[],
        schema: None,
        lint: &lint,
        readings: &readings,
        known_settings_only: false,
    })
}

pub(super) fn plan(current: &Map<String, Value>, change: &Change) -> Result<Plan> {
    with_facts(current, |facts| Plan::of(change, &facts))
}

pub(super) fn plan_with(current: &Map<String, Value>, change: &Change, policies: &FunctionPolicies) -> Result<Plan> {
    with_facts(current, |facts| Plan::of(change, &Facts { policies, ..facts }))
}

/// The document after the change, without its name, which is always the same.
pub(super) fn after(current: &Map<String, Value>, change: &Change) -> Value {
    let mut after = plan(current, change).unwrap().after;
    assert_eq!(after.shift_remove("name"), Some(json!("events")));
    Value::Object(after)
}

/// The differences as `path: before -> after`, a line each.
pub(super) fn told(plan: &Plan) -> Vec<String> {
    let value = |value: &Option<Value>| value.as_ref().map_or_else(|| "none".to_owned(), Value::to_string);
    plan.changes
        .iter()
        .map(|each| format!("{}: {} -> {}", each.path, value(&each.before), value(&each.after)))
        .collect()
}

/// The code, the message and the help of a refusal.
pub(super) fn refused<T: std::fmt::Debug>(result: Result<T>) -> (&'static str, String, String) {
    let error = result.unwrap_err();
    (error.code(), error.message().to_owned(), error.help_text().unwrap_or_default().to_owned())
}
