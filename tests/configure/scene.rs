//! An API, two functions, and a network that fails before them.

use std::process::Child;

use serde_json::{Map, Value, json};

use crate::support::emulator::Emulator;
use crate::support::sandbox::{Ran, Sandbox};
use crate::support::signing;
use crate::support::unreliable::Unreliable;

const CONFIGURATION: &str = r#"
local:
  region: eu-west-1
  account-id: "111122223333"
  apis:
    - name: events
      schema: schema.graphql
      default: { mode: API_KEY }
      additional: [{ mode: AWS_IAM }]
    - name: one
      schema: schema.graphql
      default: { mode: AWS_LAMBDA, authorizer: ./one.yaml }
    - name: two
      schema: schema.graphql
      default: { mode: AWS_LAMBDA, authorizer: ./two.yaml }
"#;

/// The functions' ARNs without their names.
pub(crate) const FUNCTION: &str = "arn:aws:lambda:eu-west-1:111122223333:function";

/// What no change of the authorizer may touch.
fn precious() -> Value {
    json!({
        "xrayEnabled": true,
        "introspectionConfig": "DISABLED",
        "queryDepthLimit": 7,
        "ownerContact": "team-events",
        "logConfig": {
            "fieldLogLevel": "ERROR",
            "cloudWatchLogsRoleArn": "arn:aws:iam::111122223333:role/logs",
            "excludeVerboseContent": false,
        },
    })
}

/// An emulator behind a proxy, and the program's folder.
pub(crate) struct Scene {
    pub(crate) sandbox: Sandbox,
    pub(crate) proxy: Unreliable,
    emulator: Emulator,
}

impl Scene {
    /// An API `events` with many settings and without an authorizer; functions `one` and `two`.
    pub(crate) fn new() -> Self {
        let mut sandbox = Sandbox::new();
        sandbox.file("schema.graphql", "type Query { hello: String }");
        for name in ["one.yaml", "two.yaml"] {
            sandbox.file(name, "rules: [{ token: good, respond: { isAuthorized: true } }]");
        }
        sandbox.file("appsync-auth.yaml", CONFIGURATION);
        let emulator = Emulator::start(&sandbox, "");
        let proxy = Unreliable::before(emulator.text("controlPlaneUrl"));
        for (name, value) in [
            ("AWS_ENDPOINT_URL", proxy.url.clone()),
            ("AWS_ACCESS_KEY_ID", emulator.text("accessKeyId").to_owned()),
            ("AWS_SECRET_ACCESS_KEY", emulator.text("secretAccessKey").to_owned()),
        ] {
            sandbox.set(name, &value);
        }
        let scene = Self { sandbox, proxy, emulator };
        let mut api = precious();
        api["name"] = json!("events");
        api["authenticationType"] = json!("API_KEY");
        api["additionalAuthenticationProviders"] = json!([{ "authenticationType": "AWS_IAM" }]);
        scene.update(&api);
        // The emulator lets AppSync invoke the authorizers of its configuration; here nobody has.
        for name in ["one", "two"] {
            for id in scene.statements(name) {
                let path = format!("/2015-03-31/functions/{name}/policy/{id}");
                assert_eq!(signing::send(&scene.emulator, "lambda", "DELETE", &path, "").status, 204);
            }
        }
        scene
    }

    /// Sends an update past the proxy, as somebody else does.
    pub(crate) fn update(&self, api: &Value) {
        let answer = signing::send(&self.emulator, "appsync", "POST", &self.path(), &api.to_string());
        assert_eq!(answer.status, 200, "{}", answer.body);
    }

    fn path(&self) -> String {
        format!("/v1/apis/{}", self.id())
    }

    /// The id of `events`.
    pub(crate) fn id(&self) -> &str {
        self.emulator.text("apiId")
    }

    /// The API as it is, past the proxy.
    pub(crate) fn api(&self) -> Map<String, Value> {
        let answer = signing::send(&self.emulator, "appsync", "GET", &self.path(), "");
        answer.json()["graphqlApi"].as_object().unwrap().clone()
    }

    /// The ids of the statements of a function's policy, past the proxy.
    pub(crate) fn statements(&self, name: &str) -> Vec<String> {
        let path = format!("/2015-03-31/functions/{name}/policy");
        let answer = signing::send(&self.emulator, "lambda", "GET", &path, "");
        if answer.status == 404 {
            return Vec::new();
        }
        let policy: Value = serde_json::from_str(answer.json()["Policy"].as_str().unwrap()).unwrap();
        policy["Statement"].as_array().unwrap().iter().map(|each| each["Sid"].as_str().unwrap().to_owned()).collect()
    }

    /// The id of the statement that `configure` adds.
    pub(crate) fn statement(&self) -> String {
        format!("appsync-auth-{}", self.id())
    }

    /// Runs `configure --api events` with these words.
    pub(crate) fn configure(&self, words: &str) -> Ran {
        self.sandbox.line(&format!("configure --api events {words}"))
    }

    /// The same, which has to go well.
    pub(crate) fn configured(&self, words: &str) -> Ran {
        let ran = self.configure(words);
        assert_eq!(ran.code, Some(0), "{}", ran.whole());
        ran
    }

    /// Starts `configure --api events` with these words.
    pub(crate) fn start(&self, words: &str) -> Child {
        self.sandbox.start(&format!("configure --api events {words}"))
    }

    /// The authorizer, wherever it stands: its function's name and its TTL.
    pub(crate) fn authorizer(&self) -> Option<(String, Value)> {
        let api = self.api();
        let additional = api.get("additionalAuthenticationProviders").and_then(Value::as_array);
        let places: Vec<&Value> = api
            .get("lambdaAuthorizerConfig")
            .into_iter()
            .chain(additional.into_iter().flatten().filter_map(|provider| provider.get("lambdaAuthorizerConfig")))
            .collect();
        assert!(places.len() < 2, "two authorizers: {places:?}");
        let config = places.first()?;
        let name = config["authorizerUri"].as_str().unwrap().rsplit(':').next().unwrap().to_owned();
        Some((name, config["authorizerResultTtlInSeconds"].clone()))
    }

    /// Asserts that the API is `after` where an authorizer is concerned, that nothing else moved, and that no provider is
    /// there twice; and that AppSync may invoke exactly what the API calls.
    pub(crate) fn assert_is(&self, after: Option<(&str, i64)>) {
        let found = self.authorizer();
        let found = found.as_ref().map(|(name, ttl)| (name.as_str(), ttl.as_i64().unwrap()));
        assert_eq!(found, after);
        self.assert_nothing_lost();
        for name in ["one", "two"] {
            let allowed = if after.is_some_and(|(called, _)| called == name) { vec![self.statement()] } else { vec![] };
            assert_eq!(self.statements(name), allowed, "the policy of {name}");
        }
    }

    /// Asserts that the settings that are no authorizer's are as they were, and no provider is there twice.
    pub(crate) fn assert_nothing_lost(&self) {
        let api = self.api();
        let default = Value::Object(api.clone());
        for (name, value) in precious().as_object().unwrap() {
            assert_eq!(api.get(name), Some(value), "{name}");
        }
        let additional = api.get("additionalAuthenticationProviders").and_then(Value::as_array);
        let mut modes: Vec<&str> = additional
            .into_iter()
            .flatten()
            .chain([&default])
            .map(|provider| provider["authenticationType"].as_str().unwrap())
            .filter(|mode| *mode != "AWS_LAMBDA")
            .collect();
        modes.sort_unstable();
        assert_eq!(modes, ["API_KEY", "AWS_IAM"]);
    }
}
