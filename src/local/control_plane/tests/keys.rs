//! API keys.

use super::*;
use crate::appsync::Secret;
use crate::local::store::ApiKey;

const NOW: u64 = 1_800_000_000;
const DAY: u64 = 86_400;

fn api(cloud: &Cloud) -> (String, String) {
    let id = cloud.create(&json!({ "name": "n", "authenticationType": "API_KEY" }));
    let path = format!("/v1/apis/{id}/apikeys");
    (id, path)
}

#[test]
fn a_key_is_made_for_a_week_or_until_the_hour_that_was_asked_for() {
    let cloud = Cloud::new();
    let (id, path) = api(&cloud);
    let week = NOW + 7 * DAY;
    for (body, expires) in [
        (json!({}), week - week % 3_600),
        (json!({ "description": "mine", "expires": NOW + 2 * DAY + 4_000 }), (NOW + 2 * DAY + 4_000) / 3_600 * 3_600),
        (json!({ "expires": NOW + DAY }), (NOW + DAY) / 3_600 * 3_600),
        (json!({ "expires": NOW + 365 * DAY }), (NOW + 365 * DAY) / 3_600 * 3_600),
    ] {
        let created = cloud.ask("POST", &path, Some(&body));
        assert_eq!((created.status, &created.changes), (200, &vec![Change::ApiChanged(id.clone())]), "{body}");
        let key = created.json()["apiKey"].clone();
        let secret = key["id"].as_str().unwrap();
        assert!(secret.starts_with("da2-") && secret.len() == 30, "{secret}");
        let mut expected = json!({ "id": secret });
        if let Some(description) = body.get("description") {
            expected["description"] = description.clone();
        }
        expected["expires"] = expires.into();
        expected["deletes"] = (expires + 60 * DAY).into();
        assert_eq!(key, expected, "{body}");
        let listed = cloud.ask("GET", &path, None).json();
        assert_eq!(listed["apiKeys"].as_array().unwrap().last(), Some(&expected));
    }
    for (expires, message) in [
        (NOW + DAY - 1, "API key must be valid for a minimum of 1 day."),
        (0, "API key must be valid for a minimum of 1 day."),
        (NOW + 365 * DAY + 1, "API key can be valid for a maximum of 365 days."),
    ] {
        let refused = cloud.ask("POST", &path, Some(&json!({ "expires": expires })));
        assert_eq!(refused.refusal(), (400, "ApiKeyValidityOutOfBoundsException", message.to_owned()));
    }
    assert_eq!(cloud.ask("GET", &path, None).json()["apiKeys"].as_array().unwrap().len(), 4);
}

#[test]
fn a_key_is_updated_and_deleted() {
    let cloud = Cloud::new();
    let (id, path) = api(&cloud);
    let key = cloud.ask("POST", &path, Some(&json!({ "description": "a" }))).json()["apiKey"].clone();
    let one = format!("{path}/{}", key["id"].as_str().unwrap());
    let described = cloud.ask("POST", &one, Some(&json!({ "description": "b" })));
    let mut expected = key.clone();
    expected["description"] = "b".into();
    assert_eq!((described.status, described.json()), (200, json!({ "apiKey": expected })));
    assert_eq!(described.changes, [Change::ApiChanged(id.clone())]);
    let later = (NOW + 100 * DAY) / 3_600 * 3_600;
    let prolonged = cloud.ask("POST", &one, Some(&json!({ "expires": later + 5 })));
    expected["expires"] = later.into();
    expected["deletes"] = (later + 60 * DAY).into();
    assert_eq!(prolonged.json(), json!({ "apiKey": expected }));
    assert_eq!(cloud.ask("GET", &path, None).json(), json!({ "apiKeys": [expected] }));
    assert_eq!(cloud.ask("POST", &one, Some(&json!({ "expires": 1 }))).status, 400);
    let deleted = cloud.ask("DELETE", &one, None);
    assert_eq!((deleted.status, deleted.json(), deleted.changes), (200, json!({}), vec![Change::ApiChanged(id)]));
    for method in ["POST", "DELETE"] {
        let expected = (404, "NotFoundException", "API key not found.".to_owned());
        assert_eq!(cloud.ask(method, &one, None).refusal(), expected);
    }
    assert_eq!(cloud.ask("GET", &path, None).json(), json!({ "apiKeys": [] }));
}

#[test]
fn an_api_has_fifty_keys_and_those_that_expired_long_ago_do_not_count() {
    let mut cloud = Cloud::new();
    let (id, path) = api(&cloud);
    for _ in 0..50 {
        assert_eq!(cloud.ask("POST", &path, Some(&json!({}))).status, 200);
    }
    let expected = (400, "ApiKeyLimitExceededException", "An API can have at most 50 API keys.".to_owned());
    assert_eq!(cloud.ask("POST", &path, Some(&json!({}))).refusal(), expected);
    let first = cloud.ask("GET", &path, None).json();
    assert_eq!(first["apiKeys"].as_array().unwrap().len(), 25);
    let token = first["nextToken"].as_str().unwrap();
    let second = cloud.ask("GET", &format!("{path}?nextToken={token}"), None).json();
    assert_eq!((second["apiKeys"].as_array().unwrap().len(), second.get("nextToken")), (25, None));
    let key = cloud.store.api(&id).unwrap().api_keys[0].clone();
    cloud.now = UNIX_EPOCH + Duration::from_secs(key.deletes().unwrap());
    assert_eq!(cloud.ask("GET", &path, None).json(), json!({ "apiKeys": [] }));
    assert_eq!(cloud.ask("POST", &format!("{path}/{}", key.id.expose()), Some(&json!({}))).status, 404);
    assert_eq!(cloud.ask("POST", &path, Some(&json!({}))).status, 200);
}

#[test]
fn a_key_of_the_configuration_without_an_end_shows_none() {
    let cloud = Cloud::new();
    let (id, path) = api(&cloud);
    let key = ApiKey { id: Secret::new("da2-own"), description: None, expires: None, configured: true };
    assert!(cloud.store.configure_api_keys(&id, vec![key]).unwrap());
    assert_eq!(cloud.ask("GET", &path, None).json(), json!({ "apiKeys": [{ "id": "da2-own" }] }));
}
