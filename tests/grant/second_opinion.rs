//! What boto3 reads of the role and the function, in the emulator and in moto, a stand-in for AWS that nobody here wrote.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};

use super::Scene;
use crate::support::need_pip;
use crate::support::sandbox::Sandbox;

const SCRIPT: &str = include_str!("second_opinion.py");

/// The script, which answers each line that it is sent with a line of JSON.
struct Boto {
    child: Child,
    lines: BufReader<std::process::ChildStdout>,
}

impl Boto {
    fn start(python: &Path, endpoint: &str, key: (&str, &str)) -> Self {
        let mut child = Command::new(python)
            .args(["-c", SCRIPT])
            .env_clear()
            .env("ENDPOINT", endpoint)
            .env("AWS_ACCESS_KEY_ID", key.0)
            .env("AWS_SECRET_ACCESS_KEY", key.1)
            .env("AWS_EC2_METADATA_DISABLED", "true")
            .env("HOME", "/nonexistent")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap());
        Self { child, lines }
    }

    fn ask(&mut self, question: &str) -> Value {
        writeln!(self.child.stdin.as_mut().unwrap(), "{question}").unwrap();
        let mut line = String::new();
        self.lines.read_line(&mut line).unwrap();
        serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line}"))
    }
}

impl Drop for Boto {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        let _ = self.lines.read_to_string(&mut String::new());
        let _ = self.child.wait();
    }
}

fn python() -> Option<std::path::PathBuf> {
    need_pip("grant", &["moto[server]==5.2.5"])
}

/// Everything that is known of a function and its role but what changes by itself.
fn without_revision(mut known: Value) -> Value {
    let function = known["function"].as_object_mut().unwrap();
    for name in ["RevisionId", "LastModified"] {
        function.remove(name);
    }
    known
}

#[test]
fn boto3_sees_the_intended_changes_and_no_others() {
    let Some(python) = python() else { return };
    let scene = Scene::open();
    let key = ("AKIAADMIN", "local-secret");
    let mut boto = Boto::start(&python, scene.emulator.text("controlPlaneUrl"), key);
    boto.ask("prepare");
    let before = without_revision(boto.ask("known"));
    assert_eq!(before["function"]["Environment"]["Variables"], json!({ "SECRET": "hunter2", "OTHER": "ä" }));
    assert_eq!(before["inline"].as_object().unwrap().len(), 1);
    let words = "--to query --field Query.getEvent --apply --yes --endpoint-variable API_URL";
    assert_eq!(scene.grant(words).code, Some(0));
    let mut expected = before.clone();
    expected["inline"][scene.policy_name()] = scene.policy(&["Query/*", "Query/fields/getEvent"]);
    expected["function"]["Environment"]["Variables"]["API_URL"] = json!(scene.url());
    assert_eq!(without_revision(boto.ask("known")), expected);
    assert_eq!(scene.grant("--revoke --yes --endpoint-variable API_URL").code, Some(0));
    assert_eq!(without_revision(boto.ask("known")), before);
}

#[test]
fn moto_takes_every_call() {
    let Some(python) = python() else { return };
    let mut moto = Boto::start(&python, "moto", ("AKIATEST", "test-secret"));
    let made = moto.ask("moto");
    let mut sandbox = Sandbox::new();
    sandbox.set("AWS_ENDPOINT_URL", made["endpoint"].as_str().unwrap());
    let grant = |words: &str| sandbox.line(&format!("grant --api events --function reader {words}"));
    let before = moto.ask("known");
    let ran = grant("--to query --check");
    assert_eq!(ran.code, Some(1), "{}", ran.whole());
    let ran = grant("--to query --apply --yes --endpoint-variable API_URL --json");
    assert_eq!(ran.code, Some(0), "{}", ran.whole());
    let api = made["api"]["arn"].as_str().unwrap();
    let name = format!("appsync-auth-{}", made["api"]["apiId"].as_str().unwrap());
    let mut expected = before.clone();
    expected["inline"][&name] = ran.json()["result"]["policy"].clone();
    expected["function"]["Environment"]["Variables"]["API_URL"] = made["api"]["uris"]["GRAPHQL"].clone();
    assert_eq!(expected["inline"][&name]["Statement"][0]["Resource"], json!([format!("{api}/types/Query/*")]));
    assert_eq!(without_revision(moto.ask("known")), without_revision(expected));
    let ran = grant("--to query --check --endpoint-variable API_URL");
    assert_eq!(ran.code, Some(0), "{}", ran.whole());
    assert_eq!(moto.ask("deny"), json!("denied"));
    let ran = grant("--to query --check");
    assert!(
        ran.code == Some(1) && ran.out.contains("denied\tstatement 1 of the managed policy `no` denies it"),
        "{}",
        ran.whole()
    );
    assert_eq!(grant("--revoke --yes --endpoint-variable API_URL").code, Some(0));
    let known = moto.ask("known");
    assert_eq!(
        (&known["inline"], &known["function"]["Environment"]),
        (&before["inline"], &before["function"]["Environment"])
    );
}
