//! GetFunctionConfiguration and UpdateFunctionConfiguration.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::{Map, Value, json};

use super::environment;
use super::functions::described;
use super::named::Named;
use crate::local::control_plane::plane::ControlPlane;
use crate::local::control_plane::refusal::Refusal;
use crate::local::control_plane::request::{Change, ControlAnswer, ControlRequest};
use crate::local::control_plane::shape::{ANY_LENGTH, Member, Shape, checked, optional};
use crate::local::store::{FunctionSettings, new_request_id};

/// What an update may set, as far as the emulator holds it.
///
/// Source: `UpdateFunctionConfigurationRequest` of the service model; the bounds of Timeout, MemorySize and EphemeralStorage
/// are those of Lambda's quotas.
const MEMBERS: &[Member] = &[
    optional("Role", Shape::Text(10_000)),
    optional("Handler", Shape::Text(128)),
    optional("Description", Shape::Text(256)),
    optional("Timeout", Shape::Range(1, 900)),
    optional("MemorySize", Shape::Range(128, 10_240)),
    optional("Environment", Shape::Struct(&[optional("Variables", Shape::Map)])),
    optional("Runtime", Shape::Text(ANY_LENGTH)),
    optional("DeadLetterConfig", Shape::Struct(&[optional("TargetArn", Shape::Text(ANY_LENGTH))])),
    optional("KMSKeyArn", Shape::Text(10_000)),
    optional("TracingConfig", Shape::Struct(&[optional("Mode", Shape::Enum(&["Active", "PassThrough"]))])),
    optional("EphemeralStorage", Shape::Struct(&[optional("Size", Shape::Range(512, 10_240))])),
];

/// What else the model has: nothing here has it, and an update that were ignored would look like one that was made.
const NOT_HELD: &[&str] = &[
    "VpcConfig",
    "Layers",
    "FileSystemConfigs",
    "ImageConfig",
    "SnapStart",
    "LoggingConfig",
    "CapacityProviderConfig",
    "DurableConfig",
    "RuntimeConfig",
    "AcceleratorConfig",
];

/// The runtimes that a function may be changed to.
///
/// Source: the service's own words, as localstack/localstack `test_lambda_api.snapshot.json` has them.
const RUNTIMES: &[&str] = &[
    "nodejs20.x",
    "python3.14",
    "provided.al2023",
    "python3.12",
    "python3.13",
    "nodejs24.x",
    "nodejs22.x",
    "java25",
    "python3.10",
    "python3.11",
    "java21",
    "ruby3.3",
    "ruby3.4",
    "ruby3.2",
    "python3.8",
    "python3.9",
    "java17",
    "nodejs16.x",
    "dotnet10",
    "dotnet8",
    "java11",
    "dotnet6",
    "nodejs18.x",
    "provided.al2",
    "java8.al2",
];

pub(super) fn get(plane: &ControlPlane<'_>, named: &Named) -> Result<ControlAnswer, Refusal> {
    Ok(ControlAnswer::json(200, &described(plane, named)))
}

/// Changes what the request says; the environment variables are replaced all together. The answer says that the update is
/// in progress, and the next request finds it done.
///
/// Source: localstack/localstack `test_lambda_api.snapshot.json`, `test_redundant_updates`: what the service answered, with
/// a revision that is another one when the update is done, and with a new one even when nothing differs.
pub(super) fn update(
    plane: &ControlPlane<'_>,
    request: &ControlRequest,
    named: &Named,
) -> Result<ControlAnswer, Refusal> {
    if named.qualifier.is_some() {
        // Assumed: that it is refused so. The API reference says that only the unpublished version can be changed.
        return Err(invalid("Only the configuration of the unpublished version of a function can be modified."));
    }
    let given = serde_json::from_slice(&request.body).ok();
    let Some(Value::Object(given)) = given else {
        let message = "Could not parse request body into json";
        return Err(Refusal::new(400, "InvalidRequestContentException", message));
    };
    let members = members(&given)?;
    let revision = given.get("RevisionId").and_then(Value::as_str);
    let name = &named.function.name;
    let before = super::functions::revision(plane, name);
    plane.store.change_account(|account| {
        let settings = account.functions.entry(name.clone()).or_default();
        let held = if settings.revision.is_empty() { &before } else { &settings.revision };
        if revision.is_some_and(|revision| revision != held) {
            // The service's own words, as above.
            let message = "The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id";
            return Err(Refusal::new(412, "PreconditionFailedException", message));
        }
        settings.members.extend(members);
        settings.revision = new_request_id();
        settings.modified = milliseconds(plane.now);
        Ok(())
    })?;
    named.function.configure(|| plane.store.function_configuration(name))?;
    let mut body = described(plane, named);
    body["RevisionId"] = new_request_id().into();
    body["LastUpdateStatus"] = "InProgress".into();
    body["LastUpdateStatusReason"] = "The function is being created.".into();
    body["LastUpdateStatusReasonCode"] = "Creating".into();
    Ok(ControlAnswer::json(200, &body).changed(Change::FunctionsChanged))
}

/// What the request sets, as the answers show it.
fn members(given: &Map<String, Value>) -> Result<Map<String, Value>, Refusal> {
    if let Some(name) = NOT_HELD.iter().find(|name| given.get(**name).is_some_and(|value| !value.is_null())) {
        return Err(invalid(format!("the emulator holds no {name} of a function")));
    }
    let mut members = checked(given, MEMBERS, "").map_err(in_words_of_lambda)?;
    for (name, fits, pattern) in PATTERNS {
        if let Some(text) = members.get(*name).and_then(Value::as_str).filter(|text| !fits(text)) {
            let constraint = format!("Member must satisfy regular expression pattern: {pattern}");
            let message = Refusal::constraint(text, &wire(name), &constraint);
            return Err(Refusal::new(400, "ValidationException", message));
        }
    }
    if let Some(runtime) = members.get("Runtime").and_then(Value::as_str).filter(|name| !RUNTIMES.contains(name)) {
        return Err(invalid(format!(
            "Value {runtime} at 'runtime' failed to satisfy constraint: Member must satisfy enum value set: [{}] or be a valid ARN",
            RUNTIMES.join(", ")
        )));
    }
    if let Some(given) = members.get("Environment") {
        let variables = given.get("Variables").cloned().unwrap_or_else(|| json!({}));
        environment::check(variables.as_object().unwrap_or(&Map::new()))?;
        members.insert("Environment".to_owned(), json!({ "Variables": variables }));
    }
    Ok(members)
}

/// A member, whether a text fits its pattern, and the pattern.
type Pattern = (&'static str, fn(&str) -> bool, &'static str);

/// Source: `RoleArn`, `Handler` and `KMSKeyArn` of the service model.
const PATTERNS: &[Pattern] = &[
    ("Role", is_role, "arn:(aws[a-zA-Z-]*)?:iam::\\d{12}:role/?[a-zA-Z_0-9+=,.@\\-_/]+"),
    ("Handler", |text| !text.is_empty() && !text.contains(char::is_whitespace), "[^\\s]+"),
    ("KMSKeyArn", |text| text.is_empty() || text.starts_with("arn:"), "(arn:(aws[a-zA-Z-]*)?:[a-z0-9-.]+:.*)|()"),
];

fn is_role(text: &str) -> bool {
    let parts: Vec<&str> = text.splitn(6, ':').collect();
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_+=,.@-/".contains(&byte);
    matches!(parts[..], ["arn", partition, "iam", "", account, role]
        if (partition.is_empty() || partition.starts_with("aws"))
            && account.len() == 12
            && account.bytes().all(|byte| byte.is_ascii_digit())
            && role.strip_prefix("role").is_some_and(|name| name.len() > 1 && name.bytes().all(plain)))
}

/// The name of a member in the messages of the framework.
fn wire(name: &str) -> String {
    let (first, rest) = name.split_at(1);
    match name {
        "KMSKeyArn" => "kMSKeyArn".to_owned(),
        _ => format!("{}{rest}", first.to_ascii_lowercase()),
    }
}

/// The shapes are AppSync's words; Lambda's framework says the same under another name and with members in lower case.
fn in_words_of_lambda(refusal: Refusal) -> Refusal {
    let message = MEMBERS.iter().fold(refusal.message, |message, member| {
        message.replace(&format!("'{}", member.name), &format!("'{}", wire(member.name)))
    });
    Refusal::new(400, "ValidationException", message)
}

fn milliseconds(time: SystemTime) -> u64 {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

/// When a function changed last.
pub(super) fn modified(plane: &ControlPlane<'_>, settings: Option<&FunctionSettings>) -> String {
    let milliseconds = settings.map_or_else(|| plane.store.opened() * 1_000, |settings| settings.modified);
    let time = UNIX_EPOCH + Duration::from_millis(milliseconds);
    humantime::format_rfc3339_millis(time).to_string().replace('Z', "+0000")
}

fn invalid(message: impl Into<String>) -> Refusal {
    Refusal::new(400, "InvalidParameterValueException", message)
}
