//! A saved configuration brought back.

use serde_json::{Value, json};

use super::scene::Scene;

/// The files of the backups, by name.
fn backups(scene: &Scene) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(scene.sandbox.path().join(".appsync-auth/backup")) else { return Vec::new() };
    let mut names: Vec<String> =
        entries.map(|entry| format!(".appsync-auth/backup/{}", entry.unwrap().file_name().to_str().unwrap())).collect();
    names.sort();
    names
}

#[test]
fn what_was_there_before_comes_back_whole() {
    let scene = Scene::new();
    let before = scene.api();
    scene.configured("--default --function one --ttl 60 --previous-default drop --yes");
    assert_eq!(scene.api()["authenticationType"], "AWS_LAMBDA");
    let [backup] = &backups(&scene)[..] else { panic!("{:?}", backups(&scene)) };
    let saved: Value = serde_json::from_str(&scene.sandbox.read(backup)).unwrap();
    assert_eq!(saved["graphqlApi"], Value::Object(before.clone()));
    // The file says which API it is of.
    let check = scene.sandbox.line(&format!("configure --restore {backup} --check"));
    assert_eq!(check.code, Some(1), "{}", check.whole());
    let ran = scene.sandbox.line(&format!("configure --restore {backup} --yes"));
    assert_eq!(ran.code, Some(0), "{}", ran.whole());
    assert_eq!(scene.api(), before);
    scene.assert_is(None);
    assert_eq!(scene.sandbox.line(&format!("configure --restore {backup} --check")).code, Some(0));
    assert_eq!(backups(&scene).len(), 2, "the configuration that was replaced was saved too");
}

#[test]
fn what_the_aws_cli_prints_is_a_saved_configuration_too() {
    let scene = Scene::new();
    let before = scene.api();
    scene.configured("--additional --function one --ttl 60 --yes");
    let with_authorizer = scene.api();
    for (document, expected) in
        [(json!({ "graphqlApi": before }), &before), (Value::Object(with_authorizer.clone()), &with_authorizer)]
    {
        let ran = scene.sandbox.run_with_input("configure --restore - --yes", document.to_string().as_bytes());
        assert_eq!(ran.code, Some(0), "{}", ran.whole());
        assert_eq!(&scene.api(), expected);
    }
    scene.assert_is(Some(("one", 60)));
}

#[test]
fn what_is_no_configuration_of_this_api_is_refused() {
    let scene = Scene::new();
    let mut other = scene.api();
    let arn = other["arn"].as_str().unwrap().replace(scene.id(), "aaaaaaaaaaaaaaaaaaaaaaaaaa");
    other["arn"] = json!(arn);
    scene.sandbox.file("other.json", Value::Object(other).to_string());
    scene.sandbox.file("broken.json", "{ \"graphqlApi\": ");
    scene.sandbox.file("none.json", "{}");
    scene.sandbox.file("anonymous.json", r#"{ "name": "events", "authenticationType": "API_KEY" }"#);
    for (words, code, first) in [
        ("--restore other.json --api events", 2, "the saved configuration is of"),
        ("--restore broken.json", 3, "error:"),
        ("--restore none.json", 3, "`none.json` is not what describes a GraphQL API"),
        ("--restore anonymous.json --api events", 3, "`anonymous.json` does not say which API it is of"),
        ("--restore absent.json", 3, "there is no file `absent.json`"),
    ] {
        let ran = scene.sandbox.line(&format!("configure {words} --yes"));
        assert_eq!(ran.code, Some(code), "{words}: {}", ran.whole());
        assert!(ran.err.contains(first), "{words}: {}", ran.whole());
    }
    assert_eq!(scene.proxy.changes(), [""; 0]);
    assert_eq!(backups(&scene), [""; 0]);
}
