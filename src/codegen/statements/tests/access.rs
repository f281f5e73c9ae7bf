use super::{Given, bounds, generated_lines};
use crate::appsync::{ApiAuthentication, ApiIdentity, AuthenticationType, Coordinate, Provider};
use crate::codegen::{Bounds, Reach};
use crate::engine::iam::Policy;
use crate::engine::{Api, Caller};

/// An API with the default mode API key, and IAM beside it.
fn reach(mode: AuthenticationType, caller: Caller) -> Reach {
    let identity = ApiIdentity {
        partition: "aws".to_owned(),
        region: "eu-west-1".to_owned(),
        account_id: "111122223333".to_owned(),
        api_id: "abcdefghijklmnopqrstuvwxyz".to_owned(),
    };
    let authentication = ApiAuthentication { default: Provider::ApiKey, additional: vec![Provider::AwsIam] };
    Reach { api: Api { identity, authentication }, mode, caller }
}

/// A caller with IAM.
pub(super) fn iam() -> Reach {
    reach(AuthenticationType::AwsIam, Caller::default())
}

fn by(mode: AuthenticationType) -> Bounds {
    Bounds { reach: Some(reach(mode, Caller::default())), ..bounds() }
}

fn denied(fields: &[&str]) -> Bounds {
    let denied_fields = fields.iter().map(|field| field.parse::<Coordinate>().unwrap()).collect();
    Bounds { denied_fields, ..bounds() }
}

const BLOG: &str = "
    type Query { post: Post @aws_iam @aws_api_key profile: Profile @aws_iam posts: [Post] node: Node @aws_iam any: Any @aws_iam }
    interface Node { id: ID name: String }
    union Any = Post | Profile
    type Post implements Node @aws_iam @aws_api_key { id: ID name: String secret: String @aws_iam profile: Profile }
    type Profile implements Node { id: ID name: String }
    type Author implements Node @aws_iam { id: ID name: String @aws_api_key }
";

#[test]
fn fields_then_objects_then_operations_that_the_caller_does_not_reach_are_left_out() {
    let given = Given::new(BLOG, &by(AuthenticationType::AwsIam));
    assert_eq!(
        given.lines(),
        [
            "query Post { post { id name secret } }",
            "query Node { node { __typename ... on Post { id name secret } ... on Author { id } } }",
            "query Any { any { __typename ... on Post { id name secret } } }",
        ]
    );
    let notes: Vec<String> =
        given.generated.notes.iter().map(|note| format!("{}: {}", note.code, note.message)).collect();
    assert_eq!(
        notes,
        [
            "field-not-reached: `Author.name` is left out: the caller does not reach it (D201, closed-by-field-directives)",
            "field-not-reached: `Profile.id` is left out: the caller does not reach it (D203, closed-to-additional-modes)",
            "field-not-reached: `Profile.name` is left out: the caller does not reach it (D203, closed-to-additional-modes)",
            "operation-not-reached: there is no operation for `Query.posts`: the caller does not reach it (D203, closed-to-additional-modes)",
            "operation-not-reached: there is no operation for `Query.profile`: nothing is left to select of `Profile`",
            "type-not-reached: `Post.profile` is left out: nothing is left to select of `Profile`",
        ]
    );
}

#[test]
fn another_mode_reaches_other_fields() {
    assert_eq!(
        generated_lines(BLOG, &by(AuthenticationType::ApiKey)),
        [
            "query Post { post { id name profile { id name } } }",
            "query Posts { posts { id name profile { id name } } }",
        ]
    );
}

#[test]
fn without_a_caller_nothing_is_left_out() {
    assert_eq!(generated_lines(BLOG, &bounds()).len(), 5);
}

#[test]
fn groups_open_what_is_theirs() {
    let sdl = "
        type Query { a: A @aws_cognito_user_pools(cognito_groups: [\"x\"]) }
        type A @aws_cognito_user_pools { id: ID b: Int @aws_cognito_user_pools(cognito_groups: [\"y\"]) }
    ";
    let with = |groups: &[&str]| {
        let cognito_groups = groups.iter().map(|group| (*group).to_owned()).collect();
        let caller = Caller { cognito_groups, policies: None };
        Bounds { reach: Some(reach(AuthenticationType::AmazonCognitoUserPools, caller)), ..bounds() }
    };
    assert_eq!(generated_lines(sdl, &with(&[])), Vec::<String>::new());
    assert_eq!(generated_lines(sdl, &with(&["x"])), ["query A { a { id } }"]);
    assert_eq!(generated_lines(sdl, &with(&["x", "y"])), ["query A { a { id b } }"]);
}

#[test]
fn denied_fields_are_left_out_of_objects_and_of_their_interfaces() {
    let sdl = "
        type Query { node: Node post: Post } interface Node { id: ID name: String }
        type Post implements Node { id: ID name: String } type User implements Node { id: ID name: String }
    ";
    let given = Given::new(sdl, &denied(&["User.name"]));
    assert_eq!(
        given.lines(),
        ["query Node { node { __typename id ... on Post { name } } }", "query Post { post { id name } }"]
    );
    assert_eq!(
        given.generated.notes[0].message,
        "`User.name` is left out: the caller does not reach it (F201, field-denied)"
    );
    assert_eq!(generated_lines(sdl, &denied(&["Query.node", "Post.id"])), ["query Post { post { name } }"]);
}

#[test]
fn what_policies_do_not_settle_is_selected_with_a_note() {
    let sdl = "type Query { a: A @aws_iam } type A @aws_iam { id: ID b: Int }";
    let policy = r#"{ "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "appsync:GraphQL", "Resource": "arn:aws:appsync:eu-west-1:111122223333:apis/*" },
        { "Effect": "Deny", "Action": "appsync:GraphQL", "Resource": "arn:aws:appsync:eu-west-1:111122223333:apis/*/types/A/fields/b",
          "Condition": { "Bool": { "aws:SecureTransport": "false" } } }
    ] }"#;
    let caller = Caller { cognito_groups: Vec::new(), policies: Some(vec![policy_of(policy)]) };
    let given = Given::new(sdl, &Bounds { reach: Some(reach(AuthenticationType::AwsIam, caller)), ..bounds() });
    assert_eq!(given.lines(), ["query A { a { id b } }"]);
    assert_eq!(
        given.generated.notes[0].message,
        "`A.b` is selected, and whether the caller reaches it is not known (I204, policy-condition-not-judged)"
    );
}

fn policy_of(text: &str) -> Policy {
    Policy::from_json(&serde_json::from_str(text).unwrap()).unwrap()
}
