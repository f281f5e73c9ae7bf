//! What came of a plan.

use serde_json::json;

use super::given::{AUTHZ, Given, NARROW, OTHER, api, function, ours, outcomes, set_up, to, with_authorizer, written};
use crate::error::Error;
use crate::plan::{Difference, Verification};
use crate::report::{CarriedOut, ConfigureReport, Intent, Report, StepResult};
use crate::settings::Slot;
use crate::status::Status;

use StepResult::{Done, Failed, NotBegun, TakenBack, Unclear};

const BACKUP: &str = ".appsync-auth/backup/abcdefghijklmnopqrstuvwxyz-2026-03-26T09-30-00Z.json";

/// A new additional authorizer: a permission, the update, the reading.
fn adding() -> Given {
    Given::new(api(json!({ "authenticationType": "API_KEY" })), to(Slot::Additional))
}

/// Another function: as adding, and the permission to invoke the one before is taken away.
fn replacing() -> Given {
    let mut given = Given::new(with_authorizer(), set_up(|wanted| wanted.function = Some(function(OTHER))));
    given.policies = vec![(AUTHZ, vec![ours(AUTHZ)])];
    given
}

/// The report of a plan that was shown before, with this outcome.
fn report(given: &Given, results: &[StepResult], with: impl FnOnce(&mut CarriedOut)) -> ConfigureReport {
    let mut api = given.api();
    let mut carried_out = outcomes(&api.plan, results);
    carried_out.backup = Some(BACKUP.to_owned());
    with(&mut carried_out);
    api.carried_out = Some(carried_out);
    ConfigureReport { plans_shown: true, ..ConfigureReport::of(Intent::Apply, api) }
}

fn applied(filled: Vec<Difference>) -> Option<Verification> {
    Some(Verification::Applied { filled })
}

#[test]
fn all_done_and_read_again() {
    let report = report(&adding(), &[Done, Done, Done], |done| {
        done.verification = applied(vec![Difference {
            path: "additionalAuthenticationProviders[AWS_LAMBDA].lambdaAuthorizerConfig.authorizerResultTtlInSeconds"
                .to_owned(),
            before: None,
            after: Some(json!(300)),
        }]);
    });
    insta::assert_snapshot!(written(&report, &NARROW));
    assert_eq!((report.status(), report.error()), (Status::Yes, None));
    let api = report.json();
    assert_eq!((&api["applied"], &api["verified"]), (&json!(true), &json!(true)));
}

#[test]
fn a_refused_update_takes_the_permission_back() {
    let report = report(&adding(), &[TakenBack, Failed, NotBegun], |done| {
        let message = "AWS refuses `appsync:UpdateGraphqlApi` on `arn:aws:appsync:eu-west-1:111122223333:apis/a`";
        done.error = Some(Error::credentials("access-denied", message).help("ask for `appsync:UpdateGraphqlApi`"));
        done.verification = Some(Verification::Unchanged);
    });
    insta::assert_snapshot!(written(&report, &NARROW));
    assert_eq!(report.status(), Status::Credentials);
    let api = report.json();
    assert_eq!((&api["applied"], &api["verified"]), (&json!(false), &json!(false)));
}

#[test]
fn an_update_that_nobody_can_tell_of_is_said_to_be_unclear() {
    let report = report(&adding(), &[Done, Unclear, NotBegun], |done| {
        done.error = Some(Error::outside("timeout", "no answer within 30 s"));
    });
    insta::assert_snapshot!(written(&report, &NARROW));
    assert_eq!(report.status(), Status::Outside);
    let api = report.json();
    assert_eq!((&api["applied"], &api["verified"]), (&json!(false), &json!(null)));
}

#[test]
fn an_api_that_reads_otherwise_is_a_fault_of_its_own() {
    let report = report(&adding(), &[Done, Done, Failed], |done| {
        done.verification = Some(Verification::Different(vec![
            Difference { path: "xrayEnabled".to_owned(), before: Some(json!(true)), after: Some(json!(false)) },
            Difference { path: "ownerContact".to_owned(), before: Some(json!("ops")), after: None },
        ]));
    });
    insta::assert_snapshot!(written(&report, &NARROW));
    let error = report.error().unwrap();
    assert_eq!((error.code(), report.status()), ("not-verified", Status::Outside));
}

#[test]
fn an_update_that_is_not_to_be_seen_is_not_verified() {
    let report = report(&adding(), &[Done, Done, Failed], |done| done.verification = Some(Verification::Unchanged));
    insta::assert_snapshot!(written(&report, &NARROW));
    assert_eq!(report.error().map(|error| error.code()), Some("not-verified"));
}

#[test]
fn an_interruption_says_how_to_go_on() {
    let left = report(&adding(), &[Done, NotBegun, NotBegun], |done| {
        done.error = Some(Error::interrupted("the API was not changed"));
    });
    insta::assert_snapshot!("interrupted_after_the_permission", written(&left, &NARROW));
    assert_eq!(left.status(), Status::Interrupted);
    let before_the_end = report(&replacing(), &[Done, Done, Done, Failed], |done| {
        done.verification = applied(Vec::new());
        done.error = Some(Error::outside("throttled", "Lambda throttled `RemovePermission` to the end"));
    });
    insta::assert_snapshot!("a_permission_is_left", written(&before_the_end, &NARROW));
}

/// What is said to do next after these results, in one line.
fn next(given: &Given, results: &[StepResult], verification: Option<Verification>) -> String {
    let report = report(given, results, |done| {
        done.error = Some(Error::outside("timeout", "no answer within 30 s"));
        done.verification = verification;
    });
    let text = written(&report, &crate::report::Style::PLAIN);
    text.lines().find_map(|line| line.strip_prefix("next: ")).unwrap().to_owned()
}

#[test]
fn each_state_that_a_fault_can_leave_has_its_own_next_step() {
    let begins = |text: &str, expected: &str| assert!(text.starts_with(expected), "{text}");
    let nothing = "nothing is changed; run the same command again";
    begins(&next(&adding(), &[Failed, NotBegun, NotBegun], None), nothing);
    begins(&next(&adding(), &[TakenBack, Failed, NotBegun], Some(Verification::Unchanged)), nothing);
    let open = "AppSync may still be allowed";
    begins(&next(&adding(), &[Unclear, NotBegun, NotBegun], None), open);
    begins(&next(&adding(), &[Done, Unclear, NotBegun], Some(Verification::Unchanged)), open);
    begins(&next(&adding(), &[Done, Unclear, NotBegun], None), "whether the update was made is not known");
    begins(&next(&adding(), &[Done, Done, Failed], None), "the update was made, but the API was not read again");
    begins(&next(&replacing(), &[Done, Unclear, Done, Unclear], applied(Vec::new())), "the API is as wanted");
    let mut removing = Given::new(api(json!({ "authenticationType": "API_KEY" })), crate::plan::Change::remove());
    removing.former = vec![function(AUTHZ)];
    removing.policies = vec![(AUTHZ, vec![ours(AUTHZ)])];
    begins(&next(&removing, &[Failed], None), "run the same command again to take the permission away");
}

#[test]
fn a_backup_with_spaces_in_its_path_is_quoted_in_the_command() {
    let report = report(&adding(), &[Done, Done, Done], |done| {
        done.verification = applied(Vec::new());
        done.backup = Some("my backups/a.json".to_owned());
    });
    let text = written(&report, &NARROW);
    assert!(
        text.ends_with(
            "backup: my backups/a.json\n  bring it back: appsync-auth configure --restore 'my backups/a.json'\n"
        ),
        "{text}"
    );
}

#[test]
fn a_plan_that_was_not_seen_comes_before_its_outcome() {
    let shown = report(&adding(), &[Done, Done, Done], |done| done.verification = applied(Vec::new()));
    let both = ConfigureReport { plans_shown: false, ..shown.clone() };
    let plan = adding().shown(&NARROW);
    let plan = plan.strip_suffix("this is a plan only: nothing was sent\n").unwrap();
    assert_eq!(written(&both, &NARROW), format!("{plan}{}", written(&shown, &NARROW)));
}

#[test]
fn a_plan_that_was_not_confirmed_is_a_no() {
    let declined = ConfigureReport { plans_shown: true, ..ConfigureReport::of(Intent::Apply, adding().api()) };
    assert_eq!(written(&declined, &NARROW), "not confirmed: nothing was sent\n");
    assert_eq!(declined.status(), Status::No);
}
