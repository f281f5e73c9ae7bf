//! One API.

use std::time::{Duration, Instant};

use insta::assert_snapshot;
use serde_json::{Value, json};

use super::{Scene, said, when_all_have_come};

#[test]
fn an_api_is_told_in_four_calls_of_which_three_are_made_at_once() {
    let scene = Scene::open();
    let (until_all, come) = when_all_have_come(3);
    for operation in ["GetFunctionConfiguration", "GetPolicy", "GetIntrospectionSchema"] {
        scene.network.always(operation, until_all.clone());
    }
    let started = Instant::now();
    let ran = scene.status("");
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""), "{}", ran.whole());
    // Each of the three waits for the others, and would for five seconds.
    assert!(started.elapsed() < Duration::from_secs(5) && come.load(std::sync::atomic::Ordering::SeqCst) == 3);
    let mut operations = scene.network.operations();
    assert_eq!(operations.remove(0), "GetGraphqlApi");
    operations.sort();
    assert_eq!(operations, ["GetFunctionConfiguration", "GetIntrospectionSchema", "GetPolicy"]);
    scene.redacted().bind(|| assert_snapshot!("in_a_pipe", ran.out));
    assert_eq!(scene.status("-q").out, ran.out);
}

#[cfg(unix)]
#[test]
fn a_terminal_gets_lines_that_fit() {
    let scene = Scene::open();
    for columns in [80, 120] {
        let ran = scene.stage.sandbox.at_terminal(columns, "status --api events");
        assert_eq!(ran.code, Some(0), "{}", ran.out);
        scene.redacted().bind(|| assert_snapshot!(format!("at_{columns}_columns"), ran.out));
    }
}

#[test]
fn an_api_is_found_by_id_name_arn_and_url() {
    let scene = Scene::open();
    let by_id = scene.status("");
    let arn = format!("arn:aws:appsync:eu-west-1:111122223333:apis/{}", scene.id());
    let url = scene.stage.emulator.ready["apis"][0]["graphqlUrl"].as_str().unwrap().to_owned();
    for selector in ["events", &arn, &url] {
        assert_eq!(scene.run(&format!("status --api {selector}")), by_id, "{selector}");
    }
    let mut command = scene.stage.sandbox.command(["status"]);
    command.env("APPSYNC_AUTH_API", "events");
    assert_eq!(crate::support::sandbox::ended(&mut command), by_id);
}

#[test]
fn without_an_api_both_ways_to_name_some_are_told() {
    let scene = Scene::open();
    let ran = scene.run("status");
    assert_eq!(
        (ran.code, ran.err.as_str()),
        (
            Some(2),
            "error: nothing says which API\nhelp: name one with `--api`, or an environment of appsync-auth.yaml that does, or see all with `--all`\n"
        )
    );
    assert_eq!(scene.run("status --all --api events").code, Some(2));
    assert_eq!(scene.run("status --api events --watch --interval 10ms").code, Some(2));
    assert_eq!(scene.network.operations(), Vec::<String>::new());
}

#[test]
fn a_name_of_several_apis_lists_them_and_one_of_none_says_so() {
    let scene = Scene::open();
    let twin = scene.make(&json!({ "name": "events", "authenticationType": "API_KEY" }));
    let ran = scene.run("status --api events");
    assert_eq!(ran.code, Some(2), "{}", ran.whole());
    assert!(ran.err.contains("`events` is the name of 2 APIs") && ran.err.contains(&twin), "{}", ran.err);
    let ran = scene.run("status --api event");
    assert_eq!(ran.code, Some(5), "{}", ran.whole());
    assert!(ran.err.contains("did you mean `events`?"), "{}", ran.err);
}

#[test]
fn whether_appsync_may_invoke_follows_the_policy() {
    let scene = Scene::open();
    let told = || {
        let ran = scene.status("--json").json();
        let codes = ran["findings"].as_array().unwrap().iter().map(|finding| finding["code"].as_str().unwrap());
        let codes: Vec<String> = codes.filter(|code| ["A203", "L208"].contains(code)).map(str::to_owned).collect();
        let authorizer = &ran["result"]["authorizer"];
        (authorizer["mayInvoke"].clone(), authorizer["allowedBy"].clone(), codes)
    };
    let arn = format!("arn:aws:appsync:eu-west-1:111122223333:apis/{}", scene.id());
    let given = json!([format!("appsync-auth-local-{}", scene.id())]);
    assert_eq!(told(), (json!(true), given, vec![]));
    scene.forbid();
    assert_eq!(told(), (json!(false), json!([]), vec!["A203".to_owned()]));
    scene.permit("other", Some("arn:aws:appsync:eu-west-1:111122223333:apis/zzzzzzzzzzzzzzzzzzzzzzzzzz"));
    assert_eq!(told(), (json!(false), json!([]), vec!["A203".to_owned()]));
    scene.permit("ours", Some(&arn));
    assert_eq!(told(), (json!(true), json!(["ours"]), vec![]));
    scene.permit("open", None);
    assert_eq!(told(), (json!(true), json!(["ours", "open"]), vec!["L208".to_owned()]));
    // The policy of an alias is not that of the function.
    scene.ask(
        "lambda",
        "POST",
        "/2015-03-31/functions/rules/aliases",
        &json!({ "Name": "live", "FunctionVersion": "$LATEST" }),
    );
    let lambda = json!({ "authorizerUri": format!("{}:live", scene.function()), "authorizerResultTtlInSeconds": 0 });
    let api = json!({ "name": "events", "authenticationType": "AWS_LAMBDA", "lambdaAuthorizerConfig": lambda });
    scene.ask("appsync", "POST", &format!("/v1/apis/{}", scene.id()), &api);
    assert_eq!(told(), (json!(false), json!([]), vec!["A203".to_owned()]));
}

#[test]
fn an_api_without_an_authorizer_asks_lambda_nothing() {
    let scene = Scene::open();
    let id = scene.make(&json!({ "name": "keys", "authenticationType": "API_KEY" }));
    let ran = scene.run(&format!("status --api {id} --json"));
    assert_eq!(ran.code, Some(0), "{}", ran.whole());
    let result = &ran.json()["result"];
    assert_eq!((&result["authorizer"], &result["default"]), (&Value::Null, &json!({ "mode": "API_KEY" })));
    assert_eq!(scene.network.operations(), ["GetGraphqlApi", "GetIntrospectionSchema"]);
}

#[test]
fn findings_are_those_of_lint() {
    let scene = Scene::open();
    let codes = |verb: &str| {
        let ran = scene.run(&format!("{verb} --api {} --json", scene.id())).json();
        let mut found: Vec<(Value, Value)> = ran["findings"]
            .as_array()
            .unwrap()
            .iter()
            .map(|finding| (finding["code"].clone(), finding["message"].clone()))
            .collect();
        found.sort_by_key(|(code, _)| code.to_string());
        found
    };
    let found = codes("status");
    assert!(!found.is_empty());
    assert_eq!(found, codes("lint"));
    let with = codes("status --rule identity-regex=find");
    assert_eq!(found, with, "no regex, so its reading changes nothing");
}

#[test]
fn an_api_of_another_region_is_read_there() {
    let scene = Scene::open();
    let id = "zzzzzzzzzzzzzzzzzzzzzzzzzz";
    let arn = format!("arn:aws:appsync:us-west-2:111122223333:apis/{id}");
    let function = "arn:aws:lambda:us-west-2:111122223333:function:authz";
    let document = json!({ "graphqlApi": {
        "name": "far", "apiId": id, "arn": arn, "authenticationType": "AWS_LAMBDA",
        "lambdaAuthorizerConfig": { "authorizerUri": function },
    } });
    scene.network.always("GetGraphqlApi", said(&document));
    scene.run(&format!("status --api {arn}"));
    let calls = scene.network.calls();
    assert_eq!(calls.len(), 4);
    for call in calls {
        assert!(call.head.contains("/us-west-2/"), "{}", call.head);
    }
}

#[test]
fn help_fits_on_a_screen_and_its_examples_run() {
    let mut scene = Scene::open();
    scene.stage.sandbox.file("appsync-auth.yaml", "environments:\n  staging:\n    api: events\n");
    scene.stage.sandbox.set("COLUMNS", "80");
    let short = scene.run("status -h").out;
    assert!(short.lines().count() <= 60 && short.lines().all(|line| line.chars().count() <= 80), "{short}");
    let long = scene.run("status --help").out;
    let examples: Vec<&str> = long.lines().filter_map(|line| line.trim_start().strip_prefix("appsync-auth ")).collect();
    assert_eq!(examples.len(), 4, "{long}");
    for example in examples.iter().filter(|example| !example.contains("--watch")) {
        let ran = scene.run(example);
        assert_eq!(ran.code, Some(0), "{example}: {}", ran.whole());
    }
}
