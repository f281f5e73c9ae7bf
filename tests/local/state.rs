//! `--state`: what outlives a run.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use serde_json::{Value, json};

use crate::support::emulator::Emulator;
use crate::support::sandbox::Sandbox;

/// How often the emulator is killed.
const ROUNDS: u64 = 8;

const ARGUMENTS: &str = "--state state --accept-any-credentials --default API_KEY";

fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.file("schema.graphql", "type Query { a: Int }");
    sandbox
}

/// A request to the control plane; signed by anybody, since any credentials are accepted.
fn asked(client: &reqwest::Client, method: &str, url: String) -> reqwest::RequestBuilder {
    let signature =
        "AWS4-HMAC-SHA256 Credential=AKIDANY/20270115/eu-west-1/appsync/aws4_request, SignedHeaders=host, Signature=00";
    client
        .request(method.parse().unwrap(), url)
        .header("authorization", signature)
        .header("x-amz-date", "20270115T080000Z")
}

async fn names(client: &reqwest::Client, base: &str) -> Vec<String> {
    let (mut names, mut token) = (Vec::new(), String::new());
    loop {
        let answer = asked(client, "GET", format!("{base}/v1/apis?maxResults=25{token}")).send().await.unwrap();
        let body: Value = answer.json().await.unwrap();
        names
            .extend(body["graphqlApis"].as_array().unwrap().iter().map(|api| api["name"].as_str().unwrap().to_owned()));
        match body["nextToken"].as_str() {
            Some(next) => token = format!("&nextToken={next}"),
            None => return names,
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_emulator_keeps_what_it_had_answered() {
    let sandbox = sandbox();
    let client = reqwest::Client::new();
    let mut answered: Vec<String> = Vec::new();
    let (mut names_before, mut written) = (0, 0);
    for round in 0..ROUNDS {
        let running = Emulator::start(&sandbox, &format!("--schema schema.graphql {ARGUMENTS}"));
        let base = running.text("controlPlaneUrl").to_owned();
        let kept = names(&client, &base).await;
        let lost: Vec<&String> = answered.iter().filter(|name| !kept.contains(name)).collect();
        assert!(lost.is_empty(), "round {round} lost {lost:?}");
        assert!(kept.len() >= names_before, "round {round}");
        names_before = kept.len();
        let made = Arc::new(AtomicUsize::new(0));
        let writers: Vec<_> = (0..3)
            .map(|writer| {
                let (client, base, made) = (client.clone(), base.clone(), Arc::clone(&made));
                tokio::spawn(async move {
                    let mut names = Vec::new();
                    for number in 0.. {
                        let name = format!("r{round}-w{writer}-n{number}");
                        let body = json!({ "name": name, "authenticationType": "API_KEY" });
                        let request = asked(&client, "POST", format!("{base}/v1/apis")).body(body.to_string());
                        match request.send().await {
                            Ok(answer) if answer.status() == 200 => names.push(name),
                            Ok(answer) => panic!("{}", answer.status()),
                            Err(_) => break,
                        }
                        made.fetch_add(1, Ordering::Relaxed);
                    }
                    names
                })
            })
            .collect();
        // What is dropped is killed, without a word. Not before it writes, and then at another moment in each round.
        while made.load(Ordering::Relaxed) < 3 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        tokio::time::sleep(Duration::from_micros(round * 1_300)).await;
        tokio::task::spawn_blocking(move || drop(running)).await.unwrap();
        for writer in writers {
            let names = writer.await.unwrap();
            written += names.len();
            answered.extend(names);
        }
    }
    assert!(written >= 3 * usize::try_from(ROUNDS).unwrap(), "{written}");
}

#[test]
fn a_damaged_state_is_named_at_the_start() {
    let sandbox = sandbox();
    drop(Emulator::start(&sandbox, &format!("--schema schema.graphql {ARGUMENTS}")));
    let path = std::fs::read_dir(sandbox.path().join("state"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .find(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("api-")))
        .unwrap();
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, &text[..text.len() / 2]).unwrap();
    let ran = sandbox.line(&format!("local --port 0 --schema schema.graphql {ARGUMENTS}"));
    let name = path.file_name().unwrap().to_string_lossy().into_owned();
    assert_eq!((ran.code, ran.out.as_str()), (Some(3), ""), "{}", ran.err);
    assert!(ran.err.contains(&name) && ran.err.contains("is damaged: it cannot be read from line "), "{}", ran.err);
}

#[test]
fn two_emulators_do_not_share_a_folder() {
    let sandbox = sandbox();
    let _running = Emulator::start(&sandbox, &format!("--schema schema.graphql {ARGUMENTS}"));
    let ran = sandbox.line(&format!("local --port 0 --schema schema.graphql {ARGUMENTS}"));
    assert_eq!(ran.code, Some(5), "{}", ran.err);
    assert!(ran.err.contains("is in use by another emulator"), "{}", ran.err);
}
