//! `--watch`: what changed is shown, and nothing else.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::process::Child;
use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};

use super::Scene;
use crate::support::unreliable::{Fault, Refusal};

const PATIENCE: Duration = Duration::from_secs(30);

fn lines_of(stream: impl Read + Send + 'static) -> Receiver<String> {
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        for line in BufReader::new(stream).lines().map_while(Result::ok) {
            if sender.send(line).is_err() {
                return;
            }
        }
    });
    receiver
}

/// A watch whose output is read.
struct Watch {
    child: Child,
    out: Receiver<String>,
    err: Receiver<String>,
}

impl Watch {
    fn start(scene: &Scene, more: &str) -> Self {
        let line = format!("status --watch --interval 100ms {more}");
        let mut child = scene.stage.sandbox.start(&line);
        let (out, err) = (lines_of(child.stdout.take().unwrap()), lines_of(child.stderr.take().unwrap()));
        Self { child, out, err }
    }

    fn value(&self) -> Value {
        serde_json::from_str(&self.out.recv_timeout(PATIENCE).expect("a line")).unwrap()
    }

    /// Ends it as Ctrl-C does; its exit code, and what it wrote to standard error since.
    fn interrupt(mut self) -> (Option<i32>, Vec<String>) {
        kill_process(Pid::from_child(&self.child), Signal::INT).unwrap();
        let code = self.child.wait().unwrap().code();
        (code, self.err.iter().collect())
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Waits until so many more looks have been taken.
fn looks(scene: &Scene, more: usize) {
    let seen = scene.network.operations().iter().filter(|operation| *operation == "GetGraphqlApi").count();
    scene.network.wait_for("GetGraphqlApi", seen + more);
}

#[test]
fn json_gets_a_line_at_first_and_when_something_changed() {
    let scene = Scene::open();
    let watch = Watch::start(&scene, "--api events --json");
    let first = watch.value();
    assert_eq!(first["result"]["authorizer"]["mayInvoke"], json!(true));
    assert!(first["at"].as_str().unwrap().ends_with('Z'), "{first}");
    assert_eq!(first.as_object().unwrap().keys().collect::<Vec<_>>(), ["at", "result", "findings"]);
    looks(&scene, 4);
    assert_eq!(watch.out.try_recv(), Err(mpsc::TryRecvError::Empty));
    scene.forbid();
    let second = watch.value();
    assert_eq!(
        (&second["result"]["authorizer"]["mayInvoke"], &second["findings"][0]["code"]),
        (&json!(false), &json!("A203"))
    );
    // It was found by its name once, and is asked for by its id since.
    assert_eq!(scene.network.operations().iter().filter(|operation| *operation == "ListGraphqlApis").count(), 1);
    assert_eq!(watch.interrupt(), (Some(130), vec!["interrupted after 1 change".to_owned()]));
}

#[test]
fn a_pipe_gets_a_block_with_its_time() {
    let scene = Scene::open();
    let watch = Watch::start(&scene, "--all");
    let block = || -> Vec<String> {
        std::iter::from_fn(|| watch.out.recv_timeout(PATIENCE).ok()).take_while(|line| !line.is_empty()).collect()
    };
    let first = block();
    assert!(first.len() == 2 && first[0].starts_with("at\t") && first[1].starts_with("events\t"), "{first:?}");
    scene.make(&json!({ "name": "keys", "authenticationType": "API_KEY" }));
    let second = block();
    assert_eq!((second.len(), &second[1], second[2].split('\t').next()), (3, &first[1], Some("keys")));
}

#[test]
fn a_network_that_fails_is_told_once_and_tried_again() {
    let scene = Scene::open();
    let watch = Watch::start(&scene, &format!("--api {} --json", scene.id()));
    watch.value();
    for operation in ["GetGraphqlApi", "GetPolicy"] {
        scene.network.always(operation, Fault::Refused(Refusal::internal()));
        let told = watch.err.recv_timeout(PATIENCE).unwrap();
        assert_eq!(
            told,
            format!(
                "warning: AWS failed at `{operation}` with InternalFailureException (status 500); trying again every 100ms"
            )
        );
        looks(&scene, 3);
        scene.network.heal();
        assert_eq!(watch.err.recv_timeout(PATIENCE).unwrap(), "AWS answers again");
    }
    // Nothing changed meanwhile: the looks before the last one have ended.
    looks(&scene, 3);
    assert_eq!(watch.out.try_recv(), Err(mpsc::TryRecvError::Empty));
    assert_eq!(watch.interrupt(), (Some(130), vec!["interrupted after 0 changes".to_owned()]));
}

#[test]
fn what_does_not_pass_ends_it() {
    let scene = Scene::open();
    let mut watch = Watch::start(&scene, &format!("--api {} --json", scene.id()));
    watch.value();
    scene.ask("appsync", "DELETE", &format!("/v1/apis/{}", scene.id()), &Value::Null);
    assert_eq!(watch.child.wait().unwrap().code(), Some(5));
    let ran = scene.run("status --api nobody --watch");
    assert_eq!(ran.code, Some(5), "{}", ran.whole());
}

#[test]
fn it_looks_no_more_often_than_asked() {
    let scene = Scene::open();
    let line = format!("status --api {} --watch --interval 500ms", scene.id());
    let started = Instant::now();
    let mut child = scene.stage.sandbox.start(&line);
    scene.network.wait_for("GetGraphqlApi", 4);
    // A slow machine takes longer, and none takes less.
    let took = started.elapsed();
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(took >= Duration::from_millis(1_500), "{took:?}");
}

/// Reads the terminal until a text has come.
fn until(terminal: &mut File, text: &str) -> String {
    let (mut seen, mut chunk, started) = (Vec::new(), [0; 4096], Instant::now());
    while started.elapsed() < PATIENCE {
        let read = terminal.read(&mut chunk).unwrap();
        seen.extend_from_slice(&chunk[..read]);
        if String::from_utf8_lossy(&seen).contains(text) {
            return String::from_utf8_lossy(&seen).into_owned();
        }
    }
    panic!("no `{text}` in {}", String::from_utf8_lossy(&seen));
}

#[test]
fn a_terminal_is_written_over_in_place() {
    let scene = Scene::open();
    let line = format!("status --api {} --watch --interval 100ms", scene.id());
    let (mut terminal, mut child) = scene.stage.sandbox.start_at_terminal(200, &line);
    let first = until(&mut terminal, "\u{1b}[J");
    assert!(first.contains("every 100ms, Ctrl-C ends") && first.contains("yes, by statement"), "{first}");
    let rows = first.matches("\r\n").count();
    scene.forbid();
    let second = until(&mut terminal, "\u{1b}[J");
    // Nothing came between, no screen was cleared, and what stands is written over from its first row.
    assert!(second.starts_with(&format!("\r\u{1b}[{rows}A")), "{second:?}");
    assert!(!second.contains("\u{1b}[2J") && !second.contains("\u{1b}[?1049"), "{second:?}");
    assert!(second.contains("no: no statement"), "{second}");
    scene.network.always("*", Fault::Refused(Refusal::internal()));
    let failing = until(&mut terminal, "\u{1b}[J");
    assert!(failing.contains("warning: AWS failed at `GetGraphqlApi`"), "{failing}");
    scene.network.heal();
    assert!(!until(&mut terminal, "\u{1b}[J").contains("warning: AWS"));
    kill_process(Pid::from_child(&child), Signal::INT).unwrap();
    assert!(until(&mut terminal, "change").contains("interrupted after 1 change"));
    assert_eq!(child.wait().unwrap().code(), Some(130));
}
