//! Ctrl-C while a plan is carried out.

use std::sync::{Arc, Mutex};

use rustix::process::{Pid, Signal, kill_process};

use super::scene::Scene;
use crate::support::sandbox::ran;
use crate::support::unreliable::{Fault, Refusal};

/// Presses Ctrl-C when the n-th call of an operation comes, which is answered all the same; gives what came of it.
fn interrupted(scene: &Scene, operation: &str, number: usize) -> crate::support::sandbox::Ran {
    let id = Arc::new(Mutex::new(None::<Pid>));
    let pressed = Arc::clone(&id);
    let press = move || {
        loop {
            if let Some(id) = *pressed.lock().unwrap() {
                kill_process(id, Signal::INT).unwrap();
                // The signal is to come before the answer.
                std::thread::sleep(std::time::Duration::from_millis(300));
                return;
            }
            std::thread::yield_now();
        }
    };
    scene.proxy.nth(operation, number, Fault::After(Arc::new(press)));
    let child = scene.start("--additional --function one --ttl 60 --yes");
    *id.lock().unwrap() = Pid::from_raw(i32::try_from(child.id()).unwrap());
    ran(child.wait_with_output().unwrap())
}

#[test]
fn while_reading_nothing_is_changed() {
    for (operation, number) in [("GetGraphqlApi", 1), ("GetPolicy", 1), ("GetIntrospectionSchema", 1)] {
        let scene = Scene::new();
        let ran = interrupted(&scene, operation, number);
        assert_eq!((ran.code, ran.out.as_str()), (Some(130), ""), "{operation}: {}", ran.whole());
        assert_eq!(ran.err, "error: interrupted: nothing was changed\n", "{operation}");
        scene.assert_is(None);
    }
}

#[test]
fn after_the_permission_it_is_taken_back() {
    let scene = Scene::new();
    let ran = interrupted(&scene, "AddPermission", 1);
    assert_eq!(ran.code, Some(130), "{}", ran.whole());
    assert!(ran.err.contains("interrupted: waiting for the answer to: let AppSync invoke"), "{}", ran.err);
    assert!(ran.out.contains("\ntaken back  let AppSync invoke"), "{}", ran.out);
    assert!(ran.out.contains("\nnot begun   update the API"), "{}", ran.out);
    scene.assert_is(None);
}

#[test]
fn after_the_update_what_was_done_is_said_and_running_again_finishes() {
    let scene = Scene::new();
    let ran = interrupted(&scene, "UpdateGraphqlApi", 1);
    assert_eq!(ran.code, Some(130), "{}", ran.whole());
    assert!(ran.out.contains("\ndone       update the API"), "{}", ran.out);
    assert!(ran.out.contains("\nnot begun  read the API again and compare"), "{}", ran.out);
    scene.assert_is(Some(("one", 60)));
    scene.configured("--additional --function one --ttl 60 --check");
}

#[test]
fn while_reading_again_after_a_conflict_nothing_is_repeated() {
    let scene = Scene::new();
    scene.proxy.nth("UpdateGraphqlApi", 1, Fault::Refused(Refusal::concurrent_modification()));
    // The first finds the API, the second is before the update.
    let ran = interrupted(&scene, "GetGraphqlApi", 3);
    assert_eq!(ran.code, Some(130), "{}", ran.whole());
    assert!(ran.err.contains("error: interrupted: what was under way was not repeated"), "{}", ran.err);
    assert!(ran.out.contains("\ntaken back  let AppSync invoke"), "{}", ran.out);
    scene.assert_is(None);
}
