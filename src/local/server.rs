//! Listening: connections, TLS, and which part of the emulator a request is for.

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::{Bytes, BytesMut};
use http_body_util::{BodyExt, Full};
use hyper::body::{Body as _, Incoming};
use hyper::header::EXPECT;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;

use super::answers;
use super::emulator::Emulator;
use super::routes::{Route, route};
use super::to_its_end::to_its_end;

/// How much a body may hold: Lambda's 6 MB for an invocation, and a little for what is around them.
const BODY_BYTES_AT_MOST: usize = 7 << 20;

/// How much of a body that is too large is read, only to be thrown away: a client that is still sending when its connection
/// is closed sees a broken connection, not the answer.
const THROWN_AWAY_BYTES_AT_MOST: usize = 64 << 20;

/// How long a body may take.
const BODY_WITHIN: Duration = Duration::from_secs(30);

/// How long connections may take to end what they are doing when the emulator stops.
const STOP_WITHIN: Duration = Duration::from_secs(5);

/// How long to wait before the next connection when the system has no more sockets.
const PAUSE_WITHOUT_SOCKETS: Duration = Duration::from_millis(50);

/// How often it is said that connections cannot be accepted.
const SAID_EVERY: Duration = Duration::from_secs(10);

/// The body of every answer.
pub(super) type Body = Full<Bytes>;

/// A request with its body.
#[derive(Debug)]
pub(super) struct Received {
    pub(super) head: http::request::Parts,
    pub(super) body: Bytes,
    pub(super) peer: SocketAddr,
}

/// Serves connections until `stop` says so; then lets requests under way end, for some seconds.
///
/// A connection that cannot be accepted, or that fails, is no reason to end: the next one may be good.
pub async fn serve(
    emulator: Arc<Emulator>,
    listener: TcpListener,
    tls: Option<TlsAcceptor>,
    stop: watch::Receiver<bool>,
) {
    let mut connections = JoinSet::new();
    let mut stopped = stop.clone();
    let mut said: Option<Instant> = None;
    loop {
        let accepted = tokio::select! {
            biased;
            _ = stopped.wait_for(|stop| *stop) => break,
            // What has ended is taken away, so that the set does not grow.
            Some(_) = connections.join_next(), if !connections.is_empty() => continue,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok((stream, peer)) => {
                connections.spawn(connection(Arc::clone(&emulator), stream, peer, tls.clone(), stop.clone()));
            }
            Err(error) => {
                if matches!(error.kind(), io::ErrorKind::ConnectionAborted | io::ErrorKind::ConnectionReset) {
                    continue;
                }
                if said.is_none_or(|said| said.elapsed() >= SAID_EVERY) {
                    emulator.say(&format!("warning: connections cannot be accepted for now: {error}"));
                    said = Some(Instant::now());
                }
                tokio::time::sleep(PAUSE_WITHOUT_SOCKETS).await;
            }
        }
    }
    drop(listener);
    let ended = async {
        while connections.join_next().await.is_some() {}
        emulator.hub.emptied().await;
    };
    let _ = tokio::time::timeout(STOP_WITHIN, ended).await;
}

async fn connection(
    emulator: Arc<Emulator>,
    stream: TcpStream,
    peer: SocketAddr,
    tls: Option<TlsAcceptor>,
    mut stop: watch::Receiver<bool>,
) {
    // Answers are small and whole; to wait for more of them would only delay them.
    let _ = stream.set_nodelay(true);
    let Some(tls) = tls else { return speak(emulator, stream, peer, stop).await };
    let handshake = tokio::time::timeout(emulator.options.read_timeout, tls.accept(stream));
    let shaken = tokio::select! {
        shaken = handshake => shaken,
        _ = stop.wait_for(|stop| *stop) => return,
    };
    if let Ok(Ok(stream)) = shaken {
        speak(emulator, stream, peer, stop).await;
    }
}

/// HTTP/1.1 on a connection, until either side ends it.
async fn speak(
    emulator: Arc<Emulator>,
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    peer: SocketAddr,
    mut stop: watch::Receiver<bool>,
) {
    let read_timeout = emulator.options.read_timeout;
    let of_service = stop.clone();
    let service = service_fn(move |request| {
        let (emulator, stop) = (Arc::clone(&emulator), of_service.clone());
        async move { Ok::<_, Infallible>(emulator.answer(request, peer, stop).await) }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(read_timeout)
        .serve_connection(TokioIo::new(stream), service)
        .with_upgrades();
    tokio::pin!(connection);
    tokio::select! {
        _ = connection.as_mut() => return,
        _ = stop.wait_for(|stop| *stop) => {}
    }
    connection.as_mut().graceful_shutdown();
    let _ = connection.await;
}

impl Emulator {
    /// Answers any request.
    async fn answer(
        self: &Arc<Self>,
        mut request: Request<Incoming>,
        peer: SocketAddr,
        stop: watch::Receiver<bool>,
    ) -> Response<Body> {
        let route = route(&request, &self.options.region);
        if let Route::RealTime(api_id) = &route {
            return super::realtime::upgrade(self, self.api_id(api_id.as_deref()), &mut request, peer, stop);
        }
        let (head, body) = request.into_parts();
        let body = match tokio::time::timeout(BODY_WITHIN, whole(body, head.headers.contains_key(EXPECT))).await {
            Ok(Ok(Some(body))) => body,
            Ok(Ok(None)) => return answers::too_large(),
            // The client went away, or did not speak HTTP.
            Ok(Err(_)) => return answers::malformed(),
            Err(_) => return answers::too_slow(),
        };
        let received = Received { head, body, peer };
        match route {
            Route::Graphql(api_id) => {
                let (emulator, api_id) = (Arc::clone(self), self.api_id(api_id.as_deref()));
                let answer = to_its_end(async move { emulator.answer_graphql(api_id, received).await });
                answer.await.unwrap_or_else(|_| answers::internal())
            }
            Route::Preflight => answers::preflight(&received.head),
            Route::Control => {
                let emulator = Arc::clone(self);
                let answer = to_its_end(async move { emulator.answer_control(received).await });
                answer.await.unwrap_or_else(|_| answers::internal())
            }
            Route::Own(path) => self.answer_own(&path, &received),
            Route::RealTime(_) | Route::Unknown => answers::unknown_operation(),
        }
    }

    /// The API that a request names, else the first one.
    fn api_id(&self, named: Option<&str>) -> Option<String> {
        named.map(str::to_owned).or_else(|| self.first_api_id())
    }
}

/// A whole body; `None` when it is too large. `asks_first` says that the client waits for a word before it sends a body.
async fn whole(mut body: Incoming, asks_first: bool) -> hyper::Result<Option<Bytes>> {
    let told = usize::try_from(body.size_hint().lower()).unwrap_or(usize::MAX);
    if told > BODY_BYTES_AT_MOST && asks_first {
        return Ok(None);
    }
    let mut kept = BytesMut::new();
    let mut seen = 0;
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame?.into_data() else { continue };
        // Most bodies come in one piece, which is then not copied.
        if seen == 0 && body.is_end_stream() {
            return Ok((data.len() <= BODY_BYTES_AT_MOST).then_some(data));
        }
        seen += data.len();
        if seen > THROWN_AWAY_BYTES_AT_MOST {
            return Ok(None);
        }
        if seen > BODY_BYTES_AT_MOST {
            kept = BytesMut::new();
        } else {
            kept.extend_from_slice(&data);
        }
    }
    Ok((seen <= BODY_BYTES_AT_MOST).then(|| kept.freeze()))
}
