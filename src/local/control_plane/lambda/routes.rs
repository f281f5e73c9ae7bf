//! Which operation a method and path ask for.

use super::named::Named;
use super::{aliases, configuration, functions, invoke, permissions};
use crate::local::control_plane::caller::Caller;
use crate::local::control_plane::plane::ControlPlane;
use crate::local::control_plane::refusal::Refusal;
use crate::local::control_plane::request::{ControlAnswer, ControlRequest};

/// Answers a request to Lambda.
///
/// Source: the `requestUri` of each operation in the service model.
pub(in crate::local::control_plane) async fn answer(
    plane: &ControlPlane<'_>,
    request: &ControlRequest,
    caller: &Caller,
) -> Result<ControlAnswer, Refusal> {
    let segments = request.segments();
    let path: Vec<&str> = segments.iter().map(String::as_str).collect();
    let no_operation = || Refusal::no_operation(&request.method, &request.path);
    let ["2015-03-31", "functions", path @ ..] = path.as_slice() else { return Err(no_operation()) };
    let named = |name: &str, action: &str| Named::find(plane, request, caller, name, action);
    match (request.method.as_str(), path) {
        ("GET", []) => functions::list(plane, request),
        ("GET", [name]) => functions::get(plane, &named(name, "GetFunction")?),
        ("GET", [name, "configuration"]) => configuration::get(plane, &named(name, "GetFunctionConfiguration")?),
        ("PUT", [name, "configuration"]) => {
            configuration::update(plane, request, &named(name, "UpdateFunctionConfiguration")?)
        }
        ("GET", [name, "versions"]) => aliases::versions(plane, request, &named(name, "ListVersionsByFunction")?),
        ("GET", [name, "aliases"]) => aliases::list(plane, request, &named(name, "ListAliases")?),
        ("POST", [name, "aliases"]) => aliases::create(plane, request, &named(name, "CreateAlias")?),
        ("GET", [name, "aliases", alias]) => aliases::get(plane, &named(name, "GetAlias")?, alias),
        ("DELETE", [name, "aliases", alias]) => aliases::delete(plane, &named(name, "DeleteAlias")?, alias),
        ("GET", [name, "policy"]) => permissions::get(plane, &named(name, "GetPolicy")?),
        ("POST", [name, "policy"]) => permissions::add(plane, request, &named(name, "AddPermission")?),
        ("DELETE", [name, "policy", statement]) => {
            permissions::remove(plane, request, &named(name, "RemovePermission")?, statement)
        }
        ("POST", [name, "invocations"]) => invoke::invoke(request, &named(name, "InvokeFunction")?).await,
        _ => Err(no_operation()),
    }
}
