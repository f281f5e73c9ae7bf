//! What goes wrong at AWS: the right exit code, what is missing, and what was done.

use std::sync::Arc;

use serde_json::json;

use super::{FUNCTION_ARN, ROLE_ARN, Scene, set_variables};
use crate::support::unreliable::{Fault, Refusal};

#[test]
fn each_call_that_is_denied_is_named_with_its_action_and_resource() {
    let managed = "arn:aws:iam::aws:policy/AWSAppSyncInvokeFullAccess";
    let apply = "--to query --apply --yes --endpoint-variable API_URL";
    let revoke = "--revoke --yes --endpoint-variable API_URL";
    let check = "--to query --check";
    for (words, operation, action, resource, changed) in [
        (apply, "ListGraphqlApis", "appsync:ListGraphqlApis", "", 0),
        (apply, "GetFunctionConfiguration", "lambda:GetFunctionConfiguration", "reader", 0),
        (apply, "iam:GetRole", "iam:GetRole", ROLE_ARN, 0),
        (apply, "iam:GetRolePolicy", "iam:GetRolePolicy", ROLE_ARN, 0),
        (apply, "iam:PutRolePolicy", "iam:PutRolePolicy", ROLE_ARN, 0),
        (apply, "UpdateFunctionConfiguration", "lambda:UpdateFunctionConfiguration", FUNCTION_ARN, 1),
        (revoke, "iam:GetRole", "iam:GetRole", ROLE_ARN, 0),
        (revoke, "iam:GetRolePolicy", "iam:GetRolePolicy", ROLE_ARN, 0),
        (revoke, "iam:DeleteRolePolicy", "iam:DeleteRolePolicy", ROLE_ARN, 0),
        (revoke, "UpdateFunctionConfiguration", "lambda:UpdateFunctionConfiguration", FUNCTION_ARN, 1),
        (check, "iam:GetRole", "iam:GetRole", ROLE_ARN, 0),
        (check, "iam:ListRolePolicies", "iam:ListRolePolicies", ROLE_ARN, 0),
        (check, "iam:GetRolePolicy", "iam:GetRolePolicy", ROLE_ARN, 0),
        (check, "iam:ListAttachedRolePolicies", "iam:ListAttachedRolePolicies", ROLE_ARN, 0),
        (check, "iam:GetPolicy", "iam:GetPolicy", managed, 0),
        (check, "iam:GetPolicyVersion", "iam:GetPolicyVersion", managed, 0),
        (check, "GetIntrospectionSchema", "appsync:GetIntrospectionSchema", "", 0),
    ] {
        let (scene, proxy) = Scene::behind();
        if words != apply {
            scene.put_inline(&scene.policy_name(), &scene.policy(&["Mutation/*"]));
            scene.set_variables(&json!({ "SECRET": "hunter2", "API_URL": scene.url() }));
        }
        assert!(
            !scene.iam(&[("Action", "AttachRolePolicy"), ("RoleName", super::ROLE), ("PolicyArn", managed)]).is_empty()
        );
        proxy.always(operation, Fault::Refused(Refusal::access_denied(action, resource)));
        let ran = scene.grant(&format!("{words} --json"));
        let error = ran.json()["error"].clone();
        let message = error["message"].as_str().unwrap();
        let wanted = if resource.is_empty() {
            format!("AWS denied `{action}` on ")
        } else {
            format!("AWS denied `{action}` on `{resource}`")
        };
        assert!(message.starts_with(&wanted), "{words} {operation}: {}", ran.whole());
        assert_eq!((ran.code, &error["kind"]), (Some(4), &json!("credentials")), "{words} {operation}");
        assert_eq!(proxy.changes().len(), changed, "{words} {operation}: {:?}", proxy.changes());
        assert!(!ran.whole().contains("hunter2"), "{}", ran.whole());
        // With the permission, running it again ends what was begun.
        proxy.heal();
        if words == check {
            assert_eq!(scene.grant(words).code, Some(0), "{operation}");
            continue;
        }
        assert_eq!(scene.grant(words).code, Some(0), "{operation}");
        let expected = if words == apply { Some(scene.policy(&["Query/*"])) } else { None };
        assert_eq!(scene.granted(), expected, "{operation}");
        assert_eq!(scene.variables()["API_URL"] == json!(scene.url()), words == apply, "{operation}");
    }
}

#[test]
fn a_step_that_fails_leaves_the_next_one_unbegun_and_both_are_told() {
    let (scene, proxy) = Scene::behind();
    proxy.always("iam:PutRolePolicy", Fault::Refused(Refusal::access_denied("iam:PutRolePolicy", ROLE_ARN)));
    let ran = scene.grant("--to query --apply --yes --endpoint-variable API_URL");
    let name = scene.policy_name();
    let told = format!(
        "policy\tfailed\tput inline policy `{name}` on role `appsync-auth-local-reader`\nadded\t{}/types/Query/*\n\
         variable\tnot-begun\tset variable `API_URL` of function `reader`\n",
        scene.api()
    );
    assert_eq!((ran.code, ran.out), (Some(4), told));
    assert!(
        ran.err.contains(
            "error: AWS denied `iam:PutRolePolicy` on `arn:aws:iam::111122223333:role/appsync-auth-local-reader`\n"
        ),
        "{}",
        ran.err
    );
    assert_eq!((scene.granted(), scene.variables()), (None, json!({})));
}

#[test]
fn a_schema_that_may_not_be_read_is_a_warning_and_the_policy_is_put_all_the_same() {
    let (scene, proxy) = Scene::behind();
    proxy.always(
        "GetIntrospectionSchema",
        Fault::Refused(Refusal::access_denied("appsync:GetIntrospectionSchema", "x")),
    );
    let ran = scene.grant("--field Query.anything --apply --yes");
    assert_eq!((ran.code, scene.granted()), (Some(0), Some(scene.policy(&["Query/fields/anything"]))));
    assert!(ran.err.starts_with("warning: the schema cannot be read, so no field is checked against it: AWS denied `appsync:GetIntrospectionSchema`"), "{}", ran.err);
}

#[test]
fn an_answer_that_is_lost_is_looked_for() {
    for (operation, fault, code) in [
        ("iam:PutRolePolicy", Fault::CutAfter, 0),
        ("iam:PutRolePolicy", Fault::HangsAfter, 0),
        ("iam:PutRolePolicy", Fault::RefusedAfter(Refusal::internal()), 0),
        ("iam:PutRolePolicy", Fault::Cut, 5),
        ("UpdateFunctionConfiguration", Fault::CutAfter, 0),
        ("UpdateFunctionConfiguration", Fault::HangsAfter, 0),
        ("UpdateFunctionConfiguration", Fault::CutWithin, 0),
        ("UpdateFunctionConfiguration", Fault::RefusedAfter(Refusal::internal()), 0),
        // It is read again, is not there, and is sent once more.
        ("UpdateFunctionConfiguration", Fault::Cut, 0),
        (
            "UpdateFunctionConfiguration",
            Fault::Refused(Refusal::new(409, "ResourceConflictException", "in progress")),
            0,
        ),
        ("UpdateFunctionConfiguration", Fault::Garbage(b"HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\n{{{"), 0),
    ] {
        let (scene, proxy) = Scene::behind();
        scene.set_variables(&json!({ "SECRET": "hunter2" }));
        proxy.nth(operation, 1, fault);
        let ran = scene.grant("--to query --apply --yes --endpoint-variable API_URL --timeout 2s");
        assert_eq!(ran.code, Some(code), "{operation}: {}", ran.whole());
        if code == 0 {
            assert!(ran.out.contains("policy\tdone") && ran.out.contains("variable\tdone"), "{}", ran.whole());
        } else {
            assert!(ran.out.contains("policy\tunclear") && ran.out.contains("variable\tnot-begun"), "{}", ran.whole());
            assert_eq!(scene.grant("--to query --apply --yes --endpoint-variable API_URL").code, Some(0));
        }
        assert_eq!(scene.granted(), Some(scene.policy(&["Query/*"])), "{operation}");
        assert_eq!(scene.variables(), json!({ "SECRET": "hunter2", "API_URL": scene.url() }), "{operation}");
    }
}

#[test]
fn a_variable_that_somebody_sets_between_reading_and_writing_is_not_lost() {
    let (scene, proxy) = Scene::behind();
    scene.set_variables(&json!({ "SECRET": "hunter2" }));
    let emulator = Arc::clone(&scene.emulator);
    let meanwhile = json!({ "SECRET": "hunter3", "NEW": "1" });
    proxy.nth("UpdateFunctionConfiguration", 1, Fault::Before(Arc::new(move || set_variables(&emulator, &meanwhile))));
    let ran = scene.grant("--to query --apply --yes --endpoint-variable API_URL");
    assert_eq!(ran.code, Some(0), "{}", ran.whole());
    assert_eq!(scene.variables(), json!({ "SECRET": "hunter3", "NEW": "1", "API_URL": scene.url() }));
    let answers: Vec<Option<u16>> = proxy
        .calls()
        .iter()
        .filter(|call| call.operation == "UpdateFunctionConfiguration")
        .map(|call| call.done)
        .collect();
    assert_eq!(answers, [Some(412), Some(200)]);
}

#[test]
fn a_function_that_changes_all_the_time_is_given_up() {
    let (scene, proxy) = Scene::behind();
    let refusal = Refusal::new(412, "PreconditionFailedException", "The Revision Id provided does not match");
    proxy.always("UpdateFunctionConfiguration", Fault::Refused(refusal));
    let ran = scene.grant("--to query --apply --yes --endpoint-variable API_URL");
    assert_eq!(ran.code, Some(5), "{}", ran.whole());
    assert!(ran.out.ends_with("variable\tfailed\tset variable `API_URL` of function `reader`\n"), "{}", ran.whole());
    let tries = proxy.operations().iter().filter(|name| *name == "UpdateFunctionConfiguration").count();
    assert_eq!((tries, scene.variables()), (5, json!({})));
}

#[test]
fn iam_is_asked_again_only_while_somebody_elses_change_is_under_way() {
    for (code, tries, ends) in [("ConcurrentModification", 2, 0), ("LimitExceeded", 1, 5)] {
        let (scene, proxy) = Scene::behind();
        proxy.nth("iam:PutRolePolicy", 1, Fault::Refused(Refusal::new(409, code, "no luck")));
        let ran = scene.grant("--to query --apply --yes");
        assert_eq!(ran.code, Some(ends), "{code}: {}", ran.whole());
        let sent = proxy.operations().iter().filter(|name| *name == "iam:PutRolePolicy").count();
        assert_eq!((sent, scene.granted().is_some()), (tries, ends == 0), "{code}");
    }
}

/// The function with variables that nobody could decrypt.
const UNREADABLE: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 254\r\n\r\n\
{\"FunctionName\":\"reader\",\"FunctionArn\":\"arn:aws:lambda:eu-west-1:111122223333:function:reader\",\"RevisionId\":\"r\",\
\"Role\":\"arn:aws:iam::111122223333:role/appsync-auth-local-reader\",\"Environment\":{\"Error\":{\"ErrorCode\":\"AccessDeniedException\",\"Message\":\"x\"}}}";

#[test]
fn variables_that_cannot_be_read_are_never_overwritten() {
    let at = UNREADABLE.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
    assert_eq!(UNREADABLE.len() - at - 4, 254, "the length that is said");
    for words in ["--to query --apply", "--revoke"] {
        let (scene, proxy) = Scene::behind();
        proxy.always("GetFunctionConfiguration", Fault::Garbage(UNREADABLE));
        let ran = scene.grant(&format!("{words} --yes --endpoint-variable API_URL"));
        assert_eq!(ran.code, Some(4), "{}", ran.whole());
        let message = "error: Lambda could not read the variables of `reader` (AccessDeniedException), and setting one would lose all others\nhelp: allow `kms:Decrypt` on the function's key in a policy of the caller\n";
        assert!(ran.err.ends_with(message), "{}", ran.whole());
        assert_eq!(proxy.changes(), [""; 0]);
    }
    let (scene, proxy) = Scene::behind();
    proxy.always("GetFunctionConfiguration", Fault::Garbage(UNREADABLE));
    // The policy alone needs no variable.
    assert_eq!(scene.grant("--to query --apply --yes").code, Some(0));
    assert_eq!(proxy.changes(), ["iam:PutRolePolicy"]);
    let ran = scene.grant("--to query --check --endpoint-variable API_URL");
    assert_eq!(ran.code, Some(6), "{}", ran.whole());
}

#[test]
fn lambdas_message_that_repeats_every_variable_is_not_shown() {
    let scene = Scene::open();
    let secret = "hunter2".repeat(575);
    scene.set_variables(&json!({ "SECRET": secret }));
    let ran = scene.grant("--to query --apply --yes --endpoint-variable API_URL -vv");
    assert_eq!(ran.code, Some(5), "{}", ran.whole());
    assert!(!ran.whole().contains("hunter2"), "{}", ran.whole());
    let message = format!(
        "error: AWS refused `UpdateFunctionConfiguration` on `{FUNCTION_ARN}` with InvalidParameterValueException\n\
         help: Lambda takes 4 KB of variables together; see whether there is room for one more\n"
    );
    assert!(ran.err.ends_with(&message), "{}", ran.whole());
    assert_eq!(scene.variables(), json!({ "SECRET": secret }));
}

#[test]
fn a_role_of_the_same_name_in_another_account_is_not_taken_for_the_functions() {
    let (scene, proxy) = Scene::behind();
    let answer = b"HTTP/1.1 200 OK\r\ncontent-type: text/xml\r\ncontent-length: 379\r\n\r\n\
<GetRoleResponse xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\"><GetRoleResult><Role><Path>/</Path><RoleName>appsync-auth-local-reader</RoleName><RoleId>AROAABCDEFGHIJKLMNOPQ</RoleId><Arn>arn:aws:iam::999999999999:role/appsync-auth-local-reader</Arn><CreateDate>2026-01-01T00:00:00Z</CreateDate></Role></GetRoleResult><ResponseMetadata></ResponseMetadata></GetRoleResponse>   ";
    let at = answer.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
    assert_eq!(answer.len() - at - 4, 379, "the length that is said");
    proxy.always("iam:GetRole", Fault::Garbage(answer));
    let ran = scene.grant("--to query --apply --yes");
    assert_eq!(ran.code, Some(5), "{}", ran.whole());
    assert!(
        ran.err.contains(&format!("error: there is no role `{ROLE_ARN}` in the account of the credentials\n")),
        "{}",
        ran.whole()
    );
    assert_eq!(proxy.changes(), [""; 0]);
}

#[cfg(unix)]
#[test]
fn who_interrupts_hears_what_was_done_and_what_perhaps() {
    let (scene, proxy) = Scene::behind();
    for (operation, told) in [
        ("GetFunctionConfiguration", "error: interrupted: nothing was changed\n".to_owned()),
        (
            "UpdateFunctionConfiguration",
            format!(
                "error: interrupted: done: put inline policy `{}` on role `appsync-auth-local-reader`; perhaps done: set variable `API_URL` of function `reader` (run it again to see and to mend)\n",
                scene.policy_name()
            ),
        ),
    ] {
        proxy.heal();
        proxy.always(operation, Fault::Hangs);
        let seen = proxy.operations().iter().filter(|name| *name == operation).count();
        let child = scene
            .sandbox
            .start("grant --api events --function reader --to query --apply --yes --endpoint-variable API_URL");
        proxy.wait_for(operation, seen + 1);
        let id = rustix::process::Pid::from_raw(i32::try_from(child.id()).unwrap()).unwrap();
        rustix::process::kill_process(id, rustix::process::Signal::INT).unwrap();
        let output = child.wait_with_output().unwrap();
        let err = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(130), "{err}");
        assert!(err.ends_with(&told), "{err}");
    }
    proxy.heal();
    assert_eq!(scene.grant("--to query --apply --yes --endpoint-variable API_URL").code, Some(0));
    assert_eq!(scene.variables(), json!({ "API_URL": scene.url() }));
}
