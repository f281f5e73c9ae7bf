//! `appsync-auth local` as a process, for tests that speak to it over the network.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::sync::{Mutex, OnceLock};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::sandbox::Sandbox;

/// How long a line is waited for: machines that test are slow machines.
const PATIENCE: Duration = Duration::from_secs(30);

/// A running emulator. It is killed when this is dropped.
pub(crate) struct Emulator {
    child: Child,
    lines: Mutex<Receiver<String>>,
    notes: Mutex<Receiver<String>>,
    /// The ready line.
    pub(crate) ready: Value,
}

impl Emulator {
    /// Starts `local` in the sandbox with these arguments, on a free port unless they say one, and waits until it is ready.
    pub(crate) fn start(sandbox: &Sandbox, arguments: &str) -> Self {
        let port = if arguments.contains("--port") { "" } else { " --port 0" };
        Self::spawn(sandbox, &format!("local --json{port} {arguments}"))
    }

    fn spawn(sandbox: &Sandbox, line: &str) -> Self {
        let mut command = sandbox.command(shell_words::split(line).unwrap());
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let lines = lines_of(child.stdout.take().unwrap());
        let notes = lines_of(child.stderr.take().unwrap());
        let Ok(first) = lines.recv_timeout(PATIENCE) else {
            let _ = child.kill();
            panic!("not ready: {}", notes.iter().collect::<Vec<_>>().join("\n"));
        };
        let ready: Value = serde_json::from_str(&first).unwrap_or_else(|_| {
            let _ = child.kill();
            panic!("not ready: {first}{}", lines.iter().collect::<Vec<_>>().join("\n"));
        });
        assert_eq!(ready["event"], "ready", "{first}");
        Self { child, lines: Mutex::new(lines), notes: Mutex::new(notes), ready }
    }

    /// A member of the ready line that is a text.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.ready[name].as_str().unwrap_or_else(|| panic!("no `{name}` in {}", self.ready))
    }

    /// The address of the first API.
    pub(crate) fn url(&self) -> &str {
        self.text("graphqlUrl")
    }

    /// The next line of standard output: one a request.
    pub(crate) fn line(&self) -> Value {
        let line = self.lines.lock().unwrap().recv_timeout(PATIENCE).expect("a line on standard output");
        serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line}"))
    }

    /// Waits for a line on standard error that contains this.
    pub(crate) fn note(&self, wanted: &str) -> String {
        let deadline = Instant::now() + PATIENCE;
        let mut seen = Vec::new();
        let notes = self.notes.lock().unwrap();
        while let Ok(line) = notes.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
            if line.contains(wanted) {
                return line;
            }
            seen.push(line);
        }
        panic!("no line with `{wanted}` on standard error: {seen:#?}");
    }

    /// The id of the process.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Sends a request of curl's kind: method, path or URL, headers, body; gives status, headers and body.
    pub(crate) fn send(&self, method: &str, url: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        let url = if url.starts_with('/') { format!("{}{url}", self.text("controlPlaneUrl")) } else { url.to_owned() };
        let mut request = client().request(method.parse().unwrap(), url).body(body.to_owned());
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = request.send().unwrap();
        let status = response.status().as_u16();
        let headers = response
            .headers()
            .iter()
            .map(|(name, value)| (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
            .collect();
        Answer { status, headers, body: response.text().unwrap() }
    }

    /// Posts GraphQL to the first API with an `Authorization`.
    pub(crate) fn query(&self, authorization: &str, query: &str) -> Answer {
        let body = serde_json::json!({ "query": query }).to_string();
        self.send("POST", self.url(), &[("authorization", authorization), ("content-type", "application/json")], &body)
    }

    /// The result of `explain --json` for a request that was answered.
    pub(crate) fn trace(&self, answer: &Answer) -> Value {
        self.explanation(answer)["result"].clone()
    }

    /// All that `explain --json` prints of a request that was answered.
    pub(crate) fn explanation(&self, answer: &Answer) -> Value {
        self.explanation_of(answer.header("x-appsync-auth-trace").expect("a trace"))
    }

    /// All that `explain --json` prints of a request, by its id.
    pub(crate) fn explanation_of(&self, id: &str) -> Value {
        let trace = self.send("GET", &format!("/_trace/{id}"), &[], "");
        assert_eq!(trace.status, 200, "{}", trace.body);
        trace.json()
    }

    /// Waits until it has ended, and gives its exit code.
    #[cfg(target_os = "linux")]
    pub(crate) fn wait(&mut self) -> Option<i32> {
        self.child.wait().unwrap().code()
    }

    /// Ends it at once; its port is free then.
    pub(crate) fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Asks it to end, as Ctrl-C does, and gives its exit code.
    #[cfg(unix)]
    pub(crate) fn stop(mut self) -> Option<i32> {
        let id = rustix::process::Pid::from_raw(i32::try_from(self.child.id()).unwrap()).unwrap();
        rustix::process::kill_process(id, rustix::process::Signal::INT).unwrap();
        self.child.wait().unwrap().code()
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// One client for all tests: making one takes longer than a request.
fn client() -> &'static reqwest::blocking::Client {
    static CLIENT: OnceLock<reqwest::blocking::Client> = OnceLock::new();
    CLIENT.get_or_init(|| {
        reqwest::blocking::Client::builder().no_proxy().no_gzip().danger_accept_invalid_certs(true).build().unwrap()
    })
}

/// The lines of a stream, read by a thread so that the program never waits for us.
fn lines_of(stream: impl Read + Send + 'static) -> Receiver<String> {
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        for line in BufReader::new(stream).lines().map_while(Result::ok) {
            if sender.send(line).is_err() {
                break;
            }
        }
    });
    receiver
}

/// What a request was answered with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Answer {
    /// A header, by its name in lower case.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The body as JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }
}
