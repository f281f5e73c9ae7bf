//! What is granted, what stays closed, and what a change shows.

use serde_json::json;

use super::*;
use crate::appsync::{ApiAuthentication, ApiIdentity, Coordinate, Provider};
use crate::engine::iam::Policy;
use crate::engine::{Access, Api, Code};
use crate::graphql::{Leniency, Schema, SourceText};

/// A schema with root types of other names, a circle, an interface and a union.
const SCHEMA: &str = "
schema { query: Reading, mutation: Writing }
type Reading { node: Node, found: Found, hidden: Secret @aws_lambda, plain: String @aws_iam @aws_lambda }
type Writing { write: Secret @aws_iam }
interface Node { id: ID }
type User implements Node @aws_iam @aws_lambda { id: ID, friends: [User], password: String @aws_lambda }
type Page implements Node { id: ID @aws_iam, next: Found @aws_lambda }
union Found = User | Secret
type Secret @aws_lambda { value: String }
type Apart @aws_lambda { value: String }
";

fn schema() -> Schema {
    Schema::load(&[SourceText::new("schema.graphql", SCHEMA)], Leniency::Strict).unwrap().schema
}

fn api(default: Provider, additional: Vec<Provider>) -> Api {
    Api { identity: ApiIdentity::default(), authentication: ApiAuthentication { default, additional } }
}

fn fields(texts: &[&str]) -> Vec<Coordinate> {
    texts.iter().map(|text| text.parse().unwrap()).collect()
}

fn grant(words: &[GrantWord], named: &[&str], schema: Option<&Schema>) -> Grant {
    Grant::new(ApiIdentity::default(), words, &fields(named), schema).unwrap()
}

fn paths(grant: &Grant) -> Vec<String> {
    grant.targets.iter().map(Target::path).collect()
}

#[test]
fn words_stand_for_the_types_that_the_schema_starts_from() {
    let schema = schema();
    let all = grant(&[], &[], Some(&schema));
    assert_eq!(paths(&all), ["types/Reading/*", "types/Writing/*", "types/Subscription/*"]);
    assert_eq!(all.words_without_operations(&schema), [GrantWord::Listen]);
    assert_eq!(paths(&grant(&[], &[], None)), ["types/Query/*", "types/Mutation/*", "types/Subscription/*"]);
    assert_eq!(paths(&grant(&[], &["User.id", "User.id"], None)), ["types/User/fields/id"]);
    let unknown = Grant::new(ApiIdentity::default(), &[], &fields(&["Usre.id"]), Some(&schema)).unwrap_err();
    assert_eq!((unknown.code(), unknown.help_text()), ("unknown-field", Some("did you mean `User.id`?")));
}

#[test]
fn closed_fields_are_found_on_every_way_that_is_open_and_named_once() {
    let schema = schema();
    let lambda_first = api(Provider::Lambda(None), vec![Provider::AwsIam]);
    let iam_first = api(Provider::AwsIam, vec![Provider::Lambda(None)]);
    let closed = |grant: &Grant, api: &Api| -> Vec<String> {
        grant.closed(&schema, api).iter().map(ToString::to_string).collect()
    };
    let query = grant(&[GrantWord::Query], &[], Some(&schema));
    // Without a directive a field is the default mode's.
    assert_eq!(closed(&query, &lambda_first), ["Reading.node", "Reading.found", "Reading.hidden"]);
    assert_eq!(closed(&query, &iam_first), ["Reading.hidden", "User.password", "Page.next", "Secret.value"]);
    assert_eq!(closed(&grant(&[], &["Writing.write"], Some(&schema)), &lambda_first), ["Secret.value"]);
    assert_eq!(closed(&grant(&[], &["Reading.plain"], Some(&schema)), &lambda_first), Vec::<String>::new());
}

#[test]
fn a_difference_is_one_of_resources_where_nothing_else_differs() {
    let grant = grant(&[GrantWord::Query, GrantWord::Mutate], &[], None);
    let resource = |path: &str| format!("{}/types/{path}/*", ApiIdentity::default());
    let marked = |mark, path| (mark, resource(path));
    assert_eq!(grant.difference(None), [marked('+', "Query"), marked('+', "Mutation")]);
    let mut before = grant.policy();
    before["Statement"][0]["Resource"] = json!([resource("Query"), resource("Subscription")]);
    assert_eq!(
        grant.difference(Some(&before)),
        [marked('-', "Subscription"), marked(' ', "Query"), marked('+', "Mutation")]
    );
    assert_eq!(policy_removed(&grant, &before), [marked('-', "Query"), marked('-', "Subscription")]);
    before["Statement"][0]["Resource"] = json!(resource("Query"));
    assert_eq!(policy_removed(&grant, &before), [marked('-', "Query")]);
    assert_eq!(policy_removed(&grant, &json!("not JSON")), [('-', "\"not JSON\"".to_owned())]);
    before["Statement"][0]["Effect"] = json!("Deny");
    let shown = grant.difference(Some(&before));
    assert!(shown.contains(&('-', "      \"Effect\": \"Deny\",".to_owned())), "{shown:?}");
    assert!(shown.contains(&('+', "      \"Effect\": \"Allow\",".to_owned())), "{shown:?}");
}

#[test]
fn a_denial_outweighs_what_is_not_known_and_that_what_is_allowed() {
    let schema = schema();
    let statement = |effect: &str, field: &str, condition: bool| {
        let condition = if condition { json!({ "Bool": {} }) } else { json!({}) };
        let resource = format!("{}/types/Reading/fields/{field}", ApiIdentity::default());
        json!({ "Effect": effect, "Action": "*", "Resource": resource, "Condition": condition })
    };
    let judged = |statements: &[serde_json::Value], named: &[&str]| {
        let policy = Policy::from_json(&json!({ "Statement": statements })).unwrap();
        let policies = [RolePolicy { name: "p".to_owned(), source: PolicySource::Inline, policy }];
        judge(&grant(&[], named, Some(&schema)), &schema, &policies)
    };
    let some =
        [statement("Allow", "plain", false), statement("Allow", "node", true), statement("Deny", "found", false)];
    let access = |named: &[&str]| judged(&some, named).access();
    assert_eq!(access(&["Reading.plain"]), Access::Reached);
    assert_eq!(access(&["Reading.plain", "Reading.node"]), Access::Unknown);
    assert_eq!(access(&["Reading.plain", "Reading.node", "Reading.found"]), Access::Denied);
    assert_eq!(access(&["Reading.hidden"]), Access::Denied);
    let check = judged(&some, &["Reading.node", "User.id"]);
    let told: Vec<_> =
        check.targets.iter().flat_map(|target| &target.fields).map(|field| (field.rule, field.by.clone())).collect();
    let by = Some(Decisive { policy: 0, statement: Some(2) });
    assert_eq!(told, [(Some(Code::I204), by), (Some(Code::I103), None)]);
}
