//! From an HTTP request to a connection.
use std::net::SocketAddr;
use std::sync::Arc;

use hyper::body::Incoming;
use hyper::{Request, Response};
use tokio::sync::watch;

use crate::local::answers;
use crate::local::emulator::Emulator;
use crate::local::server::Body;

/// Answers an upgrade.
pub(in crate::local) fn upgrade(
    _emulator: &Arc<Emulator>,
    _api_id: Option<String>,
    _request: &mut Request<Incoming>,
    _peer: SocketAddr,
    _stop: watch::Receiver<bool>,
) -> Response<Body> {
    answers::unknown_operation()
}
