//! An emulator, boto3 beside it, and a folder to run the program in: where cases are played.

use std::fmt::Debug;
use std::path::Path;

use serde_json::{Map, Value, json};

use super::case::{Case, FUNCTIONS};
use super::expected::{CONFIGURED, Policies, WATCHED, api_after, in_order, policies_after};
use crate::configure::boto::Boto;
use crate::support::emulator::Emulator;
use crate::support::sandbox::{Ran, Sandbox};
use crate::support::unreliable::{Fault, Refusal, Unreliable};

/// Functions `authz` and `other`, and an API that nobody shall touch.
const CONFIGURATION: &str = r#"
local:
  region: eu-west-1
  apis:
    - name: bystander
      schema: schema.graphql
      default: { mode: AWS_LAMBDA, authorizer: authz.yaml, ttl: 7, identity-regex: "^b" }
      additional: [{ mode: API_KEY }]
    - { name: other, schema: schema.graphql, default: { mode: AWS_LAMBDA, authorizer: other.yaml } }
"#;

/// Where cases are played, one after the other.
pub(super) struct World {
    /// It must outlive the emulator.
    _sandbox: Sandbox,
    emulator: Emulator,
    boto: Boto,
    /// What the bystander was in the beginning.
    bystander: Reading,
    /// Whether an update keeps what it leaves away.
    keeps: bool,
}

/// An API and all that is around it, as boto3 reads it.
#[derive(Debug, Clone, PartialEq)]
struct Reading {
    api: Map<String, Value>,
    /// Its environment variables, keys and schema.
    around: Vec<Value>,
    policies: Policies,
}

/// Whether two things are the same, and if not, what is not.
fn same<T: PartialEq + Debug>(what: &str, is: &T, shall_be: &T) -> Result<(), String> {
    if is == shall_be { Ok(()) } else { Err(format!("{what}:\n  is       {is:?}\n  shall be {shall_be:?}")) }
}

impl World {
    /// With `update-omitted`: `replace` or `keep`.
    pub(super) fn new(python: &Path, omitted: &str) -> Self {
        let sandbox = Sandbox::new();
        sandbox.file("schema.graphql", "type Query { hello: String }");
        for file in ["authz.yaml", "other.yaml"] {
            sandbox.file(file, "otherwise: { respond: { isAuthorized: false } }");
        }
        let mut configuration = CONFIGURATION.to_owned();
        for (kind, visibility) in
            [("GRAPHQL", "GLOBAL"), ("GRAPHQL", "PRIVATE"), ("MERGED", "GLOBAL"), ("MERGED", "PRIVATE")]
        {
            let name = format!("firewall-{kind}-{visibility}");
            // Only AWS WAF gives an API a firewall, so those that have one are there from the beginning.
            let document = json!({
                "name": name, "authenticationType": "API_KEY", "apiType": kind, "visibility": visibility,
                "wafWebAclArn": "arn:aws:wafv2:eu-west-1:111122223333:regional/webacl/w/1", "owner": "111122223333",
            });
            sandbox.file(&format!("{name}.json"), document.to_string());
            configuration
                .push_str(&format!("    - {{ name: {name}, schema: schema.graphql, api-config: {name}.json }}\n"));
        }
        sandbox.file("appsync-auth.yaml", configuration);
        let emulator = Emulator::start(&sandbox, &format!("--rule update-omitted={omitted}"));
        let variables = [
            ("ENDPOINT", emulator.text("controlPlaneUrl")),
            ("AWS_REGION", emulator.text("region")),
            ("AWS_ACCESS_KEY_ID", emulator.text("accessKeyId")),
            ("AWS_SECRET_ACCESS_KEY", emulator.text("secretAccessKey")),
        ];
        let boto = Boto::start(python, &[], &variables);
        let bystander = Reading { api: Map::new(), around: Vec::new(), policies: Policies::new() };
        let mut world = Self { _sandbox: sandbox, emulator, boto, bystander, keeps: omitted == "keep" };
        for function in WATCHED {
            // Statements that are none of ours, and one that we added for another API.
            let bucket = json!({ "Principal": "s3.amazonaws.com", "SourceArn": "arn:aws:s3:::b", "SourceAccount": "111122223333" });
            world.permit(function, "bucket", bucket);
            let api = "arn:aws:appsync:eu-west-1:111122223333:apis/aaaaaaaaaaaaaaaaaaaaaaaaaa";
            world.permit(function, "appsync-auth-aaaaaaaaaaaaaaaaaaaaaaaaaa", json!({ "SourceArn": api }));
        }
        let id = world.emulator.text("apiId").to_owned();
        world.bystander = world.reading(&id);
        world
    }

    fn permit(&mut self, function: &str, id: &str, more: Value) {
        let mut members = json!({
            "FunctionName": format!("{FUNCTIONS}{function}"), "StatementId": id, "Action": "lambda:InvokeFunction",
            "Principal": "appsync.amazonaws.com",
        });
        members.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        self.boto.ask("lambda", "add_permission", &members);
    }

    fn reading(&mut self, id: &str) -> Reading {
        let one = json!({ "apiId": id });
        let mut ask = |operation: &str| self.boto.ask("appsync", operation, &one);
        let api = in_order(&ask("get_graphql_api")["graphqlApi"]);
        let mut around = vec![ask("get_graphql_api_environment_variables"), ask("list_api_keys")];
        let schema = json!({ "apiId": id, "format": "SDL" });
        around.push(self.boto.try_ask("appsync", "get_introspection_schema", &schema));
        Reading { api, around, policies: self.policies() }
    }

    fn policies(&mut self) -> Policies {
        WATCHED.iter().map(|name| ((*name).to_owned(), self.boto.statements(&format!("{FUNCTIONS}{name}")))).collect()
    }

    /// Makes the API that the case says; gives its id.
    fn set_up(&mut self, case: &Case) -> String {
        let mut members = case.members();
        let tags = json!({ "stage": "test", "a b": "" });
        let has = |what: &str| case.is("around", what) || case.is("around", "all");
        let id = if case.is_plain("firewall") {
            members.insert("apiType".to_owned(), json!(case.get("type")));
            members.insert("visibility".to_owned(), json!(case.get("visibility")));
            if has("tags") {
                members.insert("tags".to_owned(), tags);
            }
            let made = self.boto.ask("appsync", "create_graphql_api", &Value::Object(members));
            made["graphqlApi"]["apiId"].as_str().unwrap().to_owned()
        } else {
            let name = format!("firewall-{}-{}", case.get("type"), case.get("visibility"));
            let apis = self.emulator.ready["apis"].as_array().unwrap();
            let id = apis.iter().find(|api| api["name"] == *name).unwrap()["apiId"].as_str().unwrap().to_owned();
            members.insert("apiId".to_owned(), json!(id));
            let api = self.boto.ask("appsync", "update_graphql_api", &Value::Object(members));
            let arn = &api["graphqlApi"]["arn"];
            match has("tags") {
                true => self.boto.ask("appsync", "tag_resource", &json!({ "resourceArn": arn, "tags": tags })),
                false => self.boto.ask(
                    "appsync",
                    "untag_resource",
                    &json!({ "resourceArn": arn, "tagKeys": ["stage", "a b"] }),
                ),
            };
            id
        };
        let variables = if has("variables") { json!({ "STAGE": "test", "EMPTY": "" }) } else { json!({}) };
        let variables = json!({ "apiId": id, "environmentVariables": variables });
        self.boto.ask("appsync", "put_graphql_api_environment_variables", &variables);
        if case.is("around", "all") {
            self.boto.ask("appsync", "create_api_key", &json!({ "apiId": id }));
            let schema = json!({ "apiId": id, "definition": "type Query { hello: String, secret: Int @aws_lambda }" });
            self.boto.ask("appsync", "start_schema_creation", &schema);
        }
        self.permit_as(case, &id);
        id
    }

    /// Gives AppSync the permission that the case says.
    fn permit_as(&mut self, case: &Case, id: &str) {
        let apis = "arn:aws:appsync:eu-west-1:111122223333:apis/";
        let scoped = json!({ "SourceArn": format!("{apis}{id}") });
        let (sid, more) = match case.get("permission") {
            "none" => return,
            "ours" => (format!("appsync-auth-{id}"), scoped),
            "ours, numbered" => (format!("appsync-auth-{id}-2"), scoped),
            "scoped" => ("of-a-template".to_owned(), scoped),
            "wildcard" => ("of-all".to_owned(), json!({ "SourceArn": format!("{apis}*") })),
            "account" => ("of-the-account".to_owned(), json!({ "SourceAccount": "111122223333" })),
            "open" => ("appsync".to_owned(), json!({})),
            _ => ("appsync-auth-open".to_owned(), json!({})),
        };
        // Lambda takes no permission for `$LATEST`: that of the function counts for it.
        self.permit(&case.get("function").replace(":$LATEST", ""), &sid, more);
    }

    /// Takes away what the case left.
    fn clear(&mut self, case: &Case, id: &str) {
        let keep = self.bystander.policies.clone();
        for (function, statements) in self.policies() {
            for statement in statements.iter().filter(|statement| !keep[&function].contains(statement)) {
                let members =
                    json!({ "FunctionName": format!("{FUNCTIONS}{function}"), "StatementId": statement["Sid"] });
                self.boto.ask("lambda", "remove_permission", &members);
            }
        }
        if case.is_plain("firewall") {
            self.boto.ask("appsync", "delete_graphql_api", &json!({ "apiId": id }));
        }
    }

    /// Plays a case.
    ///
    /// # Errors
    ///
    /// What is not as it shall be.
    pub(super) fn play(&mut self, case: &Case) -> Result<(), String> {
        let id = self.set_up(case);
        let played = self.configure(case, &id);
        self.clear(case, &id);
        played
    }

    fn configure(&mut self, case: &Case, id: &str) -> Result<(), String> {
        let before = self.reading(id);
        let api = api_after(case, &before.api);
        let (policies, added, removed) = policies_after(case, &before.policies, &Value::Object(before.api.clone()));
        let updates = (api != before.api).then_some("UpdateGraphqlApi");
        let removals = std::iter::repeat_n("RemovePermission", removed);
        let requests: Vec<String> = added.into_iter().chain(updates).chain(removals).map(str::to_owned).collect();
        let after = Reading { api, around: before.around.clone(), policies };
        let differs = i32::from(!requests.is_empty());

        // A folder of its own, since what was done before is remembered there.
        let sandbox = self.sandbox();
        let run = |flag: &str| self.run(&sandbox, case, id, flag);
        let nothing: Vec<String> = Vec::new();
        for (flag, code) in [("--check", differs), ("--dry-run", 0)] {
            let (ran, sent) = run(flag);
            same(&format!("{flag} sends {}", ran.whole()), &(ran.code, sent), &(Some(code), nothing.clone()))?;
        }
        let (ran, sent) = run("--yes");
        same(&format!("it sends {}", ran.whole()), &(ran.code, sent), &(Some(0), requests.clone()))?;
        let result = &ran.json()["result"];
        let told = (&result["applied"], &result["verified"]);
        let is = (json!(differs == 1), if updates.is_some() { json!(true) } else { Value::Null });
        same(&format!("it says {}", ran.whole()), &told, &(&is.0, &is.1))?;
        let (ran, sent) = run("--yes");
        same(&format!("again it sends {}", ran.whole()), &(ran.code, sent), &(Some(0), nothing.clone()))?;
        same("again it says", &ran.json()["result"]["changes"], &json!([]))?;
        let (ran, sent) = run("--check");
        same(&format!("--check afterwards {}", ran.whole()), &(ran.code, sent), &(Some(0), nothing))?;

        let mut read = self.reading(id);
        if self.keeps {
            // What says nothing any more may stay: an update cannot take it away there.
            let spent = |name: &str| CONFIGURED.contains(&name) && !after.api.contains_key(name);
            read.api.retain(|name, _| !spent(name));
        }
        let names = read.api.keys().chain(after.api.keys());
        for name in names.filter(|name| read.api.get(*name) != after.api.get(*name)) {
            same(name, &read.api.get(name), &after.api.get(name))?;
        }
        same("environment variables, keys, schema", &read.around, &after.around)?;
        for function in WATCHED {
            same(&format!("policy of {function}"), &read.policies[function], &after.policies[function])?;
        }
        no_kind_twice(&read.api)
    }

    /// A folder to run the program in, with the emulator's credentials.
    fn sandbox(&self) -> Sandbox {
        let mut sandbox = Sandbox::new();
        for (name, member) in [("AWS_ACCESS_KEY_ID", "accessKeyId"), ("AWS_SECRET_ACCESS_KEY", "secretAccessKey")] {
            sandbox.set(name, self.emulator.text(member));
        }
        sandbox
    }

    fn run(&self, sandbox: &Sandbox, case: &Case, id: &str, flag: &str) -> (Ran, Vec<String>) {
        Self::run_by(&Unreliable::before(self.emulator.text("controlPlaneUrl")), sandbox, case, id, flag)
    }

    /// Runs `configure` as the case says; what it did, and the requests of it that are no reads.
    fn run_by(network: &Unreliable, sandbox: &Sandbox, case: &Case, id: &str, flag: &str) -> (Ran, Vec<String>) {
        let words = ["configure", "--json", "--api", id, "--endpoint-url", &network.url, flag];
        let words: Vec<String> = words.into_iter().map(str::to_owned).chain(case.words()).collect();
        let ran = sandbox.run(&words);
        let calls = network.calls();
        assert!(!calls.is_empty(), "{}", ran.whole());
        let sent = calls.into_iter().filter(|call| !call.head.starts_with("GET ")).map(|call| call.operation).collect();
        (ran, sent)
    }

    /// Runs a case whose first call of an operation is refused since somebody else was faster.
    pub(super) fn overtaken(&mut self, case: &Case, operation: &str) -> (Ran, Vec<String>) {
        let id = self.set_up(case);
        let sandbox = self.sandbox();
        let network = Unreliable::before(self.emulator.text("controlPlaneUrl"));
        let refusal = Refusal::new(412, "PreconditionFailedException", "The RevisionId provided does not match");
        network.nth(operation, 1, Fault::Refused(refusal));
        let played = Self::run_by(&network, &sandbox, case, &id, "--yes");
        self.clear(case, &id);
        played
    }

    /// Whether other APIs, and permissions for them, are as they were in the beginning.
    pub(super) fn bystanders_are_untouched(&mut self) {
        let id = self.emulator.text("apiId").to_owned();
        assert_eq!(self.reading(&id), self.bystander);
    }
}

/// Only pools and issuers may stand several times, each with another id.
fn no_kind_twice(api: &Map<String, Value>) -> Result<(), String> {
    let additional = api.get("additionalAuthenticationProviders").and_then(Value::as_array);
    let default = Value::Object(api.clone());
    let providers = additional.into_iter().flatten().chain([&default]).map(|provider| {
        let which = match provider["authenticationType"].as_str().unwrap() {
            "AMAZON_COGNITO_USER_POOLS" => &provider["userPoolConfig"]["userPoolId"],
            "OPENID_CONNECT" => &provider["openIDConnectConfig"]["issuer"],
            _ => &Value::Null,
        };
        format!("{} {which}", provider["authenticationType"])
    });
    let mut providers: Vec<String> = providers.collect();
    providers.sort();
    let all = providers.clone();
    providers.dedup();
    same("no provider twice", &providers, &all)
}
