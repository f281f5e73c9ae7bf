//! AppSync's permission: which statements count, which one is added, which ones are taken away.

use serde_json::{Map, Value, json};

use super::given::{API_ARN, API_ID, AUTHZ, OTHER, api, function, lambda, plan_with, refused, set_up, with_facts};
use crate::plan::{
    Change, Facts, FunctionPolicies, FunctionPolicy, Invocable, OPEN_STATEMENT_ID, PermissionStatement, Plan,
    StatementName, functions_to_ask, identity_of, statement_id,
};
use crate::settings::{PermissionChoice, Slot};

/// The statement that AddPermission makes of a source's ARN.
fn scoped(sid: &str, source: &str) -> Value {
    json!({
        "Sid": sid, "Effect": "Allow", "Principal": { "Service": "appsync.amazonaws.com" },
        "Action": "lambda:InvokeFunction", "Resource": AUTHZ, "Condition": { "ArnLike": { "AWS:SourceArn": source } },
    })
}

fn with(mut statement: Value, member: &str, value: Value) -> Value {
    statement[member] = value;
    statement
}

fn without(mut statement: Value, member: &str) -> Value {
    statement.as_object_mut().unwrap().shift_remove(member);
    statement
}

fn policy(statements: Vec<Value>) -> FunctionPolicy {
    FunctionPolicy::parse(&json!({ "Version": "2012-10-17", "Id": "default", "Statement": statements }).to_string())
        .unwrap()
}

fn policies(of: &str, statements: Vec<Value>) -> FunctionPolicies {
    FunctionPolicies::from_iter([(function(of), policy(statements))])
}

fn found(statement: Value) -> &'static str {
    let api = identity_of(&api(json!({}))).unwrap();
    let found = policy(vec![statement]).invocable(&function(AUTHZ), &api);
    let lists = [&found.allowed_by, &found.perhaps_allowed_by, &found.denied_by, &found.perhaps_denied_by];
    let named: Vec<usize> = (0..4).filter(|at| !lists[*at].is_empty()).collect();
    match named[..] {
        [] => "says nothing",
        [at] => ["allows", "may allow", "denies", "may deny"][at],
        [..] => "says two things",
    }
}

#[test]
fn each_form_of_a_statement_is_judged() {
    let exact = || scoped("x", API_ARN);
    let open = || without(exact(), "Condition");
    let on = |operator: &str, key: &str, value: Value| with(exact(), "Condition", json!({ operator: { key: value } }));
    for (expected, statement) in [
        ("allows", exact()),
        ("allows", open()),
        ("allows", scoped("x", "arn:aws:appsync:eu-west-1:111122223333:apis/*")),
        ("allows", scoped("x", "arn:aws:appsync:*:111122223333:*")),
        ("allows", scoped("x", "*")),
        ("says nothing", scoped("x", "arn:aws:appsync:eu-west-1:111122223333:apis/other")),
        ("says nothing", scoped("x", &format!("{API_ARN}/*"))),
        ("says nothing", scoped("x", "arn:aws:appsync:*")),
        ("allows", on("StringEquals", "aws:SourceArn", json!([API_ARN, "x"]))),
        ("allows", on("StringEquals", "AWS:SourceAccount", json!("111122223333"))),
        ("says nothing", on("StringEquals", "AWS:SourceAccount", json!("444455556666"))),
        ("allows", on("StringLikeIfExists", "aws:SourceAccount", json!("1111*"))),
        ("says nothing", on("StringNotEquals", "aws:SourceAccount", json!("111122223333"))),
        ("allows", on("Bool", "aws:PrincipalIsAWSService", json!("true"))),
        ("may allow", on("StringEquals", "aws:PrincipalOrgID", json!("o-1"))),
        ("may allow", on("DateLessThan", "aws:SourceArn", json!(API_ARN))),
        ("may allow", on("StringEquals", "aws:SourceArn", json!(1))),
        ("allows", with(exact(), "Action", json!("lambda:*"))),
        ("allows", with(exact(), "Action", json!(["lambda:GetFunction", "*"]))),
        ("allows", with(exact(), "Action", json!("lambda:invokefunction"))),
        ("says nothing", with(exact(), "Action", json!("lambda:InvokeFunctionUrl"))),
        ("allows", with(without(exact(), "Action"), "NotAction", json!("lambda:GetFunction"))),
        ("says nothing", with(without(exact(), "Action"), "NotAction", json!("lambda:Invoke*"))),
        ("allows", with(exact(), "Principal", json!("*"))),
        ("allows", with(exact(), "Principal", json!({ "AWS": "*" }))),
        ("allows", with(exact(), "Principal", json!({ "Service": ["events.amazonaws.com", "appsync.amazonaws.com"] }))),
        ("says nothing", with(exact(), "Principal", json!({ "Service": "events.amazonaws.com" }))),
        ("says nothing", with(exact(), "Principal", json!({ "AWS": "111122223333" }))),
        ("may allow", with(without(exact(), "Principal"), "NotPrincipal", json!({ "AWS": "111122223333" }))),
        ("says nothing", with(exact(), "Resource", json!(OTHER))),
        ("says nothing", with(exact(), "Resource", json!(format!("{AUTHZ}:live")))),
        ("allows", with(exact(), "Resource", json!("*"))),
        ("denies", with(open(), "Effect", json!("Deny"))),
        ("says nothing", with(scoped("x", "arn:aws:appsync:eu-west-1:1:apis/x"), "Effect", json!("Deny"))),
        ("may deny", with(on("IpAddress", "aws:SourceIp", json!("10.0.0.0/8")), "Effect", json!("Deny"))),
    ] {
        let text = statement.to_string();
        assert_eq!(found(statement), expected, "{text}");
    }
}

#[test]
fn a_policy_that_is_none_is_refused() {
    for text in ["", "[]", "{}", r#"{"Statement":[1]}"#, r#"{"Statement":"x"}"#] {
        assert_eq!(refused(FunctionPolicy::parse(text)).0, "bad-policy", "{text}");
    }
    let one = json!({ "Statement": scoped("x", API_ARN) }).to_string();
    assert_eq!(FunctionPolicy::parse(&one), Ok(policy(vec![scoped("x", API_ARN)])));
}

fn wanted(arn: &str) -> Change {
    set_up(|wanted| wanted.function = Some(function(arn)))
}

fn plain() -> Map<String, Value> {
    api(json!({ "authenticationType": "API_KEY" }))
}

#[test]
fn the_scoped_statement_is_added_when_nothing_allows_the_call() {
    let add =
        |change: &Change, policies: &FunctionPolicies| plan_with(&plain(), change, policies).unwrap().permission.add;
    let statement = |id: &str, source: Option<&str>| {
        Some(PermissionStatement {
            function: function(AUTHZ),
            id: id.to_owned(),
            source_arn: source.map(str::to_owned),
        })
    };
    let id = format!("appsync-auth-{API_ID}");
    assert_eq!(id, statement_id(&identity_of(&plain()).unwrap()));
    assert_eq!(add(&wanted(AUTHZ), &FunctionPolicies::new()), statement(&id, Some(API_ARN)));
    // Somebody changed the statement of that id: the id is taken.
    let changed = policies(AUTHZ, vec![scoped(&id, "arn:aws:appsync:eu-west-1:111122223333:apis/other")]);
    assert_eq!(add(&wanted(AUTHZ), &changed), statement(&format!("{id}-2"), Some(API_ARN)));
    let equivalent = policies(AUTHZ, vec![without(scoped("console", API_ARN), "Condition")]);
    assert_eq!(add(&wanted(AUTHZ), &equivalent), None);
    let told = plan_with(&plain(), &wanted(AUTHZ), &equivalent).unwrap().permission.open_by;
    assert_eq!(told, ["console"]);
    let open = Change { permission: PermissionChoice::Open, ..wanted(AUTHZ) };
    assert_eq!(add(&open, &equivalent), None);
    assert_eq!(add(&open, &policies(AUTHZ, vec![scoped("x", API_ARN)])), statement(OPEN_STATEMENT_ID, None));
    let skip = Change { permission: PermissionChoice::Skip, ..wanted(AUTHZ) };
    assert_eq!(add(&skip, &FunctionPolicies::new()), None);
}

#[test]
fn a_permission_belongs_to_the_qualifier_and_latest_has_the_functions() {
    let alias = format!("{AUTHZ}:live");
    let unqualified = policies(AUTHZ, vec![scoped("x", API_ARN)]);
    let added = plan_with(&plain(), &wanted(&alias), &unqualified).unwrap().permission.add.unwrap();
    assert_eq!(added.function, function(&alias));
    let latest = format!("{AUTHZ}:$LATEST");
    assert_eq!(plan_with(&plain(), &wanted(&latest), &unqualified).unwrap().permission.add, None);
    assert_eq!(functions_to_ask(&wanted(&latest), &plain(), &[]), Ok(vec![function(AUTHZ)]));
}

#[test]
fn a_statement_that_denies_is_told_and_nothing_is_hidden_by_an_allow() {
    let deny = with(without(scoped("stop", API_ARN), "Condition"), "Effect", json!("Deny"));
    let plan = plan_with(&plain(), &wanted(AUTHZ), &policies(AUTHZ, vec![scoped("x", API_ARN), deny])).unwrap();
    assert_eq!(
        plan.permission.found,
        Invocable { allowed_by: vec!["x".to_owned()], denied_by: vec!["stop".to_owned()], ..Invocable::default() }
    );
    assert_eq!(plan.permission.invocable(), Some(false));
    let unnamed = without(scoped("x", API_ARN), "Sid");
    let plan = plan_with(&plain(), &wanted(AUTHZ), &policies(AUTHZ, vec![unnamed])).unwrap();
    assert_eq!(
        (plan.permission.found.allowed_by.clone(), plan.permission.invocable()),
        (vec!["#1".to_owned()], Some(true))
    );
}

#[test]
fn what_an_earlier_run_added_goes_when_the_function_is_called_no_more() {
    let id = format!("appsync-auth-{API_ID}");
    let current = api(json!({ "authenticationType": "API_KEY", "additionalAuthenticationProviders": [lambda(AUTHZ)] }));
    let others = || {
        vec![
            scoped(&id, API_ARN),
            scoped(&format!("{id}-2"), API_ARN),
            scoped(&format!("{id}-x"), API_ARN),
            scoped("mine", API_ARN),
            scoped("appsync-auth-other", "arn:aws:appsync:eu-west-1:111122223333:apis/other"),
            without(scoped(OPEN_STATEMENT_ID, API_ARN), "Condition"),
        ]
    };
    let policies = policies(AUTHZ, others());
    let name = |id: String| StatementName { function: function(AUTHZ), id };
    let both = vec![name(id.clone()), name(format!("{id}-2"))];
    let removed = |change: &Change| plan_with(&current, change, &policies).unwrap().permission.remove;
    assert_eq!(removed(&Change::remove()), both);
    assert_eq!(removed(&wanted(OTHER)), both);
    assert_eq!(removed(&wanted(&format!("{AUTHZ}:live"))), both);
    let left_open = |change: &Change| plan_with(&current, change, &policies).unwrap().permission.left_open;
    let open = vec![name(OPEN_STATEMENT_ID.to_owned())];
    assert_eq!((left_open(&Change::remove()), left_open(&wanted(OTHER))), (open.clone(), open));
    assert_eq!(left_open(&wanted(AUTHZ)), Vec::new());
    assert_eq!(removed(&wanted(AUTHZ)), Vec::new());
    assert_eq!(removed(&wanted(&format!("{AUTHZ}:$LATEST"))), Vec::new());
    assert_eq!(removed(&Change { keep_permission: true, ..Change::remove() }), Vec::new());
    assert_eq!(removed(&Change { permission: PermissionChoice::Skip, ..Change::remove() }), Vec::new());
    assert_eq!(functions_to_ask(&wanted(OTHER), &current, &[]), Ok(vec![function(OTHER), function(AUTHZ)]));
}

#[test]
fn what_an_interrupted_run_left_goes_with_the_next_one() {
    let id = format!("appsync-auth-{API_ID}");
    let policies = policies(AUTHZ, vec![scoped(&id, API_ARN)]);
    let former = [function(AUTHZ), function(AUTHZ)];
    let plan = with_facts(&plain(), |facts| {
        Plan::of(&Change::remove(), &Facts { policies: &policies, former_functions: &former, ..facts })
    });
    let plan = plan.unwrap();
    assert_eq!(plan.permission.remove, [StatementName { function: function(AUTHZ), id }]);
    assert!(plan.changes.is_empty() && !plan.is_empty());
}

#[test]
fn a_function_of_another_account_is_told_when_it_is_new() {
    let foreign = "arn:aws:lambda:eu-west-1:444455556666:function:authz";
    let none = FunctionPolicies::new();
    let plan = plan_with(&plain(), &wanted(foreign), &none).unwrap();
    assert_eq!((plan.permission.foreign_account, plan.permission.add.unwrap().function), (true, function(foreign)));
    let there = api(json!({ "authenticationType": "API_KEY", "additionalAuthenticationProviders": [lambda(foreign)] }));
    let change = set_up(|wanted| wanted.slot = Some(Slot::Additional));
    assert!(!plan_with(&there, &change, &none).unwrap().permission.foreign_account);
}
