//! GetFunction, GetFunctionConfiguration, ListFunctions, ListVersionsByFunction, ListAliases.

use std::collections::BTreeSet;
use std::time::{Duration, UNIX_EPOCH};

use serde_json::{Value, json};

use super::named::{Named, is_version};
use crate::appsync::{AuthorizerTarget, limits};
use crate::local::Function;
use crate::local::control_plane::plane::ControlPlane;
use crate::local::control_plane::refusal::Refusal;
use crate::local::control_plane::request::{ControlAnswer, ControlRequest};

/// How the name of a function's execution role begins; the function's name follows.
pub(in crate::local::control_plane) const ROLE_PREFIX: &str = "appsync-auth-local-";

/// The functions on a page when nobody says how many, and at most.
///
/// Source: Lambda API reference, ListFunctions, `MaxItems`.
const ITEMS_AT_MOST: usize = 50;

/// The ARN of a role.
pub(in crate::local::control_plane) fn role_arn(plane: &ControlPlane<'_>, path: &str, name: &str) -> String {
    format!("arn:{}:iam::{}:role{path}{name}", plane.partition(), plane.account_id)
}

pub(super) fn get(plane: &ControlPlane<'_>, named: &Named) -> Result<ControlAnswer, Refusal> {
    let configuration = configured(plane, named);
    // There is no package of code to be fetched, so its place is not said.
    Ok(ControlAnswer::json(200, &json!({ "Configuration": configuration, "Code": {}, "Tags": {} })))
}

pub(super) fn configuration(plane: &ControlPlane<'_>, named: &Named) -> Result<ControlAnswer, Refusal> {
    Ok(ControlAnswer::json(200, &configured(plane, named)))
}

pub(super) fn list(plane: &ControlPlane<'_>, request: &ControlRequest) -> Result<ControlAnswer, Refusal> {
    let invalid = |message: String| Refusal::new(400, "InvalidParameterValueException", message);
    let size = match request.parameter("MaxItems") {
        None => ITEMS_AT_MOST,
        Some(text) => match text.parse::<usize>() {
            Ok(size) if (1..=10_000).contains(&size) => size.min(ITEMS_AT_MOST),
            _ => {
                let constraint = "Member must have value between 1 and 10000";
                return Err(invalid(Refusal::constraint(&text, "maxItems", constraint)));
            }
        },
    };
    // A marker is the name of the first function that was not listed yet; they are listed by name.
    let marker = request.parameter("Marker").unwrap_or_default();
    let mut rest = plane.functions.all().into_iter().filter(|function| function.name >= marker);
    let listed: Vec<Value> = rest.by_ref().take(size).map(|function| described(plane, &function, None)).collect();
    let mut body = json!({ "Functions": listed });
    if let Some(next) = rest.next() {
        body["NextMarker"] = next.name.as_str().into();
    }
    Ok(ControlAnswer::json(200, &body))
}

pub(super) fn versions(plane: &ControlPlane<'_>, named: &Named) -> Result<ControlAnswer, Refusal> {
    let known = qualifiers(plane, &named.function.name);
    let mut versions: Vec<&String> = known.iter().filter(|qualifier| is_version(qualifier)).collect();
    versions.sort_by_key(|version| version.len());
    let latest = "$LATEST".to_owned();
    let listed: Vec<Value> = std::iter::once(&latest)
        .chain(versions)
        .map(|version| described(plane, &named.function, Some(version)))
        .collect();
    Ok(ControlAnswer::json(200, &json!({ "Versions": listed })))
}

pub(super) fn aliases(plane: &ControlPlane<'_>, named: &Named) -> Result<ControlAnswer, Refusal> {
    let arn = plane.functions.arn(&named.function.name);
    let known = qualifiers(plane, &named.function.name);
    let aliases = known.iter().filter(|qualifier| !is_version(qualifier)).map(|alias| {
        json!({
            "AliasArn": format!("{arn}:{alias}"),
            "Name": alias,
            "FunctionVersion": "$LATEST",
            "Description": "",
            "RevisionId": stable_id(&format!("{arn}:{alias}")),
        })
    });
    Ok(ControlAnswer::json(200, &json!({ "Aliases": aliases.collect::<Vec<_>>() })))
}

/// The versions and aliases of a function that somebody speaks of: an API's authorizer, or a permission.
fn qualifiers(plane: &ControlPlane<'_>, name: &str) -> BTreeSet<String> {
    let arn = format!("{}:", plane.functions.arn(name));
    let configured = plane.store.apis().into_iter().filter_map(|api| {
        let authentication = api.graphql_api().ok()?.authentication;
        let uri = authentication.lambda()?.authorizer_uri.clone()?;
        uri.strip_prefix(&arn).map(str::to_owned)
    });
    let account = plane.store.account();
    let permitted = account.policies.keys().filter_map(|key| key.split_once(':'));
    let permitted = permitted.filter(|(function, _)| *function == name).map(|(_, qualifier)| qualifier.to_owned());
    configured.chain(permitted).filter(|qualifier| qualifier != "$LATEST").collect()
}

fn configured(plane: &ControlPlane<'_>, named: &Named) -> Value {
    let said = if named.says_latest { Some("$LATEST") } else { named.qualifier.as_deref() };
    described(plane, &named.function, said)
}

/// A function's configuration. What a target has no word for is what a new function of Lambda has.
fn described(plane: &ControlPlane<'_>, function: &Function, qualifier: Option<&str>) -> Value {
    let unqualified = plane.functions.arn(&function.name);
    let arn = qualifier.map_or_else(|| unqualified.clone(), |qualifier| format!("{unqualified}:{qualifier}"));
    let version = qualifier.filter(|qualifier| is_version(qualifier)).unwrap_or("$LATEST");
    let (runtime, handler) = runtime(&function.target);
    let opened = UNIX_EPOCH + Duration::from_secs(plane.store.opened());
    let modified = humantime::format_rfc3339_millis(opened).to_string().replace('Z', "+0000");
    let architecture = if cfg!(target_arch = "aarch64") { "arm64" } else { "x86_64" };
    json!({
        "FunctionName": function.name,
        "FunctionArn": arn,
        "Runtime": runtime,
        "Role": role_arn(plane, "/", &format!("{ROLE_PREFIX}{}", function.name)),
        "Handler": handler,
        "CodeSize": 0,
        "Description": format!("{} under appsync-auth local", function.target),
        "Timeout": limits::AUTHORIZER_TIMEOUT.as_secs(),
        "MemorySize": 128,
        "LastModified": modified,
        "Version": version,
        "TracingConfig": { "Mode": "PassThrough" },
        "RevisionId": stable_id(&arn),
        "State": "Active",
        "LastUpdateStatus": "Successful",
        "PackageType": "Zip",
        "Architectures": [architecture],
        "EphemeralStorage": { "Size": 512 },
    })
}

/// The runtime and the handler that Lambda would have for a target.
fn runtime(target: &AuthorizerTarget) -> (&'static str, String) {
    match target {
        AuthorizerTarget::Handler { path, export } => {
            let file = path.rsplit(['/', '\\']).next().unwrap_or(path);
            let (stem, ending) = file.rsplit_once('.').unwrap_or((file, ""));
            let handler = format!("{stem}.{}", export.as_deref().unwrap_or("handler"));
            (if ending == "py" { "python3.13" } else { "nodejs22.x" }, handler)
        }
        _ => ("provided.al2023", "bootstrap".to_owned()),
    }
}

/// An id that is the same for the same text, for what has a revision and never changes.
fn stable_id(text: &str) -> String {
    let hash =
        |seed: u64| text.bytes().fold(seed, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
    let (high, low) = (hash(0xcbf2_9ce4_8422_2325), hash(0x9e37_79b9_7f4a_7c15));
    uuid::Builder::from_random_bytes((u128::from(high) << 64 | u128::from(low)).to_be_bytes()).into_uuid().to_string()
}
