//! The policy and the infrastructure code, and what is refused or warned of.

use serde_json::{Value, json};

use super::{FUNCTION_ARN, ROLE_ARN, Scene};

#[test]
fn without_an_action_the_policy_is_all_of_standard_output() {
    let scene = Scene::open();
    for (words, paths) in [
        ("", &["Query/*", "Mutation/*", "Subscription/*"][..]),
        ("--to query", &["Query/*"]),
        ("--to mutate,query,mutate", &["Mutation/*", "Query/*"]),
        ("--field Query.getEvent --field Event.name", &["Query/fields/getEvent", "Event/fields/name"]),
        ("--to mutate --field Query.getEvent", &["Mutation/*", "Query/fields/getEvent"]),
    ] {
        let ran = scene.grant(words);
        assert_eq!((ran.code, ran.json()), (Some(0), scene.policy(paths)), "{words}: {}", ran.whole());
    }
    assert_eq!(scene.granted(), None);
}

#[test]
fn the_envelope_says_what_the_policy_is_for() {
    let scene = Scene::open();
    let ran = scene.grant("--field Query.getEvent --json -q");
    let expected = json!({
        "schemaVersion": 1,
        "command": "grant",
        "result": {
            "action": "print",
            "api": scene.api(),
            "function": FUNCTION_ARN,
            "role": ROLE_ARN,
            "policyName": scene.policy_name(),
            "warnings": ["AWS_IAM does not reach `Event.secret`, whatever a policy says: the directives of the schema leave it out (`appsync-auth access --mode AWS_IAM` shows every field)"],
            "policy": scene.policy(&["Query/fields/getEvent"]),
        },
        "findings": [],
        "error": null,
    });
    assert_eq!((ran.code, ran.json(), ran.err.as_str()), (Some(0), expected, ""));
}

#[test]
fn what_a_policy_cannot_open_is_said() {
    let scene = Scene::open();
    let ran = scene.grant("");
    for warning in [
        "warning: the schema has no Subscription type, so `listen` allows nothing yet\n",
        "warning: AWS_IAM does not reach `Query.audit`, `Event.secret`, whatever a policy says: ",
    ] {
        assert!(ran.err.contains(warning), "{}", ran.whole());
    }
    let ran = scene.sandbox.line("grant --api keys --function reader --to query");
    let warning = "warning: API `keys` has no AWS_IAM mode, so the policy alone lets nobody in: add AWS_IAM to its authorization types (it has API_KEY) and `@aws_iam` to what the function reads\n";
    assert_eq!(ran.code, Some(0), "{}", ran.whole());
    assert!(ran.err.starts_with(warning), "{}", ran.whole());
}

#[test]
fn what_cannot_be_meant_is_refused_before_anything_is_sent() {
    let (scene, proxy) = Scene::behind();
    for (words, message) in [
        (
            "--field Query.getEvnt",
            "error: the API's schema has no field `Query.getEvnt` on an object type\nhelp: did you mean `Query.getEvent`?\n",
        ),
        (
            "--field Query.getEvnt --apply --yes",
            "error: the API's schema has no field `Query.getEvnt` on an object type\nhelp: did you mean `Query.getEvent`?\n",
        ),
        (
            "--apply",
            "error: `--apply` asks before it changes anything, and nobody can be asked\nhelp: agree with `--yes`\n",
        ),
        (
            "--revoke",
            "error: `--revoke` asks before it changes anything, and nobody can be asked\nhelp: agree with `--yes`\n",
        ),
        ("--yes", "error: `--yes` agrees to a change, and none is asked for\nhelp: add `--apply` or `--revoke`\n"),
        (
            "--endpoint-variable URL",
            "error: `--endpoint-variable` needs something that is done with it\nhelp: add `--apply`, `--check`, `--revoke` or `--print FORMAT`\n",
        ),
    ] {
        let ran = scene.grant(words);
        assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (Some(2), "", message), "{words}");
    }
    for words in [
        "--to read",
        "--field getEvent",
        "--apply --check",
        "--check --yes",
        "--revoke --to query",
        "--print cdk --apply",
        "--apply --endpoint-variable AWS_REGION",
        "--apply --endpoint-variable 1A",
        "--apply --endpoint-variable A-B",
    ] {
        assert_eq!(scene.grant(words).code, Some(2), "{words}");
    }
    assert_eq!(proxy.changes(), [""; 0]);
    let ran = scene.sandbox.line("grant --function reader");
    assert!(ran.code == Some(2) && ran.err.starts_with("error: it is not known which API"), "{}", ran.whole());
    for (function, code, message) in [
        ("nobody", 5, "error: there is no Lambda function `nobody` in eu-west-1\n"),
        ("a/b", 2, "error: `a/b` is not the name or ARN of a Lambda function\n"),
        ("arn:aws:s3:::bucket", 2, "error: `arn:aws:s3:::bucket` is not the name or ARN of a Lambda function\n"),
    ] {
        let ran = scene.sandbox.line(&format!("grant --api events --function {function}"));
        assert_eq!(ran.code, Some(code), "{}", ran.whole());
        assert!(ran.err.starts_with(message), "{}", ran.whole());
    }
}

/// The text of a format, with names in place of what differs from run to run.
fn printed(scene: &Scene, words: &str) -> String {
    let ran = scene.grant(&format!("--print {words}"));
    assert_eq!(ran.code, Some(0), "{}", ran.whole());
    let address = scene.emulator.text("controlPlaneUrl");
    ran.out.replace(scene.emulator.text("apiId"), "APIID").replace(address, "https://api.example")
}

#[test]
fn each_format_says_the_same_grant() {
    let scene = Scene::open();
    let words = "--to query,mutate --field Query.getEvent --endpoint-variable API_URL";
    for format in ["cloudformation", "terraform", "cdk", "amplify", "cli"] {
        insta::assert_snapshot!(format, printed(&scene, &format!("{format} {words}")));
    }
    insta::assert_snapshot!(printed(&scene, "amplify"), @r"
    // In amplify/data/resource.ts, with `import { reader } from '…'` of the function's own resource.ts:
    const schema = a
      .schema({ /* … */ })
      .authorization((allow) => [allow.resource(reader).to(['query', 'mutate', 'listen'])]);
    ");
    let ran = scene.grant("--print cdk --to query --json");
    let Value::Object(code) = &ran.json()["result"]["code"] else { panic!("{}", ran.whole()) };
    assert_eq!(
        (code["format"].as_str(), code["text"].as_str()),
        (Some("cdk"), Some(&*scene.grant("--print cdk --to query").out))
    );
}

#[test]
fn the_command_of_the_aws_cli_carries_the_policy_itself() {
    let scene = Scene::open();
    let ran = scene.grant("--print cli --to query");
    let words = shell_words::split(&ran.out).unwrap();
    let document = words.iter().skip_while(|word| *word != "--policy-document").nth(1).unwrap();
    assert_eq!(serde_json::from_str::<Value>(document).unwrap(), scene.policy(&["Query/*"]));
    assert_eq!(
        words[..7],
        ["aws", "iam", "put-role-policy", "--role-name", super::ROLE, "--policy-name", &scene.policy_name()]
    );
}
