//! Commands of the AWS CLI, in the order of the plan's own requests.

use serde_json::{Map, Value};

use crate::plan::function_arn::FunctionArn;
use crate::plan::permission::{PermissionStatement, StatementName};
use crate::plan::planned::Plan;
use crate::plan::policy::{APPSYNC_PRINCIPAL, INVOKE_ACTION};

/// The commands that make an API what is wanted. The CLI refuses members that its model does not have, so `wanted` has
/// only known ones.
pub(super) fn text(plan: &Plan, wanted: Map<String, Value>) -> String {
    let mut commands: Vec<String> = plan.permission.add.as_ref().map(add).into_iter().collect();
    commands.push(update(plan, wanted));
    commands.extend(plan.permission.remove.iter().map(remove));
    commands.join("\n")
}

fn update(plan: &Plan, wanted: Map<String, Value>) -> String {
    let mut input = Map::from_iter([("apiId".to_owned(), Value::from(plan.api.api_id.as_str()))]);
    input.extend(wanted);
    let input = format!("{:#}", Value::Object(input));
    command("aws appsync update-graphql-api", &[("--region", &plan.api.region), ("--cli-input-json", &input)])
}

fn add(statement: &PermissionStatement) -> String {
    let mut options = on(&statement.function);
    options.extend([
        ("--statement-id", statement.id.clone()),
        ("--action", INVOKE_ACTION.to_owned()),
        ("--principal", APPSYNC_PRINCIPAL.to_owned()),
    ]);
    options.extend(statement.source_arn.clone().map(|arn| ("--source-arn", arn)));
    lambda("aws lambda add-permission", &options)
}

fn remove(statement: &StatementName) -> String {
    let mut options = on(&statement.function);
    options.push(("--statement-id", statement.id.clone()));
    lambda("aws lambda remove-permission", &options)
}

/// The function in its own region, on its qualifier.
fn on(function: &FunctionArn) -> Vec<(&'static str, String)> {
    let mut options = vec![("--region", function.region.clone()), ("--function-name", function.unqualified())];
    options.extend(function.qualifier.clone().map(|qualifier| ("--qualifier", qualifier)));
    options
}

fn lambda(words: &str, options: &[(&str, String)]) -> String {
    let options: Vec<(&str, &str)> = options.iter().map(|(name, value)| (*name, value.as_str())).collect();
    command(words, &options)
}

/// One option a line, each value quoted for a POSIX shell.
pub(super) fn command(words: &str, options: &[(&str, &str)]) -> String {
    let mut out = words.to_owned();
    for (name, value) in options {
        out.push_str(&format!(" \\\n  {name} {}", shell_words::quote(value)));
    }
    out.push('\n');
    out
}
