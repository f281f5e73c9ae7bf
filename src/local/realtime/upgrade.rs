//! From an HTTP request to a connection.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;

use hyper::body::Incoming;
use hyper::header::{
    CONNECTION, HeaderMap, HeaderValue, SEC_WEBSOCKET_ACCEPT, SEC_WEBSOCKET_KEY, SEC_WEBSOCKET_PROTOCOL,
    SEC_WEBSOCKET_VERSION, UPGRADE,
};
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use serde_json::json;
use tokio::sync::watch;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use tokio_tungstenite::tungstenite::protocol::{Role, WebSocketConfig};

use super::authorize::Route;
use super::driver;
use super::hub::Seat;
use crate::local::answers;
use crate::local::emulator::Emulator;
use crate::local::server::Body;
use crate::realtime::handshake;
use crate::realtime::limits::FRAME_BYTES;

/// The largest message that is read: more than the protocol takes, so that the protocol says so.
const MESSAGE_BYTES: usize = FRAME_BYTES + (64 << 10);

/// How many bytes a connection reads and writes at a time. A connection has a buffer for reading from its start.
const BUFFER_BYTES: usize = 4 << 10;

/// Answers an upgrade, and serves the connection that comes of it.
///
/// The frame that tells of a fault in the handshake needs a connection as well: AppSync upgrades all the same.
pub(in crate::local) fn upgrade(
    emulator: &Arc<Emulator>,
    api_id: Option<String>,
    request: &mut Request<Incoming>,
    peer: SocketAddr,
    stop: watch::Receiver<bool>,
) -> Response<Body> {
    let started = Instant::now();
    let Some(accept) = accept(request.headers()) else { return no_handshake(request.headers()) };
    let taken = api_id.and_then(|api_id| Some((Seat::take(emulator, &api_id)?, api_id)));
    let Some(((seat, inbox), api_id)) = taken else {
        let request_id = emulator.request_ids.next();
        return answers::refusal(&emulator.refuse_nowhere(&request_id, started), &request_id);
    };
    let target = request.uri().path_and_query().map_or("/", |target| target.as_str());
    let offered = request.headers().get_all(SEC_WEBSOCKET_PROTOCOL);
    let read = handshake::read(target, offered.iter().filter_map(|value| value.to_str().ok()));
    let subprotocol = read.as_ref().map_or_else(handshake::HandshakeFault::subprotocol, |read| Some(read.subprotocol));
    let path = request.uri().path();
    let path = path.strip_suffix("/realtime").unwrap_or(path).to_owned();
    let route = Route { api_id, path, source_ip: peer.ip() };
    let upgraded = hyper::upgrade::on(request);
    let emulator = Arc::clone(emulator);
    tokio::spawn(async move {
        // The client went away.
        let Ok(upgraded) = upgraded.await else { return };
        let config = WebSocketConfig::default()
            .read_buffer_size(BUFFER_BYTES)
            .write_buffer_size(BUFFER_BYTES)
            .max_message_size(Some(MESSAGE_BYTES))
            .max_frame_size(Some(MESSAGE_BYTES));
        let socket = WebSocketStream::from_raw_socket(TokioIo::new(upgraded), Role::Server, Some(config)).await;
        match read {
            Ok(read) => {
                let place = driver::Place { emulator, seat, inbox, route: Arc::new(route), stop };
                driver::serve(socket, place, read.authorization.unwrap_or_default()).await;
            }
            Err(fault) => driver::refuse(socket, &fault).await,
        }
    });
    switching(&accept, subprotocol)
}

/// The `Sec-WebSocket-Accept` for a handshake; `None` when it is none of version 13.
fn accept(headers: &HeaderMap) -> Option<HeaderValue> {
    let is_upgrade = headers
        .get_all(CONNECTION)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|option| option.trim().eq_ignore_ascii_case("upgrade"));
    let is_version_13 = headers.get(SEC_WEBSOCKET_VERSION).is_some_and(|version| version == "13");
    let key = headers.get(SEC_WEBSOCKET_KEY).filter(|_| is_upgrade && is_version_13)?;
    HeaderValue::try_from(derive_accept_key(key.as_bytes())).ok()
}

fn switching(accept: &HeaderValue, subprotocol: Option<&'static str>) -> Response<Body> {
    let mut response = Response::new(Body::default());
    *response.status_mut() = StatusCode::SWITCHING_PROTOCOLS;
    let headers = response.headers_mut();
    headers.insert(CONNECTION, HeaderValue::from_static("Upgrade"));
    headers.insert(UPGRADE, HeaderValue::from_static("websocket"));
    headers.insert(SEC_WEBSOCKET_ACCEPT, accept.clone());
    if let Some(subprotocol) = subprotocol {
        headers.insert(SEC_WEBSOCKET_PROTOCOL, HeaderValue::from_static(subprotocol));
    }
    response
}

/// The answer to an upgrade that is no handshake: RFC 6455, 4.2.2 and 4.4. The words are ours.
fn no_handshake(headers: &HeaderMap) -> Response<Body> {
    let other_version = headers.get(SEC_WEBSOCKET_VERSION).is_some_and(|version| version != "13");
    let status = if other_version { 426 } else { 400 };
    let message = "The request is not a WebSocket handshake of version 13";
    let mut response = answers::plain(status, "BadRequestException", &json!({ "message": message }));
    if other_version {
        response.headers_mut().insert(SEC_WEBSOCKET_VERSION, HeaderValue::from_static("13"));
    }
    response
}
