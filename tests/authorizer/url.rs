//! Authorizers behind a URL: Lambda's Invoke, what RIE and `sam local` do differently, and servers that misbehave.

use std::time::Duration;

use appsync_auth::appsync::AuthorizerOutcome;
use appsync_auth::error::{Error, ErrorKind};
use appsync_auth::outside::authorizer::{Authorizer, Invocation, UrlAuthorizer};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use wiremock::matchers::{body_json, header, method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::{event, failure, text};

const INVOKE: &str = "/2015-03-31/functions/function/invocations";

fn authorizer(url: &str) -> Authorizer {
    Authorizer::Url(UrlAuthorizer::new(url, Duration::from_millis(500), Duration::from_millis(300)).unwrap())
}

async fn call(url: &str) -> Result<Invocation, Error> {
    authorizer(url).invoke(&event("custom-authorized")).await
}

async fn answered(response: ResponseTemplate) -> Result<Invocation, Error> {
    let server = MockServer::start().await;
    Mock::given(method("POST")).and(path(INVOKE)).respond_with(response).mount(&server).await;
    call(&format!("{}{INVOKE}", server.uri())).await
}

/// A server that writes these bytes and then keeps the connection, or floods it, and never ends the answer.
async fn raw(first: &'static str, flood: bool) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut request = [0; 4096];
        let _ = stream.read(&mut request).await;
        stream.write_all(first.as_bytes()).await.unwrap();
        while flood && stream.write_all(&[b'x'; 65536]).await.is_ok() {}
        tokio::time::sleep(Duration::from_secs(60)).await;
    });
    format!("http://{address}{INVOKE}")
}

#[tokio::test(flavor = "multi_thread")]
async fn the_event_is_posted_as_it_is_and_the_answer_is_kept_byte_for_byte() {
    let server = MockServer::start().await;
    Mock::given(method("POST"))
        .and(path(INVOKE))
        .and(header("content-type", "application/json"))
        .and(body_json(event("custom-authorized").to_json()))
        .respond_with(
            ResponseTemplate::new(200)
                .set_body_string("{ \"isAuthorized\":true }")
                .insert_header("x-amz-log-result", "aGVsbG8K"),
        )
        .expect(1)
        .mount(&server)
        .await;
    let invocation = call(&format!("{}{INVOKE}", server.uri())).await.unwrap();
    assert_eq!(text(&invocation), "{ \"isAuthorized\":true }");
    assert_eq!((invocation.logs.as_str(), invocation.cold_start), ("hello\n", None));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_error_is_one_with_and_without_lambdas_header() {
    let error = json!({ "errorType": "TypeError", "errorMessage": "no", "trace": ["TypeError: no"] });
    let lambda = ResponseTemplate::new(200).set_body_json(&error).insert_header("X-Amz-Function-Error", "Unhandled");
    let emulator = ResponseTemplate::new(200).set_body_json(&error);
    let ended = ResponseTemplate::new(502).set_body_json(&error);
    for response in [lambda, emulator, ended] {
        assert_eq!(failure(&answered(response).await.unwrap()), ("TypeError", "no"));
    }
    let answer = json!({ "isAuthorized": true, "errorType": "none" });
    let invocation = answered(ResponseTemplate::new(200).set_body_json(&answer)).await.unwrap();
    assert_eq!(text(&invocation), answer.to_string());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_emulator_says_of_slow_and_ended_functions_is_an_error() {
    let slow = ResponseTemplate::new(200).set_body_string("Task timed out after 3.00 seconds");
    assert_eq!(failure(&answered(slow).await.unwrap()), ("Sandbox.Timedout", "Task timed out after 3.00 seconds"));
    let ended = answered(ResponseTemplate::new(200)).await.unwrap();
    assert_eq!(failure(&ended), ("Runtime.ExitError", "the function answered nothing: its process may have ended"));
    // Not JSON, but an answer: the contract judges it.
    let python = answered(ResponseTemplate::new(200).set_body_string("{\"isAuthorized\": NaN}")).await.unwrap();
    assert_eq!(text(&python), "{\"isAuthorized\": NaN}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_answer_is_timed_out() {
    let invocation = answered(ResponseTemplate::new(200).set_delay(Duration::from_secs(5))).await.unwrap();
    assert_eq!(invocation.outcome, AuthorizerOutcome::TimedOut { after: Duration::from_millis(300) });
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_answer_of_a_function_is_an_outside_error() {
    for (status, code, message) in [
        (404, "authorizer-no-such-function", "no function at `URL` (HTTP 404)"),
        (403, "authorizer-refused", "`URL` did not run the function (HTTP 403)"),
        (500, "authorizer-refused", "`URL` did not run the function (HTTP 500)"),
        (502, "authorizer-refused", "`URL` did not run the function (HTTP 502)"),
    ] {
        let error = answered(ResponseTemplate::new(status).set_body_string("<html>no</html>")).await.unwrap_err();
        assert_eq!((error.kind(), error.code()), (ErrorKind::Outside, code));
        let url = error.message().split('`').nth(1).unwrap();
        assert_eq!(error.message().replace(url, "URL"), message);
        assert_eq!(error.notes(), ["it answered: <html>no</html>"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redirect_is_not_followed() {
    let elsewhere = MockServer::start().await;
    Mock::given(method("POST")).respond_with(ResponseTemplate::new(200)).expect(0).mount(&elsewhere).await;
    let response = ResponseTemplate::new(307).insert_header("location", &*elsewhere.uri());
    let error = answered(response).await.unwrap_err();
    assert_eq!((error.kind(), error.code()), (ErrorKind::Outside, "authorizer-refused"));
    assert!(error.message().ends_with("(HTTP 307); redirects are not followed"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn throttling_is_waited_out_a_few_times() {
    let server = MockServer::start().await;
    let throttled = ResponseTemplate::new(429)
        .set_body_json(json!({ "Reason": "ReservedFunctionConcurrentInvocationLimitExceeded" }));
    Mock::given(method("POST")).respond_with(throttled.clone()).up_to_n_times(2).expect(2).mount(&server).await;
    Mock::given(method("POST"))
        .respond_with(ResponseTemplate::new(200).set_body_string("{}"))
        .expect(1)
        .mount(&server)
        .await;
    assert_eq!(text(&call(&server.uri()).await.unwrap()), "{}");

    let server = MockServer::start().await;
    Mock::given(method("POST")).respond_with(throttled).expect(5).mount(&server).await;
    let error = call(&server.uri()).await.unwrap_err();
    assert_eq!((error.kind(), error.code()), (ErrorKind::Outside, "authorizer-throttled"));
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_at_the_url_is_an_outside_error_that_says_why() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://user:secret@{}/", listener.local_addr().unwrap());
    drop(listener);
    let error = call(&url).await.unwrap_err();
    assert_eq!((error.kind(), error.code()), (ErrorKind::Outside, "authorizer-unreachable"));
    let shown = url.replace("user:secret@", "");
    assert_eq!(error.message(), format!("cannot reach the authorizer at `{shown}`: connection refused"));
    let name = call("http://no-such-host.invalid/").await.unwrap_err();
    assert_eq!((name.kind(), name.code()), (ErrorKind::Outside, "authorizer-unreachable"));
    // Plain HTTP where TLS is expected.
    let server = MockServer::start().await;
    let tls = call(&server.uri().replace("http:", "https:")).await.unwrap_err();
    assert_eq!((tls.kind(), tls.code()), (ErrorKind::Outside, "authorizer-unreachable"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_endless_answer_is_not_read_to_its_end() {
    let invocation = call(&raw("HTTP/1.1 200 OK\r\ncontent-length: 1000000000\r\n\r\n", true).await).await.unwrap();
    assert_eq!(failure(&invocation).0, "Function.ResponseSizeTooLarge");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_stops_or_breaks_is_an_outside_error() {
    let stalled = call(&raw("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n{", false).await).await.unwrap_err();
    assert_eq!((stalled.kind(), stalled.code()), (ErrorKind::Outside, "authorizer-unreachable"));
    assert!(stalled.message().ends_with("stopped for 500ms"), "{stalled}");
    let garbage = call(&raw("no HTTP at all\r\n\r\n", false).await).await.unwrap_err();
    assert_eq!((garbage.kind(), garbage.code()), (ErrorKind::Outside, "authorizer-unreachable"));
}

#[test]
fn what_is_no_url_is_a_usage_error() {
    let zero = Duration::ZERO;
    for url in ["localhost:9000", "ftp://localhost/", "http://"] {
        let error = UrlAuthorizer::new(url, zero, zero).unwrap_err();
        assert_eq!((error.kind(), error.code()), (ErrorKind::Usage, "authorizer-url"), "{url}");
    }
}
