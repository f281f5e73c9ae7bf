//! `demo` as a user meets it: in any environment, at a terminal and in a pipe, and nothing of it stays.

use std::net::TcpListener;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use crate::support::sandbox::{Ran, Sandbox, ended};

/// A sandbox whose temporary files can be listed.
fn sandbox() -> Sandbox {
    let mut sandbox = Sandbox::new();
    std::fs::create_dir(sandbox.path().join("temporary")).unwrap();
    let folder = sandbox.path().join("temporary").display().to_string();
    sandbox.set("TMPDIR", &folder);
    sandbox
}

fn names(folder: &Path) -> Vec<String> {
    std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

/// Compares a whole run; ports, ids and durations differ from run to run.
fn assert_shown(name: &str, sandbox: &Sandbox, ran: &Ran) {
    let mut settings = sandbox.redactions();
    settings.set_snapshot_path("demo/snapshots");
    settings.add_filter(r"127\.0\.0\.1:\d+", "127.0.0.1:[port]");
    settings.add_filter(r"invoked rules\.yaml, \d+(\.\d+)? (µs|ms)", "invoked rules.yaml, [duration]");
    settings.add_filter(r"-\d{8}T\d{6}\.\d{3}Z", "-[time]");
    settings.bind(|| insta::assert_snapshot!(name, ran.whole()));
}

#[cfg(unix)]
#[test]
fn at_a_terminal_each_command_stands_before_what_it_prints() {
    let sandbox = sandbox();
    assert_shown("at_a_terminal", &sandbox, &sandbox.at_terminal(100, "demo"));
}

#[cfg(unix)]
#[test]
fn at_a_narrow_terminal_the_lines_are_shorter_where_words_let_them() {
    let ran = sandbox().at_terminal(60, "demo");
    let commands = ran.out.lines().filter(|line| line.starts_with("$ ") || line.starts_with("    -"));
    let longest = commands.max_by_key(|line| line.chars().count()).unwrap();
    assert_eq!(longest, "$ appsync-auth test-token --authorizer rules.yaml --ttl 300 --token custom-authorized \\");
    assert!(ran.out.contains("    --schema schema.graphql\n"), "{}", ran.out);
}

#[test]
fn a_pipe_gets_the_same_as_the_commands_write_into_pipes() {
    let sandbox = sandbox();
    assert_shown("in_a_pipe", &sandbox, &sandbox.line("demo"));
}

#[test]
fn nothing_of_the_environment_is_needed_and_nothing_of_it_changes_what_is_shown() {
    let folder = tempfile::tempdir().unwrap();
    let commands = |environment: &[(&str, &str)]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_appsync-auth"));
        command.args(["demo", "--json"]).current_dir(folder.path()).env_clear().envs(environment.iter().copied());
        let ran = ended(&mut command);
        assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""), "{}", ran.whole());
        let steps = ran.json()["result"]["steps"].as_array().unwrap().clone();
        let times = fancy_regex::Regex::new(r"\d+(\.\d+)? (µs|ms)|\d{8}T\d{6}\.\d{3}Z").unwrap();
        let outputs = steps.iter().map(|step| times.replace_all(step["output"].as_str().unwrap(), "TIME").into_owned());
        outputs.collect::<Vec<String>>()
    };
    let proxy = "http://127.0.0.1:1";
    assert_eq!(
        commands(&[]),
        commands(&[
            ("APPSYNC_AUTH_API", "events"),
            ("AWS_PROFILE", "nobody"),
            ("AWS_REGION", "eu-west-1"),
            ("AWS_ACCESS_KEY_ID", "AKIANOBODY"),
            ("AWS_ENDPOINT_URL", proxy),
            ("AWS_ENDPOINT_URL_APPSYNC", proxy),
            ("AWS_USE_FIPS_ENDPOINT", "true"),
            ("HTTP_PROXY", proxy),
            ("http_proxy", proxy),
            ("ALL_PROXY", proxy),
        ])
    );
}

#[test]
fn nothing_stays_behind() {
    let sandbox = sandbox();
    let ran = sandbox.line("demo");
    assert_eq!(ran.code, Some(0), "{}", ran.whole());
    assert_eq!(names(&sandbox.path().join("temporary")), Vec::<String>::new());
    let port = ran.out.split_once("http://127.0.0.1:").unwrap().1.split(|c: char| !c.is_ascii_digit()).next().unwrap();
    TcpListener::bind(("127.0.0.1", port.parse().unwrap())).unwrap();
}

#[test]
fn programs_get_each_command_with_its_exit_code() {
    let ran = sandbox().line("demo --json");
    let envelope = ran.json();
    let codes: Vec<Value> = envelope["result"]["steps"]
        .as_array()
        .unwrap()
        .iter()
        .map(|step| {
            let words = step["command"].as_str().unwrap().split(' ').skip_while(|word| word.contains('='));
            let words: Vec<&str> = words.take(2).collect();
            assert!(!step["output"].as_str().unwrap().is_empty());
            json!([words.join(" "), step["exitCode"]])
        })
        .collect();
    assert_eq!(
        codes,
        [
            json!(["appsync-auth configure", 0]),
            json!(["appsync-auth test-token", 0]),
            json!(["appsync-auth test-token", 1]),
            json!(["appsync-auth test-token", 1]),
            json!(["appsync-auth lint", 1]),
            json!(["appsync-auth access", 0]),
            json!(["appsync-auth query", 0]),
            json!(["appsync-auth query", 1]),
            json!(["appsync-auth query", 1]),
            json!(["appsync-auth query", 1]),
            json!(["appsync-auth query", 1]),
            json!(["appsync-auth explain", 1]),
        ]
    );
    assert_eq!((ran.code, &envelope["error"], &envelope["findings"]), (Some(0), &Value::Null, &json!([])));
}

#[test]
fn a_result_and_a_server_are_not_asked_for_at_once() {
    let sandbox = sandbox();
    let ran = sandbox.line("demo --keep --json");
    assert_eq!(ran.json()["error"]["code"], "keep-and-json");
    assert_eq!(ran.code, Some(2));
    assert_eq!(names(&sandbox.path().join("temporary")), Vec::<String>::new());
}

#[cfg(unix)]
#[test]
fn what_is_kept_is_served_and_read_again_until_it_is_interrupted() {
    use std::io::{BufRead, BufReader, Read};

    let sandbox = sandbox();
    let mut child = sandbox.start("demo --keep");
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
    let url = lines.find_map(|line| line.strip_prefix("ready: ").map(str::to_owned)).expect("it is ready");
    let kept = sandbox.path().join("temporary");
    let [folder] = names(&kept).try_into().unwrap();
    let client = reqwest::blocking::Client::builder().no_proxy().build().unwrap();
    let asked = |token: &str| {
        let request = client.post(&url).header("authorization", token).header("content-type", "application/json");
        request.body(r#"{"query":"{ listEvents { name } }"}"#).send().unwrap().text().unwrap()
    };
    let events = r#"{"data":{"listEvents":[{"name":"Rust Meetup"},{"name":"GraphQL Evening"}]}}"#;
    let refused =
        r#"{"errors":[{"errorType":"UnauthorizedException","message":"You are not authorized to make this call."}]}"#;
    assert_eq!((asked("admin-ada").as_str(), asked("guest").as_str()), (events, refused));

    std::fs::write(kept.join(&folder).join("rules.yaml"), "otherwise: { respond: { isAuthorized: true } }\n").unwrap();
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(30);
    while asked("guest") != events {
        assert!(std::time::Instant::now() < deadline, "the rules are not read again");
        std::thread::sleep(std::time::Duration::from_millis(20));
    }

    let id = rustix::process::Pid::from_raw(i32::try_from(child.id()).unwrap()).unwrap();
    rustix::process::kill_process(id, rustix::process::Signal::INT).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(130));
    let mut notes = String::new();
    child.stderr.take().unwrap().read_to_string(&mut notes).unwrap();
    assert!(notes.contains("stopped: "), "{notes}");
    assert_eq!(names(&kept), [folder]);
}
