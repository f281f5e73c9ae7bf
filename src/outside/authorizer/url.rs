//! An authorizer behind a URL that takes Lambda's Invoke request: AWS's Runtime Interface Emulator (RIE), `sam local
//! start-lambda`, an emulator of AWS.

use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use reqwest::header::{CONTENT_TYPE, HeaderMap, LOCATION};
use reqwest::{Client, Response, StatusCode, Url, redirect};
use serde_json::Value;
use tokio::time::timeout;

use super::Invocation;
use super::function_error::FunctionError;
use super::process::too_large;
use super::runtime_api::ANSWER_BYTES;
use crate::appsync::AuthorizerOutcome;
use crate::appsync::endpoint::{is_loopback, shown_url};
use crate::error::Error;
use crate::outside::http::{innermost, jitter};

/// How often a throttled call is made in all.
const ATTEMPTS: u32 = 5;

/// The pause before the second attempt, doubled for each further one.
const FIRST_PAUSE: Duration = Duration::from_millis(100);

/// How much of an answer that is no Lambda answer an error shows, in characters.
const SHOWN_CHARACTERS: usize = 500;

/// An authorizer behind a URL.
#[derive(Debug)]
pub struct UrlAuthorizer {
    client: Client,
    url: Url,
    connect_timeout: Duration,
    network_timeout: Duration,
    authorizer_timeout: Duration,
}

impl UrlAuthorizer {
    /// Reads the URL; nothing is sent. `network_timeout` is for connecting and for each pause within an answer,
    /// `authorizer_timeout` for the time from sending the event to the first of the answer.
    ///
    /// # Errors
    ///
    /// [`crate::error::ErrorKind::Usage`] when it is no `http(s)://` URL.
    pub fn new(url: &str, network_timeout: Duration, authorizer_timeout: Duration) -> Result<Self, Error> {
        let bad = |reason: &str| {
            Error::usage("authorizer-url", format!("the authorizer `{}` {reason}", shown_url(url)))
                .help("write it as `http://HOST:PORT/2015-03-31/functions/NAME/invocations`")
        };
        let url = Url::parse(url).map_err(|error| bad(&format!("is not a URL: {error}")))?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(bad("is not an `http` or `https` URL"));
        }
        // Shorter than the authorizer's time, or else a host that does not answer would count as a slow authorizer.
        let connect_timeout = network_timeout.min(authorizer_timeout.mul_f64(0.9));
        let mut client = Client::builder()
            .redirect(redirect::Policy::none())
            .connect_timeout(connect_timeout)
            .user_agent(concat!("appsync-auth/", env!("CARGO_PKG_VERSION")));
        if is_loopback(&url) {
            // No proxy reaches what runs on this machine.
            client = client.no_proxy();
        }
        let client = client.build().map_err(|error| Error::bug(format!("no HTTP client: {}", innermost(&error))))?;
        Ok(Self { client, url, connect_timeout, network_timeout, authorizer_timeout })
    }

    /// Posts a payload. Throttling is waited out, a few times.
    pub(super) async fn invoke_payload(&self, body: bytes::Bytes) -> Result<Invocation, Error> {
        let mut pause = FIRST_PAUSE;
        for attempt in 1.. {
            let started_at = Instant::now();
            let Ok(sent) = timeout(self.authorizer_timeout, self.post(body.clone())).await else {
                let after = self.authorizer_timeout;
                return Ok(invocation(AuthorizerOutcome::TimedOut { after }, String::new(), started_at.elapsed()));
            };
            let response = sent.map_err(|error| self.unreachable(&error))?;
            if response.status() != StatusCode::TOO_MANY_REQUESTS || attempt == ATTEMPTS {
                return self.read(response, started_at).await;
            }
            tokio::time::sleep(pause.mul_f64(jitter())).await;
            pause *= 2;
        }
        Err(Error::bug("a call to an authorizer was neither made nor given up"))
    }

    async fn post(&self, body: bytes::Bytes) -> reqwest::Result<Response> {
        self.client
            .post(self.url.clone())
            .header(CONTENT_TYPE, "application/json")
            .header("x-amz-log-type", "Tail")
            .body(body)
            .send()
            .await
    }

    async fn read(&self, mut response: Response, started_at: Instant) -> Result<Invocation, Error> {
        let status = response.status();
        let headers = response.headers().clone();
        let mut body = Vec::new();
        loop {
            let chunk = match timeout(self.network_timeout, response.chunk()).await {
                Ok(chunk) => chunk.map_err(|error| self.unreachable(&error))?,
                Err(_) => return Err(self.stalled()),
            };
            let Some(chunk) = chunk else { break };
            if body.len() + chunk.len() > ANSWER_BYTES {
                // What is left of it is not read.
                let duration = started_at.elapsed();
                let outcome = AuthorizerOutcome::Failed(too_large().into_failure(duration));
                return Ok(invocation(outcome, String::new(), duration));
            }
            body.extend_from_slice(&chunk);
        }
        let duration = started_at.elapsed();
        if let Some(error) = failure(status, &headers, &body) {
            let outcome = AuthorizerOutcome::Failed(error.into_failure(duration));
            return Ok(invocation(outcome, log_tail(&headers), duration));
        }
        if !status.is_success() {
            return Err(self.refused(status, &headers, &body));
        }
        let outcome = AuthorizerOutcome::Returned { payload: body, duration };
        Ok(invocation(outcome, log_tail(&headers), duration))
    }

    fn shown_url(&self) -> String {
        shown_url(self.url.as_str())
    }

    fn unreachable(&self, error: &reqwest::Error) -> Error {
        let reason = if error.is_timeout() && error.is_connect() {
            let limit = humantime::format_duration(self.connect_timeout);
            format!("no connection within {limit}")
        } else {
            innermost(error)
        };
        let message = format!("cannot reach the authorizer at `{}`: {reason}", self.shown_url());
        Error::outside("authorizer-unreachable", message).help(if is_loopback(&self.url) {
            "start what runs the function (`sam local start-lambda`, `docker run -p 9000:8080 IMAGE`), check the port"
        } else {
            "check the host, the port, and whether a proxy or a certificate of your own stands between"
        })
    }

    fn stalled(&self) -> Error {
        let limit = humantime::format_duration(self.network_timeout);
        Error::outside(
            "authorizer-unreachable",
            format!("the answer of the authorizer at `{}` stopped for {limit}", self.shown_url()),
        )
        .help("a longer `--timeout` waits longer for the network")
    }

    fn refused(&self, status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Error {
        let url = self.shown_url();
        let invoke_path = "Lambda's Invoke request goes to `/2015-03-31/functions/NAME/invocations`; RIE calls every \
                           function `function`";
        let error = match status {
            StatusCode::NOT_FOUND => {
                let error = Error::outside("authorizer-no-such-function", format!("no function at `{url}` (HTTP 404)"));
                error.help(if self.url.path().starts_with("/2015-03-31/") {
                    "check the name of the function in the URL"
                } else {
                    invoke_path
                })
            }
            StatusCode::TOO_MANY_REQUESTS => Error::outside(
                "authorizer-throttled",
                format!("the authorizer at `{url}` was throttled {ATTEMPTS} times in a row (HTTP 429)"),
            )
            .help("call it less often, with fewer `--jobs`"),
            status if status.is_redirection() => {
                let location = headers.get(LOCATION).and_then(|value| value.to_str().ok()).unwrap_or("elsewhere");
                let message = format!(
                    "the authorizer at `{url}` redirects to `{}` (HTTP {}); redirects are not followed",
                    shown_url(location),
                    status.as_u16()
                );
                Error::outside("authorizer-refused", message).help("give the URL that takes the Invoke request itself")
            }
            status => {
                let message = format!("`{url}` did not run the function (HTTP {})", status.as_u16());
                Error::outside("authorizer-refused", message).help(if self.url.path().starts_with("/2015-03-31/") {
                    "look at the log of what serves the URL"
                } else {
                    invoke_path
                })
            }
        };
        let text = String::from_utf8_lossy(body);
        let text: String = text.trim().chars().take(SHOWN_CHARACTERS).collect();
        if text.is_empty() { error } else { error.note(format!("it answered: {text}")) }
    }
}

fn invocation(outcome: AuthorizerOutcome, logs: String, duration: Duration) -> Invocation {
    Invocation { outcome, logs, duration, cold_start: None }
}

/// The function's error, if the answer is one.
///
/// Lambda marks it with a header. RIE does not (aws-lambda-runtime-interface-emulator#20, #86), answers a process that
/// ended with nothing at all, and one that was too slow with status 200 and a line of text (#21). An error object
/// beside another status than 2xx is RIE's way to tell of a runtime that ended.
fn failure(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Option<FunctionError> {
    if let Some(kind) = headers.get("x-amz-function-error") {
        return Some(FunctionError::from_body(body, kind.to_str().ok()));
    }
    let value: Option<Value> = serde_json::from_slice(body).ok();
    if let Some(Value::Object(object)) = &value {
        let is_error = ["errorType", "errorMessage"].iter().any(|name| object.get(*name).is_some_and(Value::is_string));
        return (is_error && !object.contains_key("isAuthorized")).then(|| FunctionError::from_body(body, None));
    }
    if !status.is_success() {
        return None;
    }
    if body.trim_ascii().is_empty() {
        return Some(FunctionError::new(
            "Runtime.ExitError",
            "the function answered nothing: its process may have ended",
        ));
    }
    let text = String::from_utf8_lossy(body);
    (value.is_none() && text.contains("Task timed out")).then(|| FunctionError::new("Sandbox.Timedout", text.trim()))
}

/// The last 4 KiB that the function printed, if the service says them.
fn log_tail(headers: &HeaderMap) -> String {
    let log = headers.get("x-amz-log-result").and_then(|value| STANDARD.decode(value.as_bytes()).ok());
    log.map(|log| String::from_utf8_lossy(&log).into_owned()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_that_is_none_is_shown_without_its_password() {
        let error = UrlAuthorizer::new("http://me:pass@local host/", Duration::ZERO, Duration::ZERO).unwrap_err();
        assert_eq!(error.message(), "the authorizer `local host/` is not a URL: invalid international domain name");
    }
}
