//! Refused fields of an answer that has data.

use super::*;
use crate::engine::Code;

const SCHEMA: &str = r#"
type Query { listEvents: [Event] @aws_lambda @aws_iam  me: User @aws_cognito_user_pools(cognito_groups: ["Admin"]) }
type Event @aws_cognito_user_pools @aws_lambda { id: ID  name: String  comments: String @aws_cognito_user_pools  secret: String @aws_iam }
type User { id: ID  name: String }
"#;

fn schema() -> Schema {
    Schema::load(&[SourceText::new("s.graphql", SCHEMA)], Leniency::Strict).unwrap().schema
}

/// A request whose fields were refused; each is `Type.field`.
fn refused(authorization: &str, fields: &[&str]) -> Denied {
    let errors = fields.iter().map(|field| {
        let (type_name, field_name) = field.split_once('.').unwrap();
        error("Unauthorized", &format!("Not Authorized to access {field_name} on type {type_name}"))
    });
    Denied { status: 200, errors: errors.collect(), ..Denied::unauthorized(authorization) }
}

#[test]
fn the_directive_that_would_open_a_field_is_told() {
    let closed = refused("tenant-a", &["Event.comments", "User.id", "User.name", "User.id"]).at([pool(), lambda()]);
    insta::assert_snapshot!(Denied { schema: Some(schema()), ..closed }.told(), @r#"
    D201 `Event.comments` takes AMAZON_COGNITO_USER_POOLS (directives on the field), not AWS_LAMBDA
      help: `@aws_lambda` on the field would open it
      {"coordinate":"Event.comments","mode":"AWS_LAMBDA","directives":["@aws_cognito_user_pools"]}
    D203 `User.id`, `User.name` are closed to AWS_LAMBDA: without directives on field and type only the default mode (AMAZON_COGNITO_USER_POOLS) passes
      help: `@aws_lambda` on each field or its type would open it
      {"coordinate":"User.id","coordinates":["User.id","User.name"],"mode":"AWS_LAMBDA","default":"AMAZON_COGNITO_USER_POOLS"}
    M104 AWS_LAMBDA selected: Authorization is not SigV4 and not a JWT of a configured issuer
      {"mode":"AWS_LAMBDA"}
    "#);
}

#[test]
fn without_the_api_the_mode_is_that_of_the_credential() {
    let closed = refused("anything", &["Event.secret", "User.id"]);
    insta::assert_snapshot!(Denied { schema: Some(schema()), ..closed }.told(), @r#"
    D201 `Event.secret` takes AWS_IAM (directives on the field), not AWS_LAMBDA
      help: `@aws_lambda` on the field would open it
      {"coordinate":"Event.secret","mode":"AWS_LAMBDA","directives":["@aws_iam"]}
    D106 `User.id` is open to the API's default mode alone, since neither field nor type has a directive: AWS_LAMBDA is not that mode, or the authorizer's deniedFields strikes it, or its resolver refused
      help: say which API it is with --api; if another mode is its default one, `@aws_lambda` on the field or its type would open it
      {"coordinate":"User.id","mode":"AWS_LAMBDA"}
    - the request brings a token that is neither a JWT nor a SigV4 signature, which AWS_LAMBDA alone takes
    "#);
    let signed = refused(SIGNATURE, &["Event.id"]);
    let signed = Denied { schema: Some(schema()), ..signed }.diagnosed();
    assert_eq!(
        (signed[0].code, signed[0].says.as_str()),
        (
            Some(Code::D202),
            "`Event.id` takes AMAZON_COGNITO_USER_POOLS, AWS_LAMBDA (directives on the type), not AWS_IAM"
        )
    );
    assert_eq!(signed[0].help.as_deref(), Some("`@aws_iam` on the field or its type would open it"));
}

#[test]
fn a_field_that_the_schema_opens_was_struck_or_refused_by_its_resolver() {
    let open = |authorization: &str, providers: Vec<Provider>, field: &str| {
        let denied = refused(authorization, &[field]).at(providers);
        Denied { schema: Some(schema()), ..denied }.diagnosed()[0].clone()
    };
    let struck = open("tenant-a", vec![pool(), lambda()], "Event.name");
    assert_eq!(
        (struck.code, struck.says.as_str()),
        (
            Some(Code::F201),
            "`Event.name` is open to AWS_LAMBDA by the schema, so the authorizer's deniedFields strikes it, or its resolver refused"
        )
    );
    let policy = open(SIGNATURE, vec![Provider::AwsIam], "Query.listEvents");
    assert_eq!(policy.code, Some(Code::I202));
    assert_eq!(
        policy.help.as_deref(),
        Some(
            "allow `appsync:GraphQL` on `arn:aws:appsync:eu-west-1:111122223333:apis/abcdefghijklmnopqrstuvwxyz/types/Query/fields/listEvents` in a policy of the caller"
        )
    );
    let resolver = open(&access_token(60), vec![pool()], "Event.name");
    assert_eq!(
        (resolver.code, resolver.says.as_str()),
        (None, "`Event.name` is open to AMAZON_COGNITO_USER_POOLS by the schema, so its resolver refused")
    );
}

#[test]
fn groups_that_the_token_lacks_are_told() {
    let denied = refused(&access_token(60), &["Query.me"]).at([pool(), lambda()]);
    insta::assert_snapshot!(Denied { schema: Some(schema()), ..denied }.told(), @r#"
    D204 `Query.me` is open to the groups `Admin` alone, and the token has `Staff`
      {"coordinate":"Query.me","groups":["Admin"],"callerGroups":["Staff"]}
    M106 the token is a JWT of `https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_abc`, another provider of this API, so it never reached the Lambda authorizer
      {"issuer":"https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_abc"}
    M103 AMAZON_COGNITO_USER_POOLS selected: Authorization is a JWT of a configured user pool
      {"mode":"AMAZON_COGNITO_USER_POOLS","issuer":"https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_abc"}
    - the token is a JWT that says: issuer `https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_abc`, client_id `c1`, token_use `access`, subject `1f2e`, scopes `openid`, `events/read`, groups `Staff`, expires in 60 s, issued 59 min ago
      {"iss":"https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_abc","client_id":"c1","token_use":"access","sub":"1f2e","scope":"openid events/read","cognito:groups":["Staff"],"exp":1772600827,"iat":1772597227}
    "#);
}

#[test]
fn without_a_schema_the_two_reasons_are_told() {
    let denied = |authorization: &str| refused(authorization, &["Event.id", "Event.name"]).diagnosed()[0].clone();
    let told = denied("tenant-a");
    assert_eq!(
        (told.code, told.says.as_str()),
        (
            Some(Code::D106),
            "`Event.id`, `Event.name` are closed to AWS_LAMBDA by a directive or the lack of one, or the authorizer's deniedFields strikes it, or its resolver refused"
        )
    );
    assert_eq!(told.help.as_deref(), Some("give the schema with --schema to see which"));
    assert_eq!(denied(SIGNATURE).code, Some(Code::D106));
    let old = Denied { schema: Some(schema()), ..refused("tenant-a", &["Event.added"]) }.diagnosed();
    assert_eq!(old[0].help.as_deref(), Some("the schema that is known here does not have it: fetch it anew"));
}

#[test]
fn where_the_mode_is_not_known_who_reaches_the_field_is_told() {
    let denied =
        Denied { headers: Headers::default(), schema: Some(schema()), ..refused("", &["Query.me", "User.id"]) };
    let says: Vec<String> = denied.diagnosed().into_iter().map(|one| one.says).collect();
    assert_eq!(
        says,
        [
            "`Query.me` is open to AMAZON_COGNITO_USER_POOLS (groups `Admin`) (directives on the field)",
            "`User.id` is open to the API's default mode alone: neither field nor type has a directive",
            "the request brings no credential",
        ]
    );
}

#[test]
fn many_fields_are_named_in_part() {
    let fields: Vec<String> = (0..9).map(|number| format!("Event.f{number}")).collect();
    let denied = refused("t", &fields.iter().map(String::as_str).collect::<Vec<_>>()).diagnosed();
    assert!(
        denied[0].says.starts_with(
            "`Event.f0`, `Event.f1`, `Event.f2`, `Event.f3`, `Event.f4`, `Event.f5` and 3 more are closed"
        )
    );
    assert_eq!(denied[0].facts["coordinates"], json!(fields));
}

#[test]
fn a_resolver_that_refuses_in_its_own_words_is_told_apart() {
    let own =
        Denied { status: 200, errors: vec![error("Unauthorized", "only on weekdays")], ..Denied::unauthorized("t") };
    assert_eq!(
        own.diagnosed()[0].says,
        "a resolver refused in words of its own; AppSync's authorization had let the field pass"
    );
}
