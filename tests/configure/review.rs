//! What is said at several places at once: an environment, a variable, a flag, a file.

use serde_json::json;

use super::scene::Scene;

fn with(scene: &Scene, environments: &str) {
    let text = scene.sandbox.read("appsync-auth.yaml");
    scene.sandbox.file("appsync-auth.yaml", format!("{text}{environments}"));
}

const DEFAULT: &str = "default-environment: staging
environments:
  staging:
    api: one
    wanted: { slot: default, function: one, ttl: 60, identity-regex: \"^a\" }
";

#[test]
fn what_is_wanted_of_one_api_is_not_done_to_another() {
    let scene = Scene::new();
    with(&scene, DEFAULT);
    scene.configured("--function two --ttl 5 --yes");
    scene.assert_is(Some(("two", 5)));
    assert_eq!(scene.api()["authenticationType"], "API_KEY");
    // Nothing says what it shall be, and what staging wants of `one` does not.
    let ran = scene.configure("--check");
    assert_eq!(ran.code, Some(2), "{}", ran.whole());
    // It does when the user says so.
    let ran = scene.configure("-e staging --check");
    assert_eq!(ran.code, Some(1), "{}", ran.whole());
    let status = scene.sandbox.line("status --api events");
    assert!(!status.out.contains("drift"), "{}", status.out);
    let status = scene.sandbox.line("status --api one");
    assert!(status.out.contains("drift"), "{}", status.out);
}

#[test]
fn one_api_for_all_environments_is_refused() {
    let mut scene = Scene::new();
    with(&scene, DEFAULT);
    let id = scene.id().to_owned();
    scene.sandbox.set("APPSYNC_AUTH_API", &id);
    let ran = scene.sandbox.line("configure --all-environments --yes --json");
    assert_eq!(ran.code, Some(2), "{}", ran.whole());
    assert_eq!(ran.json()["error"]["code"], "one-api-for-all");
    assert_eq!(scene.proxy.operations(), [""; 0]);
}

#[test]
fn a_file_says_its_api_before_the_default_environment_does() {
    let scene = Scene::new();
    scene.configured("--function one --ttl 5 --yes");
    let folder = scene.sandbox.path().join(".appsync-auth/backup");
    let name = std::fs::read_dir(folder).unwrap().next().unwrap().unwrap().file_name();
    let restore = format!("configure --restore .appsync-auth/backup/{}", name.to_str().unwrap());
    with(&scene, DEFAULT);
    let other = scene.sandbox.line(&format!("{restore} -e staging --yes"));
    assert_eq!(other.code, Some(2), "{}", other.whole());
    let ran = scene.sandbox.line(&format!("{restore} --keep-permission --yes"));
    assert_eq!(ran.code, Some(0), "{}", ran.whole());
    assert_eq!(scene.authorizer(), None);
    assert_eq!(scene.statements("one"), [scene.statement()], "`--keep-permission` leaves it");
}

#[test]
fn flags_leave_what_the_environment_says_of_permissions() {
    let scene = Scene::new();
    with(
        &scene,
        "environments:
  staging: { api: events, wanted: { slot: additional, function: one, permission: skip } }
  kept: { api: events, wanted: { remove: true, keep-permission: true } }
",
    );
    scene.configured("--function one --yes");
    for line in ["configure -e staging --remove --yes", "configure -e staging --function two --yes"] {
        let ran = scene.sandbox.line(line);
        assert_eq!(ran.code, Some(0), "{}", ran.whole());
        assert_eq!(scene.statements("one"), [scene.statement()], "{line}");
        assert_eq!(scene.statements("two"), [""; 0], "{line}");
    }
    let ran = scene.sandbox.line("configure -e kept --function two --yes --json");
    assert_eq!(ran.code, Some(0), "{}", ran.whole());
    assert_eq!(ran.json()["result"]["permission"]["remove"], json!([]));
    assert_eq!(scene.statements("one"), [scene.statement()]);
}

/// What an environment says of one slot is no contradiction to a flag that asks for the other.
#[test]
fn a_flag_for_the_other_slot_goes_before_what_the_environment_says_of_it() {
    let scene = Scene::new();
    with(
        &scene,
        "environments:
  first: { api: events, wanted: { slot: default, function: one, ttl: 60, previous-default: keep } }
  second: { api: events, wanted: { slot: additional, function: one, ttl: 60, new-default: API_KEY } }
",
    );
    for (line, mode) in [
        ("configure -e first --additional --yes", "API_KEY"),
        ("configure -e second --default --yes", "AWS_LAMBDA"),
        ("configure -e first --additional --new-default API_KEY --yes", "API_KEY"),
    ] {
        let ran = scene.sandbox.line(line);
        assert_eq!(ran.code, Some(0), "{line}: {}", ran.whole());
        assert_eq!(scene.api()["authenticationType"], mode, "{line}");
        scene.assert_is(Some(("one", 60)));
    }
}

/// The backups tell of functions that the API called once; one that was left with its permission on purpose keeps it.
#[test]
fn a_permission_that_was_kept_is_kept_by_later_runs_too() {
    let scene = Scene::new();
    scene.configured("--function one --ttl 60 --yes");
    scene.configured("--function two --keep-permission --yes");
    scene.configured("--ttl 61 --yes");
    assert_eq!(scene.statements("one"), [scene.statement()]);
    assert_eq!(scene.configure("--ttl 61 --check").code, Some(0));
    // Called again and left again, without a word on it.
    scene.configured("--function one --yes");
    scene.configured("--function two --yes");
    scene.assert_is(Some(("two", 61)));
}

#[test]
fn a_function_that_stays_open_is_told_with_the_way_to_close_it() {
    let scene = Scene::new();
    scene.configured("--function one --ttl 60 --permission open --yes");
    let ran = scene.configured("--remove --yes --json");
    let warnings = ran.json()["result"]["warnings"].as_array().unwrap().clone();
    let told: Vec<_> = warnings.iter().filter(|each| each["code"] == "permission-stays-open").collect();
    assert_eq!(told.len(), 1, "{}", ran.whole());
    let help = "if none does: aws lambda remove-permission --function-name \
                arn:aws:lambda:eu-west-1:111122223333:function:one --statement-id appsync-auth-open --region eu-west-1";
    assert_eq!(told[0]["help"], help);
    assert_eq!(scene.statements("one"), ["appsync-auth-open"]);
}

#[test]
fn the_way_back_names_the_environment_that_was_chosen() {
    let scene = Scene::new();
    let url = scene.proxy.url.clone();
    with(&scene, &format!("environments:\n  staging: {{ api: events, region: eu-west-1, endpoint-url: \"{url}\" }}\n"));
    let ran = scene.sandbox.line("configure -e staging --function one --ttl 60 --yes --json");
    assert_eq!(ran.code, Some(0), "{}", ran.whole());
    let way_back = ran.json()["result"]["backup"]["restore"].as_str().unwrap().to_owned();
    assert!(way_back.starts_with("appsync-auth configure -e staging --restore .appsync-auth/backup/"), "{way_back}");
    let back = scene.sandbox.line(&format!("{} --yes", way_back.strip_prefix("appsync-auth ").unwrap()));
    assert_eq!(back.code, Some(0), "{}", back.whole());
    scene.assert_is(None);
}

/// Whoever keeps standard output in a file sees why it ended so.
#[test]
fn an_environment_that_cannot_be_planned_is_told_on_standard_error_too() {
    let scene = Scene::new();
    with(
        &scene,
        "environments:
  first: { api: events, wanted: { function: one } }
  gone: { api: nothing, wanted: { function: one } }
",
    );
    let ran = scene.sandbox.line("configure --all-environments --check");
    assert_eq!(ran.code, Some(5), "{}", ran.whole());
    assert!(ran.out.contains("failed: 1 of 2 environments would change: first"), "{}", ran.out);
    assert!(ran.err.starts_with("error: there is no GraphQL API `nothing` in eu-west-1\n"), "{}", ran.err);
}
