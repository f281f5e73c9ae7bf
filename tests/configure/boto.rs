//! A process that asks AWS's services with boto3: how they look to somebody else's client.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::{Value, json};

/// The process. It ends with its standard input.
pub(super) struct Boto {
    child: Child,
    questions: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
    /// Its first line: `endpoint` and, of moto, `function`.
    pub(super) ready: Value,
}

impl Drop for Boto {
    fn drop(&mut self) {
        drop(self.questions.take());
        let _ = self.child.wait();
    }
}

impl Boto {
    /// Starts it with this Python; `variables` are its credentials and, unless `arguments` start moto, the `ENDPOINT`.
    pub(super) fn start(python: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> Self {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/configure/boto.py");
        let mut child = Command::new(python)
            .arg(script)
            .args(arguments)
            .env_clear()
            .envs(variables.iter().copied())
            .env("AWS_EC2_METADATA_DISABLED", "true")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let questions = child.stdin.take();
        let answers = BufReader::new(child.stdout.take().unwrap());
        let mut boto = Self { child, questions, answers, ready: Value::Null };
        boto.ready = boto.line();
        boto
    }

    fn line(&mut self) -> Value {
        let mut line = String::new();
        self.answers.read_line(&mut line).unwrap();
        serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: `{line}`"))
    }

    /// Asks, and gives what boto3 read; of an error its code, as `error`.
    pub(super) fn try_ask(&mut self, service: &str, operation: &str, members: &Value) -> Value {
        let question = json!([service, operation, members]).to_string();
        writeln!(self.questions.as_mut().unwrap(), "{question}").unwrap();
        self.line()
    }

    /// Asks for what must be answered.
    pub(super) fn ask(&mut self, service: &str, operation: &str, members: &Value) -> Value {
        let said = self.try_ask(service, operation, members);
        assert!(said.get("error").is_none(), "{service} {operation} {members}: {said}");
        said
    }

    /// The statements of a function's policy on its qualifier, by their ids.
    pub(super) fn statements(&mut self, function: &str) -> Vec<Value> {
        let said = self.try_ask("lambda", "get_policy", &json!({ "FunctionName": function }));
        if said["error"] == "ResourceNotFoundException" {
            return Vec::new();
        }
        let policy: Value = serde_json::from_str(said["Policy"].as_str().unwrap_or_else(|| panic!("{said}"))).unwrap();
        let mut statements = policy["Statement"].as_array().unwrap().clone();
        statements.sort_by_key(|statement| statement["Sid"].to_string());
        statements
    }
}
