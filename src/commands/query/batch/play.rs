//! Sending requests, several at a time, and judging the answers.

use std::cell::RefCell;
use std::time::Instant;

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;

use super::ready::ReadyRequest;
use crate::appsync::{Headers, Secret};
use crate::error::{Error, Result};
use crate::outside::http::HttpAnswer;
use crate::requests::{Answer, RequestResult, RequestResults, judge};
use crate::suite::CaseOutcome;

/// A request and who sends it, for whoever can.
#[derive(Debug)]
pub(super) struct Sending<'a, C> {
    /// The request.
    pub(super) request: &'a ReadyRequest,
    /// Who sends it.
    pub(super) caller: &'a C,
}

/// What became of each request so far. It is asked after an interruption too.
#[derive(Debug)]
pub(super) struct Ledger<'a, C> {
    sendings: Vec<Sending<'a, C>>,
    secrets: &'a [Secret],
    entries: RefCell<Vec<Entry>>,
    started: Instant,
}

/// What became of a request so far.
#[derive(Debug, Clone)]
enum Entry {
    /// It was not sent.
    Waiting,
    /// It was perhaps sent, and not answered.
    UnderWay,
    /// It was answered, or cannot be; the error says why.
    Done(Box<RequestResult>, Option<Error>),
}

impl<'a, C> Ledger<'a, C> {
    /// Nothing is sent yet.
    pub(super) fn new(sendings: Vec<Sending<'a, C>>, secrets: &'a [Secret]) -> Self {
        let entries = RefCell::new(vec![Entry::Waiting; sendings.len()]);
        Self { sendings, secrets, entries, started: Instant::now() }
    }

    /// Has every request sent, at most `jobs` at a time. After one that failed, with `fail_fast`, no other is begun; those that
    /// are under way are waited for, because a mutation that was sent is better known than guessed. `answered` is told of each.
    /// `send` gives the headers that were sent, too.
    pub(super) async fn play(
        &self,
        jobs: usize,
        fail_fast: bool,
        mut answered: impl FnMut(),
        send: &impl AsyncFn(&Sending<'_, C>) -> Result<(HttpAnswer, Headers)>,
    ) {
        let mut waiting = self.sendings.iter().enumerate();
        let mut under_way = FuturesUnordered::new();
        let mut ends = false;
        loop {
            while under_way.len() < jobs && !ends {
                let Some((index, sending)) = waiting.next() else { break };
                self.set(index, Entry::UnderWay);
                under_way.push(async move { (index, self.send_one(sending, send).await) });
            }
            let Some((index, (result, error))) = under_way.next().await else { break };
            ends |= fail_fast && result.outcome == CaseOutcome::Failed;
            self.set(index, Entry::Done(Box::new(result), error));
            answered();
        }
    }

    /// One request, sent and judged; the error is why there is no answer.
    async fn send_one(
        &self,
        sending: &Sending<'a, C>,
        send: &impl AsyncFn(&Sending<'_, C>) -> Result<(HttpAnswer, Headers)>,
    ) -> (RequestResult, Option<Error>) {
        let unsent = unsent(sending.request);
        match send(sending).await {
            Ok((answer, sent)) => {
                // A signature is made for each request.
                let own = sent.iter().filter(|(name, _)| Headers::is_secret(name)).map(|(_, value)| Secret::new(value));
                let secrets: Vec<Secret> = self.secrets.iter().cloned().chain(own).collect();
                let HttpAnswer { status, body, duration, .. } = &answer;
                let answer = Answer { status: *status, body, duration: *duration };
                (judge(unsent, &sending.request.expect, &answer, &secrets), None)
            }
            Err(error) => {
                let error = self.secrets.iter().fold(error, Error::without);
                (unsent.failed_to_send(error.message()), Some(error))
            }
        }
    }

    fn set(&self, index: usize, entry: Entry) {
        if let Some(slot) = self.entries.borrow_mut().get_mut(index) {
            *slot = entry;
        }
    }

    /// The results in the order of the file, and the first error that kept a request from being judged.
    pub(super) fn results(&self) -> (RequestResults, Option<Error>) {
        let mut fault = None;
        let entries = self.entries.borrow();
        let requests = self.sendings.iter().zip(entries.iter()).map(|(sending, entry)| match entry {
            Entry::Waiting => unsent(sending.request),
            Entry::UnderWay => unsent(sending.request).failed_to_send("interrupted before there was an answer"),
            Entry::Done(result, error) => {
                fault = fault.take().or_else(|| error.clone());
                result.as_ref().clone()
            }
        });
        let requests = requests.collect();
        (RequestResults { requests, duration: self.started.elapsed() }, fault)
    }
}

fn unsent(request: &ReadyRequest) -> RequestResult {
    RequestResult::unsent(&request.name, request.place.clone())
}
