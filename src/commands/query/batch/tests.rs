//! What becomes of requests while they are sent, with a sender that is made up.

use std::cell::{Cell, RefCell};
use std::time::Duration;

use bytes::Bytes;

use super::super::request::Request;
use super::play::{Ledger, Sending};
use super::ready::ReadyRequest;
use crate::appsync::{Headers, Secret};
use crate::error::{Error, Result};
use crate::graphql::Document;
use crate::outside::http::HttpAnswer;
use crate::requests::RequestExpectation;
use crate::suite::{CaseOutcome, CasePlace};

fn request(name: &str) -> ReadyRequest {
    ReadyRequest {
        name: name.to_owned(),
        request: Request {
            query: "{ a }".to_owned(),
            operation: Document::parse("q", "{ a }").unwrap().pick(None).unwrap(),
            variables: Vec::new(),
            operation_name: None,
            label: name.to_owned(),
        },
        headers: Headers::default(),
        place: CasePlace { file: "r.yaml".to_owned(), line: 1 },
        caller: None,
        expect: RequestExpectation::default(),
    }
}

fn answer(status: u16) -> HttpAnswer {
    HttpAnswer {
        status,
        version: "HTTP/1.1",
        headers: Vec::new(),
        body: Bytes::from_static(b"{\"data\":{}}"),
        duration: Duration::from_millis(1),
    }
}

/// Lets the others go on so many times: time without a clock.
async fn turns(number: usize) {
    for _ in 0..number {
        tokio::task::yield_now().await;
    }
}

/// A request's name says what becomes of it: after how many turns it is answered, and with what.
async fn send_as_named(sending: &Sending<'_, ()>) -> Result<(HttpAnswer, Headers)> {
    let (wait, what) = sending.request.name.split_once(' ').unwrap();
    turns(wait.parse().unwrap()).await;
    match what.parse() {
        Ok(status) => Ok((answer(status), Headers::default())),
        Err(_) => Err(Error::outside("no-connection", format!("no connection: {what}"))),
    }
}

/// The outcome of each, and the first fault, after all were sent or the patience was over.
fn played(names: &[&str], jobs: usize, fail_fast: bool, patience: usize) -> (Vec<(CaseOutcome, String)>, String) {
    let requests: Vec<ReadyRequest> = names.iter().map(|name| request(name)).collect();
    let secrets = [Secret::new("s3cret-token")];
    let sendings = requests.iter().map(|request| Sending { request, caller: &() }).collect();
    let ledger = Ledger::new(sendings, &secrets);
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        tokio::select! {
            biased;
            () = turns(patience) => {}
            () = ledger.play(jobs, fail_fast, || {}, &send_as_named) => {}
        }
    });
    let (results, fault) = ledger.results();
    assert_eq!(results.requests.iter().map(|result| result.name.as_str()).collect::<Vec<_>>(), names);
    let told = |result: &crate::requests::RequestResult| {
        let failures = result.failures.iter().map(|failure| failure.line());
        result.fault.iter().cloned().chain(failures).collect::<Vec<_>>().join("; ")
    };
    let told = results.requests.iter().map(|result| (result.outcome, told(result))).collect();
    (told, fault.map(|fault| fault.message().to_owned()).unwrap_or_default())
}

const LONG: usize = 100_000;

use CaseOutcome::{Failed, Passed, Skipped};

fn row(outcome: CaseOutcome, told: &str) -> (CaseOutcome, String) {
    (outcome, told.to_owned())
}

#[test]
fn results_stand_in_the_order_of_the_file_whoever_is_answered_first() {
    let (results, fault) = played(&["30 200", "20 500", "10 200", "1 201"], 3, false, LONG);
    let failed = row(Failed, "status: expected \"2xx\", found 500");
    assert_eq!(results, [row(Passed, ""), failed, row(Passed, ""), row(Passed, "")]);
    assert_eq!(fault, "");
}

#[test]
fn no_more_are_under_way_than_was_said() {
    for jobs in 1..=4 {
        let requests: Vec<ReadyRequest> = (0..9).map(|index| request(&index.to_string())).collect();
        let ledger = Ledger::new(requests.iter().map(|request| Sending { request, caller: &() }).collect(), &[]);
        let (now, most, order, done) = (Cell::new(0), Cell::new(0), RefCell::new(Vec::new()), Cell::new(0));
        let send = async |sending: &Sending<'_, ()>| {
            order.borrow_mut().push(sending.request.name.clone());
            now.set(now.get() + 1);
            most.set(most.get().max(now.get()));
            turns(5).await;
            now.set(now.get() - 1);
            Ok((answer(200), Headers::default()))
        };
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(ledger.play(jobs, false, || done.set(done.get() + 1), &send));
        assert_eq!((most.get(), done.get()), (jobs, 9));
        assert_eq!(order.into_inner().concat(), "012345678");
    }
}

#[test]
fn after_one_that_failed_none_is_begun_and_those_under_way_are_waited_for() {
    let (results, _) = played(&["50 200", "10 500", "20 200", "1 200", "1 200"], 3, true, LONG);
    let failed = row(Failed, "status: expected \"2xx\", found 500");
    assert_eq!(results, [row(Passed, ""), failed, row(Passed, ""), row(Skipped, ""), row(Skipped, "")]);
    let (results, _) = played(&["1 x", "1 200"], 1, true, LONG);
    assert_eq!(results, [row(Failed, "no connection: x"), row(Skipped, "")]);
}

#[test]
fn an_interruption_tells_what_was_answered_and_what_was_perhaps_done() {
    let (results, _) = played(&["30 200", "10 200", "1 200", "1 200"], 1, false, 35);
    let under_way = row(Failed, "interrupted before there was an answer");
    assert_eq!(results, [row(Passed, ""), under_way, row(Skipped, ""), row(Skipped, "")]);
}

#[test]
fn all_are_sent_though_one_gets_no_answer_and_the_first_fault_of_the_file_is_kept() {
    let (results, fault) = played(&["1 200", "9 one s3cret-token", "1 two"], 3, false, LONG);
    assert_eq!(results, [row(Passed, ""), row(Failed, "no connection: one ***"), row(Failed, "no connection: two")]);
    assert_eq!(fault, "no connection: one ***");
}
