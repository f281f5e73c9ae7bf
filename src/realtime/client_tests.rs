//! The subscription as tables: a state, an input, and the whole of what comes out.

use std::time::Duration;

use super::authorization::AuthorizationObject;
use super::client::{ClientInput as Input, ClientLimits, ClientOutput as Output, Subscription};
use super::message::{ClientMessage, ErrorEntry};
use super::{Ending, Heard, Lost, Purpose};

const ACK: &str = r#"{"type":"connection_ack","payload":{"connectionTimeoutMs":60000}}"#;
const KA: &str = r#"{"type":"ka"}"#;
const START_ACK: &str = r#"{"id":"a","type":"start_ack"}"#;
const COMPLETE: &str = r#"{"id":"a","type":"complete"}"#;
const DATA: &str = r#"{"id":"a","type":"data","payload":{"data":{"b":1.0,"a":2}}}"#;
const EVENT: &str = r#"{"data":{"b":1.0,"a":2}}"#;
/// Any moment; a subscription only counts from it.
const NOW: Duration = Duration::from_secs(1_000);

const LIMITS: ClientLimits = ClientLimits {
    opened_within: Duration::from_secs(10),
    acknowledged_within: Duration::from_secs(15),
    silent_at_most: Duration::from_secs(300),
    completed_within: Duration::from_secs(2),
    first_attempts: 2,
    retry_after: Duration::from_secs(4),
    retry_after_at_most: Duration::from_secs(10),
};

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

fn object(token: &str) -> AuthorizationObject {
    [("host", "h"), ("Authorization", token)].into_iter().collect()
}

fn start() -> Output<'static> {
    let (id, data) = ("a".to_owned(), r#"{ "query":1}"#.to_owned());
    Output::Send(ClientMessage::Start { id, data, authorization: object("start") })
}

fn stop() -> Output<'static> {
    Output::Send(ClientMessage::Stop { id: "a".to_owned() })
}

fn tell(heard: Heard<'_>) -> Output<'_> {
    Output::Tell(heard)
}

fn ignored(what: &str) -> Vec<Output<'static>> {
    vec![Output::Tell(Heard::Ignored(what.to_owned()))]
}

fn stopped() -> Vec<Output<'static>> {
    vec![Output::Close, Output::Finished(Ending::Stopped)]
}

fn refused(purpose: Purpose, errors: Vec<ErrorEntry>) -> Vec<Output<'static>> {
    vec![Output::Close, Output::Finished(Ending::Refused { purpose, errors })]
}

/// Another attempt after the first one: chance is 1, so the wait is as long as it may be.
fn retrying(why: Lost) -> Vec<Output<'static>> {
    vec![Output::Close, tell(Heard::Retrying { why, attempt: 1, after: seconds(4) })]
}

fn closed() -> Lost {
    Lost::Closed("code 1001".to_owned())
}

/// The states that a table starts from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum From {
    New,
    Authorizing,
    Opening,
    Connecting,
    Connected,
    Starting,
    Standing,
    Stopping,
    /// It stood, and a connection was lost.
    Gap,
    /// The same, and the next `start` was sent.
    Restarting,
    Finished,
}

fn subscription(from: From) -> Subscription {
    let mut subscription = Subscription::new("a", r#"{ "query":1}"#, LIMITS);
    let connect = || [Input::Authorized(object("connect")), Input::Opened, Input::Text(ACK)];
    let mut inputs = vec![Input::Begin];
    inputs.extend(connect());
    inputs.extend([Input::Authorized(object("start")), Input::Text(START_ACK)]);
    match from {
        From::Stopping => inputs.push(Input::Stop),
        From::Gap => inputs.push(Input::Lost(closed())),
        From::Restarting => {
            inputs.extend([Input::Lost(closed()), Input::Tick]);
            inputs.extend(connect());
            inputs.push(Input::Authorized(object("start")));
        }
        From::Finished => inputs.push(Input::Text(COMPLETE)),
        early => inputs.truncate(early as usize),
    }
    for input in inputs {
        // Only the wait for the next attempt is over when a tick comes.
        let now = if input == Input::Tick { NOW + seconds(4) } else { NOW };
        subscription.handle(now, 1.0, input);
    }
    subscription
}

fn check(table: Vec<(From, Input<'_>, Vec<Output<'_>>)>) {
    for (from, input, expected) in table {
        let said = format!("{from:?} {input:.200?}");
        assert_eq!(subscription(from).handle(NOW, 1.0, input), expected, "{said}");
    }
}

#[test]
fn a_subscription_is_opened_with_an_authorization_for_the_connect_and_another_for_the_start() {
    check(vec![
        (From::New, Input::Begin, vec![Output::Authorize(Purpose::Connect)]),
        (From::Authorizing, Input::Authorized(object("x")), vec![Output::Open(object("x"))]),
        (From::Opening, Input::Opened, vec![Output::Send(ClientMessage::ConnectionInit)]),
        (From::Connecting, Input::Text(ACK), vec![tell(Heard::Connected), Output::Authorize(Purpose::Start)]),
        (From::Connected, Input::Authorized(object("start")), vec![start()]),
        (From::Starting, Input::Text(START_ACK), vec![tell(Heard::Started)]),
        (From::Standing, Input::Text(DATA), vec![tell(Heard::Event(EVENT))]),
    ]);
}

#[test]
fn an_input_that_does_not_fit_gives_nothing() {
    let mut table = Vec::new();
    for from in [From::New, From::Authorizing, From::Opening, From::Gap] {
        table.extend([Input::Text(DATA), Input::Binary, Input::Text("{")].map(|input| (from, input, vec![])));
    }
    for from in [From::Authorizing, From::Connecting, From::Connected, From::Standing, From::Stopping, From::Gap] {
        table.extend([Input::Begin, Input::Opened, Input::Tick].map(|input| (from, input, vec![])));
    }
    for from in [From::New, From::Opening, From::Connecting, From::Starting, From::Standing, From::Stopping, From::Gap]
    {
        table.push((from, Input::Authorized(object("x")), vec![]));
    }
    table.push((From::Gap, Input::Lost(closed()), vec![]));
    table.push((From::New, Input::Lost(closed()), vec![]));
    check(table);
}

#[test]
fn an_event_before_the_acknowledgement_is_an_event_and_one_after_the_stop_is_none() {
    check(vec![
        (From::Starting, Input::Text(DATA), vec![tell(Heard::Event(EVENT))]),
        (From::Stopping, Input::Text(DATA), vec![]),
        (From::Connected, Input::Text(DATA), ignored("a `data` that nobody waits for")),
    ]);
}

#[test]
fn frames_that_say_nothing_to_us_are_passed_over() {
    let other = r#"{"id":"b","type":"error","payload":{"errors":[{"message":"m"}]}}"#;
    check(vec![
        (From::Standing, Input::Text(KA), vec![]),
        (From::Connecting, Input::Text(KA), vec![]),
        (From::Standing, Input::Binary, ignored("a binary frame")),
        (From::Standing, Input::Text("{"), ignored("a frame that is no message of AppSync")),
        (From::Standing, Input::Text(r#"{"type":"pong"}"#), ignored("a frame of type `pong`")),
        (From::Standing, Input::Text(ACK), ignored("a `connection_ack` that nobody waits for")),
        (From::Standing, Input::Text(START_ACK), ignored("a `start_ack` that nobody waits for")),
        (
            From::Starting,
            Input::Text(r#"{"id":"b","type":"start_ack"}"#),
            ignored("a `start_ack` that nobody waits for"),
        ),
        (From::Standing, Input::Text(r#"{"id":"b","type":"complete"}"#), ignored("a `complete` that nobody waits for")),
        (
            From::Standing,
            Input::Text(r#"{"id":"b","type":"data","payload":{}}"#),
            ignored("a `data` that nobody waits for"),
        ),
        (From::Starting, Input::Text(other), ignored("an `error` for another subscription, `b`")),
        (From::Standing, Input::Text(other), ignored("an `error` for another subscription, `b`")),
    ]);
}

#[test]
fn a_refused_connect_is_final_with_the_codes_that_no_client_tries_again_and_else_tried_again() {
    let frame = |code: &str| {
        format!(r#"{{"type":"connection_error","payload":{{"errors":[{{"errorType":"T","message":"m"{code}}}]}}}}"#)
    };
    let entry = || ErrorEntry::new("T", "m");
    for code in [400, 401, 403] {
        let frame = frame(&format!(r#","errorCode":{code}"#));
        let errors = vec![entry().with_code(code)];
        check(vec![
            (From::Connecting, Input::Text(&frame), refused(Purpose::Connect, errors.clone())),
            (From::Standing, Input::Text(&frame), refused(Purpose::Connect, errors)),
        ]);
    }
    let (passing, without) = (frame(r#","errorCode":500"#), frame(""));
    let error = r#"{"type":"error","payload":{"errors":{"errorType":"T","message":"m"}}}"#;
    check(vec![
        (From::Connecting, Input::Text(&passing), retrying(Lost::Told(vec![entry().with_code(500)]))),
        (From::Connecting, Input::Text(&without), retrying(Lost::Told(vec![entry()]))),
        (From::Connecting, Input::Text(error), retrying(Lost::Told(vec![entry()]))),
        (From::Standing, Input::Text(&without), vec![Output::Close, tell(Heard::Gap(Lost::Told(vec![entry()])))]),
    ]);
}

#[test]
fn a_refused_start_is_final_unless_it_is_a_limit_that_passes() {
    let of = |id: &str| format!(r#"{{{id}"type":"error","payload":{{"errors":[{{"errorType":"T","message":"m"}}]}}}}"#);
    let (ours, nobodys) = (of(r#""id":"a","#), of(""));
    let errors = || vec![ErrorEntry::new("T", "m")];
    let limit = r#"{"type":"error","payload":{"errors":{"errorType":"LimitExceededError","message":"m"}}}"#;
    let limited = || Lost::Told(vec![ErrorEntry::new("LimitExceededError", "m")]);
    check(vec![
        (From::Starting, Input::Text(&ours), refused(Purpose::Start, errors())),
        (From::Starting, Input::Text(&nobodys), refused(Purpose::Start, errors())),
        (From::Restarting, Input::Text(&ours), refused(Purpose::Start, errors())),
        (From::Standing, Input::Text(&ours), refused(Purpose::Start, errors())),
        (From::Standing, Input::Text(&nobodys), vec![tell(Heard::Trouble(errors()))]),
        (From::Connected, Input::Text(&nobodys), vec![tell(Heard::Trouble(errors()))]),
        (From::Starting, Input::Text(limit), retrying(limited())),
        (From::Restarting, Input::Text(limit), retrying(limited())),
    ]);
}

#[test]
fn a_limit_that_does_not_pass_is_a_refusal_at_last() {
    let limit = r#"{"type":"error","payload":{"errors":{"errorType":"LimitExceededError","message":"m"}}}"#;
    let mut subscription = subscription(From::Starting);
    subscription.handle(NOW, 1.0, Input::Text(limit));
    let later = NOW + seconds(4);
    for input in [Input::Tick, Input::Authorized(object("x")), Input::Opened, Input::Text(ACK)] {
        subscription.handle(later, 1.0, input);
    }
    assert_eq!(subscription.handle(later, 1.0, Input::Authorized(object("start"))), vec![start()]);
    let errors = vec![ErrorEntry::new("LimitExceededError", "m")];
    assert_eq!(subscription.handle(later, 1.0, Input::Text(limit)), refused(Purpose::Start, errors));
}

#[test]
fn what_never_was_a_connection_is_the_end_until_the_subscription_has_stood() {
    let unreachable = || Lost::NotOpened("no such host".to_owned());
    let nobody = || Lost::NotAuthorized("no token".to_owned());
    let failed = |lost: Lost| Output::Finished(Ending::Failed(lost));
    check(vec![
        (From::Authorizing, Input::Lost(nobody()), vec![failed(nobody())]),
        (From::Opening, Input::Lost(unreachable()), vec![Output::Close, failed(unreachable())]),
        (From::Connected, Input::Lost(nobody()), vec![Output::Close, failed(nobody())]),
    ]);
    let mut subscription = subscription(From::Gap);
    let mut now = NOW + seconds(4);
    for (attempt, after) in [(1, 4), (2, 8), (3, 10), (4, 10)] {
        assert_eq!(subscription.handle(now, 1.0, Input::Tick), vec![Output::Authorize(Purpose::Connect)]);
        let lost = if attempt % 2 == 0 {
            nobody()
        } else {
            subscription.handle(now, 1.0, Input::Authorized(object("x")));
            unreachable()
        };
        let heard = tell(Heard::Retrying { why: lost.clone(), attempt, after: seconds(after) });
        let close = (attempt % 2 == 1).then_some(Output::Close);
        let expected: Vec<Output<'_>> = close.into_iter().chain([heard]).collect();
        assert_eq!(subscription.handle(now, 1.0, Input::Lost(lost)), expected);
        now += seconds(after);
        assert_eq!(subscription.next_deadline(), Some(now));
    }
}

#[test]
fn connections_that_fail_before_the_subscription_stands_are_tried_again_a_few_times() {
    check(vec![
        (From::Connecting, Input::Lost(closed()), retrying(closed())),
        (From::Connected, Input::Lost(closed()), retrying(closed())),
        (From::Starting, Input::Lost(closed()), retrying(closed())),
    ]);
    let mut subscription = subscription(From::Connecting);
    subscription.handle(NOW, 1.0, Input::Lost(closed()));
    let later = NOW + seconds(4);
    for input in [Input::Tick, Input::Authorized(object("x")), Input::Opened] {
        subscription.handle(later, 1.0, input);
    }
    let ended = vec![Output::Close, Output::Finished(Ending::Failed(closed()))];
    assert_eq!(subscription.handle(later, 1.0, Input::Lost(closed())), ended);
}

#[test]
fn what_is_waited_for_is_waited_for_so_long() {
    let after = |from: From, waited: Duration| {
        let mut subscription = subscription(from);
        assert_eq!(subscription.next_deadline(), Some(NOW + waited), "{from:?}");
        let early = NOW + waited - Duration::from_millis(1);
        assert_eq!(subscription.handle(early, 1.0, Input::Tick), vec![], "{from:?}");
        subscription.handle(NOW + waited, 1.0, Input::Tick)
    };
    assert_eq!(
        after(From::Opening, seconds(10)),
        vec![Output::Close, Output::Finished(Ending::Failed(Lost::NoHandshake(seconds(10))))]
    );
    assert_eq!(after(From::Connecting, seconds(15)), retrying(Lost::NoConnectionAck(seconds(15))));
    assert_eq!(after(From::Connected, seconds(60)), retrying(Lost::Silent(seconds(60))));
    assert_eq!(after(From::Starting, seconds(15)), retrying(Lost::NoStartAck(seconds(15))));
    let gap = vec![Output::Close, tell(Heard::Gap(Lost::Silent(seconds(60))))];
    assert_eq!(after(From::Standing, seconds(60)), gap);
    assert_eq!(after(From::Stopping, seconds(2)), stopped());
    assert_eq!(after(From::Gap, seconds(4)), vec![Output::Authorize(Purpose::Connect)]);
    for from in [From::New, From::Authorizing, From::Finished] {
        assert_eq!(subscription(from).next_deadline(), None, "{from:?}");
    }
}

#[test]
fn any_frame_shows_that_the_connection_lives() {
    for input in [Input::Text(KA), Input::Text(DATA), Input::Binary, Input::Text("{")] {
        let mut subscription = subscription(From::Standing);
        subscription.handle(NOW + seconds(50), 1.0, input);
        assert_eq!(subscription.next_deadline(), Some(NOW + seconds(110)));
    }
}

#[test]
fn a_connection_that_does_not_say_how_long_it_may_be_silent_may_be_so_for_five_minutes() {
    assert_eq!(ClientLimits::default().silent_at_most, seconds(300));
    for ack in [
        r#"{"type":"connection_ack"}"#,
        // As Amplify's simulator has it.
        r#"{"type":"connection_ack","payload":{"connectionTimeout":60000}}"#,
        r#"{"type":"connection_ack","payload":{"connectionTimeoutMs":0}}"#,
    ] {
        let mut subscription = subscription(From::Connecting);
        subscription.handle(NOW, 1.0, Input::Text(ack));
        assert_eq!(subscription.next_deadline(), Some(NOW + seconds(300)), "{ack}");
    }
}

#[test]
fn the_gap_is_told_when_it_begins_and_how_long_it_was_when_it_ends() {
    let mut subscription = subscription(From::Standing);
    let gap = vec![Output::Close, tell(Heard::Gap(closed()))];
    assert_eq!(subscription.handle(NOW, 0.5, Input::Lost(closed())), gap);
    assert_eq!(subscription.next_deadline(), Some(NOW + seconds(3)));
    subscription.handle(NOW + seconds(3), 0.5, Input::Tick);
    subscription.handle(NOW + seconds(3), 0.0, Input::Lost(Lost::NotOpened("refused".to_owned())));
    assert_eq!(subscription.next_deadline(), Some(NOW + seconds(5)));
    subscription.handle(NOW + seconds(5), 0.5, Input::Tick);
    let now = NOW + seconds(6);
    assert_eq!(subscription.handle(now, 0.5, Input::Authorized(object("new"))), vec![Output::Open(object("new"))]);
    subscription.handle(now, 0.5, Input::Opened);
    let connected = vec![tell(Heard::Connected), Output::Authorize(Purpose::Start)];
    assert_eq!(subscription.handle(now, 0.5, Input::Text(ACK)), connected);
    assert_eq!(subscription.handle(now, 0.5, Input::Authorized(object("start"))), vec![start()]);
    let resumed = vec![tell(Heard::Resumed { after: seconds(7), attempts: 2 })];
    assert_eq!(subscription.handle(now + seconds(1), 0.5, Input::Text(START_ACK)), resumed);
    // The next gap counts anew.
    subscription.handle(now, 1.0, Input::Lost(closed()));
    assert_eq!(subscription.next_deadline(), Some(now + seconds(4)));
}

#[test]
fn the_wait_is_never_longer_than_its_most_whatever_chance_is() {
    for (chance, after) in [(0.0, 2), (1.0, 4), (7.0, 4), (-7.0, 2), (f64::NAN, 4), (f64::INFINITY, 4)] {
        let mut subscription = subscription(From::Standing);
        subscription.handle(NOW, chance, Input::Lost(closed()));
        assert_eq!(subscription.next_deadline(), Some(NOW + seconds(after)), "{chance}");
    }
    let endless = ClientLimits { retry_after: Duration::MAX, retry_after_at_most: Duration::MAX, ..LIMITS };
    let mut subscription = Subscription::new("a", "{}", endless);
    for input in [Input::Begin, Input::Authorized(object("x")), Input::Opened, Input::Lost(closed())] {
        subscription.handle(NOW, 1.0, input);
    }
    assert_eq!(subscription.next_deadline(), Some(Duration::MAX));
}

#[test]
fn a_stop_is_said_to_the_service_where_it_knows_of_the_subscription() {
    let only_finished = || vec![Output::Finished(Ending::Stopped)];
    check(vec![
        (From::New, Input::Stop, only_finished()),
        (From::Authorizing, Input::Stop, only_finished()),
        (From::Opening, Input::Stop, stopped()),
        (From::Connecting, Input::Stop, stopped()),
        (From::Connected, Input::Stop, stopped()),
        (From::Starting, Input::Stop, vec![stop()]),
        (From::Standing, Input::Stop, vec![stop()]),
        (From::Gap, Input::Stop, only_finished()),
        (From::Restarting, Input::Stop, vec![stop()]),
    ]);
}

#[test]
fn whatever_answers_a_stop_ends_the_subscription_as_stopped() {
    let error = r#"{"id":"a","type":"error","payload":{"errors":[{"errorType":"UnknownOperationError"}]}}"#;
    let connection_error = r#"{"type":"connection_error","payload":{"errors":[{"errorCode":401}]}}"#;
    check(vec![
        (From::Stopping, Input::Text(COMPLETE), stopped()),
        (From::Stopping, Input::Text(error), stopped()),
        (From::Stopping, Input::Text(connection_error), stopped()),
        (From::Stopping, Input::Text(KA), vec![]),
        (From::Stopping, Input::Text(START_ACK), ignored("a `start_ack` that nobody waits for")),
        (From::Stopping, Input::Lost(closed()), stopped()),
        // The user is in a hurry.
        (From::Stopping, Input::Stop, stopped()),
    ]);
}

#[test]
fn the_service_can_complete_a_subscription() {
    let completed = || vec![Output::Close, Output::Finished(Ending::Completed)];
    check(vec![
        (From::Standing, Input::Text(COMPLETE), completed()),
        (From::Starting, Input::Text(COMPLETE), completed()),
    ]);
}

#[test]
fn nothing_comes_after_the_end() {
    check(
        [Input::Begin, Input::Text(DATA), Input::Lost(closed()), Input::Tick, Input::Stop]
            .map(|input| (From::Finished, input, vec![]))
            .into(),
    );
}
