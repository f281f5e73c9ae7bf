//! What happens to connections when the API changes or goes, and when there are many of them or a client does not read.

use super::modes::signed;
use super::{SCHEMA, mutate, of, sandbox, start};
use crate::support::emulator::Emulator;
use crate::support::websocket::{Socket, token};

#[test]
fn connections_end_with_their_api() {
    let sandbox = sandbox();
    let emulator = start(&sandbox);
    let origin = emulator.text("controlPlaneUrl");
    let mut idle = Socket::connected(origin, "all");
    let mut subscribed = Socket::connected(origin, "all");
    subscribed.subscribed("1", &of("subscription { onAnyEvent { id } }"), "all");
    let url = format!("{origin}/v1/apis/{}", emulator.text("apiId"));
    let headers = signed(&emulator, "DELETE", &url, "");
    let headers: Vec<(&str, &str)> =
        headers.as_object().unwrap().iter().map(|(name, value)| (name.as_str(), value.as_str().unwrap())).collect();
    let deleted = emulator.send("DELETE", &url, &headers, "");
    assert_eq!(deleted.status, 200, "{}", deleted.body);
    assert_eq!((idle.closed(), subscribed.closed()), (Some(1001), Some(1001)));
    let (head, _) = Socket::ask(origin, "/graphql/realtime", &[("sec-websocket-protocol", "graphql-ws")]);
    assert!(head.starts_with("HTTP/1.1 404 "), "{head}");
}

#[test]
fn a_new_schema_keeps_connections_and_the_subscriptions_that_are_still_valid() {
    let sandbox = sandbox();
    let emulator = start(&sandbox);
    let mut socket = Socket::connected(emulator.text("controlPlaneUrl"), "all");
    socket.subscribed("stays", &of("subscription { onAnyEvent { id } }"), "all");
    socket.subscribed("goes", &of("subscription { onAnyEvent { rank } }"), "all");
    sandbox.file("schema.graphql", SCHEMA.replace(" rank: Int }", " place: Int }"));
    emulator.note("reloaded schema.graphql");
    assert_eq!(socket.frame(), r#"{"id":"goes","type":"complete"}"#);
    socket.subscribed("new", &of("subscription { onCreateEvent { place } }"), "all");
    mutate(&emulator, "mutation { updateEvent(id: \"1\") { id } }");
    assert_eq!(socket.frame(), r#"{"id":"stays","type":"data","payload":{"data":{"onAnyEvent":{"id":"1"}}}}"#);
    // A schema that closes the field to the caller ends the subscription as well.
    let closed = SCHEMA.replace("onAnyEvent: Event", "onAnyEvent: Event @aws_api_key");
    sandbox.file("schema.graphql", closed);
    emulator.note("reloaded schema.graphql");
    let mut ended = [socket.frame(), socket.frame()];
    ended.sort();
    assert_eq!(ended, [r#"{"id":"new","type":"complete"}"#, r#"{"id":"stays","type":"complete"}"#]);
}

/// The memory that a process has in use, in bytes.
#[cfg(target_os = "linux")]
fn memory(emulator: &Emulator) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", emulator.id())).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() * 1024
}

/// Lets this process, and the programs that it starts, open so many files; whether that is allowed.
#[cfg(unix)]
fn may_open(files: u64) -> bool {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    current.is_none_or(|current| current >= files)
        || setrlimit(Resource::Nofile, Rlimit { current: Some(files), maximum }).is_ok()
}

#[cfg(target_os = "linux")]
#[test]
fn a_thousand_idle_subscriptions_are_cheap_and_all_get_a_mutation() {
    if !may_open(4_096) {
        crate::support::skip("too few files may be open");
        return;
    }
    let sandbox = sandbox();
    let emulator = Emulator::start(&sandbox, "--schema schema.graphql --authorizer rules.yaml --quiet");
    let origin = emulator.text("controlPlaneUrl");
    let wanted = of("subscription { onAnyEvent { id } }");
    mutate(&emulator, "mutation { createEvent(id: \"0\") { id } }");
    let before = memory(&emulator);
    let mut sockets: Vec<Socket> = (0..1_000).map(|_| Socket::with(origin, &token("all"))).collect();
    for socket in &mut sockets {
        socket.start("1", &wanted, &token("all"));
    }
    for socket in &mut sockets {
        assert_eq!(socket.frame(), r#"{"id":"1","type":"start_ack"}"#);
    }
    let each = memory(&emulator).saturating_sub(before) / 1_000;
    mutate(&emulator, "mutation { createEvent(id: \"1\") { id } }");
    for socket in &mut sockets {
        assert_eq!(socket.frame(), r#"{"id":"1","type":"data","payload":{"data":{"onAnyEvent":{"id":"1"}}}}"#);
    }
    eprintln!("{each} bytes a connection");
    assert!(each < 40 << 10, "{each} bytes a connection");
}

#[cfg(target_os = "linux")]
#[test]
fn a_client_that_does_not_read_misses_deliveries_and_costs_no_memory() {
    let sandbox = sandbox();
    let emulator = start(&sandbox);
    let origin = emulator.text("controlPlaneUrl");
    let (mut slow, mut quick) = (Socket::connected(origin, "all"), Socket::connected(origin, "all"));
    let wanted = of("subscription { onAnyEvent { id secret } }");
    for id in 0..10 {
        slow.subscribed(&id.to_string(), &wanted, "all");
    }
    quick.subscribed("1", &wanted, "all");
    let before = memory(&emulator);
    let secret = "x".repeat(200 << 10);
    for id in 0..20 {
        mutate(&emulator, &format!("mutation {{ createEvent(id: \"{id}\", secret: \"{secret}\") {{ id secret }} }}"));
        let frame = quick.frame();
        let begin = format!(r#"{{"id":"1","type":"data","payload":{{"data":{{"onAnyEvent":{{"id":"{id}","#);
        assert!(frame.starts_with(&begin), "{}", &frame[..100]);
    }
    emulator.note("a subscriber does not read what it is sent; it misses deliveries");
    let grown = memory(&emulator).saturating_sub(before);
    assert!(grown < 60 << 20, "{grown} bytes");
    // What the client finds when it reads at last, up to the answer to what it says now.
    slow.start("new", &of("subscription { onAnyEvent { id } }"), &token("all"));
    let mut seen = 0;
    while slow.frame() != r#"{"id":"new","type":"start_ack"}"# {
        seen += 1;
    }
    assert!((1..200).contains(&seen), "{seen}");
}
