//! The table of `access` as people see it.

use crate::appsync::{ApiAuthentication, ApiIdentity, AuthenticationType, Provider};
use crate::engine::Api;
use crate::engine::access::{Callers, Matrix, groups_of};
use crate::graphql::{Leniency, Schema, SourceText};
use crate::report::{AccessReport, Report, Style};

const SCHEMA: &str = r#"
type Query { list: [Event] @aws_api_key @aws_lambda get: Event @aws_iam @aws_cognito_user_pools(cognito_groups: ["admins"]) }
type Event @aws_api_key @aws_lambda { id: ID! comments: [Comment] @aws_lambda }
type Comment @aws_api_key @aws_lambda { text: String }
"#;

/// The table at a width, with or without colour.
fn table(width: usize, color: bool) -> String {
    let schema = Schema::load(&[SourceText::new("s.graphql", SCHEMA)], Leniency::Strict).unwrap().schema;
    let [additional @ .., default] = AuthenticationType::ALL.map(Provider::bare);
    let authentication = ApiAuthentication { default, additional: additional.to_vec() };
    let api = Api { identity: ApiIdentity::default(), authentication };
    let matrix = Matrix::new(&schema, &api, &Callers { groups: groups_of(&schema), policies: Vec::new() });
    let mut out = Vec::new();
    let report = AccessReport { matrix, comparison: None, page_written: false };
    report.text(&mut out, &Style { color, terminal: true, width }).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn a_wide_terminal_gets_words() {
    insta::assert_snapshot!(table(80, false), @"
    key      API_KEY
    iam      AWS_IAM, a caller whose policies are not known
    cognito  AMAZON_COGNITO_USER_POOLS, a user in no group
    admins   AMAZON_COGNITO_USER_POOLS, a user in the group admins
    oidc     OPENID_CONNECT
    lambda   AWS_LAMBDA (default mode)

    yes: reached · unknown: depends on policies or conditions that are not known ·
    no way: open, but no open field leads there · no: denied

    field       key     iam      cognito  admins  oidc  lambda
    Comment
      text      no way  no       no       no      no    yes
    Event
      comments  no      no       no       no      no    yes
      id        yes     no       no       no      no    yes
    Query
      get       no      unknown  no       yes     no    no
      list      yes     no       no       no      no    yes
    ");
}

#[test]
fn a_narrow_terminal_gets_numbers_and_signs() {
    insta::assert_snapshot!(table(50, false), @"
    1  API_KEY
    2  AWS_IAM, a caller whose policies are not known
    3  AMAZON_COGNITO_USER_POOLS, a user in no group
    4  AMAZON_COGNITO_USER_POOLS, a user in the group
       admins
    5  OPENID_CONNECT
    6  AWS_LAMBDA (default mode)

    +: reached · ?: depends on policies or conditions
    that are not known · ~: open, but no open field
    leads there · -: denied

    field       1  2  3  4  5  6
    Comment
      text      ~  -  -  -  -  +
    Event
      comments  -  -  -  -  -  +
      id        +  -  -  -  -  +
    Query
      get       -  ?  -  +  -  -
      list      +  -  -  -  -  +
    ");
}

#[test]
fn colour_changes_nothing_but_colour() {
    let color = table(80, true);
    let plain: Vec<String> = console::strip_ansi_codes(&color).lines().map(|line| line.trim_end().to_owned()).collect();
    assert_ne!(color, table(80, false));
    assert_eq!(plain, table(80, false).lines().map(|line| line.trim_end().to_owned()).collect::<Vec<_>>());
}
