//! Which operation a method and path ask for.

use std::sync::Arc;

use super::{api_keys, apis, environment, schema, tags, types};
use crate::local::control_plane::plane::ControlPlane;
use crate::local::control_plane::refusal::Refusal;
use crate::local::control_plane::request::{ControlAnswer, ControlRequest};
use crate::local::store::ApiRecord;

/// Answers a request to AppSync.
///
/// Source: the `requestUri` of each operation in the service model.
pub(in crate::local::control_plane) fn answer(
    plane: &ControlPlane<'_>,
    request: &ControlRequest,
) -> Result<ControlAnswer, Refusal> {
    let segments = request.segments();
    let path: Vec<&str> = segments.iter().map(String::as_str).collect();
    match (request.method.as_str(), path.as_slice()) {
        ("POST", ["v1", "apis"]) => apis::create(plane, request),
        ("GET", ["v1", "apis"]) => apis::list(plane, request),
        ("GET", ["v1", "apis", id]) => apis::get(plane, id),
        ("POST", ["v1", "apis", id]) => apis::update(plane, request, id),
        ("DELETE", ["v1", "apis", id]) => apis::delete(plane, id),
        ("GET", ["v1", "apis", id, "schema"]) => schema::introspect(plane, request, id),
        ("POST", ["v1", "apis", id, "schemacreation"]) => schema::start_creation(plane, request, id),
        ("GET", ["v1", "apis", id, "schemacreation"]) => schema::creation_status(plane, id),
        ("GET", ["v1", "apis", id, "types"]) => types::list(plane, request, id),
        ("GET", ["v1", "apis", id, "types", name]) => types::get(plane, request, id, name),
        ("GET", ["v1", "apis", id, "apikeys"]) => api_keys::list(plane, request, id),
        ("POST", ["v1", "apis", id, "apikeys"]) => api_keys::create(plane, request, id),
        ("POST", ["v1", "apis", id, "apikeys", key]) => api_keys::update(plane, request, id, key),
        ("DELETE", ["v1", "apis", id, "apikeys", key]) => api_keys::delete(plane, id, key),
        ("GET", ["v1", "apis", id, "environmentVariables"]) => environment::get(plane, id),
        ("PUT", ["v1", "apis", id, "environmentVariables"]) => environment::put(plane, request, id),
        ("GET", ["v1", "tags", arn]) => tags::list(plane, arn),
        ("POST", ["v1", "tags", arn]) => tags::add(plane, request, arn),
        ("DELETE", ["v1", "tags", arn]) => tags::remove(plane, request, arn),
        (method, _) => Err(Refusal::no_operation(method, &request.path)),
    }
}

/// The API, or AppSync's error for one that does not exist.
pub(super) fn api(plane: &ControlPlane<'_>, id: &str) -> Result<Arc<ApiRecord>, Refusal> {
    plane.store.api(id).ok_or_else(|| Refusal::no_api(id))
}

/// Changes an API that exists.
pub(super) fn change_api<T>(
    plane: &ControlPlane<'_>,
    id: &str,
    change: impl FnOnce(&mut ApiRecord) -> Result<T, Refusal>,
) -> Result<T, Refusal> {
    plane.store.change_api(id, change)?.ok_or_else(|| Refusal::no_api(id))
}
