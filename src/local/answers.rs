//! Answers in AppSync's shapes, byte for byte where they are known.

use bytes::Bytes;
use http::request;
use http_body_util::Full;
use hyper::Response;
use hyper::header::{self, HeaderName, HeaderValue};
use serde::Serialize;
use serde_json::{Value, json};

use super::control_plane::ControlAnswer;
use super::server::Body;
use crate::engine::Refusal;

/// The header that names the type of an error that concerns the request as a whole.
const ERROR_TYPE: HeaderName = HeaderName::from_static("x-amzn-errortype");

/// The header by which AWS identifies a request.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-amzn-requestid");

/// The header by which a client asks why.
const TRACE: HeaderName = HeaderName::from_static("x-appsync-auth-trace");

/// What a script of another origin may read of an answer.
const EXPOSED: HeaderValue = HeaderValue::from_static("x-amzn-RequestId,x-amzn-ErrorType,x-appsync-auth-trace");

/// The media type of every answer of the data plane.
const JSON: HeaderValue = HeaderValue::from_static("application/json;charset=UTF-8");

/// The words for an API without a schema.
///
/// Source: graphql/graphql-over-http#81.
pub(super) const NO_SCHEMA: &str = "No schema definition exists.";

/// One error that concerns the request as a whole.
#[derive(Serialize)]
struct RequestError<'a> {
    #[serde(rename = "errorType")]
    error_type: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<&'a str>,
}

/// An answer of the data plane to the request with this id.
pub(super) fn graphql(
    status: u16,
    request_id: &str,
    error_type: Option<&str>,
    body: impl Into<Bytes>,
) -> Response<Body> {
    let mut response = Response::new(Full::new(body.into()));
    *response.status_mut() = http::StatusCode::from_u16(status).unwrap_or(http::StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    headers.reserve(8);
    headers.insert(header::CONTENT_TYPE, JSON);
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
    if let Ok(id) = HeaderValue::from_str(request_id) {
        headers.insert(REQUEST_ID, id.clone());
        headers.insert(TRACE, id);
    }
    if let Some(error_type) = error_type.and_then(|text| HeaderValue::from_str(text).ok()) {
        headers.insert(ERROR_TYPE, error_type);
    }
    response
}

/// The answer to a request that is refused as a whole.
pub(super) fn refusal(refusal: &Refusal, request_id: &str) -> Response<Body> {
    let body = error_body(refusal.error_type, refusal.message.as_deref());
    graphql(refusal.status, request_id, Some(refusal.error_type), body)
}

/// What an operation is refused with when its API has no schema.
pub(super) fn without_schema() -> Refusal {
    Refusal::new(502, "GraphQLSchemaException", NO_SCHEMA)
}

/// What a request is refused with whose document has no operation of the name that it asks for.
///
/// The words are graphql-java's. Assumed: nobody shows AppSync's answer.
pub(super) fn without_operation(name: Option<&str>) -> Refusal {
    let message = format!("Unknown operation named '{}'.", name.unwrap_or_default());
    Refusal::new(400, "BadRequestException", message)
}

/// `{"errors":[…]}` with one error. Of malformed requests AppSync writes the message first.
///
/// Source: graphql/graphql-over-http#81 for malformed requests, aws-amplify/amplify-js#9513 for the others.
fn error_body(error_type: &str, message: Option<&str>) -> String {
    if error_type == "MalformedHttpRequestException" {
        return json!({ "errors": [{ "message": message, "errorType": error_type }] }).to_string();
    }
    serde_json::to_string(&json!({ "errors": [RequestError { error_type, message }] })).unwrap_or_default()
}

/// The answer to a path or method that no API has.
///
/// Source: the answer to `POST /graphql/admin` in aws/aws-sdk-go#3689; the status is that of other AWS services.
pub(super) fn unknown_operation() -> Response<Body> {
    let body =
        json!({ "Output": { "__type": "com.amazon.coral.service#UnknownOperationException" }, "Version": "1.0" });
    plain(404, "UnknownOperationException", &body)
}

/// The answer to a body that is too large. Assumed: AWS documents neither the limit nor the answer.
pub(super) fn too_large() -> Response<Body> {
    plain(413, "RequestEntityTooLargeException", &json!({ "message": "Request entity too large" }))
}

/// The answer when the emulator itself is at fault.
pub(super) fn internal() -> Response<Body> {
    plain(500, "InternalFailure", &json!({ "message": "The emulator has a fault; its standard error says which" }))
}

/// The answer to a body that does not come.
pub(super) fn too_slow() -> Response<Body> {
    plain(408, "RequestTimeoutException", &json!({ "message": "The request body did not arrive in time" }))
}

/// The answer to a body that ends before its time.
pub(super) fn malformed() -> Response<Body> {
    plain(400, "MalformedHttpRequestException", &json!({ "message": "The request body could not be read" }))
}

/// The answer to a browser that asks whether it may send a request from another origin: always, as AppSync's.
pub(super) fn preflight(head: &request::Parts) -> Response<Body> {
    let mut response = Response::new(Full::default());
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("GET, POST, OPTIONS"));
    let asked = head.headers.get(header::ACCESS_CONTROL_REQUEST_HEADERS).cloned();
    headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, asked.unwrap_or(HeaderValue::from_static("*")));
    headers.insert(header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("172800"));
    response
}

/// An answer of the control plane.
pub(super) fn of_control_plane(answer: ControlAnswer) -> Response<Body> {
    let mut response = Response::new(Full::new(answer.body));
    *response.status_mut() =
        http::StatusCode::from_u16(answer.status).unwrap_or(http::StatusCode::INTERNAL_SERVER_ERROR);
    for (name, value) in answer.headers {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            response.headers_mut().append(name, value);
        }
    }
    response
}

/// An answer of the emulator's own, or of AWS's front end.
pub(super) fn plain(status: u16, error_type: &'static str, body: &Value) -> Response<Body> {
    let mut response = own(status, body);
    response.headers_mut().insert(ERROR_TYPE, HeaderValue::from_static(error_type));
    response
}

/// JSON from the emulator's own addresses; no script of another origin can read it.
pub(super) fn own(status: u16, body: &Value) -> Response<Body> {
    let mut response = Response::new(Full::from(body.to_string()));
    *response.status_mut() = http::StatusCode::from_u16(status).unwrap_or(http::StatusCode::INTERNAL_SERVER_ERROR);
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_has_appsyncs_order_of_members() {
        assert_eq!(
            error_body("UnauthorizedException", Some("You are not authorized to make this call.")),
            r#"{"errors":[{"errorType":"UnauthorizedException","message":"You are not authorized to make this call."}]}"#
        );
        assert_eq!(error_body("BadRequestException", None), r#"{"errors":[{"errorType":"BadRequestException"}]}"#);
        assert_eq!(
            error_body("MalformedHttpRequestException", Some("Request body is empty.")),
            r#"{"errors":[{"message":"Request body is empty.","errorType":"MalformedHttpRequestException"}]}"#
        );
    }
}
