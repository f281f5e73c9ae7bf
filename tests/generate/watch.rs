//! `--watch`: one line a run, errors do not end it, Ctrl-C does.

use std::io::{BufRead, BufReader, Read};
use std::process::Child;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use serde_json::Value;

use crate::support::emulator::Emulator;
use crate::support::page::sign_in;
use crate::support::sandbox::Sandbox;

/// How long a line is waited for: machines that test are slow machines.
const PATIENCE: Duration = Duration::from_secs(30);

/// A run that goes on.
struct Watching {
    child: Child,
    out: Receiver<String>,
    err: Receiver<String>,
}

fn lines(stream: impl Read + Send + 'static) -> Receiver<String> {
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        for line in BufReader::new(stream).lines().map_while(Result::ok) {
            if sender.send(line).is_err() {
                return;
            }
        }
    });
    receiver
}

impl Watching {
    fn start(sandbox: &Sandbox, line: &str) -> Self {
        let mut child = sandbox.start(&format!("generate --watch {line}"));
        let (out, err) = (lines(child.stdout.take().unwrap()), lines(child.stderr.take().unwrap()));
        Self { child, out, err }
    }

    /// The next line without its time.
    fn line(&self) -> String {
        let line = self.out.recv_timeout(PATIENCE).unwrap_or_else(|_| {
            panic!("no line: {:?}", self.err.try_iter().collect::<Vec<_>>());
        });
        line.split_once('\t').map_or(line.clone(), |(_, told)| told.to_owned())
    }

    fn note(&self) -> String {
        self.err.recv_timeout(PATIENCE).expect("a line on standard error")
    }

    /// Ends it as Ctrl-C does; what it says last.
    fn stop(mut self) -> (Option<i32>, String) {
        let id = rustix::process::Pid::from_raw(i32::try_from(self.child.id()).unwrap()).unwrap();
        rustix::process::kill_process(id, rustix::process::Signal::INT).unwrap();
        let code = self.child.wait().unwrap().code();
        (code, self.err.iter().last().unwrap_or_default())
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        let _ = self.child.kill();
    }
}

#[test]
fn files_are_generated_again_when_they_change() {
    let sandbox = Sandbox::new();
    sandbox.file("schema/a.graphql", "type Query { a: Int }");
    let watching = Watching::start(&sandbox, "--schema 'schema/*.graphql' --target schema --out schema");
    assert_eq!(watching.line(), "1 file written");
    assert!(sandbox.read("schema/schema.graphql").contains("a: Int"));
    sandbox.file("schema/a.graphql", "type Query { a: Int b: Int }");
    assert_eq!(watching.line(), "1 file written");
    assert!(sandbox.read("schema/schema.graphql").contains("b: Int"));
    // A file that is new and fits the pattern counts.
    sandbox.file("schema/b.graphql", "extend type Query { c: Int }");
    assert_eq!(watching.line(), "1 file written");
    assert!(sandbox.read("schema/schema.graphql").contains("c: Int"));
    sandbox.file("schema/b.graphql", "extend type Query { c: Int");
    assert!(watching.note().starts_with("error: "), "a broken file is told");
    sandbox.file("schema/b.graphql", "extend type Query { c: Int }\n");
    assert_eq!(watching.line(), "1 file unchanged");
    assert_eq!(watching.stop(), (Some(130), "interrupted after 5 runs".to_owned()));
}

#[test]
fn a_document_that_is_left_out_is_not_waited_for() {
    let sandbox = Sandbox::new();
    sandbox.file("schema.graphql", "type Query { a: Int }");
    sandbox.file("src/own.graphql", "query Own { a }");
    sandbox.file("src/old.graphql", "query Old { a }");
    let documents = "--documents 'src/*.graphql' --documents '!src/old*'";
    let watching = Watching::start(&sandbox, &format!("--schema schema.graphql {documents} --target graphql"));
    assert_eq!(watching.line(), "1 file written");
    sandbox.file("src/old.graphql", "query Old {");
    std::thread::sleep(Duration::from_secs(1));
    sandbox.file("src/own.graphql", "query Own { a again: a }");
    assert_eq!(watching.line(), "1 file written");
    assert_eq!(watching.stop(), (Some(130), "interrupted after 2 runs".to_owned()));
}

#[test]
fn the_configuration_is_read_again_too() {
    let sandbox = Sandbox::new();
    sandbox.file("schema.graphql", "type Query { a: Int }");
    sandbox.file("appsync-auth.yaml", "generate: { schema: schema.graphql, target: schema, out: one }\n");
    let watching = Watching::start(&sandbox, "--json");
    let line = |watching: &Watching| serde_json::from_str::<Value>(&watching.line()).unwrap();
    assert_eq!(line(&watching)["result"]["files"][0]["path"], "one/schema.graphql");
    sandbox.file("appsync-auth.yaml", "generate: { schema: schema.graphql, target: schema, out: two }\n");
    assert_eq!(line(&watching)["result"]["files"][0]["path"], "two/schema.graphql");
    sandbox.file("appsync-auth.yaml", "generate: { shema: schema.graphql }\n");
    let told = line(&watching);
    assert_eq!((&told["result"], &told["error"]["kind"]), (&Value::Null, &Value::from("input")));
    assert_eq!(watching.stop().0, Some(130));
}

#[test]
fn an_api_is_asked_again_and_again() {
    let mut sandbox = Sandbox::new();
    sandbox.file("local/schema.graphql", "type Query { a: Int }");
    let emulator = Emulator::start(&sandbox, "--schema local/schema.graphql --default API_KEY");
    sign_in(&mut sandbox, &emulator);
    let (control, api) = (emulator.text("controlPlaneUrl"), emulator.text("apiId"));
    let line = format!("--api {api} --endpoint-url {control} --target schema --interval 100ms");
    let watching = Watching::start(&sandbox, &line);
    assert_eq!(watching.line(), "1 file written");
    sandbox.file("local/schema.graphql", "type Query { a: Int b: Int }");
    // A look in between that finds nothing new is told once.
    let mut told = watching.line();
    if told == "1 file unchanged" {
        told = watching.line();
    }
    assert_eq!(told, "1 file written");
    assert!(sandbox.read("generated/schema.graphql").contains("b: Int"));
    drop(emulator);
    assert!(watching.note().starts_with("error: "));
    assert_eq!(watching.stop().0, Some(130));
}

#[test]
fn what_an_authorizer_denies_is_watched_too() {
    let sandbox = Sandbox::new();
    sandbox.file("schema.graphql", "type Query { a: Int b: Int }");
    sandbox.file("lists/denied.json", "[]");
    let line = "--schema schema.graphql --target graphql --out out --denied-fields lists/denied.json";
    let watching = Watching::start(&sandbox, line);
    assert_eq!(watching.line(), "1 file written");
    sandbox.file("lists/denied.json", "[\"Query.b\"]");
    assert_eq!(watching.line(), "1 file written");
    assert!(!sandbox.read("out/queries.graphql").contains("query B"));
    assert_eq!(watching.stop(), (Some(130), "interrupted after 2 runs".to_owned()));
}

/// A schema with one field.
fn schema(field: &str) -> String {
    format!("type Query {{ {field}: Int }}")
}

impl Watching {
    /// Reads lines until one says that something was written; what was seen of a folder that is not whole yet is passed over.
    fn written(&self) {
        while self.line() != "1 file written" {}
    }

    /// Reads notes until an error says this.
    fn error(&self, what: &str) {
        while !self.note().starts_with(&format!("error: {what}")) {}
    }
}

#[test]
fn a_folder_that_is_removed_and_made_again_is_watched_again() {
    for (pattern, missing) in [
        ("'schema/*.graphql'", "no file fits `schema/*.graphql`"),
        ("'schema/**/*.graphql'", "no file fits `schema/**/*.graphql`"),
        ("schema/a.graphql", "there is no file `schema/a.graphql`"),
    ] {
        let sandbox = Sandbox::new();
        sandbox.file("schema/a.graphql", schema("a"));
        let watching = Watching::start(&sandbox, &format!("--schema {pattern} --target schema --out out"));
        watching.written();
        for field in ["b", "c"] {
            std::fs::remove_dir_all(sandbox.path().join("schema")).unwrap();
            watching.error(missing);
            sandbox.file("schema/a.graphql", schema(field));
            watching.written();
            assert!(sandbox.read("out/schema.graphql").contains(&format!("{field}: Int")), "{pattern}");
        }
        // It is not only found once: what changes in it later is seen too.
        sandbox.file("schema/a.graphql", schema("d"));
        watching.written();
        assert!(sandbox.read("out/schema.graphql").contains("d: Int"), "{pattern}");
        assert_eq!(watching.stop().0, Some(130));
    }
}

#[test]
fn a_folder_that_another_takes_the_place_of_is_watched_on() {
    // The folder of the files, one within it, and one above it.
    for (pattern, replaced) in [
        ("'schema/*.graphql'", "schema"),
        ("schema/a.graphql", "schema"),
        ("'schema/**/*.graphql'", "schema/in"),
        ("schema/in/deep/a.graphql", "schema/in"),
        ("'schema/in/deep/*.graphql'", "schema"),
    ] {
        let sandbox = Sandbox::new();
        let fixed = pattern.trim_matches('\'').replace("**", "in").replace('*', "a");
        sandbox.file(&fixed, schema("a"));
        let watching = Watching::start(&sandbox, &format!("--schema {pattern} --target schema --out out"));
        watching.written();
        for field in ["b", "c"] {
            sandbox.file(&fixed.replacen(replaced, "next", 1), schema(field));
            let (replaced, next) = (sandbox.path().join(replaced), sandbox.path().join("next"));
            std::fs::rename(&replaced, sandbox.path().join(format!("before-{field}"))).unwrap();
            std::fs::rename(next, replaced).unwrap();
            watching.written();
            assert!(sandbox.read("out/schema.graphql").contains(&format!("{field}: Int")), "{pattern}");
        }
        sandbox.file(&fixed, schema("d"));
        watching.written();
        assert!(sandbox.read("out/schema.graphql").contains("d: Int"), "{pattern}");
        assert_eq!(watching.stop().0, Some(130));
    }
}

#[test]
fn a_folder_that_is_missing_at_first_is_watched_when_it_is_there() {
    let sandbox = Sandbox::new();
    sandbox.file("schema.graphql", schema("a"));
    let line = "--schema schema.graphql --schema 'more/deep/*.graphql' --target schema --out out";
    let watching = Watching::start(&sandbox, line);
    watching.error("no file fits `more/deep/*.graphql`");
    sandbox.file("more/deep/b.graphql", "extend type Query { b: Int }");
    watching.written();
    assert!(sandbox.read("out/schema.graphql").contains("b: Int"));
    sandbox.file("more/deep/b.graphql", "extend type Query { c: Int }");
    watching.written();
    assert!(sandbox.read("out/schema.graphql").contains("c: Int"));
    assert_eq!(watching.stop().0, Some(130));
}

#[test]
fn the_folder_of_documents_is_watched_when_it_comes_again() {
    let sandbox = Sandbox::new();
    sandbox.file("schema.graphql", schema("a"));
    sandbox.file("documents/a.graphql", "query A { a }");
    let line = "--schema schema.graphql --documents 'documents/*.graphql' --target typescript --out out";
    let watching = Watching::start(&sandbox, line);
    let first = watching.line();
    assert!(first.contains("written"), "{first}");
    std::fs::remove_dir_all(sandbox.path().join("documents")).unwrap();
    watching.error("no file fits `documents/*.graphql`");
    sandbox.file("documents/a.graphql", "query Again { a }");
    while !watching.line().contains("written") {}
    assert_eq!(watching.stop().0, Some(130));
}

#[test]
fn nothing_is_generated_by_a_configuration_that_is_broken_or_gone() {
    let configuration = |out: &str| format!("generate: {{ schema: schema.graphql, target: schema, out: {out} }}\n");
    let sandbox = Sandbox::new();
    sandbox.file("schema.graphql", schema("a"));
    sandbox.file("appsync-auth.yaml", configuration("one"));
    let watching = Watching::start(&sandbox, "");
    watching.written();
    sandbox.file("appsync-auth.yaml", "generate: [");
    watching.error("");
    // What changes meanwhile is not generated as it was asked for before.
    sandbox.file("schema.graphql", schema("b"));
    watching.error("");
    sandbox.file("appsync-auth.yaml", configuration("two"));
    assert_eq!(watching.line(), "1 file written");
    assert!(sandbox.read("one/schema.graphql").contains("a: Int"));
    assert!(sandbox.read("two/schema.graphql").contains("b: Int"));
    std::fs::remove_file(sandbox.path().join("appsync-auth.yaml")).unwrap();
    watching.error("");
    sandbox.file("appsync-auth.yaml", configuration("three"));
    assert_eq!(watching.line(), "1 file written");
    assert!(sandbox.read("three/schema.graphql").contains("b: Int"));
    assert_eq!(watching.stop(), (Some(130), "interrupted after 3 runs".to_owned()));
}
