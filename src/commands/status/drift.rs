//! How far an API is from what the configuration wants: the plan is asked, nothing is judged here.

use serde_json::{Map, Value};

use super::read::{ReadFunction, Reader};
use crate::commands::gather;
use crate::error::Result;
use crate::graphql::Schema;
use crate::plan::{Change, Facts, FunctionArn, FunctionPolicies, Plan, functions_to_ask, identity_of};
use crate::report::status::Drift;
use crate::settings::{Origin, PermissionChoice, Wanted};

/// How far the API is from what its environment wants; `None` where nothing is wanted.
pub(super) async fn of(
    reader: &Reader<'_>,
    document: &Map<String, Value>,
    schema: Option<&Schema>,
    function: Option<&ReadFunction>,
) -> Option<Drift> {
    let wanted = reader.settings.wanted.as_ref()?;
    let environment = reader.settings.environment.as_ref()?.value.clone();
    let counted = count(reader, &wanted.value, document, schema, function).await;
    let (changes, permissions_are_known) = match counted {
        Ok((number, known)) => (Ok(number), known),
        Err(error) => (Err(error), false),
    };
    let command = command(reader, &environment);
    Some(Drift { environment, changes, permissions_are_known, command })
}

/// The command that shows the changes, of the same API.
fn command(reader: &Reader<'_>, environment: &str) -> String {
    let quoted = |text: &str| shell_words::quote(text).into_owned();
    let api = reader.settings.api.as_ref().filter(|api| !matches!(api.origin, Origin::Environment { .. }));
    let api = api.map_or_else(String::new, |api| format!(" --api {}", quoted(&api.value)));
    format!("appsync-auth configure --env {}{api} --check", quoted(environment))
}

/// How many changes there are, and whether permissions are among them.
async fn count(
    reader: &Reader<'_>,
    wanted: &Wanted,
    document: &Map<String, Value>,
    schema: Option<&Schema>,
    function: Option<&ReadFunction>,
) -> Result<(usize, bool)> {
    let mut change = Change::of_wanted(wanted, &identity_of(document)?)?;
    let policies = match policies(reader, &change, document, function).await? {
        Some(policies) => policies,
        None => {
            change.permission = PermissionChoice::Skip;
            FunctionPolicies::new()
        }
    };
    let readings = gather::readings(reader.settings);
    let facts = Facts {
        current: document,
        policies: &policies,
        former_functions: &[],
        schema,
        lint: &reader.inputs,
        readings: &readings,
        known_settings_only: false,
    };
    let plan = Plan::of(&change, &facts)?;
    let permissions = usize::from(plan.permission.add.is_some()) + plan.permission.remove.len();
    let are_known = change.permission == wanted.permission.unwrap_or(PermissionChoice::Scoped);
    Ok((plan.changes.len() + permissions, are_known))
}

/// The policies that the plan needs, those that were read already among them; `None` when one cannot be read.
async fn policies(
    reader: &Reader<'_>,
    change: &Change,
    document: &Map<String, Value>,
    function: Option<&ReadFunction>,
) -> Result<Option<FunctionPolicies>> {
    let mut policies = FunctionPolicies::new();
    for arn in functions_to_ask(change, document, &[])? {
        let policy = match function.filter(|_| is_current(&arn, document)) {
            Some(read) => read.policy().cloned().ok(),
            None => reader.policy(&arn.to_string()).await.ok(),
        };
        let Some(policy) = policy else { return Ok(None) };
        policies.insert(arn, policy);
    }
    Ok(Some(policies))
}

/// Whether it is the function that the API names now, whose policy was read.
fn is_current(arn: &FunctionArn, document: &Map<String, Value>) -> bool {
    let api = crate::appsync::GraphqlApi::from_json(&Value::Object(document.clone())).ok();
    let uri = api.as_ref().and_then(super::read::authorizer_uri);
    uri.as_deref().and_then(FunctionArn::parse).is_some_and(|current| current.policy_arn() == *arn)
}
