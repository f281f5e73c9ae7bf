//! The control plane, request by request.

mod apis;
mod functions;
mod keys;
mod lambda;
mod managed_policies;
mod roles;
mod schemas;
mod signing;

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use serde_json::{Value, json};

use super::*;
use crate::appsync::AuthorizerTarget;
use crate::local::store::Store;
use crate::local::{Functions, Keyring};
use crate::outside::authorizer::{Authorizer, RulesAuthorizer};
use crate::rules_file::RulesFile;

const REGION: &str = "eu-west-1";
const ACCOUNT: &str = "111122223333";
const AUTHORIZER: &str = "arn:aws:lambda:eu-west-1:111122223333:function:authorizer";

/// An account with a function `authorizer`, whose rules allow `good`, throw on `fault`, never answer `slow` and deny
/// everything else.
struct Cloud {
    store: Store,
    functions: Functions,
    keyring: Keyring,
    update_omitted: UpdateOmitted,
    now: SystemTime,
}

/// An answer, as tests compare it.
#[derive(Debug)]
struct Answered {
    status: u16,
    error_type: Option<String>,
    headers: Vec<(String, String)>,
    text: String,
    changes: Vec<Change>,
}

impl Cloud {
    fn new() -> Self {
        let now = UNIX_EPOCH + Duration::from_secs(1_800_000_000);
        let functions = Functions::new(REGION, ACCOUNT);
        let rules = "rules:
  - { token: good, respond: { isAuthorized: true } }
  - { token: fault, fail: { errorType: Broken, errorMessage: no luck } }
  - { token: slow, time-out: true }
";
        let file = RulesFile::parse("authorizer.yaml", rules).unwrap();
        let running = Authorizer::Rules(RulesAuthorizer::new(file, Duration::from_secs(3)));
        let target: AuthorizerTarget = "authorizer.yaml".parse().unwrap();
        assert_eq!(functions.register(None, &target, running), "authorizer");
        Self {
            store: Store::open(None, REGION, ACCOUNT, now).unwrap(),
            functions,
            keyring: Keyring { credentials: Vec::new(), accept_any: true },
            update_omitted: UpdateOmitted::Replace,
            now,
        }
    }

    fn plane(&self) -> ControlPlane<'_> {
        ControlPlane {
            store: &self.store,
            functions: &self.functions,
            keyring: &self.keyring,
            update_omitted: self.update_omitted,
            origin: "http://127.0.0.1:4000",
            region: REGION,
            account_id: ACCOUNT,
            now: self.now,
        }
    }

    fn send(&self, request: &ControlRequest) -> Answered {
        let answer = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap()
            .block_on(answer(&self.plane(), request));
        let id = answer.headers.iter().filter(|(name, _)| name == "x-amzn-RequestId").count();
        assert_eq!(id, 1, "every answer has one id");
        let error_type = answer.headers.iter().find(|(name, _)| name == "x-amzn-ErrorType");
        Answered {
            status: answer.status,
            error_type: error_type.map(|(_, value)| value.clone()),
            text: String::from_utf8(answer.body.to_vec()).unwrap(),
            headers: answer.headers,
            changes: answer.changes,
        }
    }

    /// Sends a request with a JSON body.
    fn ask(&self, method: &str, target: &str, body: Option<&Value>) -> Answered {
        self.send(&request(method, target, &[], body.map(Value::to_string).unwrap_or_default()))
    }

    /// Posts a form.
    fn post_form(&self, form: &[(&str, &str)]) -> Answered {
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        let kind = [("content-type", "application/x-www-form-urlencoded; charset=utf-8")];
        self.send(&request("POST", "/", &kind, body))
    }

    /// Creates an API and gives its id.
    fn create(&self, body: &Value) -> String {
        let answered = self.ask("POST", "/v1/apis", Some(body));
        assert_eq!(answered.status, 200, "{answered:?}");
        answered.json()["graphqlApi"]["apiId"].as_str().unwrap().to_owned()
    }
}

impl Answered {
    fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap()
    }

    fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Status, type and message of an error in JSON. The type is leaked: tests compare it with a word of theirs.
    fn refusal(&self) -> (u16, &'static str, String) {
        let body = self.json();
        let message = body.get("message").or_else(|| body.get("Message")).and_then(Value::as_str);
        (self.status, self.error_type.clone().unwrap_or_default().leak(), message.unwrap_or_default().to_owned())
    }
}

/// A request that is signed, by credentials that nobody knows.
fn request(method: &str, target: &str, headers: &[(&str, &str)], body: impl Into<Bytes>) -> ControlRequest {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let service = match path {
        "/" => "iam",
        path if path.starts_with("/2015") => "lambda",
        _ => "appsync",
    };
    let signature = format!(
        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20270115/eu-west-1/{service}/aws4_request, SignedHeaders=host, Signature=00"
    );
    let mut all = vec![
        ("host".to_owned(), "127.0.0.1:4000".to_owned()),
        ("x-amz-date".to_owned(), "20270115T080000Z".to_owned()),
        ("authorization".to_owned(), signature),
    ];
    all.extend(headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    ControlRequest {
        method: method.to_owned(),
        path: path.to_owned(),
        query: query.to_owned(),
        headers: all,
        body: body.into(),
    }
}

#[test]
fn a_request_is_for_the_control_plane_by_its_path_or_as_a_form() {
    let is = |method: &str, path: &str, kind: Option<&str>| {
        let mut headers = http::HeaderMap::new();
        if let Some(kind) = kind {
            headers.insert("content-type", kind.parse().unwrap());
        }
        is_control_plane(&method.parse().unwrap(), path, &headers)
    };
    let form = Some("application/x-www-form-urlencoded; charset=utf-8");
    for (method, path, kind, expected) in [
        ("GET", "/v1/apis", None, true),
        ("POST", "/v1/apis/abc", Some("application/json"), true),
        ("GET", "/v1/tags/arn%3Aaws", None, true),
        ("GET", "/v2/apis", None, true),
        ("GET", "/2015-03-31/functions", None, true),
        ("GET", "/2021-10-31/functions/a/url", None, true),
        ("POST", "/", form, true),
        ("GET", "/", form, false),
        ("POST", "/", Some("application/json"), false),
        ("POST", "/", None, false),
        ("POST", "/graphql", form, false),
        ("GET", "/apis/abc/graphql", None, false),
        ("GET", "/2015-3-31/functions", None, false),
        ("GET", "/v1x", None, false),
    ] {
        assert_eq!(is(method, path, kind), expected, "{method} {path}");
    }
}

#[test]
fn what_is_no_operation_is_not_found() {
    let cloud = Cloud::new();
    for (method, path) in [
        ("PUT", "/v1/apis"),
        ("GET", "/v1/apis/a/resolvers"),
        ("GET", "/v2/apis"),
        ("GET", "/2015-03-31/layers"),
        ("DELETE", "/2015-03-31/functions/authorizer"),
    ] {
        let message = format!("the emulator has no operation {method} {path}");
        assert_eq!(cloud.ask(method, path, None).refusal(), (404, "UnknownOperationException", message));
    }
}
