//! One call of AWS: where it went, whether it is worth repeating, and what its failure means to the user.
//!
//! The SDK's own texts of errors are never shown: they print whole responses and requests, with whatever is in them.

use std::error::Error as StdError;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use aws_credential_types::provider::error::CredentialsError;
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::context::{
    AfterDeserializationInterceptorContextRef, BeforeTransmitInterceptorContextRef, InterceptorContext,
};
use aws_smithy_runtime_api::client::interceptors::{Intercept, dyn_dispatch_hint};
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::{ConnectorError, SdkError};
use aws_smithy_runtime_api::client::retries::classifiers::{ClassifyRetry, RetryAction, RetryClassifierPriority};
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::config_bag::ConfigBag;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;

use super::said::one_line;
use crate::error::Error;

/// What is called, in the words of AWS's documentation and IAM.
#[derive(Debug, Clone)]
pub(super) struct Call {
    /// The operation, such as `GetGraphqlApi`.
    pub(super) operation: &'static str,
    /// The IAM action that allows it, such as `appsync:GetGraphqlApi`.
    pub(super) action: &'static str,
    /// What it is called on, as IAM's `Resource` names it.
    pub(super) resource: String,
    /// Whether the request holds a token: then AWS's message is shown only where it cannot repeat the request.
    pub(super) sends_secrets: bool,
    /// How long it may take, all attempts together; `None` leaves it out of the message.
    pub(super) timeout: Option<Duration>,
}

/// The host that a client speaks to, noted when a request leaves; and which failures to reach it are final.
#[derive(Debug, Clone, Default)]
pub(super) struct Destination(Arc<Mutex<Option<String>>>);

impl Destination {
    /// The host and port; `None` when nothing was sent yet.
    pub(super) fn host(&self) -> Option<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Whether the host is somebody's own: an emulator, a proxy.
    fn is_custom(&self) -> bool {
        const AWS: [&str; 3] = [".amazonaws.com", ".amazonaws.com.cn", ".api.aws"];
        self.host().is_some_and(|host| !AWS.iter().any(|ending| host.ends_with(ending)))
    }
}

#[dyn_dispatch_hint]
impl Intercept for Destination {
    fn name(&self) -> &'static str {
        "Destination"
    }

    fn read_before_transmit(
        &self,
        context: &BeforeTransmitInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let authority = url::Url::parse(context.request().uri()).ok().and_then(|url| {
            let host = url.host_str()?.to_owned();
            Some(url.port().map_or_else(|| host.clone(), |port| format!("{host}:{port}")))
        });
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = authority;
        Ok(())
    }
}

impl ClassifyRetry for Destination {
    fn name(&self) -> &'static str {
        "Destination"
    }

    /// A refused connection or a certificate that is not trusted stays so, and a host that is not AWS's is most often
    /// a mistyped or stopped one: the user should hear of it now and not after the back-off.
    fn classify_retry(&self, context: &InterceptorContext) -> RetryAction {
        let error = context.output_or_error().and_then(Result::err).and_then(|error| error.as_connector_error());
        match error.map(Unreachable::of) {
            Some(Unreachable::Refused | Unreachable::Tls(_)) => RetryAction::RetryForbidden,
            Some(Unreachable::UnknownHost | Unreachable::Other) if self.is_custom() => RetryAction::RetryForbidden,
            _ => RetryAction::NoActionIndicated,
        }
    }

    fn priority(&self) -> RetryClassifierPriority {
        RetryClassifierPriority::run_after(RetryClassifierPriority::transient_error_classifier())
    }
}

/// Keeps the body of the answer as it was received.
#[derive(Debug, Clone, Default)]
pub(super) struct RawBody(Arc<Mutex<Option<Vec<u8>>>>);

impl RawBody {
    /// The body of the last answer.
    pub(super) fn take(&self) -> Option<Vec<u8>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

#[dyn_dispatch_hint]
impl Intercept for RawBody {
    fn name(&self) -> &'static str {
        "RawBody"
    }

    fn read_after_deserialization(
        &self,
        context: &AfterDeserializationInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let body = context.response().body().bytes().map(<[u8]>::to_vec);
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = body;
        Ok(())
    }
}

/// Forbids to repeat a call that may have run the function: one without an answer, or with a fault of the service.
#[derive(Debug)]
pub(super) struct OnlyIfNotRun;

impl ClassifyRetry for OnlyIfNotRun {
    fn name(&self) -> &'static str {
        "OnlyIfNotRun"
    }

    fn classify_retry(&self, context: &InterceptorContext) -> RetryAction {
        let failed = context.output_or_error().is_some_and(|result| result.is_err());
        let refused = context.response().is_some_and(|response| (400..500).contains(&response.status().as_u16()));
        if failed && !refused { RetryAction::RetryForbidden } else { RetryAction::NoActionIndicated }
    }

    fn priority(&self) -> RetryClassifierPriority {
        RetryClassifierPriority::run_after(RetryClassifierPriority::transient_error_classifier())
    }
}

/// Why no connection came about.
enum Unreachable {
    TimedOut,
    Refused,
    UnknownHost,
    /// The reason, in the words of the TLS library.
    Tls(String),
    Other,
}

impl Unreachable {
    fn of(error: &ConnectorError) -> Self {
        if error.is_timeout() {
            return Self::TimedOut;
        }
        for cause in causes(error) {
            match cause.downcast_ref::<io::Error>().map(io::Error::kind) {
                Some(io::ErrorKind::ConnectionRefused) => return Self::Refused,
                // rustls reports every failed handshake as invalid data.
                Some(io::ErrorKind::InvalidData) => return Self::Tls(one_line(&cause.to_string())),
                _ => {}
            }
            // hyper's type of this error is private.
            if cause.to_string() == "dns error" {
                return Self::UnknownHost;
            }
        }
        Self::Other
    }
}

/// An error and what caused it. `io::Error::source` skips its own payload, which is where the cause is.
pub(super) fn causes<'a>(error: &'a (dyn StdError + 'static)) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    std::iter::successors(Some(error), |&error| match error.downcast_ref::<io::Error>() {
        Some(error) => error.get_ref().map(|inner| inner as &(dyn StdError + 'static)),
        None => error.source(),
    })
}

/// Why a change was not made, or perhaps was: what is known afterwards.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChangeFailure {
    /// Nothing was changed: somebody else's change is under way or came first, or there are too many calls. What was read
    /// before is old.
    Overtaken(Error),
    /// Nothing was changed.
    Refused(Error),
    /// Nobody can tell: there was no answer, or one of a fault. What is there now has to be read.
    Unclear(Error),
}

impl ChangeFailure {
    /// What it means to the user.
    #[must_use]
    pub fn into_error(self) -> Error {
        match self {
            Self::Overtaken(error) | Self::Refused(error) | Self::Unclear(error) => error,
        }
    }
}

/// What a failed change means to the caller.
pub(super) fn change_failure<E>(
    error: &SdkError<E, HttpResponse>,
    call: &Call,
    destination: &Destination,
) -> ChangeFailure
where
    E: StdError + ProvideErrorMetadata + 'static,
{
    let explained = explain(error, call, destination);
    let status = error.raw_response().map(|answer| answer.status().as_u16());
    let never_left = match error {
        SdkError::ConstructionFailure(_) => true,
        SdkError::DispatchFailure(failure) => failure.as_connector_error().is_some_and(|failure| {
            matches!(Unreachable::of(failure), Unreachable::Refused | Unreachable::UnknownHost | Unreachable::Tls(_))
                || causes(failure).any(<dyn StdError>::is::<CredentialsError>)
        }),
        _ => false,
    };
    match status {
        Some(409 | 412) => ChangeFailure::Overtaken(explained),
        _ if explained.code() == "throttled" => ChangeFailure::Overtaken(explained),
        Some(400..500) => ChangeFailure::Refused(explained),
        None if never_left => ChangeFailure::Refused(explained),
        _ => ChangeFailure::Unclear(explained),
    }
}

/// What a failed call means to the user.
pub(super) fn explain<E>(error: &SdkError<E, HttpResponse>, call: &Call, destination: &Destination) -> Error
where
    E: StdError + ProvideErrorMetadata + 'static,
{
    let operation = call.operation;
    let host = destination.host().unwrap_or_else(|| "AWS".to_owned());
    if let Some(explained) = causes(error).find_map(|cause| cause.downcast_ref::<Error>()) {
        return explained.clone();
    }
    match error {
        SdkError::ServiceError(answer) => {
            let status = answer.raw().status().as_u16();
            service_error(answer.err().code(), answer.err().message(), status, call, &host)
        }
        SdkError::ResponseError(answer) => not_aws(answer.raw().status().as_u16(), operation, &host),
        SdkError::TimeoutError(_) => timed_out(call, destination),
        SdkError::DispatchFailure(failure) => failure.as_connector_error().map_or_else(
            || Error::outside("network", format!("`{operation}` could not be sent to `{host}`")),
            |failure| unreachable(failure, call, destination),
        ),
        SdkError::ConstructionFailure(_) => {
            Error::usage("bad-request-value", format!("AWS has no `{operation}` for `{}`", call.resource))
                .help("check the name or ARN, and `--region`")
        }
        _ => Error::outside("network", format!("`{operation}` failed at `{host}`")),
    }
}

fn timed_out(call: &Call, destination: &Destination) -> Error {
    let operation = call.operation;
    let within =
        call.timeout.map_or_else(String::new, |limit| format!(" within {}", humantime::format_duration(limit)));
    let message = match destination.host() {
        Some(host) => format!("`{operation}` got no answer from `{host}`{within}"),
        None => format!("`{operation}` got no credentials{within}"),
    };
    Error::outside("timeout", message).help("give it longer with `--timeout`, or check the network")
}

fn unreachable(failure: &ConnectorError, call: &Call, destination: &Destination) -> Error {
    let operation = call.operation;
    let host = destination.host().unwrap_or_else(|| "AWS".to_owned());
    match Unreachable::of(failure) {
        Unreachable::TimedOut => {
            Error::outside("timeout", format!("no connection to `{host}` for `{operation}` in time"))
                .help("check `--region`, `--endpoint-url` and the network")
        }
        Unreachable::Refused => {
            Error::outside("connection-refused", format!("`{host}` refused the connection for `{operation}`"))
                .help("check `--endpoint-url` and that the server runs")
        }
        Unreachable::UnknownHost => {
            Error::outside("unknown-host", format!("there is no host `{host}` for `{operation}`"))
                .help("check `--region`, `--endpoint-url` and the network")
        }
        Unreachable::Tls(reason) => {
            Error::outside("tls", format!("no secure connection to `{host}` for `{operation}`"))
                .note(reason)
                .help("name the certificate authority's file in SSL_CERT_FILE if a proxy or emulator has its own")
        }
        Unreachable::Other if causes(failure).any(<dyn StdError>::is::<CredentialsError>) => {
            Error::credentials("no-credentials", format!("no AWS credentials for `{operation}`"))
                .help("run `aws configure sso`, or name a profile with `--profile` or AWS_PROFILE")
        }
        Unreachable::Other => {
            Error::outside("network", format!("the connection to `{host}` broke during `{operation}`"))
                .help("check the network, and try again")
        }
    }
}

/// What an error that AWS itself reported means. Codes: the services' models and the common errors of the Query and
/// JSON protocols.
fn service_error(code: Option<&str>, message: Option<&str>, status: u16, call: &Call, host: &str) -> Error {
    let Call { operation, action, resource, .. } = call;
    let Some(code) = code else { return not_aws(status, operation, host) };
    let note = |error: Error| match message.map(one_line) {
        Some(said) if !said.is_empty() => error.note(format!("AWS: {said}")),
        _ => error,
    };
    let note_if_harmless = |error: Error| if call.sends_secrets { error } else { note(error) };
    // A signature's error repeats the signed headers, the session token among them: its message is not shown.
    match code {
        "AccessDenied" | "AccessDeniedException" | "UnauthorizedOperation" | "NotAuthorized" | "UnauthorizedException" => {
            note(Error::credentials("access-denied", format!("AWS denied `{action}` on `{resource}`")))
                .help(format!("allow `{action}` on `{resource}` in a policy of the caller (`aws sts get-caller-identity` says who that is)"))
        }
        "ExpiredToken" | "ExpiredTokenException" | "RequestExpired" | "TokenRefreshRequired" => {
            Error::credentials("expired-credentials", format!("the AWS credentials expired (`{operation}`)"))
                .help("sign in again, such as by `aws sso login --profile NAME`, or set new AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN")
        }
        "UnrecognizedClientException" | "InvalidClientTokenId" | "InvalidAccessKeyId" => {
            Error::credentials("unknown-access-key", format!("AWS does not know the access key (`{operation}`)"))
                .help("check which credentials are in use with `aws sts get-caller-identity`; AWS_ACCESS_KEY_ID goes before the profile")
        }
        "RequestTimeTooSkewed" | "RequestInTheFuture" => clock_is_off(operation),
        "InvalidSignatureException" | "SignatureDoesNotMatch" | "InvalidSignature"
            if message.is_some_and(|text| text.contains("Signature expired") || text.contains("not yet current")) =>
        {
            clock_is_off(operation)
        }
        "InvalidSignatureException" | "SignatureDoesNotMatch" | "InvalidSignature" | "IncompleteSignature"
        | "IncompleteSignatureException" | "MissingAuthenticationToken" | "MissingAuthenticationTokenException" => {
            Error::credentials("bad-signature", format!("AWS refused the signature of `{operation}`"))
                .help("check the secret access key, and that no proxy changes the request")
        }
        _ if is_throttling(code) || status == 429 => {
            Error::outside("throttled", format!("AWS throttled `{operation}` to the last attempt ({code})"))
                .help("try again later, or raise AWS_MAX_ATTEMPTS")
        }
        _ if status >= 500 => {
            note_if_harmless(Error::outside("aws-fault", format!("AWS failed at `{operation}` with {code} (status {status})")))
                .help("try again later")
        }
        _ => note_if_harmless(Error::outside("aws-error", format!("AWS refused `{operation}` on `{resource}` with {code}"))),
    }
}

fn not_aws(status: u16, operation: &str, host: &str) -> Error {
    let message = format!("`{host}` answered `{operation}` in a form that is not AWS's (status {status})");
    Error::outside("unexpected-answer", message)
        .help("check `--endpoint-url`, and whether a proxy answers in AWS's place")
}

fn clock_is_off(operation: &str) -> Error {
    Error::credentials("clock-skew", format!("AWS refused the time of `{operation}`: this machine's clock is off"))
        .help("set the clock; a signature is good for five minutes")
}

fn is_throttling(code: &str) -> bool {
    code.contains("Throttl")
        || matches!(code, "TooManyRequestsException" | "LimitExceededException" | "RequestLimitExceeded" | "SlowDown")
}
