//! What a warm invocation costs: run it by name, with `--ignored --nocapture`.

use std::time::Instant;

use appsync_auth::outside::authorizer::ProcessPool;

use super::{answer, ask, pool};

const INVOCATIONS: u32 = 20_000;

/// User and system time of a process, in microseconds.
fn processor_time(id: u64) -> u64 {
    let tasks = std::fs::read_dir(format!("/proc/{id}/task")).unwrap();
    tasks
        .map(|task| {
            let stat = std::fs::read_to_string(task.unwrap().path().join("schedstat")).unwrap();
            stat.split(' ').next().unwrap().parse::<u64>().unwrap()
        })
        .sum::<u64>()
        / 1000
}

async fn measure(name: &str, pool: ProcessPool) {
    let child = answer(&ask(&pool, "pid").await)["pid"].as_u64().unwrap();
    let ours = u64::from(std::process::id());
    for _ in 0..2000 {
        ask(&pool, "null").await;
    }
    let (before_child, before_ours, started_at) = (processor_time(child), processor_time(ours), Instant::now());
    for _ in 0..INVOCATIONS {
        ask(&pool, "null").await;
    }
    let each = |time: u64| time as f64 / f64::from(INVOCATIONS);
    println!(
        "{name}: child {:.1} µs, ours {:.1} µs, elapsed {:.1} µs an invocation",
        each(processor_time(child) - before_child),
        each(processor_time(ours) - before_ours),
        each(u64::try_from(started_at.elapsed().as_micros()).unwrap()),
    );
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "a measurement"]
async fn a_warm_invocation_costs() {
    for file in ["behave.mjs", "behave.py"] {
        let pool = pool(file).await;
        tokio::spawn(measure(file, pool)).await.unwrap();
    }
}
