//! What the store promises.

use std::fs;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};

use super::*;
use crate::appsync::Secret;
use crate::error::Error;
use crate::outside::authorizer::FunctionConfiguration;

const NOW: SystemTime = UNIX_EPOCH;

fn in_memory() -> Store {
    Store::open(None, "eu-west-1", "111122223333", NOW).unwrap()
}

fn on_disk(folder: &tempfile::TempDir) -> Result<Store, Error> {
    Store::open(Some(folder.path().join("state")), "eu-west-1", "111122223333", NOW)
}

fn api(name: &str) -> ApiRecord {
    let Value::Object(document) = json!({ "name": name, "authenticationType": "API_KEY", "ofNextYear": [1] }) else {
        unreachable!()
    };
    ApiRecord { document, ..ApiRecord::default() }
}

fn key(id: &str, configured: bool) -> ApiKey {
    ApiKey { id: Secret::new(id), description: None, expires: Some(3_600), configured }
}

#[test]
fn what_is_kept_in_a_folder_is_there_again() {
    let folder = tempfile::tempdir().unwrap();
    let store = on_disk(&folder).unwrap();
    let first = store.add_api(api("first")).unwrap();
    let second = store.add_api(api("second")).unwrap();
    let third = store.add_api(api("third")).unwrap();
    let change = |record: &mut ApiRecord| {
        record.schema = Some("type Query { a: Int }".to_owned());
        record.creation = SchemaCreation { status: SchemaStatus::Success, details: Some("fine".to_owned()) };
        record.api_keys.push(key("da2-own", false));
        record.environment.insert("STAGE".to_owned(), "test".into());
        Ok::<_, Error>(())
    };
    assert_eq!(store.change_api(&second.id, change).unwrap(), Some(()));
    assert!(store.remove_api(&third.id).unwrap());
    assert!(!store.remove_api(&third.id).unwrap());
    let policy = "arn:aws:iam::111122223333:policy/p".to_owned();
    let role = Role {
        path: "/".to_owned(),
        attached: [policy.clone()].into(),
        boundary: Some(policy.clone()),
        ..Role::default()
    };
    let version = PolicyVersion { document: "{}".to_owned(), created: 7 };
    let managed = ManagedPolicy { name: "p".to_owned(), versions: [(1, version)].into(), ..ManagedPolicy::default() };
    let members = json!({ "Environment": { "Variables": { "A": "b" } } }).as_object().unwrap().clone();
    let settings = FunctionSettings { revision: "r".to_owned(), modified: 1, members };
    let alias = Alias { version: "$LATEST".to_owned(), description: "d".to_owned(), revision: "r".to_owned() };
    store
        .change_account(|account| {
            account.roles.insert("r".to_owned(), role.clone());
            account.managed_policies.insert(policy, managed);
            account.functions.insert("f".to_owned(), settings);
            account.aliases.entry("f".to_owned()).or_default().insert("live".to_owned(), alias);
            Ok::<_, Error>(())
        })
        .unwrap();
    store.put_extra("data", json!({ "events": [1, 2] })).unwrap();
    let (apis, account) = (store.apis(), store.account());
    drop(store);
    let again = on_disk(&folder).unwrap();
    assert_eq!(again.apis(), apis);
    assert_eq!(again.apis().iter().map(|api| api.name().to_owned()).collect::<Vec<_>>(), ["first", "second"]);
    assert_eq!(again.api(&first.id).unwrap().document["ofNextYear"], json!([1]));
    assert_eq!(again.account(), account);
    assert_eq!(again.function_configuration("f").variables, [("A".to_owned(), "b".to_owned())]);
    assert_eq!(again.extra("data").as_deref(), Some(&json!({ "events": [1, 2] })));
    assert_eq!(again.extra("other"), None);
}

#[test]
fn what_an_earlier_version_wrote_of_roles_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let written = json!({
        "format": "appsync-auth local 1",
        "content": {
            "policies": {},
            "roles": {
                "r": { "path": "/", "id": "AROA", "created": 7, "trust_policy": "{}", "description": null, "policies": { "p": "{}" } },
            },
        },
    });
    fs::create_dir(folder.path().join("state")).unwrap();
    fs::write(folder.path().join("state/account.json"), written.to_string()).unwrap();
    let store = on_disk(&folder).unwrap();
    let expected = RoleDocuments { policies: vec!["{}".to_owned()], boundary: None };
    assert_eq!(store.role_documents("r"), expected);
    assert_eq!(store.function_configuration("f"), FunctionConfiguration::default());
}

#[test]
fn a_new_api_has_an_id_an_arn_and_an_owner_and_one_that_says_its_id_keeps_it() {
    let store = in_memory();
    let made = store.add_api(api("made")).unwrap();
    assert_eq!(
        Value::Object(made.document.clone()),
        json!({
            "name": "made", "authenticationType": "API_KEY", "ofNextYear": [1], "apiId": made.id,
            "arn": format!("arn:aws:appsync:eu-west-1:111122223333:apis/{}", made.id), "owner": "111122223333",
        })
    );
    let mut named = api("named");
    named.document.insert("apiId".to_owned(), "abc".into());
    named.document.insert("arn".to_owned(), "arn:aws:appsync:us-east-1:999999999999:apis/abc".into());
    let named = store.add_api(named).unwrap();
    assert_eq!((named.id.as_str(), named.sequence), ("abc", 2));
    assert_eq!(named.document["arn"], json!("arn:aws:appsync:eu-west-1:111122223333:apis/abc"));
    let mut again = api("again");
    again.document.insert("apiId".to_owned(), "abc".into());
    assert_eq!(store.add_api(again).unwrap().sequence, 2);
    assert_eq!(store.apis().len(), 2);
    assert_eq!(store.api_named("again").map(|api| api.id.clone()), Some("abc".to_owned()));
}

#[test]
fn a_refused_change_changes_nothing() {
    let store = in_memory();
    let before = store.add_api(api("a")).unwrap();
    let refused = store.change_api(&before.id, |record| {
        record.document.clear();
        Err::<(), _>(Error::usage("no", "no"))
    });
    assert!(refused.is_err());
    assert_eq!(store.api(&before.id), Some(before));
    assert_eq!(store.change_api("other", |_| Ok::<_, Error>(())).unwrap(), None);
}

#[test]
fn the_users_own_keys_are_never_written() {
    let folder = tempfile::tempdir().unwrap();
    let store = on_disk(&folder).unwrap();
    let id = store.add_api(api("a")).unwrap().id.clone();
    store
        .change_api(&id, |record| {
            record.api_keys.push(key("da2-made-here", false));
            Ok::<_, Error>(())
        })
        .unwrap();
    assert!(store.configure_api_keys(&id, vec![key("da2-the-users-own", false)]).unwrap());
    assert!(store.configure_api_keys(&id, vec![key("da2-the-users-new", false)]).unwrap());
    assert!(!store.configure_api_keys("other", Vec::new()).unwrap());
    let keys = [key("da2-made-here", false), key("da2-the-users-new", true)];
    assert_eq!(store.api(&id).unwrap().api_keys, keys);
    drop(store);
    for entry in fs::read_dir(folder.path().join("state")).unwrap() {
        let text = fs::read_to_string(entry.unwrap().path()).unwrap();
        assert!(!text.contains("the-users"), "{text}");
    }
    assert_eq!(on_disk(&folder).unwrap().api(&id).unwrap().api_keys, [key("da2-made-here", false)]);
}

#[test]
fn a_folder_has_one_emulator() {
    let folder = tempfile::tempdir().unwrap();
    let store = on_disk(&folder).unwrap();
    let error = on_disk(&folder).unwrap_err();
    let path = folder.path().join("state");
    assert_eq!(error.message(), format!("the folder `{}` is in use by another emulator", path.display()));
    assert_eq!(error.help_text(), Some("stop it first, or name another folder"));
    drop(store);
    assert!(on_disk(&folder).is_ok());
}

#[test]
fn a_damaged_or_foreign_file_is_named() {
    for (name, text, message) in [
        ("account.json", "{", "`PATH` is damaged: it cannot be read from line 1, column 1 on"),
        ("account.json", "", "`PATH` is damaged: it cannot be read from line 1, column 0 on"),
        (
            "account.json",
            r#"{"format":"appsync-auth local 9","content":{}}"#,
            "`PATH` is damaged: its format is not `appsync-auth local 1`",
        ),
        (
            "api-abc.json",
            r#"{"format":"appsync-auth local 1","content":{"sequence":1,"document":{"apiId":"abd"},"schema":null,"creation":{"status":"FAILED","details":null},"api_keys":[],"environment":{}}}"#,
            "`PATH` is damaged: it is not the API that its name says",
        ),
        ("extra-data.json", "[]", "`PATH` is damaged: it cannot be read from line 1, column 2 on"),
        ("notes.txt", "mine", "`PATH` is no file of the emulator's state"),
        ("api-ABC.json", "{}", "`PATH` is no file of the emulator's state"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("state")).unwrap();
        let path = folder.path().join("state").join(name);
        fs::write(&path, text).unwrap();
        let error = on_disk(&folder).unwrap_err();
        assert_eq!(error.message(), message.replace("PATH", &path.display().to_string()), "{name} {text}");
        assert_eq!(fs::read_to_string(&path).unwrap(), text, "left as it was");
    }
}

#[test]
fn what_an_unfinished_write_left_is_taken_away_and_what_is_hidden_is_left() {
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().join("state");
    fs::create_dir_all(state.join("tls")).unwrap();
    fs::write(state.join(".appsync-auth-unfinished-x1"), "{\"for").unwrap();
    fs::write(state.join(".gitignore"), "*").unwrap();
    let _store = on_disk(&folder).unwrap();
    let mut names: Vec<_> = fs::read_dir(&state).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, [".gitignore", "lock", "tls"]);
}

#[cfg(unix)]
#[test]
fn what_cannot_be_written_has_not_happened() {
    let folder = tempfile::tempdir().unwrap();
    let store = on_disk(&folder).unwrap();
    let before = store.add_api(api("a")).unwrap();
    // The folder is gone: nothing can be written, whoever runs the test.
    fs::remove_dir_all(folder.path().join("state")).unwrap();
    let change = |record: &mut ApiRecord| {
        record.schema = Some("type Query { a: Int }".to_owned());
        Ok::<_, Error>(())
    };
    assert_eq!(store.change_api(&before.id, change).unwrap_err().code(), "output-failed");
    assert_eq!(store.add_api(api("b")).unwrap_err().code(), "output-failed");
    assert_eq!(store.put_extra("data", json!(1)).unwrap_err().code(), "output-failed");
    assert_eq!(store.apis(), [before]);
    assert_eq!(store.extra("data"), None);
}

#[test]
fn a_drawer_has_a_plain_name() {
    for name in ["", "../x", "A", "a/b"] {
        assert_eq!(in_memory().put_extra(name, json!(1)).unwrap_err().code(), "bug", "{name}");
    }
}

#[test]
fn appsync_may_invoke_what_a_statement_opens_to_it() {
    const API: &str = "arn:aws:appsync:eu-west-1:111122223333:apis/abc";
    let statement = |principal: Value, action: &str, condition: Value| {
        let mut statement = json!({ "Sid": "s", "Effect": "Allow", "Principal": principal, "Action": action });
        if !condition.is_null() {
            statement["Condition"] = condition;
        }
        statement
    };
    let service = || json!({ "Service": "appsync.amazonaws.com" });
    let source = |arn: &str| json!({ "ArnLike": { "AWS:SourceArn": arn } });
    for (statement, expected) in [
        (statement(service(), "lambda:InvokeFunction", Value::Null), true),
        (statement(service(), "lambda:*", Value::Null), true),
        (statement(service(), "*", Value::Null), true),
        (statement(json!("*"), "lambda:InvokeFunction", Value::Null), true),
        (statement(service(), "lambda:GetFunction", Value::Null), false),
        (statement(json!({ "Service": "s3.amazonaws.com" }), "lambda:InvokeFunction", Value::Null), false),
        (statement(json!({ "AWS": "111122223333" }), "lambda:InvokeFunction", Value::Null), false),
        (statement(service(), "lambda:InvokeFunction", source(API)), true),
        (statement(service(), "lambda:InvokeFunction", source("arn:aws:appsync:eu-west-1:111122223333:apis/*")), true),
        (statement(service(), "lambda:InvokeFunction", source("arn:aws:appsync:*:111122223333:apis/ab?")), true),
        (statement(service(), "lambda:InvokeFunction", source("arn:aws:appsync:*:apis/abc")), false),
        (
            statement(service(), "lambda:InvokeFunction", source("arn:aws:appsync:eu-west-1:111122223333:apis/abd")),
            false,
        ),
        (
            statement(
                service(),
                "lambda:InvokeFunction",
                json!({ "StringLike": { "aws:SourceArn": "arn:aws:appsync:*abc" } }),
            ),
            true,
        ),
        (
            statement(
                service(),
                "lambda:InvokeFunction",
                json!({ "StringEquals": { "AWS:SourceAccount": "111122223333" }, "ArnLike": { "AWS:SourceArn": API } }),
            ),
            true,
        ),
        (
            statement(
                service(),
                "lambda:InvokeFunction",
                json!({ "StringEquals": { "AWS:SourceAccount": "999999999999" }, "ArnLike": { "AWS:SourceArn": API } }),
            ),
            false,
        ),
        (
            statement(service(), "lambda:InvokeFunction", json!({ "StringEquals": { "aws:PrincipalOrgID": "o-1" } })),
            false,
        ),
    ] {
        let store = in_memory();
        let policy = ResourcePolicy { revision: "1".to_owned(), statements: vec![statement.clone()] };
        store
            .change_account(|account| {
                account.policies.insert("authz:live".to_owned(), policy);
                Ok::<_, Error>(())
            })
            .unwrap();
        let may = |qualifier| store.may_invoke("authz", qualifier, API, "111122223333");
        assert_eq!(may(Some("live")), expected, "{statement}");
        assert!(!may(None) && !may(Some("$LATEST")) && !may(Some("other")), "{statement}");
    }
}

#[test]
fn a_statement_on_the_function_is_for_the_function_alone() {
    let store = in_memory();
    let open = json!({ "Effect": "Allow", "Principal": "*", "Action": "*" });
    store
        .change_account(|account| {
            let policy = ResourcePolicy { revision: "1".to_owned(), statements: vec![open] };
            account.policies.insert("authz".to_owned(), policy);
            Ok::<_, Error>(())
        })
        .unwrap();
    let may = |function, qualifier| store.may_invoke(function, qualifier, "arn:aws:appsync:r:1:apis/a", "1");
    assert!(may("authz", None) && may("authz", Some("$LATEST")));
    assert!(!may("authz", Some("live")) && !may("other", None));
}

#[test]
fn a_key_expires_and_is_listed_for_sixty_days_more() {
    let at = |seconds| UNIX_EPOCH + Duration::from_secs(seconds);
    let key = key("da2-x", false);
    assert_eq!(key.deletes(), Some(3_600 + 60 * 86_400));
    assert_eq!((key.is_expired(at(3_599)), key.is_expired(at(3_600))), (false, true));
    let deletes = 3_600 + 60 * 86_400;
    assert_eq!((key.is_deleted(at(deletes - 1)), key.is_deleted(at(deletes))), (false, true));
    let endless = ApiKey { expires: None, ..key };
    assert!(!endless.is_expired(at(u64::from(u32::MAX))) && !endless.is_deleted(at(u64::from(u32::MAX))));
}
