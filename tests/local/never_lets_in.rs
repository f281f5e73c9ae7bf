//! Nobody is let in who may not be: random requests to random APIs, each held against an oracle that knows nothing of the
//! program ([`oracle`]).
//!
//! `APPSYNC_AUTH_NEVER_LETS_IN=5000` plays so many APIs; without it there are as many as take some seconds. The APIs are the
//! same in every run. One that fails is made as small as it can be, and shown.

mod model;
mod oracle;
mod stage;

use std::time::{Duration, Instant};

use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use model::Setup;
use stage::{Stage, Tally};

/// How many APIs are played when nobody says.
const APIS: usize = 300;

/// How many APIs one emulator has.
const APIS_AT_ONCE: usize = 150;

/// How long a failing API is made smaller.
const SMALLER_WITHIN: Duration = Duration::from_secs(60);

#[test]
fn nobody_is_let_in_whom_appsync_would_not_let_in_and_nobody_is_kept_out() {
    let apis = std::env::var("APPSYNC_AUTH_NEVER_LETS_IN").ok().map_or(APIS, |count| count.parse().unwrap());
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let stage = Stage::new();
    let mut tally = Tally::default();
    let mut played = 0;
    while played < apis {
        let count = APIS_AT_ONCE.min(apis - played);
        let mut trees: Vec<_> = (0..count).map(|_| model::setup().new_tree(&mut runner).unwrap()).collect();
        let setups: Vec<Setup> = trees.iter().map(ValueTree::current).collect();
        let problems = stage.play(&setups, &mut tally);
        if let Some((index, text)) = problems.first() {
            let smallest = smaller(&mut trees[*index], &stage).unwrap_or_else(|| text.clone());
            panic!("{} of {count} APIs differ; one of them, made small:\n{smallest}", problems.len());
        }
        played += count;
    }
    // A test of requests that are all refused would be none.
    let Tally { requests, refused, data, denied, called } = tally;
    let enough = [requests - refused, refused, data, denied, called].iter().all(|count| *count > requests / 20);
    assert!(enough, "{tally:?}");
}

/// The smallest API found that still fails; `None` when the failing one cannot be played alone to fail.
fn smaller(tree: &mut impl ValueTree<Value = Setup>, stage: &Stage) -> Option<String> {
    let started = Instant::now();
    let fails = |setup: Setup| stage.play(&[setup], &mut Tally::default()).pop().map(|(_, text)| text);
    let mut smallest = fails(tree.current());
    let mut more = tree.simplify();
    while more && started.elapsed() < SMALLER_WITHIN {
        more = match fails(tree.current()) {
            Some(text) => {
                smallest = Some(text);
                tree.simplify()
            }
            None => tree.complicate(),
        };
    }
    smallest
}
