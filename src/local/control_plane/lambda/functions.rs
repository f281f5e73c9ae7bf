//! GetFunction, ListFunctions, and a function as answers show it.

use serde_json::{Value, json};

use super::configuration::modified;
use super::named::{Named, is_version};
use crate::appsync::{AuthorizerTarget, limits};
use crate::local::Function;
use crate::local::control_plane::plane::ControlPlane;
use crate::local::control_plane::refusal::Refusal;
use crate::local::control_plane::request::{ControlAnswer, ControlRequest};
use crate::outside::authorizer::MEMORY_MB;

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
    let configuration = described(plane, named);
    // There is no package of code to be fetched, so its place is not said.
    Ok(ControlAnswer::json(200, &json!({ "Configuration": configuration, "Code": {}, "Tags": {} })))
}

pub(super) fn list(plane: &ControlPlane<'_>, request: &ControlRequest) -> Result<ControlAnswer, Refusal> {
    let (page, marker) = listed(request, plane.functions.all(), |function| function.name.clone())?;
    let page = page.iter().map(|function| configuration_of(plane, function, None, "$LATEST"));
    let mut body = json!({ "Functions": page.collect::<Vec<_>>() });
    if let Some(marker) = marker {
        body["NextMarker"] = marker.into();
    }
    Ok(ControlAnswer::json(200, &body))
}

/// A page of items that stand in the order of their places, and the marker of the next: the place that it begins with.
pub(super) fn listed<T>(
    request: &ControlRequest,
    items: impl IntoIterator<Item = T>,
    place: impl Fn(&T) -> String,
) -> Result<(Vec<T>, Option<String>), Refusal> {
    let size = match request.parameter("MaxItems") {
        None => ITEMS_AT_MOST,
        Some(text) => match text.parse::<usize>() {
            Ok(size) if (1..=10_000).contains(&size) => size.min(ITEMS_AT_MOST),
            _ => {
                let constraint = "Member must have value between 1 and 10000";
                let message = Refusal::constraint(&text, "maxItems", constraint);
                return Err(Refusal::new(400, "InvalidParameterValueException", message));
            }
        },
    };
    let marker = request.parameter("Marker").unwrap_or_default();
    let mut rest = items.into_iter().filter(|item| place(item) >= marker);
    let page = rest.by_ref().take(size).collect();
    Ok((page, rest.next().map(|next| place(&next))))
}

/// A function as it was named.
pub(super) fn described(plane: &ControlPlane<'_>, named: &Named) -> Value {
    let said = if named.says_latest { Some("$LATEST") } else { named.qualifier.as_deref() };
    configuration_of(plane, &named.function, said, &named.version)
}

/// A function's configuration. What a target has no word for is what a new function of Lambda has.
pub(super) fn configuration_of(
    plane: &ControlPlane<'_>,
    function: &Function,
    qualifier: Option<&str>,
    version: &str,
) -> Value {
    let unqualified = plane.functions.arn(&function.name);
    let arn = qualifier.map_or_else(|| unqualified.clone(), |qualifier| format!("{unqualified}:{qualifier}"));
    let (runtime, handler) = runtime(&function.target);
    let account = plane.store.account();
    let settings = account.functions.get(&function.name);
    let revision = if is_version(version) {
        stable_id(&format!("{unqualified}:{version}"))
    } else {
        revision(plane, &function.name)
    };
    let mut shown = json!({
        "FunctionName": function.name,
        "FunctionArn": arn,
        "Runtime": runtime,
        "Role": role_arn(plane, "/", &format!("{ROLE_PREFIX}{}", function.name)),
        "Handler": handler,
        "CodeSize": 0,
        "Description": format!("{} under appsync-auth local", function.target),
        "Timeout": limits::AUTHORIZER_TIMEOUT.as_secs(),
        "MemorySize": MEMORY_MB,
        "LastModified": modified(plane, settings),
        "Version": version,
        "TracingConfig": { "Mode": "PassThrough" },
        "RevisionId": revision,
        "State": "Active",
        "LastUpdateStatus": "Successful",
        "PackageType": "Zip",
        "Architectures": [if cfg!(target_arch = "aarch64") { "arm64" } else { "x86_64" }],
        "EphemeralStorage": { "Size": 512 },
    });
    for (name, value) in settings.map(|settings| &settings.members).into_iter().flatten() {
        shown[name] = value.clone();
    }
    shown
}

/// The revision of a function that is not published.
pub(super) fn revision(plane: &ControlPlane<'_>, name: &str) -> String {
    let account = plane.store.account();
    let changed = account.functions.get(name).map(|settings| settings.revision.clone());
    changed.unwrap_or_else(|| stable_id(&plane.functions.arn(name)))
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
pub(super) fn stable_id(text: &str) -> String {
    let hash =
        |seed: u64| text.bytes().fold(seed, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
    let (high, low) = (hash(0xcbf2_9ce4_8422_2325), hash(0x9e37_79b9_7f4a_7c15));
    uuid::Builder::from_random_bytes((u128::from(high) << 64 | u128::from(low)).to_be_bytes()).into_uuid().to_string()
}
