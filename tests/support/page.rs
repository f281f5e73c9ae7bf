//! Pages of the documentation whose commands speak to an emulator: what they show is what is printed.
//!
//! Blocks whose first line names a file are written, `$ appsync-auth local …` starts an emulator in the place of the one
//! before, `$ export NAME=VALUE` sets a variable, and `$ curl …`, `$ appsync-auth query …` and `$ appsync-auth configure …` are
//! sent to the emulator; `$ echo $?` shows how the last `configure` ended; blocks marked `console skip` are for readers alone.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use super::emulator::Emulator;
use super::sandbox::Sandbox;

/// The address that the page shows.
const ORIGIN: &str = "http://127.0.0.1:4000";

pub(crate) fn page(name: &str) -> (PathBuf, String) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs").join(name);
    let text = std::fs::read_to_string(&path).unwrap();
    (path, text)
}

pub(crate) fn assert_fresh(path: &Path, page: &str, made: &str) {
    if std::env::var_os("UPDATE_GENERATED").is_some_and(|value| value == "1") {
        std::fs::write(path, made).unwrap();
    } else {
        assert!(page == made, "{} is stale: run `UPDATE_GENERATED=1 cargo test`:\n{made}", path.display());
    }
}

/// Durations differ from run to run: the page shows one.
fn with_one_duration(text: &str) -> String {
    let of_each = fancy_regex::Regex::new(r"\[ *\d+\.\d{3}s\]").unwrap().replace_all(text, "[   0.002s]");
    let of_all = fancy_regex::Regex::new(r"(?m)  \d+\.\d\d s$").unwrap();
    of_all.replace_all(&of_each, "  0.01 s").into_owned()
}

/// What the pages show in the place of the ids of the emulator's APIs, in their order.
const IDS: [&str; 2] = ["abcdefghijklmnopqrstuvwxyz", "zyxwvutsrqponmlkjihgfedcba"];

/// What `configure` prints, with examples in the place of what differs from run to run.
pub(crate) fn with_examples(text: &str, emulator: &Emulator) -> String {
    let mut text = text.replace(emulator.text("controlPlaneUrl"), ORIGIN);
    for (api, id) in emulator.ready["apis"].as_array().unwrap().iter().zip(IDS) {
        text = text.replace(api["apiId"].as_str().unwrap(), id);
    }
    let time = fancy_regex::Regex::new(r"-\d{8}T\d{6}\.\d{3}Z").unwrap();
    time.replace_all(&text, "-20260326T093000.000Z").into_owned()
}

/// Lets commands in the sandbox act as the one who may do everything in the emulator.
pub(crate) fn sign_in(sandbox: &mut Sandbox, emulator: &Emulator) {
    sandbox.set("AWS_ACCESS_KEY_ID", emulator.text("accessKeyId"));
    sandbox.set("AWS_SECRET_ACCESS_KEY", emulator.text("secretAccessKey"));
}

/// Where the commands of a page run.
struct Player {
    sandbox: Sandbox,
    emulator: Option<Emulator>,
    token: String,
    /// How the last `configure` ended.
    code: Option<i32>,
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
        if let Some((name, value)) = line.strip_prefix("export ").and_then(|rest| rest.split_once('=')) {
            let value = match &self.emulator {
                Some(emulator) => value.replace(ORIGIN, emulator.text("controlPlaneUrl")),
                None => value.to_owned(),
            };
            self.sandbox.set(name, &value);
            return String::new();
        }
        if let Some(rest) = line.strip_prefix("appsync-auth configure ") {
            let emulator = self.emulator.as_ref().expect("the page starts an emulator first");
            sign_in(&mut self.sandbox, emulator);
            let ran = self.sandbox.at_terminal(100, &format!("configure {rest}"));
            self.code = ran.code;
            return with_examples(&ran.out, emulator);
        }
        if line == "echo $?" {
            return format!("{}\n", self.code.expect("a command ended before"));
        }
        if let Some(rest) = line.strip_prefix("appsync-auth query ") {
            let port = self.emulator().url().split(':').nth(2).unwrap().split('/').next().unwrap().to_owned();
            let key = self.emulator().ready["apiKey"].as_str().unwrap_or_default().to_owned();
            let line = format!("query {}", rest.replace(ORIGIN, &format!("http://127.0.0.1:{port}")));
            self.sandbox.set("API_KEY", &key);
            let ran = self.sandbox.at_terminal(100, &line);
            let out = ran.out.replace(&format!("127.0.0.1:{port}"), "127.0.0.1:4000").replace(&key, "$API_KEY");
            return with_one_duration(&out);
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

/// Plays a page, and holds it against what is printed.
pub(crate) fn play(name: &str) {
    let (path, page) = page(name);
    let mut player = Player { sandbox: Sandbox::new(), emulator: None, token: String::new(), code: None };
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
                requests += usize::from(
                    ["curl ", "appsync-auth query ", "appsync-auth configure "]
                        .iter()
                        .any(|start| command.starts_with(start)),
                );
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
