//! `status` as users start it, against the emulator, behind a network that fails, and against moto.

mod all;
mod docs;
mod drift;
mod faults;
mod moto;
mod one;
#[cfg(unix)]
mod watch;

use std::sync::Arc;

use insta::Settings;
use serde_json::{Value, json};

use crate::support::sandbox::Ran;
use crate::support::signing;
use crate::support::stage::Stage;
use crate::support::unreliable::{Fault, Unreliable};

/// An emulator with an API of every mode, and the network between it and the program.
struct Scene {
    stage: Stage,
    network: Unreliable,
}

impl Scene {
    fn open() -> Self {
        let mut stage = Stage::open("");
        let network = Unreliable::before(stage.emulator.text("controlPlaneUrl"));
        for (name, from) in [("AWS_ACCESS_KEY_ID", "accessKeyId"), ("AWS_SECRET_ACCESS_KEY", "secretAccessKey")] {
            let value = stage.emulator.text(from).to_owned();
            stage.sandbox.set(name, &value);
        }
        stage.sandbox.set("AWS_ENDPOINT_URL", &network.url);
        stage.sandbox.set("AWS_MAX_ATTEMPTS", "1");
        Self { stage, network }
    }

    fn id(&self) -> &str {
        self.stage.emulator.text("apiId")
    }

    fn run(&self, line: &str) -> Ran {
        self.stage.sandbox.line(line)
    }

    /// `status` of the API of the stage.
    fn status(&self, more: &str) -> Ran {
        self.run(&format!("status --api {} {more}", self.id()))
    }

    /// The `result` of `status --json` of the API of the stage, which must end with 0.
    fn result(&self, more: &str) -> Value {
        let ran = self.status(&format!("{more} --json"));
        assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""), "{}", ran.whole());
        ran.json()["result"].clone()
    }

    /// Asks the control plane itself.
    fn ask(&self, service: &str, method: &str, path: &str, body: &Value) -> Value {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let answer = signing::send(&self.stage.emulator, service, method, path, &body);
        assert!(answer.status < 300, "{method} {path}: {} {}", answer.status, answer.body);
        if answer.body.is_empty() { Value::Null } else { answer.json() }
    }

    /// Makes an API; its id.
    fn make(&self, api: &Value) -> String {
        self.ask("appsync", "POST", "/v1/apis", api)["graphqlApi"]["apiId"].as_str().unwrap().to_owned()
    }

    /// The function of the API's authorizer.
    fn function(&self) -> String {
        let api = self.ask("appsync", "GET", &format!("/v1/apis/{}", self.id()), &Value::Null);
        api["graphqlApi"]["lambdaAuthorizerConfig"]["authorizerUri"].as_str().unwrap().to_owned()
    }

    /// Takes the permission away that the emulator gave AppSync.
    fn forbid(&self) {
        let path = format!("/2015-03-31/functions/rules/policy/appsync-auth-local-{}", self.id());
        self.ask("lambda", "DELETE", &path, &Value::Null);
    }

    /// Lets AppSync invoke the function.
    fn permit(&self, statement: &str, source_arn: Option<&str>) {
        let mut body = json!({
            "StatementId": statement, "Action": "lambda:InvokeFunction", "Principal": "appsync.amazonaws.com",
        });
        if let Some(arn) = source_arn {
            body["SourceArn"] = arn.into();
        }
        self.ask("lambda", "POST", "/2015-03-31/functions/rules/policy", &body);
    }

    /// What differs from run to run.
    fn redacted(&self) -> Settings {
        let mut settings = Settings::clone_current();
        settings.add_filter(r"127\.0\.0\.1:\d+", "HOST");
        settings.add_filter(r"\b[a-z0-9]{26}\b", "abcdefghijklmnopqrstuvwxyz");
        settings.add_filter(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?([+]0000|Z)", "TIME");
        settings
    }
}

/// An answer in the place of the service's own.
fn said(body: &Value) -> Fault {
    let body = body.to_string();
    let head = format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n", body.len());
    Fault::Garbage(Box::leak((head + &body).into_bytes().into_boxed_slice()))
}

/// A fault that lets a call go on when so many have come, or after a while.
fn when_all_have_come(number: usize) -> (Fault, Arc<std::sync::atomic::AtomicUsize>) {
    use std::sync::atomic::{AtomicUsize, Ordering};
    let come = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&come);
    let wait = move || {
        counter.fetch_add(1, Ordering::SeqCst);
        for _ in 0..500 {
            if counter.load(Ordering::SeqCst) >= number {
                return;
            }
            std::thread::sleep(std::time::Duration::from_millis(10));
        }
    };
    (Fault::Before(Arc::new(wait)), come)
}
