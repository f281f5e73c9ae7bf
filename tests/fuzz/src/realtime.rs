//! The frames of AppSync's WebSocket, as a client hears them.

use std::time::Duration;

use appsync_auth::realtime::client::{ClientInput, ClientOutput, Subscription};
use appsync_auth::realtime::{AuthorizationObject, ClientLimits, Heard};

pub(crate) const WORDS: &[&str] = &[
    "\n",
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"type\":",
    "\"id\":\"1\"",
    "\"connection_ack\"",
    "\"connection_error\"",
    "\"start_ack\"",
    "\"data\"",
    "\"error\"",
    "\"complete\"",
    "\"ka\"",
    "\"payload\":",
    "\"errors\":",
    "\"errorCode\":401",
    "\"errorType\":",
    "\"message\":",
    "\"connectionTimeoutMs\":",
    "300000",
    "1e999",
    "null",
    "{\"type\":\"connection_ack\",\"payload\":{\"connectionTimeoutMs\":300000}}",
    "{\"id\":\"1\",\"type\":\"start_ack\"}",
    "{\"id\":\"1\",\"type\":\"data\",\"payload\":{\"data\":{\"x\":1.10}}}",
];

/// Whatever a service sends, line by line: an event is a part of its frame as it came, and after the end nothing more is to be
/// done.
pub fn realtime(data: &[u8]) -> u64 {
    let text = crate::text(data);
    let mut client = Subscription::new("1", r#"{"query":"subscription { x }"}"#, ClientLimits::default());
    let object = || -> AuthorizationObject { [("host", "h")].into_iter().collect() };
    let mut now = Duration::ZERO;
    let mut taken = Vec::new();
    let mut ended = false;
    let mut step = |client: &mut Subscription, now: Duration, input: ClientInput<'_>| {
        let frame = if let ClientInput::Text(frame) = input { frame } else { "" };
        let was_over = ended;
        let mut authorizes = 0;
        for output in client.handle(now, 0.5, input) {
            assert!(!was_over, "{output:?} after the end");
            if let ClientOutput::Tell(Heard::Event(payload)) = output {
                assert!(frame.contains(payload), "{payload:?} of {frame:?}");
            }
            authorizes += usize::from(matches!(output, ClientOutput::Authorize(_)));
            ended |= matches!(output, ClientOutput::Finished(_));
            taken.push(crate::way(std::mem::discriminant(&output)));
        }
        authorizes
    };
    let mut wanted = step(&mut client, now, ClientInput::Begin);
    for frame in text.split('\n') {
        for _ in 0..std::mem::take(&mut wanted) {
            wanted += step(&mut client, now, ClientInput::Authorized(object()));
        }
        wanted += step(&mut client, now, ClientInput::Opened);
        wanted += step(&mut client, now, ClientInput::Text(frame));
        now += Duration::from_millis(250);
        if let Some(deadline) = client.next_deadline().filter(|_| frame.is_empty()) {
            now = now.max(deadline);
            wanted += step(&mut client, now, ClientInput::Tick);
        }
    }
    taken.truncate(64);
    crate::way(taken)
}
