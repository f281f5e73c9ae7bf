//! The connection as tables: a state, an input, and the whole of what comes out.

use std::time::Duration;

use super::limits::{CONNECTION_LIFETIME, HELD_BYTES, HELD_MESSAGES, KEEP_ALIVE, PAYLOAD_BYTES};
use super::message::ErrorEntry;
use super::server::{CLOSE_LIFETIME, CLOSE_REFUSED};
use super::{AuthorizationObject, Connection, Input, Output, Start, StartId};

const ACK: &str = r#"{"type":"connection_ack","payload":{"connectionTimeoutMs":300000}}"#;
const KA: &str = r#"{"type":"ka"}"#;
const UNKNOWN: &str = r#"{"type":"error","payload":{"errors":[{"errorType":"UnsupportedOperation","message":"unknown not supported through the realtime channel"}]}}"#;
const RATE: &str =
    r#"{"type":"error","payload":{"errors":{"errorType":"LimitExceededError","message":"Rate limit exceeded"}}}"#;
const INIT: &str = r#"{"type":"connection_init"}"#;
/// Any moment; a connection only counts from it.
const START: Duration = Duration::from_secs(1_000);

fn send(frame: &str) -> Output {
    Output::Send(frame.to_owned())
}

fn headers() -> AuthorizationObject {
    [("host", "h"), ("x-api-key", "da2-k")].into_iter().collect()
}

fn start_frame(id: &str) -> String {
    format!(
        r#"{{"id":"{id}","type":"start","payload":{{"data":"{{ \"query\":1}}","extensions":{{"authorization":{{"host":"h","x-api-key":"da2-k"}}}}}}}}"#
    )
}

fn stop_frame(id: &str) -> String {
    format!(r#"{{"id":"{id}","type":"stop"}}"#)
}

fn authorize(number: u64, id: &str) -> Output {
    Output::AuthorizeStart(Start {
        start: StartId::nth(number),
        id: id.to_owned(),
        data: r#"{ "query":1}"#.to_owned(),
        authorization: headers(),
    })
}

/// The states that a table starts from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum From {
    New,
    Connecting,
    /// Authorized; no `connection_init` came.
    Open,
    /// Open; `a` is start 0 and waits for its authorization.
    Pending,
    /// Open; `a` is start 0 and acknowledged, `b` is start 1 and waits.
    Subscribed,
    Refused,
}

fn connection(from: From) -> Connection {
    let mut connection = Connection::new(2);
    let (a, b) = (start_frame("a"), start_frame("b"));
    let mut inputs = Vec::new();
    if from != From::New {
        inputs.push(Input::Opened(headers()));
    }
    match from {
        From::New | From::Connecting => {}
        From::Open => inputs.push(Input::ConnectAuthorized),
        From::Pending => inputs.extend([Input::ConnectAuthorized, Input::Text(&a)]),
        From::Subscribed => inputs.extend([
            Input::ConnectAuthorized,
            Input::Text(&a),
            Input::StartAuthorized(StartId::nth(0)),
            Input::Text(&b),
        ]),
        From::Refused => inputs.push(Input::ConnectRefused(ErrorEntry::required_headers_missing())),
    }
    for input in inputs {
        connection.handle(START, input);
    }
    connection
}

fn check(table: Vec<(From, Input<'_>, Vec<Output>)>) {
    for (from, input, expected) in table {
        let said = format!("{from:?} {input:.200?}");
        assert_eq!(connection(from).handle(START, input), expected, "{said}");
    }
}

#[test]
fn the_connect_is_authorized_by_the_handshake() {
    let refused = ErrorEntry::new("UnauthorizedException", "You are not authorized to make this call.").with_code(401);
    check(vec![
        (From::New, Input::Opened(headers()), vec![Output::AuthorizeConnect(headers())]),
        (From::New, Input::Text(INIT), vec![]),
        (From::New, Input::ConnectAuthorized, vec![]),
        (From::New, Input::Tick, vec![]),
        (From::Connecting, Input::Opened(headers()), vec![]),
        (From::Connecting, Input::Text(INIT), vec![]),
        (From::Connecting, Input::Text("{"), vec![]),
        (From::Connecting, Input::Binary, vec![]),
        (From::Connecting, Input::Tick, vec![]),
        (From::Connecting, Input::ConnectAuthorized, vec![]),
        (
            From::Connecting,
            Input::ConnectRefused(refused.clone()),
            vec![
                send(
                    r#"{"payload":{"errors":[{"errorType":"UnauthorizedException","message":"You are not authorized to make this call.","errorCode":401}]},"type":"connection_error"}"#,
                ),
                Output::Close(CLOSE_REFUSED),
            ],
        ),
        // AppSync says no more than the type where it may not invoke the function.
        (
            From::Connecting,
            Input::ConnectRefused(ErrorEntry {
                error_type: Some("BadRequestException".to_owned()),
                message: None,
                error_code: Some(400),
            }),
            vec![
                send(
                    r#"{"payload":{"errors":[{"errorType":"BadRequestException","errorCode":400}]},"type":"connection_error"}"#,
                ),
                Output::Close(CLOSE_REFUSED),
            ],
        ),
        (From::Open, Input::ConnectAuthorized, vec![]),
        (From::Open, Input::ConnectRefused(refused), vec![]),
        (From::Open, Input::Opened(headers()), vec![]),
        (From::Open, Input::Text(INIT), vec![send(ACK), send(KA)]),
        (From::Refused, Input::Text(INIT), vec![]),
        (From::Refused, Input::ConnectAuthorized, vec![]),
        (From::Refused, Input::Tick, vec![]),
        (From::Refused, Input::Closed, vec![]),
    ]);
}

#[test]
fn a_start_waits_for_its_authorization() {
    let (a, b, c) = (start_frame("a"), start_frame("b"), start_frame("c"));
    let nth = StartId::nth;
    check(vec![
        (From::Connecting, Input::Text(&a), vec![]),
        // `connection_init` is optional.
        (From::Open, Input::Text(&a), vec![authorize(0, "a")]),
        (From::Pending, Input::Text(&b), vec![authorize(1, "b")]),
        (
            From::Pending,
            Input::Text(&a),
            vec![send(
                r#"{"id":"a","type":"error","payload":{"errors":[{"errorType":"DuplicatedOperationError","message":"Duplicated operation with id a"}]}}"#,
            )],
        ),
        (
            From::Subscribed,
            Input::Text(&a),
            vec![send(
                r#"{"id":"a","type":"error","payload":{"errors":[{"errorType":"DuplicatedOperationError","message":"Duplicated operation with id a"}]}}"#,
            )],
        ),
        (
            From::Subscribed,
            Input::Text(&c),
            vec![send(
                r#"{"id":"c","type":"error","payload":{"errors":{"errorType":"MaxSubscriptionsReachedError","message":"Max number of 2 subscriptions reached"}}}"#,
            )],
        ),
        (From::Pending, Input::StartAuthorized(nth(0)), vec![send(r#"{"id":"a","type":"start_ack"}"#)]),
        (From::Subscribed, Input::StartAuthorized(nth(0)), vec![]),
        (From::Subscribed, Input::StartAuthorized(nth(1)), vec![send(r#"{"id":"b","type":"start_ack"}"#)]),
        (From::Open, Input::StartAuthorized(nth(0)), vec![]),
        (
            From::Pending,
            Input::StartRefused(nth(0), vec![ErrorEntry::field_denied("onX")]),
            vec![send(
                r#"{"id":"a","type":"error","payload":{"errors":[{"errorType":"Unauthorized","message":"Not Authorized to access onX on type Subscription"}]}}"#,
            )],
        ),
        (
            From::Pending,
            Input::StartRefused(nth(0), vec![ErrorEntry::unsupported_operation("mutation")]),
            vec![send(
                r#"{"id":"a","type":"error","payload":{"errors":[{"errorType":"UnsupportedOperation","message":"mutation not supported through the realtime channel"}]}}"#,
            )],
        ),
        (From::Subscribed, Input::StartRefused(nth(0), vec![]), vec![]),
        (From::Open, Input::StartRefused(nth(0), vec![]), vec![]),
    ]);
}

#[test]
fn a_subscription_gets_data_until_it_ends() {
    let (stop_a, stop_b, stop_x) = (stop_frame("a"), stop_frame("b"), stop_frame("x"));
    let nth = StartId::nth;
    let largest = format!(r#"{{"data":"{}"}}"#, "a".repeat(PAYLOAD_BYTES - 11));
    let too_large = format!("{largest} ");
    let largest_frame = format!(r#"{{"id":"a","type":"data","payload":{largest}}}"#);
    check(vec![
        (
            From::Subscribed,
            Input::Delivery(nth(0), r#"{"data":{"onX": 1}}"#),
            vec![send(r#"{"id":"a","type":"data","payload":{"data":{"onX": 1}}}"#)],
        ),
        (From::Subscribed, Input::Delivery(nth(0), &largest), vec![send(&largest_frame)]),
        (
            From::Subscribed,
            Input::Delivery(nth(0), &too_large),
            vec![Output::Dropped { start: nth(0), bytes: PAYLOAD_BYTES + 1 }],
        ),
        (From::Subscribed, Input::Delivery(nth(1), "{}"), vec![]),
        (From::Subscribed, Input::Delivery(nth(2), "{}"), vec![]),
        (
            From::Subscribed,
            Input::Text(&stop_a),
            vec![Output::Unregister(nth(0)), send(r#"{"id":"a","type":"complete"}"#)],
        ),
        (
            From::Subscribed,
            Input::Text(&stop_b),
            vec![Output::Unregister(nth(1)), send(r#"{"id":"b","type":"complete"}"#)],
        ),
        (
            From::Subscribed,
            Input::Text(&stop_x),
            vec![send(
                r#"{"id":"x","type":"error","payload":{"errors":[{"errorType":"UnknownOperationError","message":"Unknown operation id x"}]}}"#,
            )],
        ),
        (
            From::Subscribed,
            Input::Completed(nth(0)),
            vec![Output::Unregister(nth(0)), send(r#"{"id":"a","type":"complete"}"#)],
        ),
        (From::Subscribed, Input::Completed(nth(7)), vec![]),
        (From::Subscribed, Input::Closed, vec![Output::Unregister(nth(0)), Output::Unregister(nth(1))]),
        (From::Open, Input::Closed, vec![]),
        (From::Subscribed, Input::Text(r#"{"type":"subscribe","id":"a"}"#), vec![send(UNKNOWN)]),
        (From::Subscribed, Input::Text("{"), vec![send(UNKNOWN)]),
        (From::Subscribed, Input::Binary, vec![send(UNKNOWN)]),
    ]);
}

#[test]
fn what_came_before_the_connect_was_decided_is_answered_after_it_in_order() {
    let mut connection = connection(From::Connecting);
    for frame in [INIT, &start_frame("a"), "[]", &stop_frame("a"), &start_frame("a")] {
        assert_eq!(connection.handle(START, Input::Text(frame)), vec![]);
    }
    let expected = vec![
        send(ACK),
        send(KA),
        authorize(0, "a"),
        send(UNKNOWN),
        Output::Unregister(StartId::nth(0)),
        send(r#"{"id":"a","type":"complete"}"#),
        authorize(1, "a"),
    ];
    assert_eq!(connection.handle(START, Input::ConnectAuthorized), expected);
    // The answer for the first use of the id comes late and meets nobody.
    assert_eq!(connection.handle(START, Input::StartAuthorized(StartId::nth(0))), vec![]);
    assert_eq!(connection.handle(START, Input::Delivery(StartId::nth(1), "{}")), vec![]);
}

#[test]
fn a_refused_connect_answers_nothing_that_came_before() {
    let mut connection = connection(From::Connecting);
    connection.handle(START, Input::Text(INIT));
    connection.handle(START, Input::Text(&start_frame("a")));
    let refused = connection.handle(START, Input::ConnectRefused(ErrorEntry::required_headers_missing()));
    let frame = r#"{"payload":{"errors":[{"message":"Required headers are missing.","errorCode":400}]},"type":"connection_error"}"#;
    assert_eq!(refused, vec![send(frame), Output::Close(CLOSE_REFUSED)]);
    assert_eq!((connection.next_deadline(), connection.subscriptions()), (None, 0));
}

#[test]
fn a_client_that_is_not_yet_authorized_cannot_make_us_keep_much() {
    let mut many = connection(From::Connecting);
    for _ in 0..HELD_MESSAGES {
        assert_eq!(many.handle(START, Input::Text(INIT)), vec![]);
    }
    assert_eq!(many.handle(START, Input::Text(INIT)), vec![send(RATE)]);
    let mut large = connection(From::Connecting);
    let half = format!("{}{INIT}", " ".repeat(HELD_BYTES / 2 - INIT.len()));
    assert_eq!(large.handle(START, Input::Text(&half)), vec![]);
    assert_eq!(large.handle(START, Input::Text(&half)), vec![]);
    assert_eq!(large.handle(START, Input::Text(INIT)), vec![send(RATE)]);
}

#[test]
fn a_keep_alive_is_sent_each_minute_and_never_twice_for_one() {
    let mut connection = connection(From::Open);
    let mut now = START;
    for _ in 0..3 {
        let due = connection.next_deadline();
        assert_eq!(due, Some(now + KEEP_ALIVE));
        assert_eq!(connection.handle(now + KEEP_ALIVE - Duration::from_nanos(1), Input::Tick), vec![]);
        now += KEEP_ALIVE;
        assert_eq!(connection.handle(now, Input::Tick), vec![send(KA)]);
        assert_eq!(connection.handle(now, Input::Tick), vec![]);
    }
    // A machine that slept for ten minutes sends one.
    now += KEEP_ALIVE * 10;
    assert_eq!(connection.handle(now, Input::Tick), vec![send(KA)]);
    assert_eq!(connection.next_deadline(), Some(now + KEEP_ALIVE));
    // The answer to `connection_init` brings one, and the minute begins anew.
    now += KEEP_ALIVE / 2;
    assert_eq!(connection.handle(now, Input::Text(INIT)), vec![send(ACK), send(KA)]);
    assert_eq!(connection.next_deadline(), Some(now + KEEP_ALIVE));
}

#[test]
fn a_connection_ends_after_its_time() {
    let end = START + CONNECTION_LIFETIME;
    let mut subscribed = connection(From::Subscribed);
    subscribed.handle(end - Duration::from_secs(1), Input::Tick);
    assert_eq!(subscribed.next_deadline(), Some(end));
    let nth = StartId::nth;
    assert_eq!(
        subscribed.handle(end, Input::Tick),
        vec![Output::Unregister(nth(0)), Output::Unregister(nth(1)), Output::Close(CLOSE_LIFETIME)]
    );
    assert_eq!(subscribed.next_deadline(), None);
    let mut connecting = connection(From::Connecting);
    assert_eq!(connecting.next_deadline(), Some(end));
    assert_eq!(connecting.handle(end, Input::Tick), vec![Output::Close(CLOSE_LIFETIME)]);
    assert_eq!(connection(From::New).next_deadline(), None);
}

#[test]
fn time_near_its_end_does_no_harm() {
    let mut connection = Connection::default();
    connection.handle(Duration::MAX, Input::Opened(headers()));
    assert_eq!(connection.next_deadline(), Some(Duration::MAX));
    assert_eq!(connection.handle(Duration::MAX, Input::ConnectAuthorized), vec![]);
}

#[test]
fn an_idle_connection_is_small() {
    assert!(size_of::<Connection>() <= 160, "{}", size_of::<Connection>());
}
