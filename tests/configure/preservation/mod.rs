//! After any `configure` everything but what was asked for is as it was, as boto3 reads it, though an update replaces
//! everything; running it again sends nothing; `--check` agrees.

mod case;
mod covering;
mod expected;
mod world;

use std::path::Path;
use std::sync::Mutex;
use std::time::Instant;

use case::{Case, PARAMETERS};
use covering::{Covering, covering};
use world::World;

use crate::support::need_pip;

/// How many cases run at a time.
const AT_A_TIME: usize = 3;

/// What the cases are chosen by.
const SEED: u64 = 6;

/// A case that fails, made as simple as it can be while it fails.
fn simplest(world: &mut World, mut case: Case, mut failure: String) -> (Case, String) {
    loop {
        let simpler = (0..PARAMETERS.len()).filter(|place| case.0[*place] > 0).map(|place| {
            let mut simpler = case.clone();
            simpler.0[place] = 0;
            simpler.possible()
        });
        let simpler: Vec<Case> =
            simpler.filter(|simpler| simpler.0.iter().sum::<usize>() < case.0.iter().sum()).collect();
        let failing = simpler.into_iter().find_map(|case| world.play(&case).err().map(|failure| (case, failure)));
        match failing {
            Some((next, why)) => (case, failure) = (next, why),
            None => return (case, failure),
        }
    }
}

/// Plays cases, each once, until there are none.
fn worker(python: &Path, omitted: &str, cases: &Mutex<Vec<Case>>, failures: &Mutex<Vec<String>>) {
    let mut world = World::new(python, omitted);
    loop {
        let Some(case) = cases.lock().unwrap().pop() else { break };
        if failures.lock().unwrap().len() >= 3 {
            return;
        }
        if let Err(failure) = world.play(&case) {
            let (case, failure) = simplest(&mut world, case, failure);
            failures.lock().unwrap().push(format!("{case}\nconfigure {}\n{failure}", case.words().join(" ")));
        }
    }
    world.bystanders_are_untouched();
}

/// Plays cases, several at a time.
fn play(python: &Path, omitted: &str, cases: Vec<Case>) {
    let started = Instant::now();
    let count = cases.len();
    let (cases, failures) = (Mutex::new(cases), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..AT_A_TIME {
            scope.spawn(|| worker(python, omitted, &cases, &failures));
        }
    });
    let failures = failures.into_inner().unwrap();
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
    eprintln!("{count} cases in {:?}", started.elapsed());
}

#[test]
fn nothing_but_what_was_asked_for_changes() {
    let Some(python) = need_pip("aws-clients", &["boto3", "awscli"]) else { return };
    let Covering { cases, pairs, modes } = covering(SEED);
    // API_KEY, AWS_IAM and AWS_LAMBDA stand once on an API, pools and issuers several times: 3 * 2^4 + 2 * 2^5.
    assert_eq!(modes.len(), 112, "{modes:#?}");
    eprintln!("{} cases cover {pairs} pairs of values", cases.len());
    play(&python, "replace", cases);
}

/// Whether AppSync keeps what an update leaves away is not documented, so both must come to the same.
#[test]
fn nor_does_it_where_an_update_keeps_what_it_leaves_away() {
    let Some(python) = need_pip("aws-clients", &["boto3", "awscli"]) else { return };
    // An API with a firewall is used again and again, and would keep what the case before it had.
    let cases = covering(SEED + 1).cases.into_iter().filter(|case| case.is_plain("firewall")).step_by(2);
    play(&python, "keep", cases.collect());
}

#[test]
fn what_the_service_keeps_is_not_taken_for_a_change_of_somebody_else() {
    let Some(python) = need_pip("aws-clients", &["boto3", "awscli"]) else { return };
    let case = Case::of(&[
        ("authorizer", "default"),
        ("API_KEY", "yes"),
        ("permission", "ours"),
        ("to slot", "remove"),
        ("to new default", "first"),
    ]);
    let (ran, sent) = World::new(&python, "keep").overtaken(&case, "RemovePermission");
    let requests = ["UpdateGraphqlApi", "RemovePermission", "RemovePermission"].map(str::to_owned);
    assert_eq!((ran.code, ran.err.as_str(), sent), (Some(0), "", requests.to_vec()), "{}", ran.whole());
}
