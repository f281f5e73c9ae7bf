//! `--check`: each field, and which policy and statement decided.

use serde_json::{Value, json};

use super::{ROLE, Scene};

/// Access, rule, and what decided on each field.
fn judged(result: &Value) -> Vec<(String, String, String, String)> {
    let fields =
        result["result"]["resources"].as_array().unwrap().iter().flat_map(|each| each["fields"].as_array().unwrap());
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    let by = |field: &Value| {
        let policy = &field["policy"];
        if policy.is_null() {
            return "-".to_owned();
        }
        let sid = field["sid"].as_str().map(|sid| format!(" {sid}")).unwrap_or_default();
        format!("{} {} {}{sid}", text(&policy["kind"]), text(&policy["name"]), field["statement"])
    };
    fields.map(|field| (text(&field["coordinate"]), text(&field["access"]), text(&field["rule"]), by(field))).collect()
}

fn row(coordinate: &str, access: &str, rule: &str, by: &str) -> (String, String, String, String) {
    (coordinate.to_owned(), access.to_owned(), rule.to_owned(), by.to_owned())
}

fn statement(effect: &str, resource: &str, more: Value) -> Value {
    let mut statement = json!({ "Effect": effect, "Action": "appsync:GraphQL", "Resource": resource });
    statement.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    statement
}

fn document(statements: &[Value]) -> Value {
    json!({ "Version": "2012-10-17", "Statement": statements })
}

impl Scene {
    /// Makes a managed policy, and gives its ARN.
    fn managed(&self, name: &str, document: &Value) -> String {
        let document = document.to_string();
        let form = [("Action", "CreatePolicy"), ("PolicyName", name), ("PolicyDocument", &document)];
        assert!(!self.iam(&form).is_empty());
        format!("arn:aws:iam::111122223333:policy/{name}")
    }

    fn attach(&self, arn: &str) {
        assert!(!self.iam(&[("Action", "AttachRolePolicy"), ("RoleName", ROLE), ("PolicyArn", arn)]).is_empty());
    }
}

#[test]
fn each_field_is_told_with_the_statement_that_decided() {
    let (scene, proxy) = Scene::behind();
    let field = |name: &str| format!("{}/types/{name}", scene.api());
    let first = statement("Allow", &field("Query/fields/listEvents"), json!({ "Sid": "Lists" }));
    let other_service = json!({ "Effect": "Allow", "Action": "s3:*", "Resource": "*" });
    scene.put_inline("own", &document(&[other_service, first]));
    let deny = statement("Deny", &field("Mutation/*"), json!({}));
    let allow =
        statement("Allow", &field("*"), json!({ "Condition": { "IpAddress": { "aws:SourceIp": "10.0.0.0/8" } } }));
    scene.attach(&scene.managed("mixed", &document(&[deny, allow])));
    let ran = scene.grant("--check --json -q");
    let result = ran.json();
    assert_eq!(
        judged(&result),
        [
            row("Query.listEvents", "allowed", "I101", "inline own 2 Lists"),
            row("Query.getEvent", "unknown", "I204", "managed mixed 2"),
            row("Query.audit", "unknown", "I204", "managed mixed 2"),
            row("Mutation.createEvent", "denied", "I203", "managed mixed 1"),
        ]
    );
    let accesses: Vec<&Value> =
        result["result"]["resources"].as_array().unwrap().iter().map(|each| &each["access"]).collect();
    assert_eq!(accesses, ["unknown", "denied", "allowed"]);
    assert_eq!((ran.code, &result["result"]["access"]), (Some(1), &json!("denied")));
    let ran = scene.grant("--check --to query -q");
    assert_eq!(
        (ran.code, ran.out.as_str()),
        (
            Some(6),
            "Query.listEvents\tallowed\tstatement 2 `Lists` of the inline policy `own` allows it (I101 allowed-by-policy)\n\
             Query.getEvent\tunknown\tit depends on the Condition or a variable of statement 2 of the managed policy `mixed` (I204 policy-condition-not-judged)\n\
             Query.audit\tunknown\tit depends on the Condition or a variable of statement 2 of the managed policy `mixed` (I204 policy-condition-not-judged)\n\
             variable AMPLIFY_DATA_GRAPHQL_ENDPOINT\tabsent\n"
        )
    );
    assert_eq!(scene.grant("--check --field Query.listEvents").code, Some(0));
    assert_eq!(proxy.changes(), [""; 0]);
}

#[test]
fn what_only_the_boundary_forbids_is_told_with_its_name() {
    let scene = Scene::open();
    assert_eq!(scene.grant("--to query --apply --yes").code, Some(0));
    let boundary = scene.managed(
        "only-lists",
        &document(&[statement("Allow", &format!("{}/types/Query/fields/listEvents", scene.api()), json!({}))]),
    );
    let form = [("Action", "PutRolePermissionsBoundary"), ("RoleName", ROLE), ("PermissionsBoundary", &*boundary)];
    assert!(!scene.iam(&form).is_empty());
    let ran = scene.grant("--check --to query --json -q");
    let own = format!("inline {} 1 AppSyncGraphQL", scene.policy_name());
    assert_eq!(
        judged(&ran.json())[..2],
        [
            row("Query.listEvents", "allowed", "I101", &own),
            row("Query.getEvent", "denied", "I202", "boundary only-lists null")
        ]
    );
    let told = scene.grant("--check --field Query.getEvent");
    let line = "Query.getEvent\tdenied\tthe permissions boundary `only-lists` does not allow it (I202 field-not-in-policies)\n";
    assert!(told.code == Some(1) && told.out.starts_with(line), "{}", told.whole());
    // A real request of the role agrees.
    assert_eq!(scene.reached("{ getEvent(id: 1) { id } listEvents { id } }"), [false, true]);
}

#[test]
fn below_the_root_a_field_needs_no_policy_of_its_own() {
    let scene = Scene::open();
    let ran = scene.grant("--check --field Event.name --json -q");
    assert_eq!((ran.code, judged(&ran.json())), (Some(0), vec![row("Event.name", "allowed", "I103", "-")]));
}

#[test]
fn the_variable_counts_when_it_is_named() {
    let scene = Scene::open();
    assert_eq!(scene.grant("--to query --apply --yes").code, Some(0));
    let check = |words: &str| {
        let ran = scene.grant(&format!("--check --to query {words}"));
        (ran.code, ran.out.lines().last().unwrap().to_owned())
    };
    scene.set_variables(&json!({ "OTHER": "hunter2", "API_URL": scene.url() }));
    assert_eq!(check(""), (Some(0), "variable AMPLIFY_DATA_GRAPHQL_ENDPOINT\tabsent".to_owned()));
    assert_eq!(check("--endpoint-variable API_URL"), (Some(0), "variable API_URL\tset".to_owned()));
    assert_eq!(check("--endpoint-variable OTHER"), (Some(1), "variable OTHER\tother".to_owned()));
    assert_eq!(check("--endpoint-variable NONE"), (Some(1), "variable NONE\tabsent".to_owned()));
}

#[test]
fn more_policies_than_a_page_are_all_judged() {
    let scene = Scene::open();
    for number in 0..105 {
        scene.put_inline(&format!("p{number:03}"), &json!({ "Statement": [] }));
    }
    let allow = statement("Allow", &format!("{}/types/Query/*", scene.api()), json!({}));
    scene.put_inline("zz-last", &document(&[allow]));
    let ran = scene.grant("--check --field Query.getEvent --json -q");
    assert_eq!(judged(&ran.json()), [row("Query.getEvent", "allowed", "I101", "inline zz-last 1")]);
}
