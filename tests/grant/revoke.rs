//! `--revoke`: what `--apply` put there goes, and nothing else.

use serde_json::json;

use super::Scene;

#[test]
fn only_our_policy_and_the_named_variable_go_and_the_second_time_nothing_is_sent() {
    let (scene, proxy) = Scene::behind();
    let other = json!({ "Version": "2012-10-17", "Statement": [] });
    scene.put_inline("somebody-elses", &other);
    scene.set_variables(&json!({ "SECRET": "hunter2" }));
    assert_eq!(scene.grant("--to query --apply --yes --endpoint-variable API_URL").code, Some(0));
    // A variable that nobody names stays.
    let ran = scene.grant("--revoke --yes");
    let (name, api) = (scene.policy_name(), scene.api());
    let expected = format!(
        "policy\tdone\tremove inline policy `{name}` from role `appsync-auth-local-reader`\nremoved\t{api}/types/Query/*\n"
    );
    assert_eq!((ran.code, ran.out, ran.err.as_str()), (Some(0), expected, ""));
    assert_eq!((scene.granted(), scene.inline_policy("somebody-elses")), (None, Some(other)));
    assert_eq!(scene.variables(), json!({ "SECRET": "hunter2", "API_URL": scene.url() }));
    let ran = scene.grant("--revoke --yes --endpoint-variable API_URL");
    let expected = format!(
        "policy\tunchanged\trole `appsync-auth-local-reader` has no policy `{name}`\nvariable\tdone\tremove variable `API_URL` of function `reader`\n"
    );
    assert_eq!((ran.code, ran.out), (Some(0), expected));
    assert_eq!(scene.variables(), json!({ "SECRET": "hunter2" }));
    let changes = proxy.changes();
    let ran = scene.grant("--revoke --yes --endpoint-variable API_URL");
    assert_eq!(ran.code, Some(0));
    assert!(
        ran.out.ends_with("variable\tunchanged\tvariable `API_URL` of function `reader` is not set\n"),
        "{}",
        ran.out
    );
    assert_eq!(proxy.changes(), changes);
}

#[test]
fn a_variable_that_holds_something_else_stays() {
    let scene = Scene::open();
    scene.set_variables(&json!({ "SECRET": "hunter2" }));
    let ran = scene.grant("--revoke --yes --endpoint-variable SECRET --json");
    assert_eq!(ran.code, Some(0), "{}", ran.whole());
    assert_eq!(
        ran.json()["result"]["steps"][1],
        json!({
            "step": "variable", "result": "unchanged",
            "what": "variable `SECRET` of function `reader` holds something else than the API's URL",
        })
    );
    assert_eq!(scene.variables(), json!({ "SECRET": "hunter2" }));
}
