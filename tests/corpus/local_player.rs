//! The third player: `appsync-auth local`, over HTTP and WebSocket, with AppSync played by a running program.
//!
//! Each case gets an API of its own with an authorizer of its own, which this test answers; the credentials are real:
//! keys are in the configuration, JWTs are signed by an issuer that the test plays, and requests under AWS_IAM are signed by
//! AWS's own library. Where a case has a bad credential, it is really bad. What is compared is the verdict as `/_trace`
//! tells it, the HTTP answer itself, and, of a request that was let in, its body against the access to its fields.
//!
//! The emulator's clock is the real one. So the times in JWTs are moved by what lies between a case's request and now, and
//! requests that come within [`PATIENCE`] of their case's first are sent so much later. Not compared are `ttl` and
//! `denied-fields`, which no client and no trace is told; what they do is.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex};
use std::time::Instant;

use appsync_auth::engine::rules::Stage;
use appsync_auth::engine::{Arrival, Rule};
use appsync_auth::verify::MintingKey;
use serde_json::{Value, json};

use super::case::{Case, Expect, Request};
use super::local_set_up::{self, Credential, PATIENCE, Staged};
use super::observed::{Observed, ObservedField};
use super::{answer_body, compare};
use crate::support::emulator::{Answer, Emulator};
use crate::support::function_server::{self, FunctionAnswer};
use crate::support::sandbox::Sandbox;
use crate::support::signing;
use crate::support::websocket::{Socket, subprotocols};

/// What the HTTP client and a signature add to the headers of a case.
const ADDED_HEADERS: [&str; 5] = ["accept", "content-length", "content-type", "host", "x-amz-date"];

/// Rules that add a remark to a field's access; explanations have no place for them.
const NOTES_OF_FIELDS: [&str; 4] = ["D107", "F105", "I101", "I103"];

/// What came of playing the whole corpus.
#[derive(Debug, Default)]
pub(crate) struct Report {
    /// How the emulator's answers differ from what the cases expect.
    pub(crate) differences: Vec<String>,
    /// What was not played, by the reason: cases, and requests as `FILE, request N`.
    pub(crate) skipped: BTreeMap<&'static str, Vec<String>>,
    /// How many requests were played.
    pub(crate) played: usize,
    /// Requests that were let in and whose answer had no data to hold against the access to its fields.
    pub(crate) without_data: Vec<String>,
}

impl Report {
    fn add(&mut self, other: Self) {
        self.differences.extend(other.differences);
        for (reason, what) in other.skipped {
            self.skipped.entry(reason).or_default().extend(what);
        }
        self.played += other.played;
        self.without_data.extend(other.without_data);
    }
}

/// What the authorizers answer and were asked, by the API.
#[derive(Debug, Default)]
struct Script {
    answers: HashMap<String, FunctionAnswer>,
    events: HashMap<String, Value>,
}

/// What came of a request.
struct Came {
    /// `{status, errorType, message}` of a refusal, else null.
    response: Value,
    /// The body of an answer over HTTP.
    body: Option<Value>,
    /// The request's id.
    id: String,
}

/// What every case is played with.
struct Scene<'a> {
    emulator: &'a Emulator,
    /// Whether requests come one after the other, so that each is told by the next line of the emulator's output. No
    /// frame says the id of its request.
    in_order: bool,
    script: &'a Mutex<Script>,
    issuer: &'a MintingKey,
}

/// Plays every case that can be played.
pub(crate) fn play(cases: &[Case]) -> Report {
    let script = Arc::new(Mutex::new(Script::default()));
    let of_server = Arc::clone(&script);
    let functions = function_server::serve(Arc::new(move |name, event| {
        let mut script = of_server.lock().unwrap();
        script.events.insert(name.to_owned(), event.clone());
        script.answers.get(name).cloned().unwrap_or(FunctionAnswer::Returned(Vec::new()))
    }));
    let issuer = local_set_up::issuer();
    let mut report = Report::default();
    let groups = local_set_up::groups(cases, &mut report.skipped);
    let played: Vec<Report> = std::thread::scope(|scope| {
        let play = |((options, _), staged): (&(String, bool), &Vec<Staged<'_>>)| {
            play_group(options, staged, &functions, &script, &issuer)
        };
        let running: Vec<_> = groups.iter().map(|group| scope.spawn(move || play(group))).collect();
        running.into_iter().map(|group| group.join().unwrap()).collect()
    });
    played.into_iter().for_each(|part| report.add(part));
    report.skipped.values_mut().for_each(|what| what.sort());
    report.without_data.sort();
    report
}

/// Plays the cases of one emulator, some at a time, as some wait.
fn play_group(
    options: &str,
    staged: &[Staged<'_>],
    functions: &str,
    script: &Mutex<Script>,
    issuer: &MintingKey,
) -> Report {
    let mut sandbox = Sandbox::new();
    local_set_up::write(&mut sandbox, staged, functions, issuer);
    let emulator = Emulator::start(&sandbox, options);
    let in_order = staged.iter().any(Staged::connects);
    let scene = &Scene { emulator: &emulator, in_order, script, issuer };
    let next = &Mutex::new(staged.iter());
    let take = || next.lock().unwrap().next();
    let mut report = Report::default();
    std::thread::scope(|scope| {
        let work = || {
            let mut report = Report::default();
            while let Some(staged) = take() {
                scene.play(staged, &mut report);
            }
            report
        };
        let workers: Vec<_> = (0..if in_order { 1 } else { 8 }).map(|_| scope.spawn(work)).collect();
        workers.into_iter().for_each(|worker| report.add(worker.join().unwrap()));
    });
    report
}

impl Scene<'_> {
    fn play(&self, staged: &Staged<'_>, report: &mut Report) {
        let requests = &staged.case.requests;
        let mut last = Instant::now();
        let mut socket = None;
        for (index, request) in requests.iter().enumerate() {
            let what = format!("{}, request {}", staged.case.file, index + 1);
            if let Some(reason) = staged.reason_to_skip(index) {
                report.skipped.entry(reason).or_default().push(what);
                continue;
            }
            let later = request.at.duration_since(requests[index.saturating_sub(1)].at).unwrap();
            if later <= PATIENCE && !local_set_up::has_jwt(request) {
                std::thread::sleep(later.saturating_sub(last.elapsed()));
            }
            report.played += 1;
            let differences = self.ask(staged, index, &mut socket, report, &what);
            last = Instant::now();
            report.differences.extend(differences.into_iter().map(|difference| format!("{what}: {difference}")));
        }
    }

    /// Sends one request, and tells how what came of it differs from what was expected.
    fn ask(
        &self,
        staged: &Staged<'_>,
        index: usize,
        socket: &mut Option<Socket>,
        report: &mut Report,
        what: &str,
    ) -> Vec<String> {
        let request = &staged.case.requests[index];
        let credential = staged.credential(index, self.issuer);
        let answering = local_set_up::answer(request, &staged.case.api.identity.api_id, &staged.id);
        {
            let mut script = self.script.lock().unwrap();
            script.events.remove(&staged.id);
            if let Some(answer) = &answering {
                script.answers.insert(staged.id.clone(), answer.clone());
            }
        }
        if answering.is_none() {
            self.take_permission(&staged.id);
        }
        let Came { response, body, id } = self.arrive(staged, request, &credential, socket);
        if answering.is_none() {
            self.give_permission(&staged.id);
        }
        let expect = &request.expect;
        let explanation = self.emulator.explanation_of(&id);
        let trace = &explanation["result"];
        let mut event = self.script.lock().unwrap().events.remove(&staged.id);
        if answering.is_none() {
            // A function that may not be invoked is called all the same, as the engine sees it.
            event = Some(Value::Null);
        }
        let event = event.map(|event| event_of_case(event, request, index, &id));
        let observed = observe(&explanation, event, response, &|value| credential.of_case(value, staged, index));
        let mut differences = compare::request(&comparable(expect), &observed);
        if observed.request == "unknown" {
            let refused = json!({ "status": 401, "errorType": "UnauthorizedException", "message": "You are not authorized to make this call." });
            if observed.response != refused {
                differences.push(format!("unknown, and answered with {body:?}"));
            }
        }
        if let Some(body) = body.filter(|_| observed.request == "allowed") {
            match answer_body::differences(&body, &trace["fields"]) {
                Some(of_body) => {
                    differences.extend(of_body.into_iter().map(|difference| format!("{difference}\n  {body}")));
                }
                None => report.without_data.push(what.to_owned()),
            }
        }
        differences
    }

    /// Makes a connection, or starts a subscription on it; any other request goes over HTTP.
    fn arrive(
        &self,
        staged: &Staged<'_>,
        request: &Request,
        credential: &Credential,
        socket: &mut Option<Socket>,
    ) -> Came {
        let url = format!("{}/apis/{}/graphql", self.emulator.text("controlPlaneUrl"), staged.id);
        let frame = match (&request.arrival, socket.as_mut()) {
            (Arrival::Connect, _) => {
                let object = object(request, credential, &format!("{url}/connect"), "{}");
                let target = format!("/apis/{}/graphql/realtime", staged.id);
                let protocols = subprotocols(&object);
                let headers = [("sec-websocket-protocol", protocols.as_str())];
                let opened = socket.insert(Socket::open(self.emulator.text("controlPlaneUrl"), &target, &headers));
                opened.buffer(&json!({ "type": "connection_init" }));
                opened.flush();
                opened.frame()
            }
            (Arrival::Operation { query, .. }, Some(socket)) if query.starts_with("subscription") => {
                let data: Value = serde_json::from_str(&body(&request.arrival)).unwrap();
                socket.start("1", &data, &object(request, credential, &url, &data.to_string()));
                let frame = socket.frame();
                if frame == r#"{"type":"ka"}"# { socket.frame() } else { frame }
            }
            _ => {
                let answer = self.send(staged, request, credential);
                if self.in_order {
                    self.emulator.line();
                }
                let id = answer.header("x-amzn-requestid").unwrap().to_owned();
                return Came { response: response(&answer), body: Some(answer.json()), id };
            }
        };
        let frame: Value = serde_json::from_str(&frame).unwrap();
        let error = &frame["payload"]["errors"][0];
        let response = match frame["type"].as_str() {
            Some("connection_ack" | "start_ack") => Value::Null,
            _ => json!({ "status": error["errorCode"], "errorType": error["errorType"], "message": error["message"] }),
        };
        Came { response, body: None, id: self.emulator.line()["trace"].as_str().unwrap().to_owned() }
    }

    fn send(&self, staged: &Staged<'_>, request: &Request, credential: &Credential) -> Answer {
        let id = if request.arrival == Arrival::NoApi { "nosuchapi" } else { &staged.id };
        let url = format!("{}/apis/{id}/graphql", self.emulator.text("controlPlaneUrl"));
        let body = body(&request.arrival);
        let mut headers: Vec<(String, String)> =
            request.headers.iter().filter(|(name, _)| !name.eq_ignore_ascii_case("authorization")).cloned().collect();
        if !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type")) {
            headers.push(("content-type".to_owned(), "application/json".to_owned()));
        }
        headers.extend(credential.headers(&url, &body));
        let headers: Vec<(&str, &str)> = headers.iter().map(|(name, value)| (&**name, &**value)).collect();
        self.emulator.send("POST", &url, &headers, &body)
    }

    /// Takes away AppSync's permission to invoke an authorizer, as an administrator would.
    fn take_permission(&self, function: &str) {
        let path = format!("/2015-03-31/functions/{function}/policy/appsync-auth-local-{function}");
        assert_eq!(signing::send(self.emulator, "lambda", "DELETE", &path, "").status, 204);
    }

    fn give_permission(&self, function: &str) {
        let permission = json!({
            "StatementId": format!("appsync-auth-local-{function}"),
            "Action": "lambda:InvokeFunction",
            "Principal": "appsync.amazonaws.com",
        });
        let path = format!("/2015-03-31/functions/{function}/policy");
        let given = signing::send(self.emulator, "lambda", "POST", &path, &permission.to_string());
        assert_eq!(given.status, 201);
    }
}

/// The authorization object of a connection or a start, whose signature is that of a POST of this body.
fn object(request: &Request, credential: &Credential, url: &str, body: &str) -> Value {
    let host = url.split('/').nth(2).unwrap();
    let mut object = json!({ "host": host });
    let given = request.headers.iter().filter(|(name, _)| !name.eq_ignore_ascii_case("authorization")).cloned();
    for (name, value) in given.chain(credential.headers(url, body)) {
        // As clients spell it.
        let name = if name == "authorization" { "Authorization".to_owned() } else { name };
        object[name] = json!(value);
    }
    object
}

/// What clients send in the cases that say only what kind of thing arrives.
fn body(arrival: &Arrival) -> String {
    match arrival {
        Arrival::Operation { query, operation_name, variables } => {
            let mut body = json!({ "query": query });
            if let Some(name) = operation_name {
                body["operationName"] = json!(name);
            }
            if !variables.is_empty() {
                body["variables"] = json!(variables);
            }
            body.to_string()
        }
        Arrival::Empty | Arrival::Connect => String::new(),
        Arrival::Malformed => json!("{ listEvents { id } }").to_string(),
        Arrival::Ambiguous => {
            json!({ "query": "query A { listEvents { id } } query B { listEvents { id } }" }).to_string()
        }
        Arrival::NoApi => json!({ "query": "{ listEvents { id } }" }).to_string(),
    }
}

/// `{status, errorType, message}` of an answer that refuses, null of another. The header must name the type as well.
fn response(answer: &Answer) -> Value {
    let Some(error_type) = answer.header("x-amzn-errortype") else { return Value::Null };
    let error = &answer.json()["errors"][0];
    assert_eq!(error["errorType"], error_type, "{}", answer.body);
    // The emulator's words say the times of its own clock, of which the rule knows nothing.
    let message = match error["message"].as_str() {
        Some(message) if message.starts_with("Signature expired: ") => json!("Signature expired"),
        _ => error["message"].clone(),
    };
    json!({ "status": answer.status, "errorType": error_type, "message": message })
}

/// An event with the request's id as cases count them, and without the headers that cases do not have.
fn event_of_case(mut event: Value, request: &Request, index: usize, id: &str) -> Value {
    if event["requestContext"]["requestId"] == id {
        event["requestContext"]["requestId"] = json!(format!("00000000-0000-4000-8000-{:012}", index + 1));
    }
    let has = |name: &str| request.headers.iter().any(|(known, _)| known.eq_ignore_ascii_case(name));
    if let Some(headers) = event["requestHeaders"].as_object_mut() {
        headers.retain(|name, _| has(name) || !ADDED_HEADERS.contains(&name.as_str()));
    }
    event
}

/// What a case expects, without what neither client nor trace is told.
fn comparable(expect: &Expect) -> Expect {
    let mut comparable = expect.clone();
    comparable.ttl = None;
    comparable.denied_fields = None;
    comparable.fires.retain(|code| !NOTES_OF_FIELDS.contains(&code.as_str()));
    // Where nobody knows whether the request is let in, the emulator does not let it in; that is looked at apart.
    if comparable.request == "unknown" {
        comparable.response = None;
    }
    comparable
}

/// The explanation and the answer in plain values, in the terms of the case.
fn observe(explanation: &Value, event: Option<Value>, response: Value, of_case: &dyn Fn(Value) -> Value) -> Observed {
    let trace = &explanation["result"];
    let findings = explanation["findings"].as_array().unwrap().iter().map(|finding| &finding["code"]);
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let steps = trace["steps"].as_array().unwrap();
    let fields = trace["fields"].as_array().unwrap();
    let request = text(&trace["request"]);
    let mut assumptions: Vec<String> = trace["assumptions"].as_array().unwrap().iter().map(text).collect();
    assumptions.sort();
    let denied = fields.iter().filter(|field| request == "allowed" && field["access"] == "denied");
    let message = |field: &Value| {
        let coordinate = text(&field["coordinate"]);
        let (type_name, field_name) = coordinate.split_once('.').unwrap();
        format!("Not Authorized to access {field_name} on type {type_name}")
    };
    Observed {
        mode: trace["mode"].as_str().map(str::to_owned),
        rule: deciding_rule(steps, &request),
        fires: steps.iter().chain(fields).map(|step| &step["rule"]).chain(findings).map(text).collect(),
        event: event.map(of_case),
        response,
        identity: of_case(trace["identity"].clone()),
        ttl: Value::Null,
        denied_fields: Vec::new(),
        messages: denied.map(message).collect(),
        fields: fields
            .iter()
            .map(|field| ObservedField {
                coordinate: text(&field["coordinate"]),
                path: field["path"].as_array().unwrap().iter().map(text).collect::<Vec<_>>().join("."),
                access: format!("{} {}", text(&field["access"]), text(&field["rule"])),
            })
            .collect(),
        assumptions,
        request,
    }
}

/// As the engine's player finds it, from what the trace says.
fn deciding_rule(steps: &[Value], request: &str) -> Option<String> {
    let outcome = if request == "allowed" { "passed" } else { request };
    let lets_in = |code: &str| {
        let stage = Rule::find(code).unwrap().stage;
        request != "allowed" || code == "C101" || matches!(stage, Stage::Credential | Stage::Contract)
    };
    let mut codes = steps.iter().filter(|step| step["outcome"] == outcome).map(|step| step["rule"].as_str().unwrap());
    codes.find(|code| lets_in(code)).map(str::to_owned)
}
