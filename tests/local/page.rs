//! The page `docs/local.md` shows what clients get, and `docs/json.md` what programs get. `UPDATE_GENERATED=1 cargo test`
//! writes both again.
//!
//! Of the first, blocks whose first line names a file are written, `$ appsync-auth local …` starts an emulator in the place
//! of the one before, and `$ curl …` is sent to it; blocks marked `console skip` are for readers alone.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::support::emulator::Emulator;
use crate::support::sandbox::Sandbox;

/// The address that the page shows.
const ORIGIN: &str = "http://127.0.0.1:4000";

fn page(name: &str) -> (PathBuf, String) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs").join(name);
    let text = std::fs::read_to_string(&path).unwrap();
    (path, text)
}

fn assert_fresh(path: &Path, page: &str, made: &str) {
    if std::env::var_os("UPDATE_GENERATED").is_some_and(|value| value == "1") {
        std::fs::write(path, made).unwrap();
    } else {
        assert!(page == made, "{} is stale: run `UPDATE_GENERATED=1 cargo test`:\n{made}", path.display());
    }
}

/// Where the commands of a page run.
struct Player {
    sandbox: Sandbox,
    emulator: Option<Emulator>,
    token: String,
}

impl Player {
    fn emulator(&self) -> &Emulator {
        self.emulator.as_ref().expect("the page starts an emulator first")
    }

    /// What a command prints.
    fn run(&mut self, line: &str) -> String {
        if let Some(minting) = line.strip_prefix("TOKEN=$(appsync-auth ").and_then(|rest| rest.strip_suffix(')')) {
            let url = self.emulator().url();
            let ran = self.sandbox.line(&format!("{minting} --url {url}"));
            assert_eq!(ran.code, Some(0), "{}", ran.whole());
            self.token = ran.out.trim_end().to_owned();
            return String::new();
        }
        if let Some(arguments) = line.strip_prefix("appsync-auth local") {
            self.emulator = None;
            self.emulator = Some(Emulator::start(&self.sandbox, &format!("--port 0 {arguments}")));
            return String::new();
        }
        let words = shell_words::split(line).unwrap();
        let (mut url, mut headers, mut body) = (None, Vec::new(), String::new());
        let mut rest = words[1..].iter();
        while let Some(word) = rest.next() {
            match word.as_str() {
                "-s" => {}
                "-H" => headers.push(rest.next().unwrap().split_once(": ").unwrap()),
                "-d" => body.clone_from(rest.next().unwrap()),
                other => url = Some(other.strip_prefix(ORIGIN).unwrap()),
            }
        }
        let emulator = self.emulator();
        let key = emulator.ready["apiKey"].as_str().unwrap_or_default();
        for (_, value) in &mut headers {
            match *value {
                "$API_KEY" => *value = key,
                "$TOKEN" => *value = &self.token,
                _ => {}
            }
        }
        emulator.send("POST", url.unwrap(), &headers, &body).body + "\n"
    }
}

#[test]
fn the_page_on_local_shows_what_clients_get() {
    let (path, page) = page("local.md");
    let mut player = Player { sandbox: Sandbox::new(), emulator: None, token: String::new() };
    player.sandbox.set("LOCAL_SECRET", "local-secret");
    let mut made = String::new();
    let mut requests = 0;
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        writeln!(made, "{line}").unwrap();
        let Some(kind) = line.strip_prefix("```").filter(|kind| !kind.is_empty()) else { continue };
        let block: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        if kind == "console" {
            for command in block.iter().filter_map(|line| line.strip_prefix("$ ")) {
                requests += usize::from(command.starts_with("curl "));
                write!(made, "$ {command}\n{}", player.run(command)).unwrap();
            }
        } else {
            if let Some((_, name)) = kind.split_once(' ').filter(|(_, name)| name.contains('.')) {
                player.sandbox.file(name, block.join("\n") + "\n");
            }
            for line in block {
                writeln!(made, "{line}").unwrap();
            }
        }
        writeln!(made, "```").unwrap();
    }
    assert!(requests > 0, "the page has no request");
    assert_fresh(&path, &page, &made);
}

#[test]
fn the_page_on_json_shows_the_lines_of_local() {
    let sandbox = Sandbox::new();
    sandbox.file("schema.graphql", "type Query { now: String @aws_lambda, secret: String @aws_api_key }");
    sandbox.file("rules.yaml", "otherwise: { respond: { isAuthorized: true, resolverContext: { userid: \"1\" } } }");
    let emulator = Emulator::start(
        &sandbox,
        "--schema schema.graphql --authorizer rules.yaml --additional API_KEY --ttl 300 --api events --tls",
    );
    let origin = emulator.text("controlPlaneUrl").to_owned();
    let address = origin.split_once("//").unwrap().1.to_owned();
    let ready = emulator.ready.to_string().replace(&address, "127.0.0.1:4000");
    let mut ready: Value = serde_json::from_str(&ready).unwrap();
    for (member, example) in [
        ("apiKey", "da2-abcdefghijklmnopqrstuvwxyz"),
        ("accessKeyId", "AKIAIOSFODNN7EXAMPLE"),
        ("secretAccessKey", "wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY00"),
        ("caFile", "/tmp/appsync-auth-x1y2z3/ca.pem"),
    ] {
        assert!(ready[member].is_string(), "{ready}");
        ready[member] = json!(example);
    }
    ready["apis"][0]["apiKey"] = ready["apiKey"].clone();
    emulator.query("some-token", "query Clock { now secret }");
    let mut request = emulator.line();
    request["trace"] = json!("14b0a0e2-9e50-4f5a-8f36-0f3d6c1c7a11");
    request["durationMs"] = json!(0.412);
    let stopped = json!({ "event": "stopped", "requests": 1 });

    let (path, page) = page("json.md");
    let mut made = String::new();
    let mut seen = 0;
    for line in page.lines() {
        let fresh = [&ready, &request, &stopped]
            .into_iter()
            .find(|object| line.starts_with(&format!("{{\"event\":{}", object["event"])))
            .map(Value::to_string);
        seen += usize::from(fresh.is_some());
        writeln!(made, "{}", fresh.as_deref().unwrap_or(line)).unwrap();
    }
    assert_eq!(seen, 3, "docs/json.md has not each of the lines once");
    assert_fresh(&path, &page, &made);
}
