//! Several environments, checks, exit codes, and plans made again.

use serde_json::json;

use super::given::{AUTHZ, Given, NARROW, OTHER, function, ours, outcomes, set_up, with_authorizer, written};
use crate::error::Error;
use crate::report::configure::{Meanwhile, changed_meanwhile};
use crate::report::{CarriedOut, ConfigureReport, Configured, ConfiguredApi, Intent, Report, StepResult};
use crate::status::Status;

fn given(ttl: Option<i64>) -> Given {
    let mut given = Given::new(with_authorizer(), set_up(|wanted| wanted.ttl_seconds = ttl));
    given.policies = vec![(AUTHZ, vec![ours(AUTHZ)])];
    given
}

fn planned(environment: &str, ttl: Option<i64>) -> ConfiguredApi {
    let environment = Some(environment.to_owned());
    ConfiguredApi { chosen_environment: environment.clone(), environment, ..given(ttl).api() }
}

fn failed(environment: &str, error: Error) -> Configured {
    Configured::Failed { environment: Some(environment.to_owned()), error }
}

fn several(intent: Intent, apis: Vec<Configured>) -> ConfigureReport {
    ConfigureReport { intent, several: true, apis, plans_shown: false }
}

fn of(api: ConfiguredApi) -> Configured {
    Configured::Planned(Box::new(api))
}

#[test]
fn each_environment_is_shown_with_its_plan_or_its_error() {
    let denied = Error::credentials("access-denied", "AWS refuses `appsync:GetGraphqlApi`").help("ask for it");
    let apis = vec![of(planned("production", None)), failed("staging", denied), of(planned("test", Some(0)))];
    let report = several(Intent::Check, apis);
    insta::assert_snapshot!("text", written(&report, &NARROW));
    insta::assert_snapshot!("json", serde_json::to_string_pretty(&report.json()).unwrap());
    assert_eq!(report.status(), Status::Credentials);
}

#[test]
fn a_check_says_no_when_a_plan_is_not_empty() {
    let same = ConfigureReport::of(Intent::Check, given(None).api());
    assert_eq!(same.status(), Status::Yes);
    let other = ConfigureReport::of(Intent::Check, given(Some(0)).api());
    assert_eq!(other.status(), Status::No);
    assert_eq!(ConfigureReport::of(Intent::Show, given(Some(0)).api()).status(), Status::Yes);
    let text = written(&other, &NARROW);
    assert!(
        text.ends_with(
            "\nfailed: the API is not as wanted\nhelp: if this is meant, run the same command without `--check`\n"
        ),
        "{text}"
    );
    let two = several(Intent::Check, vec![of(planned("a", None)), of(planned("b", Some(0)))]);
    assert_eq!(two.status(), Status::No);
    assert!(written(&two, &NARROW).contains("\nfailed: 1 of 2 environments would change: b\n"));
    assert_eq!(several(Intent::Check, vec![of(planned("a", None))]).status(), Status::Yes);
}

#[test]
fn the_first_error_decides_and_an_interruption_before_all() {
    let outside = || Error::outside("timeout", "no answer within 30 s");
    let usage = || Error::usage("bad-ttl", "a TTL of -1");
    let status = |errors: Vec<Error>| {
        let apis = errors.into_iter().map(|error| failed("x", error)).chain([of(planned("y", Some(0)))]).collect();
        let report = several(Intent::Check, apis);
        assert_eq!(report.error().map(|error| error.status()), Some(report.status()));
        report.status()
    };
    assert_eq!(status(vec![outside(), usage()]), Status::Outside);
    assert_eq!(status(vec![usage(), outside()]), Status::Usage);
    assert_eq!(status(vec![outside(), Error::interrupted("nothing was sent")]), Status::Interrupted);
}

#[test]
fn the_text_of_an_outcome_names_its_environment_and_the_command_too() {
    let mut api = planned("test", Some(0));
    let done = outcomes(&api.plan, &[StepResult::Done, StepResult::Done]);
    let verification = Some(crate::plan::Verification::Applied { filled: Vec::new() });
    api.carried_out = Some(CarriedOut { verification, backup: Some("b.json".to_owned()), ..done });
    let report = ConfigureReport { plans_shown: true, ..several(Intent::Apply, vec![of(api)]) };
    insta::assert_snapshot!(written(&report, &NARROW));
    assert_eq!(report.status(), Status::Yes);
}

#[test]
fn findings_are_those_that_lint_gives() {
    let mut given = given(None);
    given.change = set_up(|wanted| wanted.identity_regex = Some(Some("^x".to_owned())));
    let report = ConfigureReport::of(Intent::Show, given.api());
    insta::assert_snapshot!(serde_json::to_string_pretty(&report.findings()).unwrap());
}

#[test]
fn a_plan_made_again_says_what_changed_meanwhile() {
    let shown = given(Some(0)).plan();
    let again = |change: &dyn Fn(&mut Given)| {
        let mut given = given(Some(0));
        change(&mut given);
        changed_meanwhile(&shown, &given.plan())
    };
    let note = |text: &str, asks_again| Some(Meanwhile { note: text.to_owned(), asks_again });
    assert_eq!(again(&|_| ()), None);
    assert_eq!(
        again(&|given| drop(given.current.insert("xrayEnabled".to_owned(), json!(true)))),
        note("the API changed meanwhile (xrayEnabled); what is to be done stays the same", false)
    );
    let ttl = |given: &mut Given, seconds: i64| {
        given.current["additionalAuthenticationProviders"][0]["lambdaAuthorizerConfig"]["authorizerResultTtlInSeconds"] =
            json!(seconds);
    };
    let path = "additionalAuthenticationProviders[AWS_LAMBDA].lambdaAuthorizerConfig.authorizerResultTtlInSeconds";
    assert_eq!(
        again(&|given| ttl(given, 60)),
        note(&format!("the API changed meanwhile ({path}); the plan is now:"), true)
    );
    assert_eq!(
        again(&|given| ttl(given, 0)),
        note("the API is as it shall be by now, and there is nothing left to change", false)
    );
    assert_eq!(
        again(&|given| given.policies.clear()),
        note("the function's policy changed meanwhile; the plan is now:", true)
    );
    assert_eq!(
        again(&|given| given.schema = None),
        note("what is known of the API changed meanwhile; the plan is now:", true)
    );
    let many = |given: &mut Given| {
        for number in 0..7 {
            given.current.insert(format!("setting{number}"), json!(number));
        }
    };
    assert_eq!(
        again(&many),
        note(
            "the API changed meanwhile (setting0, setting1, setting2, setting3, setting4 and 2 settings more); what is to \
             be done stays the same",
            false
        )
    );
    let other = given(None);
    assert_eq!(
        changed_meanwhile(&other.plan(), &{
            let mut given = given(None);
            given.change = set_up(|wanted| wanted.function = Some(function(OTHER)));
            given.plan()
        })
        .map(|meanwhile| meanwhile.asks_again),
        Some(true)
    );
}
