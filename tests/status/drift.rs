//! How far an API is from what its environment wants.

use serde_json::{Value, json};

use super::Scene;
use crate::support::unreliable::{Fault, Refusal};

impl Scene {
    /// Writes what an environment wants of the API.
    fn want(&self, wanted: &str) {
        let text = format!("environments:\n  staging:\n    api: events\n    wanted: {wanted}\n");
        self.stage.sandbox.file("appsync-auth.yaml", text);
    }

    fn drift(&self) -> Value {
        let ran = self.run("status -e staging --json");
        assert_eq!(ran.code, Some(0), "{}", ran.whole());
        ran.json()["result"]["drift"].clone()
    }
}

#[test]
fn an_api_that_is_not_as_wanted_says_by_how_much_and_which_command_shows_it() {
    let scene = Scene::open();
    scene.want("{ function: rules, ttl: 300 }");
    let ran = scene.run("status --env staging");
    let line = "drift\t1 change from what environment `staging` wants; `appsync-auth configure --env staging --check` shows them\n";
    assert!(ran.code == Some(0) && ran.out.contains(line), "{}", ran.whole());
    // The policy that the plan needs was read already.
    let operations = scene.network.operations();
    assert_eq!(operations.iter().filter(|operation| *operation == "GetPolicy").count(), 1, "{operations:?}");
    let drift = |changes: i64| json!({ "environment": "staging", "changes": changes, "permissionsAreKnown": true });
    assert_eq!(scene.drift(), drift(1));
    scene.forbid();
    assert_eq!(scene.drift(), drift(2));
    scene.want("{ function: rules }");
    assert_eq!(scene.drift(), drift(1));
    scene.permit("ours", Some(&format!("arn:aws:appsync:eu-west-1:111122223333:apis/{}", scene.id())));
    assert_eq!(scene.drift(), drift(0));
    let ran = scene.run("status --env staging");
    assert!(ran.out.contains("drift\tnone: it is as environment `staging` wants it\n"), "{}", ran.out);
}

#[test]
fn another_api_than_the_environments_is_named_in_the_command() {
    let scene = Scene::open();
    scene.want("{ function: rules, ttl: 300 }");
    let ran = scene.status("--env staging");
    let command = format!("`appsync-auth configure --env staging --api {} --check`", scene.id());
    assert!(ran.out.contains(&command), "{}", ran.out);
}

#[test]
fn without_the_policy_the_settings_alone_are_compared() {
    let scene = Scene::open();
    scene.want("{ function: rules, ttl: 300 }");
    scene.network.always("GetPolicy", Fault::Refused(Refusal::access_denied("lambda:GetPolicy", "*")));
    assert_eq!(scene.drift(), json!({ "environment": "staging", "changes": 1, "permissionsAreKnown": false }));
}

#[test]
fn what_cannot_be_planned_is_told_and_is_no_end() {
    let scene = Scene::open();
    // The API has no user pool with this id.
    scene.want("{ remove: true, new-default: AMAZON_COGNITO_USER_POOLS=eu-west-1_other }");
    assert_eq!(scene.drift()["changes"], Value::Null);
    let ran = scene.run("status -e staging");
    assert!(ran.out.contains("drift\tunknown: what environment `staging` wants cannot be planned\n"), "{}", ran.out);
    assert!(ran.out.contains("\nunread\tdrift\t"), "{}", ran.out);
}

#[test]
fn nothing_wanted_is_no_drift() {
    let scene = Scene::open();
    scene.stage.sandbox.file("appsync-auth.yaml", "environments:\n  staging:\n    api: events\n");
    assert_eq!(scene.drift(), Value::Null);
}
