//! Calling a deployed function.

use std::net::TcpListener;
use std::time::Duration;

use appsync_auth::appsync::{
    ApiIdentity, AuthorizerEvent, AuthorizerFailure, AuthorizerOutcome, Headers, RequestContext, Secret,
};
use appsync_auth::error::{Error, ErrorKind};
use appsync_auth::outside::credentials::{AwsOptions, load};
use appsync_auth::outside::lambda_api::{DeployedInvocation, FunctionFacts, LambdaApi};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use wiremock::matchers::{body_json, header, method, path, query_param, query_param_is_missing};
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::{aws_error, config, options};

const TIMEOUT: Duration = Duration::from_secs(10);
const INVOCATIONS: &str = "/2015-03-31/functions/authz/invocations";

fn event() -> AuthorizerEvent {
    AuthorizerEvent {
        authorization_token: Secret::new("the-token"),
        request_context: RequestContext {
            api: ApiIdentity::default(),
            request_id: "11111111-2222-4333-8444-555555555555".to_owned(),
            query_string: "{ a }".to_owned(),
            operation_name: None,
            variables: serde_json::Map::new(),
        },
        request_headers: Headers::default(),
    }
}

fn event_bytes() -> bytes::Bytes {
    event().to_json().to_string().into()
}

async fn answer(server: &MockServer, path_: &str, template: ResponseTemplate, times: u64) {
    Mock::given(method("POST")).and(path(path_)).respond_with(template).expect(times).mount(server).await;
}

async fn invoke(server: &MockServer, target: &str) -> Result<DeployedInvocation, Error> {
    LambdaApi::new(&config(&server.uri()).await).invoke(target, event_bytes(), false, TIMEOUT).await
}

fn described(error: &Error) -> (ErrorKind, &'static str, &str) {
    (error.kind(), error.code(), error.message())
}

#[tokio::test]
async fn an_answer_comes_back_byte_for_byte_with_the_log_and_the_version() {
    let server = MockServer::start().await;
    let payload = b"{ \"isAuthorized\":true,\n\"x\":1.0 }".to_vec();
    Mock::given(method("POST"))
        .and(path(INVOCATIONS))
        .and(query_param("Qualifier", "live"))
        .and(header("x-amz-log-type", "Tail"))
        .and(body_json(event().to_json()))
        .respond_with(
            ResponseTemplate::new(200)
                .insert_header("x-amz-executed-version", "7")
                .insert_header("x-amz-log-result", "U1RBUlQKRU5E")
                .set_body_bytes(payload.clone()),
        )
        .expect(1)
        .mount(&server)
        .await;
    let api = LambdaApi::new(&config(&server.uri()).await);
    let invocation = api.invoke("authz:live", event_bytes(), true, TIMEOUT).await.unwrap();
    let duration = invocation.duration;
    assert!(duration > Duration::ZERO && duration < TIMEOUT, "{duration:?}");
    assert_eq!(
        invocation,
        DeployedInvocation {
            outcome: AuthorizerOutcome::Returned { payload, duration },
            log_tail: Some("START\nEND".to_owned()),
            executed_version: Some("7".to_owned()),
            duration,
        }
    );
}

#[tokio::test]
async fn no_log_is_asked_for_unless_it_is_wanted() {
    let server = MockServer::start().await;
    Mock::given(method("POST"))
        .and(path(INVOCATIONS))
        .and(query_param_is_missing("Qualifier"))
        .respond_with(ResponseTemplate::new(200).set_body_bytes(b"null"))
        .mount(&server)
        .await;
    let invocation = invoke(&server, "authz").await.unwrap();
    assert_eq!(invocation.log_tail, None);
    let request = server.received_requests().await.unwrap().pop().unwrap();
    assert_eq!(request.headers.get("x-amz-log-type"), None);
}

#[tokio::test]
async fn a_function_that_throws_is_an_outcome() {
    let server = MockServer::start().await;
    let thrown = ResponseTemplate::new(200)
        .insert_header("x-amz-function-error", "Unhandled")
        .set_body_json(json!({ "errorType": "Error", "errorMessage": "token expired", "trace": ["Error", "at f"] }));
    answer(&server, INVOCATIONS, thrown, 1).await;
    let invocation = invoke(&server, "authz").await.unwrap();
    assert_eq!(
        invocation.outcome,
        AuthorizerOutcome::Failed(AuthorizerFailure {
            error_type: "Error".to_owned(),
            error_message: "token expired".to_owned(),
            stack_trace: vec!["Error".to_owned(), "at f".to_owned()],
            duration: invocation.duration,
        })
    );
}

#[tokio::test]
async fn a_function_slower_than_the_authorizers_limit_times_out_and_is_not_called_again() {
    let server = MockServer::start().await;
    answer(&server, INVOCATIONS, ResponseTemplate::new(200).set_delay(Duration::from_secs(30)), 1).await;
    let api = LambdaApi::new(&config(&server.uri()).await);
    let limit = Duration::from_millis(300);
    let invocation = api.invoke("authz", event_bytes(), false, limit).await.unwrap();
    assert_eq!(invocation.outcome, AuthorizerOutcome::TimedOut { after: limit });
    assert!(invocation.duration >= limit);
}

#[tokio::test]
async fn an_arn_is_called_in_its_own_region() {
    let server = MockServer::start().await;
    let arn = "arn:aws:lambda:us-west-2:111122223333:function:authz";
    let encoded = "/2015-03-31/functions/arn%3Aaws%3Alambda%3Aus-west-2%3A111122223333%3Afunction%3Aauthz/invocations";
    answer(&server, encoded, ResponseTemplate::new(200).set_body_bytes(b"null"), 1).await;
    invoke(&server, arn).await.unwrap();
    let request = server.received_requests().await.unwrap().pop().unwrap();
    let authorization = request.headers["authorization"].to_str().unwrap();
    assert!(authorization.contains("/us-west-2/lambda/aws4_request"), "{authorization}");
}

#[tokio::test]
async fn a_call_that_may_have_run_is_not_repeated() {
    let server = MockServer::start().await;
    answer(&server, INVOCATIONS, aws_error(500, "ServiceException", "the-token broke it"), 1).await;
    let error = invoke(&server, "authz").await.unwrap_err();
    assert_eq!(
        described(&error),
        (ErrorKind::Outside, "aws-fault", "AWS failed at `Invoke` with ServiceException (status 500)")
    );
    assert!(!format!("{error:?}").contains("the-token"), "{error:?}");
}

#[tokio::test]
async fn a_throttled_call_is_repeated_and_the_waiting_is_not_the_authorizers_time() {
    let server = MockServer::start().await;
    let delay = Duration::from_secs(1);
    Mock::given(method("POST"))
        .respond_with(aws_error(429, "TooManyRequestsException", "Rate Exceeded.").set_delay(delay))
        .up_to_n_times(1)
        .expect(1)
        .mount(&server)
        .await;
    answer(&server, INVOCATIONS, ResponseTemplate::new(200).set_body_bytes(b"null"), 1).await;
    let invocation = invoke(&server, "authz").await.unwrap();
    assert!(invocation.duration < delay, "{:?}", invocation.duration);
}

#[tokio::test]
async fn a_missing_function_and_one_that_is_not_active_are_told_apart() {
    let server = MockServer::start().await;
    answer(&server, INVOCATIONS, aws_error(404, "ResourceNotFoundException", "Function not found"), 1).await;
    let error = invoke(&server, "authz").await.unwrap_err();
    assert_eq!(
        described(&error),
        (ErrorKind::Outside, "no-such-function", "there is no Lambda function `authz` in eu-west-1")
    );

    let server = MockServer::start().await;
    answer(&server, INVOCATIONS, aws_error(409, "ResourceConflictException", "Pending"), 1).await;
    Mock::given(method("GET"))
        .and(path("/2015-03-31/functions/authz/configuration"))
        .respond_with(
            ResponseTemplate::new(200)
                .set_body_json(json!({ "State": "Pending", "StateReason": "The function is being created." })),
        )
        .mount(&server)
        .await;
    let error = invoke(&server, "authz").await.unwrap_err();
    assert_eq!(
        described(&error),
        (
            ErrorKind::Outside,
            "function-not-active",
            "the Lambda function `authz` cannot be called now: its state is Pending"
        )
    );
    assert_eq!(error.notes(), ["The function is being created."]);
}

#[tokio::test]
async fn a_function_whose_set_up_is_broken_is_an_error_with_lambdas_reason() {
    let server = MockServer::start().await;
    let said = "Lambda was unable to decrypt the environment variables because KMS access was denied.";
    answer(&server, INVOCATIONS, aws_error(502, "KMSAccessDeniedException", said), 1).await;
    let error = invoke(&server, "authz").await.unwrap_err();
    assert_eq!(
        described(&error),
        (
            ErrorKind::Outside,
            "function-not-invocable",
            "the Lambda function `authz` cannot be called: KMSAccessDeniedException"
        )
    );
    assert_eq!(error.notes(), [said]);
}

#[tokio::test]
async fn a_host_that_takes_no_connection_is_not_an_authorizer_that_timed_out() {
    // It takes TCP connections and never speaks TLS.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("https://{}", silent.local_addr().unwrap());
    let impatient = AwsOptions { timeout: Duration::from_millis(300), ..options(&url) };
    let api = LambdaApi::new(&load(&impatient).await.unwrap());
    let error = api.invoke("authz", event_bytes(), false, TIMEOUT).await.unwrap_err();
    let message = format!("no connection to `{}` for `Invoke` in time", silent.local_addr().unwrap());
    assert_eq!(described(&error), (ErrorKind::Outside, "timeout", message.as_str()));
}

#[tokio::test]
async fn the_connection_is_kept_from_call_to_call() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let listener = tokio::net::TcpListener::from_std(listener).unwrap();
    // A second connection is never answered.
    let server = tokio::spawn(async move {
        let (mut connection, _) = listener.accept().await.unwrap();
        for _ in 0..3 {
            let mut received = Vec::new();
            while !received.ends_with(b"}") {
                connection.read_buf(&mut received).await.unwrap();
            }
            connection.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nnull").await.unwrap();
        }
        listener
    });
    let api = LambdaApi::new(&config(&url).await);
    for target in ["authz", "arn:aws:lambda:us-west-2:111122223333:function:authz", "authz"] {
        let invocation = api.invoke(target, event_bytes(), false, TIMEOUT).await.unwrap();
        assert!(matches!(invocation.outcome, AuthorizerOutcome::Returned { .. }), "{target}: {invocation:?}");
    }
    server.await.unwrap();
}

#[tokio::test]
async fn an_event_that_is_too_large_is_an_outcome() {
    let server = MockServer::start().await;
    answer(&server, INVOCATIONS, aws_error(413, "RequestTooLargeException", "6291456"), 1).await;
    let invocation = invoke(&server, "authz").await.unwrap();
    assert_eq!(
        invocation.outcome,
        AuthorizerOutcome::Failed(AuthorizerFailure {
            error_type: "RequestTooLargeException".to_owned(),
            error_message: "the event is larger than Lambda takes".to_owned(),
            stack_trace: Vec::new(),
            duration: invocation.duration,
        })
    );
}

#[tokio::test]
async fn a_denied_call_names_the_action_and_the_function() {
    let server = MockServer::start().await;
    let said = "User: arn:aws:iam::111122223333:user/u is not authorized to perform: lambda:InvokeFunction";
    answer(&server, INVOCATIONS, aws_error(403, "AccessDeniedException", said), 1).await;
    let error = invoke(&server, "authz").await.unwrap_err();
    assert_eq!(
        described(&error),
        (ErrorKind::Credentials, "access-denied", "AWS denied `lambda:InvokeFunction` on `authz`")
    );
    assert_eq!(error.notes(), [format!("AWS: {said}")]);
}

#[tokio::test]
async fn a_functions_facts_are_lambdas() {
    let server = MockServer::start().await;
    let arn = "arn:aws:lambda:eu-west-1:111122223333:function:authz:live";
    Mock::given(method("GET"))
        .and(path("/2015-03-31/functions/authz/configuration"))
        .and(query_param("Qualifier", "live"))
        .respond_with(ResponseTemplate::new(200).set_body_json(json!({
            "FunctionArn": arn, "State": "Active", "LastUpdateStatus": "Successful", "Timeout": 3,
            "Runtime": "nodejs99.x", "LastModified": "2026-01-01T00:00:00.000+0000", "MemorySize": 128,
        })))
        .mount(&server)
        .await;
    let api = LambdaApi::new(&config(&server.uri()).await);
    assert_eq!(
        api.configuration("authz:live").await,
        Ok(FunctionFacts {
            arn: arn.to_owned(),
            state: Some("Active".to_owned()),
            state_reason: None,
            last_update_status: Some("Successful".to_owned()),
            last_update_status_reason: None,
            timeout_seconds: Some(3),
            runtime: Some("nodejs99.x".to_owned()),
            last_modified: Some("2026-01-01T00:00:00.000+0000".to_owned()),
            memory_size_megabytes: Some(128),
        })
    );
}
