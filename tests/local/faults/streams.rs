//! Standard output and standard error that nobody reads, or that are closed.

use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use rustix::process::Signal;
use serde_json::{Value, json};

use super::{TYPENAME, sandbox, signal, wire};

/// A token that makes the emulator write a long line to standard error for each request.
const FAILING: &str = "
rules:
  - token: custom-authorized
    respond: { isAuthorized: true }
";

/// Starts it with standard error to this, and gives it with its address and the rest of standard output.
fn start(error: Stdio) -> (crate::support::sandbox::Sandbox, Child, String, BufReader<std::process::ChildStdout>) {
    let sandbox = sandbox();
    sandbox.file("rules.yaml", FAILING);
    let mut command =
        sandbox.command("local --json --schema schema.graphql --authorizer rules.yaml --ttl 0 --port 0".split(' '));
    let mut child = command.stdout(Stdio::piped()).stderr(error).spawn().unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let mut ready = String::new();
    out.read_line(&mut ready).unwrap();
    let ready: Value = serde_json::from_str(&ready).unwrap();
    let origin = ready["controlPlaneUrl"].as_str().unwrap().to_owned();
    (sandbox, child, origin, out)
}

/// Serves more requests than a pipe holds lines of, and ends in time.
#[track_caller]
fn assert_serves_and_ends(mut child: Child, origin: &str) {
    let mut stream = wire::connect_to(origin);
    for _ in 0..1_000 {
        use std::io::Write;
        stream.write_all(&wire::request("custom-authorized", "{ __typename }", &json!({}))).unwrap();
        assert_eq!(wire::answer(&mut stream).unwrap().body, TYPENAME);
    }
    let asked = Instant::now();
    signal(i32::try_from(child.id()).unwrap(), Signal::INT);
    while child.try_wait().unwrap().is_none() {
        if asked.elapsed() > Duration::from_secs(8) {
            child.kill().unwrap();
            panic!("it does not end");
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    assert_eq!(child.wait().unwrap().code(), Some(130));
}

#[test]
fn nobody_reads_standard_output() {
    let (_sandbox, child, origin, out) = start(Stdio::null());
    assert_serves_and_ends(child, &origin);
    // What is in the pipe is whole lines, but the last.
    let lines: Vec<String> = out.lines().map_while(Result::ok).collect();
    let (last, whole) = lines.split_last().unwrap();
    assert!(whole.len() > 50, "{} lines", whole.len());
    assert!(whole.iter().all(|line| line.starts_with(r#"{"event":"request","#) && line.ends_with('}')), "{last}");
}

#[test]
fn standard_output_is_closed() {
    let (_sandbox, child, origin, out) = start(Stdio::null());
    drop(out);
    assert_serves_and_ends(child, &origin);
}

#[test]
fn standard_error_is_closed_or_not_read() {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let (sandbox, child, origin, mut out) = start(writer.into());
    // Something to say: nobody hears it.
    sandbox.file("schema.graphql", "type Query {");
    std::thread::spawn(move || std::io::copy(&mut out, &mut std::io::sink()));
    assert_serves_and_ends(child, &origin);

    let (_reader, writer) = std::io::pipe().unwrap();
    // Full to the last byte, so that the first word blocks.
    rustix::io::ioctl_fionbio(&writer, true).unwrap();
    while std::io::Write::write(&mut &writer, &[b'x'; 4096]).is_ok() {}
    while std::io::Write::write(&mut &writer, b"x").is_ok() {}
    rustix::io::ioctl_fionbio(&writer, false).unwrap();
    let (sandbox, child, origin, mut out) = start(writer.into());
    sandbox.file("schema.graphql", "type Query {");
    std::thread::sleep(Duration::from_millis(500));
    sandbox.file("schema.graphql", "type Query { a: ID @unknown }");
    std::thread::sleep(Duration::from_millis(500));
    std::thread::spawn(move || std::io::copy(&mut out, &mut std::io::sink()));
    assert_serves_and_ends(child, &origin);
}
