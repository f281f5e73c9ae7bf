//! The Lambda Runtime API, one listener for each child: so it is known which child hangs, and no child sees another's
//! events.
//!
//! Source: AWS Lambda developer guide, "Using the Lambda runtime API"; the answers' bodies are those of AWS's Runtime
//! Interface Emulator.

use std::convert::Infallible;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::header::{CONTENT_TYPE, HeaderMap, HeaderValue};
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio::sync::{Notify, oneshot, watch};
use tokio::task::{JoinHandle, JoinSet};

use super::function_error::FunctionError;
use crate::appsync::limits::LAMBDA_RESPONSE_BYTES;

/// What Lambda's own message names as the largest answer: the quota and 100 bytes.
pub(super) const ANSWER_BYTES: usize = LAMBDA_RESPONSE_BYTES + 100;

const PREFIX: &str = "/2018-06-01/runtime/";

/// Our bootstraps send it when the request for the next event is in the same write: the receipt for the answer then
/// waits for that event, and goes out in one write with it.
const PIPELINED: &str = "x-appsync-auth-pipelined";

/// One event for a child.
#[derive(Debug)]
pub(super) struct Event {
    pub(super) request_id: String,
    pub(super) body: Bytes,
    /// Milliseconds since 1970.
    pub(super) deadline: u64,
    pub(super) answer: oneshot::Sender<Answer>,
}

/// What a child says to an event.
#[derive(Debug)]
pub(super) enum Answer {
    Returned(Bytes),
    TooLarge,
    Failed(FunctionError),
}

/// Whether a child could load its function.
pub(super) type Start = Result<(), FunctionError>;

/// The Runtime API for one child. Dropping it closes every connection: end the child before.
#[derive(Debug)]
pub(super) struct RuntimeApi {
    address: SocketAddr,
    shared: Arc<Shared>,
    accepting: JoinHandle<()>,
    over_pipes: Option<JoinHandle<()>>,
}

#[derive(Debug)]
struct Shared {
    function_arn: HeaderValue,
    trace_id: HeaderValue,
    state: Mutex<State>,
    /// Told when an event was queued.
    queued: Notify,
    /// How many connections are open.
    connections: watch::Sender<usize>,
}

/// Counts a connection as long as it lives.
struct Connected(Arc<Shared>);

impl Connected {
    fn new(shared: &Arc<Shared>) -> Self {
        shared.connections.send_modify(|count| *count += 1);
        Self(Arc::clone(shared))
    }
}

impl Drop for Connected {
    fn drop(&mut self) {
        self.0.connections.send_modify(|count| *count -= 1);
    }
}

#[derive(Debug, Default)]
struct State {
    start: Option<oneshot::Sender<Start>>,
    queued: Option<Event>,
    in_flight: Option<(String, oneshot::Sender<Answer>)>,
}

impl RuntimeApi {
    /// Listens on a free port of the loopback interface. The receiver is told when the child is ready or gives up.
    pub(super) async fn listen(function_arn: &str) -> io::Result<(Self, oneshot::Receiver<Start>)> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let (start, started) = oneshot::channel();
        let shared = Arc::new(Shared {
            function_arn: HeaderValue::from_str(function_arn).map_err(io::Error::other)?,
            trace_id: trace_id()?,
            state: Mutex::new(State { start: Some(start), ..State::default() }),
            queued: Notify::new(),
            connections: watch::Sender::new(0),
        });
        let accepting = tokio::spawn(accept(listener, Arc::clone(&shared)));
        Ok((Self { address, shared, accepting, over_pipes: None }, started))
    }

    /// Answers over a pair of pipes too.
    #[cfg(unix)]
    pub(super) fn serve_pipes(&mut self, ours: super::pipes::OurEnds) {
        self.over_pipes = Some(tokio::spawn(serve(ours, Connected::new(&self.shared))));
    }

    /// The value for `AWS_LAMBDA_RUNTIME_API`.
    pub(super) fn address(&self) -> String {
        self.address.to_string()
    }

    /// Gives the child its next event.
    pub(super) fn queue(&self, event: Event) {
        self.shared.state().queued = Some(event);
        self.shared.queued.notify_one();
    }

    /// Waits until no connection is open. The system closes those of a process before it says that the process ended.
    pub(super) async fn all_closed(&self) {
        // An error would mean that the sender is gone, which lives as long as `self`.
        let _ = self.shared.connections.subscribe().wait_for(|count| *count == 0).await;
    }

    /// Takes back an event that the child has not asked for. `false` when it has.
    pub(super) fn take_back(&self) -> bool {
        self.shared.state().queued.take().is_some()
    }
}

impl Drop for RuntimeApi {
    fn drop(&mut self) {
        self.accepting.abort();
        self.over_pipes.iter().for_each(JoinHandle::abort);
    }
}

async fn accept(listener: TcpListener, shared: Arc<Shared>) {
    // Dropped with this task, and the connections with it.
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    let _ = stream.set_nodelay(true);
                    connections.spawn(serve(stream, Connected::new(&shared)));
                }
                // Such as too many open files: others may close some.
                Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
            },
            Some(_) = connections.join_next() => {}
        }
    }
}

async fn serve(stream: impl AsyncRead + AsyncWrite + Unpin, connected: Connected) {
    let service = hyper::service::service_fn(|request| {
        let shared = Arc::clone(&connected.0);
        async move { Ok::<_, Infallible>(shared.answer(request).await) }
    });
    // A child that breaks its connection is judged by how it ends, or by its time running out.
    let _ = hyper::server::conn::http1::Builder::new()
        .pipeline_flush(true)
        .auto_date_header(false)
        .serve_connection(TokioIo::new(stream), service)
        .await;
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn answer(&self, request: Request<Incoming>) -> Response<Full<Bytes>> {
        let (parts, body) = request.into_parts();
        let Some(route) = parts.uri.path().strip_prefix(PREFIX) else { return not_found() };
        if parts.method == Method::GET && route == "invocation/next" {
            return self.next().await;
        }
        if parts.method != Method::POST {
            return not_found();
        }
        if route == "init/error" {
            return self.start_failed(&parts.headers, body).await;
        }
        let Some((id, kind)) = route.strip_prefix("invocation/").and_then(|rest| rest.split_once('/')) else {
            return not_found();
        };
        let receipt = match kind {
            "response" => self.returned(id, body).await,
            "error" => self.failed(id, &parts.headers, body).await,
            _ => return not_found(),
        };
        if parts.headers.contains_key(PIPELINED) {
            self.wait_for_event().await;
        }
        receipt
    }

    async fn next(&self) -> Response<Full<Bytes>> {
        if let Some(start) = self.state().start.take() {
            let _ = start.send(Ok(()));
        }
        loop {
            self.wait_for_event().await;
            let mut state = self.state();
            // A second connection may have been faster.
            let Some(event) = state.queued.take() else { continue };
            let response = self.event_response(&event);
            state.in_flight = Some((event.request_id, event.answer));
            return response;
        }
    }

    /// Waits until an event is queued, and leaves it there.
    async fn wait_for_event(&self) {
        while self.state().queued.is_none() {
            self.queued.notified().await;
        }
    }

    fn event_response(&self, event: &Event) -> Response<Full<Bytes>> {
        let mut response = Response::new(Full::new(event.body.clone()));
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        // A UUID is always a header's value.
        if let Ok(id) = HeaderValue::from_str(&event.request_id) {
            headers.insert("lambda-runtime-aws-request-id", id);
        }
        headers.insert("lambda-runtime-deadline-ms", HeaderValue::from(event.deadline));
        headers.insert("lambda-runtime-invoked-function-arn", self.function_arn.clone());
        headers.insert("lambda-runtime-trace-id", self.trace_id.clone());
        response
    }

    async fn start_failed(&self, headers: &HeaderMap, body: Incoming) -> Response<Full<Bytes>> {
        let error = function_error(headers, collect(body, ANSWER_BYTES).await);
        match self.state().start.take() {
            Some(start) => {
                let _ = start.send(Err(error));
                accepted()
            }
            None => refused(StatusCode::FORBIDDEN, "InvalidStateTransition", "State transition is not allowed"),
        }
    }

    async fn returned(&self, id: &str, mut body: Incoming) -> Response<Full<Bytes>> {
        let payload = collect(&mut body, ANSWER_BYTES).await;
        let Some(answer) = self.take_in_flight(id) else { return unknown_id() };
        match payload {
            Collected::Whole(payload) => {
                let _ = answer.send(Answer::Returned(payload));
                accepted()
            }
            Collected::TooLarge => {
                let _ = answer.send(Answer::TooLarge);
                // Read to its end, a part at a time, so that the child sees the receipt and no broken connection.
                while let Some(Ok(_)) = body.frame().await {}
                let message = format!("Exceeded maximum allowed payload size ({ANSWER_BYTES} bytes).");
                refused(StatusCode::PAYLOAD_TOO_LARGE, "RequestEntityTooLarge", &message)
            }
            // The child broke off: it is judged by how it ends.
            Collected::Broken => unknown_id(),
        }
    }

    async fn failed(&self, id: &str, headers: &HeaderMap, body: Incoming) -> Response<Full<Bytes>> {
        let error = function_error(headers, collect(body, ANSWER_BYTES).await);
        let Some(answer) = self.take_in_flight(id) else { return unknown_id() };
        let _ = answer.send(Answer::Failed(error));
        accepted()
    }

    fn take_in_flight(&self, id: &str) -> Option<oneshot::Sender<Answer>> {
        let mut state = self.state();
        match &state.in_flight {
            Some((current, _)) if current == id => state.in_flight.take().map(|(_, answer)| answer),
            _ => None,
        }
    }
}

/// A body, or why it was not taken.
enum Collected {
    Whole(Bytes),
    TooLarge,
    Broken,
}

/// Reads a body, never holding more than `limit` bytes of it.
async fn collect(mut body: impl hyper::body::Body<Data = Bytes> + Unpin, limit: usize) -> Collected {
    if body.size_hint().lower() > limit as u64 {
        return Collected::TooLarge;
    }
    let mut first = Bytes::new();
    let mut rest = Vec::new();
    while let Some(frame) = body.frame().await {
        let Ok(frame) = frame else { return Collected::Broken };
        let Ok(data) = frame.into_data() else { continue };
        if first.len() + rest.len() + data.len() > limit {
            return Collected::TooLarge;
        }
        // Nearly every answer is one frame, which needs no copy.
        if first.is_empty() && rest.is_empty() {
            first = data;
        } else {
            rest.extend_from_slice(&data);
        }
    }
    if rest.is_empty() {
        return Collected::Whole(first);
    }
    rest.splice(0..0, first);
    Collected::Whole(rest.into())
}

fn function_error(headers: &HeaderMap, body: Collected) -> FunctionError {
    let kind = headers.get("lambda-runtime-function-error-type").and_then(|value| value.to_str().ok());
    match body {
        Collected::Whole(body) => FunctionError::from_body(&body, kind),
        Collected::TooLarge => FunctionError::new(kind.unwrap_or("Unhandled"), "the error is too large to be read"),
        Collected::Broken => FunctionError::new(kind.unwrap_or("Unhandled"), "the error broke off"),
    }
}

/// In the form of X-Ray, not sampled: nothing records it.
///
/// One for each child, not for each event: runtimes put it into the environment, whose old values are never freed.
fn trace_id() -> io::Result<HeaderValue> {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    let id = uuid::Uuid::new_v4().simple().to_string();
    let (root, parent) = (id.get(8..).unwrap_or_default(), id.get(..16).unwrap_or_default());
    HeaderValue::from_str(&format!("Root=1-{seconds:08x}-{root};Parent={parent};Sampled=0")).map_err(io::Error::other)
}

fn json(status: StatusCode, body: impl Into<Bytes>) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(body.into()));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

fn accepted() -> Response<Full<Bytes>> {
    json(StatusCode::ACCEPTED, &b"{\"status\":\"OK\"}\n"[..])
}

fn refused(status: StatusCode, error_type: &str, message: &str) -> Response<Full<Bytes>> {
    json(status, serde_json::json!({ "errorMessage": message, "errorType": error_type }).to_string())
}

fn unknown_id() -> Response<Full<Bytes>> {
    refused(StatusCode::BAD_REQUEST, "InvalidRequestID", "Invalid request ID")
}

fn not_found() -> Response<Full<Bytes>> {
    refused(StatusCode::NOT_FOUND, "NotFound", "no such path in the Lambda Runtime API")
}
