//! The network that fails, which other tests put before the emulator: what it does is what it says.

use std::cell::Cell;
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant, SystemTime};

use serde_json::{Value, json};

use crate::support::emulator::Emulator;
use crate::support::need_pip;
use crate::support::sandbox::Sandbox;
use crate::support::signing::Signer;
use crate::support::unreliable::{Fault, Refusal, Unreliable};

/// How long what must come is waited for.
const PATIENCE: Duration = Duration::from_secs(60);

/// An emulator with an API, behind a proxy.
struct Stage {
    proxy: Unreliable,
    emulator: Emulator,
    path: String,
    /// How long an answer is waited for.
    patience: Cell<Duration>,
    _sandbox: Sandbox,
}

impl Stage {
    fn new() -> Self {
        let sandbox = Sandbox::new();
        sandbox.file("schema.graphql", "type Query { hello: String }");
        sandbox.file("rules.yaml", "rules: []");
        let emulator = Emulator::start(&sandbox, "--schema schema.graphql --authorizer rules.yaml");
        let proxy = Unreliable::before(emulator.text("controlPlaneUrl"));
        let path = format!("/v1/apis/{}", emulator.text("apiId"));
        Self { proxy, emulator, path, patience: Cell::new(PATIENCE), _sandbox: sandbox }
    }

    /// Asks through the proxy: status and body, or nothing when no answer came.
    fn ask(&self, service: &str, method: &str, path: &str, body: &str) -> Option<(u16, String)> {
        let url = format!("{}{path}", self.proxy.url);
        let emulator = &self.emulator;
        let signer = Signer {
            access_key_id: emulator.text("accessKeyId"),
            secret_access_key: emulator.text("secretAccessKey"),
            region: emulator.text("region"),
            service,
        };
        let kind = if path == "/" { "application/x-www-form-urlencoded" } else { "application/json" };
        let signed = signer.headers(SystemTime::now(), method, &url, &[("content-type", kind)], body);
        let client = reqwest::blocking::Client::builder().no_proxy().timeout(self.patience.get()).build().unwrap();
        let mut request = client.request(method.parse().unwrap(), &url).header("content-type", kind);
        for (name, value) in signed {
            request = request.header(name, value);
        }
        let answer = request.body(body.to_owned()).send().ok()?;
        let status = answer.status().as_u16();
        Some((status, answer.text().ok()?))
    }

    fn rename(&self, name: &str) -> Option<(u16, String)> {
        let body = json!({ "name": name, "authenticationType": "API_KEY" }).to_string();
        self.ask("appsync", "POST", &self.path, &body)
    }

    /// The API's name, past the proxy.
    fn name(&self) -> String {
        let answer = crate::support::signing::send(&self.emulator, "appsync", "GET", &self.path, "");
        answer.json()["graphqlApi"]["name"].as_str().unwrap().to_owned()
    }
}

#[test]
fn without_a_fault_nothing_is_changed_and_every_byte_is_kept() {
    let stage = Stage::new();
    let (status, body) = stage.ask("appsync", "GET", &stage.path, "").unwrap();
    let direct = crate::support::signing::send(&stage.emulator, "appsync", "GET", &stage.path, "");
    assert_eq!((status, body), (200, direct.body));
    let form = "Action=GetRole&Version=2010-05-08&RoleName=appsync-auth-local-rules";
    assert_eq!(stage.ask("iam", "POST", "/", form).unwrap().0, 200);
    let policy = "/2015-03-31/functions/rules/policy";
    assert_eq!(stage.ask("lambda", "GET", policy, "").unwrap().0, 200);
    assert_eq!(stage.rename("später").unwrap().0, 200);
    assert_eq!(stage.ask("appsync", "GET", "/v1/nothing", "").unwrap().0, 404);
    let operations = ["GetGraphqlApi", "iam:GetRole", "GetPolicy", "UpdateGraphqlApi", "GET /v1/nothing"];
    assert_eq!(stage.proxy.operations(), operations);
    assert_eq!(stage.proxy.changes(), ["UpdateGraphqlApi"]);
    let call = stage.proxy.calls()[3].clone();
    assert!(call.head.starts_with(&format!("POST {} HTTP/1.1\r\n", stage.path)), "{}", call.head);
    assert_eq!(String::from_utf8(call.body.clone()).unwrap(), r#"{"name":"später","authenticationType":"API_KEY"}"#);
    assert_eq!((call.json()["name"].clone(), call.answered, call.done), (json!("später"), Some(200), Some(200)));
    assert_eq!(stage.name(), "später");
}

#[test]
fn each_fault_does_what_it_says_to_the_client_and_to_the_server() {
    let stage = Stage::new();
    let refusal = Refusal::concurrent_modification;
    let answer = |refusal: Refusal| Some((refusal.status, json!({ "message": refusal.message }).to_string()));
    for (name, fault, expected, is_done) in [
        ("a", Fault::Refused(refusal()), answer(refusal()), false),
        ("b", Fault::RefusedAfter(Refusal::internal()), answer(Refusal::internal()), true),
        (
            "c",
            Fault::Refused(Refusal { retry_after: Some(2), ..Refusal::throttled() }),
            answer(Refusal::throttled()),
            false,
        ),
        ("d", Fault::Hangs, None, false),
        ("e", Fault::HangsAfter, None, true),
        ("f", Fault::Cut, None, false),
        ("g", Fault::CutAfter, None, true),
        ("h", Fault::CutWithin, None, true),
        ("i", Fault::Garbage(b"220 smtp.example ready\r\n"), None, false),
        (
            "j",
            Fault::Garbage(b"HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nnull"),
            Some((200, "null".to_owned())),
            false,
        ),
    ] {
        let before = stage.name();
        let number = stage.proxy.calls().len() + 1;
        // Only one that nobody answers is not waited for.
        let hangs = matches!(fault, Fault::Hangs | Fault::HangsAfter);
        stage.patience.set(if hangs { Duration::from_secs(2) } else { PATIENCE });
        stage.proxy.nth("UpdateGraphqlApi", number, fault);
        assert_eq!(stage.rename(name), expected, "{name}");
        let given_up = Instant::now();
        while is_done && stage.proxy.calls().last().is_some_and(|call| call.done.is_none()) {
            assert!(given_up.elapsed() < PATIENCE, "{name} is never done");
            std::thread::sleep(Duration::from_millis(10));
        }
        assert_eq!(stage.name(), if is_done { name.to_owned() } else { before }, "{name}");
        let call = stage.proxy.calls().pop().unwrap();
        assert_eq!(call.done, is_done.then_some(200), "{name}");
        let said = expected.filter(|(_, body)| body != "null").map(|(status, _)| status);
        assert_eq!(call.answered, said, "{name}");
    }
    assert_eq!(stage.rename("after all").map(|(status, _)| status), Some(200));
}

#[test]
fn a_fault_is_of_one_call_of_all_of_an_operation_or_of_any() {
    let stage = Stage::new();
    let get = || stage.ask("appsync", "GET", &stage.path, "").map(|(status, _)| status);
    stage.proxy.nth("GetGraphqlApi", 2, Fault::Refused(Refusal::throttled())).nth("*", 4, Fault::Cut);
    let denied = Refusal::access_denied("appsync:UpdateGraphqlApi", "arn:aws:appsync:eu-west-1:111122223333:apis/x");
    stage.proxy.always("UpdateGraphqlApi", Fault::Refused(denied));
    assert_eq!([get(), get(), get(), get(), get()], [Some(200), Some(429), Some(200), None, Some(200)]);
    for _ in 0..2 {
        assert_eq!(stage.rename("x").map(|(status, _)| status), Some(403));
    }
    stage.proxy.wait_for("UpdateGraphqlApi", 2);
    stage.proxy.always("*", Fault::Cut);
    assert_eq!(get(), None);
    let form = "Action=GetRole&Version=2010-05-08&RoleName=appsync-auth-local-rules";
    stage.proxy.always("iam:GetRole", Fault::Refused(Refusal::access_denied("iam:GetRole", "role")));
    let (status, body) = stage.ask("iam", "POST", "/", form).unwrap();
    assert!(status == 403 && body.starts_with("<ErrorResponse>") && body.contains("<Code>AccessDenied</Code>"));
    stage.proxy.heal();
    assert_eq!((get(), stage.rename("x").map(|(status, _)| status)), (Some(200), Some(200)));
}

/// A process that waits, in a place from which the proxy can end it.
fn waiting() -> Arc<Mutex<std::process::Child>> {
    let child = Command::new("sleep").arg("60").stdout(Stdio::null()).spawn().unwrap();
    Arc::new(Mutex::new(child))
}

#[test]
fn a_client_is_killed_before_or_after_a_call_is_done() {
    let stage = Stage::new();
    for (name, is_done) in [("before", false), ("after", true)] {
        let child = waiting();
        let seen = Arc::new(Mutex::new(None));
        let (victim, noted, path) = (Arc::clone(&child), Arc::clone(&seen), stage.path.clone());
        let url = stage.emulator.text("controlPlaneUrl").to_owned();
        let kill: Arc<dyn Fn() + Send + Sync> = Arc::new(move || {
            victim.lock().unwrap().kill().unwrap();
            // What the server has at this moment; it answers whoever does not sign with 403, so it is there.
            let answer = reqwest::blocking::get(format!("{url}{path}")).unwrap();
            *noted.lock().unwrap() = Some(answer.status().as_u16());
        });
        let fault = if is_done { Fault::After(kill) } else { Fault::Before(kill) };
        let number = stage.proxy.calls().len() + 1;
        stage.proxy.nth("UpdateGraphqlApi", number, fault);
        assert_eq!(stage.rename(name).map(|(status, _)| status), Some(200));
        assert!(!child.lock().unwrap().wait().unwrap().success());
        assert_eq!(*seen.lock().unwrap(), Some(403));
        assert_eq!(stage.name(), name);
    }
}

#[test]
fn a_proxy_that_died_is_not_there_any_more() {
    let stage = Stage::new();
    stage.proxy.nth("UpdateGraphqlApi", 1, Fault::Dies);
    assert_eq!(stage.rename("x"), None);
    assert_eq!(stage.ask("appsync", "GET", &stage.path, ""), None);
    assert_eq!((stage.proxy.operations(), stage.name()), (vec!["UpdateGraphqlApi".to_owned()], "local".to_owned()));
    let other = Stage::new();
    other.proxy.die();
    assert_eq!(other.ask("appsync", "GET", &other.path, ""), None);
}

/// boto3 tries again what was throttled or cut, over connections that it keeps.
#[test]
fn boto3_goes_through_it_and_tries_again() {
    let Some(python) = need_pip("aws-clients", &["boto3", "awscli"]) else { return };
    let stage = Stage::new();
    stage.proxy.nth("ListGraphqlApis", 1, Fault::Refused(Refusal::throttled())).nth("ListGraphqlApis", 2, Fault::Cut);
    let script = "import boto3, json\nlisted = boto3.client('appsync').list_graphql_apis()\nfor _ in range(3): boto3.client('iam').get_role(RoleName='appsync-auth-local-rules')\nprint(json.dumps([api['name'] for api in listed['graphqlApis']]))";
    let output = Command::new(python)
        .args(["-c", script])
        .env_clear()
        .env("AWS_ENDPOINT_URL", &stage.proxy.url)
        .env("AWS_DEFAULT_REGION", stage.emulator.text("region"))
        .env("AWS_ACCESS_KEY_ID", stage.emulator.text("accessKeyId"))
        .env("AWS_SECRET_ACCESS_KEY", stage.emulator.text("secretAccessKey"))
        .env("AWS_EC2_METADATA_DISABLED", "true")
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(serde_json::from_slice::<Value>(&output.stdout).unwrap(), json!(["local"]));
    let answered: Vec<_> = stage.proxy.calls().iter().map(|call| call.answered).collect();
    assert_eq!(answered, [Some(429), None, Some(200), Some(200), Some(200), Some(200)]);
}
