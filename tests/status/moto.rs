//! `status` against moto, a stand-in for AWS that nobody here wrote.

use serde_json::{Value, json};

use crate::aws::moto;
use crate::support::sandbox::Sandbox;
use crate::support::skip;

#[test]
fn moto_is_understood() {
    let moto = match moto::start() {
        Ok(moto) => moto,
        Err(reason) => {
            skip(&reason);
            return;
        }
    };
    let mut sandbox = Sandbox::new();
    sandbox.set("AWS_ENDPOINT_URL", moto.said["endpoint"].as_str().unwrap());
    let id = moto.said["api"]["apiId"].as_str().unwrap();
    let ran = sandbox.line("status --api events --json");
    assert_eq!(ran.code, Some(0), "{}", ran.whole());
    let result = &ran.json()["result"];
    assert_eq!((&result["id"], &result["default"]), (&json!(id), &json!({ "mode": "API_KEY" })));
    let authorizer = &result["authorizer"];
    assert_eq!(
        (&authorizer["functionArn"], &authorizer["ttlSeconds"], &authorizer["identityRegex"]),
        (&json!("arn:aws:lambda:eu-west-1:111122223333:function:authz"), &json!(0), &json!("^x"))
    );
    // Nobody made the function.
    assert_eq!((&authorizer["functionExists"], &authorizer["mayInvoke"]), (&json!(false), &json!(false)));
    assert_eq!(ran.json()["findings"][0]["code"], "A203");

    let ran = sandbox.line("status --all --json");
    assert_eq!(ran.code, Some(0), "{}", ran.whole());
    let names: Vec<Value> =
        ran.json()["result"]["apis"].as_array().unwrap().iter().map(|api| api["name"].clone()).collect();
    assert_eq!(names, ["events", "twin", "twin"]);

    for (selector, code, message) in
        [("twin", 2, "`twin` is the name of 2 APIs"), ("chat", 5, "`chat` is an Events API, not a GraphQL API")]
    {
        let ran = sandbox.line(&format!("status --api {selector}"));
        assert_eq!(ran.code, Some(code), "{}", ran.whole());
        assert!(ran.err.contains(message), "{}", ran.err);
    }
}
