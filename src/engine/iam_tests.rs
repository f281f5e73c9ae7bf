//! What policies say.

use serde_json::{Value, json};

use super::iam::*;
use crate::appsync::{ApiIdentity, Coordinate};

#[test]
fn wildcards_match_as_iam_does() {
    for (pattern, text, expected) in [
        ("*", "", true),
        ("a*c", "abbbc", true),
        ("a*c", "abbbcd", false),
        ("a?c", "abc", true),
        ("a?c", "ac", false),
        ("a*b*c", "a1b2b3c", true),
        ("types/Query/*", "types/Query/fields/x", true),
        ("types/query/*", "types/Query/fields/x", false),
    ] {
        assert_eq!(wildcard_matches(pattern, text, false), expected, "{pattern} {text}");
    }
    assert!(wildcard_matches("AppSync:graphql", GRAPHQL_ACTION, true));
}

#[test]
fn a_deny_wins_and_a_condition_cannot_be_judged() {
    let api = ApiIdentity::default();
    let query = |field: &str| Coordinate::new("Query", field);
    let policy = |statements: Value| vec![Policy::from_json(&json!({ "Statement": statements })).unwrap()];
    let all = json!({ "Effect": "Allow", "Action": "appsync:*", "Resource": "*" });
    assert_eq!(policy_answer(&policy(json!([all])), &api, &query("a")), PolicyAnswer::Allowed);
    let deny =
        json!({ "Effect": "Deny", "Action": ["appsync:GraphQL"], "Resource": [format!("{api}/types/Query/fields/a")] });
    assert_eq!(policy_answer(&policy(json!([all, deny])), &api, &query("a")), PolicyAnswer::Denied);
    assert_eq!(policy_answer(&policy(json!([all, deny])), &api, &query("b")), PolicyAnswer::Allowed);
    let other = json!({ "Effect": "Allow", "Action": "lambda:*", "Resource": "*" });
    assert_eq!(policy_answer(&policy(other), &api, &query("a")), PolicyAnswer::NotMentioned);
    let not = json!({ "Effect": "Allow", "NotAction": "appsync:*", "Resource": "*" });
    assert_eq!(policy_answer(&policy(not), &api, &query("a")), PolicyAnswer::NotMentioned);
    let conditional = json!({ "Effect": "Allow", "Action": "*", "Resource": "*", "Condition": { "Bool": {} } });
    assert_eq!(policy_answer(&policy(conditional), &api, &query("a")), PolicyAnswer::Conditional);
}

#[test]
fn a_boundary_allows_nothing_and_bounds_what_the_others_allow() {
    let api = ApiIdentity::default();
    let policy = |effect: &str, field: &str, conditional: bool| {
        let condition = if conditional { json!({ "Bool": {} }) } else { json!({}) };
        let resource = format!("{api}/types/Query/fields/{field}");
        let statement = json!({ "Effect": effect, "Action": "*", "Resource": resource, "Condition": condition });
        Policy::from_json(&json!({ "Statement": statement })).unwrap()
    };
    let all = Policy::everything;
    for (policies, expected) in [
        (vec![all().into_boundary()], PolicyAnswer::NotMentioned),
        (vec![all(), all().into_boundary()], PolicyAnswer::Allowed),
        (vec![all(), policy("Allow", "a", false).into_boundary()], PolicyAnswer::Allowed),
        (vec![all(), policy("Allow", "b", false).into_boundary()], PolicyAnswer::NotMentioned),
        (vec![all(), Policy::default().into_boundary()], PolicyAnswer::NotMentioned),
        (vec![all(), policy("Deny", "a", false).into_boundary()], PolicyAnswer::Denied),
        (vec![policy("Deny", "a", false), all(), all().into_boundary()], PolicyAnswer::Denied),
        (vec![all(), policy("Allow", "a", true).into_boundary()], PolicyAnswer::Conditional),
        (vec![policy("Allow", "a", true), all().into_boundary()], PolicyAnswer::Conditional),
        (vec![policy("Allow", "b", true), policy("Allow", "a", true).into_boundary()], PolicyAnswer::NotMentioned),
    ] {
        let answer = policy_answer(&policies, &api, &Coordinate::new("Query", "a"));
        assert_eq!(answer, expected, "{policies:?}");
    }
}

#[test]
fn what_is_no_policy_is_refused_with_the_place() {
    let refused = |document: Value| Policy::from_json(&document).map_err(|error| error.to_string());
    assert_eq!(refused(json!([])), Err("a policy document is an object with `Statement`".to_owned()));
    assert_eq!(
        refused(json!({ "Statement": [{ "Effect": "allow" }] })),
        Err("`Effect` of statement 1 is neither `Allow` nor `Deny`".to_owned())
    );
    assert_eq!(
        refused(json!({ "Statement": { "Effect": "Allow", "Action": 1, "Resource": "*" } })),
        Err("`Action` of statement 1 is not a text or a list of texts".to_owned())
    );
}

#[test]
fn what_decided_is_named_by_policy_and_statement() {
    let api = ApiIdentity::default();
    let resource = |field: &str| format!("{api}/types/Query/fields/{field}");
    let policy = |statements: Value| Policy::from_json(&json!({ "Statement": statements })).unwrap();
    let allow = |field: &str| json!({ "Sid": "Reads", "Effect": "Allow", "Action": "appsync:GraphQL", "Resource": resource(field) });
    let deny = json!({ "Effect": "Deny", "Action": "*", "Resource": resource("b") });
    let perhaps = json!({ "Effect": "Allow", "Action": "*", "Resource": resource("c"), "Condition": { "Bool": {} } });
    let policies = [
        policy(json!([])),
        policy(json!([perhaps, allow("a"), allow("b"), allow("d")])),
        policy(json!([deny])),
        policy(json!([allow("[abc]"), allow("a"), allow("b"), allow("c")])).into_boundary(),
    ];
    let statement = |policy, statement| DecidedBy::Statement { policy, statement };
    for (field, answer, by) in [
        ("a", PolicyAnswer::Allowed, statement(1, 2)),
        ("b", PolicyAnswer::Denied, statement(2, 1)),
        ("c", PolicyAnswer::Conditional, statement(1, 1)),
        ("d", PolicyAnswer::NotMentioned, DecidedBy::Boundary(3)),
        ("e", PolicyAnswer::NotMentioned, DecidedBy::Nothing),
    ] {
        let decided = decide(&policies, &api, &Coordinate::new("Query", field));
        assert_eq!(decided, PolicyDecision { answer, by }, "{field}");
    }
    assert_eq!(
        (policies[1].sid(1), policies[1].sid(2), policies[1].sid(5), policies[1].sid(0)),
        (None, Some("Reads"), None, None)
    );
}

#[test]
fn a_policy_variable_can_be_anything_but_what_its_surroundings_rule_out() {
    let api = ApiIdentity::default();
    let answer = |version: &str, statement: Value| {
        let policy = Policy::from_json(&json!({ "Version": version, "Statement": statement })).unwrap();
        policy_answer(&[policy], &api, &Coordinate::new("Query", "a"))
    };
    let allow = |resource: &str| json!({ "Effect": "Allow", "Action": "appsync:*", "Resource": resource });
    for (resource, expected) in [
        ("arn:aws:appsync:${aws:RequestedRegion}:*:apis/*", PolicyAnswer::Conditional),
        ("arn:aws:appsync:*:*:apis/*/types/${aws:PrincipalTag/t, 'x'}/fields/a", PolicyAnswer::Conditional),
        ("arn:aws:appsync:*:*:apis/*/types/${aws:PrincipalTag/t}/fields/b", PolicyAnswer::NotMentioned),
        ("arn:aws:appsync:*:*:apis/*/types/${*}", PolicyAnswer::NotMentioned),
        ("arn:aws:appsync:*:*:apis/*${aws:", PolicyAnswer::NotMentioned),
    ] {
        assert_eq!(answer("2012-10-17", allow(resource)), expected, "{resource}");
        assert_eq!(answer("2008-10-17", allow(resource)), PolicyAnswer::NotMentioned, "{resource}");
    }
    let all_but =
        json!({ "Effect": "Allow", "Action": "*", "NotResource": ["arn:aws:s3:::x", "*/fields/${aws:username}"] });
    assert_eq!(answer("2012-10-17", all_but.clone()), PolicyAnswer::Conditional);
    assert_eq!(answer("2008-10-17", all_but), PolicyAnswer::Allowed);
}
