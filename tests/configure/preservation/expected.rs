//! What shall come of a case, worked out from what is asked for and nothing of the program.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::case::{Case, FUNCTIONS, number};

/// The members that a mode's configuration stands in.
pub(super) const CONFIGURED: [&str; 3] = ["userPoolConfig", "openIDConnectConfig", "lambdaAuthorizerConfig"];

/// The functions whose policies are compared, with every qualifier that a case names.
pub(super) const WATCHED: [&str; 5] = ["authz", "authz:live", "authz:7", "other", "other:live"];

/// The statements of each function.
pub(super) type Policies = BTreeMap<String, Vec<Value>>;

/// The mode of a provider.
fn mode(provider: &Value) -> &str {
    provider["authenticationType"].as_str().unwrap()
}

/// The position among the other providers that becomes the default; `None` for one that is new.
fn promoted(case: &Case) -> Option<usize> {
    match case.get("to new default") {
        "first" => Some(0),
        "last" => Some(case.others().len() - 1),
        _ => None,
    }
}

/// The mode that becomes the default though the API has no provider of it.
fn new_mode(case: &Case) -> &'static str {
    if case.is_plain("API_KEY") { "API_KEY" } else { "AWS_IAM" }
}

/// What `--new-default` says: the mode, and which pool or issuer where there are several.
pub(super) fn named(case: &Case) -> String {
    let others = case.others();
    let Some(place) = promoted(case) else { return new_mode(case).to_owned() };
    let chosen = &others[place];
    let alike = others.iter().filter(|other| mode(other) == mode(chosen)).count();
    let which = chosen["userPoolConfig"].get("userPoolId").or(chosen["openIDConnectConfig"].get("issuer"));
    match which.and_then(Value::as_str) {
        Some(which) if alike > 1 => format!("{}={which}", mode(chosen)),
        _ => mode(chosen).to_owned(),
    }
}

/// The function that the API calls after the change.
fn function_after(case: &Case) -> Option<String> {
    if case.get("to slot").starts_with("remove") {
        return None;
    }
    match case.get("to function") {
        "none" | "the same" => Some(case.function()),
        name => Some(format!("{FUNCTIONS}{name}")),
    }
}

/// The authorizer after the change.
fn authorizer_after(case: &Case) -> Option<Value> {
    let function = function_after(case)?;
    let bare = || json!({ "authenticationType": "AWS_LAMBDA", "lambdaAuthorizerConfig": {} });
    let mut authorizer = case.authorizer().unwrap_or_else(bare);
    let config = authorizer["lambdaAuthorizerConfig"].as_object_mut().unwrap();
    config.insert("authorizerUri".to_owned(), json!(function));
    if !case.is_plain("to ttl") {
        config.insert("authorizerResultTtlInSeconds".to_owned(), number(case.get("to ttl")));
    }
    match case.get("to regex") {
        "none" => {}
        "away" => drop(config.remove("identityValidationExpression")),
        regex => drop(config.insert("identityValidationExpression".to_owned(), json!(regex))),
    }
    Some(authorizer)
}

/// The default provider and the additional ones after the change.
pub(super) fn providers_after(case: &Case) -> (Value, Vec<Value>) {
    let (default_before, _) = case.providers();
    let mut others = case.others();
    let was_default = case.is("authorizer", "default");
    let becomes_default = match case.get("to slot") {
        "stay" => was_default,
        slot => slot.starts_with("default"),
    };
    let leave = |others: &mut Vec<Value>| match promoted(case) {
        Some(place) => others.remove(place),
        None => json!({ "authenticationType": new_mode(case) }),
    };
    let (mut default, mut additional) = match (authorizer_after(case), was_default) {
        (Some(authorizer), true) if becomes_default => (authorizer, others),
        (Some(authorizer), false) if becomes_default => {
            if !case.is("to slot", "default, drop") {
                let mut kept = default_before;
                if let Some(pool) = kept.get_mut("userPoolConfig").and_then(Value::as_object_mut) {
                    pool.remove("defaultAction");
                }
                others.push(kept);
            }
            (authorizer, others)
        }
        (authorizer, true) => {
            let mut promoted = leave(&mut others);
            if let Some(pool) = promoted.get_mut("userPoolConfig") {
                pool["defaultAction"] = json!("ALLOW");
            }
            others.extend(authorizer);
            (promoted, others)
        }
        (authorizer, false) => {
            others.extend(authorizer);
            (default_before, others)
        }
    };
    if let action @ ("ALLOW" | "DENY") = case.get("to the rest")
        && let Some(pool) = default.get_mut("userPoolConfig")
    {
        pool["defaultAction"] = json!(action);
    }
    sort(&mut additional);
    (default, additional)
}

/// The order of additional providers decides nothing.
fn sort(providers: &mut [Value]) {
    providers.sort_by_key(|provider| {
        let which = ["/userPoolConfig/userPoolId", "/openIDConnectConfig/issuer"].map(|at| provider.pointer(at));
        format!("{} {which:?}", mode(provider))
    });
}

/// An API as boto3 read it, its additional providers in an order of their own.
pub(super) fn in_order(api: &Value) -> Map<String, Value> {
    let mut api = api.as_object().unwrap().clone();
    if let Some(list) = api.get_mut("additionalAuthenticationProviders").and_then(Value::as_array_mut) {
        sort(list);
    }
    api
}

/// The API after the change: as before, but for its providers.
pub(super) fn api_after(case: &Case, before: &Map<String, Value>) -> Map<String, Value> {
    let (default, additional) = providers_after(case);
    let mut after = before.clone();
    after.retain(|name, _| !CONFIGURED.contains(&name.as_str()) && name != "additionalAuthenticationProviders");
    after.extend(default.as_object().unwrap().clone());
    if !additional.is_empty() {
        after.insert("additionalAuthenticationProviders".to_owned(), json!(additional));
    }
    after
}

/// The function of [`WATCHED`] whose policy counts for this ARN.
fn policy_of(arn: &str) -> String {
    arn.strip_prefix(FUNCTIONS).unwrap().replace(":$LATEST", "")
}

/// The statement of a permission, as Lambda shows it.
fn statement(function: &str, sid: &str, source: Option<&str>) -> Value {
    let mut statement = json!({
        "Sid": sid,
        "Effect": "Allow",
        "Principal": { "Service": "appsync.amazonaws.com" },
        "Action": "lambda:InvokeFunction",
        "Resource": format!("{FUNCTIONS}{function}"),
    });
    if let Some(source) = source {
        statement["Condition"] = json!({ "ArnLike": { "AWS:SourceArn": source } });
    }
    statement
}

/// The policies after the change, and the requests that make them so.
pub(super) fn policies_after(case: &Case, before: &Policies, api: &Value) -> (Policies, Vec<&'static str>, usize) {
    let (id, arn) = (api["apiId"].as_str().unwrap(), api["arn"].as_str().unwrap());
    let mut after = before.clone();
    let (mut added, mut removed) = (Vec::new(), 0);
    if case.is("to the rest", "skip") {
        return (after, added, removed);
    }
    let home = policy_of(&case.function());
    let next = function_after(case).map(|arn| policy_of(&arn));
    if let Some(function) = &next {
        let is_open = ["open", "our open"].contains(&case.get("permission"));
        let stands =
            *function == home && if case.is("to the rest", "open") { is_open } else { !case.is_plain("permission") };
        if !stands {
            let new = match case.get("to the rest") {
                "open" => statement(function, "appsync-auth-open", None),
                _ => statement(function, &format!("appsync-auth-{id}"), Some(arn)),
            };
            after.get_mut(function).unwrap().push(new);
            added.push("AddPermission");
        }
    }
    let is_left = !case.is_plain("authorizer") && next.as_ref() != Some(&home);
    if is_left && !case.is("to slot", "remove, keep permission") {
        let ours = [format!("appsync-auth-{id}"), format!("appsync-auth-{id}-2")];
        let statements = after.get_mut(&home).unwrap();
        let count = statements.len();
        statements.retain(|statement| !ours.iter().any(|sid| statement["Sid"] == **sid));
        removed = count - statements.len();
    }
    for statements in after.values_mut() {
        statements.sort_by_key(|statement| statement["Sid"].to_string());
    }
    (after, added, removed)
}
