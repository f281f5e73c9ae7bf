//! Killed between two steps: nothing is lost, and running again mends.

use std::sync::{Arc, Mutex};

use super::scene::Scene;
use crate::support::unreliable::Fault;

/// Kills the program when the n-th call of an operation comes: before the server hears of it, or after it was done.
fn killed(scene: &Scene, words: &str, operation: &str, number: usize, after: bool) {
    let child = Arc::new(Mutex::new(None::<std::process::Child>));
    let victim = Arc::clone(&child);
    let kill = move || {
        // The program can be faster than this test at keeping it.
        loop {
            if let Some(child) = victim.lock().unwrap().as_mut() {
                child.kill().unwrap();
                return;
            }
            std::thread::yield_now();
        }
    };
    let fault: Arc<dyn Fn() + Send + Sync> = Arc::new(kill);
    scene.proxy.nth(operation, number, if after { Fault::After(fault) } else { Fault::Before(fault) });
    *child.lock().unwrap() = Some(scene.start(words));
    scene.proxy.wait_for(operation, number);
    let started = std::time::Instant::now();
    loop {
        if let Some(status) = child.lock().unwrap().as_mut().unwrap().try_wait().unwrap() {
            assert_eq!(status.code(), None, "it was not killed");
            break;
        }
        assert!(started.elapsed().as_secs() < 30, "it lives on");
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    scene.proxy.heal();
}

#[test]
fn killed_at_any_step_of_setting_up() {
    let words = "--additional --function one --ttl 60 --yes";
    let whole = Scene::new();
    whole.configured(words);
    let operations = whole.proxy.operations();
    assert_eq!(
        operations,
        [
            "ListGraphqlApis",
            "GetGraphqlApi",
            "GetFunctionConfiguration",
            "GetPolicy",
            "GetIntrospectionSchema",
            "AddPermission",
            "GetGraphqlApi",
            "UpdateGraphqlApi",
            "GetGraphqlApi",
        ]
    );
    for (at, operation) in operations.iter().enumerate() {
        for after in [false, true] {
            let scene = Scene::new();
            let number = operations[..=at].iter().filter(|each| *each == operation).count();
            killed(&scene, words, operation, number, after);
            scene.assert_nothing_lost();
            // What is open is at most what was meant to be, for this API alone.
            assert!(scene.statements("one").iter().all(|id| *id == scene.statement()), "{operation} {after}");
            assert_eq!(scene.statements("two"), [""; 0]);
            scene.configured(words);
            scene.assert_is(Some(("one", 60)));
        }
    }
}

#[test]
fn killed_at_any_change_of_replacing_and_removing() {
    for (words, after_all) in [("--function two --ttl 5 --yes", Some(("two", 5))), ("--remove --yes", None)] {
        for operation in ["AddPermission", "UpdateGraphqlApi", "RemovePermission"] {
            if operation == "AddPermission" && after_all.is_none() {
                continue;
            }
            for after in [false, true] {
                let scene = Scene::new();
                scene.configured("--additional --function one --ttl 60 --yes");
                let number = 1 + scene.proxy.operations().iter().filter(|each| *each == operation).count();
                killed(&scene, words, operation, number, after);
                scene.assert_nothing_lost();
                scene.configured(words);
                scene.assert_is(after_all);
            }
        }
    }
}

/// Killed after the permission was added, and then something else is wanted: the permission does not stay open.
#[test]
fn what_a_killed_run_left_is_taken_away_though_another_function_is_wanted_then() {
    let scene = Scene::new();
    killed(&scene, "--additional --function one --ttl 60 --yes", "AddPermission", 1, true);
    assert_eq!(scene.statements("one"), [scene.statement()]);
    scene.configured("--additional --function two --ttl 60 --yes");
    scene.assert_is(Some(("two", 60)));
}

/// Backups are never half written.
#[test]
fn what_was_saved_can_be_read_whenever_it_was_killed() {
    let scene = Scene::new();
    killed(&scene, "--additional --function one --ttl 60 --yes", "UpdateGraphqlApi", 1, true);
    let folder = scene.sandbox.path().join(".appsync-auth/backup");
    let names: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(names.len(), 1, "{names:?}");
    let ran = scene.sandbox.line(&format!("configure --restore {} --yes", names[0].display()));
    assert_eq!(ran.code, Some(0), "{}", ran.whole());
    scene.assert_is(None);
}
