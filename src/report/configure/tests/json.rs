//! The JSON of one API.

use serde_json::json;

use super::given::{Given, api, outcomes, pool, to};
use crate::plan::Verification;
use crate::report::{CarriedOut, ConfigureReport, Intent, Report, StepResult};
use crate::settings::Slot;

#[test]
fn programs_get_the_plan_what_it_means_and_what_came_of_it() {
    let current =
        api(json!({ "authenticationType": "API_KEY", "additionalAuthenticationProviders": [pool("eu-west-1_a")] }));
    let given = Given::new(current, to(Slot::Default));
    let planned = ConfigureReport::of(Intent::Show, given.api());
    insta::assert_snapshot!("planned", serde_json::to_string_pretty(&planned.json()).unwrap());
    let mut api = given.api();
    let done = outcomes(&api.plan, &[StepResult::Done; 3]);
    let verification = Some(Verification::Applied { filled: Vec::new() });
    api.carried_out = Some(CarriedOut { verification, backup: Some("b.json".to_owned()), ..done });
    let applied = ConfigureReport::of(Intent::Apply, api).json();
    let before = planned.json();
    let differing: Vec<&String> = applied
        .as_object()
        .unwrap()
        .iter()
        .filter(|(name, value)| before[name.as_str()] != **value)
        .map(|(name, _)| name)
        .collect();
    assert_eq!(differing, ["steps", "applied", "verified", "verification", "backup"]);
    assert_eq!(applied["backup"], json!({ "file": "b.json", "restore": "appsync-auth configure --restore b.json" }));
    assert_eq!(applied["verification"], json!({ "result": "as-meant", "filled": [], "different": [] }));
    let results: Vec<&str> =
        applied["steps"].as_array().unwrap().iter().map(|step| step["result"].as_str().unwrap()).collect();
    assert_eq!(results, ["done", "done", "done"]);
}

/// Members are only ever added, so an environment that failed has the same ones as any other.
#[test]
fn an_environment_without_a_plan_has_every_member() {
    let one = ConfigureReport::of(
        Intent::Show,
        Given::new(api(json!({ "authenticationType": "API_KEY" })), to(Slot::Additional)).api(),
    );
    let mut names: Vec<String> = one.json().as_object().unwrap().keys().cloned().collect();
    let mut of_nothing: Vec<String> = crate::report::configure::json::of_nothing().keys().cloned().collect();
    names.sort();
    of_nothing.sort();
    assert_eq!(of_nothing, names);
}
