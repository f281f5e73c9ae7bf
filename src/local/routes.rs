//! Which part of the emulator a request is for, by its host and path.

use hyper::header::{HOST, UPGRADE};
use hyper::{Method, Request};

use super::control_plane::is_control_plane;

/// Which part of the emulator a request is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Route {
    /// GraphQL over HTTP, on the API of this id or on the first one.
    Graphql(Option<String>),
    /// A WebSocket, on the API of this id or on the first one.
    RealTime(Option<String>),
    /// What a browser asks before it sends a request to another origin.
    Preflight,
    /// The control planes of AppSync, Lambda, IAM and STS.
    Control,
    /// The emulator's own addresses, without `/_`.
    Own(String),
    /// None.
    Unknown,
}

/// Finds the part that a request is for.
pub(super) fn route<B>(request: &Request<B>, region: &str) -> Route {
    let path = request.uri().path();
    if let Some(own) = path.strip_prefix("/_") {
        return Route::Own(own.to_owned());
    }
    let Some((api_id, rest)) = data_plane(request, path, region) else {
        let is_control = is_control_plane(request.method(), path, request.headers());
        return if is_control { Route::Control } else { Route::Unknown };
    };
    let wants_socket =
        request.headers().get(UPGRADE).is_some_and(|value| value.as_bytes().eq_ignore_ascii_case(b"websocket"));
    match (request.method(), rest) {
        (&Method::OPTIONS, _) => Route::Preflight,
        (&Method::GET, "" | "/realtime") if wants_socket => Route::RealTime(api_id),
        (&Method::GET | &Method::POST, "") => Route::Graphql(api_id),
        _ => Route::Unknown,
    }
}

/// The API of a data plane's address, and what stands behind `/graphql`.
fn data_plane<'r, B>(request: &'r Request<B>, path: &'r str, region: &str) -> Option<(Option<String>, &'r str)> {
    if let Some(rest) = path.strip_prefix("/graphql").filter(|rest| rest.is_empty() || rest.starts_with('/')) {
        return Some((api_of_host(request, region), rest));
    }
    let (api_id, rest) = path.strip_prefix("/apis/")?.split_once('/')?;
    let rest = rest.strip_prefix("graphql").filter(|rest| rest.is_empty() || rest.starts_with('/'))?;
    Some((Some(api_id.to_owned()), rest))
}

/// The API that a host such as `ID.appsync-api.REGION.localhost:4000` names.
fn api_of_host<B>(request: &Request<B>, region: &str) -> Option<String> {
    let host = request.headers().get(HOST)?.to_str().ok()?;
    let (api_id, rest) = host.split_once('.')?;
    let rest = rest.strip_prefix("appsync-api.").or_else(|| rest.strip_prefix("appsync-realtime-api."))?;
    let rest = rest.strip_prefix(region)?.strip_prefix(".localhost")?;
    (rest.is_empty() || rest.starts_with(':')).then(|| api_id.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(method: &str, path: &str, headers: &[(&str, &str)]) -> Route {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        route(&request.body(()).unwrap(), "eu-west-1")
    }

    #[test]
    fn an_api_is_chosen_by_path_or_by_host() {
        let id = || Some("abc".to_owned());
        let socket = ("upgrade", "WebSocket");
        for (method, path, headers, expected) in [
            ("POST", "/graphql", vec![], Route::Graphql(None)),
            ("GET", "/graphql?query=x", vec![], Route::Graphql(None)),
            ("POST", "/graphql", vec![("host", "abc.appsync-api.eu-west-1.localhost:4000")], Route::Graphql(id())),
            ("POST", "/graphql", vec![("host", "abc.appsync-api.eu-west-1.localhost")], Route::Graphql(id())),
            ("POST", "/graphql", vec![("host", "abc.appsync-api.eu-west-2.localhost")], Route::Graphql(None)),
            ("POST", "/apis/abc/graphql", vec![], Route::Graphql(id())),
            ("GET", "/apis/abc/graphql/realtime", vec![socket], Route::RealTime(id())),
            ("GET", "/apis/abc/graphql", vec![socket], Route::RealTime(id())),
            ("GET", "/graphql/realtime?header=x", vec![socket], Route::RealTime(None)),
            (
                "GET",
                "/graphql",
                vec![socket, ("host", "abc.appsync-realtime-api.eu-west-1.localhost")],
                Route::RealTime(id()),
            ),
            ("GET", "/graphql/realtime", vec![], Route::Unknown),
            ("POST", "/graphql/admin", vec![], Route::Unknown),
            ("PUT", "/graphql", vec![], Route::Unknown),
            ("POST", "/graphqlx", vec![], Route::Unknown),
            ("OPTIONS", "/graphql", vec![], Route::Preflight),
            ("GET", "/_trace/1", vec![], Route::Own("trace/1".to_owned())),
        ] {
            assert_eq!(of(method, path, &headers), expected, "{method} {path} {headers:?}");
        }
    }
}
