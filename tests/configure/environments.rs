//! What `appsync-auth.yaml` says is wanted: checked, applied, of one environment and of all.

use serde_json::{Value, json};

use super::scene::Scene;
use crate::support::unreliable::{Fault, Refusal};

/// The scene's configuration with these environments.
fn with_environments(scene: &Scene, environments: &str) {
    let text = scene.sandbox.read("appsync-auth.yaml");
    scene.sandbox.file("appsync-auth.yaml", format!("{text}environments:\n{environments}"));
}

const WANTED: &str = "  staging:
    api: events
    wanted: { slot: additional, function: one, ttl: 60, identity-regex: \"^a\" }
";

#[test]
fn an_environment_says_what_is_wanted_and_a_flag_says_otherwise() {
    let scene = Scene::new();
    with_environments(&scene, WANTED);
    let line = |words: &str| scene.sandbox.line(&format!("configure -e staging {words}"));
    assert_eq!(line("--check").code, Some(1));
    assert_eq!(line("--yes").code, Some(0));
    scene.assert_is(Some(("one", 60)));
    assert_eq!(line("--check").code, Some(0));
    let drifted = line("--check --ttl 61");
    assert_eq!(drifted.code, Some(1), "{}", drifted.whole());
    assert!(drifted.out.contains("authorizerResultTtlInSeconds: 61"), "{}", drifted.out);
    assert!(!drifted.out.contains("identityValidationExpression: none"), "{}", drifted.out);
    // Somebody changes it by hand: that is drift, and applying mends it.
    scene.configured("--ttl 5 --no-identity-regex --yes");
    let ran = line("--check --json");
    assert_eq!(ran.code, Some(1), "{}", ran.whole());
    let paths: Vec<Value> =
        ran.json()["result"]["changes"].as_array().unwrap().iter().map(|change| change["path"].clone()).collect();
    let config = "additionalAuthenticationProviders[AWS_LAMBDA].lambdaAuthorizerConfig";
    assert_eq!(
        paths,
        [
            json!(format!("{config}.authorizerResultTtlInSeconds")),
            json!(format!("{config}.identityValidationExpression"))
        ]
    );
    assert_eq!(line("--yes").code, Some(0));
    scene.assert_is(Some(("one", 60)));
}

#[test]
fn all_environments_are_planned_then_applied_in_order() {
    let scene = Scene::new();
    let other = "  other:
    api: two
    wanted: { slot: default, function: two, ttl: 30 }
  without: { api: one }
";
    with_environments(&scene, &format!("{WANTED}{other}"));
    let line = |words: &str| scene.sandbox.line(&format!("configure --all-environments {words}"));
    let checked = line("--check --json");
    assert_eq!(checked.code, Some(1), "{}", checked.whole());
    let names = |envelope: &Value| -> Vec<(Value, Value, Value)> {
        let each = envelope["result"]["environments"].as_array().unwrap().iter();
        each.map(|each| (each["environment"].clone(), each["applied"].clone(), each["verified"].clone())).collect()
    };
    let (not, unknown) = (json!(false), Value::Null);
    assert_eq!(
        names(&checked.json()),
        [(json!("staging"), not.clone(), unknown.clone()), (json!("other"), not, unknown)]
    );
    assert_eq!(scene.proxy.changes(), [""; 0]);
    let applied = line("--yes --json");
    assert_eq!(applied.code, Some(0), "{}", applied.whole());
    let (yes, seen) = (json!(true), json!(true));
    assert_eq!(names(&applied.json()), [(json!("staging"), yes.clone(), seen.clone()), (json!("other"), yes, seen)]);
    let changes = scene.proxy.changes();
    assert_eq!(changes.iter().filter(|change| *change == "UpdateGraphqlApi").count(), 2, "{changes:?}");
    let again = line("--yes");
    assert_eq!(again.code, Some(0), "{}", again.whole());
    assert_eq!(scene.proxy.changes(), changes);
    assert_eq!(line("--check").code, Some(0));
}

/// One that cannot be planned keeps all from being changed, and one that fails keeps the rest from being begun.
#[test]
fn a_rollout_that_is_known_to_fail_is_not_begun_and_one_that_fails_is_not_gone_on_with() {
    let scene = Scene::new();
    with_environments(&scene, &format!("{WANTED}  gone:\n    api: nothing\n    wanted: {{ function: one }}\n"));
    let ran = scene.sandbox.line("configure --all-environments --yes --json");
    assert_eq!(ran.code, Some(5), "{}", ran.whole());
    let envelope = ran.json();
    assert_eq!(envelope["error"]["code"], "no-such-api");
    assert_eq!(envelope["result"]["environments"][1]["error"]["code"], "no-such-api");
    assert_eq!(scene.proxy.changes(), [""; 0]);

    let scene = Scene::new();
    with_environments(&scene, &format!("{WANTED}  other:\n    api: two\n    wanted: {{ function: one, ttl: 1 }}\n"));
    scene.proxy.always("UpdateGraphqlApi", Fault::Refused(Refusal::access_denied("appsync:UpdateGraphqlApi", "x")));
    let ran = scene.sandbox.line("configure --all-environments --yes --json");
    assert_eq!(ran.code, Some(4), "{}", ran.whole());
    let results = |number: usize| -> Vec<Value> {
        let steps = ran.json()["result"]["environments"][number]["steps"].clone();
        steps.as_array().unwrap().iter().map(|step| step["result"].clone()).collect()
    };
    assert_eq!(results(0), ["taken-back", "failed", "not-begun"]);
    assert!(results(1).iter().all(|result| result == "not-begun"), "{:?}", results(1));
    scene.assert_is(None);
}

#[test]
fn without_anything_wanted_it_is_said() {
    let scene = Scene::new();
    let ran = scene.sandbox.line("configure --all-environments --check");
    assert_eq!(ran.code, Some(2), "{}", ran.whole());
    assert_eq!(ran.err.lines().next(), Some("error: no environment of `appsync-auth.yaml` says what is `wanted`"));
    let ran = scene.sandbox.line("configure --all-environments --check --api events");
    assert_eq!(ran.code, Some(2), "{}", ran.whole());
    let ran = scene.configure("--check");
    assert_eq!(ran.code, Some(2), "{}", ran.whole());
    assert_eq!(ran.err.lines().next(), Some("error: nothing says what shall change"));
}
