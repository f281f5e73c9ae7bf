//! The client: sending, and reading with a bound.

use std::time::{Duration, Instant};

use bytes::Bytes;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue, USER_AGENT};
use reqwest::{Client, Response, Url, Version, redirect};

use super::certificates::trust;
use super::faults::{Way, innermost};
use super::proxies;
use super::wire::is_shown;
use super::{HttpAnswer, HttpFault, HttpOptions, HttpRequest, Sent};
use crate::error::{Error, Result};

/// The largest body of an answer that is read, in bytes after decompression. AppSync's own answers have at most a few MB
/// (a resolver's result is limited to 5 MB, a Lambda function's to 6 MB), so a larger one is something else.
pub const BODY_BYTES: usize = 64 << 20;

/// How much of a body is kept in one piece while it is read: a single buffer is copied each time that it grows, and the
/// copies take several times its size.
const BLOCK_BYTES: usize = 1 << 20;

/// The longest that connecting may take, whatever the time for the whole; TLS and a proxy's part included.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// The user agent, where the caller gives none.
const AGENT: &str = concat!("appsync-auth/", env!("CARGO_PKG_VERSION"));

/// Sends requests to an API. Redirects are never followed: they would carry credentials to whom they were not meant for.
#[derive(Debug, Clone)]
pub struct HttpClient {
    client: Client,
    timeout: Duration,
    connect_timeout: Duration,
    proxies: bool,
}

impl HttpClient {
    /// A client for requests. HTTP/2 is spoken where a server offers it over TLS.
    ///
    /// # Errors
    /// Input: the file of `cacert` holds no certificate that can be read. Outside: the system's certificates cannot be
    /// read.
    pub fn new(options: &HttpOptions) -> Result<Self> {
        Self::built(options, options.http1)
    }

    /// A client for the request that opens a WebSocket: HTTP/1.1 only, and no time limit once it is connected.
    ///
    /// # Errors
    /// As [`HttpClient::new`].
    pub fn for_websocket(options: &HttpOptions) -> Result<Self> {
        Self::built(options, true)
    }

    fn built(options: &HttpOptions, http1: bool) -> Result<Self> {
        let connect_timeout = options.timeout.min(CONNECT_TIMEOUT);
        let mut client = Client::builder()
            .redirect(redirect::Policy::none())
            // A little shorter than the whole, or else the whole may end first and not know that nothing was sent.
            .connect_timeout(connect_timeout.mul_f64(0.98))
            .user_agent(AGENT);
        if !options.proxies {
            client = client.no_proxy();
        }
        if http1 {
            client = client.http1_only();
        }
        let tls = options.tls || (options.proxies && proxies::speaks_tls());
        let client = trust(client, options, tls)?.build().map_err(|error| unusable(options, &error))?;
        Ok(Self { client, timeout: options.timeout, connect_timeout, proxies: options.proxies })
    }

    /// The client underneath, for what is no POST.
    pub(crate) fn inner(&self) -> &Client {
        &self.client
    }

    /// What to tell the user when a request got no answer, other than one of [`HttpClient::post`].
    pub(in crate::outside) fn unanswered(&self, url: &Url, error: &reqwest::Error) -> Error {
        let (timeout, connect_timeout) = (self.timeout, self.connect_timeout);
        Way { url, timeout, connect_timeout, proxies: self.proxies }.unanswered(error).error
    }

    /// Posts once.
    ///
    /// # Errors
    /// There is no whole answer; an answer of any status is none. The fault says whether the API may have got the
    /// request.
    pub async fn post(&self, request: &HttpRequest) -> Result<HttpAnswer, HttpFault> {
        let not_sent = |error| HttpFault { sent: Sent::No, error };
        let url = Url::parse(&request.url)
            .map_err(|error| not_sent(Error::bug(format!("a request goes to what is no URL: {error}"))))?;
        let headers = headers(request).map_err(not_sent)?;
        let way =
            Way { url: &url, timeout: self.timeout, connect_timeout: self.connect_timeout, proxies: self.proxies };
        let started_at = Instant::now();
        let deadline = tokio::time::Instant::now() + self.timeout;
        let sending = self.client.post(url.clone()).headers(headers).body(request.body.clone()).send();
        let response = match tokio::time::timeout_at(deadline, sending).await {
            Ok(response) => response.map_err(|error| way.unanswered(&error))?,
            Err(_) => return Err(way.no_answer_in_time()),
        };
        let version = version(response.version());
        let (status, headers) = (response.status().as_u16(), readable(response.headers()));
        match tokio::time::timeout_at(deadline, body(response, &way)).await {
            Ok(body) => Ok(HttpAnswer { status, version, headers, body: body?, duration: started_at.elapsed() }),
            Err(_) => Err(way.no_whole_answer_in_time()),
        }
    }
}

/// Why no client can be made.
fn unusable(options: &HttpOptions, error: &reqwest::Error) -> Error {
    let reason = innermost(error);
    if options.tls && options.cacert.is_none() {
        return Error::outside("no-certificates", format!("the system's certificates cannot be read: {reason}"))
            .help("install them (`ca-certificates`), or name a file with `--cacert FILE`");
    }
    Error::bug(format!("no HTTP client: {reason}"))
}

/// The headers, in their order. What is not shown is kept out of what the protocol remembers between requests, too.
fn headers(request: &HttpRequest) -> Result<HeaderMap> {
    let mut headers = HeaderMap::with_capacity(request.headers.len() + 4);
    for (name, value) in &request.headers {
        let bad = |what: &str| {
            Error::usage("bad-header", format!("the header `{name}` cannot be sent: {what}"))
                .help("a header is `NAME: VALUE`, in one line")
        };
        let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| bad("that is no name of a header"))?;
        let mut value = HeaderValue::from_bytes(value.expose().as_bytes())
            .map_err(|_| bad("its value holds a line break or another control character"))?;
        value.set_sensitive(!is_shown(name.as_str()));
        headers.append(name, value);
    }
    if !headers.contains_key(USER_AGENT) {
        headers.insert(USER_AGENT, HeaderValue::from_static(AGENT));
    }
    Ok(headers)
}

/// Reads the body, and stops where it gets too large.
async fn body(mut response: Response, way: &Way<'_>) -> Result<Bytes, HttpFault> {
    let announced = response.content_length().and_then(|length| usize::try_from(length).ok()).unwrap_or_default();
    if announced > BODY_BYTES {
        return Err(way.too_large());
    }
    let (mut length, mut blocks) = (0, Vec::<Vec<u8>>::new());
    while let Some(chunk) = response.chunk().await.map_err(|error| way.broken_off(&error))? {
        length += chunk.len();
        if length > BODY_BYTES {
            return Err(way.too_large());
        }
        match blocks.last_mut().filter(|block| block.len() + chunk.len() <= BLOCK_BYTES) {
            Some(block) => block.extend_from_slice(&chunk),
            None => blocks.push(chunk.to_vec()),
        }
    }
    match blocks.pop() {
        Some(block) if blocks.is_empty() => Ok(block.into()),
        Some(block) => {
            blocks.push(block);
            Ok(blocks.concat().into())
        }
        None => Ok(Bytes::new()),
    }
}

fn version(version: Version) -> &'static str {
    match version {
        Version::HTTP_2 => "HTTP/2",
        Version::HTTP_10 => "HTTP/1.0",
        _ => "HTTP/1.1",
    }
}

fn readable(headers: &HeaderMap) -> Vec<(String, String)> {
    let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    headers.iter().map(|(name, value)| (name.as_str().to_owned(), text(value))).collect()
}
