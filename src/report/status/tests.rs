//! What is said of an API, at a terminal and in a pipe.

use serde_json::{Map, Value, json};

use super::*;
use crate::appsync::GraphqlApi;
use crate::engine::lint::{LintInputs, lint_api, lint_invocation};
use crate::engine::{Api, Code};
use crate::error::Error;
use crate::plan::Invocable;
use crate::report::{Report, Style};

const ID: &str = "abcdefghijklmnopqrstuvwxyz";
const FUNCTION: &str = "arn:aws:lambda:eu-west-1:111122223333:function:authz:live";
const TERMINAL: Style = Style { color: false, terminal: true, width: 80 };

fn document() -> Map<String, Value> {
    let document = json!({
        "name": "events", "apiId": ID, "arn": format!("arn:aws:appsync:eu-west-1:111122223333:apis/{ID}"),
        "uris": { "GRAPHQL": "https://x.example/graphql", "REALTIME": "wss://x.example/graphql" },
        "authenticationType": "AMAZON_COGNITO_USER_POOLS",
        "userPoolConfig": {
            "userPoolId": "eu-west-1_abc", "awsRegion": "eu-west-1", "appIdClientRegex": "web.*", "defaultAction": "ALLOW",
        },
        "additionalAuthenticationProviders": [
            { "authenticationType": "AWS_LAMBDA", "lambdaAuthorizerConfig": {
                "authorizerUri": FUNCTION, "authorizerResultTtlInSeconds": 0, "identityValidationExpression": "^x-.*$",
            } },
            { "authenticationType": "OPENID_CONNECT", "openIDConnectConfig": {
                "issuer": "https://issuer.example", "clientId": "c.*", "iatTTL": 60000, "authTTL": 0,
            } },
        ],
        "introspectionConfig": "DISABLED", "visibility": "PRIVATE", "apiType": "MERGED", "xrayEnabled": true,
        "logConfig": { "fieldLogLevel": "ERROR", "cloudWatchLogsRoleArn": "arn:aws:iam::111122223333:role/logs" },
        "queryDepthLimit": 7, "resolverCountLimit": 0,
        "mergedApiExecutionRoleArn": "arn:aws:iam::111122223333:role/merged",
    });
    document.as_object().unwrap().clone()
}

fn active() -> FunctionConfiguration {
    FunctionConfiguration {
        state: Some("Active".to_owned()),
        last_update_status: Some("Successful".to_owned()),
        timeout_seconds: Some(30),
        runtime: Some("nodejs22.x".to_owned()),
        memory_size_megabytes: Some(128),
        last_modified: Some("2026-01-01T00:00:00.000+0000".to_owned()),
        ..FunctionConfiguration::default()
    }
}

fn allowed() -> InvokePermission {
    let found = Invocable { allowed_by: vec!["appsync".to_owned()], ..Invocable::default() };
    InvokePermission { found, open_by: Vec::new() }
}

fn status(document: Map<String, Value>, function: AuthorizerFunction) -> ApiStatus {
    let api = GraphqlApi::from_json(&Value::Object(document.clone())).unwrap();
    let subject = Api { identity: api.identity.clone().unwrap(), authentication: api.authentication.clone() };
    let inputs = LintInputs::default();
    let mut findings = lint_invocation(&function.invocation(), &inputs);
    findings.extend(lint_api(&subject, &inputs));
    ApiStatus {
        api,
        document,
        function: Some(function),
        schema: SchemaReading::Judged,
        findings,
        suppressed: 0,
        drift: None,
    }
}

fn usual() -> ApiStatus {
    let function = AuthorizerFunction { configuration: FunctionReading::Found(active()), permission: Ok(allowed()) };
    status(document(), function)
}

fn written(report: &dyn Report, style: Style) -> String {
    let mut out = Vec::new();
    report.text(&mut out, &style).unwrap();
    String::from_utf8(out).unwrap()
}

/// The value of a row in a pipe.
fn row(status: &ApiStatus, label: &str) -> Option<String> {
    let text = written(status, Style::PLAIN);
    text.lines().find_map(|line| Some(line.strip_prefix(label)?.strip_prefix('\t')?.to_owned()))
}

#[test]
fn a_terminal_gets_groups_and_findings_with_help() {
    insta::assert_snapshot!(written(&usual(), TERMINAL));
}

#[test]
fn a_pipe_gets_a_label_and_a_value_a_line() {
    insta::assert_snapshot!(written(&usual(), Style::PLAIN));
}

#[test]
fn colour_is_only_added() {
    let color = written(&usual(), Style { color: true, ..TERMINAL });
    assert_ne!(color, written(&usual(), TERMINAL));
    assert_eq!(console::strip_ansi_codes(&color), written(&usual(), TERMINAL));
}

#[test]
fn an_absent_ttl_is_not_0() {
    let with = |ttl: Value| {
        let mut document = document();
        document["additionalAuthenticationProviders"][0]["lambdaAuthorizerConfig"]["authorizerResultTtlInSeconds"] =
            ttl;
        let status = status(document, usual().function.unwrap());
        (row(&status, "TTL").unwrap(), status.json()["authorizer"]["ttlSeconds"].clone())
    };
    assert_eq!(with(json!(0)), ("0 s: no answer is kept".to_owned(), json!(0)));
    assert_eq!(with(json!(300)), ("300 s".to_owned(), json!(300)));
    let unset = "not set: today's reference says that no answer is kept, older pages say 300 s (C106)";
    assert_eq!(with(Value::Null), (unset.to_owned(), Value::Null));
}

#[test]
fn whether_appsync_may_invoke_is_told_with_the_statement() {
    let one = |name: &str| vec![name.to_owned()];
    let none = Invocable::default();
    for (permission, may, codes, text) in [
        (allowed(), Some(true), vec![], "yes, by statement `appsync`"),
        (
            InvokePermission { open_by: one("appsync"), ..allowed() },
            Some(true),
            vec![Code::L208],
            "yes, and for every API of every account, by statement `appsync`",
        ),
        (
            InvokePermission::default(),
            Some(false),
            vec![Code::A203],
            "no: no statement of the function's policy allows it",
        ),
        (
            InvokePermission { found: Invocable { denied_by: one("no"), ..allowed().found }, open_by: vec![] },
            Some(false),
            vec![Code::A203],
            "no: denied by statement `no`",
        ),
        (
            InvokePermission {
                found: Invocable { perhaps_allowed_by: vec!["a".to_owned(), "#2".to_owned()], ..none },
                open_by: vec![],
            },
            None,
            vec![],
            "unknown: it hangs on conditions of statements `a`, `#2` that only AWS can judge",
        ),
    ] {
        let configuration = FunctionReading::Found(active());
        let status = status(document(), AuthorizerFunction { configuration, permission: Ok(permission) });
        assert_eq!(row(&status, "may invoke").as_deref(), Some(text));
        assert_eq!(status.json()["authorizer"]["mayInvoke"], json!(may), "{text}");
        let found: Vec<Code> =
            status.findings.iter().map(|finding| finding.code).filter(|code| *code != Code::L204).collect();
        assert_eq!(found, codes, "{text}");
    }
}

#[test]
fn the_state_of_a_function_is_told_with_its_reason() {
    let with = |state: &str, reason: Option<&str>, update: Option<(&str, Option<&str>)>| {
        let configuration = FunctionReading::Found(FunctionConfiguration {
            state: Some(state.to_owned()),
            state_reason: reason.map(str::to_owned),
            last_update_status: update.map(|(status, _)| status.to_owned()),
            last_update_status_reason: update.and_then(|(_, reason)| reason).map(str::to_owned),
            ..active()
        });
        row(&status(document(), AuthorizerFunction { configuration, permission: Ok(allowed()) }), "state").unwrap()
    };
    assert_eq!(
        with("Pending", Some("The function is being created."), None),
        "Pending (The function is being created.)"
    );
    assert_eq!(with("Inactive", None, Some(("Successful", None))), "Inactive, last update Successful");
    assert_eq!(
        with("Active", None, Some(("Failed", Some("no such role")))),
        "Active, last update Failed (no such role)"
    );
}

#[test]
fn a_function_that_is_not_there_is_an_error_and_nothing_else_is_said_of_it() {
    let configuration = FunctionReading::Absent(Error::outside("no-such-function", "there is none"));
    let status = status(document(), AuthorizerFunction { configuration, permission: Ok(InvokePermission::default()) });
    assert_eq!(row(&status, "state").as_deref(), Some("there is no such function"));
    assert_eq!(row(&status, "may invoke").as_deref(), Some("no: there is no such function"));
    assert_eq!(row(&status, "runtime"), None);
    assert_eq!(status.findings[0].code, Code::A203);
    assert_eq!(status.unread(), []);
    let told = &status.json()["authorizer"];
    assert_eq!((&told["functionExists"], &told["function"]), (&json!(false), &Value::Null));
}

#[test]
fn what_could_not_be_read_is_named_with_its_reason_and_help() {
    let denied = |action: &str| {
        Error::credentials("access-denied", format!("AWS denied `{action}` on `{FUNCTION}`")).help("allow it")
    };
    let function = AuthorizerFunction {
        configuration: FunctionReading::Unread(denied("lambda:GetFunctionConfiguration")),
        permission: Err(denied("lambda:GetPolicy")),
    };
    let status = ApiStatus {
        schema: SchemaReading::Unread(denied("appsync:GetIntrospectionSchema")),
        ..status(document(), function)
    };
    insta::assert_snapshot!(written(&status, TERMINAL));
    let unread: Vec<Value> = status.json()["unread"].as_array().unwrap().clone();
    assert_eq!(
        unread[1],
        json!({
            "what": "permission", "kind": "credentials", "code": "access-denied",
            "message": format!("AWS denied `lambda:GetPolicy` on `{FUNCTION}`"), "help": "allow it",
        })
    );
    assert_eq!(
        (row(&status, "state"), row(&status, "may invoke")),
        (Some("unknown".to_owned()), Some("unknown".to_owned()))
    );
}

#[test]
fn drift_is_one_line() {
    let with = |changes: Result<usize, Error>, permissions_are_known: bool| {
        let drift = Drift {
            environment: "staging".to_owned(),
            changes,
            permissions_are_known,
            command: "appsync-auth configure --env staging --check".to_owned(),
        };
        row(&usual().with_drift(Some(drift)), "drift").unwrap()
    };
    assert_eq!(with(Ok(0), true), "none: it is as environment `staging` wants it");
    assert_eq!(
        with(Ok(2), true),
        "2 changes from what environment `staging` wants; `appsync-auth configure --env staging --check` shows them"
    );
    assert_eq!(
        with(Ok(1), false),
        "1 change from what environment `staging` wants, permissions not counted; `appsync-auth configure --env staging --check` shows them"
    );
    assert_eq!(with(Err(Error::usage("x", "y")), false), "unknown: what environment `staging` wants cannot be planned");
}

#[test]
fn names_cannot_steer_the_terminal() {
    let mut document = document();
    document["name"] = json!("a\u{1b}[2Jb\tc");
    document.insert("ownerContact".to_owned(), json!("x\ny"));
    let status = status(document, usual().function.unwrap());
    for style in [TERMINAL, Style::PLAIN] {
        let text = written(&status, style);
        assert!(text.contains("a\\u001b[2Jb\\tc") && text.contains("x\\ny"), "{text}");
    }
}

fn all() -> AllStatus {
    let listed = |name: &str, state| ListedStatus { id: ID.to_owned(), name: name.to_owned(), state };
    let denied = Error::credentials("access-denied", "AWS denied `lambda:GetPolicy` on `f`").help("allow it");
    let unread = AuthorizerFunction { configuration: FunctionReading::Found(active()), permission: Err(denied) };
    let mut keys = document();
    keys["authenticationType"] = json!("API_KEY");
    keys.shift_remove("additionalAuthenticationProviders");
    let keys = ApiStatus { function: None, findings: Vec::new(), ..status(keys, usual().function.unwrap()) };
    let fault = Error::outside("unexpected-answer", "`authenticationType`: `AWS_TELEPATHY` is not known");
    AllStatus {
        region: "eu-west-1".to_owned(),
        apis: vec![
            listed("events", Ok(usual())),
            listed("keys", Ok(keys)),
            listed("odd", Err(fault)),
            listed("unread", Ok(status(document(), unread))),
        ],
    }
}

#[test]
fn all_apis_are_a_table_or_blocks_where_it_is_narrow_and_rows_in_a_pipe() {
    let wide = written(&all(), Style { width: 130, ..TERMINAL });
    let text = format!("{wide}\n---\n{}\n---\n{}", written(&all(), TERMINAL), written(&all(), Style::PLAIN));
    insta::assert_snapshot!(text);
}

#[test]
fn each_finding_of_all_apis_says_whose_it_is() {
    let found: Vec<Value> = all().findings().iter().map(|finding| finding["api"].clone()).collect();
    assert_eq!(found, [json!(ID), json!(ID)]);
    let apis = all().json()["apis"].clone();
    assert_eq!(apis[2]["error"]["code"], json!("unexpected-answer"));
    assert_eq!(apis[3]["authorizer"]["mayInvoke"], Value::Null);
}

#[test]
fn a_region_without_apis_says_so() {
    let none = AllStatus { region: "eu-west-1".to_owned(), apis: Vec::new() };
    assert_eq!(written(&none, TERMINAL), "there is no GraphQL API in eu-west-1\n");
    assert_eq!(written(&none, Style::PLAIN), "");
    assert_eq!(none.json(), json!({ "region": "eu-west-1", "apis": [] }));
}
