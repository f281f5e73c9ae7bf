//! Every API of a region.

use insta::assert_snapshot;
use serde_json::{Value, json};

use super::{Scene, said};
use crate::support::unreliable::{Fault, Refusal};

fn lambda(scene: &Scene, name: &str, function: &str) -> Value {
    let config = json!({ "authorizerUri": function, "authorizerResultTtlInSeconds": 60 });
    let id = scene.make(&json!({ "name": name, "authenticationType": "AWS_LAMBDA", "lambdaAuthorizerConfig": config }));
    json!(id)
}

#[test]
fn each_function_is_asked_about_once_whichever_apis_name_it() {
    let scene = Scene::open();
    let function = scene.function();
    for name in ["one", "two", "three"] {
        lambda(&scene, name, &function);
    }
    scene.make(&json!({ "name": "keys", "authenticationType": "API_KEY" }));
    let ran = scene.run("status --all");
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""), "{}", ran.whole());
    let mut operations = scene.network.operations();
    operations.sort();
    assert_eq!(operations, ["GetFunctionConfiguration", "GetPolicy", "ListGraphqlApis"]);
    scene.redacted().bind(|| assert_snapshot!("all_in_a_pipe", ran.out));
}

#[cfg(unix)]
#[test]
fn a_terminal_gets_a_table_where_it_fits_and_blocks_where_it_does_not() {
    let scene = Scene::open();
    lambda(&scene, "one", &scene.function());
    scene.make(&json!({ "name": "keys", "authenticationType": "API_KEY" }));
    for columns in [80, 120] {
        let ran = scene.stage.sandbox.at_terminal(columns, "status --all");
        assert_eq!(ran.code, Some(0), "{}", ran.out);
        scene.redacted().bind(|| assert_snapshot!(format!("all_at_{columns}_columns"), ran.out));
    }
}

#[test]
fn a_fault_of_one_api_is_its_own() {
    let scene = Scene::open();
    let mut document =
        scene.ask("appsync", "GET", &format!("/v1/apis/{}", scene.id()), &Value::Null)["graphqlApi"].take();
    let good = document.clone();
    document["name"] = json!("odd");
    document["authenticationType"] = json!("AWS_TELEPATHY");
    // The second page belongs to the list as well.
    scene.network.nth("ListGraphqlApis", 1, said(&json!({ "graphqlApis": [document], "nextToken": "more" })));
    scene.network.nth("ListGraphqlApis", 2, said(&json!({ "graphqlApis": [good] })));
    let ran = scene.run("status --all");
    assert_eq!(ran.code, Some(0), "{}", ran.whole());
    let rows: Vec<Vec<&str>> = ran.out.lines().map(|line| line.split('\t').collect()).collect();
    assert_eq!((rows.len(), rows[0][0], rows[0][6], rows[1][0]), (2, "events", "yes", "odd"), "{}", ran.out);
    assert!(rows[1][7].contains("`AWS_TELEPATHY` is not an authentication type"), "{}", ran.out);
    let pages: Vec<bool> = scene
        .network
        .calls()
        .iter()
        .filter(|call| call.operation == "ListGraphqlApis")
        .map(|call| call.head.lines().next().unwrap().contains("nextToken=more"))
        .collect();
    assert_eq!(pages, [false, true]);
}

#[test]
fn a_list_that_does_not_end_is_refused() {
    let scene = Scene::open();
    scene.network.always("ListGraphqlApis", said(&json!({ "graphqlApis": [], "nextToken": "again" })));
    let ran = scene.run("status --all");
    assert_eq!(ran.code, Some(5), "{}", ran.whole());
    assert_eq!(scene.network.operations().len(), 2);
}

#[test]
fn what_is_denied_is_told_once_for_all_apis() {
    let scene = Scene::open();
    lambda(&scene, "one", &scene.function());
    scene.network.always("GetPolicy", Fault::Refused(Refusal::access_denied("lambda:GetPolicy", "*")));
    let ran = scene.run("status --all");
    assert_eq!(ran.code, Some(0), "{}", ran.whole());
    assert_eq!(ran.err.matches("AWS denied `lambda:GetPolicy`").count(), 1, "{}", ran.err);
    assert!(ran.err.contains("(for events, one)"), "{}", ran.err);
    assert!(ran.out.lines().all(|line| line.split('\t').nth(6) == Some("unknown")), "{}", ran.out);
    assert_eq!(scene.run("status --all -q").err, "");
    let json = scene.run("status --all --json").json();
    let unread: Vec<&Value> =
        json["result"]["apis"].as_array().unwrap().iter().map(|api| &api["unread"][0]["code"]).collect();
    assert_eq!(unread, [&json!("access-denied"), &json!("access-denied")]);
}

#[test]
fn json_has_an_array_whose_members_are_as_of_one_api() {
    let scene = Scene::open();
    let all = scene.run("status --all --json").json();
    let mut one = scene.result("");
    for (member, value) in [("schema", json!("not asked")), ("warnings", json!(1)), ("infos", json!(0))] {
        one[member] = value;
    }
    assert_eq!(all["result"], json!({ "region": "eu-west-1", "apis": [one] }));
    assert_eq!(all["findings"][0]["api"], json!(scene.id()));
}
