//! `grant` at a terminal: what it shows, asks, and does by the answer.

use std::io::{Read, Write};

use serde_json::json;

use super::Scene;

const DOWN: &str = "\u{1b}[B";

/// Runs a command, and types each answer when its question has come. Gives the exit code and what was shown, without
/// what moves the cursor.
fn conversation(scene: &Scene, words: &str, answers: &[(&str, &str)]) -> (Option<i32>, String) {
    let line = format!("grant --api events --function reader {words}");
    let (mut terminal, mut child) = scene.sandbox.start_at_terminal(80, &line);
    let mut answers = answers.iter();
    let mut waiting = answers.next();
    let (mut seen, mut from) = (Vec::new(), 0);
    let mut chunk = [0; 4096];
    while let Ok(read @ 1..) = terminal.read(&mut chunk) {
        seen.extend_from_slice(&chunk[..read]);
        let text = String::from_utf8_lossy(&seen[from..]).into_owned();
        if let Some((_, keys)) = waiting.filter(|(question, _)| text.contains(question)) {
            terminal.write_all(keys.as_bytes()).unwrap();
            from = seen.len();
            waiting = answers.next();
        }
    }
    assert!(waiting.is_none(), "not asked {waiting:?}: {}", String::from_utf8_lossy(&seen));
    let text = String::from_utf8_lossy(&seen).replace("\r\n", "\n");
    (child.wait().unwrap().code(), console::strip_ansi_codes(&text).into_owned())
}

#[test]
fn the_plan_is_shown_and_carried_out_when_the_user_agrees() {
    let scene = Scene::open();
    scene.set_variables(&json!({ "SECRET": "hunter2" }));
    let (code, seen) =
        conversation(&scene, "--to query --apply --endpoint-variable API_URL", &[("Put this on the function?", "y")]);
    assert_eq!(code, Some(0), "{seen}");
    let plan = format!(
        "function   arn:aws:lambda:eu-west-1:111122223333:function:reader\n\
         role       arn:aws:iam::111122223333:role/appsync-auth-local-reader\n\
         policy     {}, inline on the role\n           + {}/types/Query/*\nvariable   API_URL =\n           {}\n",
        scene.policy_name(),
        scene.api(),
        scene.url()
    );
    assert!(seen.contains(&plan), "{seen}\n{plan}");
    assert!(seen.ends_with("done       set variable `API_URL` of function `reader`\n"), "{seen}");
    assert_eq!(seen.matches("/types/Query/*\n").count(), 1, "{seen}");
    assert_eq!(scene.granted(), Some(scene.policy(&["Query/*"])));
    assert_eq!(scene.variables(), json!({ "SECRET": "hunter2", "API_URL": scene.url() }));
}

#[test]
fn nothing_is_changed_when_the_user_does_not_agree() {
    let scene = Scene::open();
    for keys in ["n", "\r", "\u{1b}"] {
        let (code, seen) = conversation(&scene, "--to query --apply", &[("Put this on the function?", keys)]);
        assert_eq!(code, Some(1), "{seen}");
        let told = format!(
            "not confirmed: nothing was sent\nnot-begun  put inline policy `{}` on role `appsync-auth-local-reader`\n",
            scene.policy_name()
        );
        assert!(seen.replace("\n           ", " ").ends_with(&told), "{seen}");
    }
    assert_eq!(scene.granted(), None);
    scene.put_inline(&scene.policy_name(), &scene.policy(&["Query/*"]));
    let (code, seen) = conversation(&scene, "--revoke", &[("Take this from the function?", "\r")]);
    assert_eq!((code, scene.granted().is_some()), (Some(1), true), "{seen}");
    let (code, seen) = conversation(&scene, "--revoke", &[("Take this from the function?", "y")]);
    assert_eq!((code, scene.granted()), (Some(0), None), "{seen}");
}

#[test]
fn amplifys_variable_is_offered_and_set_only_when_the_user_wants_it() {
    let scene = Scene::open();
    scene.set_variables(&json!({ "SECRET": "hunter2" }));
    let (code, seen) =
        conversation(&scene, "--to query --apply", &[("Put this on the function?", "y"), ("  yes, and", "\r")]);
    assert_eq!((code, scene.variables()), (Some(0), json!({ "SECRET": "hunter2" })), "{seen}");
    // Who leaves the question has said no, and hears what was done all the same.
    assert_eq!(scene.grant("--revoke --yes").code, Some(0));
    let (code, seen) =
        conversation(&scene, "--to query --apply", &[("Put this on the function?", "y"), ("  yes, and", "\u{1b}")]);
    assert_eq!((code, scene.variables()), (Some(0), json!({ "SECRET": "hunter2" })), "{seen}");
    assert!(seen.contains("done       put inline policy"), "{seen}");
    // The policy is there now; the offer stands.
    let (code, seen) = conversation(&scene, "--to query --apply", &[("  yes, and", &format!("{DOWN}\r"))]);
    let expected = json!({ "SECRET": "hunter2", "AMPLIFY_DATA_GRAPHQL_ENDPOINT": scene.url() });
    assert_eq!((code, scene.variables()), (Some(0), expected), "{seen}");
    let (code, seen) = conversation(&scene, "--to query --apply", &[]);
    assert_eq!(code, Some(0), "{seen}");
}

#[test]
fn a_check_fits_the_terminal() {
    let scene = Scene::open();
    scene.put_inline(&scene.policy_name(), &scene.policy(&["Query/fields/getEvent"]));
    let ran = scene.sandbox.at_terminal(80, "grant --api events --function reader --check -q");
    let told = ran.out.replace(scene.emulator.text("apiId"), "abcdefghijklmnopqrstuvwxyz");
    insta::assert_snapshot!(told, @r"
    function  arn:aws:lambda:eu-west-1:111122223333:function:reader
    role      arn:aws:iam::111122223333:role/appsync-auth-local-reader

    denied    Query.listEvents, Query.audit: no policy allows it (I202
              field-not-in-policies)
    allowed   Query.getEvent: statement 1 `AppSyncGraphQL` of the inline policy
              `appsync-auth-abcdefghijklmnopqrstuvwxyz` allows it (I101
              allowed-by-policy)
    denied    types/Mutation/*: no policy allows it (I202 field-not-in-policies)
    none      types/Subscription/*: the schema has no such operations

    variable  `AMPLIFY_DATA_GRAPHQL_ENDPOINT` is not set
    ");
    assert_eq!(ran.code, Some(1));
}
