//! When children start, are replaced, and end.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::Duration;

use appsync_auth::outside::authorizer::ProcessPool;
use futures_util::future::join_all;
use serde_json::json;

use super::{all_end, answer, ask, event, pool, runs, spec};
use crate::support::need;

async fn family(pool: &ProcessPool) -> Vec<u64> {
    let answer = answer(&ask(pool, "grandchild").await);
    vec![answer["pid"].as_u64().unwrap(), answer["grandchild"].as_u64().unwrap()]
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_first_invocation_of_a_process_is_a_cold_start() {
    if !need("node") {
        return;
    }
    let pool = pool("behave.mjs").await;
    let first = ask(&pool, "count").await;
    assert!(first.cold_start.unwrap() > Duration::from_millis(5), "{first:?}");
    assert!(first.duration < first.cold_start.unwrap());
    let second = ask(&pool, "count").await;
    assert_eq!((second.cold_start, answer(&second)), (None, json!({ "count": 2 })));
}

#[tokio::test(flavor = "multi_thread")]
async fn there_are_no_more_processes_than_workers_and_each_takes_one_event_at_a_time() {
    if !need("node") {
        return;
    }
    let mut spec = spec("behave.mjs");
    spec.workers = 3;
    let pool = ProcessPool::start(spec).await.unwrap();
    let one_by_one: BTreeSet<u64> =
        [ask(&pool, "pid").await, ask(&pool, "pid").await].iter().map(|i| answer(i)["pid"].as_u64().unwrap()).collect();
    assert_eq!(one_by_one.len(), 1);
    let invocations = join_all((0..60).map(|_| ask(&pool, "pid"))).await;
    let pids: BTreeSet<u64> = invocations.iter().map(|i| answer(i)["pid"].as_u64().unwrap()).collect();
    assert!((2..=3).contains(&pids.len()), "{pids:?}");
    let pids: Vec<u64> = pids.into_iter().collect();
    pool.shutdown().await;
    assert!(pids.iter().all(|id| !runs(*id)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dropped_pool_leaves_no_process_and_no_process_of_a_process() {
    if !need("node") {
        return;
    }
    let pool = pool("behave.mjs").await;
    let ids = family(&pool).await;
    assert!(ids.iter().all(|id| runs(*id)));
    drop(pool);
    assert!(all_end(&ids).await, "{ids:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_process_started_ends_with_it() {
    if !need("node") {
        return;
    }
    let pool = pool("behave.mjs").await;
    let ids = family(&pool).await;
    ask(&pool, "exit").await;
    assert!(all_end(&ids).await, "{ids:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invocation_that_nobody_waits_for_ends_its_process() {
    if !need("node") {
        return;
    }
    let pool = pool("behave.mjs").await;
    let pid = answer(&ask(&pool, "pid").await)["pid"].as_u64().unwrap();
    let hanging = event("hang");
    assert!(tokio::time::timeout(Duration::from_millis(100), pool.invoke(&hanging)).await.is_err());
    assert!(all_end(&[pid]).await);
    assert_eq!(answer(&ask(&pool, "count").await), json!({ "count": 1 }));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_python_process_with_threads_ends_too() {
    if !need("python3") {
        return;
    }
    let pool = pool("behave.py").await;
    let pid = answer(&ask(&pool, "thread").await)["pid"].as_u64().unwrap();
    drop(pool);
    assert!(all_end(&[pid]).await);
}

#[test]
fn a_panic_ends_the_processes() {
    if !need("node") {
        return;
    }
    let (tell, told) = std::sync::mpsc::channel();
    let panicked = std::thread::spawn(move || {
        tokio::runtime::Runtime::new().unwrap().block_on(async {
            let pool = pool("behave.mjs").await;
            tell.send(family(&pool).await).unwrap();
            panic!("on purpose, in a test");
        });
    });
    let ids = told.recv().unwrap();
    assert!(panicked.join().is_err());
    assert!(tokio::runtime::Runtime::new().unwrap().block_on(all_end(&ids)), "{ids:?}");
}

/// Not a test: the program that the next test kills.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "runs until it is killed, for the test below"]
async fn holds_authorizers_until_killed() {
    for file in ["behave.mjs", "behave.py"] {
        let pool = pool(file).await;
        println!("pid {}", answer(&ask(&pool, "pid").await)["pid"]);
        // One is idle, the other in a loop that sees no connection close.
        if file == "behave.mjs" {
            tokio::spawn(async move { pool.invoke(&event("hang")).await.unwrap() });
        } else {
            std::mem::forget(pool);
        }
    }
    // The runtime's threads for blocking work come and go: no child may depend on one.
    tokio::time::sleep(Duration::from_millis(300)).await;
    println!("ready");
    tokio::time::sleep(Duration::from_secs(60)).await;
}

#[test]
#[cfg(target_os = "linux")]
fn a_program_that_is_killed_leaves_no_process() {
    if !need("node") || !need("python3") {
        return;
    }
    let mut program = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "authorizer::lifetime::holds_authorizers_until_killed", "--ignored", "--nocapture"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(program.stdout.take().unwrap()).lines().map(Result::unwrap);
    let lines: Vec<String> = lines.take_while(|line| line != "ready").collect();
    let ids: Vec<u64> = lines.iter().filter_map(|line| line.split_once("pid ")?.1.trim().parse().ok()).collect();
    assert_eq!(ids.len(), 2, "{lines:?}");
    assert!(ids.iter().all(|id| runs(*id)), "{ids:?}");
    program.kill().unwrap();
    program.wait().unwrap();
    assert!(tokio::runtime::Runtime::new().unwrap().block_on(all_end(&ids)), "{ids:?}");
}
