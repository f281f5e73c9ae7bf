//! One connection: a GET that asks for a WebSocket, and its answer.

use reqwest::header::{
    CONNECTION, HeaderMap, HeaderName, HeaderValue, SEC_WEBSOCKET_ACCEPT, SEC_WEBSOCKET_KEY, SEC_WEBSOCKET_PROTOCOL,
    SEC_WEBSOCKET_VERSION, UPGRADE,
};
use reqwest::{Response, StatusCode, Upgraded, Url};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::handshake::client::generate_key;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use tokio_tungstenite::tungstenite::protocol::{Role, WebSocketConfig};

use super::driver::Subscribing;
use crate::appsync::Secret;
use crate::appsync::endpoint::shown_url;
use crate::error::{Error, Result};
use crate::outside::http::innermost;
use crate::outside::said::one_line;
use crate::realtime::AuthorizationObject;
use crate::realtime::limits::SUBPROTOCOL;

/// The largest message that is read, in bytes. AppSync delivers at most 240 KB (quotas, subscription payload size).
pub const MESSAGE_BYTES: usize = 4 << 20;

/// How much memory a connection reads and writes with; frames are small.
const BUFFER_BYTES: usize = 16 << 10;

/// How much of the body of another answer is read.
const BODY_BYTES: usize = 4 << 10;

/// How much of it is shown, in characters.
const SHOWN: usize = 200;

/// An open connection.
pub(super) type Socket = WebSocketStream<Upgraded>;

/// Why there is no connection.
#[derive(Debug)]
pub(super) enum NotOpened {
    /// Later there may be one: the network, or a server that is not up.
    Passing(Error),
    /// Trying again would get the same.
    Final(Error),
}

/// Opens a connection with this authorization object.
pub(super) async fn open(asked: &Subscribing<'_>, object: &AuthorizationObject) -> Result<Socket, NotOpened> {
    let bug = |what: &str| NotOpened::Final(Error::bug(format!("a connection cannot be asked for: {what}")));
    let url = asked.url.strip_prefix("ws").map(|rest| format!("http{rest}")).and_then(|url| Url::parse(&url).ok());
    let url = url.ok_or_else(|| bug("its address is none of a WebSocket"))?;
    let key = generate_key();
    let headers = headers(asked.headers, object, &key).map_err(NotOpened::Final)?;
    let sent = asked.client.inner().get(url.clone()).headers(headers).send().await;
    let response = sent.map_err(|error| NotOpened::Passing(asked.client.unanswered(&url, &error)))?;
    if response.status() != StatusCode::SWITCHING_PROTOCOLS {
        return Err(refused(asked, object, response).await);
    }
    accepted(response.headers(), &key).map_err(|what| {
        let message = format!("what answers at `{}` does not speak WebSocket: {what}", shown_url(asked.url));
        NotOpened::Final(
            Error::outside("not-websocket", message)
                .help("check the URL, and whether a proxy stands between that cannot pass a WebSocket on"),
        )
    })?;
    let upgraded = response.upgrade().await.map_err(|error| {
        let message =
            format!("the connection to `{}` was lost in its handshake: {}", shown_url(asked.url), innermost(&error));
        NotOpened::Passing(Error::outside("connection-lost", message).help("try again"))
    })?;
    let config = WebSocketConfig::default()
        .read_buffer_size(BUFFER_BYTES)
        .write_buffer_size(0)
        .max_message_size(Some(MESSAGE_BYTES))
        .max_frame_size(Some(MESSAGE_BYTES));
    Ok(WebSocketStream::from_raw_socket(upgraded, Role::Client, Some(config)).await)
}

/// The headers of the request; those of the protocol are ours.
fn headers(own: &[(String, Secret)], object: &AuthorizationObject, key: &str) -> Result<HeaderMap> {
    let mut headers = HeaderMap::new();
    for (name, value) in own {
        let bad = |what: &str| {
            Error::usage("bad-header", format!("the header `{name}` cannot be sent: {what}"))
                .help("a header is `NAME: VALUE`, in one line")
        };
        let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| bad("that is no name of a header"))?;
        headers.append(name, sensitive(value).ok_or_else(|| bad("its value holds a control character"))?);
    }
    headers.insert(CONNECTION, HeaderValue::from_static("Upgrade"));
    headers.insert(UPGRADE, HeaderValue::from_static("websocket"));
    headers.insert(SEC_WEBSOCKET_VERSION, HeaderValue::from_static("13"));
    let ours = [(SEC_WEBSOCKET_KEY, Secret::new(key)), (SEC_WEBSOCKET_PROTOCOL, object.subprotocols())];
    for (name, value) in ours {
        let value = sensitive(&value).ok_or_else(|| Error::bug("a WebSocket's handshake has a control character"))?;
        headers.insert(name, value);
    }
    Ok(headers)
}

fn sensitive(value: &Secret) -> Option<HeaderValue> {
    let mut value = HeaderValue::from_bytes(value.expose().as_bytes()).ok()?;
    value.set_sensitive(true);
    Some(value)
}

/// Whether this is the answer to our request, as RFC 6455, 4.1 wants it. A server that chose no subprotocol says why in
/// its first frame: AppSync does so.
fn accepted(headers: &HeaderMap, key: &str) -> Result<(), String> {
    let value = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    if !value(UPGRADE).is_some_and(|value| value.eq_ignore_ascii_case("websocket")) {
        return Err("its answer upgrades to something else".to_owned());
    }
    if value(SEC_WEBSOCKET_ACCEPT) != Some(derive_accept_key(key.as_bytes()).as_str()) {
        return Err("`Sec-WebSocket-Accept` does not fit the key that was sent".to_owned());
    }
    match value(SEC_WEBSOCKET_PROTOCOL) {
        None | Some(SUBPROTOCOL) => Ok(()),
        Some(other) => Err(format!("it chose the subprotocol `{:.64}`, not `{SUBPROTOCOL}`", one_line(other))),
    }
}

/// The words for an answer that is no WebSocket. AppSync itself refuses inside the connection.
async fn refused(asked: &Subscribing<'_>, object: &AuthorizationObject, mut response: Response) -> NotOpened {
    let status = response.status();
    let mut body = Vec::new();
    while let Ok(Some(chunk)) = response.chunk().await {
        body.extend_from_slice(&chunk);
        if body.len() >= BODY_BYTES {
            body.truncate(BODY_BYTES);
            break;
        }
    }
    let shown = masked(&String::from_utf8_lossy(&body), asked, object);
    let shown: String = one_line(&shown).chars().take(SHOWN).collect();
    let words = if shown.is_empty() { String::new() } else { format!(": {shown}") };
    let message = format!(
        "`{}` answered the handshake of the WebSocket with HTTP {}{words}",
        shown_url(asked.url),
        status.as_u16()
    );
    let error = Error::outside("handshake-refused", message).help(match status.as_u16() {
        300..=399 => "give the URL of the API itself: redirects are not followed, since they would take credentials along",
        401 | 403 => "a firewall, a proxy or a resource policy in front of the API refuses it: AppSync itself would not answer so",
        404 | 405 => "check the URL: it must be the one that GraphQL is posted to, of an API with real-time subscriptions",
        407 => "write the proxy's user name and password into the variable that names the proxy",
        500.. => "try again; the API, or a proxy in front of it, is not up",
        _ => "check the URL, and whether a proxy stands between that cannot pass a WebSocket on",
    });
    let passes = status.is_server_error() || matches!(status.as_u16(), 408 | 425 | 429);
    if passes { NotOpened::Passing(error) } else { NotOpened::Final(error) }
}

/// A server may say again what it was sent.
fn masked(text: &str, asked: &Subscribing<'_>, object: &AuthorizationObject) -> String {
    let of_headers =
        asked.headers.iter().filter(|(name, _)| !name.eq_ignore_ascii_case("host")).map(|(_, value)| value);
    let secrets = object.secrets().chain([object.subprotocols()]).chain(of_headers.cloned());
    secrets.fold(text.to_owned(), |text, secret| secret.masked_in(&text).unwrap_or(text))
}
