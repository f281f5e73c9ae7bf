//! GetPolicy, AddPermission, RemovePermission.

use serde_json::{Map, Value, json};

use super::named::Named;
use crate::local::control_plane::plane::ControlPlane;
use crate::local::control_plane::refusal::Refusal;
use crate::local::control_plane::request::{Change, ControlAnswer, ControlRequest};
use crate::local::store::{ResourcePolicy, new_request_id};

/// The largest policy, in bytes.
///
/// Source: Lambda quotas, "Function resource-based policy".
const POLICY_BYTES: usize = 20 * 1024;

pub(super) fn get(plane: &ControlPlane<'_>, named: &Named) -> Result<ControlAnswer, Refusal> {
    let account = plane.store.account();
    // The service's own words, as localstack/localstack#7336 compares them with the service; so are those of the
    // statements below.
    let policy = account
        .policies
        .get(&named.policy_key())
        .ok_or_else(|| Refusal::new(404, "ResourceNotFoundException", "The resource you requested does not exist."))?;
    let body = json!({ "Policy": policy.document().to_string(), "RevisionId": policy.revision });
    Ok(ControlAnswer::json(200, &body))
}

pub(super) fn add(plane: &ControlPlane<'_>, request: &ControlRequest, named: &Named) -> Result<ControlAnswer, Refusal> {
    if named.says_latest {
        // The service's own words: terraform-aws-modules/terraform-aws-lambda#36.
        return Err(invalid("We currently do not support adding policies for $LATEST."));
    }
    let given = serde_json::from_slice(&request.body).ok();
    let Some(Value::Object(given)) = given else {
        let message = "Could not parse request body into json";
        return Err(Refusal::new(400, "InvalidRequestContentException", message));
    };
    let statement = statement(plane, &given, &named.arn)?;
    let revision = given.get("RevisionId").and_then(Value::as_str);
    plane.store.change_account(|account| {
        let policy = account.policies.entry(named.policy_key()).or_default();
        check_revision(revision, policy)?;
        if policy.statements.iter().any(|known| known["Sid"] == statement["Sid"]) {
            // The service's own words: terraform-aws-modules/terraform-aws-lambda#547.
            let id = statement["Sid"].as_str().unwrap_or_default();
            let message = format!(
                "The statement id ({id}) provided already exists. Please provide a new statement id, or remove the existing statement."
            );
            return Err(Refusal::new(409, "ResourceConflictException", message));
        }
        policy.statements.push(statement.clone());
        policy.revision = new_request_id();
        let size = policy.document().to_string().len();
        if size > POLICY_BYTES {
            let message = format!("The final policy size ({size}) is bigger than the limit ({POLICY_BYTES}).");
            return Err(Refusal::new(400, "PolicyLengthExceededException", message));
        }
        Ok(())
    })?;
    let answer = ControlAnswer::json(201, &json!({ "Statement": statement.to_string() }));
    Ok(answer.changed(Change::FunctionsChanged))
}

pub(super) fn remove(
    plane: &ControlPlane<'_>,
    request: &ControlRequest,
    named: &Named,
    statement: &str,
) -> Result<ControlAnswer, Refusal> {
    let revision = request.parameter("RevisionId");
    let not_found = |message: String| Refusal::new(404, "ResourceNotFoundException", message);
    plane.store.change_account(|account| {
        let key = named.policy_key();
        let policy = account
            .policies
            .get_mut(&key)
            .ok_or_else(|| not_found("No policy is associated with the given resource.".to_owned()))?;
        check_revision(revision.as_deref(), policy)?;
        let before = policy.statements.len();
        policy.statements.retain(|known| known["Sid"] != statement);
        if policy.statements.len() == before {
            return Err(not_found(format!("Statement {statement} is not found in resource policy.")));
        }
        policy.revision = new_request_id();
        // A function has no policy without statements.
        if policy.statements.is_empty() {
            account.policies.remove(&key);
        }
        Ok(())
    })?;
    Ok(ControlAnswer::empty(204).changed(Change::FunctionsChanged))
}

/// The service's own words, as localstack/localstack `test_lambda_api.snapshot.json` has them in
/// `test_lambda_permission_fn_versioning`; there a policy has a revision of its own, other than the function's.
fn check_revision(given: Option<&str>, policy: &ResourcePolicy) -> Result<(), Refusal> {
    match given {
        Some(given) if given != policy.revision => {
            let message = "The Revision Id provided does not match the latest Revision Id. Call the GetPolicy API to retrieve the latest Revision Id";
            Err(Refusal::new(412, "PreconditionFailedException", message))
        }
        _ => Ok(()),
    }
}

/// The statement that a permission is written as.
///
/// Source: Lambda developer guide, "Using resource-based policies", which shows the statements that AddPermission makes.
fn statement(plane: &ControlPlane<'_>, given: &Map<String, Value>, arn: &str) -> Result<Value, Refusal> {
    let id = text(given, "StatementId", "statementId", 100, "([a-zA-Z0-9-_]+)", |id| {
        !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
    })?;
    let action = text(given, "Action", "action", 10_000, "(lambda:[*]|lambda:[a-zA-Z]+|[*])", |action| {
        let verb = action.strip_prefix("lambda:").unwrap_or_default();
        action == "*" || verb == "*" || (!verb.is_empty() && verb.bytes().all(|byte| byte.is_ascii_alphabetic()))
    })?;
    let who = text(given, "Principal", "principal", 2_048, "[^\\s]+", |who| {
        !who.is_empty() && !who.contains(char::is_whitespace)
    })?;
    let mut statement = json!({
        "Sid": id,
        "Effect": "Allow",
        "Principal": principal(plane, &who)?,
        "Action": action,
        "Resource": arn,
    });
    let mut conditions = Map::new();
    for (member, operator, key) in [
        ("SourceAccount", "StringEquals", "AWS:SourceAccount"),
        ("EventSourceToken", "StringEquals", "lambda:EventSourceToken"),
        ("FunctionUrlAuthType", "StringEquals", "lambda:FunctionUrlAuthType"),
        ("PrincipalOrgID", "StringEquals", "aws:PrincipalOrgID"),
        ("SourceArn", "ArnLike", "AWS:SourceArn"),
    ] {
        match given.get(member) {
            None | Some(Value::Null) => {}
            Some(Value::String(value)) => {
                conditions.entry(operator).or_insert_with(|| json!({}))[key] = value.as_str().into()
            }
            Some(_) => return Err(invalid(format!("{member} is not a string."))),
        }
    }
    if let Some(Value::Bool(through_url)) = given.get("InvokedViaFunctionUrl") {
        conditions.insert("Bool".to_owned(), json!({ "lambda:InvokedViaFunctionUrl": through_url.to_string() }));
    }
    if !conditions.is_empty() {
        statement["Condition"] = Value::Object(conditions);
    }
    Ok(statement)
}

/// A required text that fits its pattern.
fn text(
    given: &Map<String, Value>,
    member: &str,
    wire: &str,
    most: usize,
    pattern: &str,
    fits: impl FnOnce(&str) -> bool,
) -> Result<String, Refusal> {
    let Some(value) = given.get(member).and_then(Value::as_str) else {
        return Err(invalid(Refusal::constraint("null", wire, "Member must not be null")));
    };
    if value.chars().count() > most {
        let constraint = format!("Member must have length less than or equal to {most}");
        return Err(invalid(Refusal::constraint(value, wire, &constraint)));
    }
    if !fits(value) {
        let constraint = format!("Member must satisfy regular expression pattern: {pattern}");
        return Err(invalid(Refusal::constraint(value, wire, &constraint)));
    }
    Ok(value.to_owned())
}

/// Who is meant: a service by its name, everybody, an account by its number or an ARN.
fn principal(plane: &ControlPlane<'_>, who: &str) -> Result<Value, Refusal> {
    let is_account = who.len() == 12 && who.bytes().all(|byte| byte.is_ascii_digit());
    match who {
        "*" => Ok("*".into()),
        _ if is_account => Ok(json!({ "AWS": format!("arn:{}:iam::{who}:root", plane.partition()) })),
        _ if who.starts_with("arn:") => Ok(json!({ "AWS": who })),
        _ if who.contains('.') => Ok(json!({ "Service": who })),
        // The service's own words, as above.
        _ => Err(invalid("The provided principal was invalid. Please check the principal and try again.")),
    }
}

fn invalid(message: impl Into<String>) -> Refusal {
    Refusal::new(400, "InvalidParameterValueException", message)
}
