//! The plan that people confirm.

use serde_json::json;

use super::given::{
    AUTHZ, Given, NARROW, OTHER, WIDE, api, function, lambda, ours, pool, set_up, statement, to, with_authorizer,
};
use crate::plan::{Aim, Change};
use crate::report::Style;
use crate::settings::{NewDefault, PermissionChoice, Slot};

/// An additional authorizer for an API with an API key and a user pool.
fn additional() -> Given {
    let current =
        api(json!({ "authenticationType": "API_KEY", "additionalAuthenticationProviders": [pool("eu-west-1_a")] }));
    let mut change = to(Slot::Additional);
    if let Aim::SetUp(set_up) = &mut change.aim {
        set_up.ttl_seconds = Some(300);
        set_up.identity_regex = Some(Some("^tenant-".to_owned()));
    }
    Given::new(current, change)
}

/// An authorizer becomes the default in the place of a user pool, which stays.
fn to_default() -> Given {
    let mut current = pool("eu-west-1_a");
    current["userPoolConfig"]["defaultAction"] = json!("ALLOW");
    current["additionalAuthenticationProviders"] = json!([lambda(AUTHZ), { "authenticationType": "API_KEY" }]);
    let mut given = Given::new(api(current), set_up(|wanted| wanted.slot = Some(Slot::Default)));
    given.policies = vec![(AUTHZ, vec![ours(AUTHZ)])];
    given
}

#[test]
fn a_new_additional_authorizer_at_80_columns() {
    insta::assert_snapshot!(additional().shown(&NARROW));
}

#[test]
fn a_new_additional_authorizer_at_120_columns() {
    insta::assert_snapshot!(additional().shown(&WIDE));
}

#[test]
fn a_new_additional_authorizer_in_a_pipe() {
    insta::assert_snapshot!(additional().shown(&Style::PLAIN));
}

#[test]
fn an_additional_authorizer_becomes_the_default_and_the_user_pool_is_kept() {
    insta::assert_snapshot!(to_default().shown(&NARROW));
}

#[test]
fn a_default_authorizer_becomes_additional() {
    let mut current = lambda(AUTHZ);
    current["additionalAuthenticationProviders"] = json!([{ "authenticationType": "API_KEY" }]);
    let mut change = set_up(|wanted| wanted.slot = Some(Slot::Additional));
    change.new_default = Some(NewDefault { mode: crate::appsync::AuthenticationType::ApiKey, which: None });
    let mut given = Given::new(api(current), change);
    given.policies = vec![(AUTHZ, vec![ours(AUTHZ)])];
    insta::assert_snapshot!(given.shown(&NARROW));
}

#[test]
fn a_removal_takes_the_statement_away() {
    let mut given = Given::new(with_authorizer(), Change::remove());
    given.policies = vec![(AUTHZ, vec![ours(AUTHZ)])];
    insta::assert_snapshot!(given.shown(&NARROW));
}

#[test]
fn another_ttl_shows_what_stays_and_how_long_answers_live_on() {
    let mut given = Given::new(with_authorizer(), set_up(|wanted| wanted.ttl_seconds = Some(0)));
    given.policies = vec![(AUTHZ, vec![statement(AUTHZ, "any", Some("arn:aws:appsync:*:111122223333:*"))])];
    insta::assert_snapshot!(given.shown(&NARROW));
}

#[test]
fn a_ttl_with_an_authorizer_that_reads_the_query_is_warned_of() {
    let mut current = with_authorizer();
    current["additionalAuthenticationProviders"][0]["lambdaAuthorizerConfig"]["authorizerResultTtlInSeconds"] =
        json!(0);
    let mut given = Given::new(current, set_up(|wanted| wanted.ttl_seconds = Some(60)));
    given.policies = vec![(AUTHZ, vec![ours(AUTHZ)])];
    given.query_aware = true;
    insta::assert_snapshot!(given.shown(&NARROW));
}

#[test]
fn a_function_without_a_ttl_before_leaves_the_age_of_answers_open() {
    let mut current = with_authorizer();
    current["additionalAuthenticationProviders"][0]["lambdaAuthorizerConfig"]
        .as_object_mut()
        .unwrap()
        .shift_remove("authorizerResultTtlInSeconds");
    let given = Given::new(current, set_up(|wanted| wanted.function = Some(function(OTHER))));
    insta::assert_snapshot!(given.shown(&NARROW));
}

#[test]
fn a_regex_whose_readings_differ_is_warned_of() {
    let mut given = Given::new(with_authorizer(), set_up(|wanted| wanted.identity_regex = Some(Some("^x".to_owned()))));
    given.policies = vec![(AUTHZ, vec![ours(AUTHZ)])];
    insta::assert_snapshot!(given.shown(&NARROW));
}

#[test]
fn nothing_to_change_says_so_and_names_the_statement() {
    let mut given = Given::new(with_authorizer(), set_up(|_| ()));
    given.policies = vec![(AUTHZ, vec![ours(AUTHZ)])];
    insta::assert_snapshot!(given.shown(&NARROW));
}

#[test]
fn a_permission_alone_can_be_missing() {
    insta::assert_snapshot!(Given::new(with_authorizer(), set_up(|_| ())).shown(&NARROW));
}

#[test]
fn a_function_of_another_account_is_warned_of_with_the_evidence() {
    let theirs = "arn:aws:lambda:eu-west-1:444455556666:function:authz";
    let given = Given::new(
        api(json!({ "authenticationType": "AWS_IAM" })),
        set_up(|wanted| wanted.function = Some(function(theirs))),
    );
    insta::assert_snapshot!(given.shown(&NARROW));
}

#[test]
fn an_open_permission_is_warned_of() {
    let mut given = Given::new(with_authorizer(), set_up(|_| ()));
    given.change.permission = PermissionChoice::Open;
    insta::assert_snapshot!(given.shown(&NARROW));
}

#[test]
fn a_permission_that_was_not_read_is_not_judged() {
    let mut given = Given::new(with_authorizer(), set_up(|wanted| wanted.function = Some(function(OTHER))));
    given.change.permission = PermissionChoice::Skip;
    given.schema = None;
    insta::assert_snapshot!(given.shown(&NARROW));
}

#[test]
fn denials_conditions_and_open_statements_are_named() {
    let mut denial = statement(AUTHZ, "no", None);
    denial["Effect"] = json!("Deny");
    let mut other = denial.clone();
    other["Sid"] = json!("never");
    let mut odd = statement(AUTHZ, "odd", None);
    odd["Condition"] = json!({ "IpAddress": { "aws:SourceIp": "203.0.113.0/24" } });
    let mut given = Given::new(with_authorizer(), set_up(|_| ()));
    given.policies = vec![(AUTHZ, vec![denial, other, odd.clone(), statement(AUTHZ, "all", None)])];
    insta::assert_snapshot!("denied", given.shown(&NARROW));
    odd["Effect"] = json!("Deny");
    given.policies = vec![(AUTHZ, vec![odd, ours(AUTHZ)])];
    insta::assert_snapshot!("perhaps_denied", given.shown(&NARROW));
}

/// An API with settings that this program does not know.
fn with_unknown() -> Given {
    let mut current = with_authorizer();
    current.insert("dreamConfig".to_owned(), json!({ "depth": 3 }));
    current["additionalAuthenticationProviders"][0]["lambdaAuthorizerConfig"]["warmth"] = json!(0);
    let mut given = Given::new(current, set_up(|wanted| wanted.ttl_seconds = Some(0)));
    given.policies = vec![(AUTHZ, vec![ours(AUTHZ)])];
    given
}

#[test]
fn settings_that_this_program_does_not_know_are_named_as_carried() {
    insta::assert_snapshot!("carried", with_unknown().shown(&NARROW));
    let mut given = with_unknown();
    given.known_settings_only = true;
    insta::assert_snapshot!("left_out", given.shown(&NARROW));
}

#[test]
fn a_mode_that_only_the_service_knows_leaves_clients_open() {
    let current = api(json!({
        "authenticationType": "API_KEY", "additionalAuthenticationProviders": [{ "authenticationType": "AWS_DREAMS" }],
    }));
    insta::assert_snapshot!(Given::new(current, to(Slot::Additional)).shown(&NARROW));
}

#[test]
fn a_merged_api_is_planned_like_any_other() {
    let current = api(json!({
        "authenticationType": "AWS_IAM", "apiType": "MERGED",
        "mergedApiExecutionRoleArn": "arn:aws:iam::111122223333:role/merged", "logConfig": { "fieldLogLevel": "ALL" },
    }));
    let mut given = Given::new(current, to(Slot::Default));
    given.schema = None;
    insta::assert_snapshot!(given.shown(&NARROW));
}

#[test]
fn a_user_pool_that_denies_by_default_is_told_as_an_assumption() {
    let mut current = lambda(AUTHZ);
    current["additionalAuthenticationProviders"] = json!([pool("eu-west-1_a")]);
    let mut change = Change::remove();
    change.new_default =
        Some(NewDefault { mode: crate::appsync::AuthenticationType::AmazonCognitoUserPools, which: None });
    change.default_action = Some(crate::appsync::DefaultAction::Deny);
    insta::assert_snapshot!(Given::new(api(current), change).shown(&NARROW));
}

#[test]
fn many_fields_are_shown_by_the_first_ten_and_their_number() {
    const MANY: &str =
        "type Query { a: Int b: Int c: Int d: Int e: Int f: Int g: Int h: Int i: Int j: Int k: Int l: Int }";
    let mut given = Given::new(api(json!({ "authenticationType": "API_KEY" })), to(Slot::Default));
    given.schema = Some(MANY);
    let text = given.shown(&Style::PLAIN);
    let line = text.lines().find(|line| line.contains("change hands")).unwrap();
    let line = line.strip_prefix("warning[default-mode-changes]: ").unwrap();
    assert_eq!(
        line,
        "the default mode goes from API_KEY to AWS_LAMBDA: 12 fields without directives change hands, and from now on \
         they accept AWS_LAMBDA and no longer API_KEY: Query.a, Query.b, Query.c, Query.d, Query.e, Query.f, Query.g, \
         Query.h, Query.i, Query.j and 2 more"
    );
}

#[test]
fn a_schema_whose_every_field_has_directives_loses_nothing() {
    let mut given = Given::new(api(json!({ "authenticationType": "API_KEY" })), to(Slot::Default));
    given.schema = Some("type Query @aws_api_key @aws_lambda { a: Int }");
    let text = given.shown(&Style::PLAIN);
    assert!(
        text.contains("note[default-mode-changes]: the default mode goes from API_KEY to AWS_LAMBDA; every field of the schema has directives, so that none changes hands\n"),
        "{text}"
    );
}

#[test]
fn other_settings_and_twice_configured_modes_are_shown() {
    let current = api(json!({
        "authenticationType": "API_KEY", "xrayEnabled": true, "logConfig": { "fieldLogLevel": "ALL" },
        "userPoolConfig": { "userPoolId": "spent" },
        "additionalAuthenticationProviders": [lambda(AUTHZ), lambda(OTHER)],
    }));
    let mut given = Given::new(current, Change::remove());
    given.schema = None;
    insta::assert_snapshot!("twice", given.shown(&NARROW));
    let saved = api(json!({
        "authenticationType": "API_KEY", "logConfig": { "fieldLogLevel": "ERROR" }, "queryDepthLimit": 3,
        "additionalAuthenticationProviders": [],
    }));
    let restored = crate::report::ConfiguredApi { plan: given.restoring(&saved), ..given.api() };
    let report = crate::report::ConfigureReport::of(crate::report::Intent::Show, restored);
    insta::assert_snapshot!("restored", super::given::written(&report, &NARROW));
}

#[test]
fn a_function_that_is_not_named_by_an_arn_cannot_be_asked() {
    let mut given = Given::new(with_authorizer(), set_up(|wanted| wanted.ttl_seconds = Some(300)));
    given.current["additionalAuthenticationProviders"][0]["lambdaAuthorizerConfig"]["authorizerUri"] = json!("authz");
    insta::assert_snapshot!(given.shown(&NARROW));
}

/// A provider that moves is shown once, so this cannot be seen by the number of lines.
#[test]
fn no_difference_is_left_away() {
    for given in [additional(), to_default(), with_unknown()] {
        let text = given.shown(&Style::PLAIN);
        for change in given.plan().changes {
            for value in change.before.iter().chain(&change.after) {
                let leaves = match value {
                    serde_json::Value::Object(members) => members.values().cloned().collect(),
                    other => vec![other.clone()],
                };
                for leaf in leaves.iter().filter(|leaf| !leaf.is_object()) {
                    let leaf = leaf.as_str().map_or_else(|| leaf.to_string(), str::to_owned);
                    assert!(text.contains(&leaf), "{} {leaf}\n{text}", change.path);
                }
            }
        }
    }
}

#[test]
fn colour_is_only_added() {
    for given in [additional(), to_default(), with_unknown()] {
        let color = given.shown(&Style { color: true, ..NARROW });
        assert_ne!(color, given.shown(&NARROW));
        assert_eq!(console::strip_ansi_codes(&color), given.shown(&NARROW));
    }
}

#[test]
fn names_and_values_cannot_steer_the_terminal() {
    let mut given = with_unknown();
    given.current["additionalAuthenticationProviders"][0]["lambdaAuthorizerConfig"]["war\u{1b}[2Jmth"] =
        json!("\u{1b}[31m\n");
    let mut shown = given.api();
    shown.name = Some("ev\u{1b}]0;x\u{7}ents".to_owned());
    shown.environment = Some("stag\ring".to_owned());
    shown.notes = vec!["a\u{9b}1mb".to_owned()];
    let report = crate::report::ConfigureReport::of(crate::report::Intent::Show, shown);
    let text = super::given::written(&report, &NARROW);
    assert!(text.chars().all(|character| character == '\n' || !character.is_control()), "{text:?}");
}
