//! What a plan means, sentence by sentence.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::given::{AUTHZ, Given, api, lambda, pool, set_up, to};
use crate::appsync::{AuthenticationType, Coordinate};
use crate::engine::access::{Change as FieldChange, ChangeKind, Column, ColumnChange, MatrixDifference, Reach, Who};
use crate::plan::{Aim, Change, Credential, Destination, Plan, ProviderName, Route};
use crate::report::configure::{PlanWarning, warnings};
use crate::settings::{NewDefault, PreviousDefault, Slot};

fn told(plan: &Plan, codes: &[&str]) -> Vec<String> {
    let line = |warning: &PlanWarning| {
        let assumed = if warning.assumed.is_some() { " (assumed)" } else { "" };
        let rule = warning.rule.map(|rule| format!(" {rule}")).unwrap_or_default();
        format!("{}{rule}: {}{assumed}", warning.severity.name(), warning.message)
    };
    warnings(plan).iter().filter(|warning| codes.contains(&warning.code)).map(line).collect()
}

const ROUTES: [&str; 2] = ["requests-go-elsewhere", "requests-pass-by-authorizer"];
const FIELDS: [&str; 2] = ["fields-gained", "fields-lost"];

fn issuer(url: &str) -> Value {
    json!({ "authenticationType": "OPENID_CONNECT", "openIDConnectConfig": { "issuer": url } })
}

fn default_in_place(current: Value, previous: PreviousDefault) -> Given {
    let mut change = to(Slot::Default);
    if let Aim::SetUp(set_up) = &mut change.aim {
        set_up.previous_default = Some(previous);
    }
    Given::new(api(current), change)
}

#[test]
fn jwts_of_a_dropped_issuer_go_to_the_authorizer() {
    let given = default_in_place(issuer("https://i"), PreviousDefault::Drop);
    assert_eq!(
        told(&given.plan(), &ROUTES),
        [
            "info M109: requests with a SigV4 signature were refused, and go to AWS_LAMBDA from now on: the authorizer \
             decides on them (assumed)",
            "warning M109: JWTs of the issuer `https://i` went to OPENID_CONNECT, and go to AWS_LAMBDA from now on: the \
             authorizer decides on them (assumed)",
            "info M109: JWTs of other issuers were refused, and go to AWS_LAMBDA from now on: the authorizer decides on \
             them (assumed)",
            "info M104: tokens that are no JWT were refused, and go to AWS_LAMBDA from now on: the authorizer decides on \
             them",
        ]
    );
}

#[test]
fn jwts_of_a_kept_issuer_pass_by_the_authorizer() {
    let given = default_in_place(issuer("https://i"), PreviousDefault::Keep);
    let passing = "warning M106: JWTs of the issuer `https://i` go to OPENID_CONNECT: they never reach the authorizer";
    assert_eq!(told(&given.plan(), &["requests-pass-by-authorizer"]), [passing]);
    let ttl = Given::new(
        api(json!({
            "authenticationType": "OPENID_CONNECT", "openIDConnectConfig": { "issuer": "https://i" },
            "additionalAuthenticationProviders": [lambda(AUTHZ)],
        })),
        set_up(|wanted| wanted.ttl_seconds = Some(0)),
    );
    assert_eq!(told(&ttl.plan(), &ROUTES), Vec::<String>::new());
}

#[test]
fn keys_of_a_dropped_default_are_refused() {
    let given = default_in_place(json!({ "authenticationType": "API_KEY" }), PreviousDefault::Drop);
    let key = "warning M202: requests with an API key went to API_KEY, and are refused from now on";
    assert_eq!(told(&given.plan(), &ROUTES)[0], key);
}

/// No change that a user can ask for adds a user pool, but a saved configuration can have one.
#[test]
fn jwts_of_a_pool_that_comes_back_reach_the_authorizer_no_more() {
    let mut given = Given::new(api(lambda(AUTHZ)), Change::remove());
    given.schema = None;
    let mut saved = lambda(AUTHZ);
    saved["additionalAuthenticationProviders"] = json!([pool("eu-west-1_a")]);
    assert_eq!(
        told(&given.restoring(&api(saved)), &ROUTES),
        [
            "warning M109: JWTs of the user pool `eu-west-1_a` went to AWS_LAMBDA, and go to AMAZON_COGNITO_USER_POOLS \
             from now on: they never reach the authorizer (assumed)",
            "warning M204: JWTs of other issuers went to AWS_LAMBDA, and are refused from now on (assumed)",
        ]
    );
}

#[test]
fn every_way_of_every_credential_has_its_words() {
    let mut plan = Given::new(api(json!({ "authenticationType": "API_KEY" })), to(Slot::Additional)).plan();
    let route = |credential, before, after| Route {
        credential,
        before,
        after,
        rule: crate::engine::Code::M205,
        passes_by_authorizer: false,
    };
    let pool = ProviderName { mode: "AMAZON_COGNITO_USER_POOLS".to_owned(), which: Some("p".to_owned()) };
    let (mode, unknown) = (Destination::Mode(AuthenticationType::ApiKey), Destination::Unknown);
    plan.clients.as_mut().unwrap().routes = vec![
        route(Credential::Jwt(pool.clone()), unknown, mode),
        route(Credential::Jwt(pool), mode, unknown),
        route(Credential::OtherToken, Destination::Refused, unknown),
    ];
    assert_eq!(
        told(&plan, &ROUTES),
        [
            "warning M205: JWTs of the user pool `p` went where this program cannot tell, and go to API_KEY from now on \
             (assumed)",
            "warning M205: JWTs of the user pool `p` went to API_KEY, and go from now on where this program cannot tell \
             (assumed)",
            "warning M205: tokens that are no JWT were refused, and go from now on where this program cannot tell \
             (assumed)",
        ]
    );
}

const GROUPS: &str = "
    type Query { open: Event admin: Event @aws_cognito_user_pools(cognito_groups: [\"admins\"]) iam: Event @aws_iam }
    type Event { id: ID! deep: Deep }
    type Deep @aws_lambda { id: ID! }
";

#[test]
fn groups_policies_and_fields_without_a_way_have_their_own_sentences() {
    let mut current = pool("eu-west-1_a");
    current["userPoolConfig"]["defaultAction"] = json!("ALLOW");
    current["additionalAuthenticationProviders"] = json!([{ "authenticationType": "AWS_IAM" }]);
    let mut given = default_in_place(current, PreviousDefault::Keep);
    given.schema = Some(GROUPS);
    insta::assert_snapshot!(told(&given.plan(), &FIELDS).join("\n"));
    let mut current = lambda(AUTHZ);
    current["additionalAuthenticationProviders"] = json!([{ "authenticationType": "API_KEY" }]);
    let mut change = Change::remove();
    change.new_default = Some(NewDefault { mode: AuthenticationType::AwsIam, which: None });
    let mut given = Given::new(api(current), change);
    given.schema = Some(GROUPS);
    insta::assert_snapshot!("iam_becomes_the_default", told(&given.plan(), &FIELDS).join("\n"));
}

#[test]
fn each_change_of_a_cell_has_its_sentence() {
    let mut plan = Given::new(api(json!({ "authenticationType": "API_KEY" })), to(Slot::Additional)).plan();
    let mut changes = Vec::new();
    for before in Reach::ALL {
        for after in Reach::ALL.into_iter().filter(|after| *after != before) {
            let column = Column { mode: AuthenticationType::AwsIam, who: Who::Anyone };
            let kind = if after > before { ChangeKind::Widened } else { ChangeKind::Narrowed };
            let columns = vec![ColumnChange { column, before, after }];
            let field = format!("{}To{}", before.name(), after.name());
            changes.push(FieldChange { coordinate: Coordinate::new("Query", &field), kind, columns });
        }
    }
    plan.clients.as_mut().unwrap().access = Some(MatrixDifference { changes, ..MatrixDifference::default() });
    let told = told(&plan, &FIELDS);
    let by_field: BTreeMap<&str, &str> =
        told.iter().map(|line| line.rsplit_once(": ").unwrap()).map(|(a, b)| (b, a)).collect();
    assert_eq!(by_field.len(), 12);
    insta::assert_snapshot!(told.join("\n"));
}

#[test]
fn many_findings_of_one_rule_are_counted() {
    let fields: Vec<String> = (0..14).map(|number| format!("f{number}: Int @aws_lambda")).collect();
    let schema: &'static str = format!("type Query {{ a: Int @aws_api_key {} }}", fields.join(" ")).leak();
    let mut given = Given::new(super::given::with_authorizer(), Change::remove());
    given.schema = Some(schema);
    let text = given.shown(&crate::report::Style::PLAIN);
    assert_eq!(text.matches("warning[directive-of-absent-mode]").count(), 10, "{text}");
    assert!(text.contains("\n4 more of `directive-of-absent-mode`; all are in --json\n"), "{text}");
    assert_eq!(warnings(&given.plan()).iter().filter(|each| each.code == "directive-of-absent-mode").count(), 14);
}
