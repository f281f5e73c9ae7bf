//! Two runs at once: both changes are there at the end, or one of them says that it was not made.

use std::process::Stdio;

use serde_json::json;

use super::scene::Scene;
use crate::support::sandbox::ran;

#[test]
fn two_runs_at_once_lose_neither_change() {
    for round in 0..4 {
        let scene = Scene::new();
        scene.configured("--additional --function one --ttl 60 --identity-regex ^a --yes");
        let start = |words: &str| {
            let mut command =
                scene.sandbox.command(shell_words::split(&format!("configure --api events {words}")).unwrap());
            command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
        };
        let both = [start("--ttl 300 --yes"), start("--identity-regex ^b --yes")];
        for child in both {
            let ran = ran(child.wait_with_output().unwrap());
            assert_eq!(ran.code, Some(0), "round {round}: {}", ran.whole());
        }
        scene.assert_is(Some(("one", 300)));
        let api = scene.api();
        let provider = api["additionalAuthenticationProviders"].as_array().unwrap().last().unwrap();
        assert_eq!(provider["lambdaAuthorizerConfig"]["identityValidationExpression"], json!("^b"), "round {round}");
    }
}

#[test]
fn two_runs_that_want_different_functions_leave_one_authorizer_and_one_permission() {
    for _ in 0..4 {
        let scene = Scene::new();
        let both = [scene.start("--additional --function one --yes"), scene.start("--additional --function two --yes")];
        for child in both {
            let ran = ran(child.wait_with_output().unwrap());
            assert_eq!(ran.code, Some(0), "{}", ran.whole());
        }
        let (name, _) = scene.authorizer().unwrap();
        assert_eq!(scene.statements(&name), [scene.statement()]);
        let other = if name == "one" { "two" } else { "one" };
        assert_eq!(scene.statements(other), [""; 0]);
        scene.assert_nothing_lost();
    }
}
