//! `--apply`: what is put on the role and the function, and what is left as it was.

use serde_json::{Value, json};

use super::{FUNCTION_ARN, ROLE_ARN, Scene};

/// The steps of a result, without their words.
fn steps(result: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    result["result"]["steps"]
        .as_array()
        .unwrap()
        .iter()
        .map(|each| (text(&each["step"]), text(&each["result"])))
        .collect()
}

fn owned(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(one, other)| ((*one).to_owned(), (*other).to_owned())).collect()
}

#[test]
fn the_role_gets_the_policy_and_the_second_time_nothing_is_sent_but_reads() {
    let (scene, proxy) = Scene::behind();
    let other = json!({ "Version": "2012-10-17", "Statement": [] });
    scene.put_inline("somebody-elses", &other);
    let ran = scene.grant("--to query --apply --yes");
    let (name, api) = (scene.policy_name(), scene.api());
    let expected = format!(
        "policy\tdone\tput inline policy `{name}` on role `appsync-auth-local-reader`\nadded\t{api}/types/Query/*\n"
    );
    assert_eq!((ran.code, ran.out), (Some(0), expected));
    assert_eq!(scene.granted(), Some(scene.policy(&["Query/*"])));
    assert_eq!(proxy.changes(), ["iam:PutRolePolicy"]);

    let ran = scene.grant("--to query --apply --yes");
    let expected = format!(
        "policy\tunchanged\trole `appsync-auth-local-reader` has policy `{name}` with these resources already\n"
    );
    assert_eq!((ran.code, ran.out), (Some(0), expected));
    assert_eq!(proxy.changes(), ["iam:PutRolePolicy"]);

    // What is wanted replaces what was wanted, and the difference is shown.
    let ran = scene.grant("--field Query.getEvent --apply --yes --json");
    let result = ran.json();
    assert_eq!(steps(&result), owned(&[("policy", "done")]));
    assert_eq!(result["result"]["added"], json!([format!("{api}/types/Query/fields/getEvent")]));
    assert_eq!(result["result"]["removed"], json!([format!("{api}/types/Query/*")]));
    assert_eq!((&result["result"]["function"], &result["result"]["role"]), (&json!(FUNCTION_ARN), &json!(ROLE_ARN)));
    assert_eq!(scene.granted(), Some(scene.policy(&["Query/fields/getEvent"])));
    assert_eq!(scene.inline_policy("somebody-elses"), Some(other));
    assert_eq!(scene.variables(), json!({}));
}

#[test]
fn a_policy_of_another_shape_under_our_name_is_shown_before_it_is_replaced() {
    let scene = Scene::open();
    scene.put_inline(
        &scene.policy_name(),
        &json!({ "Statement": { "Effect": "Deny", "Action": "*", "Resource": "*" } }),
    );
    let ran = scene.grant("--to query --apply --yes");
    assert_eq!(ran.code, Some(0), "{}", ran.whole());
    assert!(ran.out.contains("removed\t    \"Effect\": \"Deny\",\n"), "{}", ran.whole());
    assert!(ran.out.contains("added\t      \"Effect\": \"Allow\",\n"), "{}", ran.whole());
    assert_eq!(scene.granted(), Some(scene.policy(&["Query/*"])));
}

#[test]
fn the_variable_is_set_beside_all_others_and_nothing_else_of_the_function_changes() {
    let (scene, proxy) = Scene::behind();
    scene.set_variables(&json!({ "SECRET": "hunter2 ä\"\\", "EMPTY": "" }));
    let without_changing = |mut function: Value| {
        for name in ["Environment", "RevisionId", "LastModified"] {
            function.as_object_mut().unwrap().remove(name);
        }
        function
    };
    let before = without_changing(scene.function());
    for expected in [[("policy", "done"), ("variable", "done")], [("policy", "unchanged"), ("variable", "unchanged")]] {
        let ran = scene.grant("--to query --apply --yes --endpoint-variable API_URL --json -vv");
        assert_eq!((ran.code, steps(&ran.json())), (Some(0), owned(&expected)));
        assert!(!ran.whole().contains("hunter2"), "{}", ran.whole());
        assert_eq!(scene.variables(), json!({ "SECRET": "hunter2 ä\"\\", "EMPTY": "", "API_URL": scene.url() }));
    }
    assert_eq!(without_changing(scene.function()), before);
    assert_eq!(proxy.changes(), ["iam:PutRolePolicy", "UpdateFunctionConfiguration"]);
    let update = proxy.calls().into_iter().find(|call| call.operation == "UpdateFunctionConfiguration").unwrap().json();
    let sent: Vec<&String> = update.as_object().unwrap().keys().collect();
    assert_eq!(sent, ["Environment", "RevisionId"]);
}

#[test]
fn another_value_of_the_variable_is_replaced_and_never_shown() {
    let scene = Scene::open();
    scene.set_variables(&json!({ "API_URL": "https://user:hunter2@other.example" }));
    let ran = scene.grant("--to query --apply --yes --endpoint-variable API_URL");
    assert_eq!(ran.code, Some(0), "{}", ran.whole());
    assert!(!ran.whole().contains("hunter2"), "{}", ran.whole());
    assert_eq!(scene.variables(), json!({ "API_URL": scene.url() }));
}

#[test]
fn a_function_with_a_qualifier_gets_the_policy_but_no_variable() {
    let scene = Scene::open();
    let ran = scene.sandbox.line("grant --api events --function reader:live --apply --yes --endpoint-variable API_URL");
    let message = "error: the variables of `reader` cannot be changed at `live`\nhelp: name the function without a qualifier, and publish a version afterwards\n";
    assert_eq!(ran.code, Some(2), "{}", ran.whole());
    assert!(ran.err.ends_with(message), "{}", ran.whole());
    assert_eq!(scene.granted(), None);
    let ran = scene.sandbox.line("grant --api events --function reader:live --to query --apply --yes");
    assert_eq!((ran.code, scene.granted()), (Some(0), Some(scene.policy(&["Query/*"]))));
    let ran = scene
        .sandbox
        .line("grant --api events --function reader:$LATEST --to query --apply --yes --endpoint-variable API_URL");
    assert_eq!((ran.code, scene.variables()), (Some(0), json!({ "API_URL": scene.url() })), "{}", ran.whole());
}

#[test]
fn what_is_granted_is_what_a_signed_request_of_the_role_reaches() {
    let scene = Scene::open();
    let query = "{ getEvent(id: 1) { id } listEvents { id } }";
    assert_eq!(scene.reached(query), Vec::<bool>::new());
    assert_eq!(scene.grant("--field Query.getEvent --check").code, Some(1));
    assert_eq!(scene.grant("--field Query.getEvent --apply --yes").code, Some(0));
    assert_eq!(scene.grant("--field Query.getEvent --check").code, Some(0));
    assert_eq!(scene.reached(query), [true, false]);
    assert_eq!(scene.grant("--to query --check").code, Some(1));
    assert_eq!(scene.grant("--to query --apply --yes").code, Some(0));
    assert_eq!(scene.grant("--to query --check").code, Some(0));
    assert_eq!(scene.reached(query), [true, true]);
    assert_eq!(scene.grant("--revoke --yes").code, Some(0));
    assert_eq!(scene.reached(query), Vec::<bool>::new());
}
