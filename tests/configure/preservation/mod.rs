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
use covering::covering;
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
fn worker(python: &Path, cases: &Mutex<Vec<Case>>, failures: &Mutex<Vec<String>>) {
    let mut world = World::new(python);
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

#[test]
fn nothing_but_what_was_asked_for_changes() {
    let Some(python) = need_pip("aws-clients", &["boto3", "awscli"]) else { return };
    let started = Instant::now();
    let covering = covering(SEED);
    // API_KEY, AWS_IAM and AWS_LAMBDA stand once on an API, pools and issuers several times: 3 * 2^4 + 2 * 2^5.
    assert_eq!(covering.modes.len(), 112, "{:#?}", covering.modes);
    let count = covering.cases.len();
    eprintln!("{count} cases, {} pairs of values, chosen in {:?}", covering.pairs, started.elapsed());
    let (cases, failures) = (Mutex::new(covering.cases), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..AT_A_TIME {
            scope.spawn(|| worker(&python, &cases, &failures));
        }
    });
    let failures = failures.into_inner().unwrap();
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
    eprintln!("{count} cases in {:?}", started.elapsed());
}
