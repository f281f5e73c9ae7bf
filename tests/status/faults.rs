//! What AWS denies, does not have, or does not answer.

use insta::assert_snapshot;
use serde_json::{Value, json};

use super::{Scene, said};
use crate::support::unreliable::{Fault, Refusal};

fn denied(action: &str) -> Fault {
    Fault::Refused(Refusal::access_denied(action, "*"))
}

/// What was not read, and why.
fn unread(result: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    result["unread"].as_array().unwrap().iter().map(|one| (text(&one["what"]), text(&one["message"]))).collect()
}

#[test]
fn a_call_that_is_denied_is_named_and_the_rest_is_shown() {
    let scene = Scene::open();
    let whole = scene.result("");
    let function = scene.function();
    for (operation, action, what, members) in [
        (
            "GetFunctionConfiguration",
            "lambda:GetFunctionConfiguration",
            "function",
            vec!["/authorizer/function", "/authorizer/functionExists"],
        ),
        (
            "GetPolicy",
            "lambda:GetPolicy",
            "permission",
            vec![
                "/authorizer/mayInvoke",
                "/authorizer/allowedBy",
                "/authorizer/perhapsAllowedBy",
                "/authorizer/deniedBy",
                "/authorizer/perhapsDeniedBy",
                "/authorizer/openToEveryApiBy",
            ],
        ),
        ("GetIntrospectionSchema", "appsync:GetIntrospectionSchema", "schema", vec!["/schema", "/warnings", "/infos"]),
    ] {
        scene.network.always(operation, denied(action));
        let mut result = scene.result("");
        scene.network.heal();
        let resource = match what {
            "schema" => format!("arn:aws:appsync:eu-west-1:*:apis/{}", scene.id()),
            _ => function.clone(),
        };
        assert_eq!(unread(&result), [(what.to_owned(), format!("AWS denied `{action}` on `{resource}`"))]);
        assert_eq!(result["unread"][0]["code"], "access-denied");
        // What was not read is null, and everything else as it was.
        for member in &members {
            let value = result.pointer_mut(member).unwrap();
            let expected = match *member {
                "/schema" => json!("unread"),
                "/warnings" => json!(1),
                "/infos" => json!(0),
                _ => Value::Null,
            };
            assert_eq!(*value, expected, "{operation} {member}");
            *value = whole.pointer(member).unwrap().clone();
        }
        result["unread"] = json!([]);
        assert_eq!(result, whole, "{operation}");
    }
}

#[cfg(unix)]
#[test]
fn a_terminal_is_told_which_actions_are_missing() {
    let scene = Scene::open();
    for action in ["lambda:GetFunctionConfiguration", "lambda:GetPolicy", "appsync:GetIntrospectionSchema"] {
        scene.network.always(action.split(':').nth(1).unwrap(), denied(action));
    }
    let ran = scene.stage.sandbox.at_terminal(80, &format!("status --api {}", scene.id()));
    assert_eq!(ran.code, Some(0));
    scene.redacted().bind(|| assert_snapshot!("denied_at_a_terminal", ran.out));
}

#[test]
fn without_the_api_itself_there_is_nothing_to_show() {
    let scene = Scene::open();
    scene.network.always("GetGraphqlApi", denied("appsync:GetGraphqlApi"));
    let ran = scene.status("");
    assert_eq!((ran.code, ran.out.as_str()), (Some(4), ""), "{}", ran.whole());
    assert!(
        ran.err.contains("AWS denied `appsync:GetGraphqlApi` on `arn:aws:appsync:eu-west-1:*:apis/"),
        "{}",
        ran.err
    );
    scene.network.always("ListGraphqlApis", denied("appsync:ListGraphqlApis"));
    for line in ["status --all", "status --api events"] {
        let ran = scene.run(line);
        assert_eq!(ran.code, Some(4), "{}", ran.whole());
        assert!(ran.err.contains("AWS denied `appsync:ListGraphqlApis` on `*`"), "{}", ran.err);
    }
    scene.network.always("GetGraphqlApi", Fault::Hangs);
    assert_eq!(scene.status("--timeout 500ms").code, Some(5));
}

#[test]
fn a_function_that_is_gone_is_a_finding() {
    let scene = Scene::open();
    let gone = || Fault::Refused(Refusal::new(404, "ResourceNotFoundException", "Function not found"));
    scene.network.always("GetFunctionConfiguration", gone()).always("GetPolicy", gone());
    let ran = scene.status("--json");
    assert_eq!(ran.code, Some(0), "{}", ran.whole());
    let envelope = ran.json();
    let authorizer = &envelope["result"]["authorizer"];
    assert_eq!((&authorizer["functionExists"], &authorizer["mayInvoke"]), (&json!(false), &json!(false)));
    assert_eq!(envelope["result"]["unread"], json!([]));
    let first = &envelope["findings"][0];
    assert_eq!(
        (&first["code"], &first["message"]),
        (&json!("A203"), &json!("the authorizer's function does not exist"))
    );
}

#[test]
fn the_state_of_a_function_is_lambdas_own_word() {
    let scene = Scene::open();
    for (document, told) in [
        (
            json!({ "State": "Pending", "StateReason": "The function is being created.", "StateReasonCode": "Creating" }),
            "Pending (The function is being created.)",
        ),
        (json!({ "State": "Failed", "StateReason": "no such image" }), "Failed (no such image)"),
        (json!({ "State": "Inactive", "LastUpdateStatus": "Successful" }), "Inactive, last update Successful"),
        (
            json!({ "State": "Active", "LastUpdateStatus": "InProgress", "LastUpdateStatusReason": "changing" }),
            "Active, last update InProgress (changing)",
        ),
        (json!({}), "unknown"),
    ] {
        scene.network.always("GetFunctionConfiguration", said(&document));
        let ran = scene.status("");
        assert_eq!(ran.code, Some(0), "{}", ran.whole());
        assert!(ran.out.contains(&format!("\nstate\t{told}\n")), "{told}: {}", ran.out);
    }
}

#[test]
fn a_fault_of_the_network_leaves_the_rest() {
    let scene = Scene::open();
    for fault in
        [Fault::Hangs, Fault::Cut, Fault::CutWithin, Fault::Garbage(b"HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\n<a>")]
    {
        scene.network.always("GetPolicy", fault.clone()).always("GetFunctionConfiguration", fault);
        let result = scene.result("--timeout 1s");
        let what: Vec<String> = unread(&result).into_iter().map(|(what, _)| what).collect();
        assert_eq!(what, ["function", "permission"], "{result}");
        assert_eq!((&result["authorizer"]["mayInvoke"], &result["schema"]), (&Value::Null, &json!("judged")));
    }
}

#[test]
fn an_answer_that_is_no_api_is_told() {
    let scene = Scene::open();
    for (document, message) in [
        (json!({}), "with no API"),
        (json!({ "graphqlApi": { "apiId": "x" } }), "`authenticationType` is missing"),
        (json!({ "graphqlApi": { "authenticationType": "API_KEY" } }), "`arn` is missing"),
        (
            json!({ "graphqlApi": { "apiId": "x", "authenticationType": "AWS_TELEPATHY" } }),
            "`AWS_TELEPATHY` is not an authentication type that appsync-auth knows",
        ),
    ] {
        scene.network.always("GetGraphqlApi", said(&document));
        let ran = scene.status("");
        assert_eq!(ran.code, Some(5), "{}", ran.whole());
        assert!(ran.err.contains(message), "{message}: {}", ran.err);
    }
}

#[test]
fn a_policy_that_is_none_is_not_taken_for_an_empty_one() {
    let scene = Scene::open();
    scene.network.always("GetPolicy", said(&json!({ "Policy": "[]" })));
    let result = scene.result("");
    assert_eq!(result["authorizer"]["mayInvoke"], Value::Null);
    assert_eq!(result["unread"][0]["code"], "bad-policy");
}
