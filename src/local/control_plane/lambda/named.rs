//! A function as a client names it.

use std::sync::Arc;

use crate::appsync::Arn;
use crate::local::Function;
use crate::local::control_plane::caller::Caller;
use crate::local::control_plane::plane::ControlPlane;
use crate::local::control_plane::refusal::Refusal;
use crate::local::control_plane::request::ControlRequest;
use crate::local::store::PolicyKey;
use crate::outside::function_reference::FunctionReference;

/// A function that exists, and which version or alias of it is meant.
///
/// A target has one code, so every version and alias that somebody names is taken to exist and to run it.
#[derive(Debug)]
pub(super) struct Named {
    pub(super) function: Arc<Function>,
    /// `None` when nobody said, or `$LATEST`, which is the same.
    pub(super) qualifier: Option<String>,
    /// The ARN, with the qualifier that was said.
    pub(super) arn: String,
    /// Whether `$LATEST` was said.
    pub(super) says_latest: bool,
    /// The version that runs: a number, or `$LATEST`.
    pub(super) version: String,
    /// The memory that it is said to have, in MB.
    pub(super) memory_mb: u32,
}

impl Named {
    /// Finds the function that a name, a partial ARN or an ARN in the path means, with the qualifier in it or in the query.
    pub(super) fn find(
        plane: &ControlPlane<'_>,
        request: &ControlRequest,
        caller: &Caller,
        text: &str,
        action: &str,
    ) -> Result<Self, Refusal> {
        let invalid = |message: String| Refusal::new(400, "InvalidParameterValueException", message);
        let reference = FunctionReference::parse(text).map_err(|_| {
            let constraint = "Member must satisfy regular expression pattern: (arn:(aws[a-zA-Z-]*)?:lambda:)?([a-z]{2}(-gov)?-[a-z]+-\\d{1}:)?(\\d{12}:)?(function:)?([a-zA-Z0-9-_]+)(:(\\$LATEST|[a-zA-Z0-9-_]+))?";
            invalid(Refusal::constraint(text, "functionName", constraint))
        })?;
        check_place(plane, caller, &reference, action)?;
        let asked = request.parameter("Qualifier").filter(|qualifier| !qualifier.is_empty());
        let qualifier = match (reference.qualifier, asked) {
            (Some(one), Some(other)) if one != other => {
                // The service's own words, as localstack/localstack#7336 compares them with the service.
                let message = "The derived qualifier from the function name does not match the specified qualifier.";
                return Err(invalid(message.to_owned()));
            }
            (Some(said), _) | (None, Some(said)) => Some(said),
            (None, None) => None,
        };
        let name = reference.function_name.rsplit(':').next().unwrap_or_default();
        let unqualified = plane.functions.arn(name);
        let arn = qualifier.as_ref().map_or_else(|| unqualified.clone(), |said| format!("{unqualified}:{said}"));
        let function = plane
            .functions
            .get(name)
            .ok_or_else(|| Refusal::new(404, "ResourceNotFoundException", format!("Function not found: {arn}")))?;
        let says_latest = qualifier.as_deref() == Some("$LATEST");
        let qualifier = qualifier.filter(|_| !says_latest);
        let version = version(plane, name, qualifier.as_deref());
        let memory_mb = plane.store.function_configuration(name).memory_mb;
        Ok(Self { function, qualifier, arn, says_latest, version, memory_mb })
    }

    /// The key of its resource policy.
    pub(super) fn policy_key(&self) -> String {
        PolicyKey { function: &self.function.name, qualifier: self.qualifier.as_deref() }.text()
    }
}

/// The version that a qualifier means; that of an alias that nobody made is not published.
fn version(plane: &ControlPlane<'_>, function: &str, qualifier: Option<&str>) -> String {
    let Some(qualifier) = qualifier else { return "$LATEST".to_owned() };
    if is_version(qualifier) {
        return qualifier.to_owned();
    }
    let account = plane.store.account();
    let alias = account.aliases.get(function).and_then(|aliases| aliases.get(qualifier));
    alias.map_or_else(|| "$LATEST".to_owned(), |alias| alias.version.clone())
}

/// Whether a qualifier is a version; all others are aliases.
pub(super) fn is_version(qualifier: &str) -> bool {
    qualifier.bytes().all(|byte| byte.is_ascii_digit())
}

/// Refuses functions of another region or account.
fn check_place(
    plane: &ControlPlane<'_>,
    caller: &Caller,
    reference: &FunctionReference,
    action: &str,
) -> Result<(), Refusal> {
    if let Some(region) = reference.region.as_deref().filter(|region| *region != plane.region) {
        // The service's own words, as localstack/localstack#7336 compares them with the service.
        let message = format!("Functions from '{region}' are not reachable in this region ('{}')", plane.region);
        return Err(Refusal::new(404, "ResourceNotFoundException", message));
    }
    let account = match reference.function_name.parse() {
        Ok(Arn::Function { account_id, .. }) => Some(account_id),
        _ => reference.function_name.split(':').find(|part| is_account(part)).map(str::to_owned),
    };
    match account {
        Some(account) if account != plane.account_id => {
            let name = reference.function_name.rsplit(':').next().unwrap_or_default();
            let arn = format!("arn:{}:lambda:{}:{account}:function:{name}", plane.partition(), plane.region);
            let message = format!(
                "User: {} is not authorized to perform: lambda:{action} on resource: {arn} because no resource-based policy allows the lambda:{action} action",
                caller.principal
            );
            Err(Refusal::new(403, "AccessDeniedException", message))
        }
        _ => Ok(()),
    }
}

fn is_account(part: &str) -> bool {
    part.len() == 12 && is_version(part)
}
