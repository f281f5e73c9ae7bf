//! What each failure of a call means: kind (so the exit code), code, message.

use std::net::TcpListener;
use std::time::Duration;

use appsync_auth::error::{Error, ErrorKind};
use appsync_auth::outside::appsync_api::AppSyncApi;
use appsync_auth::outside::credentials::{AwsOptions, load};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::{aws_error, options};

const API_ID: &str = "abcdefghijklmnopqrstuvwxyz";
const RESOURCE: &str = "arn:aws:appsync:eu-west-1:*:apis/abcdefghijklmnopqrstuvwxyz";

async fn get(options: &AwsOptions) -> Error {
    let config = load(options).await.unwrap();
    AppSyncApi::new(&config).get(API_ID).await.unwrap_err()
}

async fn get_answered(template: ResponseTemplate) -> (Error, String) {
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(template).mount(&server).await;
    (get(&options(&server.uri())).await, server.address().to_string())
}

fn described(error: &Error) -> (ErrorKind, &'static str, String) {
    (error.kind(), error.code(), error.message().to_owned())
}

/// A port that nobody listens on.
fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

#[tokio::test]
async fn each_error_of_aws_has_its_kind_and_names_what_was_called() {
    use ErrorKind::{Credentials, Outside};
    for (status, aws, kind, code, message) in [
        (
            403,
            "AccessDeniedException",
            Credentials,
            "access-denied",
            format!("AWS denied `appsync:GetGraphqlApi` on `{RESOURCE}`"),
        ),
        (
            401,
            "UnauthorizedException",
            Credentials,
            "access-denied",
            format!("AWS denied `appsync:GetGraphqlApi` on `{RESOURCE}`"),
        ),
        (
            403,
            "ExpiredTokenException",
            Credentials,
            "expired-credentials",
            "the AWS credentials expired (`GetGraphqlApi`)".to_owned(),
        ),
        (
            403,
            "UnrecognizedClientException",
            Credentials,
            "unknown-access-key",
            "AWS does not know the access key (`GetGraphqlApi`)".to_owned(),
        ),
        (
            403,
            "InvalidSignatureException",
            Credentials,
            "bad-signature",
            "AWS refused the signature of `GetGraphqlApi`".to_owned(),
        ),
        (
            403,
            "RequestTimeTooSkewed",
            Credentials,
            "clock-skew",
            "AWS refused the time of `GetGraphqlApi`: this machine's clock is off".to_owned(),
        ),
        (
            429,
            "TooManyRequestsException",
            Outside,
            "throttled",
            "AWS throttled `GetGraphqlApi` to the last attempt (TooManyRequestsException)".to_owned(),
        ),
        (
            500,
            "InternalFailureException",
            Outside,
            "aws-fault",
            "AWS failed at `GetGraphqlApi` with InternalFailureException (status 500)".to_owned(),
        ),
        (
            409,
            "ConflictException",
            Outside,
            "aws-error",
            format!("AWS refused `GetGraphqlApi` on `{RESOURCE}` with ConflictException"),
        ),
    ] {
        let (error, _) = get_answered(aws_error(status, aws, "because")).await;
        assert_eq!(described(&error), (kind, code, message));
        assert!(error.notes().is_empty() || error.notes() == ["AWS: because"], "{error:?}");
    }
}

#[tokio::test]
async fn a_clock_that_is_off_is_told_from_a_wrong_secret() {
    let message = "Signature expired: 20260101T000000Z is now earlier than 20260101T001000Z";
    let (error, _) = get_answered(aws_error(403, "InvalidSignatureException", message)).await;
    assert_eq!((error.kind(), error.code()), (ErrorKind::Credentials, "clock-skew"));
}

#[tokio::test]
async fn a_refused_signature_does_not_repeat_what_was_signed() {
    let message = "The Canonical String should have been x-amz-security-token:test-session-token";
    let (error, _) = get_answered(aws_error(403, "InvalidSignatureException", message)).await;
    assert!(!format!("{error:?}").contains("test-session-token"), "{error:?}");
}

#[tokio::test]
async fn an_answer_that_is_not_awss_is_told_without_its_content() {
    let page = "<html>test-session-token</html>";
    for status in [502, 403, 200] {
        let (error, host) = get_answered(ResponseTemplate::new(status).set_body_string(page)).await;
        let message = format!("`{host}` answered `GetGraphqlApi` in a form that is not AWS's (status {status})");
        assert_eq!(described(&error), (ErrorKind::Outside, "unexpected-answer", message));
        assert!(!format!("{error:?}").contains("html"), "{error:?}");
    }
    let (error, host) = get_answered(ResponseTemplate::new(200).set_body_string("{}")).await;
    let message = format!("`{host}` answered `GetGraphqlApi` for `{API_ID}` with no API");
    assert_eq!(described(&error), (ErrorKind::Outside, "unexpected-answer", message));
}

#[tokio::test]
async fn a_server_that_does_not_answer_times_out_and_the_message_says_which_call() {
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(ResponseTemplate::new(200).set_delay(Duration::from_secs(30))).mount(&server).await;
    let impatient = AwsOptions { timeout: Duration::from_millis(400), ..options(&server.uri()) };
    let error = get(&impatient).await;
    let message = format!("`GetGraphqlApi` got no answer from `{}` within 400ms", server.address());
    assert_eq!(described(&error), (ErrorKind::Outside, "timeout", message));
}

#[tokio::test]
async fn a_server_that_cannot_be_reached_is_named_by_its_host() {
    // A server that speaks no TLS.
    let plain = MockServer::start().await;
    let port = free_port();
    let tls = format!("https://{}", plain.address());
    for (url, code, message) in [
        (
            format!("http://127.0.0.1:{port}"),
            "connection-refused",
            format!("`127.0.0.1:{port}` refused the connection for `GetGraphqlApi`"),
        ),
        (tls, "tls", format!("no secure connection to `{}` for `GetGraphqlApi`", plain.address())),
        (
            "http://host.invalid".to_owned(),
            "unknown-host",
            "there is no host `host.invalid` for `GetGraphqlApi`".to_owned(),
        ),
    ] {
        let error = get(&options(&url)).await;
        assert_eq!(described(&error), (ErrorKind::Outside, code, message));
    }
}

#[tokio::test]
async fn a_bad_flag_is_refused_before_anything_is_sent() {
    let bad = |region: &str, url: &str| AwsOptions { region: Some(region.to_owned()), ..options(url) };
    for (options, code, message) in [
        (bad("eu west", "http://127.0.0.1:1"), "bad-region", "`eu west` is not a region"),
        (bad("", "http://127.0.0.1:1"), "bad-region", "`` is not a region"),
        (bad("eu-west-1", "127.0.0.1:1"), "bad-endpoint-url", "`127.0.0.1:1` is not an http or https URL"),
        (bad("eu-west-1", "ftp://x"), "bad-endpoint-url", "`ftp://x` is not an http or https URL"),
    ] {
        let error = load(&options).await.unwrap_err();
        assert_eq!(described(&error), (ErrorKind::Usage, code, message.to_owned()));
    }
}
