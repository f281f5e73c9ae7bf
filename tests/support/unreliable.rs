//! A network that fails: a proxy between a client and the emulator that does to the n-th call of an operation what the test
//! says, and keeps every request byte for byte.
//!
//! What is forwarded is forwarded unchanged, so that signatures stay good; a client signs the proxy's own address.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

/// What becomes of a call.
#[derive(Clone)]
pub(crate) enum Fault {
    /// It is answered with this error, and the server never hears of it.
    Refused(Refusal),
    /// The server does what was asked, and the answer is lost: this error comes instead.
    RefusedAfter(Refusal),
    /// Nobody ever answers, and the server never hears of it.
    Hangs,
    /// The server does what was asked, and nobody ever answers.
    HangsAfter,
    /// The connection is cut before the server hears of it.
    Cut,
    /// The server does what was asked, and the connection is cut before the answer.
    CutAfter,
    /// The server does what was asked, and the connection is cut in the middle of the answer.
    CutWithin,
    /// The server never hears of it, and these bytes are the answer, the last one on its connection.
    Garbage(&'static [u8]),
    /// This happens first, then the call goes on as any other: to stop the client, or to change something behind its back.
    Before(Arc<dyn Fn() + Send + Sync>),
    /// The server does what was asked, this happens, and then comes the answer.
    After(Arc<dyn Fn() + Send + Sync>),
    /// The proxy ends: this connection and every other is cut, and nobody listens any more.
    Dies,
}

/// An error as a service answers it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) status: u16,
    pub(crate) code: String,
    pub(crate) message: String,
    /// `Retry-After`, in seconds.
    pub(crate) retry_after: Option<u32>,
}

impl Refusal {
    pub(crate) fn new(status: u16, code: &str, message: &str) -> Self {
        Self { status, code: code.to_owned(), message: message.to_owned(), retry_after: None }
    }

    /// AppSync's, when another change is under way.
    pub(crate) fn concurrent_modification() -> Self {
        let message =
            "Another modification is in progress at this time and it must complete before you can make your change.";
        Self::new(409, "ConcurrentModificationException", message)
    }

    /// Any service's, for too many calls.
    pub(crate) fn throttled() -> Self {
        Self::new(429, "TooManyRequestsException", "Rate exceeded")
    }

    /// AppSync's, for a failure of its own.
    pub(crate) fn internal() -> Self {
        Self::new(500, "InternalFailureException", "internal failure")
    }

    /// What IAM says to whoever may not make a call.
    pub(crate) fn access_denied(action: &str, resource: &str) -> Self {
        let message = format!(
            "User: arn:aws:iam::111122223333:user/local is not authorized to perform: {action} on resource: {resource}"
        );
        Self::new(403, "AccessDeniedException", &message)
    }

    /// The bytes of the answer: XML for IAM and STS, which are asked with forms, and JSON for the others.
    fn bytes(&self, in_xml: bool) -> Vec<u8> {
        let Self { status, code, message, retry_after } = self;
        // Those services leave the word away.
        let code = if in_xml { code.trim_end_matches("Exception") } else { code };
        let body = if in_xml {
            format!(
                "<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error><RequestId>lost</RequestId></ErrorResponse>"
            )
        } else {
            serde_json::json!({ "message": message }).to_string()
        };
        let kind = if in_xml { "text/xml" } else { "application/json" };
        let retry = retry_after.map_or_else(String::new, |seconds| format!("retry-after: {seconds}\r\n"));
        let length = body.len();
        format!(
            "HTTP/1.1 {status} Refused\r\ncontent-type: {kind}\r\nx-amzn-errortype: {code}\r\n{retry}content-length: {length}\r\n\r\n{body}"
        )
        .into_bytes()
    }
}

/// A call as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Call {
    /// Its operation, such as `UpdateGraphqlApi`, and `iam:GetPolicy` for those of IAM and STS; the method and path of what
    /// is none that we know.
    pub(crate) operation: String,
    /// The request line and the headers, as they came.
    pub(crate) head: String,
    /// The body, as it came.
    pub(crate) body: Vec<u8>,
    /// The status that the client was answered with; `None` when it was answered with nothing or with garbage.
    pub(crate) answered: Option<u16>,
    /// The status that the server answered; `None` when it never heard of the call.
    pub(crate) done: Option<u16>,
}

impl Call {
    /// The body as JSON.
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }
}

/// The proxy. Its connections are cut when this is dropped.
pub(crate) struct Unreliable {
    /// Its address, which a client takes for the service's.
    pub(crate) url: String,
    shared: Arc<Shared>,
}

struct Shared {
    address: SocketAddr,
    server: String,
    plan: Mutex<Plan>,
    calls: Mutex<Vec<Call>>,
    arrived: Condvar,
    dead: AtomicBool,
    /// Clones of the connections, to cut them.
    open: Mutex<Vec<TcpStream>>,
}

#[derive(Default)]
struct Plan {
    seen: HashMap<String, usize>,
    faults: HashMap<(String, usize), Fault>,
    always: HashMap<String, Fault>,
}

impl Unreliable {
    /// A proxy before a server at this address, such as `http://127.0.0.1:4000`. Without a fault it changes nothing.
    pub(crate) fn before(server: &str) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let shared = Arc::new(Shared {
            address,
            server: server.strip_prefix("http://").expect("a server without TLS").trim_end_matches('/').to_owned(),
            plan: Mutex::default(),
            calls: Mutex::default(),
            arrived: Condvar::new(),
            dead: AtomicBool::new(false),
            open: Mutex::default(),
        });
        let serving = Arc::clone(&shared);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if serving.dead.load(Ordering::SeqCst) {
                    // With it the listener goes, and nobody can connect any more.
                    return;
                }
                serving.open.lock().unwrap().push(stream.try_clone().unwrap());
                let serving = Arc::clone(&serving);
                std::thread::spawn(move || serving.converse(&stream));
            }
        });
        Self { url: format!("http://{address}"), shared }
    }

    /// What becomes of the n-th call of an operation from now on, counted from 1 since the proxy began; `*` is any operation.
    pub(crate) fn nth(&self, operation: &str, number: usize, fault: Fault) -> &Self {
        assert!(number > 0, "calls are counted from 1");
        self.shared.plan.lock().unwrap().faults.insert((operation.to_owned(), number), fault);
        self
    }

    /// What becomes of every call of an operation that nothing else is said of; `*` is any operation.
    pub(crate) fn always(&self, operation: &str, fault: Fault) -> &Self {
        self.shared.plan.lock().unwrap().always.insert(operation.to_owned(), fault);
        self
    }

    /// From now on nothing happens to a call.
    pub(crate) fn heal(&self) {
        let mut plan = self.shared.plan.lock().unwrap();
        plan.faults.clear();
        plan.always.clear();
    }

    /// Every call so far, in the order in which they came.
    pub(crate) fn calls(&self) -> Vec<Call> {
        self.shared.calls.lock().unwrap().clone()
    }

    /// The operations of every call so far.
    pub(crate) fn operations(&self) -> Vec<String> {
        self.calls().into_iter().map(|call| call.operation).collect()
    }

    /// The operations that change something, of every call that the server did.
    pub(crate) fn changes(&self) -> Vec<String> {
        let reads = |call: &Call| match call.operation.strip_prefix("iam:") {
            Some(action) => action.starts_with("Get") || action.starts_with("List"),
            None => call.head.starts_with("GET "),
        };
        let done = self.calls().into_iter().filter(|call| call.done.is_some_and(|status| status < 300));
        done.filter(|call| !reads(call)).map(|call| call.operation).collect()
    }

    /// Waits until so many calls of an operation have come.
    pub(crate) fn wait_for(&self, operation: &str, number: usize) {
        let deadline = Instant::now() + Duration::from_secs(30);
        let mut calls = self.shared.calls.lock().unwrap();
        while calls.iter().filter(|call| call.operation == operation).count() < number {
            let left = deadline.checked_duration_since(Instant::now());
            let left = left.unwrap_or_else(|| panic!("no {operation} number {number}: {calls:#?}"));
            calls = self.shared.arrived.wait_timeout(calls, left).unwrap().0;
        }
    }

    /// Ends it: every connection is cut, and nobody listens any more.
    pub(crate) fn die(&self) {
        self.shared.die();
    }
}

impl Drop for Unreliable {
    fn drop(&mut self) {
        self.shared.die();
    }
}

impl Shared {
    fn die(&self) {
        self.dead.store(true, Ordering::SeqCst);
        for stream in self.open.lock().unwrap().drain(..) {
            let _ = stream.shutdown(Shutdown::Both);
        }
        // It waits for a connection, and must see that it is over.
        while TcpStream::connect(self.address).is_ok() {
            std::thread::sleep(Duration::from_millis(1));
        }
    }

    /// Serves the calls of one connection, one after the other.
    fn converse(&self, client: &TcpStream) {
        let _ = client.set_nodelay(true);
        let mut reader = BufReader::new(client);
        while let Some((head, body)) = message(&mut reader, Side::Request) {
            let operation = operation(&head, &body);
            let place = self.arrived(&operation, &head, &body);
            let fault = self.fault(&operation);
            if !self.serve(client, place, fault, &[head.as_bytes(), &body].concat()) {
                let _ = client.shutdown(Shutdown::Both);
                return;
            }
        }
    }

    fn arrived(&self, operation: &str, head: &str, body: &[u8]) -> usize {
        let mut calls = self.calls.lock().unwrap();
        let (operation, head, body) = (operation.to_owned(), head.to_owned(), body.to_vec());
        calls.push(Call { operation, head, body, answered: None, done: None });
        self.arrived.notify_all();
        calls.len() - 1
    }

    /// What becomes of a call that has just come.
    fn fault(&self, operation: &str) -> Option<Fault> {
        let mut plan = self.plan.lock().unwrap();
        let mut planned = None;
        for name in [operation, "*"] {
            let seen = plan.seen.entry(name.to_owned()).or_default();
            *seen += 1;
            let key = (name.to_owned(), *seen);
            planned = planned.or_else(|| plan.faults.get(&key).cloned());
        }
        planned.or_else(|| plan.always.get(operation).cloned()).or_else(|| plan.always.get("*").cloned())
    }

    /// Does to a call what becomes of it; whether the connection goes on.
    fn serve(&self, mut client: &TcpStream, place: usize, fault: Option<Fault>, request: &[u8]) -> bool {
        let in_xml = request.starts_with(b"POST / ");
        let answer = |status: u16, bytes: &[u8]| {
            // Before it is sent: whoever has the answer may ask what was answered.
            self.calls.lock().unwrap()[place].answered = Some(status);
            let mut client = client;
            client.write_all(bytes).is_ok()
        };
        let pass_on = || self.forward(place, request);
        match fault {
            None => pass_on().is_some_and(|(status, bytes)| answer(status, &bytes)),
            Some(Fault::Refused(refusal)) => answer(refusal.status, &refusal.bytes(in_xml)),
            Some(Fault::RefusedAfter(refusal)) => {
                pass_on().is_some_and(|_| answer(refusal.status, &refusal.bytes(in_xml)))
            }
            Some(Fault::Hangs) => self.hang(client),
            Some(Fault::HangsAfter) => pass_on().is_some_and(|_| self.hang(client)),
            Some(Fault::Cut) => false,
            Some(Fault::CutAfter) => {
                pass_on();
                false
            }
            Some(Fault::CutWithin) => {
                if let Some((_, bytes)) = pass_on() {
                    let _ = client.write_all(&bytes[..bytes.len() - bytes.len() / 4]);
                }
                false
            }
            Some(Fault::Garbage(bytes)) => {
                let _ = client.write_all(&said_to_be_last(bytes));
                false
            }
            Some(Fault::Before(what)) => {
                what();
                pass_on().is_some_and(|(status, bytes)| answer(status, &bytes))
            }
            Some(Fault::After(what)) => pass_on().is_some_and(|(status, bytes)| {
                what();
                answer(status, &bytes)
            }),
            Some(Fault::Dies) => {
                self.die();
                false
            }
        }
    }

    /// Waits until the client hangs up.
    fn hang(&self, mut client: &TcpStream) -> bool {
        let _ = client.read(&mut [0; 1]);
        false
    }

    /// Asks the server; the status and the bytes of its answer, or nothing when it is not there.
    fn forward(&self, place: usize, request: &[u8]) -> Option<(u16, Vec<u8>)> {
        let mut server = TcpStream::connect(&self.server).ok()?;
        server.write_all(request).ok()?;
        let mut reader = BufReader::new(&server);
        let (head, body, status) = loop {
            let (head, body) = message(&mut reader, Side::Answer)?;
            let status: u16 = head.split(' ').nth(1)?.parse().ok()?;
            // The client was told to go on already.
            if status != 100 {
                break (head, body, status);
            }
        };
        self.calls.lock().unwrap()[place].done = Some(status);
        Some((status, [head.as_bytes(), &body].concat()))
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Request,
    Answer,
}

/// The next request or answer: the head with its empty line, and the body as it is on the wire.
fn message(reader: &mut BufReader<&TcpStream>, side: Side) -> Option<(String, Vec<u8>)> {
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        reader.read_line(&mut head).ok().filter(|read| *read > 0)?;
    }
    let header = |wanted: &str| {
        let found =
            head.lines().filter_map(|line| line.split_once(':')).find(|(name, _)| name.eq_ignore_ascii_case(wanted));
        found.map(|(_, value)| value.trim().to_ascii_lowercase())
    };
    if side == Side::Request && header("expect").is_some_and(|value| value == "100-continue") {
        let mut writer = *reader.get_ref();
        writer.write_all(b"HTTP/1.1 100 Continue\r\n\r\n").ok()?;
    }
    let mut body = Vec::new();
    if header("transfer-encoding").is_some_and(|value| value == "chunked") {
        loop {
            let from = body.len();
            reader.read_until(b'\n', &mut body).ok().filter(|read| *read > 0)?;
            let size =
                usize::from_str_radix(std::str::from_utf8(&body[from..]).ok()?.trim().split(';').next()?, 16).ok()?;
            let mut chunk = vec![0; size + 2];
            reader.read_exact(&mut chunk).ok()?;
            body.extend(chunk);
            if size == 0 {
                break;
            }
        }
    } else {
        body = vec![0; header("content-length").and_then(|value| value.parse().ok()).unwrap_or_default()];
        reader.read_exact(&mut body).ok()?;
    }
    Some((head, body))
}

/// The operation of a request, as the service models call it.
fn operation(head: &str, body: &[u8]) -> String {
    let mut words = head.split(' ');
    let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let path = target.split('?').next().unwrap_or_default();
    let segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
    let known = match (method, segments.as_slice()) {
        ("POST", []) => {
            let action = url::form_urlencoded::parse(body).find(|(name, _)| name == "Action");
            return action.map_or_else(|| "POST /".to_owned(), |(_, action)| format!("iam:{action}"));
        }
        ("POST", ["v1", "apis"]) => "CreateGraphqlApi",
        ("GET", ["v1", "apis"]) => "ListGraphqlApis",
        ("GET", ["v1", "apis", _]) => "GetGraphqlApi",
        ("POST", ["v1", "apis", _]) => "UpdateGraphqlApi",
        ("DELETE", ["v1", "apis", _]) => "DeleteGraphqlApi",
        ("GET", ["v1", "apis", _, "schema"]) => "GetIntrospectionSchema",
        ("POST", ["v1", "apis", _, "schemacreation"]) => "StartSchemaCreation",
        ("GET", ["v1", "apis", _, "schemacreation"]) => "GetSchemaCreationStatus",
        ("GET", ["v1", "apis", _, "types"]) => "ListTypes",
        ("GET", ["v1", "apis", _, "apikeys"]) => "ListApiKeys",
        ("POST", ["v1", "apis", _, "apikeys"]) => "CreateApiKey",
        ("GET", ["v1", "apis", _, "environmentVariables"]) => "GetGraphqlApiEnvironmentVariables",
        ("PUT", ["v1", "apis", _, "environmentVariables"]) => "PutGraphqlApiEnvironmentVariables",
        ("GET", ["v1", "domainnames"]) => "ListDomainNames",
        ("GET", ["v2", "apis", _]) => "GetApi",
        ("GET", ["v2", "apis"]) => "ListApis",
        ("GET", [_, "functions"]) => "ListFunctions",
        ("GET", [_, "functions", _]) => "GetFunction",
        ("GET", [_, "functions", _, "configuration"]) => "GetFunctionConfiguration",
        ("PUT", [_, "functions", _, "configuration"]) => "UpdateFunctionConfiguration",
        ("GET", [_, "functions", _, "policy"]) => "GetPolicy",
        ("POST", [_, "functions", _, "policy"]) => "AddPermission",
        ("DELETE", [_, "functions", _, "policy", _]) => "RemovePermission",
        ("GET", [_, "functions", _, "aliases"]) => "ListAliases",
        ("POST", [_, "functions", _, "aliases"]) => "CreateAlias",
        ("GET", [_, "functions", _, "aliases", _]) => "GetAlias",
        ("GET", [_, "functions", _, "versions"]) => "ListVersionsByFunction",
        ("POST", [_, "functions", _, "invocations"]) => "Invoke",
        _ => return format!("{method} {path}"),
    };
    known.to_owned()
}

/// HTTP that means nothing says that it is the last on its connection, as it is: a client that takes it for good would send
/// its next call into a connection that is being closed.
fn said_to_be_last(bytes: &[u8]) -> Vec<u8> {
    match bytes.windows(2).position(|two| two == b"\r\n") {
        Some(at) if bytes.starts_with(b"HTTP/1.1 ") => [&bytes[..at], b"\r\nconnection: close", &bytes[at..]].concat(),
        _ => bytes.to_vec(),
    }
}
