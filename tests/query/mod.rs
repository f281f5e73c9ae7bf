//! `query` and what it sends over: servers that do as they should, and servers that do not.

mod batch;
mod curl;
mod faults;
mod http;
mod modes;
mod page;
mod proxies;
mod realtime;
mod realtime_faults;
mod request;
mod server;
mod tls;

use std::time::Duration;

use appsync_auth::appsync::Secret;
use appsync_auth::outside::http::{HttpAnswer, HttpClient, HttpFault, HttpOptions, HttpRequest};

/// What is sent as the token: it must not be seen anywhere else.
const TOKEN: &str = "token-of-a-test-0123456789";

/// A client of this machine, with five seconds of time.
fn options() -> HttpOptions {
    HttpOptions { timeout: Duration::from_secs(5), cacert: None, tls: false, proxies: false, http1: false }
}

/// A request with the token.
fn request(url: &str) -> HttpRequest {
    let header = |name: &str, value: &str| (name.to_owned(), Secret::new(value));
    HttpRequest {
        url: url.to_owned(),
        headers: vec![header("content-type", "application/json"), header("authorization", TOKEN)],
        body: r#"{"query":"{ __typename }"}"#.into(),
    }
}

/// Waits for a future, on a runtime of its own.
fn wait<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

/// Sends it once.
fn post(options: &HttpOptions, request: &HttpRequest) -> Result<HttpAnswer, HttpFault> {
    wait(async { HttpClient::new(options).unwrap().post(request).await })
}
