//! A network and a service that fail: nothing is lost, nothing is left open, and running again mends.

use std::sync::{Arc, OnceLock, Weak};

use serde_json::{Value, json};

use super::scene::{FUNCTION, Scene};
use crate::support::unreliable::{Fault, Refusal};

const ADDING: &str = "--additional --function one --ttl 60 --yes";
const READS: [&str; 6] =
    ["GetGraphqlApi", "ListGraphqlApis", "GetFunctionConfiguration", "GetPolicy", "GetIntrospectionSchema", "ListApis"];

#[test]
fn without_a_fault_it_is_done_in_three_steps_and_again_changes_nothing() {
    let scene = Scene::new();
    scene.configured(ADDING);
    scene.assert_is(Some(("one", 60)));
    assert_eq!(scene.proxy.changes(), ["AddPermission", "UpdateGraphqlApi"]);
    let ran = scene.configured(ADDING);
    assert!(ran.out.contains("nothing to change"), "{}", ran.out);
    assert_eq!(scene.proxy.changes(), ["AddPermission", "UpdateGraphqlApi"]);
    assert_eq!(scene.configure("--additional --function one --ttl 60 --check").code, Some(0));
    // Another function: the permission to invoke the first goes.
    scene.configured("--function two --yes");
    scene.assert_is(Some(("two", 60)));
    scene.configured("--remove --yes");
    scene.assert_is(None);
}

/// Each of these passes: what was not answered is asked about, and what may not have been done is done.
#[test]
fn what_passes_is_waited_for() {
    for operation in ["AddPermission", "UpdateGraphqlApi"] {
        for (name, fault) in [
            ("409", Fault::Refused(Refusal::concurrent_modification())),
            ("429", Fault::Refused(Refusal::throttled())),
            ("500", Fault::Refused(Refusal::internal())),
            ("500 after", Fault::RefusedAfter(Refusal::internal())),
            ("cut", Fault::Cut),
            ("cut after", Fault::CutAfter),
            ("cut within", Fault::CutWithin),
            ("garbage", Fault::Garbage(b"220 smtp.example ready\r\n")),
            ("hangs", Fault::Hangs),
            ("hangs after", Fault::HangsAfter),
        ] {
            let scene = Scene::new();
            scene.proxy.nth(operation, 1, fault);
            let ran = scene.configure(&format!("{ADDING} --timeout 2s"));
            assert_eq!(ran.code, Some(0), "{operation} {name}: {}", ran.whole());
            scene.assert_is(Some(("one", 60)));
            assert!(ran.out.contains("read again: as meant"), "{operation} {name}: {}", ran.whole());
        }
    }
}

/// Throttled longer than the SDK itself is patient, which is three attempts.
#[test]
fn throttling_is_waited_for() {
    let scene = Scene::new();
    for number in 1..=4 {
        scene.proxy.nth("UpdateGraphqlApi", number, Fault::Refused(Refusal::throttled()));
    }
    scene.configured(ADDING);
    scene.assert_is(Some(("one", 60)));
}

/// Each of these stays: the permission that was added is taken back, and what was and was not done is said.
#[test]
fn what_stays_is_said_and_the_permission_is_taken_back() {
    for (name, fault, code, said) in [
        ("409", Fault::Refused(Refusal::concurrent_modification()), 5, "ConcurrentModificationException"),
        ("500", Fault::Refused(Refusal::internal()), 5, "InternalFailureException"),
        ("cut", Fault::Cut, 5, "broke during `UpdateGraphqlApi`"),
        ("garbage", Fault::Garbage(b"220 smtp.example ready\r\n"), 5, "`UpdateGraphqlApi`"),
        ("400", Fault::Refused(Refusal::new(400, "BadRequestException", "no such role")), 5, "no such role"),
    ] {
        let scene = Scene::new();
        scene.proxy.always("UpdateGraphqlApi", fault);
        let ran = scene.configure(&format!("{ADDING} --timeout 2s"));
        assert_eq!(ran.code, Some(code), "{name}: {}", ran.whole());
        assert!(ran.err.contains(said), "{name}: {}", ran.whole());
        assert!(ran.out.contains("taken back"), "{name}: {}", ran.whole());
        assert!(ran.out.contains("not begun"), "{name}: {}", ran.whole());
        scene.assert_is(None);
        scene.proxy.heal();
        scene.configured(ADDING);
        scene.assert_is(Some(("one", 60)));
    }
}

/// The update was served, and nobody ever hears of it: reading the API again tells.
#[test]
fn an_update_that_is_never_answered_is_seen_by_reading_again() {
    for fault in [Fault::HangsAfter, Fault::CutAfter, Fault::RefusedAfter(Refusal::internal())] {
        let scene = Scene::new();
        scene.proxy.always("UpdateGraphqlApi", fault);
        let ran = scene.configure(&format!("{ADDING} --timeout 1s"));
        assert_eq!(ran.code, Some(0), "{}", ran.whole());
        scene.assert_is(Some(("one", 60)));
        let updates = scene.proxy.operations().iter().filter(|each| *each == "UpdateGraphqlApi").count();
        assert_eq!(updates, 1, "it is not sent again");
    }
}

#[test]
fn the_permission_that_cannot_be_taken_away_is_named_and_taken_away_by_the_next_run() {
    let scene = Scene::new();
    scene.configured(ADDING);
    scene.proxy.always("RemovePermission", Fault::Refused(Refusal::access_denied("lambda:RemovePermission", "x")));
    let ran = scene.configure("--function two --yes");
    assert_eq!(ran.code, Some(4), "{}", ran.whole());
    assert!(ran.err.contains(&format!("AWS denied `lambda:RemovePermission` on `{FUNCTION}:one`")), "{}", ran.err);
    assert_eq!(scene.authorizer(), Some(("two".to_owned(), json!(60))));
    assert_eq!(scene.statements("one"), [scene.statement()]);
    scene.proxy.heal();
    let ran = scene.configured("--function two --yes");
    assert!(ran.out.contains("done"), "{}", ran.whole());
    scene.assert_is(Some(("two", 60)));
}

/// The answer after the update is garbage, or nobody answers any more: what was sent is said, and running again mends.
#[test]
fn when_nobody_answers_after_the_update_it_is_said() {
    let scene = Scene::new();
    // Found, read before the update, read after it.
    scene.proxy.nth("UpdateGraphqlApi", 1, Fault::Dies);
    let ran = scene.configure(&format!("{ADDING} --timeout 2s"));
    assert_eq!(ran.code, Some(5), "{}", ran.whole());
    assert!(ran.out.contains("unclear"), "{}", ran.whole());
    assert!(ran.err.contains("the permission that was added stays until this runs again"), "{}", ran.whole());
    scene.assert_nothing_lost();
    let backups = std::fs::read_dir(scene.sandbox.path().join(".appsync-auth/backup")).unwrap().count();
    assert_eq!(backups, 1);
}

/// Reading the API again fails more often than the SDK itself is patient: it is read once more.
#[test]
fn a_verification_that_fails_for_a_while_is_made_again() {
    let scene = Scene::new();
    // Found, read before the update; what comes after it fails three times.
    for number in 3..=5 {
        scene.proxy.nth("GetGraphqlApi", number, Fault::Refused(Refusal::internal()));
    }
    let ran = scene.configured(ADDING);
    assert!(ran.out.contains("read again: as meant"), "{}", ran.whole());
    scene.assert_is(Some(("one", 60)));
    assert_eq!(scene.proxy.changes(), ["AddPermission", "UpdateGraphqlApi"]);

    let scene = Scene::new();
    for number in 3..=4 {
        let denied = Refusal::access_denied("appsync:GetGraphqlApi", "x");
        scene.proxy.nth("GetGraphqlApi", number, Fault::Refused(denied));
    }
    let ran = scene.configure(ADDING);
    assert_eq!(ran.code, Some(4), "{}", ran.whole());
    assert!(ran.err.contains("whether it was made could not be read"), "{}", ran.err);
    assert!(ran.out.contains("the update was made, but the API was not read again"), "{}", ran.out);
    scene.assert_is(Some(("one", 60)));
}

/// A service that takes the update and goes on as before is not believed.
#[test]
fn an_update_that_is_not_made_is_not_called_done() {
    let scene = Scene::new();
    let answer = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 17\r\n\r\n{\"graphqlApi\":{}}";
    scene.proxy.always("UpdateGraphqlApi", Fault::Garbage(answer));
    let ran = scene.configure(&format!("{ADDING} --json"));
    assert_eq!(ran.code, Some(5), "{}", ran.whole());
    let envelope = ran.json();
    assert_eq!(envelope["error"]["code"], "not-verified");
    assert_eq!((&envelope["result"]["applied"], &envelope["result"]["verified"]), (&json!(false), &json!(false)));
    assert_eq!(scene.authorizer(), None);
    scene.assert_nothing_lost();
}

/// Somebody else changes the API after it was read: that change is not undone, and the plan is made again.
#[test]
fn a_change_of_somebody_else_is_kept() {
    for operation in ["AddPermission", "UpdateGraphqlApi"] {
        let scene = Arc::new(Scene::new());
        let other: Weak<Scene> = Arc::downgrade(&scene);
        let once = OnceLock::new();
        let meddle = move || {
            let Some(scene) = other.upgrade() else { return };
            once.get_or_init(|| {
                let mut api = Value::Object(scene.api());
                api["ownerContact"] = json!("somebody else");
                let members = api.as_object_mut().unwrap();
                let read_only = ["apiId", "arn", "uris", "dns", "tags", "visibility", "apiType", "owner"];
                members.retain(|name, _| !read_only.contains(&name.as_str()));
                scene.update(&api);
            });
        };
        // Before the update is too late to be heard of; after it, the verification hears.
        let fault =
            if operation == "AddPermission" { Fault::Before(Arc::new(meddle)) } else { Fault::After(Arc::new(meddle)) };
        scene.proxy.nth(operation, 1, fault);
        let ran = scene.configure(ADDING);
        assert_eq!(ran.code, Some(0), "{operation}: {}", ran.whole());
        assert!(ran.err.contains("the API changed meanwhile (ownerContact)"), "{operation}: {}", ran.whole());
        assert_eq!(scene.api()["ownerContact"], "somebody else", "{operation}");
        assert_eq!(scene.authorizer(), Some(("one".to_owned(), json!(60))), "{operation}");
        assert_eq!(scene.statements("one"), [scene.statement()], "{operation}");
    }
}

/// Each call in turn is one that the caller may not make.
#[test]
fn a_call_that_is_not_allowed_is_named_with_its_resource() {
    let probe = Scene::new();
    let api = probe.api()["arn"].as_str().unwrap().to_owned();
    drop(probe);
    for (operation, action, resource, changed) in [
        ("ListGraphqlApis", "appsync:ListGraphqlApis", "*".to_owned(), vec![]),
        ("GetGraphqlApi", "appsync:GetGraphqlApi", "apis/".to_owned(), vec![]),
        ("GetFunctionConfiguration", "lambda:GetFunctionConfiguration", format!("{FUNCTION}:one"), vec![]),
        ("GetPolicy", "lambda:GetPolicy", format!("{FUNCTION}:one"), vec![]),
        ("GetIntrospectionSchema", "appsync:GetIntrospectionSchema", "apis/".to_owned(), vec![]),
        ("AddPermission", "lambda:AddPermission", format!("{FUNCTION}:one"), vec![]),
        ("UpdateGraphqlApi", "appsync:UpdateGraphqlApi", "apis/".to_owned(), vec!["AddPermission", "RemovePermission"]),
    ] {
        let scene = Scene::new();
        scene.proxy.always(operation, Fault::Refused(Refusal::access_denied(action, &api)));
        let ran = scene.configure(ADDING);
        assert_eq!(ran.code, Some(4), "{operation}: {}", ran.whole());
        let first = ran.err.lines().next().unwrap_or_default();
        assert!(first.contains(&format!("AWS denied `{action}` on `")), "{operation}: {}", ran.whole());
        assert!(first.contains(&resource), "{operation}: {}", ran.whole());
        assert_eq!(scene.proxy.changes(), changed, "{operation}");
        scene.assert_is(None);
    }
}

#[test]
fn a_plan_that_is_only_looked_at_sends_nothing_but_reads() {
    let scene = Scene::new();
    for (words, code) in [("--dry-run", 0), ("--check", 1), ("--print cloudformation", 0)] {
        let ran = scene.configure(&format!("--default --function two --ttl 0 {words}"));
        assert_eq!(ran.code, Some(code), "{}", ran.whole());
    }
    let operations = scene.proxy.operations();
    assert!(operations.iter().all(|operation| READS.contains(&operation.as_str())), "{operations:?}");
    assert!(!scene.sandbox.path().join(".appsync-auth/backup").exists());
    scene.assert_is(None);
}
